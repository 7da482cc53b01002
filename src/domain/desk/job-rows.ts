import { bind, statement } from "../batch.ts";

export interface OwedLetter {
  address: string;
  companyName: string | null;
  partnerName: string | null;
  /** Null where it was ended meanwhile. */
  fromAt: Date | null;
  untilAt: Date | null;
}

const takeLettersStatement = statement<OwedLetter>(
  "desk_take_letters",
  "select * from take_break_glass_letters($1, $2)",
);
/** The letters that are owed: to who administrated the company before a desk asked. Each is taken once. */
export const takeLetters = (company: string, now: Date) => bind(takeLettersStatement, company, now);
