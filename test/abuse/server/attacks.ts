/** Attacks of a server on what a device is shown, group by group (the groups are those of ePrint 2026/058 and our own). */

import { encodeBase64url, parseBase64url } from "../../../src/crypto/base64url.ts";
import { makeVaultKey, sealPreviousKey } from "../../../src/crypto/client/epoch.ts";
import { deriveSigningPair, makeSigningSeed, sign, signManifest } from "../../../src/crypto/client/sign.ts";
import { openSignedManifest, parseManifest } from "../../../src/crypto/manifest.ts";
import type { Answer } from "../../support/line.ts";
import { itemsOf, login } from "../../support/two-devices.ts";
import { type Attack, flipped, pageOf, pageOfEve, type Scene, vaultIn } from "./attack.ts";

const paper = "ePrint 2026/058";
const own = "our own reasoning";
const business = (page: Answer, scene: Scene) => vaultIn(page, scene, "BUSINESS");

const edits = async ({ laptop, ids }: Scene) => {
  for (const id of ids) await itemsOf(laptop).edit(id, { fields: { username: "bob", password: `of ${id}` } });
};
const adds = async ({ laptop }: Scene) => {
  await itemsOf(laptop).add(login("new"));
  await laptop.profile("BUSINESS").items().add(login("new business"));
};
/** What the server had before, and what was written since. */
const addsAfter = async (scene: Scene) => {
  const page = await pageOf(scene, scene.laptop);
  await edits(scene);
  return page;
};
const recordIn = (vault: Answer, id: string): Answer => vault.records.find((each: Answer) => each.record === id);
const content = ({ body, key, version, epoch, previousLeaf }: Answer) => ({ body, key, version, epoch, previousLeaf });

export const records: readonly Attack[] = [
  {
    name: "swaps what two items say",
    source: paper,
    before: edits,
    lie: (page, scene) => {
      const [one, two] = scene.ids.map((id) => recordIn(vaultIn(page, scene), id));
      const [first, second] = [content(one), content(two)];
      Object.assign(one, second);
      Object.assign(two, first);
    },
    check: "WRONG_ROOT",
    frozen: ["PERSONAL"],
  },
  {
    name: "gives an item the key of another",
    source: paper,
    before: edits,
    lie: (page, scene) => {
      const [one, two] = scene.ids.map((id) => recordIn(vaultIn(page, scene), id));
      one.key = two.key;
    },
    check: "WRONG_ROOT",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows an item as it was before its password was changed",
    source: paper,
    before: addsAfter,
    lie: (page, scene, old) => {
      const [id] = scene.ids;
      Object.assign(recordIn(vaultIn(page, scene), id), content(recordIn(vaultIn(old, scene), id)));
    },
    check: "WRONG_ROOT",
    frozen: ["PERSONAL"],
  },
  {
    name: "takes an item out of the trash",
    source: own,
    before: ({ laptop, ids }) => itemsOf(laptop).trash(ids[0]),
    lie: (page, scene) => {
      recordIn(vaultIn(page, scene), scene.ids[0]).trashedAt = null;
    },
    check: "WRONG_ROOT",
    frozen: ["PERSONAL"],
  },
  {
    name: "brings a purged item back",
    source: own,
    before: async (scene) => {
      const old = await pageOf(scene, scene.laptop);
      await itemsOf(scene.laptop).trash(scene.ids[0]);
      await itemsOf(scene.laptop).purge(scene.ids[0]);
      return old;
    },
    lie: (page, scene, old) => {
      const vault = vaultIn(page, scene);
      const { revision } = recordIn(vault, scene.ids[0]);
      Object.assign(recordIn(vault, scene.ids[0]), recordIn(vaultIn(old, scene), scene.ids[0]), { revision });
    },
    check: "WRONG_COUNT",
    frozen: ["PERSONAL"],
  },
  {
    name: "has an item vanish by saying that it was purged",
    source: own,
    before: edits,
    lie: (page, scene) => {
      const nothing = Object.fromEntries(Object.keys(content({})).map((name) => [name, null]));
      const gone = { ...nothing, purged: true, class: null, schema: null, folder: null, trashedAt: null };
      Object.assign(recordIn(vaultIn(page, scene), scene.ids[0]), gone);
    },
    check: "WRONG_COUNT",
    frozen: ["PERSONAL"],
  },
  {
    name: "moves an item from one profile to the other",
    source: paper,
    before: adds,
    lie: (page, scene) => {
      const [item] = business(page, scene).records;
      vaultIn(page, scene).records.push({ ...item, revision: vaultIn(page, scene).revision });
    },
    check: "WRONG_COUNT",
    frozen: ["PERSONAL"],
  },
  {
    name: "plants an item of its accomplice's",
    source: paper,
    before: async (scene) => {
      await adds(scene);
      return pageOfEve(scene);
    },
    lie: (page, scene, hers) => {
      const [planted] = hers.vaults.find((each: Answer) => each.class === "PERSONAL").records;
      vaultIn(page, scene).records.push({ ...planted, revision: vaultIn(page, scene).revision });
    },
    check: "WRONG_COUNT",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows an item as a folder",
    source: own,
    before: edits,
    lie: (page, scene) => {
      recordIn(vaultIn(page, scene), scene.ids[0]).class = 1;
    },
    check: "WRONG_ROOT",
    frozen: ["PERSONAL"],
  },
  {
    name: "says that an item is sealed under a later epoch than there is",
    source: own,
    before: edits,
    lie: (page, scene) => {
      recordIn(vaultIn(page, scene), scene.ids[0]).epoch = 2;
    },
    check: "WRONG_ROOT",
    frozen: ["PERSONAL"],
  },
];

