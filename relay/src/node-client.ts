/** Public queries to the rollup node: where a device's hash chain stands, and what was refused. */
import { concat, equal, fromHex, u32 } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { HashChain } from "@witness/protocol/hash-chain";
import { type DeviceId, keyIdentity } from "@witness/protocol/identity";
import { PLACES_FOR_ALL, type Places, placeRefusal } from "@witness/protocol/places";
import type { Status } from "@witness/protocol/wire/answer";
import { decodeInspected, type Inspected } from "@witness/protocol/wire/inspected";
import { encodeQuery, type Query } from "@witness/protocol/wire/query";
import { sentenceOf } from "./errors.ts";

const ANSWER_WITHIN_MS = 3_000;
/** How long there is taken to be room for another device, once the back-end said so. */
const ROOM_AGAIN_MS = 10_000;
/** Anybody may name devices, so both the queries of one request and the queries for one device are bounded. */
const DEVICES_PER_REQUEST = 16;
const DEVICE_AGAIN_MS = 500;
const ASKED_AT_ONCE = 32;
const DEVICES_REMEMBERED = 10_000;
/** The pause after a query that failed. */
const REST_MS = 2_000;

/** Questions that wait for a place among those; the last of them waits as long as a request may take. */
const WAITING_MOST = 256;

/** What the node said of a device. */
export interface HeadAnswer {
  /** Where the device's hash chain stands; undefined when the back-end does not know the device. */
  readonly chain: HashChain | undefined;
  /** How many inputs the back-end has judged. */
  readonly inputs: number;
}

/** What the client works with. */
export interface NodeClientDependencies {
  readonly provider: CryptoProvider;
  readonly nowMs: () => number;
  readonly onTrouble: (code: "node-unavailable", message: string) => void;
}

/** Places as a status tells them. A maker that it does not name may be new: the back-end decides. */
const placesIn = ({ places, placesTaken, makerPlaces }: Status): Places => ({
  places,
  taken: placesTaken,
  of: (id) => makerPlaces.find(({ maker }) => equal(maker, id)) ?? PLACES_FOR_ALL,
  has: () => false,
});

