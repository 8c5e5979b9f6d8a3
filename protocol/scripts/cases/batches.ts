/** Payloads: what is a frame, what is not, and how many bytes a batch takes. */
import { packPayload, registrationBytes, runBytes, VERSION } from "../../src/batch.ts";
import { concat, fromHex, toHex } from "../../src/bytes.ts";
import { MESSAGES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES, WALLET_SIGNATURES_MAX } from "../../src/limits.ts";
import { ACTOR_FORMS } from "../../src/operations/operation.ts";
import type { Batch, Run } from "../../src/wire/envelope.ts";
import { ownedRegistration } from "./signed.ts";
import {
  chain,
  codeOf,
  envelope,
  first,
  fresh,
  keyId,
  keys,
  opening,
  type Pieces,
  run,
  second,
  third,
  told,
  whole,
} from "./world.ts";

const fourth = envelope(third.link, 4);
const forged = envelope(third.link, 4, { key: keys.stranger });
const signature = fourth.envelope.signature;
const pack = (batch: Partial<Batch>): Uint8Array => packPayload({ registrations: [], runs: [], ...batch });

/** A run of `count` bodies of 38 zero bytes, framed by hand so that it can be written down. */
function manyBodies(count: number): Pieces {
  const inside = count * 40 + 66;
  const varint = toHex(Uint8Array.of((inside & 127) | 128, ((inside >> 7) & 127) | 128, inside >> 14));
  return [
    ["01", 1],
    [`12${varint}`, 1],
    [`0a26${"00".repeat(38)}`, count],
    [`1240${toHex(signature)}`, 1],
  ];
}
const manyRegistrations = (count: number): Pieces => [
  ["01", 1],
  [`0a06${"0a0200001200"}`, count],
];

/** Operations of messages of two bytes: which form of actor is their second. */
const manyOperations = (count: number, form: number): Pieces => [
  ["01", 1],
  [`1a060a0210${toHex(Uint8Array.of(form))}1200`, count],
];

const together = (registrations: number, operations: number, bodies: number): Pieces => [
  ...manyRegistrations(registrations),
  ...manyOperations(operations, ACTOR_FORMS.key).slice(1),
  ...manyBodies(bodies).slice(1),
];

const FRAMES: readonly (readonly [string, string, Pieces])[] = [
  [
    "a registration and a run of three",
    "admitted",
    whole(pack({ registrations: [ownedRegistration], runs: [run(first, second, third)] })),
  ],
  ["a run of one", "admitted", whole(pack({ runs: [run(fourth)] }))],
  ["two runs", "admitted", whole(pack({ runs: [run(first), run(second, third)] }))],
  ["an unknown field is ignored", "admitted", whole(concat(pack({ runs: [run(fourth)] }), fromHex("7a020102")))],
  [
    "a run without a signature is a frame; the run is refused",
    "admitted",
    whole(pack({ runs: [{ bodies: [fourth.envelope.body], signature: new Uint8Array() }] })),
  ],
  [
    "an empty run beside a good one",
    "admitted",
    whole(pack({ runs: [{ bodies: [], signature: new Uint8Array() }, run(fourth)] })),
  ],
  ["boundary: 112 bodies", "admitted", manyBodies(MESSAGES_MAX_PER_BATCH)],
  ["boundary: 113 bodies", "too-large", manyBodies(MESSAGES_MAX_PER_BATCH + 1)],
  ["boundary: 112 registrations", "admitted", manyRegistrations(MESSAGES_MAX_PER_BATCH)],
  ["boundary: 113 registrations", "too-large", manyRegistrations(MESSAGES_MAX_PER_BATCH + 1)],
  ["boundary: 112 registrations, operations and bodies", "admitted", together(84, 16, 12)],
  ["boundary: 113 registrations, operations and bodies", "too-large", together(84, 17, 12)],
  ["an operation alone", "admitted", manyOperations(1, ACTOR_FORMS.key)],
  ["boundary: 112 operations", "admitted", manyOperations(MESSAGES_MAX_PER_BATCH, ACTOR_FORMS.key)],
  ["boundary: 113 operations", "too-large", manyOperations(MESSAGES_MAX_PER_BATCH + 1, ACTOR_FORMS.key)],
  ["boundary: 16 operations by wallets", "admitted", manyOperations(WALLET_SIGNATURES_MAX, ACTOR_FORMS.wallet)],
  ["boundary: 17 operations by wallets", "too-large", manyOperations(WALLET_SIGNATURES_MAX + 1, ACTOR_FORMS.wallet)],
  ["no byte at all", "malformed", []],
  [
    "a version before the first",
    "version-unsupported",
    whole(concat(Uint8Array.of(0), pack({ runs: [run(fourth)] }).slice(1))),
  ],
  [
    "a version that is not spoken yet",
    "version-unsupported",
    whole(concat(Uint8Array.of(2), pack({ runs: [run(fourth)] }).slice(1))),
  ],
  ["a version and nothing else", "malformed", whole(Uint8Array.of(VERSION))],
  ["a run without a body, and nothing else", "malformed", whole(fromHex("011200"))],
  ["a truncated batch", "malformed", whole(pack({ runs: [run(fourth)] }).slice(0, -1))],
  ["a length beyond the end", "malformed", whole(fromHex("0112ffff03"))],
  ["a wire type that there is not", "malformed", whole(fromHex("0107"))],
];

