/** Of an error of any of the three clients: the code of the server's closed list, or null where the server did not answer. */

interface WithCode {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Apollo Client has `errors`, urql `graphQLErrors`, Relay throws what our network function made: `errors` again. */
export function codeOf(error: unknown): string | null {
  const { errors, graphQLErrors } = (error ?? {}) as Readonly<Record<string, readonly WithCode[] | undefined>>;
  const code = (errors ?? graphQLErrors)?.[0]?.extensions?.code;
  return typeof code === "string" ? code : null;
}
