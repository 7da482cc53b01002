import { deviceRequestLength } from "../../src/crypto/approval.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asToken } from "../../src/crypto/keys.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import type { Request } from "../../src/domain/context.ts";
import {
  approveDeviceRequest,
  listOwnDeviceRequests,
  refuseDeviceRequest,
} from "../../src/domain/device-request/answer-request.ts";
import {
  collectApproval,
  type DeviceRequestTokenInput,
  withdrawDeviceRequest,
} from "../../src/domain/device-request/collect-approval.ts";
import { openDeviceRequest } from "../../src/domain/device-request/open-request.ts";
import { signOut } from "../../src/domain/session/sign-out.ts";
import { runJobs } from "../support/jobs.ts";
import { countStatements } from "../support/statements.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let ada: SignedUpAccount;
beforeEach(async () => {
  house = await openVerbsHouse();
  ada = await house.signUp();
});
afterEach(() => house.close());

/** Bytes of the shape that the server checks: whether they open is no business of its. */
const enveloped = (length: number) => Uint8Array.of(1, ...randomBytes(length - 1));
const anApproval = () => Uint8Array.of(...randomBytes(1_120), ...enveloped(600));

async function ask(address = ada.account.address, by: Request = house.anonymous()) {
  const token = asToken(randomBytes(32));
  const input = {
    request: formatUuid(makeId(Date.now())),
    address,
    envelope: enveloped(deviceRequestLength),
    tokenHash: tokenHash(token),
  };
  const answer = await openDeviceRequest(by, input);
  return { input, answer, holder: { request: input.request, token } };
}

const waiting = { state: "WAITING", approval: null };
const gone = { state: "GONE", approval: null };
const notFound = { code: "NOT_FOUND" };

