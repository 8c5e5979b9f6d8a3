/** Modes in which somebody tampers with envelopes or with a device, and one in which a device loses its storage. */
import { decodeEnvelope, encodeEnvelope } from "@witness/protocol/wire/envelope";
import type { Car, Twin } from "./car.ts";
import type { Mode, ModeTools } from "./mode.ts";
import { type Sample, saidOf } from "./trip.ts";

const WITHHELD = 3;
/** 40 000 km, in hundreds of metres. */
const FORGED_BELOW_HM = 400_000;

/** A reading that the car never said: this much above its last. */
function invented(car: Car, byHm: number): Sample[] {
  const { last } = car;
  if (!last) return [];
  const { reading } = last;
  return [{ reading: { ...reading, odometerHm: (reading.odometerHm ?? 0) + byHm }, offline: false }];
}

/** Seals samples into one envelope, and sends nothing. */
async function sealAlone(device: Twin["device"], samples: readonly Sample[]): Promise<void> {
  await device.send(...samples.map(saidOf));
  await device.seal();
}

/** Somebody erases envelopes from the device's store, with what was driven since the last delivery; the one after them is sent. */
async function withhold(car: Car): Promise<void> {
  const { last } = car;
  if (!last) return;
  await car.keep();
  await car.device.flush({ withinMs: Number.POSITIVE_INFINITY, onlyFull: true });
  await car.device.seal();
  while (car.device.status.queued < WITHHELD) await sealAlone(car.device, [last]);
  await sealAlone(car.device, [last]);
  await car.restart((memory) => ({ ...memory, queue: memory.queue.slice(WITHHELD) }));
  await car.deliver();
}

/** Other bytes with this device's signature, and with the signature of a key that nobody registered. */
async function forge(car: Car, { stranger }: ModeTools): Promise<void> {
  const [first] = car.sent;
  if (!first) return;
  const { body, signature } = decodeEnvelope(first);
  const foreign = decodeEnvelope(stranger().seal(invented(car, -FORGED_BELOW_HM)).bytes).signature;
  const changed = Uint8Array.from(body);
  changed.set([(changed.at(-1) ?? 0) ^ 1], changed.length - 1);
  await car.post(encodeEnvelope({ body: changed, signature }));
  await car.post(encodeEnvelope({ body: changed, signature: foreign }));
}

async function fork(car: Car): Promise<void> {
  const twin = await car.twin();
  await sealAlone(car.device, invented(car, 0));
  await car.deliver();
  await sealAlone(twin.device, invented(car, -50));
  for (const bytes of twin.sealed) await car.post(bytes);
}

/** What each of them does. */
export const FAULTS = {
  replayed: {
    sentence: "Somebody sends its first envelopes again.",
    answers: ["sequence-replayed"],
    verdict: "logical",
    reasons: [],
    end: async (car) => {
      for (const bytes of car.sent) await car.post(bytes);
    },
  },
  forged: {
    sentence: "Somebody without its key sends readings in its name.",
    answers: ["signature-invalid"],
    verdict: "logical",
    reasons: [],
    end: forge,
  },
  forked: {
    sentence: "Its key signs two different envelopes for one number.",
    answers: ["forked-key"],
    verdict: "no judgement",
    reasons: ["forked-key"],
    end: fork,
  },
  gap: {
    sentence: `${WITHHELD} of its envelopes were held back, so the one after them is refused; then it goes on over a gap of ${WITHHELD + 1} numbers that everybody sees.`,
    answers: ["sequence-gap"],
    verdict: "logical",
    reasons: ["gap"],
    midway: withhold,
  },
  cloned: {
    sentence: "A copy of its device, taken a day ago, sends readings of its own.",
    answers: ["forked-key"],
    verdict: "no judgement",
    reasons: ["forked-key"],
    late: async (car, { copies }) => {
      await car.deliver();
      copies.set(car, await car.twin());
    },
    end: async (car, { copies }) => {
      const clone = copies.get(car);
      // The genuine device has gone on, if only by one envelope.
      await sealAlone(car.device, invented(car, 0));
      await car.deliver();
      for (let i = 0; clone && i < 2; i += 1) await sealAlone(clone.device, invented(car, 20 + i));
      for (const bytes of clone?.sealed ?? []) await car.post(bytes);
    },
  },
  "lost-storage": {
    sentence: "Its storage was lost with all that waited; it opens a new session over a visible gap.",
    answers: [],
    verdict: "logical",
    reasons: ["gap"],
    midway: async (car) => {
      await car.device.flush({ withinMs: Number.POSITIVE_INFINITY, onlyFull: true });
      car.forgetRead();
      await car.restart(() => undefined);
    },
  },
} as const satisfies Readonly<Record<string, Mode<ModeTools>>>;
