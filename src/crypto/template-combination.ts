/** What a partner's templates come to for one company (PROTOCOL §4.17). */
import { compareBytes } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import type { Id } from "./keys.ts";
import { bindShared, encodePolicies, type Policies, type PolicyName, parsePolicies, policyNames } from "./policies.ts";
import type { Template } from "./template.ts";

export interface Combination {
  /** What all of it comes to, locked where a template locks it; empty where nothing is said. */
  readonly policies: Policies;
  /** The document that a desk's staff sign; null where nothing is said, or where something cannot be. */
  readonly document: Uint8Array | null;
  /** The templates that are for this company, by ascending id. */
  readonly templates: readonly Id[];
  /** Of each setting, the template that it comes from: of several the lowest id. */
  readonly from: { readonly [N in PolicyName]?: Id };
  /** Settings of which no document can say what all templates together ask: no network left that all allow, too many domains. */
  readonly unsayable: readonly PolicyName[];
}

/** Whether a template is for a company: one that has all of its labels. A template without labels is for every company. */
export const isTemplateFor = ({ document, labels }: Template, company: ReadonlySet<string>): boolean =>
  document !== null && labels.every((label) => company.has(label));

/**
 * One document of all templates that are for a company: of each setting the strictest of those that lock it, else the strictest
 * of those that say something of it, as of a user's groups (§4.10). Throws UNSUPPORTED or MALFORMED where a later release wrote a
 * template that counts: nobody signs a document that leaves out what it cannot read; MISMATCH where one is given twice.
 */
export function combineTemplates(all: readonly Template[], labels: Iterable<string>): Combination {
  const company = new Set(labels);
  const counting = all
    .filter((each) => isTemplateFor(each, company))
    .sort((one, other) => compareBytes(one.template, other.template));
  const sources = counting.map(({ template, document }) => ({
    group: template,
    policies: parsePolicies(document as Uint8Array),
  }));
  for (const [place, { group }] of sources.slice(1).entries()) {
    if (compareBytes((sources[place] as (typeof sources)[number]).group, group) === 0)
      throw new ProtocolError("MISMATCH", "template");
  }
  const bound = bindShared({ desks: [], tenant: null, groups: sources, administrator: false });
  const said = policyNames.filter((name) => bound[name].origin.scope === "GROUP");
  const policies = Object.fromEntries(
    said.map((name) => [name, { value: bound[name].value, locked: bound[name].locked }]),
  ) as Policies;
  const unsayable = said.filter((name) => !isSayable({ [name]: policies[name] }));
  return {
    policies,
    document: said.length > 0 && unsayable.length === 0 ? encodePolicies(policies) : null,
    templates: sources.map(({ group }) => group),
    from: Object.fromEntries(said.map((name) => [name, bound[name].origin.group])),
    unsayable,
  };
}

function isSayable(policies: Policies): boolean {
  try {
    encodePolicies(policies);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
