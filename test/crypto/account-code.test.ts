/** Typing mistakes in an account code (PROTOCOL §3.9), every one of a kind. */
import {
  formatAccountCode,
  makeAccountCode,
  parseAccountCode,
  wrongGroup,
} from "../../src/crypto/client/account-code.ts";

const code = makeAccountCode();
const written = formatAccountCode(code);

it("names the group of any one digit that is another", () => {
  for (const [place, digit] of [...written].entries()) {
    if (digit === " ") continue;
    for (const other of "0123456789".replace(digit, "")) {
      const typed = written.slice(0, place) + other + written.slice(place + 1);
      expect([typed, wrongGroup(typed)]).toEqual([typed, Math.floor(place / 7) + 1]);
    }
  }
});

it("names the group, or the first of two, in which two neighbours are exchanged", () => {
  const digits = written.replaceAll(" ", "");
  for (let place = 0; place + 1 < digits.length; place++) {
    if (digits[place] === digits[place + 1]) continue;
    const typed = `${digits.slice(0, place)}${digits[place + 1]}${digits[place]}${digits.slice(place + 2)}`;
    expect([typed, wrongGroup(typed)]).toEqual([typed, Math.floor(place / 6) + 1]);
  }
});

it("names the group that is short or long, and what comes after the last", () => {
  const groups = written.split(" ");
  for (let place = 0; place < 8; place++) {
    for (const change of [(group: string) => group.slice(1), (group: string) => `${group}0`]) {
      const typed = groups.map((group, i) => (i === place ? change(group) : group)).join(" ");
      expect([typed, wrongGroup(typed)]).toEqual([typed, place + 1]);
    }
  }
  expect(wrongGroup(groups.slice(0, 5).join(" "))).toBe(6);
  expect(wrongGroup(`${written} 7`)).toBe(9);
  expect(wrongGroup("")).toBe(1);
  expect(() => parseAccountCode(groups.slice(0, 5).join(" "))).toThrow("group 6");
});

it("reads back what it writes, however it is divided", () => {
  for (let round = 0; round < 200; round++) {
    const each = makeAccountCode();
    const text = formatAccountCode(each);
    expect(text).toMatch(/^\d{6}( \d{6}){7}$/);
    for (const typed of [text, text.replaceAll(" ", ""), text.replaceAll(" ", "-"), text.replaceAll(" ", "\n")]) {
      expect(parseAccountCode(typed)).toEqual(each);
    }
  }
});
