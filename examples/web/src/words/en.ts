import company from "./company.en.json" with { type: "json" };
import devices from "./devices.en.json" with { type: "json" };
import errors from "./errors.en.json" with { type: "json" };
import invitation from "./invitation.en.json" with { type: "json" };
import partner from "./partner.en.json" with { type: "json" };
import session from "./session.en.json" with { type: "json" };
import shares from "./shares.en.json" with { type: "json" };
import shell from "./shell.en.json" with { type: "json" };
import transfer from "./transfer.en.json" with { type: "json" };
import vault from "./vault.en.json" with { type: "json" };

export const en = {
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
