/** The relay as a whole: intake and receipts in one transaction, and behind it what carries them to the chain. */

import type { ChainError } from "@witness/ethereum/errors";
import { RpcPool } from "@witness/ethereum/rpc-pool";
import type { AdmissionSettings } from "@witness/protocol/admission";
import { toHex } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { linkPreimage } from "@witness/protocol/link";
import { makerKeys, newGlobals } from "@witness/protocol/operations/globals";
import { contextsOf } from "@witness/protocol/predecessor";
import type { Logger } from "pino";
import { AcceptedMakers } from "./accepted-makers.ts";
import { Account } from "./account.ts";
import { Admin } from "./admin.ts";
import { Attempts } from "./attempts.ts";
import { Carrier } from "./carrier.ts";
import { Closing } from "./closing.ts";
import { Database } from "./database.ts";
import { EnvelopeIntake, type RelayResponse } from "./envelope-intake.ts";
import { codeOf, type RelayCode, RelayError, sentenceOf } from "./errors.ts";
import type { Decision, Item } from "./intake.ts";
import { Makers } from "./makers.ts";
import { type Gauges, type Metrics, makeMetrics } from "./metrics.ts";
import { NodeClient } from "./node-client.ts";
import { OperationIntake } from "./operation-intake.ts";
import { Orders } from "./orders.ts";
import type { Received } from "./outbox.ts";
import { type ReceiptOptions, receiptsFor } from "./receipts.ts";
import { Reconciler } from "./reconcile.ts";
import { RegistrationIntake } from "./registration-intake.ts";
import type { Config } from "./settings.ts";
import { makeSigner } from "./signer.ts";
import { Spending } from "./spending.ts";
import { stateChecks } from "./state-checks.ts";
import { PostgresStore } from "./store/postgres-store.ts";
import { SqliteStore } from "./store/sqlite-store.ts";
import type { Head, Store } from "./store/store.ts";
import { type Inclusion, Submitter } from "./submitter.ts";
import { VerifyPool } from "./verify-pool.ts";
import { WorkLimits } from "./work-limits.ts";

/** Blocks on top of an input before it counts as final; the node follows reorganisations of the same depth. */
const FINAL_BLOCKS = 32;
/** The log tells the same trouble once in this time; the metrics count each. */
const TROUBLE_AGAIN_MS = 10_000;
const STOP_WITHIN_MS = 5_000;
const GWEI = 1_000_000_000n;

/** What the relay is made with besides its configuration. */
export interface RelayDependencies {
  readonly provider: CryptoProvider;
  readonly nowMs: () => number;
  readonly log: Logger;
}

/** Codes after which the back-end may know more of a device than the relay. */
const DOUBTS: ReadonlySet<Code> = new Set(["sequence-gap", "link-mismatch", "session-unknown", "device-unknown"]);

/** One relay: a store, an account and a chain. */
export class Relay {
  readonly metrics: Metrics;
  readonly admin: Admin;
  readonly operations: OperationIntake;
  readonly registrations: RegistrationIntake;
  readonly about: Readonly<Record<string, unknown>>;
  readonly #config: Config;
  readonly #settings: AdmissionSettings;
  readonly #with: RelayDependencies;
  readonly #store: Store;
  readonly #account: Account;
  readonly #node: NodeClient | undefined;
  readonly #makers: Makers;
  readonly #closing: Closing;
  readonly #orders: Orders;
  readonly #reconciler: Reconciler | undefined;
  readonly #carrier: Carrier;
  readonly #spending: Spending;
  readonly #envelopes: EnvelopeIntake;
  readonly #troubleLoggedMs = new Map<string, number>();
  #includedBlock: number | undefined;
  #stopped = false;

  /**
   * Opens the store.
   * @throws {RelayError} `data-in-use`, `data-of-another-application`, `data-of-another-version`, `database-unavailable`
   */
  static async open(config: Config, dependencies: RelayDependencies): Promise<Relay> {
    const { chainId, application } = config.context;
    const { provider, nowMs } = dependencies;
    const of = `${chainId}:0x${toHex(application)}`;
    const options = { provider, daily: config, nowMs };
    const { databaseUrl, dataDir } = config;
    const store =
      databaseUrl === undefined
        ? new SqliteStore(new Database(dataDir, of), options)
        : await PostgresStore.open(databaseUrl, of, options);
    return new Relay(config, dependencies, store);
  }

