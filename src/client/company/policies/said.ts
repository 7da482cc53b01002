import { equalBytes } from "../../../crypto/bytes.ts";
import { type Policies, policiesHash } from "../../../crypto/policies.ts";
import type { RosterState } from "../../../crypto/roster-state.ts";
import type { PolicyPlace } from "../../../crypto/state-entries.ts";
import { call } from "../../account/session.ts";
import { type Core, inTurn } from "../../core.ts";
import { ServerCaught } from "../../errors.ts";
import { placeName, readDocument, statedIn } from "../../policy/binding.ts";
import { fetchAll } from "../../sync/fetch.ts";
import { listPoliciesOperation } from "../../transport/policy-operations.ts";
import { tenantOf } from "../act.ts";

/** `isWhole`: whether this release can read all of it. */
export type SaidBy = Map<
  string,
  { readonly place: PolicyPlace; readonly policies: Policies; readonly isWhole: boolean }
>;

/** Every document, as the roster states it. Throws ServerCaught where the server shows less, WRONG_SURFACE, FORBIDDEN. */
export async function saidIn(core: Core): Promise<SaidBy> {
  await inTurn(core, () => fetchAll(core));
  return shownIn(core, tenantOf(core));
}

export async function shownIn(core: Core, tenant: RosterState): Promise<SaidBy> {
  const shown: { readonly hash: Uint8Array; readonly document: Uint8Array }[] = [];
  for (let after: string | null = null; ; ) {
    const page: { documents: readonly Uint8Array[]; next: string | null } = await call(core, listPoliciesOperation, {
      after,
    });
    for (const document of page.documents) shown.push({ hash: policiesHash(document), document });
    if (page.next === null) break;
    after = page.next;
  }
  const said: SaidBy = new Map();
  for (const { place, hash } of statedIn(tenant)) {
    const found = shown.find((each) => equalBytes(each.hash, hash));
    if (found === undefined) throw new ServerCaught("MISMATCH", null);
    said.set(placeName(place), { place, ...readDocument(found.document) });
  }
  return said;
}
