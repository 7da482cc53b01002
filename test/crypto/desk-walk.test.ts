/** Desks, their staff and what they do under break-glass, at random, beside a model that knows no links (PROTOCOL §4.15, §4.16). */
import { describe, expect, it } from "@jest/globals";
import {
  isFounding,
  listEntries,
  membersOf,
  type StateEntries,
  sortedEntries,
  stateOf,
} from "../../src/crypto/roster-state.ts";
import { entryType } from "../../src/crypto/state-entries.ts";
import { last } from "../vectors/cases/share-world.ts";
import type * as says from "./desk-model.ts";
import { type Move, movesOf, starts, statedBy, type Walk } from "./desk-moves.ts";
import { ifAllowed, numbersOf } from "./walking.ts";

/** Mostly one that is allowed, or hardly anything would ever happen; what ends a desk or empties the company is rare. */
function chosen(moves: readonly Move[], next: (below: number) => number): Move {
  const rare = ["dismiss", "remove", "leave", "terms", "keys", "take off", "another pair", "end of it", "name"];
  const usual = moves.filter(({ name, after }) => after !== null && !rare.includes(name));
  const sought = usual.filter(({ name }) => ["make an administrator", "break-glass", "confirm"].includes(name));
  const from = next(2) > 0 && sought.length > 0 ? sought : next(3) > 0 && usual.length > 0 ? usual : moves;
  return from[next(from.length)] as Move;
}

/** A while later, and often when a break-glass begins that is asked for. */
function laterOf({ now, model }: Walk, next: (below: number) => number): number {
  const [glass] = Object.values(model.glass);
  return glass && glass.from > now && next(2) === 0 ? glass.from : now + next(5);
}

/** In one order, and each former key once. */
const inOrder = (its: says.Company): says.Company => ({
  ...its,
  marked: [...its.marked].sort(),
  formerMembers: [...new Set(its.formerMembers)].sort(),
  formerStaff: [...new Set(its.formerStaff)].sort(),
});

function expectSame({ company, model, people }: Walk): void {
  const state = last(company);
  expect(statedBy(state, people)).toEqual(inOrder(model));
  // Nothing is left of what hung on somebody, or on a desk, that is gone.
  const marks = listEntries(state, entryType.MARK).length;
  const marked = model.marked.length + Object.values(model.invitations).filter((each) => each.marked).length;
  expect(marks).toBe(marked + (model.on.marked ? 1 : 0));
  expect(isFounding(state)).toBe(membersOf(state).length === 0);
}

/** What is known without looking at all entries is what looking at them says. */
function expectKnown({ company }: Walk): void {
  const state = last(company);
  const inOrderOf = ({ keys, members, desks }: StateEntries) => ({
    keys,
    members,
    desks: [...desks].sort(Buffer.compare),
  });
  expect(inOrderOf(state)).toEqual(inOrderOf(stateOf(sortedEntries(state))));
}

describe("a company with desks, whatever happens to it", () => {
  it.each([1, 2])("lets nobody do more than they may, and keeps who descends from a break-glass apart (%i)", (seed) => {
    const next = numbersOf(seed);
    const done: Record<string, number> = {};
    const seen = { marked: 0, switched: 0, founded: 0 };
    for (let time = 0; time < 6; time++) {
      let walk = starts[time % 3] as Walk;
      for (let count = 0; count < 120; count++) {
        walk = { ...walk, now: laterOf(walk, next) };
        const move = chosen(movesOf(walk, next, `walk ${seed} ${time} ${count}`), next);
        const company = ifAllowed(move.act);
        expect({ move: move.name, allowed: company !== null }).toEqual({
          move: move.name,
          allowed: move.after !== null,
        });
        if (company === null || move.after === null) continue;
        done[move.name] = (done[move.name] ?? 0) + 1;
        if (Object.keys(walk.model.members).length === 0 && move.name === "join") seen.founded++;
        walk = { ...walk, company, model: move.after, people: move.people ?? walk.people };
        seen.marked += walk.model.marked.length > 0 ? 1 : 0;
        seen.switched += walk.model.on.marked ? 1 : 0;
        expectSame(walk);
      }
      expectKnown(walk);
    }
    for (const name of ["invite", "join", "say", "break-glass", "take in", "make an administrator", "accept", "keys"])
      expect({ name, often: (done[name] ?? 0) > 2 }).toEqual({ name, often: true });
    expect(seen.marked).toBeGreaterThan(5);
    expect(seen.founded).toBeGreaterThan(0);
  });
});
