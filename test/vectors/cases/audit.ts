import { type Cases, fixedBytes, fixedHash, fixedId, ids, lastTime, time } from "./fixed.ts";

const first = {
  tenant: ids.tenant,
  revision: 1,
  previous: null,
  id: fixedId("entry"),
  kind: "SIGNED_IN",
  time,
  origin: "SERVER",
  actor: ids.user,
  actorDevice: ids.device,
  surface: "APP",
  user: null,
  device: null,
  group: null,
  vault: null,
  invitation: null,
  records: [],
  amount: null,
  seq: null,
  epoch: null,
};
const later = { ...first, revision: 2, previous: fixedHash("entry before") };
const records = (count: number) => Array.from({ length: count }, (_, place) => fixedId(`record ${place}`));

export const auditCases: Cases = {
  section: "§7.2",
  golden: [
    { name: "the first of a log", given: first },
    { name: "one that nobody did", given: { ...later, actor: null, actorDevice: null, surface: null } },
    {
      name: "a commit of more records than are named",
      given: { ...later, kind: "ITEMS_ADDED", vault: ids.vault, records: records(32), amount: 40 },
    },
    {
      name: "an invitation",
      given: { ...later, kind: "USER_INVITED", invitation: fixedBytes("invitation", 32), seq: 7, surface: "PORTAL" },
    },
    {
      name: "a group's new key, of a kind that is not known, reported by a client",
      given: {
        ...later,
        kind: "SOMETHING_NEW",
        origin: "CLIENT",
        group: fixedId("group"),
        user: ids.stranger,
        epoch: 3,
      },
    },
    {
      name: "about a device, at the last moment that there is",
      given: { ...later, device: ids.device, time: lastTime },
    },
  ],
  negative: [
    { name: "revision 0", given: { ...later, revision: 0 }, error: "MALFORMED" },
    { name: "a first with one before it", given: { ...later, revision: 1 }, error: "MALFORMED" },
    { name: "a second with none before it", given: { ...first, revision: 2 }, error: "MALFORMED" },
    { name: "a kind in small letters", given: { ...first, kind: "signed_in" }, error: "MALFORMED" },
    { name: "a kind of 65 letters", given: { ...first, kind: "A".repeat(65) }, error: "MALFORMED" },
    { name: "a time that is no date", given: { ...first, time: lastTime + 1 }, error: "MALFORMED" },
    { name: "an origin that is none", given: { ...first, origin: "PARTNER" }, error: "UNSUPPORTED" },
    { name: "33 records", given: { ...first, records: records(33) }, error: "TOO_LARGE" },
    { name: "a surface with a space", given: { ...first, surface: "A PP" }, error: "MALFORMED" },
    { name: "a user of 15 bytes", given: { ...first, user: ids.user.slice(1) }, error: "MALFORMED" },
    { name: "an amount below zero", given: { ...first, amount: -1 }, error: "MALFORMED" },
  ],
};
