import type { DocumentNode, GraphQLSchema } from "graphql";
import type { Request } from "../domain/context.ts";
import { readsAcrossCompanies } from "./cost.ts";
import { makeTurns, type Turns } from "./turns.ts";
import type { FindActor } from "./ws-session.ts";

/** Executes an operation: at once, or in turn where it reads across companies. The same for both transports. */
export type InTurn = <T>(
  document: DocumentNode,
  request: Request,
  isGone: () => boolean,
  execute: () => T | Promise<T>,
) => T | Promise<T>;

/** Throws what `Turns.take` throws, and what `findActor` does: nobody waits in line without a session. */
export function makeInTurn(schema: GraphQLSchema, findActor: FindActor, turns: Turns = makeTurns()): InTurn {
  const known = new WeakMap<DocumentNode, boolean>();
  const isAcross = (document: DocumentNode): boolean => {
    const across = known.get(document) ?? readsAcrossCompanies(schema, document);
    known.set(document, across);
    return across;
  };
  return (document, request, isGone, execute) => {
    if (isAcross(document)) return wait(request, isGone, async () => execute());
    turns.passed();
    return execute();
  };

  async function wait<T>(request: Request, isGone: () => boolean, work: () => Promise<T>): Promise<T> {
    const { surface, tenant } = await findActor({ ...request, admits: ["SERVICE"] });
    // What is refused anyway needs no turn.
    if (surface !== "PARTNER" && surface !== "SERVICE") return work();
    return turns.take(tenant, isGone, work);
  }
}
