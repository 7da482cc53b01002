import type { Client } from "../client/index.ts";
import type { Context } from "./context.ts";
import { counted } from "./output.ts";
import { namesOfShares, titleOfShare } from "./vaults.ts";

/** Prints a line when a share is offered, comes, or is taken away, whenever something was fetched; gives what ends that. */
export async function watchShares(
  { out }: Context,
  client: Client,
  now: () => string,
  fail: (reason: unknown) => void,
): Promise<() => void> {
  let had = await namesOfShares(client);
  let { offered } = client.status().shares;
  const look = async () => {
    const next = await namesOfShares(client);
    const wait = client.status().shares.offered;
    for (const [share, name] of next) if (!had.has(share)) print(share, name, "HERE");
    for (const [share, name] of had) if (!next.has(share)) print(share, name, "GONE");
    if (wait > offered) {
      out.line({ event: "offers", at: now(), offered: wait }, () =>
        out.called(`${now()}  ${counted(wait, "share")} offered to you: sealgraph share offers`),
      );
    }
    [had, offered] = [next, wait];
  };
  const print = (share: string, name: string | null, change: "HERE" | "GONE") =>
    out.line({ event: "share", at: now(), share, name, change }, () => {
      const titled = titleOfShare({ id: share, name });
      return `${now()}  ${titled}  ${change === "HERE" ? "is yours too now" : "is not yours any more"}`;
    });
  let looked = Promise.resolve();
  return client.on("synced", () => {
    looked = looked.then(look).catch(fail);
  });
}
