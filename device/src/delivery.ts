/** How envelopes leave a device: checks whom it talks to, posts, believes receipts only, goes on after a refusal. */

import { type DeviceIdentity, type DeviceState, genesisState } from "@witness/protocol/assembly";
import { equal, toHex } from "@witness/protocol/bytes";
import { deviceIdOf } from "@witness/protocol/identity";
import { RECEIPT_AHEAD_MAX_S } from "@witness/protocol/limits";
import { isVouchedFor, type SessionPlace } from "@witness/protocol/receipt";
import { decodeBody, decodeEnvelope } from "@witness/protocol/wire/envelope";
import { DeviceError } from "./errors.ts";
import { afterLoss, besideCopy, proveHead } from "./head.ts";
import type { Entry, Memory, QueuedEnvelope } from "./journal.ts";
import type { Tools } from "./options.ts";
import { type Promised, readReceipt } from "./receipt.ts";
import { Later, RelayClient } from "./relay-client.ts";

/** What a delivery may do to its device. */
export interface Deliverer {
  readonly memory: () => Memory;
  readonly closed: () => boolean;
  /** Seals full envelopes, or all that was gathered. */
  readonly seal: (all: boolean) => Promise<void>;
  /** Lets go of what a receipt vouches for. */
  readonly keep: (kept: Omit<Entry & { readonly type: "kept" }, "type">) => Promise<void>;
  /** Goes on in the application that it follows, which tells where its record stands. */
  readonly goOnHere: (head: { readonly sequence: number; readonly link: Uint8Array }) => Promise<void>;
  readonly goOnFrom: (state: DeviceState, after: Uint8Array | undefined) => Promise<void>;
}

/** What a request's receipts come to: the device lets go, none holds, or those that hold are of a time to come. */
type Belief = "kept" | "none" | "ahead";

const ENVELOPES_PER_REQUEST = 200;
const BYTES_PER_REQUEST = 2 * 1024 * 1024;
const WAIT_FIRST_MS = 250;
const WAIT_MOST_MS = 15_000;
const PUSHED_BACK_MOST_MS = 3_600_000;
/** A device that is refused again and again gives up until the next flush. */
const RECOVERIES_MOST = 3;
/** Harmless: the relay says that it has the envelope. Only a receipt proves it. */
const TAKEN = new Set(["admitted", "sequence-replayed"]);
const PUSHED_BACK = new Set(["outbox-full", "chain-unavailable", "rate-limited", "internal-error"]);
/** The device goes on from what it knows, with a new session. */
const OUT_OF_ORDER = new Set([
  "sequence-gap",
  "sequence-regressed",
  "link-mismatch",
  "forked-key",
  "late-in-gap",
  "session-unknown",
  "session-reused",
  "session-full",
  "encapsulation-invalid",
]);

/** Delivers for one device, one request after the other. */
export class Delivery {
  readonly #tools: Tools;
  readonly #identity: DeviceIdentity;
  readonly #device: Deliverer;
  readonly #relay: RelayClient;
  #line: Promise<unknown> = Promise.resolve();
  #background: Promise<void> | undefined;
  #checked = false;
  #failures = 0;
  #notBeforeMs = 0;
  #stop: () => void = () => undefined;
  readonly #stopped: Promise<void>;

