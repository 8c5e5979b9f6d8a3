/** The relay as a whole: intake and receipts in one transaction, batching by size and age, submission in order. */
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { Chain } from "@witness/protocol/chain";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Policy } from "@witness/protocol/envelope";
import type { DeviceId } from "@witness/protocol/identity";
import { linkPreimage } from "@witness/protocol/link";
import { isError } from "ethers";
import type { Logger } from "pino";
import { isDue, pack } from "./batcher.ts";
import type { Config } from "./config.ts";
import { RelayError } from "./errors.ts";
import { Groups } from "./groups.ts";
import { askHead } from "./head.ts";
import { type Decision, type Item, type RegistrationIntake, takeEnvelopes, takeRegistration } from "./intake.ts";
import { type Metrics, makeMetrics } from "./metrics.ts";
import { Outbox } from "./outbox.ts";
import { receiptsFor } from "./receipts.ts";
import { Submitter } from "./submitter.ts";

/** Requests that share one commit. */
const GROUP_MOST = 500;
/** Rows read to fill one payload; at 16 bytes a body they are more than fit. */
const PACK_MOST = 4_096;
/** Blocks on top of an input before it is taken as final; the node follows reorganisations of the same depth. */
const FINAL_BLOCKS = 32;
/** A receipt names a block: without news of the chain for this long, none can honestly be named. */
const CHAIN_SILENCE_MS = 60_000;
const BALANCE_EVERY_MS = 30_000;

/** What became of a request. */
export interface Answered {
  readonly decisions: readonly Decision[];
  readonly receipts: readonly Uint8Array[];
}

/** What the relay is made with besides its configuration. */
export interface RelayDependencies {
  readonly provider: CryptoProvider;
  readonly nowMs: () => number;
  readonly log: Logger;
}

/** One relay: a store, an account and a chain. */
export class Relay {
  readonly metrics: Metrics = makeMetrics();
  readonly about: Readonly<Record<string, unknown>>;
  readonly #config: Config;
  readonly #policy: Policy;
  readonly #with: RelayDependencies;
  readonly #outbox: Outbox;
  readonly #submitter: Submitter;
  readonly #groups: Groups<readonly Uint8Array[], Answered>;
  #head = 0;
  #headSeenMs: number | undefined;
  #balanceSeenMs = Number.NEGATIVE_INFINITY;
  #running = false;
  #loop: Promise<void> = Promise.resolve();

  /** Opens the store. @throws {RelayError} `data-in-use`, `data-of-another-application` */
  constructor(config: Config, dependencies: RelayDependencies) {
    const { provider, nowMs, log } = dependencies;
    const { context, keyId, rpcUrl, inputBox, accountKey, stuckMs } = config;
    const application = `0x${toHex(context.application)}`;
    this.#config = config;
    this.#with = dependencies;
    this.#policy = { context, provider, keyId };
    this.#outbox = new Outbox(config.dataDirectory, `${context.chainId}:${application}`);
    this.#submitter = new Submitter(
      { rpcUrl, chainId: context.chainId, inputBox, application, accountKey, stuckMs, finalBlocks: FINAL_BLOCKS },
      {
        ...{ outbox: this.#outbox, nowMs },
        onIncluded: ({ id, bytes, gasUsed }) => {
          this.metrics.batches.inc();
          this.metrics.payloadBytes.inc(bytes);
          this.metrics.gas.inc(Number(gasUsed));
          log.info({ batch: id, bytes, gasUsed: Number(gasUsed) }, "batch included");
        },
        onTrouble: (code, message) => this.#trouble(code, message),
      },
    );
    this.#groups = new Groups(GROUP_MOST, (requests) => this.#commit(requests));
    this.about = {
      ...{ chainId: context.chainId, application },
      applicationPublicKey: toHex(config.applicationPublicKey),
      keyId: toHex(keyId),
      relayPublicKey: toHex(provider.p256PublicKey(config.receiptKey)),
      account: this.#submitter.address,
    };
  }

  /** Whether the chain was heard of lately. */
  get chainHeard(): boolean {
    return this.#headSeenMs !== undefined && this.#with.nowMs() - this.#headSeenMs < CHAIN_SILENCE_MS;
  }

