import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse as parseDotenv } from "dotenv";
import * as expect from "./config-values.ts";
import { StartRefused } from "./failure.ts";

/** Every variable: how it is read, its default as text ("" is not set), and what it is for. The README shows this table. */
export const variables = {
  PORT: { read: expect.port, default: "4000", about: "port of GraphQL, HTTP and WebSocket" },
  HOST: { read: expect.host, default: "127.0.0.1", about: "address to listen on" },
  METRICS_PORT: { read: expect.portOrOff, default: "9464", about: "port of the metrics, always on loopback; 0 is off" },
  DATABASE_URL: {
    read: expect.postgresUrl,
    default: "",
    about: "PostgreSQL of the application role; not set: an embedded one in DATA_DIR",
    secret: true,
  },
  DATABASE_OWNER_URL: {
    read: expect.postgresUrl,
    default: "",
    about: "the same database as the role that owns the schema and may migrate it",
    secret: true,
  },
  DATA_DIR: {
    read: expect.folder,
    default: ".data",
    about: "folder of the embedded PostgreSQL, the secret and the outbox",
  },
  PUBLIC_URL: {
    read: expect.origin,
    default: "http://localhost:{PORT}",
    about: "the origin people reach the server at; signed in login proofs",
  },
  ALLOWED_ORIGINS: { read: expect.origins, default: "", about: "other origins whose pages may call, comma list" },
  TRUSTED_PROXIES: {
    read: expect.networks,
    default: "",
    about: "addresses or networks (CIDR) whose forwarded client address is believed, comma list",
  },
  SERVER_SECRET: {
    read: expect.secretKey,
    default: "",
    about:
      "32 bytes in base64url, without which second factors are dead; not set: made in DATA_DIR on the first start; demanded with DATABASE_URL",
    secret: true,
  },
  MAIL_URL: {
    read: expect.mailUrl,
    default: "",
    about: "smtp:// or smtps:// server for mail; not set: mail is written to DATA_DIR/outbox",
    secret: true,
  },
  MAIL_FROM: { read: expect.mailbox, default: "Sealgraph <sealgraph@localhost>", about: "sender of mail" },
  LOG_LEVEL: { read: expect.logLevel, default: "info", about: "silent, error, warn, info or debug" },
  POOL_SIZE: { read: expect.count, default: "10", about: "connections to PostgreSQL" },
  DISABLE_PERSONAL_PROFILE: {
    read: expect.flag,
    default: "false",
    about: "true: personal profiles take no new records and no edits",
  },
  AUDIT_RETENTION_DAYS: {
    read: expect.days,
    default: "730",
    about: "how long entries of the companies' logs are kept, 30 days or more",
  },
  BACKUP_HOURS: {
    read: expect.hours,
    default: "24",
    about: "how old the last organisation backup of a vault is before the next is taken of what changed",
  },
  BREACHED_PASSWORDS: {
    read: expect.folder,
    default: "",
    about: "folder of ranges of breached passwords, a file for each beginning of a SHA-1; not set: nobody looks any up",
  },
  WEBHOOK_ALLOW: {
    read: expect.receivers,
    default: "",
    about:
      "host names, addresses or networks (CIDR) that webhooks may be sent to though they are inside, also without TLS and at any port, comma list; all others must be public, and are sent to at port 443",
  },
  EXPLORER: {
    read: expect.flag,
    default: "",
    about:
      "true: the explorer is at /; false: / leads to the web client; not set: true where PUBLIC_URL is this machine, because the two share an origin",
  },
  DRAIN_SECONDS: {
    read: expect.seconds,
    default: "10",
    about: "how long a stopping server waits for requests in flight",
  },
} as const satisfies Record<string, Variable>;

interface Variable {
  /** Turns text into the value; throws `Malformed` with what is expected, never with the text itself. */
  readonly read: (text: string) => unknown;
  readonly default: string;
  readonly about: string;
  readonly secret?: true;
}

type Name = keyof typeof variables;
type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<Camel<Tail>>}`
  : Lowercase<S>;
/** Variables with an empty default that stay `null` when not set; lists are empty instead. */
type Optional =
  | "DATABASE_URL"
  | "DATABASE_OWNER_URL"
  | "SERVER_SECRET"
  | "MAIL_URL"
  | "BREACHED_PASSWORDS"
  | "EXPLORER";

/** The configuration, one frozen value: `PUBLIC_URL` is `publicUrl`, and so on. */
export type Config = {
  readonly [N in Name as Camel<N>]: ReturnType<(typeof variables)[N]["read"]> | (N extends Optional ? null : never);
};

/** What is left of the configuration once a start has found or made the secret. */
export type ServerConfig = Config & { readonly serverSecret: Uint8Array };

/**
 * Reads the configuration from `environment` and, below it, from the file `.env` in `folder`. An empty value counts as
 * not set. Throws `StartRefused`: CONFIG_UNKNOWN for a name in `.env` that is none of ours, CONFIG_MALFORMED with the
 * variable and what is expected of it, CONFIG_MISSING when `DATABASE_URL` comes without its companion.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  folder: string = process.cwd(),
): Config {
  const file = readDotenv(resolve(folder, ".env"));
  const text = (name: Name): string => environment[name] || file[name] || variables[name].default;
  const values = Object.entries(variables).map(([key, variable]) => {
    const name = key as Name;
    const given = text(name).replace("{PORT}", text("PORT"));
    if (given === "" && isOptional(name)) return [camel(name), null];
    try {
      return [camel(name), variable.read(given)];
    } catch (error) {
      if (!(error instanceof expect.Malformed)) throw error;
      const source = environment[name] ? "the environment" : ".env";
      throw new StartRefused("CONFIG_MALFORMED", { variable: name, expected: error.expected, source });
    }
  });
  const config = Object.fromEntries(values) as Config;
  demandCompanions(config);
  return Object.freeze({
    ...config,
    dataDir: resolve(folder, config.dataDir),
    breachedPasswords: config.breachedPasswords && resolve(folder, config.breachedPasswords),
  });
}

function demandCompanions(config: Config): void {
  if (config.databaseUrl && !config.serverSecret)
    throw new StartRefused("CONFIG_MISSING", { variable: "SERVER_SECRET", why: "it is demanded with DATABASE_URL" });
  if (config.databaseOwnerUrl && !config.databaseUrl)
    throw new StartRefused("CONFIG_MISSING", { variable: "DATABASE_URL", why: "DATABASE_OWNER_URL is set" });
}

function readDotenv(file: string): Partial<Record<Name, string>> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new StartRefused("CONFIG_MALFORMED", { variable: file, expected: "a file that can be read", source: file });
  }
  const values = parseDotenv(text);
  const unknown = Object.keys(values).find((name) => !(name in variables));
  if (unknown) throw new StartRefused("CONFIG_UNKNOWN", { variable: unknown, file: ".env" });
  return values;
}

const optional: readonly Name[] = [
  "DATABASE_URL",
  "DATABASE_OWNER_URL",
  "SERVER_SECRET",
  "MAIL_URL",
  "BREACHED_PASSWORDS",
  "EXPLORER",
] satisfies Optional[];
const isOptional = (name: Name): name is Optional => optional.includes(name);

const camel = (name: string) => name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
