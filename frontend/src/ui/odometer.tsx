/** An odometer as it looks in a car: seven drums, the last one, tenths of a kilometre, in another colour. */
import { distanceOf, odometerTenths, unitName } from "../language/format.ts";

interface Props {
  readonly hm: number;
  readonly size?: "small" | "large";
  /** Names the text for tests; the drums are for the eye only. */
  readonly testId?: string;
  /** Shows the value as text below the drums too. */
  readonly caption?: boolean;
}

const SIZES = {
  small: "h-8 w-6 text-lg",
  large: "h-11 w-8 text-2xl sm:h-14 sm:w-10 sm:text-4xl",
} as const;

/** Shows a value with its unit; screen readers hear "12,345.6 km". */
export function Odometer({ hm, size = "small", testId, caption = false }: Props) {
  const digits = String(odometerTenths(Math.max(0, hm)))
    .padStart(7, "0")
    .split("");
  return (
    <span className="inline-flex flex-col gap-1">
      <span aria-hidden="true" className="inline-flex items-center gap-2">
        <span className="inline-flex w-fit gap-px overflow-hidden rounded-md border border-drum-line bg-drum-line">
          {digits.map((digit, index) => {
            const last = index === digits.length - 1;
            return (
              <span
                // Drums have a place and nothing else.
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
                key={index}
                className={`drum inline-flex items-center justify-center overflow-hidden font-mono font-semibold text-drum-digit ${SIZES[size]} ${last ? "bg-drum-last" : "bg-drum"}`}
              >
                <span key={digit} style={{ animationDelay: `${index * 35}ms` }}>
                  {digit}
                </span>
              </span>
            );
          })}
        </span>
        <span className="text-soft">{unitName()}</span>
      </span>
      <span className={caption ? "figures text-sm text-soft" : "sr-only"} data-testid={testId}>
        {distanceOf(hm)}
      </span>
    </span>
  );
}
