import Table from "cli-table3";
import plot from "simple-ascii-chart";
import type { Company, Dashboard, SeatDay } from "./dashboard.ts";

/** The whole dashboard as text for a terminal. */
export const showDashboard = (dashboard: Dashboard, coloured: boolean): string =>
  [summary(dashboard), table(dashboard.companies, coloured), chart(dashboard.seatDays)].join("\n\n");

function summary({ partner }: Dashboard): string {
  const { totals } = partner;
  return [
    `${clean(partner.name ?? "A partner without a name")}: ${totals.companies} companies, ${totals.people} people, ${partner.seatsSold} of ${partner.seats} seats sold`,
    `Without a second factor ${totals.secondFactor.without} of ${totals.people} · recovery good ${totals.recovery.ok}, look ${totals.recovery.warning}, missing ${totals.recovery.failed} · backups fresh ${totals.backups.fresh}, stale ${totals.backups.stale}, missing ${totals.backups.missing}`,
    ...(partner.suspendedAt === null ? [] : [`The partner is suspended since ${partner.suspendedAt}.`]),
  ].join("\n");
}

const head = ["Company", "Labels", "Plan", "Seats", "People", "No 2nd factor", "Recovery", "Late backups"];

function table(companies: readonly Company[], coloured: boolean): string {
  const paint = (code: number, text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const alarm = (count: number) => (count > 0 ? paint(31, String(count)) : "0");
  const states = { OK: paint(32, "good"), WARNING: paint(33, "look"), FAILED: paint(31, "missing") } as const;
  const rows = new Table({
    head,
    style: { compact: true, ...(coloured ? { head: ["cyan"], border: ["grey"] } : { head: [], border: [] }) },
    colAligns: ["left", "left", "left", "right", "right", "right", "left", "right"],
  });
  for (const { tenant, name, labels, plan, seats, seatsTaken, suspendedAt, posture } of companies)
    rows.push([
      `${clean(name ?? tenant)}${suspendedAt === null ? "" : paint(31, " (suspended)")}`,
      labels.map(clean).join(", "),
      plan.toLowerCase(),
      `${seatsTaken}/${seats}`,
      posture.people,
      alarm(posture.secondFactor.without),
      states[posture.recovery.state],
      alarm(posture.backups.stale + posture.backups.missing),
    ]);
  return rows.toString();
}

/** Seats that are sold and taken, day by day: the server counts them once a day. */
function chart(days: readonly SeatDay[]): string {
  if (days.length < 2) return "Seats by day are drawn once there are two days of them.";
  const places = [...days.keys()].filter((place) => place % Math.ceil(days.length / 8) === 0);
  return plot([days.map(({ taken }, at) => [at, taken]), days.map(({ seats }, at) => [at, seats])], {
    title: `Seats by day, ${days[0]?.day} to ${days.at(-1)?.day}: the lower line taken, the upper sold`,
    width: 72,
    height: 10,
    customXAxisTicks: places,
    formatter: (value, { axis }) => (axis === "x" ? (days[value]?.day.slice(5) ?? "") : value),
  });
}

/** Names and labels are other people's text: nothing in them moves the cursor. */
const clean = (text: string): string => text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
