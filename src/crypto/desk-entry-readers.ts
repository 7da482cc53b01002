/** Entries of desks, as they were kept, read (PROTOCOL §4.3). */
import type { CborValue } from "./cbor.ts";
import {
  type BreakGlass,
  type Desk,
  deskRole,
  type FormerStaff,
  type Mark,
  markedGroup,
  markedSwitch,
  type Staff,
} from "./desk-entries.ts";
import { readDeskTerms } from "./desk-terms.ts";
import { entryType } from "./entry-type.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readOneOf, readTime, readUint } from "./fields.ts";
import { asHash, asId, asSigningPublicKey } from "./keys.ts";

export function readDesk(value: CborValue): Desk {
  const [, desk, genesis, rights, hours, seq] = readArray(value, 6, "desk");
  return {
    type: entryType.DESK,
    desk: readBytes(desk, asId),
    genesis: readBytes(genesis, asHash),
    ...readDeskTerms(rights, hours),
    seq: readUint(seq, "seq"),
  };
}

export function readStaff(value: CborValue): Staff {
  const [, user, desk, its, signingKey, xwingKeyHash, person, seq] = readArray(value, 8, "staff");
  return {
    type: entryType.STAFF,
    user: readBytes(user, asId),
    desk: readBytes(desk, asId),
    role: readOneOf(its, Object.values(deskRole), "role"),
    signingKey: readBytes(signingKey, asSigningPublicKey),
    xwingKeyHash: readBytes(xwingKeyHash, asHash),
    person: readBytes(person, asHash),
    seq: readUint(seq, "seq"),
  };
}

export function readFormerStaff(value: CborValue): FormerStaff {
  const [, signingKey, user, seq] = readArray(value, 4, "former staff");
  return {
    type: entryType.FORMER_STAFF,
    signingKey: readBytes(signingKey, asSigningPublicKey),
    user: readBytes(user, asId),
    seq: readUint(seq, "seq"),
  };
}

export function readBreakGlass(value: CborValue): BreakGlass {
  const [, desk, reason, from, until, author, seq] = readArray(value, 7, "break-glass");
  return {
    type: entryType.BREAK_GLASS,
    desk: readBytes(desk, asId),
    reason: readBytes(reason, asHash),
    from: readTime(from, "from"),
    until: readTime(until, "until"),
    author: readBytes(author, asId),
    seq: readUint(seq, "seq"),
  };
}

export function readMark(value: CborValue): Mark {
  const [, what, seq] = readArray(value, 3, "mark");
  return { type: entryType.MARK, what: readMarked(what), seq: readUint(seq, "seq") };
}

/** Told apart by length: an id has 16 bytes, a group 17, the key of an invitation 32. */
function readMarked(value: CborValue | undefined): Mark["what"] {
  if (value === markedSwitch) return markedSwitch;
  if (!(value instanceof Uint8Array)) throw new ProtocolError("MALFORMED", "mark");
  if (value.length === 17 && value[0] === 2) return markedGroup(asId(value.slice(1)));
  return value.length === 16 ? asId(value) : asSigningPublicKey(value);
}
