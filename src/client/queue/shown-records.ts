import type { HeldVault } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";

/** Of one vault: what it is shown as, and on what that rests. */
export interface Shown {
  readonly on: HeldVault;
  readonly vault: HeldVault;
  readonly records: ShownRecords;
}

/** Records with changes on top of them; null: gone. Sees what happens to those below. */
export class ShownRecords implements ReadonlyMap<string, HeldRecord> {
  constructor(
    private readonly below: ReadonlyMap<string, HeldRecord>,
    private readonly patch: ReadonlyMap<string, HeldRecord | null>,
  ) {}

  get size(): number {
    let size = this.below.size;
    for (const [record, put] of this.patch) size += Number(put !== null) - Number(this.below.has(record));
    return size;
  }

  get(record: string): HeldRecord | undefined {
    const put = this.patch.get(record);
    return put === undefined ? this.below.get(record) : (put ?? undefined);
  }

  has(record: string): boolean {
    return this.get(record) !== undefined;
  }

  *entries(): MapIterator<[string, HeldRecord]> {
    for (const entry of this.below) if (!this.patch.has(entry[0])) yield entry;
    for (const [record, put] of this.patch) if (put !== null) yield [record, put];
  }

  *keys(): MapIterator<string> {
    for (const [record] of this.entries()) yield record;
  }

  *values(): MapIterator<HeldRecord> {
    for (const [, held] of this.entries()) yield held;
  }

  [Symbol.iterator](): MapIterator<[string, HeldRecord]> {
    return this.entries();
  }

  forEach(callback: (held: HeldRecord, record: string, map: ReadonlyMap<string, HeldRecord>) => void): void {
    for (const [record, held] of this.entries()) callback(held, record, this);
  }
}
