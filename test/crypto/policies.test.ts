/** What documents of policies come to for one user (PROTOCOL §4.10). */
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { encodeCbor } from "../../src/crypto/cbor.ts";
import { isAddressIn, readNetwork } from "../../src/crypto/network.ts";
import {
  bindPolicies,
  findContradiction,
  findOverruled,
  type Policies,
  type PolicyName,
  type PolicySources,
  parsePolicies,
  policyNames,
  readPolicies,
  settings,
} from "../../src/crypto/policies.ts";
import { isUnder } from "../../src/crypto/policy-settings.ts";

const said = <V>(value: V, locked = false) => ({ value, locked });
const nothing: PolicySources<string> = { desks: [], tenant: null, groups: [], user: null, administrator: false };
const groups = (...all: Policies[]) => all.map((policies, n) => ({ group: `group ${n + 1}`, policies }));
const bound = (sources: Partial<PolicySources<string>>, name: PolicyName) => {
  const { value, origin } = bindPolicies({ ...nothing, ...sources })[name];
  return [value, origin.group ?? origin.scope];
};

describe("A document of a later release", () => {
  const documentOf = (...said: (number | null)[][]) => encodeCbor([1, said]);
  const known = [15, 1, 1];

  it.each<[string, Uint8Array, string]>([
    ["a setting that is not known", documentOf(known, [99, 1, 0]), "UNSUPPORTED"],
    ["one before those that are", documentOf([0, 1, 0], known), "UNSUPPORTED"],
    ["a value that is none here", documentOf([4, 5, 0], known), "MALFORMED"],
  ])("keeps what is known of it beside %s, and is none that is signed", (_, document, code) => {
    const { policies, passedOver } = readPolicies(document);
    expect([policies, passedOver?.code]).toEqual([{ disableExport: said(true, true) }, code]);
    expect(() => parsePolicies(document)).toThrow(expect.objectContaining({ code }));
  });

  it("is none where it is no list of settings", () => {
    for (const document of [documentOf(), documentOf([99, 1, 0], known), documentOf([99, 1, 2]), encodeCbor([2, []])])
      expect(() => readPolicies(document)).toThrow(expect.objectContaining({ name: "ProtocolError" }));
  });
});

