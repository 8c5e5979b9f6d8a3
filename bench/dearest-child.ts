/** The search for the dearest input in a process of its own. Arguments: mixtures to try, and a pattern of kinds to begin with. */
import { findDearest } from "../dapp/fuzz/dearest/search.ts";

const [tries = "0", kinds = "."] = process.argv.slice(2);
const { dearest } = findDearest({ tries: Number(tries), seed: 1, kinds: new RegExp(kinds) });
console.log(JSON.stringify({ dearestVerifications: dearest.verifications }));
