/**
 * Checks a pass: all that it says by itself, and then what chain, node and archive say of it. Whoever serves the pass or the
 * archive is believed in nothing; of the chain's nodes all that are named must say the same.
 */
import { fromHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import type { PassContent } from "@witness/protocol/pass/check";
import { PassError } from "@witness/protocol/pass/errors";
import { openKeptPass } from "@witness/protocol/pass/kept";
import { parsePassLink } from "@witness/protocol/pass/link";
import { keptPass } from "./archive.ts";
import { type Chain, openChain } from "./chain.ts";
import { attempt, VerifyError } from "./errors.ts";
import type { ShownHistory } from "./history/shown.ts";
import type { historyStep } from "./history/step.ts";
import { compareLive, type LiveReader, readLive } from "./live.ts";
import { newerSteps } from "./newer.ts";
import { offlineSteps } from "./offline.ts";
import type { VerifyOptions } from "./options.ts";
import { assuranceOf, type Outcome, outcomeOf } from "./outcome.ts";
import { openRpc } from "./rpc.ts";
import { done, EVERY_STEP, type Step, type StepName, sentenceOf, stopped, unaskedAfter, unaskedFor } from "./step.ts";

/** What a verification came to. */
export interface Verification {
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
  readonly assurance: "nothing" | "signed" | "proven";
  /** What the pass shows; undefined when it could not be read. */
  readonly content: PassContent | undefined;
  /** What it opens of the car's history; undefined when it opens none, or an archive did not have it. */
  readonly history: ShownHistory | undefined;
}

/** Whether a pass opens any of its car's history. */
const opensHistory = ({ sessions }: PassContent): boolean => sessions.length > 0;

const WORTHLESS: readonly StepName[] = ["whole", "signed", "opened", "vin"];

/** How long after it was made the state of a pass may still be on its way to the chain. */
const ARRIVING_MAX_S = 86_400;

/** Returns a pass's bytes, fetched by their hash where the link says so. @throws {PassError} @throws {VerifyError} */
async function passOf(link: string | Uint8Array, archiveUrl: string | undefined): Promise<Uint8Array> {
  if (typeof link !== "string") return link;
  const parsed = parsePassLink(link);
  if (parsed.form === "whole") return parsed.pass;
  if (archiveUrl === undefined) {
    throw new VerifyError("An archive keeps this pass, and none was named; name one.", { code: "node-unnamed" });
  }
  const bytes = await keptPass(archiveUrl, parsed.hash);
  if (bytes) return openKeptPass(bytes, parsed, noble);
  throw new VerifyError("The archive no longer keeps this pass; ask for a new link.", { code: "archive-unavailable" });
}

/** Returns addresses once each: a node that is named twice agrees with itself, and that compares nothing. */
function distinct(urls: readonly string[]): readonly string[] {
  // A path of the page's own server is no URL by itself.
  const named = (url: string): string => (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, "");
  return urls.filter((url, place) => urls.findIndex((other) => named(other) === named(url)) === place);
}

/** Whether the chain accepted what the pass leads to, and whether its nodes agree. */
async function chainSteps(
  chain: Chain | VerifyError,
  { roots, terms, evidence }: PassContent,
  { nowUnixS }: VerifyOptions,
): Promise<readonly [proven: Step, compared: Step]> {
  const accepted = chain instanceof VerifyError ? chain : await attempt(() => chain.isAccepted(roots.outputs));
  if (chain instanceof VerifyError || accepted instanceof VerifyError) {
    const error = accepted as VerifyError;
    const compared: Step =
      error.code === "rpcs-differ" ? { ...unaskedFor("compared", error), result: "fails" } : unaskedAfter("compared");
    return [unaskedFor("proven", error), compared];
  }
  const looked = [
    { what: "notice", bytes: roots.notice },
    { what: "place among all outputs", bytes: String(evidence.output.index) },
    { what: "root of all outputs", bytes: roots.outputs },
    { what: "contract that decides", bytes: chain.consensus },
    { what: "asked at block", bytes: String(chain.block) },
    { what: "asked", bytes: chain.asked.join(", ") },
  ];
  const isYoung = nowUnixS - terms.issuedUnixS < ARRIVING_MAX_S;
  const waiting = isYoung ? (["waiting", "root-waiting"] as const) : (["fails", "root-unaccepted"] as const);
  const proven = accepted
    ? done("proven", "holds", "The application's contract accepted the state that the pass shows.", looked)
    : stopped("proven", waiting[0], waiting[1], sentenceOf(waiting[1]), looked);
  return [proven, comparedStep(chain)];
}

function comparedStep({ asked, silent, block }: Chain): Step {
  const looked = [
    { what: "asked", bytes: asked.join(", ") },
    { what: "at block", bytes: String(block) },
  ];
  if (asked.length > 1) {
    return done("compared", "holds", `${asked.join(" and ")} say the same, at block ${block}.`, looked);
  }
  const [first] = silent;
  if (first) return { ...unaskedFor("compared", first), looked };
  return stopped("compared", "unasked", "rpc-single", sentenceOf("rpc-single"), looked);
}

/** Reads what a pass opens of a history. Most passes open none, so a page fetches what reads them when one does. */
async function readHistory(...asked: Parameters<typeof historyStep>): ReturnType<typeof historyStep> {
  let step: { readonly historyStep: typeof historyStep };
  try {
    step = await import("./history/step.ts");
  } catch {
    return {
      step: stopped("history", "unasked", "history-unread", "What reads histories could not be fetched; reload."),
    };
  }
  return step.historyStep(...asked);
}

/**
 * Checks a pass.
 * @param link a whole link, its fragment, or the bytes of a pass
 * @returns every step but the car's own word, which `verifyLive` asks for. Never throws on any link or answer
 */
export async function verifyPass(link: string | Uint8Array, options: VerifyOptions): Promise<Verification> {
  const steps: Step[] = [];
  const take = (...taken: readonly Step[]): void => {
    for (const step of taken) {
      steps.push(step);
      options.onStep?.(step);
    }
  };
  const conclude = (content?: PassContent, history?: ShownHistory): Verification => ({
    steps,
    outcome: outcomeOf(steps, content, options.nowUnixS, history),
    assurance: assuranceOf(steps),
    content,
    history,
  });
  const { chainId, application } = options;
  const context = { chainId, application: fromHex(application) };
  let bytes: Uint8Array;
  try {
    bytes = await passOf(link, options.archiveUrl);
  } catch (error) {
    if (error instanceof PassError) take(stopped("whole", "fails", error.code, error.message));
    else if (error instanceof VerifyError) take(unaskedFor("whole", error));
    else throw error;
    take(...EVERY_STEP.slice(1).map(unaskedAfter));
    return conclude();
  }
  const offline = offlineSteps(bytes, context, options);
  take(...offline.steps);
  const { content } = offline;
  const isWorthless = offline.steps.some(({ step, result }) => result === "fails" && WORTHLESS.includes(step));
  if (content === undefined || isWorthless) {
    take(...(["proven", "compared", "newest", "standing"] as const).map(unaskedAfter));
    if (content && opensHistory(content)) take(unaskedAfter("history"));
    return conclude(content);
  }
  const rpcs = distinct(options.rpcUrls).map((url) => openRpc(url, "chain-unavailable"));
  const chain = await attempt(() => openChain(rpcs, { chainId, application }, content.roots.outputs));
  const [proven, compared] = await chainSteps(chain, content, options);
  take(proven, compared);
  if (chain instanceof VerifyError || proven.result !== "holds") {
    take(unaskedAfter("newest"), unaskedAfter("standing"));
  } else take(...(await newerSteps(chain, content, context, options)));
  if (!opensHistory(content)) return conclude(content);
  // What leads to no state that a chain accepted is not worth the reading.
  const isReachable = proven.result === "holds" || proven.result === "waiting";
  const read = isReachable ? await readHistory(content, context, options.archiveUrl) : undefined;
  take(read?.step ?? unaskedAfter("history"));
  return conclude(content, read?.history);
}

/**
 * Asks the car itself. Returns the verification with that step.
 * @param read a way to the car
 */
export async function verifyLive(
  verification: Verification,
  read: LiveReader,
  { chainId, application, nowUnixS }: Pick<VerifyOptions, "chainId" | "application" | "nowUnixS">,
): Promise<Verification> {
  const { content, steps, history } = verification;
  const publicKey = content?.values.key?.publicKey;
  if (content === undefined || publicKey === undefined) return verification;
  const context = { chainId, application: fromHex(application) };
  const live = await attempt(() => readLive(read, context, { deviceId: content.terms.device, publicKey }));
  const step = ((): Step => {
    if (live instanceof VerifyError) {
      return { ...unaskedFor("live", live), ...(live.code === "live-forged" ? { result: "fails" } : {}) };
    }
    const { holds, code, sentence } = compareLive(live, content.values, nowUnixS);
    const looked = [
      { what: "challenge", bytes: live.challenge },
      { what: "last link that the car signed", bytes: live.link },
      { what: "its number", bytes: String(live.sequence) },
    ];
    return { step: "live", result: holds ? "holds" : "fails", sentence, looked, ...(code ? { code } : {}) };
  })();
  const asked = [...steps.filter(({ step: name }) => name !== "live"), step];
  return { ...verification, steps: asked, outcome: outcomeOf(asked, content, nowUnixS, history) };
}
