/** Policies as callers are shown them: settings by the names of the contract, sums as what they are made of. */

import { type PolicyName, policyNames, readPolicies } from "../../crypto/policies.ts";
import { auditedEvent, backupWay } from "../../crypto/policy-settings.ts";
import { enforcement } from "./enforcement.ts";
import type { DocumentRow } from "./rows.ts";

/** `sessionLifetimeHours` is `SESSION_LIFETIME_HOURS`. */
type SettingName<S extends string> = S extends `${infer First}${infer Rest}`
  ? `${First extends Uncapitalize<First> ? "" : "_"}${Uppercase<First>}${SettingName<Rest>}`
  : S;

/** The setting as the contract names it. */
export const settingOf = (name: PolicyName): SettingName<PolicyName> =>
  name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() as SettingName<PolicyName>;

interface Shown {
  readonly value: unknown;
  readonly locked: boolean;
  readonly origin: { readonly scope: string; readonly group: string | null; readonly desk?: string | null };
}

const faceOf = (name: PolicyName, { value, locked, origin }: Shown) => ({
  value: shownValue(name, value),
  origin: origin.scope,
  group: origin.group,
  desk: origin.desk ?? null,
  locked,
  enforcement: enforcement[name],
});

function shownValue(name: PolicyName, value: unknown): unknown {
  if (name === "passwordAuditing") return partsOf(value as number, auditedEvent);
  return name === "organisationBackup" ? partsOf(value as number, backupWay) : value;
}

const partsOf = (sum: number, parts: Readonly<Record<string, number>>): string[] =>
  Object.entries(parts).flatMap(([name, part]) => (sum & part ? [name] : []));

export const showBinding = (policies: { readonly [N in PolicyName]: Shown }) =>
  Object.fromEntries(policyNames.map((name) => [name, faceOf(name, policies[name])]));

export function showDocument({ scope, id, seq, document }: DocumentRow) {
  const origin = { scope, group: scope === "GROUP" ? id : null, desk: scope === "PARTNER" ? id : null };
  const { policies } = readPolicies(document);
  const says = policyNames.map((name) => {
    const said = policies[name];
    return [name, said ? faceOf(name, { ...said, origin }) : null];
  });
  return { scope, id: scope === "TENANT" ? null : id, seq, document, says: Object.fromEntries(says) };
}
