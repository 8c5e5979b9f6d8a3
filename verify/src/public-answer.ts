/** The question for public verdicts and what a node answers: nothing is believed but what the proofs open. */
import { concat, utf8 } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import { MalformedError } from "@witness/protocol/errors";
import {
  type CarName,
  type PublicAnswer,
  type PublicCar,
  provenPublicCars,
} from "@witness/protocol/record/public-cars";
import { type Question, readProof } from "./node.ts";
import { allBytesOf, bytesOf, numberOf, readMessage } from "./protobuf.ts";

/** Numbers of the fields (protocol/proto/witness.proto). */
const QUERY = 130;
const NAME = { vin: 130, country: 131, plate: 132 } as const;
const ANSWER = { code: 1, public: 130 } as const;
const PUBLIC = { stateRoot: 130, timeUnixS: 131, inputCount: 132, cars: 133, total: 134, salts: 135 } as const;
/** Eight cars of some 1.5 kB, twice that in hexadecimal. */
const ANSWER_MAX_BYTES = 131_072;

/** A field of bytes whose number has two bytes, with less than 128 of them. */
const field = (number: number, bytes: Uint8Array): Uint8Array => {
  const tag = number * 8 + 2;
  return concat(Uint8Array.of((tag & 127) | 128, tag >> 7, bytes.length), bytes);
};

/** Returns the public question for the cars of a name. */
export function publicQuery(name: CarName): Uint8Array<ArrayBuffer> {
  const parts =
    name.kind === "vin"
      ? [field(NAME.vin, utf8(name.vin))]
      : [field(NAME.country, utf8(name.plate.country)), field(NAME.plate, utf8(name.plate.characters))];
  return field(QUERY, concat(...parts)) as Uint8Array<ArrayBuffer>;
}

/**
 * Reads the report of a node.
 * @throws {MalformedError} `malformed` when the bytes are no answer about public verdicts
 */
export function readPublicReport(report: Uint8Array): PublicAnswer {
  const answer = readMessage(report);
  if (numberOf(answer, ANSWER.code) !== 0) throw new MalformedError({ code: numberOf(answer, ANSWER.code) });
  const said = readMessage(bytesOf(answer, ANSWER.public));
  return {
    stateRoot: bytesOf(said, PUBLIC.stateRoot, 32),
    timeUnixS: numberOf(said, PUBLIC.timeUnixS),
    inputCount: numberOf(said, PUBLIC.inputCount),
    cars: allBytesOf(said, PUBLIC.cars).map(readProof),
    total: numberOf(said, PUBLIC.total),
    salts: bytesOf(said, PUBLIC.salts),
  };
}

/** The cars that are public under a name, as a node's answer proves them under the state that it names. */
export interface ProvenCars {
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  readonly answer: PublicAnswer;
  readonly cars: readonly PublicCar[];
  /** The answer as the node gave it. */
  readonly report: Uint8Array;
}

/** Returns the question for the cars of a name, to be asked of a node. */
export const publicQuestion = (name: CarName): Question<ProvenCars> => ({
  content: publicQuery(name),
  most: ANSWER_MAX_BYTES,
  about: "this name",
  read: (report) => {
    const answer = readPublicReport(report);
    const cars = provenPublicCars(name, answer, noble);
    return cars && { stateRoot: answer.stateRoot, answer, cars, report };
  },
});
