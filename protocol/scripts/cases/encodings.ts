/** How bytes that no encoder writes are read: two validators must read the same, or they part. */
import { fromHex, toHex } from "../../src/bytes.ts";
import { decodeBody } from "../../src/wire/envelope.ts";
import { codeOf } from "./world.ts";

const ID = "0a080102030405060708";
const PREVIOUS = "220401020304";
const DISTANCE = `2a11${"00".repeat(17)}`;
const BASE = `${ID}10011801${PREVIOUS}${DISTANCE}`;
const LONG_PREVIOUS = `2220${"01".repeat(32)}`;
const POINT = `1a41${"04".repeat(65)}`;

const BODIES: readonly (readonly [string, string, string])[] = [
  ["a body", "admitted", BASE],
  ["fields in another order", "admitted", `${DISTANCE}${PREVIOUS}18011001${ID}`],
  ["a field twice: the last counts", "admitted", `${BASE}1005`],
  ["a varint with idle bytes", "admitted", `${ID}108180808000${BASE.slice(ID.length + 4)}`],
  ["a number above 32 bits: its low 32 bits count", "admitted", `${BASE}108780808010`],
  ["a number of 64 ones is 2^32 - 1", "admitted", `${BASE}10ffffffffffffffffff01`],
  ["a length with idle bytes", "admitted", BASE.replace("2a11", "2a9100")],
  ["a tag with idle bytes", "admitted", `${BASE}90800005`],
  ["an unknown field is ignored", "admitted", `7801${BASE}7a020102`],
  ["a known field of another wire type is an unknown one", "admitted", `${BASE}1501000000`],
  ["a group is skipped", "admitted", `${BASE}7b78017c`],
  [
    "an opening in two parts is one",
    "admitted",
    `${ID}10011801${LONG_PREVIOUS}${DISTANCE}${part("0801")}${part("12080102030405060708")}${part(POINT)}`,
  ],
  ["a tag of five bytes", "admitted", `${BASE}908080800005`],
  ["groups 101 deep", "admitted", `${BASE}${groups(101)}`],
  ["groups 100 deep in an opening", "admitted", opened(groups(100))],
  ["groups 101 deep in an opening", "malformed", opened(groups(101))],
  ["groups 102 deep", "malformed", `${BASE}${groups(102)}`],
  ["a tag of six bytes", "malformed", `${BASE}90808080800005`],
  ["a tag above 32 bits", "malformed", `${BASE}908080801005`],
  ["a length of 32 bits", "malformed", `${BASE}7a8080808010`],
  ["sequence 0", "malformed", BASE.replace("1001", "1000")],
  ["no session", "malformed", BASE.replace("1801", "")],
  ["a number whose low 32 bits are 0", "malformed", `${BASE}108080808010`],
  ["a varint of eleven bytes", "malformed", `${BASE}10ffffffffffffffffffff01`],
  ["an ignored number of ten bytes", "admitted", `${BASE}78${"ff".repeat(9)}01`],
  ["an ignored number of eleven bytes", "malformed", `${BASE}78${"80".repeat(10)}00`],
  ["an ignored number of eleven bytes in a group", "malformed", `${BASE}7b78${"80".repeat(10)}007c`],
  ["a length of five bytes", "admitted", BASE.replace("2a11", "2a9180808000")],
  ["a length of six bytes", "malformed", BASE.replace("2a11", "2a918080808000")],
  ["a length of six bytes of an ignored field", "malformed", `${BASE}7a80808080800000`],
  ["a length of ten bytes", "malformed", BASE.replace("2a11", `2a91${"80".repeat(8)}00`)],
  ["an opening with a length of six bytes", "malformed", opened("").replace("424f", "42cf8080808000")],
  ["a varint cut short", "malformed", `${BASE}10`],
  ["a length beyond the end", "malformed", `${BASE}7a05`],
  ["the end of a group that nobody began", "malformed", `${BASE}7c`],
  ["a group that nobody ends", "malformed", `${BASE}7b`],
  ["a wire type that there is not", "malformed", `${BASE}7e`],
  ["field number 0", "malformed", `${BASE}0001`],
  ["a device id of 7 bytes", "malformed", BASE.replace(ID, "0a0701020304050607")],
  ["a previous link of 5 bytes", "malformed", BASE.replace(PREVIOUS, "22050102030405")],
  ["a previous link of 32 bytes without an opening", "malformed", BASE.replace(PREVIOUS, LONG_PREVIOUS)],
  ["an opening behind a previous link of 4 bytes", "malformed", `${BASE}${part(`080112080102030405060708${POINT}`)}`],
  ["an opening without a key", "malformed", `${BASE.replace(PREVIOUS, LONG_PREVIOUS)}${part("0801")}`],
  ["a distance that is a tag alone", "malformed", BASE.replace(DISTANCE, `2a10${"00".repeat(16)}`)],
  ["a condition that is a tag alone", "malformed", `${BASE}3210${"00".repeat(16)}`],
  ["bytes of the bus that are a tag alone", "malformed", `${BASE}3a10${"00".repeat(16)}`],
  ["a group of no byte is an absent one", "admitted", `${BASE.replace(DISTANCE, "2a00")}3200`],
  ["all three groups", "admitted", `${BASE}3211${"01".repeat(17)}3a12${"02".repeat(18)}`],
  ["no group at all", "admitted", BASE.replace(DISTANCE, "")],
  ["no byte at all", "malformed", ""],
];

/** Part of an opening as a field of the body. */
function part(inside: string): string {
  const length = inside.length / 2;
  const varint = length < 128 ? [length] : [(length & 127) | 128, length >> 7];
  return `42${toHex(Uint8Array.from(varint))}${inside}`;
}

function groups(depth: number): string {
  return "7b".repeat(depth) + "7c".repeat(depth);
}

/** An opening that holds more than it needs. */
function opened(more: string): string {
  return `${BASE.replace(PREVIOUS, LONG_PREVIOUS)}${part(`080112080102030405060708${POINT}${more}`)}`;
}

export const encodingVectors = {
  encodings: BODIES.map(([comment, code, bytes]) => {
    const found = codeOf(() => decodeBody(fromHex(bytes)));
    if (found !== code) throw new Error(`${comment}: ${found}, not ${code}`);
    if (code !== "admitted") return { comment, body: bytes, code };
    const { deviceId, sequence, session, previousLink, distance, condition, bus, opening } = decodeBody(fromHex(bytes));
    const said = {
      deviceId: toHex(deviceId),
      sequence,
      session,
      previousLink: toHex(previousLink),
      distance: toHex(distance),
      condition: toHex(condition),
      bus: toHex(bus),
    };
    const { suite, keyId, encapsulatedKey } = opening ?? {};
    const open = keyId && encapsulatedKey && { suite, keyId: toHex(keyId), encapsulatedKey: toHex(encapsulatedKey) };
    return { comment, body: bytes, code, ...said, ...(open ? { opening: open } : {}) };
  }),
};
