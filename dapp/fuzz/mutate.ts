/** Mutations of bytes: some ignore the format, others know protobuf's framing. */
import { concat } from "@witness/protocol/bytes";
import type { Chance } from "./chance.ts";

/** A field of a message: its tag, and its content without a length prefix. */
interface Field {
  tag: number;
  content: Uint8Array;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** Limits of the protocol's integers, and one past each. */
const EDGES = [0, 1, 2, 127, 128, 255, 256, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53] as const;

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...bytes, rest]);
}

/** Returns a varint, or undefined past the end. */
function readVarint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 8; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value, end: at + i + 1 };
  }
  return undefined;
}

/** Returns the fields of a message, or undefined when the bytes are no message of this protocol. */
function fieldsOf(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (!tag || tag.value < 8) return undefined;
    const first = readVarint(bytes, tag.end);
    if (!first) return undefined;
    const type = tag.value & 7;
    if (type !== VARINT && type !== LENGTH_DELIMITED) return undefined;
    const end = type === VARINT ? first.end : first.end + first.value;
    if (end > bytes.length) return undefined;
    fields.push({ tag: tag.value, content: bytes.slice(type === VARINT ? tag.end : first.end, end) });
    at = end;
  }
  return fields;
}

const bytesOf = (fields: readonly Field[]): Uint8Array =>
  concat(
    ...fields.flatMap(({ tag, content }) =>
      (tag & 7) === LENGTH_DELIMITED ? [varint(tag), varint(content.length), content] : [varint(tag), content],
    ),
  );

/** Returns other content for a field: none, a lot, another length, the deepest nesting, or a number at a limit. */
function otherContent(chance: Chance, { tag, content }: Field): Uint8Array {
  if ((tag & 7) === VARINT) return chance.oneIn(8) ? new Uint8Array(11).fill(255) : varint(chance.pick(EDGES));
  switch (chance.below(6)) {
    case 0:
      return new Uint8Array();
    case 1:
      return chance.bytes(content.length);
    case 2:
      return concat(content, chance.bytes(1));
    case 3:
      return content.slice(0, chance.below(content.length + 1));
    case 4:
      return new Uint8Array(chance.below(2_000)).fill(chance.pick([0x00, 0x0a, 0x0b, 0x12, 0xff]));
    default:
      return flip(chance, content);
  }
}

function mutateField(chance: Chance, fields: Field[], at: number): void {
  const field = fields[at];
  if (!field) return;
  switch (chance.below(8)) {
    case 0:
      fields.splice(at, 1);
      return;
    case 1:
      fields.splice(chance.below(fields.length + 1), 0, { ...field });
      return;
    case 2:
      fields.push(...fields.splice(at, 1));
      return;
    case 3:
      field.tag = 8 * (1 + chance.below(20)) + chance.pick([0, 1, 2, 2, 3, 4, 5, 7]);
      return;
    case 4:
      field.content = otherContent(chance, field);
      return;
    default:
      // Most of what is worth trying lies deeper.
      field.content =
        (field.tag & 7) === LENGTH_DELIMITED ? mutateMessage(chance, field.content) : otherContent(chance, field);
  }
}

/** Returns a message with a changed field. Bytes that are no message get a blind change. */
export function mutateMessage(chance: Chance, bytes: Uint8Array): Uint8Array {
  const fields = fieldsOf(bytes);
  if (!fields || fields.length === 0) return mutateBytes(chance, bytes);
  for (let i = 1 + chance.below(2); i > 0; i -= 1) mutateField(chance, fields, chance.below(fields.length));
  return bytesOf(fields);
}

/** Flips one to eight bits. */
function flip(chance: Chance, bytes: Uint8Array): Uint8Array {
  const flipped = bytes.slice();
  if (flipped.length === 0) return flipped;
  for (let i = 1 + chance.below(8); i > 0; i -= 1) {
    const at = chance.below(flipped.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << chance.below(8));
  }
  return flipped;
}

/** Returns bytes with a change that ignores their format. */
export function mutateBytes(chance: Chance, bytes: Uint8Array): Uint8Array {
  const at = chance.below(bytes.length + 1);
  switch (chance.below(6)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return concat(bytes.slice(0, at), chance.bytes(1 + chance.below(16)), bytes.slice(at));
    case 2:
      return concat(bytes.slice(0, at), bytes.slice(at + 1 + chance.below(8)));
    case 3:
      return concat(bytes.slice(0, at), bytes);
    default:
      return flip(chance, bytes);
  }
}
