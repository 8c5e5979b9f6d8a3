/** What the back-end says of a device's chain: one public query to the rollup node. */
import { concat, fromHex, u32 } from "@witness/protocol/bytes";
import type { Chain } from "@witness/protocol/chain";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";

const ANSWER_WITHIN_MS = 3_000;

/** Asks for a device's head (id: 8 bytes); undefined when the back-end knows no such device. */
export async function askHead(inspectUrl: string, deviceId: Uint8Array): Promise<Chain | undefined> {
  const response = await fetch(inspectUrl, {
    method: "POST",
    body: Buffer.from(encodeQuery({ kind: "head", deviceId })),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!response.ok) throw new Error(`the node answered ${response.status}`);
  const { reports } = (await response.json()) as { reports: readonly { payload: string }[] | null };
  const answer = decodeAnswer(fromHex(reports?.[0]?.payload ?? ""));
  if (answer.kind !== "head") return undefined;
  const { publicKey, sequence, link, session } = answer.head;
  return { deviceId, publicKey, sequence, link, session, recent: concat(u32(sequence), link) };
}
