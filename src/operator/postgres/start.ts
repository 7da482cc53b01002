import { type Account, demandReachable, findAccount } from "./account.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { dataOf, demandVersion, makeFolder, readPasswords } from "./folder.ts";
import { hold } from "./hold.ts";
import { askToStop, findPostmaster } from "./postmaster.ts";
import { makeRoles } from "./roles.ts";
import { run } from "./run.ts";
import { startOrAdopt } from "./server.ts";

export interface EmbeddedOptions {
  /** Folder of its own, kept between starts; its parent exists. */
  readonly folder: string;
  /** False gives up safety for speed: tests only. */
  readonly durable: boolean;
  /** Called once when PostgreSQL goes away although nobody stopped it. */
  readonly onLost?: () => void;
}

/** A running PostgreSQL of our own, held by this process alone until `stop`. */
export interface Embedded {
  readonly applicationUrl: string;
  readonly ownerUrl: string;
  readonly superuserUrl: string;
  /** How it was found: made anew, kept from a clean stop, recovered after a crash, or still running after one. */
  readonly history: "made" | "kept" | "recovered" | "adopted";
  /** Resolves when it has stopped and its files are whole. */
  stop(): Promise<void>;
  /** Only asks it to stop: for a process that has no time left. */
  abandon(): void;
}

/**
 * Starts the embedded PostgreSQL on a free port of loopback, or takes over the one that a killed process left running.
 * Throws `StartRefused`: POSTGRES_MISSING, POSTGRES_BROKEN, POSTGRES_OTHER_VERSION, FOLDER_CLOSED, FOLDER_UNWRITABLE,
 * ALREADY_RUNNING when another living process holds the folder.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { folder, durable } = options;
  const [binaries, account] = await Promise.all([findBinaries(), findAccount()]);
  await demandReachable(account, binaries.postgres, "run PostgreSQL");
  await demandReachable(account, folder, "keep its data there");
  const made = await makeFolder(binaries, account, folder, durable);
  await demandVersion(binaries, folder);
  const passwords = (await readPasswords(folder)) ?? { superuser: "", owner: "", application: "" };
  const { port, history } = await startOrAdopt(binaries, account, dataOf(folder), durable);

  const url = (role: string, password: string, database: string) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const superuserUrl = url("postgres", passwords.superuser, "postgres");
  const holder = await hold(superuserUrl, folder, options.onLost);
  await makeRoles(holder, passwords);
  return {
    applicationUrl: url("sealgraph_app", passwords.application, "sealgraph"),
    ownerUrl: url("sealgraph_owner", passwords.owner, "sealgraph"),
    superuserUrl,
    history: made ? "made" : history,
    stop: async () => {
      holder.removeAllListeners("end");
      await holder.end();
      await stopServer(binaries, account, folder);
    },
    abandon: () => {
      holder.removeAllListeners("end");
      askToStop(dataOf(folder));
    },
  };
}

/** Stops the server that a killed process left running on `folder`, if there is one. */
export async function stopLeftOver(folder: string): Promise<void> {
  const [binaries, account] = await Promise.all([findBinaries(), findAccount()]);
  const found = await findPostmaster(dataOf(folder));
  if (found && found.state !== "gone") await stopServer(binaries, account, folder);
}

const stopServer = (binaries: Binaries, account: Account, folder: string) =>
  run(account, binaries.pg_ctl, ["stop", "-D", dataOf(folder), "-m", "fast", "-w"], dataOf(folder));
