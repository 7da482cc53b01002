/** Recovery groups, switches and entrusted keys at random, beside a model that knows no links (PROTOCOL §4.13, §4.14). */
import { describe, expect, it } from "@jest/globals";
import { entrustedDue } from "../../src/crypto/entrust.ts";
import { groupDue } from "../../src/crypto/group.ts";
import { custodiansOf, recoveryRecipientsOf } from "../../src/crypto/recovery.ts";
import { last } from "../vectors/cases/share-world.ts";
import * as says from "./recovery-model.ts";
import { type Move, movesOf, names, starts, type Walk } from "./recovery-moves.ts";
import { ifAllowed, numbersOf } from "./walking.ts";

/** Mostly one that is allowed, or a group would hardly come to have a key; keys that change stop most of it. */
function chosen(moves: readonly Move[], next: (below: number) => number): Move {
  const usual = moves.filter(
    ({ name, may }) => may && !["keys", "switch", "company role", "next epoch of the profile"].includes(name),
  );
  const from = next(3) > 0 && usual.length > 0 ? usual : moves;
  return from[next(from.length)] as Move;
}

/** What the rosters say, beside what the model does. */
function expectSame({ world, model }: Walk): void {
  const [group, tenant] = [last(world.group), last(world.tenant)];
  const its = says.groupNow(model);
  expect({
    due: groupDue(group, tenant),
    recipients: recoveryRecipientsOf(group, tenant).length,
    custodians: custodiansOf(group, tenant).length,
    entrustedDue: entrustedDue(last(world.profile), tenant, () => group),
  }).toEqual({
    due: says.isDue(model, its),
    recipients: says.recipientsOf(model).length,
    custodians: names.filter((name) => says.isCustodian(model, name)).length,
    entrustedDue: says.isEntrustedDue(model),
  });
}

describe("a recovery group, whatever happens to it", () => {
  it.each([1, 2])("lets nobody do more than they may, and is entrusted nothing that others read (%i)", (seed) => {
    const next = numbersOf(seed);
    const done: string[] = [];
    for (let time = 0; time < 6; time++) {
      let walk = starts[time % 2] as Walk;
      for (let count = 0; count < 100; count++) {
        const moves = movesOf(walk, next, `walk ${seed} ${time} ${count}`);
        const move = chosen(moves, next);
        const world = ifAllowed(move.act, "WRONG_ROSTER_HEAD");
        expect({ move: move.name, allowed: world !== null }).toEqual({ move: move.name, allowed: move.may });
        if (world === null) continue;
        done.push(move.name);
        walk = { world, model: move.after(), people: move.people ?? walk.people };
        expectSame(walk);
        // Whoever was given the key that a vault is entrusted to is one whom it is for, as whoever entrusts knows the group.
        if (move.name === "entrust to the newest") {
          const recipients = says.recipientsOf(walk.model);
          expect(says.groupNow(walk.model).readers.filter((reader) => !recipients.includes(reader))).toEqual([]);
        }
      }
    }
    for (const name of ["epoch", "entrust to the newest", "code"])
      expect(done.filter((each) => each === name).length).toBeGreaterThan(3);
  });
});
