/**
 * Every root field, made from the contract, called by everybody who must not: nobody, a token that nobody has, a session
 * that has ended, a device that was revoked, and another tenant's user with the owner's own ids and well-formed arguments
 * throughout. Each answer is the one that is stated here, and afterwards every row of the owner's is as it was.
 *
 * Source: our own reasoning; broken object level authorisation is first in the OWASP list for APIs.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type GraphQLField, isNonNullType } from "graphql";
import { Client } from "pg";
import { formatUuid } from "../../../src/crypto/uuid.ts";
import { dangerous } from "../../../src/domain/second-factor/step-up.ts";
import { rootFields } from "../../../src/resolvers/gate.ts";
import { readContract } from "../../../src/schema/contract.ts";
import { type BareCaller, callerOf, lastingCallerOf, outward, send } from "../../support/caller.ts";
import { dump } from "../../support/dump.ts";
import { honestArguments } from "../../support/honest-arguments.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { openSocket } from "../../support/socket.ts";

const schema = readContract();
type Root = "Query" | "Mutation" | "Subscription";
const fieldsOf = (root: Root) =>
  Object.values(
    (schema.getType(root) as unknown as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields(),
  );

/** What another tenant's user is answered who sends what is the owner's. */
const foreign: Readonly<Record<string, string>> = {
  "Query.node": "null",
  "Query.viewer": "answered",
  "Query.sync": "answered",
  "Query.shares": "answered",
  "Query.share": "null",
  "Query.companyShares": "WRONG_SURFACE",
  "Query.visits": "answered",
  "Query.backups": "WRONG_SURFACE",
  "Query.backupContent": "WRONG_SURFACE",
  "Query.backupExport": "WRONG_SURFACE",
  "Query.recoveries": "WRONG_SURFACE",
  "Query.recovery": "WRONG_SURFACE",
  "Query.recoveryCanary": "WRONG_SURFACE",
  "Query.recoveryReadiness": "WRONG_SURFACE",
  "Query.partner": "WRONG_SURFACE",
  "Query.partnerOffer": "WRONG_SURFACE",
  "Query.companyAtDesk": "WRONG_SURFACE",
  "Query.partnerEvents": "WRONG_SURFACE",
  "Query.breachedRanges": "answered",
  "Mutation.signOut": "answered",
  "Mutation.changePassword": "INVALID_PROOF",
  "Mutation.rotateAccount": "INVALID_PROOF",
  "Mutation.moveAccount": "INVALID_PROOF",
  "Mutation.makeAccountCode": "INVALID_PROOF",
  "Mutation.removeAccountCode": "INVALID_PROOF",
  "Mutation.setLocale": "answered",
  "Mutation.renameDevice": "NOT_FOUND",
  "Mutation.revokeDevice": "NOT_FOUND",
  "Mutation.approveDeviceRequest": "NOT_FOUND",
  "Mutation.refuseDeviceRequest": "NOT_FOUND",
  "Mutation.requestStepUp": "NOT_FOUND",
  "Mutation.beginTotp": "answered",
  "Mutation.confirmTotp": "NOT_FOUND",
  "Mutation.beginWebAuthn": "answered",
  "Mutation.confirmWebAuthn": "NOT_FOUND",
  "Mutation.removeSecondFactor": "NOT_FOUND",
  "Mutation.makeSpareCodes": "NOT_FOUND",
  "Mutation.resetSecondFactor": "WRONG_SURFACE",
  "Mutation.takeBackups": "WRONG_SURFACE",
  "Mutation.openRecovery": "WRONG_SURFACE",
  "Mutation.approveRecovery": "WRONG_SURFACE",
  "Mutation.vetoRecovery": "WRONG_SURFACE",
  "Mutation.closeRecovery": "WRONG_SURFACE",
  "Mutation.reportDrill": "WRONG_SURFACE",
  "Mutation.commit": "NOT_FOUND",
  "Mutation.changeShare": "NOT_FOUND",
  "Mutation.joinShare": "INVALID_PROOF",
  "Mutation.answerShare": "NOT_FOUND",
  "Mutation.deliverShareWraps": "answered",
  "Mutation.refuseShareWrap": "answered",
  "Mutation.administerTenant": "WRONG_SURFACE",
  "Mutation.changeRosters": "FORBIDDEN",
  "Mutation.deliverWraps": "answered",
  "Mutation.refuseWrap": "answered",
  "Mutation.requestAddressChange": "answered",
  "Mutation.deletePerson": "WRONG_SURFACE",
  "Mutation.redeemTenantCode": "WRONG_SURFACE",
  "Mutation.reportHealth": "answered",
  "Mutation.acceptPartner": "WRONG_SURFACE",
  "Mutation.administerCompany": "WRONG_SURFACE",
  "Mutation.bulkCompanies": "WRONG_SURFACE",
  "Mutation.changeCompanyPlan": "WRONG_SURFACE",
  "Mutation.createServiceAccount": "WRONG_SURFACE",
  "Mutation.createWebhook": "WRONG_SURFACE",
  "Mutation.deleteWebhook": "WRONG_SURFACE",
  "Mutation.replayWebhook": "WRONG_SURFACE",
  "Mutation.rotateWebhookSecret": "WRONG_SURFACE",
  "Mutation.testWebhook": "WRONG_SURFACE",
  "Mutation.updateWebhook": "WRONG_SURFACE",
  "Mutation.foundCompany": "INVALID_PROOF",
  "Mutation.leavePartner": "WRONG_SURFACE",
  "Mutation.closeRecoveryAtDesk": "WRONG_SURFACE",
  "Mutation.makeOffer": "WRONG_SURFACE",
  "Mutation.openRecoveryAtDesk": "INVALID_PROOF",
  "Mutation.putTemplate": "WRONG_SURFACE",
  "Mutation.redeemPartnerCode": "WRONG_SURFACE",
  "Mutation.releaseCompany": "WRONG_SURFACE",
  "Mutation.removeStaff": "WRONG_SURFACE",
  "Mutation.resumeCompany": "WRONG_SURFACE",
  "Mutation.revokeServiceAccount": "WRONG_SURFACE",
  "Mutation.setCompanyLabels": "WRONG_SURFACE",
  "Mutation.setCompanyReference": "WRONG_SURFACE",
  "Mutation.setCompanySeats": "WRONG_SURFACE",
  "Mutation.setStaff": "WRONG_SURFACE",
  "Mutation.suspendCompany": "WRONG_SURFACE",
  "Mutation.takeOverServiceAccount": "WRONG_SURFACE",
  "Mutation.voidOffer": "WRONG_SURFACE",
  "Mutation.reportItemEvents": "NOT_FOUND",
  "Mutation.offerHeads": "answered",
  "Mutation.uploadVault": "NOT_FOUND",
  "Subscription.changes": "answered",
  "Subscription.auditNews": "WRONG_SURFACE",
  "Subscription.partnerEvents": "WRONG_SURFACE",
};

