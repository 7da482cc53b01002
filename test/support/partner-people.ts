import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Client, Invited } from "../../src/client/index.ts";
import type { TestHouse } from "./house.ts";
import { partnerCodeIn, tenantCodeIn } from "./operator.ts";
import { newPerson, type Person } from "./person.ts";

/** A partner that was sold a pool, and its first owner. */
export interface PartnerPeople {
  readonly owner: Person;
  /** Administers the partner's own company. */
  readonly portal: Client;
  /** Looks after companies. */
  readonly client: Client;
}

/** A partner with so many seats, and every plan. */
export async function newPartner(house: TestHouse, name = "Pia's IT", seats = 100): Promise<PartnerPeople> {
  const owner = await newPerson(house);
  const portal = await owner.onDevice("office", { surface: "PORTAL", patience: 0 });
  await portal.company.rename(name);
  // Seats of its own, for its staff.
  await portal.company.redeem(await tenantCodeIn(house.database, { seats: 10 }));
  await portal.partner.redeem(await partnerCodeIn(house.database, { seats }));
  return { owner, portal, client: await owner.onDevice("desk", { surface: "PARTNER", patience: 0 }) };
}

/** Somebody who joins by an invitation, and what they administer with, where they are an administrator. */
export async function joins(
  house: TestHouse,
  invited: Invited | undefined,
): Promise<{ person: Person; portal: Client }> {
  if (invited === undefined) throw new Error("nobody was invited");
  const person = await newPerson(house, { patience: 0 }, invited);
  return { person, portal: await person.onDevice("office", { surface: "PORTAL", patience: 0 }) };
}

/** Asks the API as a program does: by a token, with a document. */
export async function askRaw<T>(url: string, token: string, query: string, variables: object = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as {
    readonly data?: T | null;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
}

export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks, on this machine. */
export async function openReceiver() {
  const deliveries: Delivery[] = [];
  let wake = () => {};
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      body += part;
    });
    request.on("end", () => {
      deliveries.push({ headers: request.headers, body });
      response.writeHead(204).end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    deliveries,
    /** Resolves once something was delivered for which this holds. */
    async heard(isIt: (delivery: Delivery) => boolean): Promise<Delivery> {
      for (;;) {
        const found = deliveries.find(isIt);
        if (found) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
