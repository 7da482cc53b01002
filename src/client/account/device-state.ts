import { encodeBase64url, parseBase64url } from "../../crypto/base64url.ts";
import { encodeHandedMemory, type HandedMemory, parseHandedMemory } from "../../crypto/client/approval.ts";
import {
  asSecretKey,
  asSigningSeed,
  asToken,
  type Id,
  type SecretKey,
  type SigningSeed,
  type Token,
} from "../../crypto/keys.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { SealgraphError } from "../errors.ts";
import type { AccountKeysAnswer } from "../transport/session-operations.ts";

/** A session as this device holds it. The refresh tokens are its own making. */
export interface HeldSession {
  readonly session: string;
  readonly accessToken: string;
  /** Milliseconds since 1970, by this device's clock. */
  readonly accessExpiresAt: number;
  readonly refreshToken: Token;
  /** Made and kept before it is named to the server, so that a lost answer can be asked for again. */
  readonly nextRefreshToken: Token | null;
}

/** What sessions of this device are for (PROTOCOL §3.3). */
const surfaces = ["APP", "PORTAL", "PARTNER"] as const;
export type Surface = (typeof surfaces)[number];

/** New account keys that were sent, and of which nobody knows yet whether they are in force. */
export interface PendingRotation {
  readonly secretKey: SecretKey;
  readonly keys: AccountKeysAnswer;
  readonly createdAt: number;
}

/**
 * What a device has to have before anything is unlocked: it signs in with it. The Secret Key and the device key are in
 * it, the password and what follows from it are not.
 */
export interface DeviceState {
  readonly origin: string;
  readonly address: string;
  /** What the person is called, as the server says; null where it was not asked yet. */
  readonly name: string | null;
  readonly user: Id;
  /** Canonical UUID text, as the server says; the account vault is believed instead once it is open. */
  readonly tenant: string | null;
  readonly device: Id;
  readonly deviceName: string;
  readonly deviceSeed: SigningSeed;
  readonly secretKey: SecretKey;
  readonly createdAt: number;
  readonly accountKeys: AccountKeysAnswer | null;
  /** Those of a change of password whose answer is not known yet. */
  readonly candidateKeys: AccountKeysAnswer | null;
  readonly session: HeldSession | null;
  /** `APP` where nothing is said. */
  readonly surface?: Surface;
  /** When the account was last opened by a session key: milliseconds since 1970. */
  readonly usedAt?: number | null;
  readonly ended: "SIGNED_OUT" | "SESSION_ENDED" | "DEVICE_REVOKED" | null;
  /** Of a device that was approved: what the approving one had verified. */
  readonly handed?: HandedMemory | null;
  /** What the roster said of the user's person when address and name were taken up last, in base64url (PROTOCOL §4.3). */
  readonly person?: string | null;
  /** Kept before they are sent (PROTOCOL §3.10). */
  readonly rotation?: PendingRotation | null;
  /** The key generation whose root key the store is sealed under; 1 where nothing is said. */
  readonly storeGeneration?: number;
  /** The key generation whose signing seed marked what is not sent yet; nothing where nothing ever was. */
  readonly queueGeneration?: number | undefined;
}

