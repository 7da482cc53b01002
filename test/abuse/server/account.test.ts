/**
 * A server that lies to a device that changes its account: about whose account it is, about what it stored, about generations
 * and costs. Each beside the same act on an honest line; caught before a proof for somebody else leaves the device.
 *
 * Source: ePrint 2026/058 (parameters, keys on the server's word); our own reasoning for the rest.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { encode } from "cborg";
import { encodeDeviceState, parseDeviceState } from "../../../src/client/account/device-state.ts";
import {
  type Client,
  completeSignUp,
  memoryStore,
  openClient,
  recoverAccount,
  requestSignUp,
  type Store,
  signIn,
} from "../../../src/client/index.ts";
import { nextEvent } from "../../support/event.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { beginRestoredIn } from "../../support/operator.ts";
import { closePeople, newPerson, type Person } from "../../support/person.ts";
import { itemsOf, login } from "../../support/two-devices.ts";
import { flipped } from "./attack.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
const closing: Client[] = [];
afterEach(async () => {
  for (const client of closing.splice(0)) await client.close();
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

const elsewhere = "01890a5d-ac96-774b-bcce-b302099a8057";
const strong = "another password, after the first";
const costs = (memory: number) => Buffer.from(encode([1, memory, 3, 1, new Uint8Array(16)])).toString("base64url");
const malformed = { code: "MALFORMED_ANSWER" };
const caught = (check: string) => ({ code: "SERVER_CAUGHT", check });
/** Nobody can tell it from an account that was deleted. */
const gone = { code: "ACCOUNT_GONE" };

interface Scene {
  readonly ada: Person;
  readonly line: Line;
  readonly store: Store;
}
async function scene(): Promise<Scene> {
  const [line, store] = [makeLine(), memoryStore()];
  const ada = await newPerson(house, { store, patience: 0, ...line.settings });
  await itemsOf(ada.client).add(login("kept"));
  return { ada, line, store };
}

type Act = (scene: Scene, code: string) => Promise<unknown>;
const acts: Readonly<Record<string, Act>> = {
  "a change of password": ({ ada }) => ada.client.changePassword({ current: ada.password, next: strong }),
  "new account keys": ({ ada }) => ada.client.rotateAccount({ currentPassword: ada.password, newPassword: strong }),
  "a new account code": ({ ada }) => ada.client.accountCode.make(ada.password),
  "a recovery": async ({ ada, line }, code) => {
    const there = { url: house.url, store: memoryStore(), patience: 0, ...line.settings };
    const { client } = await recoverAccount(there, {
      address: ada.address,
      code,
      password: strong,
      deviceName: "found",
    });
    closing.push(client);
  },
  "a sync": ({ ada }) => ada.client.syncNow(),
  "another sign-in of the same device": async ({ ada, line, store }) => {
    await ada.client.close();
    const there = { url: house.url, store, patience: 0, ...line.settings };
    const { address, password, kit } = ada;
    closing.push(await signIn(there, { address, password, secretKey: kit.secretKey, deviceName: "laptop" }));
  },
};
const run = (act: string, its: Scene, code = "") => (acts[act] as Act)(its, code);

type Row = [
  attack: string,
  act: string,
  operation: string,
  lie: (data: Answer) => void,
  expected: object,
  never: string | null,
];
const asks = (name: "requestChallenge") => (data: Answer) => void Object.assign(data[name], { user: elsewhere });
const head = (field: string, change: (heads: Answer[]) => Answer[]) => (data: Answer) => {
  const committed = data[field].committed ?? data[field];
  committed.heads = change(committed.heads);
};
const otherHash = (heads: Answer[]) => heads.map((each) => ({ ...each, hash: flipped(each.hash, 10) }));

