import type { TypedDocumentString } from "./generated.ts";

/** Where the server is, and by whose word it is asked. */
export interface Source {
  /** As `https://vault.example`. */
  readonly server: string;
  /** Of a service account: `sgs_…`. */
  readonly token: string;
}

/** What the server did not answer as it was asked: its codes, and nothing of what was sent. */
export class NotAnswered extends Error {
  override readonly name = "NotAnswered";
}

/** Asks what a document says; variables and answer are as the contract types them. Throws NotAnswered. */
export async function ask<Result, Variables>(
  { server, token }: Source,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const response = await fetch(new URL("/graphql", server), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: document.toString(), variables }),
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
  }).catch(() => {
    throw new NotAnswered(`${server} cannot be reached`);
  });
  const { data, errors } = (await response.json().catch(() => ({}))) as {
    readonly data?: Result | null;
    readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
  };
  if (errors || !data) {
    const codes = (errors ?? []).map(({ extensions }) => extensions?.code ?? "unknown").join(", ");
    throw new NotAnswered(codes === "" ? `status ${response.status}` : codes);
  }
  return data;
}