describe("a device request", () => {
  it("is seen by the account's own sessions, and answered to whoever has its token", async () => {
    const { input, holder } = await ask();
    expect(await listOwnDeviceRequests(ada.request())).toMatchObject([{ request: input.request }]);
    expect(Buffer.from((await listOwnDeviceRequests(ada.request()))[0]?.envelope ?? [])).toEqual(
      Buffer.from(input.envelope),
    );
    expect(await collectApproval(house.anonymous(), holder)).toEqual(waiting);

    const approval = anApproval();
    await approveDeviceRequest(ada.request(), { request: input.request, approval });
    expect(await listOwnDeviceRequests(ada.request())).toEqual([]);
    for (let lost = 0; lost < 2; lost++) {
      const collected = await collectApproval(house.anonymous(), holder);
      expect([collected.state, Buffer.from(collected.approval ?? [])]).toEqual(["APPROVED", Buffer.from(approval)]);
    }
    await withdrawDeviceRequest(house.anonymous(), holder);
    expect(await collectApproval(house.anonymous(), holder)).toEqual(gone);
  });

  it("is nothing to another user: not listed, not approved, not refused, in the words for what is not there", async () => {
    const eve = await house.signUp();
    const { input, holder } = await ask();
    expect(await listOwnDeviceRequests(eve.request())).toEqual([]);
    const theirs = { request: input.request, approval: anApproval() };
    const none = { ...theirs, request: formatUuid(makeId(Date.now())) };
    for (const attempt of [theirs, none]) {
      await expect(approveDeviceRequest(eve.request(), attempt)).rejects.toMatchObject(notFound);
      await expect(refuseDeviceRequest(eve.request(), attempt)).rejects.toMatchObject(notFound);
    }
    expect(await collectApproval(house.anonymous(), holder)).toEqual(waiting);
  });

  it("is given to nobody by its id alone, or with another token", async () => {
    const { input, holder } = await ask();
    const { holder: other } = await ask();
    await approveDeviceRequest(ada.request(), { request: input.request, approval: anApproval() });
    const thief = { request: input.request, token: other.token };
    expect(await collectApproval(house.anonymous(), thief)).toEqual(gone);
    await withdrawDeviceRequest(house.anonymous(), thief);
    expect(await collectApproval(house.anonymous(), holder)).toMatchObject({ state: "APPROVED" });
  });

  it("takes one approval of two at once, and the same one again", async () => {
    const { input, holder } = await ask();
    const approvals = [anApproval(), anApproval(), anApproval()];
    const outcomes = await Promise.allSettled(
      approvals.map((approval) => approveDeviceRequest(ada.request(), { request: input.request, approval })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    const won = approvals[outcomes.findIndex(({ status }) => status === "fulfilled")] as Uint8Array;
    const { approval } = await collectApproval(house.anonymous(), holder);
    expect(Buffer.from(approval ?? [])).toEqual(Buffer.from(won));
    await approveDeviceRequest(ada.request(), { request: input.request, approval: won });
  });

  it("that is refused looks to whoever made it like one that nobody answers, also after an approval", async () => {
    for (const approved of [false, true]) {
      const { input, holder } = await ask();
      const { request } = input;
      if (approved) await approveDeviceRequest(ada.request(), { request, approval: anApproval() });
      await refuseDeviceRequest(ada.request(), { request });
      expect(await collectApproval(house.anonymous(), holder)).toEqual(waiting);
      expect(await listOwnDeviceRequests(ada.request())).toEqual([]);
      const again = approveDeviceRequest(ada.request(), { request, approval: anApproval() });
      await expect(again).rejects.toMatchObject(notFound);
    }
  });

  it("runs out after ten minutes, approved or not, and is purged then", async () => {
    const before = house.house.clock().getTime();
    const open = await ask();
    const approved = await ask();
    await approveDeviceRequest(ada.request(), { request: approved.input.request, approval: anApproval() });
    expect(open.answer.expiresAt.getTime()).toBeGreaterThanOrEqual(before + 10 * 60_000);
    house.advance(10 * 60_000 + 1);
    for (const { holder } of [open, approved]) expect(await collectApproval(house.anonymous(), holder)).toEqual(gone);
    expect(await listOwnDeviceRequests(ada.request())).toEqual([]);
    const late = approveDeviceRequest(ada.request(), { request: open.input.request, approval: anApproval() });
    await expect(late).rejects.toMatchObject(notFound);
    await expect(refuseDeviceRequest(ada.request(), open.input)).rejects.toMatchObject(notFound);
    // Moved back to where they had not run out yet: only one that is gone from the table stays away.
    await runJobs(house.house);
    house.advance(-10 * 60_000);
    for (const { holder } of [open, approved]) expect(await collectApproval(house.anonymous(), holder)).toEqual(gone);
  });

  it("sent again is the same one; another under its id changes nothing", async () => {
    const { input, holder } = await ask();
    await openDeviceRequest(house.anonymous(), input);
    const usurper = {
      ...input,
      envelope: enveloped(deviceRequestLength),
      tokenHash: tokenHash(asToken(randomBytes(32))),
    };
    await openDeviceRequest(house.anonymous(), usurper);
    const listed = await listOwnDeviceRequests(ada.request());
    expect(listed.map(({ envelope }) => Buffer.from(envelope))).toEqual([Buffer.from(input.envelope)]);
    expect(await collectApproval(house.anonymous(), holder)).toEqual(waiting);
  });

  it("needs a session that stands to be answered", async () => {
    const { input } = await ask();
    const approval = anApproval();
    await signOut(ada.request());
    const ended = { code: "SESSION_ENDED" };
    await expect(listOwnDeviceRequests(ada.request())).rejects.toMatchObject(ended);
    await expect(approveDeviceRequest(ada.request(), { ...input, approval })).rejects.toMatchObject(ended);
    await expect(refuseDeviceRequest(ada.request(), input)).rejects.toMatchObject(ended);
    await expect(listOwnDeviceRequests(house.anonymous())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("an address that nobody has", () => {
  it("is answered like one that somebody has, in content and statements, all along", async () => {
    const known = await countStatements(() => ask(ada.account.address));
    const unknown = await countStatements(() => ask("nobody@example.com"));
    expect(unknown.count).toBe(known.count);
    expect(Object.keys(unknown.result.answer)).toEqual(Object.keys(known.result.answer));
    const verbs: ((request: Request, holder: DeviceRequestTokenInput) => Promise<object>)[] = [
      collectApproval,
      withdrawDeviceRequest,
      collectApproval,
    ];
    for (const verb of verbs) {
      const one = await countStatements(() => verb(house.anonymous(), known.result.holder));
      const other = await countStatements(() => verb(house.anonymous(), unknown.result.holder));
      expect(other.count).toBe(one.count);
      expect({ ...other.result, request: 0 }).toEqual({ ...one.result, request: 0 });
    }
  });

  it("has its requests seen and answered by nobody", async () => {
    const { input, holder } = await ask("nobody@example.com");
    expect(await listOwnDeviceRequests(ada.request())).toEqual([]);
    const attempt = approveDeviceRequest(ada.request(), { request: input.request, approval: anApproval() });
    await expect(attempt).rejects.toMatchObject(notFound);
    expect(await collectApproval(house.anonymous(), holder)).toEqual(waiting);
  });
});

describe("a flood of requests", () => {
  const outcomesOf = async (attempts: (() => Promise<unknown>)[]) => {
    const outcomes: string[] = [];
    for (const attempt of attempts)
      outcomes.push(
        await attempt().then(
          () => "taken",
          (error: { code: string }) => error.code,
        ),
      );
    return outcomes;
  };

  it("for one address ends at ten in ten minutes, known or not, from wherever it comes", async () => {
    for (const address of [ada.account.address, "nobody@example.com"]) {
      const from = (n: number) => house.anonymous(`198.51.100.${n}`);
      const outcomes = await outcomesOf(Array.from({ length: 11 }, (_, n) => () => ask(address, from(n))));
      expect(outcomes).toEqual([...Array(10).fill("taken"), "RATE_LIMITED"]);
    }
    expect(await listOwnDeviceRequests(ada.request())).toHaveLength(10);
  });

  it("from one peer ends at thirty, whomever it names", async () => {
    const by = () => house.anonymous("198.51.100.77");
    const outcomes = await outcomesOf(
      Array.from({ length: 31 }, (_, n) => () => ask(`somebody-${n}@example.com`, by())),
    );
    expect(outcomes).toEqual([...Array(30).fill("taken"), "RATE_LIMITED"]);
    house.advance(10 * 60_000 + 1);
    await ask("somebody@example.com", by());
  });
});

describe("what is no request and no approval", () => {
  it("is refused by its shape, before anything is counted or kept", async () => {
    const { input } = await ask();
    for (const envelope of [
      enveloped(deviceRequestLength - 1),
      enveloped(deviceRequestLength + 1),
      new Uint8Array(0),
      new Uint8Array(deviceRequestLength).fill(2),
    ]) {
      const attempt = openDeviceRequest(house.anonymous(), { ...input, envelope });
      await expect(attempt).rejects.toMatchObject({ code: "INVALID_PROOF" });
    }
    for (const approval of [new Uint8Array(0), randomBytes(1_119), randomBytes(1_192), new Uint8Array(66_657)]) {
      const attempt = approveDeviceRequest(ada.request(), { request: input.request, approval });
      await expect(attempt).rejects.toMatchObject({ code: "INVALID_PROOF" });
    }
  });
});
