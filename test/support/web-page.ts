/** What tests of the web client share: screens looked at by axe, at two widths, and pictures of them when they are asked for. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import type { Browser, Visitor } from "./app-page.ts";

declare const axe: { run(context: unknown, options: object): Promise<AxeResults> };

const axeScript = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const wide = { width: 1280, height: 800 };
/** The narrowest screen that the client is made for. */
const narrow = { width: 360, height: 740 };

/** Somebody's browser, in English, that lets pages copy. */
export async function webVisitor(browser: Browser): Promise<Visitor> {
  const visitor = await browser.visitor({
    locale: "en-GB",
    viewport: wide,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await visitor.context.addInitScript({ path: axeScript });
  return visitor;
}

/** Resolves once the clipboard has this text: what copies or clears has not done so yet when the page goes on. */
export const isCopied = (page: Page, text: string) =>
  page.waitForFunction(async (text) => (await navigator.clipboard.readText()) === text, text);

/** Closes the dialog that is in front by its key. Before a dialog has the focus, the key is nobody's. */
export async function pressEscape(page: Page): Promise<void> {
  const dialog = page.locator(".dialog:focus-within");
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong with what is shown, each with where. Only that leaves the page: of what is well it lists a hundred times as much. */
const axeFaults = (page: Page, options: object): Promise<string[]> =>
  page.evaluate(async (options) => {
    const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 240)}`));
  }, options);

/** How many pixels of the page one would have to scroll sideways for. */
const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * What a screen breaks of what is promised of every screen: nothing that axe finds, in the light and in the dark, and nothing
 * cut off at 360 pixels. Takes its pictures, where `PICTURES` says so.
 */
export async function faultsOfScreen(page: Page, name: string): Promise<string[]> {
  // What is still on its way has no heading yet.
  await page.getByRole("heading").first().waitFor();
  const faults = await axeFaults(page, { runOnly: standards });
  await takePicture(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  // Of all that axe looks for, colours alone are others in the dark.
  faults.push(...(await axeFaults(page, { runOnly: { type: "rule", values: ["color-contrast"] } })));
  await takePicture(page, `${name}-dark`);
  await page.setViewportSize(narrow);
  const wider = await overhang(page);
  if (wider > 0) faults.push(`${wider} pixels wider than the screen`);
  await takePicture(page, `${name}-narrow-dark`);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await takePicture(page, `${name}-narrow-light`);
  await page.setViewportSize(wide);
  return faults.map((fault) => `${name}: ${fault}`);
}

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

/** The pictures that documents show: others are taken by nobody who does not ask for them. */
const shown = new Set(
  process.env.PICTURES
    ? [
        "README.md",
        join("examples", "web", "README.md"),
        ...readdirSync(docs, { recursive: true, encoding: "utf8" }).map((name) => join("docs", name)),
      ]
        .filter((name) => name.endsWith(".md"))
        .flatMap((name) => [...readFileSync(join(docs, "..", name), "utf8").matchAll(/pictures\/([\w-]+)\.png/g)])
        .map(([, name]) => name)
    : [],
);

/** `PICTURES=1`: what documents show, anew. Or the name of a folder: every picture of every screen, into it. */
async function takePicture(page: Page, name: string): Promise<void> {
  const { PICTURES: wanted } = process.env;
  if (!wanted || (wanted === "1" && !shown.has(name))) return;
  const folder = wanted === "1" ? join(docs, "pictures") : wanted;
  // What was said for a few seconds stands before what the picture is of.
  const told = page.locator(".toast [slot=close]");
  for (let left = await told.count(); left > 0; left--)
    await told
      .first()
      .click({ timeout: 1_000 })
      .catch(() => {});
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
}
