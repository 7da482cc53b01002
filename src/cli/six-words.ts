import { parseApprovalWords } from "../crypto/client/approval-words.ts";
import type { Check } from "./ask.ts";

/** Whether it can be the six words of a device or of somebody's keys. */
export const areSixWords: Check = (text) => {
  try {
    parseApprovalWords(text);
    return null;
  } catch {
    return "These are not six words of the list.";
  }
};
