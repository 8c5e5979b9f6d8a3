/**
 * `node dapp/scripts/warm-up.ts`: writes dapp/src/rollup/warm-up-messages.ts, what the warm-up hands to the loop. To be
 * run again when bytes change on purpose. Every key is derived from a public word and guards nothing.
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Application,
  assemble,
  assembleRegistration,
  beginSession,
  contentOf,
  genesisState,
  identify,
} from "@witness/protocol/assembly";
import { packPayload } from "@witness/protocol/batch";
import { fromHex, toHex, utf8 } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { preamble } from "@witness/protocol/context";
import { browserKeyTypedData, carsQueryTypedData, signDigest, typedDataDigest } from "@witness/protocol/eip712";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { type Belonging, signPossession } from "@witness/protocol/possession";
import { encodeCarQuery, encodeCarsQuery, encodeQuery } from "@witness/protocol/wire/query";
import { computeAddress, SigningKey } from "ethers";
import { MAKER_WORD, throwAwayGenesis, WARM_UP_CONTEXT, WARM_UP_TIME_UNIX_S } from "../src/rollup/warm-up.ts";
import { repeatable as p } from "../test/signer.ts";

/** Where the messages are kept. */
export const MESSAGES = join(import.meta.dirname, "../src/rollup/warm-up-messages.ts");

/** Returns the text of the file of messages; the same at every call. */
export function makeMessages(): string {
  const word = (name: string): Uint8Array => p.sha256(utf8(`witness warm-up ${name}`));
  const keyOf = (name: string): Uint8Array => derivePrivateKey(word(name), p);
  const context = WARM_UP_CONTEXT;
  const publicKey = p.p256PublicKey(throwAwayGenesis(p).applicationPrivateKey);
  const application: Application = { context, publicKey, keyId: keyIdentity(publicKey, p) };
  const device = identify(keyOf("device"), application, p);
  const maker = derivePrivateKey(p.sha256(utf8(MAKER_WORD)), p);
  const wallet = word("wallet");
  const owner = fromHex(computeAddress(new SigningKey(wallet)));

  const vehicle = { make: "Aster", model: "Corsa", modelYear: 2020, vin: "" };
  const registered = {
    devicePublicKey: device.publicKey,
    keyTier: 1,
    profile: CAR,
    vehicle,
    firstOwner: owner,
    possess: (belonging: Belonging) => signPossession(application.context, belonging, device.privateKey, p),
  } as const;
  const signer = { privateKey: maker, keyMaterial: word("vehicle") };
  const registration = assembleRegistration(application, registered, signer, p);
  const contents = [0, 1].map((part) =>
    contentOf(
      Array.from({ length: 50 }, (_, i) => ({
        timeUnixS: WARM_UP_TIME_UNIX_S - 7_200 + 60 * (50 * part + i),
        odometerHm: 1_000 + 10 * (50 * part + i),
        fuelUsedCl: 9_000 + 7 * (50 * part + i),
        ...(i === 9 ? { troubleCodes: [{ code: 0x0301, cleared: part === 1 }] } : {}),
      })),
    ),
  );
  const opened = beginSession(device, genesisState(device, p), word("session"), p);
  const first = assemble(device, opened, contents[0]!, p);
  const second = assemble(device, first.state, contents[1]!, p);
  const payload = packPayload({
    registrations: [registration],
    runs: [{ bodies: [first.envelope.body, second.envelope.body], signature: second.envelope.signature }],
  });

  const browser = keyOf("browser");
  const browserKey = p.p256PublicKey(browser);
  const replyKey = p.p256PublicKey(keyOf("reply"));
  const validUntilUnixS = WARM_UP_TIME_UNIX_S + 3_600;
  const carQuery = encodeCarQuery({ deviceId: device.deviceId, replyKey });
  const authorised = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  const car = encodeQuery({
    kind: "signed",
    signed: {
      kind: "car",
      query: carQuery,
      signature: p.p256Sign(browser, preamble("query", context), carQuery),
      authorisation: { browserKey, validUntilUnixS, signature: signDigest(authorised, wallet) },
    },
  });
  const carsQuery = { owner, replyKey };
  const cars = encodeQuery({
    kind: "signed",
    signed: {
      kind: "cars",
      query: encodeCarsQuery(carsQuery),
      signature: signDigest(typedDataDigest(context, carsQueryTypedData(context, carsQuery)), wallet),
    },
  });
  const line = (about: string, name: string, bytes: Uint8Array): string =>
    `/** ${about} */\nexport const ${name} =\n  "${toHex(bytes)}";\n`;
  return [
    "/** Made by dapp/scripts/warm-up.ts: signed messages of the warm-up in hexadecimal. No key is among them. */\n",
    line("A registration, and a run of two envelopes of which the first opens a session.", "PAYLOAD", payload),
    line("A car query, signed by a browser key that a wallet authorised.", "CAR_QUERY", car),
    line("A query for all cars of an owner, signed by the wallet.", "CARS_QUERY", cars),
  ].join("\n");
}

if (import.meta.main) writeFileSync(MESSAGES, makeMessages());
