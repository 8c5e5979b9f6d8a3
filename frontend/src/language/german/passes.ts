/** Passes: making, listing, taking back, in German. */

/** The German of each text. */
export const PASSES = {
  "No pass was made. You can try again.": "Es wurde kein Pass ausgestellt. Sie können es noch einmal versuchen.",
  "Make a pass": "Einen Pass ausstellen",
  Close: "Schließen",
  "A pass proves to a stranger what you choose of this car's record. Their own phone checks it; they need no account.":
    "Ein Pass beweist einem Fremden, was Sie von der Aufzeichnung dieses Autos wählen. Sein eigenes Telefon prüft ihn; er braucht kein Konto.",
  "The chain has accepted the state of your record. The pass can be signed.":
    "Die Blockchain hat den Zustand Ihrer Aufzeichnung angenommen. Der Pass kann signiert werden.",
  "Nothing is signed yet: before the chain has accepted the state of your record, a pass proves nothing. Still to come: {next}.":
    "Noch ist nichts signiert: Bevor die Blockchain den Zustand Ihrer Aufzeichnung angenommen hat, beweist ein Pass nichts. Es fehlt noch: {next}.",
  "Steps to an accepted claim": "Schritte bis zum angenommenen Claim",
  Odometer: "Kilometerstand",
  "Also shown": "Außerdem gezeigt",
  "At most {bytes, number} bytes, and nothing but text.": "Höchstens {bytes, number} Bytes, und nichts als Text.",
  "What for": "Wofür",
  "For whom": "Für wen",
  "Until when": "Bis wann",
  "Whoever has the link sees": "Wer den Link hat, sieht",
  "And nothing else: no reading, no place, no name. What it is for and for whom can be read by whoever has the link, too.":
    "Und nichts anderes: keinen Messwert, keinen Ort, keinen Namen. Auch wofür er ist und für wen, kann lesen, wer den Link hat.",
  "The chain contradicts the node, so no pass is made: {reason}":
    "Die Blockchain widerspricht dem Knoten, also wird kein Pass ausgestellt: {reason}",
  "Waiting for your signature…": "Wartet auf Ihre Signatur …",
  "Sign the pass": "Pass signieren",
  "Copied.": "Kopiert.",
  "This browser did not copy it; select the link and copy it by hand.":
    "Dieser Browser hat ihn nicht kopiert; markieren Sie den Link und kopieren Sie ihn von Hand.",
  "QR code of the short link": "QR-Code des kurzen Links",
  "The pass is signed. It holds until {moment}.": "Der Pass ist signiert. Er gilt bis {moment}.",
  "Whoever has the link sees what you chose, so give it only to whom it is for. This browser keeps no link: copy it now.":
    "Wer den Link hat, sieht, was Sie gewählt haben; geben Sie ihn also nur dem, für den er ist. Dieser Browser behält keinen Link: Kopieren Sie ihn jetzt.",
  Link: "Link",
  "Copy link": "Link kopieren",
  "No archive is behind this page, so there is no QR code.":
    "Hinter dieser Seite steht kein Archiv, also gibt es keinen QR-Code.",
  "Asking the archive for a short link…": "Das Archiv wird um einen kurzen Link gebeten …",
  "There is no QR code. The link above works.": "Es gibt keinen QR-Code. Der Link oben gilt.",
  "Short link": "Kurzer Link",
  "Copy short link": "Kurzen Link kopieren",
  "An archive keeps the pass encrypted until {moment}; what opens it stands in the short link alone.":
    "Ein Archiv behält den Pass verschlüsselt bis {moment}; was ihn öffnet, steht nur im kurzen Link.",
  "Holds until {moment}.": "Gilt bis {moment}.",
  "Being withdrawn: a relay has taken it, and the record shows it after the next block. It would end {moment}.":
    "Wird zurückgezogen: Ein Relay hat es angenommen, und die Aufzeichnung zeigt es nach dem nächsten Block. Er würde {moment} enden.",
  "Withdrawn. It would have ended {moment}.": "Zurückgezogen. Er hätte am {moment} geendet.",
  "Odometer as a band": "Kilometerstand in Stufen",
  Verdict: "Urteil",
  "for {forWhom}": "für {forWhom}",
  "No purpose said": "Kein Zweck genannt",
  "Shows: {fields}.": "Zeigt: {fields}.",
  Withdraw: "Zurückziehen",
  "Whoever checks it then sees that you took it back. That cannot be undone.":
    "Wer ihn danach prüft, sieht, dass Sie ihn zurückgenommen haben. Das lässt sich nicht rückgängig machen.",
  "Withdraw for good": "Endgültig zurückziehen",
  "Keep it": "Behalten",
  "None was made in this browser. A pass proves to a buyer or an insurer what you choose of this record, and nothing else.":
    "In diesem Browser wurde keiner ausgestellt. Ein Pass beweist einem Käufer oder einer Versicherung, was Sie von dieser Aufzeichnung wählen, und nichts anderes.",
  "Passes that were made in this browser": "Pässe, die in diesem Browser ausgestellt wurden",
  "No relay is behind this page, so it cannot withdraw a pass; the command line can.":
    "Hinter dieser Seite steht kein Relay, also kann sie keinen Pass zurückziehen; die Kommandozeile kann es.",
  "Make, model and year": "Marke, Modell und Jahr",
  "Last four characters of the VIN": "Letzte vier Zeichen der FIN",
  "Period that was judged": "Beurteilter Zeitraum",
  "Events: sales, journal entries, gaps": "Ereignisse: Verkäufe, Einträge, Lücken",
  "Consumption and fault codes": "Verbrauch und Fehlercodes",
  "Distance at the end of each day, month and year": "Strecke am Ende jedes Tages, Monats und Jahres",
  "In steps of {step}": "In Stufen von {step}",
  "Not at all": "Gar nicht",
  "The record is judged: {verdict}.": "Die Aufzeichnung ist beurteilt: {verdict}.",
  "{n, number} l of fuel": "{n, number} l Kraftstoff",
  "{n, number} kWh": "{n, number} kWh",
  "{n, plural, one {# hour} other {# hours}} of operation": "{n, plural, one {# Stunde} other {# Stunden}} in Betrieb",
  "{n, plural, one {# active fault code} other {# active fault codes}}":
    "{n, plural, one {# aktiver Fehlercode} other {# aktive Fehlercodes}}",
  "The device was not revoked.": "Das Gerät wurde nicht widerrufen.",
  "The device was revoked on {day}.": "Das Gerät wurde am {day} widerrufen.",
  "The car is in no quarantine.": "Das Auto ist in keiner Quarantäne.",
  "The car is in quarantine until {day}.": "Das Auto ist bis {day} in Quarantäne.",
  Device: "Gerät",
  Owner: "Halter",
  "Length of the history": "Länge des Verlaufs",
  Period: "Zeitraum",
  "Distance by day": "Strecke nach Tagen",
  Events: "Ereignisse",
  "Consumption and faults": "Verbrauch und Fehler",
  Readers: "Leser",
  Standing: "Stand",
  Publication: "Veröffentlichung",
  Plate: "Kennzeichen",
  "Which device is in the car, its public key and its maker.":
    "Welches Gerät im Auto ist, sein öffentlicher Schlüssel und sein Hersteller.",
  "It ends with {characters}; the rest stays hidden.": "Sie endet mit {characters}; der Rest bleibt verborgen.",
  "A tag that nobody can read; no characters.": "Eine Marke, die niemand lesen kann; keine Zeichen.",
  "Your account, as owner no. {tenure}, since {day}. No name.":
    "Ihr Konto, als Halter Nr. {tenure}, seit {day}. Kein Name.",
  "{n, plural, one {# envelope} other {# envelopes}} that the car signed; nothing of what is in them.":
    "{n, plural, one {# Umschlag, den} other {# Umschläge, die}} das Auto signiert hat; nichts von ihrem Inhalt.",
  "{from} to {to}, {readings, plural, one {# reading} other {# readings}}, longest silence {hours, plural, one {# hour} other {# hours}}.":
    "{from} bis {to}, {readings, plural, one {# Messwert} other {# Messwerte}}, längstes Schweigen {hours, plural, one {# Stunde} other {# Stunden}}.",
  "{distance} at {moment}": "{distance} am {moment}",
  "{days, plural, one {# day} other {# days}}, {months, plural, one {# month} other {# months}} and {years, plural, one {# year} other {# years}}: whoever reads it sees on which days the car was driven, and how far.":
    "{days, plural, one {# Tag} other {# Tage}}, {months, plural, one {# Monat} other {# Monate}} und {years, plural, one {# Jahr} other {# Jahre}}: Wer es liest, sieht, an welchen Tagen das Auto gefahren wurde, und wie weit.",
  "{n, plural, one {# event} other {# events}} in all; the newest {newest, number} by kind and time.":
    "{n, plural, one {# Ereignis} other {# Ereignisse}} insgesamt; die neuesten {newest, number} nach Art und Zeit.",
  "{n, plural, one {# grant} other {# grants}}, each with its reader's key and end.":
    "{n, plural, one {# Freigabe} other {# Freigaben}}, jede mit dem Schlüssel ihres Lesers und ihrem Ende.",
  "The verdict is public.": "Das Urteil ist öffentlich.",
  "The verdict is not public.": "Das Urteil ist nicht öffentlich.",
  "None.": "Keins.",
  "That there is one, and not which.": "Dass es eines gibt, und nicht welches.",
  "{from} to {to}, and no closer.": "{from} bis {to}, und nicht genauer.",
  "the state is published": "der Zustand ist veröffentlicht",
  "its epoch is closed": "seine Epoche ist geschlossen",
  "a validator claims it": "ein Validator sendet den Claim",
  "the chain accepts the claim": "die Blockchain nimmt den Claim an",
  "24 hours": "24 Stunden",
  "7 days": "7 Tage",
  "60 days": "60 Tage",
  "To 100 m": "Auf 100 m",
  VIN: "FIN",
  "Ended {moment}.": "Abgelaufen {moment}.",
} as const;
