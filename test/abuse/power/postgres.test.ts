/**
 * PostgreSQL is killed (SIGKILL to the postmaster, its backends follow) while devices write, with its files as durable as
 * they are for users. The server stays up, says what is the matter, and goes on by itself; nothing acknowledged is lost.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Embedded, startEmbedded, stopLeftOver } from "../../../src/operator/postgres/start.ts";
import { type DatabaseLine, openDatabaseLine } from "../../support/database-line.ts";
import { closePeople, newPerson } from "../../support/person.ts";
import { openPowerHouse, type PowerHouse, showConverged, showWhole } from "../../support/power.ts";
import { itemsOf, login } from "../../support/two-devices.ts";

const rounds = Number(process.env.POWER_ROUNDS ?? 2);

let folder: string;
let postgres: Embedded;
let line: DatabaseLine;
let house: PowerHouse;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sealgraph-power-"));
  chmodSync(folder, 0o711);
  postgres = await start();
  line = await openDatabaseLine();
  house = await openPowerHouse({
    application: line.through(postgres.applicationUrl),
    owner: line.through(postgres.ownerUrl),
  });
});
afterEach(async () => {
  await closePeople();
  await house.close();
  await line.close();
  await stopLeftOver(join(folder, "postgres"));
  rmSync(folder, { recursive: true, force: true });
});

const start = () => startEmbedded({ folder: join(folder, "postgres"), durable: true, onLost: () => {} });

describe("a PostgreSQL that is killed", () => {
  it("under writing devices loses nothing of what was acknowledged, and the server goes on by itself", async () => {
    const { client: laptop, onDevice } = await newPerson(house, { patience: 0 });
    const phone = await onDevice("phone", { patience: 0 });
    const acknowledged = new Set<string>();
    let serial = 0;
    const write = async () => {
      const title = `item ${serial++}`;
      const item = await itemsOf(serial % 2 ? laptop : phone).add(login(title));
      if (item.state === "SYNCED") acknowledged.add(title);
      return item.state;
    };
    for (let round = 0; round < rounds; round++) {
      for (let n = 0; n < 5; n++) await write();
      const writing = [write(), write()];
      process.kill(
        Number(readFileSync(join(folder, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]),
        "SIGKILL",
      );
      await Promise.all(writing);
      // The server is there, and says that its database is not.
      while ((await write()) === "SYNCED");
      expect((await fetch(`${house.url}/health/live`)).status).toBe(200);
      const answer = await fetch(`${house.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: 'mutation { requestChallenge(input: { address: "a@example.com" }) { user } }' }),
      });
      const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] };
      expect(errors[0]?.extensions.code).toBe("UNAVAILABLE");
      postgres = await start();
      expect(postgres.history).toBe("recovered");
      line.leadTo(Number(new URL(postgres.applicationUrl).port));
      while ((await write()) !== "SYNCED") await laptop.syncNow().catch(() => {});
    }
    await showConverged([laptop, phone], acknowledged);
    await showWhole(postgres.superuserUrl.replace(/\/postgres$/, "/sealgraph"));
  }, 200_000);
});
