import { checkEnvelope } from "../../crypto/envelope.ts";
import { asXWingPublicKey, type XWingPublicKey } from "../../crypto/keys.ts";
import { parseKeyWrap } from "../../crypto/wrap-set.ts";
import { Failure } from "../../errors.ts";
import { parseId, type RosterId, type UserId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { contentHash, type ParsedLink, parseMutationId, parseSignedLink } from "../commit/parse.ts";
import { parseLength, parseSealedKey, parseText, proving } from "../invalid.ts";
import type {
  ChangeRostersInput,
  GroupEpochInput,
  GroupNameInput,
  MemberWrapInput,
  PolicyDocumentInput,
  ReasonInput,
  RecoveryCodeInput,
  StaffKeyInput,
} from "./input.ts";
import { type PersonText, parsePersons } from "./person.ts";

export interface GroupName {
  readonly name: Uint8Array;
  readonly epoch: number;
}

export interface GroupEpochKeys {
  readonly epoch: number;
  readonly publicKey: XWingPublicKey;
  readonly previousSecret: Uint8Array | null;
}

export interface MemberWrap {
  readonly group: RosterId;
  readonly epoch: number;
  readonly user: UserId;
  readonly wrap: Uint8Array;
}

/** A change of rosters whose shape holds; whether it fits what the server has is not yet known. */
export interface RosterChange {
  readonly clientMutationId: string;
  readonly contentHash: Uint8Array;
  readonly links: readonly ParsedLink[];
  /** By the seq of their link. */
  readonly persons: ReadonlyMap<number, PersonText>;
  readonly names: ReadonlyMap<RosterId, GroupName>;
  readonly epochs: ReadonlyMap<RosterId, GroupEpochKeys>;
  readonly wraps: readonly MemberWrap[];
  /** By the seq of their link. */
  readonly policies: ReadonlyMap<number, Uint8Array>;
  /** Of recovery codes that links set. */
  readonly codes: ReadonlyMap<RosterId, XWingPublicKey>;
  /** Of whom links take to a desk, by the seq of their link. */
  readonly staffKeys: ReadonlyMap<number, XWingPublicKey>;
  /** Why links ask for break-glass, by their seq. */
  readonly reasons: ReadonlyMap<number, string>;
}

/** Takes a change of so many links apart. Throws `BAD_USER_INPUT`, or `INVALID_PROOF` where a structure does not hold. */
export function parseChange(input: ChangeRostersInput, mostLinks: number): RosterChange {
  checkCount(input.links, "links", 1, mostLinks);
  const links = input.links.map(parseSignedLink);
  const { persons, names, epochs, wraps, policies, codes, staffKeys, reasons } = input;
  return {
    clientMutationId: parseMutationId(input.clientMutationId),
    contentHash: contentHash(links.map(({ hash }) => hash)),
    links,
    persons: parsePersons(persons ?? [], bounds.linksPerChange),
    names: byKey(checkCount(names, "names", 0, bounds.linksPerChange), groupOf, parseName, "names"),
    epochs: byKey(checkCount(epochs, "epochs", 0, bounds.linksPerChange), groupOf, parseEpoch, "epochs"),
    wraps: parseWraps(wraps ?? [], 0),
    policies: byKey(
      checkCount(policies, "policies", 0, bounds.linksPerChange),
      ({ seq }) => seq,
      documentOf,
      "policies",
    ),
    codes: byKey(checkCount(codes, "codes", 0, bounds.linksPerChange), groupOf, parseCode, "codes"),
    staffKeys: byKey(
      checkCount(staffKeys, "staffKeys", 0, bounds.linksPerChange),
      ({ seq }) => seq,
      parseStaffKey,
      "staffKeys",
    ),
    reasons: byKey(checkCount(reasons, "reasons", 0, bounds.linksPerChange), ({ seq }) => seq, parseReason, "reasons"),
  };
}

/** Wraps that are delivered. Throws `BAD_USER_INPUT`, or `INVALID_PROOF`. */
export function parseWraps(wraps: readonly MemberWrapInput[], fewest: number): MemberWrap[] {
  checkCount(wraps, "wraps", fewest, bounds.wrapsPerChange);
  return wraps.map(({ group, epoch, user, wrap }) => {
    proving(() => parseKeyWrap(wrap));
    return {
      group: parseId<RosterId>(group, "wraps.group"),
      epoch: parseEpochNumber(epoch),
      user: parseId<UserId>(user, "wraps.user"),
      wrap,
    };
  });
}

function checkCount<T>(
  list: readonly T[] | null | undefined,
  field: string,
  fewest: number,
  most: number,
): readonly T[] {
  const given = list ?? [];
  if (given.length < fewest || given.length > most) {
    throw new Failure("BAD_USER_INPUT", `${field} has ${fewest} to ${most} entries.`);
  }
  return given;
}

function byKey<T, K, V>(list: readonly T[], keyOf: (each: T) => K, parse: (each: T) => V, field: string): Map<K, V> {
  const parsed = new Map(list.map((each) => [keyOf(each), parse(each)]));
  if (parsed.size !== list.length) throw new Failure("BAD_USER_INPUT", `${field} names one thing twice.`);
  return parsed;
}

const groupOf = ({ group }: { readonly group: string }): RosterId => parseId(group, "group");

const documentOf = ({ document }: PolicyDocumentInput): Uint8Array =>
  parseLength(document, "policies.document", 1, bounds.policies);

const parseCode = ({ publicKey }: RecoveryCodeInput): XWingPublicKey =>
  asXWingPublicKey(parseLength(publicKey, "codes.publicKey", 1_216));

const parseStaffKey = ({ publicKey }: StaffKeyInput): XWingPublicKey =>
  asXWingPublicKey(parseLength(publicKey, "staffKeys.publicKey", 1_216));

const parseReason = ({ reason }: ReasonInput): string =>
  parseText(reason.normalize("NFC"), "reasons.reason", 1, bounds.reason);

function parseName({ name, epoch }: GroupNameInput): GroupName {
  parseLength(name, "names.name", bounds.groupName[0], bounds.groupName[1]);
  proving(() => checkEnvelope(name));
  return { name, epoch: parseEpochNumber(epoch) };
}

const parseEpoch = ({ epoch, publicKey, previousSecret }: GroupEpochInput): GroupEpochKeys => ({
  epoch: parseEpochNumber(epoch),
  publicKey: asXWingPublicKey(parseLength(publicKey, "epochs.publicKey", 1_216)),
  previousSecret: previousSecret ? parseSealedKey(previousSecret, "epochs.previousSecret") : null,
});

function parseEpochNumber(epoch: number): number {
  if (epoch < 1) throw new Failure("BAD_USER_INPUT", "epoch counts from 1.");
  return epoch;
}
