/**
 * On which ground a client entrusts keys: by what it holds of the company and of the recovery group, and by nothing else.
 *
 * Source: our own reasoning; PROTOCOL §4.13, §4.14.
 */
import { beforeEach, describe, expect, it } from "@jest/globals";
import { recoveryGround } from "../../src/client/recovery/ground.ts";
import { checkEntrusted } from "../../src/client/vault/entrusted.ts";
import { emptyHeld, type Held } from "../../src/client/vault/held.ts";
import type { Pins } from "../../src/client/vault/pins.ts";
import { shareBase } from "../../src/client/vault/share-chain.ts";
import type { StreamHead } from "../../src/crypto/client/entry.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis } from "../../src/crypto/client/genesis.ts";
import { makeEntrust } from "../../src/crypto/client/next-link.ts";
import { type EntrustedTo, operation, profileClass } from "../../src/crypto/link.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { makeId } from "../../src/crypto/uuid.ts";
import { chainOf, PaperCompany, paperPerson } from "../support/paper-company.ts";
import { PaperRecoveryGroup } from "../support/paper-recovery.ts";

let company: PaperCompany;
let recovery: PaperRecoveryGroup;
beforeEach(() => {
  company = new PaperCompany();
  recovery = new PaperRecoveryGroup(company);
});

/** The switch of Ada's, at the group's link of this seq: of the newest. */
function switchOn(seq = recovery.made.length - 1): void {
  const { head } = recovery.made[seq]?.state ?? company.state;
  const setting = { group: recovery.id, seq, hash: head.hash, approvals: 0, hours: 0 };
  company.act(company.ada, { operation: operation.RECOVERY, subject: { setting } });
}

/** What a device holds that was shown so many links of the group, and has noted these heads. */
const held = (links = recovery.made.length, ...heads: StreamHead[]): Held => ({
  ...emptyHeld(),
  tenant: company.chain(),
  groups: new Map(links === 0 ? [] : [[recovery.group, chainOf(recovery.made.slice(0, links))]]),
  pins: { heads: new Map([["device", { entry: { heads } }]]) } as unknown as Pins,
});

describe("the ground on which keys are entrusted", () => {
  it("is none before a switch was signed, nor while it awaits another administrator", () => {
    expect(recoveryGround(held())).toBeNull();
    expect(recoveryGround({ ...held(), tenant: null })).toBeNull();
    company.join(paperPerson(), role.ADMINISTRATOR);
    switchOn();
    expect(recoveryGround(held())).toBe("CONFIRMATION");
  });

  it("is the group that the switch in force names, by its newest key", () => {
    switchOn();
    recovery.newCode();
    expect(recoveryGround(held())).toMatchObject({ group: recovery.group, epoch: { epoch: 2 } });
  });

  it("is none where the group is not shown, or less of it than the switch names", () => {
    switchOn();
    expect(recoveryGround(held(0))).toBe("ROSTER");
    expect(recoveryGround(held(2))).toBe("ROSTER");
  });

  it("is none where the company's roster is below what a device has noted", () => {
    switchOn();
    const { id, hash } = company.state.head;
    expect(recoveryGround(held(3, { stream: id, position: 99, hash }))).toBe("ROSTER");
  });

  it("is none by a switch to a head at which the group had no key: anybody of the administrators could go on from there", () => {
    switchOn(1);
    expect(recoveryGround(held(2))).toBe("ROSTER");
    expect(recoveryGround(held())).toBe("ROSTER");
  });

  it("is none while the group's key is one that somebody has who is to have it no more", () => {
    switchOn();
    const before = recovery.made.length;
    recovery.newCode();
    expect(recoveryGround(held(before + 1))).toBe("GROUP_KEY");
  });
});

describe("a profile's link that entrusts its key, on another device of its owner", () => {
  /** Looks at one that names the group's newest link and key, unless it says otherwise; by so many links of the group. */
  const look = (to: Partial<EntrustedTo> = {}, links = recovery.made.length) => {
    const [vaultKey, vault, tenantHead] = [makeVaultKey(), makeId(1), company.state.head];
    const founder = company.ada;
    const made = makeProfileGenesis({
      vault,
      class: profileClass.BUSINESS,
      founder,
      vaultKey,
      tenantHead,
      time: 1,
    });
    const [groupSeq, groupEpoch] = [recovery.made.length - 1, recovery.secrets.length];
    const named = { group: recovery.id, groupSeq, groupEpoch, ...to };
    const link = makeEntrust(made.state, { ...founder, tenantHead, to: named, wrap: new Uint8Array(1) });
    const { tenant, groups } = held(links);
    if (tenant) checkEntrusted(chainOf([made, link]), 1, shareBase(tenant, groups));
  };
  const refused = (code: string) => expect.objectContaining({ code });

  it("is one to the key of the group that the switch names", () => {
    switchOn();
    expect(() => look()).not.toThrow();
    recovery.newCode();
    expect(() => look()).not.toThrow();
  });

  it("is none to another group, to another key of it, or where nothing is switched on", () => {
    expect(() => look()).toThrow(refused("NOT_ALLOWED"));
    switchOn();
    expect(() => look({ group: makeId(1) })).toThrow(refused("NOT_ALLOWED"));
    expect(() => look({ groupEpoch: 2 })).toThrow(refused("WRONG_ROSTER_HEAD"));
    recovery.newCode();
    expect(() => look({ groupSeq: recovery.made.length - 2, groupEpoch: 1 })).toThrow(refused("NOT_ALLOWED"));
  });

  it("says nothing of a group that is not shown: that has evidence of its own", () => {
    switchOn();
    expect(() => look({}, 0)).not.toThrow();
  });
});
