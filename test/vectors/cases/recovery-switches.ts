/** What a tenant's roster may say of the recovery of its vaults, and what not. */
import { signLink } from "../../../src/crypto/client/sign.ts";
import { settingFields } from "../../../src/crypto/entry-fields.ts";
import { type Link, operation, rosterKind } from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import { findMember, stateRoot } from "../../../src/crypto/roster-state.ts";
import { type RecoverySetting, role } from "../../../src/crypto/state-entries.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import { bob, eve, fixedWraps } from "./company.ts";
import { ada, type Cases, fixedHash, fixedId, mallory, time } from "./fixed.ts";
import { rewritten } from "./forging.ts";
import { code, confirmed, keyed, on, recoveryGroup, settingOf, switched } from "./recovery-world.ts";
import { everyone, group, inTenant, last, type Person, renewed, type World } from "./share-world.ts";
import { adaLater } from "./shares.ts";

type Deed = { readonly operation: number; readonly subject: unknown } & Partial<Omit<Link, "operation" | "subject">>;

function forced(world: World, who: Person, deed: Deed, ...change: [position: number, value: unknown][]) {
  const state = last(world.tenant);
  const draft = {
    kind: rosterKind.TENANT,
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: 0,
    commitment: null,
    wraps: null,
    cut: null,
    tenantHead: null,
    author: { user: who.user, key: who.signing.publicKey, seq: findMember(state, who.user)?.seq ?? 0 },
    time: time + 700,
    ...deed,
  } as Link;
  let root = stateRoot(state);
  try {
    root = stateRoot(enact(state, draft, null));
  } catch {}
  const { signed } = signLink({ ...draft, state: root } as Link, who.signing);
  const spoiled = change.reduce((good, [position, value]) => rewritten(good, position, value, who.signing), signed);
  return { links: [...world.tenant.links, spoiled] };
}

const saying = (setting: RecoverySetting | null): Deed => ({ operation: operation.RECOVERY, subject: { setting } });
const confirming = (seq: number): Deed => ({ operation: operation.CONFIRM, subject: { seq } });
const to = settingOf(keyed);
const stricter = { ...to, approvals: 5, hours: 168 };
const seqOf = ({ tenant }: World) => last(tenant).head.seq;
const onlyUser = (who: Person) =>
  ({ operation: operation.ROLE, subject: { user: who.user, role: role.USER } }) as const;
const awaiting = switched(keyed, ada, to);
const again = switched(on, eve, stricter);
const off = confirmed(switched(on, ada, null), eve);
/** Eve is the only administrator. */
const alone = inTenant(keyed, eve, onlyUser(ada));
const aloneOn = switched(alone, eve, to);
const aloneAwaiting = inTenant(switched(keyed, eve, to), eve, onlyUser(ada));

const golden: Readonly<Record<string, World>> = {
  "switched on: awaits": awaiting,
  "switched on, confirmed": on,
  "another setting, beside the one in force": again,
  "another setting, in the place of one that awaits": switched(again, ada, { ...to, hours: 0 }),
  "another setting, confirmed": confirmed(again, ada),
  "another setting, of a higher head": confirmed(switched(on, eve, { ...stricter, seq: to.seq + 1 }), ada),
  "what awaits taken back, by somebody else": switched(again, ada, to),
  "what awaits taken back, where nothing is in force": switched(awaiting, eve, null),
  "switched off: awaits": switched(on, ada, null),
  "switched off, confirmed": off,
  "switched on where nobody else is an administrator": aloneOn,
  "switched off where nobody else is": switched(aloneOn, eve, null),
  "in force at once, in the place of what awaited": switched(aloneAwaiting, eve, stricter),
  "lapsed with its author's role": inTenant(awaiting, eve, onlyUser(ada)),
  "lapsed with its author": inTenant(awaiting, eve, { operation: operation.REMOVE, subject: { user: ada.user } }),
  "lapsed with its author, who is suspended": inTenant(awaiting, eve, {
    operation: operation.SUSPEND,
    subject: { user: ada.user },
  }),
  "lapsed with its author's keys": renewed(awaiting, ada, adaLater),
  "in force, whatever becomes of its author": inTenant(on, eve, onlyUser(ada)),
  "a group ended that it names no more": inTenant(off, eve, {
    operation: operation.END_GROUP,
    subject: { group: recoveryGroup },
  }),
};

