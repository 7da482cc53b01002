/** How shares come back on a server that was restored from an old copy (PROTOCOL §5.8). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { asHash } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation } from "../../src/crypto/link.ts";
import type { Manifest } from "../../src/crypto/manifest.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { offerHeads } from "../../src/domain/restoring/offer-heads.ts";
import type { OfferedHead, UploadInput } from "../../src/domain/restoring/parse.ts";
import { uploadVault } from "../../src/domain/restoring/upload-vault.ts";
import { type BareChange, draft, linkInput, newRecord } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareShare, removing } from "../support/bare-share.ts";
import { beginRestoredIn, showRestoredIn } from "../support/operator.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let eve: BareMember;
let share: BareShare;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  [ada, bob, eve] = [company.ada, await company.hire(), await company.hire()];
  share = await BareShare.found(company, ada);
  await share.add(ada, bob, role.EDITOR);
  await share.add(ada, eve, role.READER);
  for (const who of [bob, eve]) await share.accept(who);
});

const committed = { __typename: "Committed" };
const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const own = () => ({ vault: share.id as string, revision: share.head?.revision ?? 0, hash: share.head?.hash ?? null });
/** By both devices that somebody is signed in with. */
async function offer(who: BareMember, head: OfferedHead = own()) {
  await offerHeads(who.portal(), [head]);
  return (await offerHeads(who.app(), [head]))[0];
}

/** What brings two commits that the server lost. */
function lose(by: BareMember, options: Parameters<BareShare["draft"]>[2] = {}): UploadInput {
  const base = share.head?.revision ?? 0;
  const items = [share.item("{}"), share.item("{}")];
  const lost = items.map((item) => {
    const drafted = share.draft(by, [item], options);
    drafted.apply();
    return drafted.input;
  });
  const manifests = lost.reverse().map(({ manifest, signature }) => ({ manifest, signature }));
  return { vault: share.id, base, links: [], manifests, epochKeys: [], records: items.map(uploaded), gone: [] };
}

const uploaded = ({ input, fields }: BareChange) => ({
  record: input.record,
  class: input.class as number,
  version: input.version as number,
  schema: 1,
  epoch: input.epoch as number,
  body: input.body as Uint8Array,
  key: input.key as Uint8Array,
  previousLeaf: fields?.previousLeaf ?? null,
});

describe("a share of a restored server", () => {
  it("opens once the devices of all who write have offered, and waits for none that only reads, nor for an offer", async () => {
    const late = await company.hire();
    await share.add(ada, late, role.EDITOR);
    await beginRestoredIn(house);
    await expect(share.write(ada)).rejects.toMatchObject({ code: "VAULT_RESTORING" });
    expect(await offer(ada)).toMatchObject({ restoring: true, highest: 1 });
    expect(await offer(bob)).toMatchObject({ restoring: false, revision: 1, missing: [] });
    expect(await share.write(ada)).toMatchObject(committed);
  });

  it("waits for who writes through a group, and through Everyone", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, eve);
    await share.addGroup(ada, group, role.EDITOR);
    const late = await company.hire();
    const other = await BareShare.found(company, ada);
    await other.addGroup(ada, await company.group(ada, groupClass.EVERYONE, ada, bob, eve, late), role.EDITOR);
    await other.accept(late);
    await beginRestoredIn(house);
    await offer(ada);
    expect(await offer(bob)).toMatchObject({ restoring: true });
    expect(await offer(eve)).toMatchObject({ restoring: false });
    const head = { vault: other.id as string, revision: 1, hash: other.head?.hash ?? null };
    expect(await offer(ada, head)).toMatchObject({ restoring: true });
    expect(await offer(late, head)).toMatchObject({ restoring: false });
  });

  it("is held up by no reader, and by no stranger; by a writer until an owner abandons what nobody can bring", async () => {
    const stranger = await company.hire();
    await beginRestoredIn(house);
    const invented = { vault: share.id as string, revision: 99, hash: new Uint8Array(32).fill(7) };
    expect(await offer(stranger, invented)).toBeUndefined();
    expect(await offer(eve, invented)).toMatchObject({ restoring: true, highest: 0, missing: [] });
    await offer(ada);
    expect(await offer(bob, invented)).toMatchObject({ restoring: true, highest: 99 });
    expect((await showRestoredIn(house)).behind).toMatchObject([{ vault: share.id, highest: 99, silent: 0 }]);
    const { revision, hash } = invented;
    const reset = [{ revision, hash: asHash(hash), at: 2 }];
    const twist = (manifest: Manifest): Manifest => ({ ...manifest, reset });
    expect(await share.write(ada, { twist })).toMatchObject(committed);
    expect(await share.write(bob, { twist })).toMatchObject(committed);
  });

  it("is brought what one who writes had written, by whoever has it", async () => {
    const input = lose(bob);
    await beginRestoredIn(house);
    await offer(ada, { ...own(), revision: 1, hash: share.vault.ladder?.[1]?.hash ?? null });
    await offer(bob);
    const stranger = await company.hire();
    await expect(uploadVault(stranger.app(), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await uploadVault(eve.app(), input)).toMatchObject({ taken: true, vault: { revision: 3 } });
    const told = "select from audit_waiting where kind = 'PROFILE_BROUGHT' and vault_id = $1 and actor_id = $2";
    expect(await house.asSuperuser(told, [share.id, formatUuid(eve.account.user)])).toHaveLength(1);
    expect(await offer(ada)).toMatchObject({ restoring: false, revision: 3 });
    expect(await share.write(bob)).toMatchObject(committed);
    expect(await share.write(ada)).toMatchObject(committed);
  });

  it("is brought what was written through a group, by the group as it is", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, eve);
    await share.addGroup(ada, group, role.EDITOR);
    const input = lose(eve, { via: share.via(group) });
    await beginRestoredIn(house);
    expect(await uploadVault(ada.app(), input)).toMatchObject({ taken: true, vault: { revision: 3 } });
  });

  it("is brought nothing that a reader signed, or who was removed, and no link", async () => {
    const held = { ...share.vault, leaves: new Map(share.vault.leaves) };
    const byReader = lose(eve);
    Object.assign(share.vault, held);
    const link = share.link(ada, removing(bob.account.user), { cuts: true });
    const withLink = { ...lose(bob), links: [linkInput(link.signed)] };
    await beginRestoredIn(house);
    await expect(uploadVault(ada.app(), byReader)).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    await expect(uploadVault(ada.app(), withLink)).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    const former = { ...lose(bob), base: 1 };
    await company.act(ada, { operation: operation.REMOVE, subject: { user: bob.account.user } });
    await expect(uploadVault(ada.app(), former)).rejects.toMatchObject({ code: "INVALID_PROOF" });
  });

  it("has its places in profiles brought as well", async () => {
    const { PERSONAL } = bob.account.vaults;
    const placed = newRecord(PERSONAL, recordClass.PLACEMENT, new TextEncoder().encode("{}"));
    const drafted = draft({ ...bob.account, tenant: company.state.head }, PERSONAL, [placed]);
    const { manifest, signature } = drafted.input;
    await beginRestoredIn(house);
    const vault = formatUuid(PERSONAL.id) as string;
    const rest = { base: 0, links: [], manifests: [{ manifest, signature }], epochKeys: [], gone: [] };
    const input = { ...rest, vault, records: [uploaded(placed)] };
    expect(await uploadVault(bob.app(), input)).toMatchObject({ taken: true, vault: { revision: 1 } });
  });
});
