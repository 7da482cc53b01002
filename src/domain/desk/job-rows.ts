import type { TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { Reader } from "../letter.ts";

export interface OwedLetter extends Reader {
  tenantId: TenantId;
  companyName: string | null;
  partnerName: string | null;
  /** Null where no break-glass of the desk stands. */
  fromAt: Date | null;
  untilAt: Date | null;
}

const oweLettersStatement = statement("desk_owe_letters", "select owe_letters($1, $2, $3)");
/** Letters to these users about the desk that acts, by jobs of this kind: to each one, also where one waits already. */
export const oweLetters = (kind: "TELL_OF_BREAK_GLASS" | "TELL_OF_OVERRULED", users: readonly UserId[], now: Date) =>
  bind(oweLettersStatement, kind, users, now);

const openLetterStatement = statement<OwedLetter>("desk_open_letter", "select * from open_letter($1)");
/** The letter, for this transaction; no row where nobody is owed it any more. */
export const openLetter = (letter: string) => bind(openLetterStatement, letter);

const dropLetterStatement = statement("desk_drop_letter", "select drop_letter($1)");
export const dropLetter = (letter: string) => bind(dropLetterStatement, letter);
