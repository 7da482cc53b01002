import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { MachineId, TenantId } from "../ids.ts";

/** A batch that was given up: behind which revision of the feed it begins, and where it ends. */
@Entity("webhook_dead_letter")
@ForeignKey("Webhook", ["tenantId", "webhookId"], ["tenantId", "id"], {
  name: "webhook_dead_letter_of_webhook",
  onDelete: "CASCADE",
})
@Index("webhook_dead_letter_to_replay", ["tenantId", "webhookId"], { where: "replaying" })
@Check("webhook_dead_letter_is_a_range", "after >= 0 and until > after")
export class WebhookDeadLetter {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "webhook_dead_letter_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "webhook_id", primaryKeyConstraintName: "webhook_dead_letter_key" })
  webhookId!: MachineId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "webhook_dead_letter_key" })
  id!: string;

  @Column("integer")
  after!: number;

  @Column("integer")
  until!: number;

  @Column("text")
  failure!: string;

  @Column("timestamptz", { name: "died_at" })
  diedAt!: Date;

  @Column("timestamptz", { name: "replay_asked_at", nullable: true })
  replayAskedAt!: Date | null;

  /** Not yet sent again. */
  @Column("boolean", { default: false })
  replaying!: boolean;
}
