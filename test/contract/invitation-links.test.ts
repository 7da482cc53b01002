/** Links of invitations as people bring them to the web client: cut, wrapped, punctuated, of another server, or no link at all. */
import { describe, expect, it } from "@jest/globals";
import { linkInAddress, readLink } from "../../examples/web/src/invitation/link.ts";
import { encodeInvitation, makeInvitationSecret, parseInvitation } from "../../src/crypto/client/invitation.ts";
import { encodeShareInvitation, parseShareInvitation } from "../../src/crypto/client/share-invitation.ts";
import { asHash, asId } from "../../src/crypto/keys.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";

const origin = "https://vault.example";
const head = () => ({ id: asId(randomBytes(16)), seq: 7, hash: asHash(randomBytes(32)) });
const company = () => encodeInvitation(makeInvitationSecret(), { genesis: asHash(randomBytes(32)), head: head() });
const share = () =>
  encodeShareInvitation(makeInvitationSecret(), {
    genesis: asHash(randomBytes(32)),
    head: head(),
    tenantHead: head(),
  });
/** What would run, or become markup, where anything took text for more than text. */
const script = `"><img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;

describe("The link of an invitation", () => {
  it("says what it is an invitation into, as it is and by its fragment alone, whatever stands in it", () => {
    for (let round = 0; round < 40; round++) {
      const [one, other] = [company(), share()];
      expect([parseInvitation(one).seq, parseShareInvitation(other).outside.seq]).toEqual([7, 7]);
      for (const before of [`${origin}/join#`, `${origin}/share#`, "vault.example/join#", "#", ""]) {
        expect(readLink(before + one, origin)).toEqual({ kind: "COMPANY", link: one });
        expect(readLink(before + other, origin)).toEqual({ kind: "SHARE", link: other });
      }
    }
  });

  it("is read as mail and chats leave it: wrapped, in brackets, at the end of a sentence", () => {
    const one = company();
    const found = { kind: "COMPANY", link: one };
    const whole = `${origin}/join#${one}`;
    for (const text of [
      ` ${whole}\n`,
      `${whole.slice(0, 60)}\r\n  ${whole.slice(60)}`,
      `<${whole}>`,
      `(${whole}).`,
      `« ${whole} »`,
      `Here: ${whole}!`,
      `As https://www.example.com says: ${whole}`,
      `\u200b${whole}\u200b`,
    ])
      expect([text, readLink(text, origin)]).toEqual([text, found]);
  });

  it("that was cut, lengthened or changed, or is none, is called broken, and is not handed on", () => {
    const [one, other] = [company(), share()];
    for (const text of [
      "",
      "#",
      "hello",
      script,
      `${origin}/join`,
      `${origin}/join#`,
      `${origin}/join#${one.slice(0, -1)}`,
      `${origin}/join#${one}A`,
      `${origin}/share#${other.slice(0, 92)}`,
      `${origin}/join#${one.slice(1)}`,
      `${origin}/join#B${one.slice(1)}`,
      `${origin}/join#${one.slice(0, 40)}%${one.slice(41)}`,
      `${origin}/join#${one.slice(0, 40)}${script}`,
      `${origin}/join#/${one}`,
      "A".repeat(100_000),
    ])
      expect(readLink(text, origin)).toEqual({ kind: "BROKEN" });
  });

  it("of another server is told with that server's name, and its secret with nothing", () => {
    const one = company();
    for (const server of ["https://other.example", "http://vault.example", "https://vault.example:8443"])
      expect(readLink(`${server}/join#${one}`, origin)).toEqual({ kind: "ELSEWHERE", server });
    expect(readLink(`https://vault.example@other.example/join#${one}`, origin)).toEqual({
      kind: "ELSEWHERE",
      server: "https://other.example",
    });
    // What stands before the # is looked at, and never gone to.
    expect(readLink(`javascript:alert(1)#${one}`, origin)).toEqual({ kind: "COMPANY", link: one });
  });

  it("is found in the address of a link, and in one that it was pasted into; places of the application are none", () => {
    const [one, other] = [company(), share()];
    const at = (pathname: string, hash: string) => linkInAddress({ pathname, hash, origin });
    for (const [path, fragment, kind] of [
      ["/join", one, "COMPANY"],
      ["/join/", one, "COMPANY"],
      ["/share", other, "SHARE"],
      ["/share/", one, "COMPANY"],
      ["/app/", one, "COMPANY"],
      ["/app", other, "SHARE"],
    ] as const)
      expect(at(path, `#${fragment}`)).toEqual({ kind, link: fragment });
    for (const hash of ["", "#", "#/vault", `#${script}`, `#${one.slice(9)}`])
      expect(at("/join", hash)).toEqual({ kind: "BROKEN" });
    expect(at("/app/", `#${one.slice(0, 60)}`)).toEqual({ kind: "BROKEN" });
    for (const hash of ["", "#", "#/", "#/vault/personal", "#/shares/AQ", `#/${one}`, "#A"])
      expect(at("/app/", hash)).toBeNull();
  });
});
