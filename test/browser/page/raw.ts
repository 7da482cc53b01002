/** A database without the SDK: what anybody can do who has the browser's tools. */

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function inside<T>(name: string, work: (database: IDBDatabase) => Promise<T>): Promise<T> {
  const database = await asked(indexedDB.open(name));
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const written = async (database: IDBDatabase, table: string, work: (entries: IDBObjectStore) => void) => {
  const transaction = database.transaction(table, "readwrite");
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = reject;
  });
  work(transaction.objectStore(table));
  await done;
};

const held: IDBDatabase[] = [];

export const raw = {
  get: (name: string, table: string, key: IDBValidKey) =>
    inside(name, (database) => asked(database.transaction(table).objectStore(table).get(key))),

  put: (name: string, table: string, key: IDBValidKey, value: unknown) =>
    inside(name, (database) => written(database, table, (entries) => void entries.put(value, key))),

  take: (name: string, table: string, key: IDBValidKey) =>
    inside(name, (database) => written(database, table, (entries) => void entries.delete(key))),

  /** How many values a table has. */
  count: (name: string, table: string) =>
    inside(name, (database) => asked(database.transaction(table).objectStore(table).count())),

  /** All keys and values, one after the other, in base64. What no script is given is named. */
  dump: (name: string) =>
    inside(name, async (database) => {
      const parts: BlobPart[] = [`version ${database.version}\n`];
      for (const table of database.objectStoreNames) {
        const entries = database.transaction(table).objectStore(table);
        const [keys, values] = await Promise.all([asked(entries.getAllKeys()), asked(entries.getAll())]);
        for (const key of keys) parts.push(`${JSON.stringify(key)}\n`);
        for (const value of values)
          parts.push(value instanceof Uint8Array ? (value as BlobPart) : describe(value), "\n");
      }
      return inBase64(new Blob(parts));
    }),

  /** Opens it and lets go of it for nobody; gives its layout. */
  async hold(name: string) {
    const database = await asked(indexedDB.open(name));
    held.push(database);
    return database.version;
  },

  /** Opens it under another layout, which waits until all others have let go. */
  async upgrade(name: string, version: number) {
    (await asked(indexedDB.open(name, version))).close();
  },
};

const describe = (value: unknown): string =>
  value instanceof CryptoKey ? `key, extractable: ${value.extractable}` : JSON.stringify(value);

function inBase64(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.readAsDataURL(blob);
  });
}