/** JSON, bytes in base64url: to be kept where only this user reads (0600). */
export function encodeDeviceState(state: DeviceState): Uint8Array {
  const keys = (answer: AccountKeysAnswer | null) =>
    answer && {
      ...answer,
      parameters: encodeBase64url(answer.parameters),
      rootKey: encodeBase64url(answer.rootKey),
      signingSeed: encodeBase64url(answer.signingSeed),
      encryptionSeed: encodeBase64url(answer.encryptionSeed),
      accountVault: formatUuid(answer.accountVault),
      accountVaultKey: encodeBase64url(answer.accountVaultKey),
    };
  const { session } = state;
  return new TextEncoder().encode(
    JSON.stringify({
      format: 1,
      ...state,
      user: formatUuid(state.user),
      device: formatUuid(state.device),
      deviceSeed: encodeBase64url(state.deviceSeed),
      secretKey: encodeBase64url(state.secretKey),
      accountKeys: keys(state.accountKeys),
      candidateKeys: keys(state.candidateKeys),
      handed: state.handed && encodeBase64url(encodeHandedMemory(state.handed)),
      rotation: state.rotation && {
        secretKey: encodeBase64url(state.rotation.secretKey),
        keys: keys(state.rotation.keys),
        createdAt: state.rotation.createdAt,
      },
      session: session && {
        ...session,
        refreshToken: encodeBase64url(session.refreshToken),
        nextRefreshToken: session.nextRefreshToken && encodeBase64url(session.nextRefreshToken),
      },
    }),
  );
}

/** Reads what `encodeDeviceState` wrote; throws STORE_UNSUPPORTED on another format, STORE_DAMAGED on anything else. */
export function parseDeviceState(bytes: Uint8Array): DeviceState {
  try {
    return stateOf(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (error) {
    if (error instanceof SealgraphError) throw error;
    throw new SealgraphError("STORE_DAMAGED", { part: "device" });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: whatever is not as it was written throws here, and is STORE_DAMAGED above.
function stateOf(json: any): DeviceState {
  if (Number.isInteger(json.format) && json.format !== 1)
    throw new SealgraphError("STORE_UNSUPPORTED", { part: "device" });
  if (json.format !== 1) throw new TypeError("format");
  const { session } = json;
  return {
    origin: text(json.origin),
    address: text(json.address),
    name: json.name === null ? null : text(json.name),
    tenant: json.tenant === null ? null : text(json.tenant),
    user: parseUuid(json.user),
    device: parseUuid(json.device),
    deviceName: text(json.deviceName),
    deviceSeed: asSigningSeed(parseBase64url(json.deviceSeed)),
    secretKey: asSecretKey(parseBase64url(json.secretKey)),
    createdAt: Number(json.createdAt),
    accountKeys: keysOf(json.accountKeys),
    candidateKeys: keysOf(json.candidateKeys),
    session: session && {
      session: text(session.session),
      accessToken: text(session.accessToken),
      accessExpiresAt: Number(session.accessExpiresAt),
      refreshToken: asToken(parseBase64url(session.refreshToken)),
      nextRefreshToken: session.nextRefreshToken && asToken(parseBase64url(session.nextRefreshToken)),
    },
    surface: surfaces.find((each) => each === json.surface) ?? "APP",
    usedAt: typeof json.usedAt === "number" ? json.usedAt : null,
    ended: json.ended,
    handed: json.handed ? parseHandedMemory(parseBase64url(json.handed)) : null,
    person: json.person == null ? null : text(json.person),
    rotation: json.rotation ? rotationOf(json.rotation) : null,
    storeGeneration: Number(json.storeGeneration ?? 1),
    queueGeneration: Number(json.queueGeneration ?? json.storeGeneration ?? 1),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
function rotationOf(json: any): PendingRotation {
  const keys = keysOf(json.keys);
  if (keys === null) throw new TypeError("rotation");
  return { secretKey: asSecretKey(parseBase64url(json.secretKey)), keys, createdAt: Number(json.createdAt) };
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
function keysOf(json: any): AccountKeysAnswer | null {
  return (
    json && {
      wrapGeneration: Number(json.wrapGeneration),
      keyGeneration: Number(json.keyGeneration),
      parameters: parseBase64url(json.parameters),
      rootKey: parseBase64url(json.rootKey),
      signingSeed: parseBase64url(json.signingSeed),
      encryptionSeed: parseBase64url(json.encryptionSeed),
      accountVault: parseUuid(json.accountVault),
      accountVaultEpoch: Number(json.accountVaultEpoch),
      accountVaultKey: parseBase64url(json.accountVaultKey),
    }
  );
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("text");
  return value;
}
