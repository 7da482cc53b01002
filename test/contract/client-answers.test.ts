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
import { beginTotpOperation } from "../../src/client/transport/second-factor-operations.ts";
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

it("what an authenticator is given leads to an authenticator, and has one seed", () => {
  const read = (uri: string) =>
    beginTotpOperation.read(
      { beginTotp: { factor: "0198f3a2-7c1e-7b0a-9d55-3f2f6a1c9e10", uri, expiresAt: "2026-11-30T12:00:00.000Z" } },
      { input: { name: "phone" } },
    ).uri;
  const seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  const good = `otpauth://totp/Sealgraph:ada%40example.com?issuer=Sealgraph&secret=${seed}&algorithm=SHA1`;
  expect(read(good)).toBe(good);
  for (const bad of [
    `https://login.example/?secret=${seed}`,
    `javascript:alert(1)//otpauth://totp/?secret=${seed}`,
    ` otpauth://totp/a?secret=${seed}`,
    `otpauth://hotp/a?secret=${seed}&counter=0`,
    "otpauth://totp/a",
    "otpauth://totp/a?secret=",
    "otpauth://totp/a?secret=%3Cimg%3E",
    `${good}&secret=${seed}`,
    `${good}&image=${"a".repeat(2_000)}`,
    "otpauth://totp/[",
    "",
  ]) {
    expect(() => read(bad)).toThrow(expect.objectContaining({ code: "MALFORMED_ANSWER", details: { field: "uri" } }));
  }
});
