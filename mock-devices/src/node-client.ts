/** A rollup node's inspect address as an owner, a workshop and an administrator use it (docs/protocol.md, "Queries"). */
import { fromHex } from "@witness/protocol/bytes";
import type { DeviceId } from "@witness/protocol/identity";
import type { Holding } from "@witness/protocol/operations/holding";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import type { Answer } from "@witness/protocol/wire/answer";
import { decodeInspected } from "@witness/protocol/wire/inspected";
import { encodeQuery, type Query, type SignedQuery } from "@witness/protocol/wire/query";

const ANSWER_WITHIN_MS = 60_000;

/** The node answered, and not what was asked. */
export class NodeAnswerError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`The node does not answer the question (${code}).`);
    this.name = "NodeAnswerError";
    this.code = code;
  }
}

/** Asks one application of one node. */
export class NodeClient {
  readonly #url: string;

  /** @param url `…/inspect/NAME` */
  constructor(url: string) {
    this.#url = url;
  }

  async #ask(query: Query): Promise<Answer> {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(this.#url, { method: "POST", body: Buffer.from(encodeQuery(query)), signal });
    return decodeInspected(await response.json()).answer;
  }

  /** Returns what operations moved of a record, as everybody may see it; undefined while the device is in no record. */
  async holding(device: DeviceId): Promise<Holding | undefined> {
    const answer = await this.#ask({ kind: "holding", deviceId: fromHex(device) });
    if (answer.kind === "holding") return answer.holding;
    if (answer.kind === "none" && answer.code === "device-unknown") return undefined;
    throw new NodeAnswerError(answer.kind === "none" ? answer.code : answer.kind);
  }

  /** Returns the number of a device's last envelope in the record; 0 before the first, and while the device is in no record. */
  async sequence(device: DeviceId): Promise<number> {
    const answer = await this.#ask({ kind: "head", deviceId: fromHex(device) });
    return answer.kind === "head" ? answer.head.sequence : 0;
  }

  /** Returns the code that an operation would have if it came now. */
  async outcome(operation: SignedOperation): Promise<string> {
    const answer = await this.#ask({ kind: "operation", operation });
    if (answer.kind === "none") return answer.code;
    throw new NodeAnswerError(answer.kind);
  }

  /** Returns the sealed answer to a signed question. @throws {NodeAnswerError} */
  async sealed(signed: SignedQuery): Promise<Uint8Array> {
    const answer = await this.#ask({ kind: "signed", signed });
    if (answer.kind === "sealed") return answer.sealed;
    throw new NodeAnswerError(answer.kind === "none" ? answer.code : answer.kind);
  }
}
