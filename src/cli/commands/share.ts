import type { Command } from "commander";
import { readerHiddenWarning } from "../reader-hidden.ts";
import { addShareAnsweringCommands } from "./share-answering.ts";
import { addShareCompanyCommand } from "./share-company.ts";
import { addShareCreateCommand } from "./share-create.ts";
import { addShareGuestCommands } from "./share-guests.ts";
import { addShareItemCommands } from "./share-items.ts";
import { addShareLookingCommands } from "./share-looking.ts";
import { addSharePeopleCommands } from "./share-people.ts";
import { addShareVisitCommands } from "./share-visits.ts";

/** `share` and its commands. */
export function addShareCommands(program: Command): void {
  const share = program
    .command("share")
    .description("Folders and items that several people of the company have together.")
    .addHelpText("after", whatItIs);
  addShareLookingCommands(share);
  addShareCreateCommand(share);
  addShareAnsweringCommands(share);
  addSharePeopleCommands(share);
  addShareItemCommands(share);
  addShareGuestCommands(share);
  addShareVisitCommands(share);
  addShareCompanyCommand(share);
}

const whatItIs = `
What is in a share is worked with by the commands item and folder: --share NAME, beside --profile.

An offer is verified before it is shown: who signed it, and what an administrator says they are called. Nothing of what
is in it is here before you accept it.
Whoever is put in may have to wait for the key: it is handed over when a device of somebody who has it syncs.
${readerHiddenWarning}
Taking somebody out undoes nothing that they have read: the share gets a new key, and sealgraph share changes lists what
they know and what is to be changed for that.
`;
