/** Whoever signs in has a wallet: the one that the browser brings (EIP-1193), or a demo key. */
import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { TypedData } from "@witness/protocol/eip712";
import { EvidenceError } from "./errors.ts";

/** Something that signs typed data for an address. */
export interface Wallet {
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly kind: "demo" | "injected";
  /** Returns 65 bytes, r ‖ s ‖ v. @throws {EvidenceError} `wallet-refused`, `wallet-chain` */
  sign(context: Context, data: TypedData): Promise<Uint8Array>;
}

/** The part of EIP-1193 that is used. */
export interface Eip1193 {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>;
}

/** Asks the wallet that the browser brings for its account. @throws {EvidenceError} `wallet-missing`, `wallet-refused` */
export async function injectedWallet(provider: Eip1193 | undefined): Promise<Wallet> {
  if (!provider) {
    throw new EvidenceError("wallet-missing", "This browser has no wallet; install one or use the demo key.");
  }
  const ask = (method: string, params?: unknown[]) =>
    provider.request({ method, ...(params ? { params } : {}) }).catch((cause: unknown) => {
      throw new EvidenceError("wallet-refused", "The wallet did not agree; nothing was signed. Try again.", { cause });
    });
  const accounts = (await ask("eth_requestAccounts")) as string[];
  const account = accounts[0];
  if (!account) throw new EvidenceError("wallet-refused", "The wallet offered no account; unlock it and try again.");
  return {
    address: fromHex(account.replace(/^0x/, "")),
    kind: "injected",
    async sign(context, { domain, types, primaryType, message }) {
      await chooseChain(provider, context.chainId);
      const payload = JSON.stringify({ domain, types: { ...types, EIP712Domain: DOMAIN }, primaryType, message });
      const signature = (await ask("eth_signTypedData_v4", [account, payload])) as string;
      return fromHex(signature.replace(/^0x/, ""));
    },
  };
}

/** Wallets sign typed data for the chain they are on only. @throws {EvidenceError} `wallet-chain` */
async function chooseChain(provider: Eip1193, chainId: number): Promise<void> {
  // A provider that does not tell its chain does not tie signatures to it either.
  const active = await provider.request({ method: "eth_chainId" }).catch(() => undefined);
  if (typeof active !== "string" || Number(active) === chainId) return;
  const params = [{ chainId: `0x${chainId.toString(16)}` }];
  await provider.request({ method: "wallet_switchEthereumChain", params }).catch((cause: unknown) => {
    const sentence = `Your wallet is on chain ${Number(active)}; switch it to chain ${chainId} and sign in again.`;
    throw new EvidenceError("wallet-chain", sentence, { cause });
  });
}

/** eth_signTypedData_v4 wants the domain's type spelt out. */
const DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];
