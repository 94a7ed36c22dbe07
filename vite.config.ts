import { defineConfig } from "vite";
import { precompress } from "./scripts/precompress.ts";
import { reduceEmoji } from "./scripts/reduce-emoji.ts";

/** The page: made of `src/web` into `dist/page`, from where the server serves it. */
export default defineConfig({
  root: "src/web",
  base: "/",
  build: {
    outDir: "../../dist/page",
    emptyOutDir: true,
    target: "es2023",
    sourcemap: false,
    // Small files stay files: the page's policy takes nothing that stands in its text.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { page: "src/web/index.html", "service-worker": "src/web/service-worker.ts" },
      output: {
        // What every view needs comes in few pieces: each has a head of its own, and is compressed alone.
        codeSplitting: {
          groups: [
            {
              name: "libraries",
              test: /node_modules[\\/](?:react|react-dom|scheduler|virtua|marked|valibot)[\\/]/,
            },
            {
              name: "base",
              test: /src[\\/]core[\\/](?:limits|modes|names)\.ts|src[\\/]web[\\/](?:use-source|chat-context|platform[\\/])/,
              minShareCount: 2,
            },
          ],
        },
        entryFileNames: ({ name }) => (name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  plugins: [reduceEmoji(), precompress()],
});
