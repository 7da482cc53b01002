import type { Mail, Request } from "../context.ts";

/** It is done, whether or not a letter about it goes out. */
export const tellByMail = ({ house }: Request, mail: Mail): Promise<void> => house.sendMail(mail).catch(() => {});
