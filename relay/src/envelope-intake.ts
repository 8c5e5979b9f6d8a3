/**
 * The way of a request's envelopes: read, decide, check signatures in other threads, then decide once more and commit in
 * one step. The last decision sees what is committed at that moment; if it asks for a signature that was not checked,
 * nothing of the request is kept and it goes round again. So the result is that of a synchronous decision, in the order
 * of the commits.
 */
import type { AdmissionSettings } from "@witness/protocol/admission";
import type { Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import type { Database } from "./database.ts";
import { Groups } from "./groups.ts";
import { type Decision, type Intake, type Known, type ReadEnvelopes, readEnvelopes, takeEnvelopes } from "./intake.ts";
import { SignatureChecks } from "./signature-checks.ts";
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

/** What the intake is made with. `keep` and `receipts` run in the transaction of the commit. */
export interface EnvelopeIntakeOptions {
  readonly settings: AdmissionSettings;
  readonly known: Known;
  readonly database: Database;
  readonly check: CheckSignatures;
  readonly limits: WorkLimits;
  /** Writes what one request changes. */
  readonly keep: (intake: Intake) => void;
  /** Returns the receipts of each request, after all of them are kept. */
  readonly receipts: (requests: readonly (readonly Decision[])[]) => readonly (readonly Uint8Array[])[];
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
 * since. A device's allowance may have: a payload that left meanwhile is then charged to what comes next.
 */
function stillHolds({ decisions, before }: Intake, known: Known): boolean {
  for (const { code } of decisions) if (code !== "admitted") return false;
  for (const [deviceId, chain] of before) if (known.chain(deviceId) !== chain) return false;
  return true;
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
        const { decided, certain } = this.#decide({ read, checks });
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

  #decide({ read, checks }: Omit<CheckedRequest, "decided">) {
    const { settings, known } = this.#options;
    return checks.decide(() => takeEnvelopes(settings, known, read, checks.judge));
  }

  /** One transaction for all requests of a group; a request sees what the ones before it changed. */
  #commit(requests: readonly CheckedRequest[]): Promise<(RelayResponse | "again")[]> {
    const { database, known, keep, receipts } = this.#options;
    return database.transactionToDisk(() => {
      const taken = requests.map((request) => {
        const holds = stillHolds(request.decided, known);
        const { decided, certain } = holds ? { decided: request.decided, certain: true } : this.#decide(request);
        if (!certain) return undefined;
        keep(decided);
        return decided.decisions;
      });
      const issued = receipts(taken.map((decisions) => decisions ?? []));
      return taken.map((decisions, index) => (decisions ? { decisions, receipts: issued[index] ?? [] } : "again"));
    });
  }
}
