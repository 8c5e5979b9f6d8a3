/** The odometer over time. Bands are missing envelopes, dotted lines sessions, ticks refusals, red is impossible. */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type History, thin } from "../history/history.ts";
import { axisDistance, axisFigure, figureDistance, momentOf, tickOf } from "../language/format.ts";
import { say } from "../language/say.ts";

interface Shown {
  readonly history: History;
  /** When something was refused in the car's name. */
  readonly refusedUnixS: readonly number[];
}

interface Props extends Shown {
  /** What the picture shows, for those who do not see it. */
  readonly summary: string;
}

const MOST_POINTS = 4_000;
const HEIGHT = 300;

type Colour = "ink" | "soft" | "line" | "petrol" | "false" | "open" | "copper" | "surface";

/** A canvas knows no CSS variables: each colour is asked of an element that has it. */
function colours(near: HTMLElement): Record<Colour, string> {
  const probe = document.createElement("span");
  near.append(probe);
  const read = (name: Colour): string => {
    probe.style.color = `var(--color-${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    ink: read("ink"),
    soft: read("soft"),
    line: read("line"),
    petrol: read("petrol"),
    false: read("false"),
    open: read("open"),
    copper: read("copper"),
    surface: read("surface"),
  };
  probe.remove();
  return found;
}

function columns({ points }: History): uPlot.AlignedData {
  // The chart wants rising times; a clock that ran back is named in the reasons.
  const sorted = thin(points, MOST_POINTS).toSorted((a, b) => a.timeUnixS - b.timeUnixS);
  return [
    sorted.map(({ timeUnixS }) => timeUnixS),
    sorted.map(({ odometerHm }) => axisFigure(odometerHm)),
    sorted.map(({ odometerHm, turns }) => (turns ? axisFigure(odometerHm) : null)),
  ];
}

const DAY_S = 86_400;

/** A time on the axis, as fine as the steps are. */
function tick(timeUnixS: number, step: number): string {
  return tickOf(timeUnixS, step < DAY_S ? "hour" : step < 28 * DAY_S ? "day" : "month");
}

/** Draws what is not a reading, below the line. */
function drawEvents(plot: uPlot, { history, refusedUnixS }: Shown, paint: Record<Colour, string>): void {
  const { ctx, bbox } = plot;
  const x = (timeUnixS: number): number => plot.valToPos(timeUnixS, "x", true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { fromUnixS, toUnixS } of history.missing) {
    if (fromUnixS === undefined || toUnixS === undefined) continue;
    const wide = Math.abs(x(toUnixS) - x(fromUnixS));
    // What is missing may have taken no time at all; it is shown all the same.
    const shown = Math.max(6 * devicePixelRatio, wide);
    ctx.globalAlpha = 0.22;
    ctx.fillStyle = paint.open;
    ctx.fillRect(Math.min(x(fromUnixS), x(toUnixS)) - (shown - wide) / 2, bbox.top, shown, bbox.height);
  }
  ctx.globalAlpha = 0.9;
  ctx.lineWidth = devicePixelRatio;
  ctx.strokeStyle = paint.soft;
  ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const timeUnixS of history.sessionsUnixS) {
    ctx.beginPath();
    ctx.moveTo(x(timeUnixS), bbox.top);
    ctx.lineTo(x(timeUnixS), bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = paint.copper;
  ctx.lineWidth = 2 * devicePixelRatio;
  for (const timeUnixS of refusedUnixS) {
    ctx.beginPath();
    ctx.moveTo(x(timeUnixS), bbox.top);
    ctx.lineTo(x(timeUnixS), bbox.top + 12 * devicePixelRatio);
    ctx.stroke();
  }
  ctx.restore();
}

function options(
  width: number,
  shown: () => Shown,
  paint: Record<Colour, string>,
  tell: (text: string) => void,
): uPlot.Options {
  const axis = { stroke: paint.soft, grid: { stroke: paint.line, width: 1 }, ticks: { stroke: paint.line, width: 1 } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false }, points: { size: 8 } },
    scales: {
      x: {
        time: true,
        // Refusals may be younger than every reading; they are on the picture all the same.
        range: (_plot, low, high) => {
          const last = shown().refusedUnixS.reduce((latest, each) => Math.max(latest, each), 0);
          const to = Math.max(high, Math.min(last, high + (high - low) * 0.25));
          const margin = Math.max(60, (to - low) * 0.02);
          return [low - margin, to + margin];
        },
      },
    },
    axes: [
      { ...axis, space: 70, values: (_plot, values, _axis, _space, step) => values.map((value) => tick(value, step)) },
      { ...axis, size: 92, values: (_plot, values) => values.map(axisDistance) },
    ],
    series: [
      {},
      { stroke: paint.petrol, width: 2, points: { show: false } },
      {
        stroke: paint.false,
        paths: () => null,
        points: { show: true, size: 11, width: 2.5, stroke: paint.false, fill: paint.surface },
      },
    ],
    hooks: {
      drawAxes: [(plot) => drawEvents(plot, shown(), paint)],
      setCursor: [
        (plot) => {
          const index = plot.cursor.idx;
          const time = index == null ? undefined : plot.data[0][index];
          const value = index == null ? undefined : plot.data[1]?.[index];
          tell(time === undefined || value == null ? "" : `${momentOf(time)}: ${figureDistance(value)}`);
        },
      ],
    },
  };
}

/** What can be done with the chart. A finger neither points nor drags on it. */
const hint = (): string =>
  window.matchMedia("(pointer: coarse)").matches
    ? say("The table lists every day with its values.")
    : say("Point at the line to read it; drag to look closer, double-click to see all.");

/** The chart. It is made anew when the colours change; new readings come in without losing what is looked at. */
export function HistoryChart({ history, refusedUnixS, summary }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const under = useRef<HTMLParagraphElement>(null);
  const chart = useRef<{ plot: uPlot; closer: boolean }>(undefined);
  const shown = useRef<Shown>({ history, refusedUnixS });
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const say = (text: string): void => {
      if (under.current) under.current.textContent = text || hint();
    };
    const width = (): number => Math.max(240, element.clientWidth);
    const paint = (): void => {
      chart.current?.plot.destroy();
      const made = options(width(), () => shown.current, colours(element), say);
      const plot = new uPlot(made, columns(shown.current.history), element);
      const state = { plot, closer: false };
      plot.over.addEventListener("mouseup", () => {
        if (plot.select.width > 0) state.closer = true;
      });
      plot.over.addEventListener("dblclick", () => {
        state.closer = false;
      });
      chart.current = state;
      say("");
    };
    paint();
    const resized = new ResizeObserver(() => chart.current?.plot.setSize({ width: width(), height: HEIGHT }));
    resized.observe(element);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", paint);
    window.addEventListener("witness-theme", paint);
    return () => {
      resized.disconnect();
      dark.removeEventListener("change", paint);
      window.removeEventListener("witness-theme", paint);
      chart.current?.plot.destroy();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    const before = shown.current;
    shown.current = { history, refusedUnixS };
    if (before.history === history && before.refusedUnixS === refusedUnixS) return;
    const { plot, closer } = chart.current ?? {};
    plot?.setData(columns(history), !closer);
    if (closer) plot?.redraw();
  }, [history, refusedUnixS]);
  return (
    <div>
      <div ref={holder} role="img" aria-label={summary} className="min-h-75 w-full overflow-hidden" />
      <p ref={under} aria-hidden="true" className="figures mt-1 min-h-6 text-sm text-soft" />
    </div>
  );
}
