/** Puts evidence and page together: the only file that knows both the browser and what is shown. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "./evidence/evidence.ts";
import type { Eip1193 } from "./evidence/session.ts";
import { App } from "./ui/app.tsx";
import { Providers } from "./ui/context.tsx";
import { Problem, Waiting } from "./ui/problem.tsx";
import "./ui/styles.css";

const element = document.getElementById("root");
if (!element) throw new Error("The page has no root.");
const root = createRoot(element);
const queries = new QueryClient({ defaultOptions: { queries: { retry: 2, refetchOnWindowFocus: false } } });

root.render(
  <main className="p-6">
    <Waiting>Starting…</Waiting>
  </main>,
);
try {
  const evidence = await connect({
    store: window.localStorage,
    wallet: (window as { ethereum?: Eip1193 }).ethereum,
    nowUnixS: () => Math.floor(Date.now() / 1000),
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
  root.render(
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="mb-4 text-2xl font-semibold">Witness</h1>
      <Problem error={error} retry={() => window.location.reload()} />
    </main>,
  );
}
