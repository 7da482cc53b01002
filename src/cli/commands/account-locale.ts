import { Argument, type Command } from "commander";
import { type Locale, locales } from "../../words/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { rememberLocale } from "../language.ts";
import { withAccount } from "../open.ts";

/** `account locale`. */
export function addAccountLocaleCommand(program: Command): void {
  const account = program.command("account").description("How the server writes to you.");
  const locale = account
    .command("locale")
    .description(
      "In what language the server writes mail to you; with one of these, from now on that one, and failures are told in it on this device. The server knows which it is.",
    )
    .addArgument(new Argument("[language]", "en or fr").choices(locales));
  example(does(locale, showOrSet), "sealgraph account locale fr");
}

const showOrSet = (context: Context, _options: GlobalOptions, wanted?: string) =>
  withAccount(context, async (client) => {
    const locale = wanted === undefined ? (await client.viewer()).locale : await client.setLocale(wanted as Locale);
    if (wanted !== undefined) await rememberLocale(context.home, locale);
    context.out.answer({ locale }, () => names[locale]);
  });

const names: Readonly<Record<Locale, string>> = { en: "English", fr: "français" };
