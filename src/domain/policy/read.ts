import type { BindingPolicies } from "../../crypto/policies.ts";
import { lowestId, parseId, type UserId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { foundIn } from "../cut.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { loadBound, loadBoundActor } from "./bound-user-rows.ts";
import { type DocumentRow, listDocuments, listDocumentsBindingActor, listDocumentsFor } from "./rows.ts";
import { bindUser, readSaid } from "./sources.ts";

/** What binds the caller. */
export async function readOwnPolicies(request: Request): Promise<BindingPolicies<string>> {
  const { answers, actor } = await ask(request, loadBoundActor(), listDocumentsBindingActor());
  const [[user], documents] = answers;
  return bindUser(readSaid(documents), actor.tenant, user ?? { user: actor.user, groups: "", administrator: false });
}

/** The documents that bind the caller, by id: also for whoever has to choose another password, which they may speak of. */
export async function readOwnDocuments(request: Request): Promise<DocumentRow[]> {
  return (await ask({ ...request, admits: ["PASSWORD"] }, listDocumentsBindingActor())).answers[0];
}

/** All documents of the caller's tenant. Throws `WRONG_SURFACE`, `FORBIDDEN`, `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readDocuments(
  request: Request,
  args: { readonly first: number; readonly after: string | null },
): Promise<Connection<DocumentRow>> {
  const asked = parsePage(args, "ID");
  const { answers, actor } = await ask(request, loadViewer(), listDocuments(asked.after ?? lowestId, asked.first + 1));
  const [[viewer], documents] = answers;
  demandAdministrator(actor, viewer);
  return connectionOf(documents, asked, ({ id }) => id, foundIn(documents));
}

/** What binds a member; null for whoever is none. Throws `WRONG_SURFACE`, `FORBIDDEN`, `BAD_USER_INPUT`. */
export async function readPoliciesOf(request: Request, of: string): Promise<BindingPolicies<string> | null> {
  const user = parseId<UserId>(of, "user");
  const { answers, actor } = await ask(request, loadViewer(), loadBound(user), listDocumentsFor([user]));
  const [[viewer], [bound], documents] = answers;
  demandAdministrator(actor, viewer);
  return bound ? bindUser(readSaid(documents), actor.tenant, bound) : null;
}
