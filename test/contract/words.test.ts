/** What people read stands in message files, one a language: the same keys, the same values, as people of the language write. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { exitCode } from "../../src/cli/exit-code.ts";
import { CommandFailure, explain } from "../../src/cli/failure.ts";
import { importLines, importReport } from "../../src/cli/import-report.ts";
import { backupFileRefusals } from "../../src/client/backup/file.ts";
import { type ErrorCode, errorCodes, SealgraphError, ServerCaught } from "../../src/client/errors.ts";
import type { SyncState } from "../../src/client/events.ts";
import { ImportRefused, importRefusals, remarkReasons, skipReasons } from "../../src/client/import/refusals.ts";
import { findingCodes } from "../../src/client/kinds/findings.ts";
import { fr as frenchPages } from "../../src/client/kit/words/fr.ts";
import { policyNames } from "../../src/crypto/policies.ts";
import { letter } from "../../src/domain/letter.ts";
import { failureCodes } from "../../src/errors.ts";
import en from "../../src/words/en.json" with { type: "json" };
import fr from "../../src/words/fr.json" with { type: "json" };
import { chooseLocale, type Key, say, sayWith } from "../../src/words/index.ts";
import { takes } from "../../src/words/takes.ts";

type Ast = ReturnType<IntlMessageFormat["getAst"]>;
const kinds: Readonly<Record<number, string>> = {
  1: "text",
  2: "count",
  3: "moment",
  4: "moment",
  5: "text",
  6: "count",
};

/** What a message takes, and as what. */
function takenBy(message: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (parts: Ast): void => {
    for (const part of parts) {
      const kind = kinds[part.type];
      if (kind) found[(part as { value: string }).value] ??= kind;
      if ("options" in part) for (const { value } of Object.values(part.options)) walk(value);
    }
  };
  walk(new IntlMessageFormat(message, "en", undefined, { ignoreTag: true }).getAst());
  return found;
}

const keys = Object.keys(en) as Key[];
const languages = { en, fr } as const;

describe("The message files", () => {
  it("have the same keys, and messages that are not empty", () => {
    expect(Object.keys(fr).sort()).toEqual([...keys].sort());
    for (const messages of Object.values(languages))
      for (const [key, text] of Object.entries(messages)) expect([key, text.trim() !== ""]).toEqual([key, true]);
  });

  it("take the same values in both languages, which are those that the type checker knows", () => {
    const all = (messages: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries(messages)
          .map(([key, text]) => [key, takenBy(text)] as const)
          .filter(([, its]) => Object.keys(its).length > 0),
      );
    expect(all(en)).toEqual(takes);
    expect(all(fr)).toEqual(takes);
  });

  it("are in French as it is set: spaces that do not break, guillemets, apostrophes", () => {
    const printed = Object.entries({ ...frenchPages.kit, ...frenchPages.sheet }).flatMap(([key, said]) =>
      (typeof said === "string" ? [said] : [false, true].map((is) => said(...([is, is] as [never, never])))).map(
        (text) => [`page ${key}`, text] as const,
      ),
    );
    const odd = [...Object.entries(fr), ...printed].filter(([, text]) =>
      /'|(?<!eval )"(?!,)| [:;?!»]|« |[^\s\u00a0\u202f][;?!»](?!\w)|\.\.\./u.test(text),
    );
    expect(odd.map(([key]) => key)).toEqual([]);
  });

  it("say one and many as each language counts, and numbers, days and moments as it writes them", () => {
    const day = new Date("2026-03-01T23:30:00Z");
    const names = {
      ...{ knowsCompany: "yes", company: "A", id: "1" },
      hasReference: "no",
      reference: "",
      knowsPartner: "no",
    };
    const at = { ...names, partner: "", day };
    expect(say("en", "letter.left.text", at)).toContain(
      "A has left you: one of its administrators ended that on 1 March 2026.",
    );
    expect(say("fr", "letter.left.text", at)).toContain("le 1 mars 2026.");
    const glass = { ...names, partner: "", from: day, until: new Date("2026-03-02T03:30:00Z") };
    expect(say("en", "letter.breakGlass.text", glass)).toContain(
      "from 1 March 2026 at 23:30 UTC until 2 March 2026 at 03:30 UTC",
    );
    expect(say("fr", "letter.breakGlass.text", glass)).toContain(
      "du 1 mars 2026 à 23:30 UTC au 2 mars 2026 à 03:30 UTC",
    );
    expect(say("fr", "letter.overruled.list", { count: 1234 })).toContain("1\u202f234");
  });

  it("throw where a value is missing, and read no value as a message", () => {
    expect(() => sayWith("fr", "letter.signUpCode.subject", {})).toThrow();
    expect(say("en", "letter.signUpCode.subject", { code: "{spaced} <b> '{" })).toBe(
      "{spaced} <b> '{ is your Sealgraph code",
    );
  });
});

