/** A real file system of a few hundred kilobytes, and a device on it. Where none can be mounted this is skipped, and says so. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, openClient } from "../../src/client/index.ts";
import { fileStore } from "../../src/client/node.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, newPerson } from "../support/person.ts";
import { itemsOf, login, shown } from "../support/two-devices.ts";

const disk = mkdtempSync(join(tmpdir(), "sealgraph-disk-"));
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", disk]).status === 0;

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(async () => {
  await house.close();
  if (isMounted) spawnSync("umount", ["--lazy", disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Takes what is left of the disk, to the last page. */
async function fill(): Promise<void> {
  for (let size = 262_144, part = 0; size >= 4_096; part++) {
    const path = join(disk, `ballast-${part}`);
    const isWritten = await writeFile(path, new Uint8Array(size)).then(
      () => true,
      () => false,
    );
    if (isWritten) continue;
    await rm(path, { force: true });
    size /= 2;
  }
}
async function free(): Promise<void> {
  for (let part = 0; part < 40; part++) await rm(join(disk, `ballast-${part}`), { force: true });
}

const whereItCanBe = isMounted ? it : it.skip;

describe("a device whose disk is full", () => {
  whereItCanBe(
    "refuses a change that it cannot keep, loses none that it kept, and goes on when there is room",
    async () => {
      const folder = join(disk, "ada");
      const ada = await newPerson(house, { store: await fileStore(folder) });
      const { client } = ada;
      await itemsOf(client).add(login("Before"));
      await fill();
      let said: unknown;
      let kept = 0;
      for (let n = 0; n < 20 && said === undefined; n++) {
        said = await itemsOf(client)
          .add({ ...login(`Item ${n}`), notes: "n".repeat(2_000) })
          .then(
            () => void kept++,
            (error) => error,
          );
      }
      expect(said).toMatchObject({ code: "STORE_FAILED", details: { cause: "ENOSPC" } });
      expect(await shown(client)).toHaveLength(kept + 1);
      // What others write comes all the same, and is shown; it is fetched again where it could not be kept.
      const phone = await ada.onDevice("phone");
      await itemsOf(phone).add(login("From the phone"));
      await client.syncNow().catch(() => {});
      await client.close().catch(() => {});

      await free();
      const again = (await openClient({ url: house.url, store: await fileStore(folder) })) as Client;
      await again.unlock(ada.password);
      await again.syncNow();
      expect(again.evidence.list()).toEqual([]);
      expect(await shown(again)).toHaveLength(kept + 2);
      expect((await itemsOf(again).add(login("After"))).state).toBe("SYNCED");
      await phone.syncNow();
      expect(await shown(phone)).toEqual(await shown(again));
      await again.close();
    },
  );

  whereItCanBe("says so at sign-up and at the start, and leaves nothing half made", async () => {
    await fill();
    await expect(fileStore(join(disk, "bob")).then((store) => newPerson(house, { store }))).rejects.toMatchObject({
      code: "STORE_FAILED",
    });
    await free();
    const bob = await newPerson(house, { store: await fileStore(join(disk, "bob")) });
    expect((await itemsOf(bob.client).add(login("Room again"))).state).toBe("SYNCED");
  });
});
