import { bucketRoot } from "../../src/crypto/bucket-root.ts";
import { makeEntrust } from "../../src/crypto/client/next-link.ts";
import { makeEntrustInShare } from "../../src/crypto/client/share-link.ts";
import { sealedHash } from "../../src/crypto/hash.ts";
import { asHash, type Hash, type Id } from "../../src/crypto/keys.ts";
import { leafHash, recordClass } from "../../src/crypto/leaf.ts";
import { parseManifest } from "../../src/crypto/manifest.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import type { ContentPage } from "../../src/domain/backup/read-page.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { type BareChange, type BareVault, draft, linkInput, newRecord } from "./bare-client.ts";
import { BareCompany, type BareMember } from "./bare-company.ts";
import { BareRecovery } from "./bare-recovery.ts";
import type { BareShare } from "./bare-share.ts";
import type { VerbsHouse } from "./verbs.ts";

/** A company of the plan that has backups, whose founder is the custodian and whose policy says that profiles are backed up. */
export async function foundBackedUp(
  house: VerbsHouse,
  its: { approvals?: number; hours?: number; code?: boolean } = {},
): Promise<{ company: BareCompany; recovery: BareRecovery }> {
  const company = await BareCompany.found(house);
  await house.asSuperuser("update tenant set plan = 'ADVANCED' where id = $1", [formatUuid(company.state.head.id)]);
  const { code = false, ...demands } = its;
  const recovery = await BareRecovery.found(company, company.ada, { code });
  await recovery
    .deed(company.ada)
    .switchTo(demands)
    .demand(code ? 3 : 1)
    .done();
  return { company, recovery };
}

/** Entrusts the key of a business profile to the group, in a commit that changes nothing else. */
export async function entrust(recovery: BareRecovery, who: BareMember): Promise<void> {
  const { company } = recovery;
  const vault = who.account.vaults.BUSINESS;
  const { user, signing } = who.account;
  const wrap = recovery.wrapOf(vault);
  const next = { user, signing, tenantHead: company.state.head, time: Date.now() };
  const link = makeEntrust(vault.roster, { ...next, to: recovery.to, wrap });
  vault.roster = link.state;
  const made = draft({ ...who.account, tenant: company.state.head }, vault, []);
  const vaults = [{ ...made.input, recoveryWrap: wrap }];
  const clientMutationId = crypto.randomUUID();
  const answer = await commit(who.app(), { clientMutationId, links: [linkInput(link.signed)], vaults });
  if (answer.__typename !== "Committed") throw new Error(answer.__typename);
  made.apply();
}

/** Writes into the table, as no verb does, that the key of a vault was entrusted. */
export async function slipIn(
  house: VerbsHouse,
  recovery: BareRecovery,
  vault: BareVault,
  by: BareMember,
): Promise<void> {
  await house.asSuperuser(
    "insert into entrusted_wrap select tenant_id, id, $3, $4, $5, $6, $7, now() from vault where tenant_id = $1 and id = $2",
    [
      ...[formatUuid(recovery.company.state.head.id), formatUuid(vault.id), vault.roster.epoch?.epoch],
      ...[recovery.id, recovery.state.epoch?.epoch, formatUuid(by.account.user), recovery.wrapOf(vault)],
    ],
  );
}

/** Entrusts the key of a share, in a commit with an item. */
export async function entrustShare(recovery: BareRecovery, share: BareShare, by: BareMember): Promise<void> {
  const { company } = recovery;
  const wrap = recovery.wrapOf(share.vault);
  const groupAt = (_: unknown, seq: number) => recovery.states.get(seq) ?? null;
  const basis = { tenant: company.state, groupAt };
  const link = makeEntrustInShare(share.state, basis, company.signer(by), { to: recovery.to, wrap });
  share.follow(link.state);
  const answer = await share.write(by, { links: [link.signed], more: { recoveryWrap: wrap } });
  if (answer.__typename !== "Committed") throw new Error(answer.__typename);
}

export const item = (vault: BareVault, text = "an item"): BareChange =>
  newRecord(vault, recordClass.ITEM, new TextEncoder().encode(text));

/** Commits changes of one vault. Throws where they are not taken. */
export async function write(
  { state }: BareCompany,
  who: BareMember,
  vault: BareVault,
  changes: readonly BareChange[],
): Promise<void> {
  const made = draft({ ...who.account, tenant: state.head }, vault, changes);
  const answer = await commit(who.app(), { clientMutationId: crypto.randomUUID(), vaults: [made.input] });
  if (answer.__typename !== "Committed") throw new Error(answer.__typename);
  made.apply();
}

/** Reads a backup to its end, in pages of so many. */
export async function readWhole(page: (after: string | null) => Promise<ContentPage>) {
  const pages: ContentPage[] = [];
  for (let after: string | null = null; ; ) {
    const read = await page(after);
    pages.push(read);
    after = read.next;
    if (after === null) break;
  }
  return {
    ...(pages[0] as ContentPage),
    pages: pages.length,
    links: pages.flatMap(({ links }) => links),
    epochKeys: pages.flatMap(({ epochKeys }) => epochKeys),
    records: pages.flatMap(({ records }) => records),
  };
}

/** What the records of a backup come to: the root over their leaves, each made anew of what was served. */
export function rootOfRead({ records }: Pick<ContentPage, "records">): Hash {
  return bucketRoot(
    records.map((each) => {
      const [body, key] = [each.body ?? "", each.key].map((text) => Buffer.from(text, "base64url"));
      const leaf = leafHash({
        record: parseUuid(each.record),
        class: each.class,
        version: each.version,
        trashedSince: each.trashedAt?.getTime() ?? 0,
        folder: each.folder ? parseUuid(each.folder) : null,
        schema: each.schema,
        epoch: each.epoch,
        bodyHash: sealedHash(body as Buffer),
        keyHash: sealedHash(key as Buffer),
        previousLeaf: each.previousLeaf && asHash(new Uint8Array(each.previousLeaf)),
      });
      return { id: parseUuid(each.record), hash: leaf };
    }),
  );
}

export const signedRoot = ({ manifest }: Pick<ContentPage, "manifest">): Hash => parseManifest(manifest).root;

/** The head that a link names which takes somebody's rights. */
export const cutOfVault = (vault: BareVault) => {
  const head = vault.ladder?.[0];
  return head ? [{ vault: vault.id as Id, revision: head.revision, hash: head.hash }] : [];
};
