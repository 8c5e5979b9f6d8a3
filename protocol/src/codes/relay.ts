/** Codes that only the relay's operator sees; what devices see is in the table of the wire. */
import { act, type CodeEntry, stop, wait } from "./entry.ts";

/** Rows in alphabetical order. */
export const RELAY_CODES = {
  "account-empty": act("The balance is below what the next payload may cost; send the account more."),
  "account-low": act("The balance is below the reserve, so nothing more is promised; send the account more."),
  "backup-refused": stop("The store was not copied; the message names what is in the way."),
  "broker-unavailable": wait(
    "The MQTT broker does not answer, or refuses the relay; check RELAY_MQTT_URL, and what the broker lets the relay do.",
  ),
  "chain-mismatch": stop("The RPC is of another chain than the deployment; correct the RPC URL or the deployment."),
  "chain-replaced": stop("The chain began anew; use a new data directory."),
  "data-of-another-application": stop("The data belongs to another application; use another data directory."),
  "data-of-another-version": stop(
    "The data was written by a newer version, or by one too old; use that program, or another data directory.",
  ),
  "fee-capped": wait("The chain asks for more than the highest fee allowed; wait, or allow more."),
  "input-dropped": wait("A reorganisation dropped an input; it is sent again."),
  "input-reverted": act("The chain would revert an input; check that application and InputBox are the chain's."),
  "node-unavailable": wait("The rollup node does not answer; check its URL, and that it runs."),
  "nonce-conflict": act("Somebody else sends from the relay's account; give the relay an account of its own."),
  "order-refused": act("The relay that runs did not follow an order; the message says why."),
  "pending-unknown": stop("No payload of this number has a transaction on its way; `pending` lists those that have."),
  "refused-by-back-end": act("The back-end refused what was paid for; if it goes on, a device's key is in two hands."),
  "relay-paused": act("The operator has ordered that nothing more is promised; `resume` ends that."),
  "signer-refused": act("The signer of the account refused, or signed something else; check its key and its rules."),
  "signer-unavailable": wait("The signer of the account does not answer; check its URL, and that it runs."),
  "token-wrong": stop("The token of the operator's interface is missing or wrong; name the file with the right one."),
  "transaction-refused": act("The chain did not take a transaction; the message gives its reason."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type RelayOperatorCode = keyof typeof RELAY_CODES;
