import { relative } from "node:path";
import type { ServerConfig } from "./config.ts";
import type { Database } from "./operator/open-database.ts";
import { isExplorerShown } from "./server/explorer.ts";

const histories = {
  made: "made on this first start",
  kept: "as the last run left it",
  recovered: "recovered after a crash",
  adopted: "taken over from a run that was killed",
} as const;

/** Prints what the start did and what to try next. Names no secret. */
export function tellStart(config: ServerConfig, database: Database, url: string): void {
  const folder = nearPath(config.dataDir);
  const { embedded, migrated } = database;
  const lines = [
    [
      "PostgreSQL",
      embedded ? `embedded, data in ${folder}/postgres, ${histories[embedded.history]}` : "the one of DATABASE_URL",
    ],
    ["Schema", migrated.length > 0 ? `${migrated.length} migration(s) applied` : "up to date"],
    ["Mail", config.mailUrl ? "sent by the server of MAIL_URL" : `written to ${folder}/outbox, sent nowhere`],
    ["Metrics", config.metricsPort ? `http://127.0.0.1:${config.metricsPort}/metrics` : "off"],
    ["Health", `${url}/health/live and ${url}/health/ready`],
    ["GraphQL", `${url}/graphql (HTTP and WebSocket)`],
    ...(hasExplorer(config) ? [["Explorer", `${url}/`] as const] : []),
    ["Web client", `${url}/app`],
  ] as const;
  const text = lines.map(([name, value]) => `  ${name.padEnd(11)} ${value}`).join("\n");
  process.stdout.write(`Sealgraph is ready.\n${text}\n\n${next(config, url)}\n`);
}

const next = (config: ServerConfig, url: string) =>
  `Try next ${url}/app in a browser, or in another terminal:${elsewhere(config.publicUrl)}
  npx sealgraph signup    make an account
  npx sealgraph token     a header ${hasExplorer(config) ? `for the explorer at ${url}/` : "for calls of one's own"}
  npx sealgraph --help    every command${outbox(config)}
Ctrl-C stops.`;

/** Whoever makes an account needs the code that was not mailed. */
const outbox = ({ mailUrl, dataDir }: ServerConfig): string =>
  mailUrl ? "" : `\nCodes that are asked for stand in the newest file of ${nearPath(dataDir)}/outbox.`;

const hasExplorer = ({ explorer, publicUrl }: ServerConfig): boolean => isExplorerShown(explorer, publicUrl);

/** As somebody in this folder names it. */
function nearPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near || ".";
}

/** For the command line, where the server is not where it looks by itself. */
const elsewhere = (origin: string): string =>
  origin === "http://localhost:4000" ? "" : `\n  export SEALGRAPH_SERVER=${origin}`;
