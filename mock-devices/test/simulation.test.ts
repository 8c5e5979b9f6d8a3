/** Lives against the real back-end: what each mode comes to, and that a seed says everything. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { equal, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { noble } from "@witness/protocol/crypto/noble";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { LOSS_END_S, LOSS_WAIT_S } from "@witness/protocol/limits";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import { decodeOperation } from "@witness/protocol/operations/operation";
import { administratorsSigner } from "@witness/protocol/operations/signing";
import { afterEach, describe, expect, it } from "vitest";
import { actsOf, type PaperTools } from "../src/mode.ts";
import { MODES, type ModeName } from "../src/modes.ts";
import { NodeClient } from "../src/node-client.ts";
import { RelayClient } from "../src/relay-client.ts";
import { Simulation, type SimulationOptions } from "../src/simulation.ts";
import { administratorKeys, application, Backend, makerKey } from "./backend.ts";

const DAY_S = 86_400;
const FROM_UNIX_S = 1_790_000_000;
const ALL = Object.keys(MODES) as ModeName[];
const { context } = application;

let backends: Backend[] = [];
afterEach(() => {
  for (const backend of backends) backend.close();
  backends = [];
});

/** Runs a simulation to its end. Signatures are RFC 6979's when all of it must repeat. */
async function simulated(change: Partial<SimulationOptions> = {}, signer = provider) {
  const backend = new Backend();
  backends.push(backend);
  const url = await backend.listen();
  const days = 90;
  const options: SimulationOptions = {
    seed: 1,
    readingsPerEnvelope: 50,
    makerKey,
    fromUnixS: FROM_UNIX_S,
    untilUnixS: FROM_UNIX_S + days * DAY_S,
    cars: 0,
    modes: [],
    stepDays: 5,
    everyMinutes: 10,
    ...change,
  };
  const keys = administratorKeys.slice(0, 2).map((privateKey, index) => ({ index, privateKey }));
  const keyOf = (fill: number) => derivePrivateKey(new Uint8Array(32).fill(fill), provider);
  const simulation = new Simulation(options, {
    application,
    provider: { ...provider, p256Sign: signer.p256Sign },
    relay: new RelayClient(url, (ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    node: new NodeClient(`${url}/inspect`),
    pinned: { url, publicKey: backend.relayPublicKey },
    administrators: administratorsSigner(context, 1, keys, signer),
    companyKeys: { workshop: keyOf(7), inspector: keyOf(9), maker: keyOf(10) },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    advanceTo: async (unixS) => {
      backend.nowUnixS = unixS;
    },
  });
  for await (const _ of simulation.run());
  return { backend, simulation };
}

describe("modes", () => {
  it("docs/mock-devices.md has a row for each, with what the record says", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/mock-devices.md"), "utf8");
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \| ([^|]+) \|$/gm)].map(([, name, says]) => [
      name,
      says,
    ]);
    const said = ALL.map((name) => {
      const { verdict, reasons } = MODES[name];
      return [
        name,
        [verdict, ...(reasons.length > 0 ? [reasons.map((reason) => `\`${reason}\``).join(", ")] : [])].join(": "),
      ];
    });
    expect(rows).toEqual(said);
  });

  it("do the second thing thirty days after the first on the chain too, on whatever day either is delivered", () => {
    const stepS = 6 * DAY_S;
    const deliveredUnixS = (unixS: number): number => Math.ceil(unixS / stepS) * stepS;
    for (let days = 100; days <= 730; days += 1) {
      const span = { fromUnixS: 0, untilUnixS: days * DAY_S };
      const [midway, monthLater] = actsOf(MODES["lost-key"], {} as PaperTools, span);
      const apartS = deliveredUnixS(monthLater?.atUnixS ?? 0) - deliveredUnixS(midway?.atUnixS ?? 0);
      // A block of the first delivery may be seconds later in its step than a block of the second.
      expect({ days, isLonger: apartS > LOSS_WAIT_S }).toEqual({ days, isLonger: true });
      expect(apartS).toBeLessThan(LOSS_END_S);
    }
  });

  it("each comes to what its row says, in the real back-end", async () => {
    const { simulation, backend } = await simulated({ modes: ALL });
    const outcomes = await simulation.outcomes();
    const told = outcomes.map(({ mode, judgement }) => ({
      mode,
      verdict: judgement.verdict,
      reasons: judgement.reasons.map(({ code }) => code).sort(),
    }));
    const expected = [...ALL].sort().map((mode) => {
      const { verdict, reasons } = MODES[mode];
      return { mode, verdict, reasons: [...reasons].sort() };
    });
    expect(told.sort((a, b) => (a.mode < b.mode ? -1 : 1))).toEqual(expected);
    for (const { car, mode } of outcomes) {
      expect({ mode, answers: [...car.answered.keys()] }).toEqual({
        mode,
        answers: expect.arrayContaining([...MODES[mode].answers]),
      });
    }
    const holdingOf = (name: ModeName) => {
      const car = outcomes.find(({ mode }) => mode === name)?.car;
      return car && backend.state.devices.get(car.device.id)?.holding;
    };
    expect([holdingOf("sold")?.tenure, holdingOf("lost-key")?.tenure]).toEqual([2, 2]);
    expect(holdingOf("quarantined")).toMatchObject({ quarantine: [], ownerCounter: 1, administratorCounter: 2 });
    // Service, dial, inspection and repair count; the second repair was withdrawn.
    expect(holdingOf("serviced")?.journal.map(({ entry, state }) => [entry, state])).toEqual([
      [1, 0],
      [4, 0],
      [3, 0],
      [2, 0],
      [2, 3],
    ]);
  }, 120_000);
});

