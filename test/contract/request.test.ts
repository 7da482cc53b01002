import { randomBytes } from "node:crypto";
import { networks } from "../../src/config-values.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asToken } from "../../src/crypto/keys.ts";
import { peerOf, readAuthorization } from "../../src/server/request.ts";

describe("the address that attempts are counted under", () => {
  const none = networks("");
  const proxies = networks("10.0.0.0/8, 192.0.2.1, 2001:db8:ffff::/48");

  it.each([
    ["203.0.113.9", undefined, none, "203.0.113.9"],
    ["203.0.113.9", "198.51.100.1", none, "203.0.113.9"],
    ["203.0.113.9", "198.51.100.1", proxies, "203.0.113.9"],
    ["10.1.2.3", "198.51.100.1", proxies, "198.51.100.1"],
    ["::ffff:10.1.2.3", "198.51.100.1", proxies, "198.51.100.1"],
    ["::ffff:a01:203", "::FFFF:c633:6401", proxies, "198.51.100.1"],
    ["10.1.2.3", "6.6.6.6, 198.51.100.1, 192.0.2.1", proxies, "198.51.100.1"],
    ["10.1.2.3", "6.6.6.6, nonsense", proxies, "10.1.2.3"],
    ["10.1.2.3", "", proxies, "10.1.2.3"],
    ["10.1.2.3", "10.9.9.9", proxies, "10.9.9.9"],
    ["2001:db8:ffff::1", "2001:db8:1:2:3:4:5:6", proxies, "2001:db8:1:2::"],
    ["2001:db8:1:2:aaaa::1", undefined, none, "2001:db8:1:2::"],
    ["2001:db8::1", undefined, none, "2001:db8:0:0::"],
    ["fe80::1%eth0", undefined, none, "fe80:0:0:0::"],
    ["::1", undefined, none, "0:0:0:0::"],
    [undefined, undefined, none, ""],
  ])("of %s behind %j", (remote, forwarded, trusted, peer) => {
    expect(peerOf(remote, forwarded, trusted)).toBe(peer);
  });
});

describe("an authorization", () => {
  it("is a bearer token, of which the hash is kept", () => {
    const token = randomBytes(32);
    const text = token.toString("base64url");
    for (const scheme of ["Bearer", "bearer"])
      expect(readAuthorization(`${scheme} ${text}`)).toEqual({
        accessHash: tokenHash(asToken(new Uint8Array(token))),
        service: false,
      });
  });

  it("may be missing", () => {
    for (const missing of [undefined, null])
      expect(readAuthorization(missing)).toEqual({ accessHash: null, service: false });
  });

  it.each([
    "",
    "Bearer",
    "Bearer ",
    "Bearer a",
    `Bearer ${"A".repeat(44)}`,
    `Bearer ${"A".repeat(42)}B`,
    `Token ${"A".repeat(43)}`,
    7,
    {},
  ])("is refused when it is %j", (header) =>
    expect(() => readAuthorization(header)).toThrow("The authorization is not"),
  );
});
