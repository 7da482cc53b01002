/**
 * A store whose frames open and say what does not hold: written by who has its key, or damaged in a way that the seal does
 * not see. It is read as anything that comes from outside, and what fails is said to be damage, never shown.
 *
 * Source: our own reasoning; PROTOCOL §6.1, §6.2.
 */
import { beforeEach, describe, expect, it } from "@jest/globals";
import { applyEntry } from "../../src/client/queue/entry.ts";
import type { Queued } from "../../src/client/queue/queue.ts";
import { type Entry, encodeEntries } from "../../src/client/store/entries.ts";
import { allEntries } from "../../src/client/sync/keep.ts";
import { rebuild } from "../../src/client/sync/rebuild.ts";
import { adopt, emptyHeld } from "../../src/client/vault/held.ts";
import { asHash } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { newRecord } from "../support/bare-client.ts";
import { honestly, linksOf, makeShownAccount, shownCommit, verifyVault } from "../support/shown-vault.ts";

let entries: Entry[];
beforeEach(() => {
  const ada = makeShownAccount();
  const { PERSONAL } = ada.account.vaults;
  const items = ["one", "two"].map((words) => newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode(words)));
  const { staged } = shownCommit(ada, PERSONAL, "PERSONAL", items);
  const held = emptyHeld();
  held.tenant = ada.tenant;
  adopt(held, verifyVault(undefined, staged, linksOf(ada.signed.PERSONAL), ada.tenant, honestly));
  entries = [...allEntries(held)];
});

const damaged = expect.objectContaining({ code: "STORE_DAMAGED" });
const written = (change: (entry: Entry) => Entry | null) =>
  rebuild(encodeEntries(entries.flatMap((entry) => change(entry) ?? [])));
const head = (change: (entry: Extract<Entry, { type: "HEAD" }>) => Partial<Extract<Entry, { type: "HEAD" }>>) =>
  written((entry) => (entry.type === "HEAD" ? { ...entry, ...change(entry) } : entry));

describe("a store that opens", () => {
  it("is read where it holds", async () => {
    const { held, wholeUpTo } = await written((entry) => entry);
    expect([...held.vaults.values()].map(({ records }) => records.size)).toEqual([2]);
    expect(wholeUpTo).toBe(encodeEntries(entries).length);
  });

  it("begins with its beginning, of a format that this release knows", async () => {
    await expect(written((entry) => (entry.type === "BEGIN" ? null : entry))).rejects.toEqual(damaged);
    const frames = encodeEntries(entries);
    const newer = [Uint8Array.of(1, 2), ...frames.slice(1)];
    await expect(rebuild(newer)).rejects.toMatchObject({ code: "STORE_UNSUPPORTED" });
  });

  it("has every record that its head is signed over, and no others", async () => {
    const fewer = written((entry) =>
      entry.type === "RECORDS" ? { ...entry, records: entry.records.slice(1) } : entry,
    );
    await expect(fewer).rejects.toEqual(damaged);
    await expect(head(() => ({ signed: null, ladder: [] }))).rejects.toEqual(damaged);
  });

  it("has the ladder of its head", async () => {
    await expect(
      head(({ ladder: [top] }) => ({ ladder: [{ revision: 2, hash: top?.hash as never }] })),
    ).rejects.toEqual(damaged);
    await expect(head(() => ({ ladder: [{ revision: 1, hash: asHash(new Uint8Array(32)) }] }))).rejects.toEqual(
      damaged,
    );
  });

  it.each<[string, (frame: Uint8Array) => Uint8Array]>([
    ["a byte behind an entry", (frame) => Uint8Array.from([...frame, 0])],
    ["an entry that is cut", (frame) => frame.slice(0, -1)],
    ["evidence that is no JSON", () => Uint8Array.from([8, 1, 0x7b])],
    ["evidence that is null", () => Uint8Array.from([8, 1, ...new TextEncoder().encode("null")])],
    ["evidence of no time", () => Uint8Array.from([8, 1, ...new TextEncoder().encode('{"id":"a","at":1e99}')])],
    ["evidence that is no text", () => Uint8Array.from([8, 1, 0xff])],
    ["a cursor that is no text", () => Uint8Array.from([10, 1, 0, 0, 0, 0xff])],
    ["a flag that is neither", () => Uint8Array.from([8, 2, 0x7b, 0x7d])],
  ])("has not %s", async (_, change) => {
    const frames = encodeEntries(entries);
    await expect(rebuild([...frames.slice(0, -1), change(frames.at(-1) as Uint8Array)])).rejects.toEqual(damaged);
  });
});

describe("an entry of the queue that opens", () => {
  const uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
  const change = {
    record: uuid,
    expectedLeaf: null,
    place: { trashedSince: 0, folder: null },
    sealing: null,
    from: null,
  };
  const whole = { put: uuid, instead: null, at: 1, refusal: null, vaults: [{ vault: uuid, changes: [change] }] };
  const apply = (entry: object) => {
    const queue: Queued[] = [];
    applyEntry(queue, new TextEncoder().encode(JSON.stringify(entry)));
    return queue;
  };
  const placed = (place: object) => ({ ...whole, vaults: [{ vault: uuid, changes: [{ ...change, place }] }] });

  it("is read where it is one", () => {
    expect(apply(whole)).toHaveLength(1);
    expect(apply({ ...whole, refusal: { code: "POLICY_DENIED", details: {} } })).toHaveLength(1);
  });

  it.each<[string, object]>([
    ["an id that is none", { ...whole, put: "x" }],
    ["a vault that is none", { ...whole, vaults: [{ vault: "x", changes: [] }] }],
    ["a refusal that is none", { ...whole, refusal: { code: "toString", details: {} } }],
    ["a time below nought", { ...whole, at: -1 }],
    ["half a millisecond", { ...whole, at: 0.5 }],
    ["a folder that is none", placed({ trashedSince: 0, folder: "x" })],
    ["a moment that is none", placed({ trashedSince: -1, folder: null })],
  ])("has not %s", (_, entry) => {
    expect(() => apply(entry)).toThrow();
  });
});
