import { randomUUID } from "node:crypto";
import { makeDataSource } from "../../ormconfig.ts";
import { type Client, memoryStore, signIn } from "../../src/client/index.ts";
import { makeTenantCode } from "../../src/operator/tenants.ts";
import type { House } from "../house.ts";
import { type SdkAccount, signUpClient } from "./client.ts";

/** Somebody who was invited, and the link that they were given. */
export interface Invited {
  readonly address: string;
  readonly link: string;
}

/** A company by the SDK: its founder, and people who were invited and have not come yet. */
export interface Company {
  readonly founder: SdkAccount;
  readonly portal: Client;
  readonly invited: readonly Invited[];
}

/** Founds a company with seats for so many more, and invites them. */
export async function foundCompany(house: House, people: number): Promise<Company> {
  const founder = await signUpClient(house, { store: memoryStore() }, "founder");
  const { address, password, secretKey } = founder;
  const there = { url: house.url, store: memoryStore() };
  const portal = await signIn(there, { address, password, secretKey, deviceName: "portal", surface: "PORTAL" });
  await portal.company.redeem(await tenantCode(house, people + 1));
  const list = Array.from({ length: people }, (_, n) => ({
    address: `p${n}-${randomUUID()}@example.com`,
    name: `Person ${n}`,
  }));
  const invited = await portal.company.invite(list);
  return { founder, portal, invited: invited.map(({ address: of, link }) => ({ address: of, link })) };
}

async function tenantCode({ ownerUrl }: House, seats: number): Promise<string> {
  const owner = await makeDataSource({ url: ownerUrl, poolSize: 1 }).initialize();
  try {
    const terms = { plan: "STANDARD", seats, trialEndsAt: null } as const;
    return await makeTenantCode(owner, terms, new Date(Date.now() + 86_400_000));
  } finally {
    await owner.destroy();
  }
}
