/** What this browser came to by itself: read from an archive, opened with the owner's keys, judged, compared. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { ArchivePlace } from "../evidence/archive.ts";
import { count } from "../language/format.ts";
import { say, sayKnown } from "../language/say.ts";
import type { OwnSubject } from "../own/client.ts";
import type { OwnProgress } from "../own/outcome.ts";
import { useEvidence, useSignIn } from "./context.tsx";
import { Sign } from "./icons.tsx";
import { ownWords, settledWords, sourceWords } from "./own-words.ts";
import { Section } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";
import { useAssurance } from "./queries.ts";
import type { Own } from "./use-own.ts";

const TONES = {
  same: { colour: "text-true", sign: "tick" },
  differs: { colour: "text-false", sign: "cross" },
  open: { colour: "text-open", sign: "question" },
} as const;

/** How far a judging is, in words and as a bar. */
function Progress({ progress, stop }: { readonly progress: OwnProgress; readonly stop: () => void }) {
  const { step, tiles, ofTiles, readings } = progress;
  const percent = ofTiles === 0 ? 0 : Math.floor((100 * tiles) / ofTiles);
  const words =
    step === "waiting"
      ? say("The archive has not caught up with the record yet; asking again…")
      : ofTiles === 0
        ? say("Beginning…")
        : say(
            "Part {part, number} of {parts, number} of the history: {readings, plural, one {# reading} other {# readings}} read and judged, {percent} per cent.",
            { part: Math.min(tiles + 1, ofTiles), parts: ofTiles, readings, percent },
          );
  return (
    <div data-testid="own-progress" data-tiles={tiles} data-of-tiles={ofTiles}>
      <p>{words}</p>
      <progress
        className="mt-2 h-2 w-full max-w-md accent-petrol"
        max={100}
        value={percent}
        aria-label={say("Own judgement")}
      />
      <p className="mt-2">
        <button type="button" className="button px-3 text-sm" onClick={stop}>
          {say("Stop")}
        </button>
      </p>
    </div>
  );
}

/** The archives that are asked; a reader may name others. */
function Archives({ own }: { readonly own: Own }) {
  const field = useId();
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState("");
  const { archives = [], nameArchives } = own;
  const named = archives.filter(({ url }) => url !== "/archive");
  const change = (next: readonly ArchivePlace[]): void => {
    nameArchives(next).catch(() => setTrouble(say("This browser could not keep the address.")));
  };
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const url = text.trim().replace(/\/+$/, "");
    if (!/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)(:|\/|$))/.test(url) || !URL.canParse(url)) {
      setTrouble(say("An archive's address begins with https://, or is on this machine."));
      return;
    }
    setTrouble("");
    setText("");
    change([...named, { name: new URL(url).host, url }]);
  };
  return (
    <details className="mt-3 text-sm text-soft">
      <summary className="min-h-8 cursor-pointer py-1">
        {say("Archives that are asked ({n})", { n: count(archives.length) })}
      </summary>
      <ul className="mt-1 space-y-1">
        {archives.map((each) => (
          <li key={each.url} className="flex flex-wrap items-center gap-2">
            <span>{sayKnown(each.name)}</span>
            {each.url !== "/archive" && (
              <button
                type="button"
                className="button px-2 text-sm"
                onClick={() => change(named.filter(({ url }) => url !== each.url))}
              >
                {say("Remove {name}", { name: sayKnown(each.name) })}
              </button>
            )}
          </li>
        ))}
      </ul>
      <form onSubmit={add} className="mt-2 flex flex-wrap items-end gap-2">
        <div className="min-w-56 flex-1">
          <label htmlFor={field} className="label">
            {say("Another archive's address")}
          </label>
          <input
            id={field}
            type="text"
            inputMode="url"
            autoComplete="off"
            value={text}
            onChange={({ target }) => setText(target.value)}
            className="mt-1 min-h-9 w-full rounded-md border border-edge bg-surface px-2"
          />
        </div>
        <button type="submit" className="button px-3 text-sm">
          {say("Add")}
        </button>
      </form>
      {trouble && (
        <p role="alert" className="mt-1 text-false">
          {trouble}
        </p>
      )}
      <p className="mt-2 max-w-2xl">
        {say(
          "Nobody has to trust an archive: what it serves must come to what the record proves. What was read stays in this browser, under your account, until you sign out.",
        )}
      </p>
    </details>
  );
}

