import { sealGroupName } from "../../crypto/client/group.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { actInCompany } from "./act.ts";
import { draftName } from "./draft-group.ts";
import type { Drafting } from "./drafting.ts";
import { everyoneFor } from "./group-secret.ts";
import { listGroups } from "./group-view.ts";

export async function rename(core: Core, group: string, name: string): Promise<void> {
  await actInCompany(core, async (drafting) => {
    await refuseTaken(core, group, name);
    draftName(drafting, group, await sealName(core, drafting, group, name));
  });
}

/**
 * Throws NAME_TAKEN where another group that this device can name is called so, in capitals or not: people choose by the name
 * whom they share with. The server cannot tell, because names are sealed.
 */
export async function refuseTaken(core: Core, group: string, name: string): Promise<void> {
  const others = (await listGroups(core)).filter((each) => each.group !== group).map((each) => each.name ?? "");
  const taken = ["Everyone", ...others].map(folded);
  if (taken.includes(folded(name))) throw new SealgraphError("NAME_TAKEN");
}

const folded = (name: string): string => name.normalize("NFC").toLowerCase();

export async function sealName(core: Core, drafting: Drafting, group: string, name: string) {
  const { secret, epoch } = await everyoneFor(core, drafting);
  const place = { tenant: drafting.tenant.head.id, group: parseUuid(group), epoch };
  return { envelope: sealGroupName(secret, place, name), epoch };
}
