import type { Client, UserRole } from "sealgraph/client";
import { useAsked, useTick } from "./live.ts";

/** What somebody is, as far as the server has said: nobody special until then. */
export interface Roles {
  /** In their company; of a company of one they are the administrator. */
  readonly company: UserRole | null;
  /** Whether they are of a partner's staff, and this session serves that. */
  readonly partner: boolean;
}

export function useRoles(client: Client): Roles {
  const tick = useTick(client);
  // A role changes seldom, and is looked at again when the line or a policy does.
  const { connection, signedIn } = client.status();
  const company = useAsked(
    async () => (signedIn ? (await client.company.view()).you.role : null),
    [client, signedIn, connection],
  );
  const partner = useAsked(
    // In any other session the question would be refused: the way there leads over the company's page.
    async () => signedIn && client.account.surface === "PARTNER" && (await client.partner.view()) !== null,
    [client, signedIn, connection],
  );
  void tick;
  return { company: company.value ?? null, partner: partner.value ?? false };
}
