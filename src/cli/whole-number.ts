import { InvalidArgumentError } from "commander";

/** Reads a whole number of this range, as an option's or an argument's value. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It is ${least} to ${most}.`);
    return value;
  };
