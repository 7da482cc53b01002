/** Who may do what, asked before a person is asked to agree to it. The server decides; this spares them the question. */
import { type Client, type StaffRole, staffRoles } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { moment } from "./output.ts";

const leading: readonly StaffRole[] = ["OWNER", "ADMINISTRATOR"];
const technical: readonly StaffRole[] = [...leading, "TECHNICIAN"];

/** What staff do that they are asked about, as the server has it. */
export const staffMay = {
  configure: technical,
  terms: [...leading, "BILLING"],
  release: leading,
  machines: leading,
  "machines.end": leading,
  staff: leading,
  owners: ["OWNER"],
  desk: technical,
} as const satisfies Readonly<Record<string, readonly StaffRole[]>>;

export type StaffRight = keyof typeof staffMay;

/** Throws FORBIDDEN where the caller's role does not give it, and READ_ONLY where the partner is suspended. */
export async function demandStaffMay(client: Client, right: StaffRight): Promise<void> {
  const { you, suspendedAt } = await client.partner.view();
  const roles: readonly StaffRole[] = staffMay[right];
  if (!roles.includes(you.role))
    throw new CommandFailure(
      exitCode.REFUSED,
      "FORBIDDEN",
      `Your role at the partner is ${you.role.toLowerCase()}. That is for ${eitherOf(roles)}.`,
      "sealgraph partner staff list says who that is; an owner or administrator gives roles: sealgraph partner staff set",
    );
  if (suspendedAt !== null && right !== "machines.end")
    throw new CommandFailure(
      exitCode.REFUSED,
      "READ_ONLY",
      `Your partner is suspended since ${moment(suspendedAt)}: its staff read, and change nothing.`,
      "Whoever runs the server ends that. Your companies go on.",
    );
}

function eitherOf(roles: readonly StaffRole[]): string {
  const words = staffRoles.filter((role) => roles.includes(role)).map((role) => role.toLowerCase());
  return [words.slice(0, -1).join(", "), words.at(-1)].filter((each) => each).join(" or ");
}

/** Throws FORBIDDEN for whoever is no administrator of the company. */
export async function demandAdministrator(client: Client): Promise<void> {
  if ((await client.company.view()).you.role === "ADMINISTRATOR") return;
  throw new CommandFailure(
    exitCode.REFUSED,
    "FORBIDDEN",
    "That is for administrators of the company.",
    "sealgraph user list shows who they are.",
  );
}