export const manifests: readonly Attack[] = [
  {
    name: "shows the profile as it was, as if nothing had happened since",
    source: paper,
    before: addsAfter,
    lie: (page, _, old) => Object.assign(page, { ...structuredClone(old), vaults: behind(old) }),
    check: "WENT_BACK",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows the head of the other profile",
    source: own,
    before: adds,
    lie: (page, scene) => {
      vaultIn(page, scene).head.manifest = business(page, scene).head.manifest;
    },
    check: "BAD_SIGNATURE",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows the head of the other profile with its signature",
    source: own,
    before: adds,
    lie: (page, scene) => {
      const [mine, other] = [vaultIn(page, scene).head, business(page, scene).head];
      Object.assign(mine, { manifest: other.manifest, signature: other.signature });
    },
    check: "WRONG_ROSTER",
    frozen: ["PERSONAL"],
  },
  {
    name: "signs the head itself, in the author's name",
    source: paper,
    before: adds,
    lie: (page, scene) => {
      const { head } = vaultIn(page, scene);
      const pair = deriveSigningPair(makeSigningSeed());
      head.signature = encodeBase64url(sign("manifest", parseBase64url(head.manifest), pair));
    },
    check: "BAD_SIGNATURE",
    frozen: ["PERSONAL"],
  },
  {
    name: "signs the head itself, by a key that is no member's",
    source: paper,
    before: adds,
    lie: (page, scene) => {
      const { head } = vaultIn(page, scene);
      const manifest = parseManifest(parseBase64url(head.manifest));
      const pair = deriveSigningPair(makeSigningSeed());
      const forged = signManifest({ ...manifest, author: { ...manifest.author, key: pair.publicKey } }, pair);
      const { bytes, signature } = openSignedManifest(forged.signed);
      Object.assign(head, { manifest: encodeBase64url(bytes), signature: encodeBase64url(signature) });
    },
    check: "WRONG_AUTHOR",
    frozen: ["PERSONAL"],
  },
  {
    name: "has its accomplice's manifest stand for the head",
    source: own,
    before: async (scene) => {
      await adds(scene);
      return pageOfEve(scene);
    },
    lie: (page, scene, hers) => {
      const { head } = hers.vaults.find((each: Answer) => each.class === "PERSONAL");
      Object.assign(vaultIn(page, scene).head, { manifest: head.manifest, signature: head.signature });
    },
    check: "WRONG_ROSTER",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows a head in bytes that are not the canonical ones",
    source: own,
    before: adds,
    lie: (page, scene) => {
      const { head } = vaultIn(page, scene);
      const bytes = parseBase64url(head.manifest);
      // The same array with its length in two bytes.
      head.manifest = encodeBase64url(Uint8Array.of(0x98, (bytes[0] as number) & 0x1f, ...bytes.subarray(1)));
    },
    check: "MALFORMED",
    frozen: ["PERSONAL"],
  },
  {
    name: "leaves out how the head descends from the one that is known",
    source: own,
    before: async (scene) => {
      for (let n = 0; n < 4; n++) await adds(scene);
    },
    lie: (page, scene) => {
      vaultIn(page, scene).path = [];
    },
    check: "BROKEN_CHAIN",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows another manifest on the way",
    source: own,
    before: async (scene) => {
      for (let n = 0; n < 4; n++) await adds(scene);
    },
    lie: (page, scene) => {
      const [step] = vaultIn(page, scene).path;
      step.manifest = flipped(step.manifest, 60);
    },
    check: "BROKEN_CHAIN",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows the account's own entries as they were",
    source: paper,
    before: async (scene) => {
      const old = await pageOf(scene, scene.laptop);
      await scene.laptop.rotate("BUSINESS");
      return old;
    },
    lie: (page, _, old) => {
      const before = old.vaults.find((each: Answer) => each.class === "ACCOUNT");
      page.vaults = page.vaults.map((each: Answer) => (each.class === "ACCOUNT" ? back(before, 1) : each));
    },
    check: "WENT_BACK",
    frozen: ["ACCOUNT", "BUSINESS"],
  },
];

