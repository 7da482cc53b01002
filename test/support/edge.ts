import { randomBytes, randomUUID } from "node:crypto";
import { BlockList } from "node:net";
import { buildSchema, type GraphQLFieldResolver, GraphQLObjectType, type GraphQLSchema } from "graphql";
import { Pool } from "pg";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asToken } from "../../src/crypto/keys.ts";
import type { Actor, Request, Surface } from "../../src/domain/context.ts";
import { Failure, type FailureCode } from "../../src/errors.ts";
import type { DeviceId, SessionId, TenantId, UserId } from "../../src/ids.ts";
import type { Context } from "../../src/server/graphql.ts";
import type { Patience } from "../../src/server/limits.ts";
import { makeLog } from "../../src/server/log.ts";
import { serve } from "../../src/server/serve.ts";
import { makeSchemas } from "../../src/server/spliced-lists.ts";
import { bareHouse } from "./bare-house.ts";

type Resolver = GraphQLFieldResolver<unknown, Context>;
type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver | { subscribe: Resolver }>>>>;

/** A schema of a test's own: its text, and what its fields do. */
export interface OwnSchema {
  readonly sdl: string;
  readonly resolvers: Resolvers;
}

/** The edge alone: both transports over a schema of the test's own and sessions that the test makes and ends. */
export interface Edge {
  readonly url: string;
  readonly logged: readonly string[];
  /** Makes an access token; `of` an existing one: for the same session. */
  token(options?: { of?: string; expiresAt?: Date; surface?: Surface }): string;
  /** From now on the session is refused with `code`, and the doorbell tells. */
  end(token: string, code: FailureCode): void;
  /** How many listen for something. */
  readonly listeners: () => number;
  close(): Promise<void>;
}

export interface EdgeOptions {
  readonly patience?: Partial<Patience>;
  readonly allowedOrigins?: readonly string[];
  readonly trustedProxies?: BlockList;
  readonly appFolder?: string;
  readonly explorer?: boolean;
  readonly clock?: () => Date;
  readonly drainSeconds?: number;
}

export async function startEdge({ sdl, resolvers }: OwnSchema, options: EdgeOptions = {}): Promise<Edge> {
  const sessions = new Map<string, { session: SessionId; expiresAt: Date; surface: Surface; ended?: FailureCode }>();
  const heard = new Map<string, Set<(rung: readonly string[]) => void>>();
  const logged: string[] = [];
  const clock = options.clock ?? (() => new Date());
  const house = bareHouse(new Pool({ host: "127.0.0.1", port: 1 }), {
    clock,
    doorbell: {
      ring: (topics) => {
        for (const topic of topics) for (const listener of heard.get(topic) ?? []) listener([topic]);
      },
      listen: (topics, listener) => {
        for (const topic of topics) heard.set(topic, (heard.get(topic) ?? new Set()).add(listener));
        return () => {
          for (const topic of topics) heard.get(topic)?.delete(listener);
        };
      },
    },
  });
  const findActor = async ({ accessHash }: Request): Promise<Actor> => {
    const found = accessHash && sessions.get(Buffer.from(accessHash).toString("hex"));
    if (!found) throw new Failure("UNAUTHENTICATED");
    if (found.ended) throw new Failure(found.ended);
    if (found.expiresAt <= clock()) throw new Failure("TOKEN_EXPIRED");
    const [tenant, user, device] = [randomUUID() as TenantId, randomUUID() as UserId, randomUUID() as DeviceId];
    const at = { session: found.session, accessExpiresAt: found.expiresAt, surface: found.surface };
    return { tenant, visit: null, user, device, ...at };
  };
  const keyOf = (token: string) => Buffer.from(tokenHash(asToken(Buffer.from(token, "base64url")))).toString("hex");
  const server = await serve({
    house,
    schemas: makeSchemas(() => attach(buildSchema(sdl), resolvers)),
    makeContext: (request) => ({ request }),
    findActor,
    health: { drain: () => {}, answer: () => false },
    config: {
      host: "127.0.0.1",
      port: 0,
      allowedOrigins: options.allowedOrigins ?? [],
      trustedProxies: options.trustedProxies ?? new BlockList(),
      drainSeconds: options.drainSeconds ?? 1,
      explorer: options.explorer ?? true,
    },
    log: makeLog("debug", (line) => logged.push(line)),
    patience: options.patience ?? {},
    appFolder: options.appFolder,
  });
  return {
    url: server.url.replace("localhost", "127.0.0.1"),
    logged,
    token({ of, expiresAt = new Date(clock().getTime() + 900_000), surface = "APP" } = {}) {
      const token = randomBytes(32).toString("base64url");
      const session = of ? sessions.get(keyOf(of))?.session : undefined;
      sessions.set(keyOf(token), { session: session ?? (randomUUID() as SessionId), expiresAt, surface });
      return token;
    },
    end(token, code) {
      const found = sessions.get(keyOf(token));
      if (!found) throw new Error("no such token");
      found.ended = code;
      house.doorbell.ring([found.session]);
    },
    listeners: () => [...heard.values()].reduce((count, set) => count + set.size, 0),
    close: server.close,
  };
}

function attach(schema: GraphQLSchema, resolvers: Resolvers): GraphQLSchema {
  for (const [name, fields] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    if (!(type instanceof GraphQLObjectType)) throw new Error(`${name} is no object type`);
    for (const [field, resolver] of Object.entries(fields)) {
      const definition = type.getFields()[field];
      if (!definition) throw new Error(`${name}.${field} is not in the schema`);
      if (typeof resolver === "function") definition.resolve = resolver;
      else definition.subscribe = resolver.subscribe;
    }
  }
  return schema;
}

/** Sends one operation by POST. */
export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; headers: Headers; body: Answer }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: text,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: unknown;
    readonly extensions: { readonly code: string };
  }[];
}
