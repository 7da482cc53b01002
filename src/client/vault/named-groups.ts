import { operation } from "../../crypto/link.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Chain } from "./chain.ts";

/** Tells of a group whether a tenant's roster ever named it. The roster is read once, and where nobody asks not at all. */
export function namedBy(tenant: Chain): (group: string) => boolean {
  let named: ReadonlySet<string> | null = null;
  return (group) => {
    named ??= new Set(tenant.links.flatMap(groupFounded));
    return named.has(group);
  };
}

function groupFounded(signed: Uint8Array): string[] {
  const { link } = readSignedLink(signed);
  return link.operation === operation.NEW_GROUP ? [formatUuid(link.subject.group)] : [];
}
