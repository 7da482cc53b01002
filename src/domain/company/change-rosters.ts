import { Failure } from "../../errors.ts";
import { noteRefusal } from "../audit/note.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { letter } from "../letter.ts";
import { notify } from "../policy/notify.ts";
import { demandStepUpFor } from "../second-factor/step-up.ts";
import { again } from "../share/overtaken.ts";
import { readMissingLinks } from "../sync/missing.ts";
import { tenantTopic } from "../topics.ts";
import { inTransaction } from "../transaction.ts";
import { provenAddress } from "./address.ts";
import { type Allowed, administratorActs, memberActs } from "./allowed.ts";
import { type ChangeRostersResult, refuseStopped } from "./answer.ts";
import { refusalKind } from "./audit.ts";
import type { ChangeRostersInput } from "./input.ts";
import { parseChange } from "./parse.ts";
import { type Beside, settle } from "./settle.ts";

export type { ChangeRostersResult };

/** What administrators do. Throws as `changeRosters` does. */
export const administerTenant = (request: Request, input: ChangeRostersInput): Promise<ChangeRostersResult> =>
  changeAs(request, input, administratorActs);

/**
 * What members do for themselves (PROTOCOL §4.4): at most 8 links of the tenant's roster and of groups, all of them or none. The
 * same mutation id with the same links is one deed with one answer.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `FORBIDDEN`, `NOT_FOUND`, `READ_ONLY`, `MUTATION_ID_REUSED`,
 *   `STEP_UP_REQUIRED`.
 */
export const changeRosters = (request: Request, input: ChangeRostersInput): Promise<ChangeRostersResult> =>
  changeAs(request, input, memberActs);

/**
 * The same by whoever may sign what is allowed there: in a company also its desk's staff.
 *
 * @param beside what is done in the same transaction.
 */
export async function changeAs(
  request: Request,
  input: ChangeRostersInput,
  allowed: Allowed,
  beside?: Beside,
): Promise<ChangeRostersResult> {
  const parsed = parseChange(input, allowed === memberActs ? bounds.linksPerOwnChange : bounds.linksPerChange);
  const { clientMutationId } = parsed;
  const asked = input.newAddress ?? null;
  if (asked && request.company) throw new Failure("BAD_USER_INPUT", "newAddress is of members.");
  await demandStepUpFor(request, parsed, asked !== null);
  const proven = asked && (await provenAddress(request, asked));
  const { tenant, settled } = await again(() =>
    inTransaction(request, async (tx) => {
      const settled = await settle(tx, parsed, allowed, {
        house: request.house,
        address: asked && { proven },
        ip: request.ip,
        ...(beside && { beside }),
      });
      return { tenant: tx.actor.tenant, settled };
    }),
  )
    .catch(refuseStopped)
    .catch(async (error: unknown) => {
      const kind = refusalKind(error, allowed !== memberActs);
      if (kind) await noteRefusal(request, { kind });
      throw error;
    });
  if (tenant === null)
    await noteRefusal(request, { kind: settled.kind === "POLICY" ? "POLICIES_REFUSED" : "ADDRESS_WAS_TAKEN" });
  switch (settled.kind) {
    case "STALE": {
      const { rosters, complete } = await readMissingLinks(request, parsed.links);
      return { __typename: "StaleHead", clientMutationId, missing: [], rosters, complete };
    }
    case "ADDRESS":
      return { __typename: "AddressRefused", clientMutationId, refusal: settled.refusal };
    case "POLICY": {
      const { refusal, setting } = settled;
      return { __typename: "PolicyRefused", clientMutationId, refusal, setting };
    }
    case "LIMIT":
      return { __typename: "TenantLimitReached", clientMutationId, limit: settled.limit };
    case "DONE": {
      const { heads, ended, moved, notified } = settled;
      request.house.doorbell.ring([...(tenant ? [tenantTopic(tenant)] : []), ...ended.map(({ id }) => id)]);
      // It is done, whether or not a letter to where nobody may be any more goes out.
      for (const { before, locale } of moved)
        await request.house.sendMail(letter({ address: before, locale }, "addressFormer")).catch(() => {});
      await notify(request.house, notified);
      return { __typename: "RostersChanged", clientMutationId, heads };
    }
  }
}
