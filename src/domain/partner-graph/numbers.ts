/** The numbers of a company: what each is read from, once for showing, filtering, ordering and adding up. */

/** What has to be read for some of them. A statement that is not told to leaves it alone. */
export const families = ["PEOPLE", "DEVICES", "WRAPS", "BACKUPS"] as const;
export type Family = (typeof families)[number];

/** Days after which a device that was not seen is stale. */
const staleDays = 90;

const read: Readonly<Record<Family, string>> = {
  PEOPLE: `select tenant_id, count(*)::integer as people, (count(*) filter (where role = 'ADMINISTRATOR'))::integer as administrators,
       (count(*) filter (where status = 'SUSPENDED'))::integer as suspended_people,
       (count(*) filter (where has_factor))::integer as with_factor, (count(*) filter (where needs_factor))::integer as needs_factor
     from managed_user`,
  DEVICES: `select tenant_id, (count(*) filter (where revoked_at is null))::integer as devices,
       (count(*) filter (where revoked_at is null and last_seen_at <= current_moment() - interval '${staleDays} days'))::integer as stale,
       max(last_seen_at) as last_active_at
     from managed_device`,
  WRAPS: "select tenant_id, count(distinct user_id)::integer as waiting from managed_waiting",
  BACKUPS: `select tenant_id, (count(*) filter (where backup = 'FRESH'))::integer as fresh,
       (count(*) filter (where backup = 'STALE'))::integer as stale, (count(*) filter (where backup = 'MISSING'))::integer as missing,
       min(taken_at) filter (where backup is not null) as oldest
     from managed_user`,
};

/** Joins of what was read to `c`; `flags` is a parameter, an array that says of each family whether it is wanted. */
export const numbersJoined = (flags: string): string =>
  families
    .map((family, place) => {
      const name = family.toLowerCase();
      return `left join (${read[family]} where (${flags}::boolean[])[${place + 1}] group by tenant_id) as ${name} on ${name}.tenant_id = c.tenant_id`;
    })
    .join("\n   ");

/** Numbers by the name that a filter calls them, and what they are of. */
export const numbers = {
  seatsTaken: { of: "c.seats_taken", family: null },
  invitations: { of: "c.invitations", family: null },
  people: { of: "coalesce(people.people, 0)", family: "PEOPLE" },
  administrators: { of: "coalesce(people.administrators, 0)", family: "PEOPLE" },
  suspendedPeople: { of: "coalesce(people.suspended_people, 0)", family: "PEOPLE" },
  withSecondFactor: { of: "coalesce(people.with_factor, 0)", family: "PEOPLE" },
  withoutSecondFactor: { of: "coalesce(people.people - people.with_factor, 0)", family: "PEOPLE" },
  demandedSecondFactor: { of: "coalesce(people.needs_factor, 0)", family: "PEOPLE" },
  devices: { of: "coalesce(devices.devices, 0)", family: "DEVICES" },
  staleDevices: { of: "coalesce(devices.stale, 0)", family: "DEVICES" },
  pendingWraps: { of: "coalesce(wraps.waiting, 0)", family: "WRAPS" },
  freshBackups: { of: "coalesce(backups.fresh, 0)", family: "BACKUPS" },
  staleBackups: { of: "coalesce(backups.stale, 0)", family: "BACKUPS" },
  missingBackups: { of: "coalesce(backups.missing, 0)", family: "BACKUPS" },
} as const satisfies Record<string, { readonly of: string; readonly family: Family | null }>;
export type NumberName = keyof typeof numbers;
export const numberNames = Object.keys(numbers) as NumberName[];

/** Moments: null where there is none. */
export const moments = { lastActiveAt: "devices.last_active_at", oldestBackup: "backups.oldest" } as const;

/** What each is in a row: `staleDevices` is read as the column `stale_devices`. */
export const columnOf = (name: NumberName): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Which families are wanted, as the parameter that `numbersJoined` reads. */
export const flagsOf = (wanted: ReadonlySet<Family>): boolean[] => families.map((family) => wanted.has(family));
