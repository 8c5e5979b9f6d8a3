/**
 * Several nodes of one chain behind one `call`: they take turns by weight, one that does not answer is left out for a while, and
 * they are held against each other. A single node is a pool of one.
 */
import { ChainError } from "./errors.ts";
import { type Call, type ChainRpc, openRpc, quantity } from "./rpc.ts";

/** One node of a pool. */
export interface PoolNode {
  readonly url: string;
  /** Its share of the turns; 0 for one that is asked only when no other answers, and to compare. */
  readonly weight: number;
}

/** How a pool is opened. */
export interface RpcPoolOptions {
  /** At least one. */
  readonly nodes: readonly PoolNode[];
  readonly nowMs: () => number;
  /** Told when a node is left out. */
  readonly onOut?: (error: ChainError) => void;
}

/** What one node of the pool said. */
export interface PoolAnswer {
  readonly host: string;
  readonly call: Call;
  readonly result: unknown;
}

/** Which block somebody saw. */
export interface SeenHead {
  readonly number: number;
  /** 0x and 64 digits. */
  readonly hash: string;
}

/** For so long a node that did not answer, or is behind, is left out. */
const OUT_MS = 30_000;

interface Member {
  readonly rpc: ChainRpc;
  readonly weight: number;
  /** Of the smooth weighted round robin: the highest has the turn. */
  credit: number;
  outSinceMs: number | undefined;
}

/** Returns whether another node may know better: nothing came, or something in front of the node answered. */
const isNodesFault = (error: unknown): error is ChainError =>
  error instanceof ChainError && (error.code !== "chain-refused" || error.reason === undefined);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Nodes of one chain. */
export class RpcPool {
  readonly #members: readonly Member[];
  readonly #nowMs: () => number;
  readonly #onOut: (error: ChainError) => void;
  #current: Member;

  /** Opens the connections; nothing is sent. @throws {TypeError} when a URL is none */
  constructor({ nodes, nowMs, onOut = () => undefined }: RpcPoolOptions) {
    this.#nowMs = nowMs;
    this.#onOut = onOut;
    this.#members = nodes.map(({ url, weight }) => ({
      rpc: openRpc({ url }),
      weight,
      credit: 0,
      outSinceMs: undefined,
    }));
    const [first] = this.#members;
    if (!first) throw new TypeError("A pool has at least one node.");
    this.#current = first;
    this.turn();
  }

  /** How many nodes are asked now. */
  get inUse(): number {
    return this.#members.filter((each) => !this.#isOut(each)).length;
  }

  /** Asks the node whose turn it is, and another one when it does not answer. @throws {ChainError} as `Call` does */
  readonly call: Call = async (method, params) => {
    for (let left = this.#members.length; ; left -= 1) {
      const member = this.#current;
      try {
        return await member.rpc.call(method, params);
      } catch (error) {
        if (!isNodesFault(error) || left <= 1) throw error;
        // While it was asked, another call may have left it out already.
        if (member === this.#current) this.#leaveOut(member, error);
      }
    }
  };

  /** Gives the turn to the next node by weight. Between two turns one node answers, so that what it says fits together. */
  turn(): void {
    const answering = this.#members.filter((each) => !this.#isOut(each));
    const usable = answering.length > 0 ? answering : this.#members;
    const weighted = usable.filter(({ weight }) => weight > 0);
    const [first = this.#current, ...others] = weighted.length > 0 ? weighted : usable;
    let sum = 0;
    for (const each of [first, ...others]) {
      each.credit += each.weight;
      sum += each.weight;
    }
    this.#current = others.reduce((best, each) => (each.credit > best.credit ? each : best), first);
    this.#current.credit -= sum;
  }

  /** Leaves the node out whose turn it is, since it is behind. Returns whether there is another one. */
  skip(): boolean {
    if (this.inUse <= 1) return false;
    const sentence = `The chain's node at ${this.#current.rpc.host} is behind the others, which are asked instead.`;
    this.#leaveOut(this.#current, new ChainError(sentence, { code: "chain-unavailable" }));
    return true;
  }

  /**
   * Asks every node, and returns what came; the one whose turn it is first.
   * @throws {ChainError} what that one threw, when nothing came
   */
  async all(method: string, params: readonly unknown[]): Promise<readonly PoolAnswer[]> {
    const usable = this.#members.filter((each) => each !== this.#current && !this.#isOut(each));
    const asked = [this.#current, ...usable];
    const settled = await Promise.allSettled(asked.map(({ rpc }) => rpc.call(method, params)));
    const answers: PoolAnswer[] = [];
    for (const [place, member] of asked.entries()) {
      const outcome = settled[place];
      const { host, call } = member.rpc;
      if (outcome?.status === "fulfilled") answers.push({ host, call, result: outcome.value });
      else if (isNodesFault(outcome?.reason) && this.inUse > 1) this.#leaveOut(member, outcome.reason);
    }
    const [first] = settled;
    if (answers.length === 0 && first?.status === "rejected") throw first.reason;
    return answers;
  }

  /**
   * Holds the nodes against each other at one height: of the block that one of them called the newest, or, for a node that is
   * behind, of the newest that it has.
   * @throws {ChainError} `chain-disagreement` when two of them have different blocks there
   */
  async agree(head: SeenHead): Promise<void> {
    if (this.#members.length === 1) return;
    const { host, call } = this.#current.rpc;
    for (const other of await this.all("eth_getBlockByNumber", [quantity(head.number), false])) {
      if (other.call === call) continue;
      if (isRecord(other.result)) this.#same(head, { host, hash: head.hash }, { ...other, hash: other.result["hash"] });
      else await this.#agreeBehind(other, { host, call });
    }
  }

  async #agreeBehind(other: PoolAnswer, current: Pick<PoolAnswer, "host" | "call">): Promise<void> {
    const newest = await other.call("eth_getBlockByNumber", ["latest", false]).catch(() => undefined);
    if (!isRecord(newest) || typeof newest["number"] !== "string") return;
    const mine = await current.call("eth_getBlockByNumber", [newest["number"], false]);
    // The node whose turn it is may have been reorganised meanwhile to a shorter chain.
    if (!isRecord(mine)) return;
    const at = { number: Number(newest["number"]) };
    this.#same(at, { host: current.host, hash: mine["hash"] }, { host: other.host, hash: newest["hash"] });
  }

  #same(
    { number }: Pick<SeenHead, "number">,
    one: { readonly host: string; readonly hash: unknown },
    other: { readonly host: string; readonly hash: unknown },
  ): void {
    if (one.hash === other.hash) return;
    const sentence = `The chain's nodes at ${one.host} and ${other.host} have different blocks ${number}: ${String(one.hash).slice(0, 66)} and ${String(other.hash).slice(0, 66)}. Nothing is believed until they agree.`;
    throw new ChainError(sentence, { code: "chain-disagreement" });
  }

  #isOut({ outSinceMs }: Member): boolean {
    return outSinceMs !== undefined && Math.abs(this.#nowMs() - outSinceMs) < OUT_MS;
  }

  #leaveOut(member: Member, error: ChainError): void {
    member.outSinceMs = this.#nowMs();
    this.#onOut(error);
    if (member === this.#current) this.turn();
  }

  /** Ends the requests that are under way. */
  close(): void {
    for (const { rpc } of this.#members) rpc.close();
  }
}
