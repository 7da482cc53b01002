import { memoryStore, type Store } from "sealgraph/client";

/** Where this browser keeps what it knows, sealed. */
export const openStore = async (): Promise<Store> => memoryStore();
