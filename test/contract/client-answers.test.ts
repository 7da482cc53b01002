/** What the client takes for an answer of a closed list is what the contract has, and all of it. */
import { expect, it } from "@jest/globals";
import type { GraphQLEnumType } from "graphql";
import { staffRoles } from "../../src/client/partner/staff.ts";
import { foundingRefusals } from "../../src/client/transport/company-roster-operations.ts";
import { acceptRefusals } from "../../src/client/transport/desk-operations.ts";
import {
  eventGroups,
  machineRefusals,
  machineScopes,
  machineStandings,
  webhookFailures,
} from "../../src/client/transport/machine-operations.ts";
import { readContract } from "../../src/schema/contract.ts";

const schema = readContract();

it.each([
  ["PartnerRefusal", acceptRefusals],
  ["FoundingRefusal", foundingRefusals],
  ["MachineRefusal", machineRefusals],
  ["MachineScope", machineScopes],
  ["MachineStanding", machineStandings],
  ["EventGroup", eventGroups],
  ["WebhookFailure", webhookFailures],
  ["StaffRole", staffRoles],
] as const)("%s", (name, known: readonly string[]) => {
  const values = (schema.getType(name) as GraphQLEnumType).getValues().map((value) => value.name);
  expect([...known].sort()).toEqual(values.sort());
});
