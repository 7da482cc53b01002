/** Values of policies as people type and read them. */
import {
  auditedEvent,
  backupWay,
  type PolicyName,
  type PolicyValues,
  policyNames,
  readNetwork,
} from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

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

const readNumber = (text: string): number | undefined => (/^\d{1,6}$/.test(text) ? Number(text) : undefined);

const number = (unit: string, least: number, most: number): Kind => ({
  takes: `${least} to ${most} ${unit}`,
  read: readNumber,
  show: (value) => `${value} ${unit}`,
});

const limit = (unit: string, least: number, most: number, none = "none"): Kind => ({
  takes: `${least} to ${most} ${unit}, or ${none}`,
  read: (text) => (text === none ? null : readNumber(text)),
  show: (value) => (value === null ? none : `${value} ${unit}`),
});

const list = (what: string, none: string, empty: Value, read: (text: string) => string | null): Kind => ({
  takes: `${what}, separated by commas, or ${none}`,
  read: (text) => {
    if (text === none) return empty;
    const all = text.split(",").map((each) => read(each.trim()));
    return all.every((each) => each !== null) ? all : undefined;
  },
  show: (value) =>
    Array.isArray(value) && value.length > 0 ? value.join(", ") : value === null ? none : "nothing at all",
});

const sum = (parts: Readonly<Record<string, number>>): Kind => {
  const named = (part: string) => part.toLowerCase().replace("_", "-");
  return {
    takes: `${Object.keys(parts).map(named).join(", ")}, separated by commas, or off`,
    read: (text) => {
      if (text === "off") return 0;
      const all = text.split(",").map((each) => parts[each.trim().toUpperCase().replace("-", "_")]);
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

const kinds: Readonly<Record<PolicyName, Kind>> = {
  requireTwoFactor: limit("days of grace", 0, 90, "off"),
  maximumPasswordAge: limit("days", 1, 3_650),
  passwordReuseHistory: number("former passwords", 0, 24),
  minimumPasswordStrength: number("of 4", 0, 4),
  businessItemDomains: list("domains", "none", [], domain),
  removeBusinessItemsOnLeave: onOff,
  notifyUsersOfChanges: onOff,
  shareRecipientDomains: list("domains", "any", null, domain),
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

export const showValue = (name: PolicyName, value: Value): string => kinds[name].show(value);

export const settingsHelp = `
Settings, and what they take:
${policyNames.map((name) => `  ${name.padEnd(28)} ${kinds[name].takes}`).join("\n")}`;

/** The setting of a name, however its letters are. */
export function readSetting(text: string): PolicyName {
  const found = policyNames.find((name) => name.toLowerCase() === text.toLowerCase());
  if (found) return found;
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    "There is no such setting.",
    "sealgraph policy set --help lists them.",
  );
}

/** The value of a setting. */
export function readValue(name: PolicyName, text: string): Value {
  const value = kinds[name].read(text.trim());
  if (value !== undefined) return value;
  throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", `${name} takes ${kinds[name].takes}.`, "");
}
