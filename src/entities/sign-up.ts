import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A sign-up that waits for its code. Reached by the database's own functions only. Of the code it holds the hash. */
@Entity("sign_up")
@Index("sign_up_by_expiry", ["expiresAt"])
@Check("sign_up_code_hash_is_32_bytes", "octet_length(code_hash) = 32")
export class SignUp {
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "sign_up_key" })
  id!: string;

  @Column("text")
  address!: string;

  @Column("bytea", { name: "code_hash" })
  codeHash!: Uint8Array;

  @Column("integer", { default: 0 })
  attempts!: number;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;
}
