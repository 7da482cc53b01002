/** Recovery groups, their code and the switch, as the server takes and refuses them, by its verbs: links made by hand. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { checkGroupSecret } from "../../src/crypto/client/group.ts";
import { unwrapKey } from "../../src/crypto/client/key-wrap.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { parseEpochs, readGroupsOf, readOwnWraps } from "../../src/domain/company/groups.ts";
import { readCodes, readCodeWraps } from "../../src/domain/recovery-group/read.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareRecovery } from "../support/bare-recovery.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
/** Three administrators, and somebody who is none. */
let [ada, bea, carl, dora]: BareMember[] = [];
beforeAll(async () => {
  house = await openVerbsHouse();
  company = await BareCompany.found(house);
  ada = company.ada;
  [bea, carl, dora] = [
    await company.hire(role.ADMINISTRATOR),
    await company.hire(role.ADMINISTRATOR),
    await company.hire(),
  ];
  await sell("ADVANCED");
}, 60_000);
afterAll(() => house.close());

const sell = (plan: "STANDARD" | "ADVANCED") => house.asSuperuser("update tenant set plan = $1", [plan]);
const who = (member: BareMember | undefined) => member as BareMember;
const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const all = parseEpochs({ first: null, beforeEpoch: null });

const secretOf = async (member: BareMember | undefined, { id, state }: BareRecovery) => {
  const [[wrap] = []] = await readOwnWraps(who(member).app(), [id as never]);
  if (!wrap) return null;
  const place = { roster: state.head.id, epoch: wrap.epoch, user: who(member).account.user };
  return unwrapKey(who(member).account.xwingSeed, place, wrap.wrap);
};

describe("a recovery group", () => {
  it("is founded with a first epoch for all who are in it, and for its code, and everybody is shown who they are", async () => {
    const group = await BareRecovery.found(company, who(ada), { custodians: [who(ada), who(bea)], code: true });
    expect(await secretOf(ada, group)).toEqual(group.secret);
    expect(await secretOf(bea, group)).toEqual(group.secret);
    expect(await secretOf(carl, group)).toBeNull();
    const [code] = await readCodes(who(dora).app(), [group.id as never]);
    expect(code).toMatchObject({ publicKey: Buffer.from(group.code?.xwingPublicKey as Uint8Array) });
    const [[wrap] = []] = await readCodeWraps(who(carl).portal(), [group.id as never], all);
    const place = { roster: group.state.head.id, epoch: 1, user: group.state.head.id };
    const secret = unwrapKey(group.code?.xwingSeed as never, place, wrap?.wrap as Uint8Array);
    checkGroupSecret(secret, group.state.head.id, group.state.epoch as never);
    expect(await readGroupsOf(who(dora).app(), [group.id])).toMatchObject([{ class: "RECOVERY", name: null }]);
    const { rosters } = await sync(who(dora).app(), null, 500);
    expect(rosters.find(({ roster }) => roster === group.id)).toMatchObject({ seq: group.state.head.seq });
  });

  it("with a key is a custodian's: other administrators put nobody in", async () => {
    const group = await BareRecovery.found(company, who(ada));
    await expect(group.deed(who(ada)).add(who(bea), { wrapped: false }).send()).rejects.toMatchObject(
      refusing("NOT_ALLOWED"),
    );
    await group.deed(who(ada)).add(who(bea)).done();
    expect(await secretOf(bea, group)).toEqual(group.secret);
  });
});
