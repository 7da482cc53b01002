/** The part of the SDK that needs Node. */

export { type FileStoreOptions, fileStore } from "./store/file.ts";
export { isWanted } from "./store/file-lock.ts";
