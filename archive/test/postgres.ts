/** A PostgreSQL of its own for a test: a fresh cluster on a socket; where none is installed, the test run says so. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's place; elsewhere the programs are on the path. */
const DEBIAN = "/usr/lib/postgresql";
/** PostgreSQL refuses to run as root; Debian's `nobody` needs no account of its own. */
const NOBODY = 65_534;

function programs(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(DEBIAN, version, "bin"));
  const onPath = (process.env["PATH"] ?? "").split(":");
  return [...folders, ...onPath].find((folder) => existsSync(join(folder, "initdb")));
}

/** A server that runs. */
export interface TestPostgres {
  /** Makes an empty database. Returns its URL. */
  readonly database: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a server. Returns undefined, and says on stderr what is not tested, where PostgreSQL is not installed. */
export async function startPostgres(tested: string): Promise<TestPostgres | undefined> {
  const bin = programs();
  if (bin === undefined) {
    process.stderr.write(`NOT RUN: ${tested}. It needs PostgreSQL, which is not installed here.\n`);
    return undefined;
  }
  const directory = mkdtempSync(join(tmpdir(), "witness-postgres-"));
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (process.getuid?.() === 0) chownSync(directory, NOBODY, NOBODY);
  const data = join(directory, "data");
  const options = { cwd: directory, encoding: "utf8", ...asNobody } as const;
  const run = (program: string, ...args: readonly string[]) => {
    const { status, stderr, stdout } = spawnSync(join(bin, program), args, options);
    if (status !== 0) throw new Error(`${program} failed: ${stderr}${stdout}`);
  };
  run("initdb", "--pgdata", data, "--username", "archive", "--auth", "trust", "--no-sync");
  const args = ["-D", data, "-k", directory, "-c", "listen_addresses=", "-c", "fsync=off"];
  const server = spawn(join(bin, "postgres"), args, { ...options, stdio: "ignore" });
  const socket = encodeURIComponent(directory);
  const ready = () =>
    spawnSync(join(bin, "psql"), ["-h", directory, "-U", "archive", "-d", "postgres", "-c", "SELECT 1"], options)
      .status === 0;
  for (const end = Date.now() + 30_000; !ready(); ) {
    if (Date.now() > end || server.exitCode !== null) throw new Error("PostgreSQL did not start.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  let made = 0;
  return {
    database: () => {
      made += 1;
      run("createdb", "-h", directory, "-U", "archive", `archive${made}`);
      return `postgres://archive@${socket}/archive${made}`;
    },
    stop: async () => {
      server.kill("SIGINT");
      if (server.exitCode === null) await once(server, "exit");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
