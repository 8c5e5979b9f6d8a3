/**
 * The page of a pass. Everything of the pass comes from the fragment of the address, which no browser sends to a server; a kept
 * pass is fetched by its hash. No framework: what is here is all that has to be read to know what the page does.
 */
import { toHex } from "@witness/protocol/bytes";
import { outcomeOf } from "../src/outcome.ts";
import type { Reader } from "../src/reader.ts";
import type { Step } from "../src/step.ts";
import { type Verification, verifyLive, verifyPass } from "../src/verify.ts";
import { el } from "./dom.ts";
import { footView, noPassView, placesForm, unnamedView } from "./foot-view.ts";
import { beginReader, keepReader, written } from "./language.ts";
import { checkingView, passView } from "./pass-view.ts";
import { type Asked, askedOf, keepPlaces, keptPlaces, type Places, serverConfig } from "./places.ts";
import { startWorker } from "./worker.ts";

const root = document.getElementById("pass") as HTMLElement;
/** A pass or its claim that is on its way is asked for again. */
const AGAIN_MS = 5_000;

const nowUnixS = (): number => Math.floor(Date.now() / 1_000);
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** The car through the page's server; it carries bytes and is not believed. */
const readThrough = (url: string) => async (deviceId: Uint8Array, challenge: Uint8Array) => {
  const response = await fetch(`${url}/v1/cars/${toHex(deviceId)}/live`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ challenge: toHex(challenge) }),
  });
  const { message, signature } = (await response.json()) as { readonly message: string; readonly signature: string };
  return { message: fromBase64(message), signature: fromBase64(signature) };
};

/** Counts checks, so that one that was overtaken by a newer one shows nothing more. */
let turn = 0;
let again: ReturnType<typeof setTimeout> | undefined;

/** Shows something, and leaves open what the reader has opened. What was shown before is not moved: a field would lose its cursor. */
function show(nodes: readonly Node[], isBusy: boolean): void {
  const opened = [...root.querySelectorAll<HTMLDetailsElement>("details[open]")].map(({ dataset }) => dataset["step"]);
  const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-step]")?.dataset["step"];
  for (const shown of [...root.childNodes]) if (!nodes.includes(shown)) shown.remove();
  const kept = root.firstChild;
  for (const node of nodes) if (node !== kept) root.insertBefore(node, kept);
  for (const step of root.querySelectorAll<HTMLDetailsElement>("details[data-step]")) {
    if (opened.includes(step.dataset["step"])) step.open = true;
    if (focused !== undefined && step.dataset["step"] === focused) step.querySelector("summary")?.focus();
  }
  root.setAttribute("aria-busy", String(isBusy));
}

/** Since when a pass on its way is waited for. */
let since = 0;

/** Returns what counts the seconds until the next question. It ends with the element: one that was replaced counts no more. */
function counterOf(sinceMs: number): HTMLElement {
  const untilMs = performance.now() + AGAIN_MS;
  const element = el("p", { class: "checked", role: "timer" });
  const count = (): void => {
    const nowMs = performance.now();
    const left = Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
    element.textContent = written(
      `Asked again in ${left} s; waiting for ${Math.floor((nowMs - sinceMs) / 1_000)} s so far.`,
    );
    if (left > 0) setTimeout(() => element.isConnected && count(), 1_000);
  };
  count();
  return element;
}

const isWaiting = ({ steps }: Verification): boolean => steps.some(({ result }) => result === "waiting");

async function check(link: string, asked: Asked, foot: Node, isRepeated = false): Promise<void> {
  turn += 1;
  const mine = turn;
  clearTimeout(again);
  const steps: Step[] = [];
  const onStep = (step: Step): void => {
    steps.push(step);
    // A second look keeps what the first came to until it is done.
    if (mine === turn && !isRepeated) show(checkingView(steps), true);
  };
  const startMs = performance.now();
  const now = nowUnixS();
  let verification = await verifyPass(link, { ...asked, nowUnixS: now, onStep });
  if (mine !== turn) return;
  performance.measure("pass", { start: startMs });
  const { liveUrl } = asked;
  const onAsk = (): void => {
    if (liveUrl === undefined) return;
    clearTimeout(again);
    const ask = async (): Promise<void> => {
      const word = await verifyLive(verification, readThrough(liveUrl), { ...asked, nowUnixS: nowUnixS() });
      if (mine !== turn) return;
      verification = word;
      draw();
    };
    ask().catch(failed);
  };
  const counter = isWaiting(verification) ? counterOf(isRepeated ? since : startMs) : undefined;
  if (!isRepeated) since = startMs;
  const draw = (): void =>
    show(passView(verification, now, { onAsk: liveUrl === undefined ? undefined : onAsk, foot, counter }), false);
  draw();
  document.title = `${written(verification.outcome.heading)} · Witness`;
  if (isWaiting(verification)) {
    again = setTimeout(() => {
      if (mine === turn) check(link, asked, foot, true).catch(failed);
    }, AGAIN_MS);
  }
}

function failed(error: unknown): void {
  const sentence = `This page failed: ${error instanceof Error ? error.message : "unknown"}. Reload it.`;
  const step: Step = { step: "whole", result: "unasked", sentence, looked: [] };
  const outcome = { ...outcomeOf([step], undefined, nowUnixS()), sentence };
  show(
    passView({ steps: [step], outcome, assurance: "nothing", content: undefined, history: undefined }, nowUnixS(), {
      onAsk: undefined,
      foot: document.createTextNode(""),
      counter: undefined,
    }),
    false,
  );
}

async function run(): Promise<void> {
  const [config] = await Promise.all([serverConfig(), beginReader()]);
  let places = keptPlaces();
  const changed = (chosen: Places): void => {
    places = chosen;
    keepPlaces(chosen);
    start();
  };
  const open = (link: string): void => {
    location.hash = link.slice(link.indexOf("#") + 1).trim();
  };
  const onReader = (reader: Reader): void => {
    keepReader(reader).then(start).catch(failed);
  };
  function start(): void {
    const asked = askedOf(config, places);
    const foot = footView(config, places, { onPlaces: changed, onReader });
    if (asked === undefined) show(unnamedView(placesForm(config, places, changed)), false);
    else if (location.hash.length < 2) show([...noPassView(open), foot], false);
    else check(location.hash, asked, foot).catch(failed);
  }
  addEventListener("hashchange", start);
  addEventListener("online", start);
  start();
}

startWorker();
run().catch(failed);
