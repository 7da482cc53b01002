import type { RecoveryGroupView, RecoverySwitch } from "../client/index.ts";
import { counted, moment } from "./output.ts";
import type { NamesById } from "./share-plan.ts";

/** What a switch says, as rows. */
export const switchRows = ({ by, approvals, hours }: RecoverySwitch, names: NamesById): string[][] => [
  ["Signed by", names(by)],
  [
    "Approvals",
    approvals === 0
      ? "none: whoever holds the key opens a recovery alone"
      : `${counted(approvals, "other administrator")} ${approvals === 1 ? "agrees" : "agree"} to each recovery`,
  ],
  ["Waiting", hours === 0 ? "none: a recovery opens at once" : `${counted(hours, "hour")}, in which it can be vetoed`],
];

/** Who is in a recovery group, as rows. */
export const groupRows = (group: RecoveryGroupView, names: NamesById): string[][] => [
  ["Custodians", listed(group.custodians, names)],
  ...(group.members.length > 0 ? [["For a recovery", listed(group.members, names)]] : []),
  ["Recovery code", group.code === null ? "none" : `since ${moment(group.code.since)}`],
  ["Key", `${group.epoch === 0 ? "none yet" : `number ${group.epoch}`}${keys[group.key] && `: ${keys[group.key]}`}`],
  ["Group", `${group.group}: ${group.head.words.join(" ")}`],
];

const listed = (users: readonly string[], names: NamesById): string =>
  users.length === 0 ? "none" : users.map(names).join(", ");

const keys: Readonly<Record<RecoveryGroupView["key"], string>> = {
  NONE: "",
  DUE: "a custodian's next sync makes a new one, or sealgraph recovery renew",
  HERE: "on this device",
  OTHERS: "",
  PENDING: "you were given none yet",
  FROZEN: "the server was caught, and nothing is done by it: sealgraph evidence list",
};
