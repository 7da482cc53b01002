import type { LogLevel } from "../config-values.ts";

/** What a line may hold. Anything else, a body, a token, an address, has no field to stand in. */
const shapes = {
  requestId: /^[0-9a-f-]{36}$/,
  userId: /^[0-9a-f-]{36}$/,
  tenantId: /^[0-9a-f-]{36}$/,
  code: /^[A-Za-z0-9_]{1,64}$/,
  operation: /^(query|mutation|subscription)$/,
  transport: /^(http|ws)$/,
  status: "number",
  milliseconds: "number",
  count: "number",
  port: "number",
} as const satisfies Record<string, RegExp | "number">;

type Field = keyof typeof shapes;
export type LogFields = { readonly [F in Field]?: (typeof shapes)[F] extends "number" ? number : string };

export interface Log {
  error(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
  /** An error nobody expected: its class, SQLSTATE, constraint and stack, never its message, which may quote input. */
  failure(event: string, error: unknown, fields?: LogFields): void;
}

const levels: readonly LogLevel[] = ["silent", "error", "warn", "info", "debug"];

/** A log of JSON lines, by default to standard error. `event` is a fixed text of ours, written in the code. */
export function makeLog(level: LogLevel, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const line =
    (of: LogLevel) =>
    (event: string, fields: LogFields = {}, more: object = {}) => {
      if (levels.indexOf(of) > levels.indexOf(level)) return;
      write(`${JSON.stringify({ time: new Date().toISOString(), level: of, event, ...allowed(fields), ...more })}\n`);
    };
  const [error, warn, info, debug] = [line("error"), line("warn"), line("info"), line("debug")];
  return {
    error: (event, fields) => error(event, fields),
    warn: (event, fields) => warn(event, fields),
    info: (event, fields) => info(event, fields),
    debug: (event, fields) => debug(event, fields),
    failure: (event, thrown, fields) => error(event, fields, describe(thrown)),
  };
}

function allowed(fields: LogFields): object {
  const entries = Object.entries(fields).map(([name, value]) => {
    const shape = Object.hasOwn(shapes, name) ? shapes[name as Field] : undefined;
    if (shape === "number") return [name, typeof value === "number" ? value : "withheld"];
    return [name, shape && typeof value === "string" && shape.test(value) ? value : "withheld"];
  });
  return Object.fromEntries(entries);
}

function describe(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { thrown: typeof thrown };
  const { code, constraint } = thrown as { code?: unknown; constraint?: unknown };
  const named = (value: unknown) => (typeof value === "string" && /^[\w-]{1,64}$/.test(value) ? value : undefined);
  const at = thrown.stack?.split("\n").filter((line) => /^ {4}at /.test(line));
  return {
    thrown: thrown.constructor.name,
    sqlState: named(code),
    constraint: named(constraint),
    at: at?.slice(0, 12),
  };
}
