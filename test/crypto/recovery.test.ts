/** Recovery groups and entrusted keys as whoever signs meets them; what chains may hold say the vectors (`link-recovery`). */
import { describe, expect, it } from "@jest/globals";
import { deriveGroupSeed } from "../../src/crypto/client/group.ts";
import { unwrapKey, wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import { entrustedDue } from "../../src/crypto/entrust.ts";
import { SealError } from "../../src/crypto/errors.ts";
import { groupDue } from "../../src/crypto/group.ts";
import { codeOf, entrustedOf, switchAwaiting, switchInForce } from "../../src/crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { PaperCompany, paperPerson } from "../support/paper-company.ts";
import { bob, bobLater, eve, zoe } from "../vectors/cases/company.ts";
import { ada, key } from "../vectors/cases/fixed.ts";
import {
  code,
  coding,
  confirmed,
  entrusted,
  entrustedInShare,
  followedInProfile,
  inNextEpoch,
  inRecovery,
  keyed,
  laterCode,
  nextEpochOfProfile,
  nextEpochOfShare,
  on,
  profileVault,
  type RecoveryWorld,
  recoveryGroup,
  removing,
  settingOf,
  switched,
} from "../vectors/cases/recovery-world.ts";
import { last, renewed } from "../vectors/cases/share-world.ts";

const isDue = ({ group, tenant }: RecoveryWorld): boolean => groupDue(last(group), last(tenant));
const isEntrustDue = ({ group, tenant, profile }: RecoveryWorld): boolean =>
  entrustedDue(last(profile), last(tenant), () => last(group));

describe("a company's recovery", () => {
  it("is switched on when another administrator confirms, and vaults are entrusted to the group's key", () => {
    const awaiting = switched(keyed, ada, settingOf(keyed));
    expect(switchInForce(last(awaiting.tenant))).toBeUndefined();
    expect(() => confirmed(awaiting, ada)).toThrow("NOT_ALLOWED: confirm");
    expect(switchInForce(last(on.tenant))?.setting).toEqual(settingOf(keyed));
    expect(switchAwaiting(last(on.tenant))).toBeUndefined();
    const held = entrustedInShare(entrusted(on), bob);
    expect(entrustedOf(last(held.profile))).toMatchObject({ groupEpoch: 1 });
    expect(entrustedOf(last(held.share))).toMatchObject({ groupEpoch: 1 });
    expect(isEntrustDue(held)).toBe(false);
  });

  it("makes what is entrusted due by another key of the group, and once", () => {
    const gone = inRecovery(entrustedInShare(entrusted(on), bob), ada, removing(eve));
    expect(isDue(gone)).toBe(true);
    expect(isEntrustDue(gone)).toBe(false);
    const next = inNextEpoch(gone, ada);
    expect(isEntrustDue(next)).toBe(true);
    const again = nextEpochOfShare(nextEpochOfProfile(next), bob);
    expect(isEntrustDue(again)).toBe(false);
    expect(entrustedOf(last(again.share))).toBeUndefined();
    expect(entrustedOf(last(entrustedInShare(entrusted(again), bob).share))).toMatchObject({ groupEpoch: 2 });
  });

  it("is acted in by whoever has the code, and by that of before no more", () => {
    const byCode = inRecovery(on, eve, coding(laterCode), { code: code.signing });
    expect(codeOf(last(byCode.group))?.signingKey).toEqual(laterCode.signing.publicKey);
    expect(() => inRecovery(byCode, eve, removing(ada), { code: code.signing })).toThrow("WRONG_AUTHOR: code");
    expect(() => inRecovery(byCode, zoe, removing(ada), { code: laterCode.signing })).toThrow(
      "NOT_ALLOWED: administrator",
    );
    expect(() => inRecovery(byCode, eve, removing(ada))).toThrow("NOT_ALLOWED: custodian");
    expect(isDue(byCode)).toBe(true);
    expect(isDue(inNextEpoch(byCode, eve, { code: laterCode.signing }))).toBe(false);
  });
});

describe("a profile's key", () => {
  it("is entrusted by its owner's keys of now alone", () => {
    const followed = followedInProfile(renewed(on, bob, bobLater), bob, bobLater);
    const begun = nextEpochOfProfile(followed, bobLater);
    expect(() => entrusted(begun, bob)).toThrow("NOT_ALLOWED: owner");
    expect(() => nextEpochOfProfile(begun, bob)).toThrow("NOT_ALLOWED: owner");
    expect(entrustedOf(last(entrusted(begun, bobLater).profile))).toMatchObject({ groupEpoch: 1 });
  });
});

describe("what is wrapped for a recovery group", () => {
  const place = { roster: profileVault, epoch: 1, user: recoveryGroup };
  const seed = deriveGroupSeed(key("recovery 1"), recoveryGroup, 1);
  const wrap = wrapKeyFor(deriveXWingPublicKey(seed), place, key("business profile 1"));

  it("opens by the secret of the epoch that it is entrusted to, and by none of another group or epoch", () => {
    expect(unwrapKey(seed, place, wrap)).toEqual(key("business profile 1"));
    const others = [
      deriveGroupSeed(key("recovery 1"), recoveryGroup, 2),
      deriveGroupSeed(key("recovery 1"), profileVault, 1),
    ];
    for (const other of others) expect(() => unwrapKey(other, place, wrap)).toThrow(SealError);
  });

  it("opens for no vault, epoch or group but its own", () => {
    for (const other of [{ roster: recoveryGroup }, { epoch: 2 }, { user: ada.user }])
      expect(() => unwrapKey(seed, { ...place, ...other }, wrap)).toThrow(SealError);
  });
});

describe("a recovery group", () => {
  it("has at most 50 members", () => {
    const company = new PaperCompany();
    const administrators = Array.from({ length: 50 }, () => company.join(paperPerson(), role.ADMINISTRATOR));
    const group = company.group(groupClass.RECOVERY);
    for (const who of [company.ada, ...administrators.slice(0, 49)])
      group.push(company.adding(group, company.ada, who));
    const one = administrators[49] as (typeof administrators)[0];
    expect(() => company.adding(group, company.ada, one)).toThrow("NOT_ALLOWED: too many members");
  });
});
