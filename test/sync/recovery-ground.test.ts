/**
 * On which ground a client entrusts keys: by what it holds of the company and of the recovery group, and by nothing else.
 *
 * Source: our own reasoning; PROTOCOL §4.13, §4.14.
 */
import { beforeEach, describe, expect, it } from "@jest/globals";
import { recoveryGround } from "../../src/client/recovery/ground.ts";
import { emptyHeld, type Held } from "../../src/client/vault/held.ts";
import type { Pins } from "../../src/client/vault/pins.ts";
import type { StreamHead } from "../../src/crypto/client/entry.ts";
import { operation } from "../../src/crypto/link.ts";
import { role } from "../../src/crypto/state-entries.ts";
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

  it("is none while the group has no key, or one that somebody has who is to have it no more", () => {
    switchOn(1);
    expect(recoveryGround(held(2))).toBe("GROUP_KEY");
    const before = recovery.made.length;
    recovery.newCode();
    expect(recoveryGround(held(before + 1))).toBe("GROUP_KEY");
  });
});
