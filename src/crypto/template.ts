/** Documents of policies that a partner gives to its companies by their labels (PROTOCOL §4.17). */
import { bounds } from "./bounds.ts";
import { compareBytes, encodeUtf8, equalBytes, equalOrNull } from "./bytes.ts";
import { type CborValue, encodeCbor, parseCbor } from "./cbor.ts";
import type { ChainHead } from "./chain.ts";
import { ProtocolError } from "./errors.ts";
import {
  readArray,
  readBlob,
  readBytes,
  readFormat,
  readList,
  readNullable,
  readText,
  readTime,
  readUint,
} from "./fields.ts";
import { hash } from "./hash.ts";
import {
  asHash,
  asId,
  asSignature,
  asSigningPublicKey,
  type Hash,
  type Id,
  type Signature,
  type SigningPublicKey,
} from "./keys.ts";
import { readPolicies } from "./policies.ts";
import { findMember, isAdministrator, type RosterState } from "./roster-state.ts";
import { verifySignature } from "./signature.ts";

export interface Template {
  /** The partner's tenant. */
  readonly partner: Id;
  readonly template: Id;
  /** From 1; each version takes the place of those before. */
  readonly version: number;
  /** `templateHash` of the version before; null for the first. */
  readonly previous: Hash | null;
  /** 1 to 100 characters. */
  readonly name: string;
  /** It is for companies that have all of these: 0 to 20, ascending. */
  readonly labels: readonly string[];
  /** A document of policies (§4.10); null for a template that was withdrawn. */
  readonly document: Uint8Array | null;
  /** An administrator of the partner. */
  readonly author: { readonly user: Id; readonly key: SigningPublicKey };
  /** The newest link of the partner's roster that the author knows. */
  readonly seq: number;
  readonly hash: Hash;
  /** Milliseconds since 1970, for information. */
  readonly time: number;
}

/** A template whose signature was verified under the key that it names; whether that key may sign one is not yet known. */
export interface SignedTemplate {
  readonly template: Template;
  /** Those that were hashed and signed. */
  readonly bytes: Uint8Array;
  readonly signature: Signature;
  readonly hash: Hash;
}

/** The bytes that are signed (PROTOCOL §4.17). */
export function encodeTemplate(template: Template): Uint8Array {
  const { partner, template: id, version, previous, name, labels, document, author, seq, hash: head, time } = template;
  return encodeCbor([
    1,
    partner,
    id,
    version,
    previous,
    name,
    labels,
    document,
    [author.user, author.key],
    seq,
    head,
    time,
  ]);
}

/**
 * Reads a template; throws TOO_LARGE, MALFORMED or UNSUPPORTED. Its document is a list of settings, of which a later release may
 * have written some: whoever uses them reads them with `parsePolicies`.
 */
export function parseTemplate(bytes: Uint8Array): Template {
  const fields = readArray(parseCbor(bytes, bounds.template), 12, "template");
  readFormat(fields[0]);
  const [user, key] = readArray(fields[8], 2, "author");
  const template: Template = {
    partner: readBytes(fields[1], asId),
    template: readBytes(fields[2], asId),
    version: readUint(fields[3], "version"),
    previous: readNullable(fields[4], (value) => readBytes(value, asHash)),
    name: checkTemplateName(readText(fields[5], "name")),
    labels: readLabels(fields[6]),
    document: readNullable(fields[7], (value) => readBlob(value, bounds.policies, "policies")),
    author: { user: readBytes(user, asId), key: readBytes(key, asSigningPublicKey) },
    seq: readUint(fields[9], "seq"),
    hash: readBytes(fields[10], asHash),
    time: readTime(fields[11], "time"),
  };
  if (template.document) readPolicies(template.document);
  if (template.version < 1) throw new ProtocolError("MALFORMED", "version");
  if ((template.previous === null) !== (template.version === 1)) throw new ProtocolError("MALFORMED", "previous");
  return template;
}

/** What the version after it names one by. */
export const templateHash = (bytes: Uint8Array): Hash => hash("template-hash", bytes);

