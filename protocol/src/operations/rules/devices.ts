/** What a maker says of a device that it registered (docs/protocol.md, "Devices"). */
import type { RecordRule } from "../rule.ts";

/** The device is trusted no more. Its record stays, says so, and is kept out of statistics. */
export const revokeDevice: RecordRule<"revokeDevice"> = ({ holding, fields: { reason }, moment: { timeUnixS } }) => {
  if (reason === 0) return "malformed";
  if (holding.revocation.length > 0) return "device-revoked";
  return { holding: { ...holding, revocation: [{ reason, sinceUnixS: timeUnixS }] } };
};

/** The maker names the firmware that it put on the device. The history keeps it; nothing follows from it here. */
export const attestFirmware: RecordRule<"attestFirmware"> = ({ holding }) => ({ holding });
