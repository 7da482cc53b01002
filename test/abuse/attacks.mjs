/**
 * Every attack that is tried, by what it goes for: where it comes from, what answers it, and the tests that show it. A test is
 * named by its file and by how its full name begins; where several begin so, all of them have to hold. `docs/attacks.md` is
 * made of this.
 */
const paper = "ePrint 2026/058";
const own = "own";

const server = "test/abuse/server";
const story = "test/story";
const access = "test/access";

const attack = (what, source, answer, file, test) => ({ what, source, answer, file, test });

/** By group, as in the design of the protocol. */
export const groups = {
  "Unlocking and parameters": [
    attack(
      "lowered and raised costs of the password hash, unknown suites, other people's salt, swapped or foreign sealed keys, other generations",
      paper,
      "Floors, ceilings and one suite are constants (§1.1, §3.2); sealed keys are bound to user, generation and vault (§3.5), own public keys to the roster (§3.7).",
      `${server}/unlocking.test.ts`,
      "a server at a sign-in on a new device gets nothing by it when",
    ),
    attack(
      "the error as an oracle",
      own,
      "What does not open says nothing else (§2.1).",
      `${server}/unlocking.test.ts`,
      "a server at a sign-in on a new device learns from the error",
    ),
    attack(
      "the keys from before a change of password",
      paper,
      "Generations are noted in the account vault and by the device, and never go back (§3.6).",
      `${server}/unlocking.test.ts`,
      "a server at a sign-in on a new device that shows a known device the keys from before",
    ),
    attack(
      "a known device that is asked to sign for another account",
      paper,
      "The user is compared before anything is derived.",
      `${story}/sdk-caught.test.ts`,
      "a server that wants the password derived otherwise cannot have a known device sign",
    ),
    attack(
      "any field of any answer about the account left out, null, another's, of another type, a bit off",
      paper,
      "Answers are read field by field; what is read is checked against what was signed.",
      `${server}/lies-account.test.ts`,
      "a server that lies once during",
    ),
  ],
  Records: [
    attack(
      "items swapped, moved, planted, brought back, made to vanish, made older, shown as something else",
      paper,
      "A leaf binds all that an item is, a signed root all leaves of a vault (§2.2, §5.1, §5.3).",
      `${server}/attacks.test.ts`,
      "a server that lies about records is caught when",
    ),
    attack(
      "any field or list of a page changed, at a sync, an edit, a conflict, a look at the history or by subscription",
      own,
      "The same; and what is not caught is honest.",
      `${server}/lies-items.test.ts`,
      "a server that lies once during",
    ),
    attack(
      "a former version that is none",
      own,
      "Versions are linked by their leaves (§5.1).",
      `${story}/sdk-caught.test.ts`,
      "a server that lies about one vault is caught when a former version",
    ),
    attack(
      "hostile bytes in the place of every structure",
      own,
      "One encoding per value; everything else is refused (§1.3).",
      "test/crypto/vectors.test.ts",
      "",
    ),
  ],
  Manifests: [
    attack(
      "rolled back, forked, replayed, re-signed, of another vault, without its descent",
      paper,
      "Heads are chained, signed by a member, remembered and never lowered (§5.3, §5.4).",
      `${server}/attacks.test.ts`,
      "a server that lies about manifests is caught when",
    ),
    attack(
      "a commit that is said to be stored, and is not",
      own,
      "The answer repeats the hash of what was signed; a head that does not descend from it freezes the vault.",
      `${server}/answers.test.ts`,
      "a server, or a cache before it, that gives an answer of before to a commit",
    ),
    attack(
      "an older state for a new device",
      paper,
      "Devices note their heads for one another, sealed (§3.6).",
      `${story}/sdk-caught.test.ts`,
      "a server that shows a new device an older state",
    ),
    attack(
      "an older state for an approved device, everything rolled back at once",
      own,
      "The approving device hands on what it has seen (§3.8).",
      `${story}/sdk-approval.test.ts`,
      "a server that shows an approved device an older state",
    ),
    attack(
      "a reset that nobody signed, or that is none",
      own,
      "A head is let go of only for one that names it, by somebody who may write (§5.8).",
      `${story}/sdk-reset.test.ts`,
      "",
    ),
    attack(
      "a restored server as a pretext",
      own,
      "What is held stays held; only what was sealed and signed is brought (§5.8).",
      `${story}/sdk-restored.test.ts`,
      "",
    ),
  ],
  "Public keys and rosters": [
    attack(
      "forged, foreign and withheld links, another genesis, another tenant, keys of epochs that are none",
      paper,
      "Rosters are chains of signed links from a genesis that the account vault names; keys open the commitment of their epoch (§4, §5.5).",
      `${server}/attacks.test.ts`,
      "a server that lies about rosters is caught when",
    ),
    attack(
      "own keys replaced by others",
      paper,
      "Only by a link that the old key and the new one signed, on the chain that is trusted (§3.10).",
      `${story}/sdk-rotation.test.ts`,
      "another device of theirs",
    ),
    attack(
      "what a thief of old keys writes afterwards",
      own,
      "The cut says which head stood (§4.6, §4.7).",
      `${story}/sdk-rotation-attacks.test.ts`,
      "",
    ),
  ],
  "Approvals and codes": [
    attack(
      "a new device's key replaced, an approval feigned, requests of others shown",
      paper,
      "Six words that never cross the line seal both ways (§3.8).",
      `${story}/sdk-approval.test.ts`,
      "an approving device",
    ),
    attack(
      "an approval by somebody who has not the words",
      paper,
      "The same.",
      `${story}/sdk-approval.test.ts`,
      "a server that feigns an approval",
    ),
    attack(
      "an account code answered with something else",
      paper,
      "What a code opens is checked like any unlocking, before anything is signed (§3.9).",
      `${story}/sdk-account-code.test.ts`,
      "a server that answers a code with something else",
    ),
  ],
  GraphQL: [
    attack(
      "aliases answered with each other's data, answers of before, poisoned caches",
      own,
      "Fields are read by name; what was signed says whose and when it is.",
      `${server}/answers.test.ts`,
      "a server, or a cache before it",
    ),
    attack(
      "texts meant to be read as ours",
      own,
      "No text of the server's is in an error.",
      `${server}/answers.test.ts`,
      "a server that writes texts for people",
    ),
    attack(
      "answers that are no answers",
      own,
      "MALFORMED_ANSWER, and nothing is taken.",
      `${story}/sdk-caught.test.ts`,
      "a server that answers anything",
    ),
    attack(
      "that every operation of the client is lied in",
      own,
      "The list is held against the client.",
      `${server}/lies.test.ts`,
      "",
    ),
  ],
  Egress: [
    attack(
      "secrets in what is sent",
      paper,
      "All content is sealed before it leaves.",
      `${story}/sdk-caught.test.ts`,
      "everything that a device sends",
    ),
    attack(
      "sizes, nonces, loops without end, writing to a frozen vault",
      own,
      "Padding, random nonces of 192 bits, bounds, frozen is frozen (§2.3, §2.1).",
      `${server}/egress.test.ts`,
      "",
    ),
    attack("the server's tables and files", paper, "They hold envelopes.", "test/abuse/no-plaintext.test.ts", ""),
  ],
  "Clients against the server": [
    attack(
      "garbage in every argument of every field",
      own,
      "Codes from a closed list.",
      "test/abuse/arguments.test.ts",
      "",
    ),
    attack(
      "bytes that are no HTTP, WebSocket or GraphQL; slow callers",
      own,
      "Bounds, deadlines, a closed list.",
      "test/abuse/edge.test.ts",
      "",
    ),
    attack(
      "other tenants' ids, rows and cursors",
      own,
      "Grants, composite keys, row-level security.",
      `${access}/root-fields.test.ts`,
      "",
    ),
    attack(
      "the same with the application's own checks gone",
      own,
      "Row-level security for a role that bypasses nothing.",
      `${access}/row-level-security.test.ts`,
      "",
    ),
    attack(
      "forged, stale and contradictory commits",
      own,
      "The server checks all that needs no secret (§5.6).",
      `${access}/commit.test.ts`,
      "a commit",
    ),
    attack(
      "races for one head, one mutation, one epoch, one code",
      own,
      "Locks, unique keys, one transaction.",
      `${access}/races.test.ts`,
      "",
    ),
    attack(
      "guessing, replay and exchange of sessions, challenges, codes",
      own,
      "Attempts are counted in the verb; challenges and tokens are spent.",
      `${access}/session.test.ts`,
      "",
    ),
  ],
};
