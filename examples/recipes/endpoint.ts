/** Where a server answers. Throws for plain http to another machine: whoever listens on the way would have the token. */
export function endpointOf(server: string): URL {
  const url = new URL("/graphql", server);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isHere)) return url;
  throw new Error("A server is an address with https; with http on this machine alone.");
}
