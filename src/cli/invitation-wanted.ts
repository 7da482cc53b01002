import type { SecretWanted } from "./ask.ts";

/** The link of an invitation, which is a secret: not an argument that others on the machine can read. */
export const invitationWanted: SecretWanted = {
  what: "the link of the invitation",
  variable: "SEALGRAPH_INVITATION",
  flag: "SEALGRAPH_INVITATION",
  fromStdin: undefined,
  shown: true,
};
