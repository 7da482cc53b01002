import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { MachineId, TenantId } from "../ids.ts";

/** Where a partner's events are sent, how far that went, and what is in hand. */
@Entity("webhook")
@ForeignKey("Machine", ["tenantId", "id"], ["tenantId", "id"], { name: "webhook_is_machine", onDelete: "CASCADE" })
@Check("webhook_url_is_bounded", "char_length(url) between 1 and 2048")
@Check(
  "webhook_groups_are_known",
  "event_groups <@ array['AUDIT', 'POLICY', 'READINESS', 'SHARES'] and cardinality(event_groups) >= 1",
)
@Check("webhook_batch_is_whole", "(batch_id is null) = (batch_to is null) and batch_to >= told and told >= 0")
@Check("webhook_former_secret_ends", "(former_secret is null) = (former_until is null)")
@Check("webhook_lease_ends", "(lease is null) = (leased_until is null)")
@Check("webhook_tries_count_up", "tries >= 0")
export class Webhook {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "webhook_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "webhook_key" })
  id!: MachineId;

  @Column("text")
  url!: string;

  @Column("text", { name: "event_groups", array: true })
  eventGroups!: string[];

  /** Sealed under the server's secret. */
  @Column("bytea")
  secret!: Uint8Array;

  @Column("bytea", { name: "former_secret", nullable: true })
  formerSecret!: Uint8Array | null;

  @Column("timestamptz", { name: "former_until", nullable: true })
  formerUntil!: Date | null;

  @Column("boolean", { default: true })
  active!: boolean;

  /** All events up to this revision of the feed are done with. */
  @Column("integer")
  told!: number;

  /** The batch in hand: its id stays while it is tried again. */
  @Column("uuid", { name: "batch_id", nullable: true })
  batchId!: string | null;

  @Column("integer", { name: "batch_to", nullable: true })
  batchTo!: number | null;

  @Column("integer", { default: 0 })
  tries!: number;

  @Column("timestamptz", { name: "due_at", nullable: true })
  dueAt!: Date | null;

  /** Who delivers it holds it until then. */
  @Column("uuid", { nullable: true })
  lease!: string | null;

  @Column("timestamptz", { name: "leased_until", nullable: true })
  leasedUntil!: Date | null;

  /** When it was taken to be delivered last. */
  @Column("timestamptz", { name: "taken_at", nullable: true })
  takenAt!: Date | null;

  @Column("timestamptz", { name: "failing_since", nullable: true })
  failingSince!: Date | null;

  @Column("text", { nullable: true })
  failure!: string | null;

  @Column("timestamptz", { name: "delivered_at", nullable: true })
  deliveredAt!: Date | null;
}
