import { randomUUID } from "node:crypto";
import { type ExecutionArgs, type ExecutionResult, execute, GraphQLError, type GraphQLSchema } from "graphql";
import { makeServer, type Server, type ServerOptions } from "graphql-ws";
import type { House, Request } from "../domain/context.ts";
import { countUse } from "../domain/machine/use.ts";
import type { Documents } from "./documents.ts";
import { asGraphQL, codeOf, refuse, tell } from "./failures.ts";
import type { Context } from "./graphql.ts";
import type { InTurn } from "./in-turn.ts";
import { limits } from "./limits.ts";
import type { Log } from "./log.ts";
import { countOperation, subscriptionEnded, subscriptionStarted } from "./metrics.ts";
import { makeRequest } from "./request.ts";
import type { SplicedLists } from "./spliced-lists.ts";
import { coercion } from "./variables.ts";
import { type Connection, liveRequest, newRequest, visitIn } from "./ws-request.ts";
import { close, isOver } from "./ws-session.ts";
import { subscribeFresh } from "./ws-stream.ts";

export interface OperationParts {
  readonly house: House;
  readonly makeContext: (request: Request) => Context;
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly spliced: SplicedLists;
  readonly inTurn: InTurn;
  readonly log: Log;
  /** Milliseconds that a socket has for its first message. */
  readonly initPatience: number;
}

type Hooks = ServerOptions<Record<string, unknown> | undefined, Connection>;

/** The protocol graphql-transport-ws over our documents, limits, contexts and errors: as over HTTP. */
export function makeOperations(parts: OperationParts): Server<Connection> {
  /** Whether whoever asked has gone away, or asks for it no more. */
  const askers = new WeakMap<Request, () => boolean>();
  const hooks: Hooks = {
    connectionInitWaitTimeout: parts.initPatience,
    async onConnect({ extra: connection, connectionParams }) {
      try {
        await connection.session.accept(connectionParams?.authorization);
        connection.accepted();
        return true;
      } catch (error) {
        if (codeOf(error) === "INTERNAL") tell(error, { requestId: randomUUID(), transport: "ws" }, parts.log);
        close(connection.socket, codeOf(error));
        return false;
      }
    },
    onSubscribe(
      { extra: connection, subscriptions },
      id,
      { query, operationName = null, variables = null, extensions },
    ) {
      if (Object.keys(subscriptions).length > limits.operationsPerSocket)
        return [
          refuse("RATE_LIMITED", `A socket has at most ${limits.operationsPerSocket} operations at once.`, {
            retryAfterSeconds: 1,
          }),
        ];
      const admitted = parts.documents.admit({ query, operationName, variables });
      if (admitted.errors) return admitted.errors;
      const visit = visitIn(extensions);
      if (visit instanceof GraphQLError) return [visit];
      const { document, operation } = admitted;
      const request =
        operation.operation === "subscription"
          ? liveRequest(parts.house, connection, visit)
          : newRequest(parts.house, connection, visit);
      askers.set(request, () => !(id in subscriptions) || connection.socket.readyState !== connection.socket.OPEN);
      const asked = {
        schema: parts.spliced.takes(document) ? parts.spliced.schema : parts.schema,
        document,
        operationName,
        variableValues: variables,
        contextValue: parts.makeContext(request),
        ...coercion,
      };
      if (!request.service) return asked;
      return countUse(request).then(
        () => asked,
        (error) => [asGraphQL(error)],
      );
    },
    execute: (args) => executeInTurn(parts, args, askers.get(requestOf(args)) ?? (() => false)),
    subscribe: (args) => subscribeFresh(args, () => again(parts, args), parts.schema),
    onOperation({ extra: connection }, id, _payload, _args, result) {
      if (!(Symbol.asyncIterator in result)) return;
      connection.streams.add(id);
      subscriptionStarted();
    },
    onNext({ extra: connection }, _id, _payload, args, result) {
      const { errors, ...rest } = result as ExecutionResult;
      countOperation("ws", errors?.[0] ? codeOf(errors[0]) : "OK");
      return errors ? { ...rest, errors: tellAll(parts.log, connection, errors, requestOf(args).id) } : rest;
    },
    onError({ extra: connection }, _id, _payload, errors) {
      countOperation("ws", codeOf(errors[0]));
      return tellAll(parts.log, connection, errors, randomUUID());
    },
    onComplete({ extra: connection }, id) {
      if (connection.streams.delete(id)) subscriptionEnded();
    },
  };
  return makeServer(hooks);
}

/** One operation's result; what its turn was refused for is its one error. */
async function executeInTurn(
  parts: OperationParts,
  args: ExecutionArgs,
  isGone: () => boolean,
): Promise<ExecutionResult> {
  const { document } = args;
  const request = requestOf(args);
  try {
    return await parts.inTurn(document, request, isGone, async () => execute(args));
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}

const requestOf = (args: ExecutionArgs) => (args.contextValue as Context).request;

/** The context of one event: as that of the subscription stands at this moment. */
function again(parts: OperationParts, args: ExecutionArgs): Context {
  const { house, id, peer, ip, accessHash, service = false, visit = null } = requestOf(args);
  return parts.makeContext({ ...makeRequest(house, { id, peer, ip, accessHash, service }), visit });
}

/** An error that speaks of the session's end is a reason to look whether the socket may stay. */
function tellAll(log: Log, connection: Connection, errors: readonly unknown[], requestId: string) {
  const told = errors.map((error) => tell(error, { requestId, transport: "ws" }, log));
  if (told.some((error) => isOver(error.extensions.code))) void connection.session.recheck();
  return told;
}
