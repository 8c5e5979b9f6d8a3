/** Codes of what goes wrong with a chain, its JSON-RPC, and the deployment of contracts on it. */
import { act, type CodeEntry, stop } from "./entry.ts";

/** Rows in alphabetical order. `chain-unavailable` is in the table of the wire, because the relay serves it. */
export const CHAIN_CODES = {
  "address-has-inputs": stop(
    "Somebody posted inputs to this address before the application was there; use another salt.",
  ),
  "address-unexpected": stop("The installed contracts are others; install @cartesi/rollups 2.2.0 exactly."),
  "application-missing": stop("There is no application contract at this address on this chain; correct either."),
  "chain-answer-malformed": act(
    "What the RPC returned is not Ethereum's JSON-RPC; check the URL, or use another node.",
  ),
  "chain-disagreement": act(
    "The chain's nodes contradict each other, or one itself; take the one that lies or follows another chain off the list.",
  ),
  "chain-refused": act("The chain's node refused a request; the message gives its reason."),
  "chain-unreachable": stop("No chain answers; start it, or correct the RPC URL."),
  "code-unexpected": stop(
    "Other code, or none, is at an official address; check the RPC URL, and do not use such a chain.",
  ),
  "deployment-failed": stop("The chain did not take a transaction of the deployment; the message gives its reason."),
  "funds-insufficient": stop(
    "The deployer's account cannot pay; send it some of the chain's coin and run the command again.",
  ),
  "proxy-missing": stop("The chain has no CREATE2 proxy; deploy it and run the command again."),
  "receipt-late": stop("A transaction is in no block yet; when it is, run the command again to go on."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type ChainCode = keyof typeof CHAIN_CODES;
