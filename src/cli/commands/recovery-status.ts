import type { Command } from "commander";
import type { Client, Readiness, ReadinessCheck, RecoveryStatus } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { explain } from "../failure.ts";
import { withKeys } from "../open.ts";
import { columns, counted } from "../output.ts";
import { groupRows, switchRows } from "../recovery-shapes.ts";
import { checkInWords, mendOf, ownInWords } from "../recovery-words.ts";
import { type NamesById, namesById } from "../share-plan.ts";

interface StatusOptions extends GlobalOptions {
  readonly people?: boolean;
}

/** `recovery status`. */
export function addRecoveryStatusCommand(recovery: Command): void {
  const command = recovery
    .command("status")
    .description("Who can open business profiles, whether they still could today, and what mends it where not.")
    .option("--people", "everybody of the company, not only those of whom something is missing");
  example(does(command, show), "sealgraph recovery status", "sealgraph recovery status --people");
}

const show = (context: Context, { people }: StatusOptions) =>
  withKeys(context, async (client) => {
    const { out } = context;
    const status = await client.recovery.status();
    const names = await namesById(client);
    const readiness = await readinessFor(client);
    out.answer({ ...status, readiness }, () => [
      ...columns(switchedRows(out, status, names)),
      ...(readiness === null ? [] : readinessLines(context, asFarAsItGoes(status, readiness), names, people === true)),
    ]);
    if (status.on === null && status.awaiting === null) out.note("It is set up by: sealgraph recovery setup");
  });

/** Before it is in force, what else is missing follows from that. */
function asFarAsItGoes({ on }: RecoveryStatus, { checks, users }: Readiness): Readiness {
  const first = checks.filter(({ check }) => ["POLICY", "PLAN", "SWITCH"].includes(check));
  return on === null ? { checks: first, users: [] } : { checks, users };
}

/** Only administrators in the portal are told; null for anybody else. */
const readinessFor = (client: Client): Promise<Readiness | null> =>
  client.recovery.readiness().catch((error: unknown) => {
    if (!["FORBIDDEN", "WRONG_SURFACE"].includes(explain(error).code)) throw error;
    return null;
  });

function switchedRows(out: Context["out"], { on, awaiting, group, own }: RecoveryStatus, names: NamesById): string[][] {
  const waits = awaiting === null ? "" : out.called(" Something waits: sealgraph recovery confirm");
  return [
    ["Recovery", on === null ? out.paint("red", `off.${waits}`) : `in force.${waits}`],
    ...(on === null ? [] : switchRows(on, names)),
    ...(awaiting === null ? [] : [["Waits", awaitedInWords(awaiting.group, names(awaiting.by))]]),
    ...(group === null ? [] : groupRows(group, names)),
    ["Your own", out.called(ownInWords(own))],
  ];
}

const awaitedInWords = (group: string | null, by: string): string =>
  `${by} wants it ${group === null ? "switched off" : "as it was set up"}; another administrator confirms that`;

function readinessLines(
  { out }: Context,
  { checks, users }: Readiness,
  names: NamesById,
  everybody: boolean,
): string[] {
  const colour = { OK: "green", WARNING: "yellow", FAILED: "red" } as const;
  const word = { OK: "good", WARNING: "look", FAILED: "missing" } as const;
  const row = ({ check, state, mend }: ReadinessCheck, of: string) => [
    out.paint(colour[state], word[state]),
    of + checkInWords(check),
    state === "OK" ? "" : out.called(mendOf(check, mend)),
  ];
  const isGood = ({ state }: ReadinessCheck) => state === "OK";
  const amiss = users.filter((user) => !user.checks.every(isGood));
  const listed = everybody ? users : amiss;
  return [
    "",
    ...columns([
      ...checks.map((check) => row(check, "")),
      ...listed.flatMap((user) =>
        user.checks
          .filter((check) => !isGood(check))
          .map((check) => row(check, `${names(user.user)}: `))
          .concat(user.checks.every(isGood) ? [[out.paint("green", word.OK), names(user.user), ""]] : []),
      ),
    ]),
    ...(users.length === 0 ? [] : [summaryOf(users)]),
  ];
}

/** Whose recovery would fail, and whose would succeed though something is to be looked at. */
function summaryOf(users: Readiness["users"]): string {
  const are = (state: ReadinessCheck["state"]) =>
    users.filter(({ checks }) => checks.some((its) => its.state === state));
  const lost = are("FAILED");
  const look = are("WARNING").filter((user) => !lost.includes(user));
  const could = users.length - lost.length;
  const whole =
    lost.length === 0 ? `All of ${counted(users.length, "person", "people")}` : `${could} of ${users.length} people`;
  const rest = look.length === 0 ? "" : `, ${look.length} of them with something to look at`;
  return `${whole} could be recovered${rest}.`;
}
