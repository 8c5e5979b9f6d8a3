/** The OpenAPI document of the archive, made from the schemas of its answers. */
import {
  KEPT_PASS_LIFE_MAX_S,
  KEPT_PASS_MAX_BYTES,
  STEPS_MAX_BYTES,
  STEPS_MAX_PER_ANSWER,
  TILE_MAX_BYTES,
} from "@witness/protocol/limits";
import { z } from "zod";
import { SERVED_CODES, type ServedCode } from "./problem.ts";
import { device, inputs, operations, problem, status } from "./shapes.ts";

const json = (schema: z.ZodType) => ({
  content: { "application/json": { schema: z.toJSONSchema(schema, { target: "draft-2020-12" }) } },
});

/** The answers that carry a problem document, by status. */
function problems(...codes: readonly ServedCode[]) {
  const wanted = SERVED_CODES.filter(({ code }) => [...codes, "rate-limited", "internal-error"].includes(code));
  const schema = z.toJSONSchema(problem, { target: "draft-2020-12" });
  return Object.fromEntries(
    [...new Set(wanted.map(({ http }) => http))].map((http) => [
      String(http),
      {
        description: wanted.flatMap((each) => (each.http === http ? [each.code] : [])).join(" or "),
        content: { "application/problem+json": { schema } },
      },
    ]),
  );
}

const inPath = (name: string, pattern: string, description: string) => ({
  name,
  in: "path",
  required: true,
  description,
  schema: { type: "string", pattern },
});
const inQuery = (name: string, schema: object, description: string) => ({ name, in: "query", description, schema });

const octets = { content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } } };
const hash = inPath("hash", "^[0-9a-f]{64}$", "SHA-256 of the encrypted bytes");
const deviceId = inPath("device", "^[0-9a-f]{16}$", "The device's identity");

/** The document. */
export const OPENAPI = {
  openapi: "3.1.0",
  info: {
    title: "Witness archive",
    version: "1",
    description:
      "Serves by device what the chain holds. Nobody needs to trust it: a reader folds the tiles and compares with the record's proven accumulator.",
  },
  paths: {
    "/v1/status": {
      get: {
        summary: "Where the archive stands",
        responses: { "200": { description: "The status", ...json(status) }, ...problems() },
      },
    },
    "/v1/devices/{device}": {
      get: {
        summary: "The editions of a device",
        parameters: [deviceId],
        responses: {
          "200": { description: "One edition for each thing that its sealed vehicle may say", ...json(device) },
          ...problems("malformed", "device-unknown"),
        },
      },
    },
    "/v1/devices/{device}/editions/{edition}/tiles/{number}": {
      get: {
        summary: "A tile of 64 items; the last may hold fewer",
        description: `A HistoryTile of protocol/proto/witness.proto, ${TILE_MAX_BYTES} bytes at most. A full tile that no reorganisation reaches is immutable.`,
        parameters: [
          deviceId,
          inPath("edition", "^[0-9a-f]{16}$", "The edition's name"),
          inPath("number", "^(0|[1-9][0-9]{0,8})$", "From 0"),
        ],
        responses: {
          "200": {
            description: "The tile, in br, gzip or as it is",
            content: { "application/x-protobuf": { schema: { type: "string", format: "binary" } } },
          },
          "206": {
            description: "A part of the tile as it is",
            content: { "application/x-protobuf": { schema: { type: "string", format: "binary" } } },
          },
          "304": { description: "The reader has it" },
          ...problems("malformed", "tile-unknown", "range-unsatisfiable"),
        },
      },
    },
    "/v1/devices/{device}/editions/{edition}/steps": {
      get: {
        summary: "What came after an item of a history, for whoever checks a pass",
        description: `Items of docs/protocol.md, "Pass": ${STEPS_MAX_PER_ANSWER} and ${STEPS_MAX_BYTES} bytes at most; ask on from the last one. No bytes when there is none.`,
        parameters: [
          deviceId,
          inPath("edition", "^[0-9a-f]{16}$", "The edition's name"),
          inQuery("from", { type: "integer", minimum: 0, default: 0 }, "The number of the item that is known"),
        ],
        responses: {
          "200": { description: "The items behind it, in order", ...octets },
          ...problems("malformed", "tile-unknown", "range-invalid"),
        },
      },
    },
    "/v1/passes/{hash}": {
      get: {
        summary: "A kept pass, encrypted",
        parameters: [hash],
        responses: { "200": { description: "The bytes", ...octets }, ...problems("pass-unknown") },
      },
      put: {
        summary: "Keeps an encrypted pass until its end; one that is kept already, until the later end",
        parameters: [
          hash,
          {
            name: "witness-expires",
            in: "header",
            required: true,
            description: `Unix time in seconds, ${KEPT_PASS_LIFE_MAX_S} s ahead at most`,
            schema: { type: "integer" },
          },
        ],
        requestBody: { required: true, description: `${KEPT_PASS_MAX_BYTES} bytes at most`, ...octets },
        responses: {
          "204": { description: "It is kept" },
          ...problems(
            "malformed",
            "pass-life-invalid",
            "pass-hash-other",
            "pass-too-large",
            "passes-full",
            "passes-share-full",
          ),
        },
      },
    },
    "/v1/inputs": {
      get: {
        summary: "Inputs with their blocks, to be compared with the chain",
        parameters: [
          inQuery("from", { type: "integer", minimum: 0, default: 0 }, "The first index"),
          inQuery("count", { type: "integer", minimum: 1, maximum: 100, default: 100 }, "How many"),
        ],
        responses: { "200": { description: "The inputs", ...json(inputs) }, ...problems("range-invalid") },
      },
    },
    "/v1/operations": {
      get: {
        summary: "Operations about the application as a whole that took effect",
        description: "Those about a device are items of its history.",
        parameters: [
          inQuery("from", { type: "integer", minimum: 0, default: 0 }, "The first number"),
          inQuery("count", { type: "integer", minimum: 1, maximum: 100, default: 100 }, "How many"),
        ],
        responses: { "200": { description: "The operations", ...json(operations) }, ...problems("range-invalid") },
      },
    },
    "/openapi.json": {
      get: { summary: "This document", responses: { "200": { description: "The document" } } },
    },
    "/healthz": { get: { summary: "Whether the process lives", responses: { "200": { description: "It does" } } } },
    "/readyz": {
      get: {
        summary: "Whether the chain is followed",
        responses: { "200": { description: "It is" }, "503": { description: "It is not; the body says why" } },
      },
    },
    "/metrics": {
      get: { summary: "Figures for Prometheus", responses: { "200": { description: "The figures" } } },
    },
  },
};
