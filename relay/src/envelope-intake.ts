/**
 * The way of a request's envelopes: read, decide, check signatures in the thread pool, then decide once more and commit
 * in one step. The last decision sees what is on disk at that moment; if it asks for a signature that was not checked,
 * nothing of the request is kept and it goes round again. So the result is that of a synchronous decision.
 */
import type { AdmissionSettings } from "@witness/protocol/admission";
import type { Database } from "./database.ts";
import { Groups } from "./groups.ts";
import {
  type Decision,
  devicesOf,
  type Intake,
  type Known,
  type ReadEnvelopes,
  readEnvelopes,
  takeEnvelopes,
} from "./intake.ts";
import { SignatureChecks, type VerifySignature } from "./signature-checks.ts";
import { Turns } from "./turns.ts";

/** Messages that share one commit: more would keep others waiting for half a second. */
const GROUP_MESSAGES = 2_000;

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
  readonly verify: VerifySignature;
  /** Writes what one request changes. */
  readonly keep: (intake: Intake) => void;
  /** Returns the receipts of each request, after all of them are kept. */
  readonly receipts: (requests: readonly (readonly Decision[])[]) => readonly (readonly Uint8Array[])[];
}

interface CheckedRequest {
  readonly read: ReadEnvelopes;
  readonly checks: SignatureChecks;
}

/** Takes requests. Those that name the same device are decided in the order in which they came. */
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

  /** Takes the envelopes of one request. Resolves when what it changes is on disk. */
  take(messages: readonly Uint8Array[]): Promise<RelayResponse> {
    const read = readEnvelopes(messages);
    return this.#turns.take(devicesOf(read), () => this.#takeRead(read));
  }

  async #takeRead(read: ReadEnvelopes): Promise<RelayResponse> {
    const { settings, verify } = this.#options;
    const request = { read, checks: new SignatureChecks(settings.provider, verify) };
    for (;;) {
      while (!this.#decide(request).certain) await request.checks.settle();
      const response = await this.#groups.submit(request);
      if (response !== "again") return response;
    }
  }

  #decide({ read, checks }: CheckedRequest) {
    const { settings, known } = this.#options;
    return checks.decide(() => takeEnvelopes({ ...settings, provider: checks.provider }, known, read));
  }

  /** One transaction for all requests of a group; a request sees what the ones before it changed. */
  #commit(requests: readonly CheckedRequest[]): (RelayResponse | "again")[] {
    const { database, keep, receipts } = this.#options;
    return database.transaction(() => {
      const taken = requests.map((request) => {
        const { decided, certain } = this.#decide(request);
        if (!certain) return undefined;
        keep(decided);
        return decided.decisions;
      });
      const issued = receipts(taken.map((decisions) => decisions ?? []));
      return taken.map((decisions, index) => (decisions ? { decisions, receipts: issued[index] ?? [] } : "again"));
    });
  }
}
