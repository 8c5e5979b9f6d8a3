/** What happens to an ordinary car over the years: claims, services, inspections, sales, and what its owners show of it. */
import { ENTRIES } from "@witness/protocol/operations/entry";
import type { Car } from "./car.ts";
import type { Act, Span } from "./mode.ts";
import type { People } from "./people.ts";
import type { Random } from "./random.ts";

const DAY_S = 86_400;
const YEAR_DAYS = 365;
const GROUPS = { distance: 1, condition: 2 };
const GRANTED_ENVELOPES = 200;

/** Whether the car that has this chance is registered without an owner, who then claims it. */
export const isClaimed = (random: Random): boolean => random.chance(250);

/** What is peculiar about a service. */
interface Service {
  readonly line: string;
  readonly isDisputed: boolean;
  /** The owner wants to see entries of this kind before they count. */
  readonly isCosigned: boolean;
}

async function serve(car: Car, people: People, { line, isDisputed, isCosigned }: Service): Promise<void> {
  const owner = people.ownerOf(car);
  const ask = (cosigned: number) => people.act(owner, "setPolicy", car, { fields: { cosigned } });
  if (isCosigned) await ask(1 << (ENTRIES.service.number - 1));
  const entry = await people.enter("service", car, { text: [{ line }] });
  if (isDisputed) await people.act(owner, "dispute", car, { fields: { reason: 1 }, answers: entry });
  else if (isCosigned) await people.act(owner, "acceptCorrection", car, { answers: entry });
  if (isCosigned) await ask(0);
}

/** An inspection says what the dial shows, if there is a dial. */
async function inspect(car: Car, people: People): Promise<void> {
  await people.enter("inspection", car, { text: [{ line: "No defects" }] }, "inspector");
  const raw = car.last?.reading.odometerHm;
  if (raw !== undefined) await people.enter("dialReading", car, { raw }, "inspector");
}

/** The owner lets somebody read what comes next, for a month. Resolves to the grant's identity. */
function grant(car: Car, people: People): Promise<Uint8Array> {
  const grantee = people.company("insurer");
  const firstSequence = (car.device.status.sequence ?? 0) + 1;
  const lastSequence = firstSequence + GRANTED_ENVELOPES;
  const untilUnixS = people.nowUnixS + 30 * DAY_S;
  const groups = GROUPS.distance + GROUPS.condition;
  const fields = { grantee, groups, firstSequence, lastSequence, untilUnixS };
  return people.act(people.ownerOf(car), "grant", car, { fields });
}

async function revoke(car: Car, people: People, answers: Uint8Array): Promise<void> {
  await people.act(people.ownerOf(car), "revokeGrant", car, { answers });
}

async function sell(car: Car, people: People, isSecondThought: boolean): Promise<void> {
  await people.act(people.ownerOf(car), "publish", car, { fields: { isPublic: 1 } });
  if (isSecondThought) await people.offerInVain(car);
  await people.sell(car);
}

/** Returns the life of an ordinary car, in order of time: the same chance, span and claim give the same. */
export function biographyOf(
  random: Random,
  people: People,
  { fromUnixS, untilUnixS }: Span,
  isToClaim: boolean,
): readonly Act[] {
  const acts: Act[] = [];
  const on = (day: number, act: (car: Car) => Promise<void>): void => {
    // A car whose life ends soon has nothing planned behind its end.
    const atUnixS = fromUnixS + day * DAY_S + random.whole(9, 16) * 3_600;
    if (atUnixS < untilUnixS) acts.push({ atUnixS, act });
  };
  const years = Math.ceil((untilUnixS - fromUnixS) / (YEAR_DAYS * DAY_S));
  if (isToClaim) on(0, (car) => people.claim(car));
  for (let year = 0, saleInYears = random.whole(2, 4); year < years; year += 1, saleInYears -= 1) {
    const dayOf = (low: number, high: number): number => year * YEAR_DAYS + random.whole(low, high);
    const service = {
      line: `Service of year ${year + 1}`,
      isDisputed: random.chance(100),
      isCosigned: random.chance(200),
    };
    on(dayOf(20, 120), (car) => serve(car, people, service));
    if (year % 2 === 1) on(dayOf(130, 200), (car) => inspect(car, people));
    if (random.chance(300)) {
      let granted = new Uint8Array();
      on(dayOf(210, 230), async (car) => {
        granted = Uint8Array.from(await grant(car, people));
      });
      // Some take it back before its month is over.
      if (random.chance(500)) {
        on(dayOf(235, 238), (car) => revoke(car, people, granted));
      }
    }
    if (saleInYears === 0) {
      const isSecondThought = random.chance(300);
      on(dayOf(270, 350), (car) => sell(car, people, isSecondThought));
      saleInYears = random.whole(2, 4);
    }
  }
  return acts;
}
