/**
 * The way of a request's envelopes: read, load, decide, check signatures in other threads, then load and decide once more and
 * commit. What is committed hangs on what the last decision was taken over: when somebody has changed that, nothing is
 * written and it is decided again. If the last decision asks for a signature that was not checked, nothing of the request
 * is kept and it goes round again. So the result is that of a synchronous decision, in the order of the commits.
 */
import type { AdmissionSettings } from "@witness/protocol/admission";
import type { Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import { type Committed, Groups } from "./groups.ts";
import { type Decision, type Intake, type ReadEnvelopes, readEnvelopes, takeEnvelopes } from "./intake.ts";
import type { Received } from "./outbox.ts";
import { SignatureChecks } from "./signature-checks.ts";
import { isSameChain, Loaded, NotLoaded } from "./store/loaded.ts";
import type { Store } from "./store/store.ts";
import { Turns } from "./turns.ts";
import type { CheckSignatures } from "./verify-pool.ts";
import type { WorkLimits } from "./work-limits.ts";

/** Messages that share one commit: more would keep others waiting for half a second. */
const GROUP_MESSAGES = 2_000;

/** An earlier request that is under way may bring what is missing. */
const HANGS_ON_EARLIER: ReadonlySet<Code> = new Set(["sequence-gap", "link-mismatch", "session-unknown"]);

/** What became of a request. */
export interface RelayResponse {
  readonly decisions: readonly Decision[];
  readonly receipts: readonly Uint8Array[];
}

/** What the intake is made with. */
export interface EnvelopeIntakeOptions {
  readonly settings: AdmissionSettings;
  readonly store: Pick<Store, "load" | "commit">;
  readonly check: CheckSignatures;
  readonly limits: WorkLimits;
  readonly received: () => Received;
  /** Returns the receipts of each request, after all of them are taken up. */
  readonly receipts: (
    requests: readonly (readonly Decision[])[],
    kept: Pick<Loaded, "keptEnvelope" | "putReceipt">,
  ) => readonly (readonly Uint8Array[])[];
}

interface CheckedRequest {
  readonly read: ReadEnvelopes;
  readonly checks: SignatureChecks;
  /** The last decision, after all that it took for good was found to be. */
  readonly decided: Intake;
}

/** The devices whose envelopes do not simply follow the head, as if something before them were missing. */
function hanging({ decisions, items }: Intake): Set<DeviceId> {
  const devices = new Set<DeviceId>();
  for (const { code, deviceId } of decisions) if (deviceId && HANGS_ON_EARLIER.has(code)) devices.add(deviceId);
  for (const { opensGap, deviceId } of items) if (opensGap) devices.add(deviceId);
  return devices;
}

/**
 * Returns whether a decision would be the same now: everything of it was admitted, and no hash chain of it has changed
 * since. A device's allowance may have; a payload that left meanwhile is then charged to what comes next.
 */
function stillHolds({ decisions, before }: Intake, loaded: Loaded): boolean {
  for (const { code } of decisions) if (code !== "admitted") return false;
  for (const [deviceId, chain] of before) if (!isSameChain(loaded.chain(deviceId), chain)) return false;
  return true;
}

/** Returns the numbers that requests have of each device. */
function numbersOf(requests: readonly { readonly read: ReadEnvelopes }[]): ReadonlyMap<DeviceId, readonly number[]> {
  const numbers = new Map<DeviceId, number[]>();
  for (const { read } of requests) {
    for (const [device, list] of read.byDevice) {
      const own = numbers.get(device) ?? [];
      numbers.set(device, own);
      for (const { body } of list) own.push(body.sequence);
    }
  }
  return numbers;
}

/**
 * Takes requests. What follows a device's head is decided at once, whoever else names the device; what does not waits
 * for the earlier requests that name it, so that a device may send on before it is answered.
 */
export class EnvelopeIntake {
  readonly #options: EnvelopeIntakeOptions;
  readonly #turns = new Turns();
  readonly #groups: Groups<CheckedRequest, RelayResponse | "again">;

  constructor(options: EnvelopeIntakeOptions) {
    this.#options = options;
    this.#groups = new Groups({
      weight: ({ read }) => read.count,
      most: GROUP_MESSAGES,
      commit: (requests) => this.#commit(requests),
    });
  }

  /** Takes the envelopes of one request of a sender. Resolves when what it changes is on disk. */
  async take(messages: readonly Uint8Array[], sender: string): Promise<RelayResponse> {
    const { settings, check, limits } = this.#options;
    const read = readEnvelopes(messages);
    const checks = new SignatureChecks({ provider: settings.provider, check, limits, sender });
    const turn = this.#turns.begin(read.byDevice.keys());
    try {
      for (;;) {
        const { decided, certain } = await this.#decide({ read, checks });
        const earlier = turn.earlier(hanging(decided));
        if (earlier !== undefined) {
          await earlier;
          continue;
        }
        if (!certain && !(await checks.settle())) continue;
        const response = await this.#groups.submit({ read, checks, decided });
        if (response !== "again") return response;
      }
    } finally {
      checks.close();
      turn.end();
    }
  }

  /** Takes a decision over what is loaded: first without what is hardly ever there, then with all that it can ask for. */
  async #over<T>(requests: readonly { readonly read: ReadEnvelopes }[], decide: (loaded: Loaded) => T) {
    const devices = numbersOf(requests);
    const over = async (isAll: boolean) => {
      const loaded = new Loaded(await this.#options.store.load({ devices, isAll }));
      return { loaded, result: decide(loaded) };
    };
    try {
      return await over(false);
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      return over(true);
    }
  }

  async #decide(request: Omit<CheckedRequest, "decided">) {
    const { result } = await this.#over([request], (loaded) => this.#decideOver(loaded, request));
    return result;
  }

  #decideOver(loaded: Loaded, { read, checks }: Omit<CheckedRequest, "decided">) {
    return checks.decide(() => takeEnvelopes(this.#options.settings, loaded, read, checks.judge));
  }

  /** One transaction for all requests of a group; a request sees what the ones before it changed. */
  async #commit(requests: readonly CheckedRequest[]): Promise<Committed<RelayResponse | "again">> {
    const { store, receipts, received } = this.#options;
    for (;;) {
      const { loaded, result } = await this.#over(requests, (over) => {
        const taken = requests.map((request) => {
          const holds = stillHolds(request.decided, over);
          const { decided, certain } = holds
            ? { decided: request.decided, certain: true }
            : this.#decideOver(over, request);
          if (!certain) return undefined;
          over.keep(decided);
          return decided.decisions;
        });
        const issued = receipts(
          taken.map((decisions) => decisions ?? []),
          over,
        );
        return taken.map((decisions, index) =>
          decisions ? { decisions, receipts: issued[index] ?? [] } : ("again" as const),
        );
      });
      // Also when nothing changes: what is answered may have been written a moment ago and be on its way to the disk.
      const { applied, durable } = store.commit(loaded.changes(received()));
      if (await applied) return { answers: durable.then(() => result) };
    }
  }
}
