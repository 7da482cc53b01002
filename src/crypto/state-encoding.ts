import { bounds } from "./bounds.ts";
import { compareBytes } from "./bytes.ts";
import { type CborValue, encodeCbor, parseCbor } from "./cbor.ts";
import { headFields, readHead } from "./chain.ts";
import { profileClass, rosterKinds } from "./deeds.ts";
import { entryFields, idOf } from "./entry-fields.ts";
import { readEntry } from "./entry-readers.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readList, readNullable, readOneOf } from "./fields.ts";
import { asHash } from "./keys.ts";
import { type RosterState, type StateEntries, sortedEntries, stateOf } from "./roster-state.ts";
import { entryType } from "./state-entries.ts";

/**
 * A state as bytes, to be kept by whoever verified it (PROTOCOL §6.1). Throws TOO_LARGE for one that `parseState` would not
 * take: what is kept can be read.
 */
export function encodeState(state: RosterState): Uint8Array {
  if (state.tree.count > bounds.entries) throw new ProtocolError("TOO_LARGE", "entries");
  const bytes = encodeCbor([
    1,
    state.kind,
    state.class,
    state.genesis,
    headFields(state.head),
    state.tenantHead && headFields(state.tenantHead),
    sortedEntries(state).map(entryFields),
  ]);
  if (bytes.length > bounds.state) throw new ProtocolError("TOO_LARGE", "state");
  return bytes;
}

/**
 * Reads a state that was kept. Throws TOO_LARGE, MALFORMED or UNSUPPORTED. That it is the state of a trusted head is
 * shown by comparing `stateRoot` with what the head's link states.
 */
export function parseState(bytes: Uint8Array): RosterState {
  const fields = readArray(parseCbor(bytes, bounds.state, bounds.entries), 7, "state");
  readFormat(fields[0]);
  return {
    kind: readOneOf(fields[1], rosterKinds, "kind"),
    class: readNullable(fields[2], (value) => readOneOf(value, Object.values(profileClass), "class")),
    genesis: readBytes(fields[3], asHash),
    head: readHead(fields[4]),
    tenantHead: readNullable(fields[5], readHead),
    foundedAt: null,
    ...readEntries(readList(fields[6], "entries")),
  };
}

const epochTypes: ReadonlySet<number> = new Set([entryType.EPOCH, entryType.GROUP_EPOCH, entryType.SHARE_EPOCH]);

function readEntries(list: readonly CborValue[]): StateEntries {
  const entries = list.map(readEntry);
  const epochs = entries.filter(({ type }) => epochTypes.has(type));
  if (epochs.length > 1) throw new ProtocolError("MALFORMED", "epochs");
  const ids = entries.map(idOf);
  const ascends = ids.every((id, place) => place === 0 || compareBytes(ids[place - 1] as Uint8Array, id) < 0);
  if (!ascends) throw new ProtocolError("MALFORMED", "order of entries");
  return stateOf(entries);
}
