import { Column } from "typeorm";

/** What an entry says, waiting for its place or in it: ids and numbers alone. PROTOCOL §7.1. */
export abstract class AuditedDeed {
  @Column("text")
  kind!: string;

  /** By the clock of the request that did it. */
  @Column("timestamptz", { name: "happened_at" })
  happenedAt!: Date;

  @Column("text")
  origin!: "SERVER" | "CLIENT";

  @Column("uuid", { name: "actor_id", nullable: true })
  actorId!: string | null;

  @Column("uuid", { name: "actor_device_id", nullable: true })
  actorDeviceId!: string | null;

  @Column("text", { nullable: true })
  surface!: string | null;

  @Column("uuid", { name: "user_id", nullable: true })
  userId!: string | null;

  @Column("uuid", { name: "device_id", nullable: true })
  deviceId!: string | null;

  @Column("uuid", { name: "group_id", nullable: true })
  groupId!: string | null;

  @Column("uuid", { name: "vault_id", nullable: true })
  vaultId!: string | null;

  @Column("bytea", { nullable: true })
  invitation!: Uint8Array | null;

  @Column("uuid", { array: true })
  records!: string[];

  @Column("integer", { nullable: true })
  amount!: number | null;

  @Column("integer", { nullable: true })
  seq!: number | null;

  @Column("integer", { nullable: true })
  epoch!: number | null;
}
