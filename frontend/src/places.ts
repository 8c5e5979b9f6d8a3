/**
 * Where a reader can be: every address of the page as data, and back. What a reader would want to send to somebody else (a tab,
 * a period, a moment) is in the address. The page's server takes the same table. Pure.
 */

/** The tabs of a car's page, the first one without a choice. */
export const CAR_TABS = ["overview", "history", "evidence", "passes"] as const;
export type CarTab = (typeof CAR_TABS)[number];

/** How much of a history is shown, the first one without a choice. */
export const RANGES = ["all", "1y", "30d"] as const;
export type Range = (typeof RANGES)[number];

/** The explorer's lists, the first one without a choice. */
export const EXPLORER_LISTS = ["inputs", "outputs", "epochs"] as const;
export type ExplorerList = (typeof EXPLORER_LISTS)[number];

/** A page that needs nothing else to be found. */
type Plain = "home" | "check" | "garage" | "settings" | "statistics";

/** A car's page. */
export interface CarPlace {
  readonly page: "car";
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly tab: CarTab;
  /** The history is shown as a table instead of a chart. */
  readonly asTable?: true;
  readonly range?: Exclude<Range, "all">;
  /** The moment at which the record is shown as it stood. */
  readonly atUnixS?: number;
}

/** One list of the explorer. */
interface ExplorerPlace {
  readonly page: "explorer";
  readonly list: ExplorerList;
  /** How many newer rows are left out. */
  readonly skip?: number;
}

/** One page with its state. */
export type Place = { readonly page: Plain } | CarPlace | ExplorerPlace;

const PLAIN: Readonly<Record<Plain, string>> = {
  home: "/",
  check: "/check",
  garage: "/garage",
  settings: "/settings",
  statistics: "/statistics",
};

/** Returns whether a text is a device's identity: 16 hexadecimal digits. */
export const isDeviceId = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);

const oneOf = <Name extends string>(names: readonly Name[], text: string | null | undefined): Name | undefined =>
  names.find((name) => name === text);

/** Seconds until a date can no longer be written with four digits of the year. */
const LAST_UNIX_S = 253_402_300_799;

/** "2026-11-27T10:00:00Z" and seconds, both ways. */
const momentText = (unixS: number): string => new Date(unixS * 1_000).toISOString().replace(".000", "");
function momentIn(text: string | null): number | undefined {
  const ms = text !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  return ms >= 0 && ms <= LAST_UNIX_S * 1_000 ? ms / 1_000 : undefined;
}

function carPlace(id: string, tab: CarTab, search: URLSearchParams): CarPlace {
  const range = oneOf(RANGES, search.get("range"));
  const atUnixS = momentIn(search.get("at"));
  return {
    page: "car",
    id,
    tab,
    ...(search.get("view") === "table" && { asTable: true }),
    ...(range && range !== "all" && { range }),
    ...(atUnixS !== undefined && { atUnixS }),
  };
}

function explorerPlace(list: ExplorerList, search: URLSearchParams): ExplorerPlace {
  const skip = /^[1-9]\d{0,8}$/.exec(search.get("skip") ?? "")?.[0];
  return { page: "explorer", list, ...(skip !== undefined && { skip: Number(skip) }) };
}

/**
 * Returns the place at an address; undefined at one that is none of the page's. What a search part says that nobody
 * understands is left out: `hrefOf` of the result is the address as the page writes it.
 * @param path as in a URL; a slash at its end is one too many
 * @param search as in a URL, with or without its question mark
 */
export function placeOf(path: string, search = ""): Place | undefined {
  const [first = "", second, third, ...more] = path.slice(1).replace(/\/$/, "").split("/");
  const asked = new URLSearchParams(search);
  if (!path.startsWith("/") || more.length > 0) return undefined;
  if (first === "cars" && second !== undefined) {
    const tab = oneOf(CAR_TABS, third ?? "overview");
    return isDeviceId(second) && tab ? carPlace(second, tab, asked) : undefined;
  }
  if (third !== undefined) return undefined;
  if (first === "explorer") {
    const list = oneOf(EXPLORER_LISTS, second ?? "inputs");
    return list && explorerPlace(list, asked);
  }
  const plain = (Object.keys(PLAIN) as Plain[]).find((page) => PLAIN[page] === `/${first}`);
  return plain && second === undefined ? { page: plain } : undefined;
}

const withSearch = (path: string, asked: Readonly<Record<string, string | undefined>>): string => {
  const parts = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
};

/** Returns the address of a place, from the server's root. */
export function hrefOf(place: Place): string {
  switch (place.page) {
    case "car":
      return withSearch(`/cars/${place.id}/${place.tab}`, {
        view: place.asTable && "table",
        range: place.range,
        at: place.atUnixS === undefined ? undefined : momentText(place.atUnixS),
      });
    case "explorer":
      return withSearch(place.list === "inputs" ? "/explorer" : `/explorer/${place.list}`, {
        skip: place.skip?.toString(),
      });
    default:
      return PLAIN[place.page];
  }
}
