/** A state with something in each of its parts, and where a snapshot of it is kept. */
import { join } from "node:path";
import { signMessage } from "@witness/protocol/sign";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import type { Genesis, State } from "../src/state/state.ts";
import { context, drive, feed, inputOf, makerKey, p, run, TestDevice, withCode, world } from "./world.ts";

/** A snapshot of `aState`, written by `node dapp/scripts/snapshot.ts` of the release that began its version. */
export const SNAPSHOT_FIXTURE: string = join(import.meta.dirname, "../fixtures/state.snapshot");

/** Two cars, one of them with a copy, a trouble code and refusals; and a device whose vehicle did not open. */
export function aState(change: Partial<Genesis> = {}): State {
  const state = world(change);
  const [device, other] = [new TestDevice("device"), new TestDevice("other")];
  const registrations = [device.registration(), other.registration(undefined, undefined, "Vega", "WAS00000000000001")];
  feed(state, inputOf({ registrations }, 3));
  feed(state, inputOf({ runs: [run(device.send(withCode(drive(3), 1, 77)))] }, 4));
  const twin = device.copy();
  feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 6));
  feed(state, inputOf({ runs: [run(twin.send(drive(2, 5_000)))], registrations: [device.registration()] }, 7));
  const said = decodeRegistration(new TestDevice("garbled").registration().message);
  const message = encodeRegistration({ ...said, sealedVehicle: said.sealedVehicle.toReversed() });
  feed(state, inputOf({ registrations: [signMessage("registration", context, message, makerKey, p)] }, 8));
  return state;
}
