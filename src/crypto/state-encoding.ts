import { bounds } from "./bounds.ts";
import { type CborValue, encodeCbor, parseCbor } from "./cbor.ts";
import { headFields, readHead } from "./chain.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readList, readNullable, readOneOf, readUint } from "./fields.ts";
import { asHash, asId, asSigningPublicKey } from "./keys.ts";
import { profileClass, rosterKind } from "./link.ts";
import {
  type EpochEntry,
  entryFields,
  type FormerWriter,
  type Member,
  memberStatus,
  type RosterState,
  role,
} from "./roster-state.ts";

/** A state as bytes, to be kept by whoever verified it (PROTOCOL §6.1). */
export function encodeState(state: RosterState): Uint8Array {
  return encodeCbor([
    1,
    state.kind,
    state.class,
    state.genesis,
    headFields(state.head),
    state.tenantHead && headFields(state.tenantHead),
    entryFields(state),
  ]);
}

/**
 * Reads a state that was kept. Throws TOO_LARGE, MALFORMED or UNSUPPORTED. That it is the state of a trusted head is
 * shown by comparing `stateRoot` with what the head's link states.
 */
export function parseState(bytes: Uint8Array): RosterState {
  const fields = readArray(parseCbor(bytes, bounds.state), 7, "state");
  readFormat(fields[0]);
  const kind = readOneOf(fields[1], [rosterKind.TENANT, rosterKind.PROFILE], "kind");
  return {
    kind,
    class: readNullable(fields[2], (value) => readOneOf(value, Object.values(profileClass), "class")),
    genesis: readBytes(fields[3], asHash),
    head: readHead(fields[4]),
    tenantHead: readNullable(fields[5], readHead),
    ...readEntries(readList(fields[6], "entries")),
  };
}

function readEntries(list: readonly CborValue[]): Pick<RosterState, "members" | "formerWriters" | "epoch"> {
  const members: Member[] = [];
  const formerWriters: FormerWriter[] = [];
  const epochs: EpochEntry[] = [];
  for (const entry of list) {
    const type = readOneOf(readList(entry, "entry")[0], [1, 2, 3], "type of an entry");
    if (type === 1) members.push(readMember(entry));
    else if (type === 2) formerWriters.push(readFormerWriter(entry));
    else epochs.push(readEpoch(entry));
  }
  if (epochs.length > 1) throw new ProtocolError("MALFORMED", "epochs");
  return { members, formerWriters, epoch: epochs[0] ?? null };
}

function readMember(entry: CborValue): Member {
  const [, user, roleField, status, signingKey, xwingKeyHash, person, primary, seq] = readArray(entry, 9, "member");
  return {
    user: readBytes(user, asId),
    role: readOneOf(roleField, Object.values(role), "role"),
    status: readOneOf(status, Object.values(memberStatus), "status"),
    signingKey: readBytes(signingKey, asSigningPublicKey),
    xwingKeyHash: readBytes(xwingKeyHash, asHash),
    person: readNullable(person, (value) => readBytes(value, asHash)),
    primary: readOneOf(primary, [0, 1], "primary") === 1,
    seq: readUint(seq, "seq"),
  };
}

function readFormerWriter(entry: CborValue): FormerWriter {
  const [, signingKey, user, cut, seq] = readArray(entry, 5, "former writer");
  return {
    signingKey: readBytes(signingKey, asSigningPublicKey),
    user: readBytes(user, asId),
    cut: readNullable(cut, (value) => readBytes(value, asHash)),
    seq: readUint(seq, "seq"),
  };
}

function readEpoch(entry: CborValue): EpochEntry {
  const [, epoch, commitment, seq] = readArray(entry, 4, "epoch");
  return { epoch: readUint(epoch, "epoch"), commitment: readBytes(commitment, asHash), seq: readUint(seq, "seq") };
}
