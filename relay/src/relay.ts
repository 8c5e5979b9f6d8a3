/** The relay as a whole: intake and receipts in one transaction, and behind it what carries them to the chain. */

import type { AdmissionSettings } from "@witness/protocol/admission";
import { toHex } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { linkPreimage } from "@witness/protocol/link";
import { makerKeys, newGlobals } from "@witness/protocol/operations/globals";
import { contextsOf } from "@witness/protocol/predecessor";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import type { Logger } from "pino";
import { AcceptedMakers } from "./accepted-makers.ts";
import { Account } from "./account.ts";
import { Allowance, makerPayer, type Payer } from "./allowance.ts";
import { Attempts } from "./attempts.ts";
import { Carrier } from "./carrier.ts";
import { Closing } from "./closing.ts";
import { Database } from "./database.ts";
import { EnvelopeIntake, type RelayResponse } from "./envelope-intake.ts";
import { codeOf, type RelayCode, RelayError, sentenceOf } from "./errors.ts";
import type { Decision, Intake, Item, Known } from "./intake.ts";
import { Makers } from "./makers.ts";
import { type Gauges, type Metrics, makeMetrics } from "./metrics.ts";
import { NodeClient } from "./node-client.ts";
import { OperationIntake } from "./operation-intake.ts";
import { Outbox, type Received } from "./outbox.ts";
import { OwnInputs } from "./own-inputs.ts";
import { Payloads } from "./payloads.ts";
import { type ReceiptOptions, receiptsFor } from "./receipts.ts";
import { Reconciler } from "./reconcile.ts";
import { Refusals } from "./refusals.ts";
import { RegistrationIntake } from "./registration-intake.ts";
import type { Config } from "./settings.ts";
import { Spending } from "./spending.ts";
import { stateChecks } from "./state-checks.ts";
import { type Inclusion, Submitter } from "./submitter.ts";
import { Urgency } from "./urgency.ts";
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
  readonly operations: OperationIntake;
  readonly registrations: RegistrationIntake;
  readonly about: Readonly<Record<string, unknown>>;
  readonly #config: Config;
  readonly #settings: AdmissionSettings;
  readonly #with: RelayDependencies;
  readonly #database: Database;
  readonly #outbox: Outbox;
  readonly #payloads: Payloads;
  readonly #account: Account;
  readonly #node: NodeClient | undefined;
  readonly #makers: Makers;
  readonly #closing: Closing;
  readonly #reconciler: Reconciler | undefined;
  readonly #carrier: Carrier;
  readonly #spending: Spending;
  readonly #allowance: Allowance;
  readonly #envelopes: EnvelopeIntake;
  readonly #troubleLoggedMs = new Map<string, number>();
  #includedBlock: number | undefined;
  #stopped = false;

  /** Opens the store. @throws {RelayError} `data-in-use`, `data-of-another-application`, `data-of-another-version` */
  constructor(config: Config, dependencies: RelayDependencies) {
    const { provider, nowMs, log } = dependencies;
    const { context, keyId, predecessor } = config;
    const application = `0x${toHex(context.application)}`;
    const onTrouble = (code: RelayCode, message: string) => this.#trouble(code, message);
    this.#config = config;
    this.#with = dependencies;
    this.#settings = { context, provider, keyId, predecessor };
    this.#account = new Account({ ...config, chainId: context.chainId, application });
    this.#database = new Database(config.dataDir, `${context.chainId}:${application}`);
    this.#closing = new Closing(this.#database);
    this.#outbox = new Outbox(this.#database);
    this.#payloads = new Payloads(this.#database);
    const refusals = new Refusals(this.#database, provider);
    const ownInputs = new OwnInputs(this.#database);
    this.#spending = new Spending(nowMs);
    this.#allowance = new Allowance(this.#database, config, nowMs);
    const known: Known = {
      chain: (device) => this.#outbox.chain(device),
      kept: (device, sequence) => this.#outbox.kept(device, sequence),
      evidence: (device) => this.#outbox.evidence(device),
      allowance: (device) => this.#allowance.of(device),
    };
    const shared = { database: this.#database, outbox: this.#outbox, nowMs };
    if (config.inspectUrl !== undefined) {
      this.#node = new NodeClient(config.inspectUrl, { provider, nowMs, onTrouble });
      const onRefused = (code: Code) => this.#refused(code);
      this.#reconciler = new Reconciler({
        ...shared,
        node: this.#node,
        ownInputs,
        refusals,
        onRefused,
      });
    }
    const submitter = new Submitter(
      { stuckMs: config.stuckMs, finalBlocks: FINAL_BLOCKS },
      {
        account: this.#account,
        payloads: this.#payloads,
        attempts: new Attempts(this.#database),
        nowMs,
        onTrouble,
        // Without a node nobody asks what became of it.
        onPlaced: (id, inputIndex) => {
          if (this.#node && inputIndex >= 0) ownInputs.put(inputIndex, id);
        },
        onIncluded: (inclusion) => this.#included(inclusion),
        onFinal: (id) => this.#final(id),
      },
    );
    this.#carrier = new Carrier(
      { ...config, chainId: context.chainId, contracts: { InputBox: config.inputBox, application } },
      {
        ...shared,
        provider,
        log,
        payloads: this.#payloads,
        urgency: new Urgency(this.#database),
        account: this.#account,
        submitter,
        onTrouble,
        reconciler: this.#reconciler,
        proves: (item) => this.#proves(item),
        isClosed: (timeUnixS) => this.#closing.isClosed(timeUnixS),
        onPacked: (id) => this.#allowance.chargeInput(this.#payers(id)),
      },
    );
    this.metrics = makeMetrics(() => this.#gauges());
    this.#envelopes = new EnvelopeIntake({
      settings: this.#settings,
      known,
      database: this.#database,
      check: new VerifyPool().check,
      limits: new WorkLimits(nowMs),
      keep: (intake) => this.#keep(intake),
      receipts: (requests) => this.#receipts(requests),
    });
    const kept = {
      meta: (name: string) => this.#database.meta(name),
      // The node may answer when the store is closed already.
      setMeta: (name: string, value: string) => {
        if (!this.#stopped) this.#database.setMeta(name, value);
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
      database: this.#database,
      outbox: this.#outbox,
      allowance: this.#allowance,
      node: this.#node,
      received: () => this.#received,
      makers: this.#makers,
      obstacle: () => this.obstacle,
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
      refusals,
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

  /** Why envelopes are pushed back now; undefined while they are taken. */
  get obstacle(): RelayError | undefined {
    if (this.#closing.takesNothing(this.#carrier.headTimeUnixS)) {
      const sentence = "The application has closed for its successor, or is about to: nothing more is taken.";
      return new RelayError(sentence, { code: "application-closed" });
    }
    if (this.#outbox.backlog().bytes > this.#config.outboxMaxBytes) {
      return new RelayError("The outbox holds all that RELAY_OUTBOX_MAX_BYTES allows.", { code: "outbox-full" });
    }
    if (!this.#carrier.chainHeard) {
      return new RelayError("The chain has not answered for a minute.", { code: "chain-unavailable" });
    }
    if (!this.#carrier.canPay) {
      const sentence = `${this.#account.address} cannot pay for the next payload, so nothing is promised; send it more.`;
      return new RelayError(sentence, { code: "account-empty" });
    }
    if (this.#carrier.keepsUp) return undefined;
    const sentence =
      "What was promised has waited for half of its time, so nothing more is promised; the log says why.";
    return new RelayError(sentence, { code: "chain-unavailable" });
  }

  /** Returns a device's hash chain here, the envelope at its head, and how much of it is in a block. */
  head(device: DeviceId) {
    const chain = this.#outbox.chain(device);
    if (!chain) return undefined;
    return { chain, envelope: this.#outbox.envelopeAt(device, chain), included: this.#outbox.included(device) };
  }

  /**
   * Takes the envelopes of one request. Resolves when they are on disk.
   * @param sender whom the relay counts the work for
   * @throws {RelayError} `application-closed`, `outbox-full`, `chain-unavailable`
   */
  async take(messages: readonly Uint8Array[], sender: string): Promise<RelayResponse> {
    const { obstacle } = this;
    if (obstacle) throw obstacle;
    // Nobody waits for it: a closing is announced 30 days before.
    void this.#makers.refresh();
    let response = await this.#envelopes.take(messages, sender);
    if (await this.#learn(response.decisions)) response = await this.#envelopes.take(messages, sender);
    for (const { code } of response.decisions) this.metrics.envelopes.inc({ code });
    return response;
  }

  /** Returns who pays for a payload, each once: devices for envelopes and evidence, makers for registrations. */
  #payers(id: number): Payer[] {
    const makers = this.#outbox.registrations(id).map(({ message }) => makerPayer(decodeRegistration(message).makerId));
    return [...this.#outbox.payers(id), ...new Set(makers)];
  }

  /** Writes what a request's envelopes change. Runs in the transaction of their commit. */
  #keep({ items, chains }: Intake): void {
    const received = this.#received;
    for (const item of items) {
      this.#outbox.addItem(item, received);
      this.#allowance.chargeItem(item);
    }
    for (const chain of chains.values()) this.#outbox.putChain(chain);
  }

  #receipts(requests: readonly (readonly Decision[])[]): Uint8Array[][] {
    const now = { block: this.#carrier.head, timeUnixS: Math.floor(this.#with.nowMs() / 1_000) };
    return receiptsFor(requests, this.#outbox, this.#receiptOptions, now);
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
    if (!this.#outbox.chain(device)) await this.#learn([{ code: "device-unknown", deviceId: device }]);
  }

  /** Asks the back-end for devices that may have posted straight to the chain. Returns whether it knew more. */
  async #learn(decisions: readonly Decision[]): Promise<boolean> {
    if (!this.#node) return false;
    const doubtful = new Set<DeviceId>();
    for (const { code, deviceId } of decisions) if (deviceId && DOUBTS.has(code)) doubtful.add(deviceId);
    if (doubtful.size === 0) return false;
    const heads = await this.#node.heads(doubtful);
    return this.#database.transaction(() => heads.filter((chain) => this.#outbox.adoptChain(chain)).length > 0);
  }

  #proves({ deviceId, body, signature, previousLink }: Item): boolean {
    const { provider } = this.#settings;
    const publicKey = this.#outbox.chain(deviceId)?.publicKey;
    if (publicKey === undefined) return false;
    const preimages = contextsOf(this.#settings).map((each) => linkPreimage(each, previousLink, body));
    return preimages.some((preimage) => provider.p256Verify(publicKey, signature, ...preimage));
  }

  #included({ id, bytes, messages, block, gasUsed, feeWei, inputIndex }: Inclusion): void {
    const gas = Number(gasUsed);
    const feeGwei = Number(feeWei / GWEI);
    this.#includedBlock = block;
    this.#spending.add(feeGwei);
    this.metrics.batches.inc();
    this.metrics.messages.inc(messages);
    this.metrics.payloadBytes.inc(bytes);
    this.metrics.gas.inc(gas);
    this.metrics.fees.inc(feeGwei);
    this.metrics.batchFill.observe(bytes / PAYLOAD_MAX_BYTES);
    this.metrics.gasPerMessage.observe(gas / messages);
    this.#with.log.info({ batch: id, input: inputIndex, block, messages, bytes, gas, feeGwei }, "batch included");
  }

  #final(id: number): void {
    this.#database.transactionUnsynced(() => {
      this.#outbox.strip(id);
      this.#payloads.remove(id);
    });
  }

  #refused(code: Code): void {
    this.metrics.refusedByBackEnd.inc({ code });
    this.#trouble("refused-by-back-end", `The back-end refused what the relay had paid for: ${code}.`);
  }

  #gauges(): Gauges {
    const { nowMs } = this.#with;
    const { balanceWei, head, oldest } = this.#carrier;
    const balanceGwei = balanceWei === undefined ? undefined : Number(balanceWei / GWEI);
    const perS = this.#spending.perSecond();
    return {
      waitingBytes: this.#outbox.backlog().bytes,
      oldestWaitingS: oldest ? Math.max(0, nowMs() - oldest.ms) / 1_000 : 0,
      storeBytes: this.#database.bytes(),
      chainBlock: head > 0 ? head : undefined,
      includedBlock: this.#includedBlock,
      includedBatches: this.#payloads.included(Number.MAX_SAFE_INTEGER).length,
      balanceGwei,
      balanceLastsS: balanceGwei === undefined || perS === 0 ? undefined : balanceGwei / perS,
      accepting: this.obstacle === undefined,
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
    this.#database.close();
  }
}
