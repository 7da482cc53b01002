/** The part of the SDK that needs a browser. */

export { followPage, keepStored } from "./page.ts";
export { type IndexedDbStoreOptions, indexedDbStore, removeIndexedDbStore } from "./store/indexed-db.ts";
export { mayHaveIndexedDbStore } from "./store/known.ts";
