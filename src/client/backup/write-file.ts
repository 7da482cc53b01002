import { toHex } from "../../crypto/bytes.ts";
import { startBlake2b256 } from "../../crypto/sodium.ts";
import { BackupFileRefused, type BackupHeader, type BackupLine, backupFileFormat, longestLine } from "./file.ts";
import { encodeLine } from "./file-line.ts";
import { startOrder } from "./file-order.ts";

const encoder = new TextEncoder();

/**
 * The file of a backup, line by line, each with its line feed (PROTOCOL §8.5). Throws BackupFileRefused MIXED_UP or
 * LINE_TOO_LONG for lines that no reader takes; what was written until then is no whole file.
 */
export async function* writeBackupFile(
  header: BackupHeader,
  lines: AsyncIterable<Exclude<BackupLine, { line: "end" }>>,
): AsyncGenerator<string, void> {
  const running = startBlake2b256();
  let written = 0;
  const counted = (text: string): string => {
    const bytes = encoder.encode(`${text}\n`);
    if (bytes.length - 1 > longestLine) throw new BackupFileRefused("LINE_TOO_LONG", written + 1);
    running.add(bytes);
    written++;
    return `${text}\n`;
  };
  const fits = startOrder(header);
  const demandFits = (line: BackupLine): void => {
    if (!fits(line)) throw new BackupFileRefused("MIXED_UP", written + 1);
  };
  try {
    yield counted(JSON.stringify({ sealgraph: backupFileFormat.name, format: backupFileFormat.version, ...header }));
    for await (const line of lines) {
      demandFits(line);
      yield counted(encodeLine(line));
    }
    demandFits({ line: "end", intact: true });
    yield `${JSON.stringify({ line: "end", lines: written, hash: toHex(running.end()) })}\n`;
  } finally {
    running.end();
  }
}
