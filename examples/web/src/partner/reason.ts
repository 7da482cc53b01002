import { type ErrorCode, SealgraphError } from "sealgraph/client";
import { sayError } from "../ui/problem.tsx";
import type { Say } from "../words/words.tsx";

/** Why something was not done in one of many companies: a code of an error, in people's words. */
export const reasonInWords = (code: string, say: Say): string =>
  sayError(say, new SealgraphError(code as ErrorCode, {}, code));
