/** The ways to sign in, and the page of an owner who is not signed in. */
import { useMutation } from "@tanstack/react-query";
import type { SignIn } from "../evidence/sign-in.ts";
import { say } from "../language/say.ts";
import { useEvidence, useSignIn } from "./context.tsx";
import { PageFrame } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";

/** Two buttons, and what pressing them means. */
export function SignInButtons() {
  const { hasInjectedWallet } = useEvidence();
  const { signIn } = useSignIn();
  const entering = useMutation({ mutationFn: (kind: SignIn["kind"]) => signIn(kind) });
  return (
    <>
      <div className="flex flex-wrap gap-3">
        <button
          type="button"
          className="button button-primary"
          data-testid="sign-in-demo"
          aria-disabled={entering.isPending}
          onClick={() => entering.isPending || entering.mutate("demo")}
        >
          {say("Use a demo key")}
        </button>
        <button
          type="button"
          className="button"
          data-testid="sign-in-wallet"
          aria-disabled={entering.isPending}
          onClick={() => entering.isPending || entering.mutate("injected")}
        >
          {say(hasInjectedWallet ? "Sign in with your wallet" : "Sign in with a wallet")}
        </button>
      </div>
      <p className="mt-3 max-w-xl text-sm text-soft">
        {say(
          "The demo key is made in this browser and stays in it. A wallet is asked once: it lets a key of this browser ask for your cars for seven days, and signing out deletes that key. Either way you get a garage of simulated cars: one honest, one unlucky, seven that cheat, each in its own way.",
        )}
      </p>
      {entering.error && (
        <div className="mt-4 max-w-xl">
          <Problem error={entering.error} />
        </div>
      )}
    </>
  );
}

/** Says why the last sign-in ended, when it was not the reader's own wish. */
export function Ended() {
  const { ended } = useSignIn();
  if (!ended) return null;
  return (
    <p role="status" className="card my-5 max-w-2xl bg-open-wash p-3 text-open">
      {say(ended)}
    </p>
  );
}

/** The garage of somebody who is not signed in. */
export function SignInPage() {
  return (
    <PageFrame
      title={say("Your cars")}
      lead={say(
        "Sign in to see your cars. What the back-end answers is sealed to this browser, and nobody else can open it.",
      )}
    >
      <Ended />
      <SignInButtons />
    </PageFrame>
  );
}
