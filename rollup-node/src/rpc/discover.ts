/** The OpenRPC document, made of the method table so that it cannot disagree with it. */
import type { Method } from "./methods.ts";

const INTEGERS = new Set(["limit", "offset"]);
/** Parameters that may be left out: the filters of lists. */
const OPTIONAL = /^(limit|offset|descending|status|sender|output_type|voucher_address|level|parent_.*)$/;
const FILTERS = /^(epoch_index|input_index|tournament_address)$/;

/** Returns the OpenRPC document. */
export function discover(methods: Readonly<Record<string, Method>>): unknown {
  return {
    openrpc: "1.3.2",
    info: { title: "Witness rollup node", version: "2.0.0-alpha.10", description: "Cartesi Rollups node JSON-RPC API" },
    methods: Object.entries(methods).map(([name, { params, summary }]) => ({
      name,
      summary,
      paramStructure: "either",
      params: params.map((param) => ({
        name: param,
        required: !(OPTIONAL.test(param) || (name.includes("_list") && FILTERS.test(param))),
        schema: INTEGERS.has(param)
          ? { type: "integer", minimum: 0 }
          : param === "descending"
            ? { type: "boolean" }
            : { type: "string" },
      })),
      result: { name: "result", schema: { type: "object" } },
    })),
  };
}
