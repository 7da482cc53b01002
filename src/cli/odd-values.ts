import { checkItem, type Finding, findingCodes, findKind, type Item } from "../client/index.ts";
import type { Context } from "./context.ts";
import { shownName } from "./fields.ts";

/** What `--json` shows of a finding: where and what, never the value. */
export const findingShape = ({ field, code, position }: Finding) => ({
  field: shownName(field),
  code,
  message: findingCodes[code],
  ...(position !== undefined && { position }),
});

/** Odd values are taken all the same: whoever wrote them is told. */
export function remarkOdd({ out }: Context, item: Item): void {
  if (findKind(item.kind) === null)
    out.note("This version does not know that kind: the item is kept as it is. sealgraph item kinds lists the others.");
  for (const finding of checkItem(item)) {
    const { field, message } = findingShape(finding);
    out.note(`${field}: ${message}`);
  }
}
