/** The record of each relay as a page without a script. */
import type { RelayRecord } from "./watch.ts";

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);

const STYLE =
  "body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color-scheme:light dark}table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #8888;padding:.4rem .6rem;text-align:left}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}code{overflow-wrap:anywhere}";

const ROWS_SHOWN = 100;

function breachRows({ breaches }: RelayRecord): string {
  const rows = breaches.slice(0, ROWS_SHOWN).map(({ id, outcome, deadlineBlock, foundBlock }) => {
    const when = foundBlock === undefined ? "in no input" : `in block ${foundBlock} only`;
    return `<tr><td>${outcome}</td><td class="n">${deadlineBlock}</td><td>${when}</td><td><a href="v1/cases/${id}">case</a></td></tr>`;
  });
  if (rows.length === 0) return "<p>No breach is known.</p>";
  return `<table><thead><tr><th scope="col">outcome</th><th scope="col" class="n">promised by block</th><th scope="col">found</th><th scope="col">evidence</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function section(record: RelayRecord): string {
  const { open, kept, late, broken, void: nothing } = record.totals;
  const cells = [record.promised, open, kept, late, broken, nothing]
    .map((each) => `<td class="n">${each}</td>`)
    .join("");
  const heads = ["promised", "open", "kept", "late", "broken", "void"];
  const head = heads.map((each) => `<th scope="col" class="n">${each}</th>`).join("");
  return `<section><h2>${escaped(record.name)}</h2><p>Key <code>${record.publicKey}</code></p>
<table><thead><tr>${head}</tr></thead><tbody><tr>${cells}</tr></tbody></table>
<h3>Breaches</h3>${breachRows(record)}</section>`;
}

/** Returns the page. @param head the block up to which the chain is known; undefined before the first round */
export function recordPage(records: readonly RelayRecord[], head: number | undefined): string {
  const asOf = head === undefined ? "The chain was not read yet." : `As of block ${head}.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>What relays promised and kept</title><style>${STYLE}</style></head><body><main>
<h1>What relays promised and kept</h1>
<p>${asOf} A receipt is a relay's signed promise that an envelope or an operation will be in an input by a block. Each is held
against the chain when that block is 32 blocks deep. <em>Kept</em>: an input in time has it. <em>Late</em>: a later one only.
<em>Broken</em>: none has it, or the promise itself is against the rules. <em>Void</em>: it promises nothing, or this watch cannot tell.
Receipts come from whoever sends them, so this is not all that a relay promised.</p>
<p>Nobody needs to believe this page: each case is checked with <code>npm run convict -- --check FILE --rpc URL</code>. The same as
<a href="v1/record">open data</a>.</p>
${records.map(section).join("\n")}
</main></body></html>
`;
}
