/**
 * How buffers grow that are copied when they do. What doubles is half empty just after; a quarter more leaves a fifth at most, and
 * a number is copied four times on average, not once.
 */

/** Returns how many places a buffer has next. */
export const grownTo = (places: number): number => Math.ceil((places * 5) / 4);
