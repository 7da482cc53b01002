import { readdirSync, readFileSync } from "node:fs";
import type { WrittenVectors } from "../vectors/cases/fixed.ts";

const folder = new URL("../vectors/", import.meta.url);

/** Every file of vectors. */
export const vectorFiles = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({
    name: file.replace(".json", ""),
    vectors: JSON.parse(readFileSync(new URL(file, folder), "utf8")) as WrittenVectors,
  }));
