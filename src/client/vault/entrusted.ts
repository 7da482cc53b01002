import { equalBytes } from "../../crypto/bytes.ts";
import { checkEntrustedTo } from "../../crypto/entrust.ts";
import { operation } from "../../crypto/link.ts";
import { switchInForce } from "../../crypto/roster-state.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { type Chain, newestState } from "./chain.ts";
import type { OwnBase } from "./share-chain.ts";

/**
 * Whether links of a profile entrust its key where the company wants it (PROTOCOL §4.14): to the group that the switch names, and,
 * as far as that is held, to a key of it that was for nobody else. Links of before a move are nobody's to ask here. Throws NOT_ALLOWED,
 * WRONG_ROSTER_HEAD.
 *
 * @param known how many links were looked at before.
 */
export function checkEntrusted({ links }: Chain, known: number, { tenant, groupAt }: OwnBase): void {
  for (const signed of links.slice(known)) {
    const { link } = readSignedLink(signed);
    if (link.operation !== operation.ENTRUST || !link.tenantHead) continue;
    const company = tenant.states[link.tenantHead.seq];
    if (!company || !equalBytes(link.tenantHead.id, newestState(tenant).head.id)) continue;
    const { group, groupSeq } = link.subject;
    const named = switchInForce(company)?.setting?.group;
    const isWanted = named !== undefined && equalBytes(named, group);
    // A group that is kept back is said by its own evidence.
    if (isWanted && groupAt(group, groupSeq) === null) continue;
    checkEntrustedTo(link.subject, company, groupAt);
  }
}
