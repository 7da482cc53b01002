import { connect, createServer, type Socket } from "node:net";

/** Stands before a server and passes everything on while it is open. */
export function makeGate(port: number, to: number) {
  const sockets = new Set<Socket>();
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
  };
  const gate = createServer((incoming) => {
    const outgoing = connect(to, "localhost");
    for (const socket of [incoming, outgoing]) hold(socket);
    // As the server itself would refuse it.
    outgoing.once("error", () => incoming.destroy());
    incoming.pipe(outgoing).pipe(incoming);
  });
  return {
    open: () =>
      new Promise<void>((resolve, reject) => {
        gate.once("error", reject).listen(port, "localhost", () => {
          gate.off("error", reject);
          resolve();
        });
      }),
    close: () =>
      new Promise<void>((resolve) => {
        gate.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