/** The same vaults, with a revision that is lower than what was held. */
const back = (vault: Answer, by: number): Answer => ({ ...structuredClone(vault), revision: vault.revision - by });
const behind = (page: Answer): Answer =>
  page.vaults.map((each: Answer) => (each.class === "PERSONAL" ? back(each, 1) : each));

const linksIn = (page: Answer, { phone }: Scene): Answer =>
  page.rosters.find((each: Answer) => each.roster === phone.profile("PERSONAL").vault);
const rotates = async (scene: Scene) => {
  const before = await pageOf(scene, scene.laptop);
  await scene.laptop.rotate("PERSONAL");
  return before;
};

export const rosters: readonly Attack[] = [
  {
    name: "signs the link of a new epoch itself, in the name of the profile's user",
    source: paper,
    before: rotates,
    lie: (page, scene) => {
      const [link] = linksIn(page, scene).links;
      const pair = deriveSigningPair(makeSigningSeed());
      link.signatures = [encodeBase64url(sign("link", parseBase64url(link.link), pair))];
    },
    check: "BAD_SIGNATURE",
    frozen: ["PERSONAL"],
  },
  {
    name: "keeps back the link by which an epoch began",
    source: own,
    before: rotates,
    lie: (page, scene) => {
      page.rosters = page.rosters.filter((each: Answer) => each !== linksIn(page, scene));
    },
    check: "WRONG_ROSTER_HEAD",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows the links of another profile",
    source: paper,
    before: async (scene) => {
      await rotates(scene);
      await scene.laptop.rotate("BUSINESS");
    },
    lie: (page, scene) => {
      const other = page.rosters.find((each: Answer) => each.roster === scene.phone.profile("BUSINESS").vault);
      linksIn(page, scene).links = structuredClone(other.links);
    },
    check: "WRONG_ROSTER",
    frozen: ["PERSONAL"],
  },
  {
    name: "replaces the genesis by its accomplice's",
    source: paper,
    before: async (scene) => {
      await rotates(scene);
      return pageOfEve(scene);
    },
    lie: (page, scene, hers) => {
      const vault = hers.vaults.find((each: Answer) => each.class === "PERSONAL").vault;
      linksIn(page, scene).links = hers.rosters.find((each: Answer) => each.roster === vault).links;
    },
    check: "BROKEN_CHAIN",
    frozen: ["PERSONAL"],
  },
  {
    name: "shows the tenant of its accomplice",
    source: paper,
    before: async (scene) => {
      await adds(scene);
      return pageOfEve(scene);
    },
    lie: (page, _, hers) => {
      page.rosters.push(hers.rosters.find((each: Answer) => each.kind === "TENANT"));
    },
    check: "BROKEN_CHAIN",
    frozen: [],
  },
  {
    name: "hands over the key before under an envelope of its own",
    source: paper,
    before: rotates,
    lie: (page, scene) => {
      const vault = vaultIn(page, scene);
      const { vault: id } = parseManifest(parseBase64url(vault.head.manifest));
      const envelope = sealPreviousKey(makeVaultKey(), { vault: id, epoch: 2 }, makeVaultKey());
      vault.epochKeys[0].previousKey = encodeBase64url(envelope);
    },
    check: "WRONG_KEYS",
    frozen: ["PERSONAL"],
  },
  {
    name: "hands over no key of the epoch before",
    source: own,
    before: rotates,
    lie: (page, scene) => {
      vaultIn(page, scene).epochKeys = [];
    },
    check: "WRONG_EPOCH",
    frozen: ["PERSONAL"],
  },
];
