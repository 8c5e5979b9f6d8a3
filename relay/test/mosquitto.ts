/** A Mosquitto of its own for a test, on a free port; where none is installed, the test run says so. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's place is not on everybody's path. */
const PLACES = ["/usr/sbin", ...(process.env["PATH"] ?? "").split(":")];
const READY_WITHIN_MS = 20_000;

/** A broker that runs. */
export interface TestMosquitto {
  readonly port: number;
  /** Stops it, and starts it again on the same port. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Returns a port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

/**
 * Starts a broker. Returns undefined, and says on stderr what is not tested, where Mosquitto is not installed.
 * @param lines of its configuration; anybody may do anything unless they say otherwise
 * @param files that the lines name, as `$DIR/NAME`
 */
export async function startMosquitto(
  tested: string,
  lines: readonly string[] = ["allow_anonymous true"],
  files: Readonly<Record<string, string>> = {},
): Promise<TestMosquitto | undefined> {
  const program = PLACES.map((place) => join(place, "mosquitto")).find((path) => existsSync(path));
  if (program === undefined) {
    process.stderr.write(`NOT RUN: ${tested}. It needs Mosquitto, which is not installed here.\n`);
    return undefined;
  }
  const directory = mkdtempSync(join(tmpdir(), "witness-mosquitto-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, { mode: 0o600 });
  const port = await freePort();
  // Without a name it would become another user, who cannot read a test's files.
  const user = process.getuid?.() === 0 ? ["user root"] : [];
  const said = lines.map((line) => line.replaceAll("$DIR", directory));
  const config = join(directory, "mosquitto.conf");
  writeFileSync(config, [`listener ${port} 127.0.0.1`, "persistence false", ...user, ...said, ""].join("\n"));
  let server: ChildProcess | undefined;
  const start = async () => {
    let words = "";
    const started = spawn(program, ["-c", config], { stdio: ["ignore", "ignore", "pipe"] });
    started.stderr.on("data", (bytes: Buffer) => {
      words = (words + bytes.toString()).slice(-2_000);
    });
    server = started;
    for (const end = Date.now() + READY_WITHIN_MS; !(await answers(port)); ) {
      if (Date.now() > end || started.exitCode !== null) throw new Error(`Mosquitto did not start: ${words}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const end = async () => {
    if (!server || server.exitCode !== null) return;
    server.kill("SIGTERM");
    await once(server, "exit");
  };
  await start();
  return {
    port,
    restart: async () => {
      await end();
      await start();
    },
    stop: async () => {
      await end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
