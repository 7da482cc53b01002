/** IndexedDB with promises. */
import { SealgraphError } from "../errors.ts";

/** Grows with every layout that a release of before cannot read. */
const layout = 1;

/**
 * `meta` holds whose the database is now and the key that seals it, `slot` and `entry` what was sealed, `log` how many entries
 * of each log there are and the number of the first.
 */
export type Table = "meta" | "slot" | "log" | "entry";
const tables: readonly Table[] = ["meta", "slot", "log", "entry"];

/**
 * Opens the database; `begin` fills a new one. Throws STORE_UNSUPPORTED where a newer release made it, STORE_BUSY where
 * somebody has it open under another layout and does not let go within `wait` milliseconds.
 */
export function openDatabase(
  name: string,
  wait: number,
  begin: (table: (name: Table) => IDBObjectStore) => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, layout);
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      reject(new SealgraphError("STORE_BUSY"));
    }, wait);
    opening.onupgradeneeded = () => {
      if (isLate) return opening.transaction?.abort();
      const made = new Map(tables.map((table) => [table, opening.result.createObjectStore(table)]));
      begin((table) => made.get(table) as IDBObjectStore);
    };
    opening.onsuccess = () => {
      clearTimeout(late);
      if (isLate) opening.result.close();
      else resolve(opening.result);
    };
    opening.onerror = () => {
      clearTimeout(late);
      reject(failureOf(opening.error));
    };
  });
}

/**
 * Takes a database away; there may be none. Throws STORE_BUSY where somebody has it open and does not let go within `wait`
 * milliseconds: then it goes as soon as they do.
 */
export function deleteDatabase(name: string, wait: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const deleting = indexedDB.deleteDatabase(name);
    const late = setTimeout(() => reject(new SealgraphError("STORE_BUSY")), wait);
    deleting.onsuccess = () => {
      clearTimeout(late);
      resolve();
    };
    deleting.onerror = () => {
      clearTimeout(late);
      reject(failureOf(deleting.error));
    };
  });
}

/**
 * One transaction: `work` asks for all that it wants at once, or in what its requests call. Resolves with what `work` gave by
 * `give` when all of it would outlive a crash; else nothing of it was done.
 */
export function transact<T>(
  database: IDBDatabase,
  mode: "readonly" | "readwrite",
  work: (
    table: (name: Table) => IDBObjectStore,
    give: (result: T) => void,
    abortWith: (reason: unknown) => void,
  ) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(tables, mode, { durability: "strict" });
    let result: T;
    let reason: unknown;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(reason ?? failureOf(transaction.error));
    work(
      (name) => transaction.objectStore(name),
      (given) => {
        result = given;
      },
      (refused) => {
        reason = refused;
        transaction.abort();
      },
    );
  });
}

/** The platform's failures in words of the SDK. */
export function failureOf(error: unknown): SealgraphError {
  if (error instanceof SealgraphError) return error;
  const name = error instanceof DOMException ? error.name : "";
  if (name === "VersionError") return new SealgraphError("STORE_UNSUPPORTED");
  return new SealgraphError("STORE_FAILED", { cause: name === "QuotaExceededError" ? "QUOTA" : "UNKNOWN" });
}
