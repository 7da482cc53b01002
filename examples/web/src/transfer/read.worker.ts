/** Reads a file beside the page, which goes on meanwhile. */
import "../trusted-types.ts";
import { ImportPartMissing, ImportRefused, openImport } from "sealgraph/client/import";
import type { Answer, Asked } from "./read-file.ts";

addEventListener("message", async ({ data: { file, options } }: MessageEvent<Asked>) => {
  postMessage(await openImport(file, options).then((read): Answer => ({ read }), said));
});

function said(error: unknown): Answer {
  if (error instanceof ImportRefused) return { refused: error.reason, looksLike: error.looksLike };
  return { failed: error instanceof ImportPartMissing ? "MISSING" : "UNKNOWN" };
}

// What is sent before all that is imported here was loaded reaches nobody.
postMessage("READY");