describe("A language is chosen", () => {
  it.each([
    [["fr-CA", "en"], "fr"],
    [["de-AT", "fr_FR.UTF-8"], "fr"],
    [["FR"], "fr"],
    [[" fr;q=0.9"], "fr"],
    [["C.UTF-8", "POSIX", "", null, undefined], "en"],
    [["frisian", "f", "français", "fr\u0000"], "fr"],
    [["__proto__", "constructor"], "en"],
    [[], "en"],
  ] as const)("of %j", (wanted, locale) => {
    expect(chooseLocale(wanted)).toBe(locale);
  });
});

describe("A letter", () => {
  const reader = { address: "zoe@example.com", locale: "fr" } as const;

  it("is written in the language of its reader, subject and text", () => {
    expect(letter(reader, "factorRemoved")).toMatchObject({
      to: "zoe@example.com",
      subject: "Sealgraph\u00a0: un second facteur a été retiré",
      text: expect.stringContaining("Les autres restent en place."),
    });
  });

  it("has names on one line, that turn nothing around and end somewhere", () => {
    const company = `Eve\r\nBcc: all@example.com\u2028\u202eevil\u2066${"x".repeat(10_000)}`;
    const about = { company, id: "1", hasReference: "no", reference: "", knowsPartner: "yes", partner: "{who} <p>" };
    const { subject, text } = letter(reader, "breakGlassOver", { ...about, knowsCompany: "yes" });
    for (const part of [subject, text]) {
      expect(part).toContain("Eve Bcc: all@example.com evil");
      expect(part).toContain("«\u00a0{who} <p>\u00a0»");
      expect(part).not.toMatch(/[\r\u2028\u202e\u2066]/u);
      expect(part.length).toBeLessThan(4_000);
    }
    expect(subject).not.toContain("\n");
  });
});

describe("Every code of a closed list has its words", () => {
  const lists: Readonly<Record<string, Readonly<Record<string, string | readonly [string, string]>>>> = {
    server: failureCodes,
    client: errorCodes,
    finding: findingCodes,
    import: importRefusals,
    skip: skipReasons,
    remark: remarkReasons,
    backupFile: backupFileRefusals,
  };

  it.each(Object.keys(lists))("in the list %s, in English those that stand there", (name) => {
    const listed = Object.entries(lists[name] ?? {}).flatMap(([code, said]) =>
      typeof said === "string"
        ? [[`${name}.${code}`, said]]
        : [
            [`${name}.${code}`, said[0]],
            [`${name}.${code}.hint`, said[1]],
          ],
    );
    const worded = Object.entries(en).filter(([key]) => key.startsWith(`${name}.`));
    expect(Object.fromEntries(worded)).toEqual(Object.fromEntries(listed));
  });

  it("of policies and of how records stand", () => {
    const named = (name: string) => keys.filter((key) => key.startsWith(`${name}.`)).sort();
    expect(named("policy")).toEqual(policyNames.map((policy) => `policy.${policy}`).sort());
    const states: readonly SyncState[] = ["SYNCED", "PENDING", "OFFLINE", "REFUSED"];
    expect(named("sync")).toEqual(states.map((state) => `sync.${state}`).sort());
  });

  it("of everything that the command line explains", () => {
    const errors = Object.keys(errorCodes) as ErrorCode[];
    const hints = keys.flatMap((key) => /^cli\.hint\.([A-Z_]+)$/.exec(key)?.[1] ?? []);
    expect(hints.filter((code) => !errors.includes(code as ErrorCode))).toEqual([]);
    const silent = ["CLOSED", "MACHINE_REFUSED", "MOVE_REFUSED", "NOTHING_TO_LEAVE", "RECOVERY_REFUSED"];
    expect(errors.filter((code) => !hints.includes(code)).sort()).toEqual(silent);
    const files = Object.keys(backupFileRefusals).filter(
      (each) => !keys.includes(`cli.hint.backupFile.${each}` as Key),
    );
    expect(files).toEqual([]);
  });
});

