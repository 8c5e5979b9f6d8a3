/** The `cartesi_*` methods of rollups-node 2.0.0-alpha.10 and this node's own `witness_*`. */
import { NODE_RPC_ERRORS } from "@witness/protocol/codes/node";
import { isError, type JsonRpcProvider } from "ethers";
import type { Application } from "../application.ts";
import type { Follower } from "../follow.ts";
import { EPOCH_STATUSES } from "../store/epochs.ts";
import type { Filters, Listing, RowRange, SqlRow, Table } from "../store/listing.ts";
import { discover } from "./discover.ts";
import { hexOf, INVALID_PARAMS, index, NOT_FOUND, type Params, page, RpcError, required } from "./params.ts";
import { applicationShape, epochShape, hexNumber, inputShape, outputShape, reportShape, type Shape } from "./shapes.ts";
import { tournaments } from "./tournaments.ts";

/** What the methods read. */
export interface RpcContext {
  readonly applications: readonly Application[];
  readonly listing: Listing;
  readonly provider: JsonRpcProvider;
  readonly chainId: number;
  readonly follower: Follower;
  readonly head: () => number;
}

/** A method and the names of its parameters in order. */
export interface Method {
  readonly params: readonly string[];
  readonly summary: string;
  /** True for a method that does more than read: a web page may not call it. */
  readonly changes?: true;
  readonly run: (params: Params, context: RpcContext) => unknown;
}

/** The version of the real node that the methods follow. */
export const NODE_VERSION = "2.0.0-alpha.10";
/** The most bytes of JSON in one page. */
const PAGE_BYTES = 10_000_000;
const PAGE = ["limit", "offset", "descending"];
/** Returns the application with a name or 0x address. Throws an RpcError for a key that is neither. */
export function findApplication(applications: readonly Application[], key: unknown): Application | undefined {
  if (typeof key !== "string") return undefined;
  return applications.find(
    ({ deployment: { application } }) => application.name === key || application.address === key.toLowerCase(),
  );
}

function applicationOf(params: Params, { applications }: RpcContext): Application {
  const key = params["application"] ?? "";
  if (typeof key !== "string") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!/^0x[0-9a-fA-F]{40}$/.test(key) && !/^[a-z0-9_-]{3,}$/.test(key))
    throw new RpcError(INVALID_PARAMS, "Invalid application identifier: invalid application name");
  const found = findApplication(applications, key);
  if (found === undefined) throw new RpcError(NOT_FOUND, "Application not found");
  return found;
}

function list(
  { listing }: RpcContext,
  app: Application,
  table: Table,
  filters: Filters,
  at: RowRange,
  shape: (row: SqlRow) => Shape,
) {
  const { total, rows } = listing.page(app.records.app, table, filters, at);
  return { data: shaped(rows, shape), pagination: { total_count: total, limit: at.limit, offset: at.offset } };
}

/** Reads rows one by one, so that a page that is too large is refused before it fills the memory. */
function shaped(rows: Iterable<SqlRow>, shape: (row: SqlRow) => Shape): Shape[] {
  const data: Shape[] = [];
  let size = 0;
  for (const row of rows) {
    const entry = shape(row);
    size += JSON.stringify(entry).length;
    if (size > PAGE_BYTES)
      throw new RpcError(
        NODE_RPC_ERRORS.pageTooLarge.number,
        `Response exceeds 10 MB after ${data.length} entries; ask with a smaller limit`,
      );
    data.push(entry);
  }
  return data;
}

function single(
  { listing }: RpcContext,
  app: Application,
  table: Table,
  idx: number,
  what: string,
  shape: (row: SqlRow) => Shape,
) {
  const row = listing.single(app.records.app, table, idx);
  if (row === undefined) throw new RpcError(NOT_FOUND, `${what} not found`);
  return { data: shape(row) };
}

/** The real node lists outputs by epoch only for accepted inputs. In this store only accepted inputs have outputs. */
const listing =
  (
    table: Table,
    filters: (params: Params) => Filters,
    shape: (app: Application, context: RpcContext) => (row: SqlRow) => Shape,
  ) =>
  (params: Params, context: RpcContext) => {
    const app = applicationOf(params, context);
    return list(context, app, table, filters(params), page(params), shape(app, context));
  };

const epochs = (app: Application) => (row: SqlRow) => epochShape(app, row);
const outputs =
  (app: Application, { listing }: RpcContext) =>
  (row: SqlRow) =>
    outputShape(app, listing, row);

function epochStatus(params: Params): string | undefined {
  const status = params["status"];
  if (status === undefined || status === null) return undefined;
  if (typeof status !== "string") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!(EPOCH_STATUSES as readonly string[]).includes(status))
    throw new RpcError(INVALID_PARAMS, `Invalid epoch status: ${status}`);
  return status;
}

