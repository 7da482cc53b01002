import type { Client, RecoveredItem, RecoveryCase } from "../client/index.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { findPerson } from "./find-person.ts";
import { counted, printable } from "./output.ts";
import { isThere } from "./private-file.ts";
import { makeProgress } from "./progress.ts";
import { namesOfAll } from "./share-plan.ts";
import { whyNotWritten } from "./why-not-written.ts";
import { writeStream } from "./write-stream.ts";

/** Where recovered items go. */
export interface TakeOptions {
  readonly all?: boolean;
  readonly to?: string;
  readonly name?: string;
  readonly share?: string;
  readonly file?: string;
  readonly force?: boolean;
}

/** Throws INVALID_INPUT unless it is said what and where to, BAD_EXPORT_FILE for a file that is there. */
export async function checkTaking({ all, to, file, force }: TakeOptions, references: readonly string[]): Promise<void> {
  if (Boolean(all) === references.length > 0) throw usage("Name the items, or say --all.", "sealgraph recovery items");
  if (to === undefined && file === undefined)
    throw usage("Say where to: --to somebody of the company, or --file.", "sealgraph recovery take --help");
  if (file !== undefined && !force && (await isThere(file))) throw cannotWrite(file, "EEXIST");
}

const usage = (message: string, hint: string) => new CommandFailure(exitCode.USAGE, "INVALID_INPUT", message, hint);

export async function takeToPerson(
  context: Context,
  client: Client,
  going: RecoveryCase,
  items: readonly RecoveredItem[],
  { to = "", share, ...named }: TakeOptions,
): Promise<void> {
  const { out } = context;
  const whose = (await namesOfAll(client))(going.recovery.user);
  const name = named.name ?? `Recovered from ${whose}`.slice(0, 100);
  const person = await findPerson(client, to);
  const progress = makeProgress(context, "Sealing");
  const destination = { user: person.user, name, ...(share !== undefined && { share }) };
  const taken = await going.take(items, destination, { onProgress: progress.show }).finally(progress.end);
  if (!("share" in taken)) throw new Error("a share was asked for");
  const called = printable(person.name ?? person.user);
  out.answer({ items: items.length, ...taken }, () => [
    `${counted(items.length, "item")} in the share ${printable(name)}, for ${called}.`,
  ]);
  out.note(
    person.you
      ? `It is yours: sealgraph item list --share ${taken.share}`
      : `It is offered to ${called}: they have it once they accept it (sealgraph share offers), and own it.`,
  );
}

export async function takeToFile(
  context: Context,
  going: RecoveryCase,
  items: readonly RecoveredItem[],
  options: TakeOptions,
): Promise<void> {
  const progress = makeProgress(context, "Sealing");
  const seal = async (show: (code: string) => void) => {
    const taken = await going.take(items, { file: true, show }, { onProgress: progress.show });
    if (!("file" in taken)) throw new Error("a file was asked for");
    return taken.file;
  };
  await writeSealed(context, items, options, seal, progress.end);
}

/** Writes what is sealed under a code that is shown once. */
export async function writeSealed(
  { out }: Context,
  items: readonly RecoveredItem[],
  { file = "", force }: TakeOptions,
  seal: (show: (code: string) => void) => Promise<AsyncIterable<Uint8Array>>,
  end: () => void = () => {},
): Promise<void> {
  let code = "";
  try {
    const sealed = await seal((shown) => {
      code = shown;
    });
    await writeStream(file, sealed, force).catch((error: NodeJS.ErrnoException) => {
      throw typeof error.code === "string" && error.syscall ? cannotWrite(file, error.code) : error;
    });
  } finally {
    end();
  }
  out.note(`${counted(items.length, "item")} written to ${file}, sealed. The code that opens it, shown this once:`);
  out.answer({ items: items.length, file, code }, () => code);
  out.note(`Give it to whoever gets the file, by another way. They open it by: sealgraph recovery read ${file}`);
}

const cannotWrite = (file: string, code: string) =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_EXPORT_FILE",
    `The items cannot be written to ${file}: ${whyNotWritten(code)}.`,
    "Name another file, or say --force.",
  );
