/** Asking to read backups, by a request that names exactly those (PROTOCOL §8.3). */
import { encodeBase64url } from "../../../crypto/base64url.ts";
import { compareBytes, equalBytes } from "../../../crypto/bytes.ts";
import { signRecoveryRequest } from "../../../crypto/client/recovery.ts";
import { ProtocolError } from "../../../crypto/errors.ts";
import type { Id } from "../../../crypto/keys.ts";
import { type RecoveryRequest, recoveryPurposeHash } from "../../../crypto/recovery-request.ts";
import { switchInForce } from "../../../crypto/roster-state.ts";
import { makeId, parseUuid } from "../../../crypto/uuid.ts";
import type { GroupSecrets } from "../../company/group-keys.ts";
import { opened } from "../../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../../errors.ts";
import type { BackupAnswer } from "../../transport/backup-operations.ts";
import type { OpenRecovery } from "../cases.ts";
import { chooseBackups } from "./choose.ts";
import { type HeldRecoveryGroup, holdGroup } from "./hold-group.ts";
import { recoveryDone } from "./judge.ts";
import { companyAt, type RecoveryPlace } from "./place.ts";
import type { VerifiedRecovery } from "./view.ts";

const mostRounds = 5;
const hour = 3_600_000;
/** A company has a recovery wait no longer, and keeps it open no longer behind that. */
const mostHours = 168;
/** In milliseconds: less than that by what this clock may be ahead of the server's. */
const longest = mostHours * hour - 300_000;

/** A recovery that may be read, and what opens it. */
export interface OpenedRecovery {
  readonly recovery: VerifiedRecovery;
  readonly secrets: GroupSecrets;
  /** Newest backups of vaults that it does not name: of another group, or beyond what one request names. */
  readonly leftOut: readonly BackupAnswer[];
}

/** Signs a request and has it opened. Throws RECOVERY_REFUSED, RECOVERY_CODE_REFUSED, NOT_FOUND, KEY_PENDING, SERVER_CAUGHT. */
export async function openRecovery(place: RecoveryPlace, input: OpenRecovery): Promise<OpenedRecovery> {
  const asked = readInput(input);
  for (let round = 0; round < mostRounds; round++) {
    await place.refresh();
    const { backups, leftOut } = await chooseBackups(place, input);
    const [first] = backups;
    if (first === undefined) throw new SealgraphError("NOT_FOUND", { part: "backup" });
    const by = await holdGroup(place, first.group, input.code);
    const request = requestFor(place, asked, by, backups);
    const { own } = opened(place.core);
    const pairs = by.code ? [own.signing, by.code.signing] : [own.signing];
    const { bytes, signatures, hash } = signRecoveryRequest(request, ...pairs);
    const wire = {
      request: encodeBase64url(bytes),
      signatures: signatures.map(encodeBase64url),
      purpose: asked.purpose,
    };
    const done = await place.ask.open(wire);
    // Somebody signed in the group between reading and asking.
    if ("refusal" in done && done.refusal === "STALE_GROUP") continue;
    const recovery = recoveryDone(place, done);
    // Another one that this user signed is somebody else's work.
    if (!equalBytes(recovery.signed.hash, hash)) throw new ServerCaught("MISMATCH", null);
    return { recovery, secrets: by.secrets, leftOut };
  }
  throw new SealgraphError("BUSY");
}

interface Asked {
  readonly user: Id;
  readonly purpose: string;
  readonly hours: number;
}

function readInput({ user, purpose, hours, backups }: OpenRecovery): Asked {
  if (!Number.isInteger(hours) || hours < 1 || hours > mostHours) refuseInput("hours");
  if (backups && (backups.length === 0 || backups.length > 100)) refuseInput("backups");
  try {
    recoveryPurposeHash(purpose);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("purpose");
    throw error;
  }
  return { user: idIn(user), purpose: purpose.normalize("NFC"), hours };
}

function idIn(user: string): Id {
  try {
    return parseUuid(user);
  } catch {
    throw new SealgraphError("NOT_FOUND", { part: "user" });
  }
}

function requestFor(
  place: RecoveryPlace,
  { user, purpose, hours }: Asked,
  { state, code }: HeldRecoveryGroup,
  backups: readonly BackupAnswer[],
): RecoveryRequest {
  const { core } = place;
  const open = opened(core);
  const company = companyAt(place);
  const now = core.around.now();
  const demanded = [switchInForce(company)?.setting?.hours ?? 0, ...backups.map((each) => each.hours)];
  const waiting = Math.min(Math.max(...demanded), mostHours);
  const named = backups.map(({ id, vault, revision, manifestHash }) => ({
    backup: parseUuid(id),
    vault: parseUuid(vault),
    revision,
    manifest: manifestHash,
  }));
  return {
    tenant: company.head.id,
    group: state.head.id,
    seq: state.head.seq,
    hash: state.head.hash,
    recovery: makeId(now),
    user,
    backups: named.sort((a, b) => compareBytes(a.vault, b.vault)),
    purpose: recoveryPurposeHash(purpose),
    ends: now + waiting * hour + Math.min(hours * hour, longest),
    author: { user: open.user, key: open.own.signing.publicKey },
    code: code?.signing.publicKey ?? null,
    time: now,
  };
}
