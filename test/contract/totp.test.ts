import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseTotp, SealgraphError, totpCode } from "../../src/client/index.ts";

/** RFC 6238, appendix B, with the secrets that its erratum 2866 gives for SHA-256 and SHA-512, in base32. */
const seeds = {
  SHA1: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  SHA256: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA",
  SHA512: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA",
};
const vectors: [seconds: number, sha1: string, sha256: string, sha512: string][] = [
  [59, "94287082", "46119246", "90693936"],
  [1_111_111_109, "07081804", "68084774", "25091201"],
  [1_111_111_111, "14050471", "67062674", "99943326"],
  [1_234_567_890, "89005924", "91819424", "93441116"],
  [2_000_000_000, "69279037", "90698825", "38618901"],
  [20_000_000_000, "65353130", "77737706", "47863826"],
];
const uri = (query: string) => `otpauth://totp/Shop:ada?${query}`;
const codeAt = (totp: string, seconds: number) => totpCode(totp, new Date(seconds * 1_000));

describe("a TOTP code", () => {
  it.each(vectors)("at %i seconds is that of RFC 6238", (seconds, ...codes) => {
    (["SHA1", "SHA256", "SHA512"] as const).forEach((algorithm, at) => {
      const totp = uri(`secret=${seeds[algorithm]}&algorithm=${algorithm}&digits=8`);
      expect(codeAt(totp, seconds).code).toBe(codes[at]);
    });
  });

  it("is good for what is left of its period, and then there is another", () => {
    expect(codeAt(seeds.SHA1, 59)).toEqual({ code: "287082", validFor: 1 });
    expect(codeAt(seeds.SHA1, 60)).toMatchObject({ validFor: 30 });
    expect(codeAt(seeds.SHA1, 60).code).not.toBe("287082");
    expect(totpCode(seeds.SHA1, new Date(59_999))).toEqual({ code: "287082", validFor: 1 });
    expect(codeAt(uri(`secret=${seeds.SHA1}&period=60`), 60 * 37 + 12).validFor).toBe(48);
  });

  it("is not made for a moment that is none", () => {
    for (const at of [new Date(Number.NaN), new Date(-1)])
      expect(() => totpCode(seeds.SHA1, at)).toThrow(expect.objectContaining({ details: { argument: "at" } }));
  });
});

describe("a TOTP secret", () => {
  it("is read as services and other products write it", () => {
    const plain = { secret: "JBSWY3DPEHPK3PXP", algorithm: "SHA1", digits: 6, period: 30 };
    for (const text of [
      "JBSWY3DPEHPK3PXP",
      " jbsw y3dp ehpk 3pxp ",
      "JBSW-Y3DP-EHPK-3PXP",
      "JBSWY3DPEHPK3PXP======",
      uri("secret=JBSWY3DPEHPK3PXP&issuer=Shop"),
      uri("secret=jbsw%20y3dp+ehpk3pxp"),
      "OTPAUTH://TOTP/?secret=JBSWY3DPEHPK3PXP",
      "otpauth://totp/A%20shop%3Aada@example.com?issuer=what?&secret=JBSWY3DPEHPK3PXP#fragment",
      uri("image=https%3A%2F%2Fshop.example&secret=JBSWY3DPEHPK3PXP&issuer=%zz"),
    ])
      expect([text, parseTotp(text)]).toEqual([text, plain]);
    expect(parseTotp(uri("secret=GE&algorithm=hmac-sha-512&digits=7&period=60"))).toEqual({
      ...{ secret: "GE", algorithm: "SHA512", digits: 7, period: 60 },
    });
  });

  it("is refused, as the argument totp, where no code can be made of it", () => {
    for (const text of [
      "",
      " ",
      "A",
      "====",
      "0189",
      "JBSWY3DPEHPK3PXP!",
      "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=1",
      "otpauth://totp/x",
      "steam://JBSWY3DPEHPK3PXP",
      uri("issuer=Shop"),
      uri("secret="),
      uri("secret=JBSWY3DPEHPK3PXP&secret=GEZDGNBV"),
      ...["5", "9", "6.0", "-6", "", "1e1"].map((digits) => uri(`secret=GEZDGNBV&digits=${digits}`)),
      ...["0", "3601", "-30", "x"].map((period) => uri(`secret=GEZDGNBV&period=${period}`)),
      ...["MD5", "SHA3-256", "SHA224", ""].map((algorithm) => uri(`secret=GEZDGNBV&algorithm=${algorithm}`)),
      "A".repeat(5_000),
    ])
      expect(() => parseTotp(text)).toThrow(
        expect.objectContaining({ code: "INVALID_INPUT", details: { argument: "totp" } }),
      );
  });

  it("never throws anything else, whatever is given", () => {
    const query = fc
      .array(
        fc.tuple(fc.constantFrom("secret", "digits", "period", "algorithm", "issuer"), fc.string({ unit: "binary" })),
      )
      .map((pairs) => uri(pairs.map(([name, value]) => `${name}=${value}`).join("&")));
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      query,
      fc.anything().map((value) => value as string),
    );
    fc.assert(
      fc.property(anything, fc.date({ noInvalidDate: false }), (text, at) => {
        try {
          expect(totpCode(text, at)).toEqual({
            code: expect.stringMatching(/^\d{6,8}$/),
            validFor: expect.any(Number),
          });
        } catch (error) {
          if (!(error instanceof SealgraphError)) throw error;
          expect(error.code).toBe("INVALID_INPUT");
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
