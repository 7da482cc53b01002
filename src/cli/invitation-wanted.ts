import type { SecretWanted } from "./ask.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { printable } from "./output.ts";

/** The link of an invitation, which is a secret: not an argument that others on the machine can read. */
const invitationWanted: SecretWanted = {
  what: "the link of the invitation",
  variable: "SEALGRAPH_INVITATION",
  flag: "SEALGRAPH_INVITATION",
  fromStdin: undefined,
  shown: true,
};

export interface AskedInvitation {
  readonly link: string;
  /** At the server that the link names, where nobody named one. */
  readonly context: Context;
}

/** Asks for a link, and says where it is of another server than the one that would be asked. */
export async function askForInvitation(context: Context): Promise<AskedInvitation> {
  const link = (await context.ask.secret(invitationWanted)).trim();
  const origin = originOf(link);
  if (origin === null || origin === originOf(context.server)) return { link, context };
  const { options, surroundings, out } = context;
  if (options.server === undefined && !surroundings.environment.SEALGRAPH_SERVER) {
    out.note(`The server of this link is asked: ${printable(origin)}`);
    return { link, context: { ...context, server: origin } };
  }
  out.note(differs(origin, context.server));
  return { link, context };
}

/** The same for an account that is signed in, and so at one server. */
export async function askForInvitationHere(context: Context, server: string): Promise<string> {
  const link = (await context.ask.secret(invitationWanted)).trim();
  const origin = originOf(link);
  if (origin !== null && origin !== originOf(server)) context.out.note(differs(origin, server));
  return link;
}

/** Before anything is mailed, asked or signed. Throws INVITATION_REFUSED for whoever it was not made for. */
export function demandInvited(invited: string, address: string): void {
  if (address.trim().normalize("NFC").toLowerCase() === invited) return;
  throw new CommandFailure(
    exitCode.REFUSED,
    "INVITATION_REFUSED",
    `This invitation is for ${printable(invited)}, and you are ${printable(address.trim())}.`,
    "Go on with an account of that address, or ask whoever invited you for an invitation to yours.",
  );
}

const differs = (origin: string, server: string): string =>
  `This link is of ${printable(origin)}, and ${printable(server)} is asked: a link serves at its own server only.`;

/** Null for what is no address of a server: whoever reads the link says so. */
function originOf(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null;
}
