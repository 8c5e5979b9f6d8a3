/** A reader of an archive who trusts nobody: tiles are folded to what a record proves. */
import { fromHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { type HistoryReading, readHistory } from "@witness/protocol/history/reader";
import { keyIdentity } from "@witness/protocol/identity";
import { provenRecord } from "@witness/protocol/record/tree";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { readDeployment, type System } from "../scripts/system.ts";

interface Editions {
  readonly editions: readonly { readonly edition: string; readonly tiles: number }[];
}

/** Reads a car's history out of the system's archive: the edition that comes to the answer's accumulator. */
export async function historyOf(system: System, deviceId: string, answer: CarAnswer): Promise<HistoryReading> {
  const { proof, stateRoot, deviceId: device, publicKey } = answer;
  const record = provenRecord(proof.opening, proof.place, { deviceId: device, stateRoot }, provider);
  if (!record?.chain) throw new Error("The answer proves nothing of the car's chain.");
  const { chainId, application } = readDeployment(system.deployment);
  const options = {
    context: { chainId, application: fromHex(application.address) },
    provider,
    keyId: keyIdentity(fromHex(system.keys().applicationPublicKey), provider),
    devicePublicKey: publicKey,
    proven: { accumulator: record.chain.accumulator, items: record.chain.items },
  };
  const path = `${system.addresses.archive}/v1/devices/${deviceId}`;
  const { editions } = (await (await fetch(path)).json()) as Editions;
  let last: HistoryReading | undefined;
  for (const { edition, tiles } of editions) {
    const bytes: Uint8Array[] = [];
    for (let number = 0; number < tiles; number += 1) {
      const response = await fetch(`${path}/editions/${edition}/tiles/${number}`);
      bytes.push(new Uint8Array(await response.arrayBuffer()));
    }
    last = readHistory(options, bytes);
    if ("proven" in last) return last;
  }
  if (!last) throw new Error("The archive does not know the car.");
  return last;
}
