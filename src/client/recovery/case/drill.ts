/** Proving that a recovery would succeed: by opening what nobody opens who cannot (PROTOCOL §8.6). */
import { encodeBase64url } from "../../../crypto/base64url.ts";
import { deriveGroupSeed } from "../../../crypto/client/group.ts";
import { makeCanary, openCanary, sealCanary } from "../../../crypto/client/recovery.ts";
import { SealError } from "../../../crypto/errors.ts";
import type { SymmetricKey } from "../../../crypto/keys.ts";
import { canaryHash } from "../../../crypto/recovery-canary.ts";
import { switchInForce } from "../../../crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../../crypto/sodium.ts";
import { formatUuid, makeId, parseUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import { tenantOf } from "../../company/act.ts";
import type { Core } from "../../core.ts";
import { SealgraphError, ServerCaught } from "../../errors.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import {
  type CanaryAnswer,
  recoveryCanaryOperation,
  reportDrillOperation,
} from "../../transport/recovery-operations.ts";
import type { ByCode } from "../setup.ts";
import { type HeldRecoveryGroup, holdGroup } from "./hold-group.ts";
import { ownPlace } from "./place.ts";

const mostRounds = 5;

export interface DrillDone {
  readonly outcome: "PROVEN" | "FIRST_LAID";
  /** Epochs of the group whose secrets were opened: all that it has had. */
  readonly epochs: number;
}

/** Opens all secrets, then the canary, and lays the next. Throws NOT_FOUND, KEY_PENDING, BACKUP_SEALED, SERVER_CAUGHT. */
export async function drill(core: Core, { code }: ByCode): Promise<DrillDone> {
  for (let round = 0; round < mostRounds; round++) {
    await fetchNow(core);
    const named = switchInForce(tenantOf(core))?.setting?.group;
    if (named === undefined) throw new SealgraphError("NOT_FOUND", { part: "group" });
    const held = await holdGroup(ownPlace(core), formatUuid(named), code);
    const newest = newestOf(held);
    const canary = await call(core, recoveryCanaryOperation, { group: held.group });
    const bytes = canary && openedCanary(core, held, canary);
    const outcome = await call(core, reportDrillOperation, {
      input: {
        group: held.group,
        canary: canary?.canary ?? null,
        bytes: bytes && encodeBase64url(bytes),
        byCode: held.code !== null,
        next: nextCanary(core, held, newest),
      },
    });
    // What was opened is what was sealed: the server kept another hash.
    if (outcome === "WRONG_BYTES") throw new ServerCaught("MISMATCH", null);
    if (outcome !== "STALE") return { outcome, epochs: held.secrets.size };
  }
  throw new SealgraphError("BUSY");
}

/** The secret in force. Every one before it has to be here as well, or a backup of then would not open. Throws KEY_PENDING. */
function newestOf({ state, secrets }: HeldRecoveryGroup): SymmetricKey {
  const newest = state.epoch?.epoch ?? 0;
  for (let epoch = 1; epoch <= newest; epoch++) {
    if (!secrets.has(epoch)) throw new SealgraphError("KEY_PENDING", { part: "group", epoch });
  }
  const secret = secrets.get(newest);
  if (secret === undefined) throw new SealgraphError("KEY_PENDING", { part: "group" });
  return secret;
}

function openedCanary(
  core: Core,
  { state, secrets }: HeldRecoveryGroup,
  { canary, epoch, wrap }: CanaryAnswer,
): SymmetricKey {
  const group = state.head.id;
  const secret = secrets.get(epoch);
  const place = { tenant: tenantOf(core).head.id, group, epoch, canary: parseUuid(canary) };
  try {
    if (secret) return openCanary(deriveGroupSeed(secret, group, epoch), place, wrap);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
  }
  throw new SealgraphError("BACKUP_SEALED", { part: "canary" });
}

function nextCanary(core: Core, { state }: HeldRecoveryGroup, newest: SymmetricKey) {
  const group = state.head.id;
  const epoch = state.epoch?.epoch ?? 0;
  const [canary, bytes] = [makeId(core.around.now()), makeCanary()];
  const place = { tenant: tenantOf(core).head.id, group, epoch, canary };
  const wrap = sealCanary(deriveXWingPublicKey(deriveGroupSeed(newest, group, epoch)), place, bytes);
  return {
    canary: formatUuid(canary),
    epoch,
    wrap: encodeBase64url(wrap),
    hash: encodeBase64url(canaryHash(bytes)),
  };
}
