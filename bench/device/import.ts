import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportRow } from "../../src/client/index.ts";
import { fileStore } from "../../src/client/node.ts";
import { measureHere } from "../child.ts";
import { login, signUpClient } from "../seed/client.ts";

/** Imports so many records into an account that is new each time, and tells how many a second were. */
const [url = "", outbox = "", count = ""] = process.argv.slice(2);

measureHere(async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-bench-"));
  const { client } = await signUpClient({ url, outbox }, { store: await fileStore(folder) }, "laptop");
  const rows = Array.from(
    { length: Number(count) },
    (_, i): ImportRow => ({ key: `${i}`, item: login(`Website ${i}`) }),
  );
  const started = performance.now();
  const { added } = await client.profile("PERSONAL").import(rows, { source: "bench" });
  const seconds = (performance.now() - started) / 1_000;
  if (added !== rows.length) throw new Error("rows were left out");
  await client.close();
  await rm(folder, { recursive: true, force: true });
  return added / seconds;
});
