import { execFile } from "node:child_process";
import { copyFile, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Client, openClient } from "../../src/client/index.ts";
import { fileStore } from "../../src/client/node.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
const folders: string[] = [];
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(async () => {
  await house.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-store-"));
  folders.push(folder);
  return folder;
}

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });

describe("a store in files", () => {
  let ada: Person;
  let folder: string;

  /** Works with the account as a new process would: opens the folder, and lets go of it. */
  async function afresh<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const store = await fileStore(folder);
    const client = await openClient({ url: house.url, store });
    try {
      if (client === null) throw new Error("nobody signed in here");
      return await work(client);
    } finally {
      await client?.close();
      await store.close();
    }
  }

  beforeEach(async () => {
    folder = await newFolder();
    ada = await newPerson(house, { store: await fileStore(folder) });
    await ada.client
      .profile("PERSONAL")
      .items()
      .addMany(Array.from({ length: 40 }, (_, n) => login(`Shop ${n}`)));
    await ada.client.close();
  });

  it("opens again without a server, with everything verified", async () => {
    await house.stop();
    const titles = await afresh(async (client) => {
      await client.unlock(ada.password);
      return (await client.profile("PERSONAL").items().list()).map(({ title }) => title);
    });
    await house.start();
    expect(titles).toHaveLength(40);
    expect(titles[1]).toBe("Shop 1");
  });

  it("is readable by its user alone, and holds nothing that opens an item", async () => {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
      const bytes = await readFile(join(folder, name));
      for (const secret of ["Shop 1", "hunter2", ada.password]) expect(bytes.includes(secret)).toBe(false);
    }
  });

  it("lets nobody else in while it is open, not even another process", async () => {
    const store = await fileStore(folder);
    await expect(fileStore(folder, { wait: 0 })).rejects.toMatchObject({ code: "STORE_BUSY" });
    const script = `
      import { fileStore } from ${JSON.stringify(new URL("../../src/client/node.ts", import.meta.url).href)};
      const store = await fileStore(process.argv[1], { wait: 0 }).catch((error) => error.code);
      console.log(typeof store === "string" ? store : "entered");
      process.exit(0);`;
    const other = async () => {
      const args = [
        "--import",
        new URL("../../scripts/typescript.mjs", import.meta.url).pathname,
        "--conditions=source",
      ];
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...args,
        "--input-type=module",
        "-e",
        script,
        folder,
      ]);
      return stdout.trim();
    };
    expect(await other()).toBe("STORE_BUSY");
    await store.close();
    expect(await other()).toBe("entered");
    // That process is gone without letting go: its lock holds nobody up.
    await (await fileStore(folder, { wait: 0 })).close();
  });

  it("drops what a crash left half written, and fetches it again", async () => {
    const log = await open(join(folder, "held.log"), "a");
    await log.write(Uint8Array.of(200, 0, 0, 0, 1, 2, 3));
    await log.close();
    await afresh(async (client) => {
      await client.unlock(ada.password);
      await client.profile("PERSONAL").items().add(login("after the crash"));
    });
    const count = await afresh(async (client) => {
      await client.unlock(ada.password);
      return (await client.profile("PERSONAL").items().list()).length;
    });
    expect(count).toBe(41);
  });

  it("goes back to the last whole step when a crash came between the frames of one", async () => {
    await afresh(async (client) => {
      await client.unlock(ada.password);
      await client.syncNow();
    });
    const path = join(folder, "held.log");
    const bytes = await readFile(path);
    const count = bytes.readUInt32LE(16);
    bytes.writeUInt32LE(count - 1, 16);
    await writeFile(path, bytes);
    const count40 = await afresh(async (client) => {
      await client.unlock(ada.password);
      await client.syncNow();
      return (await client.profile("PERSONAL").items().list()).length;
    });
    expect(count40).toBe(40);
  });

  it.each([
    ["a byte in the middle was changed", async (path: string) => flip(path)],
    ["its end was cut off", async (path: string) => truncate(path, (await stat(path)).size - 10)],
    ["it is no store at all", async (path: string) => writeFile(path, "hello")],
  ])("says that it is damaged when %s", async (_, damage) => {
    await damage(join(folder, "held.log"));
    await afresh(async (client) => {
      await expect(client.unlock(ada.password)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
      expect(client.locked).toBe(true);
    });
  });

  it.each([
    ["a newer device file", "device.slot", async (path: string) => rewriteText(path, '"format":1', '"format":2')],
    ["a newer log", "held.log", async (path: string) => rewriteByte(path, 7, 2)],
    ["an older log", "queue.log", async (path: string) => rewriteByte(path, 7, 0)],
  ])("says that another release wrote it where there is %s, and changes nothing", async (_, file, rewrite) => {
    const path = join(folder, file);
    await rewrite(path);
    const before = await readFile(path);
    const store = await fileStore(folder);
    const opened = openClient({ url: house.url, store }).then(async (client) => {
      await client?.unlock(ada.password);
    });
    await expect(opened).rejects.toMatchObject({ code: "STORE_UNSUPPORTED" });
    await store.close();
    expect(await readFile(path)).toEqual(before);
  });

  it("does not open with the log of another account", async () => {
    const other = await newFolder();
    const bob = await newPerson(house, { store: await fileStore(other) });
    await bob.client.close();
    await copyFile(join(other, "held.log"), join(folder, "held.log"));
    await afresh(async (client) => {
      await expect(client.unlock(ada.password)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
    });
  });

  it("belongs to one server", async () => {
    const store = await fileStore(folder);
    await expect(openClient({ url: "https://elsewhere.example", store })).rejects.toMatchObject({
      code: "STORE_FOREIGN",
    });
    await store.close();
  });

  it("is written anew when most of it is out of date, and still opens", async () => {
    const large = { ...login("Large"), notes: "x".repeat(60_000) };
    await afresh(async (client) => {
      await client.unlock(ada.password);
      const items = client.profile("PERSONAL").items();
      const { id } = await items.add(large);
      for (let n = 0; n < 80; n++) await items.edit(id, { title: `Large ${n}` });
    });
    expect((await stat(join(folder, "held.log"))).size).toBeLessThan(4_100_000);
    const title = await afresh(async (client) => {
      await client.unlock(ada.password);
      return (await client.profile("PERSONAL").items().find("Large"))[0]?.title;
    });
    expect(title).toBe("Large 79");
  });

  it("is empty after signing out, and the device's session is over", async () => {
    await afresh(async (client) => {
      await client.unlock(ada.password);
      await client.signOut();
    });
    const store = await fileStore(folder);
    expect(await openClient({ url: house.url, store })).toBeNull();
    await store.close();
    expect((await readdir(folder)).sort()).toEqual([
      "companies.log",
      "held.log",
      "pages.log",
      "queue.log",
      "spool.log",
    ]);
  });
});

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  const place = Math.floor(bytes.length / 2);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

async function rewriteText(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

async function rewriteByte(path: string, place: number, byte: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[place] = byte;
  await writeFile(path, bytes);
}
