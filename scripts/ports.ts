/** Finds a taken port of the system, so that the error names it before any part starts. */
import { createServer } from "node:net";

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Returns the first taken port with its part's name, or undefined. Port 0 is always free. */
export async function takenPort(
  ports: Readonly<Record<string, number>>,
): Promise<{ readonly name: string; readonly port: number } | undefined> {
  for (const [name, port] of Object.entries(ports)) {
    if (port !== 0 && !(await isFree(port))) return { name, port };
  }
  return undefined;
}
