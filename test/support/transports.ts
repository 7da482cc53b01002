import { randomUUID } from "node:crypto";
import { type Answer, type Edge, post } from "./edge.ts";
import { openSession } from "./socket.ts";

/** Sends one operation and answers its result, or its errors. */
export type Send = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;

export const transports = ["http", "ws"] as const;

/** The same operation over either transport, with a token of its own. */
export function sender(edge: Edge, transport: (typeof transports)[number]): Send {
  const token = edge.token();
  if (transport === "http")
    return async (query, variables) =>
      (await post(edge.url, { query, variables }, { authorization: `Bearer ${token}` })).body;
  return async (query, variables) => {
    const socket = await openSession(edge.url, token);
    socket.send({ id: randomUUID(), type: "subscribe", payload: { query, variables } });
    const { type, payload } = await socket.next();
    socket.socket.close();
    return type === "error" ? { errors: payload as NonNullable<Answer["errors"]> } : (payload as Answer);
  };
}
