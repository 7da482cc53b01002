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
    later: (milliseconds, call) => void timers.push({ at: time + milliseconds, call }),
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
      timers.splice(timers.indexOf(due), 1);
      due.call();
    }
    await settled();
  };
  const finish = async (name: string) => {
    end.get(name)?.();
    await settled();
  };
  return { turns, begun, ask, pass, finish };
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

  it("waits as long as the last took where many others ask, a little where few do, and not at all where nobody does", async () => {
    const { turns, begun, ask, pass, finish } = turnsAt(1);
    for (const name of ["a1", "a2", "a3"]) ask("a", name);
    await pass(200);
    await finish("a1");
    expect(begun).toEqual(["a1", "a2"]);

    for (let i = 0; i < 1_000; i++) turns.passed();
    await pass(200);
    await finish("a2");
    await pass(199);
    expect(begun).toEqual(["a1", "a2"]);
    await pass(1);
    expect(begun).toEqual(["a1", "a2", "a3"]);

    ask("a", "a4");
    for (let i = 0; i < 3; i++) turns.passed();
    await pass(200);
    await finish("a3");
    await pass(5);
    expect(begun).toHaveLength(3);
    await pass(1);
    expect(begun).toHaveLength(4);
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
});