describe("ordinary cars", () => {
  it("over three years are claimed, serviced, inspected, disputed, granted and sold, and all of them are logical", async () => {
    const untilUnixS = FROM_UNIX_S + 3 * 365 * DAY_S;
    const { simulation, backend } = await simulated({ cars: 6, untilUnixS, stepDays: 6, everyMinutes: 60 });
    const outcomes = await simulation.outcomes();
    expect(outcomes.map(({ judgement, isExpected }) => [judgement.verdict, isExpected])).toEqual(
      outcomes.map(() => ["logical", true]),
    );
    const signed = simulation.cars.flatMap((car) => simulation.people.operationsOn(car));
    const kinds = signed.map((message) => decodeOperation(message).kind);
    expect(new Set(kinds)).toEqual(
      new Set([
        ...["claim", "offer", "withdrawOffer", "acceptOffer", "publish", "grant", "revokeGrant", "setPolicy"],
        ...["enterJournal", "acceptCorrection", "dispute"],
      ]),
    );
    const makers = backend.state.globals.actors.companies.filter(({ role }) => role === COMPANY_ROLES.maker);
    const own = simulation.cars.map(({ device }) => backend.state.devices.get(device.id)?.holding.maker);
    expect(makers.map(({ id }) => own.filter((maker) => maker && equal(maker, id)).length)).toEqual([4, 2]);
    const sold = kinds.filter((kind) => kind === "acceptOffer").length;
    const tenures = simulation.cars.map(({ device }) => backend.state.devices.get(device.id)?.holding.tenure ?? 0);
    expect(tenures.reduce((sum, tenure) => sum + tenure, 0)).toBe(simulation.cars.length + sold);
  }, 240_000);

  it("given the same seed, say and sign the same, byte for byte; given another, other things", async () => {
    const lives = { cars: 3, modes: ["sold", "new-cluster", "lost-storage", "hour-meter"] as const };
    const untilUnixS = FROM_UNIX_S + 120 * DAY_S;
    const run = async (seed: number) => {
      const { backend, simulation } = await simulated({ ...lives, seed, untilUnixS }, noble);
      const bodies = [...backend.bodies].map(([id, sealed]) => [id, sealed.map(toHex)] as const);
      const operations = simulation.cars.map((car) => simulation.people.operationsOn(car).map(toHex));
      return { bodies: bodies.sort(([a], [b]) => (a < b ? -1 : 1)), operations };
    };
    const first = await run(3);
    expect(first.bodies.length).toBe(7);
    // Two for the sale, two for the cluster, and a service of each ordinary car at least.
    expect(first.operations.flat().length).toBeGreaterThanOrEqual(7);
    expect(await run(3)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
  }, 240_000);
});
