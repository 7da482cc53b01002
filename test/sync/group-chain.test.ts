/** Chains of groups, as a client takes them: by what the company states, and never by what it stated before a checkpoint. */
import { describe, expect, it } from "@jest/globals";
import { checkThroughCheckpoint, extendGroupChain } from "../../src/client/vault/group-chain.ts";
import { makeGroupSecret } from "../../src/crypto/client/group.ts";
import { type GroupAct, makeGroupEpoch, makeGroupLink } from "../../src/crypto/client/group-link.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { recipientsOf } from "../../src/crypto/group.ts";
import { operation } from "../../src/crypto/link.ts";
import { recoveryRecipientsOf } from "../../src/crypto/recovery.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { PaperCompany, type PaperPerson, paperPerson, sequenced } from "../support/paper-company.ts";

const on = ({ user }: { readonly user: ReturnType<typeof paperPerson>["user"] }) => ({ user });

/** Ada, an administrator Mallory, and a group with Bob. */
function found() {
  const company = new PaperCompany();
  const [bob, eve] = [company.join(paperPerson()), company.join(paperPerson())];
  const mallory = company.join(paperPerson(), role.ADMINISTRATOR);
  const group = company.group();
  group.push(company.adding(group, company.ada, bob));
  return { company, bob, eve, mallory, group };
}

