import { Extensions } from "type-graphql";

/**
 * Marks a list of plain rows, or one wide row, that may be rendered at once instead of field by field: every field of its type is a
 * scalar that reads the property of its own name, a list of such, or an object of the same that is never null. What the
 * caller gets is the same either way.
 */
export const spliced = Extensions({ spliced: true });
