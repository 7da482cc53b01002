import { memoryStore, signIn } from "../../src/client/index.ts";
import { machineNow, tell } from "./report.ts";

/** A second device of an account, by the SDK: it follows, verifies, opens, and tells what it then shows as synced. */
const [url = "", address = "", password = "", secretKey = ""] = process.argv.slice(2);

const client = await signIn({ url, store: memoryStore() }, { address, password, secretKey, deviceName: "reader" });
client.on("change", ({ record, change, state }) => {
  if (change === "ADDED" && state === "SYNCED") tell({ record, at: machineNow() });
});
client.on("connection", (connection) => {
  if (connection === "LIVE") tell({ port: 0 });
});
client.follow();
