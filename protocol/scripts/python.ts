/** The python3 that runs the second implementation; where it is missing, the test run says so. */
import { spawnSync } from "node:child_process";

/** Whether python3 of version 3.9 or later runs here. Says on the console what is not compared when it does not. */
export function hasPython(compared: string): boolean {
  const asked = spawnSync("python3", ["-c", "import sys; print(sys.version_info >= (3, 9))"], { encoding: "utf8" });
  if (asked.stdout?.trim() === "True") return true;
  console.warn(`NOT COMPARED: ${compared}. The second implementation needs python3 (3.9 or later), which is not here.`);
  return false;
}
