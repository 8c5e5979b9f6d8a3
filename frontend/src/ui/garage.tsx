/** The cars of whoever is signed in. The list is the back-end's; how a demo car misbehaves is the simulator's word. */
import { toHex } from "@witness/protocol/bytes";
import type { CarSummary } from "@witness/protocol/wire/answer";
import { useState } from "react";
import { Link } from "wouter";
import { dayOf } from "../language/format.ts";
import { say } from "../language/say.ts";
import { hrefOf } from "../places.ts";
import { isOffline } from "./connection.ts";
import { Loading } from "./loading.tsx";
import { Odometer } from "./odometer.tsx";
import { OutcomeChip } from "./outcome-chip.tsx";
import { PageFrame } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";
import { useArriving, useCars, useGarage, useTrouble } from "./queries.ts";
import { MODES } from "./words.ts";

interface CardProps {
  readonly car: CarSummary;
  readonly mode: string | undefined;
  readonly arriving: boolean;
}

function CarCard({ car: { deviceId, vehicle, judgement }, mode, arriving }: CardProps) {
  const id = toHex(deviceId);
  const simulated = mode === undefined ? undefined : MODES[mode] ? say(MODES[mode].title) : mode;
  const { readings, coveredReadings, coveredFromUnixS, coveredToUnixS, distanceHm } = judgement;
  const covered =
    coveredReadings === 0
      ? say("none of them in the covered period")
      : say("covered from {from} to {to}", { from: dayOf(coveredFromUnixS), to: dayOf(coveredToUnixS) });
  return (
    <li className="card relative flex flex-col p-5 hover:border-edge">
      <div className="flex items-start justify-between gap-3">
        <h2 className="text-lg font-semibold">
          {/* The link covers the card; its name is the car's, so that a list of links reads well. */}
          <Link
            href={hrefOf({ page: "car", id, tab: "overview" })}
            data-testid={`car-${id}`}
            data-verdict={judgement.verdict}
            className="after:absolute after:inset-0"
          >
            {vehicle.make} {vehicle.model}
          </Link>
        </h2>
        <span className="figures text-soft">{vehicle.modelYear}</span>
      </div>
      <div className="mt-4">
        <Odometer hm={distanceHm} />
      </div>
      <div className="mt-4">
        <OutcomeChip judgement={judgement} arriving={arriving} />
      </div>
      <p className="figures mt-2 text-sm text-soft">
        {readings === 0
          ? say("No reading has arrived yet.")
          : say("{readings, plural, one {# reading} other {# readings}}, {covered}", { readings, covered })}
      </p>
      {simulated && (
        <p className="mt-4 border-t border-dashed border-line pt-3 text-sm text-soft">
          <span className="font-medium text-copper">{say("Simulated:")}</span> {simulated}
        </p>
      )}
    </li>
  );
}

/** The list of cars. */
export function Garage() {
  const garage = useGarage();
  const cars = useCars(garage.data);
  const arriving = useArriving(garage.data);
  // Later, a single envelope is on its way for a moment again and again: the card says so, the page need not.
  const [wasWhole, setWasWhole] = useState(false);
  if (arriving?.size === 0 && !wasWhole) setWasWhole(true);
  const noGarage = useTrouble(garage, 0);
  const noCars = useTrouble(cars);
  const modes = new Map(garage.data?.map(({ deviceId, mode }) => [deviceId, mode]));
  // The garage is ordered from honest to broken; other cars of the owner come first.
  const order = [...modes.keys()];
  const sorted = [...(cars.data ?? [])].sort(
    (a, b) => order.indexOf(toHex(a.deviceId)) - order.indexOf(toHex(b.deviceId)),
  );
  const expected = garage.data?.length ?? 0;
  const isArriving = (deviceId: string): boolean =>
    (garage.isPending && garage.failureCount === 0) || (modes.has(deviceId) && (arriving?.has(deviceId) ?? true));
  return (
    <PageFrame
      title={say("Your cars")}
      lead={say("Pick a car to check it. The list and every record come from the back-end, sealed to this browser.")}
    >
      {/* Without a connection both fail for the same reason, and one says it. */}
      {noGarage !== null && !(noCars !== null && isOffline()) && (
        <Problem error={noGarage} retry={() => garage.refetch()} />
      )}
      {noCars !== null && <Problem error={noCars} retry={() => cars.refetch()} />}
      {garage.isPending && noGarage === null && (
        <Loading>{say("The demo maker is registering a garage for you…")}</Loading>
      )}
      {garage.data && !wasWhole && noCars === null && (
        <Loading>
          {say(
            "Histories are on their way through relay, chain and back-end: {whole, number} of {cars, plural, one {# car} other {# cars}} whole in the record.",
            { whole: expected - (arriving?.size ?? expected), cars: expected },
          )}
        </Loading>
      )}
      {cars.data && cars.data.length === 0 && noGarage !== null && (
        <p className="mt-4 text-soft">{say("No car in the record names you as its owner.")}</p>
      )}
      <ul className="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {sorted.map((car) => (
          <CarCard
            key={toHex(car.deviceId)}
            car={car}
            mode={modes.get(toHex(car.deviceId))}
            arriving={isArriving(toHex(car.deviceId))}
          />
        ))}
      </ul>
      {modes.size > 0 && (
        <p className="mt-6 max-w-2xl text-sm text-soft">
          {say(
            "“Simulated” is what the simulator says that its own car does, so that you can compare. Neither the back-end nor this page uses it to judge.",
          )}
        </p>
      )}
    </PageFrame>
  );
}
