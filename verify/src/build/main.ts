/** `npm run build --workspace verify`: writes verify/dist and prints the hash of the file that works from disk. */
import { buildPage } from "./page.ts";

process.stdout.write(`${JSON.stringify(await buildPage())}\n`);
