import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** Text of a change of name or address that awaits another administrator. PROTOCOL §4.4. */
@Entity("awaiting_person")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "awaiting_person_of_user" })
@Index("awaiting_person_one_of_user", ["tenantId", "userId"], { unique: true })
@Check("awaiting_person_address_is_bounded", "char_length(address) between 3 and 254")
@Check("awaiting_person_name_is_bounded", "char_length(name) between 1 and 100")
@Check("awaiting_person_salt_is_32_bytes", "octet_length(salt) = 32")
export class AwaitingPerson {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "awaiting_person_key" })
  tenantId!: TenantId;

  /** Of the link that awaits. */
  @PrimaryColumn("integer", { primaryKeyConstraintName: "awaiting_person_key" })
  seq!: number;

  @Column("uuid", { name: "user_id" })
  userId!: UserId;

  /** Proven: the user has its mail. */
  @Column("text")
  address!: string;

  @Column("text")
  name!: string;

  @Column("bytea")
  salt!: Uint8Array;
}
