import { equalBytes } from "../../crypto/bytes.ts";
import { asHash } from "../../crypto/keys.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { checkTemplate, checkTemplateGoesOn, openSignedTemplate, type SignedTemplate } from "../../crypto/template.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { lowestId, type RosterId, type UserId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { foundIn } from "../cut.ts";
import { isText, proving } from "../invalid.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { loadTenantState } from "../roster/rows.ts";
import { askAsPartner } from "../transaction.ts";
import { inStaffTransaction } from "./refuse.ts";
import { demandRight } from "./rights.ts";
import { lockPartner } from "./rows.ts";
import { findTemplate, listTemplates, loadTemplateGround, putTemplateRow, type TemplateRow } from "./template-rows.ts";

export type PutTemplateResult =
  | { readonly __typename: "TemplatePut"; readonly template: TemplateRow }
  | {
      readonly __typename: "StaleTemplate";
      readonly template: string;
      readonly version: number;
      readonly hash: Uint8Array | null;
    }
  | { readonly __typename: "TemplateRefused"; readonly refusal: "TOO_MANY" };

/** By their ids. Throws `BAD_USER_INPUT`, `INVALID_CURSOR`. */
export async function readTemplates(
  request: Request,
  args: { readonly first: number; readonly after?: string | null },
): Promise<Connection<TemplateRow>> {
  const asked = parsePage(args, "ID");
  const { actor, answers } = await askAsPartner(request, listTemplates(asked.after ?? lowestId, asked.first + 1));
  demandRight(actor, "templates.read");
  return connectionOf(answers[0], asked, ({ template }) => template, foundIn(answers[0]));
}

/**
 * Takes the next version of a template (PROTOCOL §4.17), which the caller signed as an administrator of the partner. The newest again is what
 * there is. What it says, devices judge; that it is well-formed, goes on from the one before and is the caller's, is seen to here too.
 *
 * @throws Failure `FORBIDDEN`, `READ_ONLY`, `INVALID_PROOF`, `BAD_USER_INPUT` for a name that no text may be.
 */
export async function putTemplate(
  request: Request,
  input: { readonly signed: Uint8Array },
): Promise<PutTemplateResult> {
  const given = proving(() => openSignedTemplate(input.signed));
  const { template: its } = given;
  const id = formatUuid(its.template);
  if (
    !isText(its.name, 1, 100) ||
    its.name !== its.name.normalize("NFC") ||
    !its.labels.every((each) => isText(each, 1, 40))
  ) {
    throw new Failure("BAD_USER_INPUT", "The name of a template, or one of its labels, is no text.");
  }
  return inStaffTransaction(request, "templates", async (tx): Promise<PutTemplateResult> => {
    await tx.run(lockPartner());
    const [[tenant], [ground], [before]] = await tx.run(
      loadTenantState(),
      loadTemplateGround(Math.min(its.seq, bounds.count)),
      findTemplate(id),
    );
    if (!tenant || !ground) throw new Failure("NOT_FOUND");
    if (formatUuid(its.author.user) !== tx.actor.user) throw new Failure("FORBIDDEN");
    const link = ground.linkHash && { hash: asHash(ground.linkHash) };
    proving(() => checkTemplate(its, parseState(tenant.state), (seq) => (seq <= bounds.count ? link : null)));
    if (before && equalBytes(before.hash, given.hash)) return { __typename: "TemplatePut", template: before };
    if (its.version !== (before?.version ?? 0) + 1) {
      return { __typename: "StaleTemplate", template: id, version: before?.version ?? 0, hash: before?.hash ?? null };
    }
    if (before) proving(() => checkTemplateGoesOn({ version: before.version, hash: asHash(before.hash) }, given));
    if (!before && ground.templates >= bounds.templatesPerPartner)
      return { __typename: "TemplateRefused", refusal: "TOO_MANY" };
    const row = rowOf(given, input.signed, tx.now);
    const event = { kind: "TEMPLATE_PUT", group: id as RosterId, amount: its.version } as const;
    await tx.finish(putTemplateRow(row), ...audited(tx, event));
    return { __typename: "TemplatePut", template: row };
  });
}

const rowOf = ({ template, hash }: SignedTemplate, signed: Uint8Array, now: Date): TemplateRow => ({
  template: formatUuid(template.template),
  version: template.version,
  hash,
  signed,
  name: template.name,
  labels: template.labels,
  withdrawn: template.document === null,
  author: formatUuid(template.author.user) as UserId,
  updatedAt: now,
});
