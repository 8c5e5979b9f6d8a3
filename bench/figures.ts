/** The sentence and the bound of each figure. Names hold their units. */

import { VERIFICATIONS_MAX } from "../dapp/fuzz/dearest/bound.ts";

/** A bound that a figure should keep. */
export interface Aim {
  readonly sense: "at most" | "at least";
  readonly value: number;
}

interface Meaning {
  /** `#` stands for the value. */
  readonly says: string;
  readonly aim?: Aim;
}

const atMost = (value: number): Aim => ({ sense: "at most", value });
const atLeast = (value: number): Aim => ({ sense: "at least", value });

/** What is modelled in cycles of a machine: what it is, and how many million it may take. */
export const MODELLED: Readonly<Record<string, readonly [subject: string, megacycles: number]>> = {
  Envelope50: ["An envelope of 50 readings with its own signature", 4.8],
  EnvelopeInRun50: ["One of ten such envelopes under one signature", 1.4],
  Opening: ["A session opening, a device's first, with 50 readings", 9],
  Registration: ["A registration", 9],
  SignedQuery: ["A query that a P-256 key signed, of a car with 67 envelopes", 15],
};

/** Returns the figures of one of them. */
export const modelledFigures = (name: string): string[] => Object.keys(meaningsOf(name));

/** Envelopes have no curve operations but verifications, unless they open a session. */
const hasOthers = (name: string): boolean => !name.startsWith("Envelope");

