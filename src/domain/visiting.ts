/** Statements as they are run in a visit to a share of another company (PROTOCOL §4.12). */
import { type Bound, bind, type Statement, statement } from "./batch.ts";

/** Views of what the actor may read, each of which has another in a visit: so those of home ask for no visits. */
const views = /\b(own_share|concerning_share|readable_vault)\b/g;

const made = new WeakMap<Statement<unknown>, Statement<unknown>>();

/** The same, by the views of a visit. Itself, where it asks none of them. */
export function visiting<Row>(bound: Bound<Row>): Bound<Row> {
  const { statement: own, values } = bound;
  if (own.text.search(views) < 0) return bound;
  const its = (made.get(own) as Statement<Row> | undefined) ?? visitingOf(own);
  made.set(own, its);
  return bind(its, ...values);
}

const visitingOf = <Row>({ name, text }: Statement<Row>): Statement<Row> =>
  statement(`${name}_visiting`, text.replaceAll(views, "visited_$1"));
