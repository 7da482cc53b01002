import { Command, Help, type Option } from "commander";
import { addAccountCommands } from "./commands/account.ts";
import { addAccountCodeCommands } from "./commands/account-code.ts";
import { addAccountLocaleCommand } from "./commands/account-locale.ts";
import { addArchiveCommands } from "./commands/archive.ts";
import { addAuditCommands } from "./commands/audit.ts";
import { addBackupCommands } from "./commands/backup.ts";
import { addCompanyCommands } from "./commands/company.ts";
import { addCopyCommands } from "./commands/copy.ts";
import { addDeviceCommands } from "./commands/device.ts";
import { addEvidenceCommands } from "./commands/evidence.ts";
import { addExportCommand } from "./commands/export.ts";
import { addFolderCommands } from "./commands/folder.ts";
import { addGenerateCommand } from "./commands/generate.ts";
import { addGroupCommands } from "./commands/group.ts";
import { addImportCommand } from "./commands/import.ts";
import { addInviteCommands } from "./commands/invite.ts";
import { addItemCommands } from "./commands/item.ts";
import { addItemCodeCommand } from "./commands/item-code.ts";
import { addItemKindCommands } from "./commands/item-kinds.ts";
import { addItemResolveCommand } from "./commands/item-resolve.ts";
import { addItemWritingCommands } from "./commands/item-writing.ts";
import { addPartnerCommands } from "./commands/partner.ts";
import { addPasswordCommands } from "./commands/password.ts";
import { addPolicyCommands } from "./commands/policy.ts";
import { addQueueCommands } from "./commands/queue.ts";
import { addRecoveryCommands } from "./commands/recovery.ts";
import { addResetCommand } from "./commands/reset.ts";
import { addRosterCommands } from "./commands/roster.ts";
import { addRotateCommands } from "./commands/rotate.ts";
import { addSecondFactorCommands } from "./commands/second-factor.ts";
import { addSessionCommands } from "./commands/session.ts";
import { addShareCommands } from "./commands/share.ts";
import { addStatusCommands } from "./commands/status.ts";
import { addSyncCommand } from "./commands/sync.ts";
import { addUserCommands } from "./commands/user.ts";
import { exitCodeHelp } from "./exit-code.ts";
import { addGlobalOptions } from "./options.ts";
import { asCalled, type Surroundings, surround, surroundingsOfProcess } from "./surroundings.ts";

const environmentHelp = `
Environment:
  SEALGRAPH_SERVER      URL of the server (http://localhost:4000)
  SEALGRAPH_HOME        folder of this device (~/.sealgraph)
  SEALGRAPH_SESSION     what "sealgraph unlock" printed: opens the account without the password
  SEALGRAPH_PASSWORD    the account's password, for scripts
  SEALGRAPH_SECRET_KEY  the Secret Key, for signing in on a new device
  SEALGRAPH_APPROVAL_WORDS  the six words that a new device shows, for approving it
  SEALGRAPH_CONTACT_WORDS  the six words that a guest says, for comparing them
  SEALGRAPH_CODE        the code from the mail, for signing up; or of a new authenticator
  SEALGRAPH_SECOND_FACTOR  six digits of the authenticator, or a spare code, where the server asks for it
  SEALGRAPH_NEW_PASSWORD  the new password, for changing it and for recovering
  SEALGRAPH_INVITATION  the link of an invitation, for signing up with --invited, and for joining
  SEALGRAPH_OFFER       the link of a partner's offer, for accepting it
  SEALGRAPH_TENANT_CODE, SEALGRAPH_PARTNER_CODE  an operator's code, for redeeming it
  SEALGRAPH_ACCOUNT_CODE  the account code, for recovering
  SEALGRAPH_RECOVERY_CODE  the recovery code of the company, or parts of it with commas between them
  SEALGRAPH_LANGUAGE    en or fr: the language of failures
  SEALGRAPH_FILE_CODE   the code of a file that sealgraph recovery take wrote, or of an archive
  SEALGRAPH_FILE_PASSWORD  the password of an archive, or of a file that is imported
  NO_COLOR              no colours
`;

/** As ever, and which have to be given. */
const describe = (option: Option): string =>
  `${new Help().optionDescription(option)}${option.mandatory ? " (required)" : ""}`;

/** The whole command line. Throws `CommanderError` instead of ending the process. */
export function makeProgram(surroundings: Surroundings = surroundingsOfProcess()): Command {
  const program = new Command("sealgraph")
    .description("Passwords and other secrets, sealed on this device, in step with all others.")
    .version("0.1.0")
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ optionDescription: describe })
    .configureOutput({
      writeOut: (text) => void surroundings.stdout.write(asCalled(surroundings, text)),
      writeErr: (text) => void surroundings.stderr.write(asCalled(surroundings, text)),
    });
  surround(program, surroundings);
  addGlobalOptions(program);
  addAccountCommands(program);
  addSessionCommands(program);
  addStatusCommands(program);
  addSyncCommand(program);
  const item = addItemCommands(program);
  addItemWritingCommands(item);
  addItemCodeCommand(item);
  addItemKindCommands(item);
  addItemResolveCommand(item);
  addGenerateCommand(program);
  addFolderCommands(program);
  addImportCommand(program);
  addExportCommand(program);
  addArchiveCommands(program);
  addDeviceCommands(program);
  addPasswordCommands(program);
  addRotateCommands(program);
  addSecondFactorCommands(program);
  addAccountLocaleCommand(program);
  addAccountCodeCommands(program);
  addCompanyCommands(program);
  addRosterCommands(program);
  addUserCommands(program);
  addGroupCommands(program);
  addShareCommands(program);
  addCopyCommands(program);
  addPolicyCommands(program);
  addInviteCommands(program);
  addRecoveryCommands(program);
  addBackupCommands(program);
  addAuditCommands(program);
  addPartnerCommands(program);
  addQueueCommands(program);
  addEvidenceCommands(program);
  addResetCommand(program);
  return program.addHelpText("after", environmentHelp + exitCodeHelp);
}