describe("What binds a user", () => {
  const tenant = { sessionLifetimeHours: said(100) };
  const user = { sessionLifetimeHours: said(200) };

  it("is the default where nobody says anything", () => {
    for (const name of policyNames) expect(bound({}, name)).toEqual([settings[name].default, "DEFAULT"]);
  });

  it("is what the narrowest says", () => {
    const [one] = groups({ sessionLifetimeHours: said(150) });
    expect(bound({ tenant }, "sessionLifetimeHours")).toEqual([100, "TENANT"]);
    expect(bound({ tenant, groups: [one as never] }, "sessionLifetimeHours")).toEqual([150, "group 1"]);
    expect(bound({ tenant, groups: [one as never], user }, "sessionLifetimeHours")).toEqual([200, "USER"]);
  });

  it("is what is locked above", () => {
    const locking = { sessionLifetimeHours: said(100, true) };
    const [one] = groups({ sessionLifetimeHours: said(50, true) });
    expect(bound({ tenant: locking, groups: [one as never], user }, "sessionLifetimeHours")).toEqual([100, "TENANT"]);
    expect(bound({ tenant, groups: [one as never], user }, "sessionLifetimeHours")).toEqual([50, "group 1"]);
  });

  it("is, of what groups lock, the strictest, whatever groups say that lock nothing", () => {
    const all = groups(
      { sessionLifetimeHours: said(10) },
      { sessionLifetimeHours: said(60, true) },
      { sessionLifetimeHours: said(50, true) },
    );
    expect(bound({ groups: all, user }, "sessionLifetimeHours")).toEqual([50, "group 3"]);
  });

  const desks = (...all: Policies[]) => all.map((policies, n) => ({ desk: `desk ${n + 1}`, policies }));

  it("is the strictest of what desks and the company lock, and what desks say behind all others", () => {
    const name = "sessionLifetimeHours";
    const locking = desks({ [name]: said(70, true) }, { [name]: said(60, true) }, { [name]: said(10) });
    const locked = { [name]: said(50, true) };
    const loosely = { [name]: said(80, true) };
    const byDesk = { ...said(60, true), origin: { scope: "PARTNER", group: null, desk: "desk 2" } };
    const open = { desks: locking, tenant, groups: groups({ [name]: said(10) }), user };
    expect(bindPolicies({ ...nothing, ...open })[name]).toEqual(byDesk);
    expect(bindPolicies({ ...nothing, ...open, tenant: loosely, groups: groups(locked) })[name]).toEqual(byDesk);
    expect(bindPolicies({ ...nothing, ...open, groups: groups(loosely) })[name]).toEqual(byDesk);
    // A desk weakens nothing that the company locks.
    expect(bound({ ...open, tenant: locked }, name)).toEqual([50, "TENANT"]);
    expect(bound({ ...open, groups: groups({ [name]: said(10) }, locked) }, name)).toEqual([50, "group 2"]);
    const backups = { organisationBackup: said(1, true) };
    const both = bindPolicies({ ...nothing, desks: desks({ organisationBackup: said(2, true) }), tenant: backups });
    expect(both.organisationBackup).toEqual({ ...said(3, true), origin: { scope: "TENANT", group: null } });
    const saying = desks({ [name]: said(70) }, { [name]: said(60) });
    expect(bound({ desks: saying }, name)).toEqual([60, "PARTNER"]);
    expect(bound({ desks: saying, user }, name)).toEqual([200, "USER"]);
    expect(bound({ desks: saying, tenant }, name)).toEqual([100, "TENANT"]);
    expect(bound({ desks: saying, groups: groups({ [name]: said(150) }) }, name)).toEqual([150, "group 1"]);
    expect(bound({ desks: saying, tenant: locked, user }, name)).toEqual([50, "TENANT"]);
    const [, its] = locking as [unknown, { policies: Policies }];
    expect([findOverruled(its.policies, tenant, false), findOverruled(its.policies, locked, true)]).toEqual([
      name,
      name,
    ]);
    expect([findOverruled(its.policies, locked, false), findOverruled({ [name]: said(1) }, tenant, false)]).toEqual([
      null,
      null,
    ]);
  });

  it("is of networks no desk's for administrators, who let it in and end it", () => {
    const name = "allowedIpRanges";
    const far = desks({ [name]: said(["192.0.2.0/24"], true), trashRetentionDays: said(3, true) });
    const its = (administrator: boolean, more: Partial<PolicySources<string>> = {}) =>
      bindPolicies({ ...nothing, desks: far, administrator, ...more });
    expect([its(false)[name].value, its(true)[name].value]).toEqual([["192.0.2.0/24"], null]);
    expect(its(true).trashRetentionDays.value).toBe(3);
    const near = { tenant: { [name]: said(["198.51.100.0/24"], true) } };
    expect([its(false, near)[name].value, its(true, near)[name].value]).toEqual([[], ["198.51.100.0/24"]]);
  });

  const stricter: [PolicyName, unknown, unknown, unknown, string][] = [
    ["requireTwoFactor", null, 30, 30, "group 2"],
    ["requireTwoFactor", 7, 30, 7, "group 1"],
    ["maximumPasswordAge", 90, null, 90, "group 1"],
    ["passwordReuseHistory", 3, 5, 5, "group 2"],
    ["minimumPasswordStrength", 4, 2, 4, "group 1"],
    ["businessItemDomains", ["b.example"], ["a.example"], ["a.example", "b.example"], "group 1"],
    ["removeBusinessItemsOnLeave", false, true, true, "group 2"],
    ["shareRecipientDomains", null, ["a.example"], ["a.example"], "group 2"],
    ["shareRecipientDomains", ["a.example", "b.example"], ["x.a.example"], ["x.a.example"], "group 2"],
    ["shareRecipientDomains", ["a.example"], ["b.example"], [], "group 1"],
    ["organisationBackup", 1, 2, 3, "group 1"],
    ["backupRetentionDays", 30, 365, 365, "group 2"],
    ["passwordAuditing", 3, 6, 7, "group 1"],
    ["vaultTimeoutMinutes", 10, 5, 5, "group 2"],
    ["trashRetentionDays", 60, 14, 14, "group 2"],
    ["allowedIpRanges", ["192.0.2.0/24"], ["192.0.2.128/25", "2001:db8::/32"], ["192.0.2.128/25"], "group 1"],
    ["allowedIpRanges", ["192.0.2.0/24"], ["192.0.2.0/24"], ["192.0.2.0/24"], "group 1"],
    ["allowedIpRanges", ["192.0.2.0/24"], ["198.51.100.0/24"], [], "group 1"],
    ["healthCounters", true, false, false, "group 2"],
    ["healthCounters", true, true, true, "group 1"],
  ];
  it.each(stricter)("is the strictest that groups say: %s %j and %j", (name, one, other, value, origin) => {
    const all = groups({ [name]: said(one) }, { [name]: said(other) });
    expect(bound({ groups: all }, name)).toEqual([value, origin]);
  });
});

