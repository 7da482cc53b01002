/** What options and arguments of commands take. */
import { InvalidArgumentError } from "commander";
import type { DataSource } from "typeorm";

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

/** ISO 8601 to the minute, in UTC. */
export const moment = (time: Date): string => `${time.toISOString().slice(0, 16)}Z`;
