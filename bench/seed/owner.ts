import { Client } from "pg";
import type { House } from "../house.ts";

/** Does something as the role that owns the tables: what no caller can do. */
export async function asOwner<T>(
  { ownerUrl }: Pick<House, "ownerUrl">,
  work: (owner: Client) => Promise<T>,
): Promise<T> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

/** Lets a scenario sign up as many as it needs, whoever signed up before it. */
export const forgetAttempts = (house: Pick<House, "ownerUrl">): Promise<void> =>
  asOwner(house, async (owner) => void (await owner.query("delete from attempt")));
