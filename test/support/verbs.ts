import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { Client, Pool } from "pg";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asToken } from "../../src/crypto/keys.ts";
import type { Doorbell, House, Mail, Request } from "../../src/domain/context.ts";
import { completeSignUp } from "../../src/domain/session/complete-sign-up.ts";
import { requestSignUp } from "../../src/domain/session/request-sign-up.ts";
import { type BareAccount, makeBareAccount } from "./bare-client.ts";
import { bareHouse } from "./bare-house.ts";
import { type FreshDatabase, freshDatabase } from "./database.ts";

/** The server's verbs over a real database, without a transport: what comes in is exactly what a verb is given. */
export interface VerbsHouse {
  readonly house: House;
  /** For the role that owns the tables: what another process might do. */
  readonly ownerUrl: string;
  /** For a role that sees every row. */
  readonly superuserUrl: string;
  readonly letters: Mail[];
  readonly rung: string[];
  /** Moves the clock that requests see. */
  advance(milliseconds: number): void;
  /** From now on that clock goes by `advance` alone, so that what lies at a border of time is on the side that is meant, however slow it is. */
  stand(): void;
  anonymous(peer?: string): Request;
  /** A request with this access token. */
  by(accessToken: string): Request;
  asSuperuser(statement: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  signUp(address?: string): Promise<SignedUpAccount>;
  close(): Promise<void>;
}

export interface SignedUpAccount {
  readonly account: BareAccount;
  readonly accessToken: string;
  /** A new request of this account's session. */
  request(): Request;
}

/** @param on a database that a server works on as well; else one of its own. */
export async function openVerbsHouse(overrides: Partial<House> = {}, on?: FreshDatabase): Promise<VerbsHouse> {
  const database = on ?? (await freshDatabase());
  const pool = new Pool({ connectionString: database.applicationUrl, max: 5 });
  // A pool says that it has ended before its connections have: the database may be dropped under the last of them.
  pool.on("error", () => {});
  const letters: Mail[] = [];
  const rung: string[] = [];
  let ahead = 0;
  let stands: number | null = null;
  const house = bareHouse(pool, {
    clock: () => new Date((stands ?? Date.now()) + ahead),
    sendMail: async (mail) => void letters.push(mail),
    doorbell: makeLocalDoorbell(rung),
    ...overrides,
  });
  const requestOf = (accessHash: Uint8Array | null, peer = "192.0.2.1"): Request => ({
    house,
    id: "test",
    accessHash,
    peer,
    ip: isIP(peer) ? peer : null,
    now: house.clock(),
  });
  return {
    house,
    ownerUrl: database.ownerUrl,
    superuserUrl: database.superuserUrl,
    letters,
    rung,
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
    stand: () => {
      stands = Date.now();
    },
    anonymous: (peer) => requestOf(null, peer),
    by: (accessToken) => requestOf(tokenHash(asToken(Buffer.from(accessToken, "base64url")))),
    async asSuperuser(statement, values = []) {
      const client = new Client({ connectionString: database.superuserUrl });
      await client.connect();
      try {
        return (await client.query(statement, values)).rows;
      } finally {
        await client.end();
      }
    },
    async signUp(address = `ada-${randomBytes(4).toString("hex")}@example.com`) {
      const { signUp } = await requestSignUp(requestOf(null), { address });
      const { account, input } = makeBareAccount(address);
      const result = await completeSignUp(requestOf(null), { ...input, signUp, code: codeIn(letters.at(-1)) });
      if (result.__typename !== "SignedUp") throw new Error(`sign-up refused: ${result.refusal}`);
      const { accessToken } = result.session;
      const hash = tokenHash(asToken(Buffer.from(accessToken, "base64url")));
      return { account, accessToken, request: () => requestOf(hash) };
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
}

export const codeIn = (letter: Mail | undefined): string => /\d{4} \d{4}/.exec(letter?.text ?? "")?.[0] ?? "";

function makeLocalDoorbell(rung: string[]): Doorbell {
  const listeners = new Map<string, Set<(rung: readonly string[]) => void>>();
  return {
    ring(topics) {
      rung.push(...topics);
      const all = new Set(topics.flatMap((topic) => [...(listeners.get(topic) ?? [])]));
      for (const heard of all) heard(topics.filter((topic) => listeners.get(topic)?.has(heard)));
    },
    listen(topics, heard) {
      for (const topic of topics) listeners.set(topic, (listeners.get(topic) ?? new Set()).add(heard));
      return () => {
        for (const topic of topics) listeners.get(topic)?.delete(heard);
      };
    },
  };
}
