import { fieldOf, readBoolean, readList, readText, refuseAnswer } from "./answer.ts";
import type { Operation } from "./http.ts";

export interface HealthWire {
  readonly clientMutationId: string;
  readonly items: number;
  readonly weak: number;
  readonly reused: number;
  readonly old: number;
  readonly breached: number | null;
}

export const reportHealthOperation: Operation<{ readonly input: HealthWire }, boolean> = {
  name: "ReportHealth",
  document: "mutation ReportHealth($input: ReportHealthInput!) { reportHealth(input: $input) { recorded } }",
  read: (data) => readBoolean(fieldOf(data, "reportHealth"), "recorded"),
};

export interface RangeAnswer {
  readonly prefix: string;
  readonly suffixes: readonly string[];
}

export const breachedRangesOperation: Operation<
  { readonly prefixes: readonly string[] },
  readonly RangeAnswer[] | null
> = {
  name: "BreachedRanges",
  document: "query BreachedRanges($prefixes: [String!]!) { breachedRanges(prefixes: $prefixes) { prefix suffixes } }",
  read: (data) =>
    fieldOf(data, "breachedRanges") === null
      ? null
      : readList(data, "breachedRanges", (range) => ({
          prefix: readText(range, "prefix"),
          suffixes: readList(range, "suffixes", (suffix) => {
            if (typeof suffix !== "string" || !/^[0-9A-F]{35}$/.test(suffix)) refuseAnswer("suffixes");
            return suffix;
          }),
        })),
};
