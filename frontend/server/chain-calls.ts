/**
 * What of the chain's JSON-RPC this page's visitors may ask: the few reads that the page makes, rebuilt from their
 * parts with a gas bound, so that nobody has the chain's node compute for seconds through here.
 */
import { CLAIM_ACCEPTED, SELECTORS } from "@witness/verify/contracts";
import { type CallRefusal, isShape, type Shape } from "./call.ts";

/** Gas that a call may use; the dearest one, `validateOutput`, needs far less. */
const CALL_GAS = 10_000_000;
const APPLICATION_CALLS: readonly string[] = [SELECTORS.validator, SELECTORS.validateOutput];
const CONSENSUS_CALLS: readonly string[] = [
  SELECTORS.isRootValid,
  SELECTORS.epochLength,
  SELECTORS.validatorCount,
  SELECTORS.validatorById,
  SELECTORS.owner,
];
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const REFUSED: CallRefusal = "call-forbidden";
const BLOCK = /^(latest|safe|finalized|0x[0-9a-f]{1,16})$/;

/** Whether a value is a text of a form; only a text is, and nothing that would be made one. */
const isText = (value: unknown, form: RegExp): value is string => typeof value === "string" && form.test(value);

/** Whether a value is an `eth_call` of the page: known selectors, no value, no sender, no overrides. */
function isCall(value: unknown, application: string): value is { readonly to: string; readonly data: string } {
  if (!isShape(value) || Object.keys(value).sort().join() !== "data,to") return false;
  const { to, data } = value;
  if (!isText(to, ADDRESS) || !isText(data, /^0x([0-9a-fA-F]{2}){4,}$/)) return false;
  const allowed = to.toLowerCase() === application.toLowerCase() ? APPLICATION_CALLS : CONSENSUS_CALLS;
  return allowed.includes(data.slice(2, 10).toLowerCase());
}

/** Blocks whose events may be searched at once. */
const EVENT_BLOCKS_MAX = 10_000n;
const BLOCK_NUMBER = /^0x[0-9a-f]{1,13}$/;

/** Whether a value is the page's search for accepted claims on the application: one event, a bounded range. */
function isClaimSearch(value: unknown, application: string): value is Shape {
  if (!isShape(value) || Object.keys(value).sort().join() !== "address,fromBlock,toBlock,topics") return false;
  const { address, fromBlock, toBlock, topics } = value;
  if (!isText(address, ADDRESS)) return false;
  const own = `0x${application.slice(2).toLowerCase().padStart(64, "0")}`;
  if (!Array.isArray(topics) || topics.length !== 2 || topics[0] !== CLAIM_ACCEPTED || topics[1] !== own) return false;
  if (!isText(fromBlock, BLOCK_NUMBER) || !isText(toBlock, BLOCK_NUMBER)) return false;
  const blocks = BigInt(toBlock) - BigInt(fromBlock) + 1n;
  return blocks >= 1n && blocks <= EVENT_BLOCKS_MAX;
}

/**
 * Returns the request to send on, or why the page never makes it. A batch is refused.
 * @param application 0x and 40 digits
 */
export function chainRequest(request: unknown, application: string): Shape | CallRefusal {
  if (!isShape(request)) return REFUSED;
  const { id, method, params } = request;
  if (typeof id !== "number" || !Array.isArray(params)) return REFUSED;
  const [first, block] = params;
  const build = (parts: readonly unknown[]): Shape => ({ jsonrpc: "2.0", id, method, params: parts });
  switch (method) {
    case "eth_chainId":
    case "eth_blockNumber":
      return params.length === 0 ? build([]) : REFUSED;
    case "eth_getCode": {
      const own = typeof first === "string" && first.toLowerCase() === application.toLowerCase();
      return own && params.length === 2 && isText(block, BLOCK) ? build([first, block]) : REFUSED;
    }
    case "eth_call": {
      const known = params.length === 2 && isText(block, BLOCK) && isCall(first, application);
      return known ? build([{ to: first.to, data: first.data, gas: `0x${CALL_GAS.toString(16)}` }, block]) : REFUSED;
    }
    case "eth_getLogs":
      return params.length === 1 && isClaimSearch(first, application) ? build([first]) : REFUSED;
    default:
      return "method-forbidden";
  }
}
