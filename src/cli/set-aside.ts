import { rename, rm } from "node:fs/promises";
import { isThere } from "./private-file.ts";

/** Files that were moved out of the way until it is known whether what takes their place counts. */
export interface Aside {
  /** Where they are: beside their places. */
  readonly files: readonly string[];
  /** To their places again, over what is there. */
  restore(): Promise<void>;
  forget(): Promise<void>;
}

export const nothingAside: Aside = { files: [], restore: async () => {}, forget: async () => {} };

/** Moves those of these files that are there. Throws what Node throws; then all of them are in their places. */
export async function setAside(files: readonly string[]): Promise<Aside> {
  const moved = new Map<string, string>();
  const restore = async () => {
    for (const [file, aside] of moved) await rename(aside, file);
  };
  try {
    for (const file of files) {
      if (!(await isThere(file))) continue;
      const aside = await freeNameFor(file);
      await rename(file, aside);
      moved.set(file, aside);
    }
  } catch (error) {
    await restore();
    throw error;
  }
  const forget = async () => {
    for (const aside of moved.values()) await rm(aside, { force: true });
  };
  return { files: [...moved.values()], restore, forget };
}

async function freeNameFor(file: string): Promise<string> {
  let name = `${file}.before`;
  for (let count = 2; await isThere(name); count++) name = `${file}.before-${count}`;
  return name;
}
