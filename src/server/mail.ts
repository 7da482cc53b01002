import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Mail } from "../domain/context.ts";
import { Failure } from "../errors.ts";
import type { Log } from "./log.ts";

export interface MailSettings {
  /** `smtp://` or `smtps://`; null: letters are written to the outbox. */
  readonly mailUrl: string | null;
  readonly mailFrom: string;
  readonly dataDir: string;
}

export type SendMail = (mail: Mail) => Promise<void>;

/** Resolves once the SMTP server, or the outbox, has taken a letter. Throws `UNAVAILABLE` when neither did. */
export function makeMail(settings: MailSettings, log: Log): SendMail {
  const send = settings.mailUrl === null ? toOutbox(settings) : bySmtp(settings.mailUrl, settings.mailFrom);
  return async (mail) => {
    try {
      await send(mail);
    } catch (error) {
      log.failure("a letter was not taken", error);
      throw new Failure("UNAVAILABLE");
    }
  };
}

function bySmtp(url: string, from: string): SendMail {
  const waits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
  const transport = createTransport({ url, ...waits }, letterFrom(from));
  return async (mail) => void (await transport.sendMail(letterOf(mail)));
}

/** One `.eml` a letter, for the eyes of this user alone. */
function toOutbox({ dataDir, mailFrom }: MailSettings): SendMail {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "unix" }, letterFrom(mailFrom));
  const outbox = join(dataDir, "outbox");
  return async (mail) => {
    const { message } = await transport.sendMail(letterOf(mail));
    await mkdir(outbox, { recursive: true, mode: 0o700 });
    const moment = new Date().toISOString().replaceAll(":", "-");
    await writeFile(join(outbox, `${moment}_${randomUUID()}.eml`), message as Buffer, { mode: 0o600, flag: "wx" });
  };
}

/** A letter's text is ours: it neither reads files nor fetches anything. */
const letterFrom = (from: string) => ({ from, disableFileAccess: true, disableUrlAccess: true });

/** The address as an object is one recipient, whatever characters it has. */
const letterOf = ({ to, subject, text }: Mail) => ({ to: { name: "", address: to }, subject, text });
