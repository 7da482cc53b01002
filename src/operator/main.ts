/** What operators do to a server's data from the outside: `npm run operator -- …`. */
import "../production.ts";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { DataSource } from "typeorm";
import { makeDataSource, roleOf } from "../../ormconfig.ts";
import { type Config, readConfig } from "../config.ts";
import { StartRefused } from "../failure.ts";
import { addCodeCommands } from "./code-commands.ts";
import { connect } from "./connect.ts";
import { openDataFolder } from "./data-folder.ts";
import { demandCurrentSchema, migrateUp, readSchemaState } from "./migrate.ts";
import { addPartnerCommands } from "./partner-commands.ts";
import { readPasswords } from "./postgres/folder.ts";
import { startEmbedded } from "./postgres/start.ts";
import { beginRestored, endRestored, type RestoredState, showRestored } from "./restored.ts";
import { addSecondFactorCommands } from "./second-factor-commands.ts";
import { addTenantCommands } from "./tenant-commands.ts";

const program = new Command("operator")
  .description("Works on the database of DATABASE_OWNER_URL, or on the embedded one while its server is stopped.")
  .showHelpAfterError();
const restored = program
  .command("restored")
  .description("a server whose database was restored from an old copy (PROTOCOL §5.8)");

restored
  .command("begin")
  .description("before it serves again: every vault is read only until devices brought what is missing")
  .action(() =>
    asOwner(async (owner) => {
      await beginRestored(owner);
      const { restoring } = await showRestored(owner);
      tell(`${restoring} vaults are read only now. Start the server: devices bring what is missing as they sync.`);
      tell("A vault opens when its newest head is there and all its user's devices were heard.");
      tell("Open the rest when you have waited long enough: npm run operator -- restored end");
    }),
  );
restored
  .command("show")
  .description("which vaults are read only still, and what devices hold that the server has not")
  .option("--json", "as JSON")
  .action(({ json }: { json?: true }) =>
    asOwner(async (owner) => {
      const state = await showRestored(owner);
      tell(json ? JSON.stringify(state) : describe(state));
    }),
  );
restored
  .command("end")
  .description("opens every vault: what nobody brought by now is not waited for any more")
  .option("--yes", "also while devices hold what the server has not")
  .action(({ yes }: { yes?: true }) =>
    asOwner(async (owner) => {
      const state = await showRestored(owner);
      if (state.behind.length > 0 && !yes) {
        tell(describe(state));
        tell("Devices that hold newer heads will freeze these vaults. Open them all the same: --yes");
        process.exitCode = 1;
        return;
      }
      tell(`${await endRestored(owner)} vaults were opened.`);
    }),
  );

function describe({ vaults, restoring, behind }: RestoredState): string {
  const lines = [`${restoring} of ${vaults} vaults are read only.`];
  if (behind.length > 0) lines.push("Of these a device holds a newer head than the server:");
  for (const { tenant, vault, class: its, revision, highest, holders, silent } of behind) {
    lines.push(
      `  ${vault} (${its}, tenant ${tenant}): here ${revision}, held ${highest} on ${holders}, ${silent} not heard`,
    );
  }
  return lines.join("\n");
}

addTenantCommands(program, asOwner, tell);
addPartnerCommands(program, asOwner, tell);
addCodeCommands(program, asOwner, tell);
addSecondFactorCommands(program, asOwner, tell);

/** Runs `work` as the role that owns the schema. */
async function asOwner(work: (owner: DataSource) => Promise<void>): Promise<void> {
  const { owner, close } = await openAsOwner(readConfig());
  try {
    await work(owner);
  } finally {
    await close();
  }
}

async function openAsOwner(config: Config): Promise<{ owner: DataSource; close: () => Promise<void> }> {
  if (config.databaseUrl && !config.databaseOwnerUrl) {
    throw new StartRefused("CONFIG_MISSING", {
      variable: "DATABASE_OWNER_URL",
      why: "only the owner of the schema does this",
    });
  }
  if (!config.databaseUrl) await demandData(config.dataDir);
  const embedded = config.databaseUrl
    ? null
    : await startEmbedded({ folder: join(config.dataDir, "postgres"), durable: true, onLost: () => process.exit(1) });
  const url = embedded?.ownerUrl ?? config.databaseOwnerUrl ?? "";
  const applicationRole = roleOf(embedded?.applicationUrl ?? config.databaseUrl ?? "");
  const owner = makeDataSource({ url, applicationRole, poolSize: 2 });
  const close = async () => {
    if (owner.isInitialized) await owner.destroy();
    await embedded?.stop();
  };
  try {
    await connect(owner, url, "DATABASE_OWNER_URL");
    const its = placeOf(config, url);
    const { applied } = await readSchemaState(owner);
    if (applied.length === 0) throw new StartRefused("DATA_ABSENT", { folder: its, variable: "DATABASE_OWNER_URL" });
    process.stderr.write(`Works on ${its}\n`);
    // A copy may be of an older version.
    await migrateUp(owner);
    await demandCurrentSchema(owner);
    return { owner, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An operator works on what is there: a folder that is mistyped is not filled with another server's data, and no code sold out of it. */
async function demandData(folder: string): Promise<void> {
  const postgres = join(folder, "postgres");
  if (!existsSync(folder) || (await readPasswords(postgres)) === null)
    throw new StartRefused("DATA_ABSENT", { folder: postgres, variable: "DATA_DIR" });
  await openDataFolder(folder);
}

/** Which database it is, without a name or a password that opens it. */
function placeOf({ databaseUrl, dataDir }: Config, ownerUrl: string): string {
  if (!databaseUrl) return `the embedded database in ${join(dataDir, "postgres")}`;
  const { hostname, port, pathname } = new URL(ownerUrl);
  return `the database ${decodeURIComponent(pathname.slice(1))} at ${hostname}:${port || 5432}`;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof StartRefused)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = 1;
});
