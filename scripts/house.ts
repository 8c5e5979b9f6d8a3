/**
 * The house rules: which part may import which (docs/architecture.md, "Who may import whom").
 * Parts talk over HTTP, JSON-RPC or the chain. A forbidden import between parts fails the build.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** One broken rule: the file, the specifier it imports, and the rule in words. */
export interface Breach {
  readonly file: string;
  readonly specifier: string;
  readonly rule: string;
}

interface Rule {
  /** Files that the rule is for. */
  readonly files: RegExp;
  /** Specifiers that are not allowed; siblings of a workspace appear as `@witness/NAME/…`, relative ones resolved. */
  readonly forbids: RegExp;
  readonly except?: RegExp;
  /** Whether `import type` breaks the rule too; true by default. */
  readonly typesToo?: boolean;
  readonly rule: string;
}

/** Parts that use a chain import `ethereum/`, parts with settings import `settings/`. Both import `protocol/` at most. */
const SHARED = ["protocol", "ethereum", "settings"] as const;
const PARTS = [
  "dapp",
  "contracts",
  "rollup-node",
  "relay",
  "archive",
  "device",
  "mock-devices",
  "frontend",
  "audit",
  "operate",
  "verify",
  "analytics",
  "issuer",
  "watch",
  ...SHARED,
] as const;
const mayTake = (part: (typeof PARTS)[number]): readonly string[] => {
  if (part === "device" || SHARED.some((shared) => shared === part)) return ["protocol"];
  // Only parts that act as a device import the device SDK.
  if (part === "mock-devices") return ["device", ...SHARED];
  // The watch judges receipts as the command does that convicts.
  if (part === "watch") return ["audit", ...SHARED];
  // The page says and checks what the verifier does, in the same words; issuer and analytics prove what they read as it does.
  return part === "frontend" || part === "issuer" || part === "analytics" ? ["verify", ...SHARED] : SHARED;
};
const TESTS = /\.test\.tsx?$|\/test\/|\/fuzz\//;

const RULES: readonly Rule[] = [
  {
    files: /^protocol\/src\//,
    forbids: /^(ethers|node:|@witness\/)/,
    except: /^protocol\/src\/crypto\/native\.ts$/,
    rule: "protocol runs anywhere: only crypto/native.ts may import node:crypto, nothing imports ethers or a sibling",
  },
  {
    files: /^protocol\/src\/crypto\/native\.ts$/,
    forbids: /^(ethers|@witness\/|node:(?!crypto$))/,
    rule: "crypto/native.ts imports node:crypto and nothing else from Node",
  },
  {
    files: /^protocol\/src\//,
    forbids: /^protobufjs|\/generated\//,
    except: /^protocol\/src\/(wire|generated)\//,
    rule: "wire/ is the only folder that knows protobuf",
  },
  {
    files: /^dapp\/src\/(state|operations|analytics|inspect)\//,
    forbids: /^(node:|ethers|express|@witness\/(?!protocol\/)|@witness\/protocol\/crypto\/native)/,
    rule: "the dapp's core is pure: no Node modules, no ethers, no sibling but protocol",
  },
  {
    files: /^dapp\/src\/(state|operations|analytics|inspect)\//,
    forbids: /^dapp\/src\/(rollup\/|main)/,
    rule: "the dapp's core does not import its shell",
  },
  {
    files: /^relay\/src\//,
    forbids:
      /^@witness\/protocol\/(seal|session|hpke|journal-seal|plate-seal|history\/(opened-history|judged-history|own-judgement)|share\/(opened|share))$/,
    rule: "the relay cannot decrypt: it never imports what can",
  },
  {
    files: /^archive\/src\//,
    forbids:
      /^@witness\/(protocol\/(seal|session|hpke|history\/(opened-history|judged-history|own-judgement)|share\/(opened|share)|sign|assembly|disclosure\/.*)|ethereum\/key-file)$/,
    rule: "the archive has no key: it never imports what signs, decrypts or reads one",
  },
  {
    files: /^archive\/src\//,
    forbids: /^(node:sqlite|pg)$/,
    except: /^archive\/src\/store\//,
    rule: "the archive's SQL is in its store: only store/ knows the databases",
  },
  {
    files: /^issuer\/src\//,
    forbids:
      /^@witness\/protocol\/(seal|session|hpke|journal-seal|plate-seal|history\/(opened-history|judged-history|own-judgement)|share\/(opened|share))$/,
    rule: "the issuer reads what a pass shows and no more: it never imports what decrypts",
  },
  {
    files: /^issuer\/src\//,
    forbids: /^node:sqlite$/,
    except: /^issuer\/src\/store\.ts$/,
    rule: "the issuer's SQL is in its store: only store.ts knows the database",
  },
  {
    files: /^watch\/src\//,
    forbids: /^node:sqlite$/,
    except: /^watch\/src\/store\.ts$/,
    rule: "the watch's SQL is in its store: only store.ts knows the database",
  },
  {
    files: /^rollup-node\/src\//,
    forbids: /^node:sqlite$/,
    except: /^rollup-node\/src\/store\//,
    rule: "the node's SQL is in its store: only store/ knows the database",
  },
  {
    files: /^(mock-devices)\/src\//,
    forbids: /^ethers|^@cartesi/,
    rule: "devices speak the protocol and the relay's public API only",
  },
  {
    files: /^device\/src\//,
    forbids: /^(ethers|node:|@witness\/(?!protocol\/)|@witness\/protocol\/crypto\/native)/,
    except: /^device\/src\/file-store\.ts$/,
    rule: "the device SDK runs in Node and in browsers: only file-store.ts imports Node modules",
  },
  {
    files: /^frontend\/src\//,
    forbids: /^ethers/,
    rule: "the page carries no chain library: its few ABI calls are written in verify/src/contracts.ts",
  },
  {
    files: /^frontend\/src\/ui\//,
    forbids: /^frontend\/src\/(evidence|own)\//,
    typesToo: false,
    rule: "what is shown gets its evidence from main.tsx: ui/ imports only types of evidence/ and own/ (import type)",
  },
  {
    files: /^frontend\/src\/(evidence|own)\//,
    forbids: /^frontend\/src\/(ui\/|main)|^react/,
    rule: "evidence is gathered and judged without a page: evidence/ and own/ import nothing that shows it",
  },
  {
    files: /^verify\/(src|page)\//,
    forbids: /^(ethers|node:|react|protobufjs|@witness\/settings|commander)|\/(wire|generated)\/|crypto\/native/,
    except: /^verify\/src\/(command|build)\//,
    typesToo: false,
    rule: "the verifier runs in any browser and stays small: no Node, no chain library, no protobuf library",
  },
  {
    files: /^(mock-devices|dapp|settings)\/|^frontend\/src\//,
    forbids: /^(@witness\/ethereum\/(?!(genesis|key-file|errors)$)|ethereum\/)/,
    rule: "what runs without a chain library takes at most the readers of genesis and key files of ethereum/",
  },
  {
    files: /^ethereum\/src\/(genesis|key-file|errors|json|rpc)\.ts$/,
    forbids: /^(ethers|@cartesi|zod)/,
    rule: "genesis, key files and JSON-RPC are read without ethers, so that every part can take them",
  },
  ...PARTS.map((part) => ({
    files: new RegExp(`^${part}/`),
    forbids: new RegExp(
      `^(@witness/(?!(${part}|${mayTake(part).join("|")})(/|$))|(?!(${part}|${mayTake(part).join("|")})/)(${PARTS.join("|")})/)`,
    ),
    rule: `${part} imports no sibling's insides: parts meet over HTTP, JSON-RPC or the chain`,
  })),
];