/** All methods by name. */
export const METHODS: Readonly<Record<string, Method>> = {
  "rpc.discover": { params: [], summary: "This document.", run: () => discover(METHODS) },
  cartesi_listApplications: {
    params: PAGE,
    summary: "Applications of this node.",
    run: (params, { applications, listing, head }) => {
      const { limit, offset, descending } = page(params);
      const all = descending ? applications.toReversed() : applications;
      return {
        data: all.slice(offset, offset + limit).map((app) => applicationShape(app, listing, head())),
        pagination: { total_count: all.length, limit, offset },
      };
    },
  },
  cartesi_getApplication: {
    params: ["application"],
    summary: "One application, by name or address.",
    run: (params, context) => ({
      data: applicationShape(applicationOf(params, context), context.listing, context.head()),
    }),
  },
  cartesi_listEpochs: {
    params: ["application", "status", ...PAGE],
    summary: "Epochs that have inputs.",
    run: listing("epochs", (params) => ({ status: epochStatus(params) }), epochs),
  },
  cartesi_getEpoch: {
    params: ["application", "epoch_index"],
    summary: "One epoch.",
    run: (params, context) => {
      const app = applicationOf(params, context);
      return single(context, app, "epochs", required(params, "epoch_index"), "Epoch", epochs(app));
    },
  },
  cartesi_getLastAcceptedEpochIndex: {
    params: ["application"],
    summary: "The newest epoch whose claim was accepted.",
    run: (params, context) => {
      const app = applicationOf(params, context);
      const epoch = app.records.epochs.newestAccepted();
      if (epoch === undefined) throw new RpcError(NOT_FOUND, "Epoch not found");
      return { data: hexNumber(epoch) };
    },
  },
  cartesi_listInputs: {
    params: ["application", "epoch_index", "sender", ...PAGE],
    summary: "Inputs in the order of InputBox.",
    run: listing(
      "inputs",
      (params) => ({
        epoch: index(params, "epoch_index"),
        sender: hexOf(params, "sender", 20, "input sender address"),
      }),
      () => inputShape,
    ),
  },
  cartesi_getInput: {
    params: ["application", "input_index"],
    summary: "One input.",
    run: (params, context) =>
      single(context, applicationOf(params, context), "inputs", required(params, "input_index"), "Input", inputShape),
  },
  cartesi_getProcessedInputCount: {
    params: ["application"],
    summary: "How many inputs have an outcome.",
    run: (params, context) => ({ data: hexNumber(applicationOf(params, context).records.processedCount()) }),
  },
  cartesi_listOutputs: {
    params: ["application", "epoch_index", "input_index", "output_type", "voucher_address", ...PAGE],
    summary: "Notices and vouchers by global index, with proofs once claimed.",
    run: listing(
      "outputs",
      (params) => ({
        epoch: index(params, "epoch_index"),
        input: index(params, "input_index"),
        selector: hexOf(params, "output_type", 4, "output type"),
        destination: hexOf(params, "voucher_address", 20, "voucher address"),
      }),
      outputs,
    ),
  },
  cartesi_getOutput: {
    params: ["application", "output_index"],
    summary: "One output.",
    run: (params, context) => {
      const app = applicationOf(params, context);
      return single(context, app, "outputs", required(params, "output_index"), "Output", outputs(app, context));
    },
  },
  cartesi_listReports: {
    params: ["application", "epoch_index", "input_index", ...PAGE],
    summary: "Reports by global index.",
    run: listing(
      "reports",
      (params) => ({
        epoch: index(params, "epoch_index"),
        input: index(params, "input_index"),
      }),
      () => reportShape,
    ),
  },
  cartesi_getReport: {
    params: ["application", "report_index"],
    summary: "One report.",
    run: (params, context) =>
      single(
        context,
        applicationOf(params, context),
        "reports",
        required(params, "report_index"),
        "Report",
        reportShape,
      ),
  },
  cartesi_getChainId: { params: [], summary: "Chain id.", run: (_, { chainId }) => ({ data: hexNumber(chainId) }) },
  cartesi_getNodeVersion: {
    params: [],
    summary: "The node generation whose interfaces these are.",
    run: () => ({ data: NODE_VERSION }),
  },
  ...tournaments(applicationOf),
  witness_advanceEpoch: {
    params: ["application"],
    summary: "On a local chain: mines to the first block after the open epoch, so that it closes now.",
    changes: true,
    run: async (params, context) => {
      const { epochLength } = applicationOf(params, context).deployment.consensus;
      const block = await context.provider.getBlockNumber();
      const target = (Math.floor(block / epochLength) + 1) * epochLength;
      // The node sees the end of the epoch only when that block has enough confirmations.
      const blocks = target - block + context.follower.confirmations;
      await mine(context.provider, blocks);
      return { data: { mined: hexNumber(blocks), block_number: hexNumber(target) } };
    },
  },
  witness_getHealth: {
    params: [],
    summary: "State of every application, wrong claims and differing runs included.",
    run: (_, { applications, follower, head }) => ({
      data: {
        head: hexNumber(Math.max(head(), 0)),
        chain: follower.trouble ?? "followed",
        applications: applications.map((app) => ({
          name: app.deployment.application.name,
          ...app.records.state(),
          inputs: hexNumber(app.records.inputCount()),
          processed_inputs: hexNumber(app.records.processedCount()),
          wrong_claims: follower.wrongClaims(app),
          nondeterministic: app.nondeterministic ?? null,
        })),
      },
    }),
  },
};

async function mine(provider: JsonRpcProvider, blocks: number): Promise<void> {
  for (const method of ["hardhat_mine", "anvil_mine"]) {
    try {
      await provider.send(method, [hexNumber(blocks)]);
      return;
    } catch (error) {
      // "No such method": try the other method. An unreachable chain is reported as unreachable.
      if (!isError(error, "UNKNOWN_ERROR") && !isError(error, "UNSUPPORTED_OPERATION")) throw error;
    }
  }
  throw new RpcError(
    INVALID_PARAMS,
    "This chain does not mine on demand: epochs can be closed on demand only on a local chain",
  );
}
