/** Values of policies as people type and read them. */
import {
  auditedEvent,
  backupWay,
  type PolicyName,
  type PolicyValues,
  policyNames,
  readNetwork,
} from "../client/index.ts";
import { say } from "../words/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { printable } from "./output.ts";

type Value = PolicyValues[PolicyName];

interface Kind {
  /** What may be typed. */
  readonly takes: string;
  /** Undefined for what is none. */
  readonly read: (text: string) => Value | undefined;
  readonly show: (value: Value) => string;
}

const onOff: Kind = {
  takes: "on or off",
  read: (text) => ({ on: true, off: false })[text],
  show: (value) => (value ? "on" : "off"),
};

/** Undefined for what is no whole number of this range. */
const readNumber = (text: string, least: number, most: number): number | undefined =>
  /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;

const number = (unit: string, least: number, most: number): Kind => ({
  takes: `${least} to ${most} ${unit}`,
  read: (text) => readNumber(text, least, most),
  show: (value) => `${value} ${unit}`,
});

const limit = (unit: string, least: number, most: number, none = "none"): Kind => ({
  takes: `${least} to ${most} ${unit}, or ${none}`,
  read: (text) => (text === none ? null : readNumber(text, least, most)),
  show: (value) => (value === null ? none : `${value} ${unit}`),
});

const most = 100;

const list = (
  what: string,
  none: string,
  empty: readonly string[] | null,
  read: (text: string) => string | null,
): Kind => ({
  takes: `up to ${most} ${what}, separated by commas, or ${none}`,
  read: (text) => {
    if (text === none) return empty;
    const all = new Set(text.split(",").map((each) => read(each.trim())));
    return all.has(null) || all.size > most ? undefined : ([...all] as string[]).sort();
  },
  show: (value) => {
    if (!Array.isArray(value) || value.length > 0) return value === null ? none : String(value).replaceAll(",", ", ");
    return empty === null ? "nothing at all" : none;
  },
});

const sum = (parts: Readonly<Record<string, number>>): Kind => {
  const named = (part: string) => part.toLowerCase().replaceAll("_", "-");
  return {
    takes: `${Object.keys(parts).map(named).join(", ")}, separated by commas, or off`,
    read: (text) => {
      if (text === "off") return 0;
      const all = text.split(",").map((each) => parts[each.trim().toUpperCase().replaceAll("-", "_")]);
      return all.reduce<number | undefined>(
        (whole, part) => (whole === undefined || part === undefined ? undefined : whole | part),
        0,
      );
    },
    show: (value) => {
      const all = Object.entries(parts).flatMap(([name, part]) => ((value as number) & part ? [named(name)] : []));
      return all.length > 0 ? all.join(", ") : "off";
    },
  };
};

const domain = (text: string): string | null => (text === "" ? null : text.toLowerCase());
const domains = "domains like example.com";

const kinds: Readonly<Record<PolicyName, Kind>> = {
  requireTwoFactor: limit("days of grace", 0, 90, "off"),
  maximumPasswordAge: limit("days", 1, 3_650),
  passwordReuseHistory: number("passwords", 0, 24),
  minimumPasswordStrength: number("of 4", 0, 4),
  businessItemDomains: list(domains, "none", [], domain),
  removeBusinessItemsOnLeave: onOff,
  notifyUsersOfChanges: onOff,
  shareRecipientDomains: list(domains, "any", null, domain),
  disableSharing: onOff,
  restrictPortalAccess: onOff,
  organisationBackup: sum(backupWay),
  backupRetentionDays: number("days", 1, 3_650),
  passwordAuditing: sum(auditedEvent),
  disablePersonalProfile: onOff,
  disableExport: onOff,
  vaultTimeoutMinutes: limit("minutes", 1, 10_080),
  trashRetentionDays: number("days", 1, 3_650),
  itemHistoryLimit: limit("versions", 1, 1_000),
  allowedIpRanges: list("networks like 192.0.2.0/24", "any", null, readNetwork),
  sessionLifetimeHours: number("hours", 1, 720),
  healthCounters: onOff,
};

/** In the place of the default of `trashRetentionDays`. */
export const nothingPurged = "nothing is purged";

export const showValue = (name: PolicyName, value: Value): string => kinds[name].show(value);

const helpOf = (name: PolicyName) =>
  `  ${name.padEnd(28)} ${kinds[name].takes}\n${" ".repeat(31)}${say("en", `policy.${name}`)}`;

export const settingsHelp = `
Settings, what they take, and what they do:
${policyNames.map(helpOf).join("\n")}`;

/** The setting of a name, however its letters are. `help` is what lists them. */
export function readSetting(text: string, help = "sealgraph policy set --help"): PolicyName {
  const typed = text.toLowerCase();
  const found = policyNames.find((name) => name.toLowerCase() === typed);
  if (found) return found;
  const alike = policyNames.filter((name) => typed.length > 3 && name.toLowerCase().includes(typed));
  const meant = alike.length === 1 ? ` Is ${alike[0]} meant?` : "";
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    `There is no setting ${printable(text)}.${meant}`,
    `${help} lists them.`,
  );
}

/** The value of a setting. */
export function readValue(name: PolicyName, text: string): Value {
  const value = kinds[name].read(text.trim());
  if (value === undefined) throw wrongValue(name);
  return value;
}

export const wrongValue = (name: PolicyName): CommandFailure =>
  new CommandFailure(exitCode.USAGE, "INVALID_INPUT", `${name} takes ${kinds[name].takes}.`, "");
