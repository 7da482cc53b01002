/** That no answer is left out of those that are lied in, and that the liar reaches every field of an answer. */
import { readdir } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { accountActs } from "./account-acts.ts";
import { itemActs } from "./item-acts.ts";
import { liesAbout } from "./lies.ts";
import { partnerActs } from "./partner-acts.ts";
import { recoveryActs } from "./recovery-acts.ts";
import { caseActs } from "./recovery-case-acts.ts";
import { shareActs } from "./share-acts.ts";

const transport = new URL("../../../src/client/transport/", import.meta.url);

async function operationsOfTheClient(): Promise<string[]> {
  const files = (await readdir(transport)).filter(
    (name) => name.endsWith("-operations.ts") || /-operation\.ts$/.test(name),
  );
  const modules = await Promise.all(files.map((file) => import(new URL(file, transport).href)));
  const isOperation = (value: unknown): value is { name: string } =>
    typeof value === "object" && value !== null && "document" in value && "name" in value;
  return modules.flatMap((module) => Object.values(module).filter(isOperation)).map(({ name }) => name);
}

describe("the lies of a server", () => {
  it("are told in the answer to every operation of the client", async () => {
    const lied = new Set(
      [...itemActs, ...accountActs, ...shareActs, ...recoveryActs, ...caseActs, ...partnerActs].flatMap(
        ({ operations }) => operations,
      ),
    );
    expect([...lied].sort()).toEqual([...new Set([...(await operationsOfTheClient()), "Changes"])].sort());
  });

  it("are told about every field and every list", () => {
    const answer = {
      a: null,
      b: [
        { c: "text", d: 1 },
        { c: "other", d: 2 },
      ],
      e: true,
    };
    const told = liesAbout(answer).map(({ name }) => name.replace(/: .*/, "").replaceAll(/\[\d+\]/g, "[]"));
    expect([...new Set(told)].sort()).toEqual(["a", "b", "b[]", "b[].c", "b[].d", "e"]);
    for (const lie of liesAbout(answer)) {
      const copy = structuredClone(answer);
      lie.apply(copy);
      expect(copy).not.toEqual(answer);
    }
  });
});