/** Words that a file may not contain, whatever it imports. */
const WORDS: readonly { readonly files: RegExp; readonly forbids: RegExp; readonly rule: string }[] = [
  {
    files: /^(dapp\/src\/(state|operations|analytics|inspect)|protocol\/src)\//,
    forbids: /\b(new Date\b|Date\.now|Math\.random|process\.|fetch\(|setTimeout\(|toLocale\w*\(|localeCompare\()/,
    rule: "the same inputs give the same bytes: no clock, no chance, no locale, no network",
  },
  {
    files: /^frontend\/src\/ui\//,
    forbids: /\b(fetch\(|XMLHttpRequest|WebSocket\()/,
    rule: "what is shown does not fetch: only evidence/ does",
  },
];

/** Removes comments: they may contain any word. */
const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, "$1");

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(type\s)?(?:[^"';]*?\sfrom\s)?\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

interface Import {
  readonly specifier: string;
  /** Whether the whole statement is `import type` or `export type`, which do not exist at run time. */
  readonly typeOnly: boolean;
}

const statementsOf = (source: string): Import[] =>
  [...source.matchAll(IMPORT)].map((match) => ({
    specifier: match[2] ?? match[3] ?? "",
    typeOnly: match[1] !== undefined,
  }));

/** Returns the specifiers that a TypeScript source imports, statically or dynamically, in order of appearance. */
export const importsOf = (source: string): string[] => statementsOf(source).map(({ specifier }) => specifier);

/** Returns the broken rules of files (path from the root → source). Tests and fuzzers have fewer rules. */
export function breaches(files: ReadonlyMap<string, string>): Breach[] {
  const found: Breach[] = [];
  for (const [file, source] of files) {
    if (TESTS.test(file)) continue;
    for (const { files: speaksOf, forbids, rule } of WORDS) {
      const said = speaksOf.test(file) ? forbids.exec(withoutComments(source)) : null;
      if (said) found.push({ file, specifier: said[0], rule });
    }
    for (const { specifier, typeOnly } of statementsOf(source)) {
      const target = specifier.startsWith(".") ? relative(".", resolve(dirname(file), specifier)) : specifier;
      for (const { files: speaksOf, forbids, except, typesToo = true, rule } of RULES) {
        if (!speaksOf.test(file) || except?.test(file) || (typeOnly && !typesToo)) continue;
        if (forbids.test(target)) found.push({ file, specifier, rule });
      }
    }
  }
  return found;
}

/** Returns all that a part imports, directly or indirectly: files of this repository, and packages by name. */
export function closure(root: string, entry: string): Set<string> {
  const seen = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const specifier of importsOf(readFileSync(join(root, file), "utf8"))) {
      if (specifier.startsWith(".")) {
        const target = relative(root, resolve(root, dirname(file), specifier));
        if (existsSync(join(root, target)) && /\.tsx?$/.test(target)) queue.push(target);
      } else if (specifier.startsWith("@witness/")) {
        const [, workspace, ...path] = specifier.split("/");
        queue.push(`${workspace}/src/${path.join("/")}.ts`);
      } else seen.add(specifier);
    }
  }
  return seen;
}

/** Returns every TypeScript source that git tracks or would track. */
export function sources(root: string): Map<string, string> {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx"], { cwd: root });
  const files = listed
    .toString()
    .split("\n")
    .filter((file) => file !== "" && existsSync(join(root, file)));
  return new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
}
