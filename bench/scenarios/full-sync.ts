import { syncOperation } from "../../src/client/transport/sync-operations.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { startChild } from "../child.ts";
import { requestOf } from "../connection.ts";
import { measureRate, sameRequest } from "../load.ts";
import type { Scenario } from "../scenario.ts";
import { addItems, signUp } from "../seed/sign-up.ts";

const items = 1_000;
/** The account vault's one entry comes along. */
const records = items + 1;

/** A device's first sync, by the SDK's own document: all that it needs to verify and to open every item. */
export const fullSync: Scenario = {
  name: "full-sync-1000",
  unit: "requests/s",
  aim: { bound: "AT_LEAST", ratio: 0.8 },
  async prepare(house) {
    const account = await signUp(house);
    await addItems(house, account, items);
    const bare = await startChild("baseline/full-sync", [house.ownerUrl]);
    const body = JSON.stringify({
      operationName: syncOperation.name,
      query: syncOperation.document,
      variables: { after: null, first: 2 * items, known: [] },
    });
    const asked = requestOf("POST", `${house.url}/graphql`, { token: account.token, body });
    const askedBare = requestOf("GET", `${bare.url}/${formatUuid(account.tenant.id)}`);
    const ours = sameRequest(asked, (text) => {
      const page = syncOperation.read(JSON.parse(text).data, { after: null, first: 2 * items, known: [] });
      return page.vaults.reduce((sum, vault) => sum + vault.records.length, 0) === records && !page.hasMore;
    });
    const baseline = sameRequest(askedBare, (text) => JSON.parse(text).data.length === records);
    return {
      ours: (seconds) => measureRate(house.url, ours, seconds),
      baseline: (seconds) => measureRate(bare.url, baseline, seconds),
      close: bare.stop,
    };
  },
};
