/**
 * Public verdicts by VIN or plate (docs/protocol.md, "Public verdict"). A car that is not public is answered like no car, by the
 * same work: its tag is in no list that is looked at. Pure.
 */
import { concat, saturated } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { PUBLIC_CARS_MAX } from "@witness/protocol/limits";
import { plateTag } from "@witness/protocol/record/plate";
import type { CarName, PublicAnswer } from "@witness/protocol/record/public-cars";
import { PUBLIC_FIELDS } from "@witness/protocol/record/public-cars";
import { vinTag } from "@witness/protocol/record/vin";
import { plateSaltOf, vinSaltsOf } from "../state/leaf.ts";
import { type Genesis, type State, stateRoot } from "../state/state.ts";
import { fieldsProof } from "./proof.ts";

const NOTHING = new Uint8Array();

/** Returns the tag (32 bytes) of a name, and what opens it. */
function tagOf(
  genesis: Genesis,
  context: Context,
  name: CarName,
): { readonly tag: Uint8Array; readonly salts: Uint8Array } {
  const { provider } = genesis;
  if (name.kind === "plate") {
    const salts = plateSaltOf(genesis, context, name.plate);
    return { tag: plateTag(name.plate, salts, provider), salts };
  }
  const salts = vinSaltsOf(genesis, context, name.vin);
  if (salts === undefined) throw new RangeError("A question names a VIN.");
  return { tag: vinTag(name.vin, salts, provider), salts: concat(salts.start, salts.end) };
}

/** Returns the cars that are public under a name. Salts are told only of a name that a public car has. */
export function publicCars(state: State, context: Context, name: CarName): PublicAnswer {
  const { tag, salts } = tagOf(state.genesis, context, name);
  const { first, total } = state.devices.publicUnder(name.kind, tag, PUBLIC_CARS_MAX);
  return {
    stateRoot: stateRoot(state),
    timeUnixS: state.timeUnixS,
    inputCount: saturated(state.inputCount),
    cars: first.map((record) => fieldsProof(state, context, record, PUBLIC_FIELDS)),
    total: saturated(total),
    salts: total === 0 ? NOTHING : salts,
  };
}
