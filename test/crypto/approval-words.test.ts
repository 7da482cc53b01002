import { readFileSync } from "node:fs";
import { blake2b } from "@noble/hashes/blake2.js";
import { approvalWordList, deriveApprovalWords, parseApprovalWords } from "../../src/crypto/client/approval-words.ts";
import { asXWingPublicKey } from "../../src/crypto/keys.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { makeId } from "../../src/crypto/uuid.ts";

const protocol = readFileSync(new URL("../../PROTOCOL.md", import.meta.url), "utf8");

describe("the list of words", () => {
  it("is the one that PROTOCOL §3.8 names by its hash", () => {
    const text = approvalWordList.map((word) => `${word}\n`).join("");
    const hash = Buffer.from(blake2b(new TextEncoder().encode(text), { dkLen: 32 })).toString("hex");
    expect(protocol).toContain(hash);
  });

  it("has 7,776 words of three to nine letters, of which none begins another", () => {
    const sorted = [...new Set(approvalWordList)].sort();
    expect([approvalWordList.length, sorted.length]).toEqual([7_776, 7_775]);
    expect(sorted.filter((word) => !/^[a-z]{3,9}$/.test(word))).toEqual([]);
    expect(sorted.filter((word, i) => sorted[i + 1]?.startsWith(word))).toEqual([]);
  });
});

describe("the words of a device", () => {
  const device = () =>
    deriveApprovalWords(
      { origin: "https://vault.example", address: "ada@example.com", request: makeId(Date.now()) },
      asXWingPublicKey(randomBytes(1_216)),
    );

  it("are read again however they are typed", () => {
    for (let i = 0; i < 50; i++) {
      const words = device();
      for (const typed of [
        words.join(" "),
        words.join(""),
        words.join("-").toUpperCase(),
        ` ${words.join(",\n ")}. `,
      ]) {
        expect(parseApprovalWords(typed)).toEqual(words);
      }
    }
  });

  it("come from the whole list", () => {
    const seen = new Set(Array.from({ length: 200 }, device).flat());
    expect(seen.size).toBeGreaterThan(1_000);
  });
});
