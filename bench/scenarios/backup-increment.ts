import { fieldOf, readCount, readList } from "../../src/client/transport/answer.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { median } from "../figures.ts";
import type { House } from "../house.ts";
import type { Contest, Scenario } from "../scenario.ts";
import { editItem, type NewRecord } from "../seed/draft.ts";
import { entrust } from "../seed/entrusted.ts";
import { run } from "../seed/graphql.ts";
import { forgetAttempts } from "../seed/owner.ts";
import { addItems, commitItems, type SignedUp, signUp } from "../seed/sign-up.ts";

const [items, changed, portion] = [10_000, 10, 1_000];

/**
 * An organisation backup of a business profile of which little changed, from the request to the answer: the server looks for what
 * changed, recomputes the root that was signed, and keeps it. The baseline is the first backup of as large a profile, of another one
 * each time.
 */
export const backupIncrement: Scenario = {
  name: "backup-increment",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 0.05 },
  rounds: 3,
  prepare: (house) => besideFirst(house, ({ milliseconds }) => milliseconds),
};

/** The same, by what it adds to what is kept. */
export const backupIncrementBytes: Scenario = {
  name: "backup-increment-bytes",
  unit: "bytes",
  aim: { bound: "AT_MOST", ratio: 0.05 },
  rounds: 1,
  prepare: (house) => besideFirst(house, ({ bytes }) => bytes),
};

interface Taken {
  readonly milliseconds: number;
  /** Of envelopes that no backup before had. */
  readonly bytes: number;
}

async function besideFirst(house: House, figureOf: (taken: Taken) => number): Promise<Contest> {
  const { account, records } = await openProfile(house);
  await takeBackup(house, account);
  let next = 0;
  const increment = async () => {
    const edited = Array.from({ length: changed }, () => {
      const place = (next++ * 997) % items;
      const edit = editItem(account.business, records[place] as NewRecord);
      records[place] = edit;
      return edit;
    });
    await commitItems(house, account, edited, account.business);
    return takeBackup(house, account);
  };
  return {
    ours: async (seconds) => {
      const figures: number[] = [];
      const until = performance.now() + seconds * 1_000;
      do figures.push(figureOf(await increment()));
      while (performance.now() < until);
      return median(figures);
    },
    baseline: async () => figureOf(await takeBackup(house, (await openProfile(house)).account)),
    close: async () => {},
  };
}

/** Somebody whose business profile is full, and backed up from now on. */
async function openProfile(house: House): Promise<{ account: SignedUp; records: NewRecord[] }> {
  await forgetAttempts(house);
  const account = await signUp(house);
  const records: NewRecord[] = [];
  while (records.length < items) records.push(...(await addItems(house, account, portion, account.business)));
  await entrust(house, account);
  return { account, records };
}

const document =
  "mutation TakeBackups($input: TakeBackupsInput!) { takeBackups(input: $input) { taken { records addedBytes } skipped { reason } } }";

async function takeBackup(house: House, { user, token }: SignedUp): Promise<Taken> {
  await forgetAttempts(house);
  const started = performance.now();
  const answer = await run(house.url, document, { input: { user: formatUuid(user) } }, token);
  const milliseconds = performance.now() - started;
  const [taken] = readList(fieldOf(answer, "takeBackups"), "taken", (each) => ({
    records: readCount(each, "records"),
    bytes: readCount(each, "addedBytes"),
  }));
  if (taken?.records !== items) throw new Error(`no backup was taken: ${JSON.stringify(answer)}`);
  return { milliseconds, bytes: taken.bytes };
}
