/** The golden vectors, read by an implementation that shares nothing with `src/crypto`: other libraries, other code. */
import { accountCodeReaders } from "./independent/account-codes.ts";
import { accountReaders } from "./independent/accounts.ts";
import { approvalReaders } from "./independent/approvals.ts";
import { archiveReaders } from "./independent/archives.ts";
import { auditReaders } from "./independent/audit.ts";
import { companyReaders } from "./independent/companies.ts";
import { guestReaders } from "./independent/guests.ts";
import { policyReaders } from "./independent/policies.ts";
import { hex } from "./independent/primitives.ts";
import { recoveryReaders } from "./independent/recoveries.ts";
import { recoveryGroupReaders } from "./independent/recovery-groups.ts";
import { rosterReaders } from "./independent/rosters.ts";
import { rotationReaders } from "./independent/rotations.ts";
import { shareReaders } from "./independent/shares.ts";
import { templateReaders } from "./independent/templates.ts";
import { vaultReaders } from "./independent/vaults.ts";
import { vectorFiles } from "./vector-files.ts";

const readers = {
  ...accountReaders,
  ...accountCodeReaders,
  ...approvalReaders,
  ...rotationReaders,
  ...companyReaders,
  ...rosterReaders,
  ...policyReaders,
  ...shareReaders,
  ...guestReaders,
  ...recoveryGroupReaders,
  ...vaultReaders,
  ...auditReaders,
  ...recoveryReaders,
  ...templateReaders,
  ...archiveReaders,
};

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

describe.each(vectorFiles)("an independent implementation, given $name", ({ name, vectors }) => {
  it.each(vectors.golden)("reads $name", async ({ given, expect: expected }) => {
    const reader = readers[name];
    expect(plain(await reader?.(given))).toEqual(expected);
  });
});
