import { type KitField, type KitPage, visible } from "./page.ts";

/** A recovery code, or one part of it, as it is printed. */
export interface RecoverySheet {
  /** Name of the company. */
  readonly company: string;
  /** Hash of the first link of its roster, in hexadecimal, where it is known. */
  readonly genesis?: string;
  /** Groups of six digits, as they were shown. */
  readonly code: string;
  /** Where the code was split: which of how many parts this is, and how many of them are the code. */
  readonly part: { readonly number: number; readonly of: number; readonly needed: number } | null;
  readonly madeAt: Date;
}

/** The sheet of a recovery code in plain words: for somebody who looks at it once, years later, on a bad day. */
export function recoverySheet({ company, genesis, code, part, madeAt }: RecoverySheet): KitPage {
  const made = madeAt.toISOString().slice(0, 10);
  return {
    title: part ? `Sealgraph recovery code, part ${part.number} of ${part.of}` : "Sealgraph recovery code",
    lead: part
      ? `Any ${part.needed} of the ${part.of} parts together are the recovery code. This one alone is nothing.`
      : "With this code an administrator of the company opens the business profiles that were backed up.",
    fields: [
      { label: "Company", value: visible(company), hint: "" },
      ...codeFields(code),
      ...(genesis === undefined ? [] : [genesisField(genesis)]),
    ],
    sections: [
      {
        heading: "What it is",
        text: 'It opens what people of the company left behind when they cannot or will not open it themselves: type it with "sealgraph recovery open --code". It was made on an administrator\'s device. Nobody else has it: not the server, not whoever runs it. Nobody can send it again.',
      },
      {
        heading: "Where to keep it",
        text: `In an envelope, closed and signed across its edge, in the company's safe or with a member of its management${part ? "; no two parts in one place, and no two with one person" : ""}. Not with whoever administers the rest, not in a mail, not in a cloud, not as a photo. If you have it as a file on a USB stick, the stick is locked away like paper; every other copy of the file is deleted.`,
      },
      { heading: "If it is lost", text: part ? lostPart(part.needed) : lost },
      { heading: "If somebody found it", text: part ? foundPart(part.needed) : found },
    ],
    foot: `Made on ${made}. Once the company has another code, destroy this ${part ? "part" : "page"}: the new code opens the older backups too.`,
  };
}

const lost =
  "Then nothing can be read by it any more. Where the company has no custodian either, no backup can be opened by anybody, ever. While there is a custodian, have them make another code at once (sealgraph recovery code new).";
const found =
  "Then every business profile of the company is open, and every share of the company: whoever has the code and gets at the backups reads all of it. Have another code made at once (sealgraph recovery code new), and change the passwords that are in there: backups that were copied before stay open to this code.";

const lostPart = (needed: number): string =>
  `While ${needed} parts are left, these are the code: have another code made with them at once (sealgraph recovery code new). With fewer nothing can be read by the code any more, and where the company has no custodian either, no backup can be opened by anybody, ever.`;
const foundPart = (needed: number): string =>
  `One part opens nothing. Whoever has ${needed} of them has the code, and every business profile of the company and every share of the company is open to them. If a part is in the wrong hands, have another code made (sealgraph recovery code new), and destroy the other parts.`;

const genesisField = (genesis: string): KitField => ({
  label: "Roster",
  value: genesis.replace(/(.{8})(?=.)/g, "$1 "),
  hint: "No secret. Who opens a backup without a server compares it: another company begins otherwise.",
});

/** In two lines, with the numbers by which a mistyped group is named. */
function codeFields(code: string): KitField[] {
  const groups = code.split(" ");
  const half = Math.ceil(groups.length / 2);
  return [
    { label: `Groups 1 to ${half}`, value: groups.slice(0, half).join(" "), hint: "" },
    {
      label: `Groups ${half + 1} to ${groups.length}`,
      value: groups.slice(half).join(" "),
      hint: "Each group is checked when it is typed: a mistake is named by the number of its group.",
    },
  ];
}
