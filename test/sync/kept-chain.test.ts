/**
 * A roster's links as a device reads them again from its own store: without their signatures, and by everything else.
 *
 * Source: PROTOCOL §4.7, ADR 29.
 */
import { describe, expect, it } from "@jest/globals";
import { type Chain, extendChain, type SequencedLink } from "../../src/client/vault/chain.ts";
import { operation } from "../../src/crypto/link.ts";
import { encodeSignedLink, readSignedLink } from "../../src/crypto/signed-link.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { PaperCompany, paperPerson, sequenced } from "../support/paper-company.ts";

function found() {
  const company = new PaperCompany();
  const bob = company.join(paperPerson());
  company.join(paperPerson(), role.ADMINISTRATOR);
  company.act(company.ada, { operation: operation.SUSPEND, subject: { user: bob.user } });
  return sequenced(company.made);
}

const kept = (links: readonly SequencedLink[]): Chain => extendChain(null, links, { kept: true });

/** The same bytes, with other signatures. */
function spoiled({ seq, signed }: SequencedLink): SequencedLink {
  const { bytes, signatures } = readSignedLink(signed);
  const others = signatures.map((signature) => signature.map((byte) => byte ^ 1) as typeof signature);
  return { seq, signed: encodeSignedLink(bytes, others) };
}

describe("links that were kept", () => {
  it("lead where they led when they were verified", () => {
    const links = found();
    const [again, before] = [kept(links), extendChain(null, links)];
    expect(again.states.map(({ head }) => head)).toEqual(before.states.map(({ head }) => head));
    expect(again.links).toEqual(before.links);
  });

  it("are read without their signatures, as nothing is that comes from elsewhere", () => {
    const links = found().map(spoiled);
    expect(kept(links).links).toHaveLength(links.length);
    expect(() => extendChain(null, links)).toThrow("BAD_SIGNATURE");
  });

  it("stay in their order, of one roster, by who had the right", () => {
    const links = found();
    const renumbered = links.toSpliced(1, 1).map(({ signed }, seq) => ({ seq, signed }));
    expect(() => kept(renumbered)).toThrow("BROKEN_CHAIN");
    const other = found();
    expect(() => kept([...links.slice(0, 2), ...other.slice(2)])).toThrow("WRONG_ROSTER");
  });

  it("are followed by new ones with theirs", () => {
    const links = found();
    const known = kept(links.slice(0, -1));
    const last = links.at(-1) as SequencedLink;
    expect(() => extendChain(known, [spoiled(last)])).toThrow("BAD_SIGNATURE");
    expect(extendChain(known, [last]).links).toHaveLength(links.length);
  });
});
