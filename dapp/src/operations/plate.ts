/** Under which plate a car is public (docs/protocol.md, "Plate"). The chain says that it is, and the back-end alone opens which. Pure. */
import { OpenError, ProtocolError } from "@witness/protocol/errors";
import type { Holding } from "@witness/protocol/operations/holding";
import type { Operation as OperationMessage } from "@witness/protocol/operations/operation";
import { openPlate } from "@witness/protocol/plate-seal";
import { plateTag } from "@witness/protocol/record/plate";
import { plateSaltOf } from "../state/leaf.ts";
import type { DeviceRecord } from "../state/state.ts";
import type { Moment, View } from "./operation.ts";

/** Returns the tag of the plate that an owner sealed; undefined when it does not open, or is no plate. */
function opened(
  { genesis }: View,
  { context }: Moment,
  record: DeviceRecord,
  sealed: Uint8Array,
): Uint8Array | undefined {
  const { provider, applicationPrivateKey } = genesis;
  const place = { device: record.chain.deviceId, tenure: record.holding.tenure };
  try {
    const plate = openPlate(context, applicationPrivateKey, place, sealed, provider);
    return plateTag(plate, plateSaltOf(genesis, context, plate), provider);
  } catch (error) {
    if (error instanceof OpenError || error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Returns the tag of the plate under which a car is public after an operation took effect: the newest that its owner stated. It
 * ends with the publication, and so with the owner's tenure.
 * @param holding as the operation left it
 */
export function plateAfter(
  view: View,
  moment: Moment,
  record: DeviceRecord,
  { kind, fields }: OperationMessage,
  holding: Holding,
): Uint8Array | undefined {
  if (holding.isPublic === 0 || kind === "publish") return undefined;
  const { sealed } = fields;
  if (kind !== "publishPlate" || !(sealed instanceof Uint8Array)) return record.plateTag;
  return opened(view, moment, record, sealed);
}
