/** What a reader tells the process that started it. */
export type Report = { readonly port: number } | Seen;

/** A change as the other device has it. */
export interface Seen {
  readonly record: string;
  /** By the clock that all processes of a machine share. */
  readonly at: number;
}

/** Milliseconds of the machine's own clock: the same in every process, and never set back. */
export const machineNow = (): number => Number(process.hrtime.bigint()) / 1e6;

export function tell(report: Report): void {
  process.send?.(report);
}
