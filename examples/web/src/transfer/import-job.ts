import type { Client, ImportProgress, ProfileKind } from "sealgraph/client";
import { type AboutImport, type Importable, type ImportDone, importInto } from "sealgraph/client/import";
import { makeValue, useValue } from "../shell/value.ts";

export interface Target {
  readonly profile: ProfileKind | null;
  /** Names of folders, from the top down. */
  readonly under: readonly string[];
}

/** An import that was begun: it goes on while other parts are looked at. */
export type Job =
  | {
      readonly state: "RUNNING";
      readonly client: Client;
      readonly items: number;
      readonly progress: ImportProgress | null;
    }
  | {
      readonly state: "DONE";
      readonly client: Client;
      readonly items: number;
      /** What the file counts its entries by. */
      readonly unit: AboutImport["unit"];
      readonly done: ImportDone;
    }
  | { readonly state: "FAILED"; readonly client: Client; readonly items: number; readonly error: unknown };

const job = makeValue<Job | null>(null);

/** The job of this account; one of an account that was closed since is nobody's. */
export function useImportJob(client: Client): Job | null {
  const now = useValue(job);
  return now?.client === client ? now : null;
}

export const forgetJob = (): void => job.set(null);

export async function startImport(
  client: Client,
  read: Importable,
  { items, unit }: AboutImport,
  target: Target,
): Promise<void> {
  if (job.get()?.state === "RUNNING") return;
  const show = (progress: ImportProgress | null) => job.set({ state: "RUNNING", client, items, progress });
  const stay = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener("beforeunload", stay);
  show(null);
  try {
    const { profile, under } = target;
    const done = await importInto(client, read, { ...(profile && { profile }), under, onProgress: show });
    job.set({ state: "DONE", client, items, unit, done });
  } catch (error) {
    job.set({ state: "FAILED", client, items, error });
  } finally {
    window.removeEventListener("beforeunload", stay);
  }
}
