/** Styles, which Vite takes along. */
declare module "*.css";