/** Bodies of zeros, by their lengths; what counts is how many bytes they take. */
const PACKED: readonly (readonly [string, readonly number[], readonly (readonly number[])[]])[] = [
  ["one small body", [], [[60]]],
  ["a body of 127 bytes and one of 128: a length byte more", [], [[127, 128]]],
  ["a registration", [260], []],
  ["three runs and a registration", [260], [[60, 61], [16_384], [300]]],
  ["boundary: 65 216 bytes", [], [[16_384, 16_384, 16_384], [15_909]]],
  ["boundary: 65 217 bytes", [], [[16_384, 16_384, 16_384], [15_910]]],
];
const packing = PACKED.map(([comment, registrations, runs]) => {
  const batch = {
    registrations: registrations.map((bytes) => ({ message: new Uint8Array(bytes), signature })),
    runs: runs.map((bodies): Run => ({ bodies: bodies.map((bytes) => new Uint8Array(bytes)), signature })),
  };
  const bytes = [...registrations.map(registrationBytes), ...runs.map(runBytes)].reduce((sum, each) => sum + each, 1);
  const code = codeOf(() => packPayload(batch));
  if (code === "admitted" && packPayload(batch).length !== bytes) throw new Error(`${comment}: ${bytes} bytes?`);
  if (bytes > PAYLOAD_MAX_BYTES !== (code === "too-large")) throw new Error(`${comment}: ${code} at ${bytes}`);
  return { comment, registrationBytes: registrations, runs, payloadBytes: bytes, code };
});

/** Batches on a state without any device. */
const strangers = envelope(fresh.link, 1, { opening, deviceId: keyId });
const unreadable = Uint8Array.of(0xff);
const signedBy = (...bodies: Uint8Array[]): Run => ({ bodies, signature });
const reordered = (): Uint8Array => {
  const [registration, runs] = [pack({ registrations: [ownedRegistration] }), pack({ runs: [run(first)] })];
  return concat(runs, registration.slice(1));
};
const WHOLE: readonly (readonly [string, Uint8Array, readonly string[], readonly string[]])[] = [
  [
    "a device is registered before its run is judged",
    pack({ registrations: [ownedRegistration], runs: [run(first, second, third)] }),
    ["admitted"],
    ["admitted", "admitted", "admitted"],
  ],
  ["also when the run stands first in the bytes", reordered(), ["admitted"], ["admitted"]],
  [
    "a second registration in the same batch",
    pack({ registrations: [ownedRegistration, ownedRegistration], runs: [run(first)] }),
    ["admitted", "device-registered"],
    ["admitted"],
  ],
  ["a device that nobody registered", pack({ runs: [run(first, second)] }), [], ["device-unknown", "device-unknown"]],
  [
    "a device that nobody registered, and a body that cannot be read",
    pack({ runs: [signedBy(first.envelope.body, unreadable)] }),
    [],
    ["device-unknown", "malformed"],
  ],
  [
    "a first body that cannot be read",
    pack({ registrations: [ownedRegistration], runs: [signedBy(unreadable, first.envelope.body)] }),
    ["admitted"],
    ["malformed", "run-broken"],
  ],
  [
    "bodies of two devices",
    pack({ registrations: [ownedRegistration], runs: [signedBy(first.envelope.body, strangers.envelope.body)] }),
    ["admitted"],
    ["run-broken", "run-broken"],
  ],
  [
    "the same run twice, and one that nobody signed",
    pack({ registrations: [ownedRegistration], runs: [run(first), run(first), signedBy(second.envelope.body)] }),
    ["admitted"],
    ["admitted", "sequence-replayed", "signature-invalid"],
  ],
];

export const batchVectors = {
  batches: {
    whole: WHOLE.map(([comment, payload, registrationCodes, envelopeCodes]) => ({
      comment,
      payload: whole(payload),
      codes: [registrationCodes, envelopeCodes],
    })),
    frames: FRAMES.map(([comment, code, payload]) => ({ comment, payload, code })),
    packing,
    judged: [
      {
        comment: "a forged run spoils no neighbour: runs are judged one after the other, each alone",
        chainBefore: told(chain),
        payload: whole(pack({ runs: [run(forged), run(fourth)] })),
        codes: [["signature-invalid"], ["admitted"]],
      },
      {
        comment: "a run without a signature, and a run that cannot be read",
        chainBefore: told(chain),
        payload: whole(
          pack({
            runs: [
              { bodies: [fourth.envelope.body], signature: new Uint8Array() },
              { bodies: [Uint8Array.of(0xff)], signature },
              run(fourth),
              run(fourth),
            ],
          }),
        ),
        codes: [["signature-invalid"], ["malformed"], ["admitted"], ["sequence-replayed"]],
      },
    ],
  },
};
