/** Reads a file beside the page, which goes on meanwhile. */
import "../trusted-types.ts";
import { ImportRefused, openImport } from "sealgraph/client/import";
import type { Answer, Asked } from "./read-file.ts";

addEventListener("message", async ({ data: { file, options } }: MessageEvent<Asked>) => {
  const answer = await openImport(file, options).then(
    (read): Answer => ({ read }),
    (error: unknown): Answer =>
      error instanceof ImportRefused ? { refused: error.reason, looksLike: error.looksLike } : { failed: true },
  );
  postMessage(answer);
});

// What is sent before all that is imported here was loaded reaches nobody.
postMessage("READY");
