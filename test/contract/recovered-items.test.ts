/**
 * Items of several backups in one recovery. Ids of records are made by whoever writes, so in a share somebody can write one under
 * the id of somebody else's item.
 *
 * Source: our own reasoning; PROTOCOL §8.7.
 */
import { describe, expect, it } from "@jest/globals";
import type { OpenedBackup } from "../../src/client/backup/open.ts";
import { exportOfRecovered } from "../../src/client/export/recovered.ts";
import { workOf } from "../../src/client/recovery/case/work.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";

const now = Date.UTC(2030, 0, 1);
const id = formatUuid(makeId(now));
const profile = formatUuid(makeId(now));
const share = formatUuid(makeId(now));

/** What `itemsOfBackup` reads of a backup that was opened. */
function openedOf(vault: string, its: "BUSINESS" | "SHARE", title: string): OpenedBackup {
  const record = { record: id, class: recordClass.ITEM, trashedSince: 0, folder: null };
  const verified = { vault: { vault, class: its, records: new Map([[id, record]]) }, last: null };
  const bodies = new Map([[id, { kind: "note", title, notes: `of ${title}`, fields: {} }]]);
  return { verified, name: null, bodies, damaged: [] } as unknown as OpenedBackup;
}

const work = workOf(async () => ({
  backups: [
    { backup: "1", opened: openedOf(share, "SHARE", "Lunch") },
    { backup: "2", opened: openedOf(profile, "BUSINESS", "Payroll") },
  ],
  refused: [],
}));

describe("An item that bears the id of another vault's", () => {
  it("neither hides it nor takes its place", async () => {
    const { items } = await work.items();
    const [lunch, payroll] = items;
    if (!lunch || !payroll) throw new Error("there are two items");
    expect(items.map(({ title, from }) => [title, from.vault])).toEqual([
      ["Lunch", share],
      ["Payroll", profile],
    ]);
    expect((await work.show(payroll)).notes).toBe("of Payroll");
    expect((await work.show(lunch)).notes).toBe("of Lunch");
    expect((await work.pick([payroll, lunch, payroll])).map(({ title }) => title)).toEqual(["Payroll", "Lunch"]);
  });

  it("stands beside it in a file, under an id of its own", async () => {
    const picked = await work.pick((await work.items()).items);
    const [profileOf] = exportOfRecovered(picked, now).profiles;
    const ids = profileOf?.items.map((item) => item.id) ?? [];
    expect(ids[0]).toBe(id);
    expect(new Set(ids).size).toBe(2);
  });
});
