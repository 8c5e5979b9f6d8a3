/**
 * What of the node's JSON-RPC this page's visitors may ask: the reads that the page makes, of its own application,
 * rebuilt from their parts with bounds, so that nobody has the node read or send more through here than the page needs.
 */
import { type CallRefusal, isShape, type Shape } from "./call.ts";

/** The page searches this many of the newest outputs at once. Nothing that it shows is longer. */
const LIST_MAX = 100;
/** Inputs carry their payloads, up to 64 KiB each, so a page of them is shorter. */
const INPUTS_MAX = 20;
/** Nobody pages further than this. */
const OFFSET_MAX = 1_000_000_000;

type Rule = (value: unknown) => boolean;

const whole =
  (low: number, high: number): Rule =>
  (value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= low && value <= high;
const index: Rule = (value) => typeof value === "string" && /^0x[0-9a-f]{1,13}$/.test(value);
const direction: Rule = (value) => typeof value === "boolean";
const listing = (most: number): Readonly<Record<string, Rule>> => ({
  limit: whole(1, most),
  offset: whole(0, OFFSET_MAX),
  descending: direction,
});

interface Method {
  /** Whether the application must be named, which is then the page's own. */
  readonly ofApplication: boolean;
  /** The other parameters. Each must be there, and nothing else may. */
  readonly params: Readonly<Record<string, Rule>>;
}

const METHODS: Readonly<Record<string, Method>> = {
  cartesi_getApplication: { ofApplication: true, params: {} },
  cartesi_getEpoch: { ofApplication: true, params: { epoch_index: index } },
  cartesi_getOutput: { ofApplication: true, params: { output_index: index } },
  cartesi_listEpochs: { ofApplication: true, params: listing(LIST_MAX) },
  cartesi_listInputs: { ofApplication: true, params: listing(INPUTS_MAX) },
  cartesi_listOutputs: { ofApplication: true, params: listing(LIST_MAX) },
  cartesi_listReports: { ofApplication: true, params: { input_index: index, ...listing(1) } },
  witness_getHealth: { ofApplication: false, params: {} },
};

/**
 * Returns the request to send on, or why the page never makes it. A batch is refused.
 * @param application 0x and 40 digits; no other may be asked about
 */
export function nodeRequest(request: unknown, application: string): Shape | CallRefusal {
  if (!isShape(request) || typeof request["id"] !== "number") return "call-forbidden";
  const { id, method, params } = request;
  const known = typeof method === "string" && Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!known) return "method-forbidden";
  if (!isShape(params)) return "call-forbidden";
  const own: Rule = (value) => typeof value === "string" && value.toLowerCase() === application.toLowerCase();
  const rules: Readonly<Record<string, Rule>> = known.ofApplication
    ? { application: own, ...known.params }
    : known.params;
  const names = Object.keys(rules);
  const exact = Object.keys(params).length === names.length && names.every((name) => rules[name]?.(params[name]));
  return exact ? { jsonrpc: "2.0", id, method, params } : "call-forbidden";
}
