import type { Command } from "commander";
import type { Client, CompanyShare, CompanyShareDetails } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { columns, counted, moment } from "../output.ts";
import { recipientRow, sizeOf } from "../share-shapes.ts";

/** `share company`: for administrators, in the portal. */
export function addShareCompanyCommand(share: Command): void {
  const command = share
    .command("company")
    .description("For administrators, in the portal: the company's shares by id, or who is in one.")
    .argument("[share]", "id, or the beginning of it that only one has")
    .addHelpText("after", whatIsShown);
  example(
    does(command, company),
    "sealgraph share company",
    "sealgraph share company 01890a5d-ac96-774b-bcce-b302099a8057",
  );
}

const whatIsShown = `
Administrators see that a share is there and who is in it, by its signed roster. Its name and what is in it are sealed,
and what is done about it gives an administrator no key:
  sealgraph share remove <id> bob@example.com             takes somebody, or group:NAME, out
  sealgraph share permission <id> eve@example.com owner   where no owner can act: for who is in it, also by a group
Personal shares are nobody's but their recipients': they are not among these.
`;

const company = (context: Context, _: GlobalOptions, reference?: string) =>
  reference === undefined ? list(context) : show(context, reference);

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const all = await client.company.shares.list();
    if (all.length === 0) context.out.note("The company has no share.");
    context.out.answer(all, () => columns(all.map(row)));
  });

const row = (share: CompanyShare): string[] => [
  share.id,
  `made ${moment(share.createdAt)}`,
  `changed ${moment(share.changedAt)}`,
  sizeOf(share),
];

const show = (context: Context, reference: string) =>
  withKeys(context, async (client) => {
    const { id } = await findCompanyShare(client, reference);
    const details = await client.company.shares.get(id);
    context.out.answer(details, () => columns(details.recipients.map((each) => recipientRow(each))));
    context.out.note(remarks(details));
  });

/** To administrators a share has no name. Throws NOT_FOUND, AMBIGUOUS. */
const findCompanyShare = async (client: Client, reference: string): Promise<CompanyShare> =>
  choose({ what: "share", of: () => [], shown: sizeOf, whole: true }, reference, await client.company.shares.list());

function remarks({ createdAt, changedAt, epoch, ownerless }: CompanyShareDetails): string {
  const facts = `Made ${moment(createdAt)}, changed ${moment(changedAt)}, with ${counted(epoch, "key")} so far.`;
  return ownerless ? `${facts} No owner can act: sealgraph share permission makes one.` : facts;
}