/** `CBOR [template bytes, signature]`. */
export const encodeSignedTemplate = (bytes: Uint8Array, signature: Signature): Uint8Array =>
  encodeCbor([bytes, signature]);

/**
 * Reads a signed template and verifies the bytes that travelled under the key that they name. Throws TOO_LARGE, MALFORMED,
 * UNSUPPORTED or BAD_SIGNATURE.
 */
export function openSignedTemplate(signed: Uint8Array): SignedTemplate {
  const [first, second] = readArray(parseCbor(signed, bounds.signedTemplate), 2, "signed template");
  const bytes = readBlob(first, bounds.template, "template");
  const signature = readBytes(second, asSignature);
  const template = parseTemplate(bytes);
  if (!verifySignature("template", bytes, signature, template.author.key))
    throw new ProtocolError("BAD_SIGNATURE", "template");
  return { template, bytes, signature, hash: templateHash(bytes) };
}

/**
 * Throws WRONG_ROSTER, WRONG_TENANT_HEAD or WRONG_AUTHOR unless a template is the partner's and its author is one of the
 * partner's administrators, by that key, as the partner's roster stands. So a template counts no longer than its author does:
 * another administrator signs the next version.
 *
 * @param partner the newest state that is known.
 * @param linkAt the link of that chain at a seq, or null where there is none.
 */
export function checkTemplate(
  template: Template,
  partner: RosterState,
  linkAt: (seq: number) => Pick<ChainHead, "hash"> | null,
): void {
  if (!equalBytes(template.partner, partner.head.id)) throw new ProtocolError("WRONG_ROSTER", "template");
  if (!equalOrNull(linkAt(template.seq)?.hash ?? null, template.hash))
    throw new ProtocolError("WRONG_TENANT_HEAD", "template");
  const author = findMember(partner, template.author.user);
  if (!isAdministrator(author) || !equalBytes(author.signingKey, template.author.key))
    throw new ProtocolError("WRONG_AUTHOR", "template");
}

/** The version of a template that somebody has seen. */
export interface SeenTemplate {
  readonly version: number;
  readonly hash: Hash;
}

/**
 * Throws WENT_BACK for a version below the one seen, BROKEN_CHAIN for another of the same number, or for the next where it does
 * not name the one seen.
 */
export function checkTemplateGoesOn(seen: SeenTemplate, { template, hash: its }: SignedTemplate): void {
  if (template.version < seen.version) throw new ProtocolError("WENT_BACK", "template");
  const isSame = template.version === seen.version;
  if (isSame && !equalBytes(its, seen.hash)) throw new ProtocolError("BROKEN_CHAIN", "template");
  if (template.version === seen.version + 1 && !equalOrNull(template.previous, seen.hash))
    throw new ProtocolError("BROKEN_CHAIN", "template");
}

/** 1 to 100 characters; throws MALFORMED. */
function checkTemplateName(name: string): string {
  if (name.length < 1 || name.length > 100) throw new ProtocolError("MALFORMED", "name");
  return name;
}

/** At most so many labels of a template, and of a company. */
export const mostLabels = 20;

/** A label in its only form: 1 to 40 characters, none at its ends that is blank, and none that controls. Throws MALFORMED. */
export function checkLabel(label: string): string {
  if (label.length < 1 || label.length > 40 || label !== label.trim() || label !== label.normalize("NFC"))
    throw new ProtocolError("MALFORMED", "label");
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(label)) throw new ProtocolError("MALFORMED", "label");
  return label;
}

/** Labels in ascending order of their UTF-8, nothing twice: the only form of a list. */
export const inLabelOrder = (labels: Iterable<string>): string[] =>
  [...new Set(labels)].sort((one, other) => compareBytes(encodeUtf8(one), encodeUtf8(other)));

function readLabels(value: CborValue | undefined): readonly string[] {
  const labels = readList(value, "labels").map((each) => checkLabel(readText(each, "label")));
  const ordered = inLabelOrder(labels);
  if (labels.length > mostLabels) throw new ProtocolError("TOO_LARGE", "labels");
  if (ordered.length !== labels.length || ordered.some((each, place) => each !== labels[place]))
    throw new ProtocolError("MALFORMED", "labels");
  return labels;
}
