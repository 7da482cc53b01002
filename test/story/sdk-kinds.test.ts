import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { checkItem, isOfKind, type JsonObject } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, newPerson } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

describe("an item of a known kind", () => {
  it("has its fields by their types on every device, and is refused with others, before anything is sent", async () => {
    const ada = await newPerson(house);
    const items = ada.client.profile("PERSONAL").items();
    const fields = { ssid: "guests", password: "let me in", custom: [{ name: "Floor", value: "2", secret: false }] };
    const { id } = await items.add({ kind: "wifi", title: "Office", fields });

    const phone = await ada.onDevice("phone");
    const there = await phone.profile("PERSONAL").items().get(id);
    expect(isOfKind(there, "wifi") && there.fields.ssid).toBe("guests");

    const wrong = { kind: "wifi" as string, title: "Home", fields: { password: ["let me in"] } };
    const refusal = { code: "INVALID_INPUT", details: { argument: "fields.password" } };
    await expect(items.add(wrong)).rejects.toMatchObject(refusal);
    await expect(items.addMany([{ ...wrong, fields: {} }, wrong])).rejects.toMatchObject(refusal);
    await expect(items.edit(id, { fields: { password: { a: "b" } } })).rejects.toMatchObject(refusal);
    expect((await items.list()).map(({ title, version }) => [title, version])).toEqual([["Office", 1]]);
  });

  it("is imported however odd it is, can be edited all the same, and is mended when somebody gets to it", async () => {
    const ada = await newPerson(house);
    const personal = ada.client.profile("PERSONAL");
    const odd = { kind: "login", title: "Old", fields: { username: "ada", password: 1234, urls: "shop.example" } };
    expect(await personal.import([{ key: "1", item: odd }], { source: "test" })).toMatchObject({ added: 1 });
    const [item] = await personal.items().find("Old");
    if (!item) throw new Error("it was imported");
    expect(checkItem(item).map(({ field, code }) => `${field} ${code}`)).toEqual([
      "password WRONG_TYPE",
      "urls WRONG_TYPE",
    ]);

    const renamed = await personal.items().edit(item.id, { title: "New", fields: { username: "bea" } });
    expect(renamed.fields).toEqual({ username: "bea", password: 1234, urls: "shop.example" });
    const mended = await personal.items().edit(item.id, { fields: { password: "1234", urls: ["shop.example"] } });
    expect(checkItem(mended)).toEqual([]);
  });
});

describe("an item of a kind that this version does not know", () => {
  it("is shown raw, and an edit keeps what it does not name, byte for byte", async () => {
    const ada = await newPerson(house);
    const items = ada.client.profile("BUSINESS").items();
    const text = '{"password":5,"urls":{"a":[1,null,{"b":"ünï"}]},"__proto__":{"kept":true},"constructor":"too","":[]}';
    const fields = JSON.parse(text) as JsonObject;
    const { id } = await items.add({ kind: "x-airlock", title: "Hatch", fields, "x-layout": [3, 2, 1] });

    const phone = await ada.onDevice("phone");
    const edited = await phone
      .profile("BUSINESS")
      .items()
      .edit(id, { title: "Main hatch", tags: ["ship"] });

    expect(edited).toMatchObject({ kind: "x-airlock", title: "Main hatch", tags: ["ship"] });
    expect(JSON.stringify(edited.fields)).toBe(text);
    expect(edited.body["x-layout"]).toEqual([3, 2, 1]);
    expect(checkItem(edited)).toEqual([]);
  });
});
