/**
 * Finds every check of the protocol in the sources: each condition on which something is thrown or refused, operand by
 * operand, and each call whose only purpose is to check. Left out are what the compiler demands (whether something is null
 * or undefined: without it the next line throws), what only gives a caught error another name, what passes on a refusal that
 * the server says itself, and what a person types wrong. Text in, places out; nothing is run.
 */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseSync } from "@swc/core";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the checks of the protocol stand. What people type in (items, kinds, generators) is checked elsewhere. */
const folders = [
  "src/client/account",
  "src/client/backup",
  "src/client/company",
  "src/client/copies",
  "src/client/export",
  "src/client/import",
  "src/client/recovery/case",
  "src/client/recovery/entrust",
  "src/client/recovery/group",
  "src/client/shares",
  "src/client/sync",
  "src/client/vault",
  "src/crypto",
  "src/domain/feed",
  "src/domain/health",
  "src/domain/machine",
  "src/domain/partner",
  "src/domain/partner-graph",
];
/** Of `src/client/partner` those that verify: the others say in words, before it is signed or sent, what rosters and server refuse. */
const files = [
  "src/client/allowed.ts",
  "src/client/transport/answer.ts",
  "src/client/transport/page.ts",
  "src/client/core.ts",
  "src/client/recovery/ground.ts",
  "src/client/evidence.ts",
  "src/client/partner/act.ts",
  "src/client/partner/apply-templates.ts",
  "src/client/partner/create.ts",
  "src/client/partner/offers-of.ts",
  "src/client/partner/recovery/leave.ts",
  "src/client/partner/recovery/place.ts",
  "src/client/partner/rosters.ts",
  "src/client/partner/standing.ts",
  "src/client/partner/verified-templates.ts",
  "src/client/queue/entry.ts",
  "src/client/queue/prove.ts",
  "src/client/store/entries.ts",
  "src/client/store/entry-reader.ts",
  "src/client/store/frames.ts",
  "src/client/store/sealed-database.ts",
  "src/domain/company/settle.ts",
  "src/domain/desk/accept.ts",
  "src/domain/desk/at-desk.ts",
  "src/domain/desk/content.ts",
  "src/domain/desk/effects.ts",
  "src/domain/desk/found-parse.ts",
  "src/domain/desk/rules.ts",
  "src/domain/desk/standing.ts",
  "src/domain/recovery/may-read.ts",
  "src/domain/webhook/test.ts",
];

/** Calls that do nothing but check, and those that end in an error. */
const checks = /^(check|demand|prove|parseKdfParameters$|parseUuid$)/;
const refusals = /^(refuseAnswer|cannotBegin|abortWith)$/;

/**
 * @typedef {object} Site
 * @property {string} key the same as long as function and text of the check are: `src/crypto/cut.ts checkCut: a < b`.
 * @property {string} file from the root of the checkout.
 * @property {number} line
 * @property {number} start in bytes of UTF-8.
 * @property {number} end
 * @property {"CONDITION" | "CALL"} kind
 */

/** Every check, file by file. @returns {Promise<Site[]>} */
export async function findSites() {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(new URL(`../../${folder}`, import.meta.url), { recursive: true });
      return names.filter((name) => name.endsWith(".ts")).map((name) => `${folder}/${name}`);
    }),
  );
  const all = [...found.flat(), ...files].sort();
  return (await Promise.all(all.map(async (file) => sitesIn(file, await readFile(`${root}/${file}`, "utf8"))))).flat();
}

export const isWatched = (file) => folders.some((folder) => file.startsWith(`${folder}/`)) || files.includes(file);

