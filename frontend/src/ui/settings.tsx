/** The page of settings: how the reader is told things, and which keys and devices this browser has to do with. */
import { toHex } from "@witness/protocol/bytes";
import { type ReactNode, useId } from "react";
import { Link } from "wouter";
import { momentOf } from "../language/format.ts";
import { LANGUAGES, type Language, type Settings, TIME_ZONES, UNITS } from "../language/manner.ts";
import { type Message, say } from "../language/say.ts";
import { hrefOf } from "../places.ts";
import { useSignIn } from "./context.tsx";
import { Loading } from "./loading.tsx";
import { PageFrame, Section } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";
import { useCars, useTrouble } from "./queries.ts";
import { keptSettings, useChange } from "./settings-store.ts";
import { SignInButtons } from "./sign-in.tsx";

interface ChoiceProps {
  readonly label: Message;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Options. */
  readonly children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="label block">
        {say(label)}
      </label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="mt-1 min-h-11 w-full rounded-md border border-edge bg-surface px-3"
      >
        {children}
      </select>
    </div>
  );
}

/** The settings with one of them changed; an empty value is the browser's. */
function changed(settings: Settings, name: keyof Settings, value: string): Settings {
  const { [name]: _, ...others } = settings;
  return value === "" ? others : { ...others, [name]: value };
}

const UNIT_WORDS: Readonly<Record<(typeof UNITS)[number], Message>> = { km: "Kilometres", mi: "Miles" };

function Manners() {
  const { settings, change, error } = useChange(keptSettings());
  const set = (name: keyof Settings) => (value: string) => change(changed(settings, name, value));
  const device = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Section id="manners" title={say("How you are told")}>
      <div className="card grid max-w-3xl gap-5 p-5 sm:grid-cols-3">
        <Choice label="Language" value={settings.language ?? ""} onChange={set("language")}>
          <option value="">{say("As the browser")}</option>
          {(Object.keys(LANGUAGES) as Language[]).map((name) => (
            <option key={name} value={name} lang={name}>
              {LANGUAGES[name]}
            </option>
          ))}
        </Choice>
        <Choice label="Unit of distance" value={settings.unit ?? "km"} onChange={set("unit")}>
          {UNITS.map((unit) => (
            <option key={unit} value={unit}>
              {say(UNIT_WORDS[unit])}
            </option>
          ))}
        </Choice>
        <Choice label="Time zone" value={settings.timeZone ?? ""} onChange={set("timeZone")}>
          <option value="">{say("This device's ({timeZone})", { timeZone: device })}</option>
          {TIME_ZONES.map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </Choice>
      </div>
      {error !== undefined && <Problem error={error} />}
      <p className="mt-3 max-w-3xl text-sm text-soft">
        {say(
          "Miles are worked out from what the record has in units of 100 m; signed and judged is what the car counts.",
        )}{" "}
        {say("Days of a history's table begin at this device's midnight, whatever time zone is chosen.")}
      </p>
    </Section>
  );
}

function Keys() {
  const { signedIn, signOut } = useSignIn();
  return (
    <Section id="keys" title={say("Keys in this browser")}>
      {signedIn ? (
        <div className="card max-w-3xl p-5">
          <dl className="grid gap-4 sm:grid-cols-2">
            <div>
              <dt className="label">{say("Account")}</dt>
              <dd className="code">0x{toHex(signedIn.owner)}</dd>
            </div>
            <div>
              <dt className="label">{say("Signed in with")}</dt>
              <dd>
                {say(
                  signedIn.kind === "demo"
                    ? "the demo key, which is made in this browser and never leaves it"
                    : "a wallet",
                )}
              </dd>
            </div>
            <div>
              <dt className="label">{say("May ask for your cars until")}</dt>
              <dd>{momentOf(signedIn.authorisation.validUntilUnixS)}</dd>
            </div>
          </dl>
          <p className="mt-4 text-sm text-soft">
            {say(
              "One key of this browser signs questions, another opens the answers. No script can take either away. Signing out deletes both, and everything that was read with them.",
            )}
          </p>
          <button type="button" className="button mt-3" onClick={() => signOut()}>
            {say("Sign out")}
          </button>
        </div>
      ) : (
        <>
          <p className="mb-4 text-soft">{say("Nobody is signed in, so there are no keys that open anything.")}</p>
          <SignInButtons />
        </>
      )}
    </Section>
  );
}

/** The devices of the cars of whoever is signed in. */
function Devices() {
  const cars = useCars(undefined);
  const trouble = useTrouble(cars);
  return (
    <Section id="devices" title={say("Devices")}>
      <p className="mb-3 max-w-3xl text-soft">
        {say("Devices in your cars, as the record names them. Each has one key, which never leaves it.")}
      </p>
      {trouble !== null && <Problem error={trouble} retry={() => cars.refetch()} />}
      {cars.isPending && trouble === null && <Loading>{say("Asking for your cars…")}</Loading>}
      {cars.data?.length === 0 && <p>{say("No car in the record names you as its owner.")}</p>}
      <ul className="card max-w-3xl divide-y divide-line px-5">
        {cars.data?.map(({ deviceId, vehicle }) => {
          const id = toHex(deviceId);
          return (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 py-3">
              <Link href={hrefOf({ page: "car", id, tab: "overview" })} className="link">
                {vehicle.make} {vehicle.model} {vehicle.modelYear}
              </Link>
              <span className="code">{id}</span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** The page of settings. */
export function SettingsPage() {
  const { signedIn } = useSignIn();
  return (
    <PageFrame
      title={say("Settings")}
      lead={say("What you choose here stays in this browser. Signing out does not change it.")}
    >
      <Manners />
      <Keys />
      {signedIn && <Devices />}
    </PageFrame>
  );
}
