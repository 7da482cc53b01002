import { once } from "node:events";
import { WebSocket } from "ws";
import { parseBase64url } from "../../src/crypto/base64url.ts";
import { openRecord } from "../../src/crypto/client/record.ts";
import { asSignature, asSymmetricKey } from "../../src/crypto/keys.ts";
import { encodeSignedManifest, openSignedManifest } from "../../src/crypto/manifest.ts";
import { parseUuid } from "../../src/crypto/uuid.ts";
import { machineNow, tell } from "./report.ts";

/** As many bare sockets in one process: each verifies the manifest's signature and opens the item, and nothing else. */
const [url = "", count = "", key = "", vault = ""] = process.argv.slice(2);

interface Sent {
  readonly manifest: string;
  readonly signature: string;
  readonly change: { readonly record: string; readonly body: string; readonly key: string };
}

const vaultKey = asSymmetricKey(parseBase64url(key));
const id = parseUuid(vault);
let have = 0;
for (let n = 0; n < Number(count); n++) {
  const socket = new WebSocket(url);
  socket.on("message", (data: Buffer) => {
    const { manifest, signature, change }: Sent = JSON.parse(data.toString());
    openSignedManifest(encodeSignedManifest(parseBase64url(manifest), asSignature(parseBase64url(signature))));
    const place = { vault: id, record: parseUuid(change.record), version: 1, schema: 1, epoch: 1 };
    openRecord(vaultKey, place, { body: parseBase64url(change.body), key: parseBase64url(change.key) });
    have++;
    if (have === Number(count)) {
      have = 0;
      tell({ record: change.record, at: machineNow() });
    }
  });
  await once(socket, "open");
}
tell({ port: 0 });
