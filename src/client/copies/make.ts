/** Making a linked copy: the copy, and that it follows, in one commit (PROTOCOL §5.9). */
import type { LinkedCopyEntry } from "../../crypto/client/entry.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { writeCopy } from "../account/seal-entry.ts";
import { type Core, type Open, vaultOf } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { encodeBody, newRecord, readBody } from "../items/body.ts";
import { folderFor, type freshId, heldVault, ITEM, recordOf } from "../items/profile.ts";
import { checkBelongs } from "../policy/rules.ts";
import { makeDeed } from "../sync/commit.ts";
import type { Deed } from "../sync/deed.ts";
import { profileOf, visitOf } from "../vault/held.ts";
import { copyOf, isHidden, lookAt } from "./look.ts";

type Source = { readonly kind: Parameters<typeof heldVault>[0]["kind"]; readonly source: string };
type Into = { readonly share: string; readonly folder?: string | null; readonly copy: ReturnType<typeof freshId> };

const otherCompany = "A linked copy cannot be made in a share of another company: copy the item there instead.";

/** Throws READER_HIDDEN, IS_COPY, ALREADY_SO, FORBIDDEN, INVALID_INPUT, NOT_FOUND, POLICY_DENIED, KEY_PENDING. */
export function makeCopy(core: Core, open: Open, { kind, source }: Source, { share, folder, copy }: Into): Deed {
  const { vault: from } = heldVault({ core, kind });
  const { vault: to } = heldVault({ core, kind: { share } });
  const record = recordOf(from, source, ITEM);
  if (record.trashedSince > 0) throw new SealgraphError("NOT_FOUND", { part: "record" });
  if (isHidden(open, from)) throw new SealgraphError("READER_HIDDEN");
  for (const { entry } of open.held.pins?.copies.values() ?? []) {
    if (isAt(entry.share, entry.copy, from.vault, source)) throw new SealgraphError("IS_COPY");
    const isSame = isAt(entry.vault, entry.source, from.vault, source) && formatUuid(entry.share) === to.vault;
    if (isSame && lookAt(core, open, entry).state !== "COPY_GONE") throw new SealgraphError("ALREADY_SO");
  }
  if (from.vault === to.vault) refuseInput("share");
  // What is noted and what is copied are one commit, and a commit lies in one company.
  if (visitOf(open.held, to.vault)) throw new SealgraphError("FORBIDDEN", { part: "share" }, otherCompany);
  const body = readBody(open, from, record);
  if (body === null) throw new SealgraphError("NOT_FOUND", { part: "body" });
  checkBelongs(open, profileOf(to), body);
  const made = newRecord(open, to, copy, ITEM, folderFor(to, folder), encodeBody(copyOf(body)));
  const account = vaultOf(open, "ACCOUNT");
  const noted = writeCopy(open, account, {
    share: to.id,
    copy,
    copyVersion: 1,
    vault: from.id,
    source: record.recordId,
    sourceVersion: record.version,
  });
  return makeDeed(core, [
    { vault: to.vault, changes: [made], epochStart: null },
    { vault: account.vault, changes: [noted], epochStart: null },
  ]);
}

const isAt = (vault: LinkedCopyEntry["vault"], record: LinkedCopyEntry["source"], its: string, id: string): boolean =>
  formatUuid(vault) === its && formatUuid(record) === id;
