/** From what stands in a field to the value of a setting. */
import { type PolicyName, readNetwork } from "sealgraph/client";
import { type SettingValue, settingKinds } from "./setting-kinds.ts";

/** What a person has put into the field of a setting. Lists and numbers are text until they are read. */
export interface Draft {
  readonly on: boolean;
  readonly text: string;
  /** No limit, or no list. */
  readonly none: boolean;
  readonly sum: number;
}

export type Read =
  | { readonly value: SettingValue; readonly wrong?: never }
  | { readonly value?: never; readonly wrong: "RANGE" | { readonly line: number; readonly text: string } };

const mostLines = 100;

export function draftOf(name: PolicyName, value: SettingValue): Draft {
  const empty: Draft = { on: false, text: "", none: false, sum: 0 };
  const kind = settingKinds[name];
  if (kind.type === "flag") return { ...empty, on: value === true };
  if (kind.type === "sum") return { ...empty, sum: value as number };
  if (value === null) return { ...empty, none: true };
  return { ...empty, text: Array.isArray(value) ? value.join("\n") : String(value) };
}

export function readDraft(name: PolicyName, draft: Draft): Read {
  const kind = settingKinds[name];
  switch (kind.type) {
    case "flag":
      return { value: draft.on };
    case "sum":
      return { value: draft.sum };
    case "list":
      return kind.orAnybody && draft.none ? { value: null } : readLines(draft.text, kind.of);
    case "limit":
      if (draft.none) return { value: null };
  }
  const text = draft.text.trim();
  const isWithin = /^\d{1,6}$/.test(text) && Number(text) >= kind.least && Number(text) <= kind.most;
  return isWithin ? { value: Number(text) } : { wrong: "RANGE" };
}

function readLines(text: string, of: "domains" | "networks"): Read {
  const lines = text.split("\n").map((line) => line.trim());
  const all = new Set<string>();
  for (const [at, line] of lines.entries()) {
    if (line === "") continue;
    const read = of === "networks" ? readNetwork(line) : readDomain(line);
    if (read === null || all.size >= mostLines) return { wrong: { line: at + 1, text: line.slice(0, 60) } };
    all.add(read);
  }
  return { value: [...all].sort() };
}

const readDomain = (text: string): string | null =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text) ? text.toLowerCase() : null;
