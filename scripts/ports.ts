/** Which of the ports that the system wants is taken, so that the answer names it before anything is started. */
import { createServer } from "node:net";

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** The first taken port with its part's name, or undefined. Port 0 is always free. */
export async function takenPort(
  ports: Readonly<Record<string, number>>,
): Promise<{ readonly name: string; readonly port: number } | undefined> {
  for (const [name, port] of Object.entries(ports)) {
    if (port !== 0 && !(await isFree(port))) return { name, port };
  }
  return undefined;
}
