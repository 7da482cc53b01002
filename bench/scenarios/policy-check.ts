import { formatUuid } from "../../src/crypto/uuid.ts";
import { requestOf } from "../connection.ts";
import type { House } from "../house.ts";
import { measureRate, sameRequest } from "../load.ts";
import type { Measure, Scenario } from "../scenario.ts";
import { bindOthers, usersOf } from "../seed/policies.ts";
import { signUp } from "../seed/sign-up.ts";
import { openOurs } from "./put-item.ts";

const query = "{ viewer { id user address name role } }";

/** Reading with every policy on, beside the same without any. */
export const policyCheckViewer: Scenario = {
  name: "policy-check-viewer",
  unit: "requests/s",
  aim: { bound: "AT_LEAST", ratio: 0.9 },
  prepare: (house) => besideUnbound(house, openViewer),
};

/** Commits of one item each with every policy on, beside the same without any. */
export const policyCheckPut: Scenario = {
  name: "policy-check-put",
  unit: "commits/s",
  aim: { bound: "AT_LEAST", ratio: 0.9 },
  prepare: (house) => besideUnbound(house, openOurs),
};

async function besideUnbound(house: House, open: (house: House) => Promise<Measure>) {
  const baseline = await open(house);
  const before = await usersOf(house);
  const ours = await open(house);
  await bindOthers(house, before);
  return { ours, baseline, close: async () => {} };
}

async function openViewer(house: House): Promise<Measure> {
  const { user, token } = await signUp(house);
  const asked = requestOf("POST", `${house.url}/graphql`, { token, body: JSON.stringify({ query }) });
  const work = sameRequest(asked, (body) => JSON.parse(body).data.viewer.user === formatUuid(user));
  return (seconds) => measureRate(house.url, work, seconds);
}
