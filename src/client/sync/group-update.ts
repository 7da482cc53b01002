import type { Chain } from "../vault/chain.ts";

/** A group's roster, before and after. */
export interface GroupUpdate {
  readonly group: string;
  readonly before: Chain | null;
  readonly after: Chain;
}
