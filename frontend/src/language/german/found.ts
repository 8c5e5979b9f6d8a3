/** Reasons of the judge in plain words, names of verdicts and of this page's archives, in German. */

/** The German of each reason's sentence and of each name. */
export const FOUND = {
  "reason odometer-decreased": "Der Kilometerzähler zeigt weniger als zuvor.",
  "reason more-per-hour": "Mehr Strecke in der Zeit, als ein Auto fahren kann.",
  "reason more-per-day": "Mehr Strecke an einem Tag, als ein Auto fahren kann.",
  "reason more-per-week": "Mehr Strecke in einer Woche, als ein Auto fahren kann.",
  "reason more-per-month": "Mehr Strecke in einem Monat, als ein Auto fahren kann.",
  "reason more-per-year": "Mehr Strecke in einem Jahr, als ein Auto fahren kann.",
  "reason clock-back": "Die Uhr des Geräts lief zurück; stattdessen zählten die Zeiten der Blöcke.",
  "reason too-few-readings": "Es sind zu wenige Messwerte zum Urteilen.",
  "reason gap": "Einige Umschläge fehlen; Stunden und Strecke darüber sind genannt.",
  "reason forked-key":
    "Zwei verschiedene Umschläge gehen aus einem hervor; jemand hat vielleicht eine Kopie des Schlüssels dieses Autos.",
  "reason unreadable": "Ein echter Umschlag konnte nicht gelesen werden.",
  "reason standing-still": "Das Auto fuhr weiter, während sein Kilometerzähler stillstand.",
  "reason clock-ahead": "Die Uhr des Geräts lief voraus; stattdessen zählten die Zeiten der Blöcke.",
  "reason clock-slow":
    "Die Uhr des Geräts lässt weniger Strecke zu, als gefahren wurde; die Zeiten der Blöcke lassen sie zu und zählten.",
  "reason clock-behind": "Die Uhr des Geräts liegt weit hinter den Blöcken, die seine Messwerte tragen.",
  "reason outlier": "Einzelne Messwerte, die nicht stimmen können, wurden ausgelassen.",
  "reason disputed-reading":
    "Zwei Messwerte widersprechen einander, und jeder kann stimmen; eine Ablesung des Tachos entscheidet.",
  "reason unsettled": "Die letzten Messwerte widersprechen dem Verlauf; die nächsten entscheiden.",
  "reason unsteady-sensor": "Der Sensor sendet zu viele Messwerte, die nicht stimmen können.",
  "reason stepped-back": "Der Kilometerzähler verlor einige Kilometer, wie manche Elektronik es tut.",
  "reason wrapped": "Der Zähler begann nach seinem höchsten Wert wieder bei null.",
  "reason standing-suspected":
    "Kraftstoff, Energie, Stunden oder Tempo sagen, dass das Auto benutzt wurde, während sein Kilometerzähler stand.",
  "reason sources-differ": "Der Kilometerzähler zählt mehr als die andere Streckenquelle des Autos.",
  "reason void": "Es gab ein langes Schweigen; der beurteilte Zeitraum beginnt danach.",
  "reason late-in-gap": "Umschläge, die fehlten, kamen spät; sie werden aufgehoben und nicht beurteilt.",
  "reason period-too-short": "Der beurteilte Zeitraum ist zu kurz zum Urteilen.",
  "reason cluster-replaced": "Das Kombiinstrument wurde getauscht; die Strecke geht über das Leben des Autos.",
  "reason unit-changed": "Die Einheit des Kilometerzählers wurde geändert.",
  "reason correction-refused":
    "Einer Korrektur fehlte eine Signatur, oder sie passte nicht zu den Messwerten; sie blieb ohne Wirkung.",
  "reason dial-differs": "Eine Werkstatt las vom Tacho etwas anderes ab.",
  "reason dial-reading": "Eine Werkstatt las den Tacho ab, und er stimmt überein.",
  "reason import": "Das Auto hat anderswo einen Verlauf, den kein Messwert hier abdeckt.",
  "reason other-record":
    "Für dieses Auto gibt es eine andere Aufzeichnung, und keine nennt die andere als ihre Vorgängerin.",
  "reason device-moved": "Das Gerät wurde in ein anderes Auto versetzt.",
  "reason device-replaced": "Das Gerät hat von einem anderen übernommen, aus dessen letztem Wert es hervorgehen muss.",
  "reason dial-unconfirmed":
    "Eine Werkstatt, deren Zweifel am Tacho geschlossen war, las wieder etwas anderes ab; sonst niemand.",
  logical: "stimmig",
  illogical: "widersprüchlich",
  "no judgement": "kein Urteil",
  "this page's archive": "dem Archiv dieser Seite",
  "this page's archive of the application before": "dem Archiv dieser Seite für die Anwendung davor",
} as const;
