import type { Command } from "commander";
import type { Share, ShareOffer } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { columns, printable } from "../output.ts";
import { answerChanges } from "../share-changes.ts";
import { foldersOfShares } from "../share-folders.ts";
import { permissionWord } from "../share-options.ts";
import { namesById } from "../share-plan.ts";
import { findShareOrOffer } from "../share-references.ts";
import { detailsShape, offerShape, recipientRow, remarksOn, shareShape, sizeOf } from "../share-shapes.ts";
import { findShare, titleOfShare } from "../vaults.ts";

/** `share list offers show changes`. */
export function addShareLookingCommands(share: Command): void {
  const named = (name: string, description: string) =>
    share.command(name).description(description).argument("<share>", "name or id");
  const listing = share
    .command("list")
    .description("The shares that you have.")
    .option("--declined", "those that you declined instead: they can be accepted still");
  example(does(listing, list), "sealgraph share list", "sealgraph share list --declined");
  const offering = share.command("offers").description("Shares that wait for your answer, and who offers them.");
  example(does(offering, offers), "sealgraph share offers");
  example(
    does(named("show", "Who is in a share, what they may, and whether they answered."), show),
    "sealgraph share show Operations",
  );
  const changing = named(
    "changes",
    "What people know who are not in it any more, and that was not changed since: change it.",
  );
  example(does(changing, changes), "sealgraph share changes Operations");
}

const list = (context: Context, { declined }: GlobalOptions & { readonly declined?: boolean }) =>
  withKeys(context, async (client) => {
    if (declined) return listDeclined(context, await client.shares.declined());
    const shares = await client.shares.list();
    if (shares.length === 0) context.out.note("There is no share here. sealgraph share offers asks for new ones.");
    const placed = shares.length > 0 ? await foldersOfShares(client) : null;
    const shapes = shares.map((share) => ({ ...shareShape(share), ...placed?.(share.id) }));
    context.out.answer(shapes, () => columns(shares.map((share) => rowOf(context, share, placed?.(share.id).path))));
  });

function listDeclined(context: Context, all: readonly Share[]): void {
  context.out.answer(all.map(shareShape), () => columns(all.map((share) => rowOf(context, share))));
  context.out.note(all.length === 0 ? "You have declined none." : "sealgraph share accept, or sealgraph share leave.");
}

const rowOf = ({ out }: Context, share: Share, path = "") => [
  share.id,
  titleOfShare(share),
  share.scope.toLowerCase(),
  share.permission === null ? "" : permissionWord(share.permission),
  sizeOf(share),
  [path && `in ${printable(path)}`, out.called(remarksOn(share))].filter(Boolean).join(", "),
];

const offers = (context: Context) =>
  withKeys(context, async (client) => {
    const all = await client.shares.offers();
    context.out.answer(all.map(offerShape), () =>
      all.length === 0 ? "Nothing is offered to you." : columns(all.map((offer) => offerRow(context, offer))),
    );
    if (all.length > 0)
      context.out.note(
        "Who offers is verified; nothing of what is in it is here yet. sealgraph share accept, or sealgraph share decline.",
      );
  });

const offerRow = (context: Context, offer: ShareOffer) => {
  const [id = "", ...row] = rowOf(context, offer);
  return [id, `from ${offererOf(offer)}`, ...row];
};

/** Who offers a share, as far as what an administrator signed says what they are called. */
export const offererOf = ({ from, fromName, fromAddress, fromLeft }: ShareOffer): string =>
  fromName === null
    ? `somebody ${fromLeft ? "who has left the company" : "whose name does not verify"} (${from})`
    : `${printable(fromName)}${fromAddress === null ? "" : ` (${printable(fromAddress)})`}`;

const show = (context: Context, _: GlobalOptions, reference: string) =>
  withKeys(context, async (client) => {
    const details = await client.shares.get((await findShareOrOffer(client, reference)).id);
    context.out.answer(detailsShape(details), () =>
      columns(details.recipients.map((each) => recipientRow(each, details.visited !== null))),
    );
    const remarks = remarksOn(details);
    if (remarks) context.out.note(`${titleOfShare(details)}: ${remarks}.`);
  });

const changes = (context: Context, _: GlobalOptions, reference: string) =>
  withKeys(context, async (client) => {
    const { id } = await findShare(client, reference);
    answerChanges(context, await client.shares.toChange(id), await namesById(client, id));
  });
