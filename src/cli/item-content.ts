import { type Command, InvalidArgumentError } from "commander";
import { type Item, isSecretField } from "../client/index.ts";
import type { Ask, Check } from "./ask.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { isNamed, withField } from "./fields.ts";

/** What `item add` and `item edit` take. */
export interface ContentOptions {
  readonly set?: readonly Assignment[];
  readonly secret?: readonly string[];
  readonly secretStdin?: string;
  readonly unset?: readonly string[];
  readonly tag?: readonly string[];
  readonly favorite?: boolean;
}

interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** The part of an item that these options change. */
export type Content = Pick<Item, "fields" | "notes" | "tags" | "favorite">;

export const noContent: Content = { fields: {}, notes: "", tags: [], favorite: false };

export const withContent = (command: Command): Command =>
  command
    .option("--set <name=value>", "set a value that is no secret (may be repeated)", parseAssignment)
    .option("--secret <name>", "ask for a value without echo; notes is one (may be repeated)", collect)
    .option("--secret-stdin <name>", "read a secret value from standard input, to its end")
    .option("--unset <name>", "remove a value (may be repeated)", collect)
    .option("--tag <tag>", "tag it; the tags given replace those it has (may be repeated)", collect)
    .option("--favorite", "make it a favourite")
    .option("--no-favorite", "make it none");

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function parseAssignment(text: string, before: readonly Assignment[] = []): readonly Assignment[] {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("It is name=value.");
  const name = text.slice(0, equals);
  if (isSecretField(name) || name === "notes")
    throw new InvalidArgumentError(`Secrets are no arguments: --secret ${name}, or --secret-stdin ${name}.`);
  return [...before, { name, value: text.slice(equals + 1) }];
}

/** The content of an item of this kind with everything set, unset and asked for. */
export async function changeContent(
  kind: string,
  content: Content,
  options: ContentOptions,
  ask: Ask,
): Promise<Content> {
  let changed = content;
  for (const name of options.unset ?? []) changed = without(changed, name);
  for (const { name, value } of options.set ?? []) changed = withValue(kind, changed, name, value, false);
  for (const name of options.secret ?? [])
    changed = withValue(
      kind,
      changed,
      name,
      await ask.secret({ what: name, flag: `--secret-stdin ${name}`, fromStdin: false, check: isGiven }),
      true,
    );
  if (options.secretStdin !== undefined)
    changed = withValue(kind, changed, options.secretStdin, await restOf(ask, options.secretStdin), true);
  const { tag, favorite } = options;
  return { ...changed, ...(tag && { tags: [...tag] }), ...(favorite !== undefined && { favorite }) };
}

const isGiven: Check = (value) => (value === "" ? "Nothing was typed. --unset removes a value." : null);

/** What is before us in a pipe may have failed: nothing is no value, and takes no place of one. Throws MISSING_VALUE. */
async function restOf(ask: Ask, name: string): Promise<string> {
  const value = await ask.input.rest();
  if (value === "") throw CommandFailure.of(exitCode.USAGE, "MISSING_VALUE", "cli.said.empty", { name });
  return value;
}

const withValue = (kind: string, content: Content, name: string, value: string, secret: boolean): Content =>
  name === "notes"
    ? { ...content, notes: value }
    : { ...content, fields: withField(kind, content.fields, { name, value, secret }) };

function without(content: Content, name: string): Content {
  if (name === "notes") return { ...content, notes: "" };
  const { [name === "url" ? "urls" : name]: own, custom, ...others } = content.fields;
  const kept = Array.isArray(custom) ? custom.filter((field) => !isNamed(field, name)) : [];
  if (own === undefined && kept.length === (Array.isArray(custom) ? custom.length : 0))
    throw new CommandFailure(exitCode.NOT_FOUND, "NO_SUCH_FIELD", `There is no field ${name} to remove.`);
  return { ...content, fields: { ...others, ...(kept.length > 0 && { custom: kept }) } };
}

/** What turns one content's fields into the other's, as a merge patch: null removes. */
export function fieldsPatch(from: Item["fields"], to: Item["fields"]): Item["fields"] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  const changed = [...names].filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]));
  return Object.fromEntries(changed.map((name) => [name, to[name] ?? null]));
}
