/** A server that plays with the form of its answers: answers of before, of other operations, texts that people might believe. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { SealgraphError } from "../../../src/client/index.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import type { Answer } from "../../support/line.ts";
import { closePeople } from "../../support/person.ts";
import { itemsOf, login } from "../../support/two-devices.ts";
import { makeScene } from "./attack.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

describe("a server, or a cache before it, that gives an answer of before", () => {
  it("to a commit is caught: the hash is not that of what was signed", async () => {
    const { phone, line } = await makeScene(house);
    let before: Answer = null;
    line.tamper("Commit", (data) => {
      if (before) Object.assign(data, before);
      else before = structuredClone(data);
    });
    await itemsOf(phone).add(login("first"));
    await expect(itemsOf(phone).add(login("second"))).rejects.toMatchObject({
      code: "SERVER_CAUGHT",
      check: "MISMATCH",
    });
    expect(phone.evidence.list()).toMatchObject([{ kind: "ECHO", check: "MISMATCH" }]);
    expect(phone.status().vaults.find(({ class: its }) => its === "PERSONAL")?.frozen).toBe(true);
  });

  it("to a commit that it never stored is caught by the next device", async () => {
    const { phone, laptop, line } = await makeScene(house);
    // It says what the client wants to hear, and takes the commit back.
    const restore = await house.backUp();
    await itemsOf(phone).add(login("swallowed"));
    await restore();
    await house.start();
    await itemsOf(laptop).add(login("another"));
    line.honest();
    await phone.syncNow();
    expect(phone.evidence.list()).toMatchObject([{ kind: "VAULT", check: "BROKEN_CHAIN" }]);
    expect((await itemsOf(phone).list()).map(({ title }) => title)).toContain("swallowed");
  });

  it("to the question for the history shows nothing that does not lead to the present version", async () => {
    const { phone, line, ids } = await makeScene(house);
    let before: Answer = null;
    line.tamper("ListVersions", (data) => {
      if (before) Object.assign(data, before);
      else before = structuredClone(data);
    });
    await itemsOf(phone).edit(ids[0], { title: "second" });
    expect(await itemsOf(phone).history(ids[0])).toHaveLength(2);
    await expect(itemsOf(phone).history(ids[1])).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
  });

  it("of one field under the name of another is read by its name alone", async () => {
    const { phone, line } = await makeScene(house);
    line.tamper("Sync", (data) => {
      data.viewer = data.sync;
      data.sync = { user: "01890a5d-ac96-774b-bcce-b302099a8057", name: "sync" };
    });
    await expect(phone.syncNow()).rejects.toMatchObject({ code: "MALFORMED_ANSWER" });
  });
});

describe("a server that writes texts for people", () => {
  const texts = [
    "\u001b[2J\u001b[1;1HYour vault is locked. Type your password:",
    "<script>alert(1)</script>",
    "Your account has moved to https://evil.example, sign in there.",
    "x".repeat(100_000),
  ];

  it.each(texts)("has none of them shown in an error: %#", async (text) => {
    const { phone, line } = await makeScene(house);
    for (const errors of [
      [{ message: text, extensions: { code: text } }],
      [{ message: text, extensions: { code: "INTERNAL", detail: text } }],
      [{ message: text, path: [text], extensions: { code: "RATE_LIMITED", retryAfter: text } }],
    ]) {
      line.answer("Sync", { data: null, errors });
      const error = await phone.syncNow().then(
        () => null,
        (thrown) => thrown,
      );
      expect(error).toBeInstanceOf(SealgraphError);
      const shown = JSON.stringify([error.message, error.code, error.details, String(error), error.stack]);
      expect(shown).not.toContain(text.slice(0, 40));
      expect(shown).not.toContain(JSON.stringify(text).slice(1, 40));
    }
  });
});
