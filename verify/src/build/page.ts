/**
 * Builds the page of passes: a folder for a server, and one file that works from disk. The same sources give the same bytes wherever
 * they lie, so anybody can compare what is served with what they build.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build as esbuild } from "esbuild";

const workspace = join(import.meta.dirname, "../..");
const page = join(workspace, "page");

/** Where the page is built unless it is told otherwise. */
const DIST: string = join(workspace, "dist");
/** Under which path a server has the files; the page itself is at `/p`. */
const PATH = "/p/";
/** The file that works from disk. */
const ONE_FILE = "witness-verify.html";

/** What a build came to. */
export interface BuiltPage {
  /** Of the one file that works from disk, in hexadecimal. */
  readonly sha256: string;
  /** All that a first visit fetches, in brotli. */
  readonly brotliBytes: number;
  /** What is fetched besides for a pass that opens a history. */
  readonly historyBrotliBytes: number;
  /** What is fetched besides by who reads German. */
  readonly germanBrotliBytes: number;
}

const sha256 = (bytes: string | Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
const named = (name: string, text: string, ending: string): string =>
  `${name}-${sha256(text).toString("hex").slice(0, 10)}.${ending}`;

const OPTIONS = {
  absWorkingDir: workspace,
  bundle: true,
  write: false,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "eof",
} as const;

/** Returns a source and what it imports as one text. */
async function bundled(entry: string, define: Readonly<Record<string, string>> = {}): Promise<string> {
  const { outputFiles } = await esbuild({ ...OPTIONS, entryPoints: [join(page, entry)], format: "iife", define });
  return (outputFiles[0] as { readonly text: string }).text;
}

/** The script in parts: what every pass needs, and what only one that opens a history does. */
interface Parts {
  /** By their names. */
  readonly texts: Readonly<Record<string, string>>;
  readonly entry: string;
  /** What the entry imports at once. */
  readonly shared: readonly string[];
  readonly history: readonly string[];
  readonly german: readonly string[];
}

async function inParts(entry: string): Promise<Parts> {
  const { outputFiles, metafile } = await esbuild({
    ...OPTIONS,
    entryPoints: [{ in: join(page, entry), out: "pass" }],
    format: "esm",
    splitting: true,
    outdir: join(workspace, "out"),
    entryNames: "[name]-[hash]",
    chunkNames: "pass-[hash]",
    metafile: true,
  });
  const texts = Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
  const made = Object.entries(metafile.outputs).map(([path, { entryPoint = "", imports }]) => {
    const now = imports.filter(({ kind }) => kind === "import-statement").map(({ path: part }) => basename(part));
    return { name: basename(path), entryPoint, now };
  });
  const main = made.find(({ entryPoint }) => entryPoint.endsWith(entry));
  if (main === undefined) throw new Error("The build gave no entry.");
  const of = (source: string): readonly string[] => {
    const part = made.find(({ entryPoint }) => entryPoint.endsWith(source));
    return [part?.name ?? "", ...(part?.now ?? [])].filter((name) => name !== "" && !main.now.includes(name));
  };
  const shared = main.now;
  return { texts, entry: main.name, shared, history: of("history/step.ts"), german: of("in-german.ts") };
}

/** How much of the policy the one file carries itself; a server sets its own as a header. */
function policyOf(script: string, style: string): string {
  const hash = (text: string): string => `'sha256-${sha256(text).toString("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src https: http://127.0.0.1:* http://localhost:*",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

const brotli = (text: string): Buffer =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text) } });

/** Writes the page into a folder, which is emptied before. */
export async function buildPage(folder: string = DIST): Promise<BuiltPage> {
  const [script, style, template] = [await bundled("main.ts"), await bundled("pass.css"), read("index.html")];
  const { texts, entry, shared, history, german } = await inParts("main.ts");
  const styleName = named("pass", style, "css");
  const html = filled(template, {
    head: `<link rel="icon" href="/icon.svg" type="image/svg+xml" />\n    <link rel="stylesheet" href="${PATH}${styleName}" />${shared.map(preloaded).join("")}${CONFIG}`,
    body: `<script type="module" src="${PATH}${entry}"></script>`,
  });
  const built = {
    name: `witness-pass-${sha256(html).toString("hex").slice(0, 10)}`,
    // What reads a history needs an archive too, so it is not kept for a visit without a connection.
    files: [entry, ...shared, styleName].map((name) => PATH + name),
  };
  const worker = await bundled("service-worker.ts", { BUILT: JSON.stringify(built) });
  const oneFile = filled(template, {
    head: `<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style)}" />\n    <style>${style}</style>`,
    body: `<script>${script}</script>`,
  });
  const files: Readonly<Record<string, string>> = {
    "index.html": html,
    ...texts,
    [styleName]: style,
    "worker.js": worker,
    [ONE_FILE]: oneFile,
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const sums = Object.entries(files).map(([name, text]) => `${sha256(text).toString("hex")}  ${name}\n`);
  writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.br`), brotli(text));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
  }
  const weigh = (all: readonly string[]): number => all.reduce((sum, text) => sum + brotli(text).length, 0);
  const partsOf = (names: readonly string[]): readonly string[] => names.map((name) => texts[name] ?? "");
  return {
    sha256: sha256(oneFile).toString("hex"),
    brotliBytes: weigh([html, style, worker, ...partsOf([entry, ...shared])]),
    historyBrotliBytes: weigh(partsOf(history)),
    germanBrotliBytes: weigh(partsOf(german)),
  };
}

/** Who the page's server is, is asked for before the script has come that asks. */
const CONFIG = `\n    <link rel="preload" href="${PATH}config.json" as="fetch" crossorigin />`;
const preloaded = (name: string): string => `\n    <link rel="modulepreload" href="${PATH}${name}" />`;

const read = (name: string): string => readFileSync(join(page, name), "utf8");

/** A function as the replacement, since a text's `$` would be read as a pattern's. */
const filled = (template: string, { head, body }: { readonly head: string; readonly body: string }): string =>
  template.replace("<!-- head -->", () => head).replace("<!-- body -->", () => body);
