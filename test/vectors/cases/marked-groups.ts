/** Groups that who is an administrator by break-glass lets people into, and into which not (PROTOCOL §4.16). */
import { makeGroupGenesis, makeGroupLink } from "../../../src/crypto/client/group-link.ts";
import { signLink } from "../../../src/crypto/client/sign.ts";
import type { Id } from "../../../src/crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../../src/crypto/link.ts";
import { findMember, stateRoot } from "../../../src/crypto/roster-state.ts";
import { groupClass, role } from "../../../src/crypto/state-entries.ts";
import { about, bob, breaking, done, eve, giving, hour, keysOf, leo, looked } from "./desk-world.ts";
import { ada, type Cases, fixedHash, fixedId, time } from "./fixed.ts";
import { type Followed, last, longer, type Person } from "./share-world.ts";

interface World {
  readonly company: Followed;
  readonly group: Followed;
}

const from = time + 25 * hour;
const at = from + hour;
const by = ({ user, signing }: Person) => ({ user, signing, time: at });

function named(company: Followed, who: Person, name: string): World {
  const group: Id = fixedId(name);
  const genesis = makeGroupGenesis(last(company), by(who), { group, class: groupClass.NAMED, name: fixedHash(name) });
  const subject = { group, class: groupClass.NAMED, genesis: genesis.hash };
  return {
    company: done(company, who, { operation: operation.NEW_GROUP, subject }, at),
    group: longer({ links: [], states: [] }, genesis),
  };
}
const inCompany = ({ company, ...world }: World, who: Person, act: Parameters<typeof done>[2]): World => ({
  ...world,
  company: done(company, who, act, at),
});
const adding = (who: Person) => ({ operation: operation.ADD, subject: keysOf(who) }) as const;
const added = ({ company, group }: World, by_: Person, who: Person): World => ({
  company,
  group: longer(group, makeGroupLink(last(group), last(company), by(by_), adding(who))),
});

/** Ada's group, of before; then Bob is an administrator by break-glass, and makes one of his own. */
const before = named(looked, ada, "group");
const company = done(
  done(before.company, leo, breaking(from, from + 72 * hour)),
  leo,
  giving(bob, role.ADMINISTRATOR),
  at,
);
const ofAda: World = { ...before, company };
const ofBob = named(company, bob, "group of Bob");
const unmarked = inCompany(inCompany(ofAda, ada, giving(bob, role.USER)), ada, giving(bob, role.ADMINISTRATOR));

const golden: Readonly<Record<string, World>> = {
  "somebody added by who is not marked": added(ofAda, ada, eve),
  "whoever is marked, added by who is not": added(ofAda, ada, bob),
  "somebody added by who is marked, to a marked group": added(ofBob, bob, eve),
  "somebody added by who is not marked, to a marked group": added(ofBob, eve, ada),
  "somebody added by who is marked no more": added(unmarked, bob, eve),
};

const given = ({ company: { links }, group }: World) => ({ tenantLinks: links, links: group.links });

/** A link that goes on from a group and may be anything: its state is the one of before. */
function forced({ company: its, group }: World, who: Person, deed: { operation: number; subject: unknown }) {
  const [state, tenant] = [last(group), last(its)];
  const link = {
    kind: rosterKind.GROUP,
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: 0,
    commitment: null,
    wraps: null,
    cut: null,
    tenantHead: tenant.head,
    author: { user: who.user, key: who.signing.publicKey, seq: findMember(tenant, who.user)?.seq ?? 0 },
    time: at,
    state: stateRoot(state),
    ...deed,
  } as Link;
  return { tenantLinks: its.links, links: [...group.links, signLink(link, who.signing).signed] };
}

const twice = inCompany(
  { company: done(company, ada, giving(bob, role.USER), at), group: ofAda.group },
  eve,
  giving(bob, role.ADMINISTRATOR),
);
const again = done(
  done(twice.company, leo, { operation: operation.SUSPEND, subject: about(eve) }, at),
  leo,
  { operation: operation.RESUME, subject: about(eve) },
  at,
);

export const markedGroupCases: Cases = {
  section: "§4.16",
  golden: Object.entries(golden).map(([name, world]) => ({ name, given: given(world) })),
  negative: Object.entries({
    "somebody added by who is marked": forced(ofAda, bob, adding(eve)),
    "themself added by who is marked": forced(ofAda, bob, adding(bob)),
    "somebody added by who was let be one again": forced({ company: again, group: ofAda.group }, eve, adding(bob)),
    "somebody added by staff of a desk, as who is marked": forced(ofBob, { ...bob, signing: leo.signing }, adding(eve)),
    "somebody added by who is marked, to a group that ended": forced(
      inCompany(ofBob, ada, { operation: operation.END_GROUP, subject: { group: fixedId("group of Bob") } }),
      bob,
      adding(eve),
    ),
  }).map(([name, its]) => ({
    name,
    given: its,
    error: name.includes("staff") ? "WRONG_AUTHOR" : "NOT_ALLOWED",
  })),
};
