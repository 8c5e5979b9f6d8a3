/** Alerts over HTTP as Standard Webhooks has it (standardwebhooks.com, version 1.0.0): signed, and sent again until they arrive. */
import { createHmac } from "node:crypto";
import type { Store } from "./store.ts";

/** Where alerts go. */
export interface AlertOptions {
  readonly url: string;
  readonly secret: Uint8Array;
  readonly store: Store;
  readonly nowMs: () => number;
  /** Told of an alert that is given up. */
  readonly onUndelivered: (sentence: string) => void;
}

const ANSWER_WITHIN_MS = 15_000;
const AT_ONCE = 50;
/** The pauses after each attempt, as the specification proposes them; after the last one the alert is given up. */
const PAUSES_S = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** Returns the headers of an alert. The receiver computes the same signature over the body that came. */
function alertHeaders(
  { id, body, unixS }: { readonly id: string; readonly body: string; readonly unixS: number },
  secret: Uint8Array,
): Readonly<Record<string, string>> {
  const signature = createHmac("sha256", secret).update(`${id}.${unixS}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(unixS),
    "webhook-signature": `v1,${signature}`,
  };
}

/** Delivers what waits. */
export class Alerts {
  readonly #with: AlertOptions;

  constructor(options: AlertOptions) {
    this.#with = options;
  }

  /** Sends each alert whose time has come. Resolves when each was tried once. */
  async send(): Promise<void> {
    const { store, nowMs, onUndelivered } = this.#with;
    for (const { id, body, attempts } of store.alerts(nowMs(), AT_ONCE)) {
      const pauseS = PAUSES_S[attempts];
      if (await this.#post(`witness_alert_${id}`, body)) store.removeAlert(id);
      else if (pauseS !== undefined) store.putOff(id, nowMs() + pauseS * 1_000);
      else {
        onUndelivered(`Alert ${id} was refused ${attempts + 1} times and is given up; the record has it all the same.`);
        store.removeAlert(id);
      }
    }
  }

  async #post(id: string, body: string): Promise<boolean> {
    const { url, secret, nowMs } = this.#with;
    const headers = alertHeaders({ id, body, unixS: Math.floor(nowMs() / 1_000) }, secret);
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    try {
      const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" });
      await response.body?.cancel();
      return response.ok;
    } catch {
      // No answer is as good as a refusal.
      return false;
    }
  }
}