const rows: readonly Row[] = [
  [
    "asks for a proof for somebody else",
    "a change of password",
    "RequestChallenge",
    asks("requestChallenge"),
    gone,
    "ChangePassword",
  ],
  [
    "asks for a proof for somebody else",
    "new account keys",
    "RequestChallenge",
    asks("requestChallenge"),
    gone,
    "RotateAccount",
  ],
  [
    "asks for a proof for somebody else",
    "a new account code",
    "RequestChallenge",
    asks("requestChallenge"),
    gone,
    "MakeAccountCode",
  ],
  [
    "asks for a proof for somebody else",
    "another sign-in of the same device",
    "RequestChallenge",
    asks("requestChallenge"),
    gone,
    "SignIn",
  ],
  [
    "says that it stored something else",
    "a change of password",
    "ChangePassword",
    head("changePassword", otherHash),
    caught("MISMATCH"),
    null,
  ],
  [
    "says that it stored something else",
    "new account keys",
    "RotateAccount",
    head("rotateAccount", otherHash),
    caught("MISMATCH"),
    null,
  ],
  [
    "says that it stored nothing",
    "new account keys",
    "RotateAccount",
    head("rotateAccount", () => []),
    caught("MISMATCH"),
    null,
  ],
  [
    "says that it stored nothing",
    "a recovery",
    "RecoverAccount",
    head("recoverAccount", () => []),
    caught("MISMATCH"),
    null,
  ],
  [
    "signs the device in as another user",
    "a recovery",
    "RecoverAccount",
    (data) => {
      data.recoverAccount.session.user = elsewhere;
    },
    malformed,
    null,
  ],
  [
    "signs the device in as another device",
    "a recovery",
    "RecoverAccount",
    (data) => {
      data.recoverAccount.session.device = elsewhere;
    },
    malformed,
    null,
  ],
  [
    "signs the device in as another user",
    "another sign-in of the same device",
    "SignIn",
    (data) => {
      data.signIn.session.user = elsewhere;
    },
    malformed,
    null,
  ],
  [
    "signs the device in as another device",
    "another sign-in of the same device",
    "SignIn",
    (data) => {
      data.signIn.session.device = elsewhere;
    },
    malformed,
    null,
  ],
  [
    "lowers the cost of the password in the keys",
    "another sign-in of the same device",
    "SignIn",
    (data) => {
      data.signIn.accountKeys.parameters = costs(8_192);
    },
    { code: "KDF_OUT_OF_BOUNDS" },
    "Sync",
  ],
];

describe("a server", () => {
  it.each(rows)("that %s at %s is caught", async (_, act, operation, lie, expected, never) => {
    const its = await scene();
    const code = act === "a recovery" ? await its.ada.client.accountCode.make(its.ada.password) : "";
    let fired = 0;
    its.line.tamper(operation, (data) => {
      if (data) lie(data);
      fired++;
    });
    const before = its.line.sent.length;
    await expect(run(act, its, code)).rejects.toMatchObject(expected);
    expect(fired).toBeGreaterThan(0);
    if (never) expect(its.line.sent.slice(before)).not.toContain(never);
  });

  it.each(Object.keys(acts))("that is honest at %s is not (the control)", async (act) => {
    const its = await scene();
    const code = act === "a recovery" ? await its.ada.client.accountCode.make(its.ada.password) : "";
    await run(act, its, code);
  });

  it("that asks for a second proof for somebody else at a recovery is caught", async () => {
    const its = await scene();
    const code = await its.ada.client.accountCode.make(its.ada.password);
    let asked = 0;
    its.line.tamper("RequestChallenge", (data) => {
      if (++asked === 2) data.requestChallenge.user = elsewhere;
    });
    await expect(run("a recovery", its, code)).rejects.toMatchObject(gone);
    expect(its.line.sent).not.toContain("RecoverAccount");
  });

  it.each(["session", "user"])("that renews another %s's session gives none", async (field) => {
    const { ada, line } = await scene();
    house.advance(16 * 60_000);
    line.tamper("RefreshSession", (data) => {
      data.refreshSession[field] = elsewhere;
    });
    await expect(ada.client.syncNow()).rejects.toMatchObject(malformed);
    line.honest();
    await ada.client.syncNow();
  });
});

