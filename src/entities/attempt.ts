import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** How often something was tried in a span. Reached by a database function only. Holds no address: `key` is opaque. */
@Entity("attempt")
@Index("attempt_by_expiry", ["expiresAt"])
export class Attempt {
  @PrimaryColumn("bytea", { primaryKeyConstraintName: "attempt_key" })
  key!: Uint8Array;

  @Column("integer")
  count!: number;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;
}
