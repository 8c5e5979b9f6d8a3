/** Everything that the page may ask, behind one interface: what is shown gets this and fetches nothing itself. */
import { equal, toHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import type { Holding } from "@witness/protocol/operations/holding";
import type { RecordEvidence } from "@witness/protocol/pass/issue";
import { type AsOf, provenAsOf } from "@witness/protocol/record/as-of";
import type { RecordField } from "@witness/protocol/record/fields";
import type { CarAnswer, CarSummary, Status } from "@witness/protocol/wire/answer";
import type { DeviceHead } from "@witness/protocol/wire/head";
import type { LiveReading } from "@witness/protocol/wire/reading";
import type { AdvanceReport } from "@witness/protocol/wire/report";
import { accountName, type OwnListener, type OwnRun, openOwn } from "../own/client.ts";
import { forgetKept } from "../own/kept.ts";
import type { OwnBeforePlace } from "../own/messages.ts";
import { type ArchivePlace, archivePlace, OWN_ARCHIVE } from "./archive.ts";
import { type AnsweredState, type Assurance, assuranceOf, type FoundNotice, findNotice } from "./assurance.ts";
import { type ProofCheck, readValidators, type Validators } from "./chain.ts";
import { type CheckResult, check } from "./check.ts";
import { type Config, loadConfig } from "./config.ts";
import { demoWallet, leaveOldStore, type OldStore } from "./demo-wallet.ts";
import { type DemoCar, openGarage } from "./fleet.ts";
import { askHealth, type Health } from "./health.ts";
import type { KeyStore } from "./key-store.ts";
import { checkListedClaim, checkListedOutput } from "./listed.ts";
import { type Lists, openLists } from "./lists.ts";
import { httpLiveReader, readLive } from "./live.ts";
import {
  askCar,
  askCars,
  askHead,
  askHistory,
  askHolding,
  askRelease,
  askStatistics,
  askStatus,
  type EarlierAnswer,
  type ReleasedStatistics,
} from "./node.ts";
import { type MadePass, makePass, narrowedRecord, type PassOrder, showableRecord } from "./pass.ts";
import { type KeptPass, keepAtArchive } from "./pass-keeping.ts";
import { type ListedPass, listedPasses, listPass } from "./pass-list.ts";
import { withdrawPass } from "./pass-withdrawal.ts";
import { type EpochRow, type OutputRow, reportOn } from "./rollup.ts";
import { forgetSignIn, isKept, makeSignIn, restoreSignIn, type SignIn, signInName } from "./sign-in.ts";
import { type Eip1193, injectedWallet, type Wallet } from "./wallet.ts";

export type Statistics = Awaited<ReturnType<typeof askStatistics>>;

/** A check made this minute: both sides, and what the rule says of them. */
export interface Checked {
  readonly result: CheckResult;
  readonly live: LiveReading;
  readonly car: CarAnswer;
}

/** The page's only way out. */
export interface Evidence extends Pick<Lists, "inputs" | "outputs" | "epochs"> {
  readonly chainId: number;
  /** 0x and 40 digits. */
  readonly application: string;
  readonly hasInjectedWallet: boolean;
  /** Who was signed in when the page was opened. */
  readonly restored: SignIn | undefined;
  signIn(kind: SignIn["kind"]): Promise<SignIn>;
  /** Deletes the browser's keys, and has the other tabs of this browser forget them. */
  signOut(): Promise<void>;
  /** Calls back when the keys were deleted from outside of this tab. Returns how to stop listening. */
  onSignedOutElsewhere(call: () => void): () => void;
  garage(signedIn: SignIn): Promise<readonly DemoCar[]>;
  cars(signedIn: SignIn): Promise<readonly CarSummary[]>;
  /** `deviceId` is 8 bytes. */
  car(signedIn: SignIn, deviceId: Uint8Array): Promise<CarAnswer>;
  /** What the history of a car must come to: for a reader whose car it was once. `deviceId` is 8 bytes. */
  earlier(deviceId: Uint8Array): Promise<EarlierAnswer>;
  /** The head of the car's hash chain: a cheap way to learn that its record went on. */
  head(deviceId: Uint8Array): Promise<DeviceHead>;
  /** What the record that an answer proves keeps of a moment; undefined when it proves none. Nobody is asked. */
  asOf(car: CarAnswer, timeUnixS: number): AsOf | undefined;
  /** Starts a judging in this browser. */
  judgeOwn(signedIn: SignIn, listener: OwnListener): OwnRun;
  /** Has the wallet permit this browser's keys for the application before too. @throws {EvidenceError} as the wallet does */
  signInBefore(signedIn: SignIn): Promise<void>;
  /** The archives that are asked for histories, in order. */
  archives(): Promise<readonly ArchivePlace[]>;
  /** Sets the archives that the reader names, besides this page's own. */
  nameArchives(named: readonly ArchivePlace[]): Promise<void>;
  checkNow(signedIn: SignIn, deviceId: Uint8Array): Promise<Checked>;
  /** What an owner may do with passes. */
  readonly passes: Passes;
  statistics(): Promise<Statistics>;
  /** Null when the application makes no releases. */
  release(): Promise<ReleasedStatistics | null>;
  status(): Promise<Status>;
  findNotice(state: AnsweredState): Promise<FoundNotice | undefined>;
  /** `stateRoot` is 32 bytes. */
  assurance(stateRoot: Uint8Array, notice: FoundNotice | undefined): Promise<Assurance>;
  health(): Promise<Health>;
  validators(): Promise<Validators>;
  report(input: number): Promise<AdvanceReport | undefined>;
  /** Has the chain check an output as it was listed. */
  prove(shown: OutputRow): Promise<ProofCheck>;
  /** Has the chain check an epoch's claim as it was listed. */
  proveClaim(shown: EpochRow): Promise<ProofCheck>;
}

/** Passes of the owner who is signed in. */
export interface Passes {
  /** This page's server has an archive that keeps passes. */
  readonly canKeep: boolean;
  /** This page's server has a relay that carries what takes a pass back. */
  readonly canWithdraw: boolean;
  /** All that an answer lets its owner show. @throws {EvidenceError} `answer-unreadable` */
  showable(car: CarAnswer): RecordEvidence;
  /** What a pass with these fields would show. Nobody is asked. */
  preview(record: RecordEvidence, fields: readonly RecordField[]): RecordEvidence;
  /** Makes a pass, has the wallet sign it, and lists it in this browser. */
  make(signedIn: SignIn, order: PassOrder): Promise<MadePass>;
  /** Has the archive keep a pass, for a short link. */
  keep(made: MadePass): Promise<KeptPass>;
  /** Those of a car that were made in this browser. `deviceId` is 8 bytes. */
  made(signedIn: SignIn, deviceId: Uint8Array): Promise<readonly ListedPass[]>;
  /** Takes a pass back. */
  withdraw(signedIn: SignIn, listed: ListedPass): Promise<void>;
  /** What operations have made of a car's record, in the node's word. `deviceId` is 8 bytes. */
  holding(deviceId: Uint8Array): Promise<Holding>;
}

/** The other tabs of this browser that show this page. */
export interface Tabs {
  tell(word: string): void;
  /** Calls back with what another tab tells. Returns how to stop listening. */
  hear(call: (word: string) => void): () => void;
}

/** What the browser gives. */
export interface Surroundings {
  readonly store: KeyStore;
  /** Where earlier builds kept keys as text: they are taken out of there. */
  readonly oldStore: OldStore | undefined;
  readonly wallet: Eip1193 | undefined;
  readonly nowUnixS: () => number;
  readonly tabs: Tabs;
  /** Calls back whenever this tab is seen again. Returns how to stop listening. */
  readonly onSeen: (call: () => void) => () => void;
  /** Starts the worker that judges (`own-judgement.ts`). */
  readonly startWorker: () => Worker;
  /** Where histories are kept; undefined when the browser has none. */
  readonly databases: IDBFactory | undefined;
}

/** Asks for the record first and the car after: a reading that arrives in between can only raise the car's value. */
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

/**
 * Asks for an owner's cars only when the back-end had an input since the last answer, which is a function of the
 * inputs: the public count of inputs is a small question, the sealed list is not.
 */
function carsSinceInputs(config: Config, nowUnixS: () => number): Evidence["cars"] {
  let last: { signedIn: SignIn; inputCount: number; cars: readonly CarSummary[] } | undefined;
  return async (signedIn) => {
    const { inputCount } = await askStatus();
    // A permission that ended has to be declined by the back-end, whatever was answered before.
    const mayAsk = signedIn.authorisation.validUntilUnixS > nowUnixS();
    if (mayAsk && last?.signedIn === signedIn && last.inputCount === inputCount) return last.cars;
    const cars = await askCars(config, signedIn);
    last = { signedIn, inputCount, cars };
    return cars;
  };
}

/** Opens what an owner may do with passes. @param walletOf opens the wallet of whoever signed in */
function openPasses(
  { context, hasArchive, hasRelay }: Config,
  { store, nowUnixS }: Pick<Surroundings, "store" | "nowUnixS">,
  walletOf: (kind: SignIn["kind"]) => Promise<Wallet>,
): Passes {
  return {
    canKeep: hasArchive,
    canWithdraw: hasRelay,
    showable: showableRecord,
    preview: narrowedRecord,
    async make({ owner, kind }, order) {
      const made = await makePass(context, await walletOf(kind), { owner, order, nowUnixS: nowUnixS() });
      const { actor: _, ...terms } = made.terms;
      await listPass(store, context, owner, { ...terms, identity: made.identity, fields: order.fields });
      return made;
    },
    keep: ({ pass, terms: { expiresUnixS } }) => keepAtArchive(pass, { nowUnixS: nowUnixS(), expiresUnixS }),
    made: ({ owner }, deviceId) => listedPasses(store, context, owner, deviceId),
    async withdraw({ owner, kind }, listed) {
      const done = await withdrawPass(context, await walletOf(kind), { owner, listed, nowUnixS: nowUnixS() });
      await listPass(store, context, owner, done);
    },
    holding: askHolding,
  };
}

/** The name under which the reader's own archives are kept. */
const ARCHIVES = "archives";

async function namedArchives(store: KeyStore): Promise<readonly ArchivePlace[]> {
  const kept = await store.get(ARCHIVES);
  return Array.isArray(kept) ? kept.flatMap(({ url }) => archivePlace(String(url)) ?? []) : [];
}

/** Connects to this page's server. @throws {EvidenceError} `config-unavailable` */
export async function connect({
  store,
  oldStore,
  wallet,
  nowUnixS,
  tabs,
  onSeen,
  startWorker,
  databases,
}: Surroundings): Promise<Evidence> {
  const config = await loadConfig();
  const { context } = config;
  const application = `0x${toHex(context.application)}`;
  const place = { chainId: context.chainId, application };
  const lists = openLists(place);
  await leaveOldStore(oldStore, store);
  const judging = new Set<OwnRun>();
  /** Deletes what this browser read with the keys; nothing may go on writing it. */
  async function forgetRead(): Promise<void> {
    for (const run of judging) run.close();
    judging.clear();
    await forgetKept(databases);
  }
  const askCarsAgain = carsSinceInputs(config, nowUnixS);
  const walletOf = (kind: SignIn["kind"]): Promise<Wallet> =>
    kind === "demo" ? demoWallet(store) : injectedWallet(wallet);
  const restored = await restoreSignIn(context, store, nowUnixS());
  const { predecessor } = config;
  let signedInBefore = predecessor && (await restoreSignIn(predecessor.context, store, nowUnixS()));
  /** The application before as a reader may ask it: the same wallet must have permitted it there. */
  const placeBefore = ({ owner }: SignIn): OwnBeforePlace | undefined =>
    predecessor && {
      ...predecessor,
      signedIn: signedInBefore && equal(signedInBefore.owner, owner) ? signedInBefore : undefined,
    };
  // A permission may have ended while no tab was open: what was read with it ends with it.
  await forgetKept(databases, restored && accountName(context, restored)).catch(() => undefined);
  return {
    chainId: context.chainId,
    application,
    hasInjectedWallet: wallet !== undefined,
    restored,
    signIn: async (kind) => makeSignIn(context, await walletOf(kind), store, nowUnixS()),
    async signOut() {
      try {
        await forgetSignIn(context, store);
        if (predecessor) await forgetSignIn(predecessor.context, store);
        signedInBefore = undefined;
        await forgetRead();
      } finally {
        tabs.tell(signInName(context));
      }
    },
    onSignedOutElsewhere(heard) {
      const call = (): void => {
        // A worker of this tab may have kept something after the other tab had deleted it.
        forgetRead().catch(() => undefined);
        heard();
      };
      const unhear = tabs.hear((word) => {
        if (word === signInName(context)) call();
      });
      // A tab that was asleep heard nothing, and whoever clears the site's data tells nobody.
      const unsee = onSeen(() => {
        isKept(context, store).then(
          (kept) => kept || call(),
          // A store that cannot be read has deleted nothing.
          () => undefined,
        );
      });
      return () => {
        unhear();
        unsee();
      };
    },
    garage: (signedIn) => openGarage(signedIn.owner),
    cars: askCarsAgain,
    car: (signedIn, deviceId) => askCar(config, signedIn, deviceId),
    earlier: askHistory,
    head: askHead,
    judgeOwn(signedIn, listener) {
      const run = openOwn(startWorker(), { context, signedIn, before: () => placeBefore(signedIn) }, listener);
      judging.add(run);
      const close = (): void => {
        run.close();
        judging.delete(run);
      };
      return { ...run, close };
    },
    async signInBefore({ kind }) {
      if (!predecessor) return;
      signedInBefore = await makeSignIn(predecessor.context, await walletOf(kind), store, nowUnixS());
    },
    archives: async () => [...(config.hasArchive ? [OWN_ARCHIVE] : []), ...(await namedArchives(store))],
    nameArchives: (named) => store.put(ARCHIVES, named),
    asOf: (car, timeUnixS) => provenAsOf(car.proof, car, timeUnixS, noble),
    checkNow: (signedIn, deviceId) => checkNow(config, signedIn, deviceId, nowUnixS),
    passes: openPasses(config, { store, nowUnixS }, walletOf),
    statistics: () => askStatistics(),
    release: () => askRelease(),
    status: askStatus,
    findNotice: (state) => findNotice(lists, state),
    assurance: (stateRoot, notice) => assuranceOf(place, stateRoot, notice),
    health: () => askHealth(application),
    validators: () => readValidators(place),
    inputs: lists.inputs,
    outputs: lists.outputs,
    epochs: lists.epochs,
    report: (input) => reportOn(application, input),
    prove: (shown) => checkListedOutput(place, shown),
    proveClaim: (shown) => checkListedClaim(place, shown),
  };
}
