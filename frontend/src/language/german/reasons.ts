/** Reasons of records and of checks, in German. */

/** The German of each text. */
export const REASONS = {
  "The car's value goes on from its record of {distance}, and every step of the covered period is plausible.":
    "Der Wert des Autos geht aus seiner Aufzeichnung von {distance} hervor, und jeder Schritt des beurteilten Zeitraums ist plausibel.",
  "The car shows a value lower than before: {missing} less than the {record} in its record.":
    "Das Auto zeigt einen Wert, der niedriger ist als zuvor: {missing} weniger als die {record} in seiner Aufzeichnung.",
  "The car shows {more} more than its record: more than it can have driven since its last reading.":
    "Das Auto zeigt {more} mehr als seine Aufzeichnung: mehr, als es seit seinem letzten Messwert gefahren sein kann.",
  "The record does not allow a judgement yet.": "Die Aufzeichnung erlaubt noch kein Urteil.",
  "It is lower than before in the record.": "Das ist niedriger als zuvor in der Aufzeichnung.",
  "{side, select, ahead {The car's clock is {minutes, number} minutes ahead of this browser's} other {The car's clock is {minutes, number} minutes behind this browser's}}: one of them is wrong, or the value is not of this minute.":
    "{side, select, ahead {Die Uhr des Autos geht der dieses Browsers {minutes, number} Minuten vor} other {Die Uhr des Autos geht der dieses Browsers {minutes, number} Minuten nach}}: Eine von beiden geht falsch, oder der Wert ist nicht von dieser Minute.",
  "The car says that it signed up to no. {car}, but its record goes up to no. {record}: the car forgot, or something else signs with its key.":
    "Das Auto sagt, dass es bis Nr. {car} signiert hat, seine Aufzeichnung geht aber bis Nr. {record}: Das Auto hat vergessen, oder etwas anderes signiert mit seinem Schlüssel.",
  "The car and its record both end at no. {record}, but with different envelopes: one of them is not the car's history.":
    "Das Auto und seine Aufzeichnung enden beide bei Nr. {record}, aber mit verschiedenen Umschlägen: Einer davon gehört nicht zum Verlauf des Autos.",
  "{ahead, plural, one {# envelope that the car signed is} other {# envelopes that the car signed are}} not in the record yet: it ends at no. {record}, the car is at no. {car}.":
    "{ahead, plural, one {# Umschlag, den das Auto signiert hat, ist} other {# Umschläge, die das Auto signiert hat, sind}} noch nicht aufgezeichnet: Die Aufzeichnung endet bei Nr. {record}, das Auto ist bei Nr. {car}.",
  "The end of the record may have been cut off.": "Das Ende der Aufzeichnung kann abgeschnitten worden sein.",
  "less than an hour": "weniger als eine Stunde",
  "{n, plural, one {# hour} other {# hours}}": "{n, plural, one {# Stunde} other {# Stunden}}",
  "Not all of it: {open, number} of {times, number} are open.":
    "Nicht alles: {open, number} von {times, number} sind offen.",
  "about {distance}": "etwa {distance}",
  ", {n} times in all": ", insgesamt {n}-mal",
  "A new instrument cluster explains it.": "Ein neues Kombiinstrument erklärt es.",
  "The odometer was turned back by {first} on {day}{times}.":
    "Der Kilometerstand wurde am {day} um {first} zurückgedreht{times}.",
  "A correction by a workshop and the owner explains it.":
    "Eine Korrektur von einer Werkstatt und dem Halter erklärt es.",
  "On {day} the odometer counted {first} more than a car can drive in an hour{times}.":
    "Am {day} zählte der Kilometerzähler {first} mehr, als ein Auto in einer Stunde fahren kann{times}.",
  "On {day} the odometer counted {first} more than a car can drive in a day{times}.":
    "Am {day} zählte der Kilometerzähler {first} mehr, als ein Auto an einem Tag fahren kann{times}.",
  "On {day} the odometer counted {first} more than a car can drive in a week{times}.":
    "Am {day} zählte der Kilometerzähler {first} mehr, als ein Auto in einer Woche fahren kann{times}.",
  "On {day} the odometer counted {first} more than a car can drive in a month{times}.":
    "Am {day} zählte der Kilometerzähler {first} mehr, als ein Auto in einem Monat fahren kann{times}.",
  "On {day} the odometer counted {first} more than a car can drive in a year{times}.":
    "Am {day} zählte der Kilometerzähler {first} mehr, als ein Auto in einem Jahr fahren kann{times}.",
  "The car drove on while its odometer stood still: {total} too little, found on {day}.":
    "Das Auto fuhr weiter, während sein Kilometerzähler stillstand: {total} zu wenig, entdeckt am {day}.",
  "The covered period is {time} long; a judgement needs 30 days.":
    "Der beurteilte Zeitraum ist {time} lang; ein Urteil braucht 30 Tage.",
  "There are too few readings to judge: a judgement needs 30 in the covered period.":
    "Es sind zu wenige Messwerte zum Urteilen: Ein Urteil braucht 30 im beurteilten Zeitraum.",
  "Some envelopes are missing, found on {day}{times}: {time} and {total} lie over them.":
    "Einige Umschläge fehlen, entdeckt am {day}{times}: {time} und {total} liegen darüber.",
  "Nothing is known of {time} from {day}{times}; the car drove {total} meanwhile.":
    "Von {time} ab {day}{times} ist nichts bekannt; das Auto fuhr inzwischen {total}.",
  "A reading on {day} was no place of the car, {first} off{times}; it does not count.":
    "Ein Messwert am {day} war kein Ort des Autos, {first} daneben{times}; er zählt nicht.",
  "Readings on {day} contradict each other by {first}{times}, and nobody can say which are true.":
    "Messwerte am {day} widersprechen einander um {first}{times}, und niemand kann sagen, welche wahr sind.",
  "The dial was read since.": "Der Tacho wurde seither abgelesen.",
  "The newest readings, from {day} on, are {first} off; the next ones decide.":
    "Die neuesten Messwerte, ab {day}, sind {first} daneben; die nächsten entscheiden.",
  "The odometer lost {total} on {day}{times}, as some electronics do.":
    "Der Kilometerzähler verlor am {day} {total}{times}, wie manche Elektronik es tut.",
  "The odometer counts more than the car's other source of distance, by {total} so far.":
    "Der Kilometerzähler zählt mehr als die andere Streckenquelle des Autos, bisher um {total}.",
  "The instrument cluster was replaced on {day}{times}; it differs by {total}, and the distance is over the car's life.":
    "Das Kombiinstrument wurde am {day} getauscht{times}; es weicht um {total} ab, und die Strecke geht über das Leben des Autos.",
  "The device's clock was behind, or its readings were held back, from before {day}.":
    "Die Uhr des Geräts ging nach, oder seine Messwerte wurden zurückgehalten, seit vor dem {day}.",
  "It is right again.": "Sie geht wieder richtig.",
  "A workshop read {first} more or less off the dial on {day}.":
    "Eine Werkstatt las am {day} {first} mehr oder weniger vom Tacho ab.",
  "It withdrew that, or others read what the device shows.":
    "Sie hat das zurückgenommen, oder andere lasen ab, was das Gerät zeigt.",
  "A workshop whose doubt was closed read something else off the dial again on {day}{times}, by {first}; nobody else did.":
    "Eine Werkstatt, deren Zweifel geschlossen war, las am {day} wieder etwas anderes vom Tacho ab{times}, um {first}; sonst niemand.",
  "Distance over the car's life": "Strecke über das Leben des Autos",
  "Distance as the odometer shows it since it was turned back":
    "Strecke, wie der Kilometerzähler sie zeigt, seit er zurückgedreht wurde",
  "Distance as the odometer shows it, which stood still": "Strecke, wie der Kilometerzähler sie zeigt, der stillstand",
  "Found on {day}.": "Entdeckt am {day}.",
  "First on {day}, {n} times in all.": "Zuerst am {day}, insgesamt {n}-mal.",
} as const;
