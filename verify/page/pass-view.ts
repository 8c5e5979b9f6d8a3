/** What the page shows of a pass, from the band down to what is not proven. */
import { toHex } from "@witness/protocol/bytes";
import type { PassContent } from "@witness/protocol/pass/check";
import { dayOf, momentOf } from "../src/moments.ts";
import type { Outcome } from "../src/outcome.ts";
import { distanceWords } from "../src/reason-words.ts";
import { shownReasons, shownTimeUnixS, shownValue } from "../src/shown.ts";
import { EVERY_STEP, type Step } from "../src/step.ts";
import type { Verification } from "../src/verify.ts";
import { chartView } from "./chart-view.ts";
import { button, el, icon, verbatim } from "./dom.ts";
import { OUTCOME_ICONS } from "./icons.ts";
import { shownReader, written } from "./language.ts";
import { stepsView } from "./steps-view.ts";

const ASSURANCE = ["Signed by the owner", "Proven on the chain"] as const;

function band(
  { kind, heading, sentence, tone }: Outcome,
  assurance: Verification["assurance"],
  { nowUnixS, counter }: { readonly nowUnixS: number; readonly counter: HTMLElement | undefined },
): HTMLElement {
  const reached = { nothing: 0, signed: 1, proven: 2 }[assurance];
  return el(
    "section",
    { class: `band ${tone}`, "data-outcome": kind, "data-tone": tone, "aria-labelledby": "outcome" },
    icon(OUTCOME_ICONS[kind], "outcome-icon"),
    el(
      "div",
      {},
      el("h1", { id: "outcome", tabindex: "-1" }, heading),
      el("p", { class: "checked" }, `Checked by this browser, ${momentOf(nowUnixS)}`),
    ),
    el("p", { class: "meaning" }, sentence),
    counter,
    el(
      "ol",
      { class: "assurance", "aria-label": "How sure it is" },
      ...ASSURANCE.map((words, place) =>
        el(
          "li",
          { class: place < reached ? "reached" : "", "aria-current": place === reached - 1 ? "step" : false },
          words,
          el("span", { class: "heard" }, place < reached ? ": yes" : ": no"),
        ),
      ),
    ),
  );
}

function windscreen(lastFour: string): HTMLElement {
  const answer = el("p", { class: "answer", role: "status" });
  const say = (words: string) => () => {
    answer.textContent = written(words);
  };
  return el(
    "div",
    { class: "windscreen" },
    el("p", {}, "Compare with the windscreen: VIN ", el("strong", { class: "vin" }, verbatim(`…${lastFour}`))),
    el(
      "div",
      { class: "row" },
      button("Matches", "button", say("Good: this pass is of the car before you, as far as four characters say it.")),
      button("Does not match", "button", say("Then this pass is of another car. Do not rely on it for this one.")),
    ),
    answer,
  );
}

function car(content: PassContent): HTMLElement {
  const { vehicle } = content.values;
  const name = vehicle ? verbatim(`${vehicle.make} ${vehicle.model}`) : "A car that the pass does not name";
  return el(
    "section",
    { class: "car", "aria-label": "The car" },
    el("h2", {}, name, vehicle && vehicle.modelYear > 0 && ` · ${vehicle.modelYear}`),
    content.vinLastFour !== undefined && windscreen(content.vinLastFour),
  );
}

function value(
  { content, assurance }: { readonly content: PassContent; readonly assurance: Verification["assurance"] },
  live: Step | undefined,
  onAsk: (() => void) | undefined,
): HTMLElement {
  const shown = shownValue(content);
  const range = content.values.odometer === undefined ? " range" : "";
  const isProven = assurance === "proven";
  const since = `As of ${dayOf(shownTimeUnixS(content))}, ${distanceWords(shownReasons(content))}.`;
  return el(
    "section",
    { class: "value", "aria-label": "Odometer" },
    shown === undefined
      ? el("p", {}, "The pass does not show the odometer.")
      : el(
          "p",
          { class: `odometer${range}${isProven ? "" : " unproven"}` },
          verbatim(written(shown).replace(/ (km|mi)$/, "")),
          el("span", { class: "unit" }, verbatim(` ${shownReader().unit}`)),
        ),
    shown !== undefined &&
      el("p", { class: "soft" }, isProven ? since : `${since} Whoever signed the pass says so; it is not proven.`),
    onAsk && button("Ask the car now", "button primary", onAsk),
    el("p", { class: `live ${live?.result ?? ""}`, role: "status" }, live?.sentence ?? ""),
  );
}

