import { encodeEntry, entryType } from "../../../src/crypto/client/entry.ts";
import { encodeState } from "../../../src/crypto/state-encoding.ts";
import { breakGlassCases, goldenBreakGlass } from "./break-glass-links.ts";
import { deskCases, goldenDesks } from "./desk-links.ts";
import { deskRecoveryCases } from "./desk-recovery.ts";
import { desk, kim, leo, reason } from "./desk-world.ts";
import { type Cases, fixedHash, fixedId, ids, lastTime, spoiled, time, withPosition } from "./fixed.ts";
import { markedGroupCases } from "./marked-groups.ts";
import { type Followed, last } from "./share-world.ts";

/** States in which something stands of desks, and what none may hold. */
const stated = (company: Followed | undefined) => ({ state: encodeState(last(company as Followed)) });
const encoded = stated(goldenDesks["two desks"]).state;
const entries = (...list: unknown[][]) => ({ state: withPosition(encoded, 6, list) });
const stood: unknown[] = [19, desk, fixedHash("genesis"), 7, 24, 5];
const staff: unknown[] = [20, leo.user, desk, 3, leo.signing.publicKey, leo.xwingKeyHash, fixedHash("person"), 6];
const former: unknown[] = [21, leo.signing.publicKey, leo.user, 7];
const glass: unknown[] = [22, desk, fixedHash("reason"), time, time + 1, leo.user, 8];
const mark: unknown[] = [23, kim.user, 9];
const stateCases: Cases = {
  section: "§4.3",
  golden: [
    { name: "founded by a desk", given: stated(goldenDesks["founded by a desk"]) },
    { name: "with two desks", given: { state: encoded } },
    { name: "with former staff", given: stated(goldenDesks["off, and on again by the key of before"]) },
    { name: "with what a desk says of policies", given: stated(goldenDesks["a desk's policies"]) },
    { name: "with a break-glass", given: stated(goldenBreakGlass["asked for"]) },
    {
      name: "with marks of a user and an invitation",
      given: stated(goldenBreakGlass["invited by who is marked: marked"]),
    },
    { name: "with a marked switch", given: stated(goldenBreakGlass["a switch by two who are marked"]) },
    { name: "with a marked group", given: stated(goldenBreakGlass["a group by who is marked: marked"]) },
    { name: "until the last time that there is", given: entries(glass.with(4, lastTime)) },
  ],
  negative: [
    ...Object.entries({
      "a desk with a right that is none": stood.with(3, 8),
      "staff with a role that is none": staff.with(3, 4),
      "an entry of type 24": [24, desk, 1],
      "a policy of a scope that is none": [9, 5, desk, fixedHash("document"), 1],
    }).map(([name, its]) => ({ name, given: entries(its), error: "UNSUPPORTED" })),
    ...Object.entries({
      "a desk of 15 bytes": stood.with(1, desk.slice(1)),
      "a desk without its partner's genesis": stood.with(2, null),
      "a desk of 169 hours": stood.with(4, 169),
      "a desk of five positions": stood.slice(0, 5),
      "a desk of seven positions": [...stood, 0],
      "staff at no desk": staff.with(2, null),
      "staff with a key of 31 bytes": staff.with(4, leo.signing.publicKey.slice(1)),
      "staff without a person": staff.with(6, null),
      "staff of nine positions": [...staff, 0],
      "former staff without a user": former.with(2, null),
      "former staff by a user's id": former.with(1, leo.user),
      "former staff of three positions": former.slice(0, 3),
      "a break-glass with a reason of 31 bytes": glass.with(2, new Uint8Array(31)),
      "a break-glass until no date": glass.with(4, lastTime + 1),
      "a break-glass of nobody": glass.with(5, null),
      "a break-glass of six positions": glass.slice(0, 6),
      "a mark of 15 bytes": mark.with(1, kim.user.slice(1)),
      "a mark of the number 1": mark.with(1, 1),
      "a mark of 17 bytes that is no group's": mark.with(1, Uint8Array.from([3, ...kim.user])),
      "a mark of 18 bytes": mark.with(1, Uint8Array.from([2, ...kim.user, 0])),
      "a mark of nothing": mark.with(1, null),
      "a mark of four positions": [...mark, 0],
      "a policy of a desk without a desk": [9, 4, null, fixedHash("document"), 1],
    }).map(([name, its]) => ({ name, given: entries(its), error: "MALFORMED" })),
    { name: "a desk twice", given: entries(stood, stood.with(3, 1)), error: "MALFORMED" },
    { name: "staff in another order", given: entries(staff, stood), error: "MALFORMED" },
  ],
};

const agreement = encodeEntry({
  type: entryType.SWITCH_AGREED,
  tenant: ids.tenant,
  group: fixedId("recovery group"),
  seq: 12,
});
const agreeing = (position: number, value: unknown) => ({ bytes: withPosition(agreement, position, value) });
const agreementCases: Cases = {
  section: "§3.6",
  golden: [
    { name: "to a switch", given: { bytes: agreement } },
    { name: "to another switch of the same company", given: agreeing(3, 13) },
  ],
  negative: [
    { name: "a type that is not known", given: agreeing(0, 11), error: "UNSUPPORTED" },
    { name: "a tenant of 15 bytes", given: agreeing(1, ids.tenant.slice(1)), error: "MALFORMED" },
    { name: "no group", given: agreeing(2, null), error: "MALFORMED" },
    { name: "a seq that is text", given: agreeing(3, "12"), error: "MALFORMED" },
    ...spoiled(agreement).map(({ name, bytes, error }) => ({ name, given: { bytes }, error })),
  ],
};

const reasonCases: Cases = {
  section: "§4.16",
  golden: [
    { name: "a sentence", given: { text: reason } },
    { name: "in another form of Unicode", given: { text: "Zoe\u0308 is on call" } },
    { name: "as long as it can be", given: { text: "r".repeat(1_024) } },
  ],
  negative: [
    { name: "nothing", given: { text: "" }, error: "MALFORMED" },
    { name: "1,025 bytes", given: { text: "r".repeat(1_025) }, error: "TOO_LARGE" },
    { name: "513 characters of two bytes", given: { text: "é".repeat(513) }, error: "TOO_LARGE" },
    { name: "342 characters of three bytes", given: { text: "€".repeat(342) }, error: "TOO_LARGE" },
    { name: "257 characters of four bytes", given: { text: "🔥".repeat(257) }, error: "TOO_LARGE" },
    { name: "one that is longer in NFC", given: { text: "\u0958".repeat(171) }, error: "TOO_LARGE" },
  ],
};

export const deskCaseSets: Readonly<Record<string, Cases>> = {
  "desk-state": stateCases,
  "link-desk": deskCases,
  "link-break-glass": breakGlassCases,
  "link-recovery-desk": deskRecoveryCases,
  "link-group-marked": markedGroupCases,
  "switch-agreed": agreementCases,
  "break-glass-reason": reasonCases,
};
