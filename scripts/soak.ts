/**
 * `npm run soak -- --kills 200 --seed 1`: kills the rollup node, its back-ends and the chain's RPC again and again,
 * then compares the node's records with an undisturbed run. Prints one line of JSON; exit code 1 when they differ.
 */
import { Command, InvalidArgumentError } from "commander";
import { soak } from "../rollup-node/test/soak.ts";

function whole(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("must be a whole number");
  return Number(text);
}

const { kills, seed, pauseMs } = new Command("npm run soak --")
  .description("Kills node, back-end and chain at random moments, and compares every byte with an undisturbed run.")
  .option("--kills <n>", "how many processes to kill", whole, 200)
  .option("--seed <n>", "what the choices are drawn from", whole, 1)
  .option("--pause-ms <n>", "longest time between two kills", whole, 1_500)
  .parse()
  .opts<{ kills: number; seed: number; pauseMs: number }>();

const startedMs = Date.now();
const seconds = () => Math.round((Date.now() - startedMs) / 1_000);
const result = await soak({
  kills,
  seed,
  pauseMs,
  progress: (done, inputs) => {
    const left = Math.round((seconds() / done) * (kills - done));
    const line = `${done} of ${kills} kills, ${inputs} inputs, ${seconds()} s, about ${left} s left`;
    if (process.stderr.isTTY) process.stderr.write(`\r${line}   `);
    else if (done % 10 === 0 || done === kills) process.stderr.write(`${line}\n`);
  },
});
if (process.stderr.isTTY) process.stderr.write("\n");
const { difference, ...figures } = result;
console.error(difference ?? "Nothing differs from the undisturbed run.");
console.log(
  JSON.stringify({
    seed,
    seconds: seconds(),
    equal: difference === undefined,
    ...figures,
    difference: difference ?? null,
  }),
);
process.exitCode = difference === undefined ? 0 : 1;
