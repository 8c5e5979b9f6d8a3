/** What a reader is told, as markup: rendered on the server, so that no browser is needed for words. */

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { CAR } from "@witness/protocol/columns/profile";
import { CODES } from "@witness/protocol/errors";
import type { Judgement } from "@witness/protocol/judge/judgement";
import { REASONS, type ReasonCode } from "@witness/protocol/judge/reasons";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { Refusal } from "@witness/protocol/wire/report";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Router } from "wouter";
import { found, logical as judgement, NOW } from "../../test/judged.ts";
import type { Assurance } from "../evidence/assurance.ts";
import { check } from "../evidence/check.ts";
import { EvidenceError } from "../evidence/errors.ts";
import type { Checked, Evidence } from "../evidence/evidence.ts";
import type { Health } from "../evidence/health.ts";
import { AssuranceSteps } from "./assurance-line.tsx";
import { CarDoor } from "./car-door.tsx";
import { Providers } from "./context.tsx";
import { EpochList, Output, ProofResult } from "./explorer-lists.tsx";
import { Alarms, ValidatorList } from "./health.tsx";
import { Landing } from "./landing.tsx";
import { Odometer } from "./odometer.tsx";
import { OutcomeChip } from "./outcome-chip.tsx";
import { Problem } from "./problem.tsx";
import { groupRefusals, RecordFacts, RefusalList } from "./record.tsx";
import { CohortTable, Suppressed } from "./statistics.tsx";
import { VerdictCard } from "./verdict-card.tsx";

const car: CarAnswer = {
  deviceId: new Uint8Array(8),
  publicKey: new Uint8Array(33),
  keyTier: 1,
  vehicle: {
    make: "Aster",
    model: "Corvina",
    modelYear: 2021,
    vin: "",
  },
  registeredAtUnixS: NOW,
  sequence: 1,
  link: new Uint8Array(32),
  judgement,
  refusals: [],
  stateRoot: new Uint8Array(32).fill(9),
  inputCount: 3,
  timeUnixS: NOW,
  activeTroubleCodes: [],
  unreadableEnvelopes: 0,
  forks: 0,
  proof: { opening: { fields: [], siblings: [] }, place: { index: 1, size: 2, path: [] } },
  profile: CAR,
};

/** Nothing is asked while markup is made; only what is known at once is given. */
const evidence = {
  chainId: 31_337,
  application: `0x${"ab".repeat(20)}`,
  hasInjectedWallet: false,
  restored: undefined,
  signOut: async () => undefined,
} as unknown as Evidence;

const render = (children: ReactNode): string =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <Providers evidence={evidence}>
        <Router ssrPath="/">{children}</Router>
      </Providers>
    </QueryClientProvider>,
  );
/** The text of an element that a test id names. */
const textOf = (markup: string, testId: string): string =>
  new RegExp(`data-testid="${testId}"[^>]*>([^<]*)<`).exec(markup)?.[1] ?? "";

function checked(odometerHm: number, record: Judgement = judgement): Checked {
  const live = {
    deviceId: new Uint8Array(8),
    challenge: new Uint8Array(32),
    timeUnixS: NOW,
    odometerHm,
    sequence: 1,
    link: new Uint8Array(32),
  };
  return { result: check(live, { ...car, judgement: record }, NOW), live, car: { ...car, judgement: record } };
}

