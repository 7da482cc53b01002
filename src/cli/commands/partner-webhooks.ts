import { type Command, InvalidArgumentError, Option } from "commander";
import { type Client, type EventGroup, eventGroups, SealgraphError, type Webhook } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandStaffMay } from "../may.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { agreeToLabels, noteUnknownLabels } from "../partner-labels.ts";
import { withPartner } from "../partner-open.ts";
import { type ScopeOptions, scopeInWords, scopeOf, withScope } from "../partner-scope.ts";

interface CreateOptions extends GlobalOptions, ScopeOptions, YesOption {
  readonly groups: readonly EventGroup[];
}

interface UpdateOptions extends GlobalOptions {
  readonly url?: string;
  readonly name?: string;
  readonly groups?: readonly EventGroup[];
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly takeOver?: boolean;
}

/** `partner webhook create|list|update|rotate|test|replay|delete`. */
export function addPartnerWebhookCommands(partner: Command): void {
  const webhook = partner
    .command("webhook")
    .description(
      "Addresses that are told what happens in your companies: in batches, signed after Standard Webhooks, at least once, in order.",
    );
  const groupsOption = () =>
    new Option("--groups <groups>", `${eventGroups.map(word).join(", ")}; comma list`).argParser(groups);
  const creating = withScope(
    webhook
      .command("create")
      .description("Make one, and print the secret that its receiver verifies by, this once.")
      .argument("<name>", "what it is for")
      .argument("<url>", "https, and public")
      .addOption(groupsOption().default(["AUDIT"], "audit"))
      .addOption(yesOption()),
  );
  example(
    does(creating, create),
    "sealgraph partner webhook create tickets https://hooks.msp.example/sealgraph --groups readiness,policy",
  );
  example(
    does(webhook.command("list").description("All of them, and whether what is sent arrives."), list),
    "sealgraph partner webhook list",
  );
  const named = (name: string, description: string): Command =>
    webhook.command(name).description(description).argument("<webhook>", "name or id");
  const updating = named("update", "Send it elsewhere, or other events; pause it, and go on.")
    .option("--url <url>", "where to")
    .option("--name <name>", "what it is called")
    .addOption(groupsOption())
    .addOption(
      new Option("--pause", "send nothing until it is resumed; what happens meanwhile is sent then").conflicts(
        "resume",
      ),
    )
    .option("--resume", "go on")
    .option("--take-over", "keep it yourself, where whoever made it may not any more");
  example(does(updating, update), "sealgraph partner webhook update tickets --pause");
  example(
    does(
      named("rotate", "Give it a new secret, printed this once. For a day both sign.").addOption(yesOption()),
      rotate,
    ),
    "sealgraph partner webhook rotate tickets",
  );
  example(
    does(named("test", "Send one message that tells of nothing, now, and say what became of it."), test),
    "sealgraph partner webhook test tickets",
  );
  example(
    does(
      named("replay", "Send again what was given up; or all that happened behind a cursor, to a receiver that lost it.")
        .argument("[letter]", "one of what list shows; else all")
        .option("--after <cursor>", "as partner events shows it"),
      replay,
    ),
    "sealgraph partner webhook replay tickets",
    "sealgraph partner webhook replay tickets --after x_XkqKsSkSwmH1TgRJfKXw",
  );
  example(
    does(named("delete", "End it, with what was given up.").addOption(yesOption()), remove),
    "sealgraph partner webhook delete tickets",
  );
}

const word = (group: EventGroup): string => group.toLowerCase();

function groups(text: string): readonly EventGroup[] {
  return [
    ...new Set(
      text.split(",").map((each) => {
        const found = eventGroups.find((group) => word(group) === each.trim().toLowerCase());
        if (found === undefined) throw new InvalidArgumentError(`It is ${eventGroups.map(word).join(", ")}.`);
        return found;
      }),
    ),
  ];
}

const create = (context: Context, options: CreateOptions, name: string, url: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "machines");
    const companies = await scopeOf(client, options);
    if (companies.scope === "LABELS") await noteUnknownLabels(context, client, companies.labels);
    const reach = await agreeToLabels(context, client, companies, { whom: "It", yes: options.yes });
    const made = await client.partner.webhooks.create({
      name,
      url,
      groups: options.groups,
      ...(companies.scope !== "ALL" && { companies }),
    });
    context.out.answer({ ...made, ...(await reach()) }, () => made.secret);
    context.out.note(
      "It is shown this once. The receiver verifies each message by it, after Standard Webhooks. Try it: sealgraph partner webhook test",
    );
  });

