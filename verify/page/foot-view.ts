/** What stands under a pass: print, the file that works from disk, whom this page asks, and which application it is for. */
import type { Reader } from "../src/reader.ts";
import { button, el } from "./dom.ts";
import { shownReader, written } from "./language.ts";
import { allowedUrl, isApplication, isChainId, type Places, type ServerConfig } from "./places.ts";

const FIELDS: readonly (readonly [keyof Places, string, string])[] = [
  ["rpc", "Node of the chain (JSON-RPC)", "the one behind this page's server"],
  ["secondRpc", "Second node, to compare", "none"],
  ["archive", "Archive", "the one behind this page's server"],
  ["inspect", "Rollup node, queries", "the one behind this page's server"],
  ["nodeRpc", "Rollup node, JSON-RPC", "the one behind this page's server"],
];
const PINNED: readonly (readonly [keyof Places, string, string])[] = [
  ["chainId", "Chain id", "31337"],
  ["application", "Application", "0x…"],
];

function field(name: keyof Places, label: string, hint: string, value: string): HTMLElement {
  return el(
    "label",
    {},
    el("span", {}, label),
    el("input", { name, value, placeholder: hint, autocomplete: "off", spellcheck: "false", autocapitalize: "off" }),
  );
}

/** Returns what is wrong with what a reader named; undefined when nothing is. */
function problemOf(chosen: Places, isPinned: boolean): string | undefined {
  if (isPinned && !isChainId(chosen.chainId)) return "Chain id: a whole number, such as 1.";
  if (isPinned && !isApplication(chosen.application)) return "Application: 0x and 40 hexadecimal digits.";
  if (isPinned && chosen.rpc === "") return "Node of the chain (JSON-RPC): name one, from whom you trust.";
  const wrong = FIELDS.find(([name]) => chosen[name] !== "" && allowedUrl(chosen[name]) === undefined);
  return wrong && `${written(wrong[1])}: an address begins with https://, or is on this machine.`;
}

/** Returns the form for the places that are asked. @param config undefined when no server says which application it is */
export function placesForm(
  config: ServerConfig | undefined,
  places: Places,
  onChange: (places: Places) => void,
): HTMLElement {
  const named = config ? FIELDS : [...PINNED, ...FIELDS];
  const problem = el("p", { class: "problem", role: "alert" });
  const form = el(
    "form",
    { class: "places" },
    ...named.map(([name, label, hint]) =>
      field(name, label, config ? hint : hint.replace(/^the one .*/, "none"), places[name]),
    ),
    problem,
    el("button", { type: "submit", class: "button" }, "Check again"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = { ...places };
    const data = new FormData(form);
    for (const [name] of named) chosen[name] = String(data.get(name) ?? "").trim();
    const wrong = problemOf(chosen, config === undefined);
    problem.textContent = written(wrong ?? "");
    if (wrong === undefined) onChange(chosen);
  });
  return form;
}

function choice<Value extends string>(
  label: string,
  options: Readonly<Record<Value, string>>,
  chosen: Value,
  onChoose: (value: Value) => void,
): HTMLElement {
  const select = el(
    "select",
    { "aria-label": label },
    ...Object.entries<string>(options).map(([value, words]) =>
      el("option", { value, selected: value === chosen }, words),
    ),
  );
  select.addEventListener("change", () => onChoose(select.value as Value));
  return el("label", {}, el("span", { "aria-hidden": "true" }, label), select);
}

/** Returns what a reader chooses for this browser. */
function readerView(onReader: (reader: Reader) => void): HTMLElement {
  const reader = shownReader();
  // Each language is named in itself.
  const languages = { "en-GB": "English", "de-DE": "Deutsch" };
  const units = { km: "kilometres", mi: "miles" };
  return el(
    "div",
    { class: "row reader", role: "group", "aria-label": "Language and distances" },
    choice("Language", languages, reader.locale, (locale) => onReader({ ...reader, locale })),
    choice("Distances", units, reader.unit, (unit) => onReader({ ...reader, unit })),
  );
}

/** Whoever hears what a reader changes. */
export interface Changing {
  readonly onPlaces: (places: Places) => void;
  readonly onReader: (reader: Reader) => void;
}

/** Returns the foot of the page. */
export function footView(
  config: ServerConfig | undefined,
  places: Places,
  { onPlaces, onReader }: Changing,
): HTMLElement {
  const isFile = location.protocol === "file:";
  const application = config?.application ?? places.application;
  const chainId = config?.chainId ?? places.chainId;
  return el(
    "footer",
    {},
    el(
      "div",
      { class: "row" },
      button("Print or save as PDF", "button", () => window.print()),
      !isFile &&
        el("a", { class: "button", href: "/p/witness-verify.html", download: "witness-verify.html" }, "Verify offline"),
    ),
    !isFile &&
      el(
        "p",
        { class: "soft from-disk" },
        "One file that works from disk. Its SHA-256 is in ",
        el("a", { href: "/p/SHA256SUMS" }, "SHA256SUMS"),
        "; whoever builds it from the sources gets the same bytes.",
      ),
    el("details", { class: "asked" }, el("summary", {}, "Whom this page asks"), placesForm(config, places, onPlaces)),
    readerView(onReader),
    el("p", { class: "soft" }, `For application ${application || "not named"} on chain ${chainId || "not named"}.`),
  );
}

/** Returns what is shown when there is no pass in the address. */
export function noPassView(onLink: (link: string) => void): Node[] {
  const input = el("textarea", { id: "link", rows: "4", spellcheck: "false", autocomplete: "off" });
  const form = el(
    "form",
    { class: "paste" },
    el("label", { for: "link" }, "Link of a pass"),
    input,
    el("button", { type: "submit", class: "button primary" }, "Check"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() !== "") onLink(input.value);
  });
  return [
    el(
      "section",
      { class: "band open", "data-outcome": "none" },
      el("div", {}, el("h1", { id: "outcome" }, "No pass in this address")),
      el(
        "p",
        { class: "meaning" },
        "Open the whole link that you were given, or paste it here. It stays in this browser.",
      ),
    ),
    form,
  ];
}

/** Returns what is shown when nobody says which application passes are checked for. */
export function unnamedView(form: HTMLElement): Node[] {
  return [
    el(
      "section",
      { class: "band open", "data-outcome": "unnamed" },
      el("div", {}, el("h1", { id: "outcome" }, "Which application?")),
      el(
        "p",
        { class: "meaning" },
        "A pass does not say for itself which application it may be believed for. Name the chain and the application that you trust, and a node of the chain.",
      ),
    ),
    form,
  ];
}
