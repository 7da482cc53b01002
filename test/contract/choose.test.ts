import { describe, expect, it } from "@jest/globals";
import { choose, chooseIn } from "../../src/cli/choose.ts";

const wifi = { id: "01890a5d-ac96-774b-bcce-b302099a8057", name: "Office wifi" };
const fuzzy = { id: "01890a5e-0000-774b-bcce-b302099a8057", name: "Fuzzy" };
const both = [wifi, fuzzy];
const names = { what: "share", of: ({ name }: typeof wifi) => [name], shown: ({ name }: typeof wifi) => name };
const whole = { ...names, whole: true };

describe("What a person names", () => {
  it("is by its id, its whole name in any case, the beginning of its id that only one has, or a part of its name", () => {
    for (const reference of [wifi.id, "office WIFI", "01890a5d", "wifi"])
      expect([reference, choose(names, reference, both)]).toEqual([reference, wifi]);
    expect(() => choose(names, "01890a5", both)).toThrow("2 shares have this name.");
    expect(() => choose(names, "018", both)).toThrow("There is no such share here.");
  });

  it("is by no part of a name where something is done to others, and those of which it is a part are shown", () => {
    for (const reference of [wifi.id, "office WIFI", "01890a5d"])
      expect([reference, choose(whole, reference, both)]).toEqual([reference, wifi]);
    expect(() => choose(whole, "uzz", both)).toThrow(
      expect.objectContaining({ code: "NOT_FOUND", hint: `Name it whole, or by its id:\n  ${fuzzy.id}  Fuzzy` }),
    );
  });

  it("is nothing by an empty name, which is refused, however many there are", () => {
    const refused = expect.objectContaining({ code: "INVALID_INPUT", exit: 2 });
    for (const among of [[], [wifi], both])
      for (const empty of ["", " ", "\t"]) {
        expect(() => choose(whole, empty, among)).toThrow(refused);
        expect(() => chooseIn("LIVE", names, empty, [], among)).toThrow(refused);
      }
  });
});
