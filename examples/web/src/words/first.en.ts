import errors from "./errors.en.json" with { type: "json" };
import invitation from "./invitation.en.json" with { type: "json" };
import session from "./session.en.json" with { type: "json" };
import shell from "./shell.en.json" with { type: "json" };

/** What is said to whoever is on their way in, and when something fails: it is there with the page. */
export const first = { ...shell, ...errors, ...session, ...invitation };
