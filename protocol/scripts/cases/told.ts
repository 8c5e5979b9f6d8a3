/** A story of operations as it is written down: each with the state before it, what comes of it, and the state after. */
import { toHex } from "../../src/bytes.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import type { OperationOutcome } from "../../src/operations/effect.ts";
import { globalValues } from "../../src/operations/globals.ts";
import { encodeHolding } from "../../src/operations/holding.ts";
import type { Operation, OperationKind } from "../../src/operations/operation.ts";
import type { SignedOperation } from "../../src/operations/signed.ts";
import { type Change, Scene, type Signer } from "./operated.ts";

/** A scene that writes down what it is given and what comes of it. */
export class Story extends Scene {
  readonly comment: string;
  readonly steps: object[] = [];
  #before = "";

  constructor(comment: string, owner?: Uint8Array) {
    super(p, owner);
    this.comment = comment;
    this.drive(2);
  }

  #state() {
    const { sequence, link, session, firstSequence, recent } = this.record.chain;
    const chain = { sequence, link: toHex(link), session, firstSequence, recent: toHex(recent) };
    const { actors = new Uint8Array(), parameters = actors, succession = actors } = globalValues(this.globals);
    const globals = { actors: toHex(actors), parameters: toHex(parameters), succession: toHex(succession) };
    return { timeUnixS: this.timeUnixS, chain, holding: toHex(encodeHolding(this.holding)), globals };
  }

  /** Takes an operation under a comment: what the state was is written where something else than an operation moved it. */
  say(comment: string, signed: SignedOperation): OperationOutcome {
    const before = this.#state();
    const outcome = super.take(signed);
    const after = this.#state();
    const isMoved = JSON.stringify(before) !== this.#before;
    const { code } = outcome;
    this.steps.push({
      comment,
      ...(isMoved ? { before } : {}),
      message: toHex(signed.message),
      signature: toHex(signed.signature),
      code,
      ...(code === "admitted" ? { holding: after.holding, globals: after.globals } : {}),
    });
    this.#before = JSON.stringify(after);
    return outcome;
  }

  tell(
    comment: string,
    signer: Signer,
    kind: OperationKind,
    fields: Operation["fields"] = {},
    change: Change = {},
  ): Uint8Array {
    const signed = this.signed(signer, kind, fields, change);
    this.say(comment, signed);
    return p.sha256(signed.message);
  }
}
