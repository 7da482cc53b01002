/** What a device remembers of the logs that it has checked: up to where, for each company. */
import { type AuditPosition, beginningOfLog } from "../../crypto/audit-entry.ts";
import { toHex } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Core } from "../core.ts";
import { keeping } from "../store/store.ts";
import { type LogPosition, positionOf } from "./audit-entry.ts";

/** With the time of the entry there, in milliseconds since 1970; devices of before did not note it. */
type Remembered = Readonly<Record<string, LogPosition & { readonly at?: number }>>;

/** Companies that are remembered: one account is in one at a time. */
const most = 16;

/** Up to where the log of a tenant was checked here. What cannot be read is not remembered. */
export async function rememberedOf({ around: { store } }: Core, tenant: string): Promise<AuditPosition> {
  const known = (await read(store))[tenant];
  try {
    return known ? positionOf(known) : beginningOfLog;
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof TypeError) return beginningOfLog;
    throw error;
  }
}

/** When the last entry happened that was checked here; null where nobody noted it. */
export async function rememberedTime({ around: { store } }: Core, tenant: string): Promise<number | null> {
  const at = (await read(store))[tenant]?.at;
  return typeof at === "number" ? at : null;
}

/** Remembers a position that was checked, with the time of its entry, unless a higher one is remembered. */
export async function remember(
  { around: { store } }: Core,
  tenant: string,
  position: AuditPosition,
  at: Date,
): Promise<void> {
  const { [tenant]: known, ...others } = await read(store);
  if (position.hash === null || (known && known.revision >= position.revision)) return;
  const kept = Object.entries(others).slice(-(most - 1));
  const next: Remembered = {
    ...Object.fromEntries(kept),
    [tenant]: { revision: position.revision, hash: toHex(position.hash), at: at.getTime() },
  };
  await keeping(() => store.put("audit", new TextEncoder().encode(JSON.stringify(next))));
}

/** Lets go of what is remembered of a tenant's log. Answers what that was. */
export async function forget(core: Core, tenant: string): Promise<AuditPosition> {
  const known = await rememberedOf(core, tenant);
  const { [tenant]: _, ...others } = await read(core.around.store);
  await keeping(() => core.around.store.put("audit", new TextEncoder().encode(JSON.stringify(others))));
  return known;
}

async function read(store: Core["around"]["store"]): Promise<Remembered> {
  const bytes = await store.get("audit");
  if (bytes === null) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? (value as Remembered) : {};
  } catch {
    return {};
  }
}
