/** What a tenant's roster may say of desks and of who is at them, what their staff may sign there, and what not. */
import { deskRole } from "../../../src/crypto/desk-entries.ts";
import { deskRight } from "../../../src/crypto/desk-terms.ts";
import { operation } from "../../../src/crypto/link.ts";
import { groupClass, policyScope, role } from "../../../src/crypto/state-entries.ts";
import { chainOf, changed, forced, forcedJoin, refused } from "./desk-forging.ts";
import {
  about,
  accepting,
  allRights,
  bob,
  desk,
  dismissing,
  done,
  eve,
  foundedBy,
  giving,
  grown,
  inviting,
  joined,
  keysOf,
  kim,
  later,
  leo,
  looked,
  naming,
  nina,
  otherDesk,
  partnerGenesis,
  person,
  rekeyed,
  saying,
  setting,
  staffing,
  staffPerson,
  suspending,
  takingOff,
  voiding,
  zoe,
} from "./desk-world.ts";
import { ada, type Cases, fixedHash, fixedId, time } from "./fixed.ts";
import { badBytes } from "./forging.ts";
import type { Followed, Person } from "./share-world.ts";

const { KEEPER, STAFF } = deskRole;
const { INVITE, POLICY, BREAK_GLASS } = deskRight;

const accepted = done(grown, eve, accepting(kim));
const leoLater = later(leo, "leo");
const bobLater = later(bob, "bob");
const ofTwo = done(looked, ada, accepting(nina, INVITE, 0, otherDesk));
const twoKeepers = done(looked, kim, staffing(leo, KEEPER));
const offAndOn = done(done(looked, kim, takingOff(leo)), kim, staffing(leo));
const invitedByLeo = done(looked, leo, inviting("zoe"));
const said = done(looked, leo, saying("what the partner says"));
const everything = done(done(done(looked, leo, inviting("zoe")), kim, saying("a document")), kim, inviting("carl"));
const leoRekeyed = rekeyed(invitedByLeo, leo, leoLater);
const bobGone = done(grown, ada, { operation: operation.REMOVE, subject: about(bob) });
const bobAtDesk = done(done(bobGone, eve, accepting(kim)), kim, staffing(bobLater));
const dismissed = done(ofTwo, eve, dismissing());
const takenBack = done(dismissed, ada, accepting(kim));

/** By a desk, with an invitation for Ada and one for Eve. */
const begun = foundedBy();
const named = done(begun, kim, naming("Babbage & Co."));
const withTwo = done(
  done(done(named, kim, staffing(leo)), leo, inviting("ada", role.ADMINISTRATOR)),
  kim,
  inviting("eve", role.ADMINISTRATOR),
);
const firstJoined = joined(withTwo, ada, "ada");

const five = ["three", "four", "five", "six"].reduce(
  (its, name) => done(its, ada, accepting(person(name), INVITE, 0, fixedId(`partner ${name}`))),
  done(grown, ada, accepting(kim)),
);
const fifty = Array.from({ length: 49 }, (_, n) => person(`staff ${n}`)).reduce<Followed>(
  (its, who) => done(its, kim, staffing(who)),
  accepted,
);

