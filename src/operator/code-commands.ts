/** `operator code …`: what was sold and is not redeemed yet. */
import type { Command } from "commander";
import { listCodes, type OpenCode, revokeCode } from "./open-codes.ts";
import { type AsOwner, counted, moment, planInWords } from "./options.ts";

export function addCodeCommands(program: Command, asOwner: AsOwner, tell: (line: string) => void): void {
  const code = program.command("code").description("codes that nobody has redeemed yet: of companies, and of partners");
  code
    .command("list")
    .description(
      "what each gives, and until when; the code itself is kept nowhere, so each has a mark, which create prints too",
    )
    .option("--json", "as JSON")
    .action(({ json }: { json?: true }) =>
      asOwner(async (owner) => {
        const all = await listCodes(owner);
        tell(json ? JSON.stringify(all) : all.map(describe).join("\n") || "No code is open.");
      }),
    );
  code
    .command("revoke")
    .description("takes a code back: it redeems nothing any more")
    .argument("<code>", "its mark, or the beginning of it; or the code itself")
    .action((reference: string) =>
      asOwner(async (owner) => {
        const outcome = await revokeCode(owner, reference.trim());
        tell(words[outcome]);
        if (outcome !== "DONE") process.exitCode = 1;
      }),
    );
}

const words = {
  DONE: "It redeems nothing any more.",
  NOT_FOUND: "No code of this mark is open; one that was redeemed is taken back no more: npm run operator -- code list",
  AMBIGUOUS: "More than one code begins like that: npm run operator -- code list",
} as const;

function describe(its: OpenCode): string {
  const until = `until ${moment(its.expiresAt)}`;
  const note = its.note === null ? "" : `, for ${its.note}`;
  const sold = `${its.plans.map(planInWords).join(", ")}, ${counted(its.seats, "seat")}`;
  if (its.kind === "TEAM")
    return `${its.mark}  for a company, ${until}  ${sold}${its.trialEndsAt ? `, a trial to ${moment(its.trialEndsAt)}` : ""}${note}`;
  const under = its.parent ? `, under ${its.parentName ?? its.parent}` : "";
  return `${its.mark}  for a partner, ${until}  ${sold}${under}${note}`;
}
