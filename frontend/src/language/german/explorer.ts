/** Explorer and statistics, in German. */

/** The German of each text. */
export const EXPLORER = {
  "Asking the node…": "Der Knoten wird gefragt …",
  "The list ends before this page of it.": "Die Liste endet vor dieser Seite.",
  "Pages of the list": "Seiten der Liste",
  Newer: "Neuere",
  "{from, number} to {to, number} of {total, number}": "{from, number} bis {to, number} von {total, number}",
  "{to, number} of {total, number}": "{to, number} von {total, number}",
  Older: "Ältere",
  "Asking for the back-end's report…": "Der Bericht des Back-Ends wird gefragt …",
  "The back-end has written no report on this input yet.":
    "Das Back-End hat zu dieser Eingabe noch keinen Bericht geschrieben.",
  "not a batch of this application ({code})": "kein Stapel dieser Anwendung ({code})",
  "{n, plural, one {# registration} other {# registrations}}": "{n, plural, one {# Anmeldung} other {# Anmeldungen}}",
  "{envelopes, plural, one {# envelope} other {# envelopes}} in {runs, plural, one {# signed run} other {# signed runs}}":
    "{envelopes, plural, one {# Umschlag} other {# Umschläge}} in {runs, plural, one {# signierten Folge} other {# signierten Folgen}}",
  "Input {index, number}": "Eingabe {index, number}",
  "block {block, number} · epoch {epoch, number} · {moment}":
    "Block {block, number} · Epoche {epoch, number} · {moment}",
  "Paid for by {sender}": "Bezahlt von {sender}",
  "in transaction {transaction}": "in Transaktion {transaction}",
  "Hide what became of it": "Verbergen, was daraus wurde",
  "What became of it": "Was daraus wurde",
  "(input {input})": "(Eingabe {input})",
  "No input yet.": "Noch keine Eingabe.",
  "Accepted: the application's consensus contract vouches for this root, asked at block {block, number}.":
    "Angenommen: Der Konsens-Vertrag der Anwendung bürgt für diese Wurzel, gefragt bei Block {block, number}.",
  "Proven: the application's contract accepted this output and its proof, asked at block {block, number}.":
    "Bewiesen: Der Vertrag der Anwendung hat diese Ausgabe und ihren Beweis angenommen, gefragt bei Block {block, number}.",
  "Pending: its epoch is not claimed yet, so there is no proof.":
    "Ausstehend: Für ihre Epoche gibt es noch keinen Claim, also keinen Beweis.",
  "Not proven: {reason}": "Nicht bewiesen: {reason}",
  "Asking the contract…": "Der Vertrag wird gefragt …",
  "Check on chain": "Auf der Blockchain prüfen",
  "Output {index, number}": "Ausgabe {index, number}",
  "{type} · input {input, number} · epoch {epoch, number}": "{type} · Eingabe {input, number} · Epoche {epoch, number}",
  "State root {root} after input {input}: {cars}, {admitted} admitted, {refused} refused":
    "Zustandswurzel {root} nach Eingabe {input}: {cars}, {admitted} angenommen, {refused} abgelehnt",
  "{cars, plural, one {# car} other {# cars}}": "{cars, plural, one {# Auto} other {# Autos}}",
  "This page cannot read this output.": "Diese Seite kann diese Ausgabe nicht lesen.",
  "The node has a proof: its epoch is claimed.": "Der Knoten hat einen Beweis: Für ihre Epoche gibt es einen Claim.",
  "No proof yet: its epoch is not claimed.": "Noch kein Beweis: Für ihre Epoche gibt es noch keinen Claim.",
  "Executed on chain, says the node, in transaction {transaction}":
    "Auf der Blockchain ausgeführt, sagt der Knoten, in Transaktion {transaction}",
  "“Check on chain” hands the output and its proof to the application's contract ({function}) through this page's way to the chain, and shows what the contract says.":
    "„Auf der Blockchain prüfen“ gibt die Ausgabe und ihren Beweis dem Vertrag der Anwendung ({function}), auf dem Weg dieser Seite zur Blockchain, und zeigt, was der Vertrag sagt.",
  "No output yet.": "Noch keine Ausgabe.",
  "Epoch {index, number}": "Epoche {index, number}",
  "blocks {from, number} to {to, number} · {inputs, plural, one {# input} other {# inputs}}":
    "Blöcke {from, number} bis {to, number} · {inputs, plural, one {# Eingabe} other {# Eingaben}}",
  "Claimed outputs root {root}": "Behauptete Wurzel der Ausgaben {root}",
  "Claim in transaction {transaction}": "Claim in Transaktion {transaction}",
  "No epoch has inputs yet.": "Noch hat keine Epoche Eingaben.",
  "Epochs without inputs are not listed.": "Epochen ohne Eingaben werden nicht aufgeführt.",
  Inputs: "Eingaben",
  "Outputs and proofs": "Ausgaben und Beweise",
  "Epochs and claims": "Epochen und Claims",
  "What went into the application and what came out, as its node tells it, newest first. Application {application} on chain {chainId}.":
    "Was in die Anwendung hineinging und was herauskam, wie ihr Knoten es sagt, das Neueste zuerst. Anwendung {application} auf Chain {chainId}.",
  Lists: "Listen",
  "one validator decides (Authority)": "ein Validator entscheidet (Authority)",
  "a majority of validators decides (Quorum)": "eine Mehrheit von Validatoren entscheidet (Quorum)",
  "disputes decide (PRT)": "Streitfälle entscheiden (PRT)",
  "The node has stopped this application ({state}){why}. Its answers are not fresh; do not rely on them.":
    "Der Knoten hat diese Anwendung angehalten ({state}){why}. Ihre Antworten sind nicht frisch; verlassen Sie sich nicht auf sie.",
  "Wrong claim for epoch {epoch}.": "Falscher Claim für Epoche {epoch}.",
  "The consensus accepted {claimed}, this node computed {computed}.":
    "Der Konsens hat {claimed} angenommen, dieser Knoten hat {computed} berechnet.",
  "Validator {submitter} claimed {claimed}, this node computed {computed}.":
    "Validator {submitter} behauptete {claimed}, dieser Knoten hat {computed} berechnet.",
  "It was accepted: do not rely on outputs of this application.":
    "Er wurde angenommen: Verlassen Sie sich nicht auf Ausgaben dieser Anwendung.",
  "It was not accepted.": "Er wurde nicht angenommen.",
  "Settled by one validator:": "Endgültig gemacht von einem Validator:",
  "Settled by one validator (Authority):": "Endgültig gemacht von einem Validator (Authority):",
  "Settled by a majority of {n, number} validators:":
    "Endgültig gemacht von einer Mehrheit von {n, number} Validatoren:",
  "Settled by a majority of {n, number} validators (Quorum):":
    "Endgültig gemacht von einer Mehrheit von {n, number} Validatoren (Quorum):",
  "The consensus contract names them. Whoever re-runs the judging holds the key that reads; the chain cannot show who else was given it.":
    "Der Konsens-Vertrag nennt sie. Wer die Beurteilung wiederholt, hat den Schlüssel, der liest; wem er sonst gegeben wurde, kann die Blockchain nicht zeigen.",
  "{inputs} processed. Epochs of {blocks}; {consensus}, contract {contract}.":
    "{inputs} verarbeitet. Epochen von {blocks}; {consensus}, Vertrag {contract}.",
  "{n, plural, one {# input} other {# inputs}}": "{n, plural, one {# Eingabe} other {# Eingaben}}",
  "{n, plural, one {# block} other {# blocks}}": "{n, plural, one {# Block} other {# Blöcken}}",
  "This node does not list wrong claims.": "Dieser Knoten führt falsche Claims nicht auf.",
  "No claim on chain differs from what this node computed.":
    "Kein Claim auf der Blockchain weicht von dem ab, was dieser Knoten berechnet hat.",
  "Envelopes admitted": "Angenommene Umschläge",
  "Envelopes refused": "Abgelehnte Umschläge",
  "Make and model": "Marke und Modell",
  "Distance per day": "Strecke am Tag",
  "Distance as a bar": "Strecke als Balken",
  "Trouble codes per 10,000 km": "Fehlercodes je 10.000 km",
  Cohorts: "Gruppen",
  "No group is left out. A group is shown only when at least {k, plural, one {# car} other {# cars}} with two readings or more and {distance} stand behind its figures, so that no figure speaks of a single car.":
    "Keine Gruppe ist ausgelassen. Eine Gruppe wird nur gezeigt, wenn mindestens {k, plural, one {# Auto} other {# Autos}} mit zwei Messwerten oder mehr und {distance} hinter ihren Zahlen stehen, damit keine Zahl von einem einzelnen Auto spricht.",
  "{suppressed, plural, one {# group is} other {# groups are}} left out, because fewer than {k, plural, one {# car} other {# cars}} with two readings or more, or less than {distance}, stand behind {suppressed, plural, one {its} other {their}} figures. Showing so small a group would say something of a single car.":
    "{suppressed, plural, one {# Gruppe ist} other {# Gruppen sind}} ausgelassen, weil weniger als {k, plural, one {# Auto} other {# Autos}} mit zwei Messwerten oder mehr, oder weniger als {distance}, hinter {suppressed, plural, one {ihren} other {ihren}} Zahlen stehen. Eine so kleine Gruppe zu zeigen, würde etwas über ein einzelnes Auto sagen.",
  "Public figures that the back-end keeps while it judges cars. They come from the same records and name nobody.":
    "Öffentliche Zahlen, die das Back-End führt, während es Autos beurteilt. Sie kommen aus denselben Aufzeichnungen und nennen niemanden.",
  "By make and model": "Nach Marke und Modell",
  "Asking for the figures…": "Die Zahlen werden gefragt …",
  "Distances and trouble codes count cars with two readings or more only; cars and readings count all. A car whose key was copied is in quarantine, and no group counts it. The figures are exact for the cars in the record and carry no noise. They are the node's word until they are settled on chain.":
    "Strecken und Fehlercodes zählen nur Autos mit zwei Messwerten oder mehr; Autos und Messwerte zählen alle. Ein Auto, dessen Schlüssel kopiert wurde, ist in Quarantäne, und keine Gruppe zählt es. Die Zahlen sind genau für die aufgezeichneten Autos und tragen kein Rauschen. Sie sind das Wort des Knotens, bis sie auf der Blockchain endgültig sind.",
  "Answered after {inputs, plural, one {# input} other {# inputs}}, {moment}.":
    "Geantwortet nach {inputs, plural, one {# Eingabe} other {# Eingaben}}, {moment}.",
  "Distance, km": "Strecke, km",
  "Trouble codes set": "Gesetzte Fehlercodes",
  "Fuel, l": "Kraftstoff, l",
  "Energy, kWh": "Energie, kWh",
  "from {from}": "ab {from}",
  "until {until}": "bis {until}",
  "below {below}": "unter {below}",
  "not shown": "nicht gezeigt",
  "{n, plural, =0 {after the first input} other {with the first input after {moment}}}":
    "{n, plural, =0 {nach der ersten Eingabe} other {mit der ersten Eingabe nach {moment}}}",
  "Release {number, number}, of {from} to {until}, put out by input {input, number}.":
    "Herausgabe {number, number}, vom {from} bis {until}, herausgegeben von Eingabe {input, number}.",
  "Each figure carries noise, so that nobody learns of a single car: 19 times of 20 the true one is within ±, and one below 0 is noise. ε is {epsilon}; this year's releases spent {spent} of {year, number}.":
    "Jede Zahl trägt Rauschen, damit niemand etwas über ein einzelnes Auto erfährt: 19 von 20 Mal liegt die wahre innerhalb von ±, und eine unter 0 ist Rauschen. ε ist {epsilon}; die Herausgaben dieses Jahres haben {spent} von {year, number} verbraucht.",
  "{groups, plural, one {# group} other {# groups}} not shown: fewer than {cars, plural, one {# car} other {# cars}} seem to be in it.":
    "{groups, plural, one {# Gruppe} other {# Gruppen}} nicht gezeigt: Weniger als {cars, plural, one {# Auto} other {# Autos}} scheinen darin zu sein.",
  "The next release comes {next}.": "Die nächste Herausgabe kommt {next}.",
  "There is no release yet. The first comes {next}.": "Noch gibt es keine Herausgabe. Die erste kommt {next}.",
  "{windows, plural, one {# window} other {# windows}} ended without one, since the year's budget of privacy was spent; the next year of it begins {moment}.":
    "{windows, plural, one {# Zeitfenster} other {# Zeitfenster}} endeten ohne eine, weil das Budget des Jahres für den Schutz verbraucht war; dessen nächstes Jahr beginnt {moment}.",
  "The table leads to the root in its notice; npm run release proves that the chain accepted it.":
    "Die Tabelle führt zur Wurzel in ihrer Bekanntgabe; npm run release beweist, dass die Blockchain sie angenommen hat.",
} as const;
