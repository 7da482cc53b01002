import { useEffect } from "react";
import { type Client, type EventMap, SealgraphError, type Settings, type SignIn, type Store } from "sealgraph/client";
import { followPage, mayHaveIndexedDbStore } from "sealgraph/client/browser";
import { NotLoaded } from "../shell/not-loaded.ts";
import { makeValue, useValue } from "../shell/value.ts";
import { clearCopied } from "../ui/clipboard.ts";
import { takeNotices } from "../ui/toast.tsx";
import { factorQuestions, takeQuestions } from "./factor-questions.ts";
import { type KitWhy, kitToKeep } from "./kit-to-keep.ts";
import { onlyPassword } from "./only-password.ts";
import { passwordStrength } from "./password-strength.ts";
import { sdk } from "./sdk.ts";

/** Who is at this browser. */
export type Session =
  | { readonly phase: "STARTING" }
  /** What this browser keeps cannot be opened. */
  | { readonly phase: "FAILED"; readonly error: unknown }
  /** It was opened here, and had to be let go of. */
  | { readonly phase: "CLOSED"; readonly reason: EventMap["closed"]["reason"] }
  | { readonly phase: "NOBODY" }
  | { readonly phase: "LOCKED"; readonly client: Client }
  /** Its Secret Key is new: nobody goes on who has not kept the Emergency Kit. */
  | { readonly phase: "KIT"; readonly client: Client; readonly why: KitWhy }
  | { readonly phase: "OPEN"; readonly client: Client };

export interface Again {
  readonly password: string;
  readonly secretKey?: string;
  readonly surface?: NonNullable<SignIn["surface"]>;
  readonly newPassword?: string;
}

const now = makeValue<Session>({ phase: "STARTING" });
let store: Promise<Store> | null = null;
const nobody: Session = { phase: "NOBODY" };

/** One store for as long as an account uses it; a new one after it was closed. */
async function settings(takeOver = false): Promise<Settings> {
  store ??= sdk().then(({ openStore }) => openStore(takeOver));
  return {
    url: window.location.origin,
    store: await store.catch((error: unknown) => {
      store = null;
      throw error;
    }),
    // What is changed is kept here first: nobody is left waiting for a server that does not answer.
    patience: 1_500,
    ...factorQuestions,
    passwordStrength,
  };
}

/** Clients whose store had to be let go of: what ends late of them, an unlock or a lock, does not hide that. */
const gone = new WeakSet<Client>();

function show(client: Client): void {
  if (gone.has(client)) return;
  const why = kitToKeep.shownFor(client);
  now.set(
    client.locked ? { phase: "LOCKED", client } : why ? { phase: "KIT", client, why } : { phase: "OPEN", client },
  );
}

/** What stands outside of the vault's own pages, and may hold what is in it, goes with them; what is answered late comes no more. */
now.subscribe(() => {
  const { phase } = now.get();
  const isShut = phase === "LOCKED" || phase === "CLOSED";
  takeQuestions(!isShut);
  takeNotices(!isShut && phase !== "NOBODY");
  if (isShut || phase === "NOBODY") clearCopied();
});

const endsOfFollowing = new WeakMap<Client, () => void>();
const stopFollowingPage = (client: Client) => endsOfFollowing.get(client)?.();

/** Takes over an account: follows the server and the page, and knows when it locks itself, is closed, or is signed out. */
function adopt(client: Client, kit?: KitWhy): void {
  if (kit) {
    kitToKeep.set(kit);
    kitToKeep.notePassword(client);
  }
  endsOfFollowing.set(client, followPage(client));
  client.on("locked", () => show(client));
  client.on("closed", ({ reason }) => {
    gone.add(client);
    stopFollowingPage(client);
    store = null;
    now.set({ phase: "CLOSED", reason });
  });
  client.on("signedOut", ({ reason }) => {
    if (reason === "SIGNED_OUT") void leave(client);
  });
  if (client.signedIn) client.follow();
  show(client);
}

async function leave(client: Client): Promise<void> {
  stopFollowingPage(client);
  await client.close();
  store = null;
  kitToKeep.set(null);
  now.set(nobody);
}

/** The account that this browser keeps; null where it keeps none. */
const openKept = async (takeOver = false): Promise<Client | null> => (await sdk()).openClient(await settings(takeOver));

/** What is drawn first is drawn before the SDK takes the processor; a page that nobody sees draws nothing, and waits for that no longer than this. */
const drawn = () =>
  new Promise<void>((go) => {
    setTimeout(go, 1_000);
    requestAnimationFrame(() => setTimeout(go));
  });

/** Resolves when it was looked whether this browser knows an account, whatever came of it. */
let started = Promise.resolve();

