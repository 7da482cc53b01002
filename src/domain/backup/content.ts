import { Failure } from "../../errors.ts";
import type { Request } from "../context.ts";
import type { BackupRow } from "./list.ts";

interface ContentArgs {
  readonly backup: string;
  readonly first: number;
  readonly after: string | null;
}

/** A page of a backup. */
export interface ContentPage {
  readonly backup: BackupRow;
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
  readonly wrap: {
    readonly epoch: number;
    readonly group: string;
    readonly groupEpoch: number;
    readonly wrap: Uint8Array;
  };
  readonly name: { readonly name: Uint8Array; readonly epoch: number } | null;
  readonly links: readonly {
    readonly seq: number;
    readonly link: Uint8Array;
    readonly signatures: readonly Uint8Array[];
  }[];
  readonly epochKeys: readonly { readonly epoch: number; readonly previousKey: Uint8Array }[];
  readonly records: readonly object[];
  readonly next: string | null;
}

export async function readContent(_r: Request, _a: ContentArgs & { readonly recovery: string }): Promise<ContentPage> {
  throw new Failure("FORBIDDEN");
}

export async function exportBackup(_r: Request, _a: ContentArgs): Promise<ContentPage> {
  throw new Failure("FORBIDDEN");
}
