/** Puts evidence and page together: the only file that knows both the browser and what is shown. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "./evidence/evidence.ts";
import type { Eip1193, KeyStore } from "./evidence/sign-in.ts";
import { App } from "./ui/app.tsx";
import { Providers } from "./ui/context.tsx";
import { Loading } from "./ui/loading.tsx";
import { keepSame } from "./ui/pace.ts";
import { Problem } from "./ui/problem.tsx";
import "./ui/styles.css";

/** Where keys are kept; a browser that forbids storage keeps them as long as the page is open. */
function storage(): KeyStore {
  try {
    return window.localStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    };
  }
}

const element = document.getElementById("root");
if (!element) throw new Error("The page has no root.");
const root = createRoot(element, {
  // What no boundary caught has taken the whole page down. The browser's console gets it as any uncaught error.
  onUncaughtError: (error) => {
    reportError(error);
    queueMicrotask(() => showFailure(error));
  },
});
// A hidden tab asks nothing; what it shows is asked for again when it is seen. Offline, a request fails at once and the
// reader is told; the default would wait without an end.
const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode: "always", retry: 2, structuralSharing: keepSame },
    mutations: { networkMode: "always" },
  },
});

root.render(
  <main className="p-6">
    <Loading>Starting…</Loading>
  </main>,
);
try {
  const evidence = await connect({
    store: storage(),
    wallet: (window as { ethereum?: Eip1193 }).ethereum,
    nowUnixS: () => Math.floor(Date.now() / 1000),
    onStorage: (changed) => {
      const heard = ({ key, newValue }: StorageEvent): void => changed(key, newValue);
      window.addEventListener("storage", heard);
      return () => window.removeEventListener("storage", heard);
    },
  });
  root.render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Providers evidence={evidence}>
          <App />
        </Providers>
      </QueryClientProvider>
    </StrictMode>,
  );
} catch (error) {
  showFailure(error);
}

/** Shows what went wrong in place of the whole page. */
function showFailure(error: unknown): void {
  root.render(
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="mb-4 text-2xl font-semibold">Witness</h1>
      <Problem error={error} retry={() => window.location.reload()} />
    </main>,
  );
}
