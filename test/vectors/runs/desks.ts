import { breakGlassReasonHash } from "../../../src/crypto/break-glass.ts";
import { equalBytes } from "../../../src/crypto/bytes.ts";
import { deriveAgreementId } from "../../../src/crypto/client/agreement-id.ts";
import { encodeEntry, entryType, parseEntry } from "../../../src/crypto/client/entry.ts";
import type { Run, Runs } from "../given.ts";
import { recoveryGroupRuns } from "./recovery-groups.ts";
import { rosterRuns, runChain } from "./rosters.ts";

export const deskRuns: Runs = {
  "desk-state": rosterRuns["roster-state"] as Run,
  "link-desk": runChain,
  "link-break-glass": runChain,
  "link-group-marked": rosterRuns["link-group"] as Run,
  "link-recovery-desk": recoveryGroupRuns["link-recovery"] as Run,

  "switch-agreed": (given) => {
    const bytes = given.bytes("bytes");
    const entry = parseEntry(bytes);
    if (!equalBytes(encodeEntry(entry), bytes)) throw new Error("encoding");
    if (entry.type !== entryType.SWITCH_AGREED) return entry;
    return { ...entry, record: deriveAgreementId(entry.tenant) };
  },

  "break-glass-reason": (given) => ({ reason: breakGlassReasonHash(given.text("text")) }),
};
