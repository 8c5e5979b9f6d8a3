/** What a reader sees before signing in: what this is, what it does not prove, and two ways to sign in. */
import { useMutation } from "@tanstack/react-query";
import type { SignIn } from "../evidence/sign-in.ts";
import { useEvidence, useSignIn } from "./context.tsx";
import { Odometer } from "./odometer.tsx";
import { Heading, Section } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";

const STEPS = [
  {
    title: "The car signs",
    text: "A device in the car seals its readings in envelopes, signs each envelope with a key that never leaves it, and chains it to the one before.",
  },
  {
    title: "The chain keeps the order",
    text: "A relay that cannot read the readings carries them to a public chain. What is missing, repeated or forged is seen and named.",
  },
  {
    title: "The record is judged",
    text: "A back-end judges each history by fixed rules: logical, illogical, or no judgement, with reasons. Validators, who hold the key, re-run it; anybody can check signatures, order and claims.",
  },
] as const;

const LIMITS = [
  "A sensor that lies before it signs is believed, as far as its values are plausible.",
  "The application's named validators can read the readings: whoever replays must be able to decrypt.",
  "Until it is settled on chain, an answer is the word of the node that gave it.",
] as const;

/** A history with a step back, as a picture. */
function Picture() {
  return (
    <div aria-hidden="true" className="card overflow-hidden p-5 sm:p-6">
      <Odometer hm={1_284_539} size="large" />
      <svg aria-hidden="true" viewBox="0 0 360 150" className="mt-5 w-full">
        {[25, 65, 105].map((y) => (
          <path key={y} d={`M0 ${y}H360`} className="stroke-line" strokeWidth="1" />
        ))}
        <path
          d="M4 132L40 122 78 117 112 98 150 90 186 74 224 62 236 58"
          fill="none"
          className="stroke-petrol"
          strokeWidth="3"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <path
          d="M236 58L246 112"
          className="stroke-false"
          strokeWidth="3"
          strokeDasharray="3 6"
          strokeLinecap="round"
        />
        <path
          d="M246 112L282 102 318 96 356 84"
          fill="none"
          className="stroke-false"
          strokeWidth="3"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <circle cx="246" cy="112" r="7" className="fill-surface stroke-false" strokeWidth="3" />
        <text x="228" y="140" className="fill-false text-[13px] font-semibold">
          lower than before
        </text>
      </svg>
    </div>
  );
}

function Welcome() {
  return (
    <>
      <Heading title="Check an odometer" className="text-4xl sm:text-5xl">
        What the odometer said, and that nobody rewrote it since
      </Heading>
      <p className="mt-4 max-w-xl text-lg text-soft">
        Compare a car's odometer this minute with its signed history. You see both values, what the rules say of them,
        and how sure the answer is.
      </p>
    </>
  );
}

/** Instead of the welcome, for a reader who followed a link to a car. */
function WelcomeToCar() {
  return (
    <>
      <Heading title="Sign in to see this car" className="text-4xl sm:text-5xl">
        Sign in to see this car
      </Heading>
      <p className="mt-4 max-w-xl text-lg text-soft">
        Only its owner can see a car. Sign in with the wallet or the demo key that owns it, and you see it at once. If
        you own none here yet, the demo key registers simulated cars for you.
      </p>
    </>
  );
}

interface LandingProps {
  /** Whether the reader wants to see a car, which is shown once they are signed in. */
  readonly toCar?: boolean;
}

/** The page of a reader who is not signed in. */
export function Landing({ toCar = false }: LandingProps) {
  const { hasInjectedWallet } = useEvidence();
  const { signIn, ended } = useSignIn();
  const entering = useMutation({ mutationFn: (kind: SignIn["kind"]) => signIn(kind) });
  return (
    <>
      <div className="grid items-center gap-8 lg:grid-cols-[1.15fr_1fr] lg:gap-14">
        <div>
          {toCar ? <WelcomeToCar /> : <Welcome />}
          {ended && (
            <p role="status" className="card mt-5 bg-open-wash p-3 text-open">
              {ended}
            </p>
          )}
          <div className="mt-6 flex flex-wrap gap-3">
            <button
              type="button"
              className="button button-primary"
              data-testid="sign-in-demo"
              aria-disabled={entering.isPending}
              onClick={() => entering.isPending || entering.mutate("demo")}
            >
              Use a demo key
            </button>
            <button
              type="button"
              className="button"
              data-testid="sign-in-wallet"
              aria-disabled={entering.isPending}
              onClick={() => entering.isPending || entering.mutate("injected")}
            >
              {hasInjectedWallet ? "Sign in with your wallet" : "Sign in with a wallet"}
            </button>
          </div>
          <p className="mt-3 max-w-xl text-sm text-soft">
            The demo key is made in this browser and stays in it. A wallet is asked once: it lets a key of this browser
            ask for your cars for seven days, and signing out deletes that key. Either way you get a garage of simulated
            cars: one honest, one unlucky, seven that cheat, each in its own way.
          </p>
          {entering.error && (
            <div className="mt-4 max-w-xl">
              <Problem error={entering.error} />
            </div>
          )}
        </div>
        <Picture />
      </div>
      <Section id="how" title="How it works">
        <ol className="grid gap-4 md:grid-cols-3">
          {STEPS.map(({ title, text }, index) => (
            <li key={title} className="card p-5">
              <span aria-hidden="true" className="font-mono text-sm font-semibold text-copper">
                {index + 1}
              </span>
              <h3 className="mt-1 font-semibold">{title}</h3>
              <p className="mt-1 text-soft">{text}</p>
            </li>
          ))}
        </ol>
      </Section>
      <Section id="limits" title="What it does not prove">
        <ul className="max-w-3xl list-disc space-y-1.5 pl-5 text-soft">
          {LIMITS.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}
