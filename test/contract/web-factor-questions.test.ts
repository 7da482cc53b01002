/** What the SDK asks a person for, in the web client. */
import { expect, it } from "@jest/globals";
import { factorQuestions, question, takeQuestions } from "../../examples/web/src/session/factor-questions.ts";

it("nothing that is asked or shown of a second factor stays, or comes, where the account is locked", async () => {
  const { secondFactor, addSecondFactor } = factorQuestions;
  const asked = { for: "STEP_UP", methods: ["TOTP"], assertionOptions: null, again: false } as const;
  for (const ask of [
    () => secondFactor(asked),
    () => addSecondFactor.code({ uri: "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", again: false }),
    () => addSecondFactor.keep(["AAAAA-BBBBB"]),
  ]) {
    // A dialog that is closed is nothing wrong: it is told by the name.
    const refused = expect(ask()).rejects.toMatchObject({ name: "Declined" });
    expect(question.get()).not.toBeNull();
    takeQuestions(false);
    expect(question.get()).toBeNull();
    await refused;
    // The server may have been slow: its answer comes when the account is locked already.
    await expect(ask()).rejects.toMatchObject({ name: "Declined" });
    expect(question.get()).toBeNull();
    takeQuestions(true);
  }
});
