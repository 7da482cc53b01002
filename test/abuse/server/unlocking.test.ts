/**
 * A server that answers a sign-in with other parameters, other keys or other people's, so that a device derives, opens or
 * signs what it should not. Each beside the sign-in that goes well; caught or refused before anything is stored.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { encode } from "cborg";
import { type Client, memoryStore, openClient, type Store, signIn } from "../../../src/client/index.ts";
import { findIn } from "../../support/canaries.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { closePeople, newPerson, type Person } from "../../support/person.ts";
import { flipped } from "./attack.ts";

const paper = "ePrint 2026/058";
const own = "our own reasoning";

let house: TestHouse;
let [ada, eve]: Person[] = [];
/** What the server gave at a sign-in of Eve's, and at one of Ada's before she changed her password. */
const answers: { eve: Record<string, Answer>; before: Record<string, Answer> } = { eve: {}, before: {} };
beforeAll(async () => {
  house = await openHouse();
  [ada, eve] = [await newPerson(house), await newPerson(house)];
  for (const [person, kept] of [
    [eve, answers.eve],
    [ada, answers.before],
  ] as const) {
    const line = makeLine();
    for (const name of ["RequestChallenge", "SignIn"])
      line.tamper(name, (data) => {
        kept[name] = structuredClone(data);
      });
    await (await newDevice(person as Person, line)).close();
  }
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const newDevice = ({ address, password, kit }: Person, line: Line, store: Store = memoryStore()): Promise<Client> =>
  signIn(
    { url: house.url, store, patience: 0, ...line.settings },
    { address, password, secretKey: kit.secretKey, deviceName: "phone" },
  );

type Lies = Readonly<Record<string, (data: Answer) => void>>;
const challenge = (lie: (challenge: Answer) => void): Lies => ({
  RequestChallenge: (data) => lie(data.requestChallenge),
});
const keys = (lie: (keys: Answer) => void): Lies => ({ SignIn: (data) => lie(data.signIn.accountKeys) });
const parameters = (...values: unknown[]): string => Buffer.from(encode(values)).toString("base64url");
const salt = new Uint8Array(16).fill(7);

const attacks: readonly { name: string; source: string; lies: Lies; code: string; sends: string[] }[] = [
  {
    name: "lowers the memory that the password costs",
    source: paper,
    lies: challenge((it) => (it.parameters = parameters(1, 8_192, 3, 1, salt))),
    code: "KDF_OUT_OF_BOUNDS",
    sends: ["RequestChallenge"],
  },
  {
    name: "lowers the passes",
    source: paper,
    lies: challenge((it) => (it.parameters = parameters(1, 65_536, 2, 1, salt))),
    code: "KDF_OUT_OF_BOUNDS",
    sends: ["RequestChallenge"],
  },
  {
    name: "asks for memory that no device has",
    source: own,
    lies: challenge((it) => (it.parameters = parameters(1, 4_194_304, 3, 1, salt))),
    code: "KDF_OUT_OF_BOUNDS",
    sends: ["RequestChallenge"],
  },
  {
    name: "names a suite that is none",
    source: paper,
    lies: challenge((it) => (it.parameters = parameters(0, 65_536, 3, 1, salt))),
    code: "MALFORMED_ANSWER",
    sends: ["RequestChallenge"],
  },
  {
    name: "gives a salt of another length",
    source: own,
    lies: challenge((it) => (it.parameters = parameters(1, 65_536, 3, 1, salt.subarray(1)))),
    code: "MALFORMED_ANSWER",
    sends: ["RequestChallenge"],
  },
  {
    name: "gives parameters with something behind them",
    source: own,
    lies: challenge((it) => (it.parameters += "AAAA")),
    code: "MALFORMED_ANSWER",
    sends: ["RequestChallenge"],
  },
  {
    name: "gives a challenge of another length",
    source: own,
    lies: challenge((it) => (it.challenge = "AAAA")),
    code: "MALFORMED_ANSWER",
    sends: ["RequestChallenge"],
  },
  {
    name: "gives its accomplice's salt",
    source: paper,
    lies: challenge((it) => (it.parameters = answers.eve.RequestChallenge.requestChallenge.parameters)),
    code: "WRONG_CREDENTIALS",
    sends: ["RequestChallenge", "SignIn"],
  },
  {
    name: "has the password proven for its accomplice",
    source: paper,
    lies: challenge((it) => (it.user = answers.eve.RequestChallenge.requestChallenge.user)),
    code: "WRONG_CREDENTIALS",
    sends: ["RequestChallenge", "SignIn"],
  },
  {
    name: "signs the device in to its accomplice's account",
    source: paper,
    lies: { SignIn: (data) => Object.assign(data, structuredClone(answers.eve.SignIn)) },
    code: "MALFORMED_ANSWER",
    sends: ["RequestChallenge", "SignIn"],
  },
  {
    name: "gives its accomplice's sealed keys",
    source: paper,
    lies: keys((it) => Object.assign(it, answers.eve.SignIn.signIn.accountKeys)),
    code: "SERVER_CAUGHT",
    sends: ["RequestChallenge", "SignIn"],
  },
  {
    name: "swaps the two sealed seeds",
    source: own,
    lies: keys((it) => ([it.signingSeed, it.encryptionSeed] = [it.encryptionSeed, it.signingSeed])),
    code: "SERVER_CAUGHT",
    sends: ["RequestChallenge", "SignIn"],
  },
  {
    name: "gives the vault key in the place of a seed",
    source: own,
    lies: keys((it) => (it.signingSeed = it.accountVaultKey)),
    code: "SERVER_CAUGHT",
    sends: ["RequestChallenge", "SignIn"],
  },
  {
    name: "says that the sealed keys are of another generation",
    source: own,
    lies: keys((it) => (it.wrapGeneration += 1)),
    code: "SERVER_CAUGHT",
    sends: ["RequestChallenge", "SignIn"],
  },
  {
    name: "names another account vault",
    source: own,
    lies: keys((it) => (it.accountVault = answers.eve.SignIn.signIn.accountKeys.accountVault)),
    code: "SERVER_CAUGHT",
    sends: ["RequestChallenge", "SignIn"],
  },
  {
    name: "shows its accomplice's vaults and rosters at the first sync",
    source: paper,
    lies: { Sync: (data) => void Object.assign(data.sync, { rosters: [], vaults: [] }) },
    code: "SERVER_CAUGHT",
    sends: ["RequestChallenge", "SignIn", "Sync"],
  },
];

describe("a server at a sign-in on a new device", () => {
  it("that is honest lets it in (the control)", async () => {
    const client = await newDevice(ada as Person, makeLine());
    expect(client.status()).toMatchObject({ evidence: 0, locked: false });
    await client.close();
  });

  it.each(attacks.map((attack) => [attack.name, attack] as const))(
    "gets nothing by it when it %s",
    async (_, attack) => {
      const [person, line, store] = [ada as Person, makeLine(), memoryStore()];
      // Attempts are counted, and all of these devices are one caller.
      house.advance(3_600_001);
      let fired = 0;
      for (const [operation, lie] of Object.entries(attack.lies)) {
        line.tamper(operation, (data) => {
          if (!data) return;
          const before = JSON.stringify(data);
          lie(data);
          if (JSON.stringify(data) !== before) fired++;
        });
      }
      await expect(newDevice(person, line, store)).rejects.toMatchObject({ code: attack.code });
      expect(fired).toBeGreaterThan(0);
      expect([...new Set(line.sent)]).toEqual(attack.sends);
      expect(findIn(Buffer.from(line.bodies.join("\n")), [person.password, person.kit.secretKey])).toEqual([]);

      // Nothing that was lied about is kept: on an honest line the same store signs in.
      const kept = await openClient({ url: house.url, store });
      expect(kept?.locked ?? true).toBe(true);
      await kept?.close();
      const client = await newDevice(person, makeLine(), store);
      expect(client.evidence.list()).toEqual([]);
      await client.close();
    },
  );

  it("learns from the error not even which byte of which envelope it was that did not open", async () => {
    const told = new Set<string>();
    for (const field of ["rootKey", "signingSeed", "encryptionSeed", "accountVaultKey"]) {
      for (const at of [1, 6, 40, 80, 120]) {
        house.advance(3_600_001);
        const line = makeLine();
        line.tamper("SignIn", (data) => {
          const { accountKeys } = data.signIn;
          accountKeys[field] = flipped(accountKeys[field], at);
        });
        const error = await newDevice(ada as Person, line).then(
          () => null,
          (thrown) => thrown,
        );
        told.add(JSON.stringify([error.code, error.message, error.details, line.sent]));
      }
    }
    expect([...told]).toHaveLength(1);
  });

  it("that shows a known device the keys from before its password was changed is caught, old password or new", async () => {
    const [person, line, store] = [ada as Person, makeLine(), memoryStore()];
    let then: Answer = null;
    line.tamper("SignIn", (data) => {
      then ??= structuredClone(data);
    });
    const phone = await newDevice(person, line, store);
    await person.client.changePassword({ current: person.password, next: "a new password" });
    // The session has ended with the change: the device signs in anew, and knows of the change from then on.
    await expect(phone.syncNow()).rejects.toMatchObject({ code: "SESSION_ENDED" });
    await phone.close();
    await (await newDevice({ ...person, password: "a new password" }, line, store)).close();

    line.answer("SignIn", { data: then });
    line.tamper("RequestChallenge", (data) => {
      data.requestChallenge.parameters = then.signIn.accountKeys.parameters;
    });
    const old = newDevice(person, line, store);
    await expect(old).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WENT_BACK" });
    line.tamper("RequestChallenge", () => {});
    const now = newDevice({ ...person, password: "a new password" }, line, store);
    await expect(now).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WRONG_KEYS" });
  });
});
