/** What this browser judges itself, in German. */

/** The German of each text. */
export const OWN = {
  "Was this your car?": "War das Ihr Auto?",
  "If you sold this car, you can still read your own time with it: this browser opens that part of the history with your keys, and judges it alone.":
    "Wenn Sie dieses Auto verkauft haben, können Sie Ihre eigene Zeit mit ihm weiterhin lesen: Dieser Browser öffnet diesen Teil des Verlaufs mit Ihren Schlüsseln und beurteilt ihn für sich.",
  "Asking…": "Wird gefragt …",
  "Read my own time with it": "Meine eigene Zeit mit ihm lesen",
  "the state that it was taken over under": "der Zustand, unter dem sie übernommen wurde",
  "the odometer": "der Kilometerstand",
  "the covered period": "der beurteilte Zeitraum",
  "trouble codes and consumption": "Fehlercodes und Verbrauch",
  "the closing values": "die Abschlusswerte",
  "the verdict with its reasons": "das Urteil mit seinen Gründen",
  "This browser read all {n, plural, one {# envelope} other {# envelopes}}, and they come to something else than the record says. The first difference is in {field}. Do not rely on this record: the node answers for it, and the validators once it is settled.":
    "Dieser Browser hat {n, plural, one {den # Umschlag} other {alle # Umschläge}} gelesen, und es ergibt etwas anderes, als die Aufzeichnung sagt. Der erste Unterschied: {field}. Verlassen Sie sich nicht auf diese Aufzeichnung: Der Knoten steht für sie ein, und die Validatoren, sobald sie endgültig ist.",
  "Not what the record says": "Nicht, was die Aufzeichnung sagt",
  "The node's word does not hold": "Das Wort des Knotens hält nicht",
  "{n, plural, =0 {No archive has all that the record proves: it is behind, or hides envelopes.} one {{names} has less than the record proves: it is behind, or hides envelopes.} other {{names} have less than the record proves: they are behind, or hide envelopes.}} Until an archive has all of it, nothing can be judged here.":
    "{n, plural, =0 {Kein Archiv hat alles, was die Aufzeichnung beweist: Es hinkt hinterher, oder verbirgt Umschläge.} one {{names} hat weniger, als die Aufzeichnung beweist: Es hinkt hinterher, oder verbirgt Umschläge.} other {{names} haben weniger, als die Aufzeichnung beweist: Sie hinken hinterher, oder verbergen Umschläge.}} Bis ein Archiv alles hat, kann hier nichts beurteilt werden.",
  "The archive has not all of it": "Das Archiv hat nicht alles",
  "What {names} served is not the history that the record proves, at item {item, number}. Nothing of it was believed. {why}":
    "Was {names} lieferte, ist nicht der Verlauf, den die Aufzeichnung beweist, bei Stück {item, number}. Nichts davon wurde geglaubt. {why}",
  "the archive": "das Archiv",
  "The archive does not tell the truth": "Das Archiv sagt nicht die Wahrheit",
  "Envelopes no. {first, number} to {last, number} alone, with {readings, plural, one {# reading} other {# readings}}, are judged: {verdict}, {distance}.":
    "Die Umschläge Nr. {first, number} bis {last, number} allein, mit {readings, plural, one {# Messwert} other {# Messwerten}}, sind beurteilt: {verdict}, {distance}.",
  "this page's server names no archive of it": "der Server dieser Seite nennt kein Archiv davon",
  "this page's server names no node of it, so there are no keys of that part":
    "der Server dieser Seite nennt keinen Knoten davon, also gibt es keine Schlüssel zu diesem Teil",
  "your wallet has not permitted this browser there, so there are no keys of that part":
    "Ihre Wallet hat es diesem Browser dort nicht erlaubt, also gibt es keine Schlüssel zu diesem Teil",
  "its archive or its node does not answer": "ihr Archiv oder ihr Knoten antwortet nicht",
  "what is said there is not what was taken over, and this page cannot tell who is right":
    "was dort gesagt wird, ist nicht, was übernommen wurde, und diese Seite kann nicht sagen, wer recht hat",
  "what is served of it was itself taken over from an earlier application, which this page does not read":
    "was davon geliefert wird, wurde selbst von einer früheren Anwendung übernommen, die diese Seite nicht liest",
  "{n, plural, one {# envelope behind that is sealed to that application and counts as silence.} other {# envelopes behind that are sealed to that application and count as silence.}}":
    "{n, plural, one {# Umschlag dahinter ist für jene Anwendung versiegelt und zählt als Schweigen.} other {# Umschläge dahinter sind für jene Anwendung versiegelt und zählen als Schweigen.}}",
  "That includes the part in the application {application}, from which this record was taken over at envelope no. {sequence, number}.":
    "Das schließt den Teil in der Anwendung {application} ein, von der diese Aufzeichnung bei Umschlag Nr. {sequence, number} übernommen wurde.",
  "The part in the application {application}, from which this record was taken over at envelope no. {sequence, number}, was not judged here: {why}.":
    "Der Teil in der Anwendung {application}, von der diese Aufzeichnung bei Umschlag Nr. {sequence, number} übernommen wurde, wurde hier nicht beurteilt: {why}.",
  "The difference is in the application {application}, from which this record was taken over at envelope no. {sequence, number}.":
    "Der Unterschied liegt in der Anwendung {application}, von der diese Aufzeichnung bei Umschlag Nr. {sequence, number} übernommen wurde.",
  "The part in the application {application}, from which this record was taken over at envelope no. {sequence, number}, was read, and is an earlier owner's in part.":
    "Der Teil in der Anwendung {application}, von der diese Aufzeichnung bei Umschlag Nr. {sequence, number} übernommen wurde, wurde gelesen und gehört zum Teil einem früheren Halter.",
  "Judged from when the record was taken over": "Beurteilt ab der Übernahme der Aufzeichnung",
  "What came since is the proven history.": "Was seither kam, ist der bewiesene Verlauf.",
  "A verdict is over all of it, so this browser could not compare it.":
    "Ein Urteil geht über alles, also konnte dieser Browser es nicht vergleichen.",
  "Your time with this car, and nothing else": "Ihre Zeit mit diesem Auto, und nichts anderes",
  "This browser opened your time with the car, which ended with envelope no. {last, number}. {alone} This judgement speaks for that time alone. All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones; your keys do not open the others, and the record is told to the owner only.":
    "Dieser Browser hat Ihre Zeit mit dem Auto geöffnet, die mit Umschlag Nr. {last, number} endete. {alone} Dieses Urteil spricht nur für diese Zeit. {n, plural, one {Der # Umschlag} other {Alle # Umschläge}} bis Nr. {sequence, number} sind die bewiesenen; Ihre Schlüssel öffnen die anderen nicht, und die Aufzeichnung wird nur dem Halter gesagt.",
  "All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones. Your keys open {open, number} of them. {offered, plural, one {# envelope} other {# envelopes}} came in a session that the device began after your offer: nobody is given keys of them before the offer ends. A verdict is over all of them, so this browser could not compare it.":
    "{n, plural, one {Der # Umschlag} other {Alle # Umschläge}} bis Nr. {sequence, number} sind die bewiesenen. Ihre Schlüssel öffnen {open, number} davon. {offered, plural, one {# Umschlag} other {# Umschläge}} kamen in einer Sitzung, die das Gerät nach Ihrem Angebot begann: Niemand bekommt Schlüssel dazu, bevor das Angebot endet. Ein Urteil geht über alle, also konnte dieser Browser es nicht vergleichen.",
  "Not all is open while you offer the car": "Nicht alles ist offen, solange Sie das Auto anbieten",
  "All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones. A workshop's entry moved the verdict, and it is sealed to others, so this browser could not compare it.":
    "{n, plural, one {Der # Umschlag} other {Alle # Umschläge}} bis Nr. {sequence, number} sind die bewiesenen. Der Eintrag einer Werkstatt hat das Urteil bewegt, und er ist für andere versiegelt, also konnte dieser Browser es nicht vergleichen.",
  "All is here, but a workshop's entry": "Alles ist hier, außer dem Eintrag einer Werkstatt",
  "All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones, and the node gives you keys of none of them. The record names the newest four owners' times. An owner before them needs a ticket, which a browser keeps until its reader signs out.":
    "{n, plural, one {Der # Umschlag} other {Alle # Umschläge}} bis Nr. {sequence, number} sind die bewiesenen, und der Knoten gibt Ihnen zu keinem davon Schlüssel. Die Aufzeichnung nennt die Zeiten der letzten vier Halter. Ein Halter davor braucht ein Ticket, das ein Browser behält, bis sein Leser sich abmeldet.",
  "None of it is from your time with the car": "Nichts davon ist aus Ihrer Zeit mit dem Auto",
  "All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones. Your keys open {open, number} of them; what was before you is closed to you. A verdict is over all of them, so this browser could not compare it.":
    "{n, plural, one {Der # Umschlag} other {Alle # Umschläge}} bis Nr. {sequence, number} sind die bewiesenen. Ihre Schlüssel öffnen {open, number} davon; was vor Ihnen war, ist Ihnen verschlossen. Ein Urteil geht über alle, also konnte dieser Browser es nicht vergleichen.",
  "Yours is here, the rest is an earlier owner's": "Ihres ist hier, der Rest gehört einem früheren Halter",
  "The same as the record": "Dasselbe wie die Aufzeichnung",
  "This browser read {n, plural, one {# envelope} other {# envelopes}} with {readings, plural, one {# reading} other {# readings}}, up to no. {sequence, number}. It checked each signature and the order, opened them with your keys, and judged them: odometer, covered period, trouble codes, closing values, verdict and reasons are what the record says.":
    "Dieser Browser hat {n, plural, one {# Umschlag} other {# Umschläge}} mit {readings, plural, one {# Messwert} other {# Messwerten}} gelesen, bis Nr. {sequence, number}. Er hat jede Signatur und die Reihenfolge geprüft, sie mit Ihren Schlüsseln geöffnet und beurteilt: Kilometerstand, beurteilter Zeitraum, Fehlercodes, Abschlusswerte, Urteil und Gründe sind, was die Aufzeichnung sagt.",
  "Not checked here": "Hier nicht geprüft",
  "{n, plural, =0 {No archive is named} other {Nothing came from {names}}}, so this browser could not read the readings one by one and judged nothing. What this page shows of the record is what the node said, as far as its proof does not open it.":
    "{n, plural, =0 {Kein Archiv ist genannt} other {Nichts kam von {names}}}, also konnte dieser Browser die Messwerte nicht einzeln lesen und hat nichts beurteilt. Was diese Seite von der Aufzeichnung zeigt, ist, was der Knoten sagte, soweit dessen Beweis es nicht öffnet.",
  "{n, plural, one {# part} other {# parts}} came from {names}":
    "{n, plural, one {# Teil kam} other {# Teile kamen}} von {names}",
  "{n, plural, one {# part was} other {# parts were}} kept in this browser":
    "{n, plural, one {# Teil war} other {# Teile waren}} in diesem Browser aufgehoben",
  "{name} served something else ({code}) and was not believed.":
    "{name} lieferte etwas anderes ({code}), und ihm wurde nicht geglaubt.",
  "Nothing came from {names}.": "Nichts kam von {names}.",
  "The record that it was compared with, as of {moment}, is the node's word so far: no claim on it is accepted yet.":
    "Die Aufzeichnung, mit der verglichen wurde, vom {moment}, ist bisher das Wort des Knotens: Noch ist kein Claim darauf angenommen.",
  "The record that it was compared with, as of {moment}, is published, but no claim on it is accepted yet.":
    "Die Aufzeichnung, mit der verglichen wurde, vom {moment}, ist veröffentlicht, aber noch ist kein Claim darauf angenommen.",
  "The record that it was compared with, as of {moment}, is settled: the chain accepted a claim on it.":
    "Die Aufzeichnung, mit der verglichen wurde, vom {moment}, ist endgültig: Die Blockchain hat einen Claim darauf angenommen.",
  "The record that it was compared with, as of {moment}, was not accepted by the contract on the chain: do not rely on it.":
    "Die Aufzeichnung, mit der verglichen wurde, vom {moment}, hat der Vertrag auf der Blockchain nicht angenommen: Verlassen Sie sich nicht auf sie.",
  "A check speaks of another state, the newest when you checked, and says of that one how sure it is.":
    "Eine Prüfung spricht von einem anderen Zustand, dem neuesten bei der Prüfung, und sagt von diesem, wie sicher er ist.",
  "Whether the readings come to it, this browser has not worked out yet.":
    "Ob die Messwerte das ergeben, hat dieser Browser noch nicht ausgerechnet.",
  "This browser read and judged the readings one by one itself, and came to the same.":
    "Dieser Browser hat die Messwerte selbst einzeln gelesen und beurteilt, und kam auf dasselbe.",
  "This browser read and judged the readings one by one itself up to envelope no. {sequence}, and came to the same.":
    "Dieser Browser hat die Messwerte bis Umschlag Nr. {sequence} selbst einzeln gelesen und beurteilt, und kam auf dasselbe.",
  "The history is the proven one, but this browser can open a part of it only, so the verdict was not judged here.":
    "Der Verlauf ist der bewiesene, aber dieser Browser kann nur einen Teil davon öffnen, das Urteil wurde hier also nicht nachgerechnet.",
  "The readings one by one could not be judged here: the archive's word does not hold.":
    "Die Messwerte konnten hier nicht einzeln beurteilt werden: Das Wort des Archivs hält nicht.",
  "But this browser's own judgement of the readings differs.":
    "Aber die eigene Beurteilung der Messwerte durch diesen Browser weicht ab.",
  "The readings one by one were not judged here: no archive answered.":
    "Die Messwerte wurden hier nicht einzeln beurteilt: Kein Archiv hat geantwortet.",
  "The archive has not caught up with the record yet; asking again…":
    "Das Archiv ist noch nicht auf dem Stand der Aufzeichnung; es wird noch einmal gefragt …",
  "Beginning…": "Beginnt …",
  "Part {part, number} of {parts, number} of the history: {readings, plural, one {# reading} other {# readings}} read and judged, {percent} per cent.":
    "Teil {part, number} von {parts, number} des Verlaufs: {readings, plural, one {# Messwert} other {# Messwerte}} gelesen und beurteilt, {percent} Prozent.",
  "Own judgement": "Eigene Beurteilung",
  Stop: "Anhalten",
  "This browser could not keep the address.": "Dieser Browser konnte die Adresse nicht behalten.",
  "An archive's address begins with https://, or is on this machine.":
    "Die Adresse eines Archivs beginnt mit https://, oder liegt auf diesem Rechner.",
  "Archives that are asked ({n})": "Archive, die gefragt werden ({n})",
  "Remove {name}": "{name} entfernen",
  "Another archive's address": "Adresse eines weiteren Archivs",
  Add: "Hinzufügen",
  "Nobody has to trust an archive: what it serves must come to what the record proves. What was read stays in this browser, under your account, until you sign out.":
    "Niemand muss einem Archiv trauen: Was es liefert, muss ergeben, was die Aufzeichnung beweist. Was gelesen wurde, bleibt in diesem Browser, unter Ihrem Konto, bis Sie sich abmelden.",
  "Asking your wallet…": "Ihre Wallet wird gefragt …",
  "Judge what came before too": "Auch beurteilen, was davor war",
  "Judged in this browser": "In diesem Browser beurteilt",
  "This browser reads the car's history from an archive, opens it with your keys and judges it itself, so that you need not take the node's word for it.":
    "Dieser Browser liest den Verlauf des Autos aus einem Archiv, öffnet ihn mit Ihren Schlüsseln und beurteilt ihn selbst, damit Sie dem Knoten nicht glauben müssen.",
  "Stopped. What follows is what the node said.": "Angehalten. Was folgt, ist, was der Knoten sagte.",
  "Judge here after all": "Doch hier beurteilen",
  "Judge again": "Noch einmal beurteilen",
  "The record has gone on to envelope no. {sequence, number} since; it is judged again within a minute.":
    "Die Aufzeichnung ist seither bis Umschlag Nr. {sequence, number} weitergegangen; sie wird binnen einer Minute noch einmal beurteilt.",
} as const;
