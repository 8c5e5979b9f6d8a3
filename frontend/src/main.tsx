/** Puts evidence and page together: the only file that knows both the browser and what is shown. */
import { onlineManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connect, type Tabs } from "./evidence/evidence.ts";
import { openKeyStore } from "./evidence/key-store.ts";
import type { Eip1193 } from "./evidence/wallet.ts";
import { App } from "./ui/app.tsx";
import { isOffline } from "./ui/connection.ts";
import { Providers } from "./ui/context.tsx";
import { Loading } from "./ui/loading.tsx";
import { keepSame } from "./ui/pace.ts";
import { Problem } from "./ui/problem.tsx";
import { apply, keptSettings } from "./ui/settings-store.ts";
import "./ui/styles.css";

/** Where earlier builds kept keys; a browser may forbid it. */
function oldStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

/** The other tabs of this browser that show this page. */
function otherTabs(): Tabs {
  const channel = new BroadcastChannel("witness");
  return {
    tell: (word) => channel.postMessage(word),
    hear(call) {
      const heard = ({ data }: MessageEvent): void => call(data);
      channel.addEventListener("message", heard);
      return () => channel.removeEventListener("message", heard);
    },
  };
}

/** Calls back whenever this tab is seen again. */
function onSeen(call: () => void): () => void {
  const seen = (): void => {
    if (document.visibilityState === "visible") call();
  };
  document.addEventListener("visibilitychange", seen);
  return () => document.removeEventListener("visibilitychange", seen);
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
// reader is told; the default would wait without an end and without a word. Nothing is tried again until the browser says
// that it is online; then everything that is shown is.
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: "always",
      refetchOnReconnect: true,
      retry: (failures) => !isOffline() && failures < 2,
      structuralSharing: keepSame,
    },
    mutations: { networkMode: "always" },
  },
});

// It hears changes only; a page that is opened offline would miss the first.
onlineManager.setOnline(!isOffline());

root.render(
  <main className="p-6">
    <Loading>…</Loading>
  </main>,
);
// Without its texts, a page in English is better than none.
await apply(keptSettings()).catch(() => undefined);
try {
  const evidence = await connect({
    store: await openKeyStore(globalThis.indexedDB),
    oldStore: oldStorage(),
    wallet: (window as { ethereum?: Eip1193 }).ethereum,
    nowUnixS: () => Math.floor(Date.now() / 1000),
    tabs: otherTabs(),
    onSeen,
    startWorker: () => new Worker(new URL("./own-judgement.ts", import.meta.url), { type: "module" }),
    databases: globalThis.indexedDB,
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
