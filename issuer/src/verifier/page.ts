/** The demo verifier's pages: forms and text, without a script. */
import type { Outcome } from "./presentations.ts";

/** The style of all pages. */
export const PAGE_STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ccc;overflow-wrap:anywhere}
code{overflow-wrap:anywhere}ul{list-style:none;padding:0}
a.open,button{display:inline-block;padding:.6rem 1rem;border:1px solid #333;border-radius:.4rem;background:#fff;color:#000;font:inherit}`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const page = (title: string, body: string, refreshS?: number): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${
    refreshS === undefined ? "" : `<meta http-equiv="refresh" content="${refreshS}">`
  }<title>${escaped(title)}</title><link rel="stylesheet" href="/style.css"><main><h1>${escaped(title)}</h1>${body}</main></html>`;

/** Returns the first page: what can be asked for. */
export function startPage(
  claims: readonly { readonly name: string; readonly label: string; readonly always: boolean }[],
): string {
  const boxes = claims.map(({ name, label, always }) => {
    const box = `<input type="checkbox" name="claims" value="${escaped(name)}"${always ? " checked disabled" : ""}>`;
    return `<li><label>${box} ${escaped(label)}</label></li>`;
  });
  return page(
    "Ask a wallet about a mileage",
    `<p>A wallet answers with a credential. Its issuer is believed; the link to the proof needs no belief.</p>
<form method="post" action="/ask"><ul>${boxes.join("")}</ul><button>Ask</button></form>`,
  );
}

const rows = (claims: Readonly<Record<string, unknown>>): string =>
  Object.entries(claims)
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `<tr><th>${escaped(name)}</th><td>${escaped(text)}</td></tr>`;
    })
    .join("");

/** Returns the page of one request: the link for the wallet, then what it showed. */
export function outcomePage(outcome: Outcome, request: string): string {
  if (outcome.status === "shown") {
    const { proof } = outcome.claims as { readonly proof?: unknown };
    const link =
      typeof proof === "string" && /^https?:\/\//.test(proof)
        ? `<p><a href="${escaped(proof)}" rel="noreferrer">Prove it without the issuer</a></p>`
        : "<p>The link to the proof was not shown.</p>";
    return page(
      "Shown",
      `<p>You believe: <strong>${escaped(outcome.believed_issuer)}</strong></p><table>${rows(outcome.claims)}</table>${link}`,
    );
  }
  const refused = outcome.last_refusal ? `<p>Refused: ${escaped(outcome.last_refusal)}.</p>` : "";
  const open = `<p><a class="open" href="${escaped(request)}">Open the wallet</a></p><p><code>${escaped(request)}</code></p>`;
  return page("Waiting for the wallet", `${refused}${open}`, 2);
}