const list = (items: readonly string[]): HTMLElement => el("ul", {}, ...items.map((item) => el("li", {}, item)));

function unproven({ values, vinLastFour }: PassContent): HTMLElement {
  return el(
    "section",
    { class: "unproven", "aria-label": "What is not proven" },
    el("h2", {}, "This does not prove"),
    list([
      "that the sensor told the truth before the device signed: only that what it said is consistent, and was not rewritten.",
      "who is standing before you: a pass can be handed on.",
      vinLastFour === undefined
        ? "that the device is in this car: the pass shows nothing of the VIN, so ask the car now."
        : "that the device is in this car: compare the end of the VIN, and ask the car now.",
      ...(values.period ? [] : ["what time the verdict covers: the pass does not show the period."]),
      "more than the application's validators decided: the contract that counts their word stands under “Accepted on the chain”.",
    ]),
  );
}

type Row = readonly [string, string | Node];

function named(kind: "terms" | "about", [name, heading]: readonly [string, string], rows: readonly Row[]): HTMLElement {
  const entries = rows.flatMap(([term, words]) => [el("dt", {}, term), el("dd", {}, words)]);
  return el("section", { class: kind, "aria-label": name }, el("h2", {}, heading), el("dl", {}, ...entries));
}

const terms = ({ terms: { purpose, forWhom, issuedUnixS, expiresUnixS } }: PassContent): HTMLElement =>
  named(
    "terms",
    ["The owner's words", "What the owner says"],
    [
      ["For", forWhom ? verbatim(forWhom) : "nobody named"],
      ["Purpose", purpose ? verbatim(purpose) : "none given"],
      ["Issued", momentOf(issuedUnixS)],
      ["Ends", momentOf(expiresUnixS)],
    ],
  );

/** What the record says beside verdict and value: nobody's word, but proven with it. */
function record({ terms: { device }, values: { period } }: PassContent): HTMLElement {
  const covered: readonly Row[] =
    period && period.coveredReadings > 0
      ? [["The verdict covers", `${dayOf(period.coveredFromUnixS)} to ${dayOf(period.coveredToUnixS)}`]]
      : [];
  return named("about", ["The record", "The record"], [...covered, ["Device", verbatim(toHex(device))]]);
}

/** Whatever the reader can do from a pass. */
export interface Doing {
  /** Undefined when there is no way to the car. */
  readonly onAsk: (() => void) | undefined;
  readonly foot: Node;
  /** Counts until the pass is asked for again; undefined when it is not. */
  readonly counter: HTMLElement | undefined;
}

/** Returns everything that is known so far of a pass. @param nowUnixS when it was checked */
export function passView(verification: Verification, nowUnixS: number, { onAsk, foot, counter }: Doing): Node[] {
  const { outcome, assurance, content, steps, history } = verification;
  const live = steps.find(({ step }) => step === "live");
  const isReadable = content !== undefined && assurance !== "nothing";
  return [
    band(outcome, assurance, { nowUnixS, counter }),
    ...(isReadable ? [car(content), value({ content, assurance }, live, onAsk)] : []),
    ...(isReadable && history ? [chartView(history) ?? document.createTextNode("")] : []),
    ...(isReadable && outcome.reasons.length > 0
      ? [el("section", { "aria-label": "Reasons" }, el("h2", {}, "What the record says"), list(outcome.reasons))]
      : []),
    el("section", { "aria-label": "Steps" }, el("h2", {}, "How it was checked"), stepsView(steps)),
    ...(isReadable ? [record(content), terms(content), unproven(content)] : []),
    foot,
  ];
}

/** Returns the view while steps are still being done: the band keeps its place. */
export const checkingView = (steps: readonly Step[]): Node[] => [
  el(
    "section",
    { class: "band open", "data-outcome": "checking" },
    icon(OUTCOME_ICONS.arriving, "outcome-icon"),
    el(
      "div",
      {},
      el("h1", { id: "outcome" }, "Checking …"),
      el("p", { class: "checked" }, `Step ${Math.min(steps.length + 1, EVERY_STEP.length)} of ${EVERY_STEP.length}`),
    ),
    el("p", { class: "meaning" }, "Nothing of the pass leaves this browser."),
  ),
  el("section", { "aria-label": "Steps" }, el("h2", {}, "How it is checked"), stepsView(steps)),
];
