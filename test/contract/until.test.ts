import { expect, it } from "@jest/globals";
import { parseUntil, parseUntilOrNever } from "../../src/cli/share-options.ts";

it("Until when somebody is in a share is a day of the calendar to its end, a moment with its zone, or never", () => {
  expect(parseUntil("2096-02-29").toISOString()).toBe("2096-02-29T23:59:59.999Z");
  expect(parseUntil("2096-02-28T12:00:00+02:00").toISOString()).toBe("2096-02-28T10:00:00.000Z");
  expect(parseUntilOrNever("never")).toBeNull();
  for (const wrong of [
    "2097-02-29",
    "2097-02-31T12:00:00Z",
    "2097-04-31",
    "2097-13-01",
    "2097-1-1",
    "2097-01-31T12:00",
  ])
    expect(() => parseUntil(wrong)).toThrow(/^Write 2027-01-31/);
  expect(() => parseUntil("2001-01-01")).toThrow("That time is over.");
});
