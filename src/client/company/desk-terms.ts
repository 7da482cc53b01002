import { mostDeskHours } from "../../crypto/desk-terms.ts";
import { refuseInput } from "../errors.ts";
import { type DeskRight, deskRights } from "./desks.ts";

/** Throws INVALID_INPUT. */
export function checkRights(rights: readonly DeskRight[]): readonly DeskRight[] {
  return rights.every((right) => deskRights.includes(right)) ? rights : refuseInput("rights");
}

/** Throws INVALID_INPUT. */
export function checkHours(hours: number): number {
  return Number.isInteger(hours) && hours >= 0 && hours <= mostDeskHours ? hours : refuseInput("hours");
}
