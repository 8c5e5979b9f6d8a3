/** The page of settings, in German. */

/** The German of each text. */
export const SETTINGS = {
  Settings: "Einstellungen",
  "What you choose here stays in this browser. Signing out does not change it.":
    "Was Sie hier wählen, bleibt in diesem Browser. Abmelden ändert es nicht.",
  "How you are told": "Wie Sie es lesen",
  Language: "Sprache",
  "As the browser": "Wie der Browser",
  "Unit of distance": "Einheit der Strecke",
  Kilometres: "Kilometer",
  Miles: "Meilen",
  "Time zone": "Zeitzone",
  "This device's ({timeZone})": "Die dieses Geräts ({timeZone})",
  "Miles are worked out from what the record has in units of 100 m; signed and judged is what the car counts.":
    "Meilen werden aus dem berechnet, was die Aufzeichnung in Einheiten von 100 m hat; signiert und beurteilt ist, was das Auto zählt.",
  "Days of a history's table begin at this device's midnight, whatever time zone is chosen.":
    "Die Tage in der Tabelle eines Verlaufs beginnen um Mitternacht dieses Geräts, welche Zeitzone auch gewählt ist.",
  "Keys in this browser": "Schlüssel in diesem Browser",
  "Nobody is signed in, so there are no keys that open anything.":
    "Niemand ist angemeldet, also gibt es keine Schlüssel, die etwas öffnen.",
  Account: "Konto",
  "Signed in with": "Angemeldet mit",
  "the demo key, which is made in this browser and never leaves it":
    "dem Demo-Schlüssel, der in diesem Browser gemacht ist und ihn nie verlässt",
  "a wallet": "einer Wallet",
  "May ask for your cars until": "Darf nach Ihren Autos fragen bis",
  "One key of this browser signs questions, another opens the answers. No script can take either away. Signing out deletes both, and everything that was read with them.":
    "Ein Schlüssel dieses Browsers signiert Fragen, ein anderer öffnet die Antworten. Kein Skript kann einen davon mitnehmen. Abmelden löscht beide, und alles, was mit ihnen gelesen wurde.",
  Devices: "Geräte",
  "Devices in your cars, as the record names them. Each has one key, which never leaves it.":
    "Geräte in Ihren Autos, wie die Aufzeichnung sie nennt. Jedes hat einen Schlüssel, der es nie verlässt.",
  "Asking for your cars…": "Ihre Autos werden gefragt …",
} as const;