describe("What all allow", () => {
  type Lies = (one: string, other: string) => boolean;

  /** As PROTOCOL §4.10 says it: whatever is in a list, and lies in one of every other. */
  const inEvery = (lists: readonly (readonly string[])[], lies: Lies) =>
    [...new Set(lists.flat())].filter((name) => lists.every((list) => list.some((other) => lies(name, other)))).sort();

  const liesIn: Lies = (one, other) => {
    const [inner, outer] = [ipaddr.parseCIDR(one), ipaddr.parseCIDR(other)];
    return inner[0].kind() === outer[0].kind() && inner[1] >= outer[1] && inner[0].match(outer);
  };

  const lists = (name: fc.Arbitrary<string>, fewest: number) =>
    fc.array(
      fc.uniqueArray(name, { minLength: fewest, maxLength: 12 }).map((list) => list.sort()),
      { minLength: 1, maxLength: 5 },
    );
  const networkOf = (kind: typeof ipaddr.IPv4 | typeof ipaddr.IPv6, bytes: number[], prefix: number) => {
    const address = ipaddr.fromByteArray(bytes).toString();
    return `${kind.networkAddressFromCIDR(`${address}/${prefix}`).toString()}/${prefix}`;
  };
  // Few different bits, so that many lie in one another.
  const bytes = (length: number) => fc.array(fc.constantFrom(0, 1, 128, 255), { minLength: length, maxLength: length });
  const network = fc.oneof(
    fc.tuple(bytes(4), fc.integer({ min: 0, max: 32 })).map(([its, prefix]) => networkOf(ipaddr.IPv4, its, prefix)),
    fc
      .tuple(bytes(2), fc.integer({ min: 0, max: 128 }))
      .map(([[a, b], prefix]) =>
        networkOf(ipaddr.IPv6, [32, 1, a as number, b as number, ...Array(12).fill(0)], prefix),
      ),
  );
  const domain = fc
    .array(fc.constantFrom("a", "b", "a-b", "a1"), { minLength: 1, maxLength: 4 })
    .map((labels) => [...labels, "example"].join("."));

  const strictestOf = (name: PolicyName, all: string[][]) =>
    bound({ groups: groups(...all.map((list) => ({ [name]: said(list) }))) }, name)[0];

  it("of networks is exactly those that lie in one of every list", () => {
    fc.assert(
      fc.property(lists(network, 1), (all) => {
        expect(strictestOf("allowedIpRanges", all)).toEqual(inEvery(all, liesIn));
      }),
    );
  });

  it("of domains is exactly those that are in every list, or below one of it", () => {
    fc.assert(
      fc.property(lists(domain, 0), (all) => {
        expect(strictestOf("shareRecipientDomains", all)).toEqual(inEvery(all, isUnder));
      }),
    );
  });

  it("is found in one look at each, for a hundred groups with a hundred networks each", () => {
    const all = Array.from({ length: 100 }, (_, group) => [
      ...Array.from({ length: 98 }, (_, n) => `10.${group}.${n}.0/24`),
      "10.0.0.0/8",
      "2001:db8::/32",
    ]);
    expect(strictestOf("allowedIpRanges", all)).toHaveLength(9_802);
  });
});

it("A tenant's lock contradicts what is said below it, and nothing else does", () => {
  const tenant = { disableExport: said(false, true), disableSharing: said(true) };
  expect(findContradiction(tenant, [{ disableSharing: said(false, true) }])).toBeNull();
  expect(findContradiction(tenant, [{}, { disableExport: said(false) }])).toBe("disableExport");
  expect(findContradiction(null, [{ disableExport: said(false) }])).toBeNull();
});

describe("Networks", () => {
  const typed: [string, string | null][] = [
    ["192.0.2.7", "192.0.2.7/32"],
    [" 2001:DB8:0::/48 ", "2001:db8::/48"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["192.0.2.7/24", null],
    ["192.0.2.0/33", null],
    ["192.0.2.0/24/8", null],
    ["::ffff:192.0.2.0/120", null],
    ["0/0", null],
    ["office", null],
  ];
  it.each(typed)("are brought to their only form where somebody types %j", (text, network) => {
    expect(readNetwork(text)).toBe(network);
  });

  it("hold an address or do not", () => {
    expect(isAddressIn("192.0.2.200", ["192.0.2.0/24"])).toBe(true);
    expect(isAddressIn("::ffff:192.0.2.200", ["192.0.2.0/24"])).toBe(true);
    expect(isAddressIn("192.0.3.1", ["192.0.2.0/24", "2001:db8::/32"])).toBe(false);
    expect(isAddressIn("2001:db8:1::", ["0.0.0.0/0", "2001:db8::/32"])).toBe(true);
    expect(isAddressIn("", ["0.0.0.0/0"])).toBe(false);
    expect(isAddressIn("192.0.2.1", [])).toBe(false);
  });
});
