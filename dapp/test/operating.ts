/** Operations about test devices: signed as by somebody who knows the state, and taken by the back-end. */
import { deviceIdOf } from "@witness/protocol/identity";
import { sealEntry } from "@witness/protocol/journal-seal";
import { type EntryContent, encodeEntryContent } from "@witness/protocol/operations/entry";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { administratorKeys, type Change, type Signer, signedOperation } from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import type { DeviceRecord, State } from "../src/state/state.ts";
import { applicationPublicKey, context, feed, inputOf, NOW, p, type TestDevice } from "./world.ts";

/** The set of which `administratorsBy()` signs two. */
export const administrators = { threshold: 2, publicKeys: administratorKeys };

export function recordOf(state: State, { id }: Pick<TestDevice, "id">): DeviceRecord {
  const record = state.devices.get(deviceIdOf(id));
  if (!record) throw new Error("The device is not registered.");
  return record;
}

/** Signs as somebody would who knows the state, but for what `change` says. */
export function signedAbout(
  state: State,
  device: TestDevice,
  signer: Signer,
  kind: OperationKind,
  fields: Operation["fields"] = {},
  change: Change = {},
): SignedOperation {
  const { holding, chain } = recordOf(state, device);
  const { globals, timeUnixS } = state;
  const sight = { at: context, globals, holding, chain, timeUnixS, deviceKey: device.key, provider: p };
  return signedOperation(sight, signer, kind, fields, change);
}

/** Somebody does what takes effect. Returns the operation's identity. */
export function act(...about: Parameters<typeof signedAbout>): Uint8Array {
  const [state, , , kind] = about;
  const operation = signedAbout(...about);
  const input = inputOf({ operations: [operation] }, state.inputCount, { timeUnixS: state.timeUnixS });
  const { operationCodes } = decodeAdvanceReport(feed(state, input).reports[0] ?? new Uint8Array());
  if (operationCodes?.[0] !== "admitted") throw new Error(`${kind} was refused: ${operationCodes}`);
  return p.sha256(operation.message);
}

/** Returns the fields of an entry of the journal, sealed to the application. */
export function sealedEntry(
  { id }: TestDevice,
  entry: number,
  change: Partial<EntryContent> = {},
  tenure = 1,
): Operation["fields"] {
  const empty = { timeUnixS: NOW, raw: 0, numerator: 0, denominator: 0, other: new Uint8Array(8), text: [] };
  const content = encodeEntryContent({ ...empty, ...change });
  const place = { device: id, tenure, entry };
  return { entry, sealed: sealEntry(context, applicationPublicKey, place, content, seed("entry"), p) };
}