describe("after a change of password whose answer was lost, a server", () => {
  const lies: readonly [string, (keys: Answer) => void, object][] = [
    [
      "that gives older keys",
      (keys) => {
        keys.wrapGeneration -= 1;
      },
      { code: "SERVER_CAUGHT", check: expect.stringMatching(/^(WENT_BACK|MISMATCH)$/) },
    ],
    [
      "that speaks of a newer generation than is noted",
      (keys) => {
        keys.wrapGeneration += 3;
      },
      caught("WENT_BACK"),
    ],
    [
      "that lowers the cost of the password",
      (keys) => {
        keys.parameters = costs(8_192);
      },
      { code: "KDF_OUT_OF_BOUNDS" },
    ],
  ];
  const next: Readonly<Record<string, Act>> = {
    "the next sync": ({ ada }) => ada.client.syncNow(),
    "the next change of password": ({ ada }) =>
      ada.client.changePassword({ current: strong, next: "a third password" }),
    "new account keys": ({ ada }) =>
      ada.client.rotateAccount({ currentPassword: strong, newPassword: "a third password" }),
  };

  it.each(lies.flatMap(([what, lie, expected]) => Object.keys(next).map((act) => [what, act, lie, expected] as const)))(
    "%s is caught at %s",
    async (_, act, lie, expected) => {
      const its = await scene();
      its.line.loseAnswer("ChangePassword");
      await its.ada.client.changePassword({ current: its.ada.password, next: strong }).catch(() => {});
      its.line.tamper("Viewer", (data) => lie(data.viewer.accountKeys));
      const before = its.line.sent.length;
      await expect((next[act] as Act)(its, "")).rejects.toMatchObject(expected);
      expect(its.line.sent.slice(before)).toContain("Viewer");
      expect(its.line.sent.slice(before)).not.toContain("RotateAccount");
      expect(its.line.sent.slice(before)).not.toContain("ChangePassword");
      its.line.honest();
      await its.ada.client.syncNow();
    },
  );

  it("that gives older keys is spoken of when the device is unlocked, and what is here opens", async () => {
    const its = await scene();
    its.line.loseAnswer("ChangePassword");
    await its.ada.client.changePassword({ current: its.ada.password, next: strong }).catch(() => {});
    await its.ada.client.lock();
    its.line.tamper("Viewer", (data) => {
      data.viewer.accountKeys.wrapGeneration -= 1;
    });
    const trouble = nextEvent(its.ada.client, "trouble");
    await its.ada.client.unlock(strong);
    expect(await trouble).toMatchObject(caught("MISMATCH"));
    expect(await itemsOf(its.ada.client).list()).toHaveLength(1);
  });
});

