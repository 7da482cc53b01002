import { setTimeout as sleep } from "node:timers/promises";
import type { Change, SyncState } from "../src/client/index.ts";

/** Where the story is told: at the pace of somebody who reads, or without pauses. */
export interface Stage {
  /** A new chapter. */
  chapter(title: string): Promise<void>;
  /** What happens next. */
  say(words: string): Promise<void>;
  /** What a device shows of a change, with the ● of its state. */
  show(device: string, title: string, change: Change["change"], state: SyncState, after?: number): void;
  /** Lines as they are. */
  print(...lines: string[]): void;
}

const colours: Readonly<Record<SyncState, number>> = { SYNCED: 32, PENDING: 33, OFFLINE: 31, REFUSED: 31 };

/** `pace` is how many milliseconds a sentence stands before the next. */
export function makeStage(pace: number, out: NodeJS.WriteStream = process.stdout): Stage {
  const coloured = out.isTTY === true && !process.env.NO_COLOR;
  const paint = (code: number, text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const print = (...lines: string[]) => void out.write(`${lines.join("\n")}\n`);
  return {
    print,
    chapter: async (title) => {
      print("", paint(1, title));
      await sleep(pace);
    },
    say: async (words) => {
      print(words);
      await sleep(pace);
    },
    show: (device, title, change, state, after) => {
      const took = after === undefined ? "" : `  after ${Math.round(after)} ms`;
      print(
        `  ${device.padEnd(7)} ${paint(colours[state], "●")} ${state.padEnd(8)} ${change.toLowerCase().padEnd(9)} ${title}${took}`,
      );
    },
  };
}
