/** Secrets of webhooks, and what is signed by them: after Standard Webhooks, so that receivers verify with libraries that there are. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { parseUuid } from "../../crypto/uuid.ts";
import type { MachineId, TenantId } from "../../ids.ts";
import type { House } from "../context.ts";
import { keyUnder } from "../second-factor/seed.ts";

/** What a secret belongs to: under another webhook it does not open. */
export interface SecretPlace {
  readonly tenant: TenantId;
  readonly webhook: MachineId;
}

const cipher = "aes-256-gcm";
const purpose = "sealgraph webhook secret";

export const makeSecret = (): Uint8Array => randomBytes(32);

/** As receivers are given it. */
export const secretText = (secret: Uint8Array): string => `whsec_${Buffer.from(secret).toString("base64")}`;

export function sealSecret({ serverSecret }: House, place: SecretPlace, secret: Uint8Array): Uint8Array {
  const nonce = randomBytes(12);
  const sealing = createCipheriv(cipher, keyUnder(serverSecret, purpose), nonce);
  sealing.setAAD(placeBytes(place));
  return Buffer.concat([nonce, sealing.update(secret), sealing.final(), sealing.getAuthTag()]);
}

/** Throws where it was not sealed under this server's secret for this webhook. */
export function openSecret({ serverSecret }: House, place: SecretPlace, sealed: Uint8Array): Uint8Array {
  const key = keyUnder(serverSecret, purpose);
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, 12), { authTagLength: 16 });
  opening.setAAD(placeBytes(place));
  opening.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([opening.update(sealed.subarray(12, -16)), opening.final()]);
}

const placeBytes = ({ tenant, webhook }: SecretPlace): Uint8Array =>
  Buffer.concat([parseUuid(tenant), parseUuid(webhook)]);

/** The headers of a message, signed by each of these secrets: during a rotation there are two. */
export function signedHeaders(
  id: string,
  at: Date,
  body: string,
  secrets: readonly Uint8Array[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
    return `v1,${signature}`;
  });
  return {
    "content-type": "application/json",
    "user-agent": "Sealgraph",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
