import company from "./company.fr.json" with { type: "json" };
import devices from "./devices.fr.json" with { type: "json" };
import errors from "./errors.fr.json" with { type: "json" };
import invitation from "./invitation.fr.json" with { type: "json" };
import partner from "./partner.fr.json" with { type: "json" };
import session from "./session.fr.json" with { type: "json" };
import shares from "./shares.fr.json" with { type: "json" };
import shell from "./shell.fr.json" with { type: "json" };
import transfer from "./transfer.fr.json" with { type: "json" };
import vault from "./vault.fr.json" with { type: "json" };

export const fr = {
  ...shell,
  ...errors,
  ...session,
  ...invitation,
  ...vault,
  ...shares,
  ...devices,
  ...transfer,
  ...company,
  ...partner,
};
