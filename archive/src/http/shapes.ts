/** The JSON that the archive serves: one schema for each answer, from which the OpenAPI document is made. */
import { toHex } from "@witness/protocol/bytes";
import { TILE_ITEMS } from "@witness/protocol/limits";
import { z } from "zod";
import type { Archive } from "../archive.ts";
import type { Edition, KeptInput } from "../ledger.ts";
import type { KeptOperation } from "../store/store.ts";
import { tileCount } from "../tiles.ts";

const whole = z.int().min(0);
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const block = z.strictObject({ number: whole, hash: hex(32), timeUnixS: whole });

/** `GET /v1/status`. */
export const status = z
  .strictObject({
    chainId: whole,
    application: hex(20),
    head: z.int().min(-1).describe("The newest block that was read"),
    tip: whole.nullable().describe("The newest block of the chain that counts; null before the first look"),
    inputs: whole.describe("Inputs that were read"),
    tileItems: z.literal(TILE_ITEMS),
    following: z.boolean().describe("Whether the chain is followed at the moment"),
  })
  .meta({ id: "Status" });

const edition = z.strictObject({
  edition: hex(8).describe("Its name: the first 8 bytes of H(registration message)"),
  publicKey: hex(33),
  sinceBlock: whole.describe("The block of the registration"),
  items: whole.describe("Items after the registration: the n of acc(n)"),
  accumulator: hex(32).describe("acc(n)"),
  sequence: whole.describe("Of the newest admitted envelope; 0 before the first"),
  link: hex(32).describe("The head"),
  tiles: z.int().min(1),
});

/** `GET /v1/devices/{id}`. */
export const device = z.strictObject({ deviceId: hex(8), editions: z.array(edition).min(1) }).meta({ id: "Device" });

/** `GET /v1/inputs`. */
export const inputs = z
  .strictObject({
    inputs: z.array(
      z.strictObject({
        index: whole,
        block,
        code: z.string().describe("`admitted` when the payload is a batch; else why it is none"),
      }),
    ),
  })
  .meta({ id: "Inputs" });

/** `GET /v1/operations`. */
export const operations = z
  .strictObject({
    operations: z.array(
      z.strictObject({
        number: whole,
        input: whole,
        place: whole,
        block,
        message: z.string().regex(/^([0-9a-f]{2})+$/),
        signature: z.string().regex(/^([0-9a-f]{2})*$/),
      }),
    ),
  })
  .meta({ id: "Operations" });

/** Any failure. */
export const problem = z
  .strictObject({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
  })
  .meta({ id: "Problem" });

/** Returns the status of an archive. */
export function statusOf({ config, position, trouble }: Archive): z.infer<typeof status> {
  const { chainId, application } = config.context;
  const { head, tip, inputs: count } = position;
  return {
    chainId,
    application: toHex(application),
    head,
    tip: tip === undefined || tip < 0 ? null : tip,
    inputs: count,
    tileItems: TILE_ITEMS,
    following: trouble === undefined,
  };
}

/** Returns the summary of a device. */
export const deviceShape = (deviceId: string, editions: readonly Edition[]): z.infer<typeof device> => ({
  deviceId,
  editions: editions.map((each) => {
    const { chain, history } = each.record;
    return {
      edition: toHex(each.name),
      publicKey: toHex(chain.publicKey),
      sinceBlock: each.block,
      items: history.items,
      accumulator: toHex(history.accumulator),
      sequence: chain.sequence,
      link: toHex(chain.link),
      tiles: tileCount(each),
    };
  }),
});

/** Returns inputs with their blocks. */
export const inputsShape = (kept: readonly KeptInput[]): z.infer<typeof inputs> => ({
  inputs: kept.map(({ index, block: number, blockHash, blockTimeUnixS: timeUnixS, code }) => ({
    index,
    block: { number, hash: toHex(blockHash), timeUnixS },
    code,
  })),
});

/** Returns operations about the application, with their blocks. */
export const operationsShape = (kept: readonly KeptOperation[]): z.infer<typeof operations> => ({
  operations: kept.map(({ number, input, place, block: height, blockHash, blockTimeUnixS: timeUnixS, signed }) => ({
    number,
    input,
    place,
    block: { number: height, hash: toHex(blockHash), timeUnixS },
    message: toHex(signed.message),
    signature: toHex(signed.signature),
  })),
});
