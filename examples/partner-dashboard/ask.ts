import type { TypedDocumentString } from "./generated.ts";

/** Where the server is, and by whose word it is asked. */
export interface Source {
  /** As `https://vault.example`. */
  readonly server: string;
  /** Of a service account: `sgs_…`. */
  readonly token: string;
}

/** Why there is no answer, as a sentence; nothing of what was sent is in it. */
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
    throw new NotAnswered(`${server} cannot be reached.`);
  });
  const { data, errors } = (await response.json().catch(() => ({}))) as {
    readonly data?: Result | null;
    readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
  };
  if (errors || !data) {
    const codes = (errors ?? []).map(({ extensions }) => extensions?.code ?? "unknown");
    const known = codes.map((code) => words[code]).find((each) => each !== undefined);
    const refused = codes.length === 0 ? `with status ${response.status}` : `it with ${codes.join(", ")}`;
    throw new NotAnswered(known ?? `The server refused ${refused}.`);
  }
  return data;
}

/** Of the contract's closed list, those that whoever runs this can do something about. */
const words: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: "SEALGRAPH_TOKEN is no token of this server: copy it whole, as it was shown once.",
  SESSION_ENDED:
    "The service account of SEALGRAPH_TOKEN was revoked, ran out, or its keeper may not keep it any more: sealgraph partner service-account list",
  FORBIDDEN: "The service account of SEALGRAPH_TOKEN lacks a scope: it needs read-companies.",
  RATE_LIMITED: "The service account of SEALGRAPH_TOKEN asks too often: wait a minute.",
  UNAVAILABLE: "The server is busy, or stops just now: try again in a while.",
};
