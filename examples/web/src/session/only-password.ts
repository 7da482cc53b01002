import { SealgraphError } from "sealgraph/client";

/** Where the password alone was asked for, nothing else can be wrong: the words that are shown say so. */
export async function onlyPassword(given: Promise<void>): Promise<void> {
  try {
    await given;
  } catch (error) {
    const isWrong = error instanceof SealgraphError && error.code === "WRONG_CREDENTIALS";
    throw isWrong ? new SealgraphError(error.code, { part: "password" }) : error;
  }
}