/** What of its own a stranger changes by it: its session by signing out, a factor of its own by beginning one. */
const mayChange: Readonly<Record<string, string>> = {
  "Mutation.signOut": "session",
  "Mutation.beginTotp": "second_factor",
  "Mutation.beginWebAuthn": "second_factor",
};

function documentFor(root: Root, field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
  const given = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const kind = root.toLowerCase();
  const whose = ["viewer", "sync", "changes"].includes(field.name) ? whoseOf(field.name) : "__typename";
  return `${kind} ${declared && `(${declared})`} { ${field.name}${given && `(${given})`} { ${whose} } }`;
}
const whoseOf = (name: string) => (name === "viewer" ? "user" : "vaults { vault }");

describe("every root field", () => {
  let house: TestHouse;
  let owner: BareCaller;
  let arguments_: Record<string, unknown>;
  beforeAll(async () => {
    house = await openHouse();
    owner = await callerOf(house);
    arguments_ = honestArguments(owner.account, owner.account.device);
  });
  afterAll(() => house.close());

  const variablesFor = (field: GraphQLField<unknown, unknown>) =>
    outward(arguments_[field.name] ?? { after: null, first: 10 }) as Record<string, unknown>;

  /** The code of the answer, or `answered`, over the transport that the field has. */
  async function codeFor(
    root: Root,
    field: GraphQLField<unknown, unknown>,
    token?: string,
  ): Promise<[string, unknown]> {
    const [query, variables] = [documentFor(root, field), variablesFor(field)];
    if (root !== "Subscription") {
      const { data, errors } = await send(house.url, query, variables, token);
      return [errors?.[0]?.extensions.code ?? "answered", data?.[field.name]];
    }
    const { send: tell, next, closed, socket } = await openSocket(house.url);
    try {
      tell({ type: "connection_init", payload: token ? { authorization: `Bearer ${token}` } : {} });
      await next();
      tell({ id: "1", type: "subscribe", payload: { query, variables } });
      const { type, payload } = await next();
      if (type === "error") return [(payload as { extensions: { code: string } }[])[0]?.extensions.code ?? "", null];
      const { data, errors } = payload as {
        data?: Record<string, unknown>;
        errors?: { extensions: { code: string } }[];
      };
      return [errors?.[0]?.extensions.code ?? "answered", data?.[field.name] ?? null];
    } catch {
      return [(await closed).reason, null];
    } finally {
      socket.terminate();
    }
  }

  const all = (["Query", "Mutation", "Subscription"] as const).flatMap((root) =>
    fieldsOf(root).map((field) => [`${root}.${field.name}`, root, field] as const),
  );
  const closed = all.filter(([name]) => rootFields[name] !== "ANYONE");

  it("stands in the matrix", () => {
    expect(Object.keys(foreign).sort()).toEqual(closed.map(([name]) => name).sort());
    for (const [name, , field] of all) {
      const demanded = field.args.some((arg) => isNonNullType(arg.type));
      if (demanded) expect(Object.keys(arguments_)).toContain(name.split(".")[1]);
    }
  });

  it("is closed to nobody, to a token that is none, to a session that ended and to a device that was revoked", async () => {
    const [ended, revoked] = [await callerOf(house), await callerOf(house)];
    await ended.query("mutation { signOut { session } }");
    await revoked.query("mutation ($input: RevokeDeviceInput!) { revokeDevice(input: $input) { device { id } } }", {
      input: { device: formatUuid(revoked.account.device) },
    });
    const before = await dump(house.database);
    const callers: [string | undefined, string][] = [
      [undefined, "UNAUTHENTICATED"],
      [Buffer.alloc(32, 9).toString("base64url"), "UNAUTHENTICATED"],
      ["=", "UNAUTHENTICATED"],
      [ended.accessToken, "SESSION_ENDED"],
      [revoked.accessToken, "DEVICE_REVOKED"],
    ];
    for (const [name, root, field] of closed) {
      for (const [token, code] of callers) {
        const [told] = await codeFor(root, field, token);
        // What is no proof is refused by its form, before anybody is looked up.
        const refused = token === undefined || told !== "INVALID_PROOF" ? code : "INVALID_PROOF";
        expect([name, token, told]).toEqual([name, token, refused]);
      }
    }
    expect(await dump(house.database)).toEqual(before);
  });

  it("is closed to whoever was removed, but for what is their own and the way to another tenant; inside of that as well", async () => {
    const former = await callerOf(house);
    const token = former.accessToken;
    const database = new Client({ connectionString: house.database.superuserUrl });
    await database.connect();
    await database.query("update session set surface = 'FORMER' where user_id = $1", [formatUuid(former.account.user)]);
    await database.end();
    const before = await dump(house.database);
    const open = closed.filter(([name]) => rootFields[name]?.includes("FORMER")).map(([name]) => name);
    expect(open.sort()).toEqual([
      "Mutation.moveAccount",
      "Mutation.requestStepUp",
      "Mutation.signOut",
      "Query.sync",
      "Query.viewer",
    ]);
    for (const [name, root, field] of closed.filter(([name]) => !open.includes(name))) {
      const [told] = await codeFor(root, field, token);
      expect([name, ["WRONG_SURFACE", "INVALID_PROOF"].includes(told)]).toEqual([name, true]);
    }
    for (const inside of [
      "tenant { id }",
      "devices { edges { node { id } } }",
      "profiles { kind }",
      "pendingWraps { group }",
      "accountCode { generation }",
    ]) {
      const { errors } = await send(house.url, `{ viewer { ${inside} } }`, {}, token);
      expect([inside, errors?.[0]?.extensions.code]).toEqual([inside, "WRONG_SURFACE"]);
    }
    const { data } = await send(house.url, "{ viewer { address accountKeys { wrapGeneration } } }", {}, token);
    expect(data?.viewer).toMatchObject({ accountKeys: { wrapGeneration: 1 } });
    expect(await dump(house.database)).toEqual(before);
  });

  it("that is dangerous asks for a second factor of whoever has one, before anything else, and no other field does", async () => {
    const caller = await callerOf(house);
    const user = formatUuid(caller.account.user);
    const database = new Client({ connectionString: house.database.superuserUrl });
    await database.connect();
    await database.query("update session set surface = 'PORTAL' where user_id = $1", [user]);
    await database.query(
      `insert into second_factor (tenant_id, id, user_id, kind, name, seed, last_step, created_at, confirmed_at)
       values ($1, gen_random_uuid(), $2, 'TOTP', 'phone', decode(repeat('00', 48), 'hex'), 0, now(), now())`,
      [formatUuid(caller.account.tenant.id), user],
    );
    await database.end();
    const before = await dump(house.database);
    const asks: string[] = [];
    for (const [name, root, field] of closed.filter(([name]) => /^Mutation[.](?!signOut)/.test(name))) {
      const [told] = await codeFor(root, field, caller.accessToken);
      if (told === "STEP_UP_REQUIRED") asks.push(name);
    }
    // Of a change of rosters: one that comes with another address, as this one does; of one for many companies: one that is no trial.
    const whole = [...dangerous.mutations, "changeRosters", "administerTenant", "bulkCompanies"];
    expect(asks.sort()).toEqual(whole.map((name) => `Mutation.${name}`).sort());
    const after = await dump(house.database, ["device", "sign_up"]);
    for (const table of ["account_key", "account_code", "second_factor", "spare_code", "user", "roster", "vault"]) {
      expect([table, after[table]]).toEqual([table, before[table]]);
    }
  });

  it.each([
    [
      "PASSWORD",
      "PASSWORD_TOO_OLD",
      ["Mutation.changePassword", "Mutation.requestStepUp", "Mutation.signOut", "Query.sync", "Query.viewer"],
    ],
    [
      "FACTOR",
      "SECOND_FACTOR_REQUIRED",
      [
        "Mutation.beginTotp",
        "Mutation.beginWebAuthn",
        "Mutation.confirmTotp",
        "Mutation.confirmWebAuthn",
        "Mutation.signOut",
      ],
    ],
  ] as const)(
    "serves sessions of %s with what is due alone, and all others are told %s",
    async (surface, told, serves) => {
      const held = await callerOf(house);
      const database = new Client({ connectionString: house.database.superuserUrl });
      await database.connect();
      await database.query("update session set surface = $2 where user_id = $1", [
        formatUuid(held.account.user),
        surface,
      ]);
      await database.end();
      const before = await dump(house.database);
      const open = closed.filter(([name]) => rootFields[name]?.includes(surface)).map(([name]) => name);
      expect(open.sort()).toEqual(serves);
      for (const [name, root, field] of closed.filter(([name]) => !open.includes(name))) {
        const [code] = await codeFor(root, field, held.accessToken);
        expect([name, [told, "WRONG_SURFACE", "INVALID_PROOF"].includes(code)]).toEqual([name, true]);
      }
      expect(await dump(house.database)).toEqual(before);
    },
  );

  it("gives another tenant's user nothing of the owner's, and leaves all of it as it was", async () => {
    let stranger = await lastingCallerOf(house);
    let before = await dump(house.database);
    for (const [name, root, field] of closed) {
      const [code, answer] = await codeFor(root, field, stranger.accessToken);
      const expected = foreign[name] as string;
      if (expected === "null") expect([name, code, answer]).toEqual([name, "answered", null]);
      else expect([name, code]).toEqual([name, expected]);
      const ids = [
        owner.account.user,
        owner.account.device,
        ...Object.values(owner.account.vaults).map(({ id }) => id),
      ];
      for (const id of ids) expect(JSON.stringify(answer ?? null)).not.toContain(formatUuid(id));
      const after = await dump(house.database);
      const own = mayChange[name];
      if (own) for (const rows of [before, after]) delete (rows as Record<string, unknown>)[own];
      expect([name, after]).toEqual([name, before]);
      house.advance(3_600_001);
      if (expected !== "answered" || root !== "Mutation") continue;
      // Something of their own may be otherwise now.
      stranger = await lastingCallerOf(house);
      before = await dump(house.database);
    }
  }, 180_000);

  it("open to anyone takes nothing without a proof, whoever's ids it names", async () => {
    for (const [name, root, field] of all.filter(([name]) => rootFields[name] === "ANYONE")) {
      house.advance(3_600_001);
      const before = await dump(house.database, ["device_request", "factor_step"]);
      const [code, answer] = await codeFor(root, field);
      const refused = ["INVALID_PROOF", "UNAUTHENTICATED", "NOT_FOUND", "BAD_USER_INPUT", "SESSION_ENDED"];
      const told = JSON.stringify(answer ?? null);
      if (code !== "answered") expect([name, refused]).toEqual([name, expect.arrayContaining([code])]);
      expect(told).not.toMatch(/SignedUp|SignedIn|accessToken|AccountRecovered/);
      expect([name, await dump(house.database, ["device_request", "factor_step"])]).toEqual([name, before]);
    }
  });
});
