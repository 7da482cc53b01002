/** Second factors in a real Chromium, whose security key is virtual: the browser, the SDK and the server are not. */
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { SecondFactorAsked } from "../../src/client/index.ts";
import { chromium, openPage, type Page } from "../support/browser.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, newPerson } from "../support/person.ts";

type Json = Awaited<ReturnType<typeof JSON.parse>>;

if (chromium === null) console.warn("Skipped, because there is no Chromium here: install it, or set CHROMIUM to one.");

(chromium === null ? describe.skip : describe)("a security key in a browser", () => {
  let house: TestHouse;
  let page: Page;
  beforeAll(async () => {
    house = await openHouse();
    page = await openPage(chromium as string);
  });
  afterAll(async () => {
    await page?.close();
    await closePeople();
    await house?.close();
  });

  const create = (options: Json) =>
    page.evaluate<Json>(`navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)}) }).then((made) => made.toJSON())`);
  const get = (options: Json) =>
    page.evaluate<Json>(`navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)}) }).then((made) => made.toJSON())`);

  it("is added, lets its user in and steps a session up; a page of another origin gets nothing by it", async () => {
    expect(await page.open(`${house.url}/`)).toBe(house.url);
    const ada = await newPerson(house);
    const { factor, options } = await ada.client.secondFactors.beginWebAuthn("key");
    const added = await ada.client.secondFactors.confirmWebAuthn(factor, await create(options));
    expect(added).toMatchObject({ factor: { kind: "WEBAUTHN", name: "key" }, spareCodes: expect.any(Array) });
    const secondFactor = async ({ assertionOptions }: SecondFactorAsked) => ({
      assertion: await get(assertionOptions),
    });
    const tablet = await ada.onDevice("tablet", { secondFactor });
    house.advance(600_001);
    await tablet.secondFactors.makeSpareCodes();

    // The same host, and so the same key: but another origin, which the browser signs.
    const other = createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>another</p>"));
    await new Promise<void>((resolve) => void other.listen(0, "localhost", resolve));
    const { port } = other.address() as { port: number };
    expect(await page.open(`http://localhost:${port}/`)).not.toBe(house.url);
    await expect(ada.onDevice("stolen", { secondFactor })).rejects.toMatchObject({ code: "SECOND_FACTOR_REFUSED" });
    // Another host: the browser itself refuses.
    await page.open(`http://127.0.0.1:${port}/`);
    await expect(ada.onDevice("stolen", { secondFactor })).rejects.toThrow("SecurityError");
    other.close();
    other.closeAllConnections();
  });
});
