/** German of the page's own words, and of the sentences that a code has. */

/** English to German; `{}` as in `german.ts`. */
export const GERMAN_FRAME: Readonly<Record<string, string>> = {
  // Codes of passes.
  "What the pass shows is not what its owner signed; ask for the link again.":
    "Was der Pass zeigt, ist nicht, was sein Halter unterschrieb; bitten Sie noch einmal um den Link.",
  "The record that the pass shows is another car's than the one that it names; do not rely on it.":
    "Der Pass zeigt die Aufzeichnung eines anderen Autos, als er nennt; verlassen Sie sich nicht darauf.",
  "The pass is dated later than now; check this device's clock.":
    "Der Pass beginnt später als jetzt; prüfen Sie die Uhr dieses Geräts.",
  "The pass has ended; ask its owner for a new one.": "Der Pass ist abgelaufen; bitten Sie um einen neuen.",
  "The keys of the pass do not open an envelope of the car's history; do not rely on it.":
    "Die Schlüssel des Passes öffnen einen Umschlag der Fahrten nicht; verlassen Sie sich nicht darauf.",
  "Judged by the published rules, the history says something else than the record; do not rely on it.":
    "Nach den veröffentlichten Regeln sagen die Fahrten etwas anderes als die Aufzeichnung; verlassen Sie sich nicht darauf.",
  "The pass leaves out envelopes between the first and the last that it opens; ask its owner for another.":
    "Der Pass lässt zwischen dem ersten und dem letzten Umschlag welche aus; bitten Sie um einen anderen.",
  "The record was taken over from another application: a pass cannot open its history.":
    "Die Aufzeichnung wurde aus einer anderen Anwendung übernommen: Ihre Fahrten kann ein Pass nicht öffnen.",
  "The rest of the pass stands.": "Der Rest des Passes gilt.",
  "The pass leaves out a field that every pass shows; ask its owner for another.":
    "Dem Pass fehlt ein Feld, das jeder zeigt; bitten Sie um einen anderen.",
  "The archive gave other bytes than the link names, or the link's key does not open them; ask for the link again.":
    "Das Archiv gab anderes, als der Link nennt, oder der Schlüssel des Links öffnet es nicht; bitten Sie noch einmal um den Link.",
  "The text is no link of a pass; copy or scan the whole of it.":
    "Der Text ist kein Link eines Passes; kopieren oder scannen Sie ihn ganz.",
  "The bytes are no pass of this version; copy or scan the whole link.":
    "Das ist kein Pass dieser Version; kopieren oder scannen Sie den ganzen Link.",
  "Whoever signed the pass is not the owner of the car whose record it shows; do not rely on it.":
    "Unterschrieben hat nicht der Halter des Autos, dessen Aufzeichnung der Pass zeigt; verlassen Sie sich nicht darauf.",
  "The pass ends before it begins or more than 366 days later; ask its owner for another.":
    "Der Pass endet vor seinem Beginn oder mehr als 366 Tage danach; bitten Sie um einen anderen.",
  "The signature is not that of whoever the pass names, for this application; do not rely on it.":
    "Die Unterschrift ist nicht von dem, den der Pass nennt, für diese Anwendung; verlassen Sie sich nicht darauf.",
  "The last four characters of the VIN are not those of the record; do not rely on them.":
    "Die letzten vier Zeichen der Fahrgestellnummer sind nicht die der Aufzeichnung; verlassen Sie sich nicht darauf.",
  // Codes of the check.
  "This application has ended; ask for a pass of its successor.":
    "Diese Anwendung hat geendet; bitten Sie um einen Pass ihrer Nachfolgerin.",
  "The chain has no contract at the application's address; check chain and address.":
    "An der Adresse der Anwendung steht kein Vertrag; prüfen Sie Kette und Adresse.",
  "A node is of another chain than the application's; name another.":
    "Ein Knoten gehört zu einer anderen Kette; nennen Sie einen anderen.",
  "No node of the chain was named, so nothing could be asked of it; name one.":
    "Kein Knoten der Blockchain wurde genannt; nennen Sie einen.",
  "No accepted claim was found in the latest 200 000 blocks; name another node of the chain.":
    "In den letzten 200 000 Blöcken wurde kein angenommener Stand gefunden; nennen Sie einen anderen Knoten.",
  "The node's answer does not hold by its own proof; name another node.":
    "Die Antwort des Knotens hält seinem eigenen Beweis nicht stand; nennen Sie einen anderen.",
  "The node's newest state is not accepted on the chain yet; check again after the next claim.":
    "Der neueste Stand des Knotens ist auf der Blockchain noch nicht angenommen; prüfen Sie später noch einmal.",
  "The history is too long for a pass' reader, or the archive gives too much or takes too long; name another archive.":
    "Die Fahrten sind zu lang, oder das Archiv gibt zu viel oder braucht zu lange; nennen Sie ein anderes.",
  "The car says less than the pass; do not rely on the pass before a workshop has looked at it.":
    "Das Auto sagt weniger als der Pass; verlassen Sie sich nicht darauf, bevor eine Werkstatt nachgesehen hat.",
  "The car and this machine do not agree what time it is; set the clock and ask again.":
    "Auto und Gerät sind sich über die Zeit nicht einig; stellen Sie die Uhr und fragen Sie noch einmal.",
  "The car and the pass tell two histories; do not rely on the pass.":
    "Auto und Pass erzählen zwei Geschichten; verlassen Sie sich nicht auf den Pass.",
  "The car shows more than it can have driven since the pass's state; ask what happened.":
    "Das Auto zeigt mehr, als es seit dem Pass gefahren sein kann; fragen Sie nach.",
  "No node or archive was named, so nobody was asked what came after the pass; name them.":
    "Weder Knoten noch Archiv wurden genannt; niemand wurde gefragt, was nach dem Pass kam.",
  "The car has another owner since; ask the new owner for a pass.":
    "Das Auto hat seither einen anderen Halter; bitten Sie diesen um einen Pass.",
  "Its owner has withdrawn the pass; ask for a new one.":
    "Der Halter hat den Pass zurückgezogen; bitten Sie um einen neuen.",
  "The chain has not accepted the state that the pass shows; do not rely on it.":
    "Die Blockchain hat den Stand des Passes nicht angenommen; verlassen Sie sich nicht darauf.",
  "The chain has not accepted the state that the pass shows yet; check again after the next claim.":
    "Die Blockchain hat den Stand des Passes noch nicht angenommen; prüfen Sie später noch einmal.",
  "One node of the chain was asked alone; name a second to compare.":
    "Nur ein Knoten der Blockchain wurde gefragt; nennen Sie einen zweiten zum Vergleich.",
  "Two nodes of the chain contradict each other; name one that you trust.":
    "Zwei Knoten der Blockchain widersprechen sich; nennen Sie einen, dem Sie trauen.",
  "The record has gone on since the pass; ask for a new one.":
    "Die Aufzeichnung ist seit dem Pass weitergegangen; bitten Sie um einen neuen.",
  "What the archive shows does not lead to the record's head; name another archive.":
    "Was das Archiv zeigt, führt nicht zum Stand der Aufzeichnung; nennen Sie ein anderes.",
  // Codes of a history.
  "The items do not come to the record's accumulator: a block time, a number or evidence is another.":
    "Die Einträge ergeben nicht, was die Aufzeichnung beweist: Eine Zeit, eine Nummer oder ein Hinweis ist anders.",
  "Ask another archive.": "Fragen Sie ein anderes Archiv.",
  "The archive has fewer items than the record proves: it is behind, or hides them.":
    "Das Archiv hat weniger Einträge, als die Aufzeichnung beweist: Es ist im Rückstand oder verbirgt sie.",
  "An item between two others is missing, or they are out of order; ask another archive.":
    "Zwischen zwei Einträgen fehlt einer, oder sie sind vertauscht; fragen Sie ein anderes Archiv.",
  "An item is not what the device signed, or does not go on from those before; ask another archive.":
    "Ein Eintrag ist nicht, was das Gerät unterschrieb, oder folgt nicht auf die davor; fragen Sie ein anderes Archiv.",
  "A tile is of another device, or of another of its registrations; ask another archive.":
    "Ein Stück gehört zu einem anderen Gerät oder einer anderen Anmeldung; fragen Sie ein anderes Archiv.",
  "The bytes are no tile; ask another archive.": "Das ist kein Stück einer Geschichte; fragen Sie ein anderes Archiv.",
  "A tile is missing, or the tiles are out of order; fetch them from the first on.":
    "Ein Stück fehlt, oder sie sind vertauscht; fragen Sie ein anderes Archiv.",
  // The frame.
  "Checked by this browser, {}": "Von diesem Browser geprüft, {}",
  "How sure it is": "Wie sicher das ist",
  "Proven on the chain": "Auf der Blockchain bewiesen",
  ": yes": ": ja",
  ": no": ": nein",
  "Compare with the windscreen: VIN ": "Vergleichen Sie mit der Windschutzscheibe: ",
  Matches: "Stimmt überein",
  "Does not match": "Stimmt nicht",
  "Good: this pass is of the car before you, as far as four characters say it.":
    "Gut: Der Pass gehört zu dem Auto vor Ihnen, soweit vier Zeichen das sagen.",
  "Then this pass is of another car.": "Dann gehört der Pass zu einem anderen Auto.",
  "Do not rely on it for this one.": "Verlassen Sie sich für dieses nicht darauf.",
  "A car that the pass does not name": "Ein Auto, das der Pass nicht nennt",
  "The car": "Das Auto",
  Odometer: "Kilometerstand",
  "The pass does not show the odometer.": "Der Pass zeigt den Kilometerstand nicht.",
  "As of {}, over the car's life.": "Stand {}, über das Leben des Autos.",
  "As of {}, as the odometer shows it since it was turned back.":
    "Stand {}, wie der Tacho ihn zeigt, seit er zurückgedreht wurde.",
  "As of {}, as the odometer shows it, which stood still.": "Stand {}, wie der Tacho ihn zeigt, der stillstand.",
  "Whoever signed the pass says so; it is not proven.": "Das sagt, wer den Pass unterschrieb; bewiesen ist es nicht.",
  "Ask the car now": "Jetzt das Auto fragen",
  "What is not proven": "Was nicht bewiesen ist",
  "This does not prove": "Das beweist nicht",
  "that the sensor told the truth before the device signed: only that what it said is consistent, and was not rewritten.":
    "dass der Sensor die Wahrheit sagte, bevor das Gerät unterschrieb: nur, dass es stimmig ist und nicht umgeschrieben wurde.",
  "who is standing before you: a pass can be handed on.": "wer vor Ihnen steht: Ein Pass lässt sich weitergeben.",
  "that the device is in this car: the pass shows nothing of the VIN, so ask the car now.":
    "dass das Gerät in diesem Auto ist: Der Pass zeigt nichts von der Fahrgestellnummer; fragen Sie jetzt das Auto.",
  "that the device is in this car: compare the end of the VIN, and ask the car now.":
    "dass das Gerät in diesem Auto ist: Vergleichen Sie das Ende der Fahrgestellnummer, und fragen Sie jetzt das Auto.",
  "what time the verdict covers: the pass does not show the period.":
    "über welche Zeit das Urteil spricht: Der Pass zeigt den Zeitraum nicht.",
  "more than the application's validators decided: the contract that counts their word stands under “Accepted on the chain”.":
    "mehr, als die Validatoren der Anwendung entschieden: Der Vertrag, der ihr Wort zählt, steht unter „Auf der Blockchain angenommen“.",
  For: "Für",
  Purpose: "Zweck",
  Issued: "Ausgestellt",
  Ends: "Endet",
  "The verdict covers": "Das Urteil gilt für",
  Device: "Gerät",
  "nobody named": "niemand genannt",
  "none given": "keiner genannt",
  "The owner's words": "Die Worte des Halters",
  "What the owner says": "Was der Halter sagt",
  "The record": "Die Aufzeichnung",
  Reasons: "Gründe",
  "What the record says": "Was die Aufzeichnung sagt",
  Steps: "Schritte",
  "How it was checked": "Wie geprüft wurde",
  "How it is checked": "Wie geprüft wird",
  "Checking …": "Wird geprüft …",
  "Step {} of {}": "Schritt {} von {}",
  "Nothing of the pass leaves this browser.": "Nichts vom Pass verlässt diesen Browser.",
  "Asked again in {} s; waiting for {} s so far.": "In {} s wird noch einmal gefragt; bisher {} s gewartet.",
  "This page failed: {}.": "Diese Seite ist gescheitert: {}.",
  "Reload it.": "Laden Sie sie neu.",
  // The history.
  History: "Fahrten",
  "The odometer over time": "Der Kilometerstand über die Zeit",
  "The same as a table": "Dasselbe als Tabelle",
  When: "Wann",
  What: "Was",
  "The first reading that the pass opens": "Die erste Ablesung, die der Pass öffnet",
  "The last reading that the pass opens": "Die letzte Ablesung, die der Pass öffnet",
  "The odometer shows {} less than before": "Der Tacho zeigt {} weniger als zuvor",
  "Envelopes are missing: {}, {}": "Umschläge fehlen: {}, {}",
  "From {} on {} to {} on {}; no fall.": "Von {} am {} bis {} am {}; kein Rückgang.",
  "From {} on {} to {} on {}; falls: {}.": "Von {} am {} bis {} am {}; Rückgänge: {}.",
  // The foot.
  "Print or save as PDF": "Drucken oder als PDF sichern",
  "Verify offline": "Ohne Verbindung prüfen",
  "One file that works from disk.": "Eine Datei, die ohne Server läuft.",
  "Its SHA-256 is in ": "Ihr SHA-256 steht in ",
  "; whoever builds it from the sources gets the same bytes.":
    "; wer sie aus den Quellen baut, bekommt dieselben Bytes.",
  "Whom this page asks": "Wen diese Seite fragt",
  "For application {} on chain {}.": "Für die Anwendung {} auf Kette {}.",
  "not named": "nicht genannt",
  "Language and distances": "Sprache und Strecken",
  Language: "Sprache",
  Distances: "Strecken",
  kilometres: "Kilometer",
  miles: "Meilen",
  "Node of the chain (JSON-RPC)": "Knoten der Blockchain (JSON-RPC)",
  "the one behind this page's server": "der hinter dem Server dieser Seite",
  "Second node, to compare": "Zweiter Knoten, zum Vergleich",
  none: "keiner",
  Archive: "Archiv",
  "Rollup node, queries": "Rollup-Knoten, Fragen",
  "Rollup node, JSON-RPC": "Rollup-Knoten, JSON-RPC",
  "Chain id": "Nummer der Kette",
  Application: "Anwendung",
  "Chain id: a whole number, such as 1.": "Nummer der Kette: eine ganze Zahl wie 1.",
  "Application: 0x and 40 hexadecimal digits.": "Anwendung: 0x und 40 hexadezimale Ziffern.",
  "Node of the chain (JSON-RPC): name one, from whom you trust.":
    "Knoten der Blockchain (JSON-RPC): Nennen Sie einen, dem Sie trauen.",
  "{}: an address begins with https://, or is on this machine.":
    "{}: Eine Adresse beginnt mit https:// oder ist auf diesem Gerät.",
  "Check again": "Noch einmal prüfen",
  "Link of a pass": "Link eines Passes",
  Check: "Prüfen",
  "No pass in this address": "Kein Pass in dieser Adresse",
  "Open the whole link that you were given, or paste it here.":
    "Öffnen Sie den ganzen Link, den Sie bekamen, oder fügen Sie ihn hier ein.",
  "It stays in this browser.": "Er bleibt in diesem Browser.",
  "Which application?": "Welche Anwendung?",
  "A pass does not say for itself which application it may be believed for.":
    "Ein Pass sagt nicht selbst, für welche Anwendung man ihm glauben darf.",
  "Name the chain and the application that you trust, and a node of the chain.":
    "Nennen Sie die Kette und die Anwendung, denen Sie trauen, und einen Knoten der Kette.",
};
