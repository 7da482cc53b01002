import type { Client, Group } from "../client/index.ts";

/**
 * The groups through which somebody has a share, whether or not they are in it by name as well: whoever takes them out by name
 * has to be told of these. None for who is no recipient, an administrator for example: nothing is known to them of what is in it.
 */
export async function groupsThatHave(client: Client, share: string, user: string): Promise<Group[]> {
  if (!(await client.shares.list()).some(({ id }) => id === share)) return [];
  const { recipients } = await client.shares.get(share);
  const among = new Set(recipients.flatMap(({ group, expired }) => (group !== null && !expired ? [group] : [])));
  return (await client.company.groups.list()).filter(
    ({ group, members }) => among.has(group) && members.includes(user),
  );
}
