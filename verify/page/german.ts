/**
 * The page's German: each English text beside its German one. `{}` stands for a date, a number, a name or another text of the list; what
 * is not in the list is shown in English. A test asks for every text that the page and the verifier have.
 */

/** English to German; the `{}` of both are in one order. */
export const GERMAN: Readonly<Record<string, string>> = {
  // Outcomes.
  "Odometer consistent": "Kilometerstand stimmig",
  "Consistent, with a gap": "Stimmig, mit einer Lücke",
  "Consistent, with a gap of {} and {}": "Stimmig, mit einer Lücke von {} und {}",
  "Consistent, with gaps of {} and {}": "Stimmig, mit Lücken von {} und {}",
  "{} on {}": "{} am {}",
  "Turned back on {}": "Zurückgedreht am {}",
  "Turned back by {} on {}": "Zurückgedreht um {} am {}",
  "The odometer stood still, found on {}": "Der Zähler stand still, gefunden am {}",
  "More than a car can drive, on {}": "Mehr, als ein Auto fahren kann, am {}",
  "Two devices claim to be this car": "Zwei Geräte geben sich für dieses Auto aus",
  "Not enough to say": "Zu wenig, um etwas zu sagen",
  "Still arriving": "Noch unterwegs",
  "The record contradicts itself": "Die Aufzeichnung widerspricht sich",
  "The record contradicts itself.": "Die Aufzeichnung widerspricht sich.",
  "The record does not allow a judgement.": "Die Aufzeichnung erlaubt kein Urteil.",
  "Every step of the covered period is plausible.": "Jeder Schritt des erfassten Zeitraums ist plausibel.",
  "Do not rely on this odometer before owner and maker have said which is right.":
    "Verlassen Sie sich nicht auf diesen Kilometerstand, bevor Halter und Hersteller gesagt haben, was stimmt.",
  "The maker revoked the car's device on {}.": "Der Hersteller hat das Gerät des Autos am {} widerrufen.",
  "The car is in quarantine until {}: its administrators, or a rule, doubt its device.":
    "Das Auto ist bis {} in Quarantäne: Verwalter oder eine Regel zweifeln an seinem Gerät.",
  "This is not a whole pass": "Das ist kein ganzer Pass",
  "This pass was changed after it was issued": "Dieser Pass wurde nach der Ausstellung verändert",
  "Do not rely on it.": "Verlassen Sie sich nicht darauf.",
  "Do not rely on this pass": "Verlassen Sie sich nicht auf diesen Pass",
  "This pass has expired": "Dieser Pass ist abgelaufen",
  "This pass is not in force": "Dieser Pass gilt nicht",
  "This pass was withdrawn": "Dieser Pass wurde zurückgezogen",
  "The car has another owner now": "Das Auto gehört jetzt jemand anderem",
  "Another car answered": "Ein anderes Auto hat geantwortet",
  "The car and this pass do not agree": "Auto und Pass widersprechen sich",
  "There is no pass to look at.": "Es ist kein Pass da.",
  "Whoever signed it says: {}. Whether the chain has accepted that could not be asked.":
    "Wer ihn unterschrieben hat, sagt: {}. Ob die Blockchain das angenommen hat, konnte nicht gefragt werden.",
  "odometer consistent": "Kilometerstand stimmig",
  "consistent, with a gap": "stimmig, mit einer Lücke",
  "consistent, with a gap of {} and {}": "stimmig, mit einer Lücke von {} und {}",
  "consistent, with gaps of {} and {}": "stimmig, mit Lücken von {} und {}",
  // Measures.
  "about {}": "etwa {}",
  "{} days": "{} Tage",
  "1 hour": "1 Stunde",
  "{} hours": "{} Stunden",
  "less than an hour": "weniger als eine Stunde",
  "{} to {}": "{} bis {}",
  "{} to {} km": "{} bis {} km",
  "{} to {} mi": "{} bis {} mi",
  // Steps and how they ended.
  "The pass is whole": "Der Pass ist vollständig",
  "Signed by the owner": "Vom Halter unterschrieben",
  "One record, of this car": "Eine Aufzeichnung, und zwar dieses Autos",
  "The end of the VIN": "Das Ende der Fahrgestellnummer",
  "In force today": "Heute gültig",
  "Accepted on the chain": "Auf der Blockchain angenommen",
  "Two nodes of the chain agree": "Zwei Knoten der Blockchain sind sich einig",
  "The newest state of the car": "Der neueste Stand des Autos",
  "Not withdrawn, same owner": "Nicht zurückgezogen, selber Halter",
  "The history behind it": "Die Fahrten dahinter",
  "The car itself, now": "Das Auto selbst, jetzt",
  holds: "stimmt",
  "holds, a newer one exists": "stimmt, ein neuerer Stand besteht",
  "not known yet": "noch nicht bekannt",
  fails: "stimmt nicht",
  "not asked": "nicht gefragt",
  "being asked": "wird gefragt",
  "Nothing of the pass was changed, added or left out since it was signed.":
    "Seit der Unterschrift wurde am Pass nichts verändert, ergänzt oder weggelassen.",
  "Whoever the pass names signed it, for this application.":
    "Unterschrieben hat, wen der Pass nennt, und zwar für diese Anwendung.",
  "The fields are of one record, of this car and of the owner whom the pass names.":
    "Die Felder gehören zu einer Aufzeichnung, zu diesem Auto und zu dem Halter, den der Pass nennt.",
  "Whether the chain has accepted the state that the pass leads to was not asked.":
    "Ob die Blockchain den Stand des Passes angenommen hat, wurde nicht gefragt.",
  "The pass is not whole, so this was not asked.": "Der Pass ist nicht vollständig; das wurde nicht gefragt.",
  "The pass shows nothing of the VIN.": "Der Pass zeigt nichts von der Fahrgestellnummer.",
  "The record's VIN ends with {}; compare it with the car's.":
    "Die Fahrgestellnummer der Aufzeichnung endet mit {}; vergleichen Sie sie mit der am Auto.",
  "The pass has begun, and has not ended.": "Der Pass gilt schon und noch.",
  "This was not asked, because an earlier step fails or could not be asked.":
    "Das wurde nicht gefragt, weil ein Schritt davor nicht stimmt oder nicht gefragt werden konnte.",
  "The application's contract accepted the state that the pass shows.":
    "Der Vertrag der Anwendung hat den Stand angenommen, den der Pass zeigt.",
  "{} say the same, at block {}.": "{} sagen dasselbe, bei Block {}.",
  "{} and {}": "{} und {}",
  "No later state is under any accepted claim.": "Kein späterer Stand ist angenommen.",
  "Nothing was accepted after it: it was not withdrawn, and the car has the same owner.":
    "Danach wurde nichts angenommen: Er wurde nicht zurückgezogen, und das Auto hat denselben Halter.",
  "This is the state of {}; newer ones exist, and nobody was asked whether they concern this car.":
    "Das ist der Stand vom {}; es gibt neuere, und niemand wurde gefragt, ob sie dieses Auto betreffen.",
  "This is the state of {}; the record has 1 newer item.":
    "Das ist der Stand vom {}; die Aufzeichnung hat 1 neueren Eintrag.",
  "This is the state of {}; the record has {} newer items.":
    "Das ist der Stand vom {}; die Aufzeichnung hat {} neuere Einträge.",
  "The node answers from a state that newer claims have left behind; name another.":
    "Der Knoten antwortet aus einem überholten Stand; nennen Sie einen anderen.",
  "Nothing was added to this car's record since.": "Seither kam zur Aufzeichnung dieses Autos nichts hinzu.",
  "It was not withdrawn, and the car has the same owner.":
    "Er wurde nicht zurückgezogen, und das Auto hat denselben Halter.",
  "The node says that nothing was added to this car's record since.":
    "Der Knoten sagt, dass seither zur Aufzeichnung dieses Autos nichts hinzukam.",
  "The node says that it was not withdrawn.": "Der Knoten sagt, dass er nicht zurückgezogen wurde.",
  "Since then it was not withdrawn, and the car has the same owner.":
    "Seither wurde er nicht zurückgezogen, und das Auto hat denselben Halter.",
  "Its owner withdrew it on {}; ask for a new one.":
    "Der Halter hat ihn am {} zurückgezogen; bitten Sie um einen neuen.",
  "The car got another owner on {}; ask the new owner for a pass.":
    "Das Auto bekam am {} einen anderen Halter; bitten Sie diesen um einen Pass.",
  "The pass opens the car's history, and no archive was named that has it; name one.":
    "Der Pass öffnet die Fahrten des Autos, und kein Archiv wurde genannt, das sie hat; nennen Sie eines.",
  "All {} envelopes are there, in order, signed by the device, and opened by the pass.":
    "Alle {} Umschläge sind da, in ihrer Folge, vom Gerät unterschrieben und vom Pass geöffnet.",
  "All 1 envelope are there, in order, signed by the device, and opened by the pass.":
    "Der eine Umschlag ist da, vom Gerät unterschrieben und vom Pass geöffnet.",
  "Envelopes {} to {} are there, in order, signed by the device, and opened by the pass.":
    "Die Umschläge {} bis {} sind da, in ihrer Folge, vom Gerät unterschrieben und vom Pass geöffnet.",
  "Numbers are missing in {} places between them.": "An {} Stellen dazwischen fehlen Nummern.",
  "Numbers are missing in 1 place between them.": "An 1 Stelle dazwischen fehlen Nummern.",
  "Judged again here, they come to the record's verdict.":
    "Hier noch einmal beurteilt, ergeben sie das Urteil der Aufzeichnung.",
  "They were not judged to the record's verdict: {}.":
    "Bis zum Urteil der Aufzeichnung wurden sie nicht beurteilt: {}.",
  "the pass opens a part of the history": "der Pass öffnet nur einen Teil",
  "the judge weighs fuel and hours too, and the pass does not open them":
    "das Urteil wägt auch Kraftstoff und Stunden, und die öffnet der Pass nicht",
  "workshops wrote on the record, sealed to the application":
    "Werkstätten haben in die Aufzeichnung geschrieben, für die Anwendung versiegelt",
  "the record has evidence that no envelope shows": "die Aufzeichnung hat Hinweise, die in keinem Umschlag stehen",
  "What the archive at {} gave is not this car's history, at item {}.":
    "Was das Archiv bei {} gab, sind nicht die Fahrten dieses Autos, bei Eintrag {}.",
  "It is envelope {}.": "Es ist Umschlag {}.",
  "What reads histories could not be fetched; reload.":
    "Der Teil der Seite, der Fahrten liest, war nicht zu laden; laden Sie neu.",
  // What parts answer.
  "An archive keeps this pass, and none was named; name one.":
    "Ein Archiv bewahrt diesen Pass, und keines wurde genannt; nennen Sie eines.",
  "The archive no longer keeps this pass; ask for a new link.":
    "Das Archiv hat diesen Pass nicht mehr; bitten Sie um einen neuen Link.",
  "The archive at {} does not answer, or not as an archive does; name another.":
    "Das Archiv bei {} antwortet nicht, oder nicht wie ein Archiv; nennen Sie ein anderes.",
  "The archive at {} takes too long; name another.": "Das Archiv bei {} braucht zu lange; nennen Sie ein anderes.",
  "The node at {} gave no answer about {}; try again, or name another.":
    "Der Knoten bei {} gab keine Antwort zu {}; versuchen Sie es noch einmal oder nennen Sie einen anderen.",
  "What the node at {} says of {} is not what its own proof shows; name another.":
    "Was der Knoten bei {} von {} sagt, ist nicht, was sein eigener Beweis zeigt; nennen Sie einen anderen.",
  "this car": "diesem Auto",
  "the application": "der Anwendung",
  "No node proved whether the application has ended since.":
    "Kein Knoten hat bewiesen, ob die Anwendung seither geendet hat.",
  "The {} at {} does not answer, or declines; try again, or name another.":
    "Der {} bei {} antwortet nicht oder lehnt ab; versuchen Sie es noch einmal oder nennen Sie einen anderen.",
  "node of the chain": "Knoten der Blockchain",
  "rollup node": "Rollup-Knoten",
  "What {} answers is not of the application's contract; name another node.":
    "Was {} antwortet, ist nicht vom Vertrag der Anwendung; nennen Sie einen anderen Knoten.",
  "{} is a node of chain {}, but the application is on chain {}; name another.":
    "{} ist ein Knoten der Kette {}, die Anwendung aber auf Kette {}; nennen Sie einen anderen.",
  "{} knows no contract at the application's address.": "{} kennt keinen Vertrag an der Adresse der Anwendung.",
  "Two nodes of the chain contradict each other about {}: {}.":
    "Zwei Knoten der Blockchain widersprechen sich über {}: {}.",
  "how far the chain is": "wie weit die Kette ist",
  "which contract decides": "welcher Vertrag entscheidet",
  "which claim is the newest": "welcher Stand der neueste ist",
  "whether the state was accepted": "ob der Stand angenommen wurde",
  "One of them does not tell the truth.": "Einer von ihnen sagt nicht die Wahrheit.",
  "No node of the chain was named to be asked.": "Kein Knoten der Blockchain wurde genannt.",
  // The car.
  "What answered is not this car: its signature does not match the key in the record.":
    "Was antwortete, ist nicht dieses Auto: Die Unterschrift passt nicht zum Schlüssel in der Aufzeichnung.",
  "Do not rely on the value.": "Verlassen Sie sich nicht auf den Wert.",
  "The car does not answer; check that it is in reach and try again.":
    "Das Auto antwortet nicht; prüfen Sie, ob es in Reichweite ist, und versuchen Sie es noch einmal.",
  "The car says that it signed up to no. {}, but the pass shows no. {}: the car forgot, or something else signs with its key.":
    "Das Auto sagt, es habe bis Nr. {} unterschrieben, der Pass aber zeigt Nr. {}: Das Auto hat vergessen, oder etwas anderes unterschreibt mit seinem Schlüssel.",
  "The car and the pass both end at no. {}, but with different envelopes: one of them is not the car's history.":
    "Auto und Pass enden beide bei Nr. {}, aber mit verschiedenen Umschlägen: Eines von beiden sind nicht die Fahrten des Autos.",
  "The car's clock is {} minutes ahead: it is wrong, or this machine's is, or the value is not of this minute.":
    "Die Uhr des Autos geht {} Minuten vor: Sie ist falsch, oder die dieses Geräts, oder der Wert ist nicht von dieser Minute.",
  "The car's clock is {} minutes behind: it is wrong, or this machine's is, or the value is not of this minute.":
    "Die Uhr des Autos geht {} Minuten nach: Sie ist falsch, oder die dieses Geräts, oder der Wert ist nicht von dieser Minute.",
  "The car signed {} just now.": "Das Auto hat soeben {} unterschrieben.",
  "The pass does not show a value to compare it with.": "Der Pass zeigt keinen Wert zum Vergleich.",
  "The car shows {} less than the {} of the pass.": "Das Auto zeigt {} weniger als die {} des Passes.",
  "The car shows {} more than the pass: more than it can have driven since.":
    "Das Auto zeigt {} mehr als der Pass: mehr, als es seither gefahren sein kann.",
  "The car shows the same {} as the pass.": "Das Auto zeigt dieselben {} wie der Pass.",
  "The car shows {} now: {} more than the pass, which it can have driven since.":
    "Das Auto zeigt jetzt {}: {} mehr als der Pass, und so viel kann es seither gefahren sein.",
  // Reasons.
  "The odometer was turned back by {} on {}.": "Der Kilometerstand wurde am {2} um {1} zurückgedreht.",
  "A correction by a workshop and the owner explains it.": "Eine Korrektur von Werkstatt und Halter erklärt es.",
  "On {} the odometer counted {} more than a car can drive in {}.":
    "Am {} zählte der Tacho {} mehr, als ein Auto in {} fahren kann.",
  "an hour": "einer Stunde",
  "a day": "einem Tag",
  "a week": "einer Woche",
  "a month": "einem Monat",
  "a year": "einem Jahr",
  "A new instrument cluster explains it.": "Ein neues Kombiinstrument erklärt es.",
  "The car drove on while its odometer stood still: {} too little, found on {}.":
    "Das Auto fuhr weiter, während der Zähler stand: {} zu wenig, gefunden am {}.",
  "The covered period is {} long; a judgement needs 30 days.":
    "Der erfasste Zeitraum dauert {}; ein Urteil braucht 30 Tage.",
  "There are too few readings to judge: a judgement needs 30 in the covered period.":
    "Es gibt zu wenige Ablesungen für ein Urteil: Es braucht 30 im erfassten Zeitraum.",
  "Some envelopes are missing, found on {}: {} and {} lie over them.":
    "Einige Umschläge fehlen, gefunden am {}: Über ihnen liegen {} und {}.",
  "Nothing is known of {} from {}; the car drove {} meanwhile.":
    "Über {} ab dem {} ist nichts bekannt; das Auto fuhr in der Zeit {}.",
  "A reading on {} was no place of the car, {} off; it does not count.":
    "Eine Ablesung vom {} kann nicht stimmen, {} daneben; sie zählt nicht.",
  "Readings on {} contradict each other by {}, and nobody can say which are true.":
    "Ablesungen vom {} widersprechen sich um {}, und niemand kann sagen, welche stimmen.",
  "The dial was read since.": "Seither wurde der Tacho abgelesen.",
  "The newest readings, from {} on, are {} off; the next ones decide.":
    "Die neuesten Ablesungen, ab dem {}, weichen um {} ab; die nächsten entscheiden.",
  "The odometer lost {} on {}, as some electronics do.": "Der Tacho verlor am {2} {1}, wie manche Elektronik es tut.",
  "The odometer counts more than the car's other source of distance, by {} so far.":
    "Der Tacho zählt mehr als die andere Wegmessung des Autos, bisher {}.",
  "The instrument cluster was replaced on {}; it differs by {}, and the distance is over the car's life.":
    "Das Kombiinstrument wurde am {} ersetzt; es weicht um {} ab, und die Strecke gilt über das Leben des Autos.",
  "The device's clock was behind, or its readings were held back, from before {}.":
    "Die Uhr des Geräts ging nach, oder seine Ablesungen wurden zurückgehalten, von vor dem {}.",
  "It is right again.": "Sie stimmt wieder.",
  "A workshop read {} more or less off the dial on {}.":
    "Eine Werkstatt las am {2} {1} mehr oder weniger vom Tacho ab.",
  "It withdrew that, or others read what the device shows.":
    "Sie hat das zurückgenommen, oder andere lasen, was das Gerät zeigt.",
  "A workshop whose doubt was closed read something else off the dial again on {}, by {}; nobody else did.":
    "Eine Werkstatt, deren Zweifel erledigt war, las am {} wieder etwas anderes ab, um {}; sonst niemand.",
  "Not all of it: {} of {} are open.": "Nicht alles: {} von {} sind offen.",
  "It was corrected or settled since.": "Das wurde seither korrigiert oder geklärt.",
  "Found on {}.": "Gefunden am {}.",
  "First on {}.": "Zuerst am {}.",
  "The odometer shows less than it did before.": "Der Tacho zeigt weniger als zuvor.",
  "More distance in the time than a car can drive.": "Mehr Strecke in der Zeit, als ein Auto fahren kann.",
  "More distance in a day than a car can drive.": "Mehr Strecke an einem Tag, als ein Auto fahren kann.",
  "More distance in a week than a car can drive.": "Mehr Strecke in einer Woche, als ein Auto fahren kann.",
  "More distance in a month than a car can drive.": "Mehr Strecke in einem Monat, als ein Auto fahren kann.",
  "More distance in a year than a car can drive.": "Mehr Strecke in einem Jahr, als ein Auto fahren kann.",
  "The device's clock ran back; the blocks' times were taken instead.":
    "Die Uhr des Geräts lief zurück; es gelten die Zeiten der Blöcke.",
  "There are too few readings to judge.": "Es gibt zu wenige Ablesungen für ein Urteil.",
  "Some envelopes are missing; hours and distance over them are named.":
    "Einige Umschläge fehlen; Stunden und Strecke darüber sind genannt.",
  "Two different envelopes go on from one; somebody may hold a copy of this car's key.":
    "Zwei verschiedene Umschläge folgen auf einen; jemand hat vielleicht eine Kopie des Schlüssels.",
  "An authentic envelope could not be read.": "Ein echter Umschlag war nicht zu lesen.",
  "The car drove on while its odometer stood still.": "Das Auto fuhr weiter, während der Zähler stand.",
  "The device's clock ran ahead; the blocks' times were taken instead.":
    "Die Uhr des Geräts ging vor; es gelten die Zeiten der Blöcke.",
  "The device's clock allows less distance than was driven; the blocks' times do, and were taken instead.":
    "Nach der Uhr des Geräts passt die Strecke nicht in die Zeit, nach den Blöcken schon; deren Zeiten gelten.",
  "The device's clock is far behind the blocks that carry its readings.":
    "Die Uhr des Geräts geht weit nach gegenüber den Blöcken mit seinen Ablesungen.",
  "Single readings that cannot be true were left out.": "Einzelne Ablesungen, die nicht stimmen können, zählen nicht.",
  "Two readings contradict each other and either can be true; a dial reading decides.":
    "Zwei Ablesungen widersprechen sich, und jede kann stimmen; ein Blick auf den Tacho entscheidet.",
  "The last readings contradict the history; the next ones decide.":
    "Die letzten Ablesungen widersprechen dem Früheren; die nächsten entscheiden.",
  "The sensor sends too many readings that cannot be true.": "Der Sensor sendet zu viel, das nicht stimmen kann.",
  "The odometer lost a few kilometres, as some electronics do.":
    "Der Tacho verlor ein paar Kilometer, wie manche Elektronik es tut.",
  "The counter began again at zero after its highest value.": "Der Zähler begann nach seinem höchsten Wert bei null.",
  "Fuel, energy, hours or speed say that the car was in use while its odometer stood.":
    "Kraftstoff, Energie, Stunden oder Tempo sagen, dass das Auto fuhr, während der Tacho stand.",
  "The odometer counts more than the car's other source of distance.":
    "Der Tacho zählt mehr als die andere Wegmessung des Autos.",
  "There was a long silence; the covered period begins after it.":
    "Es gab eine lange Stille; der erfasste Zeitraum beginnt danach.",
  "Envelopes that were missing came late; they are kept and not judged.":
    "Fehlende Umschläge kamen spät; sie sind bewahrt und nicht beurteilt.",
  "The covered period is too short to judge.": "Der erfasste Zeitraum ist zu kurz für ein Urteil.",
  "The instrument cluster was replaced; the distance is over the car's life.":
    "Das Kombiinstrument wurde ersetzt; die Strecke gilt über das Leben des Autos.",
  "The unit of the odometer was changed.": "Die Einheit des Tachos wurde geändert.",
  "A correction lacked a signature or did not fit the readings; it had no effect.":
    "Einer Korrektur fehlte eine Unterschrift, oder sie passte nicht; sie galt nicht.",
  "A workshop read something else off the dial.": "Eine Werkstatt las etwas anderes vom Tacho ab.",
  "A workshop read the dial, and it agrees.": "Eine Werkstatt las den Tacho ab, und er stimmt.",
  "The car has a history elsewhere that no reading here covers.":
    "Das Auto hat anderswo eine Geschichte, die hier nicht erfasst ist.",
  "Another record exists for this car, and neither names the other as its predecessor.":
    "Es gibt eine weitere Aufzeichnung zu diesem Auto, und keine nennt die andere als Vorgängerin.",
  "The device was moved to another car.": "Das Gerät kam in ein anderes Auto.",
  "The device took over from another one, whose last value it must go on from.":
    "Das Gerät löste ein anderes ab, von dessen letztem Wert es weiterzählen muss.",
  "A workshop whose doubt about the dial was closed read something else again; nobody else did.":
    "Eine Werkstatt, deren Zweifel am Tacho erledigt war, las wieder etwas anderes ab; sonst niemand.",
};
