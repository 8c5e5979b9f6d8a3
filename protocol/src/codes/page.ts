/** Codes of the page and of the server that carries it. */
import { act, type CodeEntry, pushBack, refuse, wait } from "./entry.ts";

/** Rows in alphabetical order. */
export const PAGE_CODES = {
  "answer-late": act("No answer came in time; check this device's connection and try again."),
  "answer-too-large": pushBack(502, "An answer is larger than the page's server carries; ask for less."),
  "answer-unreadable": act("The back-end's answer cannot be read; reload the page, or ask another node."),
  "call-forbidden": refuse(
    403,
    "The page never makes a call with these parameters; ask the node or the chain directly.",
  ),
  "browser-insecure": act(
    "The browser makes keys only for a page that came over HTTPS or from its own machine; open it so.",
  ),
  "car-not-public": refuse(404, "No car of this name shows its verdict to everybody; ask its owner for a pass."),
  "chain-other": act("The page's server reaches another chain than the application's; set its chain URL right."),
  "config-unavailable": wait("The page's server does not answer; try again."),
  "device-offline": act("This device has no connection; try again when it has one."),
  "fleet-unavailable": wait("The simulated fleet does not answer; start it."),
  "live-forged": act("A live answer is not signed by the device that was asked; do not trust this server."),
  "live-unavailable": wait("The car does not answer now; try again when it has a connection."),
  "method-forbidden": refuse(403, "The page never calls this method; ask the node or the chain directly."),
  "not-answered": act("The back-end declined the query; its own code says why."),
  "page-failed": act("Something went wrong on this page; reload it and try again."),
  "upstream-unavailable": pushBack(502, "A part behind the page's server does not answer; start it, or wait a moment."),
  "wallet-chain": act("The wallet is on another chain; switch it to the application's."),
  "wallet-missing": act("The browser has no wallet; install one, or sign in with a key of the browser."),
  "wallet-other": act("The wallet signs with another account than the one that is signed in; choose that one in it."),
  "wallet-refused": act("The wallet did not sign; try again and confirm."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type PageOnlyCode = keyof typeof PAGE_CODES;
