/** Signing in the company's roster, and having it taken. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { makeTenantLink, type TenantAct } from "../../crypto/client/tenant-link.ts";
import type { VaultHead } from "../../crypto/cut.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { openSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import {
  administerTenantOperation,
  changeRostersOperation,
  type PersonTextWire,
} from "../transport/company-operations.ts";
import { newestState } from "../vault/chain.ts";

/** What a deed in the roster consists of, made on top of the state that is known. */
export interface Intended {
  readonly act: TenantAct;
  /** Text that opens the commitment of this act. */
  readonly text?: Omit<PersonTextWire, "seq">;
  readonly heads?: readonly VaultHead[];
}

const mostRounds = 10;

/**
 * Signs acts on top of the newest roster, sends them as one deed, and takes in what came of it. Where the roster has moved,
 * it is looked at and signed anew. Throws FORBIDDEN where the roster gives no right to it, WRONG_SURFACE, READ_ONLY,
 * LIMIT_EXCEEDED with the limit, BUSY, SERVER_CAUGHT where the server shows another company than the one that is known.
 *
 * @param intend what is to be done, by the state that is known then.
 * @param as an administrator, in the portal, or a member for themself.
 */
export function actInCompany(
  core: Core,
  intend: (state: RosterState) => Promise<readonly Intended[]> | readonly Intended[],
  as: "ADMINISTRATOR" | "MEMBER" = "ADMINISTRATOR",
): Promise<void> {
  const operation = as === "ADMINISTRATOR" ? administerTenantOperation : changeRostersOperation;
  return inTurn(core, async () => {
    await fetchAll(core);
    for (let round = 0; round < mostRounds; round++) {
      const made = sign(core, tenantOf(core), await intend(tenantOf(core)));
      const [last] = made.links.slice(-1);
      if (last === undefined) return;
      const input = { clientMutationId: formatUuid(makeId(core.around.now())), ...made.wire };
      const answer = await patiently(core.around, () => call(core, operation, { input }));
      if (answer.type === "TenantLimitReached") throw new SealgraphError("LIMIT_EXCEEDED", { limit: answer.limit });
      await fetchAll(core);
      if (answer.type === "StaleHead") {
        checkGoesOn(core, made.before);
        continue;
      }
      const [head] = answer.heads;
      if (!head || !equalBytes(head.hash, last.hash)) throw new ServerCaught("MISMATCH", null);
      return;
    }
    throw new SealgraphError("BUSY");
  });
}

/** Throws ServerCaught where the server says that the roster has moved, and shows nothing that goes on from what is known. */
function checkGoesOn(core: Core, { head }: RosterState): void {
  if (tenantOf(core).head.seq !== head.seq) return;
  const roster = formatUuid(head.id);
  const fork = opened(core).held.evidence.find((each) => each.kind === "ROSTER" && each.roster === roster);
  if (fork) throw new ServerCaught(fork.check, fork.id);
}

/** The company's roster, as verified last. */
export function tenantOf(core: Core): RosterState {
  const { tenant } = opened(core).held;
  if (tenant === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  return newestState(tenant);
}

function sign(core: Core, before: RosterState, intended: readonly Intended[]) {
  const { user, own } = opened(core);
  const links: MadeLink[] = [];
  const persons: PersonTextWire[] = [];
  let state = before;
  for (const { act, text, heads } of intended) {
    const link = allowed(() =>
      makeTenantLink(state, { user, signing: own.signing, time: core.around.now() }, act, heads),
    );
    links.push(link);
    state = link.state;
    if (text) persons.push({ ...text, seq: state.head.seq });
  }
  return { before, links, wire: { links: links.map(({ signed }) => splitLink(signed)), persons } };
}

/** What nobody would take is not sent. */
function allowed<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const refused = error instanceof ProtocolError && ["NOT_ALLOWED", "WRONG_AUTHOR"].includes(error.code);
    if (refused) throw new SealgraphError("FORBIDDEN");
    throw error;
  }
}

function splitLink(signed: Uint8Array) {
  const { bytes, signatures } = openSignedLink(signed);
  return { link: encodeBase64url(bytes), signatures: signatures.map(encodeBase64url) };
}
