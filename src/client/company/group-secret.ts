import { groupDue } from "../../crypto/group.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { groupClass } from "../../crypto/state-entries.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { draftEpoch, draftGroup, everyoneIn, firstRecipients } from "./draft-group.ts";
import { type Drafting, groupOf } from "./drafting.ts";
import { fetchGroups, newestSecret, openSecrets, publicKeysOf } from "./group-keys.ts";

/** Everyone's secret to seal under now: made where there is none, made anew where it is due. */
export async function everyoneFor(core: Core, drafting: Drafting): Promise<{ secret: SymmetricKey; epoch: number }> {
  const known = everyoneIn(drafting);
  if (known === undefined) {
    const id = makeId(core.around.now());
    draftGroup(drafting, id, groupClass.EVERYONE, null);
    return { secret: await beginEpoch(core, drafting, formatUuid(id), null), epoch: 1 };
  }
  const [group, state] = known;
  const secret = await secretFor(core, drafting, group);
  return { secret, epoch: groupOf(drafting, group).epoch?.epoch ?? state.epoch?.epoch ?? 1 };
}

/**
 * The secret of a group to seal under now: of the epoch in force, or of the one that is begun because that is due. Throws
 * KEY_PENDING where nobody who has it was here since this user came.
 */
export async function secretFor(core: Core, drafting: Drafting, group: string): Promise<SymmetricKey> {
  const state = groupOf(drafting, group);
  if (state.epoch === null) return beginEpoch(core, drafting, group, null);
  const secret = await secretOf(core, drafting, group);
  if (secret === null) throw new SealgraphError("KEY_PENDING", { part: "group" });
  return groupDue(state, drafting.tenant) ? beginEpoch(core, drafting, group, secret) : secret;
}

/** The secret of the epoch in force; null where this device was not given it. */
export async function secretOf(core: Core, drafting: Drafting, group: string): Promise<SymmetricKey | null> {
  const chain = opened(core).held.groups.get(group);
  const answers = await fetchGroups(core, [group]);
  return chain ? newestSecret(groupOf(drafting, group), openSecrets(core, chain, answers.get(group))) : null;
}

/** Begins an epoch for whoever is a recipient now. */
export async function beginEpoch(
  core: Core,
  drafting: Drafting,
  group: string,
  previous: SymmetricKey | null,
): Promise<SymmetricKey> {
  const keys = await publicKeysOf(core, firstRecipients(drafting, groupOf(drafting, group)));
  return draftEpoch(drafting, group, keys, previous);
}
