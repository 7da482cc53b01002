/** Where webhooks are sent to: the public internet, what the operator names, and nothing that only looks like either. */
import { receivers } from "../../src/config-values.ts";
import { findAddress, parseWebhookUrl, pinned } from "../../src/server/webhook-address.ts";

const nobody = receivers("");
const known = receivers("hooks.inside, 10.1.0.0/16, ::1, fd00:1::/32");

describe("an address", () => {
  it.each([
    ["8.8.8.8", "8.8.8.8"],
    ["2606:4700::1111", "2606:4700::1111"],
    ["::ffff:8.8.8.8", "8.8.8.8"],
    ["::ffff:808:808", "8.8.8.8"],
    ["64:ff9b::808:808", "64:ff9b::808:808"],
  ])("%s is one of the internet", (text, address) => expect(pinned(text)?.address).toBe(address));

  it.each([
    ...[
      "127.0.0.1",
      "127.1.2.3",
      "0.0.0.0",
      "10.0.0.1",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.1.1",
      "169.254.169.254",
    ],
    ...[
      "100.64.0.1",
      "192.0.0.1",
      "192.0.2.1",
      "192.88.99.1",
      "198.18.0.1",
      "198.51.100.1",
      "203.0.113.1",
      "224.0.0.1",
    ],
    ...["240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "::7f00:1"],
    ...[
      "::ffff:0:127.0.0.1",
      "::ffff:0:8.8.8.8",
      "64:ff9b::127.0.0.1",
      "64:ff9b::a00:1",
      "64:ff9b::a9fe:a9fe",
      "64:ff9b:1::808:808",
    ],
    ...[
      "2002:7f00:1::",
      "2002:808:808::",
      "2001:0:808:808::1",
      "fe80::1",
      "fe80::1%eth0",
      "fec0::1",
      "fc00::1",
      "fd12::1",
    ],
    ...[
      "ff02::1",
      "2001:db8::1",
      "3fff::1",
      "5f00::1",
      "100::1",
      "2001:10::1",
      "2001:20::1",
      "2001:2::1",
      "1::1",
      "4000::1",
    ],
    ...["", "8.8.8", "0x08080808", "134744072", "08.8.8.8", "8.8.8.8/32", "localhost"],
  ])("%j is none", (text) => expect(pinned(text)).toBeNull());
});

const leads =
  (...addresses: string[]) =>
  async () =>
    addresses;

describe("the address of a webhook", () => {
  it.each([
    "https://hooks.example.com/",
    "https://hooks.example.com:443/a?b=c",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
    "https://xn--bcher-kva.example/",
  ])("may be %s", (text) => expect(parseWebhookUrl(text, nobody)?.protocol).toBe("https:"));

  it.each([
    ...[
      "http://hooks.example.com/",
      "ftp://hooks.example.com/",
      "file:///etc/passwd",
      "data:text/plain,x",
      "javascript:1",
      "hooks.example.com",
      "",
    ],
    ...[
      "https://user@hooks.example.com/",
      "https://user:pw@hooks.example.com/",
      "https://@hooks.example.com/",
      "https://hooks.example.com/#x",
    ],
    // Other ports: whoever asks learns what answers there.
    ...["https://hooks.example.com:8443/", "https://8.8.8.8:22/", "https://hooks.example.com:80/"],
    // What URL parsers make an address of: decimal, octal, hexadecimal, short, full-width, with a dot behind it.
    ...[
      "https://2130706433/",
      "https://0x7f000001/",
      "https://0177.0.0.1/",
      "https://127.1/",
      "https://127.0.0.1./",
      "https://１２７.0.0.1/",
    ],
    ...[
      "https://0xa9fea9fe/",
      "https://3232235777/",
      "https://[::ffff:127.0.0.1]/",
      "https://[::1]/",
      "https://[64:ff9b::7f00:1]/",
      "https://[fd00::1]/",
    ],
    ...[
      "https://localhost/",
      "https://localhost./",
      "https://a.localhost/",
      "https://db/",
      "https://db.internal/",
      "https://x.local/",
      "https://nas.home/",
    ],
    `https://hooks.example.com/${"a".repeat(2_048)}`,
  ])("is not %j", (text) => expect(parseWebhookUrl(text, nobody)).toBeNull());

  it("may lead inside, without TLS too, where the operator said so, and nowhere else", () => {
    const inside = [
      "http://hooks.inside/",
      "https://HOOKS.inside:9/",
      "http://10.1.2.3/",
      "http://[::1]:80/",
      "https://[fd00:1::7]/",
      "http://[::ffff:10.1.0.1]/",
    ];
    for (const text of inside) expect([text, parseWebhookUrl(text, known) !== null]).toEqual([text, true]);
    const outside = [
      "http://10.2.0.1/",
      "http://evil.hooks.inside/",
      "http://hooks.inside.example.com/",
      "https://127.0.0.1/",
      "http://8.8.8.8/",
    ];
    for (const text of outside) expect([text, parseWebhookUrl(text, known)]).toEqual([text, null]);
    // A name that leads into the operator's network is one of it: until it is looked up, nobody knows.
    expect(parseWebhookUrl("https://any.example:8443/", known)).not.toBeNull();
    expect(parseWebhookUrl("https://8.8.8.8:8443/", known)).toBeNull();
  });

  it("is not the server's own, as far as it knows, unless the operator said so", async () => {
    const self = { host: "vault.example", addresses: () => ["8.8.4.4", "fe80::1%eth0"] };
    expect(parseWebhookUrl("https://vault.example/hook", nobody, self)).toBeNull();
    expect(parseWebhookUrl("https://VAULT.example/hook", receivers("vault.example"), self)).not.toBeNull();
    expect(parseWebhookUrl("https://hooks.example.com/", nobody, self)).not.toBeNull();
    const at = (text: string, found: string, allowed = nobody) =>
      findAddress(new URL(text), allowed, async (name) => [name === "vault.example" ? "9.9.9.9" : found], self);
    expect(await at("https://hooks.example.com/", "1.1.1.1")).toEqual({ address: "1.1.1.1", family: 4 });
    // By another name, as the machine has it and as everybody finds it.
    for (const own of ["8.8.4.4", "::ffff:8.8.4.4", "9.9.9.9"]) {
      expect([own, await at("https://hooks.example.com/", own)]).toEqual([own, null]);
    }
    expect(await at("https://hooks.example.com/", "9.9.9.9", receivers("9.9.9.9"))).not.toBeNull();
    const lost = { host: "gone.example", addresses: () => [] };
    const resolve = (name: string) =>
      name === "gone.example" ? Promise.reject(new Error("none")) : leads("1.1.1.1")();
    expect(await findAddress(new URL("https://hooks.example.com/"), nobody, resolve, lost)).not.toBeNull();
  });
});

describe("what a name leads to", () => {
  it("is taken where every address of it is public, and is the very one that is connected to", async () => {
    expect(
      await findAddress(new URL("https://hooks.example.com/"), nobody, leads("8.8.8.8", "2606:4700::1111")),
    ).toEqual({
      address: "8.8.8.8",
      family: 4,
    });
    expect(await findAddress(new URL("https://hooks.example.com/"), nobody, leads("::ffff:8.8.4.4"))).toEqual({
      address: "8.8.4.4",
      family: 4,
    });
  });

  it.each([
    ["127.0.0.1"],
    ["8.8.8.8", "10.0.0.1"],
    ["10.0.0.1", "8.8.8.8"],
    ["::1"],
    ["64:ff9b::7f00:1"],
    ["8.8.8.8", "fd00::1"],
    [],
  ])("is refused where one is not: %s", async (...addresses) =>
    expect(await findAddress(new URL("https://hooks.example.com/"), nobody, leads(...addresses))).toBeNull(),
  );

  it("may be inside for names and networks that the operator named", async () => {
    expect(await findAddress(new URL("http://hooks.inside:8080/"), known, leads("192.168.7.7"))).toEqual({
      address: "192.168.7.7",
      family: 4,
    });
    expect(await findAddress(new URL("https://any.example:8443/"), known, leads("10.1.0.9"))).toEqual({
      address: "10.1.0.9",
      family: 4,
    });
    expect(await findAddress(new URL("https://any.example:8443/"), known, leads("10.1.0.9", "192.168.7.7"))).toBeNull();
    // A port of their own is theirs alone.
    expect(await findAddress(new URL("https://any.example:8443/"), known, leads("8.8.8.8"))).toBeNull();
    expect(await findAddress(new URL("https://any.example/"), known, leads("8.8.8.8"))).not.toBeNull();
  });
});
