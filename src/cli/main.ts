#!/usr/bin/env node
import { exitCode } from "./exit-code.ts";
import { run } from "./run.ts";
import { surroundingsOfProcess } from "./surroundings.ts";

// Whoever reads the output has gone: `sealgraph item list | head -1` is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : exitCode.UNEXPECTED));

await run(process.argv.slice(2), surroundingsOfProcess());
