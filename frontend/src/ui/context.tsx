/** What every part of the page may ask for: the evidence, and who is signed in. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { Evidence } from "../evidence/evidence.ts";
import type { Session } from "../evidence/session.ts";

const EvidenceContext = createContext<Evidence | undefined>(undefined);

interface SignIn {
  readonly session: Session | undefined;
  /** Why the last session ended, when it was not the reader's own wish. */
  readonly ended: string | undefined;
  signIn(kind: Session["kind"]): Promise<void>;
  signOut(why?: string): void;
}

const SessionContext = createContext<SignIn | undefined>(undefined);

/** Gives the evidence and the session to everything inside. */
export function Providers({ evidence, children }: { readonly evidence: Evidence; readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [session, setSession] = useState(() => evidence.restore());
  const [ended, setEnded] = useState<string>();
  const signIn = useCallback(
    async (kind: Session["kind"]) => {
      setSession(await evidence.signIn(kind));
      setEnded(undefined);
    },
    [evidence],
  );
  const signOut = useCallback(
    (why?: string) => {
      evidence.signOut();
      // Answers were sealed to the key that is now forgotten; what was read with it goes too.
      queries.clear();
      setSession(undefined);
      setEnded(why);
    },
    [evidence, queries],
  );
  useEffect(() => evidence.onSignedOutElsewhere(() => signOut("You signed out in another tab.")), [evidence, signOut]);
  const value = useMemo(() => ({ session, ended, signIn, signOut }), [session, ended, signIn, signOut]);
  return (
    <EvidenceContext value={evidence}>
      <SessionContext value={value}>{children}</SessionContext>
    </EvidenceContext>
  );
}

/** The page's way out. */
export function useEvidence(): Evidence {
  const evidence = useContext(EvidenceContext);
  if (!evidence) throw new Error("Evidence is provided at the root.");
  return evidence;
}

/** Who is signed in. */
export function useSignIn(): SignIn {
  const value = useContext(SessionContext);
  if (!value) throw new Error("The session is provided at the root.");
  return value;
}
