import { formatUuid } from "../../src/crypto/uuid.ts";
import { startChild } from "../child.ts";
import { requestOf } from "../connection.ts";
import { measureRate, sameRequest } from "../load.ts";
import type { Scenario } from "../scenario.ts";
import { signUp } from "../seed/sign-up.ts";

const query = "{ viewer { id user address name role } }";

export const viewer: Scenario = {
  name: "viewer",
  unit: "requests/s",
  aim: { bound: "AT_LEAST", ratio: 0.6 },
  async prepare(house) {
    const { user, tenant, token } = await signUp(house);
    const bare = await startChild("baseline/viewer", [house.ownerUrl]);
    const asked = requestOf("POST", `${house.url}/graphql`, { token, body: JSON.stringify({ query }) });
    const askedBare = requestOf("GET", `${bare.url}/${formatUuid(tenant.id)}/${formatUuid(user)}`);
    const answers = (body: string) => JSON.parse(body).data.viewer.user === formatUuid(user);
    const [ours, baseline] = [sameRequest(asked, answers), sameRequest(askedBare, answers)];
    return {
      ours: (seconds) => measureRate(house.url, ours, seconds),
      baseline: (seconds) => measureRate(bare.url, baseline, seconds),
      close: bare.stop,
    };
  },
};
