/** A line between a client and a server that is cut again and again: after so many bytes, in either direction. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A bad line that stands. */
export interface CutLine {
  readonly port: number;
  /** How often it was cut. */
  readonly cuts: () => number;
  readonly close: () => void;
}

/**
 * Listens, and passes bytes on.
 * @param bytesOf how many bytes the connection with this number lets through before it is cut
 */
export async function cutLine(to: number, bytesOf: (connection: number) => number): Promise<CutLine> {
  let made = 0;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    let left = bytesOf(made);
    made += 1;
    const cut = () => {
      near.destroy();
      far.destroy();
    };
    for (const [from, onto] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", cut);
      from.on("close", cut);
      from.on("data", (chunk: Buffer) => {
        onto.write(chunk.subarray(0, Math.max(0, left)));
        left -= chunk.length;
        if (left >= 0) return;
        cuts += 1;
        // What was passed on is on its way; the rest is lost, and so is whatever else was under way.
        cut();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    cuts: () => cuts,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
