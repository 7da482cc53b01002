import { type Client, openClient, SealgraphError, type Settings, type SignIn, signIn } from "sealgraph/client";
import { makeValue } from "../shell/value.ts";
import { factorQuestions } from "./factor-questions.ts";
import { openStore } from "./store.ts";

/** Who is at this browser. */
export type Session =
  | { readonly phase: "STARTING" }
  | { readonly phase: "FAILED"; readonly error: unknown }
  | { readonly phase: "NOBODY" }
  | { readonly phase: "LOCKED"; readonly client: Client }
  | { readonly phase: "OPEN"; readonly client: Client };

export type Surface = NonNullable<SignIn["surface"]>;

const now = makeValue<Session>({ phase: "STARTING" });
let store: ReturnType<typeof openStore> | null = null;

/** One store for as long as an account uses it; a new one after it was closed. */
async function settings(): Promise<Settings> {
  store ??= openStore();
  return {
    url: window.location.origin,
    store: await store,
    ...factorQuestions,
    passwordStrength: async (password, options) =>
      (await import("sealgraph/client/strength")).passwordStrength(password, options),
  };
}

const show = (client: Client) => now.set({ phase: client.locked ? "LOCKED" : "OPEN", client });

/** Takes over an account: follows the server, and knows when it locks itself or was signed out. */
function adopt(client: Client): void {
  client.on("locked", () => show(client));
  client.on("signedOut", ({ reason }) => {
    if (reason === "SIGNED_OUT") void leave(client);
  });
  if (client.signedIn) client.follow();
  show(client);
}

async function leave(client: Client): Promise<void> {
  await client.close();
  store = null;
  now.set({ phase: "NOBODY" });
}

export const session = {
  now,
  settings,
  adopt,
  /** Looks whether this browser knows an account. */
  start(): void {
    now.set({ phase: "STARTING" });
    settings()
      .then(openClient)
      .then((client) => (client === null ? now.set({ phase: "NOBODY" }) : adopt(client)))
      .catch((error: unknown) => {
        store = null;
        now.set({ phase: "FAILED", error });
      });
  },
  async unlock(client: Client, password: string): Promise<void> {
    await client.unlock(password);
    client.used();
    show(client);
  },
  async lock(client: Client): Promise<void> {
    await client.lock();
    show(client);
  },
  /** Signs this browser in once more: after its session was ended, or for another surface. What it has stays. */
  async signInAgain(
    client: Client,
    input: {
      readonly password: string;
      readonly secretKey?: string;
      readonly surface?: Surface;
      readonly newPassword?: string;
    },
  ): Promise<void> {
    const { address, deviceName } = client.account;
    await client.close();
    store = null;
    try {
      adopt(await signIn(await settings(), { address, deviceName, ...input }));
    } catch (error) {
      const back = await openClient(await settings());
      if (back) {
        // Signed in or not, what is here opens by the same password, where it is the right one.
        await back.unlock(input.password).catch(() => {});
        adopt(back);
      } else now.set({ phase: "NOBODY" });
      throw error;
    }
  },
};

/** Whether an error is one of these codes of the SDK. */
export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof SealgraphError && codes.includes(error.code);
