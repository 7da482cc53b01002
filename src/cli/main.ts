#!/usr/bin/env node
import { exitCode } from "./exit-code.ts";
import { run } from "./run.ts";
import { surroundingsOfProcess } from "./surroundings.ts";
import { whyNotWritten } from "./why-not-written.ts";

// Whoever reads the output has gone: `sealgraph item list | head -1` is no failure. A full disk behind `>` is one.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") process.exit(0);
    if (stream === process.stdout) process.stderr.write(`The output cannot be written: ${whyNotWritten(code)}.\n`);
    process.exit(exitCode.UNEXPECTED);
  });

await run(process.argv.slice(2), surroundingsOfProcess());
