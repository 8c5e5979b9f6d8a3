/**
 * Takes from Project Wycheproof's published files what suite 2 uses, and writes vectors/wycheproof/*.json: the groups
 * that apply, one test a line, values untouched. `node protocol/scripts/trim-wycheproof.ts FOLDER-OF-PUBLISHED-FILES`
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Group {
  readonly key?: { readonly uncompressed: string };
  readonly keySize?: number;
  readonly ivSize?: number;
  readonly tagSize?: number;
  readonly tests: readonly object[];
}
interface Published {
  readonly algorithm: string;
  readonly generatorVersion: string;
  readonly numberOfTests: number;
  readonly notes: Readonly<Record<string, string>>;
  readonly testGroups: readonly Group[];
}

const WANTED: Readonly<Record<string, (group: Group) => boolean>> = {
  ecdsa_secp256r1_sha256_p1363_test: () => true,
  aes_gcm_test: ({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128,
  ecdh_secp256r1_ecpoint_test: () => true,
  hmac_sha256_test: ({ tagSize }) => tagSize === 256,
  hkdf_sha256_test: () => true,
};

const folder = process.argv[2];
if (!folder) throw new Error("Name the folder that holds Wycheproof's published *_test.json files.");
const target = join(import.meta.dirname, "../vectors/wycheproof");
mkdirSync(target, { recursive: true });
for (const [name, wanted] of Object.entries(WANTED)) {
  const published = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Published;
  const { algorithm, generatorVersion, numberOfTests, notes } = published;
  const groups = published.testGroups.filter(wanted).map(({ key, tests }) => {
    const head = key ? `"publicKey": "${key.uncompressed}", ` : "";
    return `{${head}"tests": [\n${tests.map((test) => JSON.stringify(test)).join(",\n")}\n]}`;
  });
  const head = JSON.stringify({ algorithm, generatorVersion, publishedTests: numberOfTests, notes }).slice(0, -1);
  writeFileSync(join(target, `${name}.json`), `${head},\n"testGroups": [\n${groups.join(",\n")}\n]}\n`);
}