  constructor(tools: Tools, identity: DeviceIdentity, device: Deliverer) {
    this.#tools = tools;
    this.#identity = identity;
    this.#device = device;
    const { transport, relay, application } = tools;
    const deviceId = deviceIdOf(identity.deviceId);
    this.#relay = new RelayClient(transport({ relayUrl: relay.url, application, deviceId }));
    this.#stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  /** Delivers in the background until nothing waits. */
  wake(): void {
    this.#background ??= this.#inBackground();
  }

  /** Resolves when nothing is under way any more. */
  async ended(): Promise<void> {
    this.#stop();
    this.#relay.close();
    await Promise.all([this.#background, this.#line.catch(() => undefined)]);
  }

  async #inBackground(): Promise<void> {
    // A turn later, so that whoever woke it knows that it runs.
    await Promise.resolve();
    while (!this.#device.closed()) {
      const { queue, state, gathered } = this.#device.memory();
      if (queue.length === 0 && (state || gathered.length === 0)) break;
      try {
        await this.#try(false);
      } catch (error) {
        if (!(error instanceof Later || this.#device.closed())) this.#tools.onEvent({ type: "failed", error });
        await this.#wait(error);
      }
    }
    // At once: what is sealed next wakes it again.
    this.#background = undefined;
  }

  /** @throws {DeviceError} */
  async flush(withinMs: number, all: boolean): Promise<void> {
    const untilMs = this.#tools.nowMs() + withinMs;
    for (;;) {
      if (this.#device.closed())
        throw new DeviceError("The device is closed; open it again.", { code: "device-closed" });
      try {
        await this.#try(all);
        return;
      } catch (error) {
        if (!(error instanceof Later)) throw error;
        if (this.#tools.nowMs() + (error.waitMs ?? 0) >= untilMs) {
          const sentence = "The relay is away or takes nothing now; what waits is kept, flush again later.";
          throw new DeviceError(sentence, { code: "relay-unavailable", cause: error });
        }
        await this.#wait(error);
      }
    }
  }

  #try(all: boolean): Promise<void> {
    const turn = this.#line.then(async () => {
      const leftMs = this.#notBeforeMs - this.#tools.nowMs();
      // Somebody else's flush was pushed back meanwhile: that holds for all.
      if (leftMs > 0) throw new Later(leftMs);
      await this.#deliver(all);
      this.#failures = 0;
    });
    this.#line = turn.catch(() => undefined);
    return turn;
  }

  /** Waits as the relay wants it, or twice as long as the last time, with jitter. */
  async #wait(error: unknown): Promise<void> {
    const { nowMs, random, sleep, onEvent } = this.#tools;
    const told = error instanceof Later ? error.waitMs : undefined;
    const most = Math.min(WAIT_MOST_MS, WAIT_FIRST_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    const chance = (random(1)[0] ?? 0) / 256;
    const ms = told === undefined ? Math.floor(most * (0.5 + chance / 2)) : Math.min(told, PUSHED_BACK_MOST_MS);
    this.#notBeforeMs = nowMs() + ms;
    onEvent({ type: "waiting", ms });
    await Promise.race([sleep(ms), this.#stopped]);
    this.#notBeforeMs = 0;
  }

  async #deliver(all: boolean): Promise<void> {
    if (!this.#checked) await this.#checkRelay();
    if (this.#device.memory().followed?.from) await this.#arrive();
    if (!this.#device.memory().state) await this.#findOrigin();
    await this.#device.seal(all);
    for (let recoveries = 0; ; ) {
      const batch = this.#batch();
      if (batch.length === 0) return;
      const { codes, receipts, waitMs } = await this.#relay.post(batch.map(({ bytes }) => bytes));
      this.#tools.onEvent({ type: "posted", codes });
      const belief = await this.#believe(receipts);
      const refused = codes.find((code) => !TAKEN.has(code));
      if (refused === undefined) {
        if (belief === "kept") continue;
        throw new DeviceError(UNBELIEVED[belief], { code: "receipt-invalid" });
      }
      if (PUSHED_BACK.has(refused)) throw new Later(waitMs);
      recoveries += 1;
      if (!OUT_OF_ORDER.has(refused) || recoveries > RECOVERIES_MOST) {
        const sentence = `The relay refuses the device's envelopes (${refused}); they are kept.`;
        throw new DeviceError(sentence, { code: "delivery-refused", relayCode: refused });
      }
      await this.#recover();
    }
  }

  #batch() {
    let bytes = 0;
    return this.#device.memory().queue.filter((each, index) => {
      bytes += each.bytes.length;
      return index === 0 || (index < ENVELOPES_PER_REQUEST && bytes * (4 / 3) < BYTES_PER_REQUEST);
    });
  }

  /** A relay that signs a time to come can promise a block of then. */
  #isAhead({ receivedAtUnixS }: Promised): boolean {
    const { nowMs, isClockSet } = this.#tools;
    return isClockSet() && receivedAtUnixS > Math.floor(nowMs() / 1_000) + RECEIPT_AHEAD_MAX_S;
  }

  /** Lets go of what a verified receipt vouches for. */
  async #believe(receipts: readonly Uint8Array[]): Promise<Belief> {
    const { application, relay, provider, onEvent } = this.#tools;
    let belief: Belief = "none";
    for (const receipt of receipts) {
      const promised = readReceipt(application, receipt, relay.publicKey, this.#identity.deviceId, provider);
      if (!promised) continue;
      const { sequence, link, deadlineBlock } = promised;
      const { queue } = this.#device.memory();
      // A receipt is for a link: it says nothing of another envelope with the same number.
      const last = queue.find((each) => each.sequence === sequence && equal(each.link, link));
      if (!last) continue;
      if (this.#isAhead(promised)) {
        if (belief === "none") belief = "ahead";
        continue;
      }
      const [first = last] = queue.filter((each) => isVouchedFor(placeOf(each), placeOf(last)));
      const isNewest = sequence > (this.#newestReceipt()?.sequence ?? 0);
      const numbers = { fromSequence: first.sequence, throughSequence: sequence };
      await this.#device.keep(isNewest ? { ...numbers, receipt } : numbers);
      onEvent({ type: "acknowledged", throughSequence: sequence, deadlineBlock });
      belief = "kept";
    }
    return belief;
  }

  /** Refuses a relay of another application, or with another receipt key. */
  async #checkRelay(): Promise<void> {
    const { application, relay } = this.#tools;
    const told = await this.#relay.application();
    const pinned = {
      chainId: String(application.context.chainId),
      application: toHex(application.context.application),
      applicationPublicKey: toHex(application.publicKey),
      keyId: toHex(application.keyId),
      relayPublicKey: toHex(relay.publicKey),
    };
    for (const [name, value] of Object.entries(pinned)) {
      const said = String(told[name]).toLowerCase().replace(/^0x/, "");
      if (said === value) continue;
      const sentence = `The relay names another ${name} than the device was provisioned with; nothing is sent to it.`;
      throw new DeviceError(sentence, { code: "relay-foreign" });
    }
    this.#checked = true;
  }

  /** The new application has taken the device's record over when its relay knows the device. */
  async #arrive(): Promise<void> {
    const head = await this.#relay.head(deviceIdOf(this.#identity.deviceId));
    if (!head) throw new Later();
    await this.#device.goOnHere(head);
  }

  /** The store says nothing of what this key signed before: the relay's head does, if the key signed it. */
  async #findOrigin(): Promise<void> {
    const { provider, onEvent } = this.#tools;
    const told = await this.#relay.head(deviceIdOf(this.#identity.deviceId));
    const head = proveHead(this.#identity, told, provider);
    if (head) {
      await this.#device.goOnFrom(afterLoss(head), undefined);
      onEvent({ type: "recovered", fromSequence: head.sequence, lost: true });
    } else if (this.#device.memory().firstStart && (told === undefined || told.sequence === 0)) {
      await this.#device.goOnFrom(genesisState(this.#identity, provider), undefined);
    } else throw unproven();
  }

  #newestReceipt(): Promised | undefined {
    const { application, relay, provider } = this.#tools;
    const { receipt } = this.#device.memory();
    return receipt && readReceipt(application, receipt, relay.publicKey, this.#identity.deviceId, provider);
  }

  /** The last envelope of a whole memory that a relay took: what waits behind it stands in no record. */
  #taken(): DeviceState {
    const { state, queue } = this.#device.memory();
    const origin = genesisState(this.#identity, this.#tools.provider);
    if (state && queue.length === 0) return state;
    return { ...origin, ...this.#newestReceipt(), session: state?.session ?? 0 };
  }

  /**
   * Goes on after a refusal for order, with a new session. A device that remembers goes on from its own last link: a
   * relay that shows an old head cannot make it fork. A head of its own key that is ahead shows a copy of the key; or, to a
   * device that lost its storage once, a past that it does not know.
   */
  async #recover(): Promise<void> {
    const { provider, onEvent } = this.#tools;
    const own = this.#device.memory().state;
    const told = await this.#relay.head(deviceIdOf(this.#identity.deviceId));
    const head = proveHead(this.#identity, told, provider);
    const ahead = (told?.sequence ?? 0) > (own?.sequence ?? 0);
    if (!own || (ahead && !head)) throw unproven();
    const isWhole = this.#device.memory().firstStart;
    const lost = ahead && head !== undefined && !isWhole;
    const beside = ahead && head && isWhole ? besideCopy(this.#taken(), head) : own;
    await this.#device.goOnFrom(lost ? afterLoss(head, own.session) : beside, head?.link);
    onEvent({ type: "recovered", fromSequence: head?.sequence ?? own.sequence, lost });
  }
}

/** Where a queued envelope stands: its session ends what a receipt behind it vouches for. */
const placeOf = ({ bytes }: QueuedEnvelope): SessionPlace => decodeBody(decodeEnvelope(bytes).body);

const UNBELIEVED = {
  none: "The relay says that it has the envelopes, and gives no receipt that proves it; they are kept.",
  ahead:
    "The relay's receipt is of more than a day after the device's clock; the envelopes are kept. Set the clock, or see to the relay's.",
} as const satisfies Partial<Record<Belief, string>>;

const unproven = (): DeviceError =>
  new DeviceError(
    "The relay shows no head that this device signed, and the device does not know what its key signed before.",
    { code: "head-unproven" },
  );
