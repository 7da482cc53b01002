import type { Client } from "pg";

/** A table with what becomes of each of its columns in a copy numbered `n`. */
interface Copied {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly value: string }[];
}

/** Of accounts and sessions that nobody uses of a copy; and what is the partner's, or the house's. */
const left = [
  "session",
  "account_address",
  "device_request",
  "job",
  "partner",
  "partner_staff",
  "partner_company",
  "partner_code",
  "partner_offer",
  "partner_template",
  "partner_feed",
  "parted_company",
];

/**
 * Copies a whole company so many times, inside the database: each copy has ids of its own, made of the template's ids and its number,
 * so that all rows of a copy still name each other. What is sealed or signed names the template's ids and opens nowhere; a server
 * neither knows nor cares. Answers the ids of the copies. For whoever owns the tables.
 */
export async function cloneCompany(owner: Client, template: string, count: number, first = 1): Promise<string[]> {
  for (const { table, columns } of await tablesOf(owner)) {
    const names = columns.map(({ name }) => `"${name}"`).join(", ");
    const values = columns.map(({ value }) => value).join(", ");
    const key = table === "tenant" ? "id" : "tenant_id";
    await owner.query(
      `insert into "${table}" (${names}) select ${values} from "${table}" t, generate_series($2::integer, $3::integer) as n where t.${key} = $1`,
      [template, first, first + count - 1],
    );
  }
  const made = await owner.query(
    `select ${ownId("$1::uuid")} as id from generate_series($2::integer, $3::integer) as n order by n`,
    [template, first, first + count - 1],
  );
  return made.rows.map(({ id }) => id);
}

/**
 * Does something while tables are without what is worked out for each row alone: references, checks and all indexes but keys. Afterwards
 * they have all of it again, each reference proven and each index built once for everything. What checks would say of copies, they said of
 * what those are of.
 */
export async function withoutRowWork<T>(owner: Client, work: () => Promise<T>): Promise<T> {
  const { rows: constraints } = await owner.query<{ table: string; name: string; text: string; isCheck: boolean }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as text, contype = 'c' as "isCheck"
     from pg_constraint where contype in ('f', 'c') and conrelid <> 0 and connamespace = 'public'::regnamespace order by contype`,
  );
  const { rows: indexes } = await owner.query<{ name: string; text: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as text
     from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = 'public'::regnamespace and not i.indisunique`,
  );
  const all = (statements: readonly string[]) => owner.query(statements.join("; "));
  await untilNoDeadlock(() =>
    all([
      ...constraints.map(({ table, name }) => `alter table ${table} drop constraint ${name}`),
      ...indexes.map(({ name }) => `drop index ${name}`),
    ]),
  );
  const done = await work();
  await untilNoDeadlock(() =>
    all([
      "set maintenance_work_mem = '256MB'",
      ...indexes.map(({ text }) => text),
      ...constraints.map(
        ({ table, name, text, isCheck }) =>
          `alter table ${table} add constraint ${name} ${text}${isCheck ? " not valid" : ""}`,
      ),
    ]),
  );
  return done;
}

/** The same id of the same copy, wherever it is named; null stays null. */
const ownId = (id: string): string => `md5(${id}::text || n)::uuid`;

/** Every table that belongs to tenants, those that others refer to first. */
async function tablesOf(owner: Client): Promise<Copied[]> {
  const { rows: columns } = await owner.query<{ table: string; name: string; type: string }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all ($1)
       and (c.relname = 'tenant' or exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id'))
     order by c.relname, a.attnum`,
    [left],
  );
  const { rows: links } = await owner.query<{ child: string; parent: string }>(
    `select distinct k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent
     from pg_constraint k where k.contype = 'f' and k.conrelid <> k.confrelid`,
  );
  const waiting = new Map<string, Copied>();
  for (const { table, name, type } of columns) {
    const known = waiting.get(table) ?? { table, columns: [] };
    waiting.set(table, { table, columns: [...known.columns, { name, value: copyOf(table, name, type) }] });
  }
  const sorted: Copied[] = [];
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(({ table }) =>
      links.every(({ child, parent }) => bare(child) !== table || !waiting.has(bare(parent))),
    );
    if (free.length === 0) throw new Error("tables refer to each other in a circle");
    const early = free.filter(({ table }) => !isLate(table));
    for (const each of early.length > 0 ? early : free) {
      sorted.push(each);
      waiting.delete(each.table);
    }
  }
  return sorted;
}

/** What is the company's alone, a trigger sees to: it wants to see vaults and shares. */
const isLate = (table: string): boolean => table.startsWith("backup") || table === "entrusted_wrap";

const bare = (name: string): string => name.replaceAll('"', "");

function copyOf(table: string, name: string, type: string): string {
  const column = `t."${name}"`;
  if (type === "uuid") return ownId(column);
  if (type === "uuid[]")
    return `array(select ${ownId("each")} from unnest(${column}) with ordinality as e (each, place) order by place)`;
  // What stands for all that a roster states is each copy's own, as it is in life.
  if (table === "roster" && name === "head") return `sha256(${column} || n::text::bytea)`;
  return column;
}

/** The server's jobs go on meanwhile, and may hold the tables in another order. What is tried again is done whole or not at all. */
async function untilNoDeadlock(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "40P01" || tries === 20) throw error;
    }
  }
}
