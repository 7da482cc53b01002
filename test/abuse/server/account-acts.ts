/** What people do with their accounts, one act an answer that can be lied in. */
import { Client as Store } from "pg";
import {
  auditedEvent,
  type Client,
  completeSignUp,
  type Item,
  memoryStore,
  openClient,
  openInvitation,
  recoverAccount,
  requestApproval,
  requestSignUp,
  type Settings,
  signIn,
} from "../../../src/client/index.ts";
import { allChained } from "../../support/audit.ts";
import { Authenticator } from "../../support/authenticator.ts";
import type { TestHouse } from "../../support/house.ts";
import type { Line } from "../../support/line.ts";
import { beginRestoredIn, tenantCodeIn } from "../../support/operator.ts";
import { newPerson, type Person } from "../../support/person.ts";
import { codeAt, interval } from "../../support/second-factor.ts";
import { itemsOf, login } from "../../support/two-devices.ts";

/** Password and Secret Key that may open the account afterwards. */
export interface WayIn {
  /** Where it is another than the first. */
  readonly address?: string;
  readonly password: string;
  readonly secretKey: string;
}

/** One try: somebody whose device is on the line that is lied on. */
export interface Try {
  readonly house: TestHouse;
  readonly line: Line;
  readonly ada: Person;
  /** What her first device stores into. */
  readonly settings: Settings;
  /** Ways in that may be good now, besides the first. */
  readonly ways: WayIn[];
  readonly closing: Client[];
  /** What an authenticator was given, where there may be one by now. */
  readonly authenticators: string[];
}

export interface AccountAct {
  readonly name: string;
  /** Whose answers are lied in, in the order in which they are asked. */
  readonly operations: readonly string[];
  /** What is done before anybody lies. */
  readonly before?: (tried: Try) => Promise<unknown>;
  readonly run: (tried: Try, prepared: unknown) => Promise<unknown>;
}

const strong = "another password, after the first";
const there = ({ house, line }: Try): Settings => ({
  url: house.url,
  store: memoryStore(),
  patience: 0,
  ...line.settings,
});

/** Somebody who shows the code of each moment, of whatever the authenticator was given. */
const shows = (house: TestHouse, authenticators: readonly string[]): Pick<Settings, "secondFactor"> => ({
  secondFactor: async () => {
    house.advance(interval);
    return { totp: codeNow(house, authenticators.at(-1) ?? "") };
  },
});
const codeNow = (house: TestHouse, uri: string): string => {
  try {
    return codeAt(uri, house.now());
  } catch {
    return "000000";
  }
};

export async function makeTry(house: TestHouse, line: Line): Promise<Try> {
  // Attempts are counted per caller, and all of these people are one.
  house.advance(3_600_001);
  const authenticators: string[] = [];
  const settings = {
    url: house.url,
    store: memoryStore(),
    patience: 0,
    ...line.settings,
    ...shows(house, authenticators),
  };
  const ada = await newPerson(house, settings);
  await itemsOf(ada.client).add(login("zebracanary", { password: "wombatcanary" }));
  return { house, line, ada, settings, ways: [], closing: [], authenticators };
}

/** Ada in the portal, on the line, with seats to give away. */
export async function inviter({ house, line, ada }: Try) {
  const portal = await ada.onDevice("portal", { surface: "PORTAL", patience: 0, ...line.settings });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const invite = async () => {
    const [invited] = await portal.company.invite([{ address: `bob.${crypto.randomUUID()}@example.org`, name: "Bob" }]);
    if (invited === undefined) throw new Error("nobody was invited");
    return invited;
  };
  return { portal, invite };
}

/** Puts zeros where every wrap for the user should be, as a fault of the store would. */
async function spoilWraps({ database }: TestHouse, user: string): Promise<void> {
  const store = new Store({ connectionString: database.superuserUrl });
  await store.connect();
  await store.query("update member_wrap set wrap = overlay(wrap placing $2 from 100) where user_id = $1", [
    user,
    Buffer.alloc(1_000),
  ]);
  await store.end();
}

