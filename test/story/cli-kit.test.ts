import { chmod, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { kitPdf, papers } from "../../src/cli/kit-pdf.ts";
import { emergencyKitHtml, type PrintedKit } from "../../src/client/index.ts";
import { codeMailedTo, openTown, password, type Terminal, type Town } from "../support/command-line.ts";

const kit: PrintedKit = {
  address: "ada@example.com",
  server: "https://vault.example",
  secretKey: "SG1-00000-11111-22222-33333-44444-55555",
  user: "01890a5d-ac96-474b-bcce-b302099a8057",
  createdAt: new Date("2026-03-04T05:06:07Z"),
};
const accountCode = "000011 000022 000033 000044 000055 000066 000077 000088";

/** What a reader of this PDF sees: its strings, as its standard fonts write them. */
const textIn = (pdf: Uint8Array): string =>
  [
    ...Buffer.from(pdf)
      .toString("latin1")
      .matchAll(/\[(.*?)\] TJ/g),
  ]
    .map(([, parts = ""]) =>
      [...parts.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1")).join(""),
    )
    .join("\n");

describe("the Emergency Kit as a page", () => {
  const headings = { en: "If somebody found it", fr: "Si quelqu\u0092un l\u0092a trouvée" };

  it("speaks its reader's language, and says which", () => {
    const page = emergencyKitHtml({ ...kit, accountCode }, "fr");
    expect(page).toContain('<html lang="fr">');
    for (const text of ["Clé secrète", kit.secretKey, "Code de compte", "détruisez-la alors."])
      expect(page).toContain(text);
    expect(page).not.toMatch(/\b(the|Server|Password|with)\b/);
  });

  it("has all that is needed, a line for the password, and the code only where one was just made", () => {
    const page = emergencyKitHtml(kit);
    for (const text of [kit.address, kit.server, kit.secretKey, "2026-03-04", "Where to keep it", "If it is lost"]) {
      expect(page).toContain(text);
    }
    expect(page.match(/class="line"/g)).toHaveLength(1);
    expect(page).not.toContain("Account code");
    expect(emergencyKitHtml({ ...kit, accountCode })).toContain(accountCode);
  });

  it("loads nothing and runs nothing", () => {
    const page = emergencyKitHtml({ ...kit, accountCode });
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|img|link|iframe|object|embed|form|a|base)\b/i);
    expect(page).not.toMatch(/\b(src|href|srcset|action)=|url\(|@import|\bon\w+=/i);
  });

  it("takes no text of others for markup, and shows what would hide or turn it", () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='a'>\`&amp;\u202egpj.exe\u0000\u200b\n@x`;
    for (const field of ["address", "server", "secretKey", "accountCode"] as const) {
      const page = emergencyKitHtml({ ...kit, [field]: hostile });
      expect(page).not.toMatch(/<script|<img|onerror='/);
      expect(page).toContain("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;a&#39;&gt;");
      expect(page).toContain("&amp;amp;\ufffdgpj.exe\ufffd\ufffd\ufffd@x");
      const tags = (text: string) => text.match(/<[a-z]+/g);
      expect(tags(page)).toEqual(tags(emergencyKitHtml({ ...kit, [field]: "plain" })));
    }
  });

  it.each(papers)("is one page of PDF on %s, also with the longest address, and says the same", async (paper) => {
    const address = `${"a".repeat(64)}@${"b".repeat(181)}.org`;
    for (const [locale, each] of [
      ["en", kit],
      ["fr", { ...kit, address, accountCode }],
      ["en", { ...kit, address, accountCode }],
    ] as const) {
      const pdf = await kitPdf(each, paper, locale);
      const raw = Buffer.from(pdf).toString("latin1");
      expect(raw.slice(0, 5)).toBe("%PDF-");
      expect(raw.match(/\/Type \/Page\b/g)).toHaveLength(1);
      expect(raw).not.toMatch(/\/(JavaScript|JS|URI|Launch|OpenAction|EmbeddedFile)\b/);
      const text = textIn(pdf);
      for (const part of [kit.server, kit.secretKey, "2026-03-04", headings[locale]]) expect(text).toContain(part);
      expect(text.replaceAll("\n", "")).toContain(each.address);
      expect(text.includes(accountCode)).toBe("accountCode" in each);
    }
  });

  it("takes no text of others for commands of a PDF, and refuses what its fonts cannot write", async () => {
    const hostile = `a) Tj ET (b]>>stream endobj\\@example.org`;
    expect(textIn(await kitPdf({ ...kit, address: hostile }, "a4")).replaceAll("\n", "")).toContain(hostile);
    const bare = Buffer.from(await kitPdf({ ...kit, address: hostile }, "a4")).toString("latin1");
    expect(bare).not.toContain("endobj\\@example.org");
    for (const address of ["δ@example.org", "a\u202e@example.org"]) {
      await expect(kitPdf({ ...kit, address }, "a4")).rejects.toMatchObject({ code: "BAD_KIT_FILE" });
    }
  });
});

describe("the Emergency Kit at a terminal", () => {
  let town: Town;
  let terminal: Terminal;
  let secretKey: string;
  const environment = { SEALGRAPH_PASSWORD: password };
  beforeAll(async () => {
    town = await openTown();
    terminal = await town.terminal();
    secretKey = await town.signUp(terminal, "ada@example.com");
  });
  afterAll(() => town.close());

  const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

  it("is written for its owner alone, and over nothing that is there but by --force", async () => {
    const [html, pdf] = [join(terminal.home, "kit.html"), join(terminal.home, "kit.pdf")];
    const args = ["kit", "--html", html, "--pdf", pdf, "--paper", "letter"];
    expect(await terminal.ask(args, { environment })).toEqual({ html, pdf });
    expect([await modeOf(html), await modeOf(pdf)]).toEqual([0o600, 0o600]);
    expect(await readFile(html, "utf8")).toContain(secretKey);
    expect(textIn(await readFile(pdf))).toContain(secretKey);

    await writeFile(html, "mine");
    expect(await terminal.run(args, { environment })).toMatchObject({
      code: 9,
      err: expect.stringContaining("--force"),
    });
    expect(await readFile(html, "utf8")).toBe("mine");
    await chmod(html, 0o644);
    expect(await terminal.run([...args, "--force"], { environment })).toMatchObject({ code: 11 });
    await chmod(html, 0o600);

    const [target, link] = [join(terminal.home, "other"), join(terminal.home, "link.html")];
    await writeFile(target, "theirs", { mode: 0o600 });
    await symlink(target, link);
    expect(await terminal.run(["kit", "--html", link], { environment })).toMatchObject({ code: 9 });
    await terminal.ask(["kit", "--html", link, "--force"], { environment });
    expect(await readFile(target, "utf8")).toBe("theirs");
    expect(await readFile(link, "utf8")).toContain(secretKey);
  });

  it("is not written without the password, nor where nothing can be", async () => {
    const html = join(terminal.home, "again.html");
    expect(await terminal.run(["kit", "--html", html])).toMatchObject({ code: 3 });
    const nowhere = join(terminal.home, "no", "such", "folder.pdf");
    expect(await terminal.run(["kit", "--pdf", nowhere], { environment })).toMatchObject({ code: 9 });
    expect(await terminal.run(["kit", "--pdf", html, "--paper", "a5"], { environment })).toMatchObject({ code: 2 });
  });

  it("and whatever else is refused is told in the language that is said, by codes that stay", async () => {
    const refused = async (args: string[], more: Record<string, string> = {}) => {
      const { err } = await terminal.run([...args, "--json"], { environment: { ...environment, ...more } });
      return (JSON.parse(err) as { error: { code: string; message: string; hint: string } }).error;
    };
    const get = ["item", "get", "nothing"];
    const english = await refused(get);
    expect(english).toMatchObject({ code: "NOT_FOUND", message: "There is no such item here." });
    const french = { code: "NOT_FOUND", message: "Il n’y a pas de tel élément ici." };
    for (const [args, more] of [
      [[...get, "--language", "fr"], {}],
      [["--language=fr", ...get], { LANG: "en_GB.UTF-8" }],
      [get, { SEALGRAPH_LANGUAGE: "fr", LC_ALL: "en" }],
      [get, { LANG: "fr_CA.UTF-8" }],
      [get, { LC_ALL: "", LC_MESSAGES: "fr", LANG: "en" }],
    ] as const)
      expect(await refused([...args], more)).toMatchObject(french);
    for (const [args, more] of [
      [get, { LC_ALL: "C.UTF-8", LANG: "fr_FR" }],
      [[...get, "--language", "en"], { SEALGRAPH_LANGUAGE: "fr" }],
    ] as const)
      expect((await refused([...args], more)).message).toBe(english.message);
    expect(await terminal.run([...get, "--language", "de"], { environment })).toMatchObject({ code: 2 });
    // Said to the server, it is for its mail as well; on this device it counts before the system's.
    expect(await terminal.ask(["account", "locale"], { environment })).toEqual({ locale: "en" });
    expect(await terminal.ask(["account", "locale", "fr"], { environment })).toEqual({ locale: "fr" });
    expect(await terminal.ask(["account", "locale"], { environment })).toEqual({ locale: "fr" });
    expect(await refused(get, { LANG: "en_GB.UTF-8" })).toMatchObject(french);
    expect(await terminal.run(["account", "locale", "de"], { environment })).toMatchObject({ code: 2 });
    await terminal.ask(["account", "locale", "en"], { environment });
  });

  it("comes with a code that was just made; where the file cannot be written, none is made", async () => {
    const html = join(terminal.home, "with-code.html");
    const { accountCode: code } = await terminal.ask<{ accountCode: string }>(
      ["code", "make", "--yes", "--html", html],
      { environment },
    );
    expect(await readFile(html, "utf8")).toContain(code);
    const again = await terminal.run(["code", "make", "--yes", "--html", html], { environment });
    expect(again).toMatchObject({ code: 9, out: "" });

    const phone = await town.terminal();
    const pdf = join(phone.home, "kit.pdf");
    const found = { SEALGRAPH_ACCOUNT_CODE: code, SEALGRAPH_NEW_PASSWORD: "a password after the old one" };
    const args = ["recover", "--address", "ada@example.com", "--pdf", pdf, "--new-code", "--yes"];
    const recovered = await phone.ask<{ accountCode: string; pdf: string }>(args, { environment: found });
    expect(recovered.pdf).toBe(pdf);
    expect(textIn(await readFile(pdf))).toContain(recovered.accountCode);
  });

  it("is offered at sign-up, and refused there before an account is made", async () => {
    const other = await town.terminal();
    const file = join(other.home, "kit.html");
    await writeFile(file, "mine", { mode: 0o600 });
    const { signUp } = await other.ask<{ signUp: string }>(["signup", "--address", "bea@example.com", "--request"]);
    const given = { ...environment, SEALGRAPH_CODE: await codeMailedTo(town.server, "bea@example.com") };
    const args = ["signup", "--address", "bea@example.com", "--name", "Bea", "--complete", signUp];
    expect(await other.run([...args, "--html", file], { environment: given })).toMatchObject({ code: 9 });
    const made = await other.run(args, { environment: given });
    expect(made).toMatchObject({ code: 0, err: expect.stringContaining("sealgraph kit --html FILE") });
  });
});
