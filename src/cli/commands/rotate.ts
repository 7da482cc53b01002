import type { Command } from "commander";
import type { Client, ProfileKind, Status } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { addKitOptions, checkKits, howToPrint, type KitOptions, printKit, writeKits } from "../emergency-kit.ts";
import { explain } from "../failure.ts";
import { askNewPassword } from "../new-password.ts";
import { presentPassword, withAccount, withChanges } from "../open.ts";
import { parseProfile, type YesOption, yesOption } from "../options.ts";
import { counted } from "../output.ts";
import { makeProgress } from "../progress.ts";

interface AccountOptions extends GlobalOptions, KitOptions, YesOption {
  readonly kit?: string;
  readonly newPasswordStdin?: boolean;
}

interface ProfileOptions extends GlobalOptions {
  readonly reseal?: boolean;
}

/** `rotate account` and `rotate profile`. */
export function addRotateCommands(program: Command): void {
  const rotate = program.command("rotate").description("New keys, for when something may have leaked.");
  const account = rotate
    .command("account")
    .description(
      "It leaked: a new Secret Key, a new password and new keys for the whole account. All other devices are signed out, and the account code ends.",
    )
    .option("--kit <file>", "write the new Emergency Kit to a new file (mode 0600) instead of printing it")
    .option("--new-password-stdin", "read the new password from standard input, a line after the present one")
    .addOption(yesOption());
  example(
    does(addKitOptions(account), rotateAccount),
    "sealgraph rotate account",
    "sealgraph rotate account --kit ~/new-emergency-kit.txt",
  );
  const profile = rotate
    .command("profile")
    .description("Start a new key epoch of one profile: what is written from now on is sealed under a new key.")
    .argument("<kind>", "personal or business", parseProfile)
    .option("--reseal", "seal what is there already again too, in portions; begun again, it goes on where it was");
  example(
    does(profile, rotateProfile),
    "sealgraph rotate profile business",
    "sealgraph rotate profile personal --reseal",
  );
}

const whatItDoes = `
New keys for the whole account.

What it does: the present password, the present Secret Key and the account code open nothing any more; every other
device is signed out, and needs the new password and the new Secret Key. What is written from now on is sealed under
keys that nobody has seen.

What it does not: whoever had the old secrets and a copy of the data may have read what was in it, and still can.
Change the passwords that stood in it, at the places that they are for. What is there already stays sealed under the
old profile keys until it is edited, or sealed again by sealgraph rotate profile --reseal.
`;

const rotateAccount = (context: Context, options: AccountOptions) =>
  withAccount(context, async (client) => {
    const { out, ask } = context;
    const { address } = client.account;
    await checkKits({ ...options, text: options.kit }, address);
    out.note(whatItDoes);
    await ask.agreement("Make new keys for this account?", options.yes);
    const currentPassword = await presentPassword(context, client);
    const newPassword = await askNewPassword(context, options.newPasswordStdin);
    const silence = client.on("trouble", (error) => out.note(explain(error, out).message));
    try {
      const { emergencyKit, sessionsEnded } = await client.rotateAccount({ currentPassword, newPassword });
      const written = await writeKits({ ...options, text: options.kit }, emergencyKit, out.locale);
      const isWritten = Object.keys(written).length > 0;
      const left = client.status().rotation?.profiles ?? [];
      const shown = isWritten ? written : { secretKey: emergencyKit.secretKey };
      out.answer({ address, sessionsEnded, left, ...shown }, () => inWords(sessionsEnded, left).map(out.called));
      if (!isWritten && !out.json) printKit(out, emergencyKit);
      if (!isWritten) out.note(howToPrint(out));
      out.note(
        "The Emergency Kit of before is worth nothing now. An account code, if you want one: sealgraph code make.",
      );
    } finally {
      silence();
    }
  });

const inWords = (sessionsEnded: number, left: readonly ProfileKind[]): string[] => [
  `The account has new keys; ${counted(sessionsEnded, "other session")} ended with it.`,
  ...leftInWords({ unanswered: false, profiles: left }),
];

/** What is left of new account keys, and how it is gone on with; nothing where nothing is. */
export function leftInWords(rotation: Status["rotation"]): string[] {
  if (rotation === null) return [];
  const { unanswered, profiles } = rotation;
  return [
    ...(unanswered ? ["New keys were sent, and nobody knows yet whether they count: sealgraph sync finds out."] : []),
    ...(profiles.length === 0
      ? []
      : [`${profiles.map((kind) => kind.toLowerCase()).join(" and ")} still to follow: sealgraph sync goes on.`]),
  ];
}

async function rotateProfile(context: Context, options: ProfileOptions, which: string): Promise<void> {
  const kind = parseProfile(which);
  await withChanges(context, async (client) => {
    const vault = client.status().vaults.find((each) => each.class === kind);
    // Begun again, or after `rotate account`, it goes on under the epoch that was started then.
    const goesOn = options.reseal && vault && vault.former > 0;
    const { epoch } = goesOn ? vault : await client.rotate(kind);
    const report = options.reseal ? await reseal(context, client, kind) : null;
    context.out.answer({ profile: kind, epoch, ...report }, () => [
      `The ${kind.toLowerCase()} profile is in key epoch ${epoch} now.`,
      ...(report ? [`${counted(report.resealed, "record")} sealed again.`] : []),
    ]);
  });
}

async function reseal(context: Context, client: Client, kind: ProfileKind) {
  const progress = makeProgress(context, "Sealing");
  try {
    return await client.resealProfile(kind, { onProgress: ({ done, total }) => progress.show(done, total) });
  } finally {
    progress.end();
  }
}
