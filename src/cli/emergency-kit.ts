import { writeFile } from "node:fs/promises";
import type { EmergencyKit } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import type { Output } from "./output.ts";

const textOf = ({ address, server, secretKey, createdAt }: EmergencyKit): string => `
Sealgraph Emergency Kit

  Address      ${address}
  Server       ${server}
  Secret Key   ${secretKey}
  Made         ${createdAt.toISOString().slice(0, 10)}

A new device needs the Secret Key together with your password. Nobody else has it: not the server, not whoever runs
it. Print this or keep it on a stick in a safe place. Without it and without a device that is signed in, the account
cannot be opened again.
`;

export const printKit = (out: Output, kit: EmergencyKit): void => out.answer(kit, () => textOf(kit));

/** Writes the kit to a file that was not there, for its owner alone. Throws BAD_KIT_FILE. */
export async function writeKit(file: string, kit: EmergencyKit): Promise<void> {
  try {
    await writeFile(file, textOf(kit), { mode: 0o600, flag: "wx" });
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new CommandFailure(
      exitCode.BAD_FILE,
      "BAD_KIT_FILE",
      `The Emergency Kit cannot be written to ${file} (${code}).`,
      "The account is made and this device is signed in: sealgraph kit --file FILE writes the kit elsewhere.",
    );
  }
}
