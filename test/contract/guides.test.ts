/** What guides tell people to type is what the programs take. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import type { Command } from "commander";
import { makeProgram } from "../../src/cli/program.ts";

const files = ["README.md", ...folder("docs"), ...folder("docs/guide"), ...folder("docs/fr")];
const page = (file: string) => readFileSync(file, "utf8");

function folder(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${path}/${name}`);
}

/** Every command in a page, by its words: in code blocks without what stands behind a `#`, and in code spans. */
function commandsIn(text: string): string[] {
  const lines = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block]) =>
    (block ?? "")
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.replace(/\s#\s.*$/, "")),
  );
  const spans = [...text.replaceAll(/^```.*?^```/gms, "").matchAll(/`([^`\n]+)`/g)].map(([, span]) => span ?? "");
  return [...lines, ...spans].flatMap((line) =>
    [...line.matchAll(/npx sealgraph ([^|)&;`]+)/g)].map(([, command]) => (command ?? "").trim()),
  );
}

const program = makeProgram();
const known = new Set(["--help", "--version"]);

/** What is wrong with a command; null for one that there is. */
function wrongWith(words: readonly string[]): string | null {
  let command: Command = program;
  for (const word of words.filter((each) => !each.startsWith("-"))) {
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (!next) break;
    command = next;
  }
  const asksHelp = words.includes("--help");
  if (command.commands.length > 0 && !asksHelp && words.some((each) => !each.startsWith("-")))
    return `${command.name()} has no such command`;
  const options = [program, ...upwards(command)].flatMap((each) =>
    each.options.flatMap(({ long, short }) => [long, short]),
  );
  const odd = words.filter(
    (word) => /^--?[a-z]/.test(word) && !known.has(word) && !options.includes(word.split("=")[0]),
  );
  return odd.length > 0 ? `${command.name()} does not take ${odd.join(" ")}` : null;
}

const upwards = (command: Command): Command[] => [command, ...(command.parent ? upwards(command.parent) : [])];

/** Words as a shell splits them, near enough: what is quoted is one. */
const wordsOf = (command: string): string[] => command.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];

it.each(files)("%s names commands and options that there are", (file) => {
  const wrong = commandsIn(page(file)).flatMap((command) => {
    const why = wrongWith(wordsOf(command));
    return why ? [`${command}: ${why}`] : [];
  });
  expect(wrong).toEqual([]);
});

it.each(files)("%s leads only to what is there", (file) => {
  const base = new URL(file, `file://${process.cwd()}/`);
  const gone = [...page(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].filter(([, path, anchor]) => {
    try {
      const target = path ? new URL(path, base) : base;
      if (!anchor) return statSync(target).size === 0;
      return !anchorsOf(readFileSync(target, "utf8")).includes(anchor);
    } catch {
      return true;
    }
  });
  expect(gone.map(([link]) => link)).toEqual([]);
});

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.replaceAll(/^```.*?^```/gms, "").matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
