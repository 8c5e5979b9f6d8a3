/** A command whose reader closes the pipe: it says by its exit code what it came to, and convicts nobody. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

it.each(["main.ts", "judge/main.ts", "convict/main.ts", "read/main.ts"])(
  "%s ends as it would when nobody reads on",
  async (file) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "../src", file)]);
    child.stdout.destroy();
    const said = text(child.stderr);
    const [status] = await once(child, "close");
    expect([status, await said]).toEqual([2, expect.stringMatching(/^Could not .*\n.* --help .*\n$/)]);
  },
);
