import company from "./company.en.json" with { type: "json" };
import devices from "./devices.en.json" with { type: "json" };
import partner from "./partner.en.json" with { type: "json" };
import shares from "./shares.en.json" with { type: "json" };
import transfer from "./transfer.en.json" with { type: "json" };
import vault from "./vault.en.json" with { type: "json" };

/** What is said to whoever is in. */
export const rest = { ...vault, ...shares, ...devices, ...transfer, ...company, ...partner };
