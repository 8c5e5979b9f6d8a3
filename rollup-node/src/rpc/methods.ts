/** The `cartesi_*` methods of rollups-node 2.0.0-alpha.10 and this node's own `witness_*`. */
import type { DatabaseSync } from "node:sqlite";
import { isError, type JsonRpcProvider } from "ethers";
import type { Application } from "../application.ts";
import { EPOCH_STATUSES } from "../epochs.ts";
import type { Follower } from "../follow.ts";
import { discover } from "./discover.ts";
import {
  hexOf,
  INVALID_PARAMS,
  index,
  NOT_FOUND,
  type Pagination,
  type Params,
  page,
  RpcError,
  required,
} from "./params.ts";
import {
  applicationShape,
  epochShape,
  hexNumber,
  inputShape,
  outputShape,
  reportShape,
  type Shape,
  type SqlRow,
} from "./shapes.ts";
import { tournaments } from "./tournaments.ts";

export interface RpcContext {
  readonly applications: readonly Application[];
  readonly database: DatabaseSync;
  readonly provider: JsonRpcProvider;
  readonly chainId: number;
  readonly follower: Follower;
  readonly head: () => number;
}

export interface Method {
  readonly params: readonly string[];
  readonly summary: string;
  /** True for a method that does more than read: a web page may not call it. */
  readonly changes?: true;
  readonly run: (params: Params, context: RpcContext) => unknown;
}

export const NODE_VERSION = "2.0.0-alpha.10";
/** Bytes of JSON a page may have, and the newest real node's word for one that has more. */
const PAGE_BYTES = 10_000_000;
const PAGE_TOO_LARGE = -31003;
const PAGE = ["limit", "offset", "descending"];
/** Finds an application by name or 0x address. */
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

type Filter = readonly [column: string, value: string | number | undefined];

function list(
  context: RpcContext,
  app: Application,
  table: string,
  filters: readonly Filter[],
  at: Pagination,
  shape: (row: SqlRow) => Shape,
) {
  const set = filters.filter(([, value]) => value !== undefined) as readonly (readonly [string, string | number])[];
  const order = at.descending ? "DESC" : "ASC";
  const own = app.records.app;
  if (set.length === 0 && table !== "epochs") {
    // Indices are 0, 1, 2 … here: the place of a page is known, and a million rows need not be counted.
    const { total } = context.database
      .prepare(`SELECT coalesce(max(idx)+1,0) total FROM ${table} WHERE app=?`)
      .get(own) as { total: number };
    const [low, high] = at.descending
      ? [total - at.offset - at.limit, total - at.offset]
      : [at.offset, at.offset + at.limit];
    const rows = context.database
      .prepare(`SELECT * FROM ${table} WHERE app=? AND idx>=? AND idx<? ORDER BY idx ${order}`)
      .iterate(own, low, high);
    return { data: shaped(rows, shape), pagination: { total_count: total, limit: at.limit, offset: at.offset } };
  }
  const where = ["app=?", ...set.map(([column]) => `${column}`)].join(" AND ");
  const values = [own, ...set.map(([, value]) => value)];
  const total = context.database.prepare(`SELECT count(*) n FROM ${table} WHERE ${where}`).get(...values) as SqlRow;
  const rows = context.database
    .prepare(`SELECT * FROM ${table} WHERE ${where} ORDER BY idx ${order} LIMIT ? OFFSET ?`)
    .iterate(...values, at.limit, at.offset);
  return {
    data: shaped(rows, shape),
    pagination: { total_count: Number(total["n"]), limit: at.limit, offset: at.offset },
  };
}

/** Takes rows one by one, so that a page too large is refused before it fills the memory. */
function shaped(rows: Iterable<SqlRow>, shape: (row: SqlRow) => Shape): Shape[] {
  const data: Shape[] = [];
  let size = 0;
  for (const row of rows) {
    const entry = shape(row);
    size += JSON.stringify(entry).length;
    if (size > PAGE_BYTES)
      throw new RpcError(
        PAGE_TOO_LARGE,
        `Response exceeds 10 MB after ${data.length} entries; ask with a smaller limit`,
      );
    data.push(entry);
  }
  return data;
}