  /** Where a device's chain stands here, and the envelope at its head when it came this way. */
  head(device: DeviceId) {
    const chain = this.#outbox.chain(device);
    return chain && { chain, envelope: this.#outbox.envelopeAt(device, chain) };
  }

  /** Takes the envelopes of one request; answers when they are on disk. @throws {RelayError} `outbox-full`, `chain-unavailable` */
  async take(messages: readonly Uint8Array[]): Promise<Answered> {
    if (this.#outbox.backlog().bytes > this.#config.outboxMaxBytes) {
      throw new RelayError("The outbox holds all that RELAY_OUTBOX_MAX_BYTES allows.", { code: "outbox-full" });
    }
    if (!this.chainHeard)
      throw new RelayError("The chain has not answered for a minute.", { code: "chain-unavailable" });
    let answered = await this.#groups.submit(messages);
    if (await this.#learn(answered.decisions)) answered = await this.#groups.submit(messages);
    for (const { code } of answered.decisions) this.metrics.envelopes.inc({ code });
    return answered;
  }

  /** Takes a registration; answers when it is on disk. */
  register(bytes: Uint8Array): RegistrationIntake {
    return this.#outbox.transaction(() => {
      const taken = takeRegistration(this.#policy, this.#config.makers, this.#outbox, bytes);
      if ("signed" in taken) {
        this.#outbox.addRegistration(taken.deviceId, taken.signed, this.#with.nowMs());
        this.#outbox.putChain(taken.chain);
      }
      return taken;
    });
  }

  /** One transaction for all requests of a group; a request sees what the ones before it changed. */
  #commit(requests: readonly (readonly Uint8Array[])[]): Answered[] {
    const { nowMs, provider } = this.#with;
    const receivedMs = nowMs();
    const now = { block: this.#head, timeUnixS: Math.floor(receivedMs / 1_000) };
    const { receiptKey: key, deadlineBlocks, context } = this.#config;
    return this.#outbox.transaction(() =>
      requests.map((messages) => {
        const { decisions, items, chains } = takeEnvelopes(this.#policy, this.#outbox, messages);
        for (const item of items) this.#outbox.addItem(item, receivedMs);
        for (const chain of chains.values()) this.#outbox.putChain(chain);
        const options = { context, provider, key, deadlineBlocks };
        return { decisions, receipts: receiptsFor(decisions, this.#outbox, options, now) };
      }),
    );
  }

  /** A device may have posted straight to the chain: where ours does not go on, the back-end's head decides. */
  async #learn(decisions: readonly Decision[]): Promise<boolean> {
    const { inspectUrl } = this.#config;
    if (inspectUrl === undefined) return false;
    const doubtful = new Set<DeviceId>();
    for (const { code, deviceId } of decisions) {
      if (deviceId && ["sequence-gap", "link-mismatch", "session-unknown", "device-unknown"].includes(code)) {
        doubtful.add(deviceId);
      }
    }
    let learnt = false;
    for (const device of doubtful) {
      try {
        const chain = await askHead(inspectUrl, fromHex(device));
        if (chain && this.#adopt(device, chain)) learnt = true;
      } catch (error) {
        this.#trouble("node-unavailable", `The node could not be asked for a head: ${(error as Error).message}`);
      }
    }
    return learnt;
  }

  #adopt(device: DeviceId, chain: Chain): boolean {
    const ours = this.#outbox.chain(device);
    if (ours && ours.sequence >= chain.sequence) return false;
    this.#outbox.transaction(() => this.#outbox.putChain(chain));
    return true;
  }

  readonly #proves = ({ deviceId, body, signature, previousLink }: Item): boolean => {
    const { provider, context } = this.#policy;
    const publicKey = this.#outbox.chain(deviceId)?.publicKey;
    return (
      publicKey !== undefined && provider.p256Verify(publicKey, signature, ...linkPreimage(context, previousLink, body))
    );
  };

  /** Makes a payload of what waits, when it is old or large enough. */
  #batch(): void {
    const backlog = this.#outbox.backlog();
    this.metrics.waitingBytes.set(backlog.bytes);
    if (this.#outbox.unfinishedBatch() || !isDue(backlog, this.#with.nowMs(), this.#config.batchAgeMs)) return;
    const packed = pack(this.#outbox.waiting(PACK_MOST), this.#proves);
    if (packed) this.#outbox.addBatch(packed.payload, packed.ids);
  }

  async #tick(): Promise<void> {
    const { nowMs } = this.#with;
    this.#head = await this.#submitter.blockNumber();
    this.#headSeenMs = nowMs();
    if (nowMs() - this.#balanceSeenMs >= BALANCE_EVERY_MS) {
      this.metrics.balanceGwei.set(Number((await this.#submitter.balanceWei()) / 1_000_000_000n));
      this.#balanceSeenMs = nowMs();
    }
    await this.#submitter.settle(this.#head);
    this.#batch();
    const batch = this.#outbox.unfinishedBatch();
    if (batch && (await this.#submitter.step(batch))) this.#batch();
  }

  #trouble(code: string, message: string): void {
    this.metrics.troubles.inc({ code });
    this.#with.log.warn({ code }, message);
  }

  /** Checks the chain, then begins to batch and submit. @throws {RelayError} `chain-mismatch` */
  async start(): Promise<void> {
    const { rpcUrl, context, pollMs } = this.#config;
    const chainId = await this.#submitter.chainId().catch((error: Error) => {
      this.#trouble("chain-unavailable", error.message.slice(0, 300));
      return context.chainId;
    });
    if (chainId !== context.chainId) {
      const sentence = `${rpcUrl} is chain ${chainId}, but the deployment is on chain ${context.chainId}.`;
      throw new RelayError(sentence, { code: "chain-mismatch" });
    }
    await this.#tick().catch((error: unknown) => this.#failed(error));
    this.#running = true;
    this.#loop = (async () => {
      while (this.#running) {
        await new Promise((resolve) => setTimeout(resolve, pollMs));
        await this.#tick().catch((error: unknown) => this.#failed(error));
      }
    })();
  }

  #failed(error: unknown): void {
    const code = isError(error, "INSUFFICIENT_FUNDS") ? "account-empty" : "chain-unavailable";
    this.#trouble(code, String((error as Error).message).slice(0, 300));
  }

  /** Stops after the step under way; what was acknowledged is on disk and goes on at the next start. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#loop;
    this.#submitter.close();
    this.#outbox.close();
  }
}
