import errors from "./errors.fr.json" with { type: "json" };
import invitation from "./invitation.fr.json" with { type: "json" };
import session from "./session.fr.json" with { type: "json" };
import shell from "./shell.fr.json" with { type: "json" };

/** What is said to whoever is on their way in, and when something fails: it is there with the page. */
export const first = { ...shell, ...errors, ...session, ...invitation };
