/** Approving and forbidding recoveries that somebody else opened (PROTOCOL §8.3). */
import { encodeBase64url, parseBase64url } from "../../../crypto/base64url.ts";
import { signRecoveryApproval } from "../../../crypto/client/recovery.ts";
import { ProtocolError } from "../../../crypto/errors.ts";
import { asHash, type Hash } from "../../../crypto/keys.ts";
import { recoveryVerdict } from "../../../crypto/recovery-approval.ts";
import { parseUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import { tenantOf } from "../../company/act.ts";
import { type Core, opened } from "../../core.ts";
import { refuseInput, SealgraphError } from "../../errors.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import {
  approveRecoveryOperation,
  type RecoveryDone,
  vetoRecoveryOperation,
} from "../../transport/recovery-operations.ts";
import type { RecoveryView } from "../cases.ts";
import { ownPlace, type RecoveryPlace } from "./place.ts";
import { type VerifiedRecovery, verifyRecovery } from "./view.ts";

/** What is judged: the bytes that were shown, whatever the server would have in their place by now. */
type Judged = Pick<RecoveryView, "id" | "request">;

/** Signs a verdict on the very request that was shown, and sends it. Throws RECOVERY_REFUSED, SERVER_CAUGHT. */
export async function judge(core: Core, { id, request }: Judged, verdict: "APPROVE" | "VETO"): Promise<RecoveryView> {
  await fetchNow(core);
  const { user, own } = opened(core);
  const { bytes, signature } = signRecoveryApproval(
    {
      tenant: tenantOf(core).head.id,
      recovery: parseUuid(id),
      request: hashIn(request),
      verdict: recoveryVerdict[verdict],
      user,
      key: own.signing.publicKey,
      time: core.around.now(),
    },
    own.signing,
  );
  const input = { recovery: id, approval: encodeBase64url(bytes), signature: encodeBase64url(signature) };
  const operation = verdict === "APPROVE" ? approveRecoveryOperation : vetoRecoveryOperation;
  return recoveryDone(ownPlace(core), await call(core, operation, { input })).view;
}

function hashIn(request: string): Hash {
  try {
    return asHash(parseBase64url(request, 64));
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("request");
    throw error;
  }
}

/** What was done; throws RECOVERY_REFUSED with the server's reason. */
export function recoveryDone(place: RecoveryPlace, done: RecoveryDone): VerifiedRecovery {
  if ("refusal" in done) throw new SealgraphError("RECOVERY_REFUSED", { reason: done.refusal });
  return verifyRecovery(place, done.recovery);
}
