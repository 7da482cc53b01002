import { refuseInput } from "../errors.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { wronglyTyped } from "./kind.ts";

/**
 * Refuses a body that gives a known field of a known kind a value of another type: INVALID_INPUT, naming the field. What
 * stood in the body `before` may stay as it is, so that nothing odd keeps an item from being edited.
 */
export function checkWritten(body: JsonObject, before: JsonObject = {}): void {
  const fields = fieldsIn(body);
  const kept = before.kind === body.kind ? fieldsIn(before) : {};
  for (const name of wronglyTyped(String(body.kind), fields))
    if (!isSame(fields[name], kept[name])) refuseInput(`fields.${name}`);
}

const fieldsIn = ({ fields }: JsonObject): JsonObject => (isObject(fields) ? fields : {});

const isSame = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
