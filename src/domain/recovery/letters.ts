import type { Mail } from "../context.ts";

const letter = (to: string, subject: string, text: string): Mail => ({ to, subject, text: `Hello,\n\n${text}\n` });

/** What is written about recoveries. Nothing says whose work it is about, or why: that stands in the portal. */
export const letters = {
  TELL_OF_RECOVERY: (to: string) =>
    letter(
      to,
      "Sealgraph: somebody asks to read backups",
      "An administrator of your company, or somebody at a desk of its partner, asks to read backups of somebody's business profile. Who, whose and why stands in the portal: look there whether you approve of it. Until its time is over, any administrator can forbid it.",
    ),
  TELL_OF_ENDED_RECOVERY: (to: string) =>
    letter(
      to,
      "Sealgraph: a recovery is over",
      "A recovery in your company is over: its time is up, or the right of whoever asked for it was taken. Nobody has closed it. Close it in the portal; whoever was put into the recovery group for it is to be taken out again.",
    ),
} as const;
