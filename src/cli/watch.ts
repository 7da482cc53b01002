import type { Change, Client, Connection, Evidence, OwnRecovery, VaultReset } from "../client/index.ts";
import { isWanted } from "../client/node.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { columns, counted, printable } from "./output.ts";
import { ownInWords } from "./recovery-words.ts";
import { stateColour } from "./shapes.ts";
import { titleOfShare, vaultWith } from "./vaults.ts";
import { watchShares } from "./watch-shares.ts";

/**
 * Prints a line for every change until `end`, or until another command wants this folder; then ends well and says which. A
 * vault in which the server was caught is frozen and the
 * others go on; the end then says so. Throws when the session ends elsewhere.
 */
export async function watch(context: Context, client: Client, end: AbortSignal): Promise<"INTERRUPTED" | "WANTED"> {
  let stop: (why: "INTERRUPTED" | "WANTED") => void = () => {};
  let fail: (reason: unknown) => void = () => {};
  const ended = new Promise<"INTERRUPTED" | "WANTED">((resolve, reject) => {
    stop = resolve;
    fail = reject;
  });
  let printed = Promise.resolve();
  let wasCaught = false;
  const silence = [
    await watchShares(context, client, now, fail),
    client.on("change", (change) => {
      printed = printed.then(() => print(context, client, change)).catch(fail);
    }),
    client.on("connection", (connection) => printConnection(context, connection)),
    client.on("caught", (evidence) => {
      wasCaught = true;
      printCaught(context, evidence);
    }),
    client.on("reset", (reset) => printReset(context, reset)),
    client.on("recovery", (own) => printRecovery(context, own)),
    client.on("signedOut", ({ reason }) => fail(signedOut(reason))),
  ];
  const interrupt = () => stop("INTERRUPTED");
  end.addEventListener("abort", interrupt);
  if (end.aborted) interrupt();
  const knocks = setInterval(() => {
    void isWanted(context.home.store).then((wanted) => wanted && stop("WANTED"));
  }, knockPause);
  const follower = client.follow();
  try {
    const why = await Promise.race([ended, follower.stopped.then(() => "INTERRUPTED" as const)]);
    await printed;
    if (wasCaught) throw caught;
    return why;
  } finally {
    clearInterval(knocks);
    end.removeEventListener("abort", interrupt);
    for (const off of silence) off();
    await follower.stop();
  }
}

/** How often is looked whether another command waits, in milliseconds. */
const knockPause = 200;

const now = () => new Date().toISOString();

function printConnection({ out }: Context, connection: Connection): void {
  if (out.json) out.line({ event: "connection", at: now(), connection }, () => "");
  else out.note(inWords[connection]);
}

const inWords: { readonly [C in Connection]: string } = {
  CONNECTING: "Connecting …",
  LIVE: "Live. Ctrl-C ends.",
  POLLING: "The server cannot be reached: trying again, and asking every few minutes. What is changed here waits.",
  STOPPED: "Stopped.",
};

function printCaught({ out }: Context, { id, vault, check }: Evidence): void {
  out.line({ event: "caught", at: now(), id, vault, check }, () => out.paint("red", `${caught.message} (${check})`));
}

function printReset({ out }: Context, reset: VaultReset): void {
  out.line({ event: "reset", at: now(), ...reset }, () => out.paint("red", resetInWords(reset)));
}

function printRecovery({ out }: Context, own: OwnRecovery): void {
  out.line({ event: "recovery", at: now(), ...own }, () => out.called(`Recovery: ${ownInWords(own)}.`));
}

/** What a person is told when a vault was reset elsewhere. */
export const resetInWords = ({ class: its, abandoned, kept }: VaultReset): string =>
  `The ${its.toLowerCase()} vault was reset after the server was restored: what was at revision ${abandoned.join(", ")} is abandoned${kept > 0 ? `, and ${counted(kept, "item")} that only this device had ${kept === 1 ? "is" : "are"} kept beside the others` : ""}.`;

async function print({ out }: Context, client: Client, change: Change): Promise<void> {
  const at = now();
  const title = await titleOf(client, change);
  const { profile, share, kind, record, state, revision } = change;
  const named = share === null ? null : (await client.shares.list()).find(({ id }) => id === share);
  // With a share goes all that is in it: one line says that.
  if (named === undefined && change.change === "PURGED") return;
  const place = share === null ? profile.toLowerCase() : titleOfShare(named ?? { id: share, name: null });
  out.line({ event: "change", at, profile, share, kind, record, change: change.change, title, state, revision }, () => {
    const called = title === null ? record : printable(title);
    const row = [at, place, `${kind.toLowerCase()} ${change.change.toLowerCase()}`, called];
    return columns([[...row, out.paint(stateColour[state], state)]]).join("");
  });
}

/** Null where it is gone already. */
async function titleOf(client: Client, { record, kind, ...where }: Change): Promise<string | null> {
  try {
    const view = vaultWith(client, where);
    return kind === "ITEM" ? (await view.items().get(record)).title : (await view.folders().get(record)).name;
  } catch {
    return null;
  }
}

const caught = new CommandFailure(
  exitCode.NOT_VERIFIED,
  "SERVER_CAUGHT",
  "What the server showed does not hold; evidence is kept.",
  "sealgraph evidence list",
);

const signedOut = (reason: string) =>
  new CommandFailure(exitCode.NOT_OPEN, reason, "This device was signed out.", "sealgraph login");
