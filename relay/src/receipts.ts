/** Receipts: the relay's signed promise, the same bytes for the same envelope for ever (docs/protocol.md, "Receipt"). */
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { DeviceId } from "@witness/protocol/identity";
import { issueOperationReceipt, issueReceipts, lastOfSessions, type ReceiptEntry } from "@witness/protocol/receipt";
import { encodeOperationReceipt, encodeReceipt } from "@witness/protocol/wire/receipt";
import type { Decision } from "./intake.ts";
import type { Outbox } from "./outbox.ts";

/** What signing a receipt needs. */
export interface ReceiptOptions {
  readonly context: Context;
  readonly provider: CryptoProvider;
  /** P-256, 32 bytes. */
  readonly key: Uint8Array;
  readonly deadlineBlocks: number;
}

/** An envelope that a receipt is for. */
interface Receivable {
  readonly deviceId: DeviceId;
  readonly session: number;
  readonly sequence: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
}

/** The last kept envelope of each session of each device of a request, whatever order they came in: its link covers those before. */
function lastKept(decisions: readonly Decision[]): Receivable[] {
  const kept = new Map<DeviceId, Receivable[]>();
  for (const { code, deviceId, session, sequence, link } of decisions) {
    if (code !== "admitted" && code !== "sequence-replayed") continue;
    if (!deviceId || !link || session === undefined || sequence === undefined) continue;
    const own = kept.get(deviceId) ?? [];
    own.push({ deviceId, session, sequence, link });
    kept.set(deviceId, own);
  }
  return [...kept.values()].flatMap(lastOfSessions);
}

/** A receipt, once it is signed. */
interface Slot {
  bytes: Uint8Array | undefined;
}

/**
 * Returns the receipts of each request of a commit: one for each session of each device of the request. The relay signs one root for
 * all of them. An envelope that has a receipt keeps it for as long as it is kept itself; what another relay brought to
 * the chain is not kept here. Runs inside the transaction that stores the envelopes.
 * @param requests the decisions of each request
 */
export function receiptsFor(
  requests: readonly (readonly Decision[])[],
  outbox: Pick<Outbox, "keptEnvelope" | "putReceipt">,
  options: ReceiptOptions,
  now: { readonly block: number; readonly timeUnixS: number },
): Uint8Array[][] {
  const slots = new Map<string, Slot>();
  const missing: { readonly slot: Slot; readonly id: number | undefined; readonly entry: ReceiptEntry }[] = [];
  const slotOf = ({ deviceId, sequence, link }: Receivable): Slot => {
    const name = `${deviceId} ${toHex(link)}`;
    const known = slots.get(name);
    if (known) return known;
    const kept = outbox.keptEnvelope(deviceId, sequence, link);
    const slot: Slot = { bytes: kept?.receipt };
    slots.set(name, slot);
    if (!slot.bytes) missing.push({ slot, id: kept?.id, entry: { deviceId: fromHex(deviceId), sequence, link } });
    return slot;
  };
  const wanted = requests.map((decisions) => lastKept(decisions).map(slotOf));
  const promise = { deadlineBlock: now.block + options.deadlineBlocks, receivedAtUnixS: now.timeUnixS };
  const { context, key, provider } = options;
  const entries = missing.map(({ entry }) => entry);
  for (const [index, receipt] of issueReceipts(context, entries, promise, key, provider).entries()) {
    const signed = missing[index];
    if (!signed) continue;
    signed.slot.bytes = encodeReceipt(receipt);
    if (signed.id !== undefined) outbox.putReceipt(signed.id, signed.slot.bytes);
  }
  return wanted.map((own) => own.flatMap(({ bytes }) => bytes ?? []));
}

/** Returns the receipt of an operation (32 bytes of its message's hash). Runs inside the transaction that stores it. */
export function operationReceiptFor(
  identity: Uint8Array,
  { context, key, provider, deadlineBlocks }: ReceiptOptions,
  now: { readonly block: number; readonly timeUnixS: number },
): Uint8Array {
  const promise = { deadlineBlock: now.block + deadlineBlocks, receivedAtUnixS: now.timeUnixS };
  return encodeOperationReceipt(issueOperationReceipt(context, identity, promise, key, provider));
}
