import { WebSocket } from "ws";
import type { Settings, WebSocketClass } from "../src/client/index.ts";

/** The line of one device, which can be cut as in a tunnel. */
export interface Line {
  readonly settings: Pick<Settings, "fetch" | "WebSocket">;
  cut(): void;
  mend(): void;
}

export function makeLine(): Line {
  const sockets = new Set<WebSocket>();
  let isCut = false;
  class Socket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      // Nobody listens on the discard port: what a device in a tunnel hears.
      super(isCut ? "ws://127.0.0.1:9/" : url, protocols);
      sockets.add(this);
    }
  }
  return {
    settings: {
      WebSocket: Socket as unknown as WebSocketClass,
      fetch: (url, request) => (isCut ? Promise.reject(new TypeError("no line")) : fetch(url, request)),
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.terminate();
      sockets.clear();
    },
    mend: () => {
      isCut = false;
    },
  };
}
