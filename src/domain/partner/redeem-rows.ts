import { bind, statement } from "../batch.ts";

const redeemStatement = statement<{ redeemPartnerCode: number | null }>(
  "partner_redeem_code",
  "select redeem_partner_code($1, $2)",
);
/** How many seats the partner has by it; null where it is refused. */
export const redeemPartnerCode = (codeHash: Uint8Array, now: Date) => bind(redeemStatement, codeHash, now);
