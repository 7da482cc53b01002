import { rosterKind } from "../../crypto/link.ts";
import { Failure } from "../../errors.ts";
import type { VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { SignedLinkInput } from "../commit/input.ts";
import { contentHash, type ParsedLink, parseMutationId, parseSignedLink } from "../commit/parse.ts";
import type { PersonTextInput } from "../company/input.ts";
import { type PersonText, parsePersons } from "../company/person.ts";
import { parseShareName, parseShareWraps, type ShareWrap, type ShareWrapInput } from "./parse.ts";

export interface ChangeShareInput {
  readonly clientMutationId: string;
  readonly links: readonly SignedLinkInput[];
  readonly name?: Uint8Array | null;
  readonly wraps?: readonly ShareWrapInput[] | null;
  readonly persons?: readonly PersonTextInput[] | null;
}

/** A change of one share whose shape holds; whether it fits what the server has is not yet known. */
export interface ShareLinks {
  readonly clientMutationId: string;
  readonly contentHash: Uint8Array;
  readonly share: VaultId;
  readonly links: readonly ParsedLink[];
  readonly name: Uint8Array | null;
  readonly wraps: readonly ShareWrap[];
  /** By the seq of their link: whom invitations are for. */
  readonly persons: ReadonlyMap<number, PersonText>;
}

/** Throws `BAD_USER_INPUT`, or `INVALID_PROOF` where a structure does not hold. */
export function parseShareChange(input: ChangeShareInput): ShareLinks {
  const { clientMutationId, links: given, name, wraps, persons } = input;
  if (given.length < 1 || given.length > bounds.linksPerShareChange) {
    throw new Failure("BAD_USER_INPUT", `links has 1 to ${bounds.linksPerShareChange} entries.`);
  }
  const links = given.map(parseSignedLink);
  const share = (links[0] as ParsedLink).roster;
  if (links.some(({ link, roster }) => link.kind !== rosterKind.SHARE || roster !== share)) {
    throw new Failure("INVALID_PROOF", undefined, { reason: "WRONG_ROSTER" });
  }
  return {
    clientMutationId: parseMutationId(clientMutationId),
    contentHash: contentHash(links.map(({ hash }) => hash)),
    share,
    links,
    name: parseShareName(name),
    wraps: parseShareWraps(wraps ?? []),
    persons: parsePersons(persons ?? [], bounds.linksPerShareChange),
  };
}
