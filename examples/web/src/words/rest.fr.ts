import company from "./company.fr.json" with { type: "json" };
import devices from "./devices.fr.json" with { type: "json" };
import partner from "./partner.fr.json" with { type: "json" };
import shares from "./shares.fr.json" with { type: "json" };
import transfer from "./transfer.fr.json" with { type: "json" };
import vault from "./vault.fr.json" with { type: "json" };

/** What is said to whoever is in. */
export const rest = { ...vault, ...shares, ...devices, ...transfer, ...company, ...partner };
