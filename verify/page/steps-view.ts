/** The steps as the page shows them: each ticks off when it is done, and opens to what it looked at. */
import { toHex } from "@witness/protocol/bytes";
import { EVERY_STEP, type Looked, STEP_NAMES, STEP_TITLES, type Step, type StepName } from "../src/step.ts";
import { el, icon, verbatim } from "./dom.ts";
import { STEP_ICONS, STEP_WORDS } from "./icons.ts";

const lookedRow = ({ what, bytes }: Looked): Node[] => {
  const text = typeof bytes === "string" ? bytes : toHex(bytes);
  const length = typeof bytes === "string" ? "" : ` · ${bytes.length} bytes`;
  return [el("dt", {}, verbatim(`${what}${length}`)), el("dd", {}, verbatim(text))];
};

function stepRow(name: StepName, step: Step | undefined): HTMLElement {
  const result = step?.result ?? "asking";
  const summary = el(
    "summary",
    {},
    icon(STEP_ICONS[result], "step-icon"),
    el(
      "span",
      { class: "step-title" },
      STEP_TITLES[name],
      el("span", { class: "heard" }, verbatim(": ")),
      el("span", { class: "step-word" }, STEP_WORDS[result]),
    ),
  );
  const looked = step?.looked.flatMap(lookedRow) ?? [];
  return el(
    "details",
    { class: "step", "data-step": name, "data-result": result, ...(step?.code ? { "data-code": step.code } : {}) },
    summary,
    el(
      "p",
      {},
      step?.sentence ?? "…",
      step?.code !== undefined && el("span", { class: "code" }, verbatim(` ${step.code}`)),
    ),
    looked.length > 0 && el("dl", { class: "bytes" }, ...looked),
  );
}

/** Returns the list of steps, those to come included; of a history and of the car only when they were asked. */
export function stepsView(steps: readonly Step[]): HTMLElement {
  const names = STEP_NAMES.filter((name) => EVERY_STEP.includes(name) || steps.some(({ step }) => step === name));
  const rows = names.map((name) =>
    el(
      "li",
      {},
      stepRow(
        name,
        steps.find(({ step }) => step === name),
      ),
    ),
  );
  return el("ol", { class: "steps" }, ...rows);
}
