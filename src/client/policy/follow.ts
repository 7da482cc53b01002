import { equalBytes } from "../../crypto/bytes.ts";
import { bindPolicies, policiesHash, policyNames, sameValue } from "../../crypto/policies.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, isFormer, type Open } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { Entry } from "../store/entries.ts";
import { fetchAll } from "../sync/fetch.ts";
import { keep } from "../sync/keep.ts";
import { ownPoliciesOperation } from "../transport/policy-operations.ts";
import type { Chain } from "../vault/chain.ts";
import { isHeld, knownBinding, placeName, type Stated, statedFor } from "./binding.ts";

/**
 * Has the documents that the rosters state, as taken last, shown by the server, and keeps those that are the very ones. What is
 * not shown is trouble, SERVER_CAUGHT, and what was said before counts on.
 */
export async function followPolicies(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || core.device.session === null || isFormer(open)) return;
  const rosters = [open.held.tenant, ...open.held.groups.values()];
  // What rosters state follows from them alone: a page without their links says nothing new.
  if (isSame(open.policiesOf, rosters)) return;
  dropOthers(open);
  try {
    if (missingOf(open).length > 0) await take(core, open);
    // What is said may have changed between the roster and the answer.
    if (missingOf(open).length > 0) {
      await inTurn(core, () => fetchAll(core));
      dropOthers(open);
      await take(core, open);
    }
    if (missingOf(open).length > 0) core.events.emit("trouble", new ServerCaught("MISMATCH", null));
    else open.policiesOf = rosters;
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    core.events.emit("trouble", error);
  }
  tellChanges(core, open);
}

const isSame = (known: Open["policiesOf"], rosters: readonly (Chain | null)[]): boolean =>
  known?.length === rosters.length && rosters.every((chain, place) => chain === known[place]);

const missingOf = (open: Open): Stated[] => statedFor(open).filter((stated) => !isHeld(open, stated));

/** What is said of nobody here any more. */
function dropOthers({ held, user }: Open): void {
  const named = new Set(statedFor({ held, user }).map(({ place }) => placeName(place)));
  for (const place of held.policies.keys()) if (!named.has(place)) held.policies.delete(place);
}

async function take(core: Core, open: Open): Promise<void> {
  const missing = missingOf(open);
  const shown = await call(core, ownPoliciesOperation, {});
  const found = shown.flatMap((document) => {
    const hash = policiesHash(document);
    return missing.filter((stated) => equalBytes(stated.hash, hash)).map((stated) => ({ ...stated, document }));
  });
  await holdPolicies(core, open, found);
}

/** Keeps documents whose hashes were compared. */
export async function holdPolicies(
  core: Core,
  open: Open,
  found: readonly (Stated & { readonly document: Uint8Array })[],
): Promise<void> {
  for (const { place, hash, document } of found) open.held.policies.set(placeName(place), { place, hash, document });
  const entries = found.map(({ place, document }): Entry => ({ type: "POLICIES", place, document }));
  if (entries.length > 0) await keep(core, open, entries);
}

const nothingSaid = bindPolicies<string>({
  desks: [],
  tenant: null,
  groups: [],
  user: null,
  administrator: false,
});

function tellChanges(core: Core, open: Open): void {
  const [before, after] = [open.toldPolicies ?? nothingSaid, knownBinding(open)];
  open.toldPolicies = after;
  const changed = policyNames.filter((name) => !sameValue(before[name].value, after[name].value));
  if (changed.length > 0) core.events.emit("policies", { changed });
}
