/** A server that is killed and started again on the same data, and what has to be true of it afterwards. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { Client as PgClient } from "pg";
import type { Client } from "../../src/client/index.ts";
import { treeOf, treeRoot } from "../../src/crypto/bucket-tree.ts";
import { asHash } from "../../src/crypto/keys.ts";
import { parseManifest } from "../../src/crypto/manifest.ts";
import { parseUuid } from "../../src/crypto/uuid.ts";
import { freePort } from "./free-port.ts";
import { newestCode } from "./house.ts";
import { type Launched, launch, ready } from "./launch.ts";

/** A server in a process of its own, on a port that stays. */
export interface PowerHouse {
  readonly url: string;
  codeFor(address: string): Promise<string>;
  start(): Promise<void>;
  /** SIGKILL, and the end of the process. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export async function openPowerHouse(urls: {
  readonly application: string;
  readonly owner: string;
}): Promise<PowerHouse> {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-power-"));
  const port = String(await freePort());
  const environment = {
    DATABASE_URL: urls.application,
    DATABASE_OWNER_URL: urls.owner,
    SERVER_SECRET: randomBytes(32).toString("base64url"),
    PORT: port,
  };
  let server: Launched | null = null;
  const house: PowerHouse = {
    url: `http://localhost:${port}`,
    codeFor: (address) => newestCode(join(folder, "outbox"), address),
    async start() {
      server = await launch({ folder, environment });
      await server.written(ready);
    },
    async kill() {
      server?.signal("SIGKILL");
      await server?.ended;
      server = null;
    },
    async close() {
      await house.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await house.start();
  return house;
}

/** Every vault's head is signed over exactly the rows that are there, and no revision is missing below it. */
export async function showWhole(superuserUrl: string): Promise<void> {
  const client = new PgClient({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows: vaults } = await client.query(
      "select v.id, v.revision, m.manifest from vault v left join manifest m on m.vault_id = v.id and m.revision = v.revision",
    );
    expect(vaults.length).toBeGreaterThan(0);
    for (const { id, revision, manifest } of vaults) {
      const { rows: records } = await client.query("select id, leaf, revision from record where vault_id = $1", [id]);
      const { rows: manifests } = await client.query("select revision from manifest where vault_id = $1 order by 1", [
        id,
      ]);
      expect(manifests.map((row) => row.revision)).toEqual(Array.from({ length: revision }, (_, n) => n + 1));
      for (const record of records) expect(record.revision).toBeLessThanOrEqual(revision);
      if (manifest === null) {
        expect([revision, records]).toEqual([0, []]);
        continue;
      }
      const live = records.filter(({ leaf }) => leaf !== null);
      const { root, count, revision: signed } = parseManifest(manifest);
      const tree = treeOf(live.map((record) => ({ id: parseUuid(record.id), hash: asHash(record.leaf) })));
      expect([signed, count]).toEqual([revision, live.length]);
      expect(Buffer.from(treeRoot(tree)).equals(Buffer.from(root))).toBe(true);
    }
  } finally {
    await client.end();
  }
}

/** Has a device send and fetch until nothing waits any more. */
export async function settleAll(client: Client): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await client.syncNow().catch(() => {});
    const { pending, refused } = client.status();
    if (
      pending + refused === 0 &&
      (await client.syncNow().then(
        () => true,
        () => false,
      ))
    )
      return;
  }
  throw new Error(`does not settle: ${JSON.stringify(client.status())}`);
}

/** Nobody is accused of anything, all devices show the same, and of each title that was acknowledged exactly one. */
export async function showConverged(devices: readonly Client[], acknowledged: Iterable<string>): Promise<void> {
  const contents: string[][] = [];
  for (const device of devices) {
    await settleAll(device);
    expect(device.evidence.list()).toEqual([]);
    expect(device.status().vaults.map(({ frozen, restoring }) => frozen || restoring)).not.toContain(true);
  }
  for (const device of devices) {
    await device.syncNow();
    const items = await device.profile("PERSONAL").items().list();
    contents.push(items.map(({ id, title, leaf, state }) => JSON.stringify([id, title, leaf, state])).sort());
  }
  for (const content of contents) expect(content).toEqual(contents[0]);
  const titles = (contents[0] ?? []).map((text) => JSON.parse(text)[1] as string);
  expect(new Set(titles).size).toBe(titles.length);
  for (const title of acknowledged) expect(titles).toContain(title);
}
