/** HPKE against an independent implementation, in both directions. */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { describe, expect, it } from "vitest";
import { fromHex, toHex, utf8 } from "./bytes.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { OpenError } from "./errors.ts";
import { hkdfExpand, hkdfExtract } from "./hkdf.ts";
import { derivePrivateKey, exportSecret, openFrom, sealTo, setupReceiver, setupSender } from "./hpke.ts";

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const info = utf8("information");
const associated = utf8("associated");
const plaintext = utf8("what the odometer said");
const plain = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
const keyMaterial = new Uint8Array(32).fill(5);

describe.each([native, noble])("hpke on $name", (provider) => {
  const privateKey = derivePrivateKey(new Uint8Array(32).fill(9), provider);
  const publicKey = provider.p256PublicKey(privateKey);
  const point = provider.p256Uncompress(publicKey) ?? publicKey;

  it("given RFC 9180 A.3.1's key material, derives its keys", () => {
    const ikmR = fromHex("668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550");
    const skRm = derivePrivateKey(ikmR, provider);
    expect(toHex(skRm)).toBe("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2");
    const ikmE = fromHex("4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e");
    const { encapsulatedKey } = setupSender(provider.p256PublicKey(skRm), new Uint8Array(), ikmE, provider);
    expect(toHex(encapsulatedKey)).toBe(
      "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
    );
  });

  it("opens what the other implementation sealed, and exports the same secret", async () => {
    const recipientPublicKey = await suite.kem.deserializePublicKey(plain(point));
    const sender = await suite.createSenderContext({ recipientPublicKey, info: plain(info) });
    const ciphertext = new Uint8Array(await sender.seal(plain(plaintext), plain(associated)));
    const sealed = Uint8Array.from([...new Uint8Array(sender.enc), ...ciphertext]);
    expect(openFrom(sealed, privateKey, info, associated, provider)).toEqual(plaintext);
    const receiver = setupReceiver(new Uint8Array(sender.enc), privateKey, info, provider);
    const theirs = new Uint8Array(await sender.export(plain(utf8("context")), 48));
    expect(exportSecret(receiver, utf8("context"), 48, provider)).toEqual(theirs);
  });

  it("seals what the other implementation opens", async () => {
    const sealed = sealTo(publicKey, info, associated, plaintext, keyMaterial, provider);
    const recipientKey = await suite.kem.deserializePrivateKey(plain(privateKey));
    const recipient = await suite.createRecipientContext({
      recipientKey,
      enc: plain(sealed.slice(0, 65)),
      info: plain(info),
    });
    expect(new Uint8Array(await recipient.open(plain(sealed.slice(65)), plain(associated)))).toEqual(plaintext);
  });

  it("given candidates that are no key, goes on with the next counter, 256 times at most", () => {
    let tries = 0;
    const refusing = (times: number): CryptoProvider => ({
      ...provider,
      p256PublicKey(candidate) {
        tries += 1;
        if (tries <= times) throw new RangeError("no key");
        return provider.p256PublicKey(candidate);
      },
    });
    const derived = [0, 1, 255].map((times) => {
      tries = 0;
      return toHex(derivePrivateKey(keyMaterial, refusing(times)));
    });
    expect(new Set(derived).size).toBe(3);
    tries = 0;
    expect(() => derivePrivateKey(keyMaterial, refusing(256))).toThrow(RangeError);
    expect(tries).toBe(256);
  });

  it("given a fault of the provider, does not try again", () => {
    const fault = new TypeError("a fault");
    const failing: CryptoProvider = {
      ...provider,
      p256PublicKey() {
        throw fault;
      },
    };
    expect(() => derivePrivateKey(keyMaterial, failing)).toThrow(fault);
  });

  it("seals to no recipient off the curve, and takes no compressed encapsulated key", () => {
    const off = new Uint8Array(33).fill(4);
    expect(() => sealTo(off, info, associated, plaintext, keyMaterial, provider)).toThrow(RangeError);
    const { encapsulatedKey } = setupSender(publicKey, info, keyMaterial, provider);
    const compressed = provider.p256Compress(encapsulatedKey) ?? off;
    expect(() => setupReceiver(compressed, privateKey, info, provider)).toThrow(OpenError);
  });

  it("boundary: HKDF gives 255 blocks, and not one byte more", () => {
    const key = hkdfExtract(provider, new Uint8Array(), keyMaterial);
    expect(hkdfExpand(provider, key, info, 255 * 32)).toHaveLength(255 * 32);
    expect(() => hkdfExpand(provider, key, info, 255 * 32 + 1)).toThrow(RangeError);
    expect(hkdfExtract(provider, new Uint8Array(32), keyMaterial)).toEqual(key);
  });

  it("refuses a changed byte anywhere, another recipient and another purpose with one error", () => {
    const sealed = sealTo(publicKey, info, associated, plaintext, keyMaterial, provider);
    for (let index = 0; index < sealed.length; index += 7) {
      const changed = sealed.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => openFrom(changed, privateKey, info, associated, provider)).toThrow(OpenError);
    }
    const stranger = derivePrivateKey(new Uint8Array(32).fill(10), provider);
    expect(() => openFrom(sealed, stranger, info, associated, provider)).toThrow(OpenError);
    expect(() => openFrom(sealed, privateKey, associated, associated, provider)).toThrow(OpenError);
    expect(() => openFrom(sealed, privateKey, info, info, provider)).toThrow(OpenError);
    expect(() => openFrom(new Uint8Array(3), privateKey, info, info, provider)).toThrow(OpenError);
  });
});
