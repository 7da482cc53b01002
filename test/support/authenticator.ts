/** A security key in software, with the browser before it: it makes what `navigator.credentials` gives, and whatever a liar would. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

/** What a page or a thief would have otherwise. */
export interface Twist {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly counter?: number;
  readonly type?: string;
  readonly flags?: number;
  /** Signs with another key. */
  readonly key?: KeyObject;
}

/** The few forms of CBOR that it needs. */
function cbor(value: number | string | Uint8Array | Map<number | string, unknown>): Buffer {
  const head = (major: number, length: number) =>
    length < 24
      ? Buffer.from([(major << 5) | length])
      : length < 256
        ? Buffer.from([(major << 5) | 24, length])
        : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const members = [...value].flatMap(([key, each]) => [cbor(key), cbor(each as number)]);
  return Buffer.concat([head(5, value.size), ...members]);
}

export class Authenticator {
  private readonly pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  /** Counted up by each assertion. */
  counter = 0;

  constructor(
    readonly origin: string,
    readonly id: Buffer = randomBytes(32),
  ) {}

  /** For the JSON of `beginWebAuthn`. */
  register(options: string, twist: Twist = {}): string {
    const { challenge, rp } = JSON.parse(options) as { challenge: string; rp: { id: string } };
    const { x, y } = this.pair.publicKey.export({ format: "jwk" });
    const bytes = (part: string | undefined) => Buffer.from(part ?? "", "base64url");
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]);
    const attested = Buffer.concat([
      Buffer.alloc(16),
      Buffer.from([this.id.length >> 8, this.id.length & 255]),
      this.id,
      cbor(cose),
    ]);
    const authData = Buffer.concat([this.data(twist.rpId ?? rp.id, twist.flags ?? 0x41, 0), attested]);
    const attestation = new Map<string, unknown>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]);
    return JSON.stringify({
      ...this.named(),
      response: {
        clientDataJSON: text(this.client(twist.type ?? "webauthn.create", challenge, twist)),
        attestationObject: text(cbor(attestation)),
        transports: ["usb"],
      },
    });
  }

  /** For the JSON of a step. */
  assert(options: string, twist: Twist = {}): string {
    const { challenge, rpId } = JSON.parse(options) as { challenge: string; rpId: string };
    this.counter++;
    const authData = this.data(twist.rpId ?? rpId, twist.flags ?? 0x01, twist.counter ?? this.counter);
    const client = this.client(twist.type ?? "webauthn.get", challenge, twist);
    const signature = sign("sha256", Buffer.concat([authData, sha256(client)]), twist.key ?? this.pair.privateKey);
    return JSON.stringify({
      ...this.named(),
      response: {
        clientDataJSON: text(client),
        authenticatorData: text(authData),
        signature: text(signature),
      },
    });
  }

  private named() {
    return { id: text(this.id), rawId: text(this.id), type: "public-key", clientExtensionResults: {} };
  }

  private data(rpId: string, flags: number, counter: number): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
  }

  private client(type: string, challenge: string, twist: Twist): Buffer {
    const said = {
      type,
      challenge: twist.challenge ?? challenge,
      origin: twist.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(said));
  }
}
