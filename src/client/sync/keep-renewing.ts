import { renew } from "../account/session.ts";
import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Subscription } from "../transport/socket.ts";

/** The socket's token is renewed when it has this long to live, in milliseconds, and never more often than that. */
const renewBefore = 60_000;

/** Has the socket outlive its access token. */
export function keepRenewing(core: Core, subscription: Subscription, first: string): () => void {
  let token = first;
  let timer: ReturnType<typeof setTimeout>;
  const plan = () => {
    const left = (core.device.session?.accessExpiresAt ?? 0) - core.around.now() - renewBefore;
    timer = setTimeout(step, Math.min(Math.max(left, renewBefore), 2 ** 31 - 1));
  };
  const step = async () => {
    try {
      token = await renew(core, token);
      subscription.renew(token);
      plan();
    } catch (error) {
      // The socket will be closed by the server with the same reason, if it is one.
      if (error instanceof SealgraphError) core.events.emit("trouble", error);
      plan();
    }
  };
  plan();
  return () => clearTimeout(timer);
}
