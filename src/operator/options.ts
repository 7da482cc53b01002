/** What options and arguments of commands take. */
import { type Command, InvalidArgumentError } from "commander";
import type { DataSource } from "typeorm";
import { type Plan, plans } from "./tenants.ts";

/** Runs something as the role that owns the schema. */
export type AsOwner = (work: (owner: DataSource) => Promise<void>) => Promise<void>;

export const dayLength = 86_400_000;
export const whole =
  (fewest: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < fewest || number > most) {
      throw new InvalidArgumentError(`It is a whole number from ${fewest} to ${most}.`);
    }
    return number;
  };
export function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw new InvalidArgumentError("It is a UUID.");
  return text;
}

/** For whom a code is, as the operator wants to read it again: one line that a terminal shows as it is. */
export function note(text: string): string {
  const its = text.trim();
  const { length } = [...its];
  if (length < 1 || length > 100 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(its))
    throw new InvalidArgumentError("It has 1 to 100 characters, and no line break or other control character.");
  return its;
}

/** ISO 8601 to the minute, in UTC. */
export const moment = (time: Date): string => `${time.toISOString().slice(0, 16)}Z`;

/** In any case, as people at a partner's terminal write it, too. */
export function plan(text: string): Plan {
  const found = plans.find((each) => each === text.trim().toUpperCase());
  if (found === undefined) throw new InvalidArgumentError("It is standard, advanced or trial.");
  return found;
}

/** Of a trial alone: days that would say nothing are refused. */
export function demandTrial(its: Plan, command: Command): void {
  if (its === "TRIAL" || command.getOptionValueSource("trialDays") !== "cli") return;
  command.error(
    `error: --trial-days says how long a trial lasts, and the plan is ${planInWords(its)}: leave it out, or sell --plan trial.`,
  );
}

/** Several of them, between commas or one after the other. */
export const somePlans = (text: string, before: readonly Plan[] = []): readonly Plan[] => [
  ...before,
  ...text.split(",").map(plan),
];

export const planInWords = (its: Plan): string => its.toLowerCase();

export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
