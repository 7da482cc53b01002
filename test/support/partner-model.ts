/** A partner's companies as somebody would work them out who has all rows before them, one company after the other. */
import type { CompanyFilterInput, CompanyOrderInput, NumberRangeInput } from "../../src/domain/partner-graph/filter.ts";
import type { NumberName, SumName } from "../../src/domain/partner-graph/numbers.ts";
import type { VerbsHouse } from "./verbs.ts";

export type State = "OK" | "WARNING" | "FAILED";

export interface ModelCompany {
  readonly tenant: string;
  readonly name: string | null;
  readonly reference: string | null;
  readonly labels: readonly string[];
  readonly plan: string;
  readonly suspended: boolean;
  readonly founded: boolean;
  readonly seats: number;
  /** Microseconds since 1970. */
  readonly since: bigint;
  readonly numbers: Readonly<Record<NumberName, number>>;
  readonly lastActive: bigint;
  readonly oldestBackup: bigint;
  readonly recovery: State;
  readonly sums: Readonly<Record<SumName, number | null>>;
  readonly desk: { readonly rights: number; readonly hours: number; readonly staff: number } | null;
  /** Moments, in milliseconds. */
  readonly breakGlass: { readonly from: number; readonly until: number } | null;
  readonly seq: number | null;
  readonly behind: boolean | null;
}

/** Of any table: each column is what it is there. */
// biome-ignore lint/suspicious/noExplicitAny: the model reads a dozen tables, and a type for each row would be longer than it.
type Row = any;

const micros = (moment: string) => `(extract(epoch from ${moment}) * 1000000)::bigint::text`;
const ascending = (a: bigint, b: bigint) => (a < b ? -1 : 1);
const newest = (all: readonly bigint[]) => [...all].sort(ascending).at(-1) ?? -1n;
const day = 86_400_000_000n;

