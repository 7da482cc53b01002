/** What people do with shares, one act a group of answers that can be lied in. Ada's device is on the line that is lied on. */
import { Client as Store } from "pg";
import type { Client } from "../../../src/client/index.ts";
import type { TestHouse } from "../../support/house.ts";
import { newPerson, type Person } from "../../support/person.ts";
import { login, userOf } from "../../support/sharing.ts";
import { type AccountAct, inviter, type Try } from "./account-acts.ts";

/** Ada's company, with somebody else in it who is told the truth. */
async function withBob(tried: Try): Promise<{ portal: Client; bob: Person }> {
  const { portal, invite } = await inviter(tried);
  const bob = await newPerson(tried.house, {}, await invite());
  await portal.syncNow();
  await tried.ada.client.syncNow();
  return { portal, bob };
}

/** A share of Bob's that Ada was offered, with an item of two versions, and another one beside it. */
async function offered(tried: Try): Promise<string> {
  const { bob } = await withBob(tried);
  const recipients = [{ user: userOf(tried.ada), permission: "EDITOR" }] as const;
  await bob.client.shares.create({ name: "Another", recipients });
  const { id } = await bob.client.shares.create({ name: "Ours", recipients });
  const items = bob.client.shares.open(id).items();
  const item = await items.add(login("One"));
  await items.edit(item.id, { notes: "more" });
  return id;
}

/** What no caller can do to wraps that were delivered. */
async function asFault({ database }: TestHouse, statement: string, user: string): Promise<void> {
  const store = new Store({ connectionString: database.superuserUrl });
  await store.connect();
  await store.query(statement, [user]);
  await store.end();
}

export const shareActs: readonly AccountAct[] = [
  {
    name: "the opening and the accepting of a share",
    operations: ["SharesKeys", "AnswerShare", "ListSharedVersions"],
    before: offered,
    run: async ({ ada }, share) => {
      const { shares } = ada.client;
      await ada.client.syncNow();
      await shares.offers();
      await shares.accept(share as string);
      await ada.client.syncNow();
      const items = shares.open(share as string).items();
      const [item] = await items.list();
      if (item) await items.history(item.id);
    },
  },
  {
    name: "the leaving of a share that was declined",
    operations: ["ShareLinks", "ShareKeys", "ChangeShare"],
    before: offered,
    run: async ({ ada }, share) => {
      const { shares } = ada.client;
      await ada.client.syncNow();
      await shares.decline(share as string);
      await shares.leave(share as string);
    },
  },
  {
    name: "the handing on of a share's key",
    operations: ["PendingShareWraps", "DeliverShareWraps", "GroupKeys", "ShareAnswers", "ShareExpired"],
    before: async (tried) => {
      const { portal, bob } = await withBob(tried);
      const { ada } = tried;
      const recipients = [{ user: userOf(bob) }];
      const { id } = await ada.client.shares.create({ name: "Mine", recipients });
      await asFault(tried.house, "delete from share_wrap where recipient_id = $1", userOf(bob));
      const timed = await ada.client.shares.create({ name: "For a while", recipients });
      await ada.client.shares.setExpiry(timed.id, userOf(bob), new Date(Date.now() + 100));
      const group = await portal.company.groups.create("Both", [userOf(ada), userOf(bob)]);
      return { id, timed: timed.id, group };
    },
    run: async ({ ada }, prepared) => {
      const { id, timed, group } = prepared as { id: string; timed: string; group: string };
      const { shares } = ada.client;
      await ada.client.syncNow();
      await shares.add(id, [{ group }]);
      await shares.get(id);
      await shares.open(timed).items().add(login("Two"));
      await ada.client.syncNow();
    },
  },
  {
    name: "the giving back of a share's key that opens nothing",
    operations: ["RefuseShareWrap"],
    before: async (tried) => {
      const share = await offered(tried);
      const statement =
        "update share_wrap set wrap = overlay(wrap placing '\\x00000000' from 1200) where recipient_id = $1";
      await asFault(tried.house, statement, userOf(tried.ada));
      return share;
    },
    run: async ({ ada }) => {
      await ada.client.syncNow();
      await ada.client.shares.offers();
    },
  },
  {
    name: "what an administrator does about a share",
    operations: ["CompanyShares", "CompanyShare", "CompanyShareGroup"],
    before: async (tried) => {
      const { portal, invite } = await inviter(tried);
      const [bob, eve] = [
        await newPerson(tried.house, {}, await invite()),
        await newPerson(tried.house, {}, await invite()),
      ];
      await portal.syncNow();
      const group = await portal.company.groups.create("Sales", [userOf(bob)]);
      await bob.client.syncNow();
      const recipients = [{ user: userOf(eve) }, { group }];
      const { id } = await bob.client.shares.create({ name: "Theirs", recipients });
      await portal.company.groups.end(group);
      return { portal, id, user: userOf(eve) };
    },
    run: async (_, prepared) => {
      const { portal, id, user } = prepared as { portal: Client; id: string; user: string };
      await portal.shares.remove(id, user);
    },
  },
  {
    name: "the joining of a share of another company",
    operations: ["OpenShareInvitation", "JoinShare"],
    before: async ({ house, ada }) => {
      const bob = await newPerson(house);
      const { id } = await bob.client.shares.create({ name: "Theirs" });
      return (await bob.client.shares.invite(id, { address: ada.address, name: "Ada" })).link;
    },
    run: async ({ ada }, link) => {
      await ada.client.shares.openInvitation(link as string);
      await ada.client.shares.join(link as string);
      await ada.client.syncNow();
    },
  },
  {
    name: "the looking after guests",
    operations: ["ShareInvitations", "ShareGuests"],
    before: async ({ house, ada }) => {
      const { shares } = ada.client;
      const { id } = await shares.create({ name: "Ours" });
      const carl = await newPerson(house);
      await carl.client.shares.join((await shares.invite(id, { address: carl.address, name: "Carl" })).link);
      await shares.invite(id, { address: "dora@example.org", name: "Dora" });
      return id;
    },
    run: async ({ ada }, share) => {
      await ada.client.syncNow();
      await ada.client.shares.invitations(share as string);
      await ada.client.shares.get(share as string);
    },
  },
];
