/**
 * What the node says of the application as a whole (docs/relay.md, "Makers", "The end of an application"): whose registrations are
 * taken, which are the genesis' makers until it says which operations registered, rotated and revoked since; and when the
 * application closes. It is the node's word, as for what operations come to: with a node that lies the
 * relay pays for registrations that are refused, or refuses some that are not. What a record says is not the relay's to decide.
 */
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { ProtocolError } from "@witness/protocol/errors";
import {
  decodeGlobals,
  type Globals,
  inheritedRoot,
  type MakerKey,
  makerKeys,
} from "@witness/protocol/operations/globals";
import { provenGlobals } from "@witness/protocol/record/globals";
import type { GlobalsAnswer } from "@witness/protocol/wire/globals";
import type { NodeClient } from "./node-client.ts";

/** A block or less: however many registrations come, the node is asked once in this time. */
const ASK_AGAIN_MS = 2_000;

/** What the makers are made with. */
export interface MakersOptions {
  readonly genesis: readonly MakerKey[];
  /** Absent: the genesis' makers are all. */
  readonly node: Pick<NodeClient, "ask"> | undefined;
  readonly provider: CryptoProvider;
  readonly nowMs: () => number;
  /** Called with what the node says of the application, each time that it is asked. */
  readonly onHeard: (globals: Globals) => void;
  readonly onTrouble: (code: "node-unavailable", message: string) => void;
}

/** Who may register devices now, as far as the relay knows. */
export class Makers {
  readonly #with: MakersOptions;
  #keys: readonly MakerKey[];
  #globals: Globals | undefined;
  #askedMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<unknown> | undefined;

  constructor(options: MakersOptions) {
    this.#with = options;
    this.#keys = options.genesis;
  }

  get keys(): readonly MakerKey[] {
    return this.#keys;
  }

  /** The predecessor's last state root (32 bytes), once the application has been told. */
  get inheritedRoot(): Uint8Array | undefined {
    return this.#globals && inheritedRoot(this.#globals);
  }

  /** Asks the node now, and returns what it says of the application as a whole; undefined when it does not say. Never rejects. */
  async ask(): Promise<Globals | undefined> {
    const { node } = this.#with;
    return node && this.#ask(node);
  }

  /** Asks the node, unless it was asked a moment ago. What was known stays when the node does not say. Never rejects. */
  async refresh(): Promise<void> {
    const { node, nowMs } = this.#with;
    if (this.#underWay !== undefined) {
      await this.#underWay;
      return;
    }
    if (!node || Math.abs(nowMs() - this.#askedMs) < ASK_AGAIN_MS) return;
    this.#askedMs = nowMs();
    this.#underWay = this.#ask(node).finally(() => {
      this.#underWay = undefined;
    });
    await this.#underWay;
  }

  async #ask(node: Pick<NodeClient, "ask">): Promise<Globals | undefined> {
    const answered = await node.ask({ kind: "globals" });
    // Before the first input the state is the genesis', and a node that could not be asked has been reported.
    if (answered?.answer.kind !== "globals") return undefined;
    const globals = this.#read(answered.answer);
    if (globals) {
      this.#keys = makerKeys(globals);
      this.#globals = globals;
      this.#with.onHeard(globals);
    } else {
      const sentence = "What the node says of the application does not hold under its own root.";
      this.#with.onTrouble("node-unavailable", sentence);
    }
    return globals;
  }

  #read({ proof: { opening, place }, stateRoot }: GlobalsAnswer): Globals | undefined {
    try {
      const values = provenGlobals(opening, place, stateRoot, this.#with.provider);
      return values && decodeGlobals(values);
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
  }
}
