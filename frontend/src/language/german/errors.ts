/** Codes of the registries, in German: the sentence of each, by its name. */

/** The German of each code's sentence. */
export const ERRORS = {
  "error actor-registered": "Der Schlüssel gehört oder gehörte schon einer Firma; machen Sie einen neuen.",
  "error actor-revoked":
    "Die Firma oder dieser ihrer Schlüssel wurde widerrufen; signieren Sie mit ihrem neuesten Schlüssel.",
  "error actor-unauthorised": "Wer signiert hat, darf das an diesem Auto nicht tun; fragen Sie den Halter.",
  "error actor-unknown": "Unter diesem Schlüssel ist keine solche Firma eingetragen; fragen Sie die Administratoren.",
  "error actors-full": "Weitere Firmen oder Schlüssel einer Firma können nicht eingetragen werden.",
  "error administrators-invalid":
    "Eine Gruppe hat 2 bis 16 verschiedene Schlüssel, von denen mindestens 2 signieren müssen; nennen Sie eine solche.",
  "error admitted": "Die Nachricht wurde angenommen.",
  "error allotment-reached":
    "Der Hersteller hat so viele Geräte angemeldet, wie er darf; bitten Sie die Administratoren um mehr Plätze.",
  "error answer-late":
    "Es kam rechtzeitig keine Antwort; prüfen Sie die Verbindung dieses Geräts und versuchen Sie es noch einmal.",
  "error answer-too-large": "Eine Antwort ist größer, als der Server dieser Seite befördert; fragen Sie nach weniger.",
  "error answer-unreadable":
    "Die Antwort kann nicht gelesen werden oder ist nicht, wonach gefragt wurde; laden Sie die Seite neu, oder fragen Sie einen anderen Knoten.",
  "error application-closed":
    "Die Anwendung ist geschlossen; machen Sie bei der Nachfolgerin weiter, die sie angekündigt hat.",
  "error archive-unavailable":
    "Das Archiv antwortet nicht, oder nicht wie ein Archiv; prüfen Sie seine Adresse, oder fragen Sie ein anderes.",
  "error as-of-empty":
    "Die Aufzeichnung behält nichts aus Ihrer Zeit mit dem Auto von damals; fragen Sie nach einer späteren Zeit.",
  "error authorisation-expired":
    "Die Erlaubnis für diesen Browser ist abgelaufen; erteilen Sie sie mit der Wallet neu.",
  "error browser-insecure":
    "Der Browser macht Schlüssel nur für eine Seite, die über HTTPS oder vom eigenen Rechner kam; öffnen Sie sie so.",
  "error call-forbidden": "Diesen Aufruf macht die Seite nie; fragen Sie den Knoten oder die Blockchain direkt.",
  "error capacity-reached":
    "Die Anwendung hat so viele Geräte, wie sie aufnimmt; melden Sie das Gerät bei einer anderen an.",
  "error car-not-public": "Kein Auto dieses Namens zeigt sein Urteil allen; bitten Sie den Halter um einen Pass.",
  "error car-owned": "Das Auto hat einen Halter; bitten Sie um ein Angebot, und nehmen Sie es an.",
  "error car-unknown": "Kein solches Auto ist dieser Anwendung für den bekannt, der die Frage signiert hat.",
  "error car-unowned": "Das Auto gehört noch niemandem; beanspruchen Sie es zuerst.",
  "error chain-other":
    "Der Server dieser Seite erreicht eine andere Chain als die der Anwendung; stellen Sie deren URL richtig.",
  "error chain-unavailable": "Die Blockchain ist jetzt nicht erreichbar; versuchen Sie es später noch einmal.",
  "error config-unavailable": "Der Server dieser Seite antwortet nicht; versuchen Sie es noch einmal.",
  "error counters-full":
    "Zu viele Firmen haben in 31 Tagen an diese Aufzeichnung geschrieben; schreiben Sie später noch einmal.",
  "error device-id-taken": "Ein anderer Schlüssel hat dieselbe Geräte-Kennung; machen Sie einen neuen.",
  "error device-offline": "Dieses Gerät hat keine Verbindung; versuchen Sie es noch einmal, wenn es eine hat.",
  "error device-registered": "Das Gerät ist schon angemeldet; eine Anmeldung setzt seine Aufzeichnung nie zurück.",
  "error device-revoked": "Das Gerät ist schon widerrufen.",
  "error device-unknown": "Kein Hersteller hat dieses Gerät angemeldet; melden Sie es zuerst an.",
  "error encapsulation-invalid": "Der gekapselte Schlüssel ist kein Punkt der Kurve; öffnen Sie die Sitzung neu.",
  "error entries-waiting":
    "Ein Eintrag wartet schon auf den Halter; warten Sie, bis er angenommen oder abgelaufen ist.",
  "error entry-unknown":
    "Es gibt keinen solchen Eintrag, der geändert werden kann: Er ist von einer anderen Firma, zu alt oder erledigt.",
  "error entry-unsupported": "Diese Art Eintrag gibt es nicht, oder diese Firma darf sie nicht machen.",
  "error estate-unreadable":
    "Der versiegelte Teil der alten Aufzeichnung öffnet sich nicht, oder ist nicht der bewiesene; exportieren Sie ihn neu.",
  "error fleet-unavailable": "Die simulierte Flotte antwortet nicht; starten Sie sie.",
  "error forked-key":
    "Ein anderer Umschlag mit dieser Nummer wurde mit demselben Schlüssel signiert; er wird als Beleg für einen kopierten Schlüssel aufgehoben.",
  "error grant-invalid":
    "Eine Freigabe nennt einen Schlüssel, Gruppen, Umschläge aus der eigenen Zeit und ein späteres Ende; berichtigen Sie, was falsch ist.",
  "error grant-unknown": "Eine solche Freigabe gilt nicht.",
  "error grants-full": "Acht Freigaben gelten; widerrufen Sie zuerst eine.",
  "error history-differs":
    "Die Stücke ergeben nicht, was die Aufzeichnung beweist: Eine Blockzeit, eine Nummer oder ein Beleg ist anders. Fragen Sie ein anderes Archiv.",
  "error history-short":
    "Das Archiv hat weniger Stücke, als die Aufzeichnung beweist: Es hinkt hinterher, oder verbirgt sie.",
  "error internal-error": "Der Dienst ist ausgefallen; nichts wurde bestätigt. Senden Sie später noch einmal.",
  "error item-missing":
    "Ein Stück zwischen zwei anderen fehlt, oder sie sind vertauscht; fragen Sie ein anderes Archiv.",
  "error item-refused":
    "Ein Stück ist nicht, was das Gerät signiert hat, oder geht nicht aus denen davor hervor; fragen Sie ein anderes Archiv.",
  "error key-unknown":
    "Die Nachricht ist für einen Schlüssel versiegelt, der nicht der dieser Anwendung ist; holen Sie ihn neu.",
  "error keys-foreign":
    "Der Knoten gab Schlüssel zu anderen Umschlägen, als gefragt war; fragen Sie einen anderen Knoten.",
  "error keys-none":
    "Keiner dieser Umschläge ist aufgezeichnet und aus Ihrer Zeit mit dem Auto; fragen Sie nach anderen.",
  "error keys-withheld":
    "Der Knoten gab dem Halter nicht alles, was ihm nach Aufzeichnung und Verlauf zusteht; fragen Sie einen anderen Knoten.",
  "error late-in-gap":
    "Ein Umschlag, der vor einer Lücke fehlte, kam spät; er bleibt im Verlauf und wird nicht beurteilt.",
  "error link-mismatch":
    "Die vorige Verkettung ist nicht der Kopf; gehen Sie vom Kopf weiter, oder öffnen Sie eine neue Sitzung.",
  "error live-forged":
    "Eine Antwort ist nicht von dem Gerät signiert, das gefragt wurde; trauen Sie diesem Server nicht.",
  "error live-unavailable": "Das Auto antwortet jetzt nicht; versuchen Sie es noch einmal, wenn es erreichbar ist.",
  "error loss-open": "Ein Hersteller bürgt schon für einen neuen Halter; warten Sie dessen Ende ab.",
  "error loss-paused":
    "Jetzt darf kein Hersteller für einen neuen Halter bürgen; 90 Tage vergehen nach dem letzten Mal.",
  "error loss-waits":
    "Zwischen den beiden Antworten des Autos müssen dreißig Tage liegen, und weniger als sechzig; bürgen Sie dann noch einmal.",
  "error maker-unknown": "Der Hersteller, der die Anmeldung signiert hat, ist keiner, dem diese Anwendung vertraut.",
  "error malformed": "Die Bytes sind keine Nachricht dieses Protokolls; prüfen Sie die Kodierung.",
  "error method-forbidden": "Diese Methode ruft die Seite nie auf; fragen Sie den Knoten oder die Blockchain direkt.",
  "error node-unavailable": "Der Knoten antwortet nicht; warten Sie einen Augenblick und versuchen Sie es noch einmal.",
  "error not-answered": "Das Back-End hat die Frage abgelehnt; sein eigener Code sagt, warum.",
  "error offer-open": "Das Auto ist schon angeboten; ziehen Sie dieses Angebot zuerst zurück.",
  "error offer-unknown": "Ein solches Angebot des Autos gibt es nicht, oder es ist für jemand anderen.",
  "error offer-waits":
    "Der Verkäufer signiert mit einem Passkey, also wartet das Angebot einen Tag, in dem er es zurückziehen kann; nehmen Sie es dann an.",
  "error operation-expired": "Die Zeit der Handlung ist abgelaufen; signieren Sie sie mit einem späteren Ende.",
  "error operation-gap":
    "Eine Handlung davor fehlt; senden Sie zuerst die, oder signieren Sie mit dem nächsten Zähler.",
  "error operation-replayed": "Dieser Zähler ist an dieser Aufzeichnung schon benutzt; fragen Sie nach dem nächsten.",
  "error operation-too-long": "Eine Handlung darf höchstens 31 Tage gelten; signieren Sie sie mit einem früheren Ende.",
  "error outbox-full": "Der Speicher des Relays ist voll; senden Sie später noch einmal.",
  "error page-failed": "Auf dieser Seite ist etwas schiefgegangen; laden Sie sie neu und versuchen Sie es noch einmal.",
  "error pairing-invalid":
    "Das Gerät im Auto hat nicht auf genau diese Handlung geantwortet, oder nicht jetzt; lassen Sie es noch einmal antworten.",
  "error parameters-unknown":
    "Das Back-End kennt diese Fassung der Parameter nicht, oder Fassung oder Zeit liegen nicht nach den letzten.",
  "error pass-altered":
    "Was der Pass zeigt, ist nicht, was sein Halter signiert hat; bitten Sie noch einmal um den Link.",
  "error pass-device-other":
    "Die gezeigte Aufzeichnung gehört einem anderen Auto als dem genannten; verlassen Sie sich nicht auf sie.",
  "error pass-early": "Der Pass ist später datiert als jetzt; prüfen Sie die Uhr dieses Geräts.",
  "error pass-expired": "Der Pass ist abgelaufen; bitten Sie den Halter um einen neuen.",
  "error pass-incomplete": "Dem Pass fehlt ein Feld, das jeder Pass zeigt; bitten Sie den Halter um einen anderen.",
  "error pass-kept-other":
    "Das Archiv gab andere Bytes, als der Link nennt, oder dessen Schlüssel öffnet sie nicht; bitten Sie noch einmal um den Link.",
  "error pass-link-malformed": "Der Text ist kein Link eines Passes; kopieren oder scannen Sie ihn ganz.",
  "error pass-malformed": "Die Bytes sind kein Pass dieser Fassung; kopieren oder scannen Sie den ganzen Link.",
  "error pass-owner-other":
    "Wer den Pass signiert hat, ist nicht der Halter des Autos, dessen Aufzeichnung er zeigt; verlassen Sie sich nicht auf ihn.",
  "error pass-term-invalid":
    "Der Pass endet, bevor er beginnt, oder mehr als 366 Tage später; bitten Sie den Halter um einen anderen.",
  "error pass-unsigned":
    "Die Signatur ist nicht von dem, den der Pass nennt, für diese Anwendung; verlassen Sie sich nicht auf ihn.",
  "error pass-vin-other":
    "Die letzten vier Zeichen der FIN sind nicht die der Aufzeichnung; verlassen Sie sich nicht auf sie.",
  "error possession-invalid":
    "Das Gerät selbst muss signieren, dass es diesem Hersteller und Halter gehört; lassen Sie es signieren, und melden Sie es neu an.",
  "error predecessor-differs":
    "Die Aufzeichnung wurde von einem Zustand übernommen, der nicht der letzte der Anwendung davor ist; verlassen Sie sich nicht auf sie.",
  "error predecessor-other":
    "Die Aufzeichnung wurde von einer anderen Anwendung übernommen als der genannten; nennen Sie jene.",
  "error predecessor-unknown":
    "Diese Anwendung geht aus keiner anderen hervor, oder weiß noch nicht, wo jene endete; die Administratoren sagen es ihr.",
  "error predecessor-unproven":
    "So steht die Aufzeichnung nicht unter der letzten Wurzel der alten Anwendung; übernehmen Sie sie von dort.",
  "error predecessor-unsaid":
    "Die Aufzeichnung wurde von einer anderen Anwendung übernommen, und niemand sagt, welche das ist; nennen Sie sie, oder fragen Sie einen anderen Knoten.",
  "error profile-unknown":
    "Die Anmeldung nennt ein Profil, das diese Anwendung nicht kennt; melden Sie mit einem bekannten an.",
  "error quarantine-invalid": "Eine Quarantäne hat einen Grund von 1 bis 127 und ein Ende binnen 366 Tagen.",
  "error quarantine-unknown": "Eine solche Quarantäne dieses Autos gibt es nicht.",
  "error query-malformed": "Die Bytes sind keine Frage dieses Protokolls.",
  "error query-unauthorised":
    "Die Frage ist nicht vom Halter signiert, auch nicht mit einem Schlüssel, dem er es erlaubt hat.",
  "error rate-limited": "Zu viele Anfragen; senden Sie später noch einmal.",
  "error record-differs": "Was der Verlauf ergibt, ist nicht, was die Aufzeichnung sagt; das Feld ist genannt.",
  "error record-impossible":
    "Die Aufzeichnung des Knotens zählt mehr, als ihre Umschläge und Ereignisse sein können; verlassen Sie sich nicht auf sie, und fragen Sie einen anderen Knoten.",
  "error record-superseded":
    "Der Knoten antwortete aus einem älteren Zustand, als die Blockchain angenommen hat; fragen Sie einen anderen, oder warten Sie, bis er aufgeholt hat.",
  "error record-unproven":
    "Die Antwort des Knotens öffnet keine Aufzeichnung dieses Autos; verlassen Sie sich nicht auf sie, und fragen Sie einen anderen Knoten.",
  "error relay-unavailable": "Das Relay antwortet nicht; versuchen Sie es noch einmal.",
  "error reply-key-invalid": "Der Antwortschlüssel ist kein komprimierter P-256-Punkt.",
  "error route-unknown": "Unter dieser Adresse ist nichts.",
  "error run-broken": "Die Nachrichten einer Folge müssen von einem Gerät sein und aufeinander folgen.",
  "error sequence-gap":
    "Umschläge davor fehlen; senden Sie, was auf den Kopf folgt, oder öffnen Sie eine neue Sitzung.",
  "error sequence-regressed": "Die Nummer liegt hinter dem Kopf und ist nicht mehr offen; gehen Sie vom Kopf weiter.",
  "error sequence-replayed": "Der Umschlag ist schon aufgezeichnet; nichts wurde doppelt gezählt.",
  "error session-full": "Die Sitzung hat für diesen Umschlag keinen Platz mehr; öffnen Sie eine neue.",
  "error session-reused": "Eine neue Sitzung muss eine höhere Nummer haben als jede davor.",
  "error session-unknown": "Die Sitzung ist nicht die offene; öffnen Sie zuerst eine neue.",
  "error signature-invalid":
    "Die Signatur ist nicht mit diesem Schlüssel über diese Bytes, Chain, Anwendung und Verkettung gemacht.",
  "error state-unclaimed":
    "Die Blockchain hat den Zustand der Aufzeichnung noch nicht angenommen; warten Sie einen Augenblick.",
  "error statistics-released":
    "Diese Anwendung gibt ihre Statistik einmal je Zeitfenster heraus, mit Rauschen; fragen Sie nach der Herausgabe.",
  "error succession-invalid":
    "Die Aussage kündigt keine nächste Nachfolgerin dieser Anwendung an, 30 Tage voraus; berichtigen Sie, was sie sagt.",
  "error successor-unknown": "Die Anwendung hat keine Nachfolgerin angekündigt; die Administratoren können es tun.",
  "error suite-unsupported":
    "Die Sitzung nennt ein Verfahren, das hier nicht gesprochen wird; benutzen Sie Verfahren 2.",
  "error take-over-unproven":
    "Kein angenommener Claim beweist, was übernommen wurde, und was davon gesagt wird, weicht ab; noch kann niemandem die Schuld gegeben werden.",
  "error tenure-changed":
    "Die Handlung nennt eine andere Zeit als die neueste des Autos; sehen Sie nach, wem es gehört, und signieren Sie neu.",
  "error tickets-unusable":
    "Die Datei mit Tickets neben dem Schlüssel kann nicht gelesen oder geschrieben werden; reparieren Sie sie.",
  "error tile-foreign":
    "Eine Kachel ist von einem anderen Gerät, oder von einer anderen seiner Anmeldungen; fragen Sie ein anderes Archiv.",
  "error tile-malformed": "Die Bytes sind keine Kachel; fragen Sie ein anderes Archiv.",
  "error tile-missing": "Eine Kachel fehlt, oder die Kacheln sind vertauscht; holen Sie sie von der ersten an.",
  "error too-large": "Die Nachricht ist größer, als das Protokoll erlaubt; senden Sie weniger auf einmal.",
  "error upstream-unavailable":
    "Ein Teil hinter dem Server dieser Seite antwortet nicht; starten Sie ihn, oder warten Sie.",
  "error vehicle-unreadable": "Die Beschreibung des Fahrzeugs konnte nicht geöffnet werden; versiegeln Sie sie neu.",
  "error version-unsupported": "Das erste Byte nennt eine Fassung, die hier nicht gesprochen wird; senden Sie 0x01.",
  "error wallet-chain": "Die Wallet ist auf einer anderen Chain; wechseln Sie zu der der Anwendung.",
  "error wallet-missing":
    "Der Browser hat keine Wallet; installieren Sie eine, oder melden Sie sich mit einem Schlüssel des Browsers an.",
  "error wallet-other": "Die Wallet signiert mit einem anderen Konto als dem angemeldeten; wählen Sie dieses darin.",
  "error wallet-refused": "Die Wallet hat nicht signiert; versuchen Sie es noch einmal und bestätigen Sie.",
} as const;
