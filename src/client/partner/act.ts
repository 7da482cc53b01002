/** Signing in a company's roster as staff at its desk (PROTOCOL §4.15). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { makeOwnKeys } from "../../crypto/client/next-link.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../crypto/sodium.ts";
import { call } from "../account/session.ts";
import { allowed } from "../allowed.ts";
import { checkAnswered, type SendChange, sendDrafted } from "../company/act.ts";
import { type Drafting, newDrafting } from "../company/drafting.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { administerCompanyOperation } from "../transport/company-roster-operations.ts";
import { newestState } from "../vault/chain.ts";
import { adoptInCompany, followCompany } from "./rosters.ts";
import { type Standing, standingIn } from "./standing.ts";

const mostRounds = 10;

/** What staff sign in a company, and where they stand there. */
export interface AtDesk {
  readonly drafting: Drafting;
  readonly standing: Standing;
}

/**
 * Signs on top of the company's newest roster, sends it as one deed, and keeps what came of it. Own keys that were replaced follow
 * first. Gives the company as it is then. Throws FORBIDDEN where the roster gives no right to it, NOT_FOUND, DESK_UNFIT, BUSY,
 * LIMIT_EXCEEDED, SERVER_CAUGHT where the server shows another company, or less, than is known.
 *
 * @param draft signs what is to be done; nothing is sent where it signs nothing.
 */
export function actAtDesk(
  core: Core,
  company: string,
  draft: (at: AtDesk) => Promise<void> | void,
): Promise<{ readonly state: RosterState; readonly changed: boolean }> {
  const sendIt: SendChange = (change) => call(core, administerCompanyOperation, { input: { company, change } });
  return inTurn(core, async () => {
    let chain = await followCompany(core, company);
    for (let round = 0; round < mostRounds; round++) {
      const { user, own } = opened(core);
      const signer = { user, signing: own.signing, time: core.around.now() };
      const drafting = newDrafting(signer, newestState(chain), new Map(), new Map());
      const standing = standingIn(core, drafting.tenant);
      followOwnKeys(core, drafting, standing);
      await draft({ drafting, standing });
      if (drafting.links.length === 0) return { state: drafting.tenant, changed: false };
      const answer = await sendDrafted(core, drafting, sendIt);
      if (answer.type === "StaleHead") {
        const next = await followCompany(core, company);
        // Two links at one height are never signed.
        if (next.links.length === chain.links.length && drafting.groups.size === 0)
          throw new ServerCaught("MISMATCH", null);
        chain = next;
        continue;
      }
      checkAnswered(drafting, answer.heads);
      const ofTenant = drafting.links.filter(({ state }) => equalBytes(state.head.id, drafting.tenant.head.id));
      const more = ofTenant.map(({ state, signed }) => ({ seq: state.head.seq, signed }));
      return { state: newestState(await adoptInCompany(core, company, more)), changed: true };
    }
    throw new SealgraphError("BUSY");
  });
}

/** The account's keys of now in a company that knows those of before. */
function followOwnKeys(core: Core, drafting: Drafting, { former }: Standing): void {
  if (former === null) return;
  const { user, own, keys } = opened(core);
  const { time } = drafting.signer;
  const change = { user, tenantHead: null, time, old: former, new: own.signing, xwingKeyHash: own.xwingKeyHash };
  const link = allowed(() => makeOwnKeys(drafting.tenant, { ...change, vaultHead: null }));
  drafting.links.push(link);
  drafting.tenant = link.state;
  const publicKey = encodeBase64url(deriveXWingPublicKey(keys.xwingSeed));
  drafting.staffKeys.push({ seq: link.state.head.seq, publicKey });
}
