/** By whose word something is asked: the two kinds of tokens, behind one shape. */
import type { Client } from "sealgraph/client";

export interface Bearer {
  /** A token to send. `refused`: one that the server did not take; another comes in its place, or the promise rejects. */
  token(refused?: string): Promise<string>;
}

/** The session of somebody who is signed in by the SDK: it renews its access tokens, which live for minutes. */
export const bySession = (client: Pick<Client, "accessToken">): Bearer => ({
  token: async (refused) => (await client.accessToken(refused === undefined ? {} : { refused })).token,
});

/** A service account. Its token is good until it is revoked or its day has come, and then there is no other. */
export const byServiceAccount = (token: string): Bearer => ({
  token: (refused) =>
    refused === undefined ? Promise.resolve(token) : Promise.reject(new Error("The service account has ended.")),
});
