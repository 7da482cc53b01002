import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RecordId, TenantId, VaultId } from "../ids.ts";

/**
 * A record as it stands now, or the tombstone of a purged one: `leaf` and all it covers are null. Holds no title, kind
 * or field outside the envelope. Named as in the schema, apart from TypeScript's own `Record`, which an import of the
 * bare name would hide.
 */
@Entity("record")
@ForeignKey("Vault", ["tenantId", "vaultId"], ["tenantId", "id"], { name: "record_of_vault" })
@Index("record_by_revision", ["tenantId", "vaultId", "revision", "id"])
@Index("record_by_folder", ["tenantId", "vaultId", "class", "folderId", "id"], { where: "trashed_since = 0" })
@Index("record_in_trash", ["tenantId", "vaultId", "trashedSince", "id"], { where: "trashed_since > 0" })
@Check("record_bucket_is_a_byte", "bucket between 0 and 255")
@Check("record_class_is_known", "class in (1, 2, 3, 4)")
@Check(
  "record_is_whole_or_purged",
  "num_nulls(class, version, trashed_since, schema, epoch, body, key, leaf) in (0, 8)",
)
@Check("record_tombstone_is_empty", "leaf is not null or (folder_id is null and previous_leaf is null)")
@Check("record_version_from_one", "version >= 1 and (version = 1) = (previous_leaf is null)")
@Check("record_trashed_since_is_natural", "trashed_since >= 0")
@Check("record_schema_is_bounded", "schema between 1 and 65535")
@Check("record_envelopes_are_bounded", "octet_length(body) between 98 and 87382 and octet_length(key) = 140")
@Check("record_envelopes_are_base64url", "body !~ '[^A-Za-z0-9_-]' and key !~ '[^A-Za-z0-9_-]'")
@Check(
  "record_leaves_are_32_bytes",
  "octet_length(leaf) = 32 and (previous_leaf is null or octet_length(previous_leaf) = 32)",
)
export class SealedRecord {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "record_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "record_key" })
  vaultId!: VaultId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "record_key" })
  id!: RecordId;

  /** Which of the 256 lists its leaf stands in. PROTOCOL §5.1. */
  @Column("smallint")
  bucket!: number;

  /** The vault's, of the commit that changed it last. */
  @Column("integer")
  revision!: number;

  /** 1 folder, 2 item, 4 entry of an account vault. PROTOCOL §5.2. */
  @Column("smallint", { nullable: true })
  class!: 1 | 2 | 3 | 4 | null;

  @Column("integer", { nullable: true })
  version!: number | null;

  /** Milliseconds since 1970; 0 while live. */
  @Column("bigint", { name: "trashed_since", nullable: true })
  trashedSince!: number | null;

  /** Null at the root of the tree, and in a tombstone. */
  @Column("uuid", { name: "folder_id", nullable: true })
  folderId!: RecordId | null;

  @Column("integer", { nullable: true })
  schema!: number | null;

  @Column("integer", { nullable: true })
  epoch!: number | null;

  /** Envelope in base64url. */
  @Column("text", { nullable: true })
  body!: string | null;

  /** Envelope in base64url. */
  @Column("text", { nullable: true })
  key!: string | null;

  @Column("bytea", { nullable: true })
  leaf!: Uint8Array | null;

  /** Null for version 1. */
  @Column("bytea", { name: "previous_leaf", nullable: true })
  previousLeaf!: Uint8Array | null;
}