describe("VerdictCard", () => {
  it.each([
    ["true", 120_010, judgement, "Odometer consistent", "goes on from its record"],
    ["false", 90_000, judgement, "Turned back by about 3,000 km since 15 Jan 2027", "lower than before"],
    [
      "cannot-say",
      120_010,
      { ...judgement, verdict: "no judgement", reasons: [found("forked-key")] } as Judgement,
      "Two devices claim to be this car",
      "copy of this car",
    ],
  ])("%s: in words, with both values and how sure", (outcome, odometerHm, record, title, reason) => {
    const markup = render(<VerdictCard checked={checked(odometerHm, record)} outcome={undefined} />);
    expect(markup).toContain(`data-outcome="${outcome}"`);
    expect(textOf(markup, "verdict")).toBe(title);
    expect(markup).toContain(reason);
    expect(textOf(markup, "value-live")).toBe(odometerHm === 90_000 ? "9,000.0 km" : "12,001.0 km");
    expect(textOf(markup, "value-record")).toBe("12,000.0 km");
    expect(markup).toContain("How sure is this answer?");
    // Before anything is looked up, an answer is no more than stated.
    expect(markup).toContain('data-level="stated"');
  });

  it("does not call it the distance over the car's life when the odometer was turned back", () => {
    const fallen: Judgement = { ...judgement, verdict: "illogical", reasons: [found("odometer-decreased")] };
    const markup = render(<VerdictCard checked={checked(120_010, fallen)} outcome={undefined} />);
    expect(markup).toContain("Distance as the odometer shows it since it was turned back. The verdict covers");
    expect(markup).not.toMatch(/over the car&#x27;s life/i);
    const facts = renderToStaticMarkup(<RecordFacts car={{ ...car, judgement: fallen }} />);
    expect(facts).toContain("Distance as the odometer shows it since it was turned back");
    expect(renderToStaticMarkup(<RecordFacts car={car} />)).toContain("Distance over the car&#x27;s life");
  });

  it("says that the covered period is empty, and names no days of it", () => {
    const empty = { ...judgement, coveredReadings: 0, coveredFromUnixS: judgement.coveredToUnixS };
    const markup = render(<VerdictCard checked={checked(120_010, empty)} outcome={undefined} />);
    expect(markup).toContain("No reading is in the covered period; the longest silence");
    expect(markup).not.toContain("The verdict covers");
  });
});

describe("gloss and advice", () => {
  const cannotSay = (...codes: readonly ReasonCode[]): string => {
    const reasons = codes.map((code) => found(code));
    return render(
      <VerdictCard
        checked={checked(120_010, { ...judgement, verdict: "no judgement", reasons })}
        outcome={undefined}
      />,
    );
  };

  it("say of a forked car what is wrong, not that there is too little", () => {
    const markup = cannotSay("forked-key");
    expect(markup).toContain("Two histories were signed");
    expect(markup).not.toMatch(/not enough|check again later/i);
  });

  it("never tell the owner to ask the owner", () => {
    const codes = Object.keys(REASONS) as ReasonCode[];
    for (const code of codes) expect(cannotSay(code), code).not.toMatch(/ask the owner/i);
    const fallen: Judgement = { ...judgement, verdict: "illogical", reasons: [found("odometer-decreased")] };
    const markup = render(<VerdictCard checked={checked(120_010, fallen)} outcome={undefined} />);
    expect(markup).toContain("it can sign a correction for you to accept");
    expect(markup).not.toMatch(/ask the owner/i);
  });

  it("say when more readings help", () => {
    expect(cannotSay("too-few-readings")).toContain("when the car has sent more readings");
    const unreadable = cannotSay("period-too-short", "unreadable");
    expect(unreadable).toContain("30 days that nothing interrupts");
    expect(unreadable).toContain("could not be read");
  });

  it("do not say that nothing speaks against a record with a gap", () => {
    const gap = render(
      <VerdictCard checked={checked(120_010, { ...judgement, reasons: [found("gap")] })} outcome={undefined} />,
    );
    expect(gap).toContain("Some envelopes are missing");
    expect(gap).not.toContain("Nothing in the record speaks against");
    expect(render(<VerdictCard checked={checked(120_010)} outcome={undefined} />)).toContain(
      "Nothing in the record speaks against",
    );
  });

  it("do not deny that a refused envelope turned the verdict", () => {
    const fork = { index: 0, registration: false, deviceId: car.deviceId, sequence: 1, inputIndex: 1, timeUnixS: NOW };
    const refusals = [{ ...fork, code: "forked-key" as const }];
    expect(renderToStaticMarkup(<RefusalList car={{ ...car, forks: 1, refusals }} />)).toContain("turned the verdict");
  });
});

describe("AssuranceSteps", () => {
  const shown = (assurance: Assurance): string =>
    renderToStaticMarkup(<AssuranceSteps assurance={assurance} root="ab…cd" timeUnixS={NOW} own="Own." />);
  it.each<[Assurance, string]>([
    [{ level: "stated" }, "word of the node"],
    [{ level: "pending", output: 4, epoch: 2, status: "CLAIM_SUBMITTED" }, "not settled yet"],
    [{ level: "settled", output: 4, epoch: 2, block: 9, isLatest: true }, "accepted no later ones"],
    [{ level: "settled", output: 4, epoch: 2, block: 9, isLatest: false }, "accepted newer ones since"],
    [{ level: "contradicted", output: 4, epoch: 2, reason: "No." }, "Do not rely on this answer"],
  ])("$level", (assurance, words) => {
    const markup = shown(assurance);
    expect(markup).toContain(words);
    // What only an auditor can use is folded away.
    expect(markup.indexOf("State root")).toBeGreaterThan(markup.indexOf("<details"));
    expect(markup.match(/aria-current="step"/g)?.length ?? 0).toBe(assurance.level === "contradicted" ? 0 : 1);
  });
});

it("never shows a verdict without whose word it is", () => {
  for (const verdict of ["logical", "illogical", "no judgement"] as const) {
    const chip = (by: "node" | "proven"): string =>
      renderToStaticMarkup(<OutcomeChip judgement={{ ...judgement, verdict }} by={by} />);
    expect(chip("node")).toContain("recorded by a node");
    // Green is only what the chain has accepted.
    expect(chip("node")).not.toContain("text-true");
    expect(chip("proven").includes("text-true")).toBe(verdict === "logical");
  }
});

it("reads an odometer out as one value", () => {
  const markup = renderToStaticMarkup(<Odometer hm={123_456} testId="value" />);
  expect(textOf(markup, "value")).toBe("12,345.6 km");
  expect(markup.indexOf('aria-hidden="true"')).toBeLessThan(markup.indexOf("12,345.6 km"));
});

describe("refusals", () => {
  const refusal = (sequence: number, code: Refusal["code"]): Refusal => ({
    index: sequence,
    registration: false,
    deviceId: new Uint8Array(8),
    sequence,
    code,
    inputIndex: 1,
    timeUnixS: NOW + sequence,
  });
  const refusals = [refusal(1, "sequence-replayed"), refusal(2, "sequence-replayed"), refusal(3, "forked-key")];

  it("tells neighbours with one reason in one line, newest first", () => {
    expect(groupRefusals(refusals).map(({ first, last, times }) => [first.sequence, last.sequence, times])).toEqual([
      [3, 3, 1],
      [1, 2, 2],
    ]);
  });

  it("says each in words, with its code", () => {
    const markup = renderToStaticMarkup(<RefusalList car={{ ...car, refusals }} />);
    for (const words of ["no. 1 to 2", "nothing was counted twice", "copied key", "sequence-replayed", "forked-key"]) {
      expect(markup).toContain(words);
    }
  });

  it("has words for every code", () => {
    for (const code of Object.keys(CODES) as Refusal["code"][]) {
      const markup = renderToStaticMarkup(<RefusalList car={{ ...car, refusals: [refusal(1, code)] }} />);
      expect(markup).toMatch(/<td data-label="Why"><span>[A-Z][^<]{20,}/);
    }
  });
});

describe("Problem", () => {
  it("shows a sentence and the code", () => {
    const markup = renderToStaticMarkup(
      <Problem error={new EvidenceError("not-answered", CODES["car-unknown"].sentence, { declined: "car-unknown" })} />,
    );
    expect(markup).toContain("No such car is known");
    expect(markup).toContain("car-unknown");
    expect(markup).toContain('role="alert"');
  });

  it("keeps a programmer's text from the reader", () => {
    const markup = renderToStaticMarkup(<Problem error={new TypeError("x is not a function")} />);
    expect(markup).not.toContain("is not a function");
    expect(markup).toContain("page-failed");
  });
});

describe("statistics", () => {
  it("shows integers of the record as people read them", () => {
    const cohort = { make: "Aster", model: "Corvina", cars: 1_011, readings: 44_234 };
    const markup = renderToStaticMarkup(
      <CohortTable cohorts={[{ ...cohort, distancePerDayHm: 697, troubleCodesPerTenThousandKmMilli: 1_708 }]} />,
    );
    for (const words of ["Aster Corvina", "1,011", "69.7", "1.71", "44,234"]) expect(markup).toContain(words);
  });

  it.each([
    [0, "No group is left out"],
    [1, "1 group is left out, because fewer than 5 cars with two readings or more, or less than 1,000 km"],
    [3, "3 groups are left out"],
  ])("explains %i suppressed", (suppressed, words) => {
    expect(renderToStaticMarkup(<Suppressed suppressed={suppressed} k={5} />)).toContain(words);
  });
});

describe("Alarms", () => {
  const health: Health = {
    state: "ENABLED",
    reason: null,
    consensusType: "QUORUM",
    consensus: `0x${"cd".repeat(20)}`,
    epochLength: 10,
    processedInputs: 96,
    wrongClaims: [],
  };
  const wrong = { epoch: 7, submitter: "0x12", claimed: "0x34", computed: "0x56", accepted: false };

  it("is silent when all is well", () => expect(renderToStaticMarkup(<Alarms health={health} />)).toBe(""));

  it("says a wrong claim and a stopped application loudly", () => {
    const stopped = { ...health, state: "INOPERABLE", reason: "output 3 differs", wrongClaims: [wrong] };
    const markup = renderToStaticMarkup(<Alarms health={stopped} />);
    for (const words of ['role="alert"', "INOPERABLE", "output 3 differs", "Wrong claim for epoch 7", "not accepted"]) {
      expect(markup).toContain(words);
    }
  });
});

it("names the validators, in short and in full", () => {
  const validators = {
    kind: "Quorum",
    consensus: "0x",
    addresses: [`0x${"12".repeat(20)}`, `0x${"34".repeat(20)}`],
  } as const;
  const full = renderToStaticMarkup(<ValidatorList validators={validators} brief={false} />);
  for (const address of validators.addresses) expect(full).toContain(address);
  expect(full).toContain("majority of 2 validators (Quorum)");
  expect(renderToStaticMarkup(<ValidatorList validators={validators} brief={true} />)).toContain("0x12121212…1212");
});

it("shows which voucher is executed, and in which transaction", () => {
  const row = {
    index: 1,
    input: 0,
    epoch: 0,
    type: "Voucher",
    stateRoot: undefined,
    raw: "0x",
    siblings: null,
    claimed: false,
  };
  const executionTransaction = `0x${"56".repeat(32)}`;
  expect(render(<Output row={{ ...row, executionTransaction }} />)).toContain("0x5656565656565656…5656");
  expect(render(<Output row={{ ...row, executionTransaction: null }} />)).not.toContain("Executed");
});

it("names nobody when the consensus accepted a wrong claim by nobody", () => {
  const wrong = { epoch: 7, submitter: "", claimed: "0x34", computed: "0x56", accepted: true };
  const health = { state: "ENABLED", reason: null, wrongClaims: [wrong] } as unknown as Health;
  const markup = renderToStaticMarkup(<Alarms health={health} />);
  expect(markup).toContain("The consensus accepted");
  expect(markup).not.toContain("Validator");
});

it.each([
  [{ outcome: "proven", block: 80 } as const, "Proven"],
  [{ outcome: "pending" } as const, "Pending"],
  [{ outcome: "not-proven", reason: "Wrong." } as const, "Not proven: Wrong."],
])("says what the contract said: %o", (result, words) => {
  expect(renderToStaticMarkup(<ProofResult what="output" check={result} />)).toContain(words);
});

it("says where numbers of epochs skip why, once, and says nothing where they do not", () => {
  const epoch = { firstBlock: 1, lastBlock: 10, firstInput: 0, endInput: 1, status: "OPEN", root: null };
  const shown = (...indexes: number[]): string => {
    const queries = new QueryClient();
    const rows = indexes.map((index) => ({ ...epoch, index, claimTransaction: null }));
    queries.setQueryData(["explorer", "epochs", 20, 0], { rows, total: rows.length });
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <Providers evidence={evidence}>
          <EpochList skip={0} onSkip={() => undefined} />
        </Providers>
      </QueryClientProvider>,
    );
  };
  const skipping = shown(9, 8, 5, 2);
  expect(skipping.split("Epochs without inputs are not listed.")).toHaveLength(2);
  expect(skipping.indexOf("not listed")).toBeGreaterThan(skipping.indexOf("Epoch 8"));
  expect(skipping.indexOf("not listed")).toBeLessThan(skipping.indexOf("Epoch 5"));
  // What comes before the oldest is skipped as well.
  expect(shown(2, 1)).toContain("not listed");
  expect(shown(1, 0)).not.toContain("not listed");
});

it("tells whoever follows a link to a car of it, and offers a way to buyers and both ways in", () => {
  const markup = render(<CarDoor id="0123456789abcdef" />);
  expect(markup).toContain("You followed a link to a car");
  expect(markup).toContain("Ask the seller for a pass of this car");
  expect(markup).toContain('href="/check"');
  expect(textOf(markup, "sign-in-demo")).toBe("Use a demo key");
});

it("offers three doors and says what is not proven", () => {
  const markup = render(<Landing />);
  for (const door of ["Buying", "Owning", "Checking Witness"]) expect(markup).toContain(door);
  expect(markup).toContain('href="/check"');
  expect(markup).toContain('href="/explorer"');
  expect(textOf(markup, "sign-in-demo")).toBe("Use a demo key");
  expect(markup).toContain("What it does not prove");
});

it("shows no car as consistent whose messages are still arriving, and hides nothing bad", () => {
  const fallen: Judgement = { ...judgement, verdict: "illogical", reasons: [found("odometer-decreased")] };
  expect(renderToStaticMarkup(<OutcomeChip judgement={judgement} arriving={true} />)).toContain("Still arriving");
  expect(renderToStaticMarkup(<OutcomeChip judgement={fallen} arriving={true} />)).toContain("Turned back");
});
