import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { completeSignUp, type ImportRow, memoryStore, requestSignUp } from "../../src/client/index.ts";
import { encodingsOf, findIn } from "../support/canaries.ts";
import { openHouse, type TestHouse } from "../support/house.ts";

/** One word a kind of text, long enough that no chance makes it. */
const words = {
  title: "zebracanarytitle",
  username: "quokkacanaryuser",
  url: "walruscanaryhost.example",
  password: "wombatcanarypassword",
  note: "mangrovecanarynote",
  folder: "lagooncanaryfolder",
  tag: "heroncanarytag",
};
const canaries = Object.values(words);

const rows: ImportRow[] = Array.from({ length: 500 }, (_, n) => ({
  key: String(n),
  folders: [`${words.folder} ${n % 20}`],
  item: {
    kind: "login",
    title: `${words.title} ${n}`,
    fields: { username: `${words.username}${n}`, password: `${words.password}${n}`, url: `https://${words.url}/${n}` },
    notes: `${words.note} ${n}`,
    tags: [words.tag],
  },
}));

describe("after an import, an edit and a purge, the server", () => {
  let house: TestHouse;
  let superuser: Client;
  const password = "falconcanarymaster";
  let secretKey: string;
  beforeAll(async () => {
    house = await openHouse();
    const settings = { url: house.url, store: memoryStore() };
    const { signUp } = await requestSignUp(settings, "ada@example.com");
    const code = await house.codeFor("ada@example.com");
    const made = await completeSignUp(settings, {
      signUp,
      address: "ada@example.com",
      code,
      password,
      name: "Ada",
      deviceName: "laptop",
    });
    secretKey = made.emergencyKit.secretKey;
    const profile = made.client.profile("PERSONAL");
    await profile.import(rows, { source: "test" });
    const [first, second] = await profile.items().list();
    await profile.items().edit(first?.id as string, { notes: `${words.note} changed` });
    await profile.items().trash(second?.id as string);
    await profile.items().purge(second?.id as string);
    await made.client.close();
    superuser = new Client({ connectionString: house.database.superuserUrl });
    await superuser.connect();
    await superuser.query("checkpoint");
  });
  afterAll(async () => {
    await superuser.end();
    await house.close();
  });

  const secrets = () => [...canaries, password, secretKey, secretKey.replaceAll("-", "")];

  it("has none of it in any table", async () => {
    const { rows: tables } = await superuser.query<{ name: string }>(
      "select format('%I', relname) as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    );
    expect(tables.length).toBeGreaterThan(15);
    for (const { name } of tables) {
      const { rows: lines } = await superuser.query<{ line: string }>(`select t::text as line from ${name} t`);
      const bytes = lines.map(({ line }) =>
        line.replaceAll(/\\x([0-9a-f]+)/g, (_, hex: string) => `${hex} ${Buffer.from(hex, "hex").toString("latin1")}`),
      );
      expect([name, findIn(Buffer.from(bytes.join("\n"), "latin1"), secrets())]).toEqual([name, []]);
    }
  });

  it("has none of it in the raw files of its data folder, write-ahead log and logs included", async () => {
    const { rows: settings } = await superuser.query("select current_setting('data_directory') as folder");
    const files = filesBelow(settings[0].folder);
    expect(files.some((file) => file.includes("pg_wal"))).toBe(true);
    const found = files.flatMap((file) =>
      findIn(unlessGone(() => readFileSync(file)) ?? Buffer.alloc(0), secrets()).map((secret) => [file, secret]),
    );
    expect(found).toEqual([]);
  });

  it("has none of it in its log", () => {
    expect(findIn(Buffer.from(house.log.join("\n")), [...secrets(), "ada@example.com"])).toEqual([]);
  });

  it("would be caught if it had: the search finds what is there", async () => {
    await superuser.query("create table public.leak (text text)");
    await superuser.query("insert into public.leak values ($1)", [encodingsOf(words.title)[4]?.toString("latin1")]);
    await superuser.query("checkpoint");
    const { rows: settings } = await superuser.query(
      "select current_setting('data_directory') || '/' || pg_relation_filepath('public.leak') as file",
    );
    expect(findIn(readFileSync(settings[0].file), canaries)).toEqual([words.title]);
  });
});

/** Every file below a folder. What other tests' databases leave and take away meanwhile is passed over. */
function filesBelow(folder: string): string[] {
  return (unlessGone(() => readdirSync(folder)) ?? []).flatMap((name) => {
    const path = join(folder, name);
    const entry = unlessGone(() => statSync(path));
    return entry?.isDirectory() ? filesBelow(path) : entry?.isFile() ? [path] : [];
  });
}

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