export const goldenDesks: Readonly<Record<string, Followed>> = {
  "founded by a desk": begun,
  "founded by a desk without a right": foundedBy(0, 0),
  "founded by a desk that has no break-glass to wait for": foundedBy(INVITE + POLICY, 0),
  "founded by a desk, named, with two at it and two invited": withTwo,
  "what a founding desk says of policies": done(begun, kim, saying("a document")),
  "an invitation of a founding desk taken back": done(withTwo, leo, voiding("eve")),
  "the first administrator: primary, and no other invitation stands": firstJoined,
  "joined, by whom the first administrator invites": joined(
    done(firstJoined, ada, inviting("eve", role.ADMINISTRATOR)),
    eve,
    "eve",
  ),
  "a desk accepted": accepted,
  "a desk without a right": done(grown, ada, accepting(kim, 0, 168)),
  "two at a desk": looked,
  "two desks": ofTwo,
  "five desks": five,
  "another keeper": twoKeepers,
  "a keeper made staff, beside another": done(twoKeepers, leo, staffing(kim, STAFF)),
  "another person of staff": done(looked, kim, {
    operation: operation.STAFF,
    subject: { desk, user: leo.user, setting: { ...without(leo), role: STAFF, person: fixedHash("leo's new name") } },
  }),
  "other keys of staff, by the keeper": done(invitedByLeo, kim, staffing(leoLater)),
  "other keys of staff, by themself: what they invited lapses": leoRekeyed,
  "taken off by the keeper: what they invited lapses": done(invitedByLeo, kim, takingOff(leo)),
  "taken off by an administrator": done(looked, ada, takingOff(leo)),
  "taken off by themself": done(looked, leo, takingOff(leo)),
  "the last keeper, taken off by an administrator": done(looked, ada, takingOff(kim)),
  "off, and on again by the key of before": offAndOn,
  "at a desk who was a member, by other keys": bobAtDesk,
  "an invitation by staff": invitedByLeo,
  "joined by an invitation of staff": joined(invitedByLeo, zoe, "zoe"),
  "an invitation taken back by another at the desk": done(invitedByLeo, kim, voiding("zoe")),
  "an invitation taken back by an administrator": done(invitedByLeo, ada, voiding("zoe")),
  "a desk's policies": said,
  "other policies of a desk": done(said, kim, saying("something else")),
  "a desk's policies taken back": done(said, kim, saying(null)),
  "no right to invite any more: what staff invited lapses": done(everything, ada, setting(POLICY + BREAK_GLASS, 24)),
  "no right to policies any more": done(everything, ada, setting(INVITE, 24)),
  "other hours": done(everything, eve, setting(allRights, 168)),
  "a right more": done(done(grown, ada, accepting(kim, 0, 0)), ada, setting(INVITE, 0)),
  "dismissed by an administrator, beside another desk": done(everything, eve, dismissing()),
  "dismissed by its keeper": done(everything, kim, dismissing()),
  "accepted again, by the keys of before": takenBack,
};

function without({ signing, xwingKeyHash }: Person) {
  return { signingKey: signing.publicKey, xwingKeyHash };
}
const policyOf = (scope: number, id: typeof desk | null) => ({
  operation: operation.POLICY,
  subject: { scope, id, hash: fixedHash("document") },
});
const ownKeys = (who: Person) => ({ operation: operation.OWN_KEYS, subject: keysOf(who) });
/** By hand: what no maker would make. */
const settingOf = (its: unknown) => ({ operation: operation.DESK, subject: { desk, setting: its } });
const founding = { genesis: partnerGenesis, ...keysOf(kim), person: staffPerson };
const newGroup = {
  operation: operation.NEW_GROUP,
  subject: { group: fixedId("group"), class: groupClass.NAMED, genesis: fixedHash("genesis") },
};
/** Once it has a member, a company that a desk founded is one like any other. */
const settled = joined(done(done(begun, kim, staffing(leo)), kim, inviting("ada", role.ADMINISTRATOR)), ada, "ada");
const foundingFields: unknown[] = [desk, partnerGenesis, allRights, 24];
const genesisSubject = (its: unknown) => [kim.user, kim.signing.publicKey, kim.xwingKeyHash, staffPerson, its];
const strangers = person("a stranger");

