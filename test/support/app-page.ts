/** Pages in a real Chromium, on what the real server serves at `/app`. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe } from "@jest/globals";
import { type BrowserContext, type BrowserContextOptions, chromium as launcher, type Page } from "playwright-core";
import { stretchTruly } from "./argon2id.ts";
import { chromium } from "./browser.ts";

/** Where something in a page hangs, in milliseconds: not how fast it has to be. A busy machine takes several times as long. */
const patience = 120_000;

const root = fileURLToPath(new URL("../..", import.meta.url));

// People who signed up in the test sign in in pages, too.
stretchTruly();

if (chromium === null) console.warn("Skipped, because there is no Chromium here: install it, or set CHROMIUM to one.");

/** For what needs a browser: skipped, and named as skipped, where there is none. */
export const describeInBrowser: (name: string, tests: () => void) => void =
  chromium === null ? describe.skip : describe;

/** A name of this machine that browsers do not trust without https. */
export const untrustworthy = "sealgraph.example";

export interface Browser {
  /** Somebody's browser, with nothing kept in it: pages that it opens share what they keep. */
  visitor(options?: BrowserContextOptions): Promise<Visitor>;
  close(): Promise<void>;
}

export interface Visitor {
  readonly context: BrowserContext;
  /**
   * What its pages complained of: violations of the content-security policy, errors that nobody caught, and what they wrote to
   * the console as errors, but that a server was not reached.
   */
  readonly complaints: readonly string[];
  /** Opens a page, and waits until it is loaded. */
  open(url: string): Promise<Page>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<Browser> {
  if (chromium === null) throw new Error("no Chromium here");
  const browser = await launcher.launch({
    executablePath: chromium,
    timeout: patience,
    args: [
      `--host-resolver-rules=MAP ${untrustworthy} 127.0.0.1`,
      // Drawn by the processor at once, instead of by a graphics card that it would have to play as well.
      "--disable-gpu",
      // As root Chromium has no sandbox. It opens no page but ours.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
  return {
    async visitor(options = {}) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(patience);
      const complaints: string[] = [];
      await context.exposeFunction("complain", (text: string) => complaints.push(text));
      await context.addInitScript(() => {
        addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, sample }) => {
          (globalThis as never as { complain(text: string): void }).complain(
            `policy: ${violatedDirective} ${blockedURI} ${sourceFile} ${sample}`,
          );
        });
      });
      context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().message}`));
      context.on("console", (message) => {
        const isOfLine = /net::ERR_|WebSocket connection to .* failed/.test(message.text());
        if (message.type() === "error" && !isOfLine) complaints.push(`console: ${message.text()}`);
      });
      return {
        context,
        complaints,
        async open(url) {
          const page = await context.newPage();
          await page.goto(url);
          return page;
        },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

/**
 * A folder with a web client, bundled as `npm run build` does the one of `examples/web`: what the build left of these very sources, where
 * it did; else bundled once for them, and kept for every file and run that asks for the same.
 */
export async function bundled(from: string): Promise<string> {
  if (from === "examples/web" && process.env.SEALGRAPH_TEST_BUILT) return join(root, "dist", "app");
  const digest = createHash("sha256")
    .update(process.env.SEALGRAPH_TEST_SOURCES ?? "")
    .update(process.env.MUTATION_SITE ?? "");
  for (const name of (await readdir(join(root, from))).sort())
    if (name.includes(".")) digest.update(name).update(await readFile(join(root, from, name)));
  const kept = join(root, "node_modules", ".cache", "sealgraph-app");
  const name = from.replaceAll("/", "-");
  const folder = join(kept, `${name}-${digest.digest("hex").slice(0, 32)}`);
  if (existsSync(folder)) return folder;
  const made = `${folder}.new-${process.pid}`;
  const program = `import { bundle } from "./scripts/build-app.mjs"; await bundle(...process.argv.slice(1));`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, join(root, from), made], {
    cwd: root,
  });
  // Another worker may have made the same meanwhile, and serve from it.
  for (const former of await readdir(kept))
    if (former.startsWith(name) && !former.includes(".new-") && former !== basename(folder))
      await rm(join(kept, former), { recursive: true });
  await rename(made, folder).catch(() => rm(made, { recursive: true }));
  return folder;
}
