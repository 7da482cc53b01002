/** Secrets as people write them down: groups of six digits, each of which shows most mistakes by itself (PROTOCOL §3.9). */
import { ProtocolError } from "../errors.ts";

const digits = 6;

/** Groups with blanks between them, each 16 bits times 11. */
export function formatDigitGroups(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const group = (_: unknown, place: number) => String(view.getUint16(2 * place) * 11).padStart(digits, "0");
  return Array.from({ length: bytes.length / 2 }, group).join(" ");
}

/** Reads so many groups as people type them. Throws MALFORMED on a wrong one, which it names after `what`. */
export function parseDigitGroups(text: string, groups: number, what: string): Uint8Array {
  const wrong = wrongDigitGroup(text, groups);
  if (wrong !== null) throw new ProtocolError("MALFORMED", `group ${wrong} of the ${what}`);
  const bytes = new Uint8Array(2 * groups);
  const view = new DataView(bytes.buffer);
  for (const [place, group] of groupsOf(text, groups).entries()) view.setUint16(2 * place, Number(group) / 11);
  return bytes;
}

/** The first group, from 1, that is not what it was: mistyped or missing; one more where something follows the last. Null: none. */
export function wrongDigitGroup(text: string, groups: number): number | null {
  const found = groupsOf(text, groups);
  for (let place = 0; place < groups; place++) if (!isGroup(found[place] ?? "")) return place + 1;
  return found.length > groups ? groups + 1 : null;
}

/** By the separators where they make as many parts, else cut into sixes. */
function groupsOf(text: string, groups: number): readonly string[] {
  const parts = text.split(/[\s-]+/).filter((part) => part !== "");
  return parts.length === groups ? parts : (parts.join("").match(/.{1,6}/gs) ?? []);
}

const isGroup = (group: string): boolean =>
  /^[0-9]{6}$/.test(group) && Number(group) % 11 === 0 && Number(group) <= 65_535 * 11;
