/** Rights of a desk beyond its own, for a time: asked for before everybody's eyes, and in force when the company's wait is over (PROTOCOL §4.16). */
import { breakGlassReasonHash, mostBreakGlassHours } from "../../crypto/break-glass.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { findBreakGlass, findMember, isActive, isAdministrator, listEntries } from "../../crypto/roster-state.ts";
import { entryType, role } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { draftCheckpoints } from "../company/draft-checkpoints.ts";
import { draftInTenant } from "../company/drafting.ts";
import type { Core } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { companyCutOperation } from "../transport/company-roster-operations.ts";
import { newestState } from "../vault/chain.ts";
import { type AtDesk, actAtDesk } from "./act.ts";
import type { BreakGlassActs } from "./desks.ts";
import { inviteByDesk } from "./invite.ts";
import { followCompanyGroup } from "./rosters.ts";

const hour = 3_600_000;
/** For clocks that differ: of the server's, of other devices'. */
const margin = 60_000;

export function breakGlassOf(core: Core): BreakGlassActs {
  const on = async (company: string, user: string, act: (at: AtDesk, its: { readonly user: Id }) => Promise<void>) => {
    await actAtDesk(core, company, async (at) => {
      demandInForce(core, at);
      const member = findMember(at.drafting.tenant, idOf(user));
      if (!member) throw new SealgraphError("NOT_FOUND", { part: "user" });
      await act(at, { user: member.user });
    });
  };
  return {
    begin: (company, ask) => begin(core, company, ask),
    end: async (company) => {
      await actAtDesk(core, company, ({ drafting, standing: { desk } }) => {
        if (!findBreakGlass(drafting.tenant, desk.desk)) throw new SealgraphError("NOT_FOUND", { part: "breakGlass" });
        draftInTenant(drafting, { operation: operation.BREAK_GLASS, subject: { desk: desk.desk, asked: null } });
      });
    },
    invite: (company, people) => inviteByDesk(core, company, people, undefined, (at) => demandInForce(core, at)),
    suspend: (company, user) => on(company, user, (at, subject) => suspend(core, company, at, subject)),
    resume: (company, user) =>
      on(company, user, async ({ drafting }, subject) => {
        if (isActive(findMember(drafting.tenant, subject.user))) throw new SealgraphError("ALREADY_SO");
        draftInTenant(drafting, { operation: operation.RESUME, subject });
      }),
    makeAdministrator: (company, user) =>
      on(company, user, async ({ drafting }, subject) => {
        const member = findMember(drafting.tenant, subject.user);
        if (!isActive(member)) throw new SealgraphError("PERSON_SUSPENDED");
        if (isAdministrator(member)) throw new SealgraphError("ALREADY_SO");
        const given = { ...subject, role: role.ADMINISTRATOR };
        draftInTenant(drafting, { operation: operation.ROLE, subject: given });
      }),
  };
}

async function begin(
  core: Core,
  company: string,
  { reason, lasting = 24 }: { readonly reason: string; readonly lasting?: number },
): Promise<{ from: Date; until: Date }> {
  if (!Number.isInteger(lasting) || lasting < 1 || lasting > mostBreakGlassHours) refuseInput("lasting");
  const text = reason.trim().normalize("NFC");
  const hash = reasonHash(text);
  let asked = { from: 0, until: 0 };
  await actAtDesk(core, company, ({ drafting, standing: { desk } }) => {
    const now = drafting.signer.time;
    const known = findBreakGlass(drafting.tenant, desk.desk);
    if (known && known.until > now) throw new SealgraphError("ALREADY_SO");
    // Behind the link that asks, also without hours.
    const from = now + Math.max(1, desk.hours * hour);
    asked = { from, until: from + lasting * hour };
    const subject = { desk: desk.desk, asked: { reason: hash, ...asked } };
    draftInTenant(drafting, { operation: operation.BREAK_GLASS, subject }, { reason: text });
  });
  return { from: new Date(asked.from), until: new Date(asked.until) };
}

function reasonHash(text: string) {
  try {
    return breakGlassReasonHash(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("reason");
    throw error;
  }
}

/** Throws BREAK_GLASS_CLOSED, with why, before anything is signed that nobody would take. */
function demandInForce(core: Core, { drafting, standing: { desk } }: AtDesk): void {
  const asked = findBreakGlass(drafting.tenant, desk.desk);
  const now = core.around.now();
  if (!asked || asked.until <= now + margin) throw new SealgraphError("BREAK_GLASS_CLOSED", { reason: "NONE" });
  if (asked.from > now) throw new SealgraphError("BREAK_GLASS_CLOSED", { reason: "WAITS", from: asked.from });
}

/** Whoever may write no more is named with the heads of what they wrote; of an administrator the groups' heads are stated as well. */
async function suspend(
  core: Core,
  company: string,
  { drafting }: AtDesk,
  subject: { readonly user: Id },
): Promise<void> {
  const member = findMember(drafting.tenant, subject.user);
  if (!isActive(member)) throw new SealgraphError("ALREADY_SO");
  if (member.primary) throw new SealgraphError("PRIMARY_USER");
  const heads = await call(core, companyCutOperation, { company, user: formatUuid(subject.user) });
  const named = heads.map(({ vault, ...head }) => ({ vault: parseUuid(vault), ...head }));
  const wasAdministrator = isAdministrator(member);
  draftInTenant(drafting, { operation: operation.SUSPEND, subject }, { heads: named });
  if (!wasAdministrator) return;
  for (const { group } of listEntries(drafting.tenant, entryType.GROUP)) {
    const roster = formatUuid(group);
    drafting.groups.set(roster, newestState(await followCompanyGroup(core, company, roster)));
  }
  draftCheckpoints(drafting);
}

function idOf(user: string): Id {
  try {
    return parseUuid(user);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("user");
    throw error;
  }
}
