/** Waits until the record shows an operation. A node is asked, whose word it is; the receipt is held against the chain. */
import { equal } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { CODES, type Code } from "@witness/protocol/errors";
import type { Holding } from "@witness/protocol/operations/holding";
import { isOfApplication, type Operation, operationIdentity } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { decodePairing } from "@witness/protocol/pairing";
import { OperateError } from "./errors.ts";
import type { NodeReader } from "./node.ts";

const POLL_MS = 1_000;

/** Whether a holding moved as the operation moves it. */
function isShown(operation: Operation, identity: Uint8Array, company: Uint8Array | undefined, now: Holding): boolean {
  const { kind, actor, tenure, counter, fields } = operation;
  const pairing = fields["pairing"];
  if (pairing instanceof Uint8Array) {
    // A device gives no answer twice, and it covers who claims.
    const isAnswered = now.pairingCounter === decodePairing(pairing).counter;
    return isAnswered && (now.tenure === tenure + 1 || now.loss.some((each) => equal(each.identity, identity)));
  }
  if (now.tenure !== tenure) return false;
  if (actor.form === "administrators") return now.administratorCounter >= counter;
  if (kind === "revokeDevice" || kind === "attestFirmware") return now.makerCounter >= counter;
  if (company) return now.companies.some((each) => equal(each.company, company) && each.counter >= counter);
  if (kind === "withdrawOffer") return now.offer.length === 0;
  return now.ownerCounter >= counter;
}

/** What waiting needs. */
export interface Awaited {
  readonly node: NodeReader;
  readonly operation: Operation;
  readonly signed: SignedOperation;
  /** 8 bytes: of the workshop or inspector that signed. */
  readonly company: Uint8Array | undefined;
  readonly waitS: number;
}

/**
 * Resolves when the record shows the operation.
 * @throws {OperateError} `effect-none` when it can have none any more, `effect-unseen` when the time is over
 */
export async function awaitEffect({ node, operation, signed, company, waitS }: Awaited): Promise<void> {
  const identity = operationIdentity(signed.message, provider);
  const deadlineMs = performance.now() + waitS * 1_000;
  const isAboutCar = !isOfApplication(operation.kind);
  for (;;) {
    const code: Code = await node.wouldTake(signed);
    const isRefused = CODES[code].action !== "admit";
    const isLate = performance.now() >= deadlineMs;
    if (isRefused) {
      const shown = isAboutCar
        ? isShown(operation, identity, company, await node.holding(operation.device))
        : (await node.globals()).actors.counter >= operation.counter;
      if (shown) return;
    }
    // A back-end's time is that of its last input, and a new one has none: of the application it may say yet what it will not.
    if (isRefused && (isAboutCar || isLate)) {
      throw new OperateError(`The operation has no effect: ${CODES[code].sentence}`, { code: "effect-none" });
    }
    if (isLate) {
      throw new OperateError(`The record does not show the operation after ${waitS} s.`, { code: "effect-unseen" });
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
