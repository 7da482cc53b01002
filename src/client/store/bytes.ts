import { ProtocolError } from "../../crypto/errors.ts";

const chunk = 4_096;

/** Writes numbers and bytes after each other. */
export class ByteWriter {
  private buffer = new Uint8Array(chunk);
  private view = new DataView(this.buffer.buffer);
  private at = 0;

  get length(): number {
    return this.at;
  }

  u8(value: number): this {
    this.grow(1);
    this.view.setUint8(this.at, value);
    this.at += 1;
    return this;
  }

  u32(value: number): this {
    this.grow(4);
    this.view.setUint32(this.at, value, true);
    this.at += 4;
    return this;
  }

  /** Whole numbers up to 2⁵³ − 1. */
  u53(value: number): this {
    return this.u32(value % 2 ** 32).u32(Math.floor(value / 2 ** 32));
  }

  /** Bytes whose length the reader knows. */
  raw(bytes: Uint8Array): this {
    this.grow(bytes.length);
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
    return this;
  }

  /** Bytes with their length before them. */
  bytes(bytes: Uint8Array): this {
    return this.u32(bytes.length).raw(bytes);
  }

  /** Bytes of a known length, or nothing. */
  optional(bytes: Uint8Array | null): this {
    return bytes === null ? this.u8(0) : this.u8(1).raw(bytes);
  }

  done(): Uint8Array {
    return this.buffer.slice(0, this.at);
  }

  private grow(by: number): void {
    if (this.at + by <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.at + by));
    larger.set(this.buffer);
    this.buffer = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Reads what `ByteWriter` wrote; every read past the end throws MALFORMED. */
export class ByteReader {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly source: Uint8Array) {
    this.view = new DataView(source.buffer, source.byteOffset, source.length);
  }

  get left(): number {
    return this.source.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.step(1));
  }

  u32(): number {
    return this.view.getUint32(this.step(4), true);
  }

  u53(): number {
    const value = this.u32() + this.u32() * 2 ** 32;
    if (!Number.isSafeInteger(value)) throw new ProtocolError("MALFORMED", "frame");
    return value;
  }

  /** A view, not a copy. */
  raw(length: number): Uint8Array {
    const from = this.step(length);
    return this.source.subarray(from, from + length);
  }

  bytes(): Uint8Array {
    return this.raw(this.u32());
  }

  optional(length: number): Uint8Array | null {
    return this.flag() ? this.raw(length) : null;
  }

  /** One byte: 0 or 1. */
  flag(): boolean {
    const value = this.u8();
    if (value > 1) throw new ProtocolError("MALFORMED", "frame");
    return value === 1;
  }

  private step(by: number): number {
    const from = this.at;
    if (by > this.left) throw new ProtocolError("MALFORMED", "frame");
    this.at += by;
    return from;
  }
}
