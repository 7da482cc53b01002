/** Founding a company by the partner's desk (PROTOCOL §4.15): whoever joins it first is its primary user, and the desk's founding is over. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { makeTenantGenesis } from "../../crypto/client/genesis.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { deskRight, fewestFoundingHours, hasDeskRight } from "../../crypto/desk-terms.ts";
import { operation } from "../../crypto/link.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { parseName } from "../account/begin.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { tenantOf } from "../company/act.ts";
import { checkHours, checkRights } from "../company/desk-terms.ts";
import { sumOfRights } from "../company/desk-view.ts";
import { draftInTenant, newDrafting, wireOf } from "../company/drafting.ts";
import { draftInvitations, type Invite, invited, prepareInvitations } from "../company/invitations.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import { type FoundCompanyWire, foundCompanyOperation } from "../transport/company-roster-operations.ts";
import { newestState } from "../vault/chain.ts";
import type { CompanyOutcome } from "./desks.ts";
import { namedSelf } from "./own-person.ts";
import type { FoundCompany, Founded } from "./partner.ts";
import { adoptInCompany } from "./rosters.ts";
import { templatesOf } from "./templates-of.ts";

/** Invitations that go with a founding; the first that is used ends the others. */
const mostAdministrators = 20;

/** As `Partner.create` says. */
export async function createCompany(core: Core, input: FoundCompany): Promise<Founded> {
  const founded = await foundCompany(core, input);
  return { ...founded, policies: await firstPolicies(core, founded.tenant) };
}

/** The company stands by now, and its links are shown but this once: whatever keeps its policies from it, is only said. */
async function firstPolicies(core: Core, tenant: string): Promise<CompanyOutcome> {
  try {
    const [outcome] = await templatesOf(core).apply({ companies: [tenant] });
    return outcome ?? { tenant, outcome: "UNCHANGED", reason: null };
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    return { tenant, outcome: "FAILED", reason: error.code };
  }
}

async function foundCompany(core: Core, input: FoundCompany): Promise<Omit<Founded, "policies">> {
  const { plan, seats, trialDays = null, labels = [], reference = null, administrators } = input;
  const name = parseName(input.name, "name");
  const rights = sumOfRights(checkRights(input.rights ?? ["INVITE", "POLICY"]));
  const hours = checkHours(input.hours ?? fewestFoundingHours);
  // What the desk waits in a company that it founds nobody of the company has said yet: they make it less, not it.
  if (hasDeskRight({ rights }, deskRight.BREAK_GLASS) && hours < fewestFoundingHours) refuseInput("hours");
  if (administrators.length === 0 || administrators.length > mostAdministrators) refuseInput("administrators");
  return inTurn(core, async () => {
    await fetchAll(core);
    const { user, own } = opened(core);
    const [self, partner, time] = [await namedSelf(core), tenantOf(core), core.around.now()];
    // A company that stands already is asked for under its own id, so that nobody founds it twice.
    const id = makeId(time);
    const genesis = makeTenantGenesis({
      tenant: id,
      founder: { user, signing: own.signing, xwingKeyHash: own.xwingKeyHash },
      person: self.person,
      desk: { desk: partner.head.id, genesis: partner.genesis, rights, hours },
      time,
    });
    const signer = { user, signing: own.signing, time };
    const drafting = newDrafting(signer, genesis.state, new Map(), new Map());
    drafting.links.push(genesis);
    drafting.persons.push({ ...self.text, seq: 0 });
    drafting.staffKeys.push({ seq: 0, publicKey: encodeBase64url(self.publicKey) });
    draftInTenant(drafting, { operation: operation.NAME, subject: { name } });
    const people = administrators.map((each): Invite => ({ ...each, role: "ADMINISTRATOR" }));
    const prepared = prepareInvitations(core, id, people);
    draftInvitations(drafting, prepared);
    const change = { clientMutationId: formatUuid(makeId(time)), ...wireOf(drafting) };
    await found(core, drafting.links, { change, plan, seats, trialDays, labels, reference });
    const tenant = formatUuid(id);
    const more = drafting.links.map(({ state, signed }) => ({ seq: state.head.seq, signed }));
    const company = newestState(await adoptInCompany(core, tenant, more));
    return { tenant, invitations: prepared.map((each) => invited(core, company, each)) };
  });
}

async function found(core: Core, links: readonly MadeLink[], input: FoundCompanyWire): Promise<void> {
  const answer = await patiently(core.around, () => call(core, foundCompanyOperation, { input }));
  if (answer.type === "FoundingRefused")
    throw new SealgraphError("LIMIT_EXCEEDED", { limit: answer.refusal, part: "partner" });
  if (answer.type === "TenantLimitReached") throw new SealgraphError("LIMIT_EXCEEDED", { limit: answer.limit });
  if (answer.type === "PolicyRefused") {
    throw new SealgraphError("POLICY_REFUSED", { refusal: answer.refusal, setting: answer.setting });
  }
  const last = links.at(-1);
  const head = answer.heads.find(({ roster }) => last && roster === formatUuid(last.state.head.id));
  if (last === undefined || !head || !equalBytes(head.hash, last.hash)) throw new ServerCaught("MISMATCH", null);
}
