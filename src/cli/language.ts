/** In which language failures are told. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chooseLocale, isLocale, type Locale } from "../words/index.ts";
import { type Home, homeOf } from "./home.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * The first that is said: `--language`, SEALGRAPH_LANGUAGE, what `sealgraph account locale` said on this device, then what the
 * system speaks. English where that is none of ours.
 */
export async function findLanguage(args: readonly string[], { environment }: Surroundings): Promise<Locale> {
  const { SEALGRAPH_LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment;
  const said = sayingOf(args) ?? SEALGRAPH_LANGUAGE;
  if (said && isLocale(said)) return said;
  // As everywhere: what is set and not empty overrules what is more general.
  return (await rememberedLocale(homeOf(environment))) ?? chooseLocale([LC_ALL || LC_MESSAGES || LANG]);
}

/** Before Commander has read the arguments, and also where it refuses them. */
function sayingOf(args: readonly string[]): string | undefined {
  const place = args.findIndex((arg) => arg === "--language" || arg.startsWith("--language="));
  const [, value] = /^--language=(.*)$/.exec(args[place] ?? "") ?? [];
  return place < 0 ? undefined : (value ?? args[place + 1]);
}

async function rememberedLocale({ folder }: Home): Promise<Locale | null> {
  const text = (await readFile(join(folder, "language"), "utf8").catch(() => "")).trim();
  return isLocale(text) ? text : null;
}

export const rememberLocale = ({ folder }: Home, locale: Locale): Promise<void> =>
  writeFile(join(folder, "language"), `${locale}\n`, { mode: 0o600 });
