/** Where a reader's settings are kept, and what takes a change of them. */
import { useState } from "react";
import { mannerOf, type Settings, settingsIn } from "../language/manner.ts";
import { tellIn } from "../language/say.ts";

const KEY = "witness.settings";

/** Returns the settings that this browser keeps; none when it keeps nothing, or may not. */
export function keptSettings(): Settings {
  try {
    return settingsIn(localStorage.getItem(KEY));
  } catch {
    return {};
  }
}

/** Tells everything as settings say, once the texts for it are here. */
export async function apply(settings: Settings): Promise<void> {
  const manner = mannerOf(settings, navigator.languages);
  await tellIn(manner);
  document.documentElement.lang = manner.language;
}

function keep(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

interface Change {
  readonly settings: Settings;
  readonly change: (settings: Settings) => void;
  /** Why the last change did not come about: its texts could not be fetched. */
  readonly error: unknown;
}

/** Returns settings and what changes them. @param first as they are kept */
export function useChange(first: Settings): Change {
  const [settings, setSettings] = useState(first);
  const [error, setError] = useState<unknown>();
  const change = (next: Settings): void => {
    setError(undefined);
    // Kept first: with another manner the whole page is shown anew, and reads what is kept.
    keep(next);
    apply(next).then(
      () => setSettings(next),
      (cause: unknown) => {
        keep(settings);
        setError(cause);
      },
    );
  };
  return { settings, change, error };
}
