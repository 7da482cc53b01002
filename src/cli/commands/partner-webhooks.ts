import { type Command, InvalidArgumentError, Option } from "commander";
import { type EventGroup, eventGroups } from "../../client/index.ts";
import { type Context, does, example } from "../context.ts";
import { yesOption } from "../options.ts";
import { withPartner } from "../partner-open.ts";
import { withScope } from "../partner-scope.ts";
import { linesOf, word } from "../show-webhook.ts";
import { create, remove, rotate, update } from "./partner-webhook-changes.ts";
import { replay, test } from "./partner-webhook-sending.ts";

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

const list = (context: Context) =>
  withPartner(context, async (client) => {
    const all = await client.partner.webhooks.list();
    context.out.answer(all, () =>
      all.length === 0 ? "There is none." : all.flatMap((each) => linesOf(context, each)),
    );
  });
