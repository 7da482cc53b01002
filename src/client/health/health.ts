import { formatUuid, makeId, parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import { refuseInput } from "../errors.ts";
import { itemsOf } from "../items/items.ts";
import type { Item } from "../items/view.ts";
import { findKind } from "../kinds/kind.ts";
import { valueOfPolicy } from "../policy/binding.ts";
import { reportHealthOperation } from "../transport/health-operations.ts";
import { countBreached } from "./breached.ts";

/** How many passwords of the business profile stand how. */
export interface HealthCounts {
  /** All of them. */
  readonly items: number;
  /** Easy to guess; null where the settings have no `passwordStrength`. */
  readonly weak: number | null;
  /** In more than one item. */
  readonly reused: number;
  /** In items that were made more than a year ago and never edited. */
  readonly old: number;
  /** Known to have been in others' hands; null where the server has no list. */
  readonly breached: number | null;
}

export interface Health {
  /** Counts, on this device. What is looked up of breached passwords is hidden among others. LOCKED, UNREACHABLE, UNAVAILABLE. */
  count(): Promise<HealthCounts>;
  /**
   * Counts and reports, where the user's policy `healthCounters` asks for it: else nothing is counted or sent, and null is answered;
   * also where only a document of the user or of a group asks, whose numbers no server takes.
   * Nobody is shown a person's numbers. LOCKED, UNREACHABLE; INVALID_INPUT where the settings have no `passwordStrength`.
   */
  report(): Promise<HealthCounts | null>;
}

const year = 365 * 24 * 3_600_000;
/** Scores below this are weak. */
const enough = 3;

export function healthOf(core: Core): Health {
  return {
    count: () => count(core),
    async report() {
      if (!valueOfPolicy(opened(core), "healthCounters")) return null;
      const counts = await count(core);
      const { weak } = counts;
      if (weak === null) refuseInput("passwordStrength");
      const clientMutationId = formatUuid(makeId(core.around.now()));
      const recorded = await call(core, reportHealthOperation, { input: { clientMutationId, ...counts, weak } });
      return recorded ? counts : null;
    },
  };
}

async function count(core: Core): Promise<HealthCounts> {
  const items = (await itemsOf({ core, kind: "BUSINESS" }).list()).filter(({ readable }) => readable);
  const found = items.flatMap((item) => passwordsOf(item).map((password) => ({ item, password })));
  const uses = new Map<string, number>();
  for (const { password } of found) uses.set(password, (uses.get(password) ?? 0) + 1);
  const before = core.around.now() - year;
  const weak = await weakAmong(core, [...uses.keys()]);
  return {
    items: found.length,
    weak: weak && found.filter(({ password }) => weak.has(password)).length,
    reused: found.filter(({ password }) => (uses.get(password) ?? 0) > 1).length,
    old: found.filter(({ item }) => item.version === 1 && madeAt(item) < before).length,
    breached: await countBreached(
      core,
      found.map(({ password }) => password),
    ),
  };
}

function passwordsOf({ kind, fields }: Item): string[] {
  return Object.entries(findKind(kind)?.fields ?? {}).flatMap(([name, { type }]) => {
    const value = fields[name];
    return type === "PASSWORD" && typeof value === "string" && value !== "" ? [value] : [];
  });
}

async function weakAmong({ settings }: Core, passwords: readonly string[]): Promise<Set<string> | null> {
  if (!settings.passwordStrength) return null;
  const weak = new Set<string>();
  for (const password of passwords) {
    const { score } = await settings.passwordStrength(password, { userInputs: [] });
    if (score < enough) weak.add(password);
  }
  return weak;
}

/** When an item was made, by its id; never of one that an import made, whose id says nothing of time. */
function madeAt({ id }: Item): number {
  const bytes = parseUuid(id);
  return (bytes[6] as number) >> 4 === 7
    ? Number.parseInt(id.replace("-", "").slice(0, 12), 16)
    : Number.POSITIVE_INFINITY;
}
