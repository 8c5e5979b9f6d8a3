/** What an input may cost, in P-256 verifications: 90 s in a Cartesi machine, of the 180 s that an input is given. */
export const VERIFICATIONS_MAX = 2_600;