it("Every message is said somewhere", async () => {
  const sources = await Promise.all(
    (await readdir("src", { recursive: true }))
      .filter((file) => file.endsWith(".ts") && file !== join("words", "takes.ts"))
      .map((file) => readFile(join("src", file), "utf8")),
  );
  const text = sources.join("\n");
  // By a whole key, by the name of a letter, or by the table that it stands in.
  const tables = [
    "server",
    "client",
    "finding",
    "import",
    "skip",
    "remark",
    "policy",
    "sync",
    "backupFile",
    "cli.hint",
  ];
  const named = new Set(
    [...text.matchAll(/(?:keyOf|from|hintFrom)\(\s*"([a-zA-Z.]+)"/g)].map(([, table]) => `cli.${table}`),
  );
  const isSaid = (key: string) =>
    text.includes(`"${key.replace(/\.hint$/, "")}"`) ||
    text.includes(`"${/^letter\.(\w+)\.(?:subject|text)$/.exec(key)?.[1]}"`) ||
    [...tables, ...named].some((table) => key.startsWith(`${table}.`)) ||
    key.startsWith("cli.policyRefused.");
  expect(keys.filter((key) => !isSaid(key))).toEqual([]);
});

describe("A failure is explained", () => {
  const refused = (code: ErrorCode, details = {}) => new SealgraphError(code, details);

  it("in French, with the same code and the same end", () => {
    for (const error of [
      refused("WRONG_CREDENTIALS"),
      refused("LIMIT_EXCEEDED", { limit: "SEATS" }),
      refused("STORE_FAILED", { cause: "ENOSPC" }),
      refused("RATE_LIMITED", { retryAfterSeconds: 900 }),
      refused("NOT_FOUND", { part: "recovery group" }),
      refused("RECOVERY_CODE_REFUSED", { reason: "WRONG_GROUP", group: 3, part: 2 }),
      refused("RECOVERY_CODE_REFUSED", { reason: "TOO_FEW" }),
      refused("POLICY_REFUSED", { refusal: "LOCKS_OUT_AUTHOR", setting: "allowedIpRanges" }),
      refused("INVALID_INPUT", { argument: "accountCode", group: 9 }),
      new ServerCaught("WENT_BACK", null, 7),
      new ImportRefused("EMPTY_FILE"),
      new TypeError("x"),
      CommandFailure.of(exitCode.NOT_OPEN, "WRONG_CREDENTIALS", "cli.said.wrongPassword"),
      CommandFailure.of(exitCode.NOT_FOUND, "NOT_FOUND", "cli.said.noSuch", { what: "item" }, "sealgraph sync"),
    ]) {
      const [english, french] = [explain(error), explain(error, { locale: "fr" })];
      expect({ ...french, message: "", hint: "" }).toEqual({ ...english, message: "", hint: "" });
      expect(french.message).not.toBe(english.message);
      expect(french.message).not.toMatch(/\b(the|this|is|not)\b/);
    }
  });

  it("with the time after which the next attempt is taken", () => {
    const message = (retryAfterSeconds: number) => explain(refused("RATE_LIMITED", { retryAfterSeconds })).message;
    expect([message(900), message(3)]).toEqual([
      "Too many attempts. The next is taken in 15 minutes.",
      "Too many attempts. The next is taken in a minute.",
    ]);
    expect(explain(refused("RATE_LIMITED")).message).toBe("Too many attempts: try again later.");
  });

  it("of an import with what the file looks like, as English has it", () => {
    const other = new ImportRefused("NOT_ZIP", "firefox-csv");
    expect(explain(other).message).toBe(other.message);
    expect(explain(other, { locale: "fr" }).message).toBe(
      "Le fichier n’est pas un ZIP. Il ressemble à ceci\u00a0: Firefox CSV.",
    );
  });

  it("by a table only with what stands there", () => {
    const odd = refused("NOT_FOUND", { part: "share.hint" });
    expect(explain(odd, { locale: "fr" }).message).toBe("Il n’y a rien de tel ici. (part share.hint)");
    expect(explain(refused("RECOVERY_REFUSED", { reason: "__proto__" })).hint).toBe("");
  });
});

it("What an import did is told in the language of its reader, each line of it", () => {
  const about = {
    format: "firefox-csv",
    called: "Firefox CSV",
    encoding: "windows-1252",
    organisation: true,
    unit: "line",
    items: 1_234,
    kinds: { login: 1_234 },
    folders: 1,
    skipped: Array.from({ length: 21 }, (_, n) => ({ position: n + 2, reason: "RAGGED" as const })),
    remarks: [
      { position: 0, reason: "HISTORY" },
      { position: 7, part: "logins", reason: "ATTACHMENT" },
    ],
  } as const;
  const lines = (dryRun: boolean, locale: "en" | "fr") =>
    importLines(importReport(about, { dryRun, added: 1, known: 2, folders: 0 }), locale);
  expect(lines(true, "en").slice(0, 2)).toEqual([
    "1,234 items and 1 folder would be imported (Firefox CSV).",
    "By kind: login 1234.",
  ]);
  const [first, ...others] = lines(false, "fr");
  expect(first).toBe("Importés\u00a0: 1 élément et 0 dossier (Firefox CSV). Déjà ici\u00a0: 2.");
  expect(others).toEqual(
    expect.arrayContaining([
      "Laissées de côté\u00a0: 21 entrées.",
      "  ligne 2\u00a0: le nombre de colonnes n’est pas bon",
      "  … et 1 autre\u202f; --json les énumère toutes.",
      "  le fichier\u00a0: de ses versions précédentes, seuls les mots de passe sont venus",
      "  logins, ligne 7\u00a0: les fichiers qui y sont joints sont restés dans l’autre produit",
    ]),
  );
  for (const line of [...lines(true, "fr"), ...others]) expect(line).not.toMatch(/\b(the|and|was|it|entries|left)\b/);
});
