/** Makes passes as an owner does: from the record that the node shows the owner, and the proof of the notice that published it. */
import { equal, fromHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { decodeStateRoot } from "@witness/protocol/outputs";
import type { PassEvidence } from "@witness/protocol/pass/evidence";
import { issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { encodePassLink } from "@witness/protocol/pass/link";
import type { PassTerms } from "@witness/protocol/pass/pass";
import { walletPassSigner } from "@witness/protocol/pass/signature";
import type { RecordField } from "@witness/protocol/record/fields";
import { openVinEnd } from "@witness/protocol/record/vin";
import { noticePayload } from "@witness/verify/contracts";
import { readDeployment, type System } from "../scripts/system.ts";
import type { Owner } from "./owner.ts";
import { eventually } from "./system.ts";

interface Told {
  readonly result: { readonly data: unknown };
}

interface Output {
  readonly index: string;
  readonly raw_data: string;
  readonly output_hashes_siblings: readonly string[] | null;
}

/** Returns all that an owner may show of a car. Waits until the state that the node shows is claimed. */
export async function ownEvidence(system: System, owner: Owner, deviceId: string): Promise<PassEvidence> {
  const application = readDeployment(system.deployment).application.address;
  const call = async (method: string, params: object): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const headers = { "content-type": "application/json" };
    return ((await (await fetch(system.addresses.rpc, { method: "POST", headers, body })).json()) as Told).result.data;
  };
  const { proof, stateRoot, vehicle, vinSalts } = await owner.car(deviceId);
  const paged = { application, limit: 100, offset: 0, descending: true };
  const outputs = (await call("cartesi_listOutputs", paged)) as readonly Output[];
  const stateOf = ({ raw_data: raw }: Output) => decodeStateRoot(noticePayload(fromHex(raw)) ?? new Uint8Array());
  const found = outputs.find((output) => equal(stateOf(output).root, stateRoot));
  if (!found) throw new Error("The node shows no notice of the state that it answered from.");
  const { output_hashes_siblings: siblings } = await eventually(
    () => call("cartesi_getOutput", { application, output_index: found.index }) as Promise<Output>,
    (output) => output.output_hashes_siblings !== null,
    120_000,
  );
  const { inputIndex, admitted, refused } = stateOf(found);
  return {
    opening: proof.opening,
    place: proof.place,
    vinEnd: vinSalts && openVinEnd(vehicle.vin, vinSalts, native),
    notice: { inputIndex, admitted, refused },
    output: { index: Number(found.index), siblings: (siblings ?? []).map((sibling) => fromHex(sibling)) },
    sessions: [],
  };
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
