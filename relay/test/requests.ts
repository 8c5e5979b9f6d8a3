/** What devices and makers ask of a relay, and what they read of its answers. */
import { decodeReceipt } from "@witness/protocol/wire/receipt";

export const octets = (url: string, path: string, bytes: Uint8Array) =>
  fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: Buffer.from(bytes),
  });
export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
export async function postTexts(url: string, envelopes: readonly string[]) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/v1/envelopes`, { method: "POST", headers, body: JSON.stringify({ envelopes }) });
  return (await response.json()) as { results: { code: string }[]; receipts: string[] };
}
export const codesOf = async (answer: ReturnType<typeof postTexts>) => (await answer).results.map(({ code }) => code);
export const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
export const receiptOf = (text: string | undefined) =>
  decodeReceipt(Uint8Array.from(Buffer.from(text ?? "", "base64")));
