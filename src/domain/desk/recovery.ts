/** Recovery by staff whom a custodian put into a company's recovery group (PROTOCOL §4.15). Each asks in the company of the request. */
import { parseId, type RosterId } from "../../ids.ts";
import { type GroupEpochRow, listGroupEpochs, listOwnWraps, type MemberWrapRow } from "../company/group-rows.ts";
import { parseEpochs } from "../company/groups.ts";
import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";

/** Keys of the epochs of a recovery group that the caller is in, and their own wraps, the newest first. Throws `BAD_USER_INPUT`. */
export async function readRecoveryKeysAtDesk(
  request: Request,
  group: string,
  args: Parameters<typeof parseEpochs>[0],
): Promise<{ readonly epochs: readonly GroupEpochRow[]; readonly wraps: readonly MemberWrapRow[] }> {
  const groups = [parseId<RosterId>(group, "group")];
  const asked = parseEpochs(args);
  const { answers } = await ask(request, listGroupEpochs(groups, asked), listOwnWraps(groups, asked));
  return { epochs: answers[0], wraps: answers[1] };
}
