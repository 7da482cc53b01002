import { describe, expect, it } from "@jest/globals";
import { makeTurns } from "../../src/server/turns.ts";

/** Turns whose clock and timers are in the test's hands. */
function turnsAt(places: number) {
  let time = 0;
  const timers: { readonly at: number; readonly call: () => void }[] = [];
  const turns = makeTurns({
    places,
    waiting: 3,
    now: () => time,
    longest: 10_000,
    patience: 30_000,
    later: (milliseconds, call) => {
      const timer = { at: time + milliseconds, call };
      timers.push(timer);
      return () => timers.includes(timer) && timers.splice(timers.indexOf(timer), 1);
    },
  });
  const begun: string[] = [];
  const end = new Map<string, () => void>();
  const ask = (asker: string, name: string, isGone = () => false) => {
    const done = turns.take(asker, isGone, () => {
      begun.push(name);
      return new Promise<string>((resolve) => end.set(name, () => resolve(name)));
    });
    done.catch(() => {});
    return done;
  };
  const pass = async (milliseconds: number) => {
    time += milliseconds;
    for (const due of timers.filter(({ at }) => at <= time)) {
      if (!timers.includes(due)) continue;
      timers.splice(timers.indexOf(due), 1);
      due.call();
    }
    await settled();
  };
  const finish = async (name: string) => {
    end.get(name)?.();
    await settled();
  };
  return { turns, begun, ask, pass, finish, timers };
}

/** Whatever follows from what was resolved has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("what reads across companies", () => {
  it("is done one after the other in one place, and each is given its own answer", async () => {
    const { begun, ask, finish } = turnsAt(1);
    const [first, second] = [ask("a", "a1"), ask("a", "a2")];
    expect(begun).toEqual(["a1"]);
    await finish("a1");
    expect(begun).toEqual(["a1", "a2"]);
    await finish("a2");
    expect(await Promise.all([first, second])).toEqual(["a1", "a2"]);
  });

  it("is done for askers in turn, however much one of them asks for", async () => {
    const { begun, ask, finish } = turnsAt(1);
    for (const [asker, name] of [
      ["a", "a1"],
      ["a", "a2"],
      ["a", "a3"],
      ["b", "b1"],
      ["c", "c1"],
    ] as const)
      ask(asker, name);
    for (const name of ["a1", "a2", "b1", "c1"]) await finish(name);
    expect(begun).toEqual(["a1", "a2", "b1", "c1", "a3"]);
  });

  it("waits three times as long as the last took where many others ask, a little where few do, and not at all where nobody does", async () => {
    const { turns, begun, ask, pass, finish } = turnsAt(1);
    for (const name of ["a1", "a2", "a3"]) ask("a", name);
    await pass(200);
    await finish("a1");
    expect(begun).toEqual(["a1", "a2"]);

    for (let i = 0; i < 1_000; i++) turns.passed();
    await pass(200);
    await finish("a2");
    await pass(599);
    expect(begun).toEqual(["a1", "a2"]);
    await pass(1);
    expect(begun).toEqual(["a1", "a2", "a3"]);

    ask("a", "a4");
    for (let i = 0; i < 3; i++) turns.passed();
    await pass(200);
    await finish("a3");
    await pass(29);
    expect(begun).toHaveLength(3);
    await pass(1);
    expect(begun).toHaveLength(4);
  });

  it("waits for three seconds at most, so that pages of many seconds leave other partners within their patience", async () => {
    const { turns, begun, ask, pass, finish } = turnsAt(1);
    const waiting = ["a", "b", "c"].map((asker) => ask(asker, asker));
    for (const [name, next] of [
      ["a", ["a", "b"]],
      ["b", ["a", "b", "c"]],
    ] as const) {
      for (let i = 0; i < 10_000; i++) turns.passed();
      await pass(9_000);
      await finish(name);
      await pass(2_999);
      expect(begun).toEqual(next.slice(0, -1));
      await pass(1);
      expect(begun).toEqual(next);
    }
    await finish("c");
    expect(await Promise.all(waiting)).toEqual(["a", "b", "c"]);
  });

  it("is refused where too much of the same asker's waits, and nobody else's is", async () => {
    const { ask, finish, begun } = turnsAt(1);
    for (const name of ["a1", "a2", "a3", "a4"]) ask("a", name);
    expect(() => ask("a", "a5")).toThrow(expect.objectContaining({ code: "RATE_LIMITED" }));
    ask("b", "b1");
    await finish("a1");
    ask("a", "a6");
    expect(begun).toEqual(["a1", "a2"]);
  });

  it("is not done for who went away, and holds no place for them", async () => {
    const { ask, finish, begun } = turnsAt(1);
    ask("a", "a1");
    const gone = ask("a", "a2", () => true);
    for (const name of ["a3", "a4", "a5"]) ask("a", name);
    await finish("a1");
    await expect(gone).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(begun).toEqual(["a1", "a3"]);
  });

  it("gives its place back where the work fails, and takes as many at once as there are places", async () => {
    const { turns, ask, begun } = turnsAt(2);
    await expect(
      turns.take(
        "a",
        () => false,
        () => Promise.reject(new Error("no")),
      ),
    ).rejects.toThrow("no");
    for (const name of ["a1", "a2", "a3"]) ask("a", name);
    expect(begun).toEqual(["a1", "a2"]);
  });

  it("keeps a place for so long at most: what hangs goes on without one, and is answered when it ends", async () => {
    const { ask, begun, pass, finish, timers } = turnsAt(1);
    const hanging = ask("a", "a1");
    ask("b", "b1");
    await pass(9_999);
    expect(begun).toEqual(["a1"]);
    await pass(1);
    expect(begun).toEqual(["a1", "b1"]);
    await finish("a1");
    expect(await hanging).toBe("a1");
    // Its place was given back once, not twice.
    ask("c", "c1");
    expect(begun).toEqual(["a1", "b1"]);
    await finish("b1");
    await finish("c1");
    expect(timers).toEqual([]);
  });

  it("is told that the server cannot, where it waited for too long, and is not done afterwards", async () => {
    const { ask, begun, pass } = turnsAt(1);
    const names = ["a1", "b1", "c1", "d1"];
    const [, , , last] = names.map((name) => ask(name, name));
    // Each that hangs holds up the others for as long as it may.
    for (let i = 0; i < 3; i++) await pass(10_000);
    await expect(last).rejects.toMatchObject({ code: "UNAVAILABLE" });
    ask("e1", "e1");
    expect(begun).toEqual(["a1", "b1", "c1", "e1"]);
  });
});
