import { useSyncExternalStore } from "react";

/** Where in the page one is, as it stands behind `#` in its address. */
export type Route =
  | { readonly at: "home" }
  /** `makes` if the channel is to be made if there is none, as where an invite link leads. */
  | { readonly at: "place"; readonly name: string; readonly message?: string; readonly makes?: true }
  | { readonly at: "search"; readonly text: string }
  | { readonly at: "settings"; readonly tab?: string }
  | { readonly at: "admin"; readonly tab?: string }
  | { readonly at: "status" };

/** The address of a route, with its `#`. */
export function hrefOf(route: Route): string {
  switch (route.at) {
    case "home":
      return "#/";
    case "place": {
      const { name, message } = route;
      const [kind, rest] = name.startsWith("#") ? ["channel", name.slice(1)] : ["talk", name];
      return `#/${[kind, rest, ...(message === undefined ? [] : [message])].map(encodeURIComponent).join("/")}`;
    }
    case "search":
      return `#/search/${encodeURIComponent(route.text)}`;
    case "settings":
    case "admin":
      return route.tab === undefined ? `#/${route.at}` : `#/${route.at}/${encodeURIComponent(route.tab)}`;
    case "status":
      return "#/status";
  }
}

/** The route that an address means; home, if it means nothing. @param hash with or without its `#` */
export function routeOf(hash: string): Route {
  const [kind = "", first, second] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map(decoded);
  switch (kind) {
    case "channel":
    case "talk":
      if (!first) return { at: "home" };
      return { at: "place", name: kind === "channel" ? `#${first}` : first, ...(second && { message: second }) };
    case "join":
      return first ? { at: "place", name: `#${first}`, makes: true } : { at: "home" };
    case "search":
      return { at: "search", text: first ?? "" };
    case "settings":
    case "admin":
      return { at: kind, ...(first && { tab: first }) };
    case "status":
      return { at: "status" };
    default:
      return { at: "home" };
  }
}

/** Goes there. @param replace whether the place where one is now is not to be come back to */
export function goTo(route: Route, replace = false): void {
  const href = hrefOf(route);
  if (replace) history.replaceState(null, "", href);
  else if (location.hash !== href) history.pushState(null, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Where one is; the component is drawn again when that changes. */
export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => location.hash));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  window.addEventListener("hashchange", changed);
  return () => {
    window.removeEventListener("popstate", changed);
    window.removeEventListener("hashchange", changed);
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
