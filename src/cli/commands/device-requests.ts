import type { Command } from "commander";
import { SealgraphError } from "../../client/index.ts";
import { again } from "../again.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { openKeysAnew, withAccount } from "../open.ts";
import { columns, moment, printable } from "../output.ts";
import { areSixWords } from "../six-words.ts";

interface ApproveOptions extends GlobalOptions {
  readonly wordsStdin?: boolean;
}

/** `device approve`, `device requests`, `device refuse`. */
export function addDeviceRequestCommands(device: Command): void {
  const approveCommand = device
    .command("approve")
    .summary("Approve a new device by the six words that it shows.")
    .description(
      "Approve a new device (sealgraph login --approve) by the six words that it shows. Type them: case does not matter, nor what stands between, and four letters do where no other word begins so. At a terminal it asks for the password first.",
    )
    .option("--words-stdin", "read the words from standard input, a line after the password");
  example(does(approveCommand, approve), "sealgraph device approve");
  const requestsCommand = device
    .command("requests")
    .description("List new devices that ask to be approved. What they are called stands under their words.");
  example(does(requestsCommand, requests), "sealgraph device requests");
  const refuseCommand = device
    .command("refuse")
    .description("See to it that a request is never approved. The device that made it is not told.")
    .argument("<request>", "its id");
  example(does(refuseCommand, refuse), "sealgraph device refuse 0198f3a2-7c1e-7b0a-9d55-3f2f6a1c9e10");
}

const approve = (context: Context, options: ApproveOptions) =>
  withAccount(context, async (client) => {
    await openKeysAnew(context, client);
    const wanted = {
      what: "the six words that the new device shows",
      variable: "SEALGRAPH_APPROVAL_WORDS",
      flag: "--words-stdin",
      fromStdin: options.wordsStdin,
      shown: true,
      check: areSixWords,
    };
    const approved = await again(context, wanted, { code: "NOT_FOUND", most: 3 }, async () =>
      client.deviceRequests.approve(await context.ask.secret(wanted)).catch(sayWords),
    );
    const { request, deviceName, askedAt } = approved;
    context.out.answer({ request, deviceName, askedAt: askedAt.toISOString() }, () => [
      `Approved “${printable(deviceName)}”, which asked at ${moment(askedAt)}.`,
      context.out.called("It still needs the password. sealgraph device revoke ends it again."),
    ]);
  });

const requests = (context: Context) =>
  withAccount(context, async (client) => {
    const all = await client.deviceRequests.list();
    const shapes = all.map(({ request, createdAt, expiresAt }) => ({
      request,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }));
    context.out.answer(shapes, () =>
      columns(
        all.map(({ request, createdAt, expiresAt }) => [
          request,
          `asked ${moment(createdAt)}`,
          `until ${moment(expiresAt)}`,
        ]),
      ),
    );
  });

const refuse = (context: Context, _: GlobalOptions, reference: string) =>
  withAccount(context, async (client) => {
    const open = (await client.deviceRequests.list()).map((each) => ({ ...each, id: each.request }));
    const names = { what: "request", of: ({ id }: { id: string }) => [id], shown: () => "" };
    const { request } = choose(names, reference, open);
    await client.deviceRequests.refuse(request);
    context.out.answer({ request, refused: true }, () => "Refused.");
  });

function sayWords(error: unknown): never {
  const { code, details } = error instanceof SealgraphError ? error : { code: null, details: {} };
  if (code === "NOT_FOUND")
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      "No device that asks has these six words. Nothing was approved.",
      "Read them again on the new device: they serve for ten minutes. sealgraph device requests shows what asks.",
    );
  if (code === "INVALID_INPUT" && (details as { argument?: string }).argument === "words")
    throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "These are not six words of the list.", "Try again.");
  throw error;
}
