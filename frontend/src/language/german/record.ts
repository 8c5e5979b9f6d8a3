/** One car: its record, its history, a check, in German. */

/** The German of each text. */
export const RECORD = {
  "{grain, select, reading {at the newest reading, of {moment}} day {at the end of the day in UTC, {moment}} month {at the end of the month in UTC, {moment}} other {at the end of the year in UTC, {moment}}}":
    "{grain, select, reading {beim neuesten Messwert, vom {moment}} day {am Ende des Tages in UTC, {moment}} month {am Ende des Monats in UTC, {moment}} other {am Ende des Jahres in UTC, {moment}}}",
  "What the record keeps of then": "Was die Aufzeichnung von damals behält",
  "{distance} over the car's life, {at}.": "{distance} über das Leben des Autos, {at}.",
  "{distance}, {at}.": "{distance}, {at}.",
  "No distance: it keeps days for two months, months for five years, and years.":
    "Keine Strecke: Sie behält Tage zwei Monate lang, Monate fünf Jahre lang, und Jahre.",
  "No distance that it may show you: the days before you are an earlier owner's.":
    "Keine Strecke, die sie Ihnen zeigen darf: Die Tage davor gehören einem früheren Halter.",
  "{sentence} First on {day}. {reason}": "{sentence} Zuerst am {day}. {reason}",
  "no reading in the covered period": "kein Messwert im beurteilten Zeitraum",
  "{readings, plural, one {# reading} other {# readings}} covered from {day}":
    "{readings, plural, one {# Messwert} other {# Messwerte}} beurteilt ab {day}",
  "Judged in this browser, from the readings until then": "In diesem Browser beurteilt, aus den Messwerten bis dahin",
  "No reading had come by then.": "Bis dahin war kein Messwert gekommen.",
  "{distance} at the reading of {moment}, in envelope no. {sequence, number}; {covered}.":
    "{distance} beim Messwert vom {moment}, in Umschlag Nr. {sequence, number}; {covered}.",
  "As it stood earlier": "Wie es früher stand",
  "Until {moment}": "Bis {moment}",
  "To the second": "Auf die Sekunde",
  "Show that moment": "Diesen Zeitpunkt zeigen",
  "Judging the readings until then…": "Die Messwerte bis dahin werden beurteilt …",
  "The moment to the second is shown once this browser has read and judged the history.":
    "Der Zeitpunkt auf die Sekunde wird gezeigt, sobald dieser Browser den Verlauf gelesen und beurteilt hat.",
  "Signed by the car": "Vom Auto signiert",
  Recorded: "Aufgezeichnet",
  "Proven on chain": "Auf der Blockchain bewiesen",
  "This is the word of the node that answered. What it answered from is not among the latest records that it published; the page goes on looking.":
    "Das ist das Wort des Knotens, der geantwortet hat. Woraus er geantwortet hat, ist nicht unter den neuesten Aufzeichnungen, die er veröffentlicht hat; die Seite sucht weiter.",
  "The node has published the records that it answered from. They are not settled yet ({status}), so a validator could still be shown wrong.":
    "Der Knoten hat die Aufzeichnungen veröffentlicht, aus denen er geantwortet hat. Sie sind noch nicht endgültig ({status}), ein Validator könnte sich also noch irren.",
  "This answer is settled: its own proof opens odometer, verdict and head in records that the application's contract on the chain accepted, and the chain has accepted no later ones. {own}":
    "Diese Antwort ist endgültig: Ihr eigener Beweis öffnet Kilometerstand, Urteil und Kopf in Aufzeichnungen, die der Vertrag der Anwendung auf der Blockchain angenommen hat, und die Blockchain hat keine späteren angenommen. {own}",
  "This answer is settled: its own proof opens odometer, verdict and head in records that the application's contract on the chain accepted. They are of {moment}; the chain has accepted newer ones since, so ask again. {own}":
    "Diese Antwort ist endgültig: Ihr eigener Beweis öffnet Kilometerstand, Urteil und Kopf in Aufzeichnungen, die der Vertrag der Anwendung auf der Blockchain angenommen hat. Sie sind vom {moment}; seither hat die Blockchain neuere angenommen, fragen Sie also noch einmal. {own}",
  "Do not rely on this answer: the contract on the chain did not accept the proof of the records that it was read from. {reason}":
    "Verlassen Sie sich nicht auf diese Antwort: Der Vertrag auf der Blockchain hat den Beweis der Aufzeichnungen nicht angenommen, aus denen sie gelesen wurde. {reason}",
  ", output {output, number} of epoch {epoch, number}, asked at block {block, number}":
    ", Ausgabe {output, number} der Epoche {epoch, number}, gefragt bei Block {block, number}",
  ", output {output, number} of epoch {epoch, number}": ", Ausgabe {output, number} der Epoche {epoch, number}",
  "How sure is this answer?": "Wie sicher ist diese Antwort?",
  passed: "geschafft",
  "For an auditor": "Für Prüfer",
  "State root {root}{place}": "Zustandswurzel {root}{place}",
  "This is the word of the node that answered. The page is looking for the records that it answered from.":
    "Das ist das Wort des Knotens, der geantwortet hat. Die Seite sucht die Aufzeichnungen, aus denen er geantwortet hat.",
  "This is the word of the node that answered. The page cannot look further now. {why}":
    "Das ist das Wort des Knotens, der geantwortet hat. Weiter kann die Seite jetzt nicht sehen. {why}",
  "Simulated: {title}.": "Simuliert: {title}.",
  "The relay answered to what it sent: {answers}": "Das Relay antwortete auf das Gesendete: {answers}",
  "Distance in the record": "Strecke in der Aufzeichnung",
  "{envelopes, plural, one {# envelope that the relay took is} other {# envelopes that the relay took are}} not in the record yet.":
    "{envelopes, plural, one {# Umschlag, den das Relay angenommen hat, ist} other {# Umschläge, die das Relay angenommen hat, sind}} noch nicht aufgezeichnet.",
  "Checking…": "Wird geprüft …",
  "Check now": "Jetzt prüfen",
  "Asks the car for a fresh signed value, asks the back-end for the record, and compares.":
    "Fragt das Auto nach einem frisch signierten Wert, fragt das Back-End nach der Aufzeichnung, und vergleicht.",
  "Show it to a buyer": "Einem Käufer zeigen",
  "Asking the car and the record…": "Auto und Aufzeichnung werden gefragt …",
  "The record has gone on since this check. Check again to compare with it.":
    "Die Aufzeichnung ist seit dieser Prüfung weitergegangen. Prüfen Sie noch einmal, um mit ihr zu vergleichen.",
  Overview: "Überblick",
  History: "Verlauf",
  Evidence: "Belege",
  Passes: "Pässe",
  "This car": "Dieses Auto",
  Car: "Auto",
  "None of your cars has this number.": "Keines Ihrer Autos hat diese Nummer.",
  "All your cars": "Alle Ihre Autos",
  "Asking for the car's record…": "Die Aufzeichnung des Autos wird gefragt …",
  "{back} · device {id} · {tier}": "{back} · Gerät {id} · {tier}",
  "The record below is not fresh": "Die Aufzeichnung unten ist nicht frisch",
  "{n, plural, one {# second} other {# seconds}}": "{n, plural, one {# Sekunde} other {# Sekunden}}",
  "{n, plural, one {# day} other {# days}}": "{n, plural, one {# Tag} other {# Tage}}",
  "none of them in the covered period": "keiner davon im beurteilten Zeitraum",
  "covered from {from} to {to}": "beurteilt von {from} bis {to}",
  "No reading has arrived yet.": "Noch ist kein Messwert angekommen.",
  "{readings, plural, one {# reading} other {# readings}}, {covered}":
    "{readings, plural, one {# Messwert} other {# Messwerte}}, {covered}",
  "Simulated:": "Simuliert:",
  "Your cars": "Ihre Autos",
  "Pick a car to check it. The list and every record come from the back-end, sealed to this browser.":
    "Wählen Sie ein Auto, um es zu prüfen. Die Liste und jede Aufzeichnung kommen vom Back-End, für diesen Browser versiegelt.",
  "The demo maker is registering a garage for you…": "Der Demo-Hersteller meldet eine Garage für Sie an …",
  "Histories are on their way through relay, chain and back-end: {whole, number} of {cars, plural, one {# car} other {# cars}} whole in the record.":
    "Die Verläufe sind unterwegs durch Relay, Blockchain und Back-End: {whole, number} von {cars, plural, one {# Auto} other {# Autos}} ganz aufgezeichnet.",
  "No car in the record names you as its owner.": "Kein aufgezeichnetes Auto nennt Sie als Halter.",
  "“Simulated” is what the simulator says that its own car does, so that you can compare. Neither the back-end nor this page uses it to judge.":
    "„Simuliert“ ist, was der Simulator von seinem eigenen Auto sagt, damit Sie vergleichen können. Weder das Back-End noch diese Seite urteilt danach.",
  "The table lists every day with its values.": "Die Tabelle führt jeden Tag mit seinen Werten auf.",
  "Point at the line to read it; drag to look closer, double-click to see all.":
    "Zeigen Sie auf die Linie, um sie abzulesen; ziehen Sie, um näher hinzusehen; ein Doppelklick zeigt alles.",
  "Odometer from {from} on {first} to {to} on {last}": "Kilometerstand von {from} am {first} bis {to} am {last}",
  "{readings, plural, one {# reading} other {# readings}}": "{readings, plural, one {# Messwert} other {# Messwerte}}",
  "{n, plural, =0 {nothing illogical} one {illogical in # place} other {illogical in # places}}":
    "{n, plural, =0 {nichts widersprüchlich} one {an # Stelle widersprüchlich} other {an # Stellen widersprüchlich}}",
  "{n, plural, =0 {no envelopes missing} one {envelopes missing in # place} other {envelopes missing in # places}}":
    "{n, plural, =0 {keine Umschläge fehlen} one {an # Stelle fehlen Umschläge} other {an # Stellen fehlen Umschläge}}",
  "{n, plural, =0 {nothing refused} one {# envelope refused} other {# envelopes refused}}":
    "{n, plural, =0 {nichts abgelehnt} one {# Umschlag abgelehnt} other {# Umschläge abgelehnt}}",
  Day: "Tag",
  "First value": "Erster Wert",
  "Last value": "Letzter Wert",
  Distance: "Strecke",
  Readings: "Messwerte",
  Remarks: "Bemerkungen",
  "History by day": "Verlauf nach Tagen",
  "{n, plural, one {# number} other {# numbers}} without an envelope.":
    "{n, plural, one {# Nummer} other {# Nummern}} ohne Umschlag.",
  "Show all {days, number} days": "Alle {days, number} Tage zeigen",
  "Distance as the odometer showed it": "Strecke, wie der Kilometerzähler sie zeigte",
  Until: "Bis",
  "Closing values": "Abschlusswerte",
  "Illogical here": "Hier widersprüchlich",
  "Envelopes missing": "Umschläge fehlen",
  "New session": "Neue Sitzung",
  "Refused envelope, when it came": "Abgelehnter Umschlag, als er kam",
  Chart: "Diagramm",
  Table: "Tabelle",
  All: "Alles",
  "How much of the history is shown": "Wie viel vom Verlauf gezeigt wird",
  "Show the history as": "Den Verlauf zeigen als",
  "Days and times in the time zone {timeZone}.": "Tage und Zeiten in der Zeitzone {timeZone}.",
  "These are the record's closing values of years, months and days. Single readings are shown once this browser has read them.":
    "Das sind die Abschlusswerte der Jahre, Monate und Tage in der Aufzeichnung. Einzelne Messwerte werden gezeigt, sobald dieser Browser sie gelesen hat.",
  "recorded by a node": "aufgezeichnet von einem Knoten",
  "recorded by a node, judged here too": "aufgezeichnet von einem Knoten, auch hier beurteilt",
  "proven on chain, judged here too": "auf der Blockchain bewiesen, auch hier beurteilt",
  "judged here": "hier beurteilt",
  "{distance}, {offset} more than the dial": "{distance}, {offset} mehr als der Tacho",
  "What the verdict rests on": "Worauf das Urteil beruht",
  "Covered period, of which the verdict speaks": "Beurteilter Zeitraum, von dem das Urteil spricht",
  "{from} to {to}, {readings, plural, one {# reading} other {# readings}}":
    "{from} bis {to}, {readings, plural, one {# Messwert} other {# Messwerte}}",
  "none yet": "noch keiner",
  "Readings that go on from each other": "Messwerte, die auseinander hervorgehen",
  "Longest silence between two readings": "Längstes Schweigen zwischen zwei Messwerten",
  none: "keine",
  "Trouble codes that are set": "Gesetzte Fehlercodes",
  "Signs of a copied key": "Zeichen eines kopierten Schlüssels",
  Registered: "Angemeldet",
  "Last envelope": "Letzter Umschlag",
  "no. {sequence}, link {link}": "Nr. {sequence}, Verkettung {link}",
  "Answered after": "Geantwortet nach",
  "{inputs, plural, one {# input} other {# inputs}}, {moment}":
    "{inputs, plural, one {# Eingabe} other {# Eingaben}}, {moment}",
  ", about {from}": ", ungefähr {from}",
  ", between {from} and {to}": ", zwischen {from} und {to}",
  "Missing envelopes": "Fehlende Umschläge",
  "The record says so: {gap} Which numbers they are is shown once this browser has read the history.":
    "Die Aufzeichnung sagt es: {gap} Welche Nummern es sind, wird gezeigt, sobald dieser Browser den Verlauf gelesen hat.",
  "No envelope is in the record yet.": "Noch ist kein Umschlag aufgezeichnet.",
  "None up to no. {sequence, number}, where this record ends.":
    "Keiner bis Nr. {sequence, number}, wo diese Aufzeichnung endet.",
  "An envelope is one signed message with many readings. Whether the car has signed more since, Check now asks the car.":
    "Ein Umschlag ist eine signierte Nachricht mit vielen Messwerten. Ob das Auto seither mehr signiert hat, fragt „Jetzt prüfen“ das Auto.",
  "No. {first, number} is not in the record: lost or skipped{when}. The car said so itself and went on in a new session.":
    "Nr. {first, number} ist nicht in der Aufzeichnung: verloren oder übersprungen{when}. Das Auto hat es selbst gesagt und in einer neuen Sitzung weitergemacht.",
  "No. {first, number} to {last, number} are not in the record: {n, number} numbers, lost, skipped, or refused because one before them was missing{when}. The car said so itself and went on in a new session.":
    "Nr. {first, number} bis {last, number} sind nicht in der Aufzeichnung: {n, number} Nummern, verloren, übersprungen, oder abgelehnt, weil eine davor fehlte{when}. Das Auto hat es selbst gesagt und in einer neuen Sitzung weitergemacht.",
  "{n, plural, one {# envelope} other {# envelopes}} came in signed and in order, but could not be read.":
    "{n, plural, one {# Umschlag kam} other {# Umschläge kamen}} signiert und in der Reihenfolge an, konnte aber nicht gelesen werden.",
  When: "Wann",
  Envelope: "Umschlag",
  Times: "Mal",
  Why: "Warum",
  registration: "Anmeldung",
  "no. {first, number}": "Nr. {first, number}",
  "no. {first, number} to {last, number}": "Nr. {first, number} bis {last, number}",
  "What was refused in this car's name": "Was im Namen dieses Autos abgelehnt wurde",
  "Nothing that came to the chain. What a relay refuses is never paid for and does not get there.":
    "Nichts, was auf die Blockchain kam. Was ein Relay ablehnt, wird nie bezahlt und kommt nicht dorthin.",
  "None of these entered the record.": "Nichts davon kam in die Aufzeichnung.",
  "None of these entered the record as readings. Two envelopes under one number, signed with this car's key, are evidence that turned the verdict.":
    "Nichts davon kam als Messwert in die Aufzeichnung. Zwei Umschläge unter einer Nummer, signiert mit dem Schlüssel dieses Autos, sind der Beleg, der das Urteil gekippt hat.",
  Refusals: "Ablehnungen",
  "Signed by the car → recorded by a node": "Vom Auto signiert → aufgezeichnet von einem Knoten",
  "Signed by the car → recorded, proof pending": "Vom Auto signiert → aufgezeichnet, Beweis steht aus",
  "Signed by the car → recorded → proven on chain": "Vom Auto signiert → aufgezeichnet → auf der Blockchain bewiesen",
  "Signed by the car. The chain does not accept the record that it was compared with":
    "Vom Auto signiert. Die Blockchain nimmt die Aufzeichnung nicht an, mit der verglichen wurde",
  "No reading is in the covered period": "Kein Messwert ist im beurteilten Zeitraum",
  "The verdict covers {readings, plural, one {# reading} other {# readings}} from {from} to {to}":
    "Das Urteil umfasst {readings, plural, one {# Messwert} other {# Messwerte}} vom {from} bis {to}",
  "The car says now": "Das Auto sagt jetzt",
  "Signed by the car for this check, {moment}. The signature was verified here.":
    "Vom Auto für diese Prüfung signiert, {moment}. Die Signatur wurde hier geprüft.",
  "Its record says": "Seine Aufzeichnung sagt",
  "No reading is in the record yet.": "Noch ist kein Messwert aufgezeichnet.",
  "{what}. {covered}; the longest silence between two of the record is {silence}.":
    "{what}. {covered}; das längste Schweigen zwischen zwei Messwerten ist {silence}.",
  "1 year": "1 Jahr",
  "30 days": "30 Tage",
  "{n, plural, one {# minute} other {# minutes}}": "{n, plural, one {# Minute} other {# Minuten}}",
} as const;
