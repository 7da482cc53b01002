import { chown, readFile, stat } from "node:fs/promises";
import { dirname, parse, relative, resolve, sep } from "node:path";
import { StartRefused } from "../../failure.ts";

/** The operating system's user that PostgreSQL runs as; `null` is the one we are. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number } | null;

/** PostgreSQL refuses to run as root: then an existing user without rights takes its place. */
export async function findAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const wanted of ["postgres", "nobody"]) {
    const [name, , uid, gid] = users.find(([user]) => user === wanted) ?? [];
    if (name && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new StartRefused("POSTGRES_BROKEN", {
    step: "it must not run as root",
    log: "there is neither a user postgres nor nobody; start as an ordinary user",
  });
}

/** Throws `StartRefused` FOLDER_CLOSED when a folder on the way to `path` does not let `account` in. */
export async function demandReachable(account: Account, path: string, purpose: string): Promise<void> {
  if (!account) return;
  const { root } = parse(resolve(path));
  const names = relative(root, dirname(resolve(path))).split(sep);
  for (const depth of names.keys()) {
    const folder = resolve(root, ...names.slice(0, depth + 1));
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (!(mode & bit)) throw new StartRefused("FOLDER_CLOSED", { account: account.name, folder, purpose });
  }
}

/** Gives a folder to the account. */
export async function handOver(account: Account, folder: string): Promise<void> {
  if (account) await chown(folder, account.uid, account.gid);
}
