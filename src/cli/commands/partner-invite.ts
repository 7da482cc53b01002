import { type Command, Option } from "commander";
import { type Invite, SealgraphError, type UserRole } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { daysOption } from "../days-option.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandNewFile, handOver, invitedShape, linkLine, linksHeader } from "../invitation-links.ts";
import { readInviteList } from "../invite-list.ts";
import { isAddress } from "../is-address.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { findOwnCompany } from "../partner-companies.ts";
import { withPartner } from "../partner-open.ts";
import { titleOfCompany } from "../partner-shapes.ts";
import { writePrivateFile } from "../private-file.ts";

interface InviteOptions extends GlobalOptions {
  readonly name?: string;
  readonly role: UserRole;
  readonly days: number;
  readonly file?: string;
  readonly out?: string;
}

/** `partner invite` and `partner invitations`. */
export function addPartnerInviteCommands(partner: Command): void {
  const inviting = partner
    .command("invite")
    .description(
      "Invite people into a company: users, and before anybody has joined administrators. The link is handed over by you.",
    )
    .argument("<company>", "name, reference or id")
    .argument("[address]", "their e-mail address; or a list by --file")
    .option("--name <name>", "what they are called")
    .addOption(new Option("--role <role>", "what they will be").choices(["user", "administrator"]).default("user"))
    .addOption(daysOption())
    .addOption(new Option("--file <file>", "everybody of a CSV file: address, name, role").conflicts("name"))
    .option("--out <file>", "write the links into a new file (mode 0600); needed with --file");
  example(
    does(inviting, invite),
    "sealgraph partner invite 'Babbage & Co.' bob@example.com --name 'Bob Martin'",
    "sealgraph partner invite 'Babbage & Co.' --file people.csv --out links.csv",
  );
  const listing = partner
    .command("invitations")
    .description("Open invitations that your desk made in a company.")
    .argument("<company>", "name, reference or id")
    .option("--void <invitation>", "take this one back: address, name or key");
  example(
    does(listing, invitations),
    "sealgraph partner invitations 'Babbage & Co.'",
    "sealgraph partner invitations 'Babbage & Co.' --void bob@example.com",
  );
}

const invite = (context: Context, options: InviteOptions, reference: string, address?: string) =>
  withPartner(context, async (client) => {
    const { out } = context;
    const people = await whom(context, options, address);
    await demandNewFile(options.out);
    const company = await findOwnCompany(client, reference);
    const invited = await client.partner.invite(company.tenant, people).catch((error: unknown) => {
      throw people.some(({ role }) => role === "ADMINISTRATOR") ? sayWhoInvitesAdministrators(error) : error;
    });
    if (options.out !== undefined) await writePrivateFile(options.out, linksHeader + invited.map(linkLine).join(""));
    out.answer({ tenant: company.tenant, invitations: invited.map(invitedShape), file: options.out ?? null }, () =>
      options.out === undefined
        ? invited.map(({ link }) => link)
        : `${counted(invited.length, "person", "people")} invited to ${titleOfCompany(company)}; the links are in ${options.out}.`,
    );
    out.note(handOver);
  });

function sayWhoInvitesAdministrators(error: unknown): unknown {
  if (!(error instanceof SealgraphError) || error.code !== "FORBIDDEN") return error;
  return new CommandFailure(
    exitCode.REFUSED,
    error.code,
    "A desk invites users. Administrators it invites until somebody has joined, and while its break-glass is in force.",
    "sealgraph partner break-glass invite; else the company's administrators do: sealgraph invite add --role administrator",
  );
}

async function whom(context: Context, options: InviteOptions, address: string | undefined): Promise<Invite[]> {
  const { name: given, role, days, file, out } = options;
  if ((file === undefined) === (address === undefined))
    throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "Name one address, or a list by --file.", "");
  if (file !== undefined) {
    if (out === undefined)
      throw new CommandFailure(
        exitCode.USAGE,
        "MISSING_VALUE",
        "Where shall the links of a list go?",
        "--out links.csv",
      );
    return (await readInviteList(file)).map(({ person }) => ({ ...person, days }));
  }
  const wrong = isAddress(address ?? "");
  if (wrong) throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", wrong, "");
  const name = await context.ask.value({ what: "what they are called", flag: "--name", given });
  return [{ address: address ?? "", name, role: role.toUpperCase() as UserRole, days }];
}

const invitations = (
  context: Context,
  { void: wanted }: GlobalOptions & { readonly void?: string },
  reference: string,
) =>
  withPartner(context, async (client) => {
    const { tenant } = await findOwnCompany(client, reference);
    const open = await client.partner.invitations.list(tenant);
    if (wanted !== undefined) {
      const chosen = choose(
        {
          what: "invitation",
          of: ({ address, name, key }) => [address, name, key].filter((each): each is string => each !== null),
          shown: ({ address, key }) => address ?? key,
          whole: true,
          lookAt: "sealgraph partner invitations, without --void, shows them.",
        },
        wanted,
        open.map((each) => ({ ...each, id: each.key })),
      );
      await client.partner.invitations.void(tenant, [chosen.key]);
      return context.out.answer({ tenant, voided: chosen.key }, () => "Nobody joins by it any more.");
    }
    context.out.answer(
      open.map((each) => ({ ...each, expiresAt: each.expiresAt.toISOString() })),
      () =>
        open.length === 0
          ? "No invitation of your desk is open there."
          : columns(
              open.map(({ key, address, name, role, expiresAt, expired }) => [
                key.slice(0, 8),
                name === null ? "(does not verify)" : printable(name),
                address === null ? "" : printable(address),
                role.toLowerCase(),
                expired ? "ran out" : `until ${moment(expiresAt)}`,
              ]),
            ),
    );
  });
