import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";

/** Work that waits for its time. Reached by database functions only; whoever works on it holds the row's lock. */
@Entity("job")
@Index("job_by_due", ["dueAt"])
@Check("job_kind_is_bounded", "char_length(kind) between 1 and 64")
@Check("job_failures_count_up", "failures >= 0")
export class Job {
  @PrimaryColumn("text", { primaryKeyConstraintName: "job_key" })
  kind!: string;

  /** What it is about; the lowest id where it is about the whole house. */
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "job_key" })
  subject!: string;

  @Column("timestamptz", { name: "due_at" })
  dueAt!: Date;

  /** How often it failed since it went well. */
  @Column("integer", { default: 0 })
  failures!: number;
}
