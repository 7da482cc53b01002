import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { makeLog } from "../../src/server/log.ts";
import { makeMail } from "../../src/server/mail.ts";

const mail = { to: "ada@example.com", subject: "Your code – für Ada", text: "Your code is 1234 5678.\n" };

describe("the outbox", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sealgraph-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it("takes one letter a file, which only this user can read", async () => {
    const send = makeMail({ mailUrl: null, mailFrom: "Sealgraph <vault@example.com>", dataDir }, makeLog("silent"));
    await Promise.all([send(mail), send(mail)]);
    const outbox = join(dataDir, "outbox");
    const names = await readdir(outbox);
    expect(names).toHaveLength(2);
    expect((await stat(outbox)).mode & 0o777).toBe(0o700);
    for (const name of names) {
      expect(name).toMatch(/\.eml$/);
      expect((await stat(join(outbox, name))).mode & 0o777).toBe(0o600);
      const text = await readFile(join(outbox, name), "utf8");
      expect(text).toContain("To: ada@example.com");
      expect(text).toContain("From: Sealgraph <vault@example.com>");
      expect(text).toContain("1234 5678");
    }
  });

  it("says UNAVAILABLE when it cannot be written, and logs no address", async () => {
    const logged: string[] = [];
    const settings = { mailUrl: null, mailFrom: "vault@example.com", dataDir: "/dev/null/nowhere" };
    const send = makeMail(
      settings,
      makeLog("debug", (line) => logged.push(line)),
    );
    await expect(send(mail)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(logged.join()).toContain("a letter was not taken");
    expect(logged.join()).not.toContain("ada");
  });
});

describe("mail by SMTP", () => {
  const settings = (port: number) => ({
    mailUrl: `smtp://127.0.0.1:${port}`,
    mailFrom: "vault@example.com",
    dataDir: "",
  });
  const listening = async (options: ConstructorParameters<typeof SMTPServer>[0]) => {
    const server = new SMTPServer({ authOptional: true, disabledCommands: ["STARTTLS"], ...options });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      port: (server.server.address() as AddressInfo).port,
      close: () => new Promise<void>((resolve) => server.close(resolve)),
    };
  };

  it("is handed to the server for exactly the one address", async () => {
    const taken: { to: string[]; text: string }[] = [];
    const server = await listening({
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          taken.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString(),
          });
          done();
        });
      },
    });
    const send = makeMail(settings(server.port), makeLog("silent"));
    await send(mail);
    await send({ ...mail, to: "ada@example.com, eve@example.com" }).catch(() => {});
    expect(taken[0]).toMatchObject({ to: ["ada@example.com"], text: expect.stringContaining("1234 5678") });
    for (const { to } of taken) expect(to).not.toContain("eve@example.com");
    await server.close();
  });

  it("says UNAVAILABLE when the server refuses, or is not there", async () => {
    const server = await listening({
      onRcptTo: (_address, _session, done) => done(new Error("no such user ada@example.com")),
    });
    const logged: string[] = [];
    const log = makeLog("debug", (line) => logged.push(line));
    await expect(makeMail(settings(server.port), log)(mail)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await server.close();
    await expect(makeMail(settings(server.port), log)(mail)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(logged).toHaveLength(2);
    expect(logged.join()).not.toContain("ada@");
  });
});
