/**
 * A relay's receipt held against the chain (docs/protocol.md, "Receipt"): whether an input by its deadline holds what it
 * promises. If none does, or the deadline is too far away, the receipt convicts the relay.
 */
import type { Call } from "@witness/ethereum/rpc";
import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { ProtocolError } from "@witness/protocol/errors";
import { verifyOperationReceipt, verifyReceipt } from "@witness/protocol/receipt";
import { decodeOperationReceipt, decodeReceipt } from "@witness/protocol/wire/receipt";
import { readApplication, readBlock } from "../application.ts";
import { AuditError } from "../errors.ts";
import { readInputs } from "../inputs.ts";
import { BodyFinder, OperationFinder } from "./carried.ts";
import { Companies, type CompaniesGenesis } from "./companies.ts";
import { type Breach, breachOf } from "./term.ts";

/** What a receipt promises. */
export type Promised = { readonly deadlineBlock: number; readonly receivedAtUnixS: number } & (
  | { readonly kind: "operation"; readonly identity: Uint8Array }
  | { readonly kind: "envelope"; readonly deviceId: Uint8Array; readonly sequence: number; readonly link: Uint8Array }
);

/** What the chain says of it. */
export interface Held {
  /** `KEPT`: an input has it in time. `BROKEN`: for the reason. `OPEN`: none has yet, and the deadline is to come. */
  readonly result: "KEPT" | "BROKEN" | "OPEN";
  /** Why it is `BROKEN`: no input has it in time, or the promise itself is against the rules. */
  readonly reason: "missed" | Breach | undefined;
  readonly promised: Promised;
  /** The first input that has it; undefined when none does. */
  readonly found: { readonly input: number; readonly block: number } | undefined;
  /** The chain was read up to this block. */
  readonly head: number;
}

/** Returns what a receipt is of by its form: an operation's has an identity where an envelope's has none. */
function decoded<T>(read: (bytes: Uint8Array) => T, receipt: Uint8Array): T | undefined {
  try {
    return read(receipt);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Returns what a receipt promises.
 * @param relayKey 33 bytes: whose signature it must have
 * @throws {AuditError} `receipt-invalid` when it does not hold for this key, chain and application
 */
function promiseOf(context: Context, receipt: Uint8Array, relayKey: Uint8Array): Promised {
  const operation = decoded(decodeOperationReceipt, receipt);
  const ofOperation = operation && verifyOperationReceipt(context, operation, relayKey, provider);
  if (operation && ofOperation) return { kind: "operation", identity: operation.identity, ...ofOperation };
  const envelope = decoded(decodeReceipt, receipt);
  const ofEnvelope = envelope && verifyReceipt(context, envelope, relayKey, provider);
  if (envelope && ofEnvelope) {
    const { deviceId, sequence, link } = envelope;
    return { kind: "envelope", deviceId, sequence, link, ...ofEnvelope };
  }
  const sentence = "The receipt is not this key's for this chain and application, so it promises nothing.";
  throw new AuditError(sentence, { code: "receipt-invalid" });
}

/** What a receipt is held against the chain with. */
export interface HoldingReceipt {
  readonly receipt: Uint8Array;
  /** 33 bytes. */
  readonly relayKey: Uint8Array;
  /** What the genesis says; undefined when it was not given. */
  readonly genesis: CompaniesGenesis | undefined;
  /** The own clock. */
  readonly nowUnixS: number;
}

/**
 * Holds a receipt against the chain.
 * @param app the application's address
 * @throws {AuditError} `receipt-invalid`, `option-invalid`, `inputs-missing`, `logs-foreign`, `chain-reorganised`, `chain-answer-malformed`, and as for an audit
 */
export async function holdReceipt(
  rpc: Call,
  app: string,
  { receipt, relayKey, genesis, nowUnixS }: HoldingReceipt,
): Promise<Held> {
  const application = await readApplication(rpc, app, undefined);
  const { chainId, address, head } = application;
  const context = { chainId, application: fromHex(address.slice(2)) };
  const promised = promiseOf(context, receipt, relayKey);
  const reason = await breachOf(rpc, head.block, promised, nowUnixS);
  if (reason) return { result: "BROKEN", reason, promised, found: undefined, head: head.block };
  const contexts = genesis?.predecessor ? [context, genesis.predecessor.context] : [context];
  const companies = genesis && new Companies(context, genesis);
  const bodies = promised.kind === "envelope" ? new BodyFinder(contexts, companies, promised) : undefined;
  const operations =
    promised.kind === "operation" ? new OperationFinder(context, companies, promised.identity) : undefined;
  let found: Held["found"];
  for await (const { index: input, block, payload, timeUnixS } of readInputs(rpc, application)) {
    if (!(bodies ?? operations)?.look({ payload: fromHex(payload.slice(2)), timeUnixS })) continue;
    found = { input, block };
    break;
  }
  if ((await readBlock(rpc, head.block))?.hash !== head.hash) {
    const sentence = "The chain was reorganised while it was read; ask again.";
    throw new AuditError(sentence, { code: "chain-reorganised" });
  }
  if (found === undefined && operations?.isUnchecked) {
    const sentence =
      "An input has the operation, and administrators must have signed it: name the application's genesis with --genesis, which tells who they are.";
    throw new AuditError(sentence, { code: "option-invalid" });
  }
  // Anybody can post a registration that takes over, so it hides nothing from who knows the genesis.
  if (found === undefined && bodies?.isTakenOver && !genesis) {
    const sentence =
      "The device's record was taken over, and no input has an envelope with this link that is signed for this application. It may be signed for the application before it: name this one's genesis with --genesis.";
    throw new AuditError(sentence, { code: "option-invalid" });
  }
  if (found === undefined && bodies?.cameAlong) {
    const sentence =
      "The envelope came along with the device's record, which a maker took over: an input of the application before has it.";
    throw new AuditError(sentence, { code: "receipt-invalid" });
  }
  const isInTime = found !== undefined && found.block <= promised.deadlineBlock;
  const isOver = found !== undefined || head.block >= promised.deadlineBlock;
  const held = { promised, found, head: head.block };
  if (isInTime || !isOver) return { result: isInTime ? "KEPT" : "OPEN", reason: undefined, ...held };
  return { result: "BROKEN", reason: "missed", ...held };
}