function single(
  context: RpcContext,
  app: Application,
  table: string,
  idx: number,
  what: string,
  shape: (row: SqlRow) => Shape,
) {
  const row = context.database.prepare(`SELECT * FROM ${table} WHERE app=? AND idx=?`).get(app.records.app, idx);
  if (row === undefined) throw new RpcError(NOT_FOUND, `${what} not found`);
  return { data: shape(row) };
}

/** The real node lists outputs by epoch only for accepted inputs; here no other input has outputs at all. */
const listing =
  (
    table: string,
    filters: (params: Params) => readonly Filter[],
    shape: (app: Application, context: RpcContext) => (row: SqlRow) => Shape,
  ) =>
  (params: Params, context: RpcContext) => {
    const app = applicationOf(params, context);
    return list(context, app, table, filters(params), page(params), shape(app, context));
  };

const epochs =
  (app: Application, { database }: RpcContext) =>
  (row: SqlRow) =>
    epochShape(app, database, row);
const outputs =
  (app: Application, { database }: RpcContext) =>
  (row: SqlRow) =>
    outputShape(app, database, row);

function epochStatus(params: Params): string | undefined {
  const status = params["status"];
  if (status === undefined || status === null) return undefined;
  if (typeof status !== "string") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!(EPOCH_STATUSES as readonly string[]).includes(status))
    throw new RpcError(INVALID_PARAMS, `Invalid epoch status: ${status}`);
  return status;
}

export const METHODS: Readonly<Record<string, Method>> = {
  "rpc.discover": { params: [], summary: "This document.", run: () => discover(METHODS) },
  cartesi_listApplications: {
    params: PAGE,
    summary: "Applications of this node.",
    run: (params, { applications, database, head }) => {
      const { limit, offset, descending } = page(params);
      const all = descending ? applications.toReversed() : applications;
      return {
        data: all.slice(offset, offset + limit).map((app) => applicationShape(app, database, head())),
        pagination: { total_count: all.length, limit, offset },
      };
    },
  },
  cartesi_getApplication: {
    params: ["application"],
    summary: "One application, by name or address.",
    run: (params, context) => ({
      data: applicationShape(applicationOf(params, context), context.database, context.head()),
    }),
  },
  cartesi_listEpochs: {
    params: ["application", "status", ...PAGE],
    summary: "Epochs that have inputs.",
    run: listing("epochs", (params) => [["status=?", epochStatus(params)]], epochs),
  },
  cartesi_getEpoch: {
    params: ["application", "epoch_index"],
    summary: "One epoch.",
    run: (params, context) => {
      const app = applicationOf(params, context);
      return single(context, app, "epochs", required(params, "epoch_index"), "Epoch", epochs(app, context));
    },
  },
  cartesi_getLastAcceptedEpochIndex: {
    params: ["application"],
    summary: "The newest epoch whose claim was accepted.",
    run: (params, context) => {
      const app = applicationOf(params, context);
      const row = context.database
        .prepare("SELECT max(idx) n FROM epochs WHERE app=? AND status='CLAIM_ACCEPTED'")
        .get(app.records.app) as SqlRow;
      if (row["n"] === null) throw new RpcError(NOT_FOUND, "Epoch not found");
      return { data: hexNumber(row["n"]) };
    },
  },
  cartesi_listInputs: {
    params: ["application", "epoch_index", "sender", ...PAGE],
    summary: "Inputs in the order of InputBox.",
    run: listing(
      "inputs",
      (params) => [
        ["epoch=?", index(params, "epoch_index")],
        ["sender=?", hexOf(params, "sender", 20, "input sender address")],
      ],
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
      (params) => [
        ["epoch=?", index(params, "epoch_index")],
        ["input=?", index(params, "input_index")],
        ["selector=?", hexOf(params, "output_type", 4, "output type")],
        ["destination=?", hexOf(params, "voucher_address", 20, "voucher address")],
      ],
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
      (params) => [
        ["epoch=?", index(params, "epoch_index")],
        ["input=?", index(params, "input_index")],
      ],
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
      // The node sees the epoch end only when that block is as deep as it asks.
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
      // A chain that answers "no such method" may know the other local chain's; one that is away is said to be away.
      if (!isError(error, "UNKNOWN_ERROR") && !isError(error, "UNSUPPORTED_OPERATION")) throw error;
    }
  }
  throw new RpcError(
    INVALID_PARAMS,
    "This chain mines for nobody: epochs can be closed on demand only on a local chain",
  );
}
