/** Templates put together for each company, and signed there by its desk (PROTOCOL §4.17). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { deskRight, hasDeskRight } from "../../crypto/desk-terms.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import { type Policies, policiesHash, policyNames, sameValue } from "../../crypto/policies.ts";
import { findPolicy } from "../../crypto/roster-state.ts";
import { policyScope } from "../../crypto/state-entries.ts";
import { combineTemplates, isTemplateFor } from "../../crypto/template-combination.ts";
import { call } from "../account/session.ts";
import { draftInTenant } from "../company/drafting.ts";
import { type Core, inTurn } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { readDocument } from "../policy/binding.ts";
import { companyPoliciesOperation } from "../transport/company-roster-operations.ts";
import type { ListedCompany } from "../transport/partner-operations.ts";
import { newestState } from "../vault/chain.ts";
import { actAtDesk } from "./act.ts";
import { followCompany } from "./rosters.ts";
import { standingIn } from "./standing.ts";
import type { TemplatePreview } from "./templates.ts";
import type { Verified } from "./verified-templates.ts";

/** What the templates come to for a company, and what its roster states now. */
interface Coming {
  readonly policies: Policies;
  readonly document: Uint8Array | null;
}

/** Throws POLICY_REFUSED, with the setting, where no document can say what all templates together ask. */
function comingFor({ labels }: ListedCompany, templates: readonly Verified[]): Coming {
  const company = new Set(labels);
  // Nothing is left out in silence: another administrator signs it anew, or withdraws it.
  const lapsed = templates.some(({ signed, counts }) => !counts && isTemplateFor(signed.template, company));
  if (lapsed) throw new SealgraphError("POLICY_REFUSED", { refusal: "TEMPLATE_LAPSED" });
  try {
    const all = templates.map(({ signed }) => signed.template);
    const { policies, document, unsayable } = combineTemplates(all, labels);
    const [setting] = unsayable;
    if (setting !== undefined) throw new SealgraphError("POLICY_REFUSED", { refusal: "UNSAYABLE", setting });
    return { policies, document };
  } catch (error) {
    if (error instanceof ProtocolError) throw new SealgraphError("POLICY_UNREAD");
    throw error;
  }
}

export async function applyTo(core: Core, company: ListedCompany, templates: readonly Verified[]): Promise<boolean> {
  const { document } = comingFor(company, templates);
  const hash = document && policiesHash(document);
  const { changed } = await actAtDesk(core, company.tenant, ({ drafting, standing: { desk } }) => {
    const place = { scope: policyScope.PARTNER, id: desk.desk };
    const stated = findPolicy(drafting.tenant, place)?.hash ?? null;
    if (stated === null ? hash === null : hash !== null && equalBytes(stated, hash)) return;
    draftInTenant(drafting, { operation: operation.POLICY, subject: { ...place, hash } });
    if (document) {
      drafting.policies.push({ seq: drafting.tenant.head.seq, document: encodeBase64url(document) });
    }
  });
  return changed;
}

export async function previewFor(
  core: Core,
  company: ListedCompany,
  templates: readonly Verified[],
): Promise<TemplatePreview> {
  const { tenant, name } = company;
  try {
    const { policies: after } = comingFor(company, templates);
    const state = newestState(await inTurn(core, () => followCompany(core, tenant)));
    const { desk } = standingIn(core, state);
    if (!hasDeskRight(desk, deskRight.POLICY)) throw new SealgraphError("FORBIDDEN");
    const before = await statedBy(core, tenant, findPolicy(state, { scope: policyScope.PARTNER, id: desk.desk })?.hash);
    const settings = policyNames
      .filter((setting) => !sameValue(before[setting], after[setting]))
      .map((setting) => ({ setting, before: before[setting] ?? null, after: after[setting] ?? null }));
    return { tenant, name, settings, refusal: null };
  } catch (error) {
    if (!(error instanceof SealgraphError) || !refusals.includes(error.code)) throw error;
    return { tenant, name, settings: [], refusal: error.code };
  }
}

/** What keeps one company from it, and no other. */
const refusals: readonly string[] = ["FORBIDDEN", "NOT_FOUND", "DESK_UNFIT", "POLICY_REFUSED", "POLICY_UNREAD"];

/** What the desk says in a company now. Throws SERVER_CAUGHT where the server does not show what its roster states. */
async function statedBy(core: Core, company: string, hash: Uint8Array | undefined): Promise<Policies> {
  if (hash === undefined) return {};
  for (let after: string | null = null; ; ) {
    const page: { documents: readonly Uint8Array[]; next: string | null } = await call(core, companyPoliciesOperation, {
      company,
      after,
    });
    const found = page.documents.find((document) => equalBytes(policiesHash(document), hash));
    if (found) return readDocument(found).policies;
    if (page.next === null) throw new ServerCaught("MISMATCH", null);
    after = page.next;
  }
}
