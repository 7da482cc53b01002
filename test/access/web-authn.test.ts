/** Security keys as second factors, by the server's verbs: what is taken of them, and what is not. PROTOCOL §3.12. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { beginWebAuthn, confirmWebAuthn } from "../../src/domain/second-factor/add.ts";
import { readSecondFactors } from "../../src/domain/second-factor/read.ts";
import { demandStepUp, requestStepUp } from "../../src/domain/second-factor/step-up.ts";
import { strangeDevice } from "../support/account-code.ts";
import { Authenticator, type Twist } from "../support/authenticator.ts";
import { addTotp, show, signInBy, stepOf } from "../support/second-factor.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const origin = "https://vault.example";
const other = "https://app.vault.example";

let house: VerbsHouse;
let ada: SignedUpAccount;
beforeAll(async () => {
  house = await openVerbsHouse({ allowedOrigins: [other] });
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(86_400_001);
  ada = await house.signUp();
});

/** A security key, registered. */
async function register(of = ada, key = new Authenticator(origin)) {
  const { factor, options } = await beginWebAuthn(of.request(), { name: "key" });
  const added = await confirmWebAuthn(of.request(), { factor, registration: key.register(options) });
  if (added.__typename !== "SecondFactorAdded") throw new Error(added.refusal);
  return { key, factor, spareCodes: added.spareCodes ?? [] };
}
const stepFor = async () => {
  const device = strangeDevice();
  const step = await stepOf(house, ada.account, device);
  return { device, token: step.token, options: step.assertionOptions as string, methods: step.methods };
};

describe("a security key", () => {
  it("is registered, lets its user in, and its counter goes on", async () => {
    const { key, spareCodes } = await register();
    expect(spareCodes).toHaveLength(10);
    const { device, token, options, methods } = await stepFor();
    expect(methods).toEqual(["WEBAUTHN", "SPARE_CODE"]);
    expect(JSON.parse(options)).toMatchObject({ rpId: "vault.example", allowCredentials: [{ type: "public-key" }] });
    expect(await show(house, token, { assertion: key.assert(options) })).toBe("PROVEN");
    expect((await signInBy(house, ada.account, device, token)).__typename).toBe("SignedIn");
    const [row] = await house.asSuperuser("select counter from second_factor where user_id = $1", [
      formatUuid(ada.account.user),
    ]);
    expect(Number(row?.counter)).toBe(1);
    expect((await readSecondFactors(ada.request())).factors).toMatchObject([
      { kind: "WEBAUTHN", name: "key", lastUsedAt: expect.any(Date) },
    ]);
  });

  it("steps a session up, and stands beside an authenticator", async () => {
    const { key } = await register();
    const { token, assertionOptions } = await requestStepUp(ada.request());
    const assertion = key.assert(assertionOptions as string);
    expect(await show(house, token, { assertion })).toBe("PROVEN");
    await demandStepUp(ada.request());
    const phone = await addTotp(house, ada.request);
    const { token: next, methods } = await stepFor();
    expect(methods).toEqual(["TOTP", "WEBAUTHN", "SPARE_CODE"]);
    expect(await show(house, next, { totp: phone.code() })).toBe("PROVEN");
  });

  it("is taken of a page of another origin that the operator allowed", async () => {
    const { key } = await register();
    const { token, options } = await stepFor();
    expect(await show(house, token, { assertion: key.assert(options, { origin: other }) })).toBe("PROVEN");
  });

  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const twists: [string, Twist][] = [
    ["of another origin", { origin: "https://vault.example.evil.example" }],
    ["of the same host without TLS", { origin: "http://vault.example" }],
    ["for another host", { rpId: "evil.example" }],
    ["for another challenge", { challenge: randomBytes(32).toString("base64url") }],
    ["that is a registration", { type: "webauthn.create" }],
    ["that nobody touched the key for", { flags: 0 }],
    ["signed by another key", { key: stranger }],
  ];
  it.each(twists)("proves nothing by an assertion %s", async (_, twist) => {
    const { key } = await register();
    const { token, options } = await stepFor();
    expect(await show(house, token, { assertion: key.assert(options, twist) })).toBe("FACTOR_REFUSED");
    expect(await show(house, token, { assertion: key.assert(options) })).toBe("PROVEN");
  });

  it("proves nothing again: neither to the same step, nor to another, nor with a counter that stood still", async () => {
    const { key } = await register();
    const first = await stepFor();
    const assertion = key.assert(first.options);
    expect(await show(house, first.token, { assertion })).toBe("PROVEN");
    expect(await show(house, first.token, { assertion })).toBe("STEP_REFUSED");
    const second = await stepFor();
    expect(await show(house, second.token, { assertion })).toBe("FACTOR_REFUSED");
    const copied = key.assert(second.options, { counter: 1 });
    expect(await show(house, second.token, { assertion: copied })).toBe("FACTOR_REFUSED");
    expect(await show(house, second.token, { assertion: key.assert(second.options) })).toBe("PROVEN");
  });

  it("that does not count is taken as often as there are challenges", async () => {
    const { key } = await register();
    for (let times = 0; times < 2; times++) {
      const { token, options } = await stepFor();
      expect(await show(house, token, { assertion: key.assert(options, { counter: 0 }) })).toBe("PROVEN");
    }
  });

  it("of another user proves nothing, and none is registered twice", async () => {
    const eve = await house.signUp();
    const hers = await register(eve);
    await register();
    const { token, options } = await stepFor();
    expect(await show(house, token, { assertion: hers.key.assert(options) })).toBe("FACTOR_REFUSED");
    const { factor, options: creating } = await beginWebAuthn(eve.request(), { name: "again" });
    expect(JSON.parse(creating)).toMatchObject({ excludeCredentials: [{ type: "public-key" }] });
    const again = { factor, registration: hers.key.register(creating) };
    expect(await confirmWebAuthn(eve.request(), again)).toMatchObject({ refusal: "FACTOR_REFUSED" });
  });
});