export const deskCases: Cases = {
  section: "§4.15",
  golden: Object.entries(goldenDesks).map(([name, company]) => ({ name, given: chainOf(company) })),
  negative: [
    ...badBytes(begun.links[0] as Uint8Array, [], kim.signing),
    ...refused(
      [
        "a founding desk of 15 bytes",
        "MALFORMED",
        changed(begun, 6, genesisSubject(foundingFields.with(0, desk.slice(1))), kim.signing),
      ],
      [
        "a founding desk without its genesis",
        "MALFORMED",
        changed(begun, 6, genesisSubject(foundingFields.with(1, null)), kim.signing),
      ],
      [
        "a founding desk of three positions",
        "MALFORMED",
        changed(begun, 6, genesisSubject(foundingFields.slice(0, 3)), kim.signing),
      ],
      ["no founding desk, in five positions", "MALFORMED", changed(begun, 6, genesisSubject(null), kim.signing)],
      [
        "a founding desk with a right that is none",
        "UNSUPPORTED",
        changed(begun, 6, genesisSubject(foundingFields.with(2, 8)), kim.signing),
      ],
      [
        "a founding desk of 169 hours",
        "MALFORMED",
        changed(begun, 6, genesisSubject(foundingFields.with(3, 169)), kim.signing),
      ],
      [
        "a founding desk that waits 23 hours before a break-glass",
        "NOT_ALLOWED",
        changed(begun, 6, genesisSubject(foundingFields.with(3, 23)), kim.signing),
      ],
      [
        "a state with a member in it",
        "WRONG_STATE",
        changed(begun, 6, genesisSubject(foundingFields).slice(0, 4), kim.signing),
      ],
      [
        "founded by somebody else than its keeper",
        "WRONG_AUTHOR",
        changed(begun, 13, [leo.user, kim.signing.publicKey, 0, null], kim.signing),
      ],
      [
        "founded by a right of later",
        "WRONG_AUTHOR",
        changed(begun, 13, [kim.user, kim.signing.publicKey, 1, null], kim.signing),
      ],

      ["a user invited while nobody is a member", "NOT_ALLOWED", forced(begun, kim, inviting("bob"))],
      ["a break-glass while nobody is a member", "NOT_ALLOWED", forced(begun, kim, breakGlassAt(48))],
      ["dismissed by its keeper while nobody is a member", "NOT_ALLOWED", forced(begun, kim, dismissing())],
      ["a group while nobody is a member", "NOT_ALLOWED", forced(begun, kim, newGroup)],
      ["a desk accepted by a founding one", "NOT_ALLOWED", forced(begun, kim, accepting(nina, INVITE, 0, otherDesk))],
      ["other rights by the desk itself", "NOT_ALLOWED", forced(begun, kim, setting(INVITE, 0))],
      [
        "policies of a founding desk without the right",
        "NOT_ALLOWED",
        forced(foundedBy(INVITE), kim, saying("a document")),
      ],
      [
        "policies of the company by a founding desk",
        "NOT_ALLOWED",
        forced(begun, kim, policyOf(policyScope.TENANT, null)),
      ],
      ["joined by its own keeper", "NOT_ALLOWED", forcedJoin(withTwo, kim, "ada")],
      ["joined by the keeper's key", "NOT_ALLOWED", forcedJoin(withTwo, { ...ada, signing: kim.signing }, "ada")],
      ["joined by another invitation of the founding desk", "WRONG_AUTHOR", forcedJoin(firstJoined, eve, "eve")],
      [
        "an administrator invited once somebody is a member",
        "NOT_ALLOWED",
        forced(settled, kim, inviting("eve", role.ADMINISTRATOR)),
      ],
      ["a name by the desk once somebody is a member", "NOT_ALLOWED", forced(settled, kim, naming("Kim's"))],

      ["a desk accepted by a user", "NOT_ALLOWED", forced(grown, bob, accepting(kim))],
      [
        "a desk accepted by an administrator who is suspended",
        "WRONG_AUTHOR",
        forced(done(grown, ada, suspending(eve)), eve, accepting(kim)),
      ],
      ["a desk accepted by its keeper", "WRONG_AUTHOR", forced(grown, kim, accepting(kim))],
      ["accepted twice", "NOT_ALLOWED", forced(accepted, ada, accepting(nina))],
      ["other rights of a desk that does not stand", "NOT_ALLOWED", forced(grown, ada, setting(INVITE, 0))],
      ["the rights and hours that it has", "NOT_ALLOWED", forced(accepted, ada, setting(allRights, 24))],
      ["other rights by a user", "NOT_ALLOWED", forced(accepted, bob, setting(INVITE, 24))],
      [
        "a right more by its keeper",
        "NOT_ALLOWED",
        forced(done(grown, ada, accepting(kim, INVITE, 0)), kim, setting(allRights, 0)),
      ],
      ["a sixth desk", "NOT_ALLOWED", forced(five, ada, accepting(nina, INVITE, 0, otherDesk))],
      ["a keeper who is a member", "NOT_ALLOWED", forced(grown, ada, accepting(bobLater))],
      [
        "a keeper who is at another desk",
        "NOT_ALLOWED",
        forced(looked, ada, accepting(leoLater, INVITE, 0, otherDesk)),
      ],
      ["a keeper by a member's key", "NOT_ALLOWED", forced(grown, ada, accepting({ ...kim, signing: bob.signing }))],
      [
        "a keeper by a former member's key",
        "NOT_ALLOWED",
        forced(bobGone, ada, accepting({ ...kim, signing: bob.signing })),
      ],
      ["a keeper who comes by the key that they had as a member", "NOT_ALLOWED", forced(bobGone, ada, accepting(bob))],
      [
        "a keeper by a key that was another's at a desk",
        "NOT_ALLOWED",
        forced(dismissed, ada, accepting({ ...zoe, signing: kim.signing })),
      ],
      ["dismissed by a user", "NOT_ALLOWED", forced(looked, bob, dismissing())],
      ["dismissed by staff who keep nothing", "NOT_ALLOWED", forced(looked, leo, dismissing())],
      ["dismissed by another desk's keeper", "NOT_ALLOWED", forced(ofTwo, nina, dismissing())],
      ["dismissed that does not stand", "NOT_ALLOWED", forced(grown, ada, dismissing())],
      [
        "a desk of 15 bytes",
        "MALFORMED",
        changed(accepted, 6, [desk.slice(1), [allRights, 24, foundingOf()]], eve.signing),
      ],
      [
        "a desk with a right that is none",
        "UNSUPPORTED",
        forced(grown, ada, settingOf({ rights: 8, hours: 24, founding })),
      ],
      ["a desk of 169 hours", "MALFORMED", forced(grown, ada, settingOf({ rights: 7, hours: 169, founding }))],
      ["a desk of two positions", "MALFORMED", changed(accepted, 6, [desk, [allRights, 24]], eve.signing)],
      [
        "a founding of four positions",
        "MALFORMED",
        changed(accepted, 6, [desk, [allRights, 24, foundingOf().slice(1)]], eve.signing),
      ],
      [
        "a founding without a person",
        "MALFORMED",
        changed(accepted, 6, [desk, [allRights, 24, foundingOf().with(4, null)]], eve.signing),
      ],
      ["a desk with a cut", "NOT_ALLOWED", forced(grown, ada, { ...accepting(kim), cut: fixedHash("cut") })],

      ["taken in by staff who keep nothing", "NOT_ALLOWED", forced(looked, leo, staffing(zoe))],
      ["taken in by an administrator", "NOT_ALLOWED", forced(looked, ada, staffing(zoe))],
      ["taken in by another desk's keeper", "NOT_ALLOWED", forced(ofTwo, nina, staffing(zoe))],
      ["taken in at a desk that does not stand", "NOT_ALLOWED", forced(looked, kim, staffing(zoe, STAFF, otherDesk))],
      ["taken in who is a member", "NOT_ALLOWED", forced(looked, kim, staffing(bobLater))],
      ["taken in who is at another desk", "NOT_ALLOWED", forced(ofTwo, nina, staffing(leoLater, STAFF, otherDesk))],
      ["taken in by a member's key", "NOT_ALLOWED", forced(looked, kim, staffing({ ...zoe, signing: bob.signing }))],
      [
        "taken in by another's key at the desk",
        "NOT_ALLOWED",
        forced(looked, kim, staffing({ ...zoe, signing: leo.signing })),
      ],
      [
        "taken in by a key that was another's there",
        "NOT_ALLOWED",
        forced(leoRekeyed, kim, staffing({ ...zoe, signing: leo.signing })),
      ],
      [
        "taken in by a key that they had as a member",
        "NOT_ALLOWED",
        forced(done(bobGone, eve, accepting(kim)), kim, staffing(bob)),
      ],
      ["nothing other of staff", "NOT_ALLOWED", forced(looked, kim, staffing(leo))],
      ["the last keeper made staff", "NOT_ALLOWED", forced(looked, kim, staffing(kim, STAFF))],
      ["a keeper of their own making", "NOT_ALLOWED", forced(looked, leo, staffing(leo, KEEPER))],
      ["the fifty-first of a desk", "NOT_ALLOWED", forced(fifty, kim, staffing(leo))],
      ["the last keeper taken off by the desk", "NOT_ALLOWED", forced(looked, kim, takingOff(kim))],
      ["taken off by staff who keep nothing", "NOT_ALLOWED", forced(twoKeepersAnd(), zoe, takingOff(leo))],
      ["taken off by a user", "NOT_ALLOWED", forced(looked, bob, takingOff(leo))],
      ["taken off by another desk's keeper", "NOT_ALLOWED", forced(ofTwo, nina, takingOff(leo))],
      ["taken off another desk than theirs", "NOT_ALLOWED", forced(ofTwo, ada, takingOff(leo, otherDesk))],
      ["taken off who is nobody there", "NOT_ALLOWED", forced(looked, kim, takingOff(strangers))],
      [
        "staff with a role that is none",
        "UNSUPPORTED",
        forced(looked, kim, {
          operation: operation.STAFF,
          subject: { desk, user: zoe.user, setting: { role: 4, ...without(zoe), person: staffPerson } },
        }),
      ],
      [
        "staff without a person",
        "MALFORMED",
        forced(looked, kim, {
          operation: operation.STAFF,
          subject: { desk, user: zoe.user, setting: { role: 3, ...without(zoe), person: null } },
        }),
      ],
      [
        "staff of three positions",
        "MALFORMED",
        changed(looked, 6, [desk, leo.user, [3, leo.signing.publicKey, leo.xwingKeyHash]], kim.signing),
      ],
      [
        "staff with wraps",
        "NOT_ALLOWED",
        forced(looked, kim, { ...staffing(zoe), wraps: { count: 1, root: fixedHash("wraps") } }),
      ],

      ["joined who is at a desk", "NOT_ALLOWED", forcedJoin(done(looked, ada, inviting("leo")), leo, "leo")],
      ["joined by a key of staff", "NOT_ALLOWED", forcedJoin(invitedByLeo, { ...zoe, signing: kim.signing }, "zoe")],
      [
        "joined by a key that was staff's",
        "NOT_ALLOWED",
        forcedJoin(done(done(looked, kim, takingOff(leo)), ada, inviting("leo")), leo, "leo"),
      ],
      [
        "other keys of staff that were theirs before",
        "NOT_ALLOWED",
        forced(leoRekeyed, leoLater, ownKeys(leo), { signers: [leoLater.signing, leo.signing] }),
      ],
      [
        "other keys of staff that are a member's",
        "NOT_ALLOWED",
        forced(looked, leo, ownKeys({ ...leo, signing: bob.signing }), { signers: [leo.signing, bob.signing] }),
      ],
      [
        "other keys of somebody else at the desk",
        "NOT_ALLOWED",
        forced(looked, leo, ownKeys(later(kim, "kim")), { signers: [leo.signing, later(kim, "kim").signing] }),
      ],
      ["by a key of before", "WRONG_AUTHOR", forced(leoRekeyed, leo, inviting("carl"))],
      ["by a right of before", "WRONG_AUTHOR", forced(twoKeepers, leo, inviting("carl"), { right: 6 })],
      ["by who was taken off", "WRONG_AUTHOR", forced(done(looked, kim, takingOff(leo)), leo, inviting("carl"))],
      ["by staff of a desk that was dismissed", "WRONG_AUTHOR", forced(dismissed, leo, inviting("carl"))],

      ["an administrator invited by staff", "NOT_ALLOWED", forced(looked, leo, inviting("zoe", role.ADMINISTRATOR))],
      [
        "invited by staff without the right",
        "NOT_ALLOWED",
        forced(done(grown, ada, accepting(kim, POLICY + BREAK_GLASS)), kim, inviting("zoe")),
      ],
      [
        "an invitation of the company's taken back by staff",
        "NOT_ALLOWED",
        forced(done(looked, ada, inviting("zoe")), leo, voiding("zoe")),
      ],
      [
        "an invitation of another desk's taken back",
        "NOT_ALLOWED",
        forced(done(ofTwo, nina, inviting("zoe")), leo, voiding("zoe")),
      ],
      ["joined by an invitation that lapsed with its author", "WRONG_AUTHOR", forcedJoin(leoRekeyed, zoe, "zoe")],
      [
        "policies by staff without the right",
        "NOT_ALLOWED",
        forced(done(grown, ada, accepting(kim, INVITE)), kim, saying("a document")),
      ],
      [
        "policies in another desk's name",
        "NOT_ALLOWED",
        forced(done(ofTwo, ada, setting(POLICY, 0, otherDesk)), nina, saying("a document")),
      ],
      ["policies of the company by staff", "NOT_ALLOWED", forced(looked, leo, policyOf(policyScope.TENANT, null))],
      ["policies of a user by staff", "NOT_ALLOWED", forced(looked, leo, policyOf(policyScope.USER, bob.user))],
      ["a desk's policies by an administrator", "NOT_ALLOWED", forced(looked, ada, saying("a document"))],
      ["a desk's policies taken back by an administrator", "NOT_ALLOWED", forced(said, ada, saying(null))],
      ["a desk's policies taken back that are not there", "NOT_ALLOWED", forced(looked, leo, saying(null))],
      ["a desk's policies without a desk", "MALFORMED", forced(looked, leo, policyOf(policyScope.PARTNER, null))],
      ["suspended by staff", "NOT_ALLOWED", forced(looked, leo, suspending(bob))],
      ["another role by staff", "NOT_ALLOWED", forced(looked, kim, giving(bob, role.ADMINISTRATOR))],
      ["removed by staff", "NOT_ALLOWED", forced(looked, kim, { operation: operation.REMOVE, subject: about(bob) })],
      ["a name by staff", "NOT_ALLOWED", forced(looked, kim, naming("Kim's"))],
      ["a group by staff", "NOT_ALLOWED", forced(looked, kim, newGroup)],
      [
        "another primary user by staff",
        "NOT_ALLOWED",
        forced(looked, kim, { operation: operation.PRIMARY, subject: about(eve) }),
      ],
      [
        "another person of a member by staff",
        "NOT_ALLOWED",
        forced(looked, kim, { operation: operation.PERSON, subject: { ...about(bob), person: fixedHash("p") } }),
      ],
      ["left as if a member", "NOT_ALLOWED", forced(looked, leo, { operation: operation.LEAVE, subject: about(leo) })],
      [
        "recovery switched off by staff",
        "NOT_ALLOWED",
        forced(looked, kim, { operation: operation.RECOVERY, subject: { setting: null } }),
      ],
      ["staff suspended as if a member", "NOT_ALLOWED", forced(looked, ada, suspending(leo))],
      ["staff given a member's role", "NOT_ALLOWED", forced(looked, ada, giving(leo, role.ADMINISTRATOR))],
    ),
  ],
};

function breakGlassAt(hours: number) {
  const from = time + hours * 3_600_000;
  return {
    operation: operation.BREAK_GLASS,
    subject: { desk, asked: { reason: fixedHash("reason"), from, until: from + 1 } },
  };
}
function foundingOf(): unknown[] {
  return [partnerGenesis, kim.user, kim.signing.publicKey, kim.xwingKeyHash, staffPerson];
}
/** Kim and Leo are keepers, Zoe is at the desk. */
function twoKeepersAnd(): Followed {
  return done(twoKeepers, kim, staffing(zoe));
}
