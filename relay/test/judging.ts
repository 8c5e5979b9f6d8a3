/** The back-end's core, which takes one input after the other: what every back-end of these tests does. */
import type { Context } from "@witness/protocol/context";
import { advance, type Transition } from "../../dapp/src/state/advance.ts";
import { apply, type Genesis, newState, type State } from "../../dapp/src/state/state.ts";

export class Judging {
  readonly state: State;
  /** How many inputs it has taken, as it says. */
  inputs = 0;
  readonly #context: Context;

  constructor(context: Context, genesis: Genesis) {
    this.#context = context;
    this.state = newState(genesis);
  }

  /** Takes the next input. @param timeUnixS of its block; a second after the one before unless given */
  take(payload: Uint8Array, timeUnixS = 1_790_000_000 + this.inputs): Transition {
    const transition = advance(this.state, { context: this.#context, payload, timeUnixS, index: this.inputs });
    this.inputs += 1;
    if (transition.status === "accept") apply(this.state, transition.change);
    return transition;
  }
}
