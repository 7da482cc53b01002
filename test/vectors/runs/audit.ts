import { type AuditOrigin, auditHash } from "../../../src/crypto/audit-entry.ts";
import { asHash, asId, asSigningPublicKey } from "../../../src/crypto/keys.ts";
import type { Given, Runs } from "../given.ts";

const uintOrNull = (given: Given, name: string) => (given.has(name) ? given.uint(name) : null);

export const auditRuns: Runs = {
  "audit-entry": (given) => ({
    hash: auditHash(
      {
        tenant: given.bytes("tenant", asId),
        revision: given.uint("revision"),
        id: given.bytes("id", asId),
        kind: given.text("kind"),
        time: given.uint("time"),
        origin: given.text("origin") as AuditOrigin,
        actor: given.bytesOrNull("actor", asId),
        actorDevice: given.bytesOrNull("actorDevice", asId),
        surface: given.has("surface") ? given.text("surface") : null,
        user: given.bytesOrNull("user", asId),
        device: given.bytesOrNull("device", asId),
        group: given.bytesOrNull("group", asId),
        vault: given.bytesOrNull("vault", asId),
        invitation: given.bytesOrNull("invitation", asSigningPublicKey),
        records: given.allBytes("records").map(asId),
        amount: uintOrNull(given, "amount"),
        seq: uintOrNull(given, "seq"),
        epoch: uintOrNull(given, "epoch"),
      },
      given.bytesOrNull("previous", asHash),
    ),
  }),
};
