/** What codes mean, and the scale of outcomes, in German. */

/** The German of each text. */
export const WORDS = {
  "Not enough to say": "Zu wenig, um etwas zu sagen",
  "The record contradicts itself": "Die Aufzeichnung widerspricht sich",
  "Stood still while the car drove about {amount}, found on {day}":
    "Stand still, während das Auto etwa {amount} fuhr, entdeckt am {day}",
  "About {amount} more than a car can drive, on {day}": "Etwa {amount} mehr, als ein Auto fahren kann, am {day}",
  "{times, plural, one {Turned back by about {amount} on {day}} other {Turned back # times, first by about {amount} on {day}}}":
    "{times, plural, one {Zurückgedreht um etwa {amount} am {day}} other {#-mal zurückgedreht, zuerst um etwa {amount} am {day}}}",
  "Consistent, with a gap": "Stimmig, mit einer Lücke",
  "{times, plural, one {Consistent, with a gap of {time} and {amount}} other {Consistent, with # gaps, {time} and {amount} in all}}":
    "{times, plural, one {Stimmig, mit einer Lücke von {time} und {amount}} other {Stimmig, mit # Lücken, zusammen {time} und {amount}}}",
  "Two devices claim to be this car": "Zwei Geräte geben sich als dieses Auto aus",
  "Still arriving": "Noch unterwegs",
  "Odometer consistent": "Kilometerstand stimmig",
  "Turned back by about {apart} since {since}": "Zurückgedreht um etwa {apart} seit {since}",
  "About {apart} more than the car can have driven": "Etwa {apart} mehr, als das Auto gefahren sein kann",
  "What the car shows, or its record, cannot be right.":
    "Was das Auto zeigt, oder seine Aufzeichnung, kann nicht stimmen.",
  "What the car shows now fits its record.": "Was das Auto jetzt zeigt, passt zu seiner Aufzeichnung.",
  "Nothing in the record speaks against this odometer.":
    "Nichts in der Aufzeichnung spricht gegen diesen Kilometerstand.",
  "Have a workshop look at the instrument cluster before you rely on this odometer.":
    "Lassen Sie eine Werkstatt das Kombiinstrument ansehen, bevor Sie sich auf diesen Kilometerstand verlassen.",
  "See below which readings contradict each other. If a workshop repaired or replaced the instrument cluster, it can sign a correction for you to accept.":
    "Sehen Sie unten, welche Messwerte einander widersprechen. Wenn eine Werkstatt das Kombiinstrument repariert oder getauscht hat, kann sie eine Korrektur signieren, die Sie annehmen.",
  "If the instrument cluster was replaced, a workshop can confirm it.":
    "Wenn das Kombiinstrument getauscht wurde, kann eine Werkstatt es bestätigen.",
  "The record does not allow a judgement.": "Die Aufzeichnung erlaubt kein Urteil.",
  "Look at the reasons and the record below.": "Sehen Sie sich die Gründe und die Aufzeichnung unten an.",
  "The car and this browser do not agree what time it is.":
    "Das Auto und dieser Browser sind sich über die Uhrzeit nicht einig.",
  "Set this device's clock and check again. If it is right, the car's is wrong.":
    "Stellen Sie die Uhr dieses Geräts, und prüfen Sie noch einmal. Wenn sie stimmt, geht die des Autos falsch.",
  "The car and its record tell two histories.": "Das Auto und seine Aufzeichnung erzählen zwei Verläufe.",
  "Do not rely on this odometer: the car's key may have been copied, or its record changed.":
    "Verlassen Sie sich nicht auf diesen Kilometerstand: Der Schlüssel des Autos kann kopiert worden sein, oder seine Aufzeichnung verändert.",
  "The record holds more than the car says it signed.":
    "Die Aufzeichnung enthält mehr, als das Auto nach eigenen Worten signiert hat.",
  "Do not rely on this odometer until a workshop has looked at the device: its storage was reset, or its key copied.":
    "Verlassen Sie sich nicht auf diesen Kilometerstand, bis eine Werkstatt das Gerät angesehen hat: Sein Speicher wurde zurückgesetzt, oder sein Schlüssel kopiert.",
  "The record does not reach the car's latest envelopes.":
    "Die Aufzeichnung reicht nicht bis zu den neuesten Umschlägen des Autos.",
  "Check again in some minutes. If the number does not shrink, the relay or the node keeps envelopes back.":
    "Prüfen Sie in einigen Minuten noch einmal. Wenn die Zahl nicht kleiner wird, hält das Relay oder der Knoten Umschläge zurück.",
  "Two histories were signed with this car's key.": "Mit dem Schlüssel dieses Autos wurden zwei Verläufe signiert.",
  "More readings will not change this. Ask the maker whether the device was copied or restored, and see the refusals below.":
    "Weitere Messwerte ändern das nicht. Fragen Sie den Hersteller, ob das Gerät kopiert oder wiederhergestellt wurde, und sehen Sie die Ablehnungen unten an.",
  "The device was in another car before.": "Das Gerät war vorher in einem anderen Auto.",
  "This record speaks of two cars. Ask for the record of the device that this car had before.":
    "Diese Aufzeichnung spricht von zwei Autos. Fragen Sie nach der Aufzeichnung des Geräts, das dieses Auto vorher hatte.",
  "There is another record for this car.": "Es gibt eine andere Aufzeichnung für dieses Auto.",
  "Look at both records: neither names the other as the one that it goes on from.":
    "Sehen Sie sich beide Aufzeichnungen an: Keine nennt die andere als die, aus der sie hervorgeht.",
  "A workshop read something else off the dial.": "Eine Werkstatt hat vom Tacho etwas anderes abgelesen.",
  "Have two other workshops read the dial, or ask the one that differs to read it again.":
    "Lassen Sie zwei andere Werkstätten den Tacho ablesen, oder bitten Sie die abweichende, ihn noch einmal abzulesen.",
  "Readings contradict each other, and nobody can say which are true.":
    "Messwerte widersprechen einander, und niemand kann sagen, welche wahr sind.",
  "Have the dial read: one workshop settles it, two if another has read the disputed value.":
    "Lassen Sie den Tacho ablesen: Eine Werkstatt klärt es, zwei, wenn eine andere den strittigen Wert abgelesen hat.",
  "The car's readings come too late to be relied on.":
    "Die Messwerte des Autos kommen zu spät, um sich auf sie zu verlassen.",
  "Have the device's clock and network looked at; then the covered period begins anew.":
    "Lassen Sie Uhr und Netz des Geräts ansehen; danach beginnt der beurteilte Zeitraum neu.",
  "The newest readings do not fit the ones before.": "Die neuesten Messwerte passen nicht zu denen davor.",
  "Check again after the next drive.": "Prüfen Sie nach der nächsten Fahrt noch einmal.",
  "There is not enough to judge by yet.": "Noch ist zu wenig da, um zu urteilen.",
  "Check again when the car has sent more readings: a judgement needs 30 days that nothing interrupts.":
    "Prüfen Sie noch einmal, wenn das Auto mehr Messwerte gesendet hat: Ein Urteil braucht 30 Tage, die nichts unterbricht.",
  "Check again when the car has sent more readings.":
    "Prüfen Sie noch einmal, wenn das Auto mehr Messwerte gesendet hat.",
  "What is in the record fits. Nothing is known of the time in which envelopes are missing: whoever sees the record may ask you about it.":
    "Was aufgezeichnet ist, passt. Von der Zeit, in der Umschläge fehlen, ist nichts bekannt: Wer die Aufzeichnung sieht, kann Sie danach fragen.",
  "What is in the record fits. Check again in some minutes to include what is on its way.":
    "Was aufgezeichnet ist, passt. Prüfen Sie in einigen Minuten noch einmal, um einzuschließen, was unterwegs ist.",
  "Every step of the covered period is plausible.": "Jeder Schritt des beurteilten Zeitraums ist plausibel.",
  "The record contradicts itself.": "Die Aufzeichnung widerspricht sich.",
  "key kept in software": "Schlüssel in Software",
  "key kept by the operating system": "Schlüssel beim Betriebssystem",
  "key in a secure element": "Schlüssel in einem sicheren Element",
  "key held by the maker": "Schlüssel beim Hersteller",
  Honest: "Ehrlich",
  "It tells the truth; a check should say that it is consistent.":
    "Es sagt die Wahrheit; eine Prüfung sollte sagen, dass es stimmig ist.",
  "Odometer turned back": "Kilometerstand zurückgedreht",
  "It shows less than it did; a check should say that it was turned back by about {apart}.":
    "Es zeigt weniger als zuvor; eine Prüfung sollte sagen, dass um etwa {apart} zurückgedreht wurde.",
  "Odometer blocked": "Kilometerzähler blockiert",
  "It drives on while the odometer stands still; a check should say so, with the distance that it drove.":
    "Es fährt weiter, während der Zähler stillsteht; eine Prüfung sollte es sagen, mit der gefahrenen Strecke.",
  "Old envelopes sent again": "Alte Umschläge noch einmal gesendet",
  "Each old envelope is recognised and counted once; the check should still say consistent.":
    "Jeder alte Umschlag wird erkannt und einmal gezählt; die Prüfung sollte weiterhin stimmig sagen.",
  "Envelopes with a wrong signature": "Umschläge mit falscher Signatur",
  "None of them enters the record; the check should still say consistent.":
    "Keiner davon kommt in die Aufzeichnung; die Prüfung sollte weiterhin stimmig sagen.",
  "Two histories under one number": "Zwei Verläufe unter einer Nummer",
  "The second history is kept as evidence; a check should say that two devices claim to be this car.":
    "Der zweite Verlauf wird als Beleg aufgehoben; eine Prüfung sollte sagen, dass sich zwei Geräte als dieses Auto ausgeben.",
  "Envelopes withheld": "Umschläge zurückgehalten",
  "The missing numbers are named in the record; what is there is still judged.":
    "Die fehlenden Nummern werden in der Aufzeichnung genannt; was da ist, wird trotzdem beurteilt.",
  "Key copied to a second device": "Schlüssel auf ein zweites Gerät kopiert",
  "Two devices sign for the same numbers; a check should say that two devices claim to be this car.":
    "Zwei Geräte signieren für dieselben Nummern; eine Prüfung sollte sagen, dass sich zwei Geräte als dieses Auto ausgeben.",
  "Storage lost, honestly": "Speicher verloren, ehrlich",
  "It goes on in a new session over a gap that the record names; a check should say consistent, with a gap.":
    "Es macht in einer neuen Sitzung über eine Lücke weiter, die die Aufzeichnung nennt; eine Prüfung sollte stimmig sagen, mit einer Lücke.",
  "Sent a second time. It was in the record already, so nothing was counted twice.":
    "Ein zweites Mal gesendet. Es war schon aufgezeichnet, also wurde nichts doppelt gezählt.",
  "It skipped envelopes that never arrived. The device has to send those, or say openly that they are lost.":
    "Er übersprang Umschläge, die nie ankamen. Das Gerät muss sie senden, oder offen sagen, dass sie verloren sind.",
  "Its number was used long ago. Refused.": "Seine Nummer wurde vor langer Zeit benutzt. Abgelehnt.",
  "It does not go on from the last envelope of the record. Refused.":
    "Er geht nicht aus dem letzten Umschlag der Aufzeichnung hervor. Abgelehnt.",
  "Another envelope with the same number was signed with this car's key. Kept as evidence of a copied key.":
    "Ein anderer Umschlag mit derselben Nummer wurde mit dem Schlüssel dieses Autos signiert. Aufgehoben als Beleg für einen kopierten Schlüssel.",
  "It was missing before a gap, and came late. It is in the history, and not judged.":
    "Er fehlte vor einer Lücke und kam spät. Er ist im Verlauf und wird nicht beurteilt.",
  "It was not signed with this car's key. Refused.": "Er war nicht mit dem Schlüssel dieses Autos signiert. Abgelehnt.",
  "It belongs to a session that is not open. Refused.": "Er gehört zu einer Sitzung, die nicht offen ist. Abgelehnt.",
  "It tried to open a session under a number that was used before. Refused.":
    "Er wollte eine Sitzung unter einer Nummer öffnen, die schon benutzt war. Abgelehnt.",
  "Its session holds no more envelopes; the device has to open a new one. Refused.":
    "Seine Sitzung fasst keine weiteren Umschläge; das Gerät muss eine neue öffnen. Abgelehnt.",
  "Somebody tried to register this device again. Its record was not touched.":
    "Jemand wollte dieses Gerät noch einmal anmelden. Seine Aufzeichnung blieb unberührt.",
  "It was sealed to a key of another application. Refused.":
    "Er war für den Schlüssel einer anderen Anwendung versiegelt. Abgelehnt.",
  "The key of its session is broken. Refused.": "Der Schlüssel seiner Sitzung ist kaputt. Abgelehnt.",
  "Its bytes are no envelope of this protocol. Refused.":
    "Seine Bytes sind kein Umschlag dieses Protokolls. Abgelehnt.",
  "It was larger than allowed. Refused.": "Er war größer als erlaubt. Abgelehnt.",
  "back-end failed": "Back-End ausgefallen",
  "back-end halted": "Back-End stehen geblieben",
  "took too many cycles": "brauchte zu viele Zyklen",
  "took too long": "brauchte zu lange",
  "too large": "zu groß",
  "worked through": "abgearbeitet",
  "claim computed, not yet sent": "Claim berechnet, noch nicht gesendet",
  "claim sent, not yet accepted": "Claim gesendet, noch nicht angenommen",
  "claim rejected: do not rely on it": "Claim abgelehnt: Verlassen Sie sich nicht darauf",
  waiting: "wartet",
  accepted: "angenommen",
  rejected: "abgelehnt",
  "open: still taking inputs": "offen: nimmt noch Eingaben an",
  "closed: being worked through": "geschlossen: wird abgearbeitet",
  "settled: claim accepted on chain": "endgültig: Claim auf der Blockchain angenommen",
} as const;
