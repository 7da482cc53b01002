import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

const mostBytes = 1_048_576;

/** Standard input, handed out line by line, or as what is left of it. Reads no further than it is asked to. */
export interface StandardInput {
  /** Throws when there is no further line. */
  line(purpose: string): Promise<string>;
  /** Everything to the end, without a final line break. */
  rest(): Promise<string>;
}

export function readStandardInput(stream: NodeJS.ReadableStream): StandardInput {
  let buffered = "";
  let ended = false;
  const chunks = stream[Symbol.asyncIterator]();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const more = async () => {
    const next = await chunks.next();
    ended = next.done === true;
    try {
      buffered += ended ? decoder.decode() : decoder.decode(Buffer.from(next.value), { stream: true });
    } catch {
      throw new CommandFailure(exitCode.USAGE, "BAD_STDIN", "Standard input is not UTF-8.");
    }
    if (buffered.length > mostBytes)
      throw new CommandFailure(exitCode.USAGE, "BAD_STDIN", "Standard input is longer than 1 MiB.");
  };
  return {
    async line(purpose) {
      while (!ended && !buffered.includes("\n")) await more();
      if (ended && buffered === "")
        throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", `Standard input has no line for ${purpose}.`);
      const end = buffered.includes("\n") ? buffered.indexOf("\n") : buffered.length;
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 1);
      return line.replace(/\r$/, "");
    },
    async rest() {
      while (!ended) await more();
      const text = buffered.replace(/\r?\n$/, "");
      buffered = "";
      return text;
    },
  };
}
