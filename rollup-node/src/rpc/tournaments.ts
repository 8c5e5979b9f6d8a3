/** The methods of dispute resolution (PRT). Authority and Quorum have no disputes: every list is empty. */
import type { Application } from "../application.ts";
import type { Method, RpcContext } from "./methods.ts";
import { hexOf, index, NOT_FOUND, type Params, page, RpcError, required, requiredHex } from "./params.ts";

const PAGE = ["limit", "offset", "descending"];

type Check = (params: Params) => unknown;

const CHECKS: Readonly<Record<string, Check>> = {
  epoch_index: (params) => index(params, "epoch_index"),
  level: (params) => index(params, "level"),
  parent_tournament_address: (params) => hexOf(params, "parent_tournament_address", 20, "parent tournament address"),
  parent_match_id_hash: (params) => hexOf(params, "parent_match_id_hash", 32, "parent match ID hash"),
  tournament_address: (params) => hexOf(params, "tournament_address", 20, "tournament address"),
};

const REQUIRED: Readonly<Record<string, Check>> = {
  epoch_index: (params) => required(params, "epoch_index"),
  address: (params) => requiredHex(params, "address", 20, "tournament address"),
  tournament_address: (params) => requiredHex(params, "tournament_address", 20, "tournament address"),
  commitment: (params) => requiredHex(params, "commitment", 32, "commitment hash"),
  id_hash: (params) => requiredHex(params, "id_hash", 32, "ID hash"),
  parent: (params) => requiredHex(params, "parent", 32, "parent hash"),
};

/** Returns the eight methods. They find an application with the given function, which throws when there is none. */
export function tournaments(
  applicationOf: (params: Params, context: RpcContext) => Application,
): Readonly<Record<string, Method>> {
  const list = (names: readonly string[], checks: Readonly<Record<string, Check>> = CHECKS): Method => ({
    params: ["application", ...names, ...PAGE],
    summary: "Dispute resolution of PRT applications; empty for Authority and Quorum.",
    run: (params, context) => {
      const { limit, offset } = page(params);
      applicationOf(params, context);
      for (const name of names) checks[name]!(params);
      return { data: [], pagination: { total_count: 0, limit, offset } };
    },
  });
  const get = (what: string, names: readonly string[]): Method => ({
    params: ["application", ...names],
    summary: "Dispute resolution of PRT applications; never found for Authority and Quorum.",
    run: (params, context) => {
      applicationOf(params, context);
      for (const name of names) REQUIRED[name]!(params);
      throw new RpcError(NOT_FOUND, `${what} not found`);
    },
  });
  const match = ["epoch_index", "tournament_address", "id_hash"];
  return {
    cartesi_listTournaments: list(["epoch_index", "level", "parent_tournament_address", "parent_match_id_hash"]),
    cartesi_getTournament: get("Tournament", ["address"]),
    cartesi_listCommitments: list(["epoch_index", "tournament_address"]),
    cartesi_getCommitment: get("Commitment", ["epoch_index", "tournament_address", "commitment"]),
    cartesi_listMatches: list(["epoch_index", "tournament_address"]),
    cartesi_getMatch: get("Match", match),
    cartesi_listMatchAdvances: list(match, REQUIRED),
    cartesi_getMatchAdvanced: get("Match advance", [...match, "parent"]),
  };
}
