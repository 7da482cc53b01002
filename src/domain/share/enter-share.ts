import { equalOrNull } from "../../crypto/bytes.ts";
import { asPersonSalt } from "../../crypto/keys.ts";
import type { operation, rosterKind } from "../../crypto/link.ts";
import { applyLink } from "../../crypto/roster.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import { bounds } from "../bounds.ts";
import { insertLinks } from "../commit/effect-rows.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { listGrounds, lockVaults } from "../commit/rows.ts";
import { proving } from "../invalid.ts";
import { keepState } from "../roster/keep-state.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { eventsOfShare } from "./audit.ts";
import { writeShare } from "./effects.ts";
import { insertGuest } from "./guest-effect-rows.ts";
import { type EnteredInvitation, type JoinerRow, spendShareInvitation } from "./invitation-rows.ts";
import { listScopes } from "./rows.ts";

/** The link by which somebody becomes a guest. */
export type Join = ParsedLink & {
  readonly link: Extract<ParsedLink["link"], { kind: typeof rosterKind.SHARE; operation: typeof operation.JOIN }>;
};

/** What speaks for a join: the caller's account, and the invitation by which the transaction has come to the share. */
interface Entrance {
  readonly tenant: TenantId;
  readonly join: Join;
  readonly joiner: JoinerRow;
  readonly invitation: EnteredInvitation;
}

/** Writes a join down in the share that was entered. Throws `INVALID_PROOF`, `READ_ONLY`, `VAULT_RESTORING`. */
export async function enterShare(
  tx: OpeningTransaction,
  { tenant, join, joiner, invitation }: Entrance,
): Promise<"JOINED" | "GONE" | "STALE_ROSTER"> {
  const { roster: share, link } = join;
  const { signingKey, encryptionKey } = joiner;
  const role = invitation.permission;
  if (role === "OWNER") throw new Failure("INTERNAL");
  const visit = { share, role, suspended: false, signingKey, encryptionKey, closed: invitation.closed };
  tx.actAs({ ...tx.actor, tenant, visit });
  // The vault first, as everywhere; then what is the roster by now.
  const [[row], [held], [known]] = await tx.run(
    lockVaults([share]),
    listGrounds([{ vault: share, skip: 0 }]),
    listScopes([share]),
  );
  if (!row || !held || !known) return "GONE";
  if (invitation.closed) throw new Failure("READ_ONLY");
  if (row.restoring) throw new Failure("VAULT_RESTORING");
  const before = parseState(held.state);
  if (!equalOrNull(link.previous, before.head.hash)) return "STALE_ROSTER";
  if (before.head.seq >= bounds.linksPerShare) return "GONE";
  const after = proving(() => applyLink(before, join.signed));
  const grant = Grant.authorize(tx, "share.change", { id: share, userId: null, share: role });
  const { scope } = known;
  const state = keepState(after);
  const { address, name, salt } = invitation;
  const change = { before, name: null, wraps: [], persons: new Map() };
  const [, [spent]] = await tx.run(
    insertGuest(grant, { address, name, salt: asPersonSalt(salt) }, encryptionKey),
    spendShareInvitation(link.subject.key),
  );
  if (!spent?.spendShareInvitation) throw new Failure("UNAVAILABLE");
  await tx.finish(
    ...writeShare(grant, change, [join], after, { scope, state, due: null }),
    ...insertLinks(share, [join], after, state, tx.now),
    ...(scope === "BUSINESS" ? audited(tx, ...eventsOfShare([join], before, after)) : []),
  );
  return "JOINED";
}
