/** What a partner's staff type: which companies they mean, what a desk may, where a stream was read up to. */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Command } from "commander";
import { readCursor, writeCursor } from "../../src/cli/cursor-file.ts";
import { parseRights, rightsInWords } from "../../src/cli/desk-rights.ts";
import { demandStaffMay, type StaffRight, staffMay } from "../../src/cli/may.ts";
import { companiesMeant, findCompany } from "../../src/cli/partner-companies.ts";
import { type FilterOptions, filterOf, isNarrowed, withFilter } from "../../src/cli/partner-filter.ts";
import type { Client, StaffRole } from "../../src/client/index.ts";
import { rights } from "../../src/domain/partner/rights.ts";

const parse = (...args: string[]): FilterOptions => {
  const command = withFilter(new Command("list").exitOverride().configureOutput({ writeErr: () => {} }));
  return command.parse(args, { from: "user" }).opts<FilterOptions>();
};

describe("which companies are meant", () => {
  it.each<[string[], object]>([
    [[], {}],
    [["--label", "retail, gold,retail"], { labels: { all: ["retail", "gold"] } }],
    [["--any-label", "a", "--without-label", "b"], { labels: { any: ["a"], none: ["b"] } }],
    [["--on-plan", "Standard,trial"], { plans: ["STANDARD", "TRIAL"] }],
    [["--suspended"], { suspended: true }],
    [["--active"], { suspended: false }],
    [["--founded", "--text", "babb"], { founded: true, text: "babb" }],
    [["--recovery", "good,missing"], { recovery: ["OK", "FAILED"] }],
    [["--break-glass"], { breakGlass: true }],
    [["--policies-behind", "--with-policies"], { policiesBehind: true, partnerPolicies: true }],
    [["--where", "weak-passwords>3"], { weakPasswords: { atLeast: 4 } }],
    [["--where", "people>=10"], { people: { atLeast: 10 } }],
    [["--where", "stale-backups > 0"], { staleBackups: { atLeast: 1 } }],
    [["--where", "people<5"], { people: { atMost: 4 } }],
    [["--where", "Devices=3"], { devices: { atLeast: 3, atMost: 3 } }],
    [["--where", "people>=5", "--where", "people<=9", "--where", "people>=7"], { people: { atLeast: 7, atMost: 9 } }],
  ])("%j", (args, filter) => {
    expect(filterOf(parse(...args))).toEqual(filter);
    expect(isNarrowed(parse(...args))).toBe(args.length > 0);
  });

  it.each([
    ["--label", "a,,b"],
    ["--on-plan", "gold"],
    ["--recovery", "fine"],
    ["--where", "people"],
    ["--where", "people>x"],
    ["--where", "people>9999999999"],
    ["--where", "passwords>1"],
    ["--suspended", "--active"],
  ])("is refused where it says nothing that there is: %s %s", (...args) => {
    expect(() => parse(...args)).toThrow();
  });
});

it("Who may not is told so before being asked, by the roles that the server goes by", async () => {
  for (const right of Object.keys(staffMay) as StaffRight[]) expect(staffMay[right]).toEqual(rights[right]);
  const as = (role: StaffRole, suspendedAt: Date | null = null) =>
    ({ partner: { view: async () => ({ you: { role }, suspendedAt }) } }) as unknown as Client;
  await demandStaffMay(as("BILLING"), "terms");
  await expect(demandStaffMay(as("TECHNICIAN"), "terms")).rejects.toMatchObject({
    code: "FORBIDDEN",
    exit: 4,
    message: "Your role at the partner is technician. That is for owner, administrator or billing.",
  });
  await expect(demandStaffMay(as("OWNER", new Date(0)), "terms")).rejects.toMatchObject({ code: "READ_ONLY", exit: 4 });
  await demandStaffMay(as("OWNER", new Date(0)), "machines.end");
});

it("Companies of a partner under one's own are read, and meant by nothing that is done", async () => {
  const [own, nested] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
  const companies = [
    { tenant: "33333333-3333-4333-8333-333333333333", name: "Babbage", reference: null, partner: own },
    { tenant: "44444444-4444-4444-8444-444444444444", name: "Hopper", reference: null, partner: nested },
  ];
  const client = {
    account: { tenant: own },
    partner: {
      companies: async () => ({ companies, next: null }),
      view: async () => ({ partners: [{ tenant: nested, name: "Nina MSP" }] }),
    },
  } as unknown as Client;
  expect(await companiesMeant(client, [], { all: true })).toEqual([companies[0]]);
  expect(await findCompany(client, "4444")).toMatchObject({ name: "Hopper" });
  await expect(companiesMeant(client, ["Hopper"], {})).rejects.toMatchObject({
    code: "FORBIDDEN",
    exit: 4,
    message: "Hopper is looked after by Nina MSP, a partner under yours.",
  });
  await expect(findCompany(client, "333")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("Rights of a desk are typed and shown alike", () => {
  expect(parseRights("invite,Break_Glass,invite")).toEqual(["INVITE", "BREAK_GLASS"]);
  expect(parseRights("none")).toEqual([]);
  expect(rightsInWords(parseRights("policy,break-glass"))).toBe("policy, break-glass");
  expect(rightsInWords([])).toBe("none");
  expect(() => parseRights("remove")).toThrow("invite, policy, break-glass, or none");
  expect(() => parseRights("")).toThrow();
});

it("A cursor's file is whole, private, and nothing else is taken for one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-cursor-"));
  try {
    const file = join(folder, "events.cursor");
    expect(await readCursor(file)).toBeNull();
    await writeCursor(file, "first");
    await writeCursor(file, "second_-1");
    expect(await readCursor(file)).toBe("second_-1");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toBe("second_-1\n");
    for (const text of ["", "two lines\nof it", "{}"]) {
      await writeFile(file, text);
      await expect(readCursor(file)).rejects.toMatchObject({ code: "BAD_CURSOR_FILE", exit: 9 });
    }
    await expect(readCursor(folder)).rejects.toMatchObject({ code: "BAD_CURSOR_FILE" });
    await expect(writeCursor(join(folder, "not", "there"), "a")).rejects.toMatchObject({ code: "BAD_CURSOR_FILE" });
  } finally {
    await rm(folder, { recursive: true });
  }
});
