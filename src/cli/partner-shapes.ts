/** What is shown of a partner's companies. `--json` members are only ever added. */
import type { CompanyTotals, ManagedCompany, Posture, PostureDesk } from "../client/index.ts";
import { termsInWords } from "./desk-rights.ts";
import type { Output } from "./output.ts";
import { counted, moment, printable } from "./output.ts";
import { checkInWords } from "./recovery-words.ts";

export const companyShape = (company: ManagedCompany) => ({
  ...company,
  since: company.since.toISOString(),
  trialEndsAt: company.trialEndsAt?.toISOString() ?? null,
  suspendedAt: company.suspendedAt?.toISOString() ?? null,
  createdAt: company.createdAt.toISOString(),
  lastActiveAt: company.lastActiveAt?.toISOString() ?? null,
  posture: {
    ...company.posture,
    oldestBackup: company.posture.oldestBackup?.toISOString() ?? null,
    desk: company.posture.desk && deskShape(company.posture.desk),
    policies: { ...company.posture.policies, since: company.posture.policies.since?.toISOString() ?? null },
  },
});

const deskShape = ({ breakGlass, ...desk }: PostureDesk) => ({
  ...desk,
  breakGlass: breakGlass && { from: breakGlass.from.toISOString(), until: breakGlass.until.toISOString() },
});

/** A company as people call it; its id where it has no name. */
export const titleOfCompany = ({ name, tenant }: Pick<ManagedCompany, "name" | "tenant">): string =>
  name === null ? tenant : printable(name);

export const companyHeader = [
  "Company",
  "Labels",
  "Plan",
  "Seats",
  "People",
  "No 2nd factor",
  "Recovery",
  "Backups",
  "",
];

/** A row of the table: what is not well is coloured. `nested` is what a partner under this one is called whose company it is. */
export function companyRow({ paint }: Output, company: ManagedCompany, nested?: string): string[] {
  const { posture } = company;
  const alarm = (count: number) => (count > 0 ? paint("red", String(count)) : "0");
  const late = posture.staleBackups + posture.missingBackups;
  const word = { OK: paint("green", "good"), WARNING: paint("yellow", "look"), FAILED: paint("red", "missing") };
  return [
    titleOfCompany(company),
    company.labels.map((label) => printable(label)).join(", "),
    company.plan.toLowerCase(),
    `${company.seatsTaken}/${company.seats}`,
    String(posture.people),
    alarm(posture.withoutSecondFactor),
    word[posture.recovery],
    late > 0 ? paint("red", counted(late, "late", "late")) : String(posture.freshBackups),
    [
      ...(nested === undefined ? [] : [`of ${nested}`]),
      ...(company.suspendedAt ? [paint("red", "suspended")] : []),
      ...(posture.desk?.breakGlass ? [paint("yellow", "break-glass")] : []),
      ...(posture.policies.behind ? [paint("yellow", "policies behind")] : []),
    ].join(", "),
  ];
}

/** All of one company. */
export function companyLines({ paint }: Output, company: ManagedCompany, nested?: string): string[][] {
  const { posture } = company;
  const till = company.trialEndsAt ? ` until ${moment(company.trialEndsAt)}` : "";
  const rows: (readonly [string, string] | null)[] = [
    ["Company", titleOfCompany(company)],
    ["Id", company.tenant],
    company.reference === null ? null : ["Reference", printable(company.reference)],
    ["Labels", company.labels.length === 0 ? "none" : company.labels.map((each) => printable(each)).join(", ")],
    nested === undefined
      ? ["With you since", `${moment(company.since)}${company.founded ? ", founded by you" : ""}`]
      : ["Looked after by", `${nested}, a partner under yours, since ${moment(company.since)}: you read it alone`],
    ["Plan", `${company.plan.toLowerCase()}${till}, ${company.seatsTaken} of ${counted(company.seats, "seat")} taken`],
    company.suspendedAt ? ["Suspended", paint("red", `since ${moment(company.suspendedAt)}: read only`)] : null,
    ["Made", moment(company.createdAt)],
    ["Last active", company.lastActiveAt === null ? "never" : moment(company.lastActiveAt)],
    [
      "People",
      `${posture.people}, ${counted(posture.administrators, "administrator")}, ${posture.suspendedPeople} suspended, ${counted(posture.invitations, "open invitation")}`,
    ],
    [
      "Second factor",
      `${posture.withSecondFactor} with, ${posture.withoutSecondFactor} without; demanded of ${posture.demandedSecondFactor}`,
    ],
    ["Devices", `${posture.devices}, ${posture.staleDevices} not seen for 90 days`],
    posture.pendingWraps === 0 ? null : ["Wait for a key", counted(posture.pendingWraps, "person", "people")],
    ...[
      ...(posture.recovery === "OK" ? [paint("green", "good")] : []),
      ...posture.recoveryFailed.map((check) => paint("red", `missing: ${checkInWords(check)}`)),
      ...posture.recoveryWarned.map((check) => paint("yellow", `look: ${checkInWords(check)}`)),
    ].map((text, place): readonly [string, string] => [place === 0 ? "Recovery" : "", text]),
    [
      "Backups",
      `${posture.freshBackups} fresh, ${posture.staleBackups} stale, ${posture.missingBackups} missing${posture.oldestBackup ? `; the oldest of ${moment(posture.oldestBackup)}` : ""}`,
    ],
  ];
  return [...rows, ...standingLines(posture)].filter((row) => row !== null).map((row) => [...row]);
}

/** As the server says: what a roster states of a desk, `partner desks show` verifies. */
function standingLines({ desk, policies }: Posture): (readonly [string, string] | null)[] {
  if (!desk) return [["Desk", "none"]];
  const { breakGlass } = desk;
  const said = policies.since ? `set ${moment(policies.since)}` : "none set";
  const standing = {
    true: "; the templates come to something else",
    false: "; just what the templates come to",
    null: "",
  };
  return [
    ["Desk", `${termsInWords(desk.rights, desk.hours)}; ${counted(desk.staff, "person", "people")} at it`],
    breakGlass ? ["Break-glass", `from ${moment(breakGlass.from)} until ${moment(breakGlass.until)}`] : null,
    ["Its policies", `${said}${standing[`${policies.behind}`]}`],
  ];
}

export const totalsLines = (totals: CompanyTotals): string[][] => [
  ["Companies", `${totals.companies}, ${totals.suspendedCompanies} suspended`],
  ["Seats", `${totals.seatsTaken} of ${totals.seats} taken`],
  [
    "People",
    `${totals.people}, ${totals.suspendedPeople} suspended, ${counted(totals.invitations, "open invitation")}`,
  ],
  ["Administrators", String(totals.administrators)],
  ["Second factor", `${totals.withSecondFactor} with, ${totals.withoutSecondFactor} without`],
  ["Devices", `${totals.devices}, ${totals.staleDevices} not seen for 90 days`],
  ["Wait for a key", String(totals.pendingWraps)],
  ["Backups", `${totals.freshBackups} fresh, ${totals.staleBackups} stale, ${totals.missingBackups} missing`],
];
