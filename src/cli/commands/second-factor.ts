import type { Command } from "commander";
import type { Client, SecondFactor, SecondFactorAdded } from "../../client/index.ts";
import { again } from "../again.ts";
import { authenticatorCode, forAuthenticator, keepSpareCodes } from "../ask-for-factor.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withAccount } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted, moment, printable } from "../output.ts";

interface AddOptions extends GlobalOptions {
  readonly request?: boolean;
  readonly complete?: string;
}

/** `second-factor` and its commands. They need no keys, and ask for a factor that there is. */
export function addSecondFactorCommands(program: Command): void {
  const factor = program
    .command("second-factor")
    .description("What the server asks for besides password and Secret Key: an authenticator, a security key.");
  const addCommand = factor
    .command("add")
    .description(
      "Add an authenticator (TOTP). What it takes is printed, and a code of it typed. Spare codes come with the first.",
    )
    .argument("[name]", "what it is called", "authenticator")
    .option("--request", "only print what the authenticator takes, and the id to go on with: for scripts")
    .option("--complete <id>", "go on with a code of it (SEALGRAPH_CODE or a prompt)");
  example(does(addCommand, add), "sealgraph second-factor add phone");
  const listCommand = factor.command("list").description("List second factors, and how many spare codes are left.");
  example(does(listCommand, list), "sealgraph second-factor list");
  const removeCommand = factor
    .command("remove")
    .description("Take a second factor away. With the last one go the spare codes.")
    .argument("<factor>", "name or id")
    .addOption(yesOption());
  example(does(removeCommand, remove), "sealgraph second-factor remove phone");
  const codesCommand = factor
    .command("spare-codes")
    .description("Make ten new spare codes, in place of those that there were. They are shown once.")
    .addOption(yesOption());
  example(does(codesCommand, spareCodes), "sealgraph second-factor spare-codes");
}

const add = (context: Context, { request, complete }: AddOptions, name = "authenticator") =>
  withAccount(context, async (client) => {
    const { ask, out } = context;
    let factor = complete;
    if (factor === undefined) {
      const begun = await client.secondFactors.beginTotp(name);
      if (request) {
        const { uri } = begun;
        return out.answer({ factor: begun.factor, uri }, () => `${begun.factor}\n${printable(uri)}`);
      }
      factor = begun.factor;
      out.note(`For the authenticator, and nobody else:\n${forAuthenticator(begun.uri)}`);
    }
    const id = factor;
    const added = await again(context, authenticatorCode, { code: "SECOND_FACTOR_REFUSED", most: 5 }, async () =>
      client.secondFactors.confirmTotp(id, (await ask.secret(authenticatorCode)).trim()),
    );
    const said = `${printable(added.factor.name)} was added.`;
    out.answer(addedShape(added), () => [said, ...(added.spareCodes ?? [])]);
    if (added.spareCodes) out.note(keepSpareCodes);
  });

const list = (context: Context) =>
  withAccount(context, async (client) => {
    const { factors, spareCodesLeft, demandedFrom } = await client.secondFactors.status();
    const shapes = factors.map(factorShape);
    const demand = demandedFrom === null ? "" : `\nThe company demands one from ${moment(demandedFrom)} on.`;
    context.out.answer({ factors: shapes, spareCodesLeft, demandedFrom: demandedFrom?.toISOString() ?? null }, () =>
      factors.length === 0
        ? context.out.called(`There is none: sealgraph second-factor add${demand}`)
        : `${columns(factors.map(rowOf))}\n${counted(spareCodesLeft, "spare code")} left.${demand}`,
    );
  });

const remove = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withAccount(context, async (client) => {
    const { factor, name } = await findFactor(client, reference);
    await context.ask.agreement(`Remove ${printable(name)}?`, yes);
    await client.secondFactors.remove(factor);
    context.out.answer({ factor }, () => `Removed ${printable(name)}.`);
  });

const spareCodes = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withAccount(context, async (client) => {
    await context.ask.agreement("Make new spare codes? Those from before count no more.", yes);
    const made = await client.secondFactors.makeSpareCodes();
    context.out.answer({ spareCodes: made }, () => made);
    context.out.note(keepSpareCodes);
  });

async function findFactor(client: Client, reference: string): Promise<SecondFactor> {
  const { factors } = await client.secondFactors.status();
  const named = factors.map((each) => ({ ...each, id: each.factor }));
  return choose({ what: "second factor", of: ({ name }) => [name], shown: ({ name }) => name }, reference, named);
}

const factorShape = ({ factor, kind, name, createdAt, lastUsedAt }: SecondFactor) => ({
  factor,
  kind,
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});

const addedShape = ({ factor, spareCodes: made }: SecondFactorAdded) => ({
  ...factorShape(factor),
  spareCodes: made,
});

const rowOf = ({ factor, kind, name, lastUsedAt }: SecondFactor) => [
  factor,
  printable(name),
  kind === "TOTP" ? "authenticator" : "security key",
  lastUsedAt === null ? "not used yet" : `used ${lastUsedAt.toISOString()}`,
];
