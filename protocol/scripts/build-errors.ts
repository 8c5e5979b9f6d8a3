/** `npm run build:errors`: writes docs/errors.md from the tables of codes. A test checks that the file is current. */
import { writeFileSync } from "node:fs";
import { NODE_RPC_ERRORS } from "../src/codes/node.ts";
import { TABLES } from "../src/codes/registry.ts";
import { CODES } from "../src/errors.ts";
import { REASONS } from "../src/judge/reasons.ts";

const INTRODUCTION = `# Codes

Every failure has a code. The code is the interface; the sentence is for people and may change. A byte stands for the
code in the back-end's reports and is never given to another code. HTTP answers are \`application/problem+json\`
(RFC 9457) with the code in a member \`code\`. This page is generated from \`protocol/src/\` by \`npm run build:errors\`.

What to do with each action: **admit** – done. **ignore** – harmless, it was there already. **refuse** – do not send it
again as it is. **push-back** – ours, not yours: send it again later. **stop** – the command or the start ends; do what
the sentence says and run it again. **act** – the process goes on, and a person must act. **wait** – it goes on by itself.
`;

const RESERVED = `
Bytes that have no row are reserved, and a report that holds one is malformed. 19 was given out while version 1 was made
and never sent: a foreign input says \`version-unsupported\` or \`malformed\`, which tell its sender more. It stays unused.
Parts also use these codes where they mean the same.
`;

const VERDICT = `
# Reasons of a verdict

What readings and events do to the verdict ([verdict.md](verdict.md)). \`illogical\` turns it to that, and \`doubt\` and
\`period\` to \`no judgement\`; a \`break\` begins the covered period anew, and a \`remark\` is said beside the verdict.
`;

type Cell = string | number;
const row = (cells: readonly Cell[]): string => `| ${cells.join(" | ")} |`;

function table(names: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [row(names), row(names.map(() => "---")), ...rows.map(row), ""].join("\n");
}

/** Returns the whole page. */
export function errorsPage(): string {
  const wire = Object.entries(CODES).map(([code, { byte, action, http, sentence }]) => [
    `\`${code}\``,
    byte,
    action,
    http,
    sentence,
  ]);
  const reasons = Object.entries(REASONS).map(([code, { byte, effect, sentence }]) => [
    `\`${code}\``,
    byte,
    effect,
    sentence,
  ]);
  const others = Object.entries(TABLES).map(([title, codes]) => {
    const rows = Object.entries(codes).map(([code, { action, http, sentence }]) => [
      `\`${code}\``,
      action,
      http ?? "",
      sentence,
    ]);
    return `\n# ${title}\n\n${table(["code", "action", "HTTP", "what it says"], rows)}`;
  });
  const numbers = Object.values(NODE_RPC_ERRORS).map(({ number, sentence }) => [`\`${number}\``, sentence]);
  return [
    INTRODUCTION,
    "\n",
    table(["code", "byte", "action", "HTTP", "what it says"], wire),
    RESERVED,
    VERDICT,
    "\n",
    table(["reason", "byte", "effect", "what it says"], reasons),
    ...others,
    `\n# Errors of the node's JSON-RPC\n\n${table(["number", "what it says"], numbers)}`,
  ]
    .join("")
    .replaceAll("\n\n\n", "\n\n");
}

if (import.meta.main) writeFileSync(new URL("../../docs/errors.md", import.meta.url), errorsPage());