describe("a device", () => {
  it("whose profile is frozen makes no new account keys", async () => {
    const { ada, line } = await scene();
    const other = await ada.onDevice("other");
    await itemsOf(other).add(login("new"));
    line.tamper("Sync", ({ sync }) => {
      for (const vault of sync.vaults) vault.records.pop();
    });
    await ada.client.syncNow();
    line.honest();
    const attempt = ada.client.rotateAccount({ currentPassword: ada.password, newPassword: strong });
    await expect(attempt).rejects.toMatchObject({ code: "VAULT_FROZEN" });
    expect(line.sent).not.toContain("RotateAccount");
  });

  it.each<[string, (heads: Answer[]) => Answer[]]>([
    ["something else", otherHash],
    ["nothing", () => []],
  ])("whose profiles follow new account keys believes no server that says that it stored %s", async (_, lie) => {
    const { ada, line } = await scene();
    line.tamper("Commit", head("commit", lie));
    const trouble = nextEvent(ada.client, "trouble", ({ code }) => code === "SERVER_CAUGHT");
    await ada.client.rotateAccount({ currentPassword: ada.password, newPassword: strong });
    expect(await trouble).toMatchObject(caught("MISMATCH"));
    line.honest();
    await ada.client.syncNow();
    expect(ada.client.status().rotation).toBeNull();
  });

  it("belongs to the account that its store has", async () => {
    const { ada, store } = await scene();
    const { address, password, kit, client } = ada;
    const code = await client.accountCode.make(password);
    await client.close();
    const there = { url: house.url, store, patience: 0 };
    const foreign = { code: "STORE_FOREIGN" };
    const other = "somebody.else@example.org";
    const input = { password, secretKey: kit.secretKey, deviceName: "laptop" };
    await expect(signIn(there, { address: other, ...input })).rejects.toMatchObject(foreign);
    const recovery = recoverAccount(there, { address: other, code, password: strong, deviceName: "laptop" });
    await expect(recovery).rejects.toMatchObject(foreign);
    const { signUp } = await requestSignUp({ url: house.url, store: memoryStore() }, other);
    const fresh = {
      signUp,
      address: other,
      code: await house.codeFor(other),
      password: strong,
      name: "Eve",
      deviceName: "laptop",
    };
    await expect(completeSignUp(there, fresh)).rejects.toMatchObject(foreign);
    // Also one whose session has ended has an account.
    const state = parseDeviceState((await store.get("device")) as Uint8Array);
    await store.put("device", encodeDeviceState({ ...state, session: null, ended: "SESSION_ENDED" }));
    await expect(completeSignUp(there, fresh)).rejects.toMatchObject(foreign);
    closing.push(await signIn(there, { address, ...input }));
  });

  it("goes on with a recovery at the server where it began it, and at no other", async () => {
    const { ada } = await scene();
    const code = await ada.client.accountCode.make(ada.password);
    const [line, store] = [makeLine(), memoryStore()];
    const input = { address: ada.address, code, password: strong, deviceName: "found" };
    line.cutAfter("RecoverAccount", 0);
    const there = { url: house.url, store, patience: 0, ...line.settings };
    await expect(recoverAccount(there, input)).rejects.toMatchObject({ code: "UNREACHABLE" });
    const elsewhere = { ...there, url: house.url.replace("localhost", "127.0.0.1"), fetch };
    await expect(recoverAccount(elsewhere, input)).rejects.toMatchObject({ code: "STORE_FOREIGN" });
    line.mend();
    closing.push((await recoverAccount(there, input)).client);
  });

  it("that offers a head to a restored server takes the answer for that vault and no other", async () => {
    const { ada, line } = await scene();
    const restore = await house.backUp();
    await itemsOf(ada.client).add(login("after the copy"));
    await restore();
    await beginRestoredIn(house.database);
    await house.start();
    line.tamper("OfferHeads", ({ offerHeads }) => {
      for (const vault of offerHeads.vaults) vault.vault = elsewhere;
    });
    await expect(ada.client.previewReset("PERSONAL")).rejects.toMatchObject(malformed);
    line.honest();
    await ada.client.syncNow();
    expect(await itemsOf(ada.client).list()).toHaveLength(2);
  });

  it("whose store says that the password is cheap derives nothing", async () => {
    const { ada, store } = await scene();
    await ada.client.close();
    const state = parseDeviceState((await store.get("device")) as Uint8Array);
    const accountKeys = {
      ...state.accountKeys,
      parameters: Buffer.from(costs(8_192), "base64url"),
    } as typeof state.accountKeys;
    await store.put("device", encodeDeviceState({ ...state, accountKeys }));
    const client = (await openClient({ url: house.url, store, patience: 0 })) as Client;
    closing.push(client);
    await expect(client.unlock(ada.password)).rejects.toMatchObject({ code: "KDF_OUT_OF_BOUNDS" });
  });

  it.each([{ format: 2 }, { format: "1" }, {}, { format: 1 }, { format: 1, user: 7 }])(
    "whose state is none says so: %j",
    async (state) => {
      const store = memoryStore();
      await store.put("device", new TextEncoder().encode(JSON.stringify(state)));
      const error = { code: expect.stringMatching(/^STORE_(DAMAGED|UNSUPPORTED)$/) };
      await expect(openClient({ url: house.url, store })).rejects.toMatchObject(error);
    },
  );
});
