/**
 * Compiles proto/witness.proto to static ESM with types; nothing reflects at run time. `--check` writes nothing and
 * fails when the generated code (in src/generated, or in the folders named behind it) is not what the schema gives.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const here = join(import.meta.dirname, "..");
const bin = join(here, "../node_modules/.bin");
const { values, positionals } = parseArgs({ options: { check: { type: "boolean" } }, allowPositionals: true });
const generated = join(here, "src/generated");

/** Writes witness.js and witness.d.ts into a folder. */
function compile(out: string): void {
  const js = join(out, "witness.js");
  const flags = ["--no-create", "--no-verify", "--no-convert", "--no-delimited", "--no-service", "--no-typeurl"];
  const target = ["-t", "static-module", "-w", "es6", ...flags, "-o", js];
  execFileSync(join(bin, "pbjs"), [...target, join(here, "proto/witness.proto")]);
  execFileSync(join(bin, "pbts"), ["-o", join(out, "witness.d.ts"), js]);
  // Node's ESM resolver wants the file's name, and gives a CommonJS module as its default export. Without Buffer the
  // library takes one path everywhere, and byte fields are plain Uint8Arrays in Node as in a browser.
  const head = `import $protobuf from "protobufjs/minimal.js";
$protobuf.util.Buffer = null;
$protobuf.configure();`;
  const source = readFileSync(js, "utf8").replace(/import (\* as )?\$protobuf from "[^"]+";/, () => head);
  writeFileSync(js, source);
}

if (values.check) {
  const fresh = mkdtempSync(join(tmpdir(), "proto-"));
  try {
    compile(fresh);
    for (const folder of positionals.length > 0 ? positionals : [generated]) {
      for (const name of ["witness.js", "witness.d.ts"]) {
        if (readFileSync(join(fresh, name), "utf8") === readFileSync(join(folder, name), "utf8")) continue;
        console.error(
          `${join(folder, name)} is not what protocol/proto/witness.proto compiles to: npm run build:proto`,
        );
        process.exitCode = 1;
      }
    }
  } finally {
    rmSync(fresh, { recursive: true });
  }
} else compile(generated);
