import type { Client, Share } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { recipientName } from "./share-shapes.ts";

/**
 * What an owner is told who goes, or steps down, where no other has accepted: null where one has, and where there is no other,
 * which is refused.
 */
export async function leftWithoutOwner(client: Client, { id, permission }: Pick<Share, "id" | "permission">) {
  if (permission !== "OWNER") return null;
  const { recipients } = await client.shares.get(id);
  const others = recipients.filter((each) => each.permission === "OWNER" && !each.you);
  if (others.length === 0 || others.some(({ answer, active }) => answer === "ACCEPTED" && active)) return null;
  const why = others.map((each) => {
    if (!each.active) return `${recipientName(each)} is not active in the company`;
    return `${recipientName(each)} ${each.answer === "DECLINED" ? "has declined it" : "has not answered yet"}`;
  });
  return `No other owner has accepted it: ${why.join(", ")}. Until one does, nobody says who is in it.`;
}

/** Throws FORBIDDEN for whoever is in a share and owns it not, before anything else is looked at that only owners may. */
export function refuseUnlessOwner(permission: Share["permission"]): void {
  if (permission === "OWNER") return;
  throw new CommandFailure(
    exitCode.REFUSED,
    "FORBIDDEN",
    "You may not do this in this share.",
    "sealgraph share show says who may what. An owner of it can change that.",
  );
}
