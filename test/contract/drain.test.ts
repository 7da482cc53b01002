import { limits } from "../../src/server/limits.ts";
import { post, startEdge } from "../support/edge.ts";
import { openSession } from "../support/socket.ts";

/** A promise, and what settles it. */
function gate<T>() {
  let open: (value: T) => void = () => {};
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe("a server that is to stop", () => {
  it("answers what it has taken, and takes nothing more", async () => {
    const [asked, answered] = [gate<void>(), gate<string>()];
    const edge = await startEdge(
      {
        sdl: "type Query { slow: String }",
        resolvers: {
          Query: {
            slow: () => {
              asked.open();
              return answered.passed;
            },
          },
        },
      },
      { drainSeconds: 600 },
    );
    const inFlight = post(edge.url, { query: "{ slow }" });
    await asked.passed;
    const closing = edge.close();
    await expect(fetch(`${edge.url}/graphql?query={slow}`)).rejects.toThrow();
    answered.open("in time");
    expect((await inFlight).body).toEqual({ data: { slow: "in time" } });
    await closing;
  });

  it("cuts what takes longer than it may", async () => {
    const asked = gate<void>();
    const edge = await startEdge({
      sdl: "type Query { never: String }",
      resolvers: {
        Query: {
          never: () => {
            asked.open();
            return new Promise(() => {});
          },
        },
      },
    });
    const inFlight = expect(post(edge.url, { query: "{ never }" })).rejects.toThrow();
    await asked.passed;
    await edge.close();
    await inFlight;
  });
});

describe("a WebSocket whose reader is slow", () => {
  it("is closed before more than a bounded amount waits for it", async () => {
    const size = 4 * 1024 * 1024;
    const edge = await startEdge({
      sdl: "type Query { big: String }",
      resolvers: { Query: { big: () => "a".repeat(size) } },
    });
    const socket = await openSession(edge.url, edge.token());
    socket.socket.pause();
    for (let i = 0; i < (3 * limits.buffered) / size; i++)
      socket.send({ id: String(i), type: "subscribe", payload: { query: "{ big }" } });
    await post(edge.url, { query: "{ __typename }" });
    socket.socket.resume();
    expect(await socket.closed).toEqual({ code: 4508, reason: "UNAVAILABLE" });
    await edge.close();
  });
});
