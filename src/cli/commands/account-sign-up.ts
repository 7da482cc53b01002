import { completeSignUp, openInvitation, requestSignUp, type Settings } from "../../client/index.ts";
import { say } from "../../words/index.ts";
import { answerAccount } from "../account-answer.ts";
import { again } from "../again.ts";
import { codeComesLater } from "../code-comes-later.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { founderInWords } from "../desk-shapes.ts";
import { checkKits, howToPrint, type KitOptions, printKit, writeKits } from "../emergency-kit.ts";
import { rememberServer } from "../home.ts";
import { askForInvitation, demandInvited } from "../invitation-wanted.ts";
import { isAddress } from "../is-address.ts";
import { chooseNewPassword } from "../new-password.ts";
import { passwordWanted, settingsOf } from "../open.ts";
import { printable } from "../output.ts";

interface SignUpOptions extends GlobalOptions, KitOptions {
  readonly address?: string;
  readonly name?: string;
  readonly invited?: boolean;
  readonly device: string;
  readonly kit?: string;
  readonly codeStdin?: boolean;
  readonly request?: boolean;
  readonly complete?: string;
}

export async function signUp(given: Context, options: SignUpOptions): Promise<void> {
  const { context, link } = options.invited ? await askForInvitation(given) : { context: given, link: null };
  const { ask, out } = context;
  const settings = await settingsOf(context);
  try {
    const invitation = link === null ? null : await invitationFrom(context, settings, link);
    const address = await ask.value({
      what: "your e-mail address",
      flag: "--address",
      given: options.address ?? invitation?.address,
      check: isAddress,
    });
    if (invitation) demandInvited(invitation.address, address);
    if (options.request) {
      const { signUp: id, expiresAt } = await requestSignUp(settings, address, out);
      out.answer({ signUp: id, expiresAt: expiresAt.toISOString() }, () => id);
      return out.note(say(out.locale, "cli.answer.codeSent"));
    }
    if (options.complete === undefined && !ask.interactive && !options.codeStdin)
      throw codeComesLater("sealgraph signup --address <e-mail>");
    await checkKits({ ...options, text: options.kit }, address);
    const name = invitation?.name ?? (await ask.value({ what: "your name", flag: "--name", given: options.name }));
    const password = await chooseNewPassword(context, {
      ...passwordWanted(context),
      what: "a password for the account",
    });
    const id = options.complete ?? (await requestSignUp(settings, address, out)).signUp;
    if (options.complete === undefined) out.note(say(out.locale, "cli.answer.codeSent"));
    const wanted = { ...codeWanted, fromStdin: options.codeStdin };
    const { client, emergencyKit } = await again(context, wanted, { code: "CODE_REFUSED", most: 5 }, async () => {
      const code = (await ask.secret(wanted)).trim();
      const newcomer = { signUp: id, address, code, password, deviceName: options.device, locale: out.locale };
      return completeSignUp(settings, { ...newcomer, ...(invitation ? { invitation: invitation.link } : { name }) });
    });
    await rememberServer(context.home, context.server);
    // All of it is here already; from now on it is known when that was seen last.
    await client.syncNow().catch(() => {});
    const written = await writeKits({ ...options, text: options.kit }, emergencyKit, out.locale);
    const isWritten = Object.keys(written).length > 0;
    answerAccount(context, client, isWritten ? written : { secretKey: emergencyKit.secretKey });
    if (!isWritten && !out.json) printKit(out, emergencyKit);
    if (!isWritten) out.note(howToPrint(out));
    await client.close();
  } finally {
    await settings.store.close();
  }
}

/** Shows what the invitation is for, before anything is typed. */
async function invitationFrom({ out }: Context, settings: Settings, link: string) {
  const { company, address, name, founder } = await openInvitation(settings, link);
  out.note(
    `${company === null ? "A company without a name" : printable(company)} invites "${printable(name)}" (${printable(address)}).`,
  );
  if (founder !== null) out.note(founderInWords(founder));
  return { link, address, name };
}

const codeWanted = { what: "the code from the mail", variable: "SEALGRAPH_CODE", flag: "--code-stdin", shown: true };
