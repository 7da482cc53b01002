/** What stands on the pages that people print. Dates are those of ISO 8601, which is read the same everywhere. */
export const en = {
  kit: {
    title: "Sealgraph Emergency Kit",
    lead: "With this page and your password you open your account on a new device.",
    address: "Address",
    server: "Server",
    serverHint: "Check that the address in your client is exactly this one.",
    secretKey: "Secret Key",
    secretKeyHint: "A new device asks for it, once.",
    password: "Password",
    passwordHint: "Only by hand, and only if this page lies where nobody else comes. Else leave it empty.",
    accountCode: "Account code",
    accountCodeHint:
      "Opens the account once, without password and Secret Key: whoever has it has everything. Better kept apart from this page.",
    what: "What it is",
    whatText:
      "Your Secret Key was made on your device. Nobody else has it: not the server, not whoever runs it. They cannot send it to you again, and they cannot open your account without it.",
    where: "Where to keep it",
    whereText:
      "On paper, with your other papers or in a safe; not in a mail, not in a cloud, not as a photo. If you have it as a file, print it and delete the file.",
    lost: "If it is lost",
    lostText: (hasCode: boolean) =>
      `While a device is signed in, print it again there (in the browser under Account; sealgraph kit). Without such a device${hasCode ? " and without the account code" : ""} the account cannot be opened any more.`,
    found: "If somebody found it",
    foundText:
      "The Secret Key alone opens nothing. With your password it opens everything: change the password at once.",
    foundWithCode:
      "The account code opens the account by itself: take it away at once (in the browser under Account; sealgraph code remove). The Secret Key alone opens nothing; with your password it opens everything, so change the password.",
    foot: (since: string) =>
      `From a device that has had this Secret Key since ${since}. Once the account has a new Secret Key, this page opens nothing: destroy it then.`,
  },
  sheet: {
    title: "Sealgraph recovery code",
    titleOfPart: (number: number, of: number) => `Sealgraph recovery code, part ${number} of ${of}`,
    lead: "With this code an administrator of the company opens the business profiles that were backed up.",
    leadOfPart: (needed: number, of: number) =>
      `Any ${needed} of the ${of} parts together are the recovery code. This one alone is nothing.`,
    company: "Company",
    groups: (from: number, to: number) => `Groups ${from} to ${to}`,
    groupsHint: "Each group is checked when it is typed: a mistake is named by the number of its group.",
    roster: "Roster",
    rosterHint: "No secret. Who opens a backup without a server compares it: another company begins otherwise.",
    what: "What it is",
    whatText:
      'It opens what people of the company left behind when they cannot or will not open it themselves: type it in the browser under Company, Recovery, or with "sealgraph recovery open --code". It was made on an administrator\'s device. Nobody else has it: not the server, not whoever runs it. Nobody can send it again.',
    where: "Where to keep it",
    whereText: (isPart: boolean) =>
      `In an envelope, closed and signed across its edge, in the company's safe or with a member of its management${isPart ? "; no two parts in one place, and no two with one person" : ""}. Not with whoever administers the rest, not in a mail, not in a cloud, not as a photo. If you have it as a file on a USB stick, the stick is locked away like paper; every other copy of the file is deleted.`,
    lost: "If it is lost",
    lostText:
      "Then nothing can be read by it any more. Where the company has no custodian either, no backup can be opened by anybody, ever. While there is a custodian, have them make another code at once (sealgraph recovery code new).",
    lostPart: (needed: number) =>
      `While ${needed} parts are left, these are the code: have another code made with them at once (sealgraph recovery code new). With fewer nothing can be read by the code any more, and where the company has no custodian either, no backup can be opened by anybody, ever.`,
    found: "If somebody found it",
    foundText:
      "Then every business profile of the company is open, and every share of the company: whoever has the code and gets at the backups reads all of it. Have another code made at once (sealgraph recovery code new), and change the passwords that are in there: backups that were copied before stay open to this code.",
    foundPart: (needed: number) =>
      `One part opens nothing. Whoever has ${needed} of them has the code, and every business profile of the company and every share of the company is open to them. If a part is in the wrong hands, have another code made (sealgraph recovery code new), and destroy the other parts.`,
    foot: (made: string, isPart: boolean) =>
      `Made on ${made}. Once the company has another code, destroy this ${isPart ? "part" : "page"}: the new code opens the older backups too.`,
  },
};

export type PageWords = typeof en;
