/** Codes of the rollup node, and the error numbers of its JSON-RPC. */
import { act, type CodeEntry, pushBack, stop, wait } from "./entry.ts";

/** Rows in alphabetical order. */
export const NODE_CODES = {
  "application-renamed": stop(
    "The data directory belongs to another application of this name or address; use another.",
  ),
  "back-end-unknown": act("An operator's back-end may be another process than before; the application is FAILED."),
  "backend-lost": wait("The back-end's process went away; it is started again."),
  "chain-lags": wait("The RPC server does not know the newest block that was read; nothing is undone meanwhile."),
  "chains-differ": stop("The deployments are of several chains; run one node for each chain."),
  "consensus-mismatch": stop(
    "The application trusts another consensus than the deployment file says; correct the file.",
  ),
  "data-unreadable": stop("The data directory holds no store of this node; use another."),
  "data-version": stop("The store is of another version of the node; use another data directory."),
  "deployment-differs": stop("The deployment file says otherwise than the chain; name the right file."),
  "gio-malformed": stop("The file of generic I/O answers is wrong; correct what the message names."),
  "gio-unreadable": stop("The file of generic I/O answers cannot be read; check its name and mode."),
  "input-missing": act("An application misses an input, so it is FAILED; correct its deployment block."),
  "inspect-unavailable": pushBack(503, "The application does not run, or too many queries wait; ask again later."),
  "machine-deadline": act("The machine did not finish within the deadline; the application may be overloaded."),
  "machine-failed": act("The machine ended in a way that is not of the protocol; the application cannot go on."),
  "machine-lost": act(
    "The machine's process is lost again and again; find out who ends its server, then start the node anew.",
  ),
  "machine-protocol": act("The machine server's answer is not of its protocol; check its version."),
  "machine-refused": act("The machine server refused a request; the message gives its reason."),
  "machine-server-missing": stop("The machine server cannot be started; install it, or give its path."),
  "outputs-root-differs": act("A machine and the node disagree about the outputs; the application is INOPERABLE."),
  "reorg-too-deep": act("None of the kept blocks is on this chain; start with an empty data directory."),
  "template-unreadable": stop("The machine server cannot load the template; build it again."),
  "template-hash-differs": stop("The stored machine is not the one that the application names; name the right one."),
  "wrong-chain": stop("The RPC is of another chain than the deployment; correct either."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type NodeOperatorCode = keyof typeof NODE_CODES;

/** Errors of the node's JSON-RPC. The numbers are those of Cartesi's node, but for `notFromAPage`. */
export const NODE_RPC_ERRORS = {
  pageTooLarge: { number: -31_003, sentence: "The page has more than 10 MB; ask with a smaller limit." },
  notFound: { number: -32_001, sentence: "There is no such application, epoch, input, output or report." },
  notFromAPage: { number: -32_004, sentence: "The method changes something, so a web page may not call it." },
  methodUnknown: { number: -32_601, sentence: "There is no such method; rpc.discover lists them." },
  paramsInvalid: { number: -32_602, sentence: "A parameter is missing or wrong; the message names it." },
  internal: { number: -32_603, sentence: "The node failed; its log says why." },
} as const satisfies Record<string, { readonly number: number; readonly sentence: string }>;