/** Reads every row of every table that says something, and counts. */
export async function modelOf(
  house: VerbsHouse,
  partners: readonly string[],
  states: ReadonlyMap<string, State>,
  /** What templates come to for labels; undefined where nothing can be said. */
  coming: (labels: readonly string[]) => Uint8Array | undefined,
): Promise<ModelCompany[]> {
  const read = (text: string, ...values: unknown[]) => house.asSuperuser(text, values) as Promise<Row[]>;
  const now = BigInt(house.house.clock().getTime()) * 1_000n;
  const companies = await read(
    `select c.tenant_id, c.partner_id, c.labels, c.reference, c.founded, ${micros("c.since")} as since, t.name, t.plan, t.seats, t.suspended_at
     from partner_company c join tenant t on t.id = c.tenant_id where c.partner_id = any ($1::uuid[])`,
    partners,
  );
  const users = await read(`select tenant_id, id, role, status from "user" where status <> 'REMOVED'`);
  const factors = await read("select tenant_id, user_id from second_factor where confirmed_at is not null");
  const policies = await read("select tenant_id, user_id, two_factor_grace_days, organisation_backup from user_policy");
  const devices = await read(`select tenant_id, user_id, revoked_at, ${micros("last_seen_at")} as seen from device`);
  const invitations = await read(`select tenant_id, ${micros("expires_at")} as expires from invitation`);
  const groups = await read(
    `select g.tenant_id, g.id, g.class, r.epoch from user_group g join roster r on r.tenant_id = g.tenant_id and r.id = g.id
     where g.ended_at is null and g.class <> 'RECOVERY'`,
  );
  const members = await read("select tenant_id, group_id, user_id from group_member");
  const wraps = await read("select tenant_id, group_id, user_id, epoch from member_wrap");
  const vaults = await read("select tenant_id, id, user_id, revision from vault where class = 'BUSINESS'");
  const backups = await read(
    `select tenant_id, vault_id, number, revision, ${micros("taken_at")} as taken from backup order by tenant_id, vault_id, number`,
  );
  const desks = await read("select tenant_id, id, rights, hours from desk");
  const staff = await read("select tenant_id, desk_id from desk_staff");
  const glasses = await read("select tenant_id, desk_id, from_at, until_at from break_glass");
  const documents = await read("select tenant_id, id, seq, document from policy_document where scope = 'PARTNER'");
  const published = await read("select tenant_id, counter, sum::integer as sum from health_published");
  return companies.map((company) => {
    const here = (rows: readonly Row[]) => rows.filter((row) => row.tenant_id === company.tenant_id);
    const people = here(users);
    const has = (rows: readonly Row[], user: string) => here(rows).filter((row) => row.user_id === user);
    const machines = here(devices).filter((device) => people.some(({ id }) => id === device.user_id));
    const standing = machines.filter((device) => device.revoked_at === null);
    const waiting = people.filter(
      ({ id, status }) =>
        status === "ACTIVE" &&
        here(groups).some(
          (group) =>
            group.epoch > 0 &&
            (group.class === "EVERYONE" || has(members, id).some((each) => each.group_id === group.id)) &&
            !has(wraps, id).some((wrap) => wrap.group_id === group.id && wrap.epoch === group.epoch),
        ),
    );
    const kept = people.flatMap(({ id }: Row): { state: string; taken: bigint | null }[] => {
      const [vault] = has(vaults, id);
      const wanted = (has(policies, id)[0]?.organisation_backup ?? 0) > 0;
      if (!wanted || !vault || vault.revision === 0) return [];
      const last = here(backups)
        .filter(({ vault_id }) => vault_id === vault.id)
        .at(-1);
      if (!last) return [{ state: "MISSING", taken: null }];
      const fresh = last.revision === vault.revision || BigInt(last.taken) > now - 2n * day;
      return [{ state: fresh ? "FRESH" : "STALE", taken: BigInt(last.taken) }];
    });
    const taken = kept.flatMap((each) => (each.taken === null ? [] : [each.taken]));
    const withFactor = people.filter(({ id }) => has(factors, id).length > 0).length;
    const open = here(invitations);
    const mine = (rows: readonly Row[], column: string) =>
      here(rows).filter((row) => row[column] === company.partner_id);
    const [desk] = mine(desks, "id");
    const [glass] = mine(glasses, "desk_id").filter(({ until_at }) => BigInt(until_at.getTime()) * 1_000n > now);
    const [document] = mine(documents, "id");
    const wanted = coming(company.labels);
    const sum = (counter: string): number | null => here(published).find((row) => row.counter === counter)?.sum ?? null;
    return {
      tenant: company.tenant_id,
      name: company.name as string | null,
      reference: company.reference as string | null,
      labels: company.labels as string[],
      plan: company.plan as string,
      suspended: company.suspended_at !== null,
      founded: company.founded as boolean,
      seats: company.seats as number,
      since: BigInt(company.since as string),
      numbers: {
        seatsTaken: people.length + open.length,
        invitations: open.filter(({ expires }) => BigInt(expires) > now).length,
        people: people.length,
        administrators: people.filter(({ role }) => role === "ADMINISTRATOR").length,
        suspendedPeople: people.filter(({ status }) => status === "SUSPENDED").length,
        withSecondFactor: withFactor,
        withoutSecondFactor: people.length - withFactor,
        demandedSecondFactor: people.filter(({ id }) => has(policies, id)[0]?.two_factor_grace_days != null).length,
        devices: standing.length,
        staleDevices: standing.filter(({ seen }) => BigInt(seen) <= now - 90n * day).length,
        pendingWraps: waiting.length,
        freshBackups: kept.filter(({ state }) => state === "FRESH").length,
        staleBackups: kept.filter(({ state }) => state === "STALE").length,
        missingBackups: kept.filter(({ state }) => state === "MISSING").length,
      },
      lastActive: newest(machines.map(({ seen }) => BigInt(seen))),
      oldestBackup: taken.sort(ascending)[0] ?? -1n,
      recovery: states.get(company.tenant_id) ?? "FAILED",
      sums: {
        weakPasswords: sum("weak"),
        reusedPasswords: sum("reused"),
        oldPasswords: sum("old"),
        breachedPasswords: sum("breached"),
      },
      desk: desk ? { rights: desk.rights, hours: desk.hours, staff: mine(staff, "desk_id").length } : null,
      breakGlass: glass ? { from: glass.from_at.getTime(), until: glass.until_at.getTime() } : null,
      seq: document?.seq ?? null,
      // Only a desk that may set policies is behind with them.
      behind:
        !desk || Math.floor(desk.rights / 2) % 2 === 0 || wanted === undefined
          ? null
          : !document || Buffer.compare(document.document, wanted) !== 0,
    };
  });
}

