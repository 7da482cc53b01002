/**
 * The file of a backup, opened with no server and no account, by the recovery code alone; and files that somebody changed or made
 * up.
 *
 * Source: our own reasoning; PROTOCOL §8.5.
 */
import { describe, expect, it } from "@jest/globals";
import type { BackupContent } from "../../src/client/backup/content.ts";
import { openBackupFile } from "../../src/client/recovery/case/open-file.ts";
import { toHex } from "../../src/crypto/bytes.ts";
import { formatRecoveryCode, makeRecoveryCode } from "../../src/crypto/client/recovery-code.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { PaperProfile } from "../support/paper-backup.ts";
import { PaperCompany, paperPerson } from "../support/paper-company.ts";
import { PaperRecoveryGroup } from "../support/paper-recovery.ts";

/** Bob's profile, backed up when the group had its first code and key; now it has its second. */
function found() {
  const company = new PaperCompany();
  const bob = company.join(paperPerson());
  const recovery = new PaperRecoveryGroup(company);
  const profile = new PaperProfile(company, bob);
  const login = formatUuid(profile.put({ kind: "login", title: "Payroll", fields: { password: "hunter2" } }));
  const content = profile.backup(recovery);
  recovery.newCode();
  return { company, bob, recovery, profile, login, content };
}

async function* read(...portions: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* portions;
}

const openedBy = async (code: string, file: Uint8Array) => openBackupFile(read(file), { code });

describe("A backup's file", () => {
  it("opens by the code alone, though there has been another code and key since, and says which company has to be compared", async () => {
    const { company, bob, recovery, login, content } = found();
    const opened = await openedBy(recovery.code, await recovery.file(content, bob.user));
    expect(opened.company).toEqual({
      tenant: formatUuid(company.state.head.id),
      genesis: toHex(company.state.genesis),
      known: false,
    });
    const { items, unread, refused } = await opened.items();
    expect(items).toMatchObject([{ id: login, title: "Payroll", kind: "login", folder: [], trashedAt: null }]);
    expect([unread, refused, opened.intact]).toEqual([[], [], true]);
    const [payroll] = items;
    if (!payroll) throw new Error("there is no item");
    expect((await opened.show(payroll)).fields).toEqual({ password: "hunter2" });
    await expect(opened.show({ ...payroll, id: formatUuid(bob.user) })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const elsewhere = { ...payroll, from: { vault: formatUuid(bob.user) } };
    await expect(opened.show(elsewhere)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("opens by no other code, and by none that is mistyped", async () => {
    const { bob, recovery, content } = found();
    const file = await recovery.file(content, bob.user);
    const refusal = (code: string) => openedBy(code, file).catch(({ code: its, details }) => ({ its, ...details }));
    expect(await refusal(formatRecoveryCode(makeRecoveryCode()))).toMatchObject({
      its: "RECOVERY_CODE_REFUSED",
      reason: "WRONG_CODE",
    });
    const typed = recovery.code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
    expect(await refusal(typed)).toMatchObject({ its: "RECOVERY_CODE_REFUSED", reason: "WRONG_GROUP", group: 10 });
    await expect(openBackupFile(read(file), {})).rejects.toMatchObject({ code: "BACKUP_SEALED" });
  });

  it("of which one record is damaged gives all the others, and names it", async () => {
    const { bob, recovery, profile, login } = found();
    const note = formatUuid(profile.put({ kind: "note", title: "Where the keys are" }));
    const file = await recovery.file(profile.backup(recovery), bob.user);
    const text = new TextDecoder().decode(file);
    const at = text.indexOf(`"${login}"`) + 400;
    const damaged = Uint8Array.from(file, (byte, place) => (place === at ? byte ^ 1 : byte));
    const opened = await openedBy(recovery.code, damaged);
    const { items, unread } = await opened.items();
    expect(items.map(({ id }) => id)).toEqual([note]);
    expect(unread).toEqual([{ vault: profile.vault, record: login, reason: "DAMAGED" }]);
    expect(opened.intact).toBe(false);
  });

  it("that is cut short, or whose links are damaged, says so instead of that it does not verify", async () => {
    const { bob, recovery, content } = found();
    const file = await recovery.file(content, bob.user);
    await expect(openedBy(recovery.code, file.subarray(0, file.length - 900))).rejects.toMatchObject({
      reason: "TRUNCATED",
    });
    const text = new TextDecoder().decode(file);
    const at = text.indexOf('"signed":"') + 200;
    const place = at > 200 ? at : text.indexOf('"link"') + 300;
    const damaged = Uint8Array.from(file, (byte, i) => (i === place ? byte ^ 1 : byte));
    await expect(openedBy(recovery.code, damaged)).rejects.toMatchObject({ name: "BackupFileRefused" });
  });

  it("whose company is another than it says, is refused", async () => {
    const { company, bob, recovery, content } = found();
    const text = new TextDecoder().decode(await recovery.file(content, bob.user));
    const other = formatUuid(new PaperCompany().state.head.id);
    const renamed = text.replaceAll(formatUuid(company.state.head.id), other);
    await expect(openedBy(recovery.code, new TextEncoder().encode(renamed))).rejects.toThrow();
  });

  it("under another's name, or with the backup of another vault in it, is refused", async () => {
    const { company, bob, recovery, profile, content } = found();
    const eve = company.join(paperPerson());
    const underEve = await recovery.file(content, eve.user);
    await expect(openedBy(recovery.code, underEve)).rejects.toMatchObject({ code: "BACKUP_REFUSED" });
    const eves = new PaperProfile(company, eve).backup(recovery);
    const mixed: BackupContent = { ...content, head: eves.head, records: eves.records };
    await expect(openedBy(recovery.code, await recovery.file(mixed, bob.user))).rejects.toMatchObject({
      code: "BACKUP_REFUSED",
      check: "WRONG_ROSTER",
    });
    expect(
      (await (await openedBy(recovery.code, await recovery.file(profile.backup(recovery), bob.user))).items()).items,
    ).toHaveLength(1);
  });
});
