/**
 * The odometer over time, as an SVG of 160 px: one line, broken where it falls and dotted where envelopes are missing, with labels of
 * events alone. A table says the same, for whoever does not see it.
 */
import { eventsOf, type HistoryEvent } from "../src/history/events.ts";
import type { HistoryPoint } from "../src/history/opened.ts";
import type { ShownHistory } from "../src/history/shown.ts";
import { kilometres } from "../src/kilometres.ts";
import { dayOf } from "../src/moments.ts";
import { about, hoursOf } from "../src/reason-words.ts";
import { el, svgEl } from "./dom.ts";

const WIDTH_MAX = 640;
const HEIGHT = 160;
/** Beside the column of the page, on a phone. */
const MARGINS = 32;
/** Room for labels above the line, and for a stroke at the edges. */
const TOP = 40;
const EDGE = 4;
const ROW = 16;
const LABELS_MAX = 4;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Returns where points lie: time from left to right, distance from below. */
function placesOf(points: readonly HistoryPoint[], width: number): (point: HistoryPoint) => Place {
  let [fromS, toS] = [Number.POSITIVE_INFINITY, 0];
  let [leastHm, mostHm] = [Number.POSITIVE_INFINITY, 0];
  for (const { timeUnixS, distanceHm } of points) {
    fromS = Math.min(fromS, timeUnixS);
    toS = Math.max(toS, timeUnixS);
    leastHm = Math.min(leastHm, distanceHm);
    mostHm = Math.max(mostHm, distanceHm);
  }
  const across = (width - 2 * EDGE) / Math.max(1, toS - fromS);
  const up = (HEIGHT - TOP - EDGE) / Math.max(1, mostHm - leastHm);
  return ({ timeUnixS, distanceHm }) => ({
    x: Math.round(10 * (EDGE + (timeUnixS - fromS) * across)) / 10,
    y: Math.round(10 * (HEIGHT - EDGE - (distanceHm - leastHm) * up)) / 10,
  });
}

/** Whether a point lies where the one before was drawn. */
const isOn = (drawn: Place | undefined, { x, y }: Place): boolean =>
  drawn !== undefined && Math.abs(drawn.x - x) < 1 && Math.abs(drawn.y - y) < 1;

/** The line, and the stretches over gaps. Points that would be drawn on the one before are left out. */
function pathsOf(
  points: readonly HistoryPoint[],
  placeOf: (point: HistoryPoint) => Place,
  events: readonly HistoryEvent[],
): { readonly line: string; readonly gaps: string } {
  const kinds = new Map(events.map(({ at, kind }) => [at, kind]));
  const parts: string[] = [];
  let gaps = "";
  let drawn: Place | undefined;
  for (const [at, point] of points.entries()) {
    const place = placeOf(point);
    const kind = kinds.get(at);
    const before = points[at - 1];
    if (kind === "gap" && before) {
      const from = placeOf(before);
      gaps += `M${from.x} ${from.y}L${place.x} ${place.y}`;
    }
    const isBroken = drawn === undefined || kind === "fall" || kind === "gap";
    if (!isBroken && kind === undefined && isOn(drawn, place)) continue;
    if (isBroken && before) {
      const { x, y } = placeOf(before);
      parts.push(`L${x} ${y}`);
    }
    parts.push(`${isBroken ? "M" : "L"}${place.x} ${place.y}`);
    drawn = place;
  }
  return { line: parts.join(""), gaps };
}

const labelOf = ({ kind, amountHm, seconds }: HistoryEvent): string =>
  kind === "fall" ? `−${about(amountHm).replace(/^about /, "")}` : hoursOf(seconds);

/** What an event is called in the table. */
function wordsOf({ kind, amountHm, seconds }: HistoryEvent): string {
  switch (kind) {
    case "begin":
      return "The first reading that the pass opens";
    case "fall":
      return `The odometer shows ${about(amountHm)} less than before`;
    case "gap":
      return `Envelopes are missing: ${hoursOf(seconds)}, ${about(amountHm)}`;
    case "end":
      return "The last reading that the pass opens";
  }
}

function drawing(points: readonly HistoryPoint[], events: readonly HistoryEvent[]): SVGElement {
  // As wide as the column is now: drawn larger and shrunk, its labels could not be read.
  const width = Math.min(WIDTH_MAX, document.documentElement.clientWidth - MARGINS);
  const placeOf = placesOf(points, width);
  const { line, gaps } = pathsOf(points, placeOf, events);
  const falls = events.filter(({ kind }) => kind === "fall");
  const labelled = events
    .filter(({ kind }) => kind === "fall" || kind === "gap")
    .sort((a, b) => Number(b.kind === "fall") - Number(a.kind === "fall") || b.amountHm - a.amountHm)
    .slice(0, LABELS_MAX)
    .sort((a, b) => a.at - b.at);
  const [first, last] = [events[0], events.at(-1)];
  const said = `From ${kilometres(first?.distanceHm ?? 0)} on ${dayOf(first?.timeUnixS ?? 0)} to ${kilometres(last?.distanceHm ?? 0)} on ${dayOf(last?.timeUnixS ?? 0)}; ${falls.length === 0 ? "no fall" : `falls: ${falls.length}`}.`;
  return svgEl(
    "svg",
    {
      width: String(width),
      height: String(HEIGHT),
      viewBox: `0 0 ${width} ${HEIGHT}`,
      class: "chart",
      role: "img",
      "aria-label": said,
    },
    ...falls.flatMap(({ at }) => {
      const [before, after] = [points[at - 1], points[at]];
      if (!before || !after) return [];
      const [from, to] = [placeOf(before), placeOf(after)];
      return [svgEl("path", { class: "fall", d: `M${from.x} ${from.y}L${to.x} ${to.y}` })];
    }),
    svgEl("path", { class: "line", d: line }),
    svgEl("path", { class: "missing", d: gaps }),
    ...labelled.map((event, row) => {
      const { x } = placeOf(points[event.at] as HistoryPoint);
      const isRight = x > width / 2;
      const y = TOP - 12 - (row % 2) * ROW;
      return svgEl(
        "text",
        {
          class: `label ${event.kind}-label`,
          x: String(isRight ? x - 4 : x + 4),
          y: String(y),
          "text-anchor": isRight ? "end" : "start",
        },
        labelOf(event),
      );
    }),
  );
}

/** Returns the section of a history that a pass opens; undefined when nothing in it can be drawn. */
export function chartView({ points }: ShownHistory): HTMLElement | undefined {
  const events = eventsOf(points);
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return undefined;
  const head = el("tr", {}, ...["When", "Odometer", "What"].map((name) => el("th", { scope: "col" }, name)));
  const rows = events.map((event) =>
    el(
      "tr",
      {},
      el("td", {}, dayOf(event.timeUnixS)),
      el("td", {}, kilometres(event.distanceHm)),
      el("td", {}, wordsOf(event)),
    ),
  );
  return el(
    "section",
    { class: "history", "aria-label": "History" },
    el("h2", {}, "The odometer over time"),
    drawing(points, events),
    el("p", { class: "ends" }, el("span", {}, dayOf(first.timeUnixS)), el("span", {}, dayOf(last.timeUnixS))),
    el(
      "details",
      { "data-step": "chart" },
      el("summary", {}, "The same as a table"),
      el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)),
    ),
  );
}