describe("a registration", () => {
  const twists: [string, Twist][] = [
    ["of another origin", { origin: "https://evil.example" }],
    ["for another host", { rpId: "evil.example" }],
    ["for another challenge", { challenge: randomBytes(32).toString("base64url") }],
    ["that is an assertion", { type: "webauthn.get" }],
  ];
  it.each(twists)("%s registers nothing", async (_, twist) => {
    const key = new Authenticator(origin);
    const { factor, options } = await beginWebAuthn(ada.request(), { name: "key" });
    const confirm = (registration: string) => confirmWebAuthn(ada.request(), { factor, registration });
    expect(await confirm(key.register(options, twist))).toMatchObject({ refusal: "FACTOR_REFUSED" });
    expect((await signInBy(house, ada.account)).__typename).toBe("SignedIn");
    expect((await confirm(key.register(options))).__typename).toBe("SecondFactorAdded");
    await expect(confirm(key.register(options))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([0, 1_024, 2_000])("of a credential whose id has %i bytes registers nothing", async (length) => {
    const { factor, options } = await beginWebAuthn(ada.request(), { name: "key" });
    const registration = new Authenticator(origin, randomBytes(length)).register(options);
    expect(await confirmWebAuthn(ada.request(), { factor, registration })).toMatchObject({ refusal: "FACTOR_REFUSED" });
    const longest = { factor, registration: new Authenticator(origin, randomBytes(1_023)).register(options) };
    expect((await confirmWebAuthn(ada.request(), longest)).__typename).toBe("SecondFactorAdded");
  });

  it.each(["", "[]", "null", "{", '"x"', `{"x":"${"y".repeat(20_000)}"}`])(
    "or an assertion that is garbage is refused by the closed list: %#",
    async (answer) => {
      const refused = { code: "BAD_USER_INPUT" };
      await register();
      const { factor } = await beginWebAuthn(ada.request(), { name: "another" });
      await expect(confirmWebAuthn(ada.request(), { factor, registration: answer })).rejects.toMatchObject(refused);
      const { token } = await stepFor();
      await expect(show(house, token, { assertion: answer })).rejects.toMatchObject(refused);
    },
  );

  it("or an assertion of another shape is refused in the words for what does not fit", async () => {
    const { key } = await register();
    const { factor } = await beginWebAuthn(ada.request(), { name: "another" });
    const { token } = await stepFor();
    const id = key.id.toString("base64url");
    for (const shape of [{}, { id, response: null }, { id, rawId: id, type: "public-key", response: {} }]) {
      const answer = JSON.stringify(shape);
      expect(await show(house, token, { assertion: answer })).toBe("FACTOR_REFUSED");
      expect(await confirmWebAuthn(ada.request(), { factor, registration: answer })).toMatchObject({
        refusal: "FACTOR_REFUSED",
      });
    }
  });
});
