/**
 * A real Chromium: the system's where there is one, else the one that an npm package ships, unpacked with the
 * libraries and fonts that the same package bundles for machines which have none.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const screenshots = join(import.meta.dirname, "screenshots");

/** Starts the browser; `WITNESS_CHROMIUM` names another one, or `packaged` for the npm package's. */
export async function launch(): Promise<Browser> {
  const asked = process.env["WITNESS_CHROMIUM"];
  const installed = asked === "packaged" ? undefined : (asked ?? SYSTEM.find(existsSync));
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: ARGS });
  return launchPackaged();
}

async function launchPackaged(): Promise<Browser> {
  // A folder of our own: the package unpacks into the one for temporary files, where a half-unpacked one may lie.
  const directory = mkdtempSync(join(tmpdir(), "witness-chromium-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = directory;
  try {
    const { default: packaged, inflate } = await import("@sparticuz/chromium");
    const executablePath = await packaged.executablePath();
    const bundled = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "../bin/al2023.tar.br");
    await inflate(bundled);
    // The package's own list of font folders names places of its first home.
    const fonts = join(directory, "fonts");
    const list = `<dir>${fonts}</dir><cachedir>${join(directory, "fonts-cache")}</cachedir>`;
    writeFileSync(join(fonts, "fonts.conf"), `<?xml version="1.0"?><fontconfig>${list}</fontconfig>`);
    const libraries = [join(directory, "al2023/lib"), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":");
    const env = {
      ...process.env,
      LD_LIBRARY_PATH: libraries,
      FONTCONFIG_PATH: fonts,
      HOME: directory,
    };
    return await chromium.launch({
      executablePath,
      args: [...ARGS, "--no-zygote"],
      env: env as Record<string, string>,
    });
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/** Keeps what the page shows, for people, in an ignored folder. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}
