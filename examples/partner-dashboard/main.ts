import { Command, InvalidArgumentError, Option } from "commander";
import { NotAnswered } from "./ask.ts";
import { readDashboard } from "./dashboard.ts";
import type { CompanyOrderField } from "./generated.ts";
import { showDashboard } from "./show.ts";

const orders = [
  "NAME",
  "SINCE",
  "PEOPLE",
  "SEATS_TAKEN",
  "RECOVERY",
  "OLDEST_BACKUP",
  "WITHOUT_SECOND_FACTOR",
] as const;

interface Options {
  readonly server: string;
  readonly label?: readonly string[];
  readonly orderBy: CompanyOrderField;
  readonly descending: boolean;
  readonly days: number;
}

const program: Command = new Command("dashboard")
  .description(
    "How all companies of a partner stand: a table and a chart. SEALGRAPH_TOKEN holds a service account's token.",
  )
  .addOption(new Option("--server <url>", "the server").env("SEALGRAPH_SERVER").default("http://localhost:4000"))
  .option("--label <labels>", "only companies bearing all of these, comma list", (text: string) => text.split(","))
  .addOption(
    new Option("--order-by <order>", orders.map((each) => each.toLowerCase().replaceAll("_", "-")).join(", "))
      .argParser(readOrder)
      .default("NAME", "name"),
  )
  .option("--descending", "the other way round", false)
  .addOption(new Option("--days <number>", "of the chart, 2 to 90").argParser(readDays).default(31))
  .parse();

function readOrder(text: string): CompanyOrderField {
  const found = orders.find((each) => each === text.toUpperCase().replaceAll("-", "_"));
  if (found === undefined) throw new InvalidArgumentError("It is none of these.");
  return found;
}

function readDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 2 || days > 90) throw new InvalidArgumentError("It is 2 to 90.");
  return days;
}

const { server, label, orderBy, descending, days } = program.opts<Options>();
const token = process.env.SEALGRAPH_TOKEN;
if (!token) program.error("SEALGRAPH_TOKEN is not set: sealgraph partner service-account create prints a token.");
try {
  const dashboard = await readDashboard(
    { server, token },
    {
      filter: label ? { labels: { all: label } } : {},
      orderBy: { by: orderBy, direction: descending ? "DESCENDING" : "ASCENDING" },
      days,
      today: new Date(),
    },
  );
  const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;
  process.stdout.write(`${showDashboard(dashboard, coloured)}\n`);
} catch (error) {
  if (!(error instanceof NotAnswered)) throw error;
  program.error(error.message);
}
