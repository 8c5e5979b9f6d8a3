/**
 * The page to which a badge leads: what the server was told of a name, and two forms to ask by another. It needs no script. It is
 * never green, since the reader's own browser has asked nobody.
 */
import { createHash } from "node:crypto";
import { toHex } from "@witness/protocol/bytes";
import { type CarName, hasVin } from "@witness/protocol/record/public-cars";
import type { PublicVerdict } from "@witness/verify/public-verdict";
import { escaped } from "./markup.ts";
import { searchOf, shownName } from "./public-name.ts";

const STYLE = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:38rem;padding:1.5rem}
h1{font-size:28px;line-height:1.2}
.bad{color:light-dark(#9b1c1c,#f1a5a5)}
dt{color:light-dark(#4a5568,#a0aec0);font-size:15px}
dd{margin:0 0 .5rem;overflow-wrap:anywhere}
form{border-top:1px solid #a0aec0;padding:1rem 0}
input,button{font:inherit;padding:.4rem .6rem;margin:.2rem .4rem .2rem 0;max-width:100%;box-sizing:border-box}
button{min-height:44px}`;

/** What the content security policy allows of this page: its own style, by its hash, and its own forms. */
export const CHECK_PAGE_POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const dayOf = (unixS: number): string => day.format(unixS * 1_000);
const count = new Intl.NumberFormat("en-GB");

const FORMS = `<form method="get" action="check"><label>VIN, on the windscreen or in the papers<br>
<input name="vin" size="20" maxlength="17" required autocomplete="off" spellcheck="false"></label>
<button>Check this VIN</button></form>
<form method="get" action="check"><label>Country <input name="country" size="3" maxlength="2" value="DE" required></label>
<label>Plate <input name="plate" size="14" maxlength="20" required autocomplete="off" spellcheck="false"></label>
<button>Check this plate</button></form>`;

const row = (term: string, text: string): string => `<dt>${term}</dt><dd>${escaped(text)}</dd>`;

function vinLine(name: CarName, car: Parameters<typeof hasVin>[0]): string {
  if (name.kind === "vin") return "The record is of this VIN, as its maker stated it";
  return hasVin(car) ? "Ask by the VIN on the windscreen: it must be this device" : "Its maker stated none";
}

function carSection(name: CarName, { car, outcome }: PublicVerdict["cars"][number]): string {
  const { vehicle, period, deviceId } = car;
  const covered = `${dayOf(period.coveredFromUnixS)} to ${dayOf(period.coveredToUnixS)}, ${count.format(period.coveredReadings)} readings`;
  const reasons = outcome.reasons.map((reason) => `<li>${escaped(reason)}</li>`).join("");
  return `<section><h2>${escaped(`${vehicle.make} ${vehicle.model} ${vehicle.modelYear}`)}</h2>
<dl>${row("Verdict", outcome.heading)}${row("VIN", vinLine(name, car))}${period.coveredReadings > 0 ? row("Period", covered) : ""}${row("Device", toHex(deviceId))}</dl>
${reasons ? `<ul>${reasons}</ul>` : ""}</section>`;
}

function told(name: CarName, verdict: PublicVerdict): string {
  const { outcome, cars, total, asOfUnixS } = verdict;
  const data = `<a href="cars${escaped(searchOf(name))}">The node's answer, with its proof</a>`;
  return `<h1${outcome.tone === "bad" ? ' class="bad"' : ""}>${escaped(outcome.heading)}</h1>
<p>${escaped(outcome.sentence)}</p>
${cars.map((car) => carSection(name, car)).join("")}
<p>Asked for ${escaped(shownName(name, total > 0))}, as of ${dayOf(asOfUnixS)} (UTC); this server was told so by a node.${total === 0 ? "" : ` ${data}. It shows no reading: ask the owner for a pass, which your own phone proves.`}</p>`;
}

const framed = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escaped(title)} · Witness</title><style>${STYLE}</style></head>
<body><nav><a href="/">Witness</a> · <a href="/check">Check a pass</a></nav><main>${content}${FORMS}</main></body></html>
`;

/** Returns the page about a name. */
export const checkPage = (name: CarName, verdict: PublicVerdict): string =>
  framed(verdict.outcome.heading, told(name, verdict));

/** Returns the page without a name. @param sentence what is wrong with what was typed, or how to begin */
export const emptyCheckPage = (sentence: string): string =>
  framed("Check a car", `<h1>Check a car</h1><p>${escaped(sentence)}</p>`);
