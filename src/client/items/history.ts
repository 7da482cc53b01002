import { equalBytes } from "../../crypto/bytes.ts";
import type { Hash } from "../../crypto/keys.ts";
import { call } from "../account/session.ts";
import { opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { withoutSecrets } from "../kinds/without-secrets.ts";
import { hidesSecrets } from "../shares/rights.ts";
import {
  listSharedVersionsOperation,
  listVersionsOperation,
  type VersionAnswer,
} from "../transport/history-operation.ts";
import { visitOf } from "../vault/held.ts";
import { leafOf } from "../vault/record.ts";
import { openBody, readBody } from "./body.ts";
import { heldVault, ITEM, type ProfileCore, recordOf } from "./profile.ts";
import { type Item, type RecordView, readItemBody } from "./view.ts";

/** A sealing of an item, as it was. */
export interface ItemVersion extends Omit<Item, keyof RecordView> {
  readonly version: number;
  readonly readable: boolean;
}

/** All sealings of an item that the server has, newest first. Throws as `sealingsOf`. */
export async function itemHistory(profile: ProfileCore, id: string): Promise<ItemVersion[]> {
  const { open, vault } = heldVault(profile);
  const hidden = vault.class === "SHARE" && hidesSecrets(open, vault.chain);
  const history: ItemVersion[] = [];
  for await (const { version, body } of sealingsOf(profile, id)) history.push(versionView(version, body, hidden));
  if (profile.core.open !== open) throw new SealgraphError("LOCKED");
  return history;
}

/** One sealing of an item; without a body where it cannot be read here. */
export interface Sealed {
  readonly version: number;
  readonly epoch: number;
  readonly body: JsonObject | null;
}

/**
 * The sealings of an item, newest first, as far as they are asked for. Each former one is the one that the next names by its leaf,
 * down from the present one, whose leaf the manifest signs (PROTOCOL §5.2); they may end early, because a server may drop old
 * versions. Throws SERVER_CAUGHT where a version is not the one named, NOT_FOUND, and what `call` throws.
 */
export async function* sealingsOf(profile: ProfileCore, id: string): AsyncGenerator<Sealed> {
  const { open, vault } = heldVault(profile);
  const record = recordOf(vault, id, ITEM);
  yield { version: record.version, epoch: record.epoch, body: readBody(open, vault, record) };
  let named: { leaf: Hash | null; version: number } = { leaf: record.previousLeaf, version: record.version };
  for await (const { content } of versionsOf(profile, id)) {
    if (named.leaf === null || !equalBytes(leafOf(record.recordId, content), named.leaf)) {
      throw new ServerCaught("MISMATCH", null);
    }
    if (content.version !== named.version - 1) throw new ServerCaught("BROKEN_CHAIN", null);
    const { version, epoch } = content;
    yield { version, epoch, body: openBody(open, vault, { recordId: record.recordId, ...content }) };
    named = { leaf: content.previousLeaf, version: content.version };
  }
}

async function* versionsOf({ core, kind }: ProfileCore, record: string): AsyncGenerator<VersionAnswer> {
  const visit = typeof kind === "string" ? null : visitOf(opened(core).held, kind.share);
  for (let after: string | null = null; ; ) {
    const page: { versions: readonly VersionAnswer[]; next: string | null } =
      typeof kind === "string"
        ? await call(core, listVersionsOperation, { kind, record, after })
        : await call(core, listSharedVersionsOperation, { share: kind.share, record, after }, visit);
    yield* page.versions;
    if (page.next === null) return;
    after = page.next;
  }
}

function versionView(version: number, body: ReturnType<typeof readBody>, hidden: boolean): ItemVersion {
  return { version, readable: body !== null, ...readItemBody(body && hidden ? withoutSecrets(body) : (body ?? {})) };
}
