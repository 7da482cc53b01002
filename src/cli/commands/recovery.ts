import type { Command } from "commander";
import { addRecoveryAgreeCommand } from "./recovery-agree.ts";
import { addRecoveryCaseCommands } from "./recovery-case.ts";
import { addRecoveryCodeCommands } from "./recovery-code.ts";
import { addRecoveryDrillCommand } from "./recovery-drill.ts";
import { addRecoveryItemCommands } from "./recovery-items.ts";
import { addRecoveryPeopleCommands } from "./recovery-people.ts";
import { addRecoveryReadCommand } from "./recovery-read.ts";
import { addRecoverySetupCommands } from "./recovery-setup.ts";
import { addRecoveryStatusCommand } from "./recovery-status.ts";

/** `recovery` and its commands. But for `status` they are for administrators, signed in to the portal. */
export function addRecoveryCommands(program: Command): void {
  const recovery = program
    .command("recovery")
    .description("Business profiles of people who are gone: who can open them, and opening one.")
    .addHelpText("after", whatItIs);
  addRecoveryStatusCommand(recovery);
  addRecoverySetupCommands(recovery);
  addRecoveryAgreeCommand(recovery);
  addRecoveryPeopleCommands(recovery);
  addRecoveryCodeCommands(recovery);
  addRecoveryDrillCommand(recovery);
  addRecoveryCaseCommands(recovery);
  addRecoveryItemCommands(recovery);
  addRecoveryReadCommand(recovery);
}

const whatItIs = `
Before anybody is gone:  setup, confirm (another administrator), status, drill
When somebody is gone:   open, approve (another administrator), items, show, take, close
Custodians hold the key of the recovery group for good, members for one recovery; the recovery code on paper opens what they
open. docs/guide/administrator.md, "When somebody leaves", goes through it step by step. Personal profiles and personal shares have no part in it.
`;
