import { Ended } from "./ends.ts";
import type { TypedDocumentString } from "./generated.ts";

/** Where the server is, and by whose word it is asked. */
export interface Source {
  /** As `https://vault.example`. */
  readonly server: string;
  /** Of a service account with the scope `read-events`: `sgs_…`. */
  readonly token: string;
  /** Milliseconds for which an answer, or a socket, is waited for: 30,000 where nothing is said. */
  readonly patience?: number;
}

/** Asks what a document says; variables and answer are as the contract types them. Throws `Ended`. */
export async function ask<Result, Variables>(
  { server, token, patience = 30_000 }: Source,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal: AbortSignal,
): Promise<Result> {
  const response = await fetch(new URL("/graphql", server), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: document.toString(), variables }),
    redirect: "error",
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  }).catch(() => {
    throw Ended.byLine("no answer");
  });
  const answer = (await response.json().catch(() => null)) as Answer<Result> | null;
  if (answer?.errors) throw Ended.byErrors(answer.errors);
  // A proxy's page, or an answer that broke off.
  if (!answer?.data) throw Ended.byLine(`status ${response.status}`);
  return answer.data;
}

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
}
