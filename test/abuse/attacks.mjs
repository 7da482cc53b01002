/**
 * Every attack that is tried, by what it goes for: where it comes from, what answers it, and the tests that show it. A test is
 * named by its file and by how its full name begins; where several begin so, all of them have to hold. `docs/attacks.md` is
 * made of this.
 */
const paper = "ePrint 2026/058";
const own = "own";

const server = "test/abuse/server";
const client = "test/abuse/client";
const power = "test/abuse/power";
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
      "proofs for somebody else, other keys, costs and generations while the account is changed; echoes that are none",
      paper,
      "The user is compared before anything is proven; what is said to be stored has to be what was signed; only own keys are taken.",
      `${server}/account.test.ts`,
      "",
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
  "What was signed by keys that may sign": [
    attack(
      "of a compromised device: records that go back, contradictory entries of the account vault, foreign keys and rosters",
      own,
      "Versions, epochs, classes, commitments and genesis are compared whoever signed (§3.6, §4.4, §5.4, §5.5).",
      "test/sync/verify.test.ts",
      "",
    ),
    attack(
      "an account vault that contradicts the rosters, goes back, or is under another key or tenant",
      own,
      "Entries are held against rosters and against what was known; without a vault that holds nothing begins (§3.6, §3.7).",
      "test/sync/account-vault.test.ts",
      "",
    ),
    attack(
      "a store that opens, and holds what does not hold",
      own,
      "What is read from the disk is verified as if it came from a server (§6.1, §6.2).",
      "test/sync/rebuild.test.ts",
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
      "every root field by nobody, dead tokens, ended sessions, revoked devices, another tenant with the owner's ids",
      own,
      "Default deny per root field; grants that only `authorize` makes; the matrix is made from the contract.",
      `${client}/matrix.test.ts`,
      "",
    ),
    attack(
      "commits replayed, exchanged, out of order, in another's name, with parts of other vaults, by both ways",
      own,
      "One statement or one transaction checks head, roster, author, root and rights (§5.6).",
      `${client}/commits.test.ts`,
      "",
    ),
    attack(
      "enumeration of accounts by answers, statements and primitives",
      own,
      "One answer and the same work for known and unknown (§3.3, §3.8, §3.9).",
      `${client}/enumeration.test.ts`,
      "",
    ),
    attack(
      "crowds: deep and wide documents, half bodies, silent and dead sockets, bundled attempts",
      own,
      "Bounds before work; attempts counted one by one; everything is let go of.",
      `${client}/burst.test.ts`,
      "",
    ),
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
  "Accidents that must not look like attacks": [
    attack(
      "the server killed in the middle of commits, and between a commit and its answer",
      own,
      "One transaction; the same mutation id is one deed; followers begin anew from their cursor.",
      `${power}/server.test.ts`,
      "",
    ),
    attack(
      "PostgreSQL killed under load",
      own,
      "Acknowledged is written; the server stays up and goes on.",
      `${power}/postgres.test.ts`,
      "",
    ),
    attack(
      "a start and migrations killed at every step",
      own,
      "Files are whole or not there; migrations are all or nothing.",
      `${power}/start.test.ts`,
      "",
    ),
    attack(
      "a device killed between sealing, signing, sending and storing",
      own,
      "The store is written before anything is sent; what has no answer is asked again (§6.2).",
      `${power}/client.test.ts`,
      "",
    ),
    attack(
      "all of it at once, at random, with lies and without",
      own,
      "An honest state or a typed error, never a third thing.",
      "test/abuse/model/model.test.ts",
      "",
    ),
  ],
  "Random input": [
    attack(
      "bytes and texts for every reader, guided by coverage",
      own,
      "One encoding; errors of a closed list; bounds.",
      "test/abuse/fuzz/readers.test.ts",
      "",
    ),
    attack(
      "documents of the contract's grammar, mutated documents, messages in any order",
      own,
      "Codes of a closed list, never INTERNAL.",
      "test/abuse/fuzz/ends.test.ts",
      "",
    ),
  ],
};
