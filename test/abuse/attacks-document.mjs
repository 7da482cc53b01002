/** docs/attacks.md, made of the list of attacks. */
const head = `# Attacks

Who attacks is the server itself, a client, or an accident; [SECURITY.md](../SECURITY.md) says what is promised and what is not. This page says which attacks are tried against these promises, where each comes from, what answers it, and which test shows it. It is made of \`test/abuse/attacks.mjs\` by \`npm run attacks -- --write\`; \`npm run attacks\` tries all of them and prints the verdict of each.

A server's attack is tried beside the same story without it (the control); it has to fire, to end in the SDK's own error and, where something signed was shown, in evidence and a frozen vault, to leave what the device shows as it was, also after a restart, and to bring no secret onto the line in any encoding. With the attack off the device has to be well again.

That each check is needed for that shows \`npm run mutations\`: it takes every check of the protocol out in turn and names the test that goes red.

## The published attacks

ePrint 2026/058 describes working attacks of a server on four leading password managers. They have few roots, and each root is closed once, for all structures, instead of attack by attack:

| root | what closes it |
|---|---|
| Keys taken on the server's word | Public keys come from rosters: signed, chained, from a genesis that is noted in the account vault. Own keys are recomputed and compared (PROTOCOL §3.7, §4). |
| "I can decrypt it, so it is mine" | A symmetric key proves nothing about who wrote. What is shown stands under a manifest that a member signed (§5.3). |
| Fields sealed one by one, without context | A record is one envelope, bound to vault, record, version, schema and epoch (§2.2). |
| No tag over the whole vault | A signed root and count over all records, in a chain of heads (§5.1, §5.4). |
| Parameters and old formats that the server may choose | One suite; floors and ceilings are constants of the client (§1.1, §3.2). |
| Absence read as "create a new one" | Nothing is made because something is missing: what the account vault names has to be there (§3.6). |

Sharing, and recovery by a company, have groups of their own below.
`;

const cell = (text) => text.replaceAll("|", "\\|");

export function attacksDocument(groups) {
  const tables = Object.entries(groups).map(([group, attacks]) => {
    const rows = attacks.map(
      ({ what, source, answer, file, test }) =>
        `| ${cell(what)} | ${source} | ${cell(answer)} | \`${file}\`${test && `: ${cell(test)} …`} |`,
    );
    return `\n## ${group}\n\n| attack | source | what answers it | shown by |\n|---|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `${head}${tables.join("")}`;
}
