import { type Command, InvalidArgumentError } from "commander";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { isDay } from "../is-day.ts";
import { counted } from "../output.ts";
import { withPartner } from "../partner-open.ts";
import { whyNotWritten } from "../why-not-written.ts";
import { writeStream } from "../write-stream.ts";

interface SeatDayOptions extends GlobalOptions {
  readonly from: Date;
  readonly until: Date;
  readonly file?: string;
  readonly force?: boolean;
}

/** `partner seat-days`. */
export function addPartnerSeatDaysCommand(partner: Command): void {
  const command = partner
    .command("seat-days")
    .description(
      "Seats by company and day in UTC, as CSV: what is billed by. Of each day the most that were taken at once.",
    )
    .requiredOption("--from <day>", "the first day: 2026-01-01", day)
    .requiredOption("--until <day>", "the last day, which is in it", day)
    .option("--file <file>", "into a new file (mode 0600) instead of standard output")
    .option("--force", "also where it is there already");
  example(does(command, seatDays), "sealgraph partner seat-days --from 2026-01-01 --until 2026-01-31 --file seats.csv");
}

function day(text: string): Date {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || !isDay(text)) throw new InvalidArgumentError("Write a day as 2026-01-31.");
  return new Date(`${text}T00:00Z`);
}

const noneCounted =
  "No day of your companies is counted in that time. Seats are counted every hour: a company's first day is there within an hour of its beginning.";

const seatDays = (context: Context, { from, until, file, force }: SeatDayOptions) =>
  withPartner(context, async (client) => {
    if (until < from) throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "The last day is before the first.");
    const { out, surroundings } = context;
    let days = -1;
    async function* lines() {
      for await (const line of client.partner.seatsCsv(from, until)) {
        days++;
        yield `${line}\n`;
      }
    }
    const noteNone = () => {
      if (days === 0) out.note(noneCounted);
    };
    if (file === undefined) {
      for await (const line of lines()) surroundings.stdout.write(line);
      return noteNone();
    }
    await writeStream(file, lines(), force).catch((error: NodeJS.ErrnoException) => {
      if (typeof error.code !== "string" || !/^E[A-Z]+$/.test(error.code)) throw error;
      throw new CommandFailure(
        exitCode.BAD_FILE,
        "BAD_EXPORT_FILE",
        `${file} cannot be written: ${whyNotWritten(error.code ?? "")}.`,
        "Name another file, or say --force.",
      );
    });
    out.answer({ file, rows: Math.max(days, 0) }, () => `${counted(Math.max(days, 0), "row")} written to ${file}.`);
    noteNone();
  });
