/** The frame around every page: where one can go, who is signed in, day or night. */
import { lazy, Suspense, useSyncExternalStore } from "react";
import { Link, Redirect } from "wouter";
import { type Message, mannerNow, onManner, say } from "../language/say.ts";
import { hrefOf, type Place } from "../places.ts";
import { Boundary } from "./boundary.tsx";
import { CarDoor } from "./car-door.tsx";
import { useSignIn } from "./context.tsx";
import { shortAddress } from "./format.ts";
import { Garage } from "./garage.tsx";
import { useHere } from "./going.ts";
import { Mark, Sliders } from "./icons.tsx";
import { Landing } from "./landing.tsx";
import { Loading } from "./loading.tsx";
import { PageFrame } from "./page-frame.tsx";
import { SignInPage } from "./sign-in.tsx";
import { ThemeButton } from "./theme.tsx";

/** Each is fetched when it is opened: whoever checks a car needs neither chart nor explorer before. */
const Car = lazy(() => import("./car.tsx").then(({ Car: part }) => ({ default: part })));
const CheckPage = lazy(() => import("./check-page.tsx").then(({ CheckPage: part }) => ({ default: part })));
const Explorer = lazy(() => import("./explorer.tsx").then(({ Explorer: part }) => ({ default: part })));
const SettingsPage = lazy(() => import("./settings.tsx").then(({ SettingsPage: part }) => ({ default: part })));
const StatisticsPage = lazy(() => import("./statistics.tsx").then(({ StatisticsPage: part }) => ({ default: part })));

const PLACES: readonly { readonly to: Place; readonly label: Message; readonly belongs: readonly Place["page"][] }[] = [
  { to: { page: "garage" }, label: "Cars", belongs: ["garage", "car"] },
  { to: { page: "check" }, label: "Check", belongs: ["check"] },
  { to: { page: "statistics" }, label: "Statistics", belongs: ["statistics"] },
  { to: { page: "explorer", list: "inputs" }, label: "Explorer", belongs: ["explorer"] },
];

function Navigation({ place }: { readonly place: Place | undefined }) {
  return (
    <nav aria-label={say("Main")} className="order-3 -mx-2 w-full sm:order-none sm:mx-0 sm:w-auto">
      <ul className="flex gap-1">
        {PLACES.map(({ to, label, belongs }) => {
          const here = place !== undefined && belongs.includes(place.page);
          return (
            <li key={label}>
              <Link
                href={hrefOf(to)}
                aria-current={here ? "page" : undefined}
                className={`flex min-h-11 items-center border-b-2 px-3 font-medium ${here ? "border-copper text-ink" : "border-transparent text-soft hover:text-ink"}`}
              >
                {say(label)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Account() {
  const { signedIn, signOut } = useSignIn();
  if (!signedIn) return null;
  return (
    <div className="flex items-center gap-2">
      <span className="hidden text-sm text-soft md:inline">
        <span className="sr-only">{say("Signed in as")} </span>
        <span className="code">{shortAddress(signedIn.owner)}</span>
        {signedIn.kind === "demo" && ` · ${say("demo key")}`}
      </span>
      <button type="button" className="button px-3 text-sm" onClick={() => signOut()}>
        {say("Sign out")}
      </button>
    </div>
  );
}

function Nowhere({ address }: { readonly address: string }) {
  return (
    <PageFrame title={say("Nothing here")} lead={say("This address belongs to no page.")}>
      {address.startsWith("/cars/") && (
        <p className="mb-4 text-soft">{say("A car's address has its number, which has 16 hexadecimal digits.")}</p>
      )}
      <Link href={hrefOf({ page: "garage" })} className="link">
        {say("Go to your cars")}
      </Link>
    </PageFrame>
  );
}

/** The page at a place. What a reader may see of it depends on whether they are signed in. */
function Shown({ place }: { readonly place: Place }) {
  const { signedIn } = useSignIn();
  switch (place.page) {
    case "home":
      // Whoever has cars here wants to see them; the doors are for those who have not said yet what they want.
      return signedIn ? <Redirect to={hrefOf({ page: "garage" })} replace={true} /> : <Landing />;
    case "check":
      return <CheckPage />;
    case "garage":
      return signedIn ? <Garage /> : <SignInPage />;
    case "car":
      return signedIn ? <Car key={place.id} place={place} /> : <CarDoor key={place.id} id={place.id} />;
    case "settings":
      return <SettingsPage />;
    case "statistics":
      return <StatisticsPage />;
    case "explorer":
      return <Explorer place={place} />;
  }
}

/** The whole page. It is shown anew in another manner of telling. */
export function App() {
  const { place, address } = useHere();
  const { locale, unit, timeZone = "" } = useSyncExternalStore(onManner, mannerNow);
  return (
    <div key={`${locale} ${unit} ${timeZone}`} className="flex min-h-dvh flex-col">
      <a href="#main" className="sr-only z-10 bg-surface px-4 py-2 focus:not-sr-only focus:absolute">
        {say("Skip to the content")}
      </a>
      <header className="border-b border-line">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-0 px-4 py-2 sm:px-6 sm:py-3">
          <Link
            href={hrefOf({ page: "home" })}
            className="mr-auto flex items-center gap-2.5 py-2 font-display text-xl font-semibold sm:mr-0"
          >
            <Mark />
            Witness
          </Link>
          <Navigation place={place} />
          <div className="flex items-center gap-2 sm:ml-auto">
            <Account />
            <Link
              href={hrefOf({ page: "settings" })}
              className="button size-11 p-0"
              aria-label={say("Settings")}
              aria-current={place?.page === "settings" ? "page" : undefined}
            >
              <Sliders />
            </Link>
            <ThemeButton />
          </div>
        </div>
      </header>
      <main id="main" className="mx-auto w-full max-w-6xl flex-1 px-4 py-5 sm:px-6 sm:py-10">
        {/* An address as the page no longer writes it: of earlier versions, with a slash too many, with nonsense behind it. */}
        {place && hrefOf(place) !== address && <Redirect to={hrefOf(place)} replace={true} />}
        <Boundary location={address}>
          <Suspense fallback={<Loading>{say("Opening…")}</Loading>}>
            {place ? <Shown place={place} /> : <Nowhere address={address} />}
          </Suspense>
        </Boundary>
      </main>
      <footer className="border-t border-line">
        <p className="mx-auto max-w-6xl px-4 py-6 text-sm text-soft sm:px-6">
          {say(
            "What a node answers is its word until it is settled on chain; each page says what is settled. Readings are sealed to the application: its named validators can read them, the relay and the public cannot.",
          )}
        </p>
      </footer>
    </div>
  );
}
