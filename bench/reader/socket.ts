import { WebSocket } from "ws";
import type { Kept } from "../baseline/live-change.ts";
import { machineNow, tell } from "./report.ts";

/** The bare relay's other end: reads the bytes, and tells that it has them. */
const socket = new WebSocket(process.argv[2] ?? "");
socket.on("open", () => tell({ port: 0 }));
socket.on("message", (data: Buffer) => {
  const { changes }: Kept = JSON.parse(data.toString());
  tell({ record: changes[0].record, at: machineNow() });
});
