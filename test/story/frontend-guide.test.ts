/** The programs of docs/guide/frontend.md, as they stand there, one after the other, against a real server. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { follow, type Running } from "../support/command-line.ts";
import { openHouse, type TestHouse } from "../support/house.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const password = "correct horse battery staple";

let house: TestHouse;
let project: string;
beforeAll(async () => {
  house = await openHouse();
  project = await mkdtemp(join(tmpdir(), "sealgraph-guide-"));
  await mkdir(join(project, "node_modules"));
  await symlink(root, join(project, "node_modules", "sealgraph"));
  const guide = await readFile(join(root, "docs/guide/frontend.md"), "utf8");
  for (const [, name, text] of guide.matchAll(/```js\n\/\/ ([\w-]+\.mjs)\n([\s\S]*?)```/g))
    await writeFile(join(project, String(name)), String(text));
});
afterAll(async () => {
  await rm(project, { recursive: true, force: true });
  await house.close();
});

/** From dist/, as an installed package is run, where that was built of these sources; else the sources. */
const node = process.env.SEALGRAPH_TEST_BUILT ? [] : ["-C", "source", "--import", `${root}scripts/typescript.mjs`];

function run(program: string): Running & { readonly type: (line: string) => void } {
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, SERVER: house.url, PASSWORD: password };
  const child = spawn(process.execPath, [...node, program], { cwd: project, env, stdio: "pipe" });
  return { ...follow(child), type: (line) => void child.stdin.write(`${line}\n`) };
}

it("Somebody signs up, keeps an item, and watches it, by the guide's own programs", async () => {
  const address = "ada@example.org";
  const signUp = run("sign-up.mjs");
  signUp.type(address);
  await signUp.wrote("Code in the letter: ");
  signUp.type((await house.codeFor(address)).replace(/^\d{4}/, "$& "));
  await signUp.wrote("Password: ");
  signUp.type(password);
  expect(await signUp.ended).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/Secret Key/i) });

  const { code, out, err } = await run("first-item.mjs").ended;
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^ADDED PENDING [\s\S]*^state SYNCED$[\s\S]*^Web shop ada SYNCED$/m);

  const watching = run("watch.mjs");
  await watching.line("connection LIVE");
  watching.signal("SIGINT");
  expect(await watching.ended).toMatchObject({ code: 0, err: "" });
});
