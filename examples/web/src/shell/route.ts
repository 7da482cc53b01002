import { useMemo, useSyncExternalStore } from "react";

/** Where in the application: `#/vault/personal/…`, in its parts. Ids alone stand in it, never a name or a secret. */
export type Route = readonly string[];

const subscribe = (listener: () => void) => {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
};

export const parseRoute = (hash: string): Route =>
  hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** What a link to a place in the application leads to. */
export const to = (...parts: readonly string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;

export const goTo = (...parts: readonly string[]): void => {
  window.location.hash = to(...parts);
};
