/** Takes a pass back: an operation that the owner signs and a relay carries into the car's history, where whoever checks finds it. */
import type { Context } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { CODES, type Code } from "@witness/protocol/errors";
import { encodeOperation, operationTypedData } from "@witness/protocol/operations/operation";
import { draftOperation } from "@witness/protocol/operations/signing";
import { encodeSignedOperation } from "@witness/protocol/wire/envelope";
import { EvidenceError } from "./errors.ts";
import { askHolding } from "./node.ts";
import { assertOwner, signedBy } from "./pass.ts";
import type { ListedPass } from "./pass-list.ts";
import type { Wallet } from "./wallet.ts";

const TIMEOUT_MS = 30_000;
/** For so long the operation can take effect: a relay that is behind catches up in a day. */
const LASTS_S = 86_400;

const unavailable = (cause?: unknown): EvidenceError =>
  new EvidenceError("relay-unavailable", "The relay does not answer, so the pass still holds; try again.", { cause });

const isCode = (code: unknown): code is Code => typeof code === "string" && Object.hasOwn(CODES, code);

/** Posts an operation through this page's server. @throws {EvidenceError} `relay-unavailable`, or `not-answered` with the relay's code */
async function post(body: Uint8Array): Promise<void> {
  let response: Response;
  try {
    response = await fetch("/api/relay/v1/operations", {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: Uint8Array.from(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw unavailable(cause);
  }
  if (response.ok) return;
  const { code } = ((await response.json().catch(() => undefined)) ?? {}) as { readonly code?: unknown };
  if (!isCode(code)) throw unavailable();
  throw new EvidenceError("not-answered", `The relay does not take it: ${CODES[code].sentence}`, { declined: code });
}

/**
 * Takes a pass back. Returns it with the operation that does so, once a relay has taken that.
 * @param owner who signed in, 20 bytes
 * @throws {EvidenceError} as the wallet, the node and the relay do
 */
export async function withdrawPass(
  context: Context,
  wallet: Wallet,
  { owner, listed, nowUnixS }: { readonly owner: Uint8Array; readonly listed: ListedPass; readonly nowUnixS: number },
): Promise<ListedPass> {
  assertOwner(wallet, owner);
  const holding = await askHolding(listed.device);
  const actor = { form: "wallet", address: wallet.address } as const;
  const drafted = { actor, expiresUnixS: nowUnixS + LASTS_S, answers: listed.identity };
  const operation = draftOperation("withdrawPass", drafted, { device: listed.device, holding }, noble);
  const signature = await signedBy(wallet, context, operationTypedData(context, operation));
  await post(encodeSignedOperation({ message: encodeOperation(operation), signature }));
  const { tenure, counter } = operation;
  return { ...listed, withdrawal: { tenure, counter, sentUnixS: nowUnixS } };
}
