/** What the dialog and the list of passes ask for. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { MadePass, PassOrder } from "../evidence/pass.ts";
import type { ListedPass } from "../evidence/pass-list.ts";
import type { SignIn } from "../evidence/sign-in.ts";
import { passStanding } from "../pass/standing.ts";
import { whileOnline } from "./connection.ts";
import { useEvidence, useSignIn } from "./context.tsx";
import { pace } from "./pace.ts";

/** A withdrawal is in the record after the next block. */
const SOON = whileOnline(pace(2_000, 15_000));

function useSignedIn(): () => SignIn {
  const { signedIn } = useSignIn();
  return () => {
    if (!signedIn) throw new Error("Passes are made after signing in only.");
    return signedIn;
  };
}

/** The car as it is when the dialog opens: the preview and the signature are of this one answer. */
export function usePassCar(id: string) {
  const evidence = useEvidence();
  const signedIn = useSignedIn();
  return useQuery({
    queryKey: ["pass-car", id],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
    queryFn: async () => {
      const car = await evidence.car(signedIn(), fromHex(id));
      return { car, record: evidence.passes.showable(car) };
    },
  });
}

/** The passes of a car that were made in this browser, and what the record says of the owner's operations. */
export function usePasses(id: string) {
  const evidence = useEvidence();
  const { signedIn } = useSignIn();
  const passes = useQuery({
    queryKey: ["passes", signedIn && toHex(signedIn.owner), id],
    enabled: signedIn !== undefined,
    queryFn: () => (signedIn ? evidence.passes.made(signedIn, fromHex(id)) : []),
  });
  const withdrawn = passes.data?.filter(({ withdrawal }) => withdrawal !== undefined) ?? [];
  const holding = useQuery({
    queryKey: ["holding", id, withdrawn.length],
    enabled: withdrawn.length > 0,
    refetchInterval: (query) => {
      const isOnItsWay = withdrawn.some((pass) => passStanding(pass, query.state.data, pass.issuedUnixS) === "sent");
      return isOnItsWay && SOON(query);
    },
    queryFn: () => evidence.passes.holding(fromHex(id)),
  });
  return { passes: passes.data ?? [], error: passes.error, holding: holding.data };
}

/** Makes a pass; then has the archive keep it, when there is one. A pass that no archive keeps is a pass. */
export function useMakePass() {
  const evidence = useEvidence();
  const signedIn = useSignedIn();
  const queries = useQueryClient();
  const keep = useMutation({ mutationFn: (made: MadePass) => evidence.passes.keep(made) });
  const make = useMutation({
    mutationFn: (order: PassOrder) => evidence.passes.make(signedIn(), order),
    onSuccess: async (made) => {
      if (evidence.passes.canKeep) keep.mutate(made);
      await queries.invalidateQueries({ queryKey: ["passes"] });
    },
  });
  return { make, keep, canKeep: evidence.passes.canKeep };
}

/** Takes a pass back. */
export function useWithdraw() {
  const evidence = useEvidence();
  const signedIn = useSignedIn();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (listed: ListedPass) => evidence.passes.withdraw(signedIn(), listed),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["passes"] }),
  });
}
