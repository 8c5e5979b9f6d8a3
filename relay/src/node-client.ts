/** Public queries to the rollup node: where a device's hash chain stands, and what was refused. */
import { concat, equal, fromHex, u32 } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { HashChain } from "@witness/protocol/hash-chain";
import { type DeviceId, keyIdentity } from "@witness/protocol/identity";
import { type Answer, decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery, type Query } from "@witness/protocol/wire/query";
import { sentenceOf } from "./errors.ts";

const ANSWER_WITHIN_MS = 3_000;
/** Anybody may name devices, so both the queries of one request and the queries for one device are bounded. */
const DEVICES_PER_REQUEST = 16;
const DEVICE_AGAIN_MS = 500;
const ASKED_AT_ONCE = 32;
const DEVICES_REMEMBERED = 10_000;
/** The pause after a query that failed. */
const REST_MS = 2_000;

/** What the client works with. */
export interface NodeClientDependencies {
  readonly provider: CryptoProvider;
  readonly nowMs: () => number;
  readonly onTrouble: (code: "node-unavailable", message: string) => void;
}

/** The rollup node of one application. */
export class NodeClient {
  readonly #inspectUrl: string;
  readonly #with: NodeClientDependencies;
  readonly #askedMs = new Map<DeviceId, number>();
  #asking = 0;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  constructor(inspectUrl: string, dependencies: NodeClientDependencies) {
    this.#inspectUrl = inspectUrl;
    this.#with = dependencies;
  }

  /** Returns the heads of those devices that the back-end knows, and that it may be asked for now. */
  async heads(devices: Iterable<DeviceId>): Promise<HashChain[]> {
    const due = [...devices].filter((device) => this.#mayAsk(device)).slice(0, DEVICES_PER_REQUEST);
    const heads = await Promise.all(due.map((device) => this.head(device)));
    return heads.map((answer) => answer?.chain).filter((chain) => chain !== undefined);
  }

  #mayAsk(device: DeviceId): boolean {
    const now = this.#with.nowMs();
    const asked = this.#askedMs.get(device);
    return now >= this.#restUntilMs && (asked === undefined || Math.abs(now - asked) >= DEVICE_AGAIN_MS);
  }

  /** Returns a device's head, and how many inputs the back-end has judged; undefined when the node does not answer. */
  async head(
    device: DeviceId,
  ): Promise<{ readonly chain: HashChain | undefined; readonly inputs: number } | undefined> {
    this.#askedMs.delete(device);
    this.#askedMs.set(device, this.#with.nowMs());
    const [oldest] = this.#askedMs.size > DEVICES_REMEMBERED ? this.#askedMs.keys() : [];
    if (oldest !== undefined) this.#askedMs.delete(oldest);
    const deviceId = fromHex(device);
    const answered = await this.ask({ kind: "head", deviceId });
    if (!answered) return undefined;
    const { answer, inputs } = answered;
    if (answer.kind !== "head") return { chain: undefined, inputs };
    const { publicKey, sequence, link, session } = answer.head;
    // The relay believes the node where a hash chain stands, never whose key it has.
    if (!equal(keyIdentity(publicKey, this.#with.provider), deviceId)) return undefined;
    return { chain: { deviceId, publicKey, sequence, link, session, recent: concat(u32(sequence), link) }, inputs };
  }

  /** Asks the back-end. Returns undefined when there is no answer, and reports `node-unavailable`. */
  async ask(query: Query): Promise<{ readonly answer: Answer; readonly inputs: number } | undefined> {
    if (this.#asking >= ASKED_AT_ONCE) return undefined;
    this.#asking += 1;
    try {
      const response = await fetch(this.#inspectUrl, {
        method: "POST",
        body: Buffer.from(encodeQuery(query)),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      const { reports, processed_input_count: inputs } = (await response.json()) as {
        readonly reports: readonly { readonly payload: string }[] | null;
        readonly processed_input_count?: number | string;
      };
      const answer = decodeAnswer(fromHex(reports?.[0]?.payload ?? ""));
      return { answer, inputs: Number(inputs ?? 0) };
    } catch (error) {
      this.#restUntilMs = this.#with.nowMs() + REST_MS;
      this.#with.onTrouble("node-unavailable", `The node could not be asked: ${sentenceOf(error)}`);
      return undefined;
    } finally {
      this.#asking -= 1;
    }
  }
}
