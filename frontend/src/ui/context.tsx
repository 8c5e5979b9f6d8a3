/** What every part of the page may ask for: the evidence, and who is signed in. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { Evidence } from "../evidence/evidence.ts";
import type { SignIn } from "../evidence/sign-in.ts";
import type { Message } from "../language/say.ts";

const EvidenceContext = createContext<Evidence | undefined>(undefined);

interface SignInState {
  readonly signedIn: SignIn | undefined;
  /** Why the last sign-in ended, when it was not the reader's own wish. */
  readonly ended: Message | undefined;
  signIn(kind: SignIn["kind"]): Promise<void>;
  signOut(why?: Message): void;
}

const SignInContext = createContext<SignInState | undefined>(undefined);

/** Gives the evidence and the sign-in to everything inside. */
export function Providers({ evidence, children }: { readonly evidence: Evidence; readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [signedIn, setSignedIn] = useState(evidence.restored);
  const [ended, setEnded] = useState<Message>();
  const signIn = useCallback(
    async (kind: SignIn["kind"]) => {
      setSignedIn(await evidence.signIn(kind));
      setEnded(undefined);
    },
    [evidence],
  );
  const forget = useCallback(
    (why?: Message) => {
      // Answers were sealed to the key that is now forgotten; what was read with it goes too.
      queries.clear();
      setSignedIn(undefined);
      setEnded(why);
    },
    [queries],
  );
  const signOut = useCallback(
    (why?: Message) => {
      forget(why);
      evidence
        .signOut()
        .catch(() => setEnded("This browser's keys could not be deleted: clear this site's data in the browser."));
    },
    [evidence, forget],
  );
  const isIn = signedIn !== undefined;
  useEffect(() => {
    // Whoever is not signed in has nothing to lose in another tab.
    if (!isIn) return undefined;
    return evidence.onSignedOutElsewhere(() => forget("You signed out in another tab."));
  }, [evidence, isIn, forget]);
  const value = useMemo(() => ({ signedIn, ended, signIn, signOut }), [signedIn, ended, signIn, signOut]);
  return (
    <EvidenceContext value={evidence}>
      <SignInContext value={value}>{children}</SignInContext>
    </EvidenceContext>
  );
}

/** Returns what the page may ask. */
export function useEvidence(): Evidence {
  const evidence = useContext(EvidenceContext);
  if (!evidence) throw new Error("Evidence is provided at the root.");
  return evidence;
}

/** Returns who is signed in, and the ways in and out. */
export function useSignIn(): SignInState {
  const value = useContext(SignInContext);
  if (!value) throw new Error("The sign-in is provided at the root.");
  return value;
}
