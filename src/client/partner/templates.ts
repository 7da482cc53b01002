/** Policies that a partner gives to companies by their labels (PROTOCOL §4.17). */
import type { Policies, PolicyName, PolicyValues } from "../../crypto/policies.ts";
import type { PolicyChange } from "../company/policies/view.ts";
import type { CompanyOutcome, OverCompanies } from "./desks.ts";

export interface Template {
  readonly template: string;
  readonly name: string;
  /** From 1; the highest that this device has verified. */
  readonly version: number;
  /** A company has to bear all of them; none: every company. */
  readonly labels: readonly string[];
  /** Null: it says nothing any more. */
  readonly says: Policies | null;
  readonly by: string;
  /** Whether who signed it is an administrator of the partner still. Else nothing is applied where it counts, before another signs it anew. */
  readonly counts: boolean;
}

/** What one company's policies of this partner would be. */
export interface TemplatePreview {
  readonly tenant: string;
  readonly name: string | null;
  readonly settings: readonly {
    readonly setting: PolicyName;
    readonly before: { readonly value: PolicyValues[PolicyName]; readonly locked: boolean } | null;
    readonly after: { readonly value: PolicyValues[PolicyName]; readonly locked: boolean } | null;
  }[];
  /** Why it cannot be: a code of an error; null where it can. */
  readonly refusal: string | null;
}

export interface PartnerTemplates {
  /** Verified by the partner's own roster. SERVER_CAUGHT for one that is not, or is older than was seen. */
  list(): Promise<Template[]>;
  /** Signs the next version. For administrators of the partner's tenant. Gives the template's id. */
  put(input: {
    readonly template?: string;
    readonly name: string;
    readonly labels: readonly string[];
    /** Null: says nothing any more. */
    readonly says: PolicyChange | null;
  }): Promise<string>;
  /** What `apply` would change, company by company. */
  preview(over?: OverCompanies): Promise<TemplatePreview[]>;
  /** Signs in every company what the templates with its labels say together. Resumable: what is so already is UNCHANGED. */
  apply(over?: OverCompanies): Promise<CompanyOutcome[]>;
}
