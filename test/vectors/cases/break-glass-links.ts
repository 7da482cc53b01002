/** What staff of a desk may sign under break-glass, who is marked by it, and what not. */
import { deskRight } from "../../../src/crypto/desk-terms.ts";
import { operation } from "../../../src/crypto/link.ts";
import { stateRoot } from "../../../src/crypto/roster-state.ts";
import { groupClass, policyScope, role } from "../../../src/crypto/state-entries.ts";
import { chainOf, changed, forced, refused } from "./desk-forging.ts";
import {
  about,
  accepting,
  bob,
  breaking,
  desk,
  dismissing,
  done,
  ending,
  eve,
  giving,
  grown,
  hour,
  inviting,
  joined,
  kim,
  later,
  leo,
  looked,
  naming,
  nina,
  otherDesk,
  person,
  rekeyed,
  resuming,
  saying,
  setting,
  staffing,
  suspending,
  takingOff,
  voiding,
  zoe,
} from "./desk-world.ts";
import { ada, type Cases, fixedHash, fixedId, lastTime, time } from "./fixed.ts";
import { type Followed, last, type Person } from "./share-world.ts";

const { ADMINISTRATOR, USER } = role;
const { INVITE, POLICY, BREAK_GLASS } = deskRight;
const [from, until] = [time + 25 * hour, time + 97 * hour];
/** While it is in force. */
const at = from + hour;
const within = (company: Followed, who: Person, act: Parameters<typeof done>[2], moment = at) =>
  done(company, who, act, moment);

/** Leo asks for it; Ada is the primary user, Eve administrates, Bob is a user. */
const asked = done(looked, leo, breaking(from, until));
const group = fixedId("group");
const withGroup = done(looked, ada, {
  operation: operation.NEW_GROUP,
  subject: { group, class: groupClass.NAMED, genesis: fixedHash("group's genesis") },
});
const recoveryGroup = fixedId("recovery group");
const withRecovery = done(looked, ada, {
  operation: operation.NEW_GROUP,
  subject: { group: recoveryGroup, class: groupClass.RECOVERY, genesis: fixedHash("its genesis") },
});
const checkpoint = {
  operation: operation.CHECKPOINT,
  subject: { heads: [[group, 3, fixedHash("head of the group")]] },
} as never;
const switching = (hours: number | null) =>
  ({
    operation: operation.RECOVERY,
    subject: {
      setting:
        hours === null ? null : { group: recoveryGroup, seq: 4, hash: fixedHash("its head"), approvals: 0, hours },
    },
  }) as const;
const confirming = (company: Followed) =>
  ({ operation: operation.CONFIRM, subject: { seq: company.links.length - 1 } }) as const;

const suspendedEve = within(asked, kim, suspending(eve));
const suspendedBob = within(asked, kim, suspending(bob));
const madeBob = within(asked, leo, giving(bob, ADMINISTRATOR));
const invitedZoe = within(asked, leo, inviting("zoe", ADMINISTRATOR));
const joinedZoe = joined(invitedZoe, zoe, "zoe", at);
const byZoe = within(joinedZoe, zoe, giving(bob, ADMINISTRATOR));
const invitedByZoe = within(joinedZoe, zoe, inviting("carl", ADMINISTRATOR));
const resumedEve = within(suspendedEve, kim, resuming(eve));
const takenOffMark = within(within(madeBob, ada, giving(bob, USER)), ada, giving(bob, ADMINISTRATOR));
const groupAndGlass = done(withGroup, leo, breaking(from, until));
const checkpointed = within(within(groupAndGlass, leo, suspending(eve)), leo, checkpoint);

const newGroup = (name: string) =>
  ({
    operation: operation.NEW_GROUP,
    subject: { group: fixedId(name), class: groupClass.NAMED, genesis: fixedHash(`genesis of ${name}`) },
  }) as const;
export const groupOfBob = within(madeBob, bob, newGroup("group"));

/** Bob and Zoe are administrators by break-glass; there is a recovery group. */
const recoveryAndGlass = done(withRecovery, leo, breaking(from, until));
const twoMarked = joined(
  within(within(recoveryAndGlass, leo, giving(bob, ADMINISTRATOR)), leo, inviting("zoe", ADMINISTRATOR)),
  zoe,
  "zoe",
  at,
);
const confirmedBy = (company: Followed, who: Person) => within(company, who, confirming(company));
const markedSwitch = confirmedBy(within(twoMarked, bob, switching(1)), zoe);
const halfMarked = confirmedBy(within(twoMarked, bob, switching(1)), ada);
const otherHalf = confirmedBy(within(twoMarked, eve, switching(1)), zoe);

