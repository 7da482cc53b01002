import { Failure } from "../../errors.ts";
import { isLocale } from "../../words/index.ts";
import type { Request } from "../context.ts";
import { inTransaction } from "../transaction.ts";
import { loadViewer, setLocaleRow, type UserRow } from "./rows.ts";

/** Has the caller written to in this language from now on. Again, it changes nothing. Throws `BAD_USER_INPUT`. */
export async function setLocale(request: Request, { locale }: { readonly locale: string }): Promise<UserRow> {
  if (!isLocale(locale)) throw new Failure("BAD_USER_INPUT", "locale is no language that is spoken here.");
  return inTransaction(request, async (tx) => {
    const [, [viewer]] = await tx.run(setLocaleRow(locale), loadViewer());
    if (!viewer) throw new Failure("NOT_FOUND");
    await tx.finish();
    return viewer;
  });
}
