import type { ItemToChange } from "../client/index.ts";
import type { Context } from "./context.ts";
import { columns, counted, moment, printable } from "./output.ts";
import type { NamesById } from "./share-plan.ts";
import { toChangeShape } from "./share-shapes.ts";

/** What is known to people who are not in a share any more, and what to do about it. */
export const changesInWords = (items: readonly ItemToChange[], names: NamesById): string[] => [
  `${counted(items.length, "item")} known to somebody who is not in the share any more. What they had read they know: change these, at the places that they are for.`,
  ...columns(
    items.map(({ id, title, kind, trashedAt, known, since }) => [
      id,
      kind,
      printable(title),
      known.map(names).join(", "),
      moment(since),
      ...(trashedAt ? ["in the trash, or taken out"] : []),
    ]),
  ),
];

export function answerChanges({ out }: Context, items: readonly ItemToChange[], names: NamesById): void {
  out.answer(items.map(toChangeShape), () =>
    items.length === 0
      ? "Nothing: nobody has gone who could read what is in it as it is now."
      : changesInWords(items, names),
  );
  if (items.some(({ known }) => known.some((id) => names(id) === id))) out.note(byIdAlone);
}

/** A guest's name goes from the server with the guest; what former people of a company were called is shown in its portal alone. */
const byIdAlone =
  "Whoever stands here by an id alone was a guest, whose name is kept nowhere once they are out, or has left the company.";
