/** Makes passes as an owner does: from the record that the node shows the owner, and the proof of the notice that published it. */
import { findNotice } from "@witness/ethereum/outputs";
import { openRpc } from "@witness/ethereum/rpc";
import { fromHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import type { PassEvidence } from "@witness/protocol/pass/evidence";
import { answeredEvidence, issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { encodePassLink } from "@witness/protocol/pass/link";
import type { PassTerms } from "@witness/protocol/pass/pass";
import { walletPassSigner } from "@witness/protocol/pass/signature";
import type { RecordField } from "@witness/protocol/record/fields";
import { readDeployment, type System } from "../scripts/system.ts";
import type { Owner } from "./owner.ts";
import { eventually } from "./system.ts";

/** Returns all that an owner may show of a car. Waits until the state that the node shows is claimed. */
export async function ownEvidence(system: System, owner: Owner, deviceId: string): Promise<PassEvidence> {
  const application = readDeployment(system.deployment).application.address;
  const { call } = openRpc({ url: system.addresses.rpc });
  const car = await owner.car(deviceId);
  const { output, proof } =
    (await eventually(
      () => findNotice(call, application, car.stateRoot),
      (found) => found?.proof !== undefined,
      120_000,
    )) ?? {};
  const evidence = output && proof && answeredEvidence(car, { output, proof }, native);
  if (!evidence) throw new Error("The node's answer and the notice of its state do not belong together.");
  return evidence;
}

/** Returns a signed pass as bytes, of 30 days from now unless said otherwise. */
export function passOf(
  system: System,
  owner: Owner,
  evidence: PassEvidence,
  { fields, ...terms }: { readonly fields: readonly RecordField[] } & Pick<PassTerms, "device"> & Partial<PassTerms>,
): Uint8Array {
  const { chainId, application } = readDeployment(system.deployment);
  const context = { chainId, application: fromHex(application.address) };
  const issuedUnixS = Math.floor(Date.now() / 1_000);
  const said = { issuedUnixS, expiresUnixS: issuedUnixS + 30 * 86_400, purpose: "Sale", forWhom: "Ada Lovelace" };
  const shown = narrowEvidence(evidence, fields, native);
  return issuePass({ ...said, ...terms }, shown, walletPassSigner(context, owner.key), native);
}

/** The part of a link after #. */
export const fragmentOf = (pass: Uint8Array): string => encodePassLink({ form: "whole", pass });
