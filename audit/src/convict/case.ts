/** What was found of a receipt, and all that somebody else needs to find it again. */
import { toHex } from "@witness/protocol/bytes";
import type { AskedReceipt, Held } from "./receipt.ts";

/** A case as JSON. */
export type Case = Readonly<Record<string, unknown>>;

/** Returns the case of a receipt that was held against the chain; `npm run convict -- --check` takes it, on one line. */
export function caseOf({ result, reason, promised, found, ...read }: Held, { receipt, relayKey }: AskedReceipt): Case {
  const { kind, deadlineBlock } = promised;
  const of =
    promised.kind === "operation"
      ? { identity: toHex(promised.identity) }
      : { device: toHex(promised.deviceId), sequence: promised.sequence, link: toHex(promised.link) };
  const signed = { relayPublicKey: toHex(relayKey), receipt: toHex(receipt) };
  return { result, reason, kind, ...of, deadlineBlock, ...found, ...read, ...signed };
}
