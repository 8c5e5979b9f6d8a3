/**
 * Prepares what RISC-V programs need to run: QEMU's user-mode emulator for this machine, and Debian's Node 20 for
 * riscv64 with its libraries. apt downloads the packages from its mirror and verifies them, in a separate folder. It
 * needs no root and installs nothing. `node scripts/riscv.ts` prepares the folder and prints the command.
 */
import { type ExecFileException, execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, "../node_modules/.cache/witness-riscv64");
/** The first Debian release with riscv64. */
const SUITE = "trixie";
const SOURCES = ["/etc/apt/sources.list", "/etc/apt/sources.list.d"];
const KEYRINGS = ["/usr/share/keyrings/debian-archive-keyring.pgp", "/usr/share/keyrings/debian-archive-keyring.gpg"];
const TIMEOUT_MS = 240_000;

/** The reason why RISC-V programs do not run here, in one sentence. */
export class RiscvUnavailable extends Error {
  readonly code = "riscv-unavailable";

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = "RiscvUnavailable";
  }
}

/** The command before a script that runs it on Node 20 of an emulated riscv64. */
export type RiscvNode = readonly [string, ...string[]];

/** Returns the Debian mirror of apt on this machine, from either form of its files. */
export function debianMirror(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const words = text
      .split("\n")
      .filter((line) => !line.trimStart().startsWith("#"))
      .join("\n")
      .split(/\s+/);
    const mirror = words.find((word) => /^https?:\/\/\S+\/debian\/?$/.test(word));
    if (mirror) return mirror.replace(/\/$/, "");
  }
  return undefined;
}

function sourceTexts(): string[] {
  return SOURCES.flatMap((place) => {
    if (!existsSync(place)) return [];
    const files = place.endsWith(".d") ? readdirSync(place).map((name) => join(place, name)) : [place];
    return files.filter((file) => /\.(list|sources)$/.test(file)).map((file) => readFileSync(file, "utf8"));
  });
}

/** Returns options with which apt reads and writes only in `folder`, for packages of both architectures. */
function aptIn(folder: string, host: string): readonly string[] {
  const options = {
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferences": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "Dir::State": folder,
    "Dir::State::status": join(folder, "status"),
    "Dir::State::lists": join(folder, "lists"),
    "Dir::Cache": folder,
    "Dir::Cache::archives": join(folder, "archives"),
    "APT::Architecture": "riscv64",
    "APT::Install-Recommends": "false",
    // The user who runs this may not be able to change to apt's user.
    "APT::Sandbox::User": "",
    "Acquire::Languages": "none",
    "Acquire::Retries": "2",
    "Acquire::http::Timeout": "20",
    "Acquire::https::Timeout": "20",
  };
  const architectures = ["riscv64", host].map((name) => `APT::Architectures::=${name}`);
  return [...Object.entries(options).map(([name, value]) => `${name}=${value}`), ...architectures].flatMap((o) => [
    "-o",
    o,
  ]);
}

async function command(file: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await run(file, [...args], { cwd, timeout: TIMEOUT_MS, maxBuffer: 2 ** 24 })).stdout;
  } catch (cause) {
    const { stderr, message } = cause as ExecFileException;
    const said = (stderr || message).trim().split("\n").at(-1);
    throw new RiscvUnavailable(`${file} failed: ${said}`, { cause });
  }
}

/** Downloads and unpacks everything into `folder`. */
async function unpackInto(folder: string): Promise<void> {
  const mirror = debianMirror(sourceTexts());
  const keyring = KEYRINGS.find((file) => existsSync(file));
  if (!mirror || !keyring) throw new RiscvUnavailable("apt on this machine names no Debian mirror and keyring.");
  const host = (await command("dpkg", ["--print-architecture"], folder)).trim();
  for (const name of ["lists/partial", "archives/partial", "qemu", "sysroot/usr/lib"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, "status"), "");
  const entry = `deb [arch=${host},riscv64 signed-by=${keyring}] ${mirror} ${SUITE} main\n`;
  writeFileSync(join(folder, "sources.list"), entry);
  const apt = aptIn(folder, host);
  await command("apt-get", [...apt, "-q", "update"], folder);
  await command("apt-get", [...apt, "-q", "download", `qemu-user:${host}`], join(folder, "qemu"));
  await command("apt-get", [...apt, "-q", "-y", "--download-only", "install", "nodejs"], folder);
  // Programs look for Debian's loader under /lib, which is a link to /usr/lib.
  symlinkSync("usr/lib", join(folder, "sysroot/lib"));
  for (const name of readdirSync(join(folder, "archives")).filter((file) => file.endsWith(".deb"))) {
    await command("dpkg-deb", ["-x", join(folder, "archives", name), join(folder, "sysroot")], folder);
  }
  const [qemu = ""] = readdirSync(join(folder, "qemu"));
  await command("dpkg-deb", ["-x", join(folder, "qemu", qemu), join(folder, "qemu")], folder);
  rmSync(join(folder, "qemu", qemu));
  for (const name of readdirSync(join(folder, "qemu/usr/bin"))) {
    if (name !== "qemu-riscv64") rmSync(join(folder, "qemu/usr/bin", name));
  }
  for (const name of ["lists", "archives"]) rmSync(join(folder, name), { recursive: true });
}

const nodeIn = (folder: string): RiscvNode => {
  const sysroot = join(folder, "sysroot");
  return [join(folder, "qemu/usr/bin/qemu-riscv64"), "-L", sysroot, join(sysroot, "usr/bin/node")];
};

/** Returns the emulated Node, prepared on first use. @throws {RiscvUnavailable} when it cannot be prepared */
export async function riscvNode(): Promise<RiscvNode> {
  if (!existsSync(CACHE)) {
    const folder = `${CACHE}.${process.pid}`;
    try {
      mkdirSync(folder, { recursive: true });
      await unpackInto(folder);
      // A rename is atomic. If another process was first, its folder serves as well.
      if (!existsSync(CACHE)) renameSync(folder, CACHE);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const [qemu, ...args] = nodeIn(CACHE);
  const said = await command(qemu, [...args, "-p", "process.arch + ' ' + process.version"], CACHE);
  if (!/^riscv64 v20\./.test(said)) throw new RiscvUnavailable(`The emulated Node answers ${said.trim()}.`);
  return nodeIn(CACHE);
}

if (import.meta.main) {
  try {
    console.log((await riscvNode()).join(" "));
  } catch (error) {
    if (!(error instanceof RiscvUnavailable)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