function meaningsOf(name: string): Record<string, Meaning> {
  const [subject, megacycles] = MODELLED[name] ?? ["", 0];
  return {
    [`verificationsPer${name}`]: { says: `${subject} takes # verifications.` },
    ...(hasOthers(name)
      ? { [`otherCurveOperationsPer${name}`]: { says: "And # square roots, agreements and public keys." } }
      : {}),
    [`hashBlocksPer${name}`]: { says: "And # blocks of SHA-256." },
    [`aesBlocksPer${name}`]: { says: "And # blocks of AES." },
    [`megacyclesPer${name}`]: {
      says: "In a machine that is some # million cycles, by a model.",
      aim: atMost(megacycles),
    },
  };
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ...Object.assign({}, ...Object.keys(MODELLED).map(meaningsOf)),
  megacyclesPerInput: {
    says: "An input with a report and a notice takes some # million cycles, whatever it holds, by a model.",
    aim: atMost(5),
  },
  verifyPerS: { says: "Bare node:crypto verifies # P-256 signatures a second on one core." },

  judgeReadingsPerS: { says: "The judge of version 2 takes # readings a second on one core." },
  pageJudgeReadingsPerS: {
    says: "A reader's browser opens and judges # readings a second of processor time, the signatures aside.",
    aim: atLeast(50_000),
  },
  judgeStateBytes10y: { says: "After ten years it keeps # bytes of a car." },

  passLinkBytes: {
    says: "A pass without history, of a car among a million, is a link of # characters.",
    aim: atMost(4_096),
  },
  passQrVersion: { says: "A QR code of a kept pass is of version #.", aim: atMost(6) },
  passVerifyMs: {
    says: "Everything about a pass that asks nobody takes a reader's JavaScript # ms.",
    aim: atMost(100),
  },
  passPageKbBrotli: { says: "The page of passes weighs # kB in all, in brotli.", aim: atMost(60) },
  passHistoryKbBrotli: { says: "For a pass that opens a history # kB more are fetched." },
  passGermanKbBrotli: { says: "Who reads German fetches # kB more." },
  lcpPassMs: {
    says: "On a slow phone, cold, over 1.6 Mbit/s, the page has painted its largest part after # ms.",
    aim: atMost(2_000),
  },
  passVerifyThrottledMs: {
    says: "On a processor four times slower the browser has checked a pass # ms after it began, the chain's answers in it.",
    aim: atMost(400),
  },

  wireBytesPerReading1: { says: "An envelope of 1 reading takes # bytes on the wire for it, signature and all." },
  wireBytesPerReading10: { says: "At 10 readings an envelope, one takes # bytes on the wire." },
  wireBytesPerReading50: { says: "At 50 readings an envelope, one takes # bytes on the wire.", aim: atMost(4.3) },
  gasPerReading1: { says: "A full batch of envelopes of 1 reading costs # gas a reading." },
  gasPerReading10: { says: "A full batch of envelopes of 10 readings costs # gas a reading." },
  gasPerReading50: { says: "A full batch of envelopes of 50 readings costs # gas a reading.", aim: atMost(180) },
  gasPerReading50Runs: {
    says: "The same with runs of 10 envelopes under one signature: # gas a reading.",
    aim: atMost(130),
  },
  gasPerReadingStorageBaseline: { says: "Baseline: one storage write a reading, in its own transaction, costs # gas." },
  gasPerReadingSingleInputBaseline: { says: "Baseline: one 113-byte input a reading through InputBox costs # gas." },
  gasRatioStorageBaseline: { says: "So a storage write a reading costs # times as much as a full batch of 50s." },
  gasRatioSingleInputBaseline: { says: "And an input a reading costs # times as much." },
  verifyOnChainGas: {
    says: "Verdict and odometer of a car are proven to a contract in a transaction of # gas.",
    aim: atMost(150_000),
  },

  mqttAckPerS: { says: "It acknowledges # envelopes a second over MQTT, one a message, by its embedded broker." },
  relayAckPerSSingle: { says: "The relay acknowledges # envelopes a second, one a request." },
  relayP50Ms: { says: "Half of these requests are answered within # ms." },
  relayP99Ms: { says: "99 of 100 of them are answered within # ms." },
  relayAckPerSArray: { says: "In array bodies of 160 cars, it acknowledges # envelopes a second." },
  relayReadingsPerSArray: { says: "These carry # readings a second." },
  relayAckPerSRuns: { says: "In array bodies of one car each, which one signature proves, # a second." },
  relayIncludedPerS: { says: "Meanwhile and for a while after, # envelopes a second reach the chain." },
  relayVerifyRatioSingle: { says: "One a request is # of the rate of bare verification." },
  relayVerifyRatioArray: { says: "In array bodies it is # of that rate, a verification each.", aim: atLeast(0.5) },
  relayVerifyRatioRuns: { says: "In array bodies of one car it is # of that rate, a verification for 20." },
  relayRssMb: { says: "All this took the relay # MiB of memory at most." },

  backendReadingsPerS: { says: "The back-end takes # readings a second, every envelope with its own signature." },
  backendVerifyRatio: {
    says: "So an envelope of 50 is taken at # of the rate of bare verification.",
    aim: atLeast(0.5),
  },
  backendBytesPerDevice: { says: "A device with its first 50 readings takes # bytes of the back-end's memory." },
  backendBytesPerReading: { says: "Each further reading takes # bytes of it." },

  dearestVerifications: {
    says: "The dearest input that a search finds costs as much CPU as # verifications of the same run.",
    aim: atMost(VERIFICATIONS_MAX),
  },

  inputCostRatio10y: {
    says: "An input of a car of ten years costs # times as much as one of a car of one year.",
    aim: atMost(1.1),
  },
  stateBytesPerDevice1e4: { says: "At 10 000 devices of ten years, one takes # bytes of memory.", aim: atMost(1_536) },
  stateBytesPerDevice1e5: { says: "At 100 000 it takes # bytes.", aim: atMost(1_536) },
  stateBytesPerDevice1e6: { says: "At 1 000 000 it takes # bytes.", aim: atMost(1_536) },
  stateRssBytesPerDevice1e4: { says: "The process has # bytes more in memory for each of 10 000.", aim: atMost(1_536) },
  stateRssBytesPerDevice1e5: { says: "For each of 100 000 it has # bytes more.", aim: atMost(1_536) },
  stateRssBytesPerDevice1e6: { says: "For each of 1 000 000 it has # bytes more.", aim: atMost(1_536) },
  inputCostRatio1e6: {
    says: "An input beside 1 000 000 devices costs # times as much as one beside 1 000.",
    aim: atMost(1.1),
  },

  nodeInputsPerSEmpty: { says: "The node takes # empty inputs a second through a trivial back-end." },
  nodeInputsPerS: {
    says: "The node takes # inputs of 1 kB a second through a trivial back-end, kept durably.",
    aim: atLeast(300),
  },
  nodeInputsPerS60kB: { says: "The node takes # inputs of 60 kB a second." },
  restartMsPer10kInputs: { says: "A node that is killed answers again after # ms for 10 000 inputs." },
  inspectP50Ms: { says: "While inputs stream in, half of the queries are answered within # ms." },
  inspectP99Ms: { says: "While inputs stream in, 99 of 100 queries are answered within # ms.", aim: atMost(20) },
  inspectPerS: { says: "While inputs stream in, # queries a second are answered at most." },
  inspectInputsPerS: { says: "(# inputs a second streamed in meanwhile.)" },

  archiveInputsPerS: {
    says: "The archive catches up with # inputs a second, each a run of one envelope, kept durably, its own start included.",
  },
  archiveTilesPerS: { says: "It serves # tiles a second over HTTP, most of them put together for the first time." },
  archiveBytesPerEnvelope: { says: "Its store takes # bytes for each envelope of 10 readings, the envelope included." },

  startMs: { says: "Chain, contracts, node, back-end and relay are up after # ms." },
  endToEndP50Ms: { says: "Half of the envelopes show in an answer # ms after the device's POST." },
  endToEndP99Ms: { says: "99 of 100 do within # ms." },

  proofMs1e3: { says: "A proof of one of 1 000 outputs takes # ms.", aim: atMost(5) },
  proofMs1e4: { says: "A proof of one of 10 000 outputs takes # ms.", aim: atMost(5) },
  proofMs1e5: { says: "A proof of one of 100 000 outputs takes # ms.", aim: atMost(5) },
  proofMs1e6: { says: "A proof of one of 1 000 000 outputs takes # ms.", aim: atMost(5) },
  proofRssMb1e6: { says: "Growing the tree to 1 000 000 outputs took # MiB at most." },
  proofAppendPerS: { says: "The tree takes # outputs a second." },
};

/** All names of figures. */
export const FIGURES: readonly string[] = Object.keys(MEANINGS);

/** Returns a number with four significant digits and spaces between thousands. */
function shown(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en").replaceAll(",", " ");
  return String(Number(value.toPrecision(3)));
}

/** Returns whether a figure is beyond its bound. A figure without a bound is not. */
export function isMissed(name: string, value: number): boolean {
  const aim = MEANINGS[name]?.aim;
  if (aim === undefined) return false;
  return aim.sense === "at most" ? value > aim.value : value < aim.value;
}

/** Returns a figure as a sentence, with its bound and whether it keeps it. */
export function sentence(name: string, value: number, form: "with aim" | "without aim"): string {
  const { says, aim } = MEANINGS[name] ?? { says: "#" };
  const said = `${name}: ${says.replace("#", shown(value))}`;
  if (aim === undefined || form === "without aim") return said;
  return `${said} Aim: ${aim.sense} ${shown(aim.value)}, ${isMissed(name, value) ? "MISSED" : "kept"}.`;
}