/** Looks whether this browser knows an account. Where it certainly knows none, the way in is shown before the SDK is there to open it. */
function start(takeOver = false): void {
  now.set({ phase: "STARTING" });
  started = look(takeOver).catch((error: unknown) => {
    // Whoever is on their way in goes on: what did not come is fetched once more when it is needed.
    if (!(error instanceof NotLoaded && now.get() === nobody)) now.set({ phase: "FAILED", error });
  });
}

async function look(takeOver: boolean): Promise<void> {
  if (!(await mayHaveIndexedDbStore())) {
    now.set(nobody);
    await drawn();
  }
  const client = await openKept(takeOver);
  if (client !== null) return adopt(client);
  kitToKeep.set(null);
  now.set(nobody);
}

/** What a way in hands to the SDK, once it is known that nobody is in. */
async function settingsOfNewcomer(): Promise<Settings> {
  await started;
  return settings();
}

async function signInHere(input: SignIn): Promise<Client> {
  const given = await settingsOfNewcomer();
  return (await sdk()).signIn(given, input);
}

/** Signs a browser in that knows nobody. Throws what `signIn` of the SDK throws, NotLoaded. */
async function enter(input: SignIn): Promise<void> {
  const client = await signInHere(input);
  // Whoever was here before may have left one to be kept.
  kitToKeep.set(null);
  adopt(client);
}

/** Why it was not signed in again: for whoever asked, who is shown anew. */
const failedAgain = makeValue<unknown>(null);

/** Signed in or not, what is here opens as it did. */
async function openAsBefore(password: string, way: string | null, why: unknown): Promise<void> {
  const back = await openKept();
  if (back === null) return now.set(nobody);
  const opening =
    way === null ? back.unlock(password).then(() => kitToKeep.notePassword(back)) : back.unlockWithSession(way);
  await opening.catch(() => {});
  failedAgain.set(why);
  adopt(back);
}

/** The same, for as long as this component is shown. */
export function useFailedAgain(): unknown {
  useEffect(() => () => failedAgain.set(null), []);
  return useValue(failedAgain);
}

export const session = {
  now,
  started: () => started,
  settings: settingsOfNewcomer,
  adopt,
  enter,
  start,
  /** Gives the account new keys: the kit that somebody has opens nothing any more. */
  async renewKeys(client: Client, passwords: Parameters<Client["rotateAccount"]>[0]): Promise<void> {
    const before = kitToKeep.why();
    // Before anything is sent: where this page goes meanwhile, the kit is shown when the new password has opened the account.
    kitToKeep.set("RENEWED");
    try {
      await client.rotateAccount(passwords);
    } catch (error) {
      // Where nobody knows what became of it, the kit that counts then is shown, at the next unlocking. One of an attempt before stays.
      if (!client.status().rotation?.unanswered) kitToKeep.set(before);
      throw error;
    }
    kitToKeep.notePassword(client);
    show(client);
  },
  /** The kit of a new Secret Key is on paper, as far as anybody can tell. */
  keptKit(client: Client): void {
    kitToKeep.set(null);
    show(client);
  },
  /** Throws away what this browser keeps, unread: for a store that cannot be opened any more. */
  async startOver(): Promise<void> {
    await (await sdk()).removeIndexedDbStore();
    store = null;
    start();
  },
  async unlock(client: Client, password: string): Promise<void> {
    await onlyPassword(client.unlock(password));
    kitToKeep.notePassword(client);
    client.used();
    show(client);
  },
  async lock(client: Client): Promise<void> {
    // Nothing that is shown asks an account that is closed.
    now.set({ phase: "LOCKED", client });
    // It is locked whatever its store says.
    await client.lock().catch(() => {});
    show(client);
  },
  /** Signs this browser out. Where that cannot be, what was open is shown again. */
  async signOut(client: Client, options: { readonly discard: boolean }): Promise<void> {
    now.set({ phase: "STARTING" });
    try {
      await client.signOut(options);
    } catch (error) {
      show(client);
      throw error;
    }
  },
  /** Signs this browser in once more: after its session was ended, or for another surface. What it has stays. */
  async signInAgain(client: Client, input: Again): Promise<void> {
    const { address, deviceName } = client.account;
    // Whoever mistypes is where they were before: open.
    const way = client.locked ? null : await client.makeSession();
    now.set({ phase: "STARTING" });
    stopFollowingPage(client);
    await client.close();
    store = null;
    try {
      const again = await signInHere({ address, deviceName, ...input });
      kitToKeep.notePassword(again);
      adopt(again);
    } catch (error) {
      // Another tab may have taken the store meanwhile.
      await openAsBefore(input.password, way, error).catch((failed: unknown) =>
        now.set({ phase: "FAILED", error: failed }),
      );
      throw error;
    }
  },
};

/** Whether an error is one of these codes of the SDK. */
export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof SealgraphError && codes.includes(error.code);