export const accountActs: readonly AccountAct[] = [
  {
    name: "a sign-in on a new device",
    operations: ["RequestChallenge", "SignIn"],
    run: async (tried) => {
      const { address, password, kit } = tried.ada;
      const { secretKey } = kit;
      tried.closing.push(await signIn(there(tried), { address, password, secretKey, deviceName: "phone" }));
    },
  },
  {
    name: "a first sync",
    operations: ["Sync"],
    run: async (tried) => {
      const { address, password, kit } = tried.ada;
      const { secretKey } = kit;
      tried.closing.push(await signIn(there(tried), { address, password, secretKey, deviceName: "phone" }));
    },
  },
  {
    name: "a sign-up",
    operations: ["RequestSignUp", "CompleteSignUp"],
    run: async (tried) => {
      const address = `eve.${crypto.randomUUID()}@example.org`;
      const { signUp } = await requestSignUp(there(tried), address);
      const code = await tried.house.codeFor(address);
      const input = { signUp, address, code, password: strong, name: "Eve", deviceName: "laptop" };
      tried.closing.push((await completeSignUp(there(tried), input)).client);
    },
  },
  {
    name: "a renewal of the session",
    operations: ["RefreshSession"],
    before: async ({ house }) => house.advance(16 * 60_000),
    run: ({ ada }) => ada.client.syncNow(),
  },
  {
    name: "a change of password",
    operations: ["RequestChallenge", "ChangePassword"],
    run: async ({ ada, ways }) => {
      ways.push({ password: strong, secretKey: ada.kit.secretKey });
      await ada.client.changePassword({ current: ada.password, next: strong });
    },
  },
  {
    name: "new account keys",
    operations: ["RequestChallenge", "RotateAccount"],
    // The new Secret Key is in the store before anything is sent; which one is good, the next sync finds out.
    run: ({ ada }) => ada.client.rotateAccount({ currentPassword: ada.password, newPassword: strong }),
  },
  {
    name: "the making and removing of an account code",
    operations: ["AccountCode", "MakeAccountCode", "RemoveAccountCode"],
    run: async ({ ada }) => {
      await ada.client.accountCode.status();
      await ada.client.accountCode.make(ada.password);
      await ada.client.accountCode.remove(ada.password);
    },
  },
  {
    name: "an opening by the account code",
    operations: ["RequestChallenge", "OpenByAccountCode", "RecoverAccount"],
    before: ({ ada }) => ada.client.accountCode.make(ada.password),
    run: async (tried, code) => {
      const input = { address: tried.ada.address, code: code as string, password: strong, deviceName: "found again" };
      const settings = there(tried);
      try {
        const { client, emergencyKit } = await recoverAccount(settings, input);
        tried.closing.push(client);
        tried.ways.push({ password: strong, secretKey: emergencyKit.secretKey });
      } catch (error) {
        // The same again finds out what became of it: on an honest line.
        tried.line.honest();
        const again = await recoverAccount(settings, input).catch(() => null);
        if (again) tried.closing.push(again.client);
        if (again) tried.ways.push({ password: strong, secretKey: again.emergencyKit.secretKey });
        throw error;
      }
    },
  },
  {
    name: "an approval of a new device",
    operations: ["OpenDeviceRequest", "ListDeviceRequests", "ApproveDeviceRequest", "CollectApproval"],
    run: async (tried) => {
      const { ada } = tried;
      const asked = await requestApproval(there(tried), { address: ada.address, deviceName: "phone" });
      await ada.client.deviceRequests.list();
      await ada.client.deviceRequests.approve(asked.words.join(" "));
      const granted = await asked.waitForApproval(AbortSignal.timeout(1_000));
      tried.closing.push(await granted.signIn(ada.password));
    },
  },
  {
    name: "requests that are refused and withdrawn",
    operations: ["RefuseDeviceRequest", "WithdrawDeviceRequest"],
    run: async (tried) => {
      const { ada } = tried;
      const asked = await requestApproval(there(tried), { address: ada.address, deviceName: "phone" });
      const [request] = await ada.client.deviceRequests.list();
      if (request) await ada.client.deviceRequests.refuse(request.request);
      await asked.cancel();
    },
  },
  {
    name: "the language of letters",
    operations: ["SetLocale"],
    run: async ({ ada }) => {
      const { locale } = await ada.client.viewer();
      await ada.client.setLocale(locale === "en" ? "fr" : "en");
    },
  },
  {
    name: "the list of devices",
    operations: ["ListDevices", "RenameDevice", "RevokeDevice"],
    before: ({ ada }) => ada.onDevice("phone"),
    run: async ({ ada }) => {
      await ada.client.devices.list();
      const phone = (await ada.client.devices.list()).find(({ name }) => name === "phone");
      if (!phone) return;
      await ada.client.devices.rename(phone.device, "telephone");
      await ada.client.devices.revoke(phone.device);
    },
  },
  {
    name: "an invitation that is opened and used",
    operations: ["OpenInvitation"],
    before: async (tried) => (await inviter(tried)).invite(),
    run: async (tried, invited) => {
      const { address, link } = invited as { address: string; link: string };
      await openInvitation(there(tried), link);
      const { signUp } = await requestSignUp(there(tried), address);
      const code = await tried.house.codeFor(address);
      const input = { signUp, address, code, password: strong, deviceName: "laptop", invitation: link };
      tried.closing.push((await completeSignUp(there(tried), input)).client);
    },
  },
  {
    name: "the administration of a company",
    operations: [
      "Tenant",
      "RedeemTenantCode",
      "AdministerTenant",
      "ListInvitations",
      "ListPeople",
      "CutOf",
      "ChangeRosters",
      "DeletePerson",
      "ListFormerMembers",
    ],
    before: async (tried) => {
      const { portal, invite } = await inviter(tried);
      const bob = await newPerson(tried.house, {}, await invite());
      return { portal, bob: bob.client.account.user, code: await tenantCodeIn(tried.house.database) };
    },
    run: async (_, prepared) => {
      const { portal, bob, code } = prepared as { portal: Client; bob: string; code: string };
      await portal.company.view();
      await portal.company.redeem(code);
      await portal.company.rename("Lies");
      await portal.company.invitations();
      await portal.company.people();
      await portal.company.formerPeople();
      await portal.company.suspend(bob);
      await portal.company.renameMe("Ada King");
      await portal.company.delete(bob);
    },
  },
  {
    name: "policies that are tried, said and shown",
    operations: ["TryPolicies", "ListPolicies", "OwnPolicies"],
    before: async (tried) => (await inviter(tried)).portal,
    run: async (tried, prepared) => {
      const { policies } = (prepared as Client).company;
      const change = { sessionLifetimeHours: { value: 100 } } as const;
      await policies.try({ scope: "TENANT" }, change);
      await policies.set({ scope: "TENANT" }, change);
      await policies.list();
      await tried.ada.client.syncNow();
      tried.ada.client.company.policies.own();
    },
  },
  {
    name: "groups, and the key of one who came later",
    operations: ["Groups", "PublicKeys", "PendingWraps", "DeliverWraps"],
    before: async (tried) => {
      const { portal, invite } = await inviter(tried);
      const user = (await newPerson(tried.house, {}, await invite())).client.account.user;
      await portal.company.groups.create("Those who are lied to", [portal.account.user]);
      return { portal, user };
    },
    run: async (_, prepared) => {
      const { portal, user } = prepared as { portal: Client; user: string };
      const group = (await portal.company.groups.list()).find(({ everyone }) => !everyone)?.group;
      if (group === undefined) return;
      await portal.company.groups.add(group, user);
      await portal.syncNow();
      await portal.company.groups.create("Founded among lies", [user, portal.account.user]);
    },
  },
  {
    name: "the giving back of a wrap that does not open",
    operations: ["Groups", "RefuseWrap"],
    before: async (tried) => {
      const { portal } = await inviter(tried);
      await portal.company.groups.create("Whose wrap is spoilt", [portal.account.user]);
      await spoilWraps(tried.house, portal.account.user);
    },
    run: async (tried) => {
      const phone = await tried.ada.onDevice("phone", { patience: 0, ...tried.line.settings });
      await phone.syncNow();
    },
  },
  {
    name: "a change of address",
    operations: ["RequestAddressChange", "Person", "ChangeRosters"],
    run: async ({ ada, house, ways }) => {
      const address = `king.${crypto.randomUUID()}@example.org`;
      const { request } = await ada.client.company.requestAddressChange(address);
      ways.push({ address, password: ada.password, secretKey: ada.kit.secretKey });
      const code = await house.codeFor(address);
      await ada.client.company.changeMyAddress({ address, request, code });
    },
  },
  {
    name: "the adding and removing of second factors",
    operations: [
      ...["BeginTotp", "ConfirmTotp", "SecondFactors", "RequestStepUp", "ProveSecondFactor", "MakeSpareCodes"],
      ...["BeginWebAuthn", "ConfirmWebAuthn", "RemoveSecondFactor"],
    ],
    run: async ({ ada, house, authenticators }) => {
      const { secondFactors } = ada.client;
      const { factor, uri } = await secondFactors.beginTotp("phone");
      authenticators.push(uri);
      await secondFactors.confirmTotp(factor, codeNow(house, uri));
      await secondFactors.status();
      await secondFactors.makeSpareCodes();
      const key = new Authenticator(house.url);
      const begun = await secondFactors.beginWebAuthn("key");
      const registration = JSON.parse(key.register(JSON.stringify(begun.options)));
      const added = await secondFactors.confirmWebAuthn(begun.factor, registration);
      await secondFactors.remove(added.factor.factor);
    },
  },
  {
    name: "the taking away of a member's second factors",
    operations: ["ResetSecondFactor"],
    before: async (tried) => {
      const { portal, invite } = await inviter(tried);
      const bob = await newPerson(tried.house, {}, await invite());
      await portal.syncNow();
      return { portal, user: bob.client.account.user };
    },
    run: async (_, prepared) => {
      const { portal, user } = prepared as { portal: Client; user: string };
      await portal.secondFactors.reset(user);
    },
  },
  {
    name: "a move to another company",
    operations: ["OpenInvitation", "MoveAccount"],
    before: async (tried) => {
      const founder = await newPerson(tried.house);
      const portal = await founder.onDevice("portal", { surface: "PORTAL" });
      await portal.company.redeem(await tenantCodeIn(tried.house.database));
      const [invited] = await portal.company.invite([{ address: tried.ada.address, name: "Ada King" }]);
      if (invited === undefined) throw new Error("nobody was invited");
      return invited.link;
    },
    run: ({ ada }, link) => ada.client.company.join(link as string),
  },
  {
    name: "the verifying and the reading of the company's log",
    operations: ["AuditHead", "AuditLog"],
    before: async (tried) => {
      const { portal } = await inviter(tried);
      await allChained(tried.house.database);
      return portal;
    },
    run: async (_, prepared) => {
      const { audit } = (prepared as Client).company;
      await audit.verify({ whole: true });
      await audit.list({ first: 5 });
    },
  },
  {
    name: "the telling of what was done with business items",
    operations: ["ReportItemEvents"],
    before: async (tried) => {
      const { portal } = await inviter(tried);
      await portal.company.policies.set({ scope: "TENANT" }, { passwordAuditing: { value: auditedEvent.VIEWED } });
      await tried.ada.client.syncNow();
      return tried.ada.client.profile("BUSINESS").items().add(login("a door", {}));
    },
    run: async ({ ada }, item) => {
      const items = ada.client.profile("BUSINESS").items();
      await items.report("VIEWED", (item as Item).id);
      await ada.client.syncNow();
    },
  },
  {
    name: "a signing out",
    operations: ["SignOut"],
    before: ({ ada }) => ada.onDevice("phone"),
    run: ({ ada }) => ada.client.signOut(),
  },
  {
    name: "a restored server",
    operations: ["OfferHeads", "UploadVault"],
    before: async ({ house, ada }) => {
      const restore = await house.backUp();
      await itemsOf(ada.client).add(login("after the copy"));
      await restore();
      await beginRestoredIn(house.database);
      await house.start();
    },
    run: ({ ada }) => ada.client.syncNow(),
  },
];

/** What the account shows, whoever opens it: by the first way that is good. */
export async function contentNow({ house, ada, ways, settings, authenticators }: Try): Promise<string[]> {
  const kept = ada.client.emergencyKit();
  const all = [{ password: ada.password, secretKey: ada.kit.secretKey }, ...ways];
  if (kept.secretKey !== ada.kit.secretKey) all.push({ password: strong, secretKey: kept.secretKey });
  await (await openClient(settings).catch(() => null))?.close();
  for (const way of all) {
    const client = await signIn(
      { url: house.url, store: memoryStore(), ...shows(house, authenticators) },
      { address: ada.address, deviceName: "at last", ...way },
    ).catch(() => null);
    if (client === null) continue;
    const items = await itemsOf(client).list();
    const frozen = client.status().vaults.some((each) => each.frozen);
    await client.close();
    return [...items.map(({ title, fields }) => `${title} ${JSON.stringify(fields)}`), ...(frozen ? ["FROZEN"] : [])];
  }
  return ["LOCKED OUT"];
}
