/** Shares as whoever signs in them meets them; what a chain may hold say the vectors (`link-share`). */
import { describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { membersOf, type RosterState, sortedEntries } from "../../src/crypto/roster-state.ts";
import { shareDue } from "../../src/crypto/share.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { bob, eve, zoe } from "../vectors/cases/company.ts";
import { ada } from "../vectors/cases/fixed.ts";
import {
  everyone,
  followedInShare,
  group,
  inGroup,
  inShare,
  inTenant,
  last,
  renewed,
  renewedEpoch,
  viaGroup,
  type World,
} from "../vectors/cases/share-world.ts";
import { adaLater, adding, full, keysOf, naming, removing } from "../vectors/cases/shares.ts";

const isDue = (world: World): boolean => {
  const now = (id: Uint8Array): RosterState => last(Buffer.compare(id, everyone) === 0 ? world.tenant : world.group);
  return shareDue(last(world.share), last(world.tenant), ({ group: id }) => now(id));
};
const entriesOf = ({ share }: World) => sortedEntries(last(share));

describe("who signs in a share", () => {
  it("signs nothing without a right, by name or through a group", () => {
    expect(() => inShare(full, zoe, naming)).toThrow("WRONG_AUTHOR: link");
    expect(() => inShare(full, eve, naming, { via: viaGroup(full) })).toThrow("WRONG_AUTHOR: link");
    expect(() => inShare(full, zoe, naming, { via: viaGroup(full) })).toThrow("NOT_ALLOWED: owner");
  });
});

describe("the epoch of a share", () => {
  it("is due by each who goes, and once, and is not due any more after the next", () => {
    const goings: Readonly<Record<string, World>> = {
      "from the share": inShare(full, bob, removing(eve.user), { cuts: true }),
      "from the group": inGroup(full, ada, { operation: operation.REMOVE, subject: { user: zoe.user } }),
      "with the group": inTenant(full, eve, { operation: operation.END_GROUP, subject: { group } }),
      "from the company, and Everyone": inTenant(full, ada, {
        operation: operation.REMOVE,
        subject: { user: zoe.user },
      }),
      "for a time": inTenant(full, ada, { operation: operation.SUSPEND, subject: { user: eve.user } }),
      "with new keys": renewed(full, ada, adaLater),
    };
    for (const [name, gone] of Object.entries(goings)) {
      expect({ name, due: isDue(gone) }).toEqual({ name, due: true });
      expect({ name, due: isDue(renewedEpoch(gone, bob)) }).toEqual({ name, due: false });
      expect(() => renewedEpoch(renewedEpoch(gone, bob), bob)).toThrow("an epoch that is not due");
    }
  });

  it("is not due by who comes, in share, group or company", () => {
    const grown = inGroup(full, ada, { operation: operation.ADD, subject: keysOf(eve) });
    expect(isDue(grown)).toBe(false);
    expect(isDue(inShare(grown, bob, adding(zoe, role.READER)))).toBe(false);
    const more = { group: zoe.user, class: groupClass.NAMED, genesis: last(full.group).genesis };
    expect(isDue(inTenant(grown, ada, { operation: operation.NEW_GROUP, subject: more }))).toBe(false);
  });

  it("is due again by keys that follow, and then no more", () => {
    const next = renewedEpoch(renewed(full, ada, adaLater), bob);
    const followed = followedInShare(next, ada, adaLater);
    expect(isDue(followed)).toBe(true);
    expect(isDue(renewedEpoch(followed, bob))).toBe(false);
  });
});

describe("what a share keeps", () => {
  it("does not grow by who comes and goes", () => {
    let world = full;
    for (let time = 0; time < 5; time++) {
      world = inShare(world, bob, adding(zoe, role.EDITOR));
      world = inShare(world, bob, removing(zoe.user), { cuts: true });
      world = renewedEpoch(world, bob);
    }
    expect(entriesOf(world).map(({ type }) => type)).toEqual(entriesOf(full).map(({ type }) => type));
    expect(membersOf(last(world.share))).toHaveLength(3);
  });
});
