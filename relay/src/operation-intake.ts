/**
 * What to do with an operation (docs/relay.md, "Operations"): whether it takes effect hangs on the record, so the back-end is
 * asked what it would come to, and nothing is paid for that it would refuse. One of a device is under way at a time.
 */
import type { AdmissionSettings } from "@witness/protocol/admission";
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { OPERATION_MAX_BYTES } from "@witness/protocol/limits";
import { takeOperation } from "@witness/protocol/operations/effect";
import { decodeOperation, isOfApplication, operationIdentity } from "@witness/protocol/operations/operation";
import { operationMoment } from "@witness/protocol/operations/rule";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { decodeSignedOperation } from "@witness/protocol/wire/envelope";
import { INPUT_BASE_GAS, operationGas } from "./allowance.ts";
import { RelayError } from "./errors.ts";
import type { Makers } from "./makers.ts";
import type { NodeClient } from "./node-client.ts";
import type { Received } from "./outbox.ts";
import { operationReceiptFor, type ReceiptOptions } from "./receipts.ts";
import type { KnownOperation, Store } from "./store/store.ts";

/** Sixteen administrators' signatures, which are the longest, with their framing. */
const SIGNATURE_MAX_BYTES = 16 * 65;
const FRAMING_BYTES = 8;
/** A block or two: by then the one that is under way is in the chain. */
const AGAIN_S = 15;

/** What became of an operation. */
export interface OperationResponse {
  readonly code: Code;
  /** Zeros when it concerns the application as a whole. */
  readonly deviceId?: DeviceId;
  /** 32 bytes: the hash of the message. */
  readonly identity?: Uint8Array;
  /** With `admitted`: an OperationReceipt, the same bytes for the same operation. */
  readonly receipt?: Uint8Array;
  /** With a push-back: when it may be sent again. */
  readonly retryAfterS?: number;
}

/** What the intake works with. */
export interface OperationIntakeOptions {
  readonly settings: Pick<AdmissionSettings, "context" | "provider" | "predecessor">;
  readonly makers: Makers;
  /** The time of the chain's newest block. */
  readonly blockTimeUnixS: () => number;
  readonly store: Pick<Store, "operation" | "keepOperation">;
  /** Absent: nobody can say what an operation comes to, and none is taken. */
  readonly node: NodeClient | undefined;
  readonly received: () => Received;
  readonly receipts: ReceiptOptions;
  /** Why nothing is taken now. */
  readonly obstacle: () => Promise<RelayError | undefined>;
  readonly onTaken: (code: Code) => void;
}

/** An operation that could be read. */
interface Read extends Required<Pick<OperationResponse, "deviceId" | "identity">> {
  readonly signed: SignedOperation;
  /** Whether it concerns no record. */
  readonly isOfApplication: boolean;
}

const unasked = (): RelayError =>
  new RelayError("The node could not be asked what an operation comes to, so it has to wait.", {
    code: "chain-unavailable",
  });

/** Takes operations, keeps them on disk, and has them carried. */
export class OperationIntake {
  readonly #with: OperationIntakeOptions;

  constructor(options: OperationIntakeOptions) {
    this.#with = options;
  }

  /**
   * Takes an operation. Resolves when it is on disk.
   * @throws {RelayError} `application-closed`, `outbox-full`, `chain-unavailable`, the latter also while the back-end cannot be asked
   */
  async take(bytes: Uint8Array): Promise<OperationResponse> {
    const obstacle = await this.#with.obstacle();
    if (obstacle) throw obstacle;
    const taken = await this.#judge(bytes);
    this.#with.onTaken(taken.code);
    return taken;
  }

  async #judge(bytes: Uint8Array): Promise<OperationResponse> {
    const read = this.#read(bytes);
    if ("code" in read) return read;
    const { deviceId, identity, signed } = read;
    const before = this.#obstacle(read, await this.#with.store.operation(deviceId, identity));
    if (before) return before;
    const code = await (read.isOfApplication ? this.#decide(signed) : this.#ask(signed));
    if (CODES[code].action !== "admit") return { code, deviceId, identity };
    // Another request may have come while the back-end was asked.
    return this.#keep(read);
  }

  #read(bytes: Uint8Array): Read | OperationResponse {
    if (bytes.length > OPERATION_MAX_BYTES + SIGNATURE_MAX_BYTES + FRAMING_BYTES) return { code: "too-large" };
    try {
      const signed = decodeSignedOperation(bytes);
      const { device, kind } = decodeOperation(signed.message);
      const identity = operationIdentity(signed.message, this.#with.settings.provider);
      return { deviceId: deviceIdOf(device), identity, signed, isOfApplication: isOfApplication(kind) };
    } catch (error) {
      if (error instanceof ProtocolError) return { code: error.code };
      throw error;
    }
  }

  /** Why nothing is kept: it is kept already, another is under way, or the device has cost what it may in a day. */
  #obstacle({ deviceId, identity, signed }: Read, known: KnownOperation): OperationResponse | undefined {
    const named = { deviceId, identity };
    const { receipt, isOperated, gas, retryAfterS } = known;
    if (receipt) return { code: "admitted", ...named, receipt };
    if (isOperated) return { code: "rate-limited", ...named, retryAfterS: AGAIN_S };
    if (gas >= INPUT_BASE_GAS + operationGas(signed)) return undefined;
    return { code: "rate-limited", ...named, retryAfterS };
  }

  async #ask(operation: SignedOperation): Promise<Code> {
    const answered = await this.#with.node?.ask({ kind: "operation", operation });
    if (answered?.answer.kind === "none") return answered.answer.code;
    throw unasked();
  }

  /**
   * Decides as the back-end will in the next block, by what it says of the application as a whole. It cannot be asked itself: its
   * time is that of its last input, and a new application has none, whose first may be one of these.
   */
  async #decide(operation: SignedOperation): Promise<Code> {
    const { makers, settings, blockTimeUnixS } = this.#with;
    const globals = await makers.ask();
    if (!globals) throw unasked();
    const moment = operationMoment(settings, blockTimeUnixS());
    return takeOperation({ globals, recordOf: () => undefined }, moment, operation).code;
  }

  async #keep(read: Read): Promise<OperationResponse> {
    const { deviceId, identity, signed } = read;
    const { store, receipts } = this.#with;
    const received = this.#with.received();
    const now = { block: received.block, timeUnixS: Math.floor(received.ms / 1_000) };
    const receipt = operationReceiptFor(identity, receipts, now);
    const operation = { deviceId, identity, signed, receipt, received };
    const refused = await store.keepOperation(operation, (known) => this.#obstacle(read, known));
    return refused ?? { code: "admitted", deviceId, identity, receipt };
  }
}