const list = (context: Context) =>
  withPartner(context, async (client) => {
    const all = await client.partner.webhooks.list();
    context.out.answer(all, () =>
      all.length === 0 ? "There is none." : all.flatMap((each) => linesOf(context, each)),
    );
  });

function linesOf({ out }: Context, hook: Webhook): string[] {
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
const answeredInWords = (failure: string, status: number | null): string =>
  status === null ? failureInWords(failure) : `${failureInWords(failure).replace(/ \([^)]*\)$/, "")} (${status})`;

function sayWrongCursor(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.details.serverCode !== "INVALID_CURSOR") throw error;
  const sentence = "This cursor is not of this partner's events.";
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    sentence,
    "sealgraph partner events shows them, one a line.",
  );
}

/** Throws NOT_FOUND, AMBIGUOUS. */
async function find(client: Client, reference: string): Promise<Webhook> {
  const names = {
    what: "webhook",
    whole: true,
    of: ({ name }: Webhook) => [name],
    shown: ({ name, url }: Webhook) => `${name}, ${url}`,
    lookAt: "sealgraph partner webhook list shows them.",
  };
  return choose(
    names,
    reference,
    (await client.partner.webhooks.list()).map((each) => ({ ...each, id: each.webhook })),
  );
}

const update = (context: Context, options: UpdateOptions, reference: string) =>
  withPartner(context, async (client) => {
    const { url, name, groups: its, pause, resume, takeOver } = options;
    if ([url, name, its, pause, resume, takeOver].every((each) => each === undefined))
      throw new CommandFailure(
        exitCode.USAGE,
        "MISSING_VALUE",
        "What shall be otherwise?",
        "--url, --name, --groups, --pause, --resume or --take-over.",
      );
    const hook = await find(client, reference);
    await client.partner.webhooks.update(hook.webhook, {
      ...(url !== undefined && { url }),
      ...(name !== undefined && { name }),
      ...(its && { groups: its }),
      ...((pause || resume) && { active: resume === true }),
      ...(takeOver && { takeOver: true }),
    });
    const now = (await client.partner.webhooks.list()).find(({ webhook }) => webhook === hook.webhook) ?? hook;
    context.out.answer(now, () => linesOf(context, now).slice(0, -1));
  });

const rotate = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "machines");
    const hook = await find(client, reference);
    await context.ask.agreement(
      `Give ${printable(hook.name)} a new secret? The present one signs as well for a day, and then no more.`,
      yes,
    );
    const { secret } = await client.partner.webhooks.rotate(hook.webhook);
    context.out.answer({ webhook: hook.webhook, secret }, () => secret);
  });

const test = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const { webhook } = await find(client, reference);
    const { failure, status } = await client.partner.webhooks.test(webhook);
    context.out.answer({ webhook, failure, status }, () =>
      failure === null ? `It arrived (${status}).` : `It did not arrive: ${answeredInWords(failure, status)}.`,
    );
    if (failure !== null) context.surroundings.endWith(exitCode.REFUSED);
  });

const replay = (
  context: Context,
  { after }: GlobalOptions & { readonly after?: string },
  reference: string,
  letter?: string,
) =>
  withPartner(context, async (client) => {
    const hook = await find(client, reference);
    if (after !== undefined) {
      await client.partner.webhooks.replay(hook.webhook, { after }).catch(sayWrongCursor);
      return context.out.answer({ webhook: hook.webhook, after }, () => "All that happened since is sent again.");
    }
    const letters = hook.deadLetters.filter((each) => letter === undefined || each.letter.startsWith(letter));
    if (letters.length === 0)
      throw new CommandFailure(
        exitCode.NOT_FOUND,
        "NOT_FOUND",
        "Nothing of it was given up.",
        "sealgraph partner webhook list shows what was.",
      );
    for (const each of letters) await client.partner.webhooks.replay(hook.webhook, { letter: each.letter });
    context.out.answer(
      { webhook: hook.webhook, letters: letters.map((each) => each.letter) },
      () => `${counted(letters.length, "batch", "batches")} will be sent again, before anything else.`,
    );
  });

const remove = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "machines.end");
    const hook = await find(client, reference);
    await context.ask.agreement(
      `Nothing is sent to ${printable(hook.url)} any more, and what was given up is forgotten. Delete it?`,
      yes,
    );
    await client.partner.webhooks.delete(hook.webhook);
    context.out.answer({ webhook: hook.webhook }, () => `${printable(hook.name)} is gone.`);
  });
