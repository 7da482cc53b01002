/** What clients hold to by themselves, of the settings that bind the user. */
import { isUnder } from "../../crypto/policy-settings.ts";
import type { Core, Open } from "../core.ts";
import type { ProfileKind } from "../events.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { denyBy, valueOfPolicy } from "./binding.ts";

/** Throws POLICY_DENIED where nothing may be exported. */
export function checkExport(open: Open): void {
  if (valueOfPolicy(open, "disableExport")) denyBy("disableExport");
}

/** Throws POLICY_DENIED for a password that is weaker than the company's people may have. */
export async function checkNewPassword(core: Core, open: Open, password: string): Promise<void> {
  const least = valueOfPolicy(open, "minimumPasswordStrength");
  if (least === 0) return;
  const { address, name } = core.device;
  const scored = await core.settings.passwordStrength?.(password, { userInputs: [address, name ?? ""] });
  if (scored === undefined || scored.score < least) denyBy("minimumPasswordStrength");
}

/** Throws POLICY_DENIED for an item in the personal profile, or in a share that belongs to it, that is for a domain of the company, and was not before. */
export function checkBelongs(
  open: Open,
  profile: ProfileKind | null,
  body: JsonObject,
  before: JsonObject | null = null,
): void {
  if (belongsElsewhere(open, profile, body, before)) denyBy("businessItemDomains");
}

/** Whether `checkBelongs` would throw. */
export function belongsElsewhere(
  open: Open,
  profile: ProfileKind | null,
  body: JsonObject,
  before: JsonObject | null = null,
): boolean {
  if (profile !== "PERSONAL") return false;
  const domains = valueOfPolicy(open, "businessItemDomains");
  if (domains.length === 0) return false;
  const known = new Set(before ? hostsIn(before.fields ?? null) : []);
  const belongs = (host: string) => domains.some((domain) => isUnder(host, domain));
  return hostsIn(body.fields ?? null).some((host) => !known.has(host) && belongs(host));
}

/** The hosts of all addresses of pages, and the domains of all e-mail addresses, in the fields of an item. */
function hostsIn(value: Json): string[] {
  if (typeof value === "string") return hostOf(value);
  if (Array.isArray(value)) return value.flatMap(hostsIn);
  return isObject(value) ? Object.values(value).flatMap((each) => hostsIn(each as Json)) : [];
}

/** With or without a scheme, as people write it. Of other text nothing. */
function hostOf(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed.length > 2_048 || /\s/.test(trimmed) || !trimmed.includes(".")) return [];
  const bare = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  try {
    return [new URL(bare).hostname.toLowerCase().replace(/\.$/, "")];
  } catch {
    return [];
  }
}
