/** Marks on what a device has not sent yet, so that it signs nothing that somebody else wrote there (PROTOCOL §6.2). */
import { concat } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { asSymmetricKey, type Id, type SigningSeed, type SymmetricKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { equalInConstantTime, keyedBlake2b } from "../sodium.ts";

const markBytes = 32;

/** The key that marks what an account's devices have not sent. */
export function deriveQueueKey(signingSeed: SigningSeed, user: Id): SymmetricKey {
  return asSymmetricKey(keyedBlake2b(32, signingSeed, pae("queue-key", user)));
}

/** `mark ‖ content` of the entry of a queue that bears this number. */
export function markEntry(queueKey: SymmetricKey, number: number, content: Uint8Array): Uint8Array {
  return concat(entryMark(queueKey, number, content), content);
}

/** The content of an entry that was marked with this number. Throws MALFORMED, MISMATCH. */
export function openEntry(queueKey: SymmetricKey, number: number, marked: Uint8Array): Uint8Array {
  return demandMark(marked, entryMark(queueKey, number, contentOf(marked)));
}

/** `mark ‖ content` of what was signed and has no answer yet. */
export function markOutbox(queueKey: SymmetricKey, content: Uint8Array): Uint8Array {
  return concat(outboxMark(queueKey, content), content);
}

/** The content of a marked outbox. Throws MALFORMED, MISMATCH. */
export function openOutbox(queueKey: SymmetricKey, marked: Uint8Array): Uint8Array {
  return demandMark(marked, outboxMark(queueKey, contentOf(marked)));
}

/** What is marked, whoever marked it. Throws MALFORMED. */
export function contentOf(marked: Uint8Array): Uint8Array {
  if (marked.length <= markBytes) throw new ProtocolError("MALFORMED", "marked");
  return marked.subarray(markBytes);
}

function demandMark(marked: Uint8Array, mark: Uint8Array): Uint8Array {
  if (!equalInConstantTime(marked.subarray(0, markBytes), mark)) throw new ProtocolError("MISMATCH", "mark");
  return contentOf(marked);
}

const entryMark = (queueKey: SymmetricKey, number: number, content: Uint8Array): Uint8Array =>
  keyedBlake2b(markBytes, queueKey, pae("queue-entry", number, content));

const outboxMark = (queueKey: SymmetricKey, content: Uint8Array): Uint8Array =>
  keyedBlake2b(markBytes, queueKey, pae("outbox", content));
