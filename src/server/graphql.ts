import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestListener, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { type DocumentNode, execute, type GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import type { Request } from "../domain/context.ts";
import { type FailureCode, failureCodes } from "../errors.ts";
import type { Asked, Documents } from "./documents.ts";
import { tell } from "./failures.ts";
import type { Media } from "./http-media.ts";
import { statusOf } from "./http-status.ts";
import type { Log } from "./log.ts";
import { countOperation } from "./metrics.ts";
import { stringify } from "./splice.ts";
import type { SplicedLists } from "./spliced-lists.ts";
import { coercion } from "./variables.ts";

/** What resolvers get: at least the request. */
export interface Context {
  readonly request: Request;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Executes what was admitted, for HTTP. */
export interface HttpExecutor {
  execute(asked: Asked, context: Context, type: Media): Promise<Answer>;
  stop(): Promise<void>;
}

interface Parts {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly spliced: SplicedLists;
  readonly log: Log;
}

export async function startExecutor(parts: Parts): Promise<HttpExecutor> {
  const apollo = new ApolloServer<Context>({
    schema: parts.schema,
    plugins: [runner(parts), ...withoutExtras()],
    documentStore: storeOf(parts.documents),
    persistedQueries: false,
    introspection: true,
    csrfPrevention: false, // There are no cookies; a body must be labelled JSON, which no page of another origin may send unasked.
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: untold,
    logger: silent,
  });
  await apollo.start();
  return {
    stop: () => apollo.stop(),
    async execute({ query, operationName, variables }, context, type) {
      const asked = { query, ...(operationName && { operationName }), ...(variables && { variables }) };
      const { body } = await apollo.executeOperation(asked, { contextValue: context });
      // There is no incremental delivery: an answer is one result.
      if (body.kind !== "single") throw new Error("an answer in parts");
      const { errors, ...result } = body.singleResult;
      const scene = { requestId: context.request.id, transport: "http" } as const;
      const told = errors?.map((error) => tell((error as { [thrown]?: unknown })[thrown], scene, parts.log));
      const code: FailureCode | undefined = told?.[0]?.extensions.code;
      countOperation("http", code ?? "OK");
      return {
        status: code && result.data === undefined ? statusOf(code, type) : 200,
        text: `${stringify({ ...(told && { errors: told }), ...result })}\n`,
      };
    },
  };
}

const withoutExtras = (): ApolloServerPlugin[] => [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/** Apollo's own words may hold messages of errors: ours tells what has to be told. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Documents were read and checked before Apollo sees them; it looks them up by `<schema>:<SHA-256>`. */
const storeOf = (documents: Documents) => ({
  get: async (key: string): Promise<DocumentNode | undefined> => documents.bySha256(key.slice(-64)),
  set: async () => {},
  delete: async () => {},
});

const thrown = Symbol("thrown");

/** Keeps an error until the end, where the request is known that it is told to. */
const untold = (_: unknown, error: unknown): GraphQLFormattedError =>
  ({ message: failureCodes.INTERNAL, extensions: { code: "INTERNAL" }, [thrown]: error }) as GraphQLFormattedError;

const keepErrors = (errors: readonly GraphQLError[] | undefined) =>
  errors && { errors: errors.map((error) => untold(error, error)) };

function runner(parts: Parts): ApolloServerPlugin<Context> {
  const { spliced } = parts;
  const listener: GraphQLRequestListener<Context> = {
    async responseForOperation({ document, request, contextValue }) {
      // Apollo's own way would look for incremental delivery, which there is none of.
      const schema = spliced.takes(document) ? spliced.schema : parts.schema;
      const { variables: variableValues, operationName } = request;
      const asked = { schema, document, contextValue, variableValues, operationName };
      const { errors, ...result } = await execute({ ...asked, ...coercion });
      return {
        http: { headers: new HeaderMap() },
        body: { kind: "single", singleResult: { ...result, ...keepErrors(errors) } },
      };
    },
  };
  return { requestDidStart: async () => listener };
}
