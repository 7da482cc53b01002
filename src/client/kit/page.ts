import type { PrintedKit } from "./kit.ts";

/** What stands on the page of an Emergency Kit, whatever it is printed by. */
export interface KitPage {
  readonly title: string;
  readonly lead: string;
  readonly fields: readonly KitField[];
  readonly sections: readonly { readonly heading: string; readonly text: string }[];
  readonly foot: string;
}

export interface KitField {
  readonly label: string;
  /** null: a line to write on by hand. */
  readonly value: string | null;
  readonly hint: string;
}

/** The page of a kit, in plain words. */
export function kitPage(kit: PrintedKit): KitPage {
  const since = kit.createdAt.toISOString().slice(0, 10);
  const code = kit.accountCode ? [codeField(visible(kit.accountCode))] : [];
  return {
    title: "Sealgraph Emergency Kit",
    lead: "With this page and your password you open your account on a new device.",
    fields: [
      { label: "Address", value: visible(kit.address), hint: "" },
      {
        label: "Server",
        value: visible(kit.server),
        hint: "Check that the address in your client is exactly this one.",
      },
      { label: "Secret Key", value: visible(kit.secretKey), hint: "A new device asks for it, once." },
      {
        label: "Password",
        value: null,
        hint: "Only by hand, and only if this page lies where nobody else comes. Else leave it empty.",
      },
      ...code,
    ],
    sections: [
      {
        heading: "What it is",
        text: "Your Secret Key was made on your device. Nobody else has it: not the server, not whoever runs it. They cannot send it to you again, and they cannot open your account without it.",
      },
      {
        heading: "Where to keep it",
        text: "On paper, with your other papers or in a safe; not in a mail, not in a cloud, not as a photo. If you have it as a file, print it and delete the file.",
      },
      {
        heading: "If it is lost",
        text: `While a device is signed in, print it again there (sealgraph kit). Without such a device${kit.accountCode ? " and without the account code" : ""} the account cannot be opened any more.`,
      },
      {
        heading: "If somebody found it",
        text: kit.accountCode
          ? "The account code opens the account by itself: take it away at once (sealgraph code remove). The Secret Key alone opens nothing; with your password it opens everything, so change the password."
          : "The Secret Key alone opens nothing. With your password it opens everything: change the password at once.",
      },
    ],
    foot: `From a device that has had this Secret Key since ${since}. Once the account has a new Secret Key, this page opens nothing: destroy it then.`,
  };
}

const codeField = (value: string): KitField => ({
  label: "Account code",
  value,
  hint: "Opens the account once, without password and Secret Key: whoever has it has everything. Better kept apart from this page.",
});

/** Text of others as it is shown: what could turn its direction, hide it or break the line becomes a visible mark. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "\ufffd");
}
