/** Everything that the page may ask, behind one interface: what is shown gets this and fetches nothing itself. */
import { toHex } from "@witness/protocol/bytes";
import type { CarAnswer, CarSummary, DeviceHead, Status } from "@witness/protocol/wire/answer";
import type { LiveReading } from "@witness/protocol/wire/reading";
import type { AdvanceReport } from "@witness/protocol/wire/report";
import { type Assurance, assuranceOf, findNotice } from "./assurance.ts";
import { checkClaim, checkOutput, type ProofCheck, readValidators, type Validators } from "./chain.ts";
import { type CheckResult, check } from "./check.ts";
import { type Config, loadConfig } from "./config.ts";
import { type DemoCar, openGarage } from "./fleet.ts";
import { askHealth, type Health } from "./health.ts";
import { httpLiveReader, readLive } from "./live.ts";
import { askCar, askCars, askHead, askStatistics, askStatus } from "./node.ts";
import {
  type EpochRow,
  getEpoch,
  getOutput,
  type InputRow,
  listEpochs,
  listInputs,
  listOutputs,
  type OutputRow,
  type Page,
  type Part,
  reportOn,
} from "./rollup.ts";
import {
  demoWallet,
  type Eip1193,
  endsSignIn,
  forgetSignIn,
  injectedWallet,
  type KeyStore,
  makeSignIn,
  randomBytes,
  restoreSignIn,
  type SignIn,
} from "./sign-in.ts";

export type Statistics = Awaited<ReturnType<typeof askStatistics>>;

/** A check made this minute: both sides, and what the rule says of them. */
export interface Checked {
  readonly result: CheckResult;
  readonly live: LiveReading;
  readonly car: CarAnswer;
}

/** The page's only way out. */
export interface Evidence {
  readonly chainId: number;
  /** 0x and 40 digits. */
  readonly application: string;
  readonly hasInjectedWallet: boolean;
  restore(): SignIn | undefined;
  signIn(kind: SignIn["kind"]): Promise<SignIn>;
  signOut(): void;
  /** Calls back when another tab of this browser signs out. Returns how to stop listening. */
  onSignedOutElsewhere(call: () => void): () => void;
  garage(signedIn: SignIn): Promise<readonly DemoCar[]>;
  cars(signedIn: SignIn): Promise<readonly CarSummary[]>;
  /** `deviceId` is 8 bytes. */
  car(signedIn: SignIn, deviceId: Uint8Array): Promise<CarAnswer>;
  /** Where the car's chain stands: a cheap way to learn that its record went on. */
  head(deviceId: Uint8Array): Promise<DeviceHead>;
  /** The record as it stood after an envelope. */
  carAsOf(signedIn: SignIn, deviceId: Uint8Array, sequence: number): Promise<CarAnswer>;
  checkNow(signedIn: SignIn, deviceId: Uint8Array): Promise<Checked>;
  statistics(): Promise<Statistics>;
  status(): Promise<Status>;
  findNotice(stateRoot: Uint8Array): Promise<number | undefined>;
  assurance(stateRoot: Uint8Array, notice: number | undefined): Promise<Assurance>;
  health(): Promise<Health>;
  validators(): Promise<Validators>;
  inputs(part: Part): Promise<Page<InputRow>>;
  outputs(part: Part): Promise<Page<OutputRow>>;
  epochs(part: Part): Promise<Page<EpochRow>>;
  report(input: number): Promise<AdvanceReport | undefined>;
  prove(output: number): Promise<ProofCheck>;
  proveClaim(epoch: number): Promise<ProofCheck>;
}

/** What the browser gives. */
export interface Surroundings {
  readonly store: KeyStore;
  readonly wallet: Eip1193 | undefined;
  readonly nowUnixS: () => number;
  /** Calls back with the name and new value of what another tab changed in the store. Returns how to stop listening. */
  readonly onStorage: (changed: (name: string | null, value: string | null) => void) => () => void;
}

/** The record first, the car after: a reading that arrives in between can only raise the car's value. */
async function checkNow(
  config: Config,
  signedIn: SignIn,
  deviceId: Uint8Array,
  nowUnixS: () => number,
): Promise<Checked> {
  const car = await askCar(config, signedIn, deviceId);
  const live = await readLive(httpLiveReader, config.context, { deviceId, publicKey: car.publicKey });
  return { result: check(live, car, nowUnixS()), live, car };
}

/** Connects to this page's server. @throws {EvidenceError} `config-unavailable` */
export async function connect({ store, wallet, nowUnixS, onStorage }: Surroundings): Promise<Evidence> {
  const config = await loadConfig();
  const { context } = config;
  const application = `0x${toHex(context.application)}`;
  return {
    chainId: context.chainId,
    application,
    hasInjectedWallet: wallet !== undefined,
    restore: () => restoreSignIn(context, store, nowUnixS()),
    signIn: async (kind) => {
      const chosen = kind === "demo" ? demoWallet(store, randomBytes) : await injectedWallet(wallet);
      return makeSignIn(context, chosen, store, nowUnixS(), randomBytes);
    },
    signOut: () => forgetSignIn(context, store),
    onSignedOutElsewhere: (call) =>
      onStorage((name, value) => {
        if (endsSignIn(context, name, value)) call();
      }),
    garage: (signedIn) => openGarage(signedIn.owner),
    cars: (signedIn) => askCars(config, signedIn),
    car: (signedIn, deviceId) => askCar(config, signedIn, deviceId),
    head: askHead,
    carAsOf: (signedIn, deviceId, sequence) => askCar(config, signedIn, deviceId, sequence),
    checkNow: (signedIn, deviceId) => checkNow(config, signedIn, deviceId, nowUnixS),
    statistics: () => askStatistics(),
    status: askStatus,
    findNotice: (stateRoot) => findNotice(application, stateRoot),
    assurance: (stateRoot, notice) => assuranceOf(application, stateRoot, notice),
    health: () => askHealth(application),
    validators: () => readValidators(application),
    inputs: (part) => listInputs(application, part),
    outputs: (part) => listOutputs(application, part),
    epochs: (part) => listEpochs(application, part),
    report: (input) => reportOn(application, input),
    prove: async (output) => checkOutput(application, await getOutput(application, output)),
    proveClaim: async (epoch) => checkClaim(application, await getEpoch(application, epoch)),
  };
}
