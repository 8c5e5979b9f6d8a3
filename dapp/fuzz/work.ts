/** The cost of a transition, counted as work in units of one P-256 verification: the same on every machine. */
import type { CryptoProvider } from "@witness/protocol/crypto/provider";

/**
 * Thousandths of one verification by a known key, measured on node:crypto and rounded up. The provider imports a key that
 * it has not used lately. A reading counts as one that finds reasons, which costs 14 times as much as an honest one.
 */
const WEIGHTS = {
  verifications: 1_000,
  keysImported: 900,
  decapsulations: 1_400,
  publicKeys: 200,
  points: 230,
  hashes: 35,
  hashedBytes: 0.01,
  openedSeals: 200,
  openedBytes: 0.02,
  bodies: 30,
  readings: 8,
  troubleCodes: 1,
} as const;

/** How much of each kind of work was done. */
export type Work = Record<keyof typeof WEIGHTS, number>;

/** Returns a count of no work. */
export const noWork = (): Work => Object.fromEntries(Object.keys(WEIGHTS).map((name) => [name, 0])) as Work;

/** Returns the work in verifications, rounded up. */
export const inVerifications = (work: Work): number =>
  Math.ceil(
    Object.entries(WEIGHTS).reduce((sum, [name, weight]) => sum + weight * work[name as keyof Work], 0) / 1_000,
  );

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

/** Returns a provider that counts into `work`. It knows no key at first, as after 4 096 other keys. */
export function counting(provider: CryptoProvider, work: Work): CryptoProvider {
  const known = new Set<string>();
  const hashed = (calls: number, bytes: number): void => {
    work.hashes += calls;
    work.hashedBytes += bytes;
  };
  return {
    ...provider,
    sha256(...parts) {
      hashed(1, lengthOf(parts));
      return provider.sha256(...parts);
    },
    hmacSha256(key, ...parts) {
      hashed(2, lengthOf(parts) + 160);
      return provider.hmacSha256(key, ...parts);
    },
    p256PublicKey(privateKey) {
      work.publicKeys += 1;
      return provider.p256PublicKey(privateKey);
    },
    p256Compress(point) {
      work.points += 1;
      return provider.p256Compress(point);
    },
    p256Uncompress(point) {
      work.points += 1;
      return provider.p256Uncompress(point);
    },
    p256SharedSecret(privateKey, point) {
      work.decapsulations += 1;
      return provider.p256SharedSecret(privateKey, point);
    },
    p256Verify(publicKey, signature, ...parts) {
      const name = publicKey.join();
      work.verifications += 1;
      work.keysImported += known.has(name) ? 0 : 1;
      known.add(name);
      hashed(1, lengthOf(parts));
      return provider.p256Verify(publicKey, signature, ...parts);
    },
    aes256Ctr(key, counter, bytes) {
      work.openedSeals += 1;
      work.openedBytes += bytes.length;
      return provider.aes256Ctr(key, counter, bytes);
    },
    aesGcmOpen(key, nonce, associated, sealed) {
      work.openedSeals += 1;
      work.openedBytes += sealed.length;
      return provider.aesGcmOpen(key, nonce, associated, sealed);
    },
  };
}