/** Offers to have the application before asked too: it gives keys to whom a wallet permitted there. */
function SignInBefore({ own }: { readonly own: Own }) {
  const evidence = useEvidence();
  const { signedIn } = useSignIn();
  const asked = useMutation({
    mutationFn: async () => signedIn && evidence.signInBefore(signedIn),
    onSuccess: own.judge,
  });
  return (
    <div className="mt-3">
      <button
        type="button"
        data-testid="own-before"
        className="button px-3 text-sm"
        aria-disabled={asked.isPending}
        onClick={() => asked.isPending || asked.mutate()}
      >
        {say(asked.isPending ? "Asking your wallet…" : "Judge what came before too")}
      </button>
      {asked.error && <Problem error={asked.error} />}
    </div>
  );
}

/** Whether the chain has settled the record that was compared. */
function Settled({ car }: { readonly car: OwnSubject }) {
  const { level } = useAssurance(car, true).data ?? { level: "stated" };
  return (
    <p className="mt-3 max-w-2xl text-sm text-soft" data-testid="own-assurance" data-level={level}>
      {settledWords(level, car.timeUnixS)}
    </p>
  );
}

interface Props {
  readonly own: Own;
  /** Number of the newest envelope in the record now. */
  readonly sequence: number;
}

/** The section of the car's page. */
export function OwnJudgement({ own, sequence }: Props) {
  const { progress, outcome, judged, error, isStopped } = own;
  const words = outcome && ownWords(outcome);
  const tone = words && TONES[words.tone];
  const isCompared = outcome?.result === "EQUAL" || outcome?.part !== undefined;
  const goneOn = outcome && outcome.sequence < sequence;
  return (
    <Section id="own" title={say("Judged in this browser")}>
      <div className="card p-5" data-testid="own" data-result={outcome?.result ?? ""} data-kept={outcome?.kept ?? ""}>
        {!outcome && (
          <p className="mb-3 max-w-2xl text-soft">
            {say(
              "This browser reads the car's history from an archive, opens it with your keys and judges it itself, so that you need not take the node's word for it.",
            )}
          </p>
        )}
        <div aria-live="polite" aria-busy={progress !== undefined}>
          {words && tone && (
            <div className="flex gap-3">
              <span className={tone.colour}>
                <Sign sign={tone.sign} />
              </span>
              <div>
                <h3 className={`text-lg font-semibold ${tone.colour}`}>{words.title}</h3>
                <p className="mt-1 max-w-2xl">{words.text}</p>
                {words.code && <p className="mt-1 font-mono text-xs text-soft">{words.code}</p>}
                <p className="mt-1 max-w-2xl text-sm text-soft">{sourceWords(outcome)}</p>
              </div>
            </div>
          )}
          {error && !progress && <Problem error={error} retry={own.judge} />}
          {isStopped && <p className="mt-2 text-soft">{say("Stopped. What follows is what the node said.")}</p>}
        </div>
        {progress && (
          <div className={words ? "mt-4" : ""}>
            <Progress progress={progress} stop={own.stop} />
          </div>
        )}
        {!progress && !error && (words || isStopped) && (
          <p className="mt-3 flex flex-wrap items-center gap-3">
            <button type="button" className="button px-3 text-sm" onClick={own.judge}>
              {say(isStopped ? "Judge here after all" : "Judge again")}
            </button>
            {goneOn && (
              <span className="text-sm text-soft">
                {say(
                  "The record has gone on to envelope no. {sequence, number} since; it is judged again within a minute.",
                  { sequence },
                )}
              </span>
            )}
          </p>
        )}
        {!progress && outcome?.before?.reason === "signed-out" && <SignInBefore own={own} />}
        <Archives own={own} />
        {judged && isCompared && <Settled car={judged} />}
      </div>
    </Section>
  );
}
