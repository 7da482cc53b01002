/**
 * Requests to read backups, as an administrator's client is shown them: each by who had the right to ask, in their own company, of the
 * group as it stood; and groups that a server shows less of than is signed.
 *
 * Source: our own reasoning, after forged requests under key escrow of ePrint 2026/058; PROTOCOL §8.3.
 */
import { describe, expect, it } from "@jest/globals";
import type { Core } from "../../src/client/core.ts";
import { SealgraphError } from "../../src/client/errors.ts";
import { holdGroup } from "../../src/client/recovery/case/hold-group.ts";
import { ownPlace } from "../../src/client/recovery/case/place.ts";
import { verifyRecovery } from "../../src/client/recovery/case/view.ts";
import type { RecoveryAnswer } from "../../src/client/transport/recovery-operations.ts";
import { emptyHeld, type Held } from "../../src/client/vault/held.ts";
import { signRecoveryApproval, signRecoveryRequest } from "../../src/crypto/client/recovery.ts";
import type { SigningPair } from "../../src/crypto/keys.ts";
import { recoveryVerdict } from "../../src/crypto/recovery-approval.ts";
import { type RecoveryRequest, recoveryPurposeHash } from "../../src/crypto/recovery-request.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { anyHash, chainOf, PaperCompany, type PaperPerson, paperPerson } from "../support/paper-company.ts";
import { PaperRecoveryGroup } from "../support/paper-recovery.ts";

/** Ada's company with a recovery group that has a code; Grace administers too, Eve does not. */
function found() {
  const company = new PaperCompany();
  const [grace, eve] = [company.join(paperPerson(), 2), company.join(paperPerson())];
  const group = new PaperRecoveryGroup(company);
  const held: Held = {
    ...emptyHeld(),
    tenant: company.chain(),
    groups: new Map([[group.group, chainOf(group.made)]]),
  };
  return { company, ada: company.ada, grace, eve, group, held, core: { open: { held } } as unknown as Core };
}
type Found = ReturnType<typeof found>;

function asked(
  { company, ada, group }: Found,
  more: Partial<RecoveryRequest> = {},
  by: { readonly person?: PaperPerson; readonly pairs?: readonly SigningPair[] } = {},
): RecoveryAnswer {
  const { head } = (group.made.at(-1) as PaperRecoveryGroup["made"][number]).state;
  const { person = ada, pairs = [person.signing, group.keys.signing] } = by;
  const request: RecoveryRequest = {
    tenant: company.state.head.id,
    group: group.id,
    seq: head.seq,
    hash: head.hash,
    recovery: makeId(1),
    user: person.user,
    backups: [{ backup: makeId(1), vault: makeId(1), revision: 1, manifest: anyHash() }],
    purpose: recoveryPurposeHash("Payroll"),
    ends: 9,
    author: { user: person.user, key: person.signing.publicKey },
    code: group.keys.signing.publicKey,
    time: 1,
    ...more,
  };
  const { bytes, signatures } = signRecoveryRequest(request, ...pairs);
  return {
    recovery: formatUuid(request.recovery),
    request: bytes,
    signatures,
    purpose: "Payroll",
    openedAt: 1,
    state: "WAITING",
    approvalsNeeded: 1,
    approvals: [],
    availableAt: 1,
    endsAt: 9,
    closedAt: null,
    closingDue: false,
    backups: [],
  };
}

const checkOf = (work: () => unknown): string => {
  try {
    work();
    return "SHOWN";
  } catch (error) {
    if (error instanceof SealgraphError) return String(error.details.check);
    throw error;
  }
};

