import type { Mail, Request } from "../context.ts";

const whatElse = "If that was not you, change your password, and ask whoever runs the server or your company for help.";

/** What is written to a user about their factors. The name is the user's own; there is no code and no seed in it. */
const letter = (to: string, subject: string, text: string): Mail => ({
  to,
  subject,
  text: `Hello,\n\n${text}\n\n${whatElse}\n`,
});

export const letters = {
  added: (to: string) =>
    letter(
      to,
      "Sealgraph: a second factor was added",
      "A second factor was added to your account. From now on signing in asks for it too.",
    ),
  removed: (to: string, last: boolean) =>
    letter(
      to,
      "Sealgraph: a second factor was removed",
      last
        ? "The last second factor of your account was removed. Signing in asks for none any more."
        : "A second factor of your account was removed. The others stay.",
    ),
  spareCodes: (to: string) =>
    letter(
      to,
      "Sealgraph: new spare codes",
      "New spare codes were made for your account. Those from before count no more.",
    ),
  reset: (to: string, by: "ADMINISTRATOR" | "OPERATOR") =>
    letter(
      to,
      "Sealgraph: your second factors were taken away",
      `${by === "OPERATOR" ? "Whoever runs the server" : "An administrator of your company"} has taken the second factors of your account away. Signing in asks for none until you add one. Your password and your Secret Key are as they were, and nobody else has them.`,
    ),
} as const;

/** It is done, whether or not a letter about it goes out. */
export const tellByMail = ({ house }: Request, mail: Mail): Promise<void> => house.sendMail(mail).catch(() => {});
