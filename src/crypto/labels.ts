const names = [
  "envelope",
  "sealed",
  "unlock",
  "secret-key-check",
  "login-proof",
  "device-proof",
  "refresh-proof",
  "login-context",
  "rotation-context",
  "account-code",
  "code-context",
  "person",
  "invitation",
  "invitation-proof",
  "group-seed",
  "public-key",
  "key-commitment",
  "wrap",
  "wrap-set",
  "link",
  "link-hash",
  "state-entry",
  "cut-entry",
  "policies",
  "manifest",
  "manifest-hash",
  "leaf",
  "bucket-of",
  "bucket",
  "root",
  "store-key",
  "queue-key",
  "queue-entry",
  "outbox",
  "import-id",
  "token",
  "approval-words",
  "approval-keys",
  "approval-wrap",
] as const;

/** One label, one structure (PROTOCOL §1.4). */
export type Label = (typeof names)[number];

/** The first part of each PAE, as bytes. */
export const labels = Object.freeze(
  Object.fromEntries(names.map((name) => [name, new TextEncoder().encode(`sealgraph/v1/${name}`)])),
) as Readonly<Record<Label, Uint8Array>>;
