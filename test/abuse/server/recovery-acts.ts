/** What a company does so that work is not lost with a person, one act an answer that can be lied in. */
import type { Client } from "../../../src/client/index.ts";
import { tenantCodeIn } from "../../support/operator.ts";
import { newPerson } from "../../support/person.ts";
import { type AccountAct, inviter, type Try } from "./account-acts.ts";

/** Ada's company, which has switched recovery on, and another administrator. */
async function recovering(tried: Try) {
  const { portal } = await inviter(tried);
  await portal.company.redeem(await tenantCodeIn(tried.house.database, { plan: "ADVANCED" }));
  let code = "";
  const keep = (shown: string) => {
    code = shown;
  };
  await portal.recovery.begin({ custodians: [portal.account.user], code: keep, mode: "BOTH" });
  const address = `grace.${crypto.randomUUID()}@example.org`;
  const [invited] = await portal.company.invite([{ address, name: "Grace", role: "ADMINISTRATOR" }]);
  if (invited === undefined) throw new Error("nobody was invited");
  const grace = await newPerson(tried.house, {}, invited);
  return { portal, grace: grace.client.account.user, code };
}

export const recoveryActs: readonly AccountAct[] = [
  {
    name: "the recovery group, somebody who is in it for a while, and its code",
    operations: ["RecoveryCode", "RecoveryCodeKey", "RecoveryEnds"],
    before: recovering,
    run: async (_, prepared) => {
      const { portal, grace, code } = prepared as { portal: Client; grace: string; code: string };
      await portal.recovery.addMember(grace, { code });
      await portal.syncNow();
      await portal.recovery.removeMember(grace);
    },
  },
];
