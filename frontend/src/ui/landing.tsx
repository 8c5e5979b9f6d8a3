/** What a reader sees first: three doors, how it works, and what it does not prove. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { type Message, say } from "../language/say.ts";
import { hrefOf } from "../places.ts";
import { Odometer } from "./odometer.tsx";
import { Heading, Section } from "./page-frame.tsx";
import { Ended, SignInButtons } from "./sign-in.tsx";

const STEPS: readonly { readonly title: Message; readonly text: Message }[] = [
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
];

const LIMITS: readonly Message[] = [
  "A sensor that lies before it signs is believed, as far as its values are plausible.",
  "The application's named validators can read the readings: whoever replays must be able to decrypt.",
  "Until it is settled on chain, an answer is the word of the node that gave it.",
];

/** A history with a step back, as a picture. */
function Picture() {
  return (
    <div aria-hidden="true" className="card hidden overflow-hidden p-5 sm:p-6 lg:block">
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
          {say("lower than before")}
        </text>
      </svg>
    </div>
  );
}

interface DoorProps {
  readonly id: string;
  /** Who goes in here. */
  readonly who: string;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Door({ id, who, title, text, children }: DoorProps) {
  return (
    <section aria-labelledby={id} className="card flex flex-col p-5 sm:p-6">
      <p className="label font-semibold text-copper">{who}</p>
      <h2 id={id} className="mt-1 text-2xl font-semibold">
        {title}
      </h2>
      <p className="mt-2 text-soft">{text}</p>
      <div className="pt-5">{children}</div>
    </section>
  );
}

/** The page of a reader who is not signed in. */
export function Landing() {
  return (
    <>
      <div className="grid items-center gap-8 lg:grid-cols-[1.3fr_1fr] lg:gap-14">
        <div>
          <Heading title={say("Check an odometer")} className="text-4xl sm:text-5xl">
            {say("What the odometer said, and that nobody rewrote it since")}
          </Heading>
          <p className="mt-4 max-w-xl text-lg text-soft">
            {say(
              "Compare a car's odometer this minute with its signed history. You see both values, what the rules say of them, and how sure the answer is.",
            )}
          </p>
          <Ended />
        </div>
        <Picture />
      </div>
      <div className="mt-8 grid gap-4 lg:grid-cols-3">
        <Door
          id="door-buying"
          who={say("Buying")}
          title={say("Check a car")}
          text={say(
            "Ask the seller for a pass, and scan or paste it. Your own browser proves what it says: no account, no wallet.",
          )}
        >
          <Link href={hrefOf({ page: "check" })} className="button button-primary">
            {say("Check a pass")}
          </Link>
        </Door>
        <Door
          id="door-owning"
          who={say("Owning")}
          title={say("See your cars")}
          text={say("Check your car against its record, read its history, and give a buyer a pass.")}
        >
          <SignInButtons />
        </Door>
        <Door
          id="door-checking"
          who={say("Checking Witness")}
          title={say("Look behind it")}
          text={say(
            "What went in, what came out, who claimed it, and whether the chain accepted it. Each proof is checked with a click.",
          )}
        >
          <Link href={hrefOf({ page: "explorer", list: "inputs" })} className="button">
            {say("See what was claimed")}
          </Link>
        </Door>
      </div>
      <Section id="how" title={say("How it works")}>
        <ol className="grid gap-4 md:grid-cols-3">
          {STEPS.map(({ title, text }, index) => (
            <li key={title} className="card p-5">
              <span aria-hidden="true" className="font-mono text-sm font-semibold text-copper">
                {index + 1}
              </span>
              <h3 className="mt-1 font-semibold">{say(title)}</h3>
              <p className="mt-1 text-soft">{say(text)}</p>
            </li>
          ))}
        </ol>
      </Section>
      <Section id="limits" title={say("What it does not prove")}>
        <ul className="max-w-3xl list-disc space-y-1.5 pl-5 text-soft">
          {LIMITS.map((limit) => (
            <li key={limit}>{say(limit)}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}
