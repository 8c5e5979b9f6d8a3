/**
 * Whose registrations the relay pays for (docs/relay.md, "Makers"): of those that an accepted claim has, the ones that the node
 * still names. The genesis' makers count until a claim says otherwise. So a node that lies can keep a maker out, as a silent
 * one does, and invent none.
 *
 * The rest of what the node says of the application as a whole is its word: what an operation would come to, and when the
 * application closes.
 */
import { equal } from "@witness/protocol/bytes";
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
import type { AcceptedMakers } from "./accepted-makers.ts";
import type { NodeClient } from "./node-client.ts";

/** A block or less: however many registrations come, the node is asked once in this time. */
const ASK_AGAIN_MS = 2_000;

/** What the makers are made with. */
export interface MakersOptions {
  /** Those that the chain vouches for. */
  readonly accepted: AcceptedMakers;
  /** Absent: nobody says who is a maker still. */
  readonly node: Pick<NodeClient, "ask"> | undefined;
  readonly provider: CryptoProvider;
  readonly nowMs: () => number;
  /** Called with what the node says of the application, each time that it is asked. */
  readonly onHeard: (globals: Globals) => void;
  readonly onTrouble: (code: "node-unavailable", message: string) => void;
}

/** Whether two lists name one and the same maker's key. */
const names = (makers: readonly MakerKey[], { id, publicKey }: MakerKey): boolean =>
  makers.some((each) => equal(each.id, id) && equal(each.publicKey, publicKey));

/** Who may register devices now, as far as the relay knows. */
export class Makers {
  readonly #with: MakersOptions;
  #said: readonly MakerKey[] | undefined;
  #globals: Globals | undefined;
  #askedMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<unknown> | undefined;

  constructor(options: MakersOptions) {
    this.#with = options;
  }

  /** Makers whose registrations are paid for. */
  get keys(): readonly MakerKey[] {
    const { keys } = this.#with.accepted;
    const said = this.#said;
    return said ? keys.filter((maker) => names(said, maker)) : keys;
  }

  /** Makers that the node names and no accepted claim has yet. */
  get awaited(): readonly MakerKey[] {
    const { keys } = this.#with.accepted;
    return this.#said?.filter((maker) => !names(keys, maker)) ?? [];
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
    const { answer } = answered;
    const globals = this.#read(answer);
    if (globals) {
      this.#said = makerKeys(globals);
      this.#globals = globals;
      this.#with.onHeard(globals);
      await this.#with.accepted.hear({ keys: this.#said, stateRoot: answer.stateRoot });
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
