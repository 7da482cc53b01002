import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RecordId, TenantId, VaultId } from "../ids.ts";

/** One version of a record: its envelopes and the leaf over them. Holds no title, kind or field outside these. */
@Entity("record_version")
@ForeignKey("SealedRecord", ["tenantId", "vaultId", "recordId"], ["tenantId", "vaultId", "id"], {
  name: "record_version_of_record",
})
export class RecordVersion {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "record_version_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "record_version_key" })
  vaultId!: VaultId;

  @PrimaryColumn("uuid", { name: "record_id", primaryKeyConstraintName: "record_version_key" })
  recordId!: RecordId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "record_version_key" })
  version!: number;

  @Column("smallint")
  class!: 1 | 2 | 3 | 4;

  /** Milliseconds since 1970; 0 while live. */
  @Column("bigint", { name: "trashed_since" })
  trashedSince!: number;

  @Column("uuid", { name: "folder_id", nullable: true })
  folderId!: RecordId | null;

  @Column("integer")
  schema!: number;

  @Column("integer")
  epoch!: number;

  /** Envelope in base64url. */
  @Column("text")
  body!: string;

  /** Envelope in base64url. */
  @Column("text")
  key!: string;

  @Column("bytea")
  leaf!: Uint8Array;

  /** Null for version 1. */
  @Column("bytea", { name: "previous_leaf", nullable: true })
  previousLeaf!: Uint8Array | null;
}
