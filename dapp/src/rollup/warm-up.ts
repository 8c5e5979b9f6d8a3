/**
 * One run through the real loop with a throw-away application, before the first `/finish`. In a Cartesi machine it
 * becomes part of the snapshot, so that no later input or query pays for compiling JavaScript. All messages are
 * recorded: there is no clock and no chance in it, and nothing of it is in the state that serves.
 */
import { fromHex, utf8 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { type Genesis, newState } from "../state/state.ts";
import { runLoop } from "./loop.ts";
import { CAR_QUERY, CARS_QUERY, PAYLOAD } from "./warm-up-messages.ts";

/** No application is at the zero address of chain 0. */
export const WARM_UP_CONTEXT: Context = { chainId: 0, application: new Uint8Array(20) };
export const WARM_UP_TIME_UNIX_S = 1_700_000_000;
/** The throw-away maker's key is derived from it. */
export const MAKER_WORD = "witness warm-up maker";

/** Something that the loop emitted. */
export interface Emitted {
  readonly path: string;
  readonly payload: Uint8Array;
}

/** Returns the genesis of the throw-away application. Its keys follow from public words and guard nothing. */
export function throwAwayGenesis(provider: CryptoProvider): Genesis {
  const keyOf = (word: string): Uint8Array => derivePrivateKey(provider.sha256(utf8(word)), provider);
  return {
    provider,
    makers: [provider.p256PublicKey(keyOf(MAKER_WORD))],
    applicationPrivateKey: keyOf("witness warm-up application"),
  };
}

function requests(): string[] {
  const metadata = {
    chain_id: WARM_UP_CONTEXT.chainId,
    app_contract: `0x${"00".repeat(20)}`,
    block_timestamp: WARM_UP_TIME_UNIX_S,
    input_index: 0,
  };
  const query = (hex: string) => ({ request_type: "inspect_state", data: { payload: `0x${hex}` } });
  const input = { request_type: "advance_state", data: { metadata, payload: `0x${PAYLOAD}` } };
  return [input, query(CAR_QUERY), query(CARS_QUERY)].map((request) => JSON.stringify(request));
}

/**
 * Runs the loop over one input and two signed queries, and returns what it emitted.
 * @throws {Error} when the loop has trouble or emits something else than it must: then the bundle is not to be used
 */
export async function warmUp(provider: CryptoProvider): Promise<readonly Emitted[]> {
  const left = requests();
  const emitted: Emitted[] = [];
  let trouble: string | undefined;
  await runLoop(newState(throwAwayGenesis(provider)), {
    post: async (path, body) => {
      if (path === "/finish") return { status: 200, body: left.shift() ?? "" };
      emitted.push({ path, payload: fromHex((body as { readonly payload: string }).payload.slice(2)) });
      return { status: 200, body: "" };
    },
    pause: async () => {},
    log: (message) => {
      trouble = message;
    },
    stopped: () => left.length === 0 || trouble !== undefined,
  });
  const paths = emitted.map(({ path }) => path).join();
  if (trouble !== undefined || paths !== "/report,/notice,/report,/report")
    throw new Error(`The warm-up emitted ${paths}. ${trouble ?? ""}`);
  return emitted;
}
