/** A tenant ends with the last account that leaves it, and what the server writes about it at that moment hinders nobody. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { BareCompany } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let cyd: SignedUpAccount;
/** Whoever writes about tenants, and whoever holds the ending back. */
let [writer, holder]: Client[] = [];
beforeAll(async () => {
  house = await openVerbsHouse();
  // An ending is held back right before it stands, while `holder` has the lock.
  await house.asSuperuser(`create function hold() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(12); return null; end $$`);
  await house.asSuperuser(`create constraint trigger held after delete on tenant deferrable initially deferred
    for each row execute function hold()`);
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  cyd = await house.signUp();
});

const connected = async (url: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
};

/** Resolves once so many wait for a lock. */
async function waitFor(many: number): Promise<void> {
  const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  while ((await house.asSuperuser(waiting)).length < many);
}
async function move() {
  const invited = await company.invite(company.ada, cyd.account.address);
  return moveAccount(cyd.request(), prepareMove(cyd.account, null, { state: company.state, invited }).input);
}
const rowsOf = (table: string, tenant: Uint8Array) =>
  house.asSuperuser(`select * from ${table} where tenant_id = $1`, [formatUuid(tenant as never)]);

describe.each([
  ["an attempt to sign in is noted", "select note_attempt($1, 'SIGN_IN_LIMITED', $2, now())"],
  ["seats are counted", "select count_seats(now()), $1::uuid, $2::uuid"],
])("While %s", (what, statement) => {
  const write = (client = writer) => client?.query(statement, [formatUuid(cyd.account.user), randomUUID()]);
  beforeEach(async () => {
    [writer, holder] = [await connected(house.superuserUrl), await connected(house.superuserUrl)];
  });
  afterEach(async () => {
    await writer?.end();
    await holder?.end();
  });

  it("its tenant ends, behind what was written, and leaves nothing", async () => {
    await writer?.query("begin");
    await write();
    const moved = move();
    await waitFor(1);
    await writer?.query("commit");
    expect(await moved).toMatchObject({ __typename: "AccountMoved" });
    for (const table of ["audit_waiting", "seat_day"]) expect(await rowsOf(table, cyd.account.tenant.id)).toEqual([]);
  });

  it("its tenant has just ended, and it is written of who is left", async () => {
    await holder?.query("select pg_advisory_lock(12)");
    const moved = move();
    await waitFor(1);
    const written = write();
    await waitFor(2);
    await holder?.query("select pg_advisory_unlock(12)");
    expect(await moved).toMatchObject({ __typename: "AccountMoved" });
    await written;
    const entries = await rowsOf("audit_waiting", company.state.head.id);
    const noted = entries.filter(({ kind }) => kind === "SIGN_IN_LIMITED");
    const counted = await rowsOf("seat_day", company.state.head.id);
    expect([noted.length, counted.length]).toEqual(what.startsWith("seats") ? [0, 1] : [1, 0]);
  });
});
