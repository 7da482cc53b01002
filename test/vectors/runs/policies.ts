import { equalBytes } from "../../../src/crypto/bytes.ts";
import { encodePolicies, parsePolicies, policiesHash } from "../../../src/crypto/policies.ts";
import type { Runs } from "../given.ts";

export const policyRuns: Runs = {
  policies: (given) => {
    const document = given.bytes("document");
    const policies = parsePolicies(document);
    if (!equalBytes(encodePolicies(policies), document)) throw new Error("encoding");
    return { policies, hash: policiesHash(document) };
  },
};
