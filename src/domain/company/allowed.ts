import { type Link, operation, rosterKind } from "../../crypto/link.ts";

/** Operations of administrators and members that a root field takes. The others have verbs of their own. */
export type Allowed = Readonly<Record<"tenant" | "group", ReadonlySet<number>>>;

const own = {
  tenant: new Set<number>([operation.PERSON, operation.CHECKPOINT]),
  group: new Set<number>([operation.OWN_KEYS, operation.NEW_EPOCH, operation.LEAVE]),
};
/** Of a member by any device; where they administrate, it also ends a desk's break-glass by itself, and asks for none. */
export const memberActs: Allowed = {
  tenant: new Set<number>([...own.tenant, operation.BREAK_GLASS]),
  group: own.group,
};
export const administratorActs: Allowed = {
  tenant: new Set<number>([
    ...own.tenant,
    operation.INVITE,
    operation.VOID,
    operation.REMOVE,
    operation.SUSPEND,
    operation.RESUME,
    operation.ROLE,
    operation.PRIMARY,
    operation.CONFIRM,
    operation.NAME,
    operation.NEW_GROUP,
    operation.END_GROUP,
    operation.POLICY,
    operation.RECOVERY,
    operation.DESK,
    operation.STAFF,
    operation.BREAK_GLASS,
  ]),
  group: new Set<number>([
    ...own.group,
    operation.GENESIS,
    operation.ADD,
    operation.REMOVE,
    operation.NAME,
    operation.ROLE,
    operation.CODE,
  ]),
};

/** Of a tenant by the desk that founds it, behind the genesis, and for as long as nobody has joined it. */
const founding: readonly number[] = [operation.INVITE, operation.VOID, operation.NAME, operation.POLICY];
export const foundingActs: Allowed = { tenant: new Set<number>(founding), group: new Set<number>() };
/** Of staff in a company; a recovery group that they were put into they may leave. */
export const staffActs: Allowed = {
  tenant: new Set<number>([
    ...founding,
    operation.SUSPEND,
    operation.RESUME,
    operation.ROLE,
    operation.CHECKPOINT,
    operation.OWN_KEYS,
    operation.DESK,
    operation.STAFF,
    operation.BREAK_GLASS,
  ]),
  group: new Set<number>([operation.LEAVE]),
};
/** What a company signs that accepts a partner. */
export const acceptingActs: Allowed = { tenant: new Set<number>([operation.DESK]), group: new Set<number>() };

/** Whether a root field takes a link of these. */
export function allows(allowed: Allowed, link: Link): boolean {
  if (link.kind === rosterKind.GROUP) return allowed.group.has(link.operation);
  if (link.kind !== rosterKind.TENANT || !allowed.tenant.has(link.operation)) return false;
  const asks = link.operation === operation.BREAK_GLASS && link.subject.asked !== null;
  return !asks || allowed !== memberActs;
}