describe("a group's chain", () => {
  it("is taken link by link, by the company as each link names it", () => {
    const { company, bob, group } = found();
    const known = extendGroupChain(null, sequenced(group), company.chain());
    expect(known.states.at(-1)?.head).toEqual(group.at(-1)?.state.head);
    expect(extendGroupChain(known, sequenced(group), company.chain())).toBe(known);
    expect(recipientsOf(known.states.at(-1) as never, company.state).map(({ user }) => user)).toEqual([bob.user]);
  });

  it("with a hole, another link at a height, without a genesis, or not the one that is named, is none", () => {
    const { company, eve, bob, group } = found();
    const known = extendGroupChain(null, sequenced(group), company.chain());
    expect(() => extendGroupChain(null, sequenced(group).slice(1), company.chain())).toThrow("BROKEN_CHAIN");
    expect(() => extendGroupChain(null, [], company.chain())).toThrow("BROKEN_CHAIN");
    const fork = company.adding(group.slice(0, 1), company.ada, eve);
    expect(() => extendGroupChain(known, sequenced([fork]), company.chain())).toThrow("BROKEN_CHAIN");
    const other = new PaperCompany();
    other.join(bob);
    expect(() => extendGroupChain(null, sequenced(other.group()), company.chain())).toThrow("WRONG_TENANT_HEAD");
    const twin = new PaperCompany();
    expect(() => extendGroupChain(null, sequenced(twin.group(1, 2)), twin.chain())).toThrow("WRONG_ROSTER");
    const unnamed = twin.group(groupClass.EVERYONE);
    expect(() => extendGroupChain(null, sequenced(unnamed), twin.chain(twin.made.length - 1))).toThrow("WRONG_ROSTER");
  });

  it("takes nothing by an administrator who was removed, or by keys that were replaced, behind a checkpoint", () => {
    const { company, eve, mallory, group } = found();
    const before = company.state;
    const forged = company.adding(group, mallory, eve, before);
    // Whoever has not heard of the removal cannot know.
    expect(extendGroupChain(null, sequenced([...group, forged]), company.chain()).links).toHaveLength(3);
    company.act(company.ada, { operation: operation.REMOVE, subject: on(mallory) });
    company.checkpoint(company.ada, group);
    expect(() => extendGroupChain(null, sequenced([...group, forged]), company.chain())).toThrow("AFTER_CUT");
    const known = extendGroupChain(null, sequenced(group), company.chain());
    expect(() => extendGroupChain(known, sequenced([forged]), company.chain())).toThrow("AFTER_CUT");
    group.push(company.adding(group, company.ada, eve));
    expect(extendGroupChain(known, sequenced(group), company.chain()).links).toHaveLength(3);

    const newcomer = company.join(paperPerson());
    const later = paperPerson();
    const stolen = company.ada;
    const at = company.state;
    company.add(
      makeOwnKeys(at, {
        user: stolen.user,
        time: 1,
        old: stolen.signing,
        new: later.signing,
        xwingKeyHash: later.xwingKeyHash,
        tenantHead: null,
        vaultHead: null,
      }),
    );
    company.checkpoint({ ...later, user: stolen.user }, group);
    const thief = company.adding(group, stolen, newcomer, at);
    expect(() => extendGroupChain(known, sequenced([...group.slice(2), thief]), company.chain())).toThrow("AFTER_CUT");
  });

  it("that does not reach the checkpoint has something withheld; one that runs past it is a fork", () => {
    const { company, eve, mallory, group } = found();
    const all = [...group, company.adding(group, company.ada, eve)];
    const short = extendGroupChain(null, sequenced(group), company.chain());
    const forged = company.adding(group, mallory, mallory);
    company.act(company.ada, { operation: operation.SUSPEND, subject: on(mallory) });
    company.checkpoint(company.ada, all);
    expect(() => checkThroughCheckpoint(short, company.chain())).toThrow("WENT_BACK");
    expect(() => extendGroupChain(null, sequenced(group), company.chain())).toThrow("WENT_BACK");
    expect(() => extendGroupChain(short, sequenced([forged]), company.chain())).toThrow("BROKEN_CHAIN");
    expect(extendGroupChain(short, sequenced(all), company.chain()).links).toHaveLength(3);
  });

  it("runs through every head that was stated, also where somebody states another one later", () => {
    const { company, bob, eve, mallory, group } = found();
    const before = company.state;
    const fork = [...group, company.adding(group, mallory, eve, before)];
    fork.push(company.adding(fork, mallory, mallory, before));
    company.act(company.ada, { operation: operation.SUSPEND, subject: on(mallory) });
    company.checkpoint(company.ada, group);
    const zoe = company.join(paperPerson(), role.ADMINISTRATOR);
    // Zoe helps the server, and Mallory: to newcomers the group is to be this one.
    company.checkpoint(zoe, fork);
    expect(() => extendGroupChain(null, sequenced(fork), company.chain())).toThrow("AFTER_CUT");
    const other = [...group.slice(0, 1), company.adding(group.slice(0, 1), mallory, eve, before)];
    for (const who of [mallory, bob]) other.push(company.adding(other, mallory, who, before));
    company.checkpoint(zoe, other);
    expect(() => extendGroupChain(null, sequenced(other), company.chain())).toThrow("BROKEN_CHAIN");
  });

  it("of the recovery group runs through the head that the switch names, whoever could have gone on from before", () => {
    const company = new PaperCompany();
    const mallory = company.join(paperPerson(), role.ADMINISTRATOR);
    const genesis = company.group(groupClass.RECOVERY);
    const own = [...genesis, company.adding(genesis, company.ada, company.ada)];
    const fork = [...genesis, company.adding(genesis, mallory, mallory)];
    const { id, seq, hash } = (own[1] as (typeof own)[0]).state.head;
    const setting = { group: id, seq, hash, approvals: 0, hours: 0 };
    const { state } = company.act(company.ada, { operation: operation.RECOVERY, subject: { setting } });
    // While it awaits it says nothing.
    expect(extendGroupChain(null, sequenced(fork), company.chain()).links).toHaveLength(2);
    company.act(mallory, { operation: operation.CONFIRM, subject: { seq: state.head.seq } });
    expect(() => extendGroupChain(null, sequenced(fork), company.chain())).toThrow("BROKEN_CHAIN");
    expect(() => extendGroupChain(null, sequenced(genesis), company.chain())).toThrow("WENT_BACK");
    expect(extendGroupChain(null, sequenced(own), company.chain()).links).toHaveLength(2);
  });

  it("of the recovery group goes on from before for nobody who was taken out of it, nor by a code of before", () => {
    const company = new PaperCompany();
    const mallory = company.join(paperPerson(), role.ADMINISTRATOR);
    const group = company.group(groupClass.RECOVERY);
    const { signing, xwingKeyHash } = paperPerson();
    const code = { xwingKeyHash, signingKey: signing.publicKey };
    const act = (links: readonly MadeLink[], by: PaperPerson, its: GroupAct, how = {}) =>
      makeGroupLink((links.at(-1) as MadeLink).state, company.state, { ...by, ...how }, its);
    const custodian = ({ user }: PaperPerson): GroupAct => ({
      operation: operation.ROLE,
      subject: { user, role: role.CUSTODIAN },
    });
    const removing = ({ user }: PaperPerson): GroupAct => ({ operation: operation.REMOVE, subject: { user } });
    for (const who of [company.ada, mallory]) {
      group.push(company.adding(group, company.ada, who));
      group.push(act(group, company.ada, custodian(who)));
    }
    group.push(act(group, company.ada, { operation: operation.CODE, subject: { keys: code } }));
    const { state } = group.at(-1) as MadeLink;
    const wraps = recoveryRecipientsOf(state, company.state).map(({ id }) => ({ user: id, wrap: randomBytes(1_225) }));
    group.push(makeGroupEpoch(state, company.state, company.ada, { secret: makeGroupSecret(), wraps }));

    const forks = [
      act(group, mallory, removing(company.ada)),
      act(group, mallory, removing(company.ada), { code: { ...signing } }),
    ];
    const taken = [...group, act(group, company.ada, removing(mallory))];
    taken.push(act(taken, company.ada, { operation: operation.CODE, subject: { keys: null } }));
    // Whoever has not heard of it cannot know; who is an administrator still signs by the company as it stands.
    for (const fork of forks) expect(extendGroupChain(null, sequenced([...group, fork]), company.chain())).toBeTruthy();
    company.checkpoint(company.ada, taken);
    for (const fork of forks) {
      expect(() => extendGroupChain(null, sequenced([...group, fork]), company.chain())).toThrow("WENT_BACK");
      const further = [
        ...group,
        fork,
        act([...group, fork], mallory, { operation: operation.CODE, subject: { keys: null } }),
      ];
      expect(() => extendGroupChain(null, sequenced(further), company.chain())).toThrow("BROKEN_CHAIN");
    }
  });
});