/** The rollup node of one application. */
export class NodeClient {
  readonly #inspectUrl: string;
  readonly #with: NodeClientDependencies;
  readonly #askedMs = new Map<DeviceId, number>();
  /** The question for each device that is not answered yet: whoever asks the same meanwhile shares it. */
  readonly #underWay = new Map<DeviceId, Promise<HeadAnswer | undefined>>();
  /** Each is told whether it may ask. */
  readonly #waiting: ((mayAsk: boolean) => void)[] = [];
  #asking = 0;
  /** Until when there is taken to be room for another device. */
  #roomUntilMs = 0;
  #places: Places = PLACES_FOR_ALL;
  #askingForPlaces: Promise<Places> | undefined;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  constructor(inspectUrl: string, dependencies: NodeClientDependencies) {
    this.#inspectUrl = inspectUrl;
    this.#with = dependencies;
  }

  /**
   * Returns the heads of those devices that the back-end knows, and that it may be asked for now. What is not returned may
   * be unknown, or was not asked for.
   */
  async heads(devices: Iterable<DeviceId>): Promise<HashChain[]> {
    const due = [...devices].filter((device) => this.#mayAsk(device)).slice(0, DEVICES_PER_REQUEST);
    const heads = await Promise.all(due.map((device) => this.head(device)));
    return heads.map((answer) => answer?.chain).filter((chain) => chain !== undefined);
  }

  #mayAsk(device: DeviceId): boolean {
    if (this.#underWay.has(device)) return true;
    const now = this.#with.nowMs();
    const asked = this.#askedMs.get(device);
    const again = asked === undefined || Math.abs(now - asked) >= DEVICE_AGAIN_MS;
    return again && now >= this.#restUntilMs && this.#asking < ASKED_AT_ONCE;
  }

  /**
   * Asks for a device's head, or shares the question that is under way. Returns undefined when the back-end could not be
   * asked, or a moment ago could not: that says nothing about the device.
   */
  head(device: DeviceId): Promise<HeadAnswer | undefined> {
    const underWay = this.#underWay.get(device);
    if (underWay) return underWay;
    if (this.#with.nowMs() < this.#restUntilMs) return Promise.resolve(undefined);
    const question = this.#askHead(device).finally(() => this.#underWay.delete(device));
    this.#underWay.set(device, question);
    return question;
  }

  async #askHead(device: DeviceId): Promise<HeadAnswer | undefined> {
    this.#askedMs.delete(device);
    this.#askedMs.set(device, this.#with.nowMs());
    const [oldest] = this.#askedMs.size > DEVICES_REMEMBERED ? this.#askedMs.keys() : [];
    if (oldest !== undefined) this.#askedMs.delete(oldest);
    const deviceId = fromHex(device);
    const answered = await this.ask({ kind: "head", deviceId });
    if (!answered) return undefined;
    const { answer, inputs } = answered;
    if (answer.kind === "none" && answer.code === "device-unknown") return { chain: undefined, inputs };
    // The relay believes the node where a hash chain stands, never whose key it has.
    if (answer.kind !== "head" || !equal(keyIdentity(answer.head.publicKey, this.#with.provider), deviceId)) {
      this.#with.onTrouble("node-unavailable", "The node's answer is not about the device that it was asked for.");
      return undefined;
    }
    const { sequence, link } = answer.head;
    return { chain: { ...answer.head, deviceId, recent: concat(u32(sequence), link) }, inputs };
  }

  /**
   * Returns what the back-end says of places when a device (8 bytes) of a maker (8 bytes) asks for one; places for all when it cannot
   * be asked. While there is room, it is asked once in a while: what is refused after all was paid for, and nothing worse.
   */
  async placesFor(deviceId: Uint8Array, maker: Uint8Array): Promise<Places> {
    const isFresh = this.#roomUntilMs > this.#with.nowMs();
    if (isFresh && placeRefusal(this.#places, deviceId, maker) === undefined) return this.#places;
    this.#askingForPlaces ??= this.#askForPlaces().finally(() => {
      this.#askingForPlaces = undefined;
    });
    return this.#askingForPlaces;
  }

  async #askForPlaces(): Promise<Places> {
    const answer = (await this.ask({ kind: "status" }))?.answer;
    this.#places = answer?.kind === "status" ? placesIn(answer.status) : PLACES_FOR_ALL;
    this.#roomUntilMs = this.#with.nowMs() + ROOM_AGAIN_MS;
    return this.#places;
  }

  /**
   * Asks the back-end, after others when many ask at once. Returns undefined when there is no answer, and reports
   * `node-unavailable`.
   */
  async ask(query: Query): Promise<Inspected | undefined> {
    if (!(await this.#begin())) return undefined;
    try {
      const response = await fetch(this.#inspectUrl, {
        method: "POST",
        body: Buffer.from(encodeQuery(query)),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      return decodeInspected(await response.json());
    } catch (error) {
      this.#restUntilMs = this.#with.nowMs() + REST_MS;
      for (const refuse of this.#waiting.splice(0)) refuse(false);
      this.#with.onTrouble("node-unavailable", `The node could not be asked: ${sentenceOf(error)}`);
      return undefined;
    } finally {
      this.#end();
    }
  }

  /** Resolves with whether a question may be asked. */
  async #begin(): Promise<boolean> {
    if (this.#asking < ASKED_AT_ONCE) {
      this.#asking += 1;
      return true;
    }
    if (this.#waiting.length >= WAITING_MOST) return false;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Passes the place on to the next. */
  #end(): void {
    const next = this.#waiting.shift();
    if (next) next(true);
    else this.#asking -= 1;
  }
}
