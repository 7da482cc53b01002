import type { Client } from "../client/index.ts";
import { say } from "../words/index.ts";
import type { Context } from "./context.ts";

export function answerAccount({ out }: Context, { account }: Client, more: Readonly<Record<string, string>>): void {
  const { user, tenant, device, address, server, name } = account;
  out.answer({ user, tenant, device, address, server, name, ...more }, () =>
    say(out.locale, "cli.answer.signedIn", { address, server }),
  );
}
