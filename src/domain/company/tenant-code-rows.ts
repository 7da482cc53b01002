import { bind, statement } from "../batch.ts";

const redeemStatement = statement<{ redeemTenantCode: boolean }>(
  "company_redeem_tenant_code",
  "select redeem_tenant_code($1, $2)",
);
export const redeemTenantCode = (codeHash: Uint8Array, now: Date) => bind(redeemStatement, codeHash, now);
