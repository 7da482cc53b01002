import { WebSocketServer } from "ws";
import { serveBare } from "./serve.ts";

/** `POST /`: whoever has a WebSocket open is sent the same bytes. Nothing is kept. */
const server = serveBare(async (_, __, body) => {
  for (const socket of sockets.clients) socket.send(body);
  return "{}";
});
const sockets = new WebSocketServer({ server });
