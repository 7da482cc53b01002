import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readConfig, variables } from "../../src/config.ts";
import { StartRefused } from "../../src/failure.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sealgraph-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (environment: Record<string, string> = {}, dotenv?: string) => {
  if (dotenv !== undefined) writeFileSync(join(folder, ".env"), dotenv);
  return readConfig(environment, folder);
};

const refusal = (environment: Record<string, string>, dotenv?: string): StartRefused => {
  try {
    read(environment, dotenv);
  } catch (error) {
    if (error instanceof StartRefused) return error;
    throw error;
  }
  throw new Error("it was accepted");
};

const secret = Buffer.alloc(32, 7).toString("base64url");
const database = { DATABASE_URL: "postgres://app:word@db.example/vault", SERVER_SECRET: secret };

describe("the configuration", () => {
  it("needs nothing: every variable has a default", () => {
    expect(read()).toMatchObject({
      port: 4000,
      host: "127.0.0.1",
      metricsPort: 9464,
      databaseUrl: null,
      databaseOwnerUrl: null,
      dataDir: join(folder, ".data"),
      publicUrl: "http://localhost:4000",
      allowedOrigins: [],
      serverSecret: null,
      mailUrl: null,
      logLevel: "info",
      poolSize: 10,
      disablePersonalProfile: false,
      drainSeconds: 10,
    });
  });

  it("is frozen", () => {
    expect(Object.isFrozen(read())).toBe(true);
  });

  it("comes from .env, and the environment wins over it", () => {
    const config = read({ PORT: "5001" }, "PORT=5000\nPOOL_SIZE=3\n");
    expect(config).toMatchObject({ port: 5001, poolSize: 3, publicUrl: "http://localhost:5001" });
  });

  it("takes an empty value as not set", () => {
    expect(read({ PORT: "", MAIL_URL: "" }, "HOST=\n")).toMatchObject({ port: 4000, mailUrl: null, host: "127.0.0.1" });
  });

  it("believes forwarded addresses of the named networks alone", () => {
    const { trustedProxies } = read({ TRUSTED_PROXIES: "10.1.0.0/16, ::1" });
    expect(["10.1.2.3", "10.2.2.3"].map((address) => trustedProxies.check(address))).toEqual([true, false]);
    expect(trustedProxies.check("::1", "ipv6")).toBe(true);
  });

  it("gives the secret as its bytes", () => {
    expect(read(database).serverSecret).toEqual(new Uint8Array(32).fill(7));
  });
});

describe("a malformed value", () => {
  it.each([
    ["PORT", "0"],
    ["PORT", "65536"],
    ["PORT", "80a"],
    ["PORT", "-1"],
    ["HOST", "http://localhost"],
    ["METRICS_PORT", "1e3"],
    ["DATABASE_URL", "mysql://app:hunter2@db/vault"],
    ["DATABASE_URL", "postgres://db/vault"],
    ["DATABASE_URL", "postgres://app:hunter2@db"],
    ["DATABASE_URL", "postgres://app:%E0%hunter2@db/vault"],
    ["DATABASE_OWNER_URL", "hunter2"],
    ["PUBLIC_URL", "vault.example.com"],
    ["PUBLIC_URL", "https://vault.example.com/path"],
    ["PUBLIC_URL", "ftp://vault.example.com"],
    ["ALLOWED_ORIGINS", "https://a.example, *"],
    ["TRUSTED_PROXIES", "10.0.0.0/33"],
    ["TRUSTED_PROXIES", "proxy.example"],
    ["SERVER_SECRET", "hunter2"],
    ["SERVER_SECRET", `${secret}=`],
    ["MAIL_URL", "hunter2@mail.example"],
    ["MAIL_FROM", "nobody"],
    ["MAIL_FROM", "a@b.example\r\nBcc: c@d.example"],
    ["LOG_LEVEL", "loud"],
    ["POOL_SIZE", "0"],
    ["DISABLE_PERSONAL_PROFILE", "yes"],
    ["DRAIN_SECONDS", "soon"],
    ["AUDIT_RETENTION_DAYS", "29"],
    ["BACKUP_HOURS", "0"],
    ["WEBHOOK_ALLOW", "https://hooks.example/hunter2"],
    ["WEBHOOK_ALLOW", "10.0.0.0/33"],
    ["BREACHED_PASSWORDS", "hunter2\0"],
  ])("of %s is refused by name: %j", (name, value) => {
    const { reason, message, hint } = refusal({ [name]: value });
    expect([reason, message.split(" ")[0]]).toEqual(["CONFIG_MALFORMED", name]);
    expect(message + hint).not.toContain("hunter2");
  });

  it("is looked for in .env, when it stands there", () => {
    expect(refusal({}, "PORT=many\n").hint).toContain(".env");
  });
});

describe("what does not fit together", () => {
  it("an unknown name in .env", () => {
    expect(refusal({}, "POORT=4000\n")).toMatchObject({ reason: "CONFIG_UNKNOWN" });
  });

  it("DATABASE_URL without SERVER_SECRET", () => {
    expect(refusal({ DATABASE_URL: database.DATABASE_URL })).toMatchObject({ reason: "CONFIG_MISSING" });
  });

  it("DATABASE_OWNER_URL without DATABASE_URL", () => {
    expect(refusal({ DATABASE_OWNER_URL: database.DATABASE_URL })).toMatchObject({ reason: "CONFIG_MISSING" });
  });
});

describe("the README", () => {
  it("shows every variable with its default", () => {
    const rows = Object.entries(variables).map(
      ([name, { default: value, about }]) =>
        `| \`${name}\` | ${value && `\`${value.replaceAll(/[{}]/g, "")}\``} | ${about} |`,
    );
    const table = ["| variable | default | meaning |", "|---|---|---|", ...rows].join("\n");
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    // Compared without the spaces that line up a table.
    const plain = (text: string) =>
      text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---").replaceAll("| --- |", "|---|");
    expect(plain(readme)).toContain(plain(table));
  });
});