describe("A request to read backups", () => {
  it("is shown where an administrator asked by the code, in their company, of the group as it stood", () => {
    const world = found();
    expect(checkOf(() => verifyRecovery(ownPlace(world.core), asked(world)))).toBe("SHOWN");
    expect(verifyRecovery(ownPlace(world.core), asked(world)).view).toMatchObject({ purpose: "Payroll", byCode: true });
  });

  it("of another company, of another group or link, or by a key that is nobody's there, is refused", () => {
    const world = found();
    const { core, company, eve } = world;
    const check = (more: Partial<RecoveryRequest>, by = {}) =>
      checkOf(() => verifyRecovery(ownPlace(core), asked(world, more, by)));
    expect(check({ tenant: makeId(1) })).toBe("WRONG_ROSTER");
    expect(check({ hash: anyHash() })).toBe("WRONG_ROSTER_HEAD");
    const everyone = company.group();
    const { head } = (everyone[0] as (typeof everyone)[number]).state;
    const named = {
      ...world.held,
      tenant: company.chain(),
      groups: new Map([...world.held.groups, [formatUuid(head.id), chainOf(everyone)]]),
    };
    const other = asked(world, { group: head.id, seq: head.seq, hash: head.hash });
    expect(checkOf(() => verifyRecovery(ownPlace({ open: { held: named } } as unknown as Core), other))).toBe(
      "WRONG_ROSTER_HEAD",
    );
    const stranger = { ...paperPerson(), user: eve.user };
    expect(check({}, { person: stranger })).toBe("WRONG_AUTHOR");
  });

  it("by somebody who is not in the group, or by a code that is not the group's, is refused", () => {
    const world = found();
    const { core, ada } = world;
    const byName = asked(world, { code: null }, { pairs: [ada.signing] });
    expect(checkOf(() => verifyRecovery(ownPlace(core), byName))).toBe("NOT_ALLOWED");
    const { signing } = paperPerson();
    const byOther = asked(world, { code: signing.publicKey }, { pairs: [ada.signing, signing] });
    expect(checkOf(() => verifyRecovery(ownPlace(core), byOther))).toBe("NOT_ALLOWED");
  });

  it("is approved by nobody but who signed exactly that", () => {
    const world = found();
    const { core, company, grace } = world;
    const answer = asked(world);
    const { signed } = verifyRecovery(ownPlace(core), answer);
    const approval = {
      tenant: company.state.head.id,
      recovery: signed.request.recovery,
      request: signed.hash,
      verdict: recoveryVerdict.APPROVE,
      user: grace.user,
      key: grace.signing.publicKey,
      time: 2,
    };
    const approvedBy = (more: Partial<typeof approval>, pair = grace.signing) => {
      const { bytes, signature } = signRecoveryApproval({ ...approval, ...more }, pair);
      return checkOf(() =>
        verifyRecovery(ownPlace(core), { ...answer, approvals: [{ at: 2, approval: bytes, signature }] }),
      );
    };
    expect(approvedBy({})).toBe("SHOWN");
    expect(approvedBy({ recovery: makeId(1) })).toBe("WRONG_AUTHOR");
    expect(approvedBy({ request: anyHash() })).toBe("WRONG_AUTHOR");
    const { signing } = paperPerson();
    expect(approvedBy({ key: signing.publicKey }, signing)).toBe("WRONG_AUTHOR");
  });
});

describe("A recovery group", () => {
  it("is acted by only while all of it is shown that was signed, and the company's roster too", async () => {
    const world = found();
    const { company, ada, group, held } = world;
    const refusal = (its: Held) =>
      holdGroup(ownPlace({ open: { held: its } } as unknown as Core), group.group, undefined).catch((error: unknown) =>
        error instanceof SealgraphError ? [error.code, error.details.check] : "ANOTHER ERROR",
      );
    const before = group.made.slice(0, -1);
    company.checkpoint(ada, group.made);
    const pins = { heads: new Map() } as unknown as Held["pins"];
    const less = { ...held, pins, tenant: company.chain(), groups: new Map([[group.group, chainOf(before)]]) };
    expect(await refusal(less)).toEqual(["SERVER_CAUGHT", "WENT_BACK"]);
    const evidence = { id: "e", check: "BROKEN_CHAIN" } as unknown as Held["evidence"][number];
    const account = { vault: "a", class: "ACCOUNT" } as unknown as NonNullable<ReturnType<Held["vaults"]["get"]>>;
    const frozen = { ...held, evidence: [evidence], vaults: new Map([["a", account]]), frozen: new Map([["a", "e"]]) };
    expect(await refusal(frozen)).toEqual(["SERVER_CAUGHT", "BROKEN_CHAIN"]);
  });
});
