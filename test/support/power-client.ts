/**
 * A device as a process of its own, that kills itself with SIGKILL at its `KILL_AT`th step: before and after every write to its
 * store, before and after every request. Says what was acknowledged, and how many steps it took where it lived through them.
 */
import { openClient, type Store } from "../../src/client/index.ts";
import { fileStore } from "../../src/client/node.ts";

const { FOLDER = "", SERVER = "", SESSION = "", KILL_AT = "0", TITLE = "", ITEM = "" } = process.env;

let step = 0;
const pass = (): void => {
  step++;
  if (step === Number(KILL_AT)) process.kill(process.pid, "SIGKILL");
};
const around =
  <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
  async (...given: A): Promise<R> => {
    pass();
    const result = await work(...given);
    pass();
    return result;
  };

const inner = await fileStore(FOLDER);
const store: Store = { ...inner, put: around(inner.put), append: around(inner.append), replace: around(inner.replace) };
const client = await openClient({ url: SERVER, store, patience: 0, fetch: around(fetch) });
if (client === null) throw new Error("no device");
await client.unlockWithSession(SESSION);
const items = client.profile("PERSONAL").items();
const added = await items.add({ kind: "login", title: TITLE, fields: { username: "ada" } });
if (added.state === "SYNCED") process.stdout.write("added\n");
const edited = await items.edit(ITEM, { notes: TITLE });
if (edited.state === "SYNCED") process.stdout.write("edited\n");
await client.close();
process.stdout.write(`steps ${step}\n`);