/** A desk that need not wait. */
const atOnce = done(grown, ada, accepting(kim, BREAK_GLASS, 0));

export const goldenBreakGlass: Readonly<Record<string, Followed>> = {
  "asked for": asked,
  "asked for without waiting, where the desk has no hours": done(atOnce, kim, breaking(time + 7, time + 8)),
  "as late and as long as can be": done(looked, kim, breaking(time + 336 * hour + 7, time + 408 * hour + 7)),
  "ended by who asked": done(asked, leo, ending()),
  "ended by another at the desk, before it begins": done(asked, kim, ending()),
  "ended by an administrator": within(asked, eve, ending()),
  "ended by an administrator once it is over": done(asked, ada, ending(), until + hour),
  "over by what somebody does behind it": done(asked, ada, naming("n"), until),
  "over by what a user does behind it": done(asked, bob, { operation: operation.LEAVE, subject: about(bob) }, until),
  "over by who joins behind it": joined(done(asked, ada, inviting("zoe")), zoe, "zoe", until),
  "over by other keys behind it": rekeyed(asked, bob, later(bob, "bob"), lastTime),
  "there still, a millisecond before its end": done(asked, ada, naming("n"), until - 1),
  "another behind it": done(asked, kim, breaking(until + 24 * hour, until + 25 * hour), until),
  "over with other keys of who asked": rekeyed(asked, leo, later(leo, "leo")),
  "over with who asked": done(asked, kim, takingOff(leo)),
  "there still, with another's going": done(done(looked, kim, staffing(zoe)), leo, breaking(from, until)),
  "over with the role of who asked": done(asked, kim, staffing(leo, 2)),
  "over with the right": done(asked, ada, setting(INVITE + POLICY, 24)),
  "over with the desk": done(asked, kim, dismissing()),
  "of two desks at once": done(
    done(asked, ada, accepting(nina, BREAK_GLASS, 0, otherDesk)),
    nina,
    breaking(from, until, otherDesk),
  ),
  "an administrator suspended": suspendedEve,
  "a user suspended, and resumed": within(suspendedBob, leo, resuming(bob)),
  "an administrator resumed: marked": resumedEve,
  "a checkpoint behind a suspension": checkpointed,
  "a second checkpoint behind it": within(checkpointed, leo, checkpoint),
  "a user invited without the right": within(
    done(done(grown, ada, accepting(kim, BREAK_GLASS, 24)), kim, breaking(from, until)),
    kim,
    inviting("zoe"),
  ),
  "an administrator invited: marked": invitedZoe,
  "a marked invitation taken back": within(invitedZoe, kim, voiding("zoe")),
  "a marked invitation lapsed with its author": within(invitedZoe, kim, takingOff(leo)),
  "joined by a marked invitation": joinedZoe,
  "a user made an administrator: marked": madeBob,
  "made one by who is marked: marked": byZoe,
  "invited by who is marked: marked": invitedByZoe,
  "a user invited by who is marked": within(joinedZoe, zoe, inviting("carl")),
  "suspended and resumed by who is not marked: marked still": within(
    within(madeBob, ada, suspending(bob)),
    ada,
    resuming(bob),
  ),
  "resumed by who is marked: marked": within(within(joinedZoe, ada, suspending(eve)), zoe, resuming(eve)),
  "made a user: marked no more": within(madeBob, ada, giving(bob, USER)),
  "and an administrator again: not marked": takenOffMark,
  "and again by who is marked: marked": within(within(byZoe, ada, giving(bob, USER)), zoe, giving(bob, ADMINISTRATOR)),
  "removed: marked no more": within(madeBob, ada, { operation: operation.REMOVE, subject: about(bob) }),
  "marked behind the end, too": done(madeBob, ada, naming("n"), until),
  "marked by other keys, too": rekeyed(madeBob, bob, later(bob, "bob"), at),
  "a switch by two who are marked": markedSwitch,
  "a switch by who is marked, confirmed by who is not": halfMarked,
  "a switch by who is not, confirmed by who is": otherHalf,
  "a group by who is marked: marked": groupOfBob,
  "a group by who is not": within(madeBob, ada, newGroup("another group")),
  "a marked group ended": within(groupOfBob, ada, { operation: operation.END_GROUP, subject: { group } }),
  "a marked group whose maker is marked no more": within(groupOfBob, ada, giving(bob, USER)),
  "another in its place, by who is not": confirmedBy(within(markedSwitch, bob, switching(2)), eve),
  "a marked one in the place of another": confirmedBy(within(halfMarked, zoe, switching(2)), bob),
  "a marked switch off again, by two who are marked": confirmedBy(within(markedSwitch, zoe, switching(null)), bob),
  "what awaits taken back under a marked one": within(within(markedSwitch, ada, switching(2)), eve, switching(1)),
};

