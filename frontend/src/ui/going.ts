/** Where the reader is, and how the page takes them elsewhere. */
import { useCallback } from "react";
import { useLocation, useSearch } from "wouter";
import { hrefOf, type Place, placeOf } from "../places.ts";

/** The place that the browser's address names, and that address as it stands there. */
export interface Here {
  readonly place: Place | undefined;
  readonly address: string;
}

/** Returns where the reader is; the component is shown anew when that changes. */
export function useHere(): Here {
  const [path] = useLocation();
  const search = useSearch();
  return { place: placeOf(path, search), address: search === "" ? path : `${path}?${search}` };
}

interface GoOptions {
  /** Takes the place of the present address, so that going back skips it. */
  readonly replace?: boolean;
}

/** Returns what takes the reader to a place. */
export function useGo(): (place: Place, options?: GoOptions) => void {
  const [, navigate] = useLocation();
  return useCallback((place, { replace = false } = {}) => navigate(hrefOf(place), { replace }), [navigate]);
}
