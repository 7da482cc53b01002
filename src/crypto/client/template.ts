/** Templates of policies, on the side of whoever signs them (PROTOCOL §4.17). */
import type { RosterState } from "../roster-state.ts";
import {
  checkTemplate,
  encodeSignedTemplate,
  encodeTemplate,
  openSignedTemplate,
  type SignedTemplate,
  type Template,
} from "../template.ts";
import { sign } from "./sign.ts";
import type { Signer } from "./tenant-link.ts";

/** What an administrator says in a template. */
export type TemplateDraft = Pick<Template, "template" | "name" | "labels" | "document">;

export interface MadeTemplate extends SignedTemplate {
  /** Those that travel. */
  readonly signed: Uint8Array;
}

/**
 * The next version of a template, signed. Throws what `parseTemplate` and `checkTemplate` throw where it is none, or the signer
 * may not sign it.
 *
 * @param partner the newest state of the partner's roster that is known.
 * @param before the version that it takes the place of; null for a new template.
 */
export function makeTemplate(
  partner: RosterState,
  { user, signing, time }: Signer,
  draft: TemplateDraft,
  before: SignedTemplate | null,
): MadeTemplate {
  const { template: id, name, labels, document } = draft;
  const { id: its, seq, hash } = partner.head;
  const template: Template = {
    partner: its,
    template: id,
    version: (before?.template.version ?? 0) + 1,
    previous: before?.hash ?? null,
    name,
    labels,
    document,
    author: { user, key: signing.publicKey },
    seq,
    hash,
    time,
  };
  const bytes = encodeTemplate(template);
  const signed = encodeSignedTemplate(bytes, sign("template", bytes, signing));
  const opened = openSignedTemplate(signed);
  checkTemplate(opened.template, partner, () => partner.head);
  return { ...opened, signed };
}
