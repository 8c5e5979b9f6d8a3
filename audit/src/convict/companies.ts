/**
 * Who the makers and the administrators were when an input came: the genesis' ones, and after it what the public log of
 * operations says. Only operations about the application as a whole tell, and they hang on no record.
 */
import type { Genesis } from "@witness/ethereum/genesis";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { takeOperation } from "@witness/protocol/operations/effect";
import { type Globals, isClosed, makerKeys, newGlobals } from "@witness/protocol/operations/globals";
import { operationMoment } from "@witness/protocol/operations/rule";
import { PLACES_FOR_ALL } from "@witness/protocol/places";
import { withInheritedRoot } from "@witness/protocol/predecessor";
import { admitRegistration } from "@witness/protocol/registration-admission";
import type { Batch, Signed } from "@witness/protocol/wire/envelope";

/** What of the genesis companies hang on. */
export type CompaniesGenesis = Pick<Genesis, "makers" | "keyId"> &
  Partial<Pick<Genesis, "administrators" | "origins" | "predecessor">>;

/** Companies and administrators, as the inputs so far have left them. */
export class Companies {
  readonly #context: Context;
  readonly #genesis: CompaniesGenesis;
  #globals: Globals;

  constructor(context: Context, genesis: CompaniesGenesis) {
    const { makers, administrators } = genesis;
    this.#context = context;
    this.#genesis = genesis;
    this.#globals = newGlobals({ makers: makers.map(({ publicKey }) => publicKey), administrators }, provider);
  }

  /** Returns whether the application refuses every input of a block of this time: it has ended. */
  isClosedAt(timeUnixS: number): boolean {
    return isClosed(this.#globals, timeUnixS);
  }

  /** Returns whether a registration takes a record over, as its application admits it: one of its makers proved the record. */
  takesOver(signed: Signed): boolean {
    const { keyId, predecessor } = this.#genesis;
    const settings = {
      context: this.#context,
      provider,
      keyId,
      predecessor: withInheritedRoot(predecessor, this.#globals),
    };
    const before = { makers: makerKeys(this.#globals), publicKeyOf: () => undefined, places: PLACES_FOR_ALL };
    const decision = admitRegistration(settings, before, signed);
    return decision.code === "admitted" && decision.takeOver !== undefined;
  }

  /**
   * Takes an input's operations, and returns what each of them met, in their order: an operation may change what the next one
   * meets.
   * @param timeUnixS of the input's block
   */
  take({ operations = [] }: Pick<Batch, "operations">, timeUnixS: number): readonly Globals[] {
    const { origins, predecessor } = this.#genesis;
    const moment = operationMoment({ context: this.#context, provider, origins, predecessor }, timeUnixS);
    return operations.map((signed) => {
      const globals = this.#globals;
      if (isClosed(globals, timeUnixS)) return globals;
      const outcome = takeOperation({ globals, recordOf: () => undefined }, moment, signed);
      if (outcome.code === "admitted") this.#globals = outcome.globals ?? globals;
      return globals;
    });
  }
}