  private constructor(config: Config, dependencies: RelayDependencies, store: Store) {
    const { provider, nowMs, log } = dependencies;
    const { context, keyId, predecessor } = config;
    const application = `0x${toHex(context.application)}`;
    const onTrouble = (code: RelayCode, message: string) => this.#trouble(code, message);
    this.#config = config;
    this.#with = dependencies;
    this.#settings = { context, provider, keyId, predecessor };
    const onOut = (error: ChainError) => onTrouble(error.code, error.message);
    const rpc = new RpcPool({ nodes: config.rpcNodes, nowMs, onOut });
    const signer = makeSigner(config.account);
    this.#account = new Account({ ...config, rpc, signer, chainId: context.chainId, application });
    this.#store = store;
    this.#closing = new Closing(store);
    this.#orders = new Orders(store);
    this.#spending = new Spending(nowMs, store);
    if (config.inspectUrl !== undefined) {
      this.#node = new NodeClient(config.inspectUrl, { provider, nowMs, onTrouble });
      const onRefused = (code: Code) => this.#refused(code);
      this.#reconciler = new Reconciler({ store, node: this.#node, nowMs, onRefused });
    }
    const attempts = new Attempts(store);
    const submitter = new Submitter(
      { stuckMs: config.stuckMs, finalBlocks: FINAL_BLOCKS },
      {
        account: this.#account,
        payloads: store.payloads,
        attempts,
        orders: this.#orders,
        nowMs,
        onTrouble,
        // Without a node nobody asks what became of it.
        onPlaced: async (id, inputIndex) => {
          if (this.#node && inputIndex >= 0) await store.place(inputIndex, id);
        },
        onIncluded: (inclusion) => this.#included(inclusion),
        onFinal: (id) => store.letGo(id),
      },
    );
    this.#carrier = new Carrier(
      { ...config, chainId: context.chainId, contracts: { InputBox: config.inputBox, application } },
      {
        store,
        nowMs,
        provider,
        log,
        account: this.#account,
        submitter,
        orders: this.#orders,
        onTrouble,
        reconciler: this.#reconciler,
        proves: (item, publicKey) => this.#proves(item, publicKey),
        onLead: () => {
          for (const each of [attempts, this.#orders, this.#spending]) each.read();
        },
        isClosed: (timeUnixS) => this.#closing.isClosed(timeUnixS),
      },
    );
    const [account, carrier, spending, orders] = [this.#account, this.#carrier, this.#spending, this.#orders];
    const obstacle = () => this.obstacle();
    this.admin = new Admin({ store, account, carrier, submitter, spending, orders, obstacle, nowMs });
    this.metrics = makeMetrics(() => this.#gauges());
    this.#envelopes = new EnvelopeIntake({
      settings: this.#settings,
      store,
      check: new VerifyPool().check,
      limits: new WorkLimits(nowMs),
      received: () => this.#received,
      receipts: (requests, kept) => this.#receipts(requests, kept),
    });
    const kept = {
      meta: (name: string) => store.meta(name),
      // The node may answer when the store is closed already.
      setMeta: (name: string, value: string) => {
        if (!this.#stopped) store.setMeta(name, value);
      },
    };
    const nodeRpcUrl = config.nodeRpcUrl;
    const checks = nodeRpcUrl === undefined ? undefined : stateChecks(nodeRpcUrl, this.#account.call, application);
    const onUnchecked = (error: unknown) => onTrouble(codeOf(error), sentenceOf(error));
    this.#makers = new Makers({
      accepted: new AcceptedMakers(kept, makerKeys(newGlobals(config, provider)), checks, onUnchecked),
      node: this.#node,
      provider,
      nowMs,
      onHeard: (globals) => {
        if (!this.#stopped) this.#closing.hear(globals);
      },
      onTrouble,
    });
    const taking = {
      store,
      node: this.#node,
      received: () => this.#received,
      makers: this.#makers,
      obstacle,
    };
    this.operations = new OperationIntake({
      ...taking,
      settings: this.#settings,
      blockTimeUnixS: () => this.#carrier.headTimeUnixS,
      receipts: this.#receiptOptions,
      onTaken: (code) => this.metrics.operations.inc({ code }),
    });
    this.registrations = new RegistrationIntake({
      ...taking,
      settings: this.#settings,
      onTaken: (code) => this.metrics.registrations.inc({ code }),
    });
    this.about = {
      chainId: context.chainId,
      application,
      applicationPublicKey: toHex(config.applicationPublicKey),
      keyId: toHex(keyId),
      relayPublicKey: toHex(provider.p256PublicKey(config.receiptKey)),
      account: this.#account.address,
    };
  }

  /** Returns why envelopes are pushed back now; undefined while they are taken. */
  async obstacle(): Promise<RelayError | undefined> {
    if (this.#orders.mode !== "running") {
      return new RelayError("The operator has ordered that nothing more is promised.", { code: "relay-paused" });
    }
    if (this.#closing.takesNothing(this.#carrier.headTimeUnixS)) {
      const sentence = "The application has closed for its successor, or is about to: nothing more is taken.";
      return new RelayError(sentence, { code: "application-closed" });
    }
    if ((await this.#store.backlog()).bytes > this.#config.outboxMaxBytes) {
      return new RelayError("The outbox holds all that RELAY_OUTBOX_MAX_BYTES allows.", { code: "outbox-full" });
    }
    if (this.#carrier.disagreement !== undefined) {
      return new RelayError(this.#carrier.disagreement, { code: "chain-unavailable" });
    }
    if (!this.#carrier.chainHeard) {
      return new RelayError("The chain has not answered for a minute.", { code: "chain-unavailable" });
    }
    if (!this.#carrier.canPay) {
      const sentence = `${this.#account.address} cannot pay for the next payload, so nothing is promised; send it more.`;
      return new RelayError(sentence, { code: "account-empty" });
    }
    if (this.#carrier.isLow) {
      const sentence = `${this.#account.address} has less than RELAY_RESERVE_GWEI, which is kept for what was promised; send it more.`;
      return new RelayError(sentence, { code: "account-low" });
    }
    if (await this.#carrier.keepsUp()) return undefined;
    const sentence =
      "What was promised has waited for half of its time, so nothing more is promised; the log says why.";
    return new RelayError(sentence, { code: "chain-unavailable" });
  }

  /** Returns a device's hash chain here, the envelope at its head, and how much of it is in a block. */
  async head(device: DeviceId): Promise<Head | undefined> {
    return this.#store.head(device);
  }

  /**
   * Takes the envelopes of one request. Resolves when they are on disk.
   * @param sender whom the relay counts the work for
   * @throws {RelayError} `application-closed`, `outbox-full`, `chain-unavailable`
   */
  async take(messages: readonly Uint8Array[], sender: string): Promise<RelayResponse> {
    const obstacle = await this.obstacle();
    if (obstacle) throw obstacle;
    // Nobody waits for it: a closing is announced 30 days before.
    void this.#makers.refresh();
    let response = await this.#envelopes.take(messages, sender);
    if (await this.#learn(response.decisions)) response = await this.#envelopes.take(messages, sender);
    for (const { code } of response.decisions) this.metrics.envelopes.inc({ code });
    return response;
  }

  #receipts(requests: readonly (readonly Decision[])[], kept: Parameters<typeof receiptsFor>[1]): Uint8Array[][] {
    const now = { block: this.#carrier.head, timeUnixS: Math.floor(this.#with.nowMs() / 1_000) };
    return receiptsFor(requests, kept, this.#receiptOptions, now);
  }

  get #received(): Received {
    return { ms: this.#with.nowMs(), block: this.#carrier.head };
  }

  get #receiptOptions(): ReceiptOptions {
    const { receiptKey: key, deadlineBlocks, context } = this.#config;
    return { context, provider: this.#with.provider, key, deadlineBlocks };
  }

  /** Asks the back-end for a device that is not known here: its record may have been taken over. */
  async meet(device: DeviceId): Promise<void> {
    if (!(await this.#store.chain(device))) await this.#learn([{ code: "device-unknown", deviceId: device }]);
  }

  /** Asks the back-end for devices that may have posted straight to the chain. Returns whether it knew more. */
  async #learn(decisions: readonly Decision[]): Promise<boolean> {
    if (!this.#node) return false;
    const doubtful = new Set<DeviceId>();
    for (const { code, deviceId } of decisions) if (deviceId && DOUBTS.has(code)) doubtful.add(deviceId);
    if (doubtful.size === 0) return false;
    const heads = await this.#node.heads(doubtful);
    return this.#store.adopt(heads);
  }

  #proves({ body, signature, previousLink }: Item, publicKey: Uint8Array): boolean {
    const { provider } = this.#settings;
    const preimages = contextsOf(this.#settings).map((each) => linkPreimage(each, previousLink, body));
    return preimages.some((preimage) => provider.p256Verify(publicKey, signature, ...preimage));
  }

  #included({ id, bytes, messages, block, gasUsed, feeWei, inputIndex }: Inclusion): void {
    const gas = Number(gasUsed);
    const feeGwei = Number(feeWei / GWEI);
    this.#includedBlock = block;
    this.#spending.addGwei(feeGwei);
    this.metrics.batches.inc();
    this.metrics.messages.inc(messages);
    this.metrics.payloadBytes.inc(bytes);
    this.metrics.gas.inc(gas);
    this.metrics.fees.inc(feeGwei);
    this.metrics.batchFill.observe(bytes / PAYLOAD_MAX_BYTES);
    this.metrics.gasPerMessage.observe(gas / messages);
    this.#with.log.info({ batch: id, input: inputIndex, block, messages, bytes, gas, feeGwei }, "batch included");
  }

  #refused(code: Code): void {
    this.metrics.refusedByBackEnd.inc({ code });
    this.#trouble("refused-by-back-end", `The back-end refused what the relay had paid for: ${code}.`);
  }

  async #gauges(): Promise<Gauges> {
    const { nowMs } = this.#with;
    const { balanceWei, head } = this.#carrier;
    const oldest = await this.#carrier.oldest();
    const balanceGwei = balanceWei === undefined ? undefined : Number(balanceWei / GWEI);
    const { lastDayGwei, lastsS } = this.#spending.forecast(balanceGwei);
    return {
      waitingBytes: (await this.#store.backlog()).bytes,
      oldestWaitingS: oldest ? Math.max(0, nowMs() - oldest.ms) / 1_000 : 0,
      storeBytes: await this.#store.bytes(),
      chainBlock: head > 0 ? head : undefined,
      includedBlock: this.#includedBlock,
      includedBatches: (await this.#store.payloads.included(Number.MAX_SAFE_INTEGER)).length,
      balanceGwei,
      balanceLastsS: lastsS,
      spentGweiPerDay: lastDayGwei,
      rpcNodes: this.#account.nodesInUse,
      accepting: (await this.obstacle()) === undefined,
      carries: this.#carrier.leads,
    };
  }

  #trouble(code: RelayCode, message: string): void {
    this.metrics.troubles.inc({ code });
    const now = this.#with.nowMs();
    const logged = this.#troubleLoggedMs.get(code);
    if (logged !== undefined && Math.abs(now - logged) < TROUBLE_AGAIN_MS) return;
    this.#troubleLoggedMs.set(code, now);
    this.#with.log.warn({ code }, message);
  }

  /**
   * Checks the chain, then begins to carry.
   * @throws {RelayError} `chain-mismatch`, `chain-replaced`; {EthereumError} `code-unexpected`
   */
  async start(): Promise<void> {
    await Promise.all([this.#carrier.start(), this.#makers.refresh()]);
  }

  /** Stops after the step under way. What was acknowledged is on disk and goes on at the next start. */
  async stop(): Promise<void> {
    await this.#carrier.stop(STOP_WITHIN_MS);
    this.#stopped = true;
    this.#account.close();
    await this.#store.close();
  }
}