const early = from - 1;
const policy = (scope: number, id: typeof desk | null) => ({
  operation: operation.POLICY,
  subject: { scope, id, hash: fixedHash("document") },
});
const askedBy = (its: object) => ({ operation: operation.BREAK_GLASS, subject: { desk, asked: its } });
const reason = fixedHash("reason");
const unready = done(grown, ada, accepting(kim, INVITE + POLICY));
const ofTwo = done(asked, ada, accepting(nina, BREAK_GLASS, 0, otherDesk));
const under = (who: Person, deed: Parameters<typeof forced>[2], company = asked, moment = at) =>
  forced(company, who, deed, { at: moment });
const now = time + looked.links.length;

export const breakGlassCases: Cases = {
  section: "§4.16",
  golden: Object.entries(goldenBreakGlass).map(([name, company]) => ({ name, given: chainOf(company) })),
  negative: refused(
    ["asked for by an administrator", "NOT_ALLOWED", forced(looked, ada, breaking(from, until))],
    ["asked for without the right", "NOT_ALLOWED", forced(unready, kim, breaking(from, until))],
    ["asked for in another desk's name", "NOT_ALLOWED", forced(ofTwo, nina, breaking(from, until))],
    ["a second one", "NOT_ALLOWED", forced(asked, kim, breaking(from, until))],
    ["a second one while the first is in force", "NOT_ALLOWED", under(kim, breaking(at + 24 * hour, until))],
    ["before its hours", "NOT_ALLOWED", forced(looked, leo, breaking(now + 24 * hour - 1, until))],
    [
      "begun with the link that asks for it, where the desk has no hours",
      "NOT_ALLOWED",
      forced(atOnce, kim, breaking(time + atOnce.links.length, until)),
    ],
    ["more than 336 hours ahead", "NOT_ALLOWED", forced(looked, leo, breaking(now + 336 * hour + 1, now + 337 * hour))],
    ["longer than 72 hours", "NOT_ALLOWED", forced(looked, leo, breaking(from, from + 72 * hour + 1))],
    ["an end that is its beginning", "NOT_ALLOWED", forced(looked, leo, breaking(from, from))],
    ["an end before its beginning", "NOT_ALLOWED", forced(looked, leo, breaking(from, from - 1))],
    ["an end that is no date", "MALFORMED", forced(looked, leo, askedBy({ reason, from, until: lastTime + 1 }))],
    ["a reason of 31 bytes", "MALFORMED", forced(looked, leo, askedBy({ reason: reason.slice(1), from, until }))],
    ["no reason", "MALFORMED", forced(looked, leo, askedBy({ reason: null, from, until }))],
    ["of two positions", "MALFORMED", changed(asked, 6, [desk, [reason, from]], leo.signing)],
    ["ended that does not stand", "NOT_ALLOWED", forced(looked, leo, ending())],
    [
      "ended that something behind its end has ended",
      "NOT_ALLOWED",
      under(leo, ending(), done(asked, ada, naming("n"), until), until),
    ],
    ["ended by a user", "NOT_ALLOWED", under(bob, ending())],
    ["ended by another desk", "NOT_ALLOWED", under(nina, ending(), ofTwo)],

    ["suspended before it begins", "NOT_ALLOWED", under(leo, suspending(eve), asked, early)],
    ["suspended at its end", "NOT_ALLOWED", under(leo, suspending(eve), asked, until)],
    [
      "suspended by a time before it, behind what was signed at its end",
      "NOT_ALLOWED",
      under(leo, suspending(eve), done(asked, ada, naming("n"), until)),
    ],
    ["suspended under another desk's", "NOT_ALLOWED", under(nina, suspending(eve), ofTwo)],
    [
      "suspended behind its end by an administrator",
      "NOT_ALLOWED",
      under(leo, suspending(eve), within(asked, ada, ending())),
    ],
    ["the primary user suspended", "NOT_ALLOWED", under(leo, suspending(ada))],
    ["the primary user's role", "NOT_ALLOWED", under(leo, giving(ada, USER))],
    ["an administrator made a user", "NOT_ALLOWED", under(leo, giving(eve, USER))],
    ["made an administrator before it begins", "NOT_ALLOWED", under(leo, giving(bob, ADMINISTRATOR), asked, early)],
    ["made an administrator who is one", "NOT_ALLOWED", under(leo, giving(eve, ADMINISTRATOR))],
    ["made an administrator who is suspended", "NOT_ALLOWED", under(leo, giving(bob, ADMINISTRATOR), suspendedBob)],
    [
      "an administrator invited before it begins",
      "NOT_ALLOWED",
      under(leo, inviting("zoe", ADMINISTRATOR), asked, early),
    ],
    ["an administrator invited at its end", "NOT_ALLOWED", under(leo, inviting("zoe", ADMINISTRATOR), asked, until)],
    ["resumed behind its end", "NOT_ALLOWED", under(leo, resuming(eve), suspendedEve, until)],
    ["removed", "NOT_ALLOWED", under(leo, { operation: operation.REMOVE, subject: about(bob) })],
    ["another primary user", "NOT_ALLOWED", under(leo, { operation: operation.PRIMARY, subject: about(eve) })],
    [
      "a person confirmed",
      "NOT_ALLOWED",
      under(
        leo,
        { operation: operation.CONFIRM, subject: { seq: 8 } },
        within(asked, eve, { operation: operation.PERSON, subject: { ...about(eve), person: fixedHash("p") } }),
      ),
    ],
    ["a name", "NOT_ALLOWED", under(leo, naming("n"))],
    [
      "a group",
      "NOT_ALLOWED",
      under(leo, {
        operation: operation.NEW_GROUP,
        subject: { group, class: groupClass.NAMED, genesis: fixedHash("g") },
      }),
    ],
    ["a group ended", "NOT_ALLOWED", under(leo, { operation: operation.END_GROUP, subject: { group } }, groupAndGlass)],
    ["recovery switched", "NOT_ALLOWED", under(leo, switching(1), recoveryAndGlass)],
    ["policies of the company", "NOT_ALLOWED", under(leo, policy(policyScope.TENANT, null))],
    ["a desk's terms", "NOT_ALLOWED", under(kim, setting(INVITE, 24))],
    ["a desk accepted", "NOT_ALLOWED", under(kim, accepting(nina, INVITE, 0, otherDesk))],
    ["another desk dismissed", "NOT_ALLOWED", under(kim, dismissing(otherDesk), ofTwo)],
    ["a checkpoint behind nothing", "NOT_ALLOWED", under(leo, checkpoint, groupAndGlass)],
    [
      "a checkpoint behind a user's suspension",
      "NOT_ALLOWED",
      under(leo, checkpoint, within(groupAndGlass, leo, suspending(bob))),
    ],
    [
      "a checkpoint behind something else",
      "NOT_ALLOWED",
      under(leo, checkpoint, within(within(groupAndGlass, leo, suspending(eve)), leo, inviting("carl"))),
    ],
    [
      "a checkpoint at its end",
      "NOT_ALLOWED",
      under(leo, checkpoint, within(groupAndGlass, leo, suspending(eve)), until),
    ],

    [
      "an act of who is marked, and made a user",
      "NOT_ALLOWED",
      under(bob, naming("n"), within(madeBob, ada, giving(bob, USER))),
    ],
    [
      "a mark taken off by a state that has none",
      "WRONG_STATE",
      changed(madeBob, 10, fixedHash("another state"), leo.signing),
    ],
    ["made an administrator, and the state of no mark", "WRONG_STATE", unmarked()],
    ["confirmed by its author who is marked", "NOT_ALLOWED", confirmedByItself()],
    ["a policy of the desk by who is marked", "NOT_ALLOWED", under(bob, saying("a document"), madeBob)],
    ["by somebody of no desk", "WRONG_AUTHOR", under(person("a stranger"), suspending(eve))],
  ),
};

/** The same link, with the state that it would lead to if an administrator had signed it. */
function unmarked(): readonly Uint8Array[] {
  const state = last(done(asked, ada, giving(bob, ADMINISTRATOR), at));
  return changed(madeBob, 10, stateRoot(state), leo.signing);
}
function confirmedByItself(): readonly Uint8Array[] {
  const company = within(twoMarked, bob, switching(1));
  return under(bob, confirming(company), company);
}
