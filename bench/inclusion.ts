/** How many of a relay's envelopes lie on the chain. */
import { setTimeout as wait } from "node:timers/promises";
import { unpackPayload } from "@witness/protocol/batch";
import { INPUT_HEADER_BYTES } from "@witness/protocol/limits";

const ASK_EVERY_MS = 200;
/** Offset and length before the input in an event's data. */
const EVENT_HEADER_BYTES = 64;

/** Where to look. */
export interface Place {
  readonly rpcUrl: string;
  readonly inputBox: string;
  readonly application: string;
}

async function ask<T>(rpcUrl: string, method: string, params: readonly unknown[]): Promise<T> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const answer = await fetch(rpcUrl, { method: "POST", headers, body });
  return ((await answer.json()) as { result: T }).result;
}

/** The envelopes in an `InputAdded` event: its data holds the ABI call whose last argument is the payload. */
function envelopesIn(data: string): number {
  const input = Buffer.from(data.slice(2), "hex").subarray(EVENT_HEADER_BYTES);
  const length = input.readUInt32BE(INPUT_HEADER_BYTES - 4);
  const { runs } = unpackPayload(Uint8Array.from(input.subarray(INPUT_HEADER_BYTES, INPUT_HEADER_BYTES + length)));
  return runs.reduce((sum, { bodies }) => sum + bodies.length, 0);
}

/** Counts an application's envelopes on the chain as they come. */
export class Inclusion {
  included = 0;
  readonly #place: Place;
  #from = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  async #look(): Promise<void> {
    const { rpcUrl, inputBox, application } = this.#place;
    const tip = Number(await ask<string>(rpcUrl, "eth_blockNumber", []));
    if (tip < this.#from) return;
    const range = { fromBlock: `0x${this.#from.toString(16)}`, toBlock: `0x${tip.toString(16)}` };
    const of = `0x${application.slice(2).toLowerCase().padStart(64, "0")}`;
    const filter = { ...range, address: inputBox, topics: [null, of] };
    for (const { data } of await ask<{ data: string }[]>(rpcUrl, "eth_getLogs", [filter])) {
      this.included += envelopesIn(data);
    }
    this.#from = tip + 1;
  }

  /** Polls until there are so many, or until the time is over. Returns whether there are. */
  async until(count: number, withinMs: number): Promise<boolean> {
    const endMs = performance.now() + withinMs;
    for (;;) {
      await this.#look();
      if (this.included >= count) return true;
      if (performance.now() > endMs) return false;
      await wait(ASK_EVERY_MS);
    }
  }
}
