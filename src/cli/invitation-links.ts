/** Links of invitations, which are for one person each: shown, or written down as CSV that only its owner reads. */
import type { Invited } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { isThere } from "./private-file.ts";

/** `--json` of an invitation that was made. Members are only ever added. */
export const invitedShape = ({ expiresAt, ...invited }: Invited) => ({
  ...invited,
  expiresAt: expiresAt.toISOString(),
});

export const linksHeader = "address,name,link,expires\n";

export const linkLine = ({ address, name, link, expiresAt }: Invited): string =>
  `${[address, name, link, expiresAt.toISOString()].map(quoted).join(",")}\n`;

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Throws FILE_EXISTS, before anything is made that would have to be written there. */
export async function demandNewFile(file: string | undefined): Promise<void> {
  if (file !== undefined && (await isThere(file)))
    throw new CommandFailure(exitCode.BAD_FILE, "FILE_EXISTS", `${file} is there already.`, "Name a new file.");
}

export const handOver =
  "Hand each link to its person and nobody else, by a way that you trust: whoever has it can join as them. They open it in a browser, or use it by: sealgraph signup --invited, or with an account that they have: sealgraph company join";
