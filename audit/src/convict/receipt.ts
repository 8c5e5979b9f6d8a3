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
import { type Application, readApplication, readBlock } from "../application.ts";
import { AuditError } from "../errors.ts";
import { readInputs } from "../inputs.ts";
import { type Arrived, BodyFinder, OperationFinder } from "./carried.ts";
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
  readonly headHash: string;
  readonly chainId: number;
  /** The application's address. */
  readonly application: string;
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
export function promiseOf(context: Context, receipt: Uint8Array, relayKey: Uint8Array): Promised {
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

/** A receipt, and whose signature it must have. */
export interface AskedReceipt {
  readonly receipt: Uint8Array;
  /** 33 bytes. */
  readonly relayKey: Uint8Array;
}

/** What receipts are held against the chain with. */
export interface HoldingReceipts {
  /** What the genesis says; undefined when it was not given. */
  readonly genesis: CompaniesGenesis | undefined;
  /** The own clock. */
  readonly nowUnixS: number;
}

/** Up to where the chain was read. */
type ReadChain = Pick<Held, "head" | "headHash" | "chainId" | "application">;

/** One receipt, while the inputs are read. */
class Holding {
  readonly promised: Promised;
  readonly #isGenesisKnown: boolean;
  readonly #bodies: BodyFinder | undefined;
  readonly #operations: OperationFinder | undefined;
  #found: Held["found"];

  constructor(context: Context, promised: Promised, genesis: CompaniesGenesis | undefined) {
    const contexts = genesis?.predecessor ? [context, genesis.predecessor.context] : [context];
    const companies = genesis && new Companies(context, genesis);
    this.promised = promised;
    this.#isGenesisKnown = genesis !== undefined;
    if (promised.kind === "envelope") this.#bodies = new BodyFinder(contexts, companies, promised);
    else this.#operations = new OperationFinder(context, companies, promised.identity);
  }

  /** Looks at the next input; returns whether it, or one before, has what was promised. */
  look(input: Arrived, found: NonNullable<Held["found"]>): boolean {
    if (this.#found === undefined && (this.#bodies ?? this.#operations)?.look(input)) this.#found = found;
    return this.#found !== undefined;
  }

  /** Returns what the inputs say. @throws {AuditError} `receipt-invalid`, `option-invalid` */
  end(read: ReadChain): Held {
    const found = this.#found;
    const { deadlineBlock } = this.promised;
    if (found === undefined) this.#requireChecked();
    const isInTime = found !== undefined && found.block <= deadlineBlock;
    const isOver = found !== undefined || read.head >= deadlineBlock;
    const held = { promised: this.promised, found, ...read };
    if (isInTime || !isOver) return { result: isInTime ? "KEPT" : "OPEN", reason: undefined, ...held };
    return { result: "BROKEN", reason: "missed", ...held };
  }

  #requireChecked(): void {
    if (this.#operations?.isUnchecked) {
      const sentence =
        "An input has the operation, and administrators must have signed it: name the application's genesis with --genesis, which tells who they are.";
      throw new AuditError(sentence, { code: "option-invalid" });
    }
    // Anybody can post a registration that takes over, so it hides nothing from who knows the genesis.
    if (this.#bodies?.isTakenOver && !this.#isGenesisKnown) {
      const sentence =
        "The device's record was taken over, and no input has an envelope with this link that is signed for this application. It may be signed for the application before it: name this one's genesis with --genesis.";
      throw new AuditError(sentence, { code: "option-invalid" });
    }
    if (this.#bodies?.cameAlong) {
      const sentence =
        "The envelope came along with the device's record, which a maker took over: an input of the application before has it.";
      throw new AuditError(sentence, { code: "receipt-invalid" });
    }
  }
}

/** Returns what a function returns, or the AuditError that it throws. */
function orError<T>(run: () => T): T | AuditError {
  try {
    return run();
  } catch (error) {
    if (error instanceof AuditError) return error;
    throw error;
  }
}

/**
 * Holds receipts against the chain, all in one reading of the application's inputs.
 * @param app the application's address
 * @returns for each receipt in its place what the chain says of it, or why it cannot be checked: `receipt-invalid`, `option-invalid`
 * @throws {AuditError} `inputs-missing`, `logs-foreign`, `chain-reorganised`, `chain-answer-malformed`, and as for an audit
 */
export async function holdReceipts(
  rpc: Call,
  app: string,
  asked: readonly AskedReceipt[],
  { genesis, nowUnixS }: HoldingReceipts,
): Promise<readonly (Held | AuditError)[]> {
  const application = await readApplication(rpc, app, undefined);
  const { chainId, address, head } = application;
  const context = { chainId, application: fromHex(address.slice(2)) };
  const read: ReadChain = { head: head.block, headHash: head.hash, chainId, application: address };
  const started: (Held | AuditError | Holding)[] = [];
  for (const { receipt, relayKey } of asked) {
    const promised = orError(() => promiseOf(context, receipt, relayKey));
    if (promised instanceof AuditError) {
      started.push(promised);
      continue;
    }
    const reason = await breachOf(rpc, head.block, promised, nowUnixS);
    if (reason) started.push({ result: "BROKEN", reason, promised, found: undefined, ...read });
    else started.push(new Holding(context, promised, genesis));
  }
  const holdings = started.filter((each) => each instanceof Holding);
  if (holdings.length > 0) await lookThrough(rpc, application, holdings);
  return started.map((each) => (each instanceof Holding ? orError(() => each.end(read)) : each));
}

async function lookThrough(rpc: Call, application: Application, holdings: readonly Holding[]): Promise<void> {
  const { head } = application;
  for await (const { index: input, block, payload, timeUnixS } of readInputs(rpc, application)) {
    const arrived = { payload: fromHex(payload.slice(2)), timeUnixS };
    const isFound = holdings.map((each) => each.look(arrived, { input, block }));
    if (!isFound.includes(false)) break;
  }
  if ((await readBlock(rpc, head.block))?.hash === head.hash) return;
  const sentence = "The chain was reorganised while it was read; ask again.";
  throw new AuditError(sentence, { code: "chain-reorganised" });
}

/**
 * Holds one receipt against the chain.
 * @param app the application's address
 * @throws {AuditError} as `holdReceipts`, and `receipt-invalid`, `option-invalid`
 */
export async function holdReceipt(rpc: Call, app: string, asked: AskedReceipt, how: HoldingReceipts): Promise<Held> {
  const [held] = await holdReceipts(rpc, app, [asked], how);
  if (held === undefined || held instanceof AuditError) throw held;
  return held;
}
