import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

/** Where Chromium is; null where there is none. CHROMIUM names another. */
export const chromium: string | null =
  [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path && existsSync(path),
  ) ?? null;

/** A page in a real browser, with a virtual security key. */
export interface Page {
  /** Opens a URL, and gives the origin that the page then has. */
  open(url: string): Promise<string>;
  /** What an expression comes to, waited for. Throws with the name of the page's own error. */
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export async function openPage(program: string): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-browser-"));
  // As root Chromium has no sandbox. It opens no page but ours.
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const flags = [
    "--headless=new",
    "--remote-debugging-port=0",
    `--user-data-dir=${folder}`,
    "--disable-gpu",
    "--no-first-run",
  ];
  const browser = spawn(program, [...flags, "--disable-dev-shm-usage", ...root, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HOME: folder },
  });
  // Also its children have gone then, who write into its folder and have its standard error.
  const gone = new Promise((resolve) => browser.once("close", resolve));
  const close = async () => {
    browser.kill("SIGKILL");
    browser.stderr.resume();
    await gone;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const line = await connectTo(await addressOf(browser));
    const { targetId } = await line.ask("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await line.ask("Target.attachToTarget", { targetId, flatten: true });
    const ask = (method: string, parameters: object = {}) => line.ask(method, parameters, sessionId as string);
    const loaded = new Set<unknown>();
    let look = () => {};
    line.on("Page.lifecycleEvent", ({ name, loaderId }) => {
      if (name === "load") loaded.add(loaderId);
      look();
    });
    await ask("Page.enable");
    await ask("Page.setLifecycleEventsEnabled", { enabled: true });
    await ask("WebAuthn.enable", { enableUI: false });
    await ask("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "usb", automaticPresenceSimulation: true, isUserVerified: false },
    });
    return {
      async open(url) {
        const { loaderId, errorText } = await ask("Page.navigate", { url });
        if (errorText) throw new Error(`${url}: ${errorText}`);
        // That of this page, and not one that comes late from the page before.
        while (!loaded.has(loaderId))
          await new Promise<void>((resolve) => {
            look = resolve;
          });
        return evaluate(ask, "location.origin");
      },
      evaluate: (expression) => evaluate(ask, expression),
      async close() {
        line.end();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function evaluate<T>(
  ask: (method: string, parameters: object) => Promise<Record<string, unknown>>,
  expression: string,
): Promise<T> {
  const { result, exceptionDetails } = (await ask("Runtime.evaluate", {
    expression,
    awaitPromise: true,
    returnByValue: true,
    userGesture: true,
  })) as { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? "the page failed");
  return result.value;
}

/** The address that it says its tools listen at. */
async function addressOf(browser: ChildProcess): Promise<string> {
  const said: string[] = [];
  for await (const text of createInterface({ input: browser.stderr as NodeJS.ReadableStream })) {
    said.push(text);
    const address = /^DevTools listening on (ws:\S+)/.exec(text)?.[1];
    if (address) {
      browser.stderr?.resume();
      return address;
    }
  }
  throw new Error(`Chromium did not start:\n${said.join("\n")}`);
}

async function connectTo(address: string) {
  const socket = new WebSocket(address);
  await once(socket, "open");
  const waiting = new Map<number, (message: Message) => void>();
  const listening = new Map<string, (parameters: Record<string, unknown>) => void>();
  let last = 0;
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    if (message.method) listening.get(message.method)?.(message.params ?? {});
  });
  return {
    ask: (method: string, parameters: object, sessionId?: string) =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        const id = ++last;
        waiting.set(id, ({ result, error }) => {
          waiting.delete(id);
          if (error) reject(new Error(`${method}: ${error.message}`));
          else resolve(result ?? {});
        });
        socket.send(JSON.stringify({ id, method, params: parameters, ...(sessionId && { sessionId }) }));
      }),
    on: (method: string, hear: (parameters: Record<string, unknown>) => void) => void listening.set(method, hear),
    end: () => socket.terminate(),
  };
}
