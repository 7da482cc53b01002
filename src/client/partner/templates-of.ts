/** Templates of policies: verified by the partner's own roster, put together for each company, and signed there by its desk (PROTOCOL §4.17). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { makeTemplate } from "../../crypto/client/template.ts";
import { deskRight, hasDeskRight } from "../../crypto/desk-terms.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import { type Policies, policiesHash, policyNames, sameValue } from "../../crypto/policies.ts";
import { findPolicy } from "../../crypto/roster-state.ts";
import { policyScope } from "../../crypto/state-entries.ts";
import {
  checkTemplate,
  checkTemplateGoesOn,
  inLabelOrder,
  openSignedTemplate,
  type SignedTemplate,
} from "../../crypto/template.ts";
import { combineTemplates, isTemplateFor } from "../../crypto/template-combination.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { parseName } from "../account/begin.ts";
import { call } from "../account/session.ts";
import { tenantOf } from "../company/act.ts";
import { draftInTenant } from "../company/drafting.ts";
import { encodeChange } from "../company/policies/change.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { readDocument } from "../policy/binding.ts";
import { fetchAll } from "../sync/fetch.ts";
import { companyPoliciesOperation } from "../transport/company-roster-operations.ts";
import type { ListedCompany } from "../transport/partner-operations.ts";
import { putTemplateOperation, templatesOperation } from "../transport/template-operations.ts";
import { linkAt, newestState } from "../vault/chain.ts";
import { actAtDesk } from "./act.ts";
import { rememberSeen, seenOf } from "./memory.ts";
import { overCompanies } from "./over.ts";
import { companiesFor } from "./reads.ts";
import { followCompany } from "./rosters.ts";
import { standingIn } from "./standing.ts";
import type { PartnerTemplates, Template, TemplatePreview } from "./templates.ts";

export function templatesOf(core: Core): PartnerTemplates {
  return {
    list: async () => {
      const all = await fetchTemplates(core);
      return [...all.values()]
        .map(viewOf)
        .sort((a, b) => a.name.localeCompare(b.name) || (a.template < b.template ? -1 : 1));
    },
    put: (input) => put(core, input),
    preview: async (over = {}) => {
      const templates = [...(await fetchTemplates(core)).values()];
      const previews: TemplatePreview[] = [];
      await overCompanies(await companiesFor(core, over), over, async (company) => {
        const preview = await previewFor(core, company, templates);
        previews.push(preview);
        return preview.settings.length > 0;
      });
      return previews;
    },
    apply: async (over = {}) => {
      const templates = [...(await fetchTemplates(core)).values()];
      return overCompanies(await companiesFor(core, over), over, (company) => applyTo(core, company, templates));
    },
  };
}

function viewOf({ signed: { template: its }, counts }: Verified): Template {
  const { template, name, version, labels, document, author } = its;
  const says = document && readDocument(document).policies;
  return { template: formatUuid(template), name, version, labels, says, by: formatUuid(author.user), counts };
}

/** A template that an administrator of the partner signed; whether they are one still. */
interface Verified {
  readonly signed: SignedTemplate;
  readonly counts: boolean;
}

/**
 * The newest version of every template, by id, each signed by an administrator of the partner, as its own verified roster says, and
 * none below what this device has seen. Throws SERVER_CAUGHT.
 */
async function fetchTemplates(core: Core): Promise<ReadonlyMap<string, Verified>> {
  await inTurn(core, () => fetchAll(core));
  const partner = formatUuid(tenantOf(core).head.id);
  const seen = await seenOf(core, "templates");
  const found = new Map<string, Verified>();
  for (let after: string | null = null; ; ) {
    const page: { templates: readonly Uint8Array[]; next: string | null } = await call(core, templatesOperation, {
      after,
    });
    for (const signed of page.templates) {
      const its = open(core, signed);
      const id = formatUuid(its.signed.template.template);
      if (found.has(id)) throw new ServerCaught("MISMATCH", null);
      found.set(id, its);
    }
    if (page.next === null) break;
    after = page.next;
  }
  // A template is withdrawn by a version that says so: one that was seen is never simply gone.
  for (const [place, { position, hash }] of seen) {
    const [of, id = ""] = place.split("/");
    // What was seen of another partner, that the account was with before, is not this one's to show.
    if (of !== partner) continue;
    const its = found.get(id);
    if (its === undefined) throw new ServerCaught("WENT_BACK", null);
    catching(() => checkTemplateGoesOn({ version: position, hash }, its.signed));
  }
  const news = [...found].map(
    ([id, { signed }]) => [`${partner}/${id}`, { position: signed.template.version, hash: signed.hash }] as const,
  );
  await rememberSeen(core, "templates", new Map(news));
  return found;
}

/** By the partner's roster as it stood when it was signed, and as it stands here. */
function open(core: Core, bytes: Uint8Array): Verified {
  const { tenant } = opened(core).held;
  const newest = tenantOf(core);
  const headAt = (seq: number) => tenant && linkAt(tenant, seq);
  return catching(() => {
    const signed = openSignedTemplate(bytes);
    const { template } = signed;
    checkTemplate(template, tenant?.states[template.seq] ?? newest, headAt);
    return { signed, counts: isAllowed(() => checkTemplate(template, newest, headAt)) };
  });
}

function isAllowed(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "WRONG_AUTHOR") return false;
    throw error;
  }
}

function catching<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError) throw new ServerCaught(error.code, null);
    throw error;
  }
}

async function put(
  core: Core,
  { template, name, labels, says }: Parameters<PartnerTemplates["put"]>[0],
): Promise<string> {
  const all = await fetchTemplates(core);
  const before = template === undefined ? null : all.get(template)?.signed;
  if (before === undefined) throw new SealgraphError("NOT_FOUND", { part: "template" });
  const { user, own } = opened(core);
  const time = core.around.now();
  const id = before?.template.template ?? makeId(time);
  const document = (says && encodeChange({}, says)?.document) ?? null;
  const draft = { template: id, name: parseName(name, "name"), labels: inLabelOrder(labels), document };
  const made = signing(() => makeTemplate(tenantOf(core), { user, signing: own.signing, time }, draft, before));
  const answer = await call(core, putTemplateOperation, { input: { signed: encodeBase64url(made.signed) } });
  if (answer === "StaleTemplate") throw new SealgraphError("BUSY");
  if (answer === "TemplateRefused") throw new SealgraphError("LIMIT_EXCEEDED", { limit: "TEMPLATES" });
  const its = formatUuid(id);
  const partner = formatUuid(tenantOf(core).head.id);
  await rememberSeen(
    core,
    "templates",
    new Map([[`${partner}/${its}`, { position: made.template.version, hash: made.hash }]]),
  );
  return its;
}

function signing<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (error.code === "WRONG_AUTHOR") throw new SealgraphError("FORBIDDEN");
    return refuseInput(error.message.includes("label") ? "labels" : "template");
  }
}

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

async function applyTo(core: Core, company: ListedCompany, templates: readonly Verified[]): Promise<boolean> {
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

async function previewFor(
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
