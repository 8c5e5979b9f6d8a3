/** What others are told of a key: a wallet's address, or a P-256 key's public half, its account and its identity. */
import { readKeyFile } from "@witness/ethereum/key-file";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { accountOf } from "@witness/protocol/operations/account";
import { walletSigner } from "@witness/protocol/operations/signing";

/** Names of what is told, with its text; `file` is as it was named. */
export type Told = Readonly<Record<string, string>>;

const NO_CONTEXT = { chainId: 0, application: new Uint8Array(20) };
const NO_BYTES = new Uint8Array();

/** Returns what is told of a wallet's key. @throws {EthereumError} `key-unusable` */
export function toldOfWallet(path: string): Told {
  const { account } = walletSigner(NO_CONTEXT, readKeyFile(path, "secp256k1"));
  return { file: path, account: `0x${toHex(account)}` };
}

/** Returns what is told of a P-256 key. @throws {EthereumError} `key-unusable` */
export function toldOfKey(path: string): Told {
  const publicKey = provider.p256PublicKey(readKeyFile(path, "p256"));
  const account = accountOf({ form: "key", publicKey }, NO_BYTES, provider) ?? NO_BYTES;
  return {
    file: path,
    publicKey: toHex(publicKey),
    account: `0x${toHex(account)}`,
    identity: toHex(keyIdentity(publicKey, provider)),
  };
}