const within = (number: number, range: NumberRangeInput | null | undefined): boolean =>
  (range?.atLeast == null || number >= range.atLeast) && (range?.atMost == null || number <= range.atMost);

/** Whether a company meets a filter. */
export function meets(company: ModelCompany, filter: CompanyFilterInput): boolean {
  const { labels, plans, suspended, founded, text, recovery, breakGlass, partnerPolicies, policiesBehind } = filter;
  const isOn = (label: string) => company.labels.includes(label);
  const named = [company.name ?? "", company.reference ?? ""].map((each) => each.toLowerCase());
  return (
    (labels?.all ?? []).every(isOn) &&
    (!labels?.any?.length || labels.any.some(isOn)) &&
    !(labels?.none ?? []).some(isOn) &&
    (plans == null || plans.some((plan) => plan === company.plan)) &&
    (suspended == null || suspended === company.suspended) &&
    (founded == null || founded === company.founded) &&
    (text == null || named.some((each) => each.includes(text.toLowerCase()))) &&
    (recovery == null || recovery.includes(company.recovery)) &&
    (breakGlass == null || breakGlass === (company.breakGlass !== null)) &&
    (partnerPolicies == null || partnerPolicies === (company.seq !== null)) &&
    (policiesBehind == null || policiesBehind === company.behind) &&
    (Object.keys(company.sums) as SumName[]).every((name) => {
      const its = company.sums[name];
      const range = filter[name];
      if (range?.atLeast == null && range?.atMost == null) return true;
      return its !== null && within(its, range);
    }) &&
    (Object.keys(company.numbers) as NumberName[]).every((name) => within(company.numbers[name], filter[name]))
  );
}

/** Moments that are counted stand in order to the millisecond. */
const milliseconds = (moment: bigint): bigint => (moment < 0n ? -1n : moment / 1_000n);

const states: readonly State[] = ["OK", "WARNING", "FAILED"];

function keyOf(company: ModelCompany, by: CompanyOrderInput["by"]): string | bigint {
  switch (by) {
    case "NAME":
      return Buffer.from((company.name ?? "").toLowerCase()).toString("hex");
    case "SINCE":
      return company.since;
    case "PEOPLE":
      return BigInt(company.numbers.people);
    case "SEATS_TAKEN":
      return BigInt(company.numbers.seatsTaken);
    case "RECOVERY":
      return BigInt(states.indexOf(company.recovery));
    case "OLDEST_BACKUP":
      return milliseconds(company.oldestBackup);
    case "WITHOUT_SECOND_FACTOR":
      return BigInt(company.numbers.withoutSecondFactor);
    case "LAST_ACTIVE":
      return milliseconds(company.lastActive);
  }
}

/** The ids of those that meet the filter, in order. */
export function listed(
  all: readonly ModelCompany[],
  filter: CompanyFilterInput,
  { by, direction }: CompanyOrderInput,
): string[] {
  const sorted = all
    .filter((company) => meets(company, filter))
    .map((company) => ({ key: keyOf(company, by), tenant: company.tenant }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.tenant < b.tenant ? -1 : 1))
    .map(({ tenant }) => tenant);
  return direction === "DESCENDING" ? sorted.reverse() : sorted;
}
