import { Check, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** A spare code that was not used yet, as a hash under `SERVER_SECRET`. PROTOCOL §3.12. */
@Entity("spare_code")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "spare_code_of_user" })
@Check("spare_code_hash_is_32_bytes", "octet_length(code_hash) = 32")
export class SpareCode {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "spare_code_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "spare_code_key" })
  userId!: UserId;

  @PrimaryColumn("bytea", { name: "code_hash", primaryKeyConstraintName: "spare_code_key" })
  codeHash!: Uint8Array;
}
