/** The frame around every page: where one can go, who is signed in, day or night. */
import { lazy, Suspense } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import { Boundary } from "./boundary.tsx";
import { useSignIn } from "./context.tsx";
import { shortAddress } from "./format.ts";
import { Garage } from "./garage.tsx";
import { Mark } from "./icons.tsx";
import { Landing } from "./landing.tsx";
import { Loading } from "./loading.tsx";
import { PageFrame } from "./page-frame.tsx";
import { isDeviceId } from "./queries.ts";
import { ThemeButton } from "./theme.tsx";

/** Each is fetched when it is opened: whoever checks a car needs neither chart nor explorer before. */
const Car = lazy(() => import("./car.tsx").then(({ Car: part }) => ({ default: part })));
const Explorer = lazy(() => import("./explorer.tsx").then(({ Explorer: part }) => ({ default: part })));
const StatisticsPage = lazy(() => import("./statistics.tsx").then(({ StatisticsPage: part }) => ({ default: part })));

const PLACES = [
  { href: "/", label: "Cars", belongs: /^\/($|cars)/ },
  { href: "/statistics", label: "Statistics", belongs: /^\/statistics/ },
  { href: "/explorer", label: "Explorer", belongs: /^\/explorer/ },
] as const;

function Navigation() {
  const [location] = useLocation();
  return (
    <nav aria-label="Main" className="order-3 -mx-2 w-full sm:order-none sm:mx-0 sm:w-auto">
      <ul className="flex gap-1">
        {PLACES.map(({ href, label, belongs }) => {
          const here = belongs.test(location);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={here ? "page" : undefined}
                className={`flex min-h-11 items-center border-b-2 px-3 font-medium ${here ? "border-copper text-ink" : "border-transparent text-soft hover:text-ink"}`}
              >
                {label}
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
        <span className="sr-only">Signed in as </span>
        <span className="code">{shortAddress(signedIn.owner)}</span>
        {signedIn.kind === "demo" && " · demo key"}
      </span>
      <button type="button" className="button px-3 text-sm" onClick={() => signOut()}>
        Sign out
      </button>
    </div>
  );
}

function Nowhere() {
  return (
    <PageFrame title="Nothing here" lead="This address belongs to no page.">
      <Link href="/" className="link">
        Go to your cars
      </Link>
    </PageFrame>
  );
}

/** The whole page. */
export function App() {
  const { signedIn } = useSignIn();
  const [location] = useLocation();
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="sr-only z-10 bg-surface px-4 py-2 focus:not-sr-only focus:absolute">
        Skip to the content
      </a>
      <header className="border-b border-line">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-0 px-4 py-2 sm:px-6 sm:py-3">
          <Link href="/" className="mr-auto flex items-center gap-2.5 py-2 font-display text-xl font-semibold sm:mr-0">
            <Mark />
            Witness
          </Link>
          <Navigation />
          <div className="flex items-center gap-2 sm:ml-auto">
            <Account />
            <ThemeButton />
          </div>
        </div>
      </header>
      <main id="main" className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 sm:px-6 sm:py-10">
        <Boundary location={location}>
          <Suspense fallback={<Loading>Opening…</Loading>}>
            <Switch>
              <Route path="/">{signedIn ? <Garage /> : <Landing />}</Route>
              <Route path="/cars/:id">
                {({ id }) => (signedIn || !isDeviceId(id) ? <Car key={id} id={id} /> : <Landing toCar={true} />)}
              </Route>
              <Route path="/statistics">
                <StatisticsPage />
              </Route>
              <Route path="/explorer/:list?">{({ list }) => <Explorer list={list} />}</Route>
              <Route>
                <Nowhere />
              </Route>
            </Switch>
          </Suspense>
        </Boundary>
      </main>
      <footer className="border-t border-line">
        <p className="mx-auto max-w-6xl px-4 py-6 text-sm text-soft sm:px-6">
          What a node answers is its word until it is settled on chain; each page says what is settled. Readings are
          sealed to the application: its named validators can read them, the relay and the public cannot.
        </p>
      </footer>
    </div>
  );
}
