/**
 * A public verdict as whoever asks for it is told it: by VIN or plate, one heading for the name, one for each car (docs/protocol.md,
 * "Public verdict"). What is asked in the reader's own browser may be green; what somebody else asked never is.
 */
import { type CarName, hasVin, type PublicCar } from "@witness/protocol/record/public-cars";
import { openChain } from "./chain.ts";
import { VerifyError } from "./errors.ts";
import { dayOf } from "./moments.ts";
import { askWithEnd, type NodePlace } from "./node.ts";
import type { VerifyOptions } from "./options.ts";
import { type Outcome, outcomeOfRecord } from "./outcome.ts";
import { type ProvenCars, publicQuestion } from "./public-answer.ts";
import { openRpc } from "./rpc.ts";
import { type Standing, standingOf } from "./standing.ts";

/** How sure it is: what the chain says of the state; `ended` when the application has; `unasked` when nobody asked the chain. */
export type PublicStanding = Standing | "ended" | "unasked";

/** What whoever asks is told. */
export interface PublicVerdict {
  readonly outcome: Outcome;
  readonly cars: readonly { readonly car: PublicCar; readonly outcome: Outcome }[];
  /** How many devices are public under the name. */
  readonly total: number;
  /** The time of the state. */
  readonly asOfUnixS: number;
  readonly standing: PublicStanding;
}

const open = (heading: string, sentence: string): Outcome => ({
  kind: "not-enough",
  heading,
  sentence,
  tone: "open",
  reasons: [],
});

/** A device that was unplugged leaves a verdict that stays as it was: after so long without a reading none is green. */
const SILENT_S = 30 * 86_400;

/** Returns how sure a good outcome is: green needs readings of these days, the maker's VIN, and the newest state of the chain. */
function doubted(
  outcome: Outcome,
  name: CarName,
  car: PublicCar,
  standing: PublicStanding,
  asOfUnixS: number,
): Outcome {
  if (outcome.tone !== "good") return outcome;
  const { coveredToUnixS } = car.period;
  const day = dayOf(coveredToUnixS);
  const dated: Outcome = { ...outcome, heading: `${outcome.heading}, as of ${day}` };
  const doubtful = (sentence: string): Outcome => ({ ...dated, tone: "open", sentence });
  if (asOfUnixS - coveredToUnixS > SILENT_S) {
    return doubtful(
      `The car has sent nothing since ${day}: what it drove after that, or what was done to it, nobody knows.`,
    );
  }
  if (name.kind === "plate") {
    const owner = "That this is the car's plate is its owner's word.";
    const compare = "Compare make, model and year, and ask by the VIN on the windscreen.";
    return doubtful(hasVin(car) ? `${owner} ${compare}` : `${owner} Its maker stated no VIN to compare.`);
  }
  switch (standing) {
    case "settled":
      return dated;
    case "ahead":
      return doubtful("The node says so. The chain has not accepted this state yet; ask again after the next claim.");
    case "behind":
      return doubtful("The chain knows of newer states than the node that was asked; ask another.");
    case "ended":
      return doubtful(
        "This application has ended: its last state stays the newest, whatever its successor says since.",
      );
    case "unasked":
      return doubtful("A node says so. Whether the chain has accepted that was not asked here.");
  }
}

/**
 * Returns what proven cars of a name come to. Pure.
 * @param nowUnixS this machine's clock: a quarantine ends
 */
export function publicVerdictOf(
  name: CarName,
  { answer, cars }: Pick<ProvenCars, "answer" | "cars">,
  standing: PublicStanding,
  nowUnixS: number,
): PublicVerdict {
  const { total, timeUnixS: asOfUnixS } = answer;
  const told = cars.map((car) => {
    const values = { verdict: car.verdict, quarantine: car.quarantine };
    return { car, outcome: doubted(outcomeOfRecord({ values }, nowUnixS), name, car, standing, asOfUnixS) };
  });
  const rest = { cars: told, total, asOfUnixS, standing };
  const [only] = told;
  if (only === undefined) {
    const what = name.kind === "vin" ? "VIN" : "plate";
    const sentence = `No car of this ${what} shows its verdict to everybody. Its owner may not wish it, or it has no record here.`;
    return { outcome: open("No public verdict", sentence), ...rest };
  }
  if (total === 1) return { outcome: only.outcome, ...rest };
  const sentence =
    name.kind === "vin"
      ? `${total} devices have this VIN by their makers' word. Do not rely on either before owner and maker have said which is right.`
      : `${total} owners state this plate. Ask by the VIN on the windscreen which car it is.`;
  const outcome: Outcome = {
    kind: "two-devices",
    heading: "Two devices claim to be this car",
    sentence,
    tone: "bad",
    reasons: [],
  };
  return { outcome, ...rest };
}

/** Who is asked for a public verdict: a node, and nodes of the chain, of which two or more are compared. */
export interface PublicOptions extends Pick<VerifyOptions, "chainId" | "application" | "rpcUrls" | "nowUnixS"> {
  readonly node: NodePlace;
}

/**
 * Asks a node for the cars of a name, and the chain whether it has accepted the state that the node answers from.
 * @throws {VerifyError} `node-unavailable`, `head-contradicted`, `rpcs-differ`; a chain that does not answer makes `unasked` of the standing
 */
export async function askPublicVerdict(name: CarName, options: PublicOptions): Promise<PublicVerdict> {
  const { chainId, application, rpcUrls, node, nowUnixS } = options;
  const found = await askWithEnd(node.inspectUrl, publicQuestion(name));
  let standing: PublicStanding = "unasked";
  try {
    const rpcs = rpcUrls.map((url) => openRpc(url, "chain-unavailable"));
    const chain = await openChain(rpcs, { chainId, application });
    const { stateRoot, endsUnixS } = found;
    const hasEnded = endsUnixS !== undefined && endsUnixS <= nowUnixS;
    standing = hasEnded ? "ended" : await standingOf(chain, node, application, stateRoot);
  } catch (error) {
    // Nodes that contradict each other are worse than none.
    if (!(error instanceof VerifyError) || error.code === "rpcs-differ") throw error;
  }
  return publicVerdictOf(name, found, standing, nowUnixS);
}
