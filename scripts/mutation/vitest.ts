/** What a test gets for "vitest" in a mutation run: Vitest's own assertions, and the collector for all else. */
export { expect, vi } from "vitest";
export * from "./collector.ts";
