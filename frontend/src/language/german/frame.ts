/** The page's frame, its doors and its first pages, in German. */

/** The German of each text. */
export const FRAME = {
  Cars: "Autos",
  Check: "Prüfen",
  Statistics: "Statistik",
  Explorer: "Explorer",
  Main: "Hauptmenü",
  "Signed in as": "Angemeldet als",
  "demo key": "Demo-Schlüssel",
  "Sign out": "Abmelden",
  "Nothing here": "Hier ist nichts",
  "This address belongs to no page.": "Zu dieser Adresse gehört keine Seite.",
  "A car's address has its number, which has 16 hexadecimal digits.":
    "Die Adresse eines Autos enthält seine Nummer aus 16 hexadezimalen Ziffern.",
  "Go to your cars": "Zu Ihren Autos",
  "Skip to the content": "Zum Inhalt springen",
  "Opening…": "Wird geöffnet …",
  "What a node answers is its word until it is settled on chain; each page says what is settled. Readings are sealed to the application: its named validators can read them, the relay and the public cannot.":
    "Was ein Knoten antwortet, ist sein Wort, bis es auf der Blockchain endgültig ist; jede Seite sagt, was endgültig ist. Messwerte sind für die Anwendung versiegelt: Ihre namentlich bekannten Validatoren können sie lesen, das Relay und die Öffentlichkeit nicht.",
  "Not shown": "Nicht gezeigt",
  "This page could not be shown": "Diese Seite konnte nicht gezeigt werden",
  "The camera could not be used. Allow this page to use it, choose a picture instead, or paste the link.":
    "Die Kamera konnte nicht benutzt werden. Erlauben Sie es dieser Seite, wählen Sie stattdessen ein Bild, oder fügen Sie den Link ein.",
  "The camera's picture": "Das Bild der Kamera",
  "No car with this number is in the record. Compare the address with the one that you were given.":
    "Kein Auto mit dieser Nummer ist aufgezeichnet. Vergleichen Sie die Adresse mit der, die Sie bekommen haben.",
  "Asking the node for this car…": "Der Knoten wird nach diesem Auto gefragt …",
  "The car is in the record. Nothing that it signed has arrived yet.":
    "Das Auto ist aufgezeichnet. Noch ist nichts angekommen, was es signiert hat.",
  "The car is in the record. The last message that it signed and that arrived is no. {sequence, number}.":
    "Das Auto ist aufgezeichnet. Die letzte Nachricht, die es signiert hat und die angekommen ist, ist Nr. {sequence, number}.",
  "Recorded: this is the word of the node that answered. Odometer, history and verdict are sealed, and its owner decides who sees them.":
    "Aufgezeichnet: Das ist das Wort des Knotens, der geantwortet hat. Kilometerstand, Verlauf und Urteil sind versiegelt, und der Halter entscheidet, wer sie sieht.",
  "A link to a car": "Ein Link zu einem Auto",
  "You followed a link to a car": "Sie sind einem Link zu einem Auto gefolgt",
  "Device {id}": "Gerät {id}",
  "You want to buy it": "Sie wollen es kaufen",
  "Ask the seller for a pass of this car: a link or a QR code. It shows you what the owner chose, and your own browser proves it. You need no account.":
    "Bitten Sie den Verkäufer um einen Pass dieses Autos: einen Link oder einen QR-Code. Er zeigt Ihnen, was der Halter gewählt hat, und Ihr eigener Browser beweist es. Sie brauchen kein Konto.",
  "Check a pass": "Einen Pass prüfen",
  "It is your car": "Es ist Ihr Auto",
  "Sign in with the wallet or the demo key that owns it, and you see it at once.":
    "Melden Sie sich mit der Wallet oder dem Demo-Schlüssel an, dem es gehört, und Sie sehen es sofort.",
  "This is no pass. Copy the whole link that you were given: it goes on behind the #.":
    "Das ist kein Pass. Kopieren Sie den ganzen Link, den Sie bekommen haben: Er geht hinter dem # weiter.",
  "This file could not be read as a picture.": "Diese Datei konnte nicht als Bild gelesen werden.",
  "No QR code of a pass was found in this picture. Take it again from nearer, or paste the link.":
    "In diesem Bild wurde kein QR-Code eines Passes gefunden. Nehmen Sie es aus größerer Nähe auf, oder fügen Sie den Link ein.",
  "Stop the camera": "Kamera anhalten",
  "Scan with the camera": "Mit der Kamera scannen",
  "A picture of the QR code": "Ein Bild des QR-Codes",
  "A pass is what an owner shows you of a car: a link or a QR code. Your own browser checks it, and nothing of it is sent to this page's server.":
    "Ein Pass ist, was ein Halter Ihnen von einem Auto zeigt: ein Link oder ein QR-Code. Ihr eigener Browser prüft ihn, und nichts davon geht an den Server dieser Seite.",
  "The pass's link, or what its QR code says": "Der Link des Passes, oder was sein QR-Code sagt",
  "This link names another site, {site}. It is checked here all the same, for the application of this page.":
    "Dieser Link nennt eine andere Seite, {site}. Er wird trotzdem hier geprüft, für die Anwendung dieser Seite.",
  "Check it here": "Hier prüfen",
  "Look for the car here": "Das Auto hier suchen",
  "From a QR code": "Von einem QR-Code",
  "This browser cannot read QR codes. Point a phone's own camera at the code: it offers to open the link. Or have the seller send you the link, and paste it above.":
    "Dieser Browser kann keine QR-Codes lesen. Richten Sie die Kamera-App eines Telefons auf den Code: Sie bietet an, den Link zu öffnen. Oder lassen Sie sich den Link vom Verkäufer schicken, und fügen Sie ihn oben ein.",
  "By VIN or plate": "Nach Fahrgestellnummer (FIN) oder Kennzeichen",
  "Some owners show their car's verdict to whoever types its VIN or plate, without a reading. That page proves nothing to your browser; a pass does.":
    "Manche Halter zeigen das Urteil über ihr Auto jedem, der Fahrgestellnummer oder Kennzeichen eingibt, ohne einen Messwert. Jene Seite beweist Ihrem Browser nichts; ein Pass tut es.",
  "Type a VIN or plate": "Fahrgestellnummer oder Kennzeichen eingeben",
  "This browser's keys could not be deleted: clear this site's data in the browser.":
    "Die Schlüssel dieses Browsers konnten nicht gelöscht werden: Löschen Sie im Browser die Daten dieser Seite.",
  "You signed out in another tab.": "Sie haben sich in einem anderen Tab abgemeldet.",
  "The car signs": "Das Auto signiert",
  "A device in the car seals its readings in envelopes, signs each envelope with a key that never leaves it, and chains it to the one before.":
    "Ein Gerät im Auto versiegelt seine Messwerte in Umschlägen, signiert jeden mit einem Schlüssel, der es nie verlässt, und kettet ihn an den vorigen.",
  "The chain keeps the order": "Die Blockchain bewahrt die Reihenfolge",
  "A relay that cannot read the readings carries them to a public chain. What is missing, repeated or forged is seen and named.":
    "Ein Relay, das die Messwerte nicht lesen kann, bringt sie auf eine öffentliche Blockchain. Was fehlt, sich wiederholt oder gefälscht ist, fällt auf und wird benannt.",
  "The record is judged": "Die Aufzeichnung wird beurteilt",
  "A back-end judges each history by fixed rules: logical, illogical, or no judgement, with reasons. Validators, who hold the key, re-run it; anybody can check signatures, order and claims.":
    "Ein Back-End beurteilt jeden Verlauf nach festen Regeln: stimmig, widersprüchlich oder kein Urteil, mit Gründen. Validatoren, die den Schlüssel haben, wiederholen es; jeder kann Signaturen, Reihenfolge und Claims prüfen.",
  "A sensor that lies before it signs is believed, as far as its values are plausible.":
    "Einem Sensor, der lügt, bevor er signiert, wird geglaubt, soweit seine Werte plausibel sind.",
  "The application's named validators can read the readings: whoever replays must be able to decrypt.":
    "Die namentlich bekannten Validatoren der Anwendung können die Messwerte lesen: Wer nachrechnet, muss entschlüsseln können.",
  "Until it is settled on chain, an answer is the word of the node that gave it.":
    "Bis sie auf der Blockchain endgültig ist, ist eine Antwort das Wort des Knotens, der sie gab.",
  "lower than before": "niedriger als zuvor",
  "Check an odometer": "Einen Kilometerstand prüfen",
  "What the odometer said, and that nobody rewrote it since":
    "Was der Kilometerzähler zeigte, und dass es seither niemand umgeschrieben hat",
  "Compare a car's odometer this minute with its signed history. You see both values, what the rules say of them, and how sure the answer is.":
    "Vergleichen Sie den Kilometerstand eines Autos in dieser Minute mit seinem signierten Verlauf. Sie sehen beide Werte, was die Regeln dazu sagen, und wie sicher die Antwort ist.",
  Buying: "Kaufen",
  "Check a car": "Ein Auto prüfen",
  "Ask the seller for a pass, and scan or paste it. Your own browser proves what it says: no account, no wallet.":
    "Bitten Sie den Verkäufer um einen Pass, und scannen Sie ihn oder fügen Sie ihn ein. Ihr eigener Browser beweist, was er sagt: ohne Konto, ohne Wallet.",
  Owning: "Besitzen",
  "See your cars": "Ihre Autos sehen",
  "Check your car against its record, read its history, and give a buyer a pass.":
    "Prüfen Sie Ihr Auto gegen seine Aufzeichnung, lesen Sie seinen Verlauf, und geben Sie einem Käufer einen Pass.",
  "Checking Witness": "Witness prüfen",
  "Look behind it": "Dahinter sehen",
  "What went in, what came out, who claimed it, and whether the chain accepted it. Each proof is checked with a click.":
    "Was hineinging, was herauskam, wer es behauptet hat, und ob die Blockchain es angenommen hat. Jeder Beweis wird mit einem Klick geprüft.",
  "See what was claimed": "Sehen, was behauptet wurde",
  "How it works": "Wie es geht",
  "What it does not prove": "Was es nicht beweist",
  "Try again": "Noch einmal versuchen",
  "Use a demo key": "Einen Demo-Schlüssel benutzen",
  "Sign in with your wallet": "Mit Ihrer Wallet anmelden",
  "Sign in with a wallet": "Mit einer Wallet anmelden",
  "The demo key is made in this browser and stays in it. A wallet is asked once: it lets a key of this browser ask for your cars for seven days, and signing out deletes that key. Either way you get a garage of simulated cars: one honest, one unlucky, seven that cheat, each in its own way.":
    "Der Demo-Schlüssel wird in diesem Browser gemacht und bleibt darin. Eine Wallet wird einmal gefragt: Sie erlaubt einem Schlüssel dieses Browsers, sieben Tage lang nach Ihren Autos zu fragen, und Abmelden löscht diesen Schlüssel. So oder so bekommen Sie eine Garage simulierter Autos: ein ehrliches, eines mit Pech, sieben, die betrügen, jedes auf seine Art.",
  "Sign in to see your cars. What the back-end answers is sealed to this browser, and nobody else can open it.":
    "Melden Sie sich an, um Ihre Autos zu sehen. Was das Back-End antwortet, ist für diesen Browser versiegelt, und niemand sonst kann es öffnen.",
  "as the system": "wie das System",
  "Colours: {now}. Change to {next}.": "Farben: {now}. Wechseln zu {next}.",
  light: "hell",
  dark: "dunkel",
  "Your wallet's permission for this browser has ended. Sign in again.":
    "Die Erlaubnis Ihrer Wallet für diesen Browser ist abgelaufen. Melden Sie sich neu an.",
} as const;