const below = settingOf(keyed, keyed.group.states[4]);
/** Of the group, at a head behind the one that would be named. */
const checkpointed = inTenant(keyed, ada, {
  operation: operation.CHECKPOINT,
  subject: { heads: [[recoveryGroup, to.seq + 1, fixedHash("head")]] },
});
const ending: Deed = { operation: operation.END_GROUP, subject: { group: recoveryGroup } };
const subject = (...fields: unknown[]): [number, unknown] => [6, [fields]];
const fields = settingFields(to);
const refusals: readonly (readonly [string, string, object])[] = [
  ["by a user", "NOT_ALLOWED", forced(keyed, bob, saying(to))],
  ["by somebody of no company", "WRONG_AUTHOR", forced(keyed, mallory, saying(to))],
  ["to a group that is none", "NOT_ALLOWED", forced(keyed, ada, saying({ ...to, group: fixedId("nobody's") }))],
  ["to a group of another class", "NOT_ALLOWED", forced(keyed, ada, saying({ ...to, group }))],
  ["to Everyone", "NOT_ALLOWED", forced(keyed, ada, saying({ ...to, group: everyone }))],
  ["off, where nothing is on", "NOT_ALLOWED", forced(keyed, ada, saying(null))],
  ["what is in force, where nothing awaits", "NOT_ALLOWED", forced(on, ada, saying(to))],
  ["to a head below the one in force", "NOT_ALLOWED", forced(on, ada, saying(below))],
  ["to a head below the checkpoint", "NOT_ALLOWED", forced(checkpointed, ada, saying(to))],
  ["with a cut", "NOT_ALLOWED", forced(keyed, ada, { ...saying(to), cut: fixedHash("cut") })],
  ["with wraps", "NOT_ALLOWED", forced(keyed, ada, { ...saying(to), wraps: wrapSet(fixedWraps(bob)) })],
  ["6 approvals", "MALFORMED", forced(keyed, ada, saying(to), subject(...fields.with(3, 6)))],
  ["169 hours", "MALFORMED", forced(keyed, ada, saying(to), subject(...fields.with(4, 169)))],
  ["approvals that are none", "MALFORMED", forced(keyed, ada, saying(to), subject(...fields.with(3, null)))],
  [
    "a head without its hash",
    "MALFORMED",
    forced(keyed, ada, saying(to), subject(...fields.slice(0, 2), ...fields.slice(3))),
  ],
  ["one position more", "MALFORMED", forced(keyed, ada, saying(to), subject(...fields, 0))],
  ["no array", "MALFORMED", forced(keyed, ada, saying(to), [6, fields])],
  [
    "by a code",
    "UNSUPPORTED",
    forced(keyed, ada, saying(to), [13, [ada.user, ada.signing.publicKey, 0, [code.signing.publicKey]]]),
  ],
  ["confirmed by its author", "NOT_ALLOWED", forced(awaiting, ada, confirming(seqOf(awaiting)))],
  ["confirmed by a user", "NOT_ALLOWED", forced(awaiting, bob, confirming(seqOf(awaiting)))],
  ["confirmed by another seq", "NOT_ALLOWED", forced(awaiting, eve, confirming(seqOf(awaiting) - 1))],
  ["confirmed twice", "NOT_ALLOWED", forced(on, eve, confirming(seqOf(awaiting)))],
  [
    "confirmed that another took the place of",
    "NOT_ALLOWED",
    forced(switched(awaiting, ada, stricter), eve, confirming(seqOf(awaiting))),
  ],
  [
    "confirmed that was taken back",
    "NOT_ALLOWED",
    forced(switched(awaiting, eve, null), eve, confirming(seqOf(awaiting))),
  ],
  [
    "confirmed that lapsed",
    "NOT_ALLOWED",
    forced(inTenant(awaiting, eve, onlyUser(ada)), eve, confirming(seqOf(awaiting))),
  ],
  ["its group ended while it is in force", "NOT_ALLOWED", forced(on, eve, ending)],
  ["its group ended while it awaits", "NOT_ALLOWED", forced(awaiting, eve, ending)],
  [
    "a document of policies about its group",
    "NOT_ALLOWED",
    forced(keyed, ada, {
      operation: operation.POLICY,
      subject: { scope: 2, id: recoveryGroup, hash: fixedHash("document") },
    }),
  ],
];

export const switchCases: Cases = {
  section: "§4.13",
  golden: Object.entries(golden).map(([name, { tenant }]) => ({ name, given: { links: tenant.links } })),
  negative: refusals.map(([name, error, given]) => ({ name, error, given })),
};
