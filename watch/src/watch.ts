/** Takes receipts, and holds each against the chain once its deadline is past and can no longer be reorganised. */
import { caseOf } from "@witness/audit/convict/case";
import { type Held, holdReceipts, promiseOf } from "@witness/audit/convict/receipt";
import { AuditError } from "@witness/audit/errors";
import { readBlockTime } from "@witness/ethereum/block";
import type { Genesis } from "@witness/ethereum/genesis";
import type { Call } from "@witness/ethereum/rpc";
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { RECEIPT_DEADLINE_MAX_BLOCKS } from "@witness/protocol/limits";
import type { Breach, KeptReceipt, Outcome, Store } from "./store.ts";

/** Blocks on top of a deadline before a receipt is judged: a reorganisation goes no deeper. */
const SETTLED_BLOCKS = 32;
/** Receipts that are held against the chain in one reading of it. */
const ROUND_MOST = 200;
/** Of each relay, in what is published. */
const BREACHES_SHOWN = 1_000;

/** A relay that is watched. */
export interface Relay {
  readonly name: string;
  /** 33 bytes: signs its receipts. */
  readonly publicKey: Uint8Array;
}

/** What the watch works with. */
export interface WatchOptions {
  readonly call: Call;
  readonly context: Context;
  /** 0x and 40 digits. */
  readonly application: string;
  readonly genesis: Genesis | undefined;
  readonly relays: readonly Relay[];
  readonly receiptsMax: number;
  readonly store: Store;
  readonly nowMs: () => number;
}

/** What was decided of a receipt that somebody sent. */
export type Taken =
  | { readonly id: string; readonly outcome: Outcome }
  /** No watched relay signed it for this chain and application; or there is no room. */
  | { readonly refused: "receipt-invalid" | "store-full" };

/** What a relay promised, and what came of it. */
export interface RelayRecord {
  readonly name: string;
  readonly publicKey: string;
  readonly promised: number;
  readonly totals: Readonly<Record<Outcome, number>>;
  readonly breaches: readonly Breach[];
}

/** A standing watch over relays. */
export class Watch {
  readonly #with: WatchOptions;
  /** The block up to which the last round knew the chain. */
  head: number | undefined;

  constructor(options: WatchOptions) {
    this.#with = options;
  }

  /** Takes a receipt. The same again changes nothing. */
  take(receipt: Uint8Array): Taken {
    const { relays, context, store, receiptsMax } = this.#with;
    for (const { publicKey } of relays) {
      const deadlineBlock = deadlineOf(context, receipt, publicKey);
      if (deadlineBlock === undefined) continue;
      const id = toHex(provider.sha256(receipt));
      if (store.count() >= receiptsMax) return { refused: "store-full" };
      return { id, outcome: store.add({ id, receipt, relay: toHex(publicKey), deadlineBlock }) };
    }
    return { refused: "receipt-invalid" };
  }

  /**
   * Judges what has come due, all in one reading of the chain.
   * @returns how many were judged
   * @throws {ChainError}, {AuditError} when the chain cannot be read; nothing is judged then
   */
  async round(): Promise<number> {
    const { call, store, application, genesis, nowMs } = this.#with;
    const { number: head } = await readBlockTime(call, "latest");
    this.head = head;
    const due = store.due(head - SETTLED_BLOCKS, head + RECEIPT_DEADLINE_MAX_BLOCKS, ROUND_MOST);
    if (due.length === 0) return 0;
    const asked = due.map(({ receipt, relay }) => ({ receipt, relayKey: Uint8Array.from(Buffer.from(relay, "hex")) }));
    const how = { genesis, nowUnixS: Math.floor(nowMs() / 1_000) };
    const held = await holdReceipts(call, application, asked, how);
    let judged = 0;
    for (const [place, kept] of due.entries()) {
      const result = held[place];
      if (result === undefined || (!(result instanceof AuditError) && result.result === "OPEN")) continue;
      this.#judge(kept, result);
      judged += 1;
    }
    return judged;
  }

  #judge(kept: KeptReceipt, result: Held | AuditError): void {
    const { store, relays, nowMs } = this.#with;
    if (result instanceof AuditError) {
      const told = JSON.stringify({ result: "UNCHECKED", code: result.code, sentence: result.message });
      store.judge(kept, { outcome: "void", foundBlock: undefined, told, alert: undefined });
      return;
    }
    const outcome = outcomeOf(result);
    const relayKey = Uint8Array.from(Buffer.from(kept.relay, "hex"));
    const told = caseOf(result, { receipt: kept.receipt, relayKey });
    const name = relays.find(({ publicKey }) => toHex(publicKey) === kept.relay)?.name;
    const data = { id: kept.id, relay: { name, publicKey: kept.relay }, case: told };
    const event = { type: `receipt.${outcome}`, timestamp: new Date(nowMs()).toISOString(), data };
    const alert = outcome === "kept" ? undefined : JSON.stringify(event);
    store.judge(kept, { outcome, foundBlock: result.found?.block, told: JSON.stringify(told), alert });
  }

  /** Returns every watched relay's record, in the order of the settings. */
  records(): RelayRecord[] {
    const { relays, store } = this.#with;
    return relays.map(({ name, publicKey }) => {
      const relay = toHex(publicKey);
      const totals = store.totals(relay);
      const promised = Object.values(totals).reduce((sum, number) => sum + number, 0);
      return { name, publicKey: relay, promised, totals, breaches: store.breaches(relay, BREACHES_SHOWN) };
    });
  }

  /** Returns what was found of a receipt that is judged, as JSON on one line. */
  caseOf(id: string): string | undefined {
    return this.#with.store.caseOf(id);
  }
}

function deadlineOf(context: Context, receipt: Uint8Array, relayKey: Uint8Array): number | undefined {
  try {
    return promiseOf(context, receipt, relayKey).deadlineBlock;
  } catch (error) {
    if (error instanceof AuditError && error.code === "receipt-invalid") return undefined;
    throw error;
  }
}

function outcomeOf({ result, found }: Held): Outcome {
  if (result === "KEPT") return "kept";
  return found ? "late" : "broken";
}
