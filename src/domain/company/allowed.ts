import { operation } from "../../crypto/link.ts";

/** Operations of administrators and members that a root field takes. The others have verbs of their own. */
export type Allowed = Readonly<Record<"tenant" | "group", ReadonlySet<number>>>;

const own = {
  tenant: new Set<number>([operation.PERSON, operation.CHECKPOINT]),
  group: new Set<number>([operation.OWN_KEYS, operation.NEW_EPOCH, operation.LEAVE]),
};
export const memberActs: Allowed = own;
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
