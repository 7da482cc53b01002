import type { Client, Webhook } from "../client/index.ts";
import { choose } from "./choose.ts";

/** Throws NOT_FOUND, AMBIGUOUS. */
export async function findWebhook(client: Client, reference: string): Promise<Webhook> {
  const names = {
    what: "webhook",
    whole: true,
    of: ({ name }: Webhook) => [name],
    shown: ({ name, url }: Webhook) => `${name}, ${url}`,
    lookAt: "sealgraph partner webhook list shows them.",
  };
  return choose(
    names,
    reference,
    (await client.partner.webhooks.list()).map((each) => ({ ...each, id: each.webhook })),
  );
}