/** @returns {Site[]} the checks of one file, in order. */
export function sitesIn(file, source) {
  const bytes = Buffer.from(source);
  // The semicolon makes the first position known, whatever was parsed before.
  const tree = parseSync(`;${source}`, { syntax: "typescript", decorators: true, target: "es2022" });
  const base = tree.span.start + 1;
  const sites = [];
  const counts = new Map();
  const add = (kind, { span }, within) => {
    const [start, end] = [span.start - base, span.end - base];
    const text = bytes.subarray(start, end).toString().replaceAll(/\s+/g, " ");
    const plain = `${file} ${within}: ${text}`;
    const count = (counts.get(plain) ?? 0) + 1;
    counts.set(plain, count);
    const line = bytes.subarray(0, start).toString().split("\n").length;
    sites.push({ key: count === 1 ? plain : `${plain} (${count})`, file, line, start, end, kind });
  };
  walk(tree, "", (node, within) => {
    if (node.type === "IfStatement" && endsInRefusal(node.consequent)) {
      for (const operand of operandsOf(node.test)) if (isCheck(operand)) add("CONDITION", operand, within);
    }
    if (node.type === "ExpressionStatement" && checks.test(calleeOf(node.expression) ?? "")) {
      if (!refusals.test(calleeOf(node.expression))) add("CALL", node, within);
    }
  });
  return sites;
}

function walk(node, within, visit) {
  if (Array.isArray(node)) return node.forEach((each) => void walk(each, within, visit));
  if (node === null || typeof node !== "object") return;
  const inside = nameOf(node) ?? within;
  if (node.type) visit(node, inside);
  for (const [key, child] of Object.entries(node)) if (key !== "span") walk(child, inside, visit);
}

function nameOf(node) {
  if (node.type === "FunctionDeclaration") return node.identifier.value;
  if (node.type === "ClassMethod") return node.key.value;
  if (node.type === "VariableDeclarator" && node.init?.type === "ArrowFunctionExpression") return node.id.value;
  return null;
}

function endsInRefusal(statement) {
  const last = statement.type === "BlockStatement" ? statement.stmts.at(-1) : statement;
  if (last === undefined) return false;
  // What was caught and goes on is no check.
  if (last.type === "ThrowStatement") return last.argument.type !== "Identifier";
  const expression = last.type === "ExpressionStatement" ? last.expression : last.argument;
  return ["ExpressionStatement", "ReturnStatement"].includes(last.type) && refusals.test(calleeOf(expression) ?? "");
}

function calleeOf(expression) {
  const call = expression?.type === "AwaitExpression" ? expression.argument : expression;
  return call?.type === "CallExpression" && call.callee.type === "Identifier" ? call.callee.value : null;
}

/** What the server says of itself: `answer.type === "StaleHead"`, `"refusal" in answer`. */
const isAnswer = (left, right) =>
  left.type === "StringLiteral" || (right.type === "StringLiteral" && left.property?.value === "type");

function isCheck({ type, operator, left, right }) {
  if (type !== "BinaryExpression") return true;
  if (operator === "instanceof" || (operator === "&&" && !isCheck(left))) return false;
  if (isAnswer(left, right)) return false;
  const isNothing = right.type === "NullLiteral" || (right.type === "Identifier" && right.value === "undefined");
  return !(operator === "===" && isNothing);
}

/** `a || b` are two checks. */
function operandsOf(test) {
  if (test.type === "ParenthesisExpression") return operandsOf(test.expression);
  if (test.type === "BinaryExpression" && test.operator === "||") {
    return [...operandsOf(test.left), ...operandsOf(test.right)];
  }
  return [test];
}

/** The source with one check taken out. */
export function without(source, { start, end, kind }) {
  return spliced(source, [{ start, end, text: kind === "CALL" ? ";" : "(false)" }]);
}

/** The source with every check telling `globalThis.tripped` its key when it fires. */
export function watched(file, source) {
  const bytes = Buffer.from(source);
  return spliced(
    source,
    sitesIn(file, source).map(({ start, end, kind, key }) => {
      const own = bytes.subarray(start, end).toString();
      const name = JSON.stringify(key);
      const text =
        kind === "CALL"
          ? `try { ${own} } catch (thrown) { globalThis.tripped?.(${name}, true); throw thrown; }`
          : `(globalThis.tripped ? globalThis.tripped(${name}, (${own})) : (${own}))`;
      return { start, end, text };
    }),
  );
}

function spliced(source, changes) {
  let bytes = Buffer.from(source);
  for (const { start, end, text } of changes.toSorted((a, b) => b.start - a.start)) {
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
  }
  return bytes.toString();
}
