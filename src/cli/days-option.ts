import { InvalidArgumentError, Option } from "commander";

/** How long an invitation is good. */
export const daysOption = (): Option =>
  new Option("--days <number>", "how long the invitation is good, 1 to 30").default(7).argParser((text) => {
    const days = Number(text);
    if (!Number.isInteger(days) || days < 1 || days > 30) throw new InvalidArgumentError("It is 1 to 30.");
    return days;
  });
