/** How a text is searched for: one rule for the SDK, the web client and the command line. */
import { expect, it } from "@jest/globals";
import { foundIn, searchable } from "../../src/client/index.ts";

const finds = (search: string, ...texts: string[]) => foundIn(search)(searchable(texts));

it.each([
  ["wifi", "Wi-Fi"],
  ["wi-fi", "Wifi at home"],
  ["wi-fi", "Wi Fi"],
  ["WI fi", "wi-fi"],
  ["cafe", "Café"],
  ["CAFÉ", "cafe"],
  ["cafe\u0301", "Café"],
  ["coeur", "Cœur"],
  ["strasse", "Hauptstraße 5"],
  ["STRASSE", "straße"],
  ["lodz", "Łódź"],
  ["ﬁle", "file"],
  ["epicerie", "L’Épicerie"],
  ["l'epicerie", "L’Épicerie"],
  ["lepicerie", "L'Épicerie"],
  ["st ein", "Wohnung, St. Einbeck"],
  ["st. ein", "Steinweg"],
  ["shop ada", "Ada's web shop"],
  ["ada@example.com", "ada@example.com"],
  ["examplecom", "ada@example.com"],
  ["c++", "C++"],
  ["-", "Wi-Fi"],
  ["co\u00adop", "Coop"],
  ["  ", "anything"],
  ["", "anything"],
  ["東京", "東京タワー"],
])("%j finds %j", (search, text) => {
  expect(finds(search, text)).toBe(true);
});

it.each([
  ["wifi", "Fiwi"],
  ["cafe x", "Café"],
  ["c++", "C#"],
  ["!", "Wi-Fi"],
  ["\u0301", "Café"],
  ["é", "hat"],
])("%j does not find %j", (search, text) => {
  expect(finds(search, text)).toBe(false);
});

it("finds each word in whichever text it stands, and none over the end of one", () => {
  expect(finds("library ada", "City library", "ada.lovelace")).toBe(true);
  expect(finds("libraryada", "City library", "ada.lovelace")).toBe(false);
  expect(finds("cityli", "City-library")).toBe(true);
});
