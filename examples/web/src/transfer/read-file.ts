import {
  type Importable,
  type ImportFormat,
  type ImportRefusal,
  ImportRefused,
  isArchive,
  type OpenImport,
  openImport,
} from "sealgraph/client/import";

import { notLoaded } from "../shell/not-loaded.ts";

export interface Asked {
  readonly file: File;
  readonly options: OpenImport;
}

export type Answer =
  | { readonly read: Importable }
  | { readonly refused: ImportRefusal; readonly looksLike: ImportFormat | null }
  /** `MISSING`: what reads this format was not loaded. */
  | { readonly failed: "MISSING" | "UNKNOWN" };

/** Enough to tell an archive. */
const startLength = 64;

/**
 * Reads a file of any format, beside the page, so that a big one stops nothing. An archive is read here: frame by frame, and again while
 * it is imported. Throws ImportRefused, NotLoaded.
 */
export async function readFile(file: File, options: OpenImport): Promise<Importable> {
  if (isArchive(new Uint8Array(await file.slice(0, startLength).arrayBuffer()))) return openImport(file, options);
  const answer = await askWorker({ file, options });
  if ("read" in answer) return answer.read;
  if ("refused" in answer) throw new ImportRefused(answer.refused, answer.looksLike);
  const error = new Error("the file could not be read");
  throw answer.failed === "MISSING" ? await notLoaded(error) : error;
}

async function askWorker(asked: Asked): Promise<Answer> {
  const worker = new Worker(new URL("./read.worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      let isReady = false;
      worker.addEventListener("message", ({ data }: MessageEvent<Answer | "READY">) => {
        if (data !== "READY") return resolve(data);
        isReady = true;
        worker.postMessage(asked);
      });
      worker.addEventListener("error", async (event) =>
        reject(isReady ? new Error("the worker failed") : await notLoaded(event)),
      );
    });
  } finally {
    worker.terminate();
  }
}
