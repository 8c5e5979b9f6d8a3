/** Inputs that anybody may post to the InputBox: batches of good and bad messages, mutated, spliced, or plain noise. */
import { concat } from "@witness/protocol/bytes";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { encodeBatch, type Run, type Signed } from "@witness/protocol/wire/envelope";
import type { Chance } from "./chance.ts";
import { mutateBytes, mutateMessage } from "./mutate.ts";
import { makeOperation } from "./operator.ts";
import { makeRegistration, makeRun, type Stage } from "./sender.ts";

/** Returns a new run, or one sent before: whole, cut, or under another's signature. */
function someRun(chance: Chance, stage: Stage): Run {
  const known = chance.oneIn(3) ? undefined : chance.some(stage.runs);
  if (!known) return makeRun(chance, stage);
  const other = chance.some(stage.runs) ?? known;
  switch (chance.below(5)) {
    case 0:
      return { ...known, bodies: known.bodies.slice(0, chance.below(known.bodies.length + 1)) };
    case 1:
      return { ...known, signature: other.signature };
    case 2:
      return { ...other, bodies: [...known.bodies, ...other.bodies].slice(0, 400) };
    default:
      return known;
  }
}

const someRegistration = (chance: Chance, stage: Stage): Signed =>
  (chance.oneIn(2) ? undefined : chance.some(stage.registrations)) ?? makeRegistration(chance, stage);

/** Returns a payload near the limits of size and number. It is rare, because it takes long. */
function hugePayload(chance: Chance, stage: Stage): Uint8Array {
  const [first = new Uint8Array(40)] = someRun(chance, stage).bodies;
  const bodies = new Array<Uint8Array>(chance.pick([111, 112, 113, 4_000])).fill(
    chance.oneIn(2) ? first : chance.bytes(1),
  );
  const registrations = new Array<Signed>(chance.pick([0, 0, 1, 112])).fill(someRegistration(chance, stage));
  const oneByte = chance.pick([0x0a, 0x0b, 0x12, 0x13, 0x00, 0xff]);
  const batch = chance.oneIn(2)
    ? encodeBatch({ registrations, runs: [{ bodies, signature: new Uint8Array(64) }] })
    : new Uint8Array(PAYLOAD_MAX_BYTES - 1).fill(oneByte);
  return concat(Uint8Array.of(1), batch).slice(0, PAYLOAD_MAX_BYTES);
}

/** Returns an input's payload. */
export function makePayload(chance: Chance, stage: Stage): Uint8Array {
  if (chance.oneIn(500)) return hugePayload(chance, stage);
  if (chance.oneIn(8)) return chance.bytes(chance.pick([0, 1, 2, 40, 300]));
  const registrations = chance.oneIn(10) ? [someRegistration(chance, stage)] : [];
  const operations = Array.from({ length: chance.oneIn(3) ? 1 + chance.below(2) : 0 }, () =>
    makeOperation(chance, stage),
  );
  const least = registrations.length + operations.length > 0 ? 0 : 1;
  const runs = Array.from({ length: chance.below(3) + least }, () => someRun(chance, stage));
  const batch = encodeBatch({ registrations, operations, runs });
  const version = Uint8Array.of(chance.oneIn(40) ? chance.below(256) : 1);
  switch (chance.below(8)) {
    case 0:
      return concat(version, mutateBytes(chance, batch));
    case 1:
    case 2:
      return concat(version, mutateMessage(chance, batch));
    default:
      return concat(version, batch);
  }
}
