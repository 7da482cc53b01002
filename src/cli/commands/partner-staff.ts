import type { Command } from "commander";
import { type Client, type PartnerStaffMember, type StaffRole, staffRoles } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { findPerson } from "../find-person.ts";
import { demandStaffMay, staffMay } from "../may.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, moment, printable } from "../output.ts";
import { agreeToLabels, noteUnknownLabels } from "../partner-labels.ts";
import { withPartner } from "../partner-open.ts";
import { type ScopeOptions, scopeInWords, scopeOf, withScope } from "../partner-scope.ts";

/** `partner staff list|set|remove`. */
export function addPartnerStaffCommands(partner: Command): void {
  const staff = partner.command("staff").description("Who of your own company looks after which companies.");
  example(
    does(staff.command("list").description("Roles and companies of everybody."), list),
    "sealgraph partner staff list",
  );
  const setting = withScope(
    staff
      .command("set")
      .description(
        "Give somebody of your company a role, for all companies or for some. Desks follow by: sealgraph partner desks tend",
      )
      .argument("<user>", "address, name or id")
      .argument("<role>", "one of those below")
      .addOption(yesOption()),
  ).addHelpText("after", rolesHelp);
  example(
    does(setting, set),
    "sealgraph partner staff set bob@msp.example technician --labels retail",
    "sealgraph partner staff set eve@msp.example billing",
  );
  const removing = staff
    .command("remove")
    .description("Take somebody's role away at once. Desks follow by: sealgraph partner desks tend")
    .argument("<user>", "address, name or id")
    .addOption(yesOption());
  example(does(removing, remove), "sealgraph partner staff remove bob@msp.example");
}

const rolesHelp = `
Roles:
  owner          all, and gives roles; the last one stays
  administrator  founds companies, makes offers, hands over, templates, machines, roles of others
  technician     sees companies with their people and logs, labels them, acts at desks
  billing        sees companies without their people and logs; plans, seats, suspends, resumes
  auditor        sees companies with their people and logs, and changes nothing
Owners and administrators count only while they are administrators of your own company, too.
`;

const list = (context: Context) =>
  withPartner(context, async (client) => {
    const staff = await client.partner.staff.list();
    const shapes = staff.map((each) => ({ ...each, since: each.since.toISOString() }));
    context.out.answer(shapes, () => columns(staff.map(rowOf)));
  });

const rowOf = (member: PartnerStaffMember): string[] => [
  member.user,
  member.name === null ? "(does not verify)" : printable(member.name),
  member.address === null ? "" : printable(member.address),
  member.role.toLowerCase(),
  scopeInWords(member),
  `since ${moment(member.since)}`,
];

function readRole(text: string): StaffRole {
  const found = staffRoles.find((role) => role === text.toUpperCase());
  if (found) return found;
  const words = staffRoles.map((role) => role.toLowerCase()).join(", ");
  throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", `A role is one of ${words}.`, "");
}

const set = (context: Context, options: GlobalOptions & ScopeOptions & YesOption, who: string, as: string) =>
  withPartner(context, async (client) => {
    const role = readRole(as);
    await demandStaffMay(client, role === "OWNER" ? "owners" : "staff");
    const scope = await scopeOf(client, options);
    const { user, name } = await findPerson(client, who);
    const called = printable(name ?? user);
    if (role === "OWNER")
      await context.ask.agreement(`${called} may then do all that you may. Make them an owner?`, options.yes);
    const reach = await agreeToLabels(context, client, scope, { whom: called, yes: options.yes });
    await client.partner.staff.set(user, role, scope);
    context.out.answer(
      { user, role, ...scope, ...(await reach()) },
      () => `${called} is ${role.toLowerCase()}, for ${scopeInWords(scope)}.`,
    );
    if (scope.scope === "LABELS") await noteUnknownLabels(context, client, scope.labels);
    context.out.note(
      isTechnical(role)
        ? "They are at the desks of these companies after: sealgraph partner desks tend"
        : `${role === "BILLING" ? "Billing" : "An auditor"} is at no desk: what is signed in a company is a technician's. Whom it takes off one, this signs: sealgraph partner desks tend`,
    );
  });

/** Whether it acts at desks. */
const isTechnical = (role: StaffRole): boolean => staffMay.desk.includes(role);

const remove = (context: Context, { yes }: GlobalOptions & YesOption, who: string) =>
  withPartner(context, async (client) => {
    const { user, name, role } = await findStaff(client, who);
    await demandStaffMay(client, role === "OWNER" ? "owners" : "staff");
    const called = printable(name ?? user);
    await context.ask.agreement(`Take ${called}'s role away?`, yes);
    await client.partner.staff.remove(user);
    context.out.answer({ user }, () => `${called} sees no company any more.`);
    if (isTechnical(role))
      context.out.note("In the companies' rosters they are at your desk until: sealgraph partner desks tend");
  });

/** Also whoever is in the company no more. */
async function findStaff(client: Client, reference: string): Promise<PartnerStaffMember> {
  const staff = await client.partner.staff.list();
  const names = {
    what: "person",
    many: "people",
    whole: true,
    of: ({ name, address }: PartnerStaffMember) => [name, address].filter((each): each is string => each !== null),
    shown: ({ address, name, user }: PartnerStaffMember) => address ?? name ?? user,
    lookAt: "sealgraph partner staff list shows who has a role.",
  };
  return choose(
    names,
    reference,
    staff.map((each) => ({ ...each, id: each.user })),
  );
}
