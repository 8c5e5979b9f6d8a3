/** Schemas of what settings usually hold. Each takes text; its message is read after the name of the variable. */
import { z } from "zod";

/** Any text that is not empty. */
export const text = z.string();

/** Text that may be left out. */
export const optionalText = z.string().optional();

/** A whole number in decimal digits, both bounds included. */
export function wholeNumber(low: number, high: number) {
  const message = `must be a whole number from ${low} to ${high}`;
  return z
    .string()
    .regex(/^\d{1,16}$/, { message, abort: true })
    .transform(Number)
    .refine((value) => value >= low && value <= high, { message });
}

/** A TCP port; 0 takes any free one. */
export const port = wholeNumber(0, 65_535);

/** `true` or `false`. */
export const flag = z
  .enum(["true", "false"], { message: "must be true or false" })
  .transform((value) => value === "true");

/** One of several words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { message: `must be one of ${words.join(", ")}` });
}

/** An address of a server. */
export const httpUrl = z.string().refine((value) => /^https?:\/\/./i.test(value) && URL.canParse(value), {
  message: "must be an http or https URL",
});

/** Parts between commas; blanks around them do not count. */
export const list = z.string().transform((value) =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

/** Addresses of servers between commas, one at least. */
export const httpUrls = list.refine(
  (values) => values.length > 0 && values.every((value) => httpUrl.safeParse(value).success),
  { message: "must be http or https URLs between commas" },
);

/**
 * What a reader makes of the text: of a file's path, for example. The reader's error must have a `code`, and its message
 * becomes the sentence; an error without a code is a defect and is thrown on.
 * @param read must keep secrets out of its messages
 */
export function readBy<T>(read: (text: string) => T) {
  return z.string().transform((value, context): T => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof Error) || typeof (error as { code?: unknown }).code !== "string") throw error;
      context.addIssue({ code: "custom", message: `is not usable: ${error.message.replace(/\.$/, "")}` });
      return z.NEVER;
    }
  });
}

/** A PostgreSQL database. A password does not belong into the environment: the driver reads it from the file that PGPASSFILE names. */
export const postgresUrl = z
  .string()
  .refine((value) => /^postgres(ql)?:\/\/./.test(value) && URL.canParse(value), {
    message: "must be a postgres:// URL",
    abort: true,
  })
  .refine((value) => new URL(value).password === "", {
    message: "must hold no password; put it into a file of mode 0600 and name that in PGPASSFILE",
  });
