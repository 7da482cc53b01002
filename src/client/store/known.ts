export const lockName = (name: string): string => `sealgraph store ${name}`;
export const databaseName = (name: string): string => `sealgraph ${name}`;

/**
 * Whether this browser keeps an `indexedDbStore` of a name, without opening it, and without the cryptography that opening takes: so
 * that whoever comes here for the first time is shown the way in at once. True where it cannot be told.
 */
export async function mayHaveIndexedDbStore({ name = "account" }: { readonly name?: string } = {}): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some((database) => database.name === databaseName(name));
  } catch {
    return true;
  }
}
