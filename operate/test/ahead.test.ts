/** A relay that takes an operation and signs a time to come, in which its promise comes due. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { utf8 } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { operationIdentity } from "@witness/protocol/operations/operation";
import { issueOperationReceipt } from "@witness/protocol/receipt";
import { encodeOperationReceipt } from "@witness/protocol/wire/receipt";
import { afterEach, expect, it } from "vitest";
import { postOperation } from "../src/relay.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const relayKey = derivePrivateKey(new Uint8Array(32).fill(91), provider);
const operation = { message: utf8("an operation"), signature: new Uint8Array(64) };
let close = (): void => {};
afterEach(() => close());

/** Posts to a relay whose clock is ahead. */
async function postAhead(aheadS: number) {
  const receivedAtUnixS = Math.floor(Date.now() / 1_000) + aheadS;
  const promise = { deadlineBlock: 2 ** 32 - 1, receivedAtUnixS };
  const identity = operationIdentity(operation.message, provider);
  const receipt = encodeOperationReceipt(issueOperationReceipt(context, identity, promise, relayKey, provider));
  const answer = JSON.stringify({ code: "admitted", receipt: Buffer.from(receipt).toString("base64") });
  const server = createServer((_, response) => response.end(answer));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const publicKey = provider.p256PublicKey(relayKey);
  return postOperation(`http://127.0.0.1:${port}`, context, operation, { publicKey, waitS: 0 });
}

it("is not believed more than a day ahead", async () => {
  await expect(postAhead(86_400 + 3_600)).rejects.toMatchObject({ code: "receipt-invalid" });
});

it("is believed within a day: clocks differ", async () => {
  await expect(postAhead(86_400 - 3_600)).resolves.toMatchObject({ deadlineBlock: 2 ** 32 - 1 });
});
