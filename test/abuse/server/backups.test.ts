/**
 * A server that shows a custodian backups which it made itself, with an accomplice: somebody who administers the company, or who
 * stole keys that were replaced since.
 *
 * Source: our own reasoning, after vaults that a server made up of ePrint 2026/058.
 */
import { describe, expect, it } from "@jest/globals";
import type { BackupContent } from "../../../src/client/backup/content.ts";
import { openBackup } from "../../../src/client/backup/open.ts";
import { verifyBackup } from "../../../src/client/backup/verify.ts";
import { makeVaultKey } from "../../../src/crypto/client/epoch.ts";
import { makeOwnKeys } from "../../../src/crypto/client/next-link.ts";
import { groundOf, PaperProfile, PaperRecovery } from "../../support/paper-backup.ts";
import { PaperCompany, type PaperPerson, paperPerson } from "../../support/paper-company.ts";

function found() {
  const company = new PaperCompany();
  const bob = company.join(paperPerson());
  const profile = new PaperProfile(company, bob);
  profile.put({ kind: "login", title: "Payroll" });
  return { company, bob, profile, recovery: new PaperRecovery() };
}
/** Somebody's name, with keys of another's making. */
const posing = ({ user }: PaperPerson): PaperPerson => ({ ...paperPerson(), user });
const tried = (content: BackupContent, company: PaperCompany, profile: PaperProfile, user = profile.owner.user) =>
  verifyBackup(content, groundOf(company, profile.wanted({ user })));

describe("A backup that a server made with an accomplice", () => {
  it("is as good as one that was taken, where nothing of it was made up", async () => {
    const { company, profile, recovery } = found();
    const content = profile.backup(recovery);
    const { bodies, damaged } = await openBackup(await tried(content, company, profile), content, recovery.secrets);
    expect([bodies.size, damaged]).toEqual([1, []]);
  });

  it("under somebody's name, by keys that the company never stated of them, is refused", async () => {
    const { company, bob, recovery } = found();
    const forged = new PaperProfile(company, posing(bob));
    forged.put({ kind: "login", title: "Planted" });
    await expect(tried(forged.backup(recovery), company, forged)).rejects.toMatchObject({ check: "WRONG_KEYS" });
  });

  it("in a company of its own where somebody of that id has such keys, is refused", async () => {
    const { company, bob, recovery } = found();
    const elsewhere = new PaperCompany();
    const its = elsewhere.join(posing(bob));
    const forged = new PaperProfile(elsewhere, its);
    await expect(tried(forged.backup(recovery), company, forged)).rejects.toMatchObject({ code: "BACKUP_REFUSED" });
  });

  it("by keys that were replaced since, is never shown as what the profile was at the end", async () => {
    const { company, bob, profile, recovery } = found();
    const after = paperPerson();
    const thief = profile.backup(recovery, { time: 9 });
    const before = await tried(thief, company, profile);
    expect(before.last).toBeNull();
    company.add(
      makeOwnKeys(company.state, {
        user: bob.user,
        old: bob.signing,
        new: after.signing,
        xwingKeyHash: after.xwingKeyHash,
        vaultHead: null,
        tenantHead: null,
        time: 2,
      }),
    );
    expect((await tried(thief, company, profile)).last).toBe(false);
  });

  it("whose recovery wrap holds a key of the server's, opens by nothing", async () => {
    const { company, profile, recovery } = found();
    const wraps = [recovery.wrap(profile.id, 1, makeVaultKey())];
    const content = { ...profile.backup(recovery), wraps };
    const verified = await tried(content, company, profile);
    await expect(openBackup(verified, content, recovery.secrets)).rejects.toMatchObject({ code: "BACKUP_SEALED" });
  });
});
