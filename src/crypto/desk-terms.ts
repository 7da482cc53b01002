/** What a company grants a desk (PROTOCOL §4.15). */
import type { CborValue } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readUint } from "./fields.ts";

/** A desk's rights are a sum of these. */
export const deskRight = { INVITE: 1, POLICY: 2, BREAK_GLASS: 4 } as const;
export type DeskRight = (typeof deskRight)[keyof typeof deskRight];

/** The longest wait before a break-glass begins. */
export const mostDeskHours = 168;
/** The shortest, where a desk founds the company and gives itself the right: only the company's own makes it shorter. */
export const fewestFoundingHours = 24;

export interface DeskTerms {
  /** A sum of `deskRight`; 0 for a desk that may do nothing of its own. */
  readonly rights: number;
  /** How long a break-glass waits before it begins, 0 to 168. */
  readonly hours: number;
}

const allRights = Object.values(deskRight).reduce((sum, right) => sum + right, 0);

/** Throws MALFORMED for no number and for hours that are too many, UNSUPPORTED for a right that is not known. */
export function readDeskTerms(rights: CborValue | undefined, hours: CborValue | undefined): DeskTerms {
  const terms = { rights: readUint(rights, "rights"), hours: readUint(hours, "hours") };
  if (terms.rights > allRights) throw new ProtocolError("UNSUPPORTED", "rights");
  if (terms.hours > mostDeskHours) throw new ProtocolError("MALFORMED", "hours");
  return terms;
}

/** Whether a right is among those of a desk. */
export const hasDeskRight = ({ rights }: Pick<DeskTerms, "rights">, right: DeskRight): boolean =>
  (rights & right) !== 0;
