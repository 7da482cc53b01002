/**
 * Before anything else is loaded: where text would become markup or a script, the browser asks this policy, and it says no.
 * Workers alone are started, from the files of this application. Imported first.
 */

interface Policies {
  createPolicy(
    name: string,
    rules: Readonly<Record<"createHTML" | "createScript" | "createScriptURL", (text: string) => string>>,
  ): unknown;
}

const refuse = (): never => {
  throw new TypeError("This application makes no markup and no script of text.");
};

const files = `${location.origin}/app/`;

/** Browsers that know no trusted types have the rest of the content-security policy. */
(globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy("default", {
  createHTML: refuse,
  createScript: refuse,
  createScriptURL: (url) => (new URL(url, location.href).href.startsWith(files) ? url : refuse()),
});

export {};
