import { bucketRoot } from "../../../src/crypto/bucket-root.ts";
import { type Signed, signManifest } from "../../../src/crypto/client/sign.ts";
import { climb, type Ladder, nextSkip } from "../../../src/crypto/descent.ts";
import { leafHash } from "../../../src/crypto/leaf.ts";
import { type Manifest, openSignedManifest } from "../../../src/crypto/manifest.ts";
import { profile } from "./chains.ts";
import { ada, ids, tenant, time } from "./fixed.ts";

import { leaf } from "./leaves.ts";
export const root = bucketRoot([{ id: ids.record, hash: leafHash(leaf) }]);
export const first: Manifest = {
  vault: ids.vault,
  revision: 1,
  previous: null,
  skip: null,
  rosterSeq: 0,
  rosterHash: profile.hash,
  epoch: 1,
  root,
  count: 1,
  tenantHead: tenant.state.head,
  author: { user: ids.user, key: ada.signing.publicKey },
  device: ids.device,
  time: time + 5,
};

/** A chain of manifests by the first key, as long as asked for, with the ladder at each. */
function chainOf(length: number): { manifests: (Signed & { manifest: Manifest })[]; ladders: Ladder[] } {
  const manifests: (Signed & { manifest: Manifest })[] = [];
  const ladders: Ladder[] = [];
  for (let revision = 1; revision <= length; revision++) {
    const ladder = ladders.at(-1) ?? null;
    const manifest = {
      ...first,
      revision,
      previous: ladder?.[0]?.hash ?? null,
      skip: nextSkip(ladder),
      time: time + 4 + revision,
    };
    const signed = signManifest(manifest, ada.signing);
    manifests.push({ ...signed, manifest });
    ladders.push(climb(ladder, { revision, hash: signed.hash }));
  }
  return { manifests, ladders };
}

export const { manifests, ladders } = chainOf(12);
export const at = (revision: number) => manifests[revision - 1] as (typeof manifests)[0];
export const bytesAt = (revision: number) => openSignedManifest(at(revision).signed).bytes;
