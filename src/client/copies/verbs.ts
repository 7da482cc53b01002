import type { LinkedCopyEntry } from "../../crypto/client/entry.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, type Open, opened, vaultOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { purged, readBody } from "../items/body.ts";
import { freshId, idsOf } from "../items/profile.ts";
import { readItemBody } from "../items/view.ts";
import { noteCall } from "../policy/idle.ts";
import { noteItems } from "../policy/item-events.ts";
import { noRight } from "../shares/rights.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import { profileOf } from "../vault/held.ts";
import type { CopyState, LinkedCopies, LinkedCopy } from "./copies.ts";
import { deedsOf, telling } from "./follow.ts";
import { lookAt } from "./look.ts";
import { makeCopy } from "./make.ts";

export function copiesOf(core: Core): LinkedCopies {
  const view = (copy: string): LinkedCopy => viewCopy(core, opened(core), notedOf(opened(core), copy));
  return {
    list: async () => {
      noteCall(core);
      const open = opened(core);
      const all = [...(open.held.pins?.copies.values() ?? [])].map(({ entry }) => viewCopy(core, open, entry));
      return all.sort((a, b) => collator.compare(a.title ?? "", b.title ?? "") || (a.id < b.id ? -1 : 1));
    },
    make: async ({ id, profile, share }, into) => {
      const kind = share === null ? profile : { share };
      const [source = ""] = idsOf(id);
      const copy = freshId(core);
      const make = (open: Open) => makeCopy(core, open, { kind, source }, { ...into, copy });
      make(opened(core));
      await telling(core, into.share, formatUuid(copy), () => commitNow(core, make));
      await noteItems({ core, kind }, "COPIED", [source]);
      return view(formatUuid(copy));
    },
    followAgain: async (copy) => {
      const again = (open: Open) => {
        const entry = notedOf(open, copy);
        const look = lookAt(core, open, entry);
        if (look.again === null) throw whyNot(look.state);
        return makeDeed(core, deedsOf(open, entry, look.again));
      };
      const { share } = notedOf(opened(core), copy);
      await telling(core, formatUuid(share), copy, () => commitNow(core, again));
      return view(copy);
    },
    unlink: async (copy) => {
      await commitNow(core, (open) => {
        const account = vaultOf(open, "ACCOUNT");
        notedOf(open, copy);
        const record = account.records.get(open.held.pins?.copies.get(copy)?.record ?? "");
        if (record === undefined) throw noLink();
        return makeDeed(core, [{ vault: account.vault, changes: [purged(record)], epochStart: null }]);
      });
    },
  };
}

function viewCopy(core: Core, open: Open, entry: LinkedCopyEntry): LinkedCopy {
  const [share, copy] = [formatUuid(entry.share), formatUuid(entry.copy)];
  const [vault, source] = [formatUuid(entry.vault), formatUuid(entry.source)];
  const from = open.held.vaults.get(vault);
  return {
    id: copy,
    share,
    title: titleIn(open, share, copy) ?? titleIn(open, vault, source),
    source: {
      id: source,
      profile: from ? profileOf(from) : null,
      share: from && from.class !== "SHARE" ? null : vault,
    },
    state: lookAt(core, open, entry).state,
  };
}

function titleIn(open: Open, vault: string, id: string): string | null {
  const held = open.held.vaults.get(vault);
  const record = held?.records.get(id);
  const body = held && record && readBody(open, held, record);
  return body ? readItemBody(body).title : null;
}

const noLink = () => new SealgraphError("NOT_FOUND", { part: "linked copy" });

function notedOf(open: Open, copy: string): LinkedCopyEntry {
  const noted = open.held.pins?.copies.get(copy);
  if (noted === undefined) throw noLink();
  return noted.entry;
}

/** Why a copy cannot be given what its source has. */
function whyNot(state: CopyState): SealgraphError {
  switch (state) {
    case "FOLLOWING":
      return new SealgraphError("ALREADY_SO");
    case "SOURCE_GONE":
      return new SealgraphError("NOT_FOUND", { part: "source" });
    case "COPY_GONE":
      return new SealgraphError("NOT_FOUND", { part: "copy" });
    case "SOURCE_HIDDEN":
      return new SealgraphError("READER_HIDDEN");
    case "DENIED":
      return new SealgraphError("POLICY_DENIED", { setting: "businessItemDomains" });
    case "FROZEN":
      return new SealgraphError("VAULT_FROZEN");
    case "NO_RIGHT":
      return noRight();
    default:
      return new SealgraphError("KEY_PENDING");
  }
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
