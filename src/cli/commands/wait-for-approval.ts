import { type ApprovalRequest, SealgraphError } from "../../client/index.ts";
import type { Context } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { makeProgress } from "../progress.ts";

/** Shows the six words and waits until they were typed on another device; Ctrl-C takes the request away. */
export async function waitForApproval(context: Context, asked: ApprovalRequest) {
  const { out, surroundings } = context;
  const { words, expiresAt } = asked;
  out.line({ words, expiresAt: expiresAt.toISOString() }, () => large(context, words));
  out.note("Type these six words on a device that is signed in: sealgraph device approve");
  out.note("They serve for ten minutes. Ctrl-C gives up.");
  const stop = new AbortController();
  const ignore = surroundings.onInterrupt(() => stop.abort());
  const end = showTime(context, expiresAt);
  try {
    return await asked.waitForApproval(stop.signal);
  } catch (error) {
    if (error instanceof SealgraphError && error.details.reason === "CANCELLED") throw cancelled;
    throw error;
  } finally {
    end();
    ignore();
  }
}

const large = ({ out }: Context, words: readonly string[]): string =>
  `\n${words.map((word, i) => `      ${i + 1}   ${out.paint("bold", word)}`).join("\n\n")}\n`;

/** A bar that fills as the time runs out, for a person who waits. */
function showTime(context: Context, expiresAt: Date): () => void {
  const bar = makeProgress(context, "Waiting, in seconds");
  const whole = Math.ceil((expiresAt.getTime() - Date.now()) / 1_000);
  const show = () => bar.show(Math.max(0, whole - Math.ceil((expiresAt.getTime() - Date.now()) / 1_000)), whole);
  show();
  const timer = setInterval(show, 1_000);
  return () => {
    clearInterval(timer);
    bar.end();
  };
}

const cancelled = new CommandFailure(exitCode.INTERRUPTED, "CANCELLED", "Nothing was done.");
