/**
 * ECDSA whose nonce comes from the key and the message, so that what is made of a seed can be made again. node:crypto
 * takes its nonces from chance, and JavaScript's curves are too slow to try 100 000 inputs. For tests alone.
 */
import { createECDH } from "node:crypto";
import { concat, fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";

/** The order of P-256 (SEC 2, secp256r1). */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const integer = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const bytes32 = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, "0"));

/** The inverse modulo N, by Euclid. */
function inverse(value: bigint): bigint {
  let [a, b, x, y] = [value, N, 1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % N) + N) % N;
}

/** The native provider, but every signature is a function of the key and the message. */
export const repeatable: CryptoProvider = {
  ...native,
  p256Sign(privateKey, ...parts) {
    const hash = native.sha256(...parts);
    const nonce = integer(native.hmacSha256(privateKey, hash)) % N;
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(bytes32(nonce));
    const r = integer(Uint8Array.from(ecdh.getPublicKey()).subarray(1, 33)) % N;
    const s = (inverse(nonce) * ((integer(hash) + r * integer(privateKey)) % N)) % N;
    return concat(bytes32(r), bytes32(s));
  },
};
