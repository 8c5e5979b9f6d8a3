/** Day, night, or as the system has it. */
import { useState } from "react";
import { type Message, say } from "../language/say.ts";

type Theme = "system" | "light" | "dark";

const KEY = "witness.theme";
const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const WORDS: Readonly<Record<Theme, Message>> = { system: "as the system", light: "light", dark: "dark" };
const SIGNS: Readonly<Record<Theme, string>> = {
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  light:
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
};

const kept = (): Theme => {
  const theme = document.documentElement.dataset["theme"];
  return theme === "light" || theme === "dark" ? theme : "system";
};

/** The button that changes from the system's colours to light, to dark, and back. */
export function ThemeButton() {
  const [theme, setTheme] = useState(kept);
  const choose = (next: Theme): void => {
    setTheme(next);
    if (next === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = next;
    try {
      if (next === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
    // Canvases have to be painted again; they listen for this.
    window.dispatchEvent(new Event("witness-theme"));
  };
  return (
    <button
      type="button"
      className="button size-11 p-0"
      onClick={() => choose(NEXT[theme])}
      aria-label={say("Colours: {now}. Change to {next}.", { now: say(WORDS[theme]), next: say(WORDS[NEXT[theme]]) })}
    >
      <svg aria-hidden="true" viewBox="0 0 24 24" className="size-5">
        <path
          d={SIGNS[theme]}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </button>
  );
}
