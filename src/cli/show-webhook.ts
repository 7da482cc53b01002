import type { EventGroup, Webhook } from "../client/index.ts";
import type { Context } from "./context.ts";
import { columns, moment, printable } from "./output.ts";
import { scopeInWords } from "./partner-scope.ts";

export const word = (group: EventGroup): string => group.toLowerCase();

export function linesOf({ out }: Context, hook: Webhook): string[] {
  const { paint } = out;
  const rows = [
    ["Webhook", `${printable(hook.name)}  ${hook.webhook}`],
    ["To", printable(hook.url)],
    ["Tells of", `${hook.groups.map(word).join(", ")}, of ${scopeInWords(hook.companies)}`],
    ["State", stateOf(out, hook)],
    ...(hook.failingSince === null
      ? []
      : [
          [
            "Failing",
            paint(
              "red",
              `since ${moment(hook.failingSince)}: ${failureInWords(hook.lastFailure)}${hook.nextTryAt ? `; tried again ${moment(hook.nextTryAt)}` : ""}`,
            ),
          ],
        ]),
    ...hook.deadLetters.map(({ letter, diedAt, failure }) => [
      "Given up",
      paint("red", `${letter}  ${moment(diedAt)}: ${failureInWords(failure)}`),
    ]),
  ];
  return [...columns(rows), ""];
}

function stateOf({ paint, called }: Context["out"], hook: Webhook): string {
  if (hook.standing === "WITHOUT_KEEPER")
    return paint(
      "red",
      called("nothing is sent: its keeper may not keep it any more. sealgraph partner webhook update --take-over"),
    );
  if (!hook.active) return paint("yellow", "paused");
  return hook.lastDeliveredAt === null ? "nothing was sent yet" : `last arrived ${moment(hook.lastDeliveredAt)}`;
}

/** Of a closed list; another is shown as it is. */
const failureInWords = (failure: string | null): string =>
  failures[failure ?? ""] ?? (failure === null ? "" : printable(failure));
const failures: Readonly<Record<string, string>> = {
  ADDRESS_REFUSED:
    "it leads to an address inside, to this server or to another port than 443: nothing is sent there unless whoever runs the server names the receiver (WEBHOOK_ALLOW)",
  NAME_NOT_FOUND: "its name leads nowhere",
  UNREACHABLE: "nobody took the connection",
  TLS_FAILED: "the receiver did not prove its name",
  TIMED_OUT: "there was no answer within ten seconds",
  REDIRECTED: "the receiver named another address, and nobody follows it there",
  REFUSED: "the receiver refused it (400 to 499)",
  FAILED: "the receiver failed (500 to 599)",
};

/** With what it answered, where it did. */
export const answeredInWords = (failure: string, status: number | null): string =>
  status === null ? failureInWords(failure) : `${failureInWords(failure).replace(/ \([^)]*\)$/, "")} (${status})`;
