/** The direction of the imports, as the architecture wants it. `npm run imports` and a test hold it. */

const serverSide = "^src/(server|resolvers|domain|entities|schema|operator)/";
const ours = "^(src|ormconfig|migrations)";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** Files under `src/<from>` may import, of what is ours, only what `to` lists. */
const only = (from, to) =>
  rule(
    `${from}-imports-only-what-it-may`,
    `${from} -> ${to.join(", ") || "nothing of ours"}`,
    { path: `^src/${from}/` },
    {
      path: ours,
      pathNot: [`^src/${from}/`, ...to.map((name) => `^src/${name}(/|\\.ts$)`)],
    },
  );

module.exports = {
  forbidden: [
    rule("no-cycles", "no cycles at all", {}, { circular: true }),
    rule("resolvable", "every import leads somewhere", {}, { couldNotResolve: true }),

    only("crypto", []),
    only("words", []),
    only("entities", ["errors", "ids"]),
    only("schema", ["entities", "errors", "ids"]),
    only("domain", ["entities", "crypto", "words", "errors", "ids"]),
    only("resolvers", ["schema", "domain", "entities", "errors", "ids"]),
    only("server", [
      "resolvers",
      "schema",
      "domain",
      "entities",
      "crypto",
      "words",
      "errors",
      "ids",
      "config",
      "config-values",
      "failure",
    ]),
    only("client", ["crypto", "words/locale"]),
    only("cli", ["client", "crypto", "operator", "words"]),
    rule(
      "operator-imports-only-what-it-may",
      "operator -> domain, and what starts the server",
      { path: "^src/operator/" },
      {
        path: ours,
        pathNot:
          "^(src/(operator|domain|entities)/|src/(config|config-values|failure|errors|ids|production)\\.ts$|ormconfig\\.ts$|migrations/)",
      },
    ),

    rule(
      "the-server-cannot-decrypt",
      "nothing on the server's side reaches what needs secrets, however many steps away",
      { path: serverSide },
      { path: "^src/(crypto/client|client|cli)/", reachable: true },
    ),
    rule(
      "one-importer-of-libsodium",
      "one file imports libsodium",
      { path: "^src/", pathNot: "^src/crypto/sodium\\.ts$" },
      { path: "libsodium" },
    ),
    rule(
      "strength-is-an-entry-of-its-own",
      "whoever does not ask how strong a password is does not load its word lists",
      { path: "^src/client/", pathNot: "^src/client/strength/" },
      { path: "^src/client/strength/" },
    ),
    rule(
      "domain-knows-no-graphql",
      "domain imports no graphql package",
      { path: "^src/domain/" },
      { path: "node_modules/(graphql|type-graphql|@apollo|dataloader|@graphql)" },
    ),
    rule(
      "resolvers-know-no-rows",
      "resolvers import neither typeorm nor pg nor rows",
      { path: "^src/resolvers/" },
      { path: "(node_modules/(@types/)?(typeorm|pg)/|rows\\.ts$|/domain/(transaction|access)\\.ts$)" },
    ),
    rule(
      "entities-know-no-graphql",
      "entities import typeorm alone",
      { path: "^src/entities/" },
      { path: "node_modules/", pathNot: "node_modules/(typeorm|reflect-metadata)/" },
    ),
    rule(
      "nobody-imports-the-composition-root",
      "what only main needs is imported by nobody else",
      { path: ours, pathNot: "^src/main\\.ts$" },
      { path: "^src/(main|welcome|shutdown)\\.ts$" },
    ),
    rule(
      "sources-know-no-tests",
      "what is shipped imports no test",
      { path: ours },
      { path: "^(test|bench|scripts)/" },
    ),
    rule(
      "sources-need-no-development-dependency",
      "what is shipped imports no development dependency",
      { path: ours },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["source", "import", "node", "default"] },
  },
};
