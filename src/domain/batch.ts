import type { Connection, Submittable } from "pg";
import { serialize } from "pg-protocol";
import { decoderOf } from "./column-types.ts";

/**
 * One prepared statement: a name that is its own on every connection, and its text. `Row` is what its columns are read
 * as, in camel case.
 */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /** Only for the type checker. */
  readonly row?: Row;
}

/** A statement with its values: numbers, text, booleans, dates, bytes, null, or arrays of these. */
export interface Bound<Row> {
  readonly statement: Statement<Row>;
  readonly values: readonly unknown[];
}

/** What each statement of a batch answers. */
export type Answers<Batch extends readonly Bound<unknown>[]> = {
  -readonly [I in keyof Batch]: Batch[I] extends Bound<infer Row> ? Row[] : never;
};

/** By name: on a connection the first text of a name would stand for every other. */
const texts = new Map<string, string>();

/** Names a statement. Its text is sent to a connection once. Throws for a name that is another statement's. */
export function statement<Row = Record<string, never>>(name: string, text: string): Statement<Row> {
  if ((texts.get(name) ?? text) !== text) throw new Error(`two statements are called ${name}`);
  texts.set(name, text);
  return { name, text };
}

/** Texts of all statements that were named until now, by name. */
export const namedStatements = (): ReadonlyMap<string, string> => texts;

export const bind = <Row>(statement: Statement<Row>, ...values: unknown[]): Bound<Row> => ({ statement, values });

interface Column {
  readonly name: string;
  readonly decode: (text: string) => unknown;
}

/** The statements that a connection has parsed, with their columns. */
const parsedOn = new WeakMap<Connection, Map<string, readonly Column[]>>();

/** Messages that never differ: rows of the portal in hand, all of them; what columns it has; the end of a batch. */
const [execute, describe, sync] = [
  serialize.execute({}),
  serialize.describe({ type: "P", name: "" }),
  serialize.sync(),
];

/**
 * Several prepared statements and one Sync: one round trip and, where none is open, one implicit transaction. The first
 * error ends the batch: PostgreSQL skips what follows it. Rows come back statement by statement.
 */
export class Batch implements Submittable {
  readonly #statements: readonly Bound<unknown>[];
  readonly #rows: Record<string, unknown>[][] = [[]];
  readonly #resolve: (rows: Record<string, unknown>[][]) => void;
  readonly #reject: (error: Error) => void;
  #parsed = new Map<string, readonly Column[]>();
  /** Names that it closes and parses itself. */
  readonly #fresh = new Set<string>();
  #columns: readonly Column[] = [];
  #failed = false;
  #companions: readonly Batch[] = [];
  #written = false;
  /** Called when the connection is free for another, whatever became of this one. */
  #end = () => {};

  constructor(
    statements: readonly Bound<unknown>[],
    resolve: (rows: Record<string, unknown>[][]) => void,
    reject: (error: Error) => void,
  ) {
    this.#statements = statements;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** What it sends, by name. */
  get names(): string[] {
    return this.#statements.map(({ statement }) => statement.name);
  }

  /**
   * Sends batches in one packet, each with a Sync and so a transaction of its own: what fails in one concerns no other.
   * Resolves when the last has ended; never rejects, for each tells its own caller.
   */
  static together(batches: readonly Batch[], client: { query(batch: Batch): unknown }): Promise<void> {
    return new Promise((resolve) => {
      const [first, ...others] = batches;
      if (first === undefined) return resolve();
      first.#companions = others;
      // The client is told of each when its answer comes next: it may not know of several at once.
      batches.forEach((batch, place) => {
        const next = batches[place + 1];
        batch.#end = next ? () => client.query(next) : resolve;
      });
      client.query(first);
    });
  }

  submit(connection: Connection): void {
    if (this.#written) return;
    const messages = [this, ...this.#companions].flatMap((batch) => batch.#messages(connection));
    connection.stream.write(Buffer.concat(messages));
  }

  #messages(connection: Connection): Buffer[] {
    this.#written = true;
    this.#parsed = parsedOn.get(connection) ?? new Map();
    parsedOn.set(connection, this.#parsed);
    const messages: Buffer[] = [];
    for (const { statement, values } of this.#statements) {
      const { name, text } = statement;
      const fresh = !this.#parsed.has(name) && !this.#fresh.has(name);
      if (fresh) {
        // A statement whose first execution failed may stand on the server unknown to us: closing is no error either way.
        messages.push(serialize.close({ type: "S", name }), serialize.parse({ name, text, types: [] }));
        this.#fresh.add(name);
      }
      messages.push(serialize.bind({ statement: name, values: values.map(toWire) }));
      if (fresh) messages.push(describe);
      messages.push(execute);
    }
    messages.push(sync);
    this.#columns = this.#columnsOfCurrent();
    return messages;
  }

  handleRowDescription(message: { fields: { name: string; dataTypeID: number }[] }): void {
    this.#columns = message.fields.map((field) => ({ name: camel(field.name), decode: decoderOf(field.dataTypeID) }));
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < this.#columns.length; i++) {
      const column = this.#columns[i] as Column;
      const text = message.fields[i];
      row[column.name] = text == null ? null : column.decode(text);
    }
    (this.#rows.at(-1) as Record<string, unknown>[]).push(row);
  }

  handleCommandComplete(): void {
    const done = this.#statements[this.#rows.length - 1];
    if (done) this.#parsed.set(done.statement.name, this.#columns);
    this.#rows.push([]);
    this.#columns = this.#columnsOfCurrent();
  }

  handleError(error: Error): void {
    this.#failed = true;
    // It may have closed what one before it had parsed, and not come to parsing it again.
    for (const name of this.#fresh) this.#parsed.delete(name);
    this.#end();
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#end();
    if (!this.#failed) this.#resolve(this.#rows.slice(0, this.#statements.length));
  }

  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}

  #columnsOfCurrent(): readonly Column[] {
    const current = this.#statements[this.#rows.length - 1];
    return (current && this.#parsed.get(current.statement.name)) ?? [];
  }
}

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Buffers go in binary, the rest as text; arrays as PostgreSQL writes them. */
function toWire(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array)
    return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(elementToWire).join(",")}}`;
  return String(value);
}

function elementToWire(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (value instanceof Uint8Array)
    return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}"`;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = value instanceof Date ? value.toISOString() : String(value);
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
