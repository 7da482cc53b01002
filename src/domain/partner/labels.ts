import { checkLabel, inLabelOrder, mostLabels } from "../../crypto/template.ts";
import { Failure } from "../../errors.ts";
import { isText } from "../invalid.ts";

/** Takes the labels of a company, or those that somebody sees, in their only form (PROTOCOL §4.17). Throws `BAD_USER_INPUT`. */
export function parseLabels(given: readonly string[], field = "labels"): string[] {
  const wrong = new Failure(
    "BAD_USER_INPUT",
    `${field} has at most ${mostLabels} labels of 1 to 40 characters, none of them control characters.`,
  );
  // Before any of them is looked at: there may be very many.
  if (given.length > mostLabels) throw wrong;
  const labels = given.map((label) => label.trim().normalize("NFC"));
  if (!labels.every((label) => isText(label, 1, 40))) throw wrong;
  try {
    return inLabelOrder(labels.map(checkLabel));
  } catch {
    throw wrong;
  }
}
