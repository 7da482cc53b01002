/** How the web client bears a vault of tens of thousands: what it works out, and how often. */
import { expect, it } from "@jest/globals";
import { beginAsking } from "../../examples/web/src/shell/asking.ts";
import { rowByKey, rowsNear } from "../../examples/web/src/ui/rows-near.ts";
import { makeContents } from "../../examples/web/src/vault/contents.ts";
import { findItems } from "../../examples/web/src/vault/search.ts";
import type { Folder, Item, TreeNode } from "../../src/client/index.ts";

const item = (id: string, title: string, its: Partial<Item> = {}): Item => ({
  id,
  title,
  profile: "PERSONAL",
  share: null,
  folder: null,
  trashedAt: null,
  version: 1,
  revision: 1,
  state: "SYNCED",
  leaf: id,
  readable: true,
  hidden: false,
  kind: "login",
  fields: {},
  notes: "",
  tags: [],
  favorite: false,
  conflictOf: null,
  body: { title },
  ...its,
});
const node = (items: readonly Item[], its: Partial<TreeNode> = {}): TreeNode => ({
  folder: null,
  folders: [],
  items,
  shares: [],
  ...its,
});
const folder = (id: string) => ({ id, name: id }) as Folder;
const titles = (items: readonly Item[]) => items.map(({ title }) => title);

const root = node([item("1", "item 10"), item("2", "Item 9", { favorite: true })], {
  folders: [node([item("4", "zebra"), item("3", "Àpple", { state: "OFFLINE" })], { folder: folder("f") })],
  shares: [{ id: "s", name: "Shared", content: node([item("5", "mango", { share: "s", conflictOf: "1" })]) }],
});

it("shows of each view what belongs to it, as people sort, and works it out once", () => {
  const contents = makeContents(root);
  expect(titles(contents.all)).toEqual(["Àpple", "Item 9", "item 10", "mango", "zebra"]);
  expect(titles(contents.of({ is: "FAVORITES" }))).toEqual(["Item 9"]);
  expect(titles(contents.of({ is: "FOLDER", folder: "f", share: null }))).toEqual(["Àpple", "zebra"]);
  expect(contents.of({ is: "FOLDER", folder: "gone", share: null })).toEqual([]);
  expect(titles(contents.of({ is: "SHARE", share: "s" }))).toEqual(["mango"]);
  expect([contents.conflicts, contents.waiting]).toEqual([1, 1]);
  expect(titles(contents.of({ is: "WAITING" }))).toEqual(["Àpple"]);
  expect(titles(contents.of({ is: "CONFLICTS" }))).toEqual(["mango"]);
  expect([contents.item("4")?.title, contents.item("none")]).toEqual(["zebra", undefined]);
  for (const view of [{ is: "ALL" }, { is: "SHARE", share: "s" }] as const) {
    expect(contents.of(view)).toBe(contents.of({ ...view }));
  }
});

it("puts in order again what changed alone, and comes to the same order", () => {
  let looked = 0;
  const many = Array.from({ length: 2_000 }, (_, n) => ({
    ...item(`i${n}`, ""),
    get title() {
      looked++;
      return `title ${(n * 7_919) % 2_000}`;
    },
  }));
  const former = makeContents(node(many));
  const atFirst = looked;
  const next = [item("new", "title 1000.5"), ...many.slice(5), item("i3", "aaa")];
  looked = 0;
  const now = makeContents(node(next), former);
  expect(looked).toBeLessThan(atFirst / 3);
  expect(titles(now.all)).toEqual(titles(makeContents(node(next)).all));
  expect(now.all.length).toBe(next.length);
});

it("finds by every word, in titles, tags and open fields, whatever the accents, and never by a secret", () => {
  const all = [
    item("1", "Bibliothèque", { tags: ["Livres"], fields: { username: "ada.lovelace", password: "hunter2" } }),
    item("2", "Bank", { fields: { username: "ada" } }),
  ];
  const found = (search: string) => titles(findItems(all, search));
  expect(found("BIBLIOTHEQUE lovel")).toEqual(["Bibliothèque"]);
  expect(found("livres")).toEqual(["Bibliothèque"]);
  expect(found(" ada ")).toEqual(["Bibliothèque", "Bank"]);
  expect(found("ada hunter2")).toEqual([]);
  expect(findItems(all, "  ")).toBe(all);
});

it("draws of a long list what is near the view", () => {
  const list = { height: 70 * 40_000, count: 40_000 };
  const near = (top: number) => rowsNear({ ...list, top }, 800);
  expect(near(100)).toEqual({ from: 0, to: 24 });
  const middle = near(-70 * 20_000);
  expect(middle?.from).toBeLessThanOrEqual(20_000 - 12);
  expect(middle?.to).toBeGreaterThanOrEqual(20_000 + 800 / 70 + 12);
  expect((middle?.to ?? 0) - (middle?.from ?? 0)).toBeLessThan(60);
  expect(near(-70 * 40_000 + 800)?.to).toBe(40_000);
  expect(near(70 * 50)).toEqual({ from: 0, to: 0 });
  expect(rowsNear({ top: 0, height: 0, count: 5 }, 800)).toBeNull();
  expect(rowsNear({ top: 0, height: 0, count: 0 }, 800)).toBeNull();
});

it("leads from row to row by keys, and not out of the list", () => {
  const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "Enter", "toString"];
  expect(keys.map((key) => rowByKey(key, 5, 100, 10))).toEqual([6, 4, 15, 0, 0, 99, null, null]);
  expect(rowByKey("ArrowDown", 99, 100, 10)).toBe(99);
  expect(rowByKey("End", 0, 0, 10)).toBeNull();
});

it("asks nothing beside a question that has no answer, once afterwards, and then rests as long as the answer took", async () => {
  const said: string[] = [];
  const waiting: ((answer: string) => void)[] = [];
  const later: { in: number; act: () => void }[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    after: (milliseconds: number, act: () => void) => later.push({ in: milliseconds, act }),
  };
  const told = {
    answer: (value: string) => said.push(value),
    error: (error: unknown) => said.push(`failed: ${error}`),
  };
  const asking = beginAsking(() => new Promise<string>((resolve) => waiting.push(resolve)), told, clock);
  const answer = async (value: string, took: number) => {
    now += took;
    waiting.at(-1)?.(value);
    await Promise.resolve().then(() => {});
  };
  asking.soon();
  asking.soon();
  expect(waiting.length).toBe(1);
  await answer("first", 700);
  asking.soon();
  expect([said, waiting.length, later.map((each) => each.in)]).toEqual([["first"], 1, [700]]);
  later.pop()?.act();
  expect(waiting.length).toBe(2);
  await answer("second", 9_000);
  expect(later.map((each) => each.in)).toEqual([2_000]);
  later.pop()?.act();
  expect(waiting.length).toBe(2);
  asking.soon();
  expect(waiting.length).toBe(3);
  asking.stop();
  await answer("nobody's", 1);
  expect([said, later.length]).toEqual([["first", "second"], 0]);
});
