/** How the page is built; `server.ts` builds with the same file when dist is missing or older than the sources. */
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// A built page is for people, whatever environment the build is started from: a test's would carry React's development build.
process.env["NODE_ENV"] = "production";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  // The worker loads its parts by itself; the server knows it by its name (`server/app.ts`).
  worker: { format: "es" },
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    // The content security policy allows no data: scripts, and inlined assets would save nothing.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
