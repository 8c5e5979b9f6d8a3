/** Compiles proto/witness.proto to static ESM with types; nothing reflects at run time. `--check` compares only. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const here = join(import.meta.dirname, "..");
const bin = join(here, "../node_modules/.bin");
const out = process.argv.includes("--check") ? mkdtempSync(join(tmpdir(), "proto-")) : join(here, "src/generated");
const js = join(out, "witness.js");
const types = join(out, "witness.d.ts");

const flags = ["--no-create", "--no-verify", "--no-convert", "--no-delimited", "--no-service", "--no-typeurl"];
execFileSync(join(bin, "pbjs"), [
  "-t",
  "static-module",
  "-w",
  "es6",
  ...flags,
  "-o",
  js,
  join(here, "proto/witness.proto"),
]);
execFileSync(join(bin, "pbts"), ["-o", types, js]);
// Node's ESM resolver wants the file's name, and gives a CommonJS module as its default export. Without Buffer the
// library takes one path everywhere, and byte fields are plain Uint8Arrays in Node as in a browser.
const head = `import $protobuf from "protobufjs/minimal.js";
$protobuf.util.Buffer = null;
$protobuf.configure();`;
const source = readFileSync(js, "utf8").replace(/import (\* as )?\$protobuf from "[^"]+";/, () => head);
writeFileSync(js, source);

if (process.argv.includes("--check")) {
  for (const name of ["witness.js", "witness.d.ts"]) {
    if (readFileSync(join(out, name), "utf8") !== readFileSync(join(here, "src/generated", name), "utf8")) {
      console.error(`protocol/src/generated/${name} is not what the schema compiles to: npm run build:proto`);
      process.exitCode = 1;
    }
  }
}
