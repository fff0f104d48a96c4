<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AddressForms</name>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>Ein Port ist eine Zahl von 1 bis 65535.</translation>
    </message>
    <message>
        <source>Write one port for all hosts, or one for each of them.</source>
        <translation>Einen Port für alle Hosts schreiben oder für jeden einen.</translation>
    </message>
    <message>
        <source>A host is a name or an IP address.</source>
        <translation>Ein Host ist ein Name oder eine IP-Adresse.</translation>
    </message>
    <message>
        <source>libpq knows these TLS modes: %1.</source>
        <translation>libpq kennt diese TLS-Modi: %1.</translation>
    </message>
    <message>
        <source>A client certificate and its key belong together.</source>
        <translation>Ein Client-Zertifikat und sein Schlüssel gehören zusammen.</translation>
    </message>
    <message>
        <source>Write the whole path of the socket, beginning with &quot;/&quot;.</source>
        <translation>Den ganzen Pfad des Sockets schreiben, beginnend mit &quot;/&quot;.</translation>
    </message>
    <message>
        <source>Name at least one Sentinel, as in sentinel-1:26379, sentinel-2.</source>
        <translation>Mindestens einen Sentinel nennen, wie in sentinel-1:26379, sentinel-2.</translation>
    </message>
    <message>
        <source>Name the service that the Sentinels watch, for example mymaster.</source>
        <translation>Den Dienst nennen, den die Sentinels überwachen, zum Beispiel mymaster.</translation>
    </message>
    <message>
        <source>A database of Redis is a number such as 0 or 1.</source>
        <translation>Eine Datenbank von Redis ist eine Zahl wie 0 oder 1.</translation>
    </message>
</context>
<context>
    <name>Aftermath</name>
    <message>
        <source>Hits of all keys: %1 before, %2 at the lowest, %3 now.</source>
        <translation>Treffer aller Schlüssel: %1 zuvor, %2 am tiefsten, %3 jetzt.</translation>
    </message>
    <message>
        <source>Hits of all keys: %1 at the lowest, %2 now.</source>
        <translation>Treffer aller Schlüssel: %1 am tiefsten, %2 jetzt.</translation>
    </message>
    <message>
        <source>Postgres: %1 transactions before, %2 in the busiest second (%3).</source>
        <translation>Postgres: %1 Transaktionen zuvor, %2 in der stärksten Sekunde (%3).</translation>
    </message>
    <message>
        <source>What it does to hits and queries is being watched…</source>
        <translation>Was es mit Treffern und Abfragen macht, wird beobachtet…</translation>
    </message>
    <message>
        <source>Expected were at most +%1 queries in the first second.</source>
        <translation>Erwartet waren höchstens +%1 Abfragen in der ersten Sekunde.</translation>
    </message>
    <message>
        <source>Expected were about +%1 queries in the first second.</source>
        <translation>Erwartet waren etwa +%1 Abfragen in der ersten Sekunde.</translation>
    </message>
    <message>
        <source>What fills these keys: %1 queries before, at the most %2 over %3 (%4): %5</source>
        <translation>Was diese Schlüssel füllt: vorher %1 Abfragen, höchstens %2 über %3 (%4): %5</translation>
    </message>
    <message>
        <source>What grew most: %1 queries before, at the most %2 over %3 (%4): %5</source>
        <translation>Was am meisten wuchs: vorher %1 Abfragen, höchstens %2 über %3 (%4): %5</translation>
    </message>
    <message>
        <source>All of Postgres: %1 queries before, at the most %2 over %3 (%4).</source>
        <translation>Ganz Postgres: vorher %1 Abfragen, höchstens %2 über %3 (%4).</translation>
    </message>
</context>
<context>
    <name>Assistant</name>
    <message>
        <source>The schema tierlens_assistant is not complete: reset the sandbox, or drop that schema and start again.</source>
        <translation>Das Schema tierlens_assistant ist unvollständig: die Sandbox zurücksetzen oder dieses Schema löschen und neu beginnen.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has been edited; it is edition %2 now. Answers that cite it: %3</source>
        <translation>„%1“ wurde bearbeitet; es ist jetzt Fassung %2. Antworten, die sich darauf stützen: %3</translation>
    </message>
    <message>
        <source>There is no answer yet whose document could be edited.</source>
        <translation>Noch gibt es keine Antwort, deren Dokument sich bearbeiten ließe.</translation>
    </message>
    <message>
        <source>Refused: this customer has already asked %1 questions within %2.</source>
        <translation>Abgewiesen: dieser Kunde hat schon %1 Fragen binnen %2 gestellt.</translation>
    </message>
    <message>
        <source>%1 was new: Postgres ranked %2 documents, which took %3. Now ask it again.</source>
        <translation>%1 war neu: Postgres hat %2 Dokumente bewertet, das dauerte %3. Jetzt noch einmal fragen.</translation>
    </message>
    <message>
        <source>Every question tried had been asked lately. Try again.</source>
        <translation>Jede versuchte Frage war kürzlich schon gestellt worden. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Ask something new first; then it can be asked again.</source>
        <translation>Zuerst etwas Neues fragen; dann lässt es sich noch einmal fragen.</translation>
    </message>
    <message>
        <source>%1 means the same, but the answer was not in Redis (any more): it cost %2 again, and %3 documents were ranked.</source>
        <translation>%1 meint dasselbe, aber die Antwort war nicht (mehr) in Redis: sie kostete wieder %2, und %3 Dokumente wurden bewertet.</translation>
    </message>
    <message>
        <source>%1 means the same: Redis had the answer after %2 instead of %3 (%4), and no document was looked at.</source>
        <translation>%1 meint dasselbe: Redis hatte die Antwort nach %2 statt %3 (%4), und kein Dokument wurde angesehen.</translation>
    </message>
    <message>
        <source>A script asked %1 questions within %2: %3 were answered, %4 refused. The limit is %5 within %6.</source>
        <translation>Ein Skript stellte %1 Fragen binnen %2: %3 wurden beantwortet, %4 abgewiesen. Die Grenze ist %5 binnen %6.</translation>
    </message>
    <message>
        <source>AI assistant</source>
        <translation>KI-Assistent</translation>
    </message>
    <message>
        <source>cached answers · rate limit</source>
        <translation>Antworten im Cache · Ratengrenze</translation>
    </message>
    <message>
        <source>POST /ask &quot;How do I reset my password?&quot;</source>
        <translation>POST /ask „Wie setze ich mein Passwort zurück?“</translation>
    </message>
    <message>
        <source>Edit a cited document</source>
        <translation>Ein zitiertes Dokument ändern</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>rate limit</source>
        <translation>Ratengrenze</translation>
    </message>
    <message>
        <source>history</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>document edit</source>
        <translation>Dokument ändern</translation>
    </message>
    <message>
        <source>a session</source>
        <translation>eine Sitzung</translation>
    </message>
    <message>
        <source>customers</source>
        <translation>Kunden</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>every conversation</source>
        <translation>alle Gespräche</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>how much each has asked lately</source>
        <translation>wie viel jeder zuletzt gefragt hat</translation>
    </message>
    <message>
        <source>If Redis restarts now, no conversation is lost; answers are searched for again. While it is away nobody is let through, for nobody counts.</source>
        <translation>Wenn Redis jetzt neu startet, geht kein Gespräch verloren; Antworten werden neu gesucht. Solange es weg ist, wird niemand durchgelassen, denn niemand zählt.</translation>
    </message>
    <message>
        <source>Ask something nobody asked before</source>
        <translation>Fragen, was noch niemand gefragt hat</translation>
    </message>
    <message>
        <source>No answer is in Redis, so Postgres has to rank thousands of documents. Watch the request travel on to Postgres, and what it takes.</source>
        <translation>Keine Antwort liegt in Redis, also muss Postgres Tausende Dokumente bewerten. Sehen Sie, wie die Anfrage weiter zu Postgres läuft und was das kostet.</translation>
    </message>
    <message>
        <source>Ask it again, in other words</source>
        <translation>Dasselbe mit anderen Worten fragen</translation>
    </message>
    <message>
        <source>Both questions are about the same words, so they share one key in Redis. Watch it come back from there, and nobody pay twice.</source>
        <translation>In beiden Fragen geht es um dieselben Wörter, also teilen sie sich einen Schlüssel in Redis. Sehen Sie, wie die Antwort von dort kommt und niemand doppelt bezahlt.</translation>
    </message>
    <message>
        <source>Let a script ask too much</source>
        <translation>Ein Skript zu viel fragen lassen</translation>
    </message>
    <message>
        <source>One customer asks twice as much as allowed. The counter in Redis lets exactly the limit through; the rest is refused before anything is searched.</source>
        <translation>Ein Kunde fragt doppelt so viel wie erlaubt. Der Zähler in Redis lässt genau bis zur Grenze durch; der Rest wird abgewiesen, bevor gesucht wird.</translation>
    </message>
    <message>
        <source>Price of one searched answer</source>
        <translation>Preis einer gesuchten Antwort</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Asked most · from Redis</source>
        <translation>Meistgefragt · aus Redis</translation>
    </message>
    <message>
        <source>Since this world was opened</source>
        <translation>Seit diese Welt geöffnet wurde</translation>
    </message>
    <message>
        <source>Answered from Redis</source>
        <translation>Von Redis beantwortet</translation>
    </message>
    <message>
        <source>Of %1 questions that were answered. The others were searched for in Postgres, or waited for somebody else&apos;s search for the same.</source>
        <translation>Von %1 beantworteten Fragen. Die anderen wurden in Postgres gesucht oder warteten auf die gleiche Suche eines anderen.</translation>
    </message>
    <message>
        <source>Documents ranked per search</source>
        <translation>Bewertete Dokumente je Suche</translation>
    </message>
    <message>
        <source>The mean of %1 searches. Each looks up the words of the question in an index and ranks every document that has one of them, of %2 in all.</source>
        <translation>Der Mittelwert von %1 Suchen. Jede schlägt die Wörter der Frage in einem Index nach und bewertet jedes Dokument, das eines davon enthält, von insgesamt %2.</translation>
    </message>
    <message>
        <source>Answers written down</source>
        <translation>Aufgeschriebene Antworten</translation>
    </message>
    <message>
        <source>Rows of history in Postgres: one for each answer, wherever it came from. A restart of Redis does not touch them.</source>
        <translation>Zeilen des Verlaufs in Postgres: eine je Antwort, woher sie auch kam. Ein Neustart von Redis rührt sie nicht an.</translation>
    </message>
    <message>
        <source>Limit for each customer</source>
        <translation>Grenze für jeden Kunden</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>questions in seconds</comment>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>A counter in Redis that expires by itself. It is raised and read in one step, so that nobody slips through between.</source>
        <translation>Ein Zähler in Redis, der von selbst abläuft. Er wird in einem Schritt erhöht und gelesen, damit niemand dazwischen durchschlüpft.</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgewiesen</translation>
    </message>
    <message>
        <source>Questions of customers who had already asked %1 within %2. Nothing was searched for them. At the usual rate only the two scripts ask that much.</source>
        <translation>Fragen von Kunden, die binnen %2 schon %1 gestellt hatten. Für sie wurde nichts gesucht. Im üblichen Tempo fragen nur die beiden Skripte so viel.</translation>
    </message>
    <message>
        <source>%1 asked · %2 hits</source>
        <translation>%1 Fragen · %2 Treffer</translation>
    </message>
</context>
<context>
    <name>AssistantSeeding</name>
    <message>
        <source>Indexing the words of the documents</source>
        <translation>Wörter der Dokumente werden indiziert</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>production</source>
        <translation>Produktion</translation>
    </message>
    <message>
        <source>development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Where does our permanent data live? This audit was given no database, so it saw no permanent record. Ask where it is.</source>
        <translation>Wo liegen unsere dauerhaften Daten? Diesem Audit wurde keine Datenbank genannt, also sah es keinen dauerhaften Bestand. Fragen, wo er ist.</translation>
    </message>
    <message>
        <source>Where does our permanent data live? Not known: Postgres could not be asked.</source>
        <translation>Wo liegen unsere dauerhaften Daten? Nicht bekannt: Postgres ließ sich nicht fragen.</translation>
    </message>
    <message>
        <source>Where does our permanent data live? Not here yet: the database %1 has no table.</source>
        <translation>Wo liegen unsere dauerhaften Daten? Noch nicht hier: die Datenbank %1 hat keine Tabelle.</translation>
    </message>
    <message>
        <source>Where does our permanent data live? In Postgres, database %1: rows: %2, tables: %3, on disk: %4.</source>
        <translation>Wo liegen unsere dauerhaften Daten? In Postgres, Datenbank %1: Zeilen: %2, Tabellen: %3, auf der Platte: %4.</translation>
    </message>
    <message>
        <source>What are we caching to keep it fast? Nothing that this audit was shown: it was given no Redis.</source>
        <translation>Was cachen wir, damit es schnell bleibt? Nichts, was diesem Audit gezeigt wurde: ihm wurde kein Redis genannt.</translation>
    </message>
    <message>
        <source>What are we caching to keep it fast? Not known: Redis could not be asked.</source>
        <translation>Was cachen wir, damit es schnell bleibt? Nicht bekannt: Redis ließ sich nicht fragen.</translation>
    </message>
    <message>
        <source>What are we caching to keep it fast? Nothing: Redis is empty.</source>
        <translation>Was cachen wir, damit es schnell bleibt? Nichts: Redis ist leer.</translation>
    </message>
    <message>
        <source>What are we caching to keep it fast? %1 in Redis, in %3 of memory; kinds of keys: %2.</source>
        <translation>Was cachen wir, damit es schnell bleibt? %1 in Redis, in %3 Speicher; Arten von Schlüsseln: %2.</translation>
    </message>
    <message>
        <source>Traffic was watched for %1.</source>
        <translation>Der Verkehr wurde %1 lang beobachtet.</translation>
    </message>
    <message>
        <source>For %1 of it Redis told every command (MONITOR).</source>
        <translation>Davon meldete Redis %1 lang jeden Befehl (MONITOR).</translation>
    </message>
    <message>
        <source>Single commands were not listened to, so there are no hit rates of single kinds of keys.</source>
        <translation>Einzelne Befehle wurden nicht mitgehört, darum gibt es keine Trefferquoten einzelner Arten von Schlüsseln.</translation>
    </message>
    <message>
        <source>danger</source>
        <translation>Gefahr</translation>
    </message>
    <message>
        <source>risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>improve</source>
        <translation>verbessern</translation>
    </message>
    <message>
        <source>habit</source>
        <translation>Gewohnheit</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>The data layer of %1</source>
        <translation>Die Datenschicht von %1</translation>
    </message>
    <message>
        <source>What to do first: %1</source>
        <translation>Was zuerst zu tun ist: %1</translation>
    </message>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation>%1 ließ sich nicht schreiben: %2.</translation>
    </message>
    <message>
        <source>The folder %1 could not be made.</source>
        <translation>Der Ordner %1 ließ sich nicht anlegen.</translation>
    </message>
    <message>
        <source>%1: the name must end in .html, .md, .json, .pdf, .csv or /.</source>
        <translation>%1: der Name muss auf .html, .md, .json, .pdf, .csv oder / enden.</translation>
    </message>
    <message>
        <source>Nothing.</source>
        <translation>Nichts.</translation>
    </message>
    <message>
        <source>What to do next, the most dangerous first</source>
        <translation>Was als Nächstes zu tun ist, das Gefährlichste zuerst</translation>
    </message>
    <message>
        <source>How this was found out</source>
        <translation>Wie das herausgefunden wurde</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>not shown to our user</source>
        <translation>unserem Benutzer nicht gezeigt</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>für immer</translation>
    </message>
    <message>
        <source>%1 … %2, half of them over %3</source>
        <translation>%1 … %2, die Hälfte davon über %3</translation>
    </message>
    <message>
        <source>%1 for ever</source>
        <translation>%1 für immer</translation>
    </message>
    <message>
        <source>Kinds of keys</source>
        <translation>Arten von Schlüsseln</translation>
    </message>
    <message>
        <source>keys named</source>
        <translation>Schlüssel namens</translation>
    </message>
    <message>
        <source>how many</source>
        <translation>wie viele</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>kept for another</source>
        <translation>behalten für noch</translation>
    </message>
    <message>
        <source>found when asked</source>
        <translation>gefunden, wenn gefragt</translation>
    </message>
    <message>
        <source>copy of</source>
        <translation>Kopie von</translation>
    </message>
    <message>
        <source>filled by</source>
        <translation>gefüllt von</translation>
    </message>
    <message>
        <source>how sure</source>
        <translation>wie sicher</translation>
    </message>
    <message>
        <source> (by its name)</source>
        <translation> (dem Namen nach)</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>nichts gefunden</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>confirmed by you</source>
        <translation>von Ihnen bestätigt</translation>
    </message>
    <message>
        <source>All %1 were looked at (SCAN, TYPE, PTTL, MEMORY USAGE).</source>
        <translation>Alle %1 wurden angesehen (SCAN, TYPE, PTTL, MEMORY USAGE).</translation>
    </message>
    <message>
        <source>Estimated from %1 of %2 (SCAN, TYPE, PTTL, MEMORY USAGE).</source>
        <translation>Geschätzt aus %1 von %2 (SCAN, TYPE, PTTL, MEMORY USAGE).</translation>
    </message>
    <message>
        <source>Hit rates are inferred from listening to commands; what fills a key, from queries that come when it is missing; copies by name are a guess.</source>
        <translation>Trefferquoten sind aus mitgehörten Befehlen geschlossen; was einen Schlüssel füllt, aus Abfragen, die kommen, wenn er fehlt; Kopien dem Namen nach sind eine Vermutung.</translation>
    </message>
    <message>
        <source>%1 hits and %2 misses in %3</source>
        <translation>%1 Treffer und %2 Misses in %3</translation>
    </message>
    <message>
        <source>How often a look-up finds its key was not measured.</source>
        <translation>Wie oft eine Nachfrage ihren Schlüssel findet, wurde nicht gemessen.</translation>
    </message>
    <message>
        <source>Nobody looked anything up in Redis while it was watched.</source>
        <translation>Niemand fragte Redis nach etwas, solange es beobachtet wurde.</translation>
    </message>
    <message>
        <source>%1 of all look-ups found their key while it was watched.</source>
        <translation>%1 aller Nachfragen fanden ihren Schlüssel, solange beobachtet wurde.</translation>
    </message>
    <message>
        <source>it writes every change to disk before it answers (AOF): nothing is lost</source>
        <translation>es schreibt jede Änderung auf die Platte, bevor es antwortet (AOF): nichts geht verloren</translation>
    </message>
    <message>
        <source>it writes changes to a file and leaves it to the system when they reach the disk (AOF): a crash of the computer can lose half a minute</source>
        <translation>es schreibt Änderungen in eine Datei und überlässt dem System, wann sie auf die Platte kommen (AOF): ein Absturz des Rechners kann eine halbe Minute kosten</translation>
    </message>
    <message>
        <source>it writes changes to disk every second (AOF): a crash loses a second or two</source>
        <translation>es schreibt Änderungen jede Sekunde auf die Platte (AOF): ein Absturz kostet eine oder zwei Sekunden</translation>
    </message>
    <message>
        <source>it keeps no log of changes; whether it saves pictures of itself (RDB) is not shown to our user: take it that all is lost</source>
        <translation>es führt kein Protokoll der Änderungen; ob es Abbilder seiner selbst speichert (RDB), wird unserem Benutzer nicht gezeigt: davon ausgehen, dass alles verloren ist</translation>
    </message>
    <message>
        <source>it saves a picture of itself from time to time (RDB): a crash loses what changed since the last one</source>
        <translation>es speichert von Zeit zu Zeit ein Abbild seiner selbst (RDB): ein Absturz kostet, was sich seit dem letzten geändert hat</translation>
    </message>
    <message>
        <source>it keeps nothing on disk: a restart loses all %1</source>
        <translation>es behält nichts auf der Platte: bei einem Neustart gehen alle %1 verloren</translation>
    </message>
    <message>
        <source>Redis servers</source>
        <translation>Redis-Server</translation>
    </message>
    <message>
        <source>server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>with an expiry</source>
        <translation>mit Ablauf</translation>
    </message>
    <message>
        <source>memory used</source>
        <translation>belegter Speicher</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>when full</source>
        <translation>wenn voll</translation>
    </message>
    <message>
        <source>log (AOF)</source>
        <translation>Protokoll (AOF)</translation>
    </message>
    <message>
        <source>pictures (RDB)</source>
        <translation>Abbilder (RDB)</translation>
    </message>
    <message>
        <source>last saved</source>
        <translation>zuletzt gespeichert</translation>
    </message>
    <message>
        <source>changes since</source>
        <translation>Änderungen seither</translation>
    </message>
    <message>
        <source>replicas</source>
        <translation>Repliken</translation>
    </message>
    <message>
        <source>From INFO and CONFIG GET at %1. Redis counts its own start as a save.</source>
        <translation>Aus INFO und CONFIG GET, %1. Redis zählt seinen eigenen Start als Speichern.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>not shown</source>
        <translation>nicht gezeigt</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>%1 has no memory limit, so it throws nothing away by itself.</source>
        <translation>%1 hat keine Speichergrenze, darum wirft es von selbst nichts weg.</translation>
    </message>
    <message>
        <source>When %1 is full, it refuses every write.</source>
        <translation>Wenn %1 voll ist, weist es jedes Schreiben ab.</translation>
    </message>
    <message>
        <source>When %1 is full, it throws away keys that have an expiry.</source>
        <translation>Wenn %1 voll ist, wirft es Schlüssel weg, die einen Ablauf haben.</translation>
    </message>
    <message>
        <source>When %1 is full, it throws away any key, whether it is a copy or not.</source>
        <translation>Wenn %1 voll ist, wirft es beliebige Schlüssel weg, ob Kopie oder nicht.</translation>
    </message>
    <message>
        <source>What is being cached?</source>
        <translation>Was liegt im Cache?</translation>
    </message>
    <message>
        <source>Redis could not be asked: %1</source>
        <translation>Redis ließ sich nicht fragen: %1</translation>
    </message>
    <message>
        <source>No Redis was given to this audit: as far as it can see, nothing is cached.</source>
        <translation>Diesem Audit wurde kein Redis genannt: soweit es sehen kann, liegt nichts im Cache.</translation>
    </message>
    <message>
        <source>Redis holds %1, %2 of them with an expiry, and uses %3 of memory.</source>
        <translation>Redis hält %1, %2 davon mit Ablauf, und belegt %3 Speicher.</translation>
    </message>
    <message>
        <source>What they are could not be looked at in the time of this audit, or our user may not.</source>
        <translation>Was sie sind, ließ sich in der Zeit dieses Audits nicht ansehen, oder unser Benutzer darf es nicht.</translation>
    </message>
    <message>
        <source>What is lost if Redis restarts now?</source>
        <translation>Was geht verloren, wenn Redis jetzt neu startet?</translation>
    </message>
    <message>
        <source>Not known: it could not be asked.</source>
        <translation>Nicht bekannt: es ließ sich nicht fragen.</translation>
    </message>
    <message>
        <source>Nothing: there is none.</source>
        <translation>Nichts: es gibt keines.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>aof_enabled %1; last saved %2; %3 changes since</source>
        <translation>aof_enabled %1; zuletzt gespeichert %2; %3 Änderungen seither</translation>
    </message>
    <message>
        <source>%1 is a replica: a copy of another Redis.</source>
        <translation>%1 ist eine Replik: eine Kopie eines anderen Redis.</translation>
    </message>
    <message>
        <source>%1 has replicas that can take over.</source>
        <translation>%1 hat Repliken, die übernehmen können.</translation>
    </message>
    <message>
        <source>%1 has no replica: while it is away, there is no cache.</source>
        <translation>%1 hat keine Replik: solange es weg ist, gibt es keinen Cache.</translation>
    </message>
    <message>
        <source>At risk: %1 without an expiry and without a counterpart in Postgres: %2. That they are nowhere else is inferred: no table has their name, and no query was seen to fill them.</source>
        <translation>In Gefahr: %1 ohne Ablauf und ohne Gegenstück in Postgres: %2. Dass es sie sonst nirgends gibt, ist geschlossen: keine Tabelle heißt wie sie, und keine Abfrage war zu sehen, die sie füllt.</translation>
    </message>
    <message>
        <source>kinds of keys: %1</source>
        <translation>Arten von Schlüsseln: %1</translation>
    </message>
    <message>
        <source>%1 of %2 have an expiry</source>
        <translation>%1 / %2 mit Ablauf</translation>
    </message>
    <message>
        <source>The whole database fits into Postgres&apos; own memory (shared_buffers).</source>
        <translation>Die ganze Datenbank passt in den eigenen Speicher von Postgres (shared_buffers).</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Without the cache, Postgres would be asked at most %1 times a second.</source>
        <translation>Ohne den Cache würde Postgres höchstens %1-mal pro Sekunde gefragt.</translation>
    </message>
    <message>
        <source>%1 queries and %2 hits</source>
        <translation>%1 Abfragen und %2 Treffer</translation>
    </message>
    <message>
        <source>A query takes %1 at most on average.</source>
        <translation>Eine Abfrage dauert im Mittel höchstens %1.</translation>
    </message>
    <message>
        <source>Answering all of it would keep less than %1 of one processor busy.</source>
        <translation>Alles zu beantworten würde weniger als %1 eines Prozessors beschäftigen.</translation>
    </message>
    <message>
        <source>queries and hits a second × mean time of a query</source>
        <translation>Abfragen und Treffer pro Sekunde × mittlere Zeit einer Abfrage</translation>
    </message>
    <message>
        <source>Do not cache %1, or keep it longer.</source>
        <translation>%1 nicht cachen oder länger behalten.</translation>
    </message>
    <message>
        <source>Nearly every look-up misses: the cache only adds a way.</source>
        <translation>Fast jede Nachfrage ist ein Miss: der Cache ist nur ein Umweg.</translation>
    </message>
    <message>
        <source>%1 reads, hit rate %2 (inferred)</source>
        <translation>%1 Lesevorgänge, Trefferquote %2 (geschlossen)</translation>
    </message>
    <message>
        <source>Ask whether %1 is still needed; if so, give it a shorter expiry.</source>
        <translation>Fragen, ob %1 noch gebraucht wird; wenn ja, einen kürzeren Ablauf geben.</translation>
    </message>
    <message>
        <source>Hardly any of its keys was touched for an hour, and it takes %1.</source>
        <translation>Kaum einer dieser Schlüssel wurde eine Stunde lang berührt, und sie belegen %1.</translation>
    </message>
    <message>
        <source>%1 of its keys idle for more than an hour</source>
        <translation>%1 dieser Schlüssel seit über einer Stunde unbenutzt</translation>
    </message>
    <message>
        <source>Give %1 an expiry.</source>
        <translation>%1 einen Ablauf geben.</translation>
    </message>
    <message>
        <source>It looks like a copy of %1 and never expires: an update that is forgotten once stays wrong for ever, and memory only grows.</source>
        <translation>Es sieht aus wie eine Kopie von %1 und läuft nie ab: eine einmal vergessene Aktualisierung bleibt für immer falsch, und der Speicher wächst nur.</translation>
    </message>
    <message>
        <source>%1 of its keys never expire</source>
        <translation>%1 dieser Schlüssel laufen nie ab</translation>
    </message>
    <message>
        <source>Consider doing without the cache.</source>
        <translation>Überlegen, ob es ohne den Cache geht.</translation>
    </message>
    <message>
        <source>At the load that was watched a simple tool runs fine on a database alone: the data fits into Postgres&apos; memory, queries are few and cheap. What lives only in Redis would need another home first.</source>
        <translation>Bei der beobachteten Last läuft ein einfaches Werkzeug gut mit einer Datenbank allein: die Daten passen in den Speicher von Postgres, Abfragen sind wenige und billig. Was nur in Redis liegt, bräuchte zuerst einen anderen Ort.</translation>
    </message>
    <message>
        <source>Audit again with a burst, at a busy hour (--burst 3s).</source>
        <translation>Mit einem Mitschnitt neu auditieren, zu einer geschäftigen Stunde (--burst 3s).</translation>
    </message>
    <message>
        <source>Switch pg_stat_statements on in Postgres and audit again with a burst, at a busy hour (--burst 3s).</source>
        <translation>pg_stat_statements in Postgres einschalten und mit einem Mitschnitt neu auditieren, zu einer geschäftigen Stunde (--burst 3s).</translation>
    </message>
    <message>
        <source>What the cache saves could not be measured: it needs the hits of each pattern and the time of the query that fills it.</source>
        <translation>Was der Cache erspart, ließ sich nicht messen: dazu braucht es die Treffer jedes Musters und die Zeit der Abfrage, die es füllt.</translation>
    </message>
    <message>
        <source>there</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>nicht ausgeführt</translation>
    </message>
    <message>
        <source>Switch fsync on.</source>
        <translation>fsync einschalten.</translation>
    </message>
    <message>
        <source>Postgres does not wait until data is on the disk: after a power cut or a crash of the computer the whole database can be unreadable.</source>
        <translation>Postgres wartet nicht, bis die Daten auf der Platte sind: nach einem Stromausfall oder Absturz des Rechners kann die ganze Datenbank unlesbar sein.</translation>
    </message>
    <message>
        <source>Switch full_page_writes on.</source>
        <translation>full_page_writes einschalten.</translation>
    </message>
    <message>
        <source>A page that was half written when the power went cannot be repaired, unless the disk itself rules that out.</source>
        <translation>Eine Seite, die beim Stromausfall halb geschrieben war, lässt sich nicht reparieren, außer die Platte selbst schließt das aus.</translation>
    </message>
    <message>
        <source>Decide whether the last moments before a crash may be lost; if not, switch synchronous_commit on.</source>
        <translation>Entscheiden, ob die letzten Momente vor einem Absturz verloren gehen dürfen; wenn nicht, synchronous_commit einschalten.</translation>
    </message>
    <message>
        <source>What users were told is saved can be gone after a crash, up to three times wal_writer_delay of it. Nothing is damaged.</source>
        <translation>Was Benutzern als gespeichert gemeldet wurde, kann nach einem Absturz weg sein, bis zum Dreifachen von wal_writer_delay. Beschädigt wird nichts.</translation>
    </message>
    <message>
        <source>Plan to switch data checksums on (pg_checksums, with the server stopped).</source>
        <translation>Einplanen, Datenprüfsummen einzuschalten (pg_checksums, bei angehaltenem Server).</translation>
    </message>
    <message>
        <source>A disk that returns wrong data would not be noticed.</source>
        <translation>Eine Platte, die falsche Daten liefert, würde nicht bemerkt.</translation>
    </message>
    <message>
        <source>Make %1 a normal table (ALTER TABLE %1 SET LOGGED), unless it may be empty after a crash.</source>
        <translation>%1 zu einer normalen Tabelle machen (ALTER TABLE %1 SET LOGGED), außer sie darf nach einem Absturz leer sein.</translation>
    </message>
    <message>
        <source>It is unlogged: Postgres empties it after a crash, and it is in no archive and on no standby.</source>
        <translation>Sie ist UNLOGGED: Postgres leert sie nach einem Absturz, und sie ist in keinem Archiv und auf keinem Standby.</translation>
    </message>
    <message>
        <source>Run VACUUM ANALYZE on %1, and look why autovacuum does not.</source>
        <translation>VACUUM ANALYZE auf %1 ausführen und nachsehen, warum Autovacuum es nicht tut.</translation>
    </message>
    <message>
        <source>More than half as many dead rows as living ones: it takes more room and time than it needs.</source>
        <translation>Mehr als halb so viele tote Zeilen wie lebende: das braucht mehr Platz und Zeit als nötig.</translation>
    </message>
    <message>
        <source>Postgres has no statistics about it and plans queries blindly.</source>
        <translation>Postgres hat keine Statistik dazu und plant Abfragen blind.</translation>
    </message>
    <message>
        <source>%1 dead rows, %2 live</source>
        <translation>%1 tote Zeilen, %2 lebende</translation>
    </message>
    <message>
        <source>Find out why the standby %1 is behind.</source>
        <translation>Herausfinden, warum der Standby %1 zurückliegt.</translation>
    </message>
    <message>
        <source>If the server is lost now, what was written since is lost, too.</source>
        <translation>Geht der Server jetzt verloren, ist auch verloren, was seither geschrieben wurde.</translation>
    </message>
    <message>
        <source>Drop the replication slot %1 or bring its reader back.</source>
        <translation>Den Replikationsslot %1 entfernen oder seinen Leser zurückholen.</translation>
    </message>
    <message>
        <source>Nobody reads it, and Postgres keeps everything written since then; when the disk is full, the database stops.</source>
        <translation>Niemand liest ihn, und Postgres behält alles, was seither geschrieben wurde; ist die Platte voll, steht die Datenbank.</translation>
    </message>
    <message>
        <source>last success %1, last failure %2</source>
        <translation>letzter Erfolg %1, letztes Scheitern %2</translation>
    </message>
    <message>
        <source>Repair the archiving of the write-ahead log.</source>
        <translation>Die Archivierung des Write-Ahead-Logs reparieren.</translation>
    </message>
    <message>
        <source>The last attempt failed: backups that rely on it end at the last success, and the disk fills meanwhile.</source>
        <translation>Der letzte Versuch scheiterte: Sicherungen, die darauf bauen, enden beim letzten Erfolg, und die Platte füllt sich inzwischen.</translation>
    </message>
    <message>
        <source>Ask who backs this database up, how often, and when a backup was last restored for a try.</source>
        <translation>Fragen, wer diese Datenbank sichert, wie oft, und wann zuletzt eine Sicherung zur Probe wiederhergestellt wurde.</translation>
    </message>
    <message>
        <source>No copy of it is in sight: nothing archived, no standby, no base backup under way. A backup by pg_dump, or of the whole disk, leaves no trace on the server, so there may be one.</source>
        <translation>Keine Kopie ist in Sicht: nichts archiviert, kein Standby, keine laufende Basissicherung. Eine Sicherung mit pg_dump oder der ganzen Platte hinterlässt auf dem Server keine Spur, es kann also eine geben.</translation>
    </message>
    <message>
        <source>Decide how long the tool may be away, and whether a standby is worth it.</source>
        <translation>Entscheiden, wie lange das Werkzeug weg sein darf und ob sich ein Standby lohnt.</translation>
    </message>
    <message>
        <source>No standby is connected: when this computer breaks, somebody has to restore a backup first.</source>
        <translation>Kein Standby ist verbunden: geht dieser Rechner kaputt, muss erst jemand eine Sicherung wiederherstellen.</translation>
    </message>
    <message>
        <source>Make Postgres reachable and audit again.</source>
        <translation>Postgres erreichbar machen und neu auditieren.</translation>
    </message>
    <message>
        <source>It could not be asked, so nothing is known about the permanent data. %1</source>
        <translation>Es ließ sich nicht fragen, darum ist über die dauerhaften Daten nichts bekannt. %1</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbinden</translation>
    </message>
    <message>
        <source>Export the database once (pg_dump), restore it somewhere else, and look whether everything is there.</source>
        <translation>Die Datenbank einmal exportieren (pg_dump), woanders wiederherstellen und nachsehen, ob alles da ist.</translation>
    </message>
    <message>
        <source>Only a copy that was restored is known to be one.</source>
        <translation>Nur von einer Kopie, die wiederhergestellt wurde, weiß man, dass sie eine ist.</translation>
    </message>
    <message>
        <source>%1, %2 of them with an expiry</source>
        <translation>%1, %2 davon mit Ablauf</translation>
    </message>
    <message>
        <source>Set maxmemory, and choose what Redis may throw away when it is reached.</source>
        <translation>maxmemory setzen und wählen, was Redis wegwerfen darf, wenn es erreicht ist.</translation>
    </message>
    <message>
        <source>There is no limit: Redis grows until the computer runs out of memory and the system ends it.</source>
        <translation>Es gibt keine Grenze: Redis wächst, bis dem Rechner der Speicher ausgeht und das System es beendet.</translation>
    </message>
    <message>
        <source>Give Redis more memory, or a policy that lets it throw old keys away, before it is full.</source>
        <translation>Redis mehr Speicher geben oder eine Regel, nach der es alte Schlüssel wegwerfen darf, bevor es voll ist.</translation>
    </message>
    <message>
        <source>It is at %1 of its limit and may throw nothing away: when it is full, every write to it fails.</source>
        <translation>Es ist bei %1 seiner Grenze und darf nichts wegwerfen: ist es voll, scheitert jedes Schreiben.</translation>
    </message>
    <message>
        <source>Give the cached keys an expiry, or choose an allkeys policy.</source>
        <translation>Den Schlüsseln im Cache einen Ablauf geben oder eine allkeys-Regel wählen.</translation>
    </message>
    <message>
        <source>Under %1 only keys with an expiry make room, and most keys here have none: when it is full, the few that expire go first, then writes fail.</source>
        <translation>Unter %1 machen nur Schlüssel mit Ablauf Platz, und die meisten hier haben keinen: ist es voll, gehen zuerst die wenigen, die ablaufen, dann scheitern Schreibvorgänge.</translation>
    </message>
    <message>
        <source>%1: %2 without an expiry%3</source>
        <translation>%1: %2 ohne Ablauf%3</translation>
    </message>
    <message>
        <source> (estimated)</source>
        <translation> (geschätzt)</translation>
    </message>
    <message>
        <source>names and statements compared</source>
        <translation>Namen und Anweisungen verglichen</translation>
    </message>
    <message>
        <source>no table or query of Postgres goes with it; a guess from names, and from what was watched</source>
        <translation>keine Tabelle oder Abfrage von Postgres gehört dazu; eine Vermutung aus Namen und dem, was beobachtet wurde</translation>
    </message>
    <message>
        <source>no Postgres was audited</source>
        <translation>kein Postgres wurde auditiert</translation>
    </message>
    <message>
        <source>Find out whether %1 may be lost; if not, keep it in Postgres as well.</source>
        <translation>Herausfinden, ob %1 verloren gehen darf; wenn nicht, auch in Postgres halten.</translation>
    </message>
    <message>
        <source>These keys are meant to stay, seem to be nowhere else, and Redis keeps nothing on disk: a restart loses them.</source>
        <translation>Diese Schlüssel sollen bleiben, sind wohl nirgends sonst, und Redis behält nichts auf der Platte: bei einem Neustart gehen sie verloren.</translation>
    </message>
    <message>
        <source>These keys are meant to stay and seem to be nowhere else; what Redis has not yet written to disk is lost in a crash.</source>
        <translation>Diese Schlüssel sollen bleiben und sind wohl nirgends sonst; was Redis noch nicht auf die Platte geschrieben hat, geht bei einem Absturz verloren.</translation>
    </message>
    <message>
        <source>Keep %1 out of a Redis that throws keys away.</source>
        <translation>%1 nicht in ein Redis legen, das Schlüssel wegwirft.</translation>
    </message>
    <message>
        <source>When memory is full, an allkeys policy removes any key, also those that are nowhere else.</source>
        <translation>Ist der Speicher voll, entfernt eine allkeys-Regel beliebige Schlüssel, auch solche, die nirgends sonst sind.</translation>
    </message>
    <message>
        <source>Make Redis reachable and audit again.</source>
        <translation>Redis erreichbar machen und neu auditieren.</translation>
    </message>
    <message>
        <source>It could not be asked, so nothing is known about the cache. %1</source>
        <translation>Es ließ sich nicht fragen, darum ist über den Cache nichts bekannt. %1</translation>
    </message>
    <message>
        <source>Look into Redis&apos; log why it could not save (disk full, rights).</source>
        <translation>Im Protokoll von Redis nachsehen, warum es nicht speichern konnte (Platte voll, Rechte).</translation>
    </message>
    <message>
        <source>The last attempt to write its data to disk failed; by default Redis then refuses writes, and a restart brings back old data.</source>
        <translation>Der letzte Versuch, seine Daten auf die Platte zu schreiben, scheiterte; in der Voreinstellung weist Redis dann Schreibvorgänge ab, und ein Neustart bringt alte Daten zurück.</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tabellen</translation>
    </message>
    <message>
        <source>table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>rows are</source>
        <translation>Zeilen sind</translation>
    </message>
    <message>
        <source>size with indexes</source>
        <translation>Größe samt Indizes</translation>
    </message>
    <message>
        <source>of it indexes</source>
        <translation>davon Indizes</translation>
    </message>
    <message>
        <source>of it long values</source>
        <translation>davon lange Werte</translation>
    </message>
    <message>
        <source>survives a crash</source>
        <translation>übersteht einen Absturz</translation>
    </message>
    <message>
        <source>rows written</source>
        <translation>geschriebene Zeilen</translation>
    </message>
    <message>
        <source>last vacuum</source>
        <translation>letztes VACUUM</translation>
    </message>
    <message>
        <source>last analyze</source>
        <translation>letztes ANALYZE</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>gezählt</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>geschätzt</translation>
    </message>
    <message>
        <source>From pg_class, pg_stat_all_tables, pg_table_size and pg_indexes_size at %1. Small tables were counted (count(*)), of others Postgres&apos; own estimate is given. Rows written: since %2.</source>
        <translation>Aus pg_class, pg_stat_all_tables, pg_table_size und pg_indexes_size, %1. Kleine Tabellen wurden gezählt (count(*)), für andere steht die Schätzung von Postgres selbst. Geschriebene Zeilen: seit %2.</translation>
    </message>
    <message>
        <source>its statistics began</source>
        <translation>Beginn seiner Statistik</translation>
    </message>
    <message>
        <source>%1 smaller tables are left out.</source>
        <translation>%1 kleinere Tabellen sind weggelassen.</translation>
    </message>
    <message>
        <source>A crash of the computer can destroy the database: Postgres does not write as carefully as it can.</source>
        <translation>Ein Absturz des Rechners kann die Datenbank zerstören: Postgres schreibt nicht so sorgfältig, wie es kann.</translation>
    </message>
    <message>
        <source>A crash can lose what was saved in the last moments, but damages nothing.</source>
        <translation>Ein Absturz kann kosten, was in den letzten Momenten gespeichert wurde, beschädigt aber nichts.</translation>
    </message>
    <message>
        <source>How carefully Postgres writes is not shown to our user.</source>
        <translation>Wie sorgfältig Postgres schreibt, wird unserem Benutzer nicht gezeigt.</translation>
    </message>
    <message>
        <source>What was saved survives a crash of the computer.</source>
        <translation>Was gespeichert wurde, übersteht einen Absturz des Rechners.</translation>
    </message>
    <message>
        <source>standby servers: %1, slots: %2</source>
        <translation>Standby-Server: %1, Slots: %2</translation>
    </message>
    <message>
        <source>This server is itself a standby: a copy of another one. Audit the primary, too.</source>
        <translation>Dieser Server ist selbst ein Standby: eine Kopie eines anderen. Auch den Primärserver auditieren.</translation>
    </message>
    <message>
        <source>No second server keeps a live copy.</source>
        <translation>Kein zweiter Server hält eine laufende Kopie.</translation>
    </message>
    <message>
        <source>Standby servers that keep a live copy: %1.</source>
        <translation>Standby-Server, die eine laufende Kopie halten: %1.</translation>
    </message>
    <message>
        <source>%1 archived, last %2; %3 failed, last %4</source>
        <translation>%1 archiviert, zuletzt %2; %3 gescheitert, zuletzt %4</translation>
    </message>
    <message>
        <source>Backups by pg_dump, or of the whole disk, leave no trace on the server: nobody can see from here whether there are any. Ask for the date of the last one.</source>
        <translation>Sicherungen mit pg_dump oder der ganzen Platte hinterlassen auf dem Server keine Spur: von hier aus kann niemand sehen, ob es welche gibt. Nach dem Datum der letzten fragen.</translation>
    </message>
    <message>
        <source>Whether changes are archived is not shown to our user.</source>
        <translation>Ob Änderungen archiviert werden, wird unserem Benutzer nicht gezeigt.</translation>
    </message>
    <message>
        <source>Changes are not archived.</source>
        <translation>Änderungen werden nicht archiviert.</translation>
    </message>
    <message>
        <source>Changes are meant to be archived, but the last attempt failed.</source>
        <translation>Änderungen sollen archiviert werden, aber der letzte Versuch ist gescheitert.</translation>
    </message>
    <message>
        <source>Changes are meant to be archived, but nothing has been archived yet.</source>
        <translation>Änderungen sollen archiviert werden, aber noch wurde nichts archiviert.</translation>
    </message>
    <message>
        <source>Changes are archived, last at %1.</source>
        <translation>Änderungen werden archiviert, zuletzt %1.</translation>
    </message>
    <message>
        <source>Standby servers and slots</source>
        <translation>Standby-Server und Slots</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>state</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>zurück</translation>
    </message>
    <message>
        <source>time behind</source>
        <translation>Zeit zurück</translation>
    </message>
    <message>
        <source>From pg_stat_replication and pg_replication_slots at %1.</source>
        <translation>Aus pg_stat_replication und pg_replication_slots, %1.</translation>
    </message>
    <message>
        <source>standby</source>
        <translation>Standby</translation>
    </message>
    <message>
        <source>slot, %1</source>
        <translation>Slot, %1</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Gebrauch</translation>
    </message>
    <message>
        <source>nobody reads it</source>
        <translation>niemand liest ihn</translation>
    </message>
    <message>
        <source>Where does our permanent data live?</source>
        <translation>Wo liegen unsere dauerhaften Daten?</translation>
    </message>
    <message>
        <source>Postgres could not be asked: %1</source>
        <translation>Postgres ließ sich nicht fragen: %1</translation>
    </message>
    <message>
        <source>No database was given to this audit.</source>
        <translation>Diesem Audit wurde keine Datenbank genannt.</translation>
    </message>
    <message>
        <source>Postgres %1 at %2 is the permanent record: database %3, %4.</source>
        <translation>Postgres %1 unter %2 ist der dauerhafte Bestand: Datenbank %3, %4.</translation>
    </message>
    <message>
        <source>It has no table: there is no permanent data in it yet.</source>
        <translation>Sie hat keine Tabelle: noch sind keine dauerhaften Daten darin.</translation>
    </message>
    <message>
        <source>The same server holds other databases, which this audit did not look into: %1.</source>
        <translation>Derselbe Server hat weitere Datenbanken, in die dieses Audit nicht hineingesehen hat: %1.</translation>
    </message>
    <message>
        <source>It can be exported with pg_dump: in Tierlens by the button Export…, or by hand: pg_dump -Fc -f FILE %1.</source>
        <translation>Sie lässt sich mit pg_dump exportieren: in Tierlens mit dem Knopf „Datenbank exportieren…“ oder von Hand: pg_dump -Fc -f DATEI %1.</translation>
    </message>
    <message>
        <source>%1: could not be asked: %2</source>
        <translation>%1: ließ sich nicht fragen: %2</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Other databases</source>
        <translation>Andere Datenbanken</translation>
    </message>
    <message>
        <source>Archiving</source>
        <translation>Archivierung</translation>
    </message>
    <message>
        <source>Standby servers</source>
        <translation>Standby-Server</translation>
    </message>
    <message>
        <source>Replication slots</source>
        <translation>Replikationsslots</translation>
    </message>
    <message>
        <source>Base backups</source>
        <translation>Basissicherungen</translation>
    </message>
    <message>
        <source>When %1 saves its data to disk is not shown to our user (CONFIG GET is refused).</source>
        <translation>Wann %1 seine Daten auf die Platte speichert, wird unserem Benutzer nicht gezeigt (CONFIG GET ist verwehrt).</translation>
    </message>
    <message>
        <source>There is no cache, and at the load that was watched none is needed: a simple tool runs fine on a database alone.</source>
        <translation>Es gibt keinen Cache, und bei der beobachteten Last braucht es keinen: ein einfaches Werkzeug läuft gut mit einer Datenbank allein.</translation>
    </message>
    <message>
        <source>There is no cache. Whether one would help is told by the conditions below.</source>
        <translation>Es gibt keinen Cache. Ob einer helfen würde, sagen die Bedingungen unten.</translation>
    </message>
    <message>
        <source>A simple tool runs fine on a database alone, and at the load that was watched this is one: all conditions below hold. The cache costs %1 of memory and care.</source>
        <translation>Ein einfaches Werkzeug läuft gut mit einer Datenbank allein, und bei der beobachteten Last ist dies eines: alle Bedingungen unten gelten. Der Cache kostet %1 Speicher und Pflege.</translation>
    </message>
    <message>
        <source>It earns its keep: it takes work off Postgres, for %1 of memory.</source>
        <translation>Er lohnt sich: er nimmt Postgres Arbeit ab, für %1 Speicher.</translation>
    </message>
    <message>
        <source>Reading the cache takes the servers longer than asking Postgres would.</source>
        <translation>Den Cache zu lesen kostet die Server mehr Zeit, als Postgres zu fragen.</translation>
    </message>
    <message>
        <source>Not measured: the hits of each kind of key and the time of the query that fills it have to be known.</source>
        <translation>Nicht gemessen: die Treffer jeder Art von Schlüsseln und die Zeit der Abfrage, die sie füllt, müssen bekannt sein.</translation>
    </message>
    <message>
        <source>Measured (kinds of keys: %1): about %2 of Postgres&apos; time %3 a day, if every second of the day were like the %4 that were listened to.</source>
        <translation>Gemessen (Arten von Schlüsseln: %1): pro Tag etwa %2 der Zeit von Postgres %3, wenn jede Sekunde des Tages wie die %4 wäre, die mitgehört wurden.</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>gespart</translation>
    </message>
    <message>
        <source>spent for nothing</source>
        <translation>umsonst ausgegeben</translation>
    </message>
    <message>
        <source>hits a second (MONITOR) × (mean of the query in pg_stat_statements − one read of Redis)</source>
        <translation>Treffer pro Sekunde (MONITOR) × (Mittel der Abfrage in pg_stat_statements − ein Lesen in Redis)</translation>
    </message>
    <message>
        <source>one read of Redis: %1 of its time</source>
        <translation>ein Lesen in Redis: %1 seiner Zeit</translation>
    </message>
    <message>
        <source>what a read of Redis costs is not known and not taken off</source>
        <translation>was ein Lesen in Redis kostet, ist nicht bekannt und nicht abgezogen</translation>
    </message>
    <message>
        <source>What each kind of key saves</source>
        <translation>Was jede Art von Schlüsseln erspart</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>one query takes</source>
        <translation>eine Abfrage dauert</translation>
    </message>
    <message>
        <source>saved a day</source>
        <translation>gespart pro Tag</translation>
    </message>
    <message>
        <source>Only kinds of keys whose hits and query are both known.</source>
        <translation>Nur Arten von Schlüsseln, deren Treffer und Abfrage beide bekannt sind.</translation>
    </message>
    <message>
        <source>When a database alone is enough: all of these hold</source>
        <translation>Wann eine Datenbank allein genügt: wenn all dies gilt</translation>
    </message>
    <message>
        <source>condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>gilt</translation>
    </message>
    <message>
        <source>figure</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>from</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Is the cache worth it?</source>
        <translation>Lohnt sich der Cache?</translation>
    </message>
    <message>
        <source>Where does our permanent data live? In Postgres, database %1, %2 on disk; its tables could not be listed.</source>
        <translation>Wo liegen unsere dauerhaften Daten? In Postgres, Datenbank %1, %2 auf der Platte; ihre Tabellen ließen sich nicht auflisten.</translation>
    </message>
    <message>
        <source>The audit only read: in Redis by commands that change nothing (INFO, CONFIG GET, SCAN, TYPE, PTTL, MEMORY USAGE and the like); in Postgres by SELECTs in a session that may only read. It wrote nothing.</source>
        <translation>Das Audit hat nur gelesen: in Redis mit Befehlen, die nichts ändern (INFO, CONFIG GET, SCAN, TYPE, PTTL, MEMORY USAGE und ähnliche); in Postgres mit SELECTs in einer Sitzung, die nur lesen darf. Geschrieben hat es nichts.</translation>
    </message>
    <message>
        <source>Other tools of Tierlens were allowed to change these servers at that time; what they did is not told here.</source>
        <translation>Andere Werkzeuge von Tierlens durften diese Server währenddessen ändern; was sie getan haben, steht hier nicht.</translation>
    </message>
    <message>
        <source>Every key that was looked at seems to be a copy of what is in Postgres: losing them costs time, not data.</source>
        <translation>Jeder angesehene Schlüssel scheint eine Kopie dessen zu sein, was in Postgres steht: Sie zu verlieren kostet Zeit, keine Daten.</translation>
    </message>
    <message>
        <source>Whether these keys are copies of something cannot be told: no Postgres was asked.</source>
        <translation>Ob diese Schlüssel Kopien von etwas sind, lässt sich nicht sagen: Es wurde kein Postgres gefragt.</translation>
    </message>
    <message>
        <source>These kinds of keys expire by themselves, but have no counterpart that was found in Postgres: %1. What is in them is lost with a restart; ask who writes them whether that matters.</source>
        <translation>Diese Arten von Schlüsseln laufen von selbst ab, aber in Postgres fand sich kein Gegenstück: %1. Was darin steht, geht mit einem Neustart verloren; wer sie schreibt, weiß, ob das wichtig ist.</translation>
    </message>
    <message>
        <source>%1 minutes</source>
        <translation>%1 Minuten</translation>
    </message>
    <message>
        <source>%1 hours</source>
        <translation>%1 Stunden</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tage</translation>
    </message>
    <message>
        <source>not in the sample</source>
        <translation>nicht in der Stichprobe</translation>
    </message>
    <message>
        <source>All %1 of the last round were looked at (SCAN, TYPE, PTTL, MEMORY USAGE); since then there are %2.</source>
        <translation>Alle %1 der letzten Runde wurden angesehen (SCAN, TYPE, PTTL, MEMORY USAGE); seither sind es %2.</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>As far as it could be measured, it takes little work off Postgres (less than 1 % of one processor), for %1 of memory.</source>
        <translation>Soweit es sich messen ließ, nimmt es Postgres wenig Arbeit ab (weniger als 1 % eines Prozessors), für %1 Speicher.</translation>
    </message>
</context>
<context>
    <name>BlastRadius</name>
    <message>
        <source>The search for keys was stopped.</source>
        <translation>Die Suche nach Schlüsseln wurde beendet.</translation>
    </message>
    <message>
        <source>Keys: estimated from %1 % of the keyspace; going through all of it at this pace would take too long.</source>
        <translation>Schlüssel: aus %1 % aller Schlüssel geschätzt; in diesem Tempo alle durchzugehen würde zu lange dauern.</translation>
    </message>
    <message>
        <source>Size: not known; this user may not ask for it (MEMORY USAGE).</source>
        <translation>Größe: nicht bekannt; dieser Benutzer darf nicht danach fragen (MEMORY USAGE).</translation>
    </message>
    <message>
        <source>Size: from %1 of these keys, for all of them.</source>
        <translation>Größe: aus %1 dieser Schlüssel, für alle.</translation>
    </message>
    <message>
        <source>Hits: what the last burst saw of these keys, scaled to the %1 hits/s that Redis counts over the last 10 s.</source>
        <translation>Treffer: was der letzte Mitschnitt von diesen Schlüsseln sah, hochgerechnet auf die %1 Treffer/s, die Redis in den letzten 10 s zählte.</translation>
    </message>
    <message>
        <source>Hits: what the last burst saw of these keys.</source>
        <translation>Treffer: was der letzte Mitschnitt von diesen Schlüsseln sah.</translation>
    </message>
    <message>
        <source>Only some keys of a pattern go; its reads are taken as spread evenly over those that were not counted by name.</source>
        <translation>Nur manche Schlüssel eines Musters gehen; seine Lesevorgänge gelten als gleichmäßig auf die verteilt, die nicht einzeln gezählt wurden.</translation>
    </message>
    <message>
        <source>Queries: in one second, about %1 different keys of these are read; each is missed at its first read and then filled again.</source>
        <translation>Abfragen: in einer Sekunde werden etwa %1 verschiedene dieser Schlüssel gelesen; jeder fehlt beim ersten Lesen und wird dann wieder gefüllt.</translation>
    </message>
    <message>
        <source>Time: from how many different keys the burst saw follows how strongly the reads keep to few keys, and from that how fast those are filled.</source>
        <translation>Zeit: wie viele verschiedene Schlüssel der Mitschnitt sah, zeigt, wie sehr sich das Lesen auf wenige Schlüssel beschränkt, und daraus folgt, wie schnell sie gefüllt werden.</translation>
    </message>
    <message>
        <source>Time: as if all these keys were read alike, for how the reads spread over them is not known. It is shorter if they keep to few keys.</source>
        <translation>Zeit: als würden alle diese Schlüssel gleich oft gelesen, denn wie sich das Lesen auf sie verteilt, ist nicht bekannt. Sie ist kürzer, wenn es sich auf wenige Schlüssel beschränkt.</translation>
    </message>
    <message>
        <source>By the time such a query takes now, they keep about %1 sessions of Postgres busy.</source>
        <translation>Nach der Zeit, die so eine Abfrage jetzt braucht, beschäftigen sie etwa %1 Sitzungen von Postgres.</translation>
    </message>
    <message>
        <source>If clients that miss the same key at the same time all ask Postgres, up to %1 more come in the first moment; whether they do cannot be seen from here.</source>
        <translation>Wenn Clients, denen zugleich derselbe Schlüssel fehlt, alle Postgres fragen, kommen im ersten Moment bis zu %1 hinzu; ob sie es tun, ist von hier aus nicht zu sehen.</translation>
    </message>
    <message>
        <source>Inferred from sampled commands: reads by MGET and by scripts are not among them.</source>
        <translation>Aus einer Stichprobe von Befehlen geschlossen: Lesen mit MGET und durch Skripte ist nicht dabei.</translation>
    </message>
    <message>
        <source>Nobody has looked yet which keys are read. Not more than all hits of this Redis, %1/s, can turn into queries, and each key is filled once. A burst (MONITOR for some seconds) tells more.</source>
        <translation>Noch hat niemand nachgesehen, welche Schlüssel gelesen werden. Höchstens alle Treffer dieses Redis, %1/s, können zu Abfragen werden, und jeder Schlüssel wird einmal gefüllt. Ein Mitschnitt (einige Sekunden MONITOR) sagt mehr.</translation>
    </message>
    <message>
        <source>The last burst saw nobody find one of these keys in Redis; it only looked for some seconds.</source>
        <translation>Der letzte Mitschnitt sah niemanden einen dieser Schlüssel in Redis finden; er sah nur einige Sekunden zu.</translation>
    </message>
    <message>
        <source>No key in Redis matches.</source>
        <translation>Kein Schlüssel in Redis passt.</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2 hits/s now</source>
        <translation>%1, jetzt %2 Treffer/s</translation>
    </message>
    <message>
        <source>%1 → at most +%2 queries/s</source>
        <translation>%1 → höchstens +%2 Abfragen/s</translation>
    </message>
    <message>
        <source>%1 → hardly a query more</source>
        <translation>%1 → kaum eine Abfrage mehr</translation>
    </message>
    <message>
        <source>%1 → about +%2 queries/s at first, falling, for about %3</source>
        <translation>%1 → zuerst etwa +%2 Abfragen/s, abnehmend, für etwa %3</translation>
    </message>
    <message>
        <source>%1 → about +%2 queries/s at first</source>
        <translation>%1 → zuerst etwa +%2 Abfragen/s</translation>
    </message>
    <message>
        <source>%1; Postgres now runs %2/s</source>
        <translation>%1; Postgres führt jetzt %2/s aus</translation>
    </message>
    <message>
        <source>Written without having been missed: %1. If Redis is the only home of these, no query brings them back, and fewer queries come.</source>
        <translation>Geschrieben, ohne zuvor gefehlt zu haben: %1. Sind diese nur in Redis zu Hause, bringt keine Abfrage sie zurück, und es kommen weniger Abfragen.</translation>
    </message>
    <message>
        <source>No key found in %1 of the keyspace.</source>
        <translation>Kein Schlüssel gefunden in %1 aller Schlüssel.</translation>
    </message>
    <message>
        <source>%1, about %2</source>
        <translation>%1, etwa %2</translation>
    </message>
</context>
<context>
    <name>ClusterFolder</name>
    <message>
        <source>The sandbox cannot be kept in %1, because that is a file: move it away or choose another folder.</source>
        <translation>Die Sandbox kann nicht in %1 liegen, denn das ist eine Datei: sie verschieben oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The sandbox cannot be kept in %1: that folder cannot be %2. Change its rights or choose another folder.</source>
        <translation>Die Sandbox kann nicht in %1 liegen: dieser Ordner lässt sich nicht %2. Seine Rechte ändern oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>made</source>
        <translation>anlegen</translation>
    </message>
    <message>
        <source>written to</source>
        <translation>beschreiben</translation>
    </message>
    <message>
        <source>The sandbox cannot be kept in %1: when Tierlens is started by root its servers run as %2, who may not enter %3. Choose another folder.</source>
        <translation>Die Sandbox kann nicht in %1 liegen: wenn root Tierlens startet, laufen seine Server als %2, und das darf %3 nicht betreten. Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>%1 was not made by Tierlens and is left alone.</source>
        <translation>%1 stammt nicht von Tierlens und bleibt unangetastet.</translation>
    </message>
    <message>
        <source>Another Tierlens uses sandbox %1; this one takes number %2.</source>
        <translation>Ein anderes Tierlens benutzt die Sandbox %1; dieses nimmt Nummer %2.</translation>
    </message>
    <message>
        <source>The sandbox cannot be kept in %1: no right to.</source>
        <translation>Die Sandbox kann nicht in %1 liegen: das Recht dazu fehlt.</translation>
    </message>
    <message>
        <source>All %1 sandboxes in %2 are in use: close another Tierlens or choose another folder.</source>
        <translation>Alle %1 Sandboxes in %2 sind belegt: ein anderes Tierlens schließen oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The sandbox cannot be kept in %1: the lock beside it cannot be written. Check the rights and the room there, or choose another folder.</source>
        <translation>Die Sandbox kann nicht in %1 liegen: die Sperrdatei daneben lässt sich nicht schreiben. Rechte und Platz dort prüfen oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 lässt sich nicht schreiben: %2.</translation>
    </message>
    <message>
        <source>The old sandbox in %1 cannot be removed: delete that folder by hand.</source>
        <translation>Die alte Sandbox in %1 lässt sich nicht entfernen: diesen Ordner von Hand löschen.</translation>
    </message>
    <message>
        <source>Only %1 are free in %2, and a new sandbox needs %3: make room there or choose another folder.</source>
        <translation>In %2 sind nur %1 frei, und eine neue Sandbox braucht %3: dort Platz schaffen oder einen anderen Ordner wählen.</translation>
    </message>
</context>
<context>
    <name>CommandEnd</name>
    <message>
        <source>This computer has no unit %1. &quot;systemctl list-units&quot; names those it has.</source>
        <translation>Dieser Rechner hat keine Unit %1. „systemctl list-units“ nennt die, die er hat.</translation>
    </message>
    <message>
        <source>There is no container %1. &quot;%2 ps --all&quot; names those there are.</source>
        <translation>Es gibt keinen Container %1. „%2 ps --all“ nennt die, die es gibt.</translation>
    </message>
    <message>
        <source>The shell does not know this command (exit code 127).</source>
        <translation>Die Shell kennt diesen Befehl nicht (Exit-Code 127).</translation>
    </message>
    <message>
        <source>It needs sudo: your user may not restart this unit. A command can be kept instead: &quot;sudo -n systemctl restart %1&quot;, once sudo allows exactly that without a password.</source>
        <translation>Es braucht sudo: Ihr Benutzer darf diese Unit nicht neu starten. Stattdessen lässt sich ein Befehl hinterlegen: „sudo -n systemctl restart %1“, sobald sudo genau das ohne Passwort erlaubt.</translation>
    </message>
    <message>
        <source>It needs sudo: your user may not speak to Docker. Whoever is in the group docker may.</source>
        <translation>Es braucht sudo: Ihr Benutzer darf nicht mit Docker sprechen. Wer in der Gruppe docker ist, darf es.</translation>
    </message>
    <message>
        <source>It needs sudo, and sudo wanted a password. Nobody can type one here: allow exactly this command without a password, or run it in a terminal.</source>
        <translation>Es braucht sudo, und sudo wollte ein Passwort. Hier kann niemand eines eingeben: genau diesen Befehl ohne Passwort erlauben oder ihn in einem Terminal ausführen.</translation>
    </message>
    <message>
        <source>Your user has no right to do this; it needs sudo or another user.</source>
        <translation>Ihr Benutzer hat kein Recht dazu; es braucht sudo oder einen anderen Benutzer.</translation>
    </message>
    <message>
        <source>The command ended well (exit code 0).</source>
        <translation>Der Befehl endete gut (Exit-Code 0).</translation>
    </message>
    <message>
        <source>It failed (exit code %1).</source>
        <translation>Er ist gescheitert (Exit-Code %1).</translation>
    </message>
    <message>
        <source>Its last words: %1</source>
        <translation>Seine letzten Worte: %1</translation>
    </message>
    <message>
        <source>%1 could not be started on this computer (%2).</source>
        <translation>%1 ließ sich auf diesem Rechner nicht starten (%2).</translation>
    </message>
    <message>
        <source>%1 was ended by a signal before it was done.</source>
        <translation>%1 wurde von einem Signal beendet, bevor es fertig war.</translation>
    </message>
    <message>
        <source>Stopped. What it had done until then stays done: see whether the server runs.</source>
        <translation>Beendet. Was er bis dahin getan hat, bleibt getan: nachsehen, ob der Server läuft.</translation>
    </message>
    <message>
        <source>It was still running at the time limit and was stopped. What it had done until then stays done: see whether the server runs.</source>
        <translation>Er lief bei Erreichen der Zeitgrenze noch und wurde beendet. Was er bis dahin getan hat, bleibt getan: nachsehen, ob der Server läuft.</translation>
    </message>
</context>
<context>
    <name>Comparer</name>
    <message>
        <source>This needs a Redis with another memory limit. Tierlens only sets up the sandbox&apos;s own.</source>
        <translation>Dies braucht ein Redis mit anderer Speichergrenze. Tierlens stellt nur das der Sandbox selbst ein.</translation>
    </message>
    <message>
        <source>Each side can have 1 to 20 runs.</source>
        <translation>Jede Seite kann 1 bis 20 Läufe haben.</translation>
    </message>
    <message>
        <source>A run can last from 1 second to 10 minutes.</source>
        <translation>Ein Lauf kann 1 Sekunde bis 10 Minuten dauern.</translation>
    </message>
    <message>
        <source>There is nothing to be measured.</source>
        <translation>Es gibt nichts zu messen.</translation>
    </message>
    <message>
        <source>Run %1 of %2: %3</source>
        <translation>Lauf %1 von %2: %3</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>within the noise</source>
        <translation>im Rauschen</translation>
    </message>
    <message>
        <source>A is better</source>
        <translation>A ist besser</translation>
    </message>
    <message>
        <source>B is better</source>
        <translation>B ist besser</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>Redis counted the same.</source>
        <translation>Redis hat dasselbe gezählt.</translation>
    </message>
    <message>
        <source>Redis counted something else than we did!</source>
        <translation>Redis hat etwas anderes gezählt als wir!</translation>
    </message>
    <message>
        <source>Postgres keeps no count here (pg_stat_statements).</source>
        <translation>Postgres zählt hier nicht mit (pg_stat_statements).</translation>
    </message>
    <message>
        <source>Postgres counted the same.</source>
        <translation>Postgres hat dasselbe gezählt.</translation>
    </message>
    <message>
        <source>Postgres counted something else than we did!</source>
        <translation>Postgres hat etwas anderes gezählt als wir!</translation>
    </message>
    <message>
        <source>Every run was asked exactly the same %1 requests.</source>
        <translation>Jeder Lauf bekam genau dieselben %1 Anfragen.</translation>
    </message>
    <message>
        <source>Every run played the same sequence.</source>
        <translation>Jeder Lauf spielte dieselbe Folge ab.</translation>
    </message>
    <message>
        <source>Not all requests could be played in the time: “%1” could not keep up.</source>
        <translation>Nicht alle Anfragen ließen sich in der Zeit abspielen: „%1“ kam nicht mit.</translation>
    </message>
    <message>
        <source>Not all requests could be played in the time: neither side could keep up.</source>
        <translation>Nicht alle Anfragen ließen sich in der Zeit abspielen: keine der beiden Seiten kam mit.</translation>
    </message>
</context>
<context>
    <name>ConnectionCheck</name>
    <message>
        <source>Without it nothing is known of single statements and of what a miss costs.</source>
        <translation>Ohne es ist nichts über einzelne Anweisungen bekannt und nichts darüber, was ein Miss kostet.</translation>
    </message>
    <message>
        <source>-- and keep what is there: SHOW shared_preload_libraries;</source>
        <translation>-- und behalten, was dort steht: SHOW shared_preload_libraries;</translation>
    </message>
    <message>
        <source>-- restart PostgreSQL</source>
        <translation>-- PostgreSQL neu starten</translation>
    </message>
    <message>
        <source>The server has not loaded pg_stat_statements.</source>
        <translation>Der Server hat pg_stat_statements nicht geladen.</translation>
    </message>
    <message>
        <source>The database %1 has no pg_stat_statements.</source>
        <translation>Die Datenbank %1 hat kein pg_stat_statements.</translation>
    </message>
    <message>
        <source>%1 may not read pg_stat_statements.</source>
        <translation>%1 darf pg_stat_statements nicht lesen.</translation>
    </message>
    <message>
        <source>pg_stat_statements can be read.</source>
        <translation>pg_stat_statements ist lesbar.</translation>
    </message>
    <message>
        <source>%1 may read all that Watch asks for.</source>
        <translation>%1 darf alles lesen, wonach „Beobachten“ fragt.</translation>
    </message>
    <message>
        <source>%1 is no member of pg_monitor: the sessions, statements and settings of others stay hidden.</source>
        <translation>%1 ist kein Mitglied von pg_monitor: Sitzungen, Anweisungen und Einstellungen anderer bleiben verborgen.</translation>
    </message>
    <message>
        <source>%1, logged in as %2.</source>
        <translation>%1, angemeldet als %2.</translation>
    </message>
    <message>
        <source>%1 %2, a replica</source>
        <translation>%1 %2, eine Replik</translation>
    </message>
    <message>
        <source>%1 %2, a primary</source>
        <translation>%1 %2, ein Primärserver</translation>
    </message>
    <message>
        <source>%1 %2, a cluster of %3 primaries and %4 replicas</source>
        <translation>%1 %2, ein Cluster aus %3 Primärservern und %4 Repliken</translation>
    </message>
    <message>
        <source>May not run %1: some figures of the server will be missing.</source>
        <translation>Darf %1 nicht ausführen: einige Zahlen des Servers werden fehlen.</translation>
    </message>
    <message>
        <source>May not run %1: nothing will be known of keys and their patterns.</source>
        <translation>Darf %1 nicht ausführen: über Schlüssel und ihre Muster wird nichts bekannt.</translation>
    </message>
    <message>
        <source>May not run %1: no bursts that show which query fills which key.</source>
        <translation>Darf %1 nicht ausführen: keine Bursts, die zeigen, welche Abfrage welchen Schlüssel füllt.</translation>
    </message>
    <message>
        <source>May not run %1: no misses and expiries by key pattern.</source>
        <translation>Darf %1 nicht ausführen: keine Misses und Abläufe nach Schlüsselmuster.</translation>
    </message>
    <message>
        <source>Does not know %1: too old, or renamed there.</source>
        <translation>Kennt %1 nicht: zu alt, oder dort umbenannt.</translation>
    </message>
    <message>
        <source>Redis lets us in.</source>
        <translation>Redis lässt uns ein.</translation>
    </message>
</context>
<context>
    <name>ConnectionList</name>
    <message>
        <source>The saved connections cannot be read (%1).</source>
        <translation>Die gespeicherten Verbindungen sind nicht lesbar (%1).</translation>
    </message>
    <message>
        <source>The saved connections are of a later version of Tierlens.</source>
        <translation>Die gespeicherten Verbindungen stammen von einer späteren Fassung von Tierlens.</translation>
    </message>
    <message>
        <source>The file of saved connections is damaged.</source>
        <translation>Die Datei mit den gespeicherten Verbindungen ist beschädigt.</translation>
    </message>
    <message>
        <source>It was put aside as %1.</source>
        <translation>Sie wurde als %1 beiseitegelegt.</translation>
    </message>
    <message>
        <source>It could not be put aside, so nothing will be saved.</source>
        <translation>Sie ließ sich nicht beiseitelegen, darum wird nichts gespeichert.</translation>
    </message>
    <message>
        <source>A password, or an address that cannot be read, stood in the file for %1.</source>
        <translation>In der Datei stand für %1 ein Passwort oder eine Adresse, die nicht lesbar ist.</translation>
    </message>
    <message>
        <source>There is no file to save the connections in.</source>
        <translation>Es gibt keine Datei, um die Verbindungen zu speichern.</translation>
    </message>
    <message>
        <source>The address of %1 cannot be saved: it cannot be read, or it has a password in it.</source>
        <translation>Die Adresse von %1 lässt sich nicht speichern: sie ist nicht lesbar oder enthält ein Passwort.</translation>
    </message>
    <message>
        <source>The connections cannot be saved (%1).</source>
        <translation>Die Verbindungen lassen sich nicht speichern (%1).</translation>
    </message>
</context>
<context>
    <name>DataLayer</name>
    <message>
        <source>Another request is already asking Postgres for this and has had no answer yet.</source>
        <translation>Eine andere Anfrage fragt Postgres schon danach und hat noch keine Antwort.</translation>
    </message>
    <message>
        <source>Redis is full and may not forget anything (noeviction), so this answer was not cached; Postgres gave it.</source>
        <translation>Redis ist voll und darf nichts vergessen (noeviction), daher kam diese Antwort nicht in den Cache; Postgres gab sie.</translation>
    </message>
    <message>
        <source>Redis has it; Postgres gets it within a second</source>
        <translation>Redis hat es; Postgres bekommt es binnen einer Sekunde</translation>
    </message>
    <message numerus="yes">
        <source>%n write(s) waiting for Postgres</source>
        <translation>
            <numerusform>%n Schreibvorgang wartet auf Postgres</numerusform>
            <numerusform>%n Schreibvorgänge warten auf Postgres</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 acknowledged writes are lost: they were waiting in Redis and never reached Postgres.</source>
        <translation>%1 bestätigte Schreibvorgänge sind verloren: sie warteten in Redis und haben Postgres nie erreicht.</translation>
    </message>
    <message>
        <source>An acknowledged write was refused by Postgres when its turn came.</source>
        <translation>Postgres hat einen bestätigten Schreibvorgang abgelehnt, als er an der Reihe war.</translation>
    </message>
    <message>
        <source>Redis has no room for it.</source>
        <translation>Redis hat keinen Platz dafür.</translation>
    </message>
    <message>
        <source>Redis does not answer.</source>
        <translation>Redis antwortet nicht.</translation>
    </message>
</context>
<context>
    <name>DatabaseExport</name>
    <message>
        <source>%1 is there already; choose another name.</source>
        <translation>%1 gibt es schon; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>%1 could not be made: %2.</source>
        <translation>%1 ließ sich nicht anlegen: %2.</translation>
    </message>
    <message>
        <source>%1 could not be started: %2.</source>
        <translation>%1 ließ sich nicht starten: %2.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation>%1 ließ sich nicht schreiben: %2.</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was kept.</source>
        <translation>Der Export wurde abgebrochen; nichts wurde behalten.</translation>
    </message>
    <message>
        <source>pg_dump ended without a word.</source>
        <translation>pg_dump endete ohne ein Wort.</translation>
    </message>
    <message>
        <source>pg_dump failed: %1</source>
        <translation>pg_dump ist gescheitert: %1</translation>
    </message>
    <message>
        <source>The connection&apos;s TLS key has a password, which cannot be handed to pg_dump without showing it; run pg_dump by hand.</source>
        <translation>Der TLS-Schlüssel der Verbindung hat ein Passwort, das sich pg_dump nicht geben lässt, ohne es zu zeigen; pg_dump von Hand ausführen.</translation>
    </message>
    <message>
        <source>pg_dump is not on this computer: install the client programs of Postgres (Debian: sudo apt install postgresql-client).</source>
        <translation>pg_dump ist nicht auf diesem Rechner: die Client-Programme von Postgres installieren (Debian: sudo apt install postgresql-client).</translation>
    </message>
</context>
<context>
    <name>Deletion</name>
    <message>
        <source>%1 of %2 deleted</source>
        <translation>%1 / %2 gelöscht</translation>
    </message>
    <message>
        <source>%1 deleted</source>
        <translation>%1 gelöscht</translation>
    </message>
    <message>
        <source>%1 so far, %2 keys a second.</source>
        <translation>Bisher %1, %2 Schlüssel pro Sekunde.</translation>
    </message>
    <message>
        <source>%1, paused.</source>
        <translation>%1, angehalten.</translation>
    </message>
    <message>
        <source>%1, then stopped by you.</source>
        <translation>%1, dann von Ihnen beendet.</translation>
    </message>
    <message>
        <source>%1; that was all.</source>
        <translation>%1; das war alles.</translation>
    </message>
    <message>
        <source>%1, then it failed: %2</source>
        <translation>%1, dann scheiterte es: %2</translation>
    </message>
    <message>
        <source>%1 had gone before their turn came.</source>
        <translation>%1 waren weg, bevor sie an die Reihe kamen.</translation>
    </message>
    <message>
        <source>The connection broke while %1 were being deleted: those may be gone or not.</source>
        <translation>Die Verbindung brach ab, während %1 gelöscht wurden: vielleicht sind sie weg, vielleicht nicht.</translation>
    </message>
    <message>
        <source>%1 of about %2 deleted</source>
        <translation>%1 von etwa %2 gelöscht</translation>
    </message>
</context>
<context>
    <name>DemoRadius</name>
    <message>
        <source>By the requests of the last 10 s: each of these keys is missed at its next read, asked of Postgres once and filled again.</source>
        <translation>Nach den Anfragen der letzten 10 s: jeder dieser Schlüssel fehlt beim nächsten Lesen, wird einmal bei Postgres erfragt und wieder gefüllt.</translation>
    </message>
    <message>
        <source>Nobody asked for them in the last 10 s.</source>
        <translation>In den letzten 10 s hat niemand danach gefragt.</translation>
    </message>
    <message>
        <source>Every miss asks here: those who miss a key while it is still being answered ask, too, up to %1 more in the first moment.</source>
        <translation>Jeder Miss fragt hier: wem ein Schlüssel fehlt, während die Antwort noch unterwegs ist, der fragt auch; im ersten Moment sind das bis zu %1 mehr.</translation>
    </message>
    <message>
        <source>Redis alone holds some of them, and no query brings those back: %1 of those that were used in the last 10 s.</source>
        <translation>Einige davon hat nur Redis, und keine Abfrage bringt sie zurück: %1 von denen, die in den letzten 10 s benutzt wurden.</translation>
    </message>
</context>
<context>
    <name>Drill</name>
    <message>
        <source>Pause all clients of Redis</source>
        <translation>Alle Clients von Redis anhalten</translation>
    </message>
    <message>
        <source>Redis answers nobody for the time you choose (CLIENT PAUSE). Commands that come meanwhile wait, and are carried out afterwards.</source>
        <translation>Redis antwortet für die gewählte Zeit niemandem (CLIENT PAUSE). Befehle, die inzwischen kommen, warten und werden danach ausgeführt.</translation>
    </message>
    <message>
        <source>Whether the application has timeouts and lives with them, or piles up requests. The watch of Tierlens waits as well, and may call Redis frozen.</source>
        <translation>Ob die Anwendung Zeitgrenzen hat und damit zurechtkommt, oder ob sich Anfragen stauen. Auch die Beobachtung durch Tierlens wartet und nennt Redis vielleicht eingefroren.</translation>
    </message>
    <message>
        <source>By itself, after that time. It cannot be ended earlier: Redis would let the order to do so wait, too.</source>
        <translation>Von selbst, nach dieser Zeit. Früher lässt es sich nicht beenden: auch den Befehl dazu ließe Redis warten.</translation>
    </message>
    <message>
        <source>Slow answers of Redis</source>
        <translation>Langsame Antworten von Redis</translation>
    </message>
    <message>
        <source>Again and again Redis holds its clients back for a moment, and lets them go for as long (short CLIENT PAUSEs). A command that comes in such a moment waits for its end. Nothing keeps the server itself busy.</source>
        <translation>Immer wieder hält Redis seine Clients einen Moment lang auf und lässt sie ebenso lange laufen (kurze CLIENT PAUSE). Ein Befehl, der in so einem Moment kommt, wartet dessen Ende ab. Den Server selbst beschäftigt nichts.</translation>
    </message>
    <message>
        <source>What a slow cache does to the application: a request that asks Redis ten times waits ten times.</source>
        <translation>Was ein langsamer Cache mit der Anwendung macht: eine Anfrage, die Redis zehnmal fragt, wartet zehnmal.</translation>
    </message>
    <message>
        <source>Stopping it is enough; the last moment ends by itself.</source>
        <translation>Es zu beenden genügt; der letzte Moment endet von selbst.</translation>
    </message>
    <message>
        <source>Too little memory for Redis</source>
        <translation>Zu wenig Speicher für Redis</translation>
    </message>
    <message>
        <source>maxmemory is set below what Redis uses now, for the time you choose. Depending on its maxmemory-policy Redis evicts keys or refuses to write.</source>
        <translation>maxmemory wird für die gewählte Zeit unter das gesetzt, was Redis jetzt belegt. Je nach maxmemory-policy verdrängt Redis Schlüssel oder weist Schreibvorgänge ab.</translation>
    </message>
    <message>
        <source>What evictions do to the hit rate and to Postgres, and whether the application lives with refused writes (OOM).</source>
        <translation>Was Verdrängungen mit der Trefferquote und mit Postgres machen, und ob die Anwendung mit abgewiesenen Schreibvorgängen (OOM) zurechtkommt.</translation>
    </message>
    <message>
        <source>Cut a client of Redis</source>
        <translation>Einen Client von Redis trennen</translation>
    </message>
    <message>
        <source>The connection you choose is closed by Redis (CLIENT KILL ID).</source>
        <translation>Redis schließt die gewählte Verbindung (CLIENT KILL ID).</translation>
    </message>
    <message>
        <source>Whether the application connects again by itself, and how fast.</source>
        <translation>Ob die Anwendung sich von selbst neu verbindet, und wie schnell.</translation>
    </message>
    <message>
        <source>Not needed: a sound application is back at once.</source>
        <translation>Nicht nötig: eine gesunde Anwendung ist sofort wieder da.</translation>
    </message>
    <message>
        <source>End a session of Postgres</source>
        <translation>Eine Sitzung von Postgres beenden</translation>
    </message>
    <message>
        <source>The session you choose is ended by Postgres (pg_terminate_backend). What it was doing is undone.</source>
        <translation>Postgres beendet die gewählte Sitzung (pg_terminate_backend). Was sie gerade tat, wird zurückgenommen.</translation>
    </message>
    <message>
        <source>Whether the application repeats its transaction and its pool replaces the session.</source>
        <translation>Ob die Anwendung ihre Transaktion wiederholt und ihr Pool die Sitzung ersetzt.</translation>
    </message>
    <message>
        <source>Let Postgres read its settings again</source>
        <translation>Postgres seine Einstellungen neu lesen lassen</translation>
    </message>
    <message>
        <source>Postgres reads its configuration files again (pg_reload_conf). Sessions go on.</source>
        <translation>Postgres liest seine Konfigurationsdateien neu (pg_reload_conf). Sitzungen laufen weiter.</translation>
    </message>
    <message>
        <source>Which settings are different afterwards, which would need a restart, and which lines of the files are wrong.</source>
        <translation>Welche Einstellungen danach anders sind, welche einen Neustart bräuchten und welche Zeilen der Dateien falsch sind.</translation>
    </message>
    <message>
        <source>Put the files back and let them be read again.</source>
        <translation>Die Dateien zurückändern und neu lesen lassen.</translation>
    </message>
    <message>
        <source>This connection is marked as production. Drills make faults on purpose, so they are offered for development and sandbox only.</source>
        <translation>Diese Verbindung gilt als Produktion. Übungen machen absichtlich Störungen, darum gibt es sie nur für Entwicklung und Sandbox.</translation>
    </message>
    <message>
        <source>This connection is read-only. Allow changes on it first.</source>
        <translation>Diese Verbindung ist nur lesend. Zuerst Änderungen für sie erlauben.</translation>
    </message>
    <message>
        <source>There is no server to do a drill on.</source>
        <translation>Es gibt keinen Server für eine Übung.</translation>
    </message>
    <message>
        <source>This connection has no Redis.</source>
        <translation>Diese Verbindung hat kein Redis.</translation>
    </message>
    <message>
        <source>This connection has no Postgres.</source>
        <translation>Diese Verbindung hat kein Postgres.</translation>
    </message>
    <message>
        <source>Limit %1; Redis used %2 before and %3 at the least.</source>
        <translation>Grenze %1; Redis belegte zuvor %2 und am wenigsten %3.</translation>
    </message>
    <message>
        <source>Keys evicted: %1.</source>
        <translation>Verdrängte Schlüssel: %1.</translation>
    </message>
    <message>
        <source>Writes refused (OOM): %1.</source>
        <translation>Abgelehnte Schreibbefehle (OOM): %1.</translation>
    </message>
    <message>
        <source>The limit is %1 already, which is lower than what was asked for.</source>
        <translation>Die Grenze liegt schon bei %1, das ist weniger als verlangt.</translation>
    </message>
    <message>
        <source>%1 keys evicted, %2 used of %3.</source>
        <translation>%1 Schlüssel verdrängt, %2 von %3 belegt.</translation>
    </message>
    <message>
        <source>maxmemory could not be put back (%1). It is noted and will be offered again. By hand: CONFIG SET maxmemory %2</source>
        <translation>maxmemory ließ sich nicht zurückstellen (%1). Es ist notiert und wird wieder angeboten. Von Hand: CONFIG SET maxmemory %2</translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation>%1, Zeile %2: %3</translation>
    </message>
    <message>
        <source>This session has gone by itself meanwhile.</source>
        <translation>Diese Sitzung ist inzwischen von selbst verschwunden.</translation>
    </message>
    <message>
        <source>Postgres could not send the signal that ends it.</source>
        <translation>Postgres konnte das Signal nicht senden, das sie beendet.</translation>
    </message>
    <message>
        <source>Session %1 was gone after %2; what it had not committed is undone.</source>
        <translation>Sitzung %1 war nach %2 weg; was sie nicht mit COMMIT bestätigt hatte, ist zurückgenommen.</translation>
    </message>
    <message>
        <source>Waiting for the session to end.</source>
        <translation>Warten auf das Ende der Sitzung.</translation>
    </message>
    <message>
        <source>The order was given, but the session was not gone after %1.</source>
        <translation>Der Befehl wurde gegeben, aber die Sitzung war nach %1 nicht weg.</translation>
    </message>
    <message>
        <source>Postgres did not say that it has read them, within %1.</source>
        <translation>Postgres hat binnen %1 nicht gemeldet, dass es sie gelesen hat.</translation>
    </message>
    <message>
        <source>Read again after %1.</source>
        <translation>Neu gelesen nach %1.</translation>
    </message>
    <message>
        <source>No setting of a new session is different.</source>
        <translation>Keine Einstellung einer neuen Sitzung ist anders.</translation>
    </message>
    <message>
        <source>Different now: %1</source>
        <translation>Jetzt anders: %1</translation>
    </message>
    <message>
        <source>These wait for a restart: %1</source>
        <translation>Diese warten auf einen Neustart: %1</translation>
    </message>
    <message>
        <source>Wrong in the files: %1</source>
        <translation>Falsch in den Dateien: %1</translation>
    </message>
    <message>
        <source>The address of Redis cannot be read.</source>
        <translation>Die Adresse von Redis ist nicht lesbar.</translation>
    </message>
    <message>
        <source>A command sent at the beginning was answered after %1; before the pause it took %2.</source>
        <translation>Ein am Anfang gesandter Befehl wurde nach %1 beantwortet; vor der Pause dauerte es %2.</translation>
    </message>
    <message>
        <source>Not waited for. The pause goes on for another %1 and then ends by itself.</source>
        <translation>Nicht abgewartet. Die Pause dauert noch %1 und endet dann von selbst.</translation>
    </message>
    <message>
        <source>Redis did not answer 5 s after the end of the pause.</source>
        <translation>Redis hat 5 s nach dem Ende der Pause nicht geantwortet.</translation>
    </message>
    <message>
        <source>Clients have been waiting for %1.</source>
        <translation>Clients warten seit %1.</translation>
    </message>
    <message>
        <source>An answer takes %1 on average.</source>
        <translation>Eine Antwort dauert im Mittel %1.</translation>
    </message>
    <message>
        <source>Stopped before anything was measured.</source>
        <translation>Beendet, bevor etwas gemessen war.</translation>
    </message>
    <message>
        <source>For %1 an answer took %2 on average and %3 at most; before it took %4. (%5 commands of ours, sent at any moment.)</source>
        <translation>%1 lang dauerte eine Antwort im Mittel %2 und höchstens %3; zuvor dauerte sie %4. (%5 eigene Befehle, zu beliebigen Momenten gesandt.)</translation>
    </message>
    <message>
        <source>This client has gone by itself meanwhile.</source>
        <translation>Dieser Client ist inzwischen von selbst verschwunden.</translation>
    </message>
    <message>
        <source>This is a connection of Tierlens or of another server.</source>
        <translation>Dies ist eine Verbindung von Tierlens oder eines anderen Servers.</translation>
    </message>
    <message>
        <source>Redis cut the connection of %1.</source>
        <translation>Redis hat die Verbindung von %1 getrennt.</translation>
    </message>
    <message>
        <source>Somebody connected again from there, under the same name, after %1.</source>
        <translation>Von dort hat sich nach %1 wieder jemand unter demselben Namen verbunden.</translation>
    </message>
    <message>
        <source>Waiting for it to connect again.</source>
        <translation>Warten, bis er sich neu verbindet.</translation>
    </message>
    <message>
        <source>Nobody connected again from there, under the same name, within %1.</source>
        <translation>Von dort hat sich binnen %1 niemand unter demselben Namen neu verbunden.</translation>
    </message>
    <message>
        <source>maxmemory is put back at the end, when stopped, and when Tierlens ends; if it was killed, it offers to do so when the drills of this connection are opened again. Keys that were evicted stay away until they are filled again.</source>
        <translation>maxmemory wird am Ende, beim Beenden der Übung und beim Ende von Tierlens zurückgestellt; wurde Tierlens abgeschossen, bietet es das an, sobald die Übungen dieser Verbindung wieder geöffnet werden. Verdrängte Schlüssel bleiben weg, bis sie wieder gefüllt werden.</translation>
    </message>
    <message>
        <source>Redis does not say what %1 is now, so that it could not be put back.</source>
        <translation>Redis sagt nicht, was %1 jetzt ist; es ließe sich also nicht zurückstellen.</translation>
    </message>
</context>
<context>
    <name>DrillJournal</name>
    <message>
        <source>What a drill changes could not be noted (%1).</source>
        <translation>Was eine Übung ändert, ließ sich nicht notieren (%1).</translation>
    </message>
    <message>
        <source>%1 is %2 by now: the server was restarted, or somebody else has set it. It was left as it is.</source>
        <translation>%1 ist inzwischen %2: der Server wurde neu gestartet, oder jemand anderes hat es gesetzt. Es blieb, wie es war.</translation>
    </message>
    <message>
        <source>Redis did not take %1 back.</source>
        <translation>Redis hat %1 nicht zurückgenommen.</translation>
    </message>
    <message>
        <source>%1 is %2 again, as before.</source>
        <translation>%1 ist wieder %2, wie zuvor.</translation>
    </message>
    <message>
        <source>Redis does not say what %1 is. The note is kept.</source>
        <translation>Redis sagt nicht, was %1 ist. Die Notiz bleibt.</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>%1 ist nicht lesbar</translation>
    </message>
    <message>
        <source>This connection is read-only. Allow changes on it first.</source>
        <translation>Diese Verbindung ist nur lesend. Zuerst Änderungen für sie erlauben.</translation>
    </message>
    <message>
        <source>This connection has no Redis.</source>
        <translation>Diese Verbindung hat kein Redis.</translation>
    </message>
    <message>
        <source>Another process answers here than the one the drill has changed: Redis was restarted since, and has read its settings anew, or this is another server. It was left as it is, and the note is kept.</source>
        <translation>Hier antwortet ein anderer Prozess als der, den die Übung geändert hat: Redis wurde seither neu gestartet und hat seine Einstellungen neu gelesen, oder dies ist ein anderer Server. Es blieb, wie es war, und die Notiz bleibt.</translation>
    </message>
    <message>
        <source>What earlier drills have noted cannot be read (%1): look whether maxmemory of your Redis servers (CONFIG GET maxmemory) is what it should be.</source>
        <translation>Was frühere Übungen notiert haben, ist nicht lesbar (%1): Sehen Sie nach, ob maxmemory Ihrer Redis-Server (CONFIG GET maxmemory) ist, wie es sein soll.</translation>
    </message>
    <message>
        <source>What earlier drills had noted could not be read and is now in %1: look whether maxmemory of your Redis servers (CONFIG GET maxmemory) is what it should be.</source>
        <translation>Was frühere Übungen notiert hatten, war nicht lesbar und liegt jetzt in %1: Sehen Sie nach, ob maxmemory Ihrer Redis-Server (CONFIG GET maxmemory) ist, wie es sein soll.</translation>
    </message>
</context>
<context>
    <name>DrillTargets</name>
    <message>
        <source>%1, %2 ago</source>
        <translation>%1, vor %2</translation>
    </message>
    <message>
        <source>hidden from our user</source>
        <translation>vor unserem Benutzer verborgen</translation>
    </message>
</context>
<context>
    <name>Environment</name>
    <message>
        <source>Development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>Produktion</translation>
    </message>
    <message>
        <source>Others may work there: Tierlens changes something only by your order.</source>
        <translation>Vielleicht arbeiten andere dort: Tierlens ändert nur dann etwas, wenn Sie es ihm auftragen.</translation>
    </message>
    <message>
        <source>Nobody minds what happens there: changes are allowed.</source>
        <translation>Was dort geschieht, stört niemanden: Änderungen sind erlaubt.</translation>
    </message>
    <message>
        <source>People depend on it: read-only until you allow changes.</source>
        <translation>Menschen hängen davon ab: nur lesend, bis Sie Änderungen erlauben.</translation>
    </message>
</context>
<context>
    <name>EventText</name>
    <message>
        <source>1 key</source>
        <translation>1 Schlüssel</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 Schlüssel</translation>
    </message>
    <message>
        <source>Nothing is known of %1 yet.</source>
        <translation>Von %1 ist noch nichts bekannt.</translation>
    </message>
    <message>
        <source>Connecting to %1.</source>
        <translation>Verbindung zu %1 wird aufgebaut.</translation>
    </message>
    <message>
        <source>%1 is up.</source>
        <translation>%1 läuft.</translation>
    </message>
    <message>
        <source>%1 %2 is up.</source>
        <translation>%1 %2 läuft.</translation>
    </message>
    <message>
        <source>%1 is up, but still loading its data.</source>
        <translation>%1 läuft, lädt aber noch seine Daten.</translation>
    </message>
    <message>
        <source>%1 is connected, but does not answer.</source>
        <translation>%1 ist verbunden, antwortet aber nicht.</translation>
    </message>
    <message>
        <source>%1 is lost: it does not accept connections.</source>
        <translation>%1 ist verloren: es nimmt keine Verbindungen an.</translation>
    </message>
    <message>
        <source>%1 is stopping.</source>
        <translation>%1 hält an.</translation>
    </message>
    <message>
        <source>%1 is starting.</source>
        <translation>%1 startet.</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Key %1</source>
        <translation>Schlüssel %1</translation>
    </message>
    <message>
        <source>%1 invalidated: the next request for each asks Postgres.</source>
        <translation>%1 invalidiert: die nächste Anfrage nach jedem fragt Postgres.</translation>
    </message>
    <message>
        <source>%1 expired: the time to live was over.</source>
        <translation>%1 abgelaufen: die Lebensdauer war um.</translation>
    </message>
    <message>
        <source>%1 evicted: Redis needed the memory.</source>
        <translation>%1 verdrängt: Redis brauchte den Speicher.</translation>
    </message>
    <message>
        <source>%1 lost with the Redis process that held them.</source>
        <translation>%1 mit dem Redis-Prozess verloren, der sie hielt.</translation>
    </message>
    <message>
        <source>%1 lost with the Redis process that held it.</source>
        <translation>%1 mit dem Redis-Prozess verloren, der ihn hielt.</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>Wahrheit</translation>
    </message>
    <message>
        <source>Postgres had acknowledged no write, so there was none to look for.</source>
        <translation>Postgres hatte keinen Schreibvorgang bestätigt, also war keiner zu suchen.</translation>
    </message>
    <message>
        <source>The one write that Postgres had acknowledged is still there: 0 rows lost.</source>
        <translation>Der eine Schreibvorgang, den Postgres bestätigt hatte, ist noch da: 0 Zeilen verloren.</translation>
    </message>
    <message>
        <source>All %1 writes that Postgres had acknowledged are still there: 0 rows lost.</source>
        <translation>Alle %1 Schreibvorgänge, die Postgres bestätigt hatte, sind noch da: 0 Zeilen verloren.</translation>
    </message>
    <message>
        <source>%1 of %2 writes that Postgres had acknowledged are gone.</source>
        <translation>%1 von %2 Schreibvorgängen, die Postgres bestätigt hatte, sind weg.</translation>
    </message>
    <message>
        <source>action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>%1 in Redis thrown away by it</source>
        <translation>%1 in Redis dadurch verworfen</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>%1: %2 in %3.</source>
        <translation>%1: %2 in %3.</translation>
    </message>
    <message>
        <source>The truth of %1 changed: a cached copy is stale from now on.</source>
        <translation>Die Wahrheit zu %1 hat sich geändert: eine gemerkte Kopie ist ab jetzt veraltet.</translation>
    </message>
    <message>
        <source>The counters of %1 were read.</source>
        <translation>Die Zähler von %1 wurden gelesen.</translation>
    </message>
    <message>
        <source>Our counts were compared with those of %1.</source>
        <translation>Unsere Zählung wurde mit der von %1 verglichen.</translation>
    </message>
    <message>
        <source>board</source>
        <translation>Tafel</translation>
    </message>
    <message>
        <source>progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>%1 of the preparation done</source>
        <translation>%1 der Vorbereitung getan</translation>
    </message>
    <message>
        <source>%1 of %2 writes that Postgres had acknowledged is gone.</source>
        <translation>%1 von %2 Schreibvorgängen, die Postgres bestätigt hatte, ist weg.</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>%1 It began %2.</source>
        <translation>%1 Es begann %2.</translation>
    </message>
    <message>
        <source>%1 It lasted %2.</source>
        <translation>%1 Es dauerte %2.</translation>
    </message>
    <message>
        <source>%1 is starting and does not serve yet.</source>
        <translation>%1 startet und bedient noch niemanden.</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>%1 ist nicht zu erreichen.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Zuvor</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>%1 grew by %2 keys (%3) in %4 and has no expiry.</source>
        <translation>%1 wuchs um %2 Schlüssel (%3) in %4 und hat keinen Ablauf.</translation>
    </message>
    <message>
        <source>%1 grew by %2 keys in %3 and has no expiry.</source>
        <translation>%1 wuchs um %2 Schlüssel in %3 und hat keinen Ablauf.</translation>
    </message>
    <message>
        <source>%1, without expiry, grew to %2 keys.</source>
        <translation>%1, ohne Ablauf, wuchs auf %2 Schlüssel.</translation>
    </message>
    <message>
        <source>At this pace memory is full in %1.</source>
        <translation>In diesem Tempo ist der Speicher in %1 voll.</translation>
    </message>
    <message>
        <source>Give these keys an expiry, or make sure that something deletes them.</source>
        <translation>Diesen Schlüsseln einen Ablauf geben oder sicherstellen, dass etwas sie löscht.</translation>
    </message>
    <message>
        <source>Estimated from samples</source>
        <translation>Aus Stichproben geschätzt</translation>
    </message>
    <message>
        <source>± %1</source>
        <translation>± %1</translation>
    </message>
    <message>
        <source>In %1, about %2 keys of %3 expire within %4.</source>
        <translation>In %1 laufen etwa %2 Schlüssel von %3 innerhalb von %4 ab.</translation>
    </message>
    <message>
        <source>About %1 keys of %2 were to expire within %3.</source>
        <translation>Etwa %1 Schlüssel von %2 sollten innerhalb von %3 ablaufen.</translation>
    </message>
    <message>
        <source>They are read %1: expect that many queries at first.</source>
        <translation>Gelesen werden sie mit %1: so viele Abfragen sind zunächst zu erwarten.</translation>
    </message>
    <message>
        <source>Spread the expiry times by adding a random part to each.</source>
        <translation>Die Ablaufzeiten streuen: zu jeder einen zufälligen Teil hinzugeben.</translation>
    </message>
    <message>
        <source>Otherwise</source>
        <translation>Sonst</translation>
    </message>
    <message>
        <source>%1 of %2 keys</source>
        <translation>%1 von %2 Schlüsseln</translation>
    </message>
    <message>
        <source>%1 is filled but hardly ever asked twice: %2 of its reads were hits (inferred from a burst).</source>
        <translation>%1 wird gefüllt, aber kaum je zweimal gefragt: %2 seiner Lesevorgänge waren Treffer (aus einem Burst erschlossen).</translation>
    </message>
    <message>
        <source>See whether it is worth caching: a longer expiry, or none of it in Redis at all.</source>
        <translation>Prüfen, ob sich der Cache hier lohnt: ein längerer Ablauf, oder gar nichts davon in Redis.</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>Lesevorgänge</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>Füllungen</translation>
    </message>
    <message>
        <source>Burst</source>
        <translation>Burst</translation>
    </message>
    <message>
        <source>%1 was away.</source>
        <translation>%1 war weg.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>PostgreSQL found %1 of the blocks it needs in its buffers, now %2: it reads from disk.</source>
        <translation>PostgreSQL fand %1 der nötigen Blöcke in seinen Puffern, jetzt %2: es liest von der Platte.</translation>
    </message>
    <message>
        <source>PostgreSQL read more from disk: %1 of the blocks were in its buffers, before %2.</source>
        <translation>PostgreSQL las mehr von der Platte: %1 der Blöcke waren in seinen Puffern, zuvor %2.</translation>
    </message>
    <message>
        <source>Sort Queries by blocks read: a scan without an index, or more data than fits.</source>
        <translation>„Abfragen“ nach gelesenen Blöcken sortieren: ein Scan ohne Index, oder mehr Daten als hineinpassen.</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 checkpoints in %2 came before they were due, as a rule because WAL reached max_wal_size.</source>
        <translation>%1 Checkpoints in %2 kamen, bevor sie fällig waren, meist weil das WAL max_wal_size erreicht hat.</translation>
    </message>
    <message>
        <source>Each writes all changed blocks at once; raise max_wal_size, or spread the bulk of writing.</source>
        <translation>Jeder schreibt alle geänderten Blöcke auf einmal; max_wal_size erhöhen oder das meiste Schreiben verteilen.</translation>
    </message>
    <message>
        <source>Forced</source>
        <translation>Erzwungen</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>WAL</source>
        <translation>WAL</translation>
    </message>
    <message>
        <source>Two transactions waited for each other; PostgreSQL ended one of them (deadlock).</source>
        <translation>Zwei Transaktionen warteten aufeinander; PostgreSQL hat eine davon beendet (Deadlock).</translation>
    </message>
    <message>
        <source>Transactions waited for each other; PostgreSQL ended %1 of them (deadlocks).</source>
        <translation>Transaktionen warteten aufeinander; PostgreSQL hat %1 davon beendet (Deadlocks).</translation>
    </message>
    <message>
        <source>The server&apos;s log names the statements; change rows in the same order everywhere.</source>
        <translation>Das Protokoll des Servers nennt die Anweisungen; Zeilen überall in derselben Reihenfolge ändern.</translation>
    </message>
    <message>
        <source>Deadlocks</source>
        <translation>Deadlocks</translation>
    </message>
    <message>
        <source>Sorts and hashes of PostgreSQL do not fit in work_mem: %1 go to temporary files.</source>
        <translation>Sortierungen und Hashes von PostgreSQL passen nicht in work_mem: %1 gehen in temporäre Dateien.</translation>
    </message>
    <message>
        <source>Sorts and hashes of PostgreSQL did not fit in work_mem: up to %1 went to temporary files.</source>
        <translation>Sortierungen und Hashes von PostgreSQL passten nicht in work_mem: bis zu %1 gingen in temporäre Dateien.</translation>
    </message>
    <message>
        <source>See under Queries which statements sort much; an index or more work_mem for their role helps.</source>
        <translation>Unter „Abfragen“ nachsehen, welche Anweisungen viel sortieren; ein Index oder mehr work_mem für ihre Rolle hilft.</translation>
    </message>
    <message>
        <source>The hit rate of Redis fell from %1 to %2.</source>
        <translation>Die Trefferquote von Redis fiel von %1 auf %2.</translation>
    </message>
    <message>
        <source>See which key patterns miss, and what each miss costs, under Key patterns.</source>
        <translation>Unter „Schlüsselmuster“ nachsehen, welche Muster Misses haben und was jeder Miss kostet.</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>Niedrigste</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Misses</translation>
    </message>
    <message>
        <source>Memory is at its limit; Redis evicts %1 keys/s (%2).</source>
        <translation>Der Speicher ist an seiner Grenze; Redis verdrängt %1 Schlüssel/s (%2).</translation>
    </message>
    <message>
        <source>Memory reached its limit %1; Redis evicts %2 keys/s (%3).</source>
        <translation>Der Speicher hat %1 seine Grenze erreicht; Redis verdrängt %2 Schlüssel/s (%3).</translation>
    </message>
    <message>
        <source>Memory was at its limit; Redis evicted up to %1 keys/s (%2).</source>
        <translation>Der Speicher war an seiner Grenze; Redis verdrängte bis zu %1 Schlüssel/s (%2).</translation>
    </message>
    <message>
        <source>See under Key patterns what fills the memory: large patterns without expiry first.</source>
        <translation>Unter „Schlüsselmuster“ nachsehen, was den Speicher füllt: zuerst große Muster ohne Ablauf.</translation>
    </message>
    <message>
        <source>Memory used</source>
        <translation>Belegter Speicher</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Redis refuses writes, %1/s: its memory of %2 is full and nothing may be evicted (%3).</source>
        <translation>Redis lehnt Schreibvorgänge ab, %1/s: sein Speicher von %2 ist voll, und nichts darf verdrängt werden (%3).</translation>
    </message>
    <message>
        <source>Redis refused writes: its memory of %1 was full (%2).</source>
        <translation>Redis lehnte Schreibvorgänge ab: sein Speicher von %1 war voll (%2).</translation>
    </message>
    <message>
        <source>%1 of the memory limit of %2 are used and nothing may be evicted (%3): at the limit Redis will refuse writes.</source>
        <translation>%1 der Speichergrenze von %2 sind belegt, und nichts darf verdrängt werden (%3): an der Grenze wird Redis Schreibvorgänge ablehnen.</translation>
    </message>
    <message>
        <source>The memory of Redis was nearly full (%1 of %2).</source>
        <translation>Der Speicher von Redis war fast voll (%1 von %2).</translation>
    </message>
    <message>
        <source>Give keys an expiry, raise maxmemory, or choose a policy that evicts.</source>
        <translation>Schlüsseln einen Ablauf geben, maxmemory erhöhen oder eine Regel wählen, die verdrängt.</translation>
    </message>
    <message>
        <source>Refused writes</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Redis was restarted and lost %1 keys.</source>
        <translation>Redis wurde neu gestartet und verlor %1 Schlüssel.</translation>
    </message>
    <message>
        <source>Redis was emptied: %1 keys are gone, and they neither expired nor were evicted.</source>
        <translation>Redis wurde geleert: %1 Schlüssel sind weg, weder abgelaufen noch verdrängt.</translation>
    </message>
    <message>
        <source>The hit rate was %1 and is %2.</source>
        <translation>Die Trefferquote war %1 und ist %2.</translation>
    </message>
    <message>
        <source>Until the cache is warm again its misses go to PostgreSQL: watch Queries.</source>
        <translation>Bis der Cache wieder warm ist, gehen seine Misses an PostgreSQL: „Abfragen“ im Auge behalten.</translation>
    </message>
    <message>
        <source>Reads in Redis became slower: 99 % took at most %1, now at most %2.</source>
        <translation>Lesevorgänge in Redis wurden langsamer: 99 % dauerten höchstens %1, jetzt höchstens %2.</translation>
    </message>
    <message>
        <source>Reads in Redis became slower: they took %1 on average, now %2.</source>
        <translation>Lesevorgänge in Redis wurden langsamer: sie dauerten im Mittel %1, jetzt %2.</translation>
    </message>
    <message>
        <source>Reads in Redis were slower: %1 where it had been %2.</source>
        <translation>Lesevorgänge in Redis waren langsamer: %1, wo es zuvor %2 war.</translation>
    </message>
    <message>
        <source>Look for slow commands in the slow log, and for a busy processor or swapping on its host.</source>
        <translation>Im Slowlog nach langsamen Befehlen sehen, und auf seinem Host nach einem ausgelasteten Prozessor oder nach Swapping.</translation>
    </message>
    <message>
        <source>One %1 took %2 in Redis; all other clients waited so long.</source>
        <translation>Ein %1 dauerte %2 in Redis; so lange warteten alle anderen Clients.</translation>
    </message>
    <message>
        <source>%1 took up to %2 in Redis, %3 times; all other clients waited so long.</source>
        <translation>%1 dauerte bis zu %2 in Redis, %3-mal; so lange warteten alle anderen Clients.</translation>
    </message>
    <message>
        <source>See in the slow log who sends it; SCAN, smaller values or a limit do the same in pieces.</source>
        <translation>Im Slowlog nachsehen, wer es sendet; SCAN, kleinere Werte oder ein Limit tun dasselbe stückweise.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Längste Dauer</translation>
    </message>
    <message>
        <source>Redis turns clients away: %1 of at most %2 are connected, %3 were refused in %4.</source>
        <translation>Redis weist Clients ab: %1 von höchstens %2 sind verbunden, %3 wurden in %4 abgewiesen.</translation>
    </message>
    <message>
        <source>Redis turned clients away: more than %1 wanted to connect.</source>
        <translation>Redis wies Clients ab: mehr als %1 wollten sich verbinden.</translation>
    </message>
    <message>
        <source>%1 of at most %2 clients are connected to Redis.</source>
        <translation>%1 von höchstens %2 Clients sind mit Redis verbunden.</translation>
    </message>
    <message>
        <source>Nearly all of the %1 clients that Redis admits were connected.</source>
        <translation>Fast alle der %1 Clients, die Redis zulässt, waren verbunden.</translation>
    </message>
    <message>
        <source>See under Clients which host holds most connections; a pool may leak, or maxclients is too small.</source>
        <translation>Unter „Clients“ nachsehen, welcher Host die meisten Verbindungen hält; vielleicht leckt ein Pool, oder maxclients ist zu klein.</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgewiesen</translation>
    </message>
    <message>
        <source>This Redis is a replica and lost its primary; what it served grew old.</source>
        <translation>Dieses Redis ist eine Replik und hat ihren Primärserver verloren; was es ausgab, veraltete.</translation>
    </message>
    <message>
        <source>A replica of %1 lags behind (%2): %3.</source>
        <translation>Eine Replik von %1 liegt zurück (%2): %3.</translation>
    </message>
    <message>
        <source>A replica of %1 lagged behind (%2): up to %3.</source>
        <translation>Eine Replik von %1 lag zurück (%2): bis zu %3.</translation>
    </message>
    <message>
        <source>What is read from it is old; see whether it is busy, paused or badly connected.</source>
        <translation>Was man dort liest, ist alt; nachsehen, ob sie ausgelastet, angehalten oder schlecht verbunden ist.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Behind</source>
        <translation>Rückstand</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>process %1, %2, %3</source>
        <translation>Prozess %1, %2, %3</translation>
    </message>
    <message>
        <source>One session waits for a lock of another (%1), for %2 now.</source>
        <translation>Eine Sitzung wartet auf eine Sperre einer anderen (%1), nun seit %2.</translation>
    </message>
    <message>
        <source>%1 sessions wait behind one (%2), the longest for %3 now.</source>
        <translation>%1 Sitzungen warten hinter einer (%2), die längste nun seit %3.</translation>
    </message>
    <message>
        <source>Up to %1 sessions waited for a lock behind one (%2).</source>
        <translation>Bis zu %1 Sitzungen warteten hinter einer (%2) auf eine Sperre.</translation>
    </message>
    <message>
        <source>See the tree under Locks; when that session ends its transaction, the others go on.</source>
        <translation>Den Baum unter „Sperren“ ansehen; wenn jene Sitzung ihre Transaktion beendet, geht es für die anderen weiter.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>Last statement</source>
        <translation>Letzte Anweisung</translation>
    </message>
    <message>
        <source>process %1, %2</source>
        <translation>Prozess %1, %2</translation>
    </message>
    <message>
        <source>A session (%1) has been idle in a transaction for %2, and others wait for it.</source>
        <translation>Eine Sitzung (%1) ist in einer Transaktion seit %2 untätig, und andere warten auf sie.</translation>
    </message>
    <message>
        <source>A session (%1) has been idle in a transaction for %2.</source>
        <translation>Eine Sitzung (%1) ist in einer Transaktion seit %2 untätig.</translation>
    </message>
    <message>
        <source>A session (%1) was idle in a transaction.</source>
        <translation>Eine Sitzung (%1) war in einer Transaktion untätig.</translation>
    </message>
    <message>
        <source>It keeps its locks and holds up VACUUM; set idle_in_transaction_session_timeout, or end it.</source>
        <translation>Sie behält ihre Sperren und hält VACUUM auf; idle_in_transaction_session_timeout setzen oder sie beenden.</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>Transaktion</translation>
    </message>
    <message>
        <source>%1 of %2 connections to PostgreSQL are in use, %3 of them active.</source>
        <translation>%1 von %2 Verbindungen zu PostgreSQL sind belegt, davon %3 aktiv.</translation>
    </message>
    <message>
        <source>Up to %1 of %2 connections to PostgreSQL were in use.</source>
        <translation>Bis zu %1 von %2 Verbindungen zu PostgreSQL waren belegt.</translation>
    </message>
    <message>
        <source>See under Sessions who holds them; when all are taken, new ones are refused.</source>
        <translation>Unter „Sitzungen“ nachsehen, wer sie hält; wenn alle vergeben sind, werden neue abgelehnt.</translation>
    </message>
    <message>
        <source>Idle in transaction</source>
        <translation>Untätig in Transaktion</translation>
    </message>
    <message>
        <source>A statement became slower, from %1 to %2 on average: %3.</source>
        <translation>Eine Anweisung wurde langsamer, im Mittel von %1 auf %2: %3.</translation>
    </message>
    <message>
        <source>Compare its plan with before: a missing index, stale statistics, more rows or waiting for locks.</source>
        <translation>Ihren Plan mit früher vergleichen: ein fehlender Index, veraltete Statistik, mehr Zeilen oder Warten auf Sperren.</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Time per second</source>
        <translation>Zeit pro Sekunde</translation>
    </message>
    <message>
        <source>A statement is called more often, %1 instead of %2: %3.</source>
        <translation>Eine Anweisung wird öfter aufgerufen, %1 statt %2: %3.</translation>
    </message>
    <message>
        <source>It answers the misses of %1.</source>
        <translation>Sie beantwortet die Misses von %1.</translation>
    </message>
    <message>
        <source>A statement was called more often, up to %1 instead of %2: %3.</source>
        <translation>Eine Anweisung wurde öfter aufgerufen, bis zu %1 statt %2: %3.</translation>
    </message>
    <message>
        <source>Look at that pattern&apos;s hit rate, expiries and evictions.</source>
        <translation>Trefferquote, Abläufe und Verdrängungen dieses Musters ansehen.</translation>
    </message>
    <message>
        <source>See whether misses of a key pattern cause it, or a new caller.</source>
        <translation>Nachsehen, ob Misses eines Schlüsselmusters die Ursache sind oder ein neuer Aufrufer.</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Time per second, more than before</source>
        <translation>Zeit pro Sekunde, mehr als zuvor</translation>
    </message>
    <message>
        <source>See that the old primary does not come back as a second one, and what of its last transactions the new one has.</source>
        <translation>Darauf achten, dass der alte Primärserver nicht als zweiter zurückkommt, und nachsehen, welche seiner letzten Transaktionen der neue hat.</translation>
    </message>
    <message>
        <source>Redis replicates without waiting: what the old primary had taken in its last moments may be lost. See that it comes back as a replica.</source>
        <translation>Redis repliziert, ohne zu warten: was der alte Primärserver in seinen letzten Momenten angenommen hatte, kann verloren sein. Darauf achten, dass er als Replik zurückkommt.</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>Alter Primärserver</translation>
    </message>
    <message>
        <source>%1 is failing over. %2</source>
        <translation>%1: Failover läuft. %2</translation>
    </message>
    <message>
        <source>Applications that do not follow the failover themselves need the new address.</source>
        <translation>Anwendungen, die dem Failover nicht von selbst folgen, brauchen die neue Adresse.</translation>
    </message>
    <message>
        <source>%1 failed over from %2 to %3; it took %4.</source>
        <translation>%1: Failover von %2 auf %3; es dauerte %4.</translation>
    </message>
    <message>
        <source>%1 failed over from %2 to %3.</source>
        <translation>%1: Failover von %2 auf %3.</translation>
    </message>
    <message>
        <source>New primary</source>
        <translation>Neuer Primärserver</translation>
    </message>
    <message>
        <source>%1 more sessions have been idle in a transaction for %2 and longer.</source>
        <translation>%1 weitere Sitzungen sind in einer Transaktion seit %2 und länger untätig.</translation>
    </message>
    <message>
        <source>%1 sessions have been idle in a transaction for %2 and longer.</source>
        <translation>%1 Sitzungen sind in einer Transaktion seit %2 und länger untätig.</translation>
    </message>
    <message>
        <source>Up to %1 sessions were idle in a transaction.</source>
        <translation>Bis zu %1 Sitzungen waren in einer Transaktion untätig.</translation>
    </message>
    <message>
        <source>They keep their locks and hold up VACUUM: an application does not end its transactions; set idle_in_transaction_session_timeout.</source>
        <translation>Sie behalten ihre Sperren und halten VACUUM auf: eine Anwendung beendet ihre Transaktionen nicht; idle_in_transaction_session_timeout setzen.</translation>
    </message>
    <message>
        <source>Most of them</source>
        <translation>Die meisten davon</translation>
    </message>
    <message>
        <source>Of these others wait for</source>
        <translation>Auf diese warten andere</translation>
    </message>
    <message>
        <source>The old primary %1 does not answer; waiting for the Sentinels to name a new one, for %2 now.</source>
        <translation>Der alte Primärserver %1 antwortet nicht; nun seit %2 wird gewartet, dass die Sentinels einen neuen nennen.</translation>
    </message>
    <message>
        <source>The old primary %1 does not answer; waiting for one of its replicas to take over, for %2 now.</source>
        <translation>Der alte Primärserver %1 antwortet nicht; nun seit %2 wird gewartet, dass eine seiner Repliken übernimmt.</translation>
    </message>
    <message>
        <source>The primary of %1, %2, was gone; no other server was seen to take over.</source>
        <translation>Der Primärserver von %1, %2, war weg; dass ein anderer Server übernommen hätte, wurde nicht gesehen.</translation>
    </message>
    <message>
        <source>The old primary %1 cannot be used, while a standby answers; waiting for one to take over, for %2 now.</source>
        <translation>Der alte Primärserver %1 ist nicht brauchbar, während ein Standby antwortet; gewartet wird darauf, dass einer übernimmt, seit %2.</translation>
    </message>
    <message>
        <source>%1 Last seen %2.</source>
        <translation>%1 Zuletzt gesehen %2.</translation>
    </message>
    <message>
        <source>Wait until %1 has read its data; its log says how far it is.</source>
        <translation>Warten, bis %1 seine Daten gelesen hat; sein Log sagt, wie weit es ist.</translation>
    </message>
    <message>
        <source>See on its host whether the process of %1 is stopped, swapping or busy, or whether the network drops what is sent.</source>
        <translation>Auf seinem Host nachsehen, ob der Prozess von %1 angehalten ist, auslagert oder beschäftigt ist, oder ob das Netz verwirft, was gesendet wird.</translation>
    </message>
    <message>
        <source>See on its host whether %1 runs, and what its log said last.</source>
        <translation>Auf seinem Host nachsehen, ob %1 läuft und was sein Log zuletzt sagte.</translation>
    </message>
    <message>
        <source>%1 does not answer; whoever asks it waits until they give up.</source>
        <translation>%1 antwortet nicht; wer fragt, wartet, bis er aufgibt.</translation>
    </message>
</context>
<context>
    <name>FlowAnimation</name>
    <message>
        <source>reduced motion: a lit pipe is in use</source>
        <translation>weniger Bewegung: eine leuchtende Leitung wird genutzt</translation>
    </message>
    <message>
        <source>lit = in use</source>
        <translation>leuchtet = aktiv</translation>
    </message>
    <message>
        <source>1 dot = 1 request</source>
        <translation>1 Punkt = 1 Anfrage</translation>
    </message>
    <message>
        <source>1 dot = %1 requests</source>
        <translation>1 Punkt = %1 Anfragen</translation>
    </message>
    <message>
        <source>slowed down</source>
        <translation>verlangsamt</translation>
    </message>
</context>
<context>
    <name>FlowFigures</name>
    <message>
        <source>App</source>
        <translation>App</translation>
    </message>
    <message>
        <source>Redis, short-term memory</source>
        <translation>Redis, Kurzzeitgedächtnis</translation>
    </message>
    <message>
        <source>PostgreSQL, long-term memory</source>
        <translation>PostgreSQL, Langzeitgedächtnis</translation>
    </message>
    <message>
        <source>hit rate %1, %2</source>
        <translation>Trefferquote %1, %2</translation>
    </message>
    <message>
        <source>App asks Redis</source>
        <translation>App fragt Redis</translation>
    </message>
    <message>
        <source>Redis answers the app</source>
        <translation>Redis antwortet der App</translation>
    </message>
    <message>
        <source>Miss: Redis to PostgreSQL</source>
        <translation>Miss: Redis an PostgreSQL</translation>
    </message>
    <message>
        <source>Row and fill: PostgreSQL to Redis</source>
        <translation>Zeile und Füllen: PostgreSQL an Redis</translation>
    </message>
    <message>
        <source>App to PostgreSQL, past Redis</source>
        <translation>App an PostgreSQL, an Redis vorbei</translation>
    </message>
    <message>
        <source>PostgreSQL to app, past Redis</source>
        <translation>PostgreSQL an App, an Redis vorbei</translation>
    </message>
    <message>
        <source>Invalidate: PostgreSQL to Redis</source>
        <translation>Invalidieren: PostgreSQL an Redis</translation>
    </message>
    <message>
        <source>not in use</source>
        <translation>nicht genutzt</translation>
    </message>
    <message>
        <source>%1; not in use</source>
        <translation>%1; nicht genutzt</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>verbindet…</translation>
    </message>
    <message>
        <source>loading its data…</source>
        <translation>lädt seine Daten…</translation>
    </message>
    <message>
        <source>recovering…</source>
        <translation>erholt sich…</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>not running</source>
        <translation>läuft nicht</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>hält an…</translation>
    </message>
    <message>
        <source>restarting…</source>
        <translation>startet neu…</translation>
    </message>
    <message>
        <source>starting…</source>
        <translation>startet…</translation>
    </message>
    <message>
        <source>%1 requests/s</source>
        <translation>%1 Anfragen/s</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>cache-aside</source>
        <translation>cache-aside</translation>
    </message>
    <message>
        <source>cache switched off</source>
        <translation>Cache ausgeschaltet</translation>
    </message>
    <message>
        <source>Requests answered per second, over the last 3 whole seconds.</source>
        <translation>Beantwortete Anfragen pro Sekunde, über die letzten 3 ganzen Sekunden.</translation>
    </message>
    <message>
        <source>%1 of it live state in Redis</source>
        <translation>davon %1 Live-Zustand in Redis</translation>
    </message>
    <message>
        <source>Live state, such as a leaderboard or a cart, is kept in Redis alone: reading and changing it is neither hit nor miss, and Postgres is not asked.</source>
        <translation>Live-Zustand wie eine Rangliste oder ein Warenkorb liegt allein in Redis: ihn zu lesen oder zu ändern ist weder Treffer noch Miss, und Postgres wird nicht gefragt.</translation>
    </message>
    <message>
        <source>hit</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Redis had the answer.</source>
        <translation>Redis hatte die Antwort.</translation>
    </message>
    <message>
        <source>miss</source>
        <translation>Miss</translation>
    </message>
    <message>
        <source>Redis did not have the answer, so Postgres was asked.</source>
        <translation>Redis hatte die Antwort nicht, also wurde Postgres gefragt.</translation>
    </message>
    <message>
        <source>from Postgres</source>
        <translation>aus Postgres</translation>
    </message>
    <message>
        <source>Answered by Postgres without asking Redis.</source>
        <translation>Von Postgres beantwortet, ohne Redis zu fragen.</translation>
    </message>
    <message>
        <source>fill / write</source>
        <translation>Füllen / Schreiben</translation>
    </message>
    <message>
        <source>write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Fill: the answer of Postgres, left in Redis. Write: a change of the truth.</source>
        <translation>Füllen: die Antwort von Postgres, in Redis abgelegt. Schreiben: eine Änderung der Wahrheit.</translation>
    </message>
    <message>
        <source>invalidated</source>
        <translation>invalidiert</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>Removed from Redis because the truth has changed.</source>
        <translation>Aus Redis entfernt, weil sich die Wahrheit geändert hat.</translation>
    </message>
    <message>
        <source>No answer at all: %1 requests in the last 10 seconds.</source>
        <translation>Gar keine Antwort: %1 Anfragen in den letzten 10 Sekunden.</translation>
    </message>
    <message>
        <source>1 client</source>
        <translation>1 Client</translation>
    </message>
    <message>
        <source>%1 clients</source>
        <translation>%1 Clients</translation>
    </message>
    <message>
        <source>Each client is a thread with connections of its own.</source>
        <translation>Jeder Client ist ein Thread (ein eigener Ablauf) mit eigenen Verbindungen.</translation>
    </message>
    <message>
        <source>no requests are sent</source>
        <translation>es kommen keine Anfragen</translation>
    </message>
    <message>
        <source>no requests</source>
        <translation>keine Anfragen</translation>
    </message>
    <message>
        <source>Half of the %1 reads of the last 10 seconds were answered at least this quickly (p50), as the app saw it.</source>
        <translation>Die Hälfte der %1 Lesevorgänge der letzten 10 Sekunden wurde mindestens so schnell beantwortet (p50), aus Sicht der App.</translation>
    </message>
    <message>
        <source>typical answer (p50)</source>
        <translation>typische Antwort (p50)</translation>
    </message>
    <message>
        <source>typical (p50)</source>
        <translation>typisch (p50)</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>One in a hundred of the %1 reads of the last 10 seconds took this long or longer (p99).</source>
        <translation>Einer von hundert der %1 Lesevorgänge der letzten 10 Sekunden dauerte so lange oder länger (p99).</translation>
    </message>
    <message>
        <source>slowest 1 % (p99)</source>
        <translation>langsamstes 1 % (p99)</translation>
    </message>
    <message>
        <source>slowest 1 %</source>
        <translation>langsamstes 1 %</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>silent for %1</source>
        <translation>stumm seit %1</translation>
    </message>
    <message>
        <source>does not accept connections</source>
        <translation>nimmt keine Verbindungen an</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>short-term memory · RAM</source>
        <translation>Kurzzeitgedächtnis · RAM</translation>
    </message>
    <message>
        <source>short-term memory</source>
        <translation>Kurzzeitgedächtnis</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>every read asks Postgres</source>
        <translation>jedes Lesen fragt Postgres</translation>
    </message>
    <message>
        <source>The policy “Use the cache” is off. What Redis holds stays there until it expires.</source>
        <translation>Die Regel „Cache nutzen“ ist aus. Was Redis hat, bleibt dort, bis es abläuft.</translation>
    </message>
    <message>
        <source>Reads that Redis answered, since the session began.</source>
        <translation>Lesevorgänge, die Redis beantwortet hat, seit Beginn der Sitzung.</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Reads that Redis could not answer, since the session began. %1 of them waited for another request that was already asking Postgres (coalesced).</source>
        <translation>Lesevorgänge, die Redis nicht beantworten konnte, seit Beginn der Sitzung. %1 davon warteten auf eine andere Anfrage, die schon Postgres fragte (zusammengelegt).</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>Misses</translation>
    </message>
    <message>
        <source>Hit rate: hits of all reads that asked Redis in the last 10 seconds (%1 of %2).</source>
        <translation>Trefferquote: Anteil der Treffer an allen Lesevorgängen, die in den letzten 10 Sekunden Redis fragten (%1 von %2).</translation>
    </message>
    <message>
        <source>1 key</source>
        <translation>1 Schlüssel</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 Schlüssel</translation>
    </message>
    <message>
        <source>%1 evicted</source>
        <translation>%1 verdrängt</translation>
    </message>
    <message>
        <source>Keys in the database in use, and memory Redis uses in all; as Redis reports it. Evicted: forgotten before their time for want of memory.</source>
        <translation>Schlüssel in der benutzten Datenbank und der Speicher, den Redis insgesamt braucht; wie Redis es meldet. Verdrängt: aus Platzmangel vor der Zeit vergessen.</translation>
    </message>
    <message>
        <source>keeps data on disk</source>
        <translation>behält Daten auf Platte</translation>
    </message>
    <message>
        <source>nothing kept on disk</source>
        <translation>nichts auf Platte</translation>
    </message>
    <message>
        <source>up %1</source>
        <translation>läuft seit %1</translation>
    </message>
    <message>
        <source>Redis saves to disk (RDB or AOF): a restart brings keys back.</source>
        <translation>Redis sichert auf die Platte (RDB oder AOF): ein Neustart bringt Schlüssel zurück.</translation>
    </message>
    <message>
        <source>Redis keeps nothing on disk: a restart loses every key.</source>
        <translation>Redis behält nichts auf der Platte: ein Neustart verliert jeden Schlüssel.</translation>
    </message>
    <message>
        <source>PostgreSQL</source>
        <translation>PostgreSQL</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>long-term memory · disk</source>
        <translation>Langzeitgedächtnis · Platte</translation>
    </message>
    <message>
        <source>long-term memory</source>
        <translation>Langzeitgedächtnis</translation>
    </message>
    <message>
        <source>disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Statements Postgres answered for the app, since the session began; reads and writes.</source>
        <translation>Anweisungen, die Postgres der App beantwortet hat, seit Beginn der Sitzung; Lesen und Schreiben.</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>Reads that did not have to ask Postgres, since the session began: hits, and requests that shared another one&apos;s answer (coalesced).</source>
        <translation>Lesevorgänge, die Postgres nicht fragen mussten, seit Beginn der Sitzung: Treffer sowie Anfragen, die die Antwort einer anderen mitnutzten (zusammengelegt).</translation>
    </message>
    <message>
        <source>avoided</source>
        <translation>vermieden</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>Rows (estimated by Postgres) and size of the tables with their indexes.</source>
        <translation>Zeilen (von Postgres geschätzt) und Größe der Tabellen samt Indizes.</translation>
    </message>
    <message>
        <source>fsync on</source>
        <translation>fsync an</translation>
    </message>
    <message>
        <source>fsync off</source>
        <translation>fsync aus</translation>
    </message>
    <message>
        <source>WAL %1/s</source>
        <translation>WAL %1/s</translation>
    </message>
    <message>
        <source>Postgres waits until the disk has its log (WAL): a crash loses nothing.</source>
        <translation>Postgres wartet, bis die Platte sein Protokoll (WAL) hat: ein Absturz verliert nichts.</translation>
    </message>
    <message>
        <source>Postgres does not wait for the disk: a power failure can lose data.</source>
        <translation>Postgres wartet nicht auf die Platte: ein Stromausfall kann Daten verlieren.</translation>
    </message>
    <message>
        <source>WAL written per second, between the last two readings.</source>
        <translation>Geschriebenes WAL pro Sekunde, zwischen den letzten zwei Ablesungen.</translation>
    </message>
    <message>
        <source>1 session</source>
        <translation>1 Sitzung</translation>
    </message>
    <message>
        <source>%1 sessions</source>
        <translation>%1 Sitzungen</translation>
    </message>
    <message>
        <source>buffer hits %1</source>
        <translation>Puffertreffer %1</translation>
    </message>
    <message>
        <source>Blocks Postgres found in its own memory instead of asking the system, between the last two readings; and connections of clients.</source>
        <translation>Blöcke, die Postgres im eigenen Speicher fand, statt das System zu fragen, zwischen den letzten zwei Ablesungen; und Verbindungen von Clients.</translation>
    </message>
    <message>
        <source>Since Postgres started.</source>
        <translation>Seit Postgres gestartet ist.</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>fragen</translation>
    </message>
    <message>
        <source>The app asks Redis first.</source>
        <translation>Die App fragt zuerst Redis.</translation>
    </message>
    <message>
        <source>Half of the hits of the last 10 seconds took at most this long, as the app saw it (p50).</source>
        <translation>Die Hälfte der Treffer der letzten 10 Sekunden dauerte höchstens so lange, aus Sicht der App (p50).</translation>
    </message>
    <message>
        <source>Redis does not have it: Postgres is asked, once.</source>
        <translation>Redis hat es nicht: Postgres wird gefragt, einmal.</translation>
    </message>
    <message>
        <source>row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Half of the reading statements of the last 10 seconds took at most this long in Postgres (p50).</source>
        <translation>Die Hälfte der lesenden Anweisungen der letzten 10 Sekunden dauerte in Postgres höchstens so lange (p50).</translation>
    </message>
    <message>
        <source>+ fill</source>
        <translation>+ Füllen</translation>
    </message>
    <message>
        <source>The answer is left in Redis for those who ask next (p50 of the last 10 seconds).</source>
        <translation>Die Antwort wird in Redis abgelegt, für die, die als Nächste fragen (p50 der letzten 10 Sekunden).</translation>
    </message>
    <message>
        <source>writes go straight to the truth</source>
        <translation>Schreiben geht direkt zur Wahrheit</translation>
    </message>
    <message>
        <source>writes to the truth</source>
        <translation>Schreiben zur Wahrheit</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>Schreibvorgänge</translation>
    </message>
    <message>
        <source>A change is written to Postgres, never only to Redis.</source>
        <translation>Eine Änderung wird in Postgres geschrieben, nie nur in Redis.</translation>
    </message>
    <message>
        <source>reads and writes go straight to the truth</source>
        <translation>Lesen und Schreiben gehen direkt zur Wahrheit</translation>
    </message>
    <message>
        <source>reads and writes</source>
        <translation>Lesen und Schreiben</translation>
    </message>
    <message>
        <source>reads, writes</source>
        <translation>Lesen, Schreiben</translation>
    </message>
    <message>
        <source>Redis is not asked: Postgres answers every read.</source>
        <translation>Redis wird nicht gefragt: Postgres beantwortet jedes Lesen.</translation>
    </message>
    <message>
        <source>invalidate</source>
        <translation>invalidieren</translation>
    </message>
    <message>
        <source>After a write the keys it concerns are removed from Redis.</source>
        <translation>Nach einem Schreibvorgang werden die betroffenen Schlüssel aus Redis entfernt.</translation>
    </message>
    <message>
        <source>Medians (p50) since the session began: one GET that hit, against one SELECT after a miss for the same kind of read.</source>
        <translation>Mediane (p50) seit Beginn der Sitzung: ein GET mit Treffer gegen ein SELECT nach einem Miss, für dieselbe Art Lesen.</translation>
    </message>
    <message>
        <source>Neither Redis nor Postgres answers.</source>
        <translation>Weder Redis noch Postgres antwortet.</translation>
    </message>
    <message>
        <source>Postgres does not answer: only what Redis remembers can be told.</source>
        <translation>Postgres antwortet nicht: nur was Redis noch weiß, lässt sich sagen.</translation>
    </message>
    <message>
        <source>Only what Redis remembers can be told.</source>
        <translation>Nur was Redis noch weiß, lässt sich sagen.</translation>
    </message>
    <message>
        <source>Redis does not answer: every read asks Postgres, and nothing is lost.</source>
        <translation>Redis antwortet nicht: jedes Lesen fragt Postgres, und nichts geht verloren.</translation>
    </message>
    <message>
        <source>Every read asks Postgres; nothing is lost.</source>
        <translation>Jedes Lesen fragt Postgres; nichts geht verloren.</translation>
    </message>
    <message>
        <source>Not connected yet.</source>
        <translation>Noch nicht verbunden.</translation>
    </message>
    <message>
        <source>Waiting for the first request.</source>
        <translation>Wartet auf die erste Anfrage.</translation>
    </message>
    <message>
        <source>Traffic is paused; nothing has been asked yet.</source>
        <translation>Der Verkehr ist angehalten; noch wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>Waiting for the first miss.</source>
        <translation>Wartet auf den ersten Miss.</translation>
    </message>
    <message>
        <source>Postgres answers in %1; waiting for the first hit.</source>
        <translation>Postgres antwortet in %1; wartet auf den ersten Treffer.</translation>
    </message>
    <message>
        <source>Waiting for the first hit.</source>
        <translation>Wartet auf den ersten Treffer.</translation>
    </message>
    <message>
        <source>Redis gains nothing here: %1 against %2 in Postgres</source>
        <translation>Redis bringt hier nichts: %1 gegen %2 in Postgres</translation>
    </message>
    <message>
        <source>Redis gains nothing here</source>
        <translation>Redis bringt hier nichts</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 is starting</source>
        <translation>%1 startet</translation>
    </message>
    <message>
        <source>%1 answers</source>
        <translation>%1 antwortet</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 antwortet nicht</translation>
    </message>
    <message>
        <source>%1 is down</source>
        <translation>%1 läuft nicht</translation>
    </message>
    <message>
        <source>%1 is stopping</source>
        <translation>%1 hält an</translation>
    </message>
    <message>
        <source>%1 is not used</source>
        <translation>%1 wird nicht genutzt</translation>
    </message>
    <message>
        <source>nothing is known of %1 yet</source>
        <translation>von %1 ist noch nichts bekannt</translation>
    </message>
    <message>
        <source>hit rate %1</source>
        <translation>Trefferquote %1</translation>
    </message>
    <message>
        <source>No answer at all: 1 request in the last 10 seconds.</source>
        <translation>Gar keine Antwort: 1 Anfrage in den letzten 10 Sekunden.</translation>
    </message>
    <message>
        <source>1 row</source>
        <translation>1 Zeile</translation>
    </message>
    <message>
        <source>Redis does not answer: reads ask Postgres, and requests that waited for Redis failed (%1 in 10 s).</source>
        <translation>Redis antwortet nicht: Lesezugriffe fragen Postgres, und Anfragen, die auf Redis warteten, sind gescheitert (%1 in 10 s).</translation>
    </message>
    <message>
        <source>Redis does not answer; %1 failed in 10 s.</source>
        <translation>Redis antwortet nicht; %1 gescheitert in 10 s.</translation>
    </message>
    <message>
        <source>Redis would answer “%1” %2 faster: %3 against %4 in Postgres</source>
        <translation>Redis würde „%1“ %2 schneller beantworten: %3 gegen %4 in Postgres</translation>
    </message>
    <message>
        <source>Redis answers “%1” %2 faster: %3 against %4 in Postgres</source>
        <translation>Redis beantwortet „%1“ %2 schneller: %3 gegen %4 in Postgres</translation>
    </message>
    <message>
        <source>“%1” %2 faster: %3, not %4</source>
        <translation>„%1“ %2 schneller: %3 statt %4</translation>
    </message>
    <message>
        <source>“%1” %2 faster</source>
        <translation>„%1“ %2 schneller</translation>
    </message>
    <message>
        <source>Redis gains %1 for %2</source>
        <translation>Redis bringt %1 bei %2</translation>
    </message>
</context>
<context>
    <name>GameBoard</name>
    <message>
        <source>Measured over the last 5 seconds, from the counters of Postgres itself.</source>
        <translation>Gemessen über die letzten 5 Sekunden, an den Zählern von Postgres selbst.</translation>
    </message>
    <message>
        <source>Last seconds</source>
        <translation>Letzte Sekunden</translation>
    </message>
    <message>
        <source>Match ends in</source>
        <translation>Partie endet in</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>The match is in Redis: its state in the hash match:now, its scores in the sorted set leaderboard:now. When it ends, the result is written to Postgres and these keys disappear.</source>
        <translation>Die Partie liegt in Redis: ihr Zustand im Hash match:now, ihre Punkte in der sortierten Menge leaderboard:now. Endet sie, wird das Ergebnis in Postgres geschrieben, und diese Schlüssel verschwinden.</translation>
    </message>
    <message>
        <source>Online now</source>
        <translation>Jetzt online</translation>
    </message>
    <message>
        <source>Players who have sent a heartbeat in the last %1 seconds. Each heartbeat is a key online:NAME that expires by itself. Counted once a second in the sorted set online.</source>
        <translation>Spieler, die in den letzten %1 Sekunden ein Lebenszeichen gesendet haben. Jedes Lebenszeichen ist ein Schlüssel online:NAME, der von selbst abläuft. Einmal pro Sekunde in der sortierten Menge online gezählt.</translation>
    </message>
    <message>
        <source>Scores into Redis</source>
        <translation>Punkte in Redis</translation>
    </message>
    <message>
        <source>Commands ZINCRBY that Redis has answered, over the last 5 seconds.</source>
        <translation>Befehle ZINCRBY, die Redis beantwortet hat, über die letzten 5 Sekunden.</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>antwortet nicht</translation>
    </message>
    <message>
        <source>The game goes on in Redis. Results wait there until Postgres is back.</source>
        <translation>Das Spiel geht in Redis weiter. Ergebnisse warten dort, bis Postgres zurück ist.</translation>
    </message>
    <message>
        <source>measuring …</source>
        <translation>misst …</translation>
    </message>
    <message>
        <source>Rows into Postgres</source>
        <translation>Zeilen in Postgres</translation>
    </message>
    <message>
        <source>Rows inserted or changed in the tables of this game.</source>
        <translation>Eingefügte oder geänderte Zeilen in den Tabellen dieses Spiels.</translation>
    </message>
    <message>
        <source>Log on disk</source>
        <translation>Protokoll auf Platte</translation>
    </message>
    <message>
        <source>What Postgres writes ahead to its log (WAL), so that nothing is lost when the power fails. Of the whole server.</source>
        <translation>Was Postgres vorab in sein Protokoll (WAL) schreibt, damit bei Stromausfall nichts verloren geht. Für den ganzen Server.</translation>
    </message>
    <message>
        <source>Dead rows left</source>
        <translation>Tote Zeilen übrig</translation>
    </message>
    <message>
        <source>Each change leaves the old version of its row behind, to be cleared away later (VACUUM).</source>
        <translation>Jede Änderung lässt die alte Fassung ihrer Zeile zurück, die später weggeräumt wird (VACUUM).</translation>
    </message>
    <message>
        <source>Rows with scores in Redis alone</source>
        <translation>Zeilen: Punkte nur in Redis</translation>
    </message>
    <message>
        <source>Rows with every score in Postgres</source>
        <translation>Zeilen: alle Punkte in Postgres</translation>
    </message>
    <message>
        <source>not yet seen</source>
        <translation>noch nicht gesehen</translation>
    </message>
    <message>
        <source>Measured last with the switch the other way, at %1 scores: %2 rows written, %3 of log, %4 dead rows.</source>
        <translation>Zuletzt mit umgekehrtem Schalter gemessen, bei %1 Punktmeldungen: %2 Zeilen geschrieben, %3 Protokoll, %4 tote Zeilen.</translation>
    </message>
    <message>
        <source>Flip the switch &quot;Write every score straight to Postgres&quot; for some seconds to compare.</source>
        <translation>Zum Vergleich den Schalter „Alle Punkte direkt nach Postgres schreiben“ für einige Sekunden umlegen.</translation>
    </message>
    <message>
        <source>Last result, saved in %1</source>
        <translation>Letztes Ergebnis, in %1 gespeichert</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>Match %1: all its results, written to Postgres in one transaction. The time includes the wait until they were safe on disk.</source>
        <translation>Partie %1: alle Ergebnisse, in einer Transaktion in Postgres geschrieben. Die Zeit enthält das Warten, bis sie sicher auf der Platte waren.</translation>
    </message>
    <message>
        <source>won with %1 points</source>
        <translation>hat mit %1 Punkten gewonnen</translation>
    </message>
    <message>
        <source>The best of match %1. In Postgres, so for good.</source>
        <translation>Die Besten der Partie %1. In Postgres, also auf Dauer.</translation>
    </message>
    <message>
        <source>Waiting for Postgres</source>
        <translation>Wartet auf Postgres</translation>
    </message>
    <message>
        <source>1 result</source>
        <translation>1 Ergebnis</translation>
    </message>
    <message>
        <source>%1 results</source>
        <translation>%1 Ergebnisse</translation>
    </message>
    <message>
        <source>Matches that are over and whose result could not be saved yet. Until then it is kept in Redis.</source>
        <translation>Partien, die vorbei sind und deren Ergebnis noch nicht gespeichert werden konnte. Bis dahin bleibt es in Redis.</translation>
    </message>
    <message>
        <source>Lost with Redis</source>
        <translation>Mit Redis verloren</translation>
    </message>
    <message>
        <source>%1 scores</source>
        <translation>%1 Punktestände</translation>
    </message>
    <message>
        <source>Match %1 was running when Redis forgot everything. Accounts, purchases and finished results are in Postgres and not affected.</source>
        <translation>Partie %1 lief, als Redis alles vergaß. Konten, Käufe und fertige Ergebnisse liegen in Postgres und sind nicht betroffen.</translation>
    </message>
    <message>
        <source>The game now</source>
        <translation>Das Spiel jetzt</translation>
    </message>
    <message>
        <source>Live game</source>
        <translation>Live-Spiel</translation>
    </message>
    <message>
        <source>Leaderboard</source>
        <translation>Rangliste</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>The leaderboard, who is online and the running match are in Redis alone. Without it the game stands still.</source>
        <translation>Die Rangliste, wer online ist und die laufende Partie liegen allein in Redis. Ohne Redis steht das Spiel still.</translation>
    </message>
    <message>
        <source>Match %1 · %2</source>
        <translation>Partie %1 · %2</translation>
    </message>
    <message>
        <source>Match %1 · %2 players</source>
        <translation>Partie %1 · %2 Spieler</translation>
    </message>
</context>
<context>
    <name>GamePlans</name>
    <message>
        <source>%1 has bought: %2</source>
        <translation>%1 hat gekauft: %2</translation>
    </message>
    <message>
        <source>%1 results of match %2</source>
        <translation>%1 Ergebnisse der Partie %2</translation>
    </message>
</context>
<context>
    <name>GameReferee</name>
    <message>
        <source>Redis does not answer, so the match cannot be ended.</source>
        <translation>Redis antwortet nicht, daher lässt sich die Partie nicht beenden.</translation>
    </message>
    <message>
        <source>No match is running just now.</source>
        <translation>Gerade läuft keine Partie.</translation>
    </message>
    <message>
        <source>Match %1 is over. Nobody had scored, so there is nothing to save.</source>
        <translation>Partie %1 ist vorbei. Niemand hatte Punkte, also gibt es nichts zu speichern.</translation>
    </message>
    <message>
        <source>Match %1 is over: %2 wins with %3 points. Postgres has saved %4 results in one transaction, in %5.</source>
        <translation>Partie %1 ist vorbei: %2 gewinnt mit %3 Punkten. Postgres hat %4 Ergebnisse in einer Transaktion gespeichert, in %5.</translation>
    </message>
    <message>
        <source>Match %1 is over. Postgres is not there, so its result waits in Redis.</source>
        <translation>Partie %1 ist vorbei. Postgres ist nicht da, daher wartet ihr Ergebnis in Redis.</translation>
    </message>
    <message>
        <source>Redis has forgotten match %1: %2 scores are gone.</source>
        <translation>Redis hat Partie %1 vergessen: %2 Punktestände sind weg.</translation>
    </message>
    <message>
        <source>So are %1 results that were still waiting for Postgres.</source>
        <translation>Ebenso %1 Ergebnisse, die noch auf Postgres warteten.</translation>
    </message>
    <message>
        <source>Accounts, unlocks, purchases and all finished results are in Postgres: none of them is missing. A new match begins.</source>
        <translation>Konten, Freischaltungen, Käufe und alle fertigen Ergebnisse liegen in Postgres: nichts davon fehlt. Eine neue Partie beginnt.</translation>
    </message>
    <message>
        <source>The result of match %1 could not be saved; it waits in Redis.</source>
        <translation>Das Ergebnis der Partie %1 konnte nicht gespeichert werden; es wartet in Redis.</translation>
    </message>
    <message>
        <source>The result of match %1 is saved after all: %2 rows.</source>
        <translation>Das Ergebnis der Partie %1 ist nun doch gespeichert: %2 Zeilen.</translation>
    </message>
    <message>
        <source>Redis does not answer.</source>
        <translation>Redis antwortet nicht.</translation>
    </message>
    <message>
        <source>The result of match %1 has vanished from Redis before it was saved.</source>
        <translation>Das Ergebnis der Partie %1 ist aus Redis verschwunden, bevor es gespeichert war.</translation>
    </message>
</context>
<context>
    <name>GameSeeding</name>
    <message>
        <source>Naming the winners</source>
        <translation>Gewinner werden benannt</translation>
    </message>
    <message>
        <source>Indexing results by player</source>
        <translation>Ergebnisse werden nach Spielern indiziert</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>The data-layer audit</source>
        <translation>Das Audit der Datenschicht</translation>
    </message>
    <message>
        <source>A document that answers where your permanent data lives and what you cache to keep it fast: what is permanent, what is cached, what is lost if Redis restarts now, whether the cache is worth it, and what to do next. Each sentence carries its evidence: what was asked, what came back, when.

It only reads. What the watch has seen so far counts, so it says more after some time, at a busy hour, and after a burst. Save writes it as a page, as PDF, Markdown, JSON or tables; Ask again makes a newer one.</source>
        <translation>Ein Dokument, das beantwortet, wo Ihre dauerhaften Daten liegen und was Sie cachen, damit es schnell bleibt: was dauerhaft ist, was im Cache liegt, was verloren ist, wenn Redis jetzt neu startet, ob sich der Cache lohnt und was als Nächstes zu tun ist. Jeder Satz bringt seinen Beleg mit: was gefragt wurde, was zurückkam, wann.

Es liest nur. Was die Beobachtung bisher gesehen hat, zählt mit; darum sagt es nach einiger Zeit, zu einer geschäftigen Stunde und nach einem Mitschnitt mehr. „Speichern unter“ schreibt es als Seite, als PDF, Markdown, JSON oder Tabellen; „Neu fragen“ macht ein neueres.</translation>
    </message>
    <message>
        <source>Rows and sizes of tables</source>
        <translation>Zeilen und Größen der Tabellen</translation>
    </message>
    <message>
        <source>What Postgres keeps, largest first. “Counted” and “estimated” say how the rows were got.</source>
        <translation>Was Postgres aufbewahrt, das Größte zuerst. „Gezählt“ und „geschätzt“ sagen, woher die Zeilenzahl kommt.</translation>
    </message>
    <message>
        <source>Rows: counted where that is cheap, else the server&apos;s own estimate. Size with indexes: table, long values (TOAST) and indexes. Rows written: inserted + updated + deleted.</source>
        <translation>Zeilen: gezählt, wo das billig ist, sonst die Schätzung des Servers selbst. Größe samt Indizes: Tabelle, lange Werte (TOAST) und Indizes. Geschriebene Zeilen: eingefügte + geänderte + gelöschte.</translation>
    </message>
    <message>
        <source>Rows and sizes: when it was asked. Rows written: since the statistics of the database began.</source>
        <translation>Zeilen und Größen: als gefragt wurde. Geschriebene Zeilen: seit Beginn der Statistik der Datenbank.</translation>
    </message>
    <message>
        <source>The statistics and the catalogue of Postgres; count(*).</source>
        <translation>Die Statistik und der Katalog von Postgres; count(*).</translation>
    </message>
    <message>
        <source>Kinds of keys in the audit</source>
        <translation>Arten von Schlüsseln im Audit</translation>
    </message>
    <message>
        <source>How many keys of a kind there are, what they take, how long they are kept, how often a look-up finds them, and of which table they are a copy: by the statement that fills them, or guessed from names that are alike, which is then said.</source>
        <translation>Wie viele Schlüssel es von einer Art gibt, was sie belegen, wie lange sie bleiben, wie oft eine Nachfrage sie findet und von welcher Tabelle sie eine Kopie sind: nach der Anweisung, die sie füllt, oder aus ähnlichen Namen geraten, was dann dabeisteht.</translation>
    </message>
    <message>
        <source>As in the list of key patterns. Found when asked: inferred from the last burst. How sure: the confidence of the inferred link.</source>
        <translation>Wie in der Liste der Schlüsselmuster. „Gefunden, wenn gefragt“: aus dem letzten Mitschnitt geschlossen. „Wie sicher“: wie sicher die geschlossene Verbindung zur Abfrage ist.</translation>
    </message>
    <message>
        <source>The newest round of samples; the last burst.</source>
        <translation>Die neueste Runde Stichproben; der letzte Mitschnitt.</translation>
    </message>
    <message>
        <source>SCAN, TYPE, PTTL, MEMORY USAGE; MONITOR; pg_stat_statements.</source>
        <translation>SCAN, TYPE, PTTL, MEMORY USAGE; MONITOR; pg_stat_statements.</translation>
    </message>
    <message>
        <source>What is lost if Redis restarts now</source>
        <translation>Was verloren ist, wenn Redis jetzt neu startet</translation>
    </message>
    <message>
        <source>What Redis keeps on disk, and which keys have no expiry and no counterpart in Postgres: these may be nowhere else. That is inferred: no table has their name and no query was seen to fill them.</source>
        <translation>Was Redis auf der Platte behält und welche Schlüssel keinen Ablauf und kein Gegenstück in Postgres haben: diese gibt es vielleicht sonst nirgends. Das ist geschlossen: keine Tabelle heißt wie sie, und keine Abfrage wurde gesehen, die sie füllt.</translation>
    </message>
    <message>
        <source>Keys of such a kind × the share of them without expiry, added up.</source>
        <translation>Schlüssel einer solchen Art × deren Anteil ohne Ablauf, zusammengezählt.</translation>
    </message>
    <message>
        <source>When it was asked.</source>
        <translation>Als gefragt wurde.</translation>
    </message>
    <message>
        <source>INFO persistence and CONFIG GET of Redis; the samples of keys; the catalogue of Postgres.</source>
        <translation>INFO persistence und CONFIG GET von Redis; die Stichproben der Schlüssel; der Katalog von Postgres.</translation>
    </message>
    <message>
        <source>Time saved a day</source>
        <translation>Gesparte Zeit pro Tag</translation>
    </message>
    <message>
        <source>What the hits save Postgres, if every second of the day were like those that were listened to. It is measured over a few seconds and multiplied, and says so; only kinds of keys whose hits and query are both known are in it.</source>
        <translation>Was die Treffer Postgres ersparen, wenn jede Sekunde des Tages wie die mitgehörten wäre. Es wird über wenige Sekunden gemessen und hochgerechnet, und das steht dabei; nur Arten von Schlüsseln, deren Treffer und Abfrage beide bekannt sind, sind enthalten.</translation>
    </message>
    <message>
        <source>Hits per second × (mean of the query that fills it − one read of Redis) × 86 400 s, added up. If what a read of Redis costs is not known, nothing is taken off.</source>
        <translation>Treffer pro Sekunde × (Mittel der füllenden Abfrage − ein Lesen in Redis) × 86 400 s, zusammengezählt. Ist nicht bekannt, was ein Lesen in Redis kostet, wird nichts abgezogen.</translation>
    </message>
    <message>
        <source>Hits: the last burst.</source>
        <translation>Treffer: der letzte Mitschnitt.</translation>
    </message>
    <message>
        <source>MONITOR; pg_stat_statements; INFO commandstats of Redis.</source>
        <translation>MONITOR; pg_stat_statements; INFO commandstats von Redis.</translation>
    </message>
    <message>
        <source>When a database alone is enough</source>
        <translation>Wann eine Datenbank allein genügt</translation>
    </message>
    <message>
        <source>A simple tool runs fine on a database alone. Whether this is one is not a matter of taste here: four conditions have to be measured, and all have to hold.</source>
        <translation>Ein einfaches Werkzeug läuft gut mit einer Datenbank allein. Ob dies eines ist, ist hier keine Geschmacksfrage: vier Bedingungen müssen gemessen sein, und alle müssen gelten.</translation>
    </message>
    <message>
        <source>The whole database fits into shared_buffers; queries + hits of the cache are at most 200 per second; a query takes at most 5 ms on average; and queries and hits per second × the mean of a query is at most 20 % of one processor.</source>
        <translation>Die ganze Datenbank passt in shared_buffers; Abfragen + Treffer des Caches sind höchstens 200 pro Sekunde; eine Abfrage dauert im Mittel höchstens 5 ms; und Abfragen und Treffer pro Sekunde × das Mittel einer Abfrage sind höchstens 20 % eines Prozessors.</translation>
    </message>
    <message>
        <source>While it was watched.</source>
        <translation>Während beobachtet wurde.</translation>
    </message>
    <message>
        <source>pg_database_size, shared_buffers, pg_stat_statements, INFO stats of Redis.</source>
        <translation>pg_database_size, shared_buffers, pg_stat_statements, INFO stats von Redis.</translation>
    </message>
    <message>
        <source>Exporting the database</source>
        <translation>Die Datenbank exportieren</translation>
    </message>
    <message>
        <source>pg_dump reads every row once and writes all of it into a file on this computer; nothing is changed on the server. Try to restore it somewhere else: only then it is a backup.</source>
        <translation>pg_dump liest jede Zeile einmal und schreibt alles in eine Datei auf diesem Rechner; auf dem Server ändert sich nichts. Versuchen Sie, sie woanders wiederherzustellen: erst dann ist es eine Sicherung.</translation>
    </message>
    <message>
        <source>The picture of the requests</source>
        <translation>Das Bild der Anfragen</translation>
    </message>
    <message>
        <source>The app asks Redis. A hit comes straight back. A miss goes on to Postgres; its row comes back, and is left in Redis on the way (the fill). A write goes to Postgres, and the keys it concerns are removed from Redis (invalidated).

A server that is gone is crossed out, one that does not answer is marked as silent, and the dots stop before it.

The arrow keys go from box to box; F1 then tells about that box, and Shift+F1 about the number under the mouse.</source>
        <translation>Die App fragt Redis. Ein Treffer kommt gleich zurück. Ein Miss geht weiter zu Postgres; seine Zeile kommt zurück und wird unterwegs in Redis abgelegt (das Füllen). Ein Schreibvorgang geht zu Postgres, und die betroffenen Schlüssel werden aus Redis entfernt (invalidiert).

Ein Server, der weg ist, ist durchgestrichen, einer, der nicht antwortet, ist als stumm markiert, und die Punkte halten vor ihm an.

Die Pfeiltasten gehen von Kasten zu Kasten; F1 sagt dann etwas über diesen Kasten, und Umschalt+F1 über die Zahl unter der Maus.</translation>
    </message>
    <message>
        <source>The box App</source>
        <translation>Der Kasten App</translation>
    </message>
    <message>
        <source>The application that Tierlens plays: its clients, and how long they wait for an answer, whoever gives it.</source>
        <translation>Die Anwendung, die Tierlens spielt: ihre Clients, und wie lange sie auf eine Antwort warten, von wem sie auch kommt.</translation>
    </message>
    <message>
        <source>The box Redis</source>
        <translation>Der Kasten Redis</translation>
    </message>
    <message>
        <source>Short-term memory, in RAM: what it could answer, what it could not, what it holds, and whether a restart would lose it.</source>
        <translation>Kurzzeitgedächtnis, im RAM: was es beantworten konnte, was nicht, was es hält und ob ein Neustart das verlöre.</translation>
    </message>
    <message>
        <source>The box PostgreSQL</source>
        <translation>Der Kasten PostgreSQL</translation>
    </message>
    <message>
        <source>Long-term memory, on disk: what it was asked, what it was spared, and how much it keeps.</source>
        <translation>Langzeitgedächtnis, auf der Platte: was es gefragt wurde, was ihm erspart blieb und wie viel es aufbewahrt.</translation>
    </message>
    <message>
        <source>Dots: 1 dot = N requests</source>
        <translation>Punkte: 1 Punkt = N Anfragen</translation>
    </message>
    <message>
        <source>Each dot is N real requests of the same outcome. At a low rate N is 1. At a higher one it grows until the dots can still be told apart. Proportions hold: of twice as many hits there are twice as many dots. The first of a rare kind is drawn at once, on behalf of those to come.

Dots travel slower than requests do: an answer of 0.1 ms could not be seen.</source>
        <translation>Jeder Punkt steht für N echte Anfragen mit demselben Ausgang. Bei wenig Verkehr ist N gleich 1. Bei mehr Verkehr wächst N, bis sich die Punkte noch unterscheiden lassen. Die Verhältnisse stimmen: doppelt so viele Treffer geben doppelt so viele Punkte. Der erste einer seltenen Art wird sofort gezeichnet, stellvertretend für die, die noch kommen.

Punkte sind langsamer unterwegs als Anfragen: eine Antwort in 0,1 ms könnte man nicht sehen.</translation>
    </message>
    <message>
        <source>N is the smallest step (1, 2, 5, 10 …) with which not more than about 24 dots start in a second; fewer where the picture is small.</source>
        <translation>N ist die kleinste Stufe (1, 2, 5, 10 …), mit der nicht mehr als etwa 24 Punkte pro Sekunde starten; weniger, wo das Bild klein ist.</translation>
    </message>
    <message>
        <source>The rate it is chosen by follows the traffic within about a second.</source>
        <translation>Das Tempo, nach dem es gewählt wird, folgt dem Verkehr binnen etwa einer Sekunde.</translation>
    </message>
    <message>
        <source>The requests themselves, each counted once.</source>
        <translation>Die Anfragen selbst, jede einmal gezählt.</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Anfragen pro Sekunde</translation>
    </message>
    <message>
        <source>How many requests of the app ended, however they ended: answered, refused or failed. What is done behind an answer, such as a renewal, is none.

“… of it live state in Redis” is the share that reads or changes what is kept in Redis alone, such as a leaderboard or a cart; it is neither hit nor miss.</source>
        <translation>Wie viele Anfragen der App endeten, wie auch immer: beantwortet, abgewiesen oder gescheitert. Was hinter einer Antwort geschieht, etwa eine Erneuerung, ist keine.

„davon … Live-Zustand in Redis“ ist der Anteil, der liest oder ändert, was allein in Redis liegt, etwa eine Rangliste oder ein Warenkorb; er ist weder Treffer noch Miss.</translation>
    </message>
    <message>
        <source>Requests ÷ seconds. Share of live state: requests for live state (answered or refused) ÷ all requests.</source>
        <translation>Anfragen ÷ Sekunden. Anteil des Live-Zustands: Anfragen nach Live-Zustand (beantwortet oder abgewiesen) ÷ alle Anfragen.</translation>
    </message>
    <message>
        <source>The last 3 whole seconds; for the share also the running one.</source>
        <translation>Die letzten 3 ganzen Sekunden; beim Anteil auch die laufende.</translation>
    </message>
    <message>
        <source>Tierlens, request by request.</source>
        <translation>Tierlens, Anfrage für Anfrage.</translation>
    </message>
    <message>
        <source>Typical answer (p50)</source>
        <translation>Typische Antwort (p50)</translation>
    </message>
    <message>
        <source>Half of the answers took at most this long, as the app saw it: asking Redis, asking Postgres where needed, and filling, all together. Writes, refusals and failures are not among them.</source>
        <translation>Die Hälfte der Antworten dauerte höchstens so lange, aus Sicht der App: Redis fragen, wo nötig Postgres fragen und füllen, alles zusammen. Schreibvorgänge, Abweisungen und gescheiterte Anfragen sind nicht dabei.</translation>
    </message>
    <message>
        <source>The median of the times of all answers; off by at most 1.6 %.</source>
        <translation>Der Median der Zeiten aller Antworten; er weicht höchstens 1,6 % ab.</translation>
    </message>
    <message>
        <source>The last 10 seconds.</source>
        <translation>Die letzten 10 Sekunden.</translation>
    </message>
    <message>
        <source>Tierlens, timed in the client from asking to answer.</source>
        <translation>Tierlens, im Client gemessen, von der Frage bis zur Antwort.</translation>
    </message>
    <message>
        <source>Slowest 1 % (p99)</source>
        <translation>Langsamstes 1 % (p99)</translation>
    </message>
    <message>
        <source>One answer in a hundred took this long or longer. With a cache these are the misses, as long as there are more than one in a hundred of them.</source>
        <translation>Eine von hundert Antworten dauerte so lange oder länger. Mit einem Cache sind das die Misses, solange es davon mehr als einen unter hundert gibt.</translation>
    </message>
    <message>
        <source>The time below which 99 of 100 answers lie; off by at most 1.6 %.</source>
        <translation>Die Zeit, unter der 99 von 100 Antworten liegen; sie weicht höchstens 1,6 % ab.</translation>
    </message>
    <message>
        <source>Time of a hit</source>
        <translation>Zeit eines Treffers</translation>
    </message>
    <message>
        <source>How long a request took that Redis could answer, as the app saw it.</source>
        <translation>Wie lange eine Anfrage dauerte, die Redis beantworten konnte, aus Sicht der App.</translation>
    </message>
    <message>
        <source>The median of the times of all hits.</source>
        <translation>Der Median der Zeiten aller Treffer.</translation>
    </message>
    <message>
        <source>Tierlens, timed in the client.</source>
        <translation>Tierlens, im Client gemessen.</translation>
    </message>
    <message>
        <source>Time of a row</source>
        <translation>Zeit einer Zeile</translation>
    </message>
    <message>
        <source>How long one reading statement took in Postgres, with the way there and back. Writes are not among them.</source>
        <translation>Wie lange eine lesende Anweisung in Postgres dauerte, mit Hin- und Rückweg. Schreibvorgänge sind nicht dabei.</translation>
    </message>
    <message>
        <source>The median of the times of all reading statements that were answered.</source>
        <translation>Der Median der Zeiten aller lesenden Anweisungen, die beantwortet wurden.</translation>
    </message>
    <message>
        <source>Tierlens, timed round each call.</source>
        <translation>Tierlens, um jeden Aufruf herum gemessen.</translation>
    </message>
    <message>
        <source>Time of a fill</source>
        <translation>Zeit eines Füllens</translation>
    </message>
    <message>
        <source>How long it took to leave an answer of Postgres in Redis for those who ask next.</source>
        <translation>Wie lange es dauerte, eine Antwort von Postgres in Redis abzulegen, für die, die als Nächste fragen.</translation>
    </message>
    <message>
        <source>The median of the times of all writes of cached values into Redis.</source>
        <translation>Der Median der Zeiten, in denen gemerkte Werte in Redis geschrieben wurden.</translation>
    </message>
    <message>
        <source>How much faster Redis answers</source>
        <translation>Wie viel schneller Redis antwortet</translation>
    </message>
    <message>
        <source>One look-up in Redis that hit, against one query in Postgres after a miss, for the same kind of read. It compares the two calls alone: what the app does besides is on neither side.</source>
        <translation>Eine Nachfrage bei Redis mit Treffer gegen eine Abfrage in Postgres nach einem Miss, für dieselbe Art Lesen. Verglichen werden nur die beiden Aufrufe: was die App sonst noch tut, steht auf keiner Seite.</translation>
    </message>
    <message>
        <source>Median time of the query ÷ median time of the look-up. Below 1.05 it is called no gain.</source>
        <translation>Median der Zeit der Abfrage ÷ Median der Zeit der Nachfrage. Unter 1,05 heißt es, dass Redis nichts bringt.</translation>
    </message>
    <message>
        <source>Since the session began.</source>
        <translation>Seit Beginn der Sitzung.</translation>
    </message>
    <message>
        <source>Timings</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>How the hit rate and the times went, where the time of the latest miss was spent, and how long everybody waited. Vertical lines mark what you did; marks at the top are rare things that were recognised: press one to read about it.</source>
        <translation>Wie sich die Trefferquote und die Zeiten entwickelten, wo die Zeit des letzten Miss blieb und wie lange alle gewartet haben. Senkrechte Linien zeigen, was Sie getan haben; Marken oben sind Seltenes, das erkannt wurde: eine drücken, um darüber zu lesen.</translation>
    </message>
    <message>
        <source>Chart of the hit rate</source>
        <translation>Diagramm der Trefferquote</translation>
    </message>
    <message>
        <source>The hit rate over time. Where nobody asked Redis there is a gap, not a zero.</source>
        <translation>Die Trefferquote über die Zeit. Wo niemand Redis fragte, ist eine Lücke, keine Null.</translation>
    </message>
    <message>
        <source>For each half second: hits ÷ reads that asked Redis. In a long chart the counts of several are added up first.</source>
        <translation>Für jede halbe Sekunde: Treffer ÷ Lesevorgänge, die Redis fragten. In einem langen Diagramm werden erst die Zahlen mehrerer zusammengezählt.</translation>
    </message>
    <message>
        <source>What is chosen at the right: 60 s, 5 min or 15 min.</source>
        <translation>Was rechts gewählt ist: 60 s, 5 min oder 15 min.</translation>
    </message>
    <message>
        <source>Chart of the answer times</source>
        <translation>Diagramm der Antwortzeiten</translation>
    </message>
    <message>
        <source>What is typical for one look-up in Redis and for one reading statement in Postgres. The scale is logarithmic: each line across is ten times the one below.</source>
        <translation>Was für eine Nachfrage bei Redis und für eine lesende Anweisung in Postgres typisch ist. Die Skala ist logarithmisch: jede Querlinie ist das Zehnfache der darunter.</translation>
    </message>
    <message>
        <source>For each half second the median of the calls in it. Percentiles are never averaged: in a long chart the lowest and the highest of each group are drawn.</source>
        <translation>Für jede halbe Sekunde der Median der Aufrufe darin. Aus Perzentilen wird nie ein Mittel gebildet: in einem langen Diagramm werden von jeder Gruppe das niedrigste und das höchste gezeichnet.</translation>
    </message>
    <message>
        <source>Where the time of a request went</source>
        <translation>Wo die Zeit einer Anfrage blieb</translation>
    </message>
    <message>
        <source>The steps of one request, one below the other: asking Redis, asking Postgres, filling. Each bar begins when its step began and is as long as the step took.</source>
        <translation>Die Schritte einer Anfrage, einer unter dem anderen: Redis fragen, Postgres fragen, füllen. Jeder Balken beginnt, wenn sein Schritt begann, und ist so lang, wie der Schritt dauerte.</translation>
    </message>
    <message>
        <source>Beginning and length of each step, as measured; nothing is estimated.</source>
        <translation>Beginn und Länge jedes Schritts, wie gemessen; nichts ist geschätzt.</translation>
    </message>
    <message>
        <source>One request: the latest miss, or the one chosen in the list of requests.</source>
        <translation>Eine Anfrage: der letzte Miss oder die, die in der Liste der Anfragen gewählt ist.</translation>
    </message>
    <message>
        <source>Who waited</source>
        <translation>Wer gewartet hat</translation>
    </message>
    <message>
        <source>All answers by how long they took, those of Redis and those for which Postgres had to be asked. Two hills are usual: the gap between them is what a cache is for.</source>
        <translation>Alle Antworten nach ihrer Dauer, die von Redis und die, für die Postgres gefragt werden musste. Zwei Hügel sind üblich: für die Lücke zwischen ihnen ist ein Cache da.</translation>
    </message>
    <message>
        <source>Each answer is counted in one column; six columns of equal ratio make a factor of ten, beginning at 0.02 ms. Had to ask Postgres: misses, those who waited for another&apos;s answer, and reads past Redis.</source>
        <translation>Jede Antwort zählt in einer Säule; sechs Säulen in gleichem Verhältnis ergeben einen Faktor zehn, beginnend bei 0,02 ms. Mussten Postgres fragen: Misses, wer auf die Antwort eines anderen wartete, und Lesevorgänge an Redis vorbei.</translation>
    </message>
    <message>
        <source>The last 60 seconds.</source>
        <translation>Die letzten 60 Sekunden.</translation>
    </message>
    <message>
        <source>The list of requests</source>
        <translation>Die Liste der Anfragen</translation>
    </message>
    <message>
        <source>The latest requests, newest first. Pause keeps the list as it is, to read it. The coloured labels choose which outcomes are listed. Choosing a request shows where its time went.</source>
        <translation>Die letzten Anfragen, die neueste zuerst. „Anhalten“ lässt die Liste, wie sie ist, um sie zu lesen. Mit den farbigen Schildern wählt man, welche Ausgänge aufgeführt werden. Eine gewählte Anfrage zeigt, wo ihre Zeit blieb.</translation>
    </message>
    <message>
        <source>Outcomes of a request</source>
        <translation>Ausgänge einer Anfrage</translation>
    </message>
    <message>
        <source>Hit: Redis had the answer.

Miss: it did not, and this request asked Postgres.

Waited: it did not, and this request waited for another that was asking Postgres already.

Bypass: a read that did not ask Redis at all.

Write: a change of the truth in Postgres.

Live: state that is kept in Redis alone, such as a leaderboard. Refused: a limit kept in Redis said no.

Failed: no answer at all.</source>
        <translation>Treffer: Redis hatte die Antwort.

Miss: Redis hatte sie nicht, und diese Anfrage fragte Postgres.

Gewartet: Redis hatte sie nicht, und diese Anfrage wartete auf eine andere, die schon Postgres fragte.

Vorbei: ein Lesen, das Redis gar nicht fragte.

Schreiben: eine Änderung der Wahrheit in Postgres.

Live: Zustand, der allein in Redis liegt, etwa eine Rangliste. Abgewiesen: eine Grenze, die in Redis steht, sagte Nein.

Gescheitert: gar keine Antwort.</translation>
    </message>
    <message>
        <source>Total, Redis, Postgres</source>
        <translation>Gesamt, Redis, Postgres</translation>
    </message>
    <message>
        <source>How long one request took, and how much of it was spent in calls to either server. The rest is the work of the app, and waiting for another&apos;s answer.</source>
        <translation>Wie lange eine Anfrage dauerte und wie viel davon in Aufrufen der beiden Server verbracht wurde. Der Rest ist die Arbeit der App und das Warten auf die Antwort eines anderen.</translation>
    </message>
    <message>
        <source>Total: from asking to answer. Redis, Postgres: the times of its calls there, added up.</source>
        <translation>Gesamt: von der Frage bis zur Antwort. Redis, Postgres: die Zeiten ihrer Aufrufe dort, zusammengezählt.</translation>
    </message>
    <message>
        <source>This one request.</source>
        <translation>Diese eine Anfrage.</translation>
    </message>
    <message>
        <source>Freshness</source>
        <translation>Frische</translation>
    </message>
    <message>
        <source>Whether the answer was older than the truth in Postgres at that moment.</source>
        <translation>Ob die Antwort in jenem Moment älter war als die Wahrheit in Postgres.</translation>
    </message>
    <message>
        <source>Stale if the version in the answer &lt; the newest version known; the time is how long before the answer the truth had changed.</source>
        <translation>Veraltet, wenn die Version in der Antwort &lt; die neueste bekannte Version; die Zeit sagt, wie lange vor der Antwort sich die Wahrheit geändert hatte.</translation>
    </message>
    <message>
        <source>The version that travels with each cached value.</source>
        <translation>Die Version, die mit jedem gemerkten Wert mitgeht.</translation>
    </message>
    <message>
        <source>The list of statements</source>
        <translation>Die Liste der Anweisungen</translation>
    </message>
    <message>
        <source>The statements the demo has sent to Postgres, one line for each text. Clicking a heading sorts.</source>
        <translation>Die Anweisungen, die die Demo an Postgres gesandt hat, eine Zeile für jeden Text. Ein Klick auf eine Überschrift sortiert.</translation>
    </message>
    <message>
        <source>Calls, calls per second, rows</source>
        <translation>Aufrufe, Aufrufe pro Sekunde, Zeilen</translation>
    </message>
    <message>
        <source>How often this statement was answered, and how many rows it has returned or changed in all.</source>
        <translation>Wie oft diese Anweisung beantwortet wurde und wie viele Zeilen sie insgesamt geliefert oder geändert hat.</translation>
    </message>
    <message>
        <source>Answered calls; answered calls ÷ seconds; rows of all calls.</source>
        <translation>Beantwortete Aufrufe; beantwortete Aufrufe ÷ Sekunden; Zeilen aller Aufrufe.</translation>
    </message>
    <message>
        <source>Calls and rows: since the session began. Calls per second: the last 10 seconds.</source>
        <translation>Aufrufe und Zeilen: seit Beginn der Sitzung. Aufrufe pro Sekunde: die letzten 10 Sekunden.</translation>
    </message>
    <message>
        <source>Tierlens, call by call.</source>
        <translation>Tierlens, Aufruf für Aufruf.</translation>
    </message>
    <message>
        <source>p50, p99 and max of a statement</source>
        <translation>p50, p99 und Max einer Anweisung</translation>
    </message>
    <message>
        <source>How long its calls took, with the way to Postgres and back.</source>
        <translation>Wie lange ihre Aufrufe dauerten, mit dem Weg zu Postgres und zurück.</translation>
    </message>
    <message>
        <source>p50 and p99: half, and 99 of 100, of its calls took at most this long (off by at most 1.6 %). Max: the slowest, exactly.</source>
        <translation>p50 und p99: die Hälfte, und 99 von 100, ihrer Aufrufe dauerten höchstens so lange (bei höchstens 1,6 % Abweichung). Max: der langsamste, exakt.</translation>
    </message>
    <message>
        <source>Time and share of a statement</source>
        <translation>Zeit und Anteil einer Anweisung</translation>
    </message>
    <message>
        <source>What it has cost in all: often called and quick can cost more than seldom and slow.</source>
        <translation>Was sie insgesamt gekostet hat: oft und schnell kann mehr kosten als selten und langsam.</translation>
    </message>
    <message>
        <source>Time: its calls added up. Share: its time ÷ the time of all statements.</source>
        <translation>Zeit: ihre Aufrufe zusammengezählt. Anteil: ihre Zeit ÷ die Zeit aller Anweisungen.</translation>
    </message>
    <message>
        <source>The list of events</source>
        <translation>Die Liste der Ereignisse</translation>
    </message>
    <message>
        <source>What happened, newest first: what you did, what the servers did, rare things that were recognised, and what a check found. It begins with the session.</source>
        <translation>Was geschah, das Neueste zuerst: was Sie getan haben, was die Server taten, Seltenes, das erkannt wurde, und was eine Prüfung ergab. Sie beginnt mit der Sitzung.</translation>
    </message>
    <message>
        <source>The world</source>
        <translation>Die Welt</translation>
    </message>
    <message>
        <source>What the world looks like that is played: its leaderboard, its questions or its orders; and what of it is truth, kept by Postgres, and what is forgettable, held by Redis. It is read from the servers by ordinary requests, which are counted like all others.</source>
        <translation>Wie die Welt aussieht, die gespielt wird: ihre Rangliste, ihre Fragen oder ihre Bestellungen; und was davon Wahrheit ist, die Postgres aufbewahrt, und was vergessen werden darf und in Redis liegt. Gelesen wird es von den Servern mit gewöhnlichen Anfragen, die wie alle anderen zählen.</translation>
    </message>
    <message>
        <source>What Redis saves, question by question</source>
        <translation>Was Redis spart, Frage für Frage</translation>
    </message>
    <message>
        <source>For each kind of read: what it takes in Redis, what the same takes in Postgres after a miss, and how many times that is. Bars are on a log scale.</source>
        <translation>Für jede Art Lesen: was sie in Redis braucht, was dieselbe in Postgres nach einem Miss braucht, und wie viel Mal so viel das ist. Die Skala der Balken ist logarithmisch.</translation>
    </message>
    <message>
        <source>Median time in Postgres ÷ median time in Redis; shown from 5 hits and one miss on.</source>
        <translation>Median der Zeit in Postgres ÷ Median der Zeit in Redis; gezeigt ab 5 Treffern und einem Miss.</translation>
    </message>
    <message>
        <source>Money saved</source>
        <translation>Gespartes Geld</translation>
    </message>
    <message>
        <source>Where an answer has a price, as in the world of the AI assistant: what was not paid because the answer was there.</source>
        <translation>Wo eine Antwort einen Preis hat, wie in der Welt des KI-Assistenten: was nicht bezahlt wurde, weil die Antwort schon da war.</translation>
    </message>
    <message>
        <source>(Hits + those who waited for another&apos;s answer) × the price you set. Spent: (misses + reads past Redis) × the price.</source>
        <translation>(Treffer + wer auf die Antwort eines anderen wartete) × der Preis, den Sie festlegen. Ausgegeben: (Misses + Lesevorgänge an Redis vorbei) × der Preis.</translation>
    </message>
    <message>
        <source>Tierlens&apos; counts, and your price.</source>
        <translation>Die Zählung von Tierlens und Ihr Preis.</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Reads that Redis answered.</source>
        <translation>Lesevorgänge, die Redis beantwortet hat.</translation>
    </message>
    <message>
        <source>Counted one by one, exactly, however many there are.</source>
        <translation>Einzeln gezählt, exakt, wie viele es auch sind.</translation>
    </message>
    <message>
        <source>Tierlens; compared with keyspace_hits of Redis, with which it has to agree.</source>
        <translation>Tierlens; verglichen mit keyspace_hits von Redis, womit es übereinstimmen muss.</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Misses</translation>
    </message>
    <message>
        <source>Reads that Redis could not answer. Some of them waited for another request that was already asking Postgres, and made no query (coalesced).</source>
        <translation>Lesevorgänge, die Redis nicht beantworten konnte. Einige davon warteten auf eine andere Anfrage, die schon Postgres fragte, und machten keine Abfrage (zusammengelegt).</translation>
    </message>
    <message>
        <source>Misses that asked Postgres + misses that waited.</source>
        <translation>Misses, die Postgres fragten + Misses, die warteten.</translation>
    </message>
    <message>
        <source>Tierlens; compared with keyspace_misses of Redis, with which it has to agree.</source>
        <translation>Tierlens; verglichen mit keyspace_misses von Redis, womit es übereinstimmen muss.</translation>
    </message>
    <message>
        <source>Hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Of all reads that asked Redis, the share it could answer. It is of a short time on purpose: a mean over hours would hide what is wrong today. Reads that go past Redis, writes and live state are not in it.</source>
        <translation>Welchen Anteil aller Lesevorgänge, die Redis fragten, es beantworten konnte. Sie gilt mit Absicht für eine kurze Zeit: ein Mittel über Stunden würde verdecken, was heute nicht stimmt. Lesevorgänge an Redis vorbei, Schreibvorgänge und Live-Zustand sind nicht enthalten.</translation>
    </message>
    <message>
        <source>Hits ÷ (hits + misses + misses that waited for another).</source>
        <translation>Treffer ÷ (Treffer + Misses + Misses, die auf eine andere Anfrage warteten).</translation>
    </message>
    <message>
        <source>The last 10 seconds; in presenter mode the last 3.</source>
        <translation>Die letzten 10 Sekunden; im Vorführmodus die letzten 3.</translation>
    </message>
    <message>
        <source>Keys, memory, evicted</source>
        <translation>Schlüssel, Speicher, verdrängt</translation>
    </message>
    <message>
        <source>Keys in the database in use, and the memory Redis uses in all, with its limit if it has one. Evicted: keys forgotten before their time for want of memory.</source>
        <translation>Schlüssel in der benutzten Datenbank und der Speicher, den Redis insgesamt belegt, mit seiner Grenze, wenn es eine hat. Verdrängt: Schlüssel, die aus Platzmangel vor der Zeit vergessen wurden.</translation>
    </message>
    <message>
        <source>As Redis reports it: keys of the database, used_memory, maxmemory; growth of evicted_keys, over restarts too.</source>
        <translation>Wie Redis es meldet: Schlüssel der Datenbank, used_memory, maxmemory; Zuwachs von evicted_keys, auch über Neustarts hinweg.</translation>
    </message>
    <message>
        <source>Keys and memory: now. Evicted: since the first reading of this session.</source>
        <translation>Schlüssel und Speicher: jetzt. Verdrängt: seit der ersten Ablesung dieser Sitzung.</translation>
    </message>
    <message>
        <source>INFO of Redis.</source>
        <translation>INFO von Redis.</translation>
    </message>
    <message>
        <source>Kept on disk, and up for</source>
        <translation>Auf der Platte behalten, und läuft seit</translation>
    </message>
    <message>
        <source>Whether Redis saves to disk (pictures, RDB, or a log, AOF): if so, a restart brings keys back; if not, it loses every one. And how long the process has been running.</source>
        <translation>Ob Redis auf die Platte sichert (Abbilder, RDB, oder ein Protokoll, AOF): wenn ja, bringt ein Neustart Schlüssel zurück; wenn nein, verliert er jeden. Und wie lange der Prozess schon läuft.</translation>
    </message>
    <message>
        <source>As Redis reports it: its save points, aof_enabled, uptime_in_seconds.</source>
        <translation>Wie Redis es meldet: seine Sicherungspunkte, aof_enabled, uptime_in_seconds.</translation>
    </message>
    <message>
        <source>Now; the time since Redis started.</source>
        <translation>Jetzt; die Zeit, seit Redis gestartet ist.</translation>
    </message>
    <message>
        <source>INFO and CONFIG GET of Redis.</source>
        <translation>INFO und CONFIG GET von Redis.</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>Statements Postgres answered for the app, reads and writes. COMMIT is not counted.</source>
        <translation>Anweisungen, die Postgres der App beantwortet hat, Lesen und Schreiben. COMMIT zählt nicht mit.</translation>
    </message>
    <message>
        <source>Counted one by one, exactly.</source>
        <translation>Einzeln gezählt, exakt.</translation>
    </message>
    <message>
        <source>Tierlens; compared with pg_stat_statements, with which it has to agree.</source>
        <translation>Tierlens; verglichen mit pg_stat_statements, womit es übereinstimmen muss.</translation>
    </message>
    <message>
        <source>Avoided queries</source>
        <translation>Vermiedene Abfragen</translation>
    </message>
    <message>
        <source>Reads that did not have to ask Postgres.</source>
        <translation>Lesevorgänge, die Postgres nicht fragen mussten.</translation>
    </message>
    <message>
        <source>Hits + misses that waited for another&apos;s answer.</source>
        <translation>Treffer + Misses, die auf die Antwort eines anderen warteten.</translation>
    </message>
    <message>
        <source>Rows and size</source>
        <translation>Zeilen und Größe</translation>
    </message>
    <message>
        <source>How much Postgres keeps for this world.</source>
        <translation>Wie viel Postgres für diese Welt aufbewahrt.</translation>
    </message>
    <message>
        <source>Rows: the server&apos;s own estimate, of all tables of this world. Size: tables with their indexes.</source>
        <translation>Zeilen: die Schätzung des Servers selbst, für alle Tabellen dieser Welt. Größe: Tabellen samt ihren Indizes.</translation>
    </message>
    <message>
        <source>Now, at the last reading.</source>
        <translation>Jetzt, bei der letzten Ablesung.</translation>
    </message>
    <message>
        <source>The catalogue of Postgres.</source>
        <translation>Der Katalog von Postgres.</translation>
    </message>
    <message>
        <source>fsync and WAL per second</source>
        <translation>fsync und WAL pro Sekunde</translation>
    </message>
    <message>
        <source>Postgres writes each change to a log (WAL) before anything else. With fsync on it waits until the disk has it, and a crash loses nothing that was confirmed.</source>
        <translation>Postgres schreibt jede Änderung vor allem anderen in ein Protokoll (WAL). Ist fsync an, wartet es, bis die Platte es hat, und ein Absturz verliert nichts, was bestätigt war.</translation>
    </message>
    <message>
        <source>Bytes by which the position in the log grew ÷ seconds.</source>
        <translation>Bytes, um die die Position im Protokoll wuchs ÷ Sekunden.</translation>
    </message>
    <message>
        <source>Between the last two readings.</source>
        <translation>Zwischen den letzten zwei Ablesungen.</translation>
    </message>
    <message>
        <source>Postgres: the position in its log, and its settings.</source>
        <translation>Postgres: die Position in seinem Protokoll und seine Einstellungen.</translation>
    </message>
    <message>
        <source>Buffer hits and sessions</source>
        <translation>Puffertreffer und Sitzungen</translation>
    </message>
    <message>
        <source>Blocks Postgres found in its own memory instead of asking the system for them, and how many connections of clients it has.</source>
        <translation>Blöcke, die Postgres im eigenen Speicher fand, statt das System danach zu fragen, und wie viele Verbindungen von Clients es hat.</translation>
    </message>
    <message>
        <source>blks_hit ÷ (blks_hit + blks_read), by their growth.</source>
        <translation>blks_hit ÷ (blks_hit + blks_read), nach ihrem Zuwachs.</translation>
    </message>
    <message>
        <source>Between the last two readings; sessions: now.</source>
        <translation>Zwischen den letzten zwei Ablesungen; Sitzungen: jetzt.</translation>
    </message>
    <message>
        <source>pg_stat_database and pg_stat_activity of Postgres.</source>
        <translation>pg_stat_database und pg_stat_activity von Postgres.</translation>
    </message>
    <message>
        <source>Up for</source>
        <translation>Läuft seit</translation>
    </message>
    <message>
        <source>How long the server has been running.</source>
        <translation>Wie lange der Server schon läuft.</translation>
    </message>
    <message>
        <source>Now − when the server was started.</source>
        <translation>Jetzt − der Zeitpunkt, zu dem der Server gestartet wurde.</translation>
    </message>
    <message>
        <source>Since Postgres started.</source>
        <translation>Seit Postgres gestartet ist.</translation>
    </message>
    <message>
        <source>Postgres itself.</source>
        <translation>Postgres selbst.</translation>
    </message>
    <message>
        <source>Keys in Redis</source>
        <translation>Schlüssel in Redis</translation>
    </message>
    <message>
        <source>The keys of this world that Redis holds, as far as the requests of the demo tell: filled, read, invalidated, run out or evicted. The bar of a key drains with its time to live. While the mouse is over the list its order is held, so that nothing jumps away from under it.

The filter takes a part of a name, or a pattern as Redis knows it.</source>
        <translation>Die Schlüssel dieser Welt, die Redis hält, soweit die Anfragen der Demo es verraten: gefüllt, gelesen, invalidiert, abgelaufen oder verdrängt. Der Balken eines Schlüssels leert sich mit seiner Lebensdauer. Solange die Maus über der Liste ist, hält die Reihenfolge, damit nichts unter ihr wegspringt.

Der Filter nimmt einen Teil eines Namens oder ein Muster, wie Redis es kennt.</translation>
    </message>
    <message>
        <source>Expires in</source>
        <translation>Läuft ab in</translation>
    </message>
    <message>
        <source>How long the key has still to live, of the time it was given at its last fill. “Not known”: somebody else filled it.</source>
        <translation>Wie lange der Schlüssel noch zu leben hat, von der Zeit, die er beim letzten Füllen bekam. „Nicht bekannt“: jemand anderes hat ihn gefüllt.</translation>
    </message>
    <message>
        <source>Time of the last fill + its time to live − now.</source>
        <translation>Zeitpunkt des letzten Füllens + Lebensdauer − jetzt.</translation>
    </message>
    <message>
        <source>Now.</source>
        <translation>Jetzt.</translation>
    </message>
    <message>
        <source>Tierlens&apos; own clock and the time it sent with the fill.</source>
        <translation>Die Uhr von Tierlens selbst und die Zeit, die es beim Füllen mitgab.</translation>
    </message>
    <message>
        <source>Hits and fills of a key</source>
        <translation>Treffer und Füllungen eines Schlüssels</translation>
    </message>
    <message>
        <source>How often this key answered a read, and how often it was filled, during this stay in Redis.</source>
        <translation>Wie oft dieser Schlüssel ein Lesen beantwortete und wie oft er gefüllt wurde, während dieses Aufenthalts in Redis.</translation>
    </message>
    <message>
        <source>Counted one by one.</source>
        <translation>Einzeln gezählt.</translation>
    </message>
    <message>
        <source>Since the key was first seen. One that was gone and comes back begins at zero.</source>
        <translation>Seit der Schlüssel zuerst gesehen wurde. Einer, der weg war und zurückkommt, beginnt bei null.</translation>
    </message>
    <message>
        <source>Version, and stale for</source>
        <translation>Version, und veraltet seit</translation>
    </message>
    <message>
        <source>Each cached value carries the version of the truth it was made from. If Postgres has a newer one, the key is stale: what it answers is out of date.</source>
        <translation>Jeder gemerkte Wert trägt die Version der Wahrheit, aus der er entstand. Hat Postgres eine neuere, ist der Schlüssel veraltet: was er antwortet, stimmt nicht mehr.</translation>
    </message>
    <message>
        <source>Stale: the newest version known in Postgres &gt; the version in the key. For how long: now − when the truth changed.</source>
        <translation>Veraltet: die neueste in Postgres bekannte Version &gt; die Version im Schlüssel. Seit wann: jetzt − der Zeitpunkt, zu dem sich die Wahrheit änderte.</translation>
    </message>
    <message>
        <source>The version inside the value, and the writes Tierlens has made or heard of.</source>
        <translation>Die Version im Wert und die Schreibvorgänge, die Tierlens gemacht oder von denen es gehört hat.</translation>
    </message>
    <message>
        <source>The window of the demo</source>
        <translation>Das Fenster der Demo</translation>
    </message>
    <message>
        <source>Tierlens plays an application: clients ask for things, Redis answers what it remembers, Postgres answers the rest, and each such answer is left in Redis for those who ask next. Every request is a real one, on real servers, and is timed where the application would feel it.

In the middle the requests flow; below are their times, the requests themselves, the statements and what happened. At the left is what you can do: choose a world, change the policy of the cache, change the truth, invalidate, restart, break. At the right are the keys Redis holds now.</source>
        <translation>Tierlens spielt eine Anwendung: Clients fragen nach etwas, Redis beantwortet, was es noch weiß, Postgres beantwortet den Rest, und jede solche Antwort wird in Redis abgelegt, für die, die als Nächste fragen. Jede Anfrage ist echt, an echte Server, und wird dort gemessen, wo die Anwendung es spüren würde.

In der Mitte fließen die Anfragen; darunter stehen ihre Zeiten, die Anfragen selbst, die Anweisungen und was geschah. Links ist, was Sie tun können: eine Welt wählen, die Regeln des Caches ändern, die Wahrheit ändern, invalidieren, neu starten, stören. Rechts sind die Schlüssel, die Redis jetzt hält.</translation>
    </message>
    <message>
        <source>Worlds</source>
        <translation>Welten</translation>
    </message>
    <message>
        <source>A social profile (follower counts, feeds, sessions), a live game (a leaderboard that moves, and a match that ends in one transaction), an AI assistant (answers nobody pays for twice) and an online store (a cart of ten minutes that becomes an order).

Choosing another one begins anew, with all figures at zero.</source>
        <translation>Ein soziales Profil (Followerzahlen, Feeds, Sitzungen), ein Live-Spiel (eine Rangliste, die sich bewegt, und eine Partie, die in einer Transaktion endet), ein KI-Assistent (Antworten, für die niemand zweimal zahlt) und ein Onlineshop (ein Warenkorb für zehn Minuten, aus dem eine Bestellung wird).

Eine andere zu wählen, beginnt von vorn, mit allen Zahlen auf null.</translation>
    </message>
    <message>
        <source>Change, invalidate, restart, break</source>
        <translation>Ändern, invalidieren, neu starten, stören</translation>
    </message>
    <message>
        <source>Change a row: a write to Postgres, where the truth is. What Redis holds of it is old from then on, unless it is invalidated.

Invalidate: deletes keys from Redis. The next request for each is a miss and asks Postgres.

Restart Redis: it comes back empty, unless it keeps data on disk. Restart Postgres: hits go on meanwhile, misses fail until it is back.

Crash: the process is ended at once (kill -9), as a power cut would, and started again. Freeze: the process is stopped without ending it, so that connections stay and answers do not come.

Restarts, crashes and freezes are for the sandbox only. What each cost is shown on a card.</source>
        <translation>Eine Zeile ändern: ein Schreibvorgang in Postgres, wo die Wahrheit ist. Was Redis davon hält, ist ab dann veraltet, außer es wird invalidiert.

Invalidieren: löscht Schlüssel aus Redis. Die nächste Anfrage nach jedem ist ein Miss und fragt Postgres.

Redis neu starten: es kommt leer zurück, außer es behält Daten auf der Platte. Postgres neu starten: Treffer gehen inzwischen weiter, Misses scheitern, bis es zurück ist.

Abstürzen: der Prozess wird sofort beendet (kill -9), wie durch einen Stromausfall, und wieder gestartet. Einfrieren: der Prozess wird angehalten, ohne ihn zu beenden; Verbindungen bleiben also, und Antworten kommen nicht.

Neustarts, Abstürze und Einfrieren gibt es nur in der Sandbox. Was jedes gekostet hat, zeigt eine Karte.</translation>
    </message>
    <message>
        <source>The policy of the cache</source>
        <translation>Die Regeln des Caches</translation>
    </message>
    <message>
        <source>Use the cache: reads ask Redis first. Off: every read asks Postgres.

One query per miss: when many ask for the same missing key at once, one asks Postgres and the others wait for its answer. It prevents stampedes.

Spread the expiry times: each key lives up to 20 % shorter or longer, so that keys filled together do not expire together.

Invalidate on write: a write deletes the keys it concerns, so that the next read is fresh.

More policies has the rarer ones, each with its price. Compare plays the same requests with two of them and says which is better.</source>
        <translation>Cache nutzen: Lesen fragt zuerst Redis. Aus: jedes Lesen fragt Postgres.

Eine Abfrage pro Miss: fragen viele zugleich nach demselben fehlenden Schlüssel, fragt einer Postgres, und die anderen warten auf seine Antwort. Das verhindert Anstürme.

Ablaufzeiten streuen: jeder Schlüssel lebt bis zu 20 % kürzer oder länger, damit zusammen gefüllte Schlüssel nicht zusammen ablaufen.

Beim Schreiben invalidieren: ein Schreibvorgang löscht die betroffenen Schlüssel, damit das nächste Lesen frisch ist.

„Weitere Regeln“ hat die selteneren, jede mit ihrem Preis. „Vergleichen“ spielt dieselben Anfragen mit zwei von ihnen und sagt, was besser ist.</translation>
    </message>
    <message>
        <source>Time to live (TTL)</source>
        <translation>Lebensdauer (TTL)</translation>
    </message>
    <message>
        <source>How long Redis keeps an answer before it forgets it by itself. Longer means more hits and older answers, shorter means more queries and fresher ones.</source>
        <translation>Wie lange Redis eine Antwort behält, bevor es sie von selbst vergisst. Länger heißt mehr Treffer und ältere Antworten, kürzer heißt mehr Abfragen und frischere.</translation>
    </message>
    <message>
        <source>As chosen; with “Spread the expiry times” between 80 % and 120 % of it, by chance, key by key.</source>
        <translation>Wie gewählt; mit „Ablaufzeiten streuen“ zwischen 80 % und 120 % davon, nach Zufall, Schlüssel für Schlüssel.</translation>
    </message>
    <message>
        <source>Counts from the fill of a key on.</source>
        <translation>Zählt ab dem Füllen eines Schlüssels.</translation>
    </message>
    <message>
        <source>Your setting; sent with each fill, so Redis itself keeps the time.</source>
        <translation>Ihre Einstellung; sie wird mit jedem Füllen gesandt, also achtet Redis selbst auf die Zeit.</translation>
    </message>
    <message>
        <source>Clients and wanted rate</source>
        <translation>Clients und gewünschtes Tempo</translation>
    </message>
    <message>
        <source>How many clients ask at the same time, each a thread with connections of its own, and how many requests per second they are to make together. At the right end of the slider each client asks again as soon as it has its answer.

Beside what is wanted stands what is reached, if the two differ.</source>
        <translation>Wie viele Clients zugleich fragen, jeder ein Thread mit eigenen Verbindungen, und wie viele Anfragen pro Sekunde sie zusammen machen sollen. Am rechten Ende des Reglers fragt jeder Client wieder, sobald er seine Antwort hat.

Neben dem Gewünschten steht das Erreichte, wenn sich beide unterscheiden.</translation>
    </message>
    <message>
        <source>Requests that ended ÷ seconds.</source>
        <translation>Beendete Anfragen ÷ Sekunden.</translation>
    </message>
    <message>
        <source>The last 2 whole seconds.</source>
        <translation>Die letzten 2 ganzen Sekunden.</translation>
    </message>
    <message>
        <source>Tierlens, which makes and counts the requests.</source>
        <translation>Tierlens, das die Anfragen macht und zählt.</translation>
    </message>
    <message>
        <source>Comparing two policies</source>
        <translation>Zwei Regeln vergleichen</translation>
    </message>
    <message>
        <source>Plays the same requests with setting A and with setting B, several times each and in turns, and says which is better, or that it cannot be told: a difference counts only if every run of one side is better than every run of the other, and if it is large enough to matter.

For each measure the median of the runs is shown; the lowest and the highest one are told when you point at it.</source>
        <translation>Spielt dieselben Anfragen mit Einstellung A und mit Einstellung B, je mehrmals und im Wechsel, und sagt, welche besser ist, oder dass es sich nicht sagen lässt: ein Unterschied zählt nur, wenn jeder Lauf der einen Seite besser ist als jeder Lauf der anderen, und wenn er groß genug ist, um etwas zu bedeuten.

Zu jedem Messwert wird der Median der Läufe gezeigt; den niedrigsten und den höchsten erfährt man, wenn man darauf zeigt.</translation>
    </message>
    <message>
        <source>What a comparison measures</source>
        <translation>Was ein Vergleich misst</translation>
    </message>
    <message>
        <source>Hit rate, times within which half and 99 of 100 answers came, queries on Postgres, the same in the worst moment, answers out of date and the oldest of them, how many queries ran for the same key at once, requests answered and requests failed.</source>
        <translation>Trefferquote, Zeiten, binnen derer die Hälfte und 99 von 100 Antworten kamen, Abfragen an Postgres, dasselbe im schlimmsten Moment, veraltete Antworten und die älteste davon, wie viele Abfragen zugleich für denselben Schlüssel liefen, beantwortete und gescheiterte Anfragen.</translation>
    </message>
    <message>
        <source>Hit rate: look-ups in Redis that found an answer ÷ all look-ups; 0 if Redis is not asked. Queries: statements ÷ seconds of the run. Worst moment: the quarter of a second with most queries, times four. Writes are not among the answer times.</source>
        <translation>Trefferquote: Nachfragen bei Redis, die eine Antwort fanden ÷ alle Nachfragen; 0, wenn Redis nicht gefragt wird. Abfragen: Anweisungen ÷ Sekunden des Laufs. Schlimmster Moment: die Viertelsekunde mit den meisten Abfragen, mal vier. Schreibvorgänge zählen bei den Antwortzeiten nicht mit.</translation>
    </message>
    <message>
        <source>One whole run, of the seconds you chose.</source>
        <translation>Ein ganzer Lauf, so viele Sekunden, wie Sie gewählt haben.</translation>
    </message>
    <message>
        <source>Presenter mode and tours</source>
        <translation>Vorführmodus und Touren</translation>
    </message>
    <message>
        <source>F5 shows the same picture large, for an audience, without any address on it. Its figures are of shorter times, so that a change is seen at once: the answer time and the hit rate are those of the last 3 seconds.

A tour tells a story in steps: Space or Page Down goes on, Page Up back, 1 to 4 bet on an answer, N shows the notes, B makes the screen dark, L is a pointer, Z looks closer, Escape ends it. What a tour claims it measures, and says if it did not come true.</source>
        <translation>F5 zeigt dasselbe Bild groß, für ein Publikum, ohne jede Adresse darauf. Seine Zahlen gelten für kürzere Zeiten, damit eine Änderung sofort zu sehen ist: die Antwortzeit und die Trefferquote sind die der letzten 3 Sekunden.

Eine Tour erzählt eine Geschichte in Schritten: Leertaste oder BildAb geht weiter, BildAuf zurück, 1 bis 4 setzt auf eine Antwort, N zeigt die Notizen, B macht den Bildschirm dunkel, L ist ein Zeiger, Z sieht näher hin, Esc beendet sie. Was eine Tour behauptet, misst sie, und sie sagt es, wenn es nicht eingetroffen ist.</translation>
    </message>
    <message>
        <source>Our counts and those of the servers</source>
        <translation>Unsere Zählung und die der Server</translation>
    </message>
    <message>
        <source>Tierlens counts hits, misses and queries itself, and compares them with what the servers have counted. They must be equal, not alike.</source>
        <translation>Tierlens zählt Treffer, Misses und Abfragen selbst und vergleicht sie mit dem, was die Server gezählt haben. Sie müssen gleich sein, nicht ähnlich.</translation>
    </message>
    <message>
        <source>Growth of our counts = growth of keyspace_hits and keyspace_misses in Redis, less our own look-ups; and of the calls of our statements in pg_stat_statements. A call that was never answered may be counted there or not; it is named.</source>
        <translation>Zuwachs unserer Zählung = Zuwachs von keyspace_hits und keyspace_misses in Redis, abzüglich unserer eigenen Nachfragen; und der Aufrufe unserer Anweisungen in pg_stat_statements. Ein Aufruf, der nie beantwortet wurde, ist dort vielleicht gezählt, vielleicht nicht; er wird genannt.</translation>
    </message>
    <message>
        <source>From the first reading of a server&apos;s process to the last. What a killed process counted after that nobody can check; it is named as unchecked.</source>
        <translation>Von der ersten Ablesung eines Serverprozesses bis zur letzten. Was ein abgeschossener Prozess danach noch zählte, kann niemand prüfen; es wird als ungeprüft genannt.</translation>
    </message>
    <message>
        <source>INFO stats and pg_stat_statements, read while no request is under way.</source>
        <translation>INFO stats und pg_stat_statements, abgelesen, während keine Anfrage unterwegs ist.</translation>
    </message>
    <message>
        <source>The first page</source>
        <translation>Die erste Seite</translation>
    </message>
    <message>
        <source>Start the sandbox: a private Postgres and a private Redis on this computer, which nobody else can reach, with an application that Tierlens plays itself. It is the quickest way to see anything, and nothing in it can be harmed.

Watch servers of your own: give the address of a Redis, of a Postgres, or of both. Tierlens then only reads: reading commands in Redis, read-only sessions in Postgres, and it says all the time what its own looking costs them.

Play the demo on servers of your own: it writes there, a schema tierlens_… and keys tierlens:*, and touches nothing else. It is meant for development servers.

Save keeps an address under a name. Passwords go into the keychain of the system, never into a file of Tierlens.</source>
        <translation>Die Sandbox starten: ein eigenes Postgres und ein eigenes Redis auf diesem Rechner, die sonst niemand erreichen kann, mit einer Anwendung, die Tierlens selbst spielt. So sieht man am schnellsten etwas, und nichts darin kann Schaden nehmen.

Eigene Server beobachten: geben Sie die Adresse eines Redis, eines Postgres oder von beiden an. Tierlens liest dann nur: lesende Befehle in Redis, nur lesende Sitzungen in Postgres, und es sagt die ganze Zeit, was sein eigenes Hinsehen sie kostet.

Die Demo auf eigenen Servern spielen: sie schreibt dort, ein Schema tierlens_… und Schlüssel tierlens:*, und rührt sonst nichts an. Gedacht ist sie für Entwicklungsserver.

„Speichern“ hebt eine Adresse unter einem Namen auf. Passwörter kommen in den Schlüsselbund des Systems, nie in eine Datei von Tierlens.</translation>
    </message>
    <message>
        <source>Addresses of servers</source>
        <translation>Adressen von Servern</translation>
    </message>
    <message>
        <source>Redis: redis://host:6379/0, with a user and a password redis://user:password@host, encrypted rediss://host, by a socket of this computer unix:///path/to/socket.

Postgres: postgresql://user@host:5432/database, or as libpq knows it, for instance service=shop or host=/run/postgresql dbname=shop.

A password in an address is not shown. What applications already use often stands in REDIS_URL and DATABASE_URL; the fields take these by themselves.

A saved connection can lead through SSH: Tierlens then uses the ssh of the system, with its keys and its known hosts.</source>
        <translation>Redis: redis://host:6379/0, mit Benutzer und Passwort redis://user:password@host, verschlüsselt rediss://host, über einen Socket dieses Rechners unix:///path/to/socket.

Postgres: postgresql://user@host:5432/database, oder wie libpq es kennt, zum Beispiel service=shop oder host=/run/postgresql dbname=shop.

Ein Passwort in einer Adresse wird nicht gezeigt. Was Anwendungen schon benutzen, steht oft in REDIS_URL und DATABASE_URL; die Felder übernehmen diese von selbst.

Eine gespeicherte Verbindung kann durch SSH führen: Tierlens nimmt dann das ssh des Systems, mit dessen Schlüsseln und bekannten Hosts.</translation>
    </message>
    <message>
        <source>A saved connection</source>
        <translation>Eine gespeicherte Verbindung</translation>
    </message>
    <message>
        <source>A name, the addresses of its servers, how they are reached, what they are for, and how each is restarted, if it may be.

Production: watching stays read-only. The tools that can change something ask, and only work once you have typed the name of the connection. Fault drills are not offered at all.

Development: the tools ask, but no name has to be typed.

Test looks whether the servers answer and what our user may read there, and names the statement that grants what is lacking.</source>
        <translation>Ein Name, die Adressen ihrer Server, wie sie erreicht werden, wofür sie da sind und wie jeder neu gestartet wird, wenn das erlaubt ist.

Produktion: das Beobachten bleibt nur lesend. Die Werkzeuge, die etwas ändern können, fragen nach und arbeiten erst, wenn Sie den Namen der Verbindung eingegeben haben. Übungen mit Störungen werden gar nicht angeboten.

Entwicklung: die Werkzeuge fragen nach, aber kein Name muss eingegeben werden.

„Testen“ sieht nach, ob die Server antworten und was unser Benutzer dort lesen darf, und nennt die Anweisung, die das Fehlende gewährt.</translation>
    </message>
    <message>
        <source>How numbers are written</source>
        <translation>Wie Zahlen geschrieben sind</translation>
    </message>
    <message>
        <source>–  not known, or nothing to count: never the same as 0.

≈  inferred or estimated, not counted.

± after an estimate: with 95 % likelihood the true number is not farther away.

≤  at most so much: the server tells only bounds, powers of two.

/s  for each second, as a mean over the time that is named.

kB, MB and GB are thousands of the unit before.</source>
        <translation>–  nicht bekannt, oder nichts zu zählen: nie dasselbe wie 0.

≈  geschlossen oder geschätzt, nicht gezählt.

± nach einer Schätzung: mit 95 % Wahrscheinlichkeit liegt die wahre Zahl nicht weiter weg.

≤  höchstens so viel: der Server nennt nur Grenzen, Zweierpotenzen.

/s  pro Sekunde, als Mittel über die genannte Zeit.

kB, MB und GB sind jeweils Tausende der Einheit davor.</translation>
    </message>
    <message>
        <source>p50 and p99</source>
        <translation>p50 und p99</translation>
    </message>
    <message>
        <source>p50, the median: half of all took at most this long. It is what is typical.

p99: 99 of 100 took at most this long, one took longer. It is what the unlucky wait, and where trouble shows first. A mean would hide both: a few slow ones move it, and nobody has ever waited exactly that long.

In the demo each time is measured by Tierlens and sorted into classes fine enough that what is read back is off by at most 1.6 %. While watching, Redis tells how many reads took at most 1, 2, 4, 8 … µs, so a p99 there is such a bound.</source>
        <translation>p50, der Median: die Hälfte von allen dauerte höchstens so lange. Das ist das Typische.

p99: 99 von 100 dauerten höchstens so lange, einer dauerte länger. So lange warten die, die Pech haben, und hier zeigen sich Probleme zuerst. Ein Mittel würde beides verdecken: ein paar langsame verschieben es, und genau so lange hat nie jemand gewartet.

In der Demo misst Tierlens jede Zeit selbst und ordnet sie in Klassen, die so fein sind, dass das Abgelesene um höchstens 1,6 % abweicht. Beim Beobachten sagt Redis, wie viele Lesevorgänge höchstens 1, 2, 4, 8 … µs dauerten; ein p99 ist dort also so eine Grenze.</translation>
    </message>
    <message>
        <source>How to ask for help</source>
        <translation>Wie man um Hilfe bittet</translation>
    </message>
    <message>
        <source>F1 tells about what has the keyboard: move to it with Tab, then press F1. In a list it tells about the column of the chosen cell.

Shift+F1 tells about what is under the mouse, also what cannot have the keyboard, such as a single number in a picture.

The help is part of Tierlens and needs no network. What is found under a number is what the program does: how it is worked out, over which time, and who counted.</source>
        <translation>F1 sagt etwas über das, was die Tastatur hat: mit Tab dorthin gehen, dann F1 drücken. In einer Liste geht es um die Spalte der gewählten Zelle.

Umschalt+F1 sagt etwas über das, was unter der Maus ist, auch wenn es die Tastatur nicht haben kann, wie eine einzelne Zahl in einem Bild.

Die Hilfe ist Teil von Tierlens und braucht kein Netz. Was bei einer Zahl steht, ist das, was das Programm tut: wie sie berechnet ist, über welche Zeit und wer gezählt hat.</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>What follows is read from the windows that are open now, so it is what works in them. Tab goes from one thing to the next, Space or Enter presses it, Escape closes what has opened.</source>
        <translation>Das Folgende ist aus den Fenstern gelesen, die jetzt offen sind; es ist also das, was in ihnen gilt. Tab geht von einem zum nächsten, Leertaste oder Enter drückt es, Esc schließt, was sich geöffnet hat.</translation>
    </message>
    <message>
        <source>To begin with</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>The demo</source>
        <translation>Die Demo</translation>
    </message>
    <message>
        <source>Watching servers</source>
        <translation>Server beobachten</translation>
    </message>
    <message>
        <source>Keys and invalidating them</source>
        <translation>Schlüssel und wie man sie invalidiert</translation>
    </message>
    <message>
        <source>Restarts and drills</source>
        <translation>Neustarts und Übungen</translation>
    </message>
    <message>
        <source>The audit</source>
        <translation>Das Audit</translation>
    </message>
    <message>
        <source>When something does not work</source>
        <translation>Wenn etwas nicht klappt</translation>
    </message>
    <message>
        <source>From the action until it has settled: both servers up, and for one to two seconds a hit rate of at least 90 %, or of 95 % of what it had been if that is less. After a minute, or when another action comes, it is given up.</source>
        <translation>Von der Aktion, bis Ruhe eingekehrt ist: beide Server laufen, und ein bis zwei Sekunden lang liegt die Trefferquote bei mindestens 90 %, oder bei 95 % ihres früheren Werts, wenn das weniger ist. Nach einer Minute, oder wenn eine andere Aktion kommt, wird aufgegeben.</translation>
    </message>
    <message>
        <source>What an action cost</source>
        <translation>Was eine Aktion gekostet hat</translation>
    </message>
    <message>
        <source>After something was invalidated, restarted, crashed, frozen or written, a card says what it did to the answers, until everything is as before. Copy puts its figures on the clipboard as one sentence. The curve is the hit rate from 5 seconds before the action on, from 0 to 100 %.</source>
        <translation>Nachdem etwas invalidiert, neu gestartet, zum Absturz gebracht, eingefroren oder geschrieben wurde, sagt eine Karte, was das mit den Antworten gemacht hat, bis alles wieder wie zuvor ist. „Kopieren“ legt ihre Zahlen als einen Satz in die Zwischenablage. Die Kurve ist die Trefferquote ab 5 Sekunden vor der Aktion, von 0 bis 100 %.</translation>
    </message>
    <message>
        <source>Keys lost or invalidated</source>
        <translation>Schlüssel verloren oder invalidiert</translation>
    </message>
    <message>
        <source>Keys that left Redis by this action. They are copies: each comes back with the next request for it.</source>
        <translation>Schlüssel, die durch diese Aktion aus Redis verschwanden. Sie sind Kopien: jeder kommt mit der nächsten Anfrage danach zurück.</translation>
    </message>
    <message>
        <source>A restart or a crash: the keys Redis held and no longer has. An invalidation: the keys it removed.</source>
        <translation>Ein Neustart oder ein Absturz: die Schlüssel, die Redis hielt und nicht mehr hat. Eine Invalidierung: die Schlüssel, die sie entfernt hat.</translation>
    </message>
    <message>
        <source>What Redis held before and holds after; its own replies to the deletion.</source>
        <translation>Was Redis davor hielt und danach hält; seine eigenen Antworten auf das Löschen.</translation>
    </message>
    <message>
        <source>Rows lost</source>
        <translation>Verlorene Zeilen</translation>
    </message>
    <message>
        <source>Writes that Postgres had confirmed and that are no longer there. It should be 0, whatever happens to either server; if it is not, that is the whole story.</source>
        <translation>Schreibvorgänge, die Postgres bestätigt hatte und die nicht mehr da sind. Es sollten 0 sein, was auch mit einem der Server geschieht; sind es mehr, dann ist das alles, was zählt.</translation>
    </message>
    <message>
        <source>Confirmed writes that were looked for − those found.</source>
        <translation>Bestätigte Schreibvorgänge, die gesucht wurden − die gefundenen.</translation>
    </message>
    <message>
        <source>Looked for once the servers are back.</source>
        <translation>Gesucht, sobald die Server zurück sind.</translation>
    </message>
    <message>
        <source>Postgres, asked for each of them.</source>
        <translation>Postgres, nach jedem davon gefragt.</translation>
    </message>
    <message>
        <source>Extra queries</source>
        <translation>Extra-Abfragen</translation>
    </message>
    <message>
        <source>What Postgres had to do more, because Redis could not answer.</source>
        <translation>Was Postgres mehr tun musste, weil Redis nicht antworten konnte.</translation>
    </message>
    <message>
        <source>Slowest answer</source>
        <translation>Langsamste Antwort</translation>
    </message>
    <message>
        <source>The longest anybody waited for an answer to a read. Requests that got none are counted as failed.</source>
        <translation>Wie lange jemand höchstens auf die Antwort zu einem Lesevorgang gewartet hat. Anfragen, die keine bekamen, zählen als gescheitert.</translation>
    </message>
    <message>
        <source>The longest of all answer times.</source>
        <translation>Die längste aller Antwortzeiten.</translation>
    </message>
    <message>
        <source>Requests failed</source>
        <translation>Gescheiterte Anfragen</translation>
    </message>
    <message>
        <source>Requests that got no answer at all, from neither server.</source>
        <translation>Anfragen, die gar keine Antwort bekamen, von keinem der Server.</translation>
    </message>
    <message>
        <source>Until the hit rate was back</source>
        <translation>Bis die Trefferquote zurück war</translation>
    </message>
    <message>
        <source>How long the cache took to be of use again.</source>
        <translation>Wie lange es dauerte, bis der Cache wieder von Nutzen war.</translation>
    </message>
    <message>
        <source>From the action to the moment from which on the hit rate was at least 90 %, or 95 % of what it had been in the 10 s before if that is less.</source>
        <translation>Von der Aktion bis zu dem Moment, ab dem die Trefferquote mindestens 90 % betrug, oder 95 % ihres Werts in den 10 s davor, wenn das weniger ist.</translation>
    </message>
    <message>
        <source>Down for, frozen for</source>
        <translation>Ausfall, eingefroren</translation>
    </message>
    <message>
        <source>How long the server did not answer.</source>
        <translation>Wie lange der Server nicht geantwortet hat.</translation>
    </message>
    <message>
        <source>From the action until the server answered again; after a restart or a crash it must be the new process that does.</source>
        <translation>Von der Aktion, bis der Server wieder antwortete; nach einem Neustart oder einem Absturz muss es der neue Prozess sein, der antwortet.</translation>
    </message>
    <message>
        <source>Tierlens, which keeps asking the server.</source>
        <translation>Tierlens, das den Server immer wieder fragt.</translation>
    </message>
    <message>
        <source>The window of the keys</source>
        <translation>Das Fenster der Schlüssel</translation>
    </message>
    <message>
        <source>All keys of all primaries and databases, up to 10 million, found in the background within a share of the server&apos;s time that you choose. Filtering and sorting happen here and cost the server nothing. Choosing a key reads its value, within limits.

At the bottom: what invalidating the chosen pattern or branch would do, counted and reasoned before anything is deleted.</source>
        <translation>Alle Schlüssel aller Primärserver und Datenbanken, bis zu 10 Millionen, im Hintergrund gefunden, innerhalb eines Anteils an der Zeit des Servers, den Sie wählen. Gefiltert und sortiert wird hier, das kostet den Server nichts. Einen Schlüssel zu wählen liest seinen Wert, in Grenzen.

Unten: was es bewirken würde, das gewählte Muster oder den Zweig zu invalidieren, gezählt und begründet, bevor etwas gelöscht wird.</translation>
    </message>
    <message>
        <source>How far the search is</source>
        <translation>Wie weit die Suche ist</translation>
    </message>
    <message>
        <source>Keys are found by going through the keyspace bit by bit (SCAN). Of each found key type and expiry are then asked for, and its size if you wish. Keys come and go meanwhile, so the two counts need not meet.</source>
        <translation>Schlüssel werden gefunden, indem alle nach und nach durchgegangen werden (SCAN). Von jedem gefundenen Schlüssel werden dann Typ und Ablauf erfragt, und auf Wunsch seine Größe. Schlüssel kommen und gehen inzwischen, darum müssen die beiden Zahlen nicht zusammenpassen.</translation>
    </message>
    <message>
        <source>Found: different keys met so far. Of about: DBSIZE of all primaries and databases when the search began. Looked at: keys whose type and expiry are known ÷ keys found.</source>
        <translation>Gefunden: verschiedene Schlüssel, auf die die Suche bisher traf. Von etwa: DBSIZE aller Primärserver und Datenbanken, als die Suche begann. Angesehen: Schlüssel, deren Typ und Ablauf bekannt sind ÷ gefundene Schlüssel.</translation>
    </message>
    <message>
        <source>Since this search began.</source>
        <translation>Seit Beginn dieser Suche.</translation>
    </message>
    <message>
        <source>SCAN and DBSIZE of Redis; TYPE, PTTL and MEMORY USAGE of each key.</source>
        <translation>SCAN und DBSIZE von Redis; TYPE, PTTL und MEMORY USAGE jedes Schlüssels.</translation>
    </message>
    <message>
        <source>What the search costs</source>
        <translation>Was die Suche kostet</translation>
    </message>
    <message>
        <source>How much of the server&apos;s time the search may take, and takes now. It waits after each command until its share is kept, so a busy server makes it slower, not the other way round. Asking for sizes is a command more for each key. This is apart from the budget of the watch.</source>
        <translation>Wie viel von der Zeit des Servers die Suche nehmen darf und jetzt nimmt. Sie wartet nach jedem Befehl, bis ihr Anteil eingehalten ist; ein ausgelasteter Server macht also sie langsamer, nicht umgekehrt. Nach Größen zu fragen ist ein Befehl mehr für jeden Schlüssel. Das Budget der Beobachtung gilt davon getrennt.</translation>
    </message>
    <message>
        <source>Commands per second; time the server was at work for us ÷ one second. The time is measured here; the way there and back, as far as it is known, is taken off.</source>
        <translation>Befehle pro Sekunde; Zeit, die der Server für uns gearbeitet hat ÷ eine Sekunde. Die Zeit wird hier gemessen; der Hin- und Rückweg wird abgezogen, soweit er bekannt ist.</translation>
    </message>
    <message>
        <source>The last second.</source>
        <translation>Die letzte Sekunde.</translation>
    </message>
    <message>
        <source>Tierlens&apos; own clock.</source>
        <translation>Die Uhr von Tierlens selbst.</translation>
    </message>
    <message>
        <source>Filtering keys</source>
        <translation>Schlüssel filtern</translation>
    </message>
    <message>
        <source>By name: * stands for anything, ? for one sign, [ab] for one of these; a text without them is looked for anywhere in the name. By type, by expiry, by size; keys whose size is not known yet are not among those of at least a size.

List shows keys one by one, Tree shows them by the parts of their names, split at the sign you choose.</source>
        <translation>Nach Namen: * steht für Beliebiges, ? für ein Zeichen, [ab] für eines von diesen; ein Text ohne sie wird überall im Namen gesucht. Nach Typ, nach Ablauf, nach Größe; Schlüssel, deren Größe noch nicht bekannt ist, zählen nicht zu denen mit einer Mindestgröße.

„Liste“ zeigt die Schlüssel einzeln, „Baum“ zeigt sie nach den Teilen ihrer Namen, geteilt an dem Zeichen, das Sie wählen.</translation>
    </message>
    <message>
        <source>The list of keys</source>
        <translation>Die Liste der Schlüssel</translation>
    </message>
    <message>
        <source>Name, type, when it expires and how large it is. Clicking a heading sorts. – means not asked yet, or not known.</source>
        <translation>Name, Typ, wann er abläuft und wie groß er ist. Ein Klick auf eine Überschrift sortiert. – heißt noch nicht gefragt oder nicht bekannt.</translation>
    </message>
    <message>
        <source>How long the key still has to live. “Never”: it has no expiry. “Over”: its time has run out since it was looked at.</source>
        <translation>Wie lange der Schlüssel noch zu leben hat. „nie“: er hat keinen Ablauf. „abgelaufen“: seine Zeit ist um, seit er angesehen wurde.</translation>
    </message>
    <message>
        <source>Time to live as the server gave it, counted down here; full seconds, rounded up.</source>
        <translation>Lebensdauer, wie der Server sie nannte, hier heruntergezählt; volle Sekunden, aufgerundet.</translation>
    </message>
    <message>
        <source>Now, by the last time this key was looked at.</source>
        <translation>Jetzt, nach dem letzten Mal, als dieser Schlüssel angesehen wurde.</translation>
    </message>
    <message>
        <source>PTTL of Redis.</source>
        <translation>PTTL von Redis.</translation>
    </message>
    <message>
        <source>Size of a key</source>
        <translation>Größe eines Schlüssels</translation>
    </message>
    <message>
        <source>What the key takes of Redis&apos; memory, with its name and what Redis needs besides. Of large collections Redis looks at some elements and reckons the rest.</source>
        <translation>Was der Schlüssel vom Speicher von Redis belegt, mit seinem Namen und dem, was Redis sonst dafür braucht. Bei großen Sammlungen sieht sich Redis einige Elemente an und rechnet den Rest hoch.</translation>
    </message>
    <message>
        <source>As Redis reports it.</source>
        <translation>Wie Redis sie meldet.</translation>
    </message>
    <message>
        <source>When this key was last looked at.</source>
        <translation>Als dieser Schlüssel zuletzt angesehen wurde.</translation>
    </message>
    <message>
        <source>MEMORY USAGE of Redis.</source>
        <translation>MEMORY USAGE von Redis.</translation>
    </message>
    <message>
        <source>The tree of keys</source>
        <translation>Der Baum der Schlüssel</translation>
    </message>
    <message>
        <source>Keys by the parts of their names: how many are below each part, and what those whose size is known take together.</source>
        <translation>Schlüssel nach den Teilen ihrer Namen: wie viele unter jedem Teil liegen und was die, deren Größe bekannt ist, zusammen belegen.</translation>
    </message>
    <message>
        <source>Keys: found ones below this part. Size known: their known sizes added up; keys without a known size add nothing.</source>
        <translation>Schlüssel: gefundene unter diesem Teil. Bekannte Größe: ihre bekannten Größen zusammengezählt; Schlüssel ohne bekannte Größe tragen nichts bei.</translation>
    </message>
    <message>
        <source>As far as the search is.</source>
        <translation>So weit die Suche ist.</translation>
    </message>
    <message>
        <source>What was found so far.</source>
        <translation>Was bisher gefunden wurde.</translation>
    </message>
    <message>
        <source>Value and facts of a key</source>
        <translation>Wert und Angaben eines Schlüssels</translation>
    </message>
    <message>
        <source>The value, as text, as JSON with line breaks, or byte by byte. Large ones are read in part, and it says which part. Reading a value counts as using the key, as any reading does; how long it was not used is asked before.

Length: bytes of a string, elements of anything else. Memory: what it takes. Not used for: how long nobody has read or written it; a server that counts how often keys are used cannot tell when.</source>
        <translation>Der Wert, als Text, als JSON mit Zeilenumbrüchen oder Byte für Byte. Große werden zum Teil gelesen, und es steht dabei, welcher Teil. Einen Wert zu lesen gilt als Benutzung des Schlüssels, wie jedes Lesen; wie lange er unbenutzt war, wird vorher gefragt.

Länge: Bytes eines Strings, Elemente von allem anderen. Speicher: was er belegt. Unbenutzt seit: wie lange ihn niemand gelesen oder geschrieben hat; ein Server, der zählt, wie oft Schlüssel benutzt werden, kann nicht sagen, wann.</translation>
    </message>
    <message>
        <source>As Redis reports them.</source>
        <translation>Wie Redis sie meldet.</translation>
    </message>
    <message>
        <source>When it was read; Expires in is counted down.</source>
        <translation>Als er gelesen wurde; „Läuft ab in“ wird heruntergezählt.</translation>
    </message>
    <message>
        <source>TYPE, OBJECT ENCODING, the length of its type, PTTL, MEMORY USAGE, OBJECT IDLETIME.</source>
        <translation>TYPE, OBJECT ENCODING, die Länge je nach Typ, PTTL, MEMORY USAGE, OBJECT IDLETIME.</translation>
    </message>
    <message>
        <source>What invalidating would do (blast radius)</source>
        <translation>Was das Invalidieren bewirken würde (Wirkungsbereich)</translation>
    </message>
    <message>
        <source>Before keys are deleted Tierlens counts them and reasons what Postgres will be asked once they are gone. What is counted and what is expected are kept apart; each expectation says how it came about. It assumes that a read that misses asks Postgres once and fills, and that all keys go at once.</source>
        <translation>Bevor Schlüssel gelöscht werden, zählt Tierlens sie und schließt, was Postgres gefragt wird, wenn sie weg sind. Gezähltes und Erwartetes bleiben getrennt; bei jeder Erwartung steht, wie sie zustande kam. Angenommen wird, dass ein Lesen mit Miss Postgres einmal fragt und füllt, und dass alle Schlüssel auf einmal gehen.</translation>
    </message>
    <message>
        <source>Keys: those that match, by going through the keyspace; if that takes too long, the part that was gone through, scaled. Memory: a sample, scaled. Hits per second: what the last burst saw of these keys, scaled to the hits Redis counts now. Extra queries: different keys read in the first second, each missed once. For how long: until nine tenths of the reads that hit now do so again, by how much the reads keep to few keys. Without a burst only an upper bound is known: all hits per second, and not more than the keys.</source>
        <translation>Schlüssel: die passenden, beim Durchgehen aller gezählt; dauert das zu lange, der durchgegangene Teil, hochgerechnet. Speicher: eine Stichprobe, hochgerechnet. Treffer pro Sekunde: was der letzte Mitschnitt von diesen Schlüsseln sah, hochgerechnet auf die Treffer, die Redis jetzt zählt. Extra-Abfragen: verschiedene Schlüssel, die in der ersten Sekunde gelesen werden; jeder fehlt einmal. Wie lange: bis neun Zehntel der Lesevorgänge, die jetzt Treffer sind, es wieder sind, je nachdem, wie sehr sich das Lesen auf wenige Schlüssel beschränkt. Ohne Mitschnitt ist nur eine Obergrenze bekannt: alle Treffer pro Sekunde, und nicht mehr als die Schlüssel.</translation>
    </message>
    <message>
        <source>Counted now. Traffic: the last 10 seconds and the last burst. Counting takes at most 20 seconds.</source>
        <translation>Jetzt gezählt. Verkehr: die letzten 10 Sekunden und der letzte Mitschnitt. Das Zählen dauert höchstens 20 Sekunden.</translation>
    </message>
    <message>
        <source>SCAN and MEMORY USAGE within a tenth of the server&apos;s time; INFO stats; MONITOR of the last burst; pg_stat_statements.</source>
        <translation>SCAN und MEMORY USAGE in einem Zehntel der Zeit des Servers; INFO stats; MONITOR des letzten Mitschnitts; pg_stat_statements.</translation>
    </message>
    <message>
        <source>Deleting, and how fast</source>
        <translation>Löschen, und wie schnell</translation>
    </message>
    <message>
        <source>Keys are deleted in small batches (UNLINK), not faster than you choose: slower means that the keys that are filled again come one after the other. It can be paused and stopped; what is deleted then stays deleted.

In production the name of the connection has to be typed. There is no way back for many keys: they are copies, and come back with the next request for each.</source>
        <translation>Schlüssel werden in kleinen Gruppen gelöscht (UNLINK), nicht schneller, als Sie wählen: langsamer heißt, dass die Schlüssel, die wieder gefüllt werden, einer nach dem anderen kommen. Es lässt sich anhalten und beenden; was dann gelöscht ist, bleibt gelöscht.

In der Produktion muss der Name der Verbindung eingegeben werden. Für viele Schlüssel gibt es kein Zurück: sie sind Kopien und kommen jeweils mit der nächsten Anfrage danach wieder.</translation>
    </message>
    <message>
        <source>Deleted: the server&apos;s own count. Gone: keys that were no longer there when their turn came. Unsure: sent when the connection broke.</source>
        <translation>Gelöscht: die Zählung des Servers selbst. Weg: Schlüssel, die nicht mehr da waren, als sie an die Reihe kamen. Unsicher: gesandt, als die Verbindung abbrach.</translation>
    </message>
    <message>
        <source>Since the deletion began.</source>
        <translation>Seit Beginn des Löschens.</translation>
    </message>
    <message>
        <source>Replies of Redis to UNLINK.</source>
        <translation>Antworten von Redis auf UNLINK.</translation>
    </message>
    <message>
        <source>What really happened</source>
        <translation>Was wirklich geschah</translation>
    </message>
    <message>
        <source>What the deletion did to hits and to Postgres, beside what was expected. It is what the servers counted of everything that went on, so others&apos; doings are in it, too.</source>
        <translation>Was das Löschen mit den Treffern und mit Postgres gemacht hat, neben dem, was erwartet war. Es ist, was die Server von allem zählten, was vor sich ging; was andere tun, ist also auch dabei.</translation>
    </message>
    <message>
        <source>From the first deletion on.</source>
        <translation>Ab dem ersten Löschen.</translation>
    </message>
    <message>
        <source>INFO stats of Redis, pg_stat_statements or pg_stat_database.</source>
        <translation>INFO stats von Redis, pg_stat_statements oder pg_stat_database.</translation>
    </message>
    <message>
        <source>Deleting one key, and undoing it</source>
        <translation>Einen Schlüssel löschen und zurückholen</translation>
    </message>
    <message>
        <source>From the order on, until it has settled; at most 5 minutes. Before: the 30 seconds before the order.</source>
        <translation>Vom Auslösen, bis Ruhe eingekehrt ist; höchstens 5 Minuten. Zuvor: die 30 Sekunden vor dem Auslösen.</translation>
    </message>
    <message>
        <source>What a restart cost</source>
        <translation>Was ein Neustart gekostet hat</translation>
    </message>
    <message>
        <source>Measured by the watch while it happens. What clients were refused while a server was away no server has counted, so it is not here; your application knows it.</source>
        <translation>Von der Beobachtung gemessen, während es geschieht. Was Clients abgewiesen wurde, während ein Server weg war, hat kein Server gezählt, darum steht es nicht hier; Ihre Anwendung weiß es.</translation>
    </message>
    <message>
        <source>Until it answered</source>
        <translation>Bis zur Antwort</translation>
    </message>
    <message>
        <source>How long the server was not ready to serve, counted from the order. While it stops and starts is in it, and how long the command itself took to get there.</source>
        <translation>Wie lange der Server nicht bereit war, ab dem Auslösen gezählt. Anhalten und Starten ist darin enthalten, und wie lange der Befehl selbst bis dahin brauchte.</translation>
    </message>
    <message>
        <source>First answer of the server that is ready − order.</source>
        <translation>Erste Antwort des bereiten Servers − Auslösen.</translation>
    </message>
    <message>
        <source>Keys lost</source>
        <translation>Schlüssel verloren</translation>
    </message>
    <message>
        <source>Keys Redis had and has no more. What was filled again until the first look is not counted as lost.</source>
        <translation>Schlüssel, die Redis hatte und nicht mehr hat. Was bis zum ersten Blick wieder gefüllt wurde, gilt nicht als verloren.</translation>
    </message>
    <message>
        <source>Keys before the restart − keys at the first look after it.</source>
        <translation>Schlüssel vor dem Neustart − Schlüssel beim ersten Blick danach.</translation>
    </message>
    <message>
        <source>Hit rate, at the lowest</source>
        <translation>Trefferquote, niedrigste</translation>
    </message>
    <message>
        <source>How far the hit rate fell.</source>
        <translation>Wie weit die Trefferquote fiel.</translation>
    </message>
    <message>
        <source>The lowest hit rate of any stretch of about a second with at least ten look-ups.</source>
        <translation>Die niedrigste Trefferquote eines Abschnitts von etwa einer Sekunde mit mindestens zehn Nachfragen.</translation>
    </message>
    <message>
        <source>INFO stats of Redis.</source>
        <translation>INFO stats von Redis.</translation>
    </message>
    <message>
        <source>Until it was as before</source>
        <translation>Bis es war wie zuvor</translation>
    </message>
    <message>
        <source>How long the cache took to be warm again; of Postgres, until it carried as much as before.</source>
        <translation>Wie lange es dauerte, bis der Cache wieder warm war; bei Postgres, bis es so viel trug wie zuvor.</translation>
    </message>
    <message>
        <source>From the order until the hit rate (of Postgres: committed transactions per second) was at nine tenths of what it had been, and stayed there for two seconds. Known to about a second.</source>
        <translation>Vom Auslösen, bis die Trefferquote (bei Postgres: bestätigte Transaktionen pro Sekunde) neun Zehntel ihres früheren Werts erreichte und zwei Sekunden lang hielt. Auf etwa eine Sekunde genau.</translation>
    </message>
    <message>
        <source>INFO stats of Redis; pg_stat_database.</source>
        <translation>INFO stats von Redis; pg_stat_database.</translation>
    </message>
    <message>
        <source>On Postgres, at the most</source>
        <translation>Auf Postgres, höchstens</translation>
    </message>
    <message>
        <source>How busy Postgres became, because Redis could not answer or because everybody came at once.</source>
        <translation>Wie viel Postgres zu tun bekam, weil Redis nicht antworten konnte oder weil alle auf einmal kamen.</translation>
    </message>
    <message>
        <source>The most committed transactions per second of any stretch of about a second. A query outside of BEGIN is one.</source>
        <translation>Die meisten bestätigten Transaktionen pro Sekunde in einem Abschnitt von etwa einer Sekunde. Eine Abfrage außerhalb von BEGIN ist eine.</translation>
    </message>
    <message>
        <source>pg_stat_database.</source>
        <translation>pg_stat_database.</translation>
    </message>
    <message>
        <source>p99 of reads, at the worst</source>
        <translation>p99 beim Lesen, schlimmstes</translation>
    </message>
    <message>
        <source>How long reads took Redis itself in the worst second; the way there is not in it.</source>
        <translation>Wie lange Redis selbst in der schlimmsten Sekunde für Lesevorgänge brauchte; der Weg dorthin ist nicht enthalten.</translation>
    </message>
    <message>
        <source>The highest p99 of any stretch of about a second; an upper bound, a power of two of µs.</source>
        <translation>Das höchste p99 eines Abschnitts von etwa einer Sekunde; eine obere Schranke, eine Zweierpotenz in µs.</translation>
    </message>
    <message>
        <source>LATENCY HISTOGRAM of Redis, from version 7 on.</source>
        <translation>LATENCY HISTOGRAM von Redis, ab Version 7.</translation>
    </message>
    <message>
        <source>Error replies, rollbacks</source>
        <translation>Fehlerantworten, Rollbacks</translation>
    </message>
    <message>
        <source>Growth of total_error_replies; of xact_rollback.</source>
        <translation>Zuwachs von total_error_replies; von xact_rollback.</translation>
    </message>
    <message>
        <source>Restarting a server</source>
        <translation>Einen Server neu starten</translation>
    </message>
    <message>
        <source>Tierlens restarts a server only the way the saved connection says: by a systemd unit, a container, or a command of yours, run on this computer. It shows what will be run and what it will do, asks, and measures what it cost. In production the name of the connection has to be typed.

A command that takes too long is stopped after the time you choose; that does not undo what it has done.</source>
        <translation>Tierlens startet einen Server nur so neu, wie es die gespeicherte Verbindung sagt: mit einer systemd-Unit, einem Container oder einem eigenen Befehl, ausgeführt auf diesem Rechner. Es zeigt, was ausgeführt wird und was es bewirkt, fragt und misst, was es gekostet hat. In der Produktion ist der Name der Verbindung einzugeben.

Ein Befehl, der zu lange dauert, wird nach der gewählten Zeit beendet; was er schon getan hat, nimmt das nicht zurück.</translation>
    </message>
    <message>
        <source>What a restart will do</source>
        <translation>Was ein Neustart bewirkt</translation>
    </message>
    <message>
        <source>Now, when the window was opened.</source>
        <translation>Jetzt, beim Öffnen des Fensters.</translation>
    </message>
    <message>
        <source>INFO and CONFIG GET of Redis; pg_stat_activity and the settings of Postgres.</source>
        <translation>INFO und CONFIG GET von Redis; pg_stat_activity und die Einstellungen von Postgres.</translation>
    </message>
    <message>
        <source>Fault drills</source>
        <translation>Störungsübungen</translation>
    </message>
    <message>
        <source>Settings and results of a drill</source>
        <translation>Einstellungen und Ergebnisse einer Übung</translation>
    </message>
    <message>
        <source>Pausing clients lasts at most 30 seconds, slow answers at most 2 minutes, too little memory at most 10 minutes. With slow answers a command waits at most as long as you set, from 2 to 500 ms. Too little memory sets the limit to 10 to 99 % of what is used now.

What was measured is told at the end, in sentences; watch the charts meanwhile.</source>
        <translation>Clients anhalten dauert höchstens 30 Sekunden, langsame Antworten höchstens 2 Minuten, zu wenig Speicher höchstens 10 Minuten. Bei langsamen Antworten wartet ein Befehl höchstens so lange wie eingestellt, 2 bis 500 ms. Zu wenig Speicher setzt die Grenze auf 10 bis 99 % des jetzt Belegten.

Was gemessen wurde, steht am Ende in Sätzen da; dabei die Diagramme beobachten.</translation>
    </message>
    <message>
        <source>Rare things that are recognised</source>
        <translation>Seltenes, das erkannt wird</translation>
    </message>
    <message>
        <source>Stampedes, expiry cliffs, hot keys, stale answers and cold starts are named when they happen, with the figures they rest on and what prevents them. They are marked in the charts and listed under Events.</source>
        <translation>Anstürme, Ablaufklippen, heiße Schlüssel, veraltete Antworten und Kaltstarts werden benannt, wenn sie vorkommen, mit den Zahlen, auf denen das beruht, und mit dem, was sie verhindert. Sie sind in den Diagrammen markiert und stehen unter „Ereignisse“.</translation>
    </message>
    <message>
        <source>Stampede</source>
        <translation>Ansturm</translation>
    </message>
    <message>
        <source>Many requests missed the same key while the first of them was still asking Postgres. All asked; one would have done. “One query per miss” prevents it.</source>
        <translation>Viele Anfragen verfehlten denselben Schlüssel, während die erste von ihnen noch Postgres fragte. Alle fragten; eine hätte genügt. „Eine Abfrage pro Miss“ verhindert es.</translation>
    </message>
    <message>
        <source>Told from 4 queries for one key at once on, if they wasted at least 10 ms of Postgres&apos; time. Wasted: the time of all of them − that of the first to be answered.</source>
        <translation>Gemeldet ab 4 gleichzeitigen Abfragen für einen Schlüssel, wenn sie mindestens 10 ms der Zeit von Postgres verschwendeten. Verschwendet: die Zeit aller − die der zuerst beantworteten.</translation>
    </message>
    <message>
        <source>From the first query for the key until its answer is back in Redis.</source>
        <translation>Von der ersten Abfrage für den Schlüssel, bis ihre Antwort wieder in Redis ist.</translation>
    </message>
    <message>
        <source>Expiry forecast, and the expiry cliff</source>
        <translation>Ablaufprognose und Ablaufklippe</translation>
    </message>
    <message>
        <source>Keys that were filled together expire together, and Postgres is asked for all of them at once. The forecast says so before it happens; afterwards it says what came of it. “Spread the expiry times” prevents it.</source>
        <translation>Schlüssel, die zusammen gefüllt wurden, laufen zusammen ab, und Postgres wird nach allen auf einmal gefragt. Die Prognose sagt es, bevor es geschieht; danach sagt sie, was daraus wurde. „Ablaufzeiten streuen“ verhindert es.</translation>
    </message>
    <message>
        <source>A second is a cliff if at least 50 keys expire in it, at least 5 times as many as if the same keys expired evenly over their time to live, and if that would show. Expected queries: each expired key that is asked for makes one; how often each is asked for is taken from how often it was so far.</source>
        <translation>Eine Sekunde ist eine Klippe, wenn in ihr mindestens 50 Schlüssel ablaufen, mindestens 5-mal so viele, wie wenn dieselben Schlüssel gleichmäßig über ihre Lebensdauer abliefen, und wenn man das merken würde. Erwartete Abfragen: jeder abgelaufene Schlüssel, nach dem gefragt wird, ergibt eine; wie oft nach jedem gefragt wird, ergibt sich daraus, wie oft es bisher war.</translation>
    </message>
    <message>
        <source>Looks 60 seconds ahead, twice a second, and warns at least 2 seconds before.</source>
        <translation>Schaut zweimal pro Sekunde 60 Sekunden voraus und warnt mindestens 2 Sekunden vorher.</translation>
    </message>
    <message>
        <source>The expiry times and hits of the keys Redis holds, as the requests of the demo tell them.</source>
        <translation>Die Ablaufzeiten und Treffer der Schlüssel, die Redis hält, wie die Anfragen der Demo sie melden.</translation>
    </message>
    <message>
        <source>Hot key</source>
        <translation>Heißer Schlüssel</translation>
    </message>
    <message>
        <source>One key takes a large share of all reads: how the whole cache does hangs on it.</source>
        <translation>Ein Schlüssel nimmt einen großen Teil aller Lesevorgänge ein: an ihm hängt, wie es dem ganzen Cache geht.</translation>
    </message>
    <message>
        <source>Reads of the key ÷ all reads of cached truth. Hot from 25 % and 50/s on; no longer below 15 % or 25/s.</source>
        <translation>Lesevorgänge des Schlüssels ÷ alle Lesevorgänge der Wahrheit im Cache. Heiß ab 25 % und 50/s; nicht mehr unter 15 % oder 25/s.</translation>
    </message>
    <message>
        <source>The last 10 whole seconds.</source>
        <translation>Die letzten 10 ganzen Sekunden.</translation>
    </message>
    <message>
        <source>Stale answers</source>
        <translation>Veraltete Antworten</translation>
    </message>
    <message>
        <source>Answers of one key that were older than the truth in Postgres, and, where it can be told, the write that made them so. “Invalidate on write” prevents it, a shorter time to live bounds it.</source>
        <translation>Antworten zu einem Schlüssel, die älter waren als die Wahrheit in Postgres, und, wo es sich sagen lässt, der Schreibvorgang, der sie veralten ließ. „Beim Schreiben invalidieren“ verhindert es, eine kürzere Lebensdauer begrenzt es.</translation>
    </message>
    <message>
        <source>Answers whose version is lower than the newest known, at least 50 ms after the truth had changed. By how much: the time since then, of the oldest.</source>
        <translation>Antworten, deren Version niedriger ist als die neueste bekannte, mindestens 50 ms nachdem die Wahrheit sich geändert hatte. Um wie viel: die Zeit seither, bei der ältesten.</translation>
    </message>
    <message>
        <source>Until 30 seconds have passed without another.</source>
        <translation>Bis 30 Sekunden ohne eine weitere vergangen sind.</translation>
    </message>
    <message>
        <source>Cold start</source>
        <translation>Kaltstart</translation>
    </message>
    <message>
        <source>Redis is empty, after a restart or because many keys were removed, and fills again with each request. It says how long it took to be of use again and what that cost.</source>
        <translation>Redis ist leer, nach einem Neustart oder weil viele Schlüssel entfernt wurden, und füllt sich mit jeder Anfrage wieder. Gesagt wird, wie lange es dauerte, bis es wieder nützte, und was das gekostet hat.</translation>
    </message>
    <message>
        <source>Begins when the hit rate of half a second falls below three quarters of what it was. Times: until the first whole second with the hit rate that is named. Extra queries: queries since then − those the rate of the 10 s before would have made.</source>
        <translation>Beginnt, wenn die Trefferquote einer halben Sekunde unter drei Viertel ihres früheren Werts fällt. Zeiten: bis zur ersten ganzen Sekunde mit der genannten Trefferquote. Zusätzliche Abfragen: Abfragen seither − die, die es beim Tempo der 10 s davor gewesen wären.</translation>
    </message>
    <message>
        <source>At most 2 minutes.</source>
        <translation>Höchstens 2 Minuten.</translation>
    </message>
    <message>
        <source>There is no host with this name</source>
        <translation>Es gibt keinen Host dieses Namens</translation>
    </message>
    <message>
        <source>The name in the address cannot be resolved. Check its spelling. A name that is known only in another network (a company&apos;s, a cluster&apos;s) needs a VPN, or a connection through SSH to a machine that knows it.</source>
        <translation>Der Name in der Adresse lässt sich nicht auflösen. Seine Schreibweise prüfen. Ein Name, den nur ein anderes Netz kennt (das einer Firma, eines Clusters), braucht ein VPN oder eine Verbindung durch SSH zu einem Rechner, der ihn kennt.</translation>
    </message>
    <message>
        <source>Nothing listens there</source>
        <translation>Dort lauscht nichts</translation>
    </message>
    <message>
        <source>The computer is there, but no server takes connections at this port or socket. Is the server running? Is it the right port (Redis 6379, Postgres 5432, unless somebody changed it)? Does it listen only on its own computer (bind in redis.conf, listen_addresses in postgresql.conf)? Then use a connection through SSH.

No right to use a socket: ask for membership of the group that owns it.</source>
        <translation>Der Rechner ist da, aber an diesem Port oder Socket nimmt kein Server Verbindungen an. Läuft der Server? Ist es der richtige Port (Redis 6379, Postgres 5432, wenn niemand es geändert hat)? Lauscht er nur auf seinem eigenen Rechner (bind in redis.conf, listen_addresses in postgresql.conf)? Dann eine Verbindung durch SSH nehmen.

Kein Recht, einen Socket zu benutzen: um Aufnahme in die Gruppe bitten, der er gehört.</translation>
    </message>
    <message>
        <source>No answer in time</source>
        <translation>Keine Antwort in der Zeit</translation>
    </message>
    <message>
        <source>While connecting: usually a firewall that drops packets, or a wrong host. Ask who runs the network, or go through SSH.

Later: the server is frozen, swaps, or is busy with one long command (Redis does one thing at a time: see its slow log). Tierlens keeps trying by itself, and the window stays usable meanwhile.</source>
        <translation>Beim Verbinden: meist eine Firewall, die Pakete verwirft, oder ein falscher Host. Fragen, wer das Netz betreibt, oder durch SSH gehen.

Später: der Server ist eingefroren, lagert Speicher aus oder ist mit einem langen Befehl beschäftigt (Redis tut immer nur eines: siehe sein Slow Log). Tierlens versucht es von selbst weiter, und das Fenster bleibt inzwischen benutzbar.</translation>
    </message>
    <message>
        <source>User or password is not accepted</source>
        <translation>Benutzer oder Passwort wird nicht angenommen</translation>
    </message>
    <message>
        <source>Redis: with only a password write redis://:password@host; with a user (ACL, from version 6 on) redis://user:password@host. A server that has no password refuses one that is given.

Postgres: check both; a password can also stand in ~/.pgpass. “No rule lets this user connect”: a line in pg_hba.conf of the server has to allow this user, this database and this address, perhaps with encryption (sslmode=require).

A password with signs such as @ : / % has to be written with %40 %3A %2F %25 in an address. Saved passwords are in the keychain of the system; where there is none, Tierlens asks each time.</source>
        <translation>Redis: nur mit Passwort redis://:password@host schreiben; mit einem Benutzer (ACL, ab Version 6) redis://user:password@host. Ein Server ohne Passwort lehnt es ab, wenn eines angegeben wird.

Postgres: beides prüfen; ein Passwort kann auch in ~/.pgpass stehen. „Hat keine Regel, die diesen Benutzer von hier in diese Datenbank lässt“: eine Zeile in pg_hba.conf des Servers muss diesen Benutzer, diese Datenbank und diese Adresse zulassen, vielleicht mit Verschlüsselung (sslmode=require).

Ein Passwort mit Zeichen wie @ : / % ist in einer Adresse mit %40 %3A %2F %25 zu schreiben. Gespeicherte Passwörter liegen im Schlüsselbund des Systems; wo es keinen gibt, fragt Tierlens jedes Mal.</translation>
    </message>
    <message>
        <source>Our user may not do that</source>
        <translation>Unser Benutzer darf das nicht</translation>
    </message>
    <message>
        <source>Tierlens shows what it may see and names what it cannot, under “What Tierlens cannot see here” and in the test of a connection, with the statement that grants it.

Postgres: GRANT pg_monitor TO the user shows other sessions and all statements.

Redis: watching needs INFO; it shows more with SCAN, TYPE, PTTL, MEMORY USAGE, SLOWLOG GET, LATENCY, CLIENT LIST and CONFIG GET. A burst needs MONITOR. Managed servers often forbid CONFIG and MONITOR to everybody.</source>
        <translation>Tierlens zeigt, was es sehen darf, und nennt, was nicht, unter „Was Tierlens hier nicht sehen kann“ und im Test einer Verbindung, mit der Anweisung, die es erlaubt.

Postgres: GRANT pg_monitor TO mit dem Namen des Benutzers zeigt andere Sitzungen und alle Anweisungen.

Redis: das Beobachten braucht INFO; mehr zeigt es mit SCAN, TYPE, PTTL, MEMORY USAGE, SLOWLOG GET, LATENCY, CLIENT LIST und CONFIG GET. Ein Mitschnitt braucht MONITOR. Verwaltete Server verbieten CONFIG und MONITOR oft jedem.</translation>
    </message>
    <message>
        <source>Postgres does not count statements</source>
        <translation>Postgres zählt keine Anweisungen</translation>
    </message>
    <message>
        <source>Without pg_stat_statements there are transactions per second, but no queries, no means and no links between keys and queries. To have it: shared_preload_libraries = &apos;pg_stat_statements&apos; in postgresql.conf, a restart of Postgres, then CREATE EXTENSION pg_stat_statements in the database that is watched. Managed servers have a switch for it, or have it on already and need only the last step.</source>
        <translation>Ohne pg_stat_statements gibt es Transaktionen pro Sekunde, aber keine Abfragen, keine Mittel und keine Verknüpfungen zwischen Schlüsseln und Abfragen. Um es zu bekommen: shared_preload_libraries = &apos;pg_stat_statements&apos; in postgresql.conf, ein Neustart von Postgres, dann CREATE EXTENSION pg_stat_statements in der beobachteten Datenbank. Verwaltete Server haben einen Schalter dafür, oder es ist schon an und nur der letzte Schritt fehlt.</translation>
    </message>
    <message>
        <source>Encryption and certificates</source>
        <translation>Verschlüsselung und Zertifikate</translation>
    </message>
    <message>
        <source>Redis: rediss:// is encrypted, redis:// is not; each needs the port that speaks it. A certificate that cannot be trusted: check the host name, or name the file of the root certificate, rediss://host?cacert=/path/ca.pem. If the server asks for one of ours: ?cert=/path/client.pem&amp;key=/path/client.key.

Postgres: sslmode=require encrypts; sslmode=verify-full with sslrootcert=/path/ca.pem checks who answers, too.</source>
        <translation>Redis: rediss:// ist verschlüsselt, redis:// nicht; jedes braucht den Port, der es spricht. Ein Zertifikat, dem sich nicht trauen lässt: den Namen des Hosts prüfen oder die Datei des Wurzelzertifikats nennen, rediss://host?cacert=/path/ca.pem. Verlangt der Server eines von uns: ?cert=/path/client.pem&amp;key=/path/client.key.

Postgres: sslmode=require verschlüsselt; sslmode=verify-full mit sslrootcert=/path/ca.pem prüft auch, wer antwortet.</translation>
    </message>
    <message>
        <source>The way through SSH</source>
        <translation>Der Weg durch SSH</translation>
    </message>
    <message>
        <source>Tierlens uses the program ssh of the system and asks nothing: what ssh would have to ask for is an error.

The host key is not known: connect once in a terminal with the same name and confirm it. Another host key than the one that is known: find out why before you connect.

None of the keys is accepted: add yours with ssh-add. ssh does not forward ports: the far end forbids it (AllowTcpForwarding).

The address of the server is the one the machine at the far end uses, often localhost. A tunnel that breaks comes back by itself.</source>
        <translation>Tierlens benutzt das Programm ssh des Systems und fragt nichts: was ssh fragen müsste, ist ein Fehler.

Der Host-Schlüssel ist nicht bekannt: sich einmal in einem Terminal mit demselben Namen verbinden und ihn bestätigen. Ein anderer Host-Schlüssel als der bekannte: den Grund klären, bevor Sie sich verbinden.

Keiner der Schlüssel wird angenommen: Ihren mit ssh-add hinzufügen. ssh leitet keine Ports weiter: das ferne Ende verbietet es (AllowTcpForwarding).

Die Adresse des Servers ist die, die der Rechner am fernen Ende benutzt, oft localhost. Ein Tunnel, der abbricht, kommt von selbst wieder.</translation>
    </message>
    <message>
        <source>Clusters, sentinels, replicas</source>
        <translation>Cluster, Sentinels, Repliken</translation>
    </message>
    <message>
        <source>Watching and the keys window know clusters and sentinels. Of a cluster give the address of any node; it has database 0 only. Sentinels: redis+sentinel://host1:26379,host2:26379/mymaster/0. The demo plays on a single Redis.

“Read-only replica”: connect to its primary. “Has lost its primary”: wait until it is back. “The cluster is down”: some of its slots are served by nobody.</source>
        <translation>Das Beobachten und das Schlüsselfenster kennen Cluster und Sentinels. Von einem Cluster die Adresse eines beliebigen Knotens angeben; er hat nur Datenbank 0. Sentinels: redis+sentinel://host1:26379,host2:26379/mymaster/0. Die Demo spielt auf einem einzelnen Redis.

„Ist eine Replik nur zum Lesen“: sich mit ihrem Primärserver verbinden. „Hat ihren Primärserver verloren“: warten, bis er zurück ist. „Gehört zu einem Cluster, der ausgefallen ist“: einige seiner Slots bedient niemand.</translation>
    </message>
    <message>
        <source>Loading, recovering, shutting down</source>
        <translation>Laden, Wiederherstellen, Herunterfahren</translation>
    </message>
    <message>
        <source>The server is up but not ready: Redis still reads its data into memory, Postgres recovers after a crash or is on its way up or down. There is nothing to do; Tierlens keeps trying. Nothing that was committed is lost.</source>
        <translation>Der Server läuft, ist aber nicht bereit: Redis liest seine Daten noch in den Speicher, Postgres stellt sich nach einem Absturz wieder her oder fährt gerade hoch oder herunter. Es ist nichts zu tun; Tierlens versucht es weiter. Nichts, was mit COMMIT bestätigt war, geht verloren.</translation>
    </message>
    <message>
        <source>No connection is free, or memory is full</source>
        <translation>Keine Verbindung ist frei, oder der Speicher ist voll</translation>
    </message>
    <message>
        <source>Redis maxclients, Postgres max_connections: all are taken. Somebody has to give some back: look for applications that open more than they need. Tierlens needs a few, and the demo some for each of its clients.

Redis refuses writes because memory is full (OOM): raise maxmemory or choose a policy that evicts, such as allkeys-lru. It cannot save to its disk (MISCONF): make room there.</source>
        <translation>Redis maxclients, Postgres max_connections: alle sind vergeben. Jemand muss welche zurückgeben: nach Anwendungen suchen, die mehr öffnen, als sie brauchen. Tierlens braucht einige wenige, und die Demo ein paar für jeden ihrer Clients.

Redis lehnt Schreibvorgänge ab, weil der Speicher voll ist (OOM): maxmemory erhöhen oder eine Regel wählen, die verdrängt, etwa allkeys-lru. Es kann nicht auf seine Platte sichern (MISCONF): dort Platz schaffen.</translation>
    </message>
    <message>
        <source>Something else answers</source>
        <translation>Etwas anderes antwortet</translation>
    </message>
    <message>
        <source>What listens there does not speak like Redis or like Postgres. Check the port. It may want encryption (rediss://), or have none. A pooler such as PgBouncer stands between us and Postgres: give the address of Postgres itself, for sessions and settings are those of the server.

A command that is not known: the server is older, or a proxy leaves commands out.</source>
        <translation>Was dort lauscht, spricht nicht wie Redis oder wie Postgres. Den Port prüfen. Vielleicht will es Verschlüsselung (rediss://), oder es hat keine. Ein Pooler wie PgBouncer steht zwischen uns und Postgres: die Adresse von Postgres selbst angeben, denn Sitzungen und Einstellungen sind die des Servers.

Ein unbekannter Befehl: der Server ist älter, oder ein Proxy lässt Befehle weg.</translation>
    </message>
    <message>
        <source>A server cannot be reached</source>
        <translation>Ein Server ist nicht zu erreichen</translation>
    </message>
    <message>
        <source>The sentence in the window says what failed; here is what to do about each kind. “Test” in a saved connection tries both servers and says what works and what is lacking. The log (its folder opens from About) has the server&apos;s own words; passwords are never in it.</source>
        <translation>Der Satz im Fenster sagt, was gescheitert ist; hier steht, was in jedem Fall zu tun ist. „Testen“ in einer gespeicherten Verbindung probiert beide Server und sagt, was geht und was fehlt. Das Protokoll (sein Ordner öffnet sich unter „Über Tierlens“) enthält die eigenen Worte des Servers; Passwörter stehen nie darin.</translation>
    </message>
    <message>
        <source>The sandbox does not start</source>
        <translation>Die Sandbox startet nicht</translation>
    </message>
    <message>
        <source>It needs the programs of PostgreSQL 12 or newer, with its contrib modules (pg_stat_statements), and of Redis or Valkey on this computer. The message names what is missing and how to install it. TIERLENS_PG_BIN names the folder of another PostgreSQL.

“Ended instead of starting”: try once more, then “Reset the sandbox”; it makes everything anew and touches nothing else.</source>
        <translation>Sie braucht auf diesem Rechner die Programme von PostgreSQL 12 oder neuer, samt contrib-Modulen (pg_stat_statements), und von Redis oder Valkey. Die Meldung nennt, was fehlt und wie es zu installieren ist. TIERLENS_PG_BIN nennt den Ordner eines anderen PostgreSQL.

„Endete, statt zu starten“: es noch einmal versuchen, dann „Sandbox zurücksetzen“; das legt alles neu an und berührt sonst nichts.</translation>
    </message>
    <message>
        <source>A number is missing (–)</source>
        <translation>Eine Zahl fehlt (–)</translation>
    </message>
    <message>
        <source>Nobody asked in this time, so there is no rate of hits. The server is too old to tell, or our user may not see it: what is kept from us stands at the right, under “What Tierlens cannot see here”. Or the watch has only begun: rates need two looks, patterns some seconds, what was an hour ago an hour.

The hit rate of a pattern needs a burst; links need pg_stat_statements and some minutes.</source>
        <translation>In dieser Zeit hat niemand gefragt, also gibt es keine Trefferquote. Der Server ist zu alt, um es zu sagen, oder unser Benutzer darf es nicht sehen: was uns vorenthalten wird, steht rechts unter „Was Tierlens hier nicht sehen kann“. Oder das Beobachten hat erst begonnen: Raten brauchen zwei Blicke, Muster einige Sekunden, was vor einer Stunde war, eine Stunde.

Die Trefferquote eines Musters braucht einen Mitschnitt; Verknüpfungen brauchen pg_stat_statements und einige Minuten.</translation>
    </message>
    <message>
        <source>The time that is shown, as chosen at the top; only what was watched of it.</source>
        <translation>Die gezeigte Zeit, wie oben gewählt; davon nur, was beobachtet wurde.</translation>
    </message>
    <message>
        <source>pg_stat_statements of the database that is watched, by growth; our own statements are not in it.</source>
        <translation>pg_stat_statements der beobachteten Datenbank, nach Zuwachs; unsere eigenen Anweisungen sind nicht dabei.</translation>
    </message>
    <message>
        <source>The statements Postgres was asked in the time that is shown, most time first, as the server normalised them: values are replaced by $1, $2 … Of each stretch the 200 with most time are kept by name, the rest as one line.</source>
        <translation>Die Anweisungen, die Postgres in der gezeigten Zeit bekam, die mit der meisten Zeit zuerst, wie vom Server vereinheitlicht: Werte sind durch $1, $2 … ersetzt. Von jedem Abschnitt bleiben die 200 mit der meisten Zeit namentlich erhalten, der Rest als eine Zeile.</translation>
    </message>
    <message>
        <source>Share of a statement</source>
        <translation>Anteil einer Anweisung</translation>
    </message>
    <message>
        <source>How much of the time Postgres spends on statements goes into this one.</source>
        <translation>Wie viel der Zeit, die Postgres auf Anweisungen verwendet, in diese geht.</translation>
    </message>
    <message>
        <source>Time of its calls ÷ time of the calls of all statements.</source>
        <translation>Zeit ihrer Aufrufe ÷ Zeit der Aufrufe aller Anweisungen.</translation>
    </message>
    <message>
        <source>Calls per second of a statement</source>
        <translation>Aufrufe pro Sekunde einer Anweisung</translation>
    </message>
    <message>
        <source>How often it is called.</source>
        <translation>Wie oft sie aufgerufen wird.</translation>
    </message>
    <message>
        <source>Calls ÷ seconds that were watched.</source>
        <translation>Aufrufe ÷ beobachtete Sekunden.</translation>
    </message>
    <message>
        <source>Mean of a statement</source>
        <translation>Mittel einer Anweisung</translation>
    </message>
    <message>
        <source>What one call takes inside Postgres. The way there is not in it. The server keeps no percentiles, so a mean is all there is.</source>
        <translation>Was ein Aufruf in Postgres dauert. Der Weg dorthin ist nicht enthalten. Der Server führt keine Perzentile, darum gibt es nur ein Mittel.</translation>
    </message>
    <message>
        <source>Time of its calls ÷ its calls.</source>
        <translation>Zeit ihrer Aufrufe ÷ ihre Aufrufe.</translation>
    </message>
    <message>
        <source>before</source>
        <translation>davor</translation>
    </message>
    <message>
        <source>By how much the number at its left has changed. Amber: more than a quarter more. Green: clearly less. “New”: it was not called before.</source>
        <translation>Um wie viel sich die Zahl links davon geändert hat. Bernsteinfarben: um mehr als ein Viertel mehr. Grün: deutlich weniger. „Neu“: davor wurde sie nicht aufgerufen.</translation>
    </message>
    <message>
        <source>(Now − before) ÷ before.</source>
        <translation>(Jetzt − davor) ÷ davor.</translation>
    </message>
    <message>
        <source>The time that is shown, against the stretch of the same length before it.</source>
        <translation>Die gezeigte Zeit, gegenüber der gleich langen Zeit davor.</translation>
    </message>
    <message>
        <source>Rows of one call</source>
        <translation>Zeilen eines Aufrufs</translation>
    </message>
    <message>
        <source>How many rows one call returns or changes.</source>
        <translation>Wie viele Zeilen ein Aufruf zurückgibt oder ändert.</translation>
    </message>
    <message>
        <source>Rows of its calls ÷ its calls.</source>
        <translation>Zeilen ihrer Aufrufe ÷ ihre Aufrufe.</translation>
    </message>
    <message>
        <source>Buffer hits of a statement</source>
        <translation>Puffertreffer einer Anweisung</translation>
    </message>
    <message>
        <source>Of the blocks this statement needed, the share that was in the memory of Postgres. Amber below 90 %.</source>
        <translation>Von den Blöcken, die diese Anweisung brauchte, der Anteil, der im Speicher von Postgres lag. Bernsteinfarben unter 90 %.</translation>
    </message>
    <message>
        <source>shared_blks_hit ÷ (shared_blks_hit + shared_blks_read).</source>
        <translation>shared_blks_hit ÷ (shared_blks_hit + shared_blks_read).</translation>
    </message>
    <message>
        <source>Sessions of Postgres</source>
        <translation>Sitzungen von Postgres</translation>
    </message>
    <message>
        <source>Sessions that are active, wait, hold others up or have a transaction open; at most 500. What hides its details from our user needs the right pg_monitor.</source>
        <translation>Sitzungen, die aktiv sind, warten, andere aufhalten oder eine Transaktion offen haben; höchstens 500. Was seine Einzelheiten vor unserem Benutzer verbirgt, braucht das Recht pg_monitor.</translation>
    </message>
    <message>
        <source>Transaction: how long its transaction is open. In this state: how long it has been doing, or not doing, what it does.</source>
        <translation>Transaktion: wie lange ihre Transaktion offen ist. In diesem Zustand: wie lange sie schon tut, oder nicht tut, was sie tut.</translation>
    </message>
    <message>
        <source>Now, at the last look.</source>
        <translation>Jetzt, beim letzten Blick.</translation>
    </message>
    <message>
        <source>pg_stat_activity.</source>
        <translation>pg_stat_activity.</translation>
    </message>
    <message>
        <source>Clients of Redis</source>
        <translation>Clients von Redis</translation>
    </message>
    <message>
        <source>Clients of one host and name together. Blocked: waiting in a command like BLPOP. Unread answers: bytes that wait in Redis because clients do not fetch them.</source>
        <translation>Clients mit gleichem Host und Namen zusammen. Blockiert: warten in einem Befehl wie BLPOP. Ungelesene Antworten: Bytes, die in Redis warten, weil Clients sie nicht abholen.</translation>
    </message>
    <message>
        <source>Counts and bytes of the clients of a line, added up; idle: of the least idle one.</source>
        <translation>Anzahlen und Bytes der Clients einer Zeile, zusammengezählt; untätig: vom am wenigsten untätigen.</translation>
    </message>
    <message>
        <source>Now, at the last reading of the list.</source>
        <translation>Jetzt, beim letzten Lesen der Liste.</translation>
    </message>
    <message>
        <source>CLIENT LIST of Redis, without our own clients.</source>
        <translation>CLIENT LIST von Redis, ohne unsere eigenen Clients.</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Who waits for whom, as a tree: at the top the session that holds the others up, often one that is idle in a transaction.</source>
        <translation>Wer auf wen wartet, als Baum: oben die Sitzung, die die anderen aufhält, oft eine, die in einer Transaktion untätig ist.</translation>
    </message>
    <message>
        <source>Since: how long a session waits; of one that holds others up, how long its transaction is open.</source>
        <translation>Seit: wie lange eine Sitzung wartet; bei einer, die andere aufhält, wie lange ihre Transaktion offen ist.</translation>
    </message>
    <message>
        <source>pg_blocking_pids() and pg_locks, asked only if somebody waits.</source>
        <translation>pg_blocking_pids() und pg_locks, nur gefragt, wenn jemand wartet.</translation>
    </message>
    <message>
        <source>Slow log</source>
        <translation>Slow Log</translation>
    </message>
    <message>
        <source>Commands that took Redis long. Nothing else ran in that time: everybody waited. Which are long enough to be noted is a setting of the server, slowlog-log-slower-than.</source>
        <translation>Befehle, für die Redis lange brauchte. Nichts anderes lief in dieser Zeit: alle warteten. Ab welcher Dauer ein Befehl notiert wird, ist eine Einstellung des Servers, slowlog-log-slower-than.</translation>
    </message>
    <message>
        <source>Took: the time inside Redis, without waiting in line and without the way there.</source>
        <translation>Dauer: die Zeit in Redis, ohne Anstehen und ohne den Weg dorthin.</translation>
    </message>
    <message>
        <source>The newest entries, at most 500.</source>
        <translation>Die neuesten Einträge, höchstens 500.</translation>
    </message>
    <message>
        <source>SLOWLOG of Redis; times by the clock of the server.</source>
        <translation>SLOWLOG von Redis; Zeiten nach der Uhr des Servers.</translation>
    </message>
    <message>
        <source>Latency spikes</source>
        <translation>Latenzspitzen</translation>
    </message>
    <message>
        <source>What held the whole of Redis up: a command, a fork for saving, writing to disk. Empty unless the server watches for it (latency-monitor-threshold).</source>
        <translation>Was das ganze Redis aufhielt: ein Befehl, ein Fork zum Sichern, Schreiben auf die Platte. Leer, wenn der Server nicht darauf achtet (latency-monitor-threshold).</translation>
    </message>
    <message>
        <source>Last time and worst time, as the server noted them.</source>
        <translation>Letztes Mal und schlimmste Dauer, wie der Server sie notierte.</translation>
    </message>
    <message>
        <source>Worst: since the server began to count.</source>
        <translation>Schlimmstes: seit der Server zählt.</translation>
    </message>
    <message>
        <source>LATENCY LATEST of Redis.</source>
        <translation>LATENCY LATEST von Redis.</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tabellen</translation>
    </message>
    <message>
        <source>The largest tables. Dead rows are left behind by changes until VACUUM takes them. Many scans of a whole large table can mean that an index is missing.</source>
        <translation>Die größten Tabellen. Tote Zeilen hinterlassen Änderungen, bis VACUUM sie holt. Viele Suchen durch eine ganze große Tabelle können bedeuten, dass ein Index fehlt.</translation>
    </message>
    <message>
        <source>Size: with what is stored apart (TOAST), without indexes. Rows and dead rows: the server&apos;s estimates. Scans: counted.</source>
        <translation>Größe: mit dem, was ausgelagert ist (TOAST), ohne Indizes. Zeilen und tote Zeilen: Schätzungen des Servers. Suchen: gezählt.</translation>
    </message>
    <message>
        <source>Sizes and rows: now. Scans: since the statistics of the server began.</source>
        <translation>Größen und Zeilen: jetzt. Suchen: seit Beginn der Statistik des Servers.</translation>
    </message>
    <message>
        <source>The statistics and the catalogue of Postgres.</source>
        <translation>Die Statistik und der Katalog von Postgres.</translation>
    </message>
    <message>
        <source>The last burst, of some seconds.</source>
        <translation>Der letzte Mitschnitt, von einigen Sekunden.</translation>
    </message>
    <message>
        <source>MONITOR, while you let it run.</source>
        <translation>MONITOR, solange Sie es laufen lassen.</translation>
    </message>
    <message>
        <source>SCAN, TYPE, PTTL, MEMORY USAGE and OBJECT IDLETIME or FREQ of sampled keys, within the budget.</source>
        <translation>SCAN, TYPE, PTTL, MEMORY USAGE und OBJECT IDLETIME oder FREQ von Schlüsseln einer Stichprobe, im Rahmen des Budgets.</translation>
    </message>
    <message>
        <source>The newest round through the keyspace; it goes on bit by bit while the window is open.</source>
        <translation>Die neueste Runde durch alle Schlüssel; sie geht nach und nach weiter, solange das Fenster offen ist.</translation>
    </message>
    <message>
        <source>Key patterns</source>
        <translation>Schlüsselmuster</translation>
    </message>
    <message>
        <source>Keys that are named alike. Tierlens finds the patterns by itself: a part of a name that takes many values is shown as *. What is missed most comes first.

Below a name stands what its figures rest on: a burst and how many pairs of read and fill it showed, or how many keys there are and how much memory they take.</source>
        <translation>Schlüssel, die ähnlich heißen. Tierlens findet die Muster von selbst: ein Teil eines Namens, der viele Werte annimmt, erscheint als *. Was am meisten verfehlt wird, steht zuerst.

Unter einem Namen steht, worauf seine Zahlen beruhen: ein Mitschnitt und wie viele Paare aus Lesen und Füllen er zeigte, oder wie viele Schlüssel es gibt und wie viel Speicher sie belegen.</translation>
    </message>
    <message>
        <source>Hit rate of a pattern</source>
        <translation>Trefferquote eines Musters</translation>
    </message>
    <message>
        <source>Redis does not count by pattern, so this is inferred. A read that is followed, within a second, by a write of the same key by the same client is taken for a miss and its fill, all other reads for hits. Patterns that are always read and then written (counters) have no hit rate.</source>
        <translation>Redis zählt nicht nach Mustern, darum ist sie geschlossen. Ein Lesen, dem binnen einer Sekunde ein Schreiben desselben Schlüssels durch denselben Client folgt, gilt als Miss mit Füllung, jedes andere Lesen als Treffer. Muster, die immer erst gelesen und dann geschrieben werden (Zähler), haben keine Trefferquote.</translation>
    </message>
    <message>
        <source>1 − inferred misses ÷ reads.</source>
        <translation>1 − geschlossene Misses ÷ Lesevorgänge.</translation>
    </message>
    <message>
        <source>Misses per second of a pattern</source>
        <translation>Misses pro Sekunde eines Musters</translation>
    </message>
    <message>
        <source>How often keys of this pattern are asked for and not there. With ≈ it is inferred, without it is counted.</source>
        <translation>Wie oft nach Schlüsseln dieses Musters gefragt wird, die nicht da sind. Mit ≈ ist es geschlossen, ohne gezählt.</translation>
    </message>
    <message>
        <source>While key events are on: misses heard ÷ seconds. Otherwise: inferred misses of the last burst ÷ its seconds.</source>
        <translation>Solange Schlüsselereignisse an sind: gehörte Misses ÷ Sekunden. Sonst: geschlossene Misses des letzten Mitschnitts ÷ seine Sekunden.</translation>
    </message>
    <message>
        <source>Key events: the last 10 seconds. Else the last burst.</source>
        <translation>Schlüsselereignisse: die letzten 10 Sekunden. Sonst der letzte Mitschnitt.</translation>
    </message>
    <message>
        <source>Key events of Redis, else MONITOR.</source>
        <translation>Schlüsselereignisse von Redis, sonst MONITOR.</translation>
    </message>
    <message>
        <source>Filled by (inferred links)</source>
        <translation>Gefüllt von (geschlossene Verknüpfungen)</translation>
    </message>
    <message>
        <source>The statement in Postgres that answers the misses of this pattern, and why Tierlens thinks so. “Seen on the wire”: its calls and the fills seen in bursts agree, interval by interval. “Inferred”: its calls rise and fall with the misses. “Confirmed by you”: you said so.

Two things that merely run side by side can look alike. Confirm a proposal or refuse it: what you say is kept with a saved connection, and what you refused is not proposed again.</source>
        <translation>Die Anweisung in Postgres, die die Misses dieses Musters beantwortet, und warum Tierlens das glaubt. „Auf der Leitung gesehen“: ihre Aufrufe und die in Mitschnitten gesehenen Füllungen stimmen überein, Abschnitt für Abschnitt. „Geschlossen“: ihre Aufrufe steigen und fallen mit den Misses. „Von Ihnen bestätigt“: Sie haben es gesagt.

Zwei Dinge, die nur nebeneinander laufen, können gleich aussehen. Bestätigen Sie einen Vorschlag, oder lehnen Sie ihn ab: was Sie sagen, bleibt bei einer gespeicherten Verbindung erhalten, und was Sie abgelehnt haben, wird nicht wieder vorgeschlagen.</translation>
    </message>
    <message>
        <source>Correlation (Pearson&apos;s r) of the two rates, interval by interval, between 0 and 1. Proposed only if the number of calls fits the number of misses, and if so much agreement by accident is less likely than 1 in 10 000, over all pairs compared.</source>
        <translation>Korrelation (Pearsons r) der beiden Raten, Abschnitt für Abschnitt, zwischen 0 und 1. Vorgeschlagen nur, wenn die Zahl der Aufrufe zur Zahl der Misses passt und wenn so viel Übereinstimmung durch Zufall seltener ist als 1 zu 10 000, über alle verglichenen Paare.</translation>
    </message>
    <message>
        <source>Up to 120 intervals between two readings of the statements; at least 8.</source>
        <translation>Bis zu 120 Abschnitte zwischen zwei Ablesungen der Anweisungen; mindestens 8.</translation>
    </message>
    <message>
        <source>Key events and bursts of Redis, calls in pg_stat_statements.</source>
        <translation>Schlüsselereignisse und Mitschnitte von Redis, Aufrufe in pg_stat_statements.</translation>
    </message>
    <message>
        <source>One miss costs</source>
        <translation>Ein Miss kostet</translation>
    </message>
    <message>
        <source>What one miss of this pattern costs Postgres.</source>
        <translation>Was ein Miss dieses Musters Postgres kostet.</translation>
    </message>
    <message>
        <source>Mean execution time of the linked statement: its time ÷ its calls. The way there is not in it.</source>
        <translation>Mittlere Ausführungszeit der verknüpften Anweisung: ihre Zeit ÷ ihre Aufrufe. Der Weg dorthin ist nicht enthalten.</translation>
    </message>
    <message>
        <source>The intervals the link rests on, at most 120.</source>
        <translation>Die Abschnitte, auf denen die Verknüpfung beruht, höchstens 120.</translation>
    </message>
    <message>
        <source>pg_stat_statements, and the inferred link.</source>
        <translation>pg_stat_statements und die geschlossene Verknüpfung.</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespart</translation>
    </message>
    <message>
        <source>Time of Postgres that the hits of this pattern save, in each second. 250 ms/s is a quarter of one session that need not work; above 1 s/s several.</source>
        <translation>Zeit von Postgres, die die Treffer dieses Musters in jeder Sekunde sparen. 250 ms/s sind ein Viertel einer Sitzung, die nicht arbeiten muss; über 1 s/s mehrere.</translation>
    </message>
    <message>
        <source>Hits per second × what one miss costs.</source>
        <translation>Treffer pro Sekunde × was ein Miss kostet.</translation>
    </message>
    <message>
        <source>Hits: the last burst. Cost: the intervals of the link.</source>
        <translation>Treffer: der letzte Mitschnitt. Kosten: die Abschnitte der Verknüpfung.</translation>
    </message>
    <message>
        <source>MONITOR, pg_stat_statements, and the inferred link.</source>
        <translation>MONITOR, pg_stat_statements und die geschlossene Verknüpfung.</translation>
    </message>
    <message>
        <source>Expiring next minute</source>
        <translation>Läuft nächste Minute ab</translation>
    </message>
    <message>
        <source>How many keys of this pattern will run out in the coming minute. ▲ marks those of which many expire within a few seconds. “No expiry”: its keys stay until somebody removes them or memory is full.</source>
        <translation>Wie viele Schlüssel dieses Musters in der kommenden Minute ablaufen. ▲ markiert die, von denen viele innerhalb weniger Sekunden ablaufen. „Kein Ablauf“: seine Schlüssel bleiben, bis jemand sie entfernt oder der Speicher voll ist.</translation>
    </message>
    <message>
        <source>Sampled keys that expire in the next 60 seconds × all keys ÷ sampled keys.</source>
        <translation>Schlüssel der Stichprobe, die in den nächsten 60 Sekunden ablaufen × alle Schlüssel ÷ Schlüssel der Stichprobe.</translation>
    </message>
    <message>
        <source>The next 60 seconds, by the newest round of samples.</source>
        <translation>Die nächsten 60 Sekunden, nach der neuesten Runde der Stichproben.</translation>
    </message>
    <message>
        <source>Facts of a pattern</source>
        <translation>Angaben zu einem Muster</translation>
    </message>
    <message>
        <source>Keys: how many, with ± if they were not all looked at. Memory: what they take. Time to live: median, shortest and longest left, of those that expire. Without expiry: share that never runs out. Not touched for an hour: share nobody has read or written for that long. Largest: the largest key that was met. Hottest: the one read most often in the last burst.</source>
        <translation>Schlüssel: wie viele, mit ±, wenn nicht alle angesehen wurden. Speicher: was sie belegen. Lebensdauer: Median, kürzeste und längste verbleibende, derer, die ablaufen. Ohne Ablauf: Anteil derer, die nie ablaufen. Seit einer Stunde unberührt: Anteil derer, die so lange niemand gelesen oder geschrieben hat. Größter: der größte Schlüssel, der vorkam. Heißester: der im letzten Mitschnitt am häufigsten gelesene.</translation>
    </message>
    <message>
        <source>Counted in the sample, and scaled to all keys if the round was not looked at whole; ± is at 95 %.</source>
        <translation>In der Stichprobe gezählt und auf alle Schlüssel hochgerechnet, wenn nicht die ganze Runde angesehen wurde; ± gilt bei 95 %.</translation>
    </message>
    <message>
        <source>A miss costs the caller</source>
        <translation>Ein Miss kostet den Aufrufer</translation>
    </message>
    <message>
        <source>How long the application is busy between not finding a key and having filled it: the query, and whatever it does around it.</source>
        <translation>Wie lange die Anwendung zwischen dem Nichtfinden eines Schlüssels und seinem Füllen beschäftigt ist: die Abfrage und was sie sonst drumherum tut.</translation>
    </message>
    <message>
        <source>Median time from the read to the write of the same key by the same client.</source>
        <translation>Median der Zeit vom Lesen bis zum Schreiben desselben Schlüssels durch denselben Client.</translation>
    </message>
    <message>
        <source>Commands per second</source>
        <translation>Befehle pro Sekunde</translation>
    </message>
    <message>
        <source>All commands Redis carried out, of all clients but our own.</source>
        <translation>Alle Befehle, die Redis ausgeführt hat, von allen Clients außer unseren eigenen.</translation>
    </message>
    <message>
        <source>Growth of total_commands_processed, less our own commands, ÷ seconds; all primaries together.</source>
        <translation>Zuwachs von total_commands_processed, abzüglich unserer eigenen Befehle, ÷ Sekunden; alle Primärserver zusammen.</translation>
    </message>
    <message>
        <source>p99 of reads</source>
        <translation>p99 der Lesezugriffe</translation>
    </message>
    <message>
        <source>99 of 100 reading commands (GET, MGET, HGET, HGETALL and the like) took Redis at most this long. It is the server&apos;s own work: waiting in line and the way there are not in it.</source>
        <translation>Für 99 von 100 lesenden Befehlen (GET, MGET, HGET, HGETALL und ähnliche) brauchte Redis höchstens so lange. Es ist die Arbeit des Servers selbst: Anstehen und der Weg dorthin sind nicht enthalten.</translation>
    </message>
    <message>
        <source>From how many reads took at most 1, 2, 4, 8 … µs: the first bound that holds 99 %. So it is an upper bound, written with ≤.</source>
        <translation>Aus der Zahl der Lesezugriffe, die höchstens 1, 2, 4, 8 … µs dauerten: die erste Schranke, die für 99 % gilt. Es ist also eine obere Schranke, geschrieben mit ≤.</translation>
    </message>
    <message>
        <source>LATENCY HISTOGRAM of Redis, from version 7 on; on older ones there is no such figure.</source>
        <translation>LATENCY HISTOGRAM von Redis, ab Version 7; bei älteren gibt es diese Zahl nicht.</translation>
    </message>
    <message>
        <source>Errors per second</source>
        <translation>Fehler pro Sekunde</translation>
    </message>
    <message>
        <source>Error replies Redis gave. Shown only if there are any.</source>
        <translation>Fehlerantworten, die Redis gab. Nur gezeigt, wenn es welche gibt.</translation>
    </message>
    <message>
        <source>Growth of total_error_replies ÷ seconds.</source>
        <translation>Zuwachs von total_error_replies ÷ Sekunden.</translation>
    </message>
    <message>
        <source>Clients and hosts</source>
        <translation>Clients und Hosts</translation>
    </message>
    <message>
        <source>Connections to Redis, and from how many different addresses they come.</source>
        <translation>Verbindungen zu Redis, und von wie vielen verschiedenen Adressen sie kommen.</translation>
    </message>
    <message>
        <source>connected_clients, our own taken off; different addresses in CLIENT LIST.</source>
        <translation>connected_clients, abzüglich unserer eigenen; verschiedene Adressen in CLIENT LIST.</translation>
    </message>
    <message>
        <source>Now; the list of clients is read more seldom.</source>
        <translation>Jetzt; die Liste der Clients wird seltener gelesen.</translation>
    </message>
    <message>
        <source>INFO and CLIENT LIST of Redis.</source>
        <translation>INFO und CLIENT LIST von Redis.</translation>
    </message>
    <message>
        <source>Of all look-ups of a key, the share that found one. It is of a short time on purpose: the lifetime average that Redis offers hides what is wrong today. Beside it stands what it was an hour ago, if that was watched; it turns amber when it fell by more than two points.</source>
        <translation>Von allen Nachfragen nach einem Schlüssel der Anteil, der einen fand. Absichtlich gilt er für eine kurze Zeit: der Durchschnitt seit dem Start, den Redis anbietet, verbirgt, was heute nicht stimmt. Daneben steht, was er vor einer Stunde war, wenn das beobachtet wurde; er wird bernsteinfarben, wenn er um mehr als zwei Punkte gefallen ist.</translation>
    </message>
    <message>
        <source>keyspace_hits ÷ (keyspace_hits + keyspace_misses), by their growth; our own look-ups taken off.</source>
        <translation>keyspace_hits ÷ (keyspace_hits + keyspace_misses), nach ihrem Zuwachs; abzüglich unserer eigenen Nachfragen.</translation>
    </message>
    <message>
        <source>An hour ago: a stretch of the same length, at least a minute, one hour earlier.</source>
        <translation>Vor einer Stunde: ein gleich langer Abschnitt, mindestens eine Minute, eine Stunde früher.</translation>
    </message>
    <message>
        <source>INFO stats of Redis, all primaries together.</source>
        <translation>INFO stats von Redis, alle Primärserver zusammen.</translation>
    </message>
    <message>
        <source>Hits and misses per second</source>
        <translation>Treffer und Misses pro Sekunde</translation>
    </message>
    <message>
        <source>Look-ups that found a key, and that found none. A key nobody has ever written is a miss as well.</source>
        <translation>Nachfragen, die einen Schlüssel fanden, und solche, die keinen fanden. Ein Schlüssel, den nie jemand geschrieben hat, ist auch ein Miss.</translation>
    </message>
    <message>
        <source>Growth of keyspace_hits, of keyspace_misses, ÷ seconds; our own look-ups taken off.</source>
        <translation>Zuwachs von keyspace_hits, von keyspace_misses, ÷ Sekunden; abzüglich unserer eigenen Nachfragen.</translation>
    </message>
    <message>
        <source>Fills per second (≈)</source>
        <translation>Füllungen pro Sekunde (≈)</translation>
    </message>
    <message>
        <source>How often an answer of Postgres is left in Redis. No server counts that, so it is inferred, and says “not known yet” until there is something to infer it from.</source>
        <translation>Wie oft eine Antwort von Postgres in Redis abgelegt wird. Das zählt kein Server, darum ist es geschlossen und heißt „noch nicht bekannt“, bis es etwas gibt, woraus es sich schließen lässt.</translation>
    </message>
    <message>
        <source>Calls per second of the statements that are linked with a pattern of keys; if none is, the fills seen in the last burst ÷ its seconds.</source>
        <translation>Aufrufe pro Sekunde der Anweisungen, die mit einem Schlüsselmuster verknüpft sind; ist keine verknüpft, die im letzten Mitschnitt gesehenen Füllungen ÷ seine Sekunden.</translation>
    </message>
    <message>
        <source>The last 60 seconds, for statements are counted more seldom; or the time that is shown; or the last burst.</source>
        <translation>Die letzten 60 Sekunden, denn Anweisungen werden seltener gezählt; oder die gezeigte Zeit; oder der letzte Mitschnitt.</translation>
    </message>
    <message>
        <source>pg_stat_statements of Postgres and the inferred links; or MONITOR.</source>
        <translation>pg_stat_statements von Postgres und die geschlossenen Verknüpfungen; oder MONITOR.</translation>
    </message>
    <message>
        <source>Memory and keys</source>
        <translation>Speicher und Schlüssel</translation>
    </message>
    <message>
        <source>What Redis uses, of its limit if it has one, and how many keys it holds, in all databases and on all primaries.</source>
        <translation>Was Redis belegt, von seiner Grenze, wenn es eine hat, und wie viele Schlüssel es hält, in allen Datenbanken und auf allen Primärservern.</translation>
    </message>
    <message>
        <source>used_memory, maxmemory; keys of each database, added up.</source>
        <translation>used_memory, maxmemory; Schlüssel jeder Datenbank, zusammengezählt.</translation>
    </message>
    <message>
        <source>At the end of the time that is shown.</source>
        <translation>Am Ende der gezeigten Zeit.</translation>
    </message>
    <message>
        <source>Evictions per second</source>
        <translation>Verdrängungen pro Sekunde</translation>
    </message>
    <message>
        <source>Keys Redis had to forget before their time for want of memory, and by which policy. If there are none, expiries stand in this place.</source>
        <translation>Schlüssel, die Redis vor ihrer Zeit vergessen musste, weil Speicher fehlte, und nach welcher Regel. Gibt es keine, stehen hier die Abläufe.</translation>
    </message>
    <message>
        <source>Growth of evicted_keys ÷ seconds.</source>
        <translation>Zuwachs von evicted_keys ÷ Sekunden.</translation>
    </message>
    <message>
        <source>INFO stats of Redis; maxmemory_policy.</source>
        <translation>INFO stats von Redis; maxmemory_policy.</translation>
    </message>
    <message>
        <source>Expiries per second</source>
        <translation>Abläufe pro Sekunde</translation>
    </message>
    <message>
        <source>Keys whose time to live was over and that Redis removed. It removes some only when somebody asks for them, so this can lag behind.</source>
        <translation>Schlüssel, deren Lebensdauer um war und die Redis entfernt hat. Manche entfernt es erst, wenn jemand nach ihnen fragt, darum kann diese Zahl nachhinken.</translation>
    </message>
    <message>
        <source>Growth of expired_keys ÷ seconds.</source>
        <translation>Zuwachs von expired_keys ÷ Sekunden.</translation>
    </message>
    <message>
        <source>Lag of replicas</source>
        <translation>Rückstand der Repliken</translation>
    </message>
    <message>
        <source>How far the slowest replica is behind its primary.</source>
        <translation>Wie weit die langsamste Replik hinter ihrem Primärserver liegt.</translation>
    </message>
    <message>
        <source>The longest lag of all replicas whose lag is known.</source>
        <translation>Der längste Rückstand aller Repliken, deren Rückstand bekannt ist.</translation>
    </message>
    <message>
        <source>INFO replication of Redis; pg_stat_replication of Postgres.</source>
        <translation>INFO replication von Redis; pg_stat_replication von Postgres.</translation>
    </message>
    <message>
        <source>Queries or transactions per second</source>
        <translation>Abfragen oder Transaktionen pro Sekunde</translation>
    </message>
    <message>
        <source>What Postgres carried out, without our own. Queries, if pg_stat_statements is installed; without it transactions, of which a statement outside of BEGIN is one.</source>
        <translation>Was Postgres ausgeführt hat, ohne unsere eigenen. Abfragen, wenn pg_stat_statements installiert ist; sonst Transaktionen, wobei eine Anweisung außerhalb von BEGIN eine ist.</translation>
    </message>
    <message>
        <source>Growth of calls ÷ seconds; or growth of xact_commit + xact_rollback ÷ seconds.</source>
        <translation>Zuwachs von calls ÷ Sekunden; oder Zuwachs von xact_commit + xact_rollback ÷ Sekunden.</translation>
    </message>
    <message>
        <source>Statements are read more seldom than counters; the rate is over the time they cover.</source>
        <translation>Anweisungen werden seltener gelesen als Zähler; die Rate gilt für die Zeit, die sie abdecken.</translation>
    </message>
    <message>
        <source>pg_stat_statements, else pg_stat_database, of the database that is watched.</source>
        <translation>pg_stat_statements, sonst pg_stat_database, der beobachteten Datenbank.</translation>
    </message>
    <message>
        <source>Mean time of queries</source>
        <translation>Mittlere Zeit der Abfragen</translation>
    </message>
    <message>
        <source>What one query takes in Postgres: of the queries that fill the cache, if links are known, else of all. The way there is not in it.</source>
        <translation>Was eine Abfrage in Postgres dauert: von den Abfragen, die den Cache füllen, wenn Verknüpfungen bekannt sind, sonst von allen. Der Weg dorthin ist nicht enthalten.</translation>
    </message>
    <message>
        <source>Execution time of these statements ÷ their calls.</source>
        <translation>Ausführungszeit dieser Anweisungen ÷ ihre Aufrufe.</translation>
    </message>
    <message>
        <source>Filling queries: the last 60 seconds, or the time that is shown. All queries: the window named over the picture.</source>
        <translation>Füllende Abfragen: die letzten 60 Sekunden oder die gezeigte Zeit. Alle Abfragen: das über dem Bild genannte Fenster.</translation>
    </message>
    <message>
        <source>pg_stat_statements.</source>
        <translation>pg_stat_statements.</translation>
    </message>
    <message>
        <source>Waiting for locks</source>
        <translation>Warten auf Sperren</translation>
    </message>
    <message>
        <source>Sessions that waited for a lock another one held. If there are none, buffer hits stand in this place.</source>
        <translation>Sitzungen, die auf eine Sperre einer anderen warteten. Gibt es keine, stehen hier die Puffertreffer.</translation>
    </message>
    <message>
        <source>The most at one look.</source>
        <translation>Die meisten bei einem Blick.</translation>
    </message>
    <message>
        <source>Buffer hits</source>
        <translation>Puffertreffer</translation>
    </message>
    <message>
        <source>Of the blocks of 8 kB that were needed, the share Postgres found in its own memory (shared_buffers). The rest it had to ask the system for, which may have them in memory too, or on disk.</source>
        <translation>Von den Blöcken zu 8 kB, die nötig waren, der Anteil, den Postgres im eigenen Speicher fand (shared_buffers). Nach dem Rest musste es das System fragen, das sie vielleicht auch im Speicher hat, oder auf der Platte.</translation>
    </message>
    <message>
        <source>pg_stat_database of the database that is watched.</source>
        <translation>pg_stat_database der beobachteten Datenbank.</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Connections of clients, of those that are allowed. Those reserved for superusers are taken off the limit.</source>
        <translation>Verbindungen von Clients, von denen, die erlaubt sind. Die für Superuser reservierten sind von der Grenze abgezogen.</translation>
    </message>
    <message>
        <source>Sessions now; max_connections − reserved ones.</source>
        <translation>Sitzungen jetzt; max_connections − reservierte.</translation>
    </message>
    <message>
        <source>pg_stat_activity and the settings of Postgres.</source>
        <translation>pg_stat_activity und die Einstellungen von Postgres.</translation>
    </message>
    <message>
        <source>The picture of the traffic</source>
        <translation>Das Bild des Verkehrs</translation>
    </message>
    <message>
        <source>Applications, Redis and Postgres, and what flows between them: commands to Redis, hits back, misses on to Postgres, and fills from there into Redis. Hits and misses are counted by Redis. That a miss asks Postgres is how caches are used; which query answers it is inferred.</source>
        <translation>Anwendungen, Redis und Postgres, und was zwischen ihnen fließt: Befehle an Redis, Treffer zurück, Misses weiter an Postgres und Füllungen von dort in Redis. Treffer und Misses zählt Redis. Dass ein Miss Postgres fragt, ist die übliche Art, einen Cache zu nutzen; welche Abfrage ihn beantwortet, ist geschlossen.</translation>
    </message>
    <message>
        <source>Dots start in each pipe at the rate that was counted, one for N requests. They are drawn by that rate: no dot is one particular request. A dashed pipe has no known rate. Circles are commands and hits, diamonds misses, squares fills.</source>
        <translation>Punkte starten in jeder Leitung mit der gezählten Rate, einer für N Anfragen. Sie werden nach dieser Rate gezeichnet: kein Punkt ist eine bestimmte Anfrage. Eine gestrichelte Leitung hat keine bekannte Rate. Kreise sind Befehle und Treffer, Rauten Misses, Quadrate Füllungen.</translation>
    </message>
    <message>
        <source>N is the smallest of 1, 2, 5, 10, 25, 50, 100, 250 … with which at most 9 dots a second start in the busiest pipe.</source>
        <translation>N ist die kleinste der Zahlen 1, 2, 5, 10, 25, 50, 100, 250 …, bei der in der vollsten Leitung höchstens 9 Punkte pro Sekunde starten.</translation>
    </message>
    <message>
        <source>By the rates shown beside the pipes.</source>
        <translation>Nach den Raten, die neben den Leitungen stehen.</translation>
    </message>
    <message>
        <source>The counters of Redis; fills are inferred.</source>
        <translation>Die Zähler von Redis; Füllungen sind geschlossen.</translation>
    </message>
    <message>
        <source>The box Applications</source>
        <translation>Der Kasten „Anwendungen“</translation>
    </message>
    <message>
        <source>Whoever uses these servers, as Redis sees them.</source>
        <translation>Wer immer diese Server nutzt, so wie Redis es sieht.</translation>
    </message>
    <message>
        <source>What Redis could answer and what it could not, how full it is, and what it forgets.</source>
        <translation>Was Redis beantworten konnte und was nicht, wie voll es ist und was es vergisst.</translation>
    </message>
    <message>
        <source>How much Postgres is asked, how long it takes, and whether sessions wait for each other.</source>
        <translation>Wie viel Postgres gefragt wird, wie lange es dauert und ob Sitzungen aufeinander warten.</translation>
    </message>
    <message>
        <source>The last 10 seconds before the time that is shown ends, or the stretch you chose.</source>
        <translation>Die letzten 10 Sekunden vor dem Ende der gezeigten Zeit, oder der gewählte Abschnitt.</translation>
    </message>
    <message>
        <source>The Watch window</source>
        <translation>Das Fenster „Beobachten“</translation>
    </message>
    <message>
        <source>Looks at servers that other programs use, and changes nothing there. What it shows is what the servers themselves have counted; what is inferred is marked with ≈ or said to be inferred.

At the top: which connection, what the looking costs, which time is shown. Below: the traffic, then the lists. At the right: the chosen pattern or statement over time, what seems to be going on, and what to do next.</source>
        <translation>Schaut auf Server, die andere Programme nutzen, und ändert dort nichts. Was es zeigt, haben die Server selbst gezählt; was geschlossen ist, trägt ein ≈ oder ist so benannt.

Oben: welche Verbindung, was das Beobachten kostet, welche Zeit gezeigt wird. Darunter: der Verkehr, dann die Listen. Rechts: das gewählte Muster oder die gewählte Anweisung über die Zeit, was offenbar geschieht und was als Nächstes zu tun ist.</translation>
    </message>
    <message>
        <source>The connection, and its menu</source>
        <translation>Die Verbindung und ihr Menü</translation>
    </message>
    <message>
        <source>Its name, what it is for, whether anything may be changed, and how the servers are: a full dot answers, a cross has been lost, a ring is on its way or does not answer.

Its menu leads to other servers, listens to key events, and saves and opens snapshots.</source>
        <translation>Ihr Name, wofür sie da ist, ob etwas geändert werden darf und wie es den Servern geht: ein voller Punkt antwortet, ein Kreuz ist verloren, ein Ring ist auf dem Weg oder antwortet nicht.

Ihr Menü führt zu anderen Servern, hört Schlüsselereignisse mit und speichert und öffnet Momentaufnahmen.</translation>
    </message>
    <message>
        <source>Our own cost (overhead meter)</source>
        <translation>Eigene Kosten (Messer)</translation>
    </message>
    <message>
        <source>What Tierlens itself costs the servers, against the budget you allow. The server that bears more is shown; both are named when you point at it. When the budget is used up, the bar turns amber and Tierlens looks more seldom, but at least every 10 seconds, so that the window does not go blind.

The tools (keys, audit) say their own cost in their own windows.</source>
        <translation>Was Tierlens selbst die Server kostet, gegenüber dem Budget, das Sie erlauben. Gezeigt wird der Server, der mehr trägt; beim Zeigen darauf werden beide genannt. Ist das Budget aufgebraucht, wird der Balken bernsteinfarben, und Tierlens schaut seltener nach, aber mindestens alle 10 Sekunden, damit das Fenster nicht blind wird.

Die Werkzeuge (Schlüssel, Audit) nennen ihre eigenen Kosten in ihren eigenen Fenstern.</translation>
    </message>
    <message>
        <source>Redis: server time of our commands ÷ time that passed; where others use the same command, our share by the number of calls. Postgres: time our statements were under way ÷ time that passed, as a share of one session; the way there is in it, so it is never less than the server spent.</source>
        <translation>Redis: Serverzeit unserer Befehle ÷ vergangene Zeit; wo andere denselben Befehl nutzen, unser Anteil nach der Zahl der Aufrufe. Postgres: Zeit, die unsere Anweisungen unterwegs waren ÷ vergangene Zeit, als Anteil einer Sitzung; der Weg dorthin ist enthalten, es ist also nie weniger, als der Server aufgewandt hat.</translation>
    </message>
    <message>
        <source>INFO commandstats of Redis; Tierlens&apos; own clock for Postgres.</source>
        <translation>INFO commandstats von Redis; für Postgres die eigene Uhr von Tierlens.</translation>
    </message>
    <message>
        <source>How often Tierlens looks</source>
        <translation>Wie oft Tierlens nachschaut</translation>
    </message>
    <message>
        <source>Once a second. More seldom: every 5 seconds while nobody can see the window; when the server is slow; and when our own share passes the budget. Statements of Postgres and long lists are read more seldom than counters.</source>
        <translation>Einmal pro Sekunde. Seltener: alle 5 Sekunden, solange niemand das Fenster sehen kann; wenn der Server langsam ist; und wenn unser eigener Anteil das Budget überschreitet. Anweisungen von Postgres und lange Listen werden seltener gelesen als Zähler.</translation>
    </message>
    <message>
        <source>The pause is the longest of: 1 s (5 s while hidden), 20 × what a look takes, and our time per look ÷ budget; at most 10 s.</source>
        <translation>Die Pause ist die längste von: 1 s (5 s, solange verdeckt), 20 × was ein Blick dauert, und unsere Zeit pro Blick ÷ Budget; höchstens 10 s.</translation>
    </message>
    <message>
        <source>Decided after each look, by the last 10 seconds.</source>
        <translation>Nach jedem Blick entschieden, nach den letzten 10 Sekunden.</translation>
    </message>
    <message>
        <source>The time that is shown</source>
        <translation>Die gezeigte Zeit</translation>
    </message>
    <message>
        <source>Which stretch the charts and the list of queries are of. Drag over a chart to choose a part of it; everything then shows that time, and “Traffic then” stands over the picture. Double-click a chart, or press the pause button again, to go on with now.

Pausing holds the window still. Watching goes on behind it, and so does our own cost.

What was seen is kept for 24 hours: second by second for 15 minutes, in steps of 10 seconds for 2 hours, in steps of a minute beyond.</source>
        <translation>Von welchem Abschnitt die Diagramme und die Liste der Abfragen sind. Über ein Diagramm ziehen, um einen Teil davon zu wählen; alles zeigt dann diese Zeit, und über dem Bild steht „Verkehr damals“. Ein Diagramm doppelklicken oder die Pausetaste noch einmal drücken, um mit dem Jetzt weiterzumachen.

Anhalten lässt das Fenster stillstehen. Dahinter geht das Beobachten weiter, und unsere eigenen Kosten auch.

Was gesehen wurde, bleibt 24 Stunden: Sekunde für Sekunde für 15 Minuten, in Schritten von 10 Sekunden für 2 Stunden, darüber hinaus in Schritten von einer Minute.</translation>
    </message>
    <message>
        <source>A chart of the Watch window</source>
        <translation>Ein Diagramm im Fenster „Beobachten“</translation>
    </message>
    <message>
        <source>One number over the time that is shown. The pale line is the stretch of the same length before, laid under it. A gap means that nobody looked, that the server was away, or, of a share or a time, that nothing was asked: it is never a zero.

Drag to choose a stretch, double-click to go back to now.</source>
        <translation>Eine Zahl über die gezeigte Zeit. Die blasse Linie ist die gleich lange Zeit davor, darunter gelegt. Eine Lücke heißt, dass niemand nachschaute, dass der Server weg war oder, bei einem Anteil oder einer Zeit, dass nichts gefragt wurde: sie ist nie eine Null.

Ziehen wählt einen Abschnitt, ein Doppelklick führt zurück zum Jetzt.</translation>
    </message>
    <message>
        <source>Each point: what the servers counted in its stretch ÷ the time these counts cover; of a share, the counts are added up before they are divided.</source>
        <translation>Jeder Punkt: was die Server in seinem Abschnitt gezählt haben ÷ die Zeit, die diese Zahlen abdecken; bei einem Anteil werden die Zahlen erst zusammengezählt, dann geteilt.</translation>
    </message>
    <message>
        <source>The time that is shown, as chosen at the top.</source>
        <translation>Die gezeigte Zeit, wie oben gewählt.</translation>
    </message>
    <message>
        <source>The counters of the servers, read once a second or more seldom.</source>
        <translation>Die Zähler der Server, einmal pro Sekunde oder seltener gelesen.</translation>
    </message>
    <message>
        <source>Details, at the right</source>
        <translation>Einzelheiten, rechts</translation>
    </message>
    <message>
        <source>Of the pattern or statement chosen in the list, else of the whole: its facts, its charts, what seems to be going on, what to do next, and what the rights of our user keep Tierlens from seeing.</source>
        <translation>Zum Muster oder zur Anweisung, die in der Liste gewählt ist, sonst zum Ganzen: die Angaben, die Diagramme, was offenbar geschieht, was als Nächstes zu tun ist und was die Rechte unseres Benutzers Tierlens nicht sehen lassen.</translation>
    </message>
    <message>
        <source>What seems to be going on</source>
        <translation>Was offenbar geschieht</translation>
    </message>
    <message>
        <source>Sentences about what has changed, with the figures they rest on: press one to see them. They come from fixed rules, not from guesses: the same samples give the same sentence. Which led to which is inferred from the order of their beginnings.

Under Next stands what to look at or do. A command shown there is for you to run; Tierlens never runs it.</source>
        <translation>Sätze darüber, was sich geändert hat, mit den Zahlen, auf denen sie beruhen: einen drücken, um sie zu sehen. Sie kommen aus festen Regeln, nicht aus Vermutungen: dieselben Messwerte ergeben denselben Satz. Was wozu geführt hat, ist aus der Reihenfolge der Anfänge geschlossen.

Unter „Als Nächstes“ steht, was anzusehen oder zu tun ist. Einen Befehl, der dort steht, führen Sie selbst aus; Tierlens führt ihn nie aus.</translation>
    </message>
    <message>
        <source>A figure has changed if the newest steps together pass a fixed limit, each of them at least half of it, against the median of the steps before, and by at least 5 times as much as those usually differ. So neither one spike nor a slow drift speaks.</source>
        <translation>Eine Zahl hat sich geändert, wenn die neuesten Schritte zusammen eine feste Grenze überschreiten, jeder von ihnen mindestens deren Hälfte, gegenüber dem Median der Schritte davor, und um mindestens 5-mal so viel, wie diese sich sonst unterscheiden. So spricht weder eine einzelne Spitze noch ein langsames Abdriften.</translation>
    </message>
    <message>
        <source>What the servers have counted, as kept by this window.</source>
        <translation>Was die Server gezählt haben, wie dieses Fenster es behält.</translation>
    </message>
    <message>
        <source>What was found since the watch began, with the time it began and, if it is over, ended. Levels: notice, warning, problem.</source>
        <translation>Was seit Beginn des Beobachtens gefunden wurde, mit der Zeit, zu der es begann und, wenn es vorbei ist, endete. Stufen: Hinweis, Warnung, Problem.</translation>
    </message>
    <message>
        <source>A burst (MONITOR)</source>
        <translation>Ein Mitschnitt (MONITOR)</translation>
    </message>
    <message>
        <source>Listens to every command for a few seconds. From what is read and then written by the same client Tierlens infers which keys are missed and what fills them. It runs only when you start it, ends by itself, and says before what it will cost: while it runs, Redis sends each command to us as well.

Names of commands and keys are kept, values are not. Reads by MGET, by scripts and by whatever else hides its keys are not among what is inferred.</source>
        <translation>Hört einige Sekunden lang jeden Befehl mit. Aus dem, was derselbe Client liest und dann schreibt, schließt Tierlens, welche Schlüssel fehlen und was sie füllt. Er läuft nur, wenn Sie ihn starten, endet von selbst und sagt vorher, was er kostet: solange er läuft, sendet Redis jeden Befehl auch an uns.

Namen von Befehlen und Schlüsseln werden behalten, Werte nicht. Lesen mit MGET, durch Skripte und durch alles andere, was seine Schlüssel verbirgt, gehört nicht zu dem, woraus geschlossen wird.</translation>
    </message>
    <message>
        <source>Key events</source>
        <translation>Schlüsselereignisse</translation>
    </message>
    <message>
        <source>Redis can publish each miss, expiry and eviction. If it does already, listening changes nothing. If not, Tierlens asks whether it may switch them on (CONFIG SET notify-keyspace-events): the one change it can make while it watches, put back when you switch it off or close the window. Misses of a pattern are then counted, no longer inferred.</source>
        <translation>Redis kann jeden Miss, jeden Ablauf und jede Verdrängung melden. Tut es das schon, ändert das Mithören nichts. Sonst fragt Tierlens, ob es sie einschalten darf (CONFIG SET notify-keyspace-events): die einzige Änderung, die es beim Beobachten machen kann, zurückgestellt, wenn Sie es ausschalten oder das Fenster schließen. Misses eines Musters werden dann gezählt, nicht mehr geschlossen.</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Momentaufnahmen</translation>
    </message>
    <message>
        <source>All that was seen, in one file, to be looked at again anywhere, without the servers: figures, names of keys, statements, the slow log, what sessions were doing. Passwords are covered, but other values can stand in a statement of a session or in a command of the slow log: think of that before you pass a snapshot on.</source>
        <translation>Alles, was gesehen wurde, in einer Datei, um es überall wieder anzusehen, ohne die Server: Zahlen, Namen von Schlüsseln, Anweisungen, das Slow Log, was Sitzungen taten. Passwörter sind verdeckt, aber andere Werte können in einer Anweisung einer Sitzung oder in einem Befehl des Slow Log stehen: denken Sie daran, bevor Sie eine Momentaufnahme weitergeben.</translation>
    </message>
    <message>
        <source>Read-only, and allowing changes</source>
        <translation>Nur lesend, und Änderungen erlauben</translation>
    </message>
    <message>
        <source>Watching only reads: reading commands reach Redis, and the sessions in Postgres are read-only with short time limits. The tools can change something only after you have allowed it, and ask before each change. In production you have to type the name of the connection. The permission ends with the window.</source>
        <translation>Das Beobachten liest nur: lesende Befehle gehen an Redis, und die Sitzungen in Postgres sind nur lesend, mit kurzen Zeitgrenzen. Die Werkzeuge können erst etwas ändern, wenn Sie es erlaubt haben, und fragen vor jeder Änderung. In der Produktion müssen Sie den Namen der Verbindung eingeben. Die Erlaubnis endet mit dem Fenster.</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Keys: browse all keys and see what invalidating some would do. Data-layer audit: a document about where data lives and what is cached. Restarts and drills: see what they would do, and what they did. Each opens in a window of its own.</source>
        <translation>Schlüssel: alle Schlüssel durchsehen und sehen, was das Invalidieren bewirken würde. Audit der Datenschicht: ein Dokument darüber, wo Daten liegen und was im Cache ist. Neustarts und Übungen: sehen, was sie bewirken würden und was sie bewirkt haben. Jedes öffnet sich in einem eigenen Fenster.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>About Tierlens…</source>
        <translation>Über Tierlens…</translation>
    </message>
    <message>
        <source>See also</source>
        <translation>Siehe auch</translation>
    </message>
    <message>
        <source>How it is worked out</source>
        <translation>Wie es berechnet wird</translation>
    </message>
    <message>
        <source>Over which time</source>
        <translation>Über welche Zeit</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>Woher es kommt</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>A single deleted key can be brought back for two minutes, with its value and the time it had to live, unless somebody has made it anew or its time is over. A key of more than 16 MB, or one whose size may not be asked, cannot be kept for that; Tierlens says so before it deletes it for good.</source>
        <translation>Ein einzelner gelöschter Schlüssel lässt sich zwei Minuten lang zurückholen, mit seinem Wert und der Zeit, die er noch zu leben hatte, außer jemand hat ihn neu angelegt oder seine Zeit ist um. Ein Schlüssel von mehr als 16 MB, oder einer, nach dessen Größe nicht gefragt werden darf, kann dafür nicht aufgehoben werden; Tierlens sagt es, bevor es ihn endgültig löscht.</translation>
    </message>
    <message>
        <source>Tierlens, which asks the server ten times a second for the first minute, then once a second.</source>
        <translation>Tierlens, das den Server in der ersten Minute zehnmal je Sekunde fragt, danach einmal je Sekunde.</translation>
    </message>
    <message>
        <source>Error replies Redis gave, or transactions Postgres undid, since the order.</source>
        <translation>Fehler, die Redis geantwortet hat, oder Transaktionen, die Postgres rückgängig gemacht hat, seit dem Befehl.</translation>
    </message>
    <message>
        <source>Read from the server just now. Redis: which keys are lost, by what it keeps on disk; connections that are cut; how much has to be read back. Postgres: sessions that are ended, transactions that are undone, and what could be lost if it is killed instead.</source>
        <translation>Gerade eben vom Server gelesen. Redis: welche Schlüssel verloren gehen, danach, was es auf Platte hält; Verbindungen, die getrennt werden; wie viel zurückgelesen werden muss. Postgres: Sitzungen, die beendet werden, Transaktionen, die rückgängig gemacht werden, und was verloren gehen könnte, wenn es stattdessen abgeschossen wird.</translation>
    </message>
    <message>
        <source>Counts as the server reports them.</source>
        <translation>Zahlen, wie der Server sie meldet.</translation>
    </message>
    <message>
        <source>Faults made on purpose, to see how an application takes them: for development and sandbox servers only. Each says what it does, what it shows, and how it is undone.

A setting that is changed is put back at the end, when stopped, and when Tierlens ends; if Tierlens was killed, it offers to do so when this connection is watched again.</source>
        <translation>Absichtlich gemachte Fehler, um zu sehen, wie eine Anwendung damit umgeht: nur für Entwicklungs- und Sandbox-Server. Jeder sagt, was er tut, was er zeigt und wie er zurückgenommen wird.

Eine geänderte Einstellung wird am Ende zurückgesetzt, beim Anhalten und wenn Tierlens endet; wurde Tierlens abgeschossen, bietet es dies an, sobald diese Verbindung wieder beobachtet wird.</translation>
    </message>
    <message>
        <source>Steps of 4 seconds, longer when looks come more seldom: the newest 5, against those of the 10 minutes before. Over when it has not held for 30 seconds; a server that is away, when it answers again.</source>
        <translation>Schritte von 4 Sekunden, länger, wenn seltener nachgesehen wird: die neuesten 5 gegen die der 10 Minuten davor. Vorbei, wenn es 30 Sekunden lang nicht mehr galt; bei einem Server, der weg ist, wenn er wieder antwortet.</translation>
    </message>
    <message>
        <source>Statements answered since the action − (statements per second in the 10 s before × seconds since the action); never below 0. After Redis forgot or was silent: the highest that this has been.</source>
        <translation>Seit der Aktion beantwortete Anweisungen − (Anweisungen pro Sekunde in den 10 s davor × Sekunden seit der Aktion); nie unter 0. Nachdem Redis vergessen hat oder still war: das Höchste, was dies erreicht hat.</translation>
    </message>
    <message>
        <source>Hit rate of all keys: before, the lowest of any 2 seconds, now. What fills these keys: calls of the statements linked with their patterns, per second, at the most of any reading; if none is linked, those of the statement that grew most. All of Postgres: queries per second at the most; without pg_stat_statements transactions in the busiest second. For a minute statements are read each second, or as often as the budget of the watch allows.</source>
        <translation>Trefferquote aller Schlüssel: vorher, die niedrigste von je 2 Sekunden, jetzt. Was diese Schlüssel füllt: Aufrufe der mit ihren Mustern verknüpften Anweisungen pro Sekunde, das Höchste aller Ablesungen; ist keine verknüpft, die der Anweisung, die am meisten wuchs. Ganz Postgres: höchstens so viele Abfragen pro Sekunde; ohne pg_stat_statements Transaktionen in der geschäftigsten Sekunde. Eine Minute lang werden Anweisungen jede Sekunde gelesen, oder so oft, wie es das Budget der Beobachtung erlaubt.</translation>
    </message>
</context>
<context>
    <name>HistoryCurves</name>
    <message>
        <source>Hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Misses per second</source>
        <translation>Misses pro Sekunde</translation>
    </message>
    <message>
        <source>Evictions per second</source>
        <translation>Verdrängungen pro Sekunde</translation>
    </message>
    <message>
        <source>Commands per second</source>
        <translation>Befehle pro Sekunde</translation>
    </message>
    <message>
        <source>p99 of reads, in Redis</source>
        <translation>p99 der Lesezugriffe, in Redis</translation>
    </message>
    <message>
        <source>Queries per second</source>
        <translation>Abfragen pro Sekunde</translation>
    </message>
    <message>
        <source>Transactions per second</source>
        <translation>Transaktionen pro Sekunde</translation>
    </message>
    <message>
        <source>Memory of Redis</source>
        <translation>Speicher von Redis</translation>
    </message>
    <message>
        <source>Calls per second</source>
        <translation>Aufrufe pro Sekunde</translation>
    </message>
    <message>
        <source>Mean time in Postgres</source>
        <translation>Mittlere Zeit in Postgres</translation>
    </message>
</context>
<context>
    <name>Impact</name>
    <message>
        <source>key lost</source>
        <translation>Schlüssel verloren</translation>
    </message>
    <message>
        <source>keys lost</source>
        <translation>Schlüssel verloren</translation>
    </message>
    <message>
        <source>key invalidated</source>
        <translation>Schlüssel invalidiert</translation>
    </message>
    <message>
        <source>keys invalidated</source>
        <translation>Schlüssel invalidiert</translation>
    </message>
    <message>
        <source>Keys that Redis held and no longer has. They are copies: each comes back with the next request for it.</source>
        <translation>Schlüssel, die Redis hatte und nicht mehr hat. Sie sind Kopien: jeder kommt mit der nächsten Anfrage danach zurück.</translation>
    </message>
    <message>
        <source>Keys this action removed from Redis. Each comes back with the next request for it.</source>
        <translation>Schlüssel, die diese Aktion aus Redis entfernt hat. Jeder kommt mit der nächsten Anfrage danach zurück.</translation>
    </message>
    <message>
        <source>rows lost</source>
        <translation>Zeilen verloren</translation>
    </message>
    <message>
        <source>Writes that PostgreSQL had confirmed and that are no longer there. Each is looked for once the servers are back.</source>
        <translation>Schreibvorgänge, die PostgreSQL bestätigt hatte und die nicht mehr da sind. Jeder wird gesucht, sobald die Server zurück sind.</translation>
    </message>
    <message>
        <source>row lost</source>
        <translation>Zeile verloren</translation>
    </message>
    <message>
        <source>Looked for: %1.</source>
        <translation>Gesucht: %1.</translation>
    </message>
    <message>
        <source>write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>Schreibvorgänge</translation>
    </message>
    <message>
        <source>extra query</source>
        <translation>Extra-Abfrage</translation>
    </message>
    <message>
        <source>extra queries</source>
        <translation>Extra-Abfragen</translation>
    </message>
    <message>
        <source>Statements PostgreSQL answered since the action, less what the rate of the 10 s before would have made: %1 instead of %2.</source>
        <translation>Anweisungen, die PostgreSQL seit der Aktion beantwortet hat, abzüglich derer, die das Tempo der 10 s davor ergeben hätte: %1 statt %2.</translation>
    </message>
    <message>
        <source>slowest answer</source>
        <translation>langsamste Antwort</translation>
    </message>
    <message>
        <source>slowest answer %1</source>
        <translation>langsamste Antwort %1</translation>
    </message>
    <message>
        <source>The longest anybody waited for the answer to a read since the action. Requests that got no answer are counted as failed.</source>
        <translation>Wie lange jemand seit der Aktion höchstens auf die Antwort zu einem Lesevorgang gewartet hat. Anfragen ohne Antwort zählen als gescheitert.</translation>
    </message>
    <message>
        <source>request failed</source>
        <translation>Anfrage gescheitert</translation>
    </message>
    <message>
        <source>requests failed</source>
        <translation>Anfragen gescheitert</translation>
    </message>
    <message>
        <source>Requests since the action that got no answer at all, from Redis or from PostgreSQL.</source>
        <translation>Anfragen seit der Aktion, die gar keine Antwort bekamen, weder von Redis noch von PostgreSQL.</translation>
    </message>
    <message>
        <source>until %1 again</source>
        <translation>bis wieder %1</translation>
    </message>
    <message>
        <source>hit rate back above %1 after %2</source>
        <translation>Trefferquote nach %2 wieder über %1</translation>
    </message>
    <message>
        <source>hit rate not seen back above %1</source>
        <translation>Trefferquote nicht wieder über %1 gesehen</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>PostgreSQL</source>
        <translation>PostgreSQL</translation>
    </message>
    <message>
        <source>frozen for</source>
        <translation>eingefroren</translation>
    </message>
    <message>
        <source>down for</source>
        <translation>Ausfall</translation>
    </message>
    <message>
        <source>Time from the action until %1 answered again.</source>
        <translation>Zeit von der Aktion, bis %1 wieder geantwortet hat.</translation>
    </message>
    <message>
        <source>%1 not seen back</source>
        <translation>%1 nicht zurückgekehrt</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>1 second ago</source>
        <translation>vor 1 Sekunde</translation>
    </message>
    <message>
        <source>%1 seconds ago</source>
        <translation>vor %1 Sekunden</translation>
    </message>
    <message>
        <source>1 minute ago</source>
        <translation>vor 1 Minute</translation>
    </message>
    <message>
        <source>%1 minutes ago</source>
        <translation>vor %1 Minuten</translation>
    </message>
    <message>
        <source>1 hour ago</source>
        <translation>vor 1 Stunde</translation>
    </message>
    <message>
        <source>%1 hours ago</source>
        <translation>vor %1 Stunden</translation>
    </message>
    <message>
        <source>%1 · settled after %2</source>
        <translation>%1 · beruhigt nach %2</translation>
    </message>
    <message>
        <source>%1 · not seen to settle</source>
        <translation>%1 · nicht zur Ruhe gekommen</translation>
    </message>
    <message>
        <source>%1 · not back yet…</source>
        <translation>%1 · noch nicht zurück…</translation>
    </message>
    <message>
        <source>%1 · settling…</source>
        <translation>%1 · beruhigt sich…</translation>
    </message>
    <message>
        <source>still settling</source>
        <translation>beruhigt sich noch</translation>
    </message>
    <message>
        <source>Statements PostgreSQL answered since the action, less what the rate of the 10 s before would have made; when that was highest: %1 instead of %2.</source>
        <translation>Anweisungen, die PostgreSQL seit der Aktion beantwortet hat, weniger das, was die Rate der 10 s davor ergeben hätte; als das am höchsten war: %1 statt %2.</translation>
    </message>
    <message>
        <source>Time from the action until Redis answered at least %1 of the reads for a whole second: 90 %, or 95 % of what it had been if that is less. In the 10 s before the action it was %2.</source>
        <translation>Zeit von der Aktion, bis Redis eine ganze Sekunde lang mindestens %1 der Lesezugriffe beantwortet hat: 90 %, oder 95 % dessen, was es war, wenn das weniger ist. In den 10 s vor der Aktion waren es %2.</translation>
    </message>
</context>
<context>
    <name>KeyEventListener</name>
    <message>
        <source>This Redis does not publish key events (notify-keyspace-events); Tierlens may switch them on only if you allow it.</source>
        <translation>Dieses Redis meldet keine Schlüsselereignisse (notify-keyspace-events); Tierlens darf sie nur einschalten, wenn Sie es erlauben.</translation>
    </message>
    <message>
        <source>This Redis publishes key events, but no misses (notify-keyspace-events without m).</source>
        <translation>Dieses Redis meldet Schlüsselereignisse, aber keine Misses (notify-keyspace-events ohne m).</translation>
    </message>
    <message>
        <source>notify-keyspace-events was changed by somebody else meanwhile and is left as it is now.</source>
        <translation>notify-keyspace-events wurde inzwischen von jemand anderem geändert und bleibt, wie es jetzt ist.</translation>
    </message>
    <message>
        <source>notify-keyspace-events could not be put back to &quot;%1&quot;: %2</source>
        <comment>setting, sentence that says why</comment>
        <translation>notify-keyspace-events ließ sich nicht auf „%1“ zurückstellen: %2</translation>
    </message>
</context>
<context>
    <name>KeyList</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Expires in</source>
        <translation>Läuft ab in</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
</context>
<context>
    <name>KeyPatterns</name>
    <message>
        <source>(no pattern)</source>
        <translation>(kein Muster)</translation>
    </message>
    <message>
        <source>(other)</source>
        <translation>(andere)</translation>
    </message>
</context>
<context>
    <name>KeyScan</name>
    <message>
        <source>The search ended at its limit of %L1 keys; there may be more.</source>
        <translation>Die Suche endete an ihrer Grenze von %L1 Schlüsseln; vielleicht gibt es mehr.</translation>
    </message>
</context>
<context>
    <name>KeyScanServer</name>
    <message>
        <source>SCAN was answered by something that is no list of keys.</source>
        <translation>SCAN wurde mit etwas beantwortet, das keine Liste von Schlüsseln ist.</translation>
    </message>
</context>
<context>
    <name>KeyTexts</name>
    <message>
        <source>string</source>
        <translation>String</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>set</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>sorted set</source>
        <translation>sortierte Menge</translation>
    </message>
    <message>
        <source>hash</source>
        <translation>Hash</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>other</source>
        <translation>anderer</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>over</source>
        <translation>abgelaufen</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
</context>
<context>
    <name>KeyUndo</name>
    <message>
        <source>This key takes %1, more than the %2 that Tierlens keeps for Undo; nothing was deleted.</source>
        <translation>Dieser Schlüssel belegt %1, mehr als die %2, die Tierlens für „Rückgängig“ behält; nichts wurde gelöscht.</translation>
    </message>
    <message>
        <source>The key is being changed all the time, so that its value cannot be kept for Undo; nothing was deleted.</source>
        <translation>Der Schlüssel wird ständig geändert, darum lässt sich sein Wert nicht für „Rückgängig“ behalten; nichts wurde gelöscht.</translation>
    </message>
    <message>
        <source>The connection broke while the key was being deleted: it may be gone or not. %1</source>
        <translation>Die Verbindung brach ab, während der Schlüssel gelöscht wurde: vielleicht ist er weg, vielleicht nicht. %1</translation>
    </message>
    <message>
        <source>The key&apos;s time to live is over by now, so it would be gone anyway; nothing was restored.</source>
        <translation>Die Lebensdauer des Schlüssels ist inzwischen um, er wäre also ohnehin weg; nichts wurde wiederhergestellt.</translation>
    </message>
    <message>
        <source>Somebody has made this key anew in the meantime; it was left as it is.</source>
        <translation>Jemand hat diesen Schlüssel inzwischen neu angelegt; er blieb, wie er war.</translation>
    </message>
    <message>
        <source>The value of this key was not kept, so it cannot be restored.</source>
        <translation>Der Wert dieses Schlüssels wurde nicht behalten, darum lässt er sich nicht wiederherstellen.</translation>
    </message>
    <message>
        <source>This user may not ask how big the key is (MEMORY USAGE), so that its value is not read to be kept for Undo; nothing was deleted.</source>
        <translation>Dieser Benutzer darf nicht fragen, wie groß der Schlüssel ist (MEMORY USAGE), darum wird sein Wert nicht gelesen, um ihn für „Rückgängig“ zu behalten; nichts wurde gelöscht.</translation>
    </message>
</context>
<context>
    <name>KeyValue</name>
    <message>
        <source>A stream can only be gone through from its beginning; Tierlens goes no further than %1 entries.</source>
        <translation>Ein Stream lässt sich nur von Anfang an durchgehen; Tierlens geht nicht über %1 Einträge hinaus.</translation>
    </message>
</context>
<context>
    <name>LeftDrills</name>
    <message>
        <source>%1 is %2; before the drill it was %3.</source>
        <translation>%1 ist %2; vor der Übung war es %3.</translation>
    </message>
    <message>
        <source>An earlier drill has changed this Redis and could not put it back.</source>
        <translation>Eine frühere Übung hat dieses Redis geändert und konnte es nicht zurückstellen.</translation>
    </message>
    <message>
        <source>Put back…</source>
        <translation>Zurückstellen…</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
</context>
<context>
    <name>LiveGame</name>
    <message>
        <source>Live game</source>
        <translation>Live-Spiel</translation>
    </message>
    <message>
        <source>leaderboard · online · match</source>
        <translation>Rangliste · online · Partie</translation>
    </message>
    <message>
        <source>Buy neon-fox an item</source>
        <translation>neon-fox etwas kaufen</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>heartbeat</source>
        <translation>Lebenszeichen</translation>
    </message>
    <message>
        <source>match state</source>
        <translation>Stand der Partie</translation>
    </message>
    <message>
        <source>leaderboard</source>
        <translation>Rangliste</translation>
    </message>
    <message>
        <source>career</source>
        <translation>Laufbahn</translation>
    </message>
    <message>
        <source>inventory</source>
        <translation>Inventar</translation>
    </message>
    <message>
        <source>purchase</source>
        <translation>Kauf</translation>
    </message>
    <message>
        <source>veteran&apos;s career</source>
        <translation>Laufbahn eines Veteranen</translation>
    </message>
    <message>
        <source>end of a match</source>
        <translation>Ende einer Partie</translation>
    </message>
    <message>
        <source>match result</source>
        <translation>Partieergebnis</translation>
    </message>
    <message>
        <source>score straight to Postgres</source>
        <translation>Punkte direkt nach Postgres</translation>
    </message>
    <message>
        <source>who is online</source>
        <translation>wer online ist</translation>
    </message>
    <message>
        <source>an ordinary player&apos;s career</source>
        <translation>die Laufbahn eines gewöhnlichen Spielers</translation>
    </message>
    <message>
        <source>accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>unlocks</source>
        <translation>Freischaltungen</translation>
    </message>
    <message>
        <source>purchases</source>
        <translation>Käufe</translation>
    </message>
    <message>
        <source>results of all finished matches</source>
        <translation>Ergebnisse aller fertigen Partien</translation>
    </message>
    <message>
        <source>leaderboard of the running match</source>
        <translation>Rangliste der laufenden Partie</translation>
    </message>
    <message>
        <source>state of the running match</source>
        <translation>Stand der laufenden Partie</translation>
    </message>
    <message>
        <source>careers and inventories just looked up</source>
        <translation>eben nachgeschlagene Laufbahnen und Inventare</translation>
    </message>
    <message>
        <source>If Redis restarts now, the running match is lost. Accounts, purchases and all finished results stay: they are in Postgres.</source>
        <translation>Wenn Redis jetzt neu startet, ist die laufende Partie verloren. Konten, Käufe und alle fertigen Ergebnisse bleiben: sie liegen in Postgres.</translation>
    </message>
    <message>
        <source>End the match now</source>
        <translation>Partie jetzt beenden</translation>
    </message>
    <message>
        <source>Writes the result of the running match to Postgres in one transaction and removes its keys from Redis. Watch the leaderboard begin anew.</source>
        <translation>Schreibt das Ergebnis der laufenden Partie in einer Transaktion in Postgres und entfernt ihre Schlüssel aus Redis. Sehen Sie, wie die Rangliste neu beginnt.</translation>
    </message>
    <message>
        <source>Write every score straight to Postgres</source>
        <translation>Alle Punkte direkt nach Postgres schreiben</translation>
    </message>
    <message>
        <source>Each score is then a change in Postgres as well. Watch how many rows, how much log and how many dead rows that makes: this is what Redis saves.</source>
        <translation>Jede Punktmeldung ist dann auch eine Änderung in Postgres. Sehen Sie, wie viele Zeilen, wie viel Protokoll und wie viele tote Zeilen das ergibt: das ist es, was Redis erspart.</translation>
    </message>
    <message>
        <source>The schema tierlens_game is not complete: reset the sandbox, or drop that schema and start again.</source>
        <translation>Das Schema tierlens_game ist unvollständig: die Sandbox zurücksetzen oder dieses Schema löschen und neu beginnen.</translation>
    </message>
</context>
<context>
    <name>LogRows</name>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>going on</source>
        <translation>dauert an</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>By the clock of the server</source>
        <translation>Nach der Uhr des Servers</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Inside Redis; nothing else ran in that time</source>
        <translation>In Redis; in dieser Zeit lief nichts anderes</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>What held Redis up</source>
        <translation>Was Redis aufhielt</translation>
    </message>
    <message>
        <source>Last time</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>Schlimmstes</translation>
    </message>
    <message>
        <source>Since the server began to count</source>
        <translation>Seit der Server zählt</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>What happened, and what to look at</source>
        <translation>Was geschah, und wohin zu schauen ist</translation>
    </message>
    <message>
        <source>seen until %1</source>
        <translation>gesehen bis %1</translation>
    </message>
</context>
<context>
    <name>LoopbackDoors</name>
    <message>
        <source>%1 cannot be written: check the rights and the room there.</source>
        <translation>%1 lässt sich nicht schreiben: prüfen Sie dort Rechte und Platz.</translation>
    </message>
    <message>
        <source>No free port was found on this computer&apos;s loopback.</source>
        <translation>Auf dem Loopback dieses Rechners wurde kein freier Port gefunden.</translation>
    </message>
</context>
<context>
    <name>Measure</name>
    <message>
        <source>Hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Half of the answers within</source>
        <translation>Hälfte der Antworten binnen</translation>
    </message>
    <message>
        <source>99 of 100 answers within</source>
        <translation>99 von 100 Antworten binnen</translation>
    </message>
    <message>
        <source>Queries on Postgres</source>
        <translation>Abfragen an Postgres</translation>
    </message>
    <message>
        <source>Queries in the worst moment</source>
        <translation>Abfragen im schlimmsten Moment</translation>
    </message>
    <message>
        <source>Answers out of date</source>
        <translation>Veraltete Antworten</translation>
    </message>
    <message>
        <source>Oldest of them</source>
        <translation>Älteste davon</translation>
    </message>
    <message>
        <source>Same query at once</source>
        <translation>Gleiche Abfrage zugleich</translation>
    </message>
    <message>
        <source>Requests answered</source>
        <translation>Beantwortete Anfragen</translation>
    </message>
    <message>
        <source>Requests failed</source>
        <translation>Gescheiterte Anfragen</translation>
    </message>
    <message>
        <source>Of all look-ups in Redis, how many found an answer. Zero if Redis is not asked at all.</source>
        <translation>Wie viele aller Nachfragen bei Redis eine Antwort fanden. Null, wenn Redis gar nicht gefragt wird.</translation>
    </message>
    <message>
        <source>The median: half of the answers came sooner, half later. Writes are not among them.</source>
        <translation>Der Median: die Hälfte der Antworten kam früher, die andere später. Schreibvorgänge zählen nicht mit.</translation>
    </message>
    <message>
        <source>One answer in a hundred took longer than this. Writes are not among them.</source>
        <translation>Eine von hundert Antworten dauerte länger. Schreibvorgänge zählen nicht mit.</translation>
    </message>
    <message>
        <source>Statements the requests sent to Postgres, a second, over the whole run.</source>
        <translation>Anweisungen pro Sekunde, die die Anfragen an Postgres schickten, über den ganzen Lauf.</translation>
    </message>
    <message>
        <source>The same in the worst quarter of a second, times four.</source>
        <translation>Dasselbe in der schlimmsten Viertelsekunde, mal vier.</translation>
    </message>
    <message>
        <source>Answers that were older than what Postgres had when they were asked for.</source>
        <translation>Antworten, die älter waren als das, was Postgres hatte, als danach gefragt wurde.</translation>
    </message>
    <message>
        <source>How long the truth had changed before the most outdated answer was given.</source>
        <translation>Wie lange sich die Wahrheit schon geändert hatte, bevor die am stärksten veraltete Antwort gegeben wurde.</translation>
    </message>
    <message>
        <source>The most queries that ran in Postgres at the same time for one and the same key and got the same answer: one would have done.</source>
        <translation>Die meisten Abfragen, die in Postgres gleichzeitig für ein und denselben Schlüssel liefen und dieselbe Antwort bekamen: eine hätte genügt.</translation>
    </message>
    <message>
        <source>Requests that got an answer, a second.</source>
        <translation>Anfragen pro Sekunde, die eine Antwort bekamen.</translation>
    </message>
    <message>
        <source>Requests that got no answer at all.</source>
        <translation>Anfragen, die gar keine Antwort bekamen.</translation>
    </message>
</context>
<context>
    <name>MonitorBurst</name>
    <message>
        <source>Ended early, to spare the server: it sends more than Tierlens can take in.</source>
        <translation>Früher beendet, um den Server zu schonen: er sendet mehr, als Tierlens aufnehmen kann.</translation>
    </message>
</context>
<context>
    <name>OnlineStore</name>
    <message>
        <source>%1 now costs %2</source>
        <translation>%1 kostet jetzt %2</translation>
    </message>
    <message>
        <source>Online store</source>
        <translation>Onlineshop</translation>
    </message>
    <message>
        <source>cart · orders · sneakers in Texas</source>
        <translation>Warenkorb · Bestellungen · Sneaker in Texas</translation>
    </message>
    <message>
        <source>Change a price in Postgres</source>
        <translation>Einen Preis in Postgres ändern</translation>
    </message>
    <message>
        <source>product page</source>
        <translation>Produktseite</translation>
    </message>
    <message>
        <source>sneakers in Texas</source>
        <translation>Sneaker in Texas</translation>
    </message>
    <message>
        <source>sneakers elsewhere</source>
        <translation>Sneaker anderswo</translation>
    </message>
    <message>
        <source>my orders</source>
        <translation>Bestellungen</translation>
    </message>
    <message>
        <source>session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>add to cart</source>
        <translation>in den Warenkorb</translation>
    </message>
    <message>
        <source>check out</source>
        <translation>zur Kasse</translation>
    </message>
    <message>
        <source>order</source>
        <translation>Bestellung</translation>
    </message>
    <message>
        <source>best sellers</source>
        <translation>Meistverkauft</translation>
    </message>
    <message>
        <source>cart put back</source>
        <translation>Korb zurückgelegt</translation>
    </message>
    <message>
        <source>new price</source>
        <translation>neuer Preis</translation>
    </message>
    <message>
        <source>look at the store</source>
        <translation>im Laden umsehen</translation>
    </message>
    <message>
        <source>a product page</source>
        <translation>eine Produktseite</translation>
    </message>
    <message>
        <source>users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <source>products with price and stock</source>
        <translation>Waren mit Preis und Bestand</translation>
    </message>
    <message>
        <source>orders and what is in them</source>
        <translation>Bestellungen und was darin ist</translation>
    </message>
    <message>
        <source>carts of the next ten minutes</source>
        <translation>Warenkörbe der nächsten zehn Minuten</translation>
    </message>
    <message>
        <source>who is logged in</source>
        <translation>wer angemeldet ist</translation>
    </message>
    <message>
        <source>today&apos;s best sellers</source>
        <translation>heute meistverkauft</translation>
    </message>
    <message>
        <source>product pages as they were shown last</source>
        <translation>Produktseiten, wie sie zuletzt gezeigt wurden</translation>
    </message>
    <message>
        <source>who bought sneakers last month, state by state</source>
        <translation>wer letzten Monat Sneaker gekauft hat, Staat für Staat</translation>
    </message>
    <message>
        <source>If Redis restarts now, open carts are lost and everybody has to log in again; no order is, for a cart that was bought is in Postgres.</source>
        <translation>Wenn Redis jetzt neu startet, gehen offene Warenkörbe verloren, und alle müssen sich neu anmelden; Bestellungen nicht, denn ein gekaufter Warenkorb liegt in Postgres.</translation>
    </message>
    <message>
        <source>Who bought sneakers last month and lives in Texas?</source>
        <translation>Wer hat letzten Monat Sneaker gekauft und wohnt in Texas?</translation>
    </message>
    <message>
        <source>Asks Redis, and Postgres as well, and tells how long each took. Postgres joins users, addresses, orders, their lines and products; Redis remembers the answer. Last month: the 30 days up to now.</source>
        <translation>Fragt Redis und auch Postgres und sagt, wie lange jedes gebraucht hat. Postgres verknüpft Benutzer, Adressen, Bestellungen, deren Posten und Waren; Redis merkt sich die Antwort. Letzter Monat: die 30 Tage bis jetzt.</translation>
    </message>
    <message>
        <source>Check out a full cart</source>
        <translation>Einen vollen Warenkorb kaufen</translation>
    </message>
    <message>
        <source>Puts five products into a cart in Redis and buys them: the cart leaves Redis, and the order is in Postgres, whole or not at all.</source>
        <translation>Legt fünf Waren in einen Warenkorb in Redis und kauft sie: der Warenkorb verlässt Redis, und die Bestellung steht in Postgres, ganz oder gar nicht.</translation>
    </message>
    <message>
        <source>%1 people. Redis knew it after %2; Postgres, asked again, took %3.</source>
        <translation>%1 Personen. Redis wusste es nach %2; Postgres, noch einmal gefragt, brauchte %3.</translation>
    </message>
    <message>
        <source>%1 people. Postgres answered in %2; Redis was not asked or did not know.</source>
        <translation>%1 Personen. Postgres antwortete in %2; Redis wurde nicht gefragt oder wusste es nicht.</translation>
    </message>
    <message>
        <source>%1 people. Redis did not know, so Postgres was asked: %2. Asked again, Redis answered in %3.</source>
        <translation>%1 Personen. Redis wusste es nicht, also wurde Postgres gefragt: %2. Noch einmal gefragt, antwortete Redis in %3.</translation>
    </message>
    <message>
        <source>The order is in Postgres, but the server went away before it told its number.</source>
        <translation>Die Bestellung steht in Postgres, aber der Server war weg, bevor er ihre Nummer nannte.</translation>
    </message>
    <message>
        <source>Order no. %1: %2 lines, %3 things, %4. In Postgres after %5; the cart is gone from Redis.</source>
        <translation>Bestellung Nr. %1: %2 Posten, %3 Stück, %4. In Postgres nach %5; der Warenkorb ist aus Redis verschwunden.</translation>
    </message>
    <message>
        <source>The cart was gone before it could be bought: Redis has just forgotten it.</source>
        <translation>Der Warenkorb war weg, bevor er gekauft werden konnte: Redis hat ihn gerade vergessen.</translation>
    </message>
    <message>
        <source>Postgres did not take the order, so the cart is in Redis again: nothing was sold, nothing is lost.</source>
        <translation>Postgres hat die Bestellung nicht angenommen, daher liegt der Warenkorb wieder in Redis: nichts wurde verkauft, nichts ist verloren.</translation>
    </message>
    <message>
        <source>The servers went away in the middle. As soon as they are back Tierlens finds out whether the order was placed; if not, the cart is put back.</source>
        <translation>Die Server fielen mittendrin aus. Sobald sie zurück sind, stellt Tierlens fest, ob die Bestellung aufgegeben wurde; wenn nicht, wird der Warenkorb zurückgelegt.</translation>
    </message>
</context>
<context>
    <name>OpenedFile</name>
    <message>
        <source>%1 is a folder, not a file.</source>
        <translation>%1 ist ein Ordner, keine Datei.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 ist nicht lesbar: %2.</translation>
    </message>
    <message>
        <source>%1 is neither a recording nor a tour of Tierlens.</source>
        <translation>%1 ist weder eine Aufzeichnung noch eine Tour von Tierlens.</translation>
    </message>
</context>
<context>
    <name>OrderCompare</name>
    <message>
        <source>The requests under way did not end in time, so nothing was compared.</source>
        <translation>Die laufenden Anfragen endeten nicht rechtzeitig, daher wurde nichts verglichen.</translation>
    </message>
    <message>
        <source>The servers are not ready yet.</source>
        <translation>Die Server sind noch nicht bereit.</translation>
    </message>
    <message>
        <source>Comparing: %1 The ordinary traffic waits meanwhile.</source>
        <translation>Vergleich läuft: %1 Der gewöhnliche Verkehr wartet solange.</translation>
    </message>
    <message>
        <source>Compared: %1 The check against the servers&apos; counters begins anew.</source>
        <translation>Verglichen: %1 Die Prüfung gegen die Zähler der Server beginnt von vorn.</translation>
    </message>
</context>
<context>
    <name>PatternRows</name>
    <message>
        <source>%1, no expiry, and it grows</source>
        <translation>%1, kein Ablauf, und es wächst</translation>
    </message>
    <message>
        <source>hardly ever asked twice: worth caching?</source>
        <translation>kaum je zweimal gefragt: lohnt der Cache?</translation>
    </message>
    <message>
        <source>(not known yet)</source>
        <translation>(noch nicht bekannt)</translation>
    </message>
    <message>
        <source>(written by the application)</source>
        <translation>(von der Anwendung geschrieben)</translation>
    </message>
    <message>
        <source>(no fill was seen)</source>
        <translation>(kein Füllen gesehen)</translation>
    </message>
    <message>
        <source>(you refused a proposal)</source>
        <translation>(Sie haben einen Vorschlag abgelehnt)</translation>
    </message>
    <message>
        <source>no expiry</source>
        <translation>kein Ablauf</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>Muster</translation>
    </message>
    <message>
        <source>A part of the name that takes many values is shown as *</source>
        <translation>Ein Teil des Namens, der viele Werte annimmt, erscheint als *</translation>
    </message>
    <message>
        <source>Hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Inferred from the last burst: a read followed by a write of the same key is a miss</source>
        <translation>Aus dem letzten Mitschnitt geschlossen: ein Lesen, dem ein Schreiben desselben Schlüssels folgt, ist ein Miss</translation>
    </message>
    <message>
        <source>Misses/s</source>
        <translation>Misses/s</translation>
    </message>
    <message>
        <source>≈: inferred from the last burst; otherwise counted from key events</source>
        <translation>≈: aus dem letzten Mitschnitt geschlossen; sonst aus Schlüsselereignissen gezählt</translation>
    </message>
    <message>
        <source>Filled by</source>
        <translation>Gefüllt von</translation>
    </message>
    <message>
        <source>The statement in Postgres that answers the misses, and why we think so</source>
        <translation>Die Anweisung in Postgres, die die Misses beantwortet, und warum wir das glauben</translation>
    </message>
    <message>
        <source>One miss costs</source>
        <translation>Ein Miss kostet</translation>
    </message>
    <message>
        <source>Mean time of that statement in Postgres</source>
        <translation>Mittlere Zeit dieser Anweisung in Postgres</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespart</translation>
    </message>
    <message>
        <source>Time in Postgres that hits save: hits per second × what one miss costs</source>
        <translation>Zeit in Postgres, die Treffer sparen: Treffer pro Sekunde × was ein Miss kostet</translation>
    </message>
    <message>
        <source>Expiring next minute</source>
        <translation>Läuft nächste Minute ab</translation>
    </message>
    <message>
        <source>Keys in all, estimated from sampled ones</source>
        <translation>Schlüssel insgesamt, aus einer Stichprobe geschätzt</translation>
    </message>
    <message>
        <source>seen on the wire</source>
        <translation>auf der Leitung gesehen</translation>
    </message>
    <message>
        <source>confirmed by you</source>
        <translation>von Ihnen bestätigt</translation>
    </message>
    <message>
        <source>inferred, correlation %1</source>
        <translation>geschlossen, Korrelation %1</translation>
    </message>
    <message>
        <source>%1 burst, %2 pairs</source>
        <translation>Mitschnitt von %1, %2 Paare</translation>
    </message>
    <message>
        <source>Reads in the burst: %1, too few for a rate</source>
        <translation>Lesezugriffe im Mitschnitt: %1, zu wenige für eine Quote</translation>
    </message>
    <message>
        <source>Reads in the burst: %1</source>
        <translation>Lesezugriffe im Mitschnitt: %1</translation>
    </message>
    <message>
        <source>%1 burst, 1 pair</source>
        <translation>Mitschnitt von %1, 1 Paar</translation>
    </message>
    <message>
        <source>1 key</source>
        <translation>1 Schlüssel</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 Schlüssel</translation>
    </message>
    <message>
        <source>(a burst tells)</source>
        <translation>(ein Mitschnitt zeigt es)</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>The picture could not be written.</source>
        <translation>Das Bild konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <source>SVG: lines and text, for slides and the web (*.svg)</source>
        <translation>SVG: Linien und Text, für Folien und das Web (*.svg)</translation>
    </message>
    <message>
        <source>PNG: pixels (*.png)</source>
        <translation>PNG: Bildpunkte (*.png)</translation>
    </message>
</context>
<context>
    <name>PolicyMarks</name>
    <message>
        <source>cache on</source>
        <translation>Cache an</translation>
    </message>
    <message>
        <source>cache off</source>
        <translation>Cache aus</translation>
    </message>
    <message>
        <source>one query per miss</source>
        <translation>eine Abfrage pro Miss</translation>
    </message>
    <message>
        <source>every miss asks</source>
        <translation>jeder Miss fragt</translation>
    </message>
    <message>
        <source>expiry times spread</source>
        <translation>Ablaufzeiten gestreut</translation>
    </message>
    <message>
        <source>expiry times as they fall</source>
        <translation>Ablaufzeiten, wie sie fallen</translation>
    </message>
    <message>
        <source>invalidate on write</source>
        <translation>beim Schreiben invalidieren</translation>
    </message>
    <message>
        <source>no invalidation on write</source>
        <translation>beim Schreiben nicht invalidieren</translation>
    </message>
    <message>
        <source>remembers what is not there</source>
        <translation>merkt sich, was es nicht gibt</translation>
    </message>
    <message>
        <source>forgets what is not there</source>
        <translation>vergisst, was es nicht gibt</translation>
    </message>
    <message>
        <source>old answers while renewing</source>
        <translation>alte Antworten beim Erneuern</translation>
    </message>
    <message>
        <source>no old answers</source>
        <translation>keine alten Antworten</translation>
    </message>
    <message>
        <source>early renewal on</source>
        <translation>frühes Erneuern an</translation>
    </message>
    <message>
        <source>early renewal off</source>
        <translation>frühes Erneuern aus</translation>
    </message>
    <message>
        <source>write-through on</source>
        <translation>Write-through an</translation>
    </message>
    <message>
        <source>write-through off</source>
        <translation>Write-through aus</translation>
    </message>
    <message>
        <source>write-behind on</source>
        <translation>Write-behind an</translation>
    </message>
    <message>
        <source>write-behind off</source>
        <translation>Write-behind aus</translation>
    </message>
    <message>
        <source>Postgres tells changes</source>
        <translation>Postgres meldet Änderungen</translation>
    </message>
    <message>
        <source>Postgres tells no changes</source>
        <translation>Postgres meldet keine Änderungen</translation>
    </message>
    <message>
        <source>Redis may use %1</source>
        <translation>Redis darf %1 nutzen</translation>
    </message>
    <message>
        <source>eviction %1</source>
        <translation>Verdrängung %1</translation>
    </message>
    <message>
        <source>TTL %1</source>
        <translation>TTL %1</translation>
    </message>
</context>
<context>
    <name>PolicySet</name>
    <message>
        <source>%1: on</source>
        <translation>%1: an</translation>
    </message>
    <message>
        <source>%1: off</source>
        <translation>%1: aus</translation>
    </message>
    <message>
        <source>the world&apos;s own switch: on</source>
        <translation>der eigene Schalter der Welt: an</translation>
    </message>
    <message>
        <source>the world&apos;s own switch: off</source>
        <translation>der eigene Schalter der Welt: aus</translation>
    </message>
    <message>
        <source>time to live %1</source>
        <translation>Lebensdauer %1</translation>
    </message>
    <message>
        <source>room for %1 of keys</source>
        <translation>%1 Platz für Schlüssel</translation>
    </message>
    <message>
        <source>Use the cache</source>
        <translation>Cache nutzen</translation>
    </message>
    <message>
        <source>Ask Redis first. Off: every read asks Postgres.</source>
        <translation>Zuerst Redis fragen. Aus: jedes Lesen fragt Postgres.</translation>
    </message>
    <message>
        <source>One query per miss</source>
        <translation>Eine Abfrage pro Miss</translation>
    </message>
    <message>
        <source>Of all who miss the same key at once, one asks Postgres and the others wait.</source>
        <translation>Von allen, denen zugleich derselbe Schlüssel fehlt, fragt einer Postgres, und die anderen warten.</translation>
    </message>
    <message>
        <source>Spread the expiry times</source>
        <translation>Ablaufzeiten streuen</translation>
    </message>
    <message>
        <source>Keys filled together do not expire together: each lives up to 20 % shorter or longer.</source>
        <translation>Zusammen gefüllte Schlüssel laufen nicht zusammen ab: jeder lebt bis zu 20 % kürzer oder länger.</translation>
    </message>
    <message>
        <source>Delete on write</source>
        <translation>Beim Schreiben löschen</translation>
    </message>
    <message>
        <source>A write also deletes the cached copies it makes old.</source>
        <translation>Ein Schreibvorgang löscht auch die Kopien im Cache, die er veralten lässt.</translation>
    </message>
    <message>
        <source>Write through</source>
        <translation>Durchschreiben</translation>
    </message>
    <message>
        <source>A write puts the new value into Redis instead of deleting the old one.</source>
        <translation>Ein Schreibvorgang legt den neuen Wert in Redis ab, statt den alten zu löschen.</translation>
    </message>
    <message>
        <source>Write behind</source>
        <translation>Verzögert schreiben</translation>
    </message>
    <message>
        <source>Redis is written first and Postgres a little later: quick, and a crash loses what had not got there.</source>
        <translation>Zuerst wird Redis beschrieben und Postgres etwas später: schnell, doch ein Absturz verliert, was dort noch nicht angekommen war.</translation>
    </message>
    <message>
        <source>Remember &quot;no such row&quot;</source>
        <translation>„Keine solche Zeile“ merken</translation>
    </message>
    <message>
        <source>An answer of nothing is cached for a short while, too.</source>
        <translation>Auch die Antwort „nichts“ bleibt für kurze Zeit im Cache.</translation>
    </message>
    <message>
        <source>Old answer while it is renewed</source>
        <translation>Alte Antwort beim Erneuern</translation>
    </message>
    <message>
        <source>Just after expiry the old answer is handed out while one request fetches a new one.</source>
        <translation>Gleich nach dem Ablaufen wird die alte Antwort ausgegeben, während eine Anfrage eine neue holt.</translation>
    </message>
    <message>
        <source>Renew before expiry</source>
        <translation>Vor dem Ablaufen erneuern</translation>
    </message>
    <message>
        <source>Now and then somebody renews a key shortly before it expires (XFetch).</source>
        <translation>Hin und wieder erneuert jemand einen Schlüssel, kurz bevor er abläuft (XFetch).</translation>
    </message>
    <message>
        <source>Postgres says what changed</source>
        <translation>Postgres meldet Änderungen</translation>
    </message>
    <message>
        <source>A trigger notifies of every write, whoever made it, and the key is deleted.</source>
        <translation>Ein Trigger meldet jeden Schreibvorgang, von wem auch immer, und der Schlüssel wird gelöscht.</translation>
    </message>
</context>
<context>
    <name>PostgresCluster</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>Postgres&apos; initdb could not make a cluster in %1.</source>
        <translation>initdb von Postgres konnte in %1 keinen Cluster anlegen.</translation>
    </message>
    <message>
        <source>Postgres could not be given pg_stat_statements and the database of the sandbox: install the contrib modules of PostgreSQL %1, or see below.</source>
        <translation>pg_stat_statements und die Datenbank der Sandbox ließen sich in Postgres nicht einrichten: die contrib-Module von PostgreSQL %1 installieren oder unten nachsehen.</translation>
    </message>
    <message>
        <source>The new cluster in %1 cannot be written to the disk: check the disk.</source>
        <translation>Der neue Cluster in %1 lässt sich nicht auf die Platte schreiben: die Platte prüfen.</translation>
    </message>
</context>
<context>
    <name>PostgresErrors</name>
    <message>
        <source>The PostgreSQL address has an @ after its first / ? or #; write these signs in a user name or password as %2F, %3F and %23, and an @ as %40.</source>
        <translation>Die PostgreSQL-Adresse hat ein @ nach ihrem ersten / ? oder #; diese Zeichen in Benutzername oder Passwort als %2F, %3F und %23 schreiben, ein @ als %40.</translation>
    </message>
    <message>
        <source>The PostgreSQL address cannot be read; write it as postgresql://user:password@host:5432/database or host=… dbname=… user=…, with the signs : / ? # @ % of a URI&apos;s password as %3A %2F %3F %23 %40 %25.</source>
        <translation>Die PostgreSQL-Adresse ist nicht lesbar; sie als postgresql://user:password@host:5432/database oder host=… dbname=… user=… schreiben, mit den Zeichen : / ? # @ % im Passwort einer URI als %3A %2F %3F %23 %40 %25.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>No answer from PostgreSQL at %1 within %2; check host and port, or a firewall in between.</source>
        <translation>Keine Antwort von PostgreSQL unter %1 binnen %2; Host und Port prüfen oder eine Firewall dazwischen.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 takes connections but did not answer within %2; it may be frozen or busy, or it is no PostgreSQL.</source>
        <translation>PostgreSQL unter %1 nimmt Verbindungen an, antwortete aber nicht binnen %2; vielleicht ist es eingefroren oder beschäftigt, oder es ist kein PostgreSQL.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 was restarted again and again while Tierlens was connecting; it tries again by itself.</source>
        <translation>PostgreSQL unter %1 wurde immer wieder neu gestartet, während Tierlens sich verband; Tierlens versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 did not answer within %2 ms; it may be frozen or overloaded. Tierlens keeps trying.</source>
        <translation>PostgreSQL unter %1 antwortete nicht binnen %2 ms; vielleicht ist es eingefroren oder überlastet. Tierlens versucht es weiter.</translation>
    </message>
    <message>
        <source>The connection to PostgreSQL at %1 was replaced in the middle of a transaction; nothing of it was saved.</source>
        <translation>Die Verbindung zu PostgreSQL unter %1 wurde mitten in einer Transaktion ersetzt; nichts davon wurde gespeichert.</translation>
    </message>
    <message>
        <source>does not accept this user name and password</source>
        <translation>akzeptiert diesen Benutzernamen mit diesem Passwort nicht</translation>
    </message>
    <message>
        <source>check both, or put the password into ~/.pgpass</source>
        <translation>beides prüfen oder das Passwort in ~/.pgpass eintragen</translation>
    </message>
    <message>
        <source>has no rule that lets this user connect from here to this database</source>
        <translation>hat keine Regel, die diesen Benutzer von hier in diese Datenbank lässt</translation>
    </message>
    <message>
        <source>add a line for it to pg_hba.conf there and reload, or use another user</source>
        <translation>dort in pg_hba.conf eine Zeile dafür ergänzen und neu laden, oder einen anderen Benutzer nehmen</translation>
    </message>
    <message>
        <source>does not know this user</source>
        <translation>kennt diesen Benutzer nicht</translation>
    </message>
    <message>
        <source>create it with createuser, or name another one in the address (user=…)</source>
        <translation>ihn mit createuser anlegen oder in der Adresse einen anderen nennen (user=…)</translation>
    </message>
    <message>
        <source>does not let this user in</source>
        <translation>lässt diesen Benutzer nicht herein</translation>
    </message>
    <message>
        <source>check user name and password, and the rules in pg_hba.conf there</source>
        <translation>Benutzername und Passwort prüfen, und die Regeln dort in pg_hba.conf</translation>
    </message>
    <message>
        <source>has no database with this name</source>
        <translation>hat keine Datenbank mit diesem Namen</translation>
    </message>
    <message>
        <source>check the name, or create it with createdb</source>
        <translation>den Namen prüfen oder sie mit createdb anlegen</translation>
    </message>
    <message>
        <source>is starting up</source>
        <translation>startet gerade</translation>
    </message>
    <message>
        <source>Tierlens keeps trying</source>
        <translation>Tierlens versucht es weiter</translation>
    </message>
    <message>
        <source>is shutting down</source>
        <translation>fährt gerade herunter</translation>
    </message>
    <message>
        <source>start it again; Tierlens keeps trying</source>
        <translation>es wieder starten; Tierlens versucht es weiter</translation>
    </message>
    <message>
        <source>is recovering after a crash</source>
        <translation>stellt sich nach einem Absturz wieder her</translation>
    </message>
    <message>
        <source>Tierlens keeps trying; nothing that was committed is lost</source>
        <translation>Tierlens versucht es weiter; nichts Bestätigtes ist verloren</translation>
    </message>
    <message>
        <source>does not take connections at the moment</source>
        <translation>nimmt im Moment keine Verbindungen an</translation>
    </message>
    <message>
        <source>it is starting, recovering or shutting down; Tierlens keeps trying</source>
        <translation>es startet, stellt sich wieder her oder fährt herunter; Tierlens versucht es weiter</translation>
    </message>
    <message>
        <source>has no free connection for us (max_connections)</source>
        <translation>hat keine freie Verbindung für uns (max_connections)</translation>
    </message>
    <message>
        <source>use fewer clients, close other programs, or raise max_connections there</source>
        <translation>weniger Clients nehmen, andere Programme schließen oder dort max_connections erhöhen</translation>
    </message>
    <message>
        <source>has no space left on its disk</source>
        <translation>hat keinen Platz mehr auf seiner Platte</translation>
    </message>
    <message>
        <source>free some space there</source>
        <translation>dort Platz schaffen</translation>
    </message>
    <message>
        <source>is short of memory, disk or another resource</source>
        <translation>hat zu wenig Speicher, Plattenplatz oder andere Mittel</translation>
    </message>
    <message>
        <source>look into its log, and use fewer clients</source>
        <translation>in sein Protokoll sehen und weniger Clients nehmen</translation>
    </message>
    <message>
        <source>is read-only here and takes no writes</source>
        <translation>ist hier nur zum Lesen und nimmt keine Schreibvorgänge an</translation>
    </message>
    <message>
        <source>connect to the primary, or without the read-only setting</source>
        <translation>sich mit dem Primärserver verbinden oder ohne die Einstellung „nur lesen“</translation>
    </message>
    <message>
        <source>gave up a statement that took too long</source>
        <translation>hat eine Anweisung aufgegeben, die zu lange dauerte</translation>
    </message>
    <message>
        <source>raise statement_timeout in the address, or look what else is running there</source>
        <translation>statement_timeout in der Adresse erhöhen oder nachsehen, was dort sonst läuft</translation>
    </message>
    <message>
        <source>waited too long for a lock another session holds</source>
        <translation>wartete zu lange auf eine Sperre, die eine andere Sitzung hält</translation>
    </message>
    <message>
        <source>wait until that session is done, or end it</source>
        <translation>warten, bis jene Sitzung fertig ist, oder sie beenden</translation>
    </message>
    <message>
        <source>ended this transaction because it and another one waited for each other</source>
        <translation>hat diese Transaktion beendet, weil sie und eine andere aufeinander warteten</translation>
    </message>
    <message>
        <source>run it again</source>
        <translation>sie noch einmal ausführen</translation>
    </message>
    <message>
        <source>ended this transaction because another one changed the same rows</source>
        <translation>hat diese Transaktion beendet, weil eine andere dieselben Zeilen geändert hat</translation>
    </message>
    <message>
        <source>does not allow this user to do that</source>
        <translation>erlaubt das diesem Benutzer nicht</translation>
    </message>
    <message>
        <source>let its administrator grant the right, or use another user</source>
        <translation>das Recht vom Administrator erteilen lassen oder einen anderen Benutzer nehmen</translation>
    </message>
    <message>
        <source>has no table with this name</source>
        <translation>hat keine Tabelle mit diesem Namen</translation>
    </message>
    <message>
        <source>check that this is the right database, or let Tierlens set up its tables again</source>
        <translation>prüfen, ob dies die richtige Datenbank ist, oder Tierlens seine Tabellen neu anlegen lassen</translation>
    </message>
    <message>
        <source>refused a row that breaks a rule of its table</source>
        <translation>hat eine Zeile abgelehnt, die eine Regel ihrer Tabelle verletzt</translation>
    </message>
    <message>
        <source>its own words name the rule</source>
        <translation>seine eigenen Worte nennen die Regel</translation>
    </message>
    <message>
        <source>ignores the rest of a transaction whose earlier statement failed</source>
        <translation>übergeht den Rest einer Transaktion, in der eine Anweisung gescheitert ist</translation>
    </message>
    <message>
        <source>nothing of it was saved; run it again</source>
        <translation>nichts davon wurde gespeichert; sie noch einmal ausführen</translation>
    </message>
    <message>
        <source>ended this connection on its administrator&apos;s order</source>
        <translation>hat diese Verbindung auf Anweisung seines Administrators beendet</translation>
    </message>
    <message>
        <source>Tierlens connects again by itself</source>
        <translation>Tierlens verbindet sich von selbst wieder</translation>
    </message>
    <message>
        <source>ended all connections because one of its processes crashed</source>
        <translation>hat alle Verbindungen beendet, weil einer seiner Prozesse abgestürzt ist</translation>
    </message>
    <message>
        <source>it recovers by itself, and Tierlens connects again</source>
        <translation>es stellt sich von selbst wieder her, und Tierlens verbindet sich wieder</translation>
    </message>
    <message>
        <source>ended this connection because it was idle too long</source>
        <translation>hat diese Verbindung beendet, weil sie zu lange untätig war</translation>
    </message>
    <message>
        <source>ended this connection because its transaction was idle too long</source>
        <translation>hat diese Verbindung beendet, weil ihre Transaktion zu lange untätig war</translation>
    </message>
    <message>
        <source>and Tierlens do not understand each other</source>
        <translation>und Tierlens verstehen einander nicht</translation>
    </message>
    <message>
        <source>check the port, and whether a pooler stands in between</source>
        <translation>den Port prüfen, und ob ein Pooler dazwischen sitzt</translation>
    </message>
    <message>
        <source>broke the connection</source>
        <translation>hat die Verbindung abgebrochen</translation>
    </message>
    <message>
        <source>cannot do what was asked</source>
        <translation>kann nicht, was verlangt wurde</translation>
    </message>
    <message>
        <source>it may be too old; Tierlens needs PostgreSQL 12 or newer</source>
        <translation>vielleicht ist es zu alt; Tierlens braucht PostgreSQL 12 oder neuer</translation>
    </message>
    <message>
        <source>did not understand a statement</source>
        <translation>hat eine Anweisung nicht verstanden</translation>
    </message>
    <message>
        <source>its own words name the place</source>
        <translation>seine eigenen Worte nennen die Stelle</translation>
    </message>
    <message>
        <source>has trouble with its own files</source>
        <translation>hat Schwierigkeiten mit seinen eigenen Dateien</translation>
    </message>
    <message>
        <source>look into its log</source>
        <translation>in sein Protokoll sehen</translation>
    </message>
    <message>
        <source>reports a mistake of its own</source>
        <translation>meldet einen eigenen Fehler</translation>
    </message>
    <message>
        <source>cannot be found: there is no host with this name</source>
        <translation>ist nicht zu finden: es gibt keinen Host mit diesem Namen</translation>
    </message>
    <message>
        <source>check the spelling, or the network</source>
        <translation>die Schreibweise prüfen oder das Netz</translation>
    </message>
    <message>
        <source>asks for a password</source>
        <translation>verlangt ein Passwort</translation>
    </message>
    <message>
        <source>put it into ~/.pgpass, PGPASSWORD or the address</source>
        <translation>es in ~/.pgpass, PGPASSWORD oder die Adresse eintragen</translation>
    </message>
    <message>
        <source>offers no TLS, and the address demands it</source>
        <translation>bietet kein TLS an, und die Adresse verlangt es</translation>
    </message>
    <message>
        <source>switch TLS on there, or use sslmode=prefer</source>
        <translation>TLS dort einschalten oder sslmode=prefer nehmen</translation>
    </message>
    <message>
        <source>does not speak like PostgreSQL</source>
        <translation>spricht nicht wie PostgreSQL</translation>
    </message>
    <message>
        <source>check the port</source>
        <translation>den Port prüfen</translation>
    </message>
    <message>
        <source>cannot be checked: the root certificate is missing</source>
        <translation>lässt sich nicht prüfen: das Stammzertifikat fehlt</translation>
    </message>
    <message>
        <source>put it where libpq&apos;s words say, or set sslrootcert</source>
        <translation>es dort ablegen, wo die Worte von libpq es nennen, oder sslrootcert setzen</translation>
    </message>
    <message>
        <source>shows a certificate that your root certificate does not confirm</source>
        <translation>zeigt ein Zertifikat, das Ihr Stammzertifikat nicht bestätigt</translation>
    </message>
    <message>
        <source>check sslrootcert, and that this is the right server</source>
        <translation>sslrootcert prüfen, und ob dies der richtige Server ist</translation>
    </message>
    <message>
        <source>shows a certificate for another host name</source>
        <translation>zeigt ein Zertifikat für einen anderen Hostnamen</translation>
    </message>
    <message>
        <source>use the name the certificate is for</source>
        <translation>den Namen nehmen, für den das Zertifikat gilt</translation>
    </message>
    <message>
        <source>runs as another user than requirepeer demands</source>
        <translation>läuft als anderer Benutzer, als requirepeer verlangt</translation>
    </message>
    <message>
        <source>check that this is the right server</source>
        <translation>prüfen, ob dies der richtige Server ist</translation>
    </message>
    <message>
        <source>cannot be found: there is no such service</source>
        <translation>ist nicht zu finden: es gibt keinen solchen Dienst</translation>
    </message>
    <message>
        <source>check its name in pg_service.conf</source>
        <translation>seinen Namen in pg_service.conf prüfen</translation>
    </message>
    <message>
        <source>cannot be found: the service file cannot be read</source>
        <translation>ist nicht zu finden: die Dienstdatei ist nicht lesbar</translation>
    </message>
    <message>
        <source>check PGSERVICEFILE and pg_service.conf</source>
        <translation>PGSERVICEFILE und pg_service.conf prüfen</translation>
    </message>
    <message>
        <source>has no valid port</source>
        <translation>hat keinen gültigen Port</translation>
    </message>
    <message>
        <source>use a number from 1 to 65535</source>
        <translation>eine Zahl von 1 bis 65535 nehmen</translation>
    </message>
    <message>
        <source>has a setting that is not a number</source>
        <translation>hat eine Einstellung, die keine Zahl ist</translation>
    </message>
    <message>
        <source>check port and connect_timeout</source>
        <translation>port und connect_timeout prüfen</translation>
    </message>
    <message>
        <source>has an unknown setting</source>
        <translation>hat eine unbekannte Einstellung</translation>
    </message>
    <message>
        <source>check the address</source>
        <translation>die Adresse prüfen</translation>
    </message>
    <message>
        <source>has a socket folder with too long a path</source>
        <translation>hat einen Socket-Ordner mit zu langem Pfad</translation>
    </message>
    <message>
        <source>use a shorter one</source>
        <translation>einen kürzeren nehmen</translation>
    </message>
    <message>
        <source>cannot be reached: nothing listens there</source>
        <translation>ist nicht zu erreichen: dort hört niemand</translation>
    </message>
    <message>
        <source>start it, or check host and port</source>
        <translation>es starten oder Host und Port prüfen</translation>
    </message>
    <message>
        <source>cannot be reached: there is no such socket</source>
        <translation>ist nicht zu erreichen: es gibt keinen solchen Socket</translation>
    </message>
    <message>
        <source>start it, or check the folder and the port in the address</source>
        <translation>es starten oder Ordner und Port in der Adresse prüfen</translation>
    </message>
    <message>
        <source>cannot be reached: you have no right to use its socket</source>
        <translation>ist nicht zu erreichen: Ihnen fehlt das Recht an seinem Socket</translation>
    </message>
    <message>
        <source>ask for membership of the group that owns it, or connect by host=localhost</source>
        <translation>um Aufnahme in die Gruppe bitten, der er gehört, oder sich mit host=localhost verbinden</translation>
    </message>
    <message>
        <source>cannot be reached: no network leads there</source>
        <translation>ist nicht zu erreichen: kein Netz führt dorthin</translation>
    </message>
    <message>
        <source>check the network or the tunnel</source>
        <translation>das Netz oder den Tunnel prüfen</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>antwortet nicht</translation>
    </message>
    <message>
        <source>check host and port, or a firewall in between</source>
        <translation>Host und Port prüfen oder eine Firewall dazwischen</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 refused a statement; its own words say why.</source>
        <translation>PostgreSQL unter %1 hat eine Anweisung abgelehnt; seine eigenen Worte sagen, warum.</translation>
    </message>
    <message>
        <source>What listens as PostgreSQL at %1 closed the connection without an answer; it is shutting down, or is no PostgreSQL.</source>
        <translation>Was unter %1 als PostgreSQL hört, hat die Verbindung ohne Antwort geschlossen; es fährt herunter oder ist kein PostgreSQL.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 did not complete the connection; check the address and that it runs.</source>
        <translation>PostgreSQL unter %1 hat die Verbindung nicht fertig aufgebaut; die Adresse prüfen, und ob es läuft.</translation>
    </message>
    <message>
        <source>The connection to PostgreSQL at %1 broke; it may have stopped. Tierlens connects again by itself.</source>
        <translation>Die Verbindung zu PostgreSQL unter %1 ist abgebrochen; vielleicht hat es angehalten. Tierlens verbindet sich von selbst wieder.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 %2; %3.</source>
        <comment>address, what it does, what to do next</comment>
        <translation>PostgreSQL unter %1 %2; %3.</translation>
    </message>
</context>
<context>
    <name>PostgresObserver</name>
    <message>
        <source>Postgres does not report on the database in use.</source>
        <translation>Postgres gibt keine Auskunft über die benutzte Datenbank.</translation>
    </message>
</context>
<context>
    <name>PostgresWatchText</name>
    <message>
        <source>Queries are counted there but cannot be read: run CREATE EXTENSION pg_stat_statements in the database %1.</source>
        <translation>Abfragen werden dort gezählt, sind aber nicht lesbar: CREATE EXTENSION pg_stat_statements in der Datenbank %1 ausführen.</translation>
    </message>
    <message>
        <source>Queries are not counted there: add pg_stat_statements to shared_preload_libraries, restart PostgreSQL, and run CREATE EXTENSION IF NOT EXISTS pg_stat_statements in the database %1.</source>
        <translation>Abfragen werden dort nicht gezählt: pg_stat_statements in shared_preload_libraries aufnehmen, PostgreSQL neu starten und CREATE EXTENSION IF NOT EXISTS pg_stat_statements in der Datenbank %1 ausführen.</translation>
    </message>
    <message>
        <source>Details of other users&apos; sessions and queries are hidden from us; an administrator can change that: GRANT pg_monitor TO %1;</source>
        <translation>Einzelheiten zu Sitzungen und Abfragen anderer Benutzer bleiben uns verborgen; ein Administrator kann das ändern: GRANT pg_monitor TO %1;</translation>
    </message>
</context>
<context>
    <name>PresentCaption</name>
    <message>
        <source>Redis and Postgres are both away: nobody gets an answer.</source>
        <translation>Redis und Postgres sind beide weg: niemand bekommt eine Antwort.</translation>
    </message>
    <message>
        <source>Redis is down, so every question goes to Postgres.</source>
        <translation>Redis ist ausgefallen, daher geht jede Frage an Postgres.</translation>
    </message>
    <message>
        <source>Redis is silent, so questions go to Postgres.</source>
        <translation>Redis schweigt, daher gehen die Fragen an Postgres.</translation>
    </message>
    <message>
        <source>A typical answer takes %1, but nobody goes without.</source>
        <translation>Eine typische Antwort dauert %1, aber niemand geht leer aus.</translation>
    </message>
    <message>
        <source>A typical answer takes %1.</source>
        <translation>Eine typische Antwort dauert %1.</translation>
    </message>
    <message>
        <source>Postgres is away. Redis still tells what it remembers; %1 questions in 3 seconds got no answer.</source>
        <translation>Postgres ist weg. Redis sagt noch, was es weiß; %1 Fragen in 3 Sekunden blieben ohne Antwort.</translation>
    </message>
    <message>
        <source>Postgres is away, and so far nobody notices: Redis remembers what is asked.</source>
        <translation>Postgres ist weg, und bisher merkt es niemand: Redis weiß noch, wonach gefragt wird.</translation>
    </message>
    <message>
        <source>Postgres is away: what Redis does not remember cannot be answered.</source>
        <translation>Postgres ist weg: was Redis nicht weiß, lässt sich nicht beantworten.</translation>
    </message>
    <message>
        <source>Redis is on its way back.</source>
        <translation>Redis ist auf dem Weg zurück.</translation>
    </message>
    <message>
        <source>Postgres is coming back. It reads its log first, so that nothing confirmed is lost.</source>
        <translation>Postgres kommt zurück. Zuerst liest es sein Protokoll, damit nichts Bestätigtes verloren geht.</translation>
    </message>
    <message>
        <source>Redis was restarted and has lost no key.</source>
        <translation>Redis wurde neu gestartet und hat keinen Schlüssel verloren.</translation>
    </message>
    <message>
        <source>Redis came back with nothing. Each answer is asked of Postgres once, and remembered again.</source>
        <translation>Redis kam leer zurück. Jede Antwort wird einmal bei Postgres erfragt und wieder gemerkt.</translation>
    </message>
    <message>
        <source>No row was lost.</source>
        <translation>Keine Zeile ging verloren.</translation>
    </message>
    <message>
        <source>Redis forgot %1. After %2 and %3 extra queries it knew enough again.</source>
        <translation>Redis vergaß %1. Nach %2 und %3 zusätzlichen Abfragen wusste es wieder genug.</translation>
    </message>
    <message>
        <source>Postgres was away for %1.</source>
        <translation>Postgres war %1 lang weg.</translation>
    </message>
    <message>
        <source>Postgres was stopped.</source>
        <translation>Postgres wurde angehalten.</translation>
    </message>
    <message>
        <source>Nobody went without an answer.</source>
        <translation>Niemand ging leer aus.</translation>
    </message>
    <message>
        <source>%1 questions got no answer.</source>
        <translation>%1 Fragen blieben ohne Antwort.</translation>
    </message>
    <message>
        <source>What it had confirmed is still there.</source>
        <translation>Was es bestätigt hatte, ist noch da.</translation>
    </message>
    <message>
        <source>%1 confirmed writes are gone.</source>
        <translation>%1 bestätigte Schreibvorgänge sind weg.</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>%1 was silent for %2.</source>
        <translation>%1 schwieg %2 lang.</translation>
    </message>
    <message>
        <source>%1 was silent for a while.</source>
        <translation>%1 schwieg eine Weile.</translation>
    </message>
    <message>
        <source>The truth has changed in Postgres, and everybody sees it at once.</source>
        <translation>Die Wahrheit hat sich in Postgres geändert, und alle sehen es sofort.</translation>
    </message>
    <message>
        <source>Redis has the new value; Postgres is told a little later.</source>
        <translation>Redis hat den neuen Wert; Postgres erfährt ihn etwas später.</translation>
    </message>
    <message>
        <source>The truth has changed in Postgres, and Redis was told the new value.</source>
        <translation>Die Wahrheit hat sich in Postgres geändert, und Redis hat den neuen Wert erfahren.</translation>
    </message>
    <message>
        <source>The truth has changed. The old copy was thrown away: who asks next fetches the new one.</source>
        <translation>Die Wahrheit hat sich geändert. Die alte Kopie wurde verworfen: wer als Nächster fragt, holt die neue.</translation>
    </message>
    <message>
        <source>The truth has changed, but the old copy stays in Redis until it expires.</source>
        <translation>Die Wahrheit hat sich geändert, aber die alte Kopie bleibt in Redis, bis sie abläuft.</translation>
    </message>
    <message>
        <source>One copy was thrown away. Whoever asks next fetches it from Postgres.</source>
        <translation>Eine Kopie wurde verworfen. Wer als Nächster fragt, holt sie aus Postgres.</translation>
    </message>
    <message>
        <source>%1 were thrown away. Nothing is lost: each comes back when it is asked for.</source>
        <translation>%1 wurden verworfen. Nichts ist verloren: jeder kommt zurück, wenn nach ihm gefragt wird.</translation>
    </message>
    <message>
        <source>Its time is up: whoever asks next fetches it from Postgres.</source>
        <translation>Die Zeit ist um: wer als Nächster fragt, holt es aus Postgres.</translation>
    </message>
    <message>
        <source>The copy in Redis is fresh from Postgres.</source>
        <translation>Die Kopie in Redis ist frisch aus Postgres.</translation>
    </message>
    <message>
        <source>Nobody is asking just now.</source>
        <translation>Gerade fragt niemand.</translation>
    </message>
    <message>
        <source>Nothing that Redis remembers is asked for just now.</source>
        <translation>Nach nichts, was Redis weiß, wird gerade gefragt.</translation>
    </message>
    <message>
        <source>Redis knows only %1 of what is asked. The rest is fetched from Postgres, in %2, and remembered.</source>
        <translation>Redis weiß nur %1 von dem, was gefragt wird. Der Rest wird in %2 aus Postgres geholt und gemerkt.</translation>
    </message>
    <message>
        <source>Redis remembers all that is asked, and answers in %1. Postgres has nothing to do.</source>
        <translation>Redis weiß alles, was gefragt wird, und antwortet in %1. Postgres hat nichts zu tun.</translation>
    </message>
    <message>
        <source>Redis answers %1 of the questions, in %2. The rest is asked of Postgres, in %3.</source>
        <translation>Redis beantwortet %1 der Fragen, in %2. Der Rest geht an Postgres, in %3.</translation>
    </message>
    <message>
        <source>Nothing has been asked yet.</source>
        <translation>Noch wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>Nobody asks now. What Redis remembers runs out, key by key.</source>
        <translation>Jetzt fragt niemand. Was Redis weiß, läuft ab, Schlüssel für Schlüssel.</translation>
    </message>
    <message>
        <source>Without its short-term memory the app asks Postgres every time: %1 for a typical answer.</source>
        <translation>Ohne ihr Kurzzeitgedächtnis fragt die App jedes Mal Postgres: %1 für eine typische Antwort.</translation>
    </message>
    <message>
        <source>Postgres is away. Redis still tells what it remembers; 1 question in 3 seconds got no answer.</source>
        <translation>Postgres ist weg. Redis sagt noch, woran es sich erinnert; 1 Frage in 3 Sekunden blieb ohne Antwort.</translation>
    </message>
    <message>
        <source>Redis forgot %1. After %2 and %3 extra queries it answered %4 of the questions again, nearly as many as before.</source>
        <translation>Redis hat %1 vergessen. Nach %2 und %3 zusätzlichen Abfragen beantwortete es wieder %4 der Fragen, fast so viele wie vorher.</translation>
    </message>
    <message>
        <source>1 question got no answer.</source>
        <translation>1 Frage blieb ohne Antwort.</translation>
    </message>
    <message>
        <source>1 confirmed write is gone.</source>
        <translation>1 bestätigter Schreibvorgang ist weg.</translation>
    </message>
</context>
<context>
    <name>PresentFigures</name>
    <message>
        <source>1 person looking</source>
        <translation>1 Betrachter</translation>
    </message>
    <message>
        <source>%1 people looking</source>
        <translation>%1 Betrachter</translation>
    </message>
    <message>
        <source>Each asks one thing after the other, over connections of their own.</source>
        <translation>Jeder fragt eins nach dem anderen, über eigene Verbindungen.</translation>
    </message>
    <message>
        <source>Half of the reads of the last 3 seconds were answered at least this quickly (p50).</source>
        <translation>Die Hälfte der Lesevorgänge der letzten 3 Sekunden wurde mindestens so schnell beantwortet (p50).</translation>
    </message>
    <message>
        <source>typical answer just now</source>
        <translation>typische Antwort gerade</translation>
    </message>
    <message>
        <source>typical just now</source>
        <translation>typisch gerade</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>slowest 1 %</source>
        <translation>langsamstes 1 %</translation>
    </message>
    <message>
        <source>was %1</source>
        <translation>zuvor %1</translation>
    </message>
    <message>
        <source>The usual answer in the 10 seconds before: the middle one of the medians of each half second.</source>
        <translation>Die übliche Antwort in den 10 Sekunden davor: der mittlere der Mediane jeder halben Sekunde.</translation>
    </message>
    <message>
        <source>short-term memory</source>
        <translation>Kurzzeitgedächtnis</translation>
    </message>
    <message>
        <source>back in %1</source>
        <translation>zurück in %1</translation>
    </message>
    <message>
        <source>Hits of all reads that asked Redis in the last 3 seconds.</source>
        <translation>Anteil der Treffer an allen Lesevorgängen, die in den letzten 3 Sekunden Redis fragten.</translation>
    </message>
    <message>
        <source>hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Keys in Redis now, as Redis reports it.</source>
        <translation>Schlüssel, die jetzt in Redis sind, laut Redis.</translation>
    </message>
    <message>
        <source>keys · was %1</source>
        <translation>Schlüssel · zuvor %1</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>1 key remembered</source>
        <translation>1 Schlüssel gemerkt</translation>
    </message>
    <message>
        <source>%1 keys remembered</source>
        <translation>%1 Schlüssel gemerkt</translation>
    </message>
    <message>
        <source>misses since the restart</source>
        <translation>Misses seit dem Neustart</translation>
    </message>
    <message>
        <source>misses since the crash</source>
        <translation>Misses seit dem Absturz</translation>
    </message>
    <message>
        <source>misses since then</source>
        <translation>Misses seit damals</translation>
    </message>
    <message>
        <source>Reads since the action that Redis could not answer.</source>
        <translation>Lesevorgänge seit der Aktion, die Redis nicht beantworten konnte.</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>Misses</translation>
    </message>
    <message>
        <source>long-term memory</source>
        <translation>Langzeitgedächtnis</translation>
    </message>
    <message>
        <source>nothing lost</source>
        <translation>nichts verloren</translation>
    </message>
    <message>
        <source>Writes Postgres had confirmed were looked for: all of them are there.</source>
        <translation>Schreibvorgänge, die Postgres bestätigt hatte, wurden gesucht: alle sind da.</translation>
    </message>
    <message>
        <source>Statements Postgres answered since the action, less what the 10 seconds before would have made.</source>
        <translation>Anweisungen, die Postgres seit der Aktion beantwortet hat, abzüglich derer, die die 10 Sekunden davor ergeben hätten.</translation>
    </message>
    <message>
        <source>extra queries so far</source>
        <translation>Extra-Abfragen bisher</translation>
    </message>
    <message>
        <source>extra queries</source>
        <translation>Extra-Abfragen</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>Rows in the tables of this world, as Postgres estimates them.</source>
        <translation>Zeilen in den Tabellen dieser Welt, wie Postgres sie schätzt.</translation>
    </message>
    <message>
        <source>rows, before and after</source>
        <translation>Zeilen, davor und danach</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>does not accept connections</source>
        <translation>nimmt keine Verbindungen an</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>unterwegs</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>row + fill</source>
        <translation>Zeile + Füllen</translation>
    </message>
    <message>
        <source>row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Postgres answers, and the answer is left in Redis for those who ask next.</source>
        <translation>Postgres antwortet, und die Antwort wird in Redis abgelegt, für die, die als Nächste fragen.</translation>
    </message>
    <message>
        <source>since the restart</source>
        <translation>seit dem Neustart</translation>
    </message>
    <message>
        <source>since the crash</source>
        <translation>seit dem Absturz</translation>
    </message>
    <message>
        <source>since then</source>
        <translation>seitdem</translation>
    </message>
    <message>
        <source>Half of the reads since the action were answered at least this quickly (p50).</source>
        <translation>Die Hälfte der Lesezugriffe seit der Aktion wurde mindestens so schnell beantwortet (p50).</translation>
    </message>
    <message>
        <source>typical answer %1</source>
        <translation>typische Antwort %1</translation>
    </message>
    <message>
        <source>typical %1</source>
        <translation>typisch %1</translation>
    </message>
    <message>
        <source>hit rate, last 3 s</source>
        <translation>Trefferquote, letzte 3 s</translation>
    </message>
    <message>
        <source>Hits of all reads that asked Redis since the action.</source>
        <translation>Treffer aller Lesezugriffe, die Redis seit der Aktion gefragt haben.</translation>
    </message>
    <message>
        <source>hit rate %1</source>
        <translation>Trefferquote %1</translation>
    </message>
    <message>
        <source>Hits of all reads that asked Redis since it had settled, some seconds ago.</source>
        <translation>Treffer aller Lesezugriffe, die Redis gefragt haben, seit es sich vor einigen Sekunden beruhigt hat.</translation>
    </message>
    <message>
        <source>hits since the start</source>
        <translation>Treffer seit dem Start</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>misses since the start</source>
        <translation>Misses seit dem Start</translation>
    </message>
    <message>
        <source>Statements Postgres answered for the app, since the session began: for reads that Redis did not answer, and for every write.</source>
        <translation>Anweisungen, die Postgres der App seit Beginn der Sitzung beantwortet hat: für Lesezugriffe, die Redis nicht beantwortete, und für jeden Schreibvorgang.</translation>
    </message>
    <message>
        <source>reads and writes since the start</source>
        <translation>Lesen und Schreiben seit dem Start</translation>
    </message>
    <message>
        <source>reads and writes</source>
        <translation>Lesen und Schreiben</translation>
    </message>
</context>
<context>
    <name>ProgramSearch</name>
    <message>
        <source>There is no initdb and postgres in %1</source>
        <translation>In %1 fehlen initdb und postgres</translation>
    </message>
    <message>
        <source>There is no Redis server program at %1</source>
        <translation>Unter %1 liegt kein Redis-Serverprogramm</translation>
    </message>
    <message>
        <source>install %1 with your package manager</source>
        <translation>mit der Paketverwaltung %1 installieren</translation>
    </message>
    <message>
        <source>the PostgreSQL server with its contrib modules</source>
        <translation>den PostgreSQL-Server samt contrib-Modulen</translation>
    </message>
    <message>
        <source>the PostgreSQL server, its contrib modules and Redis</source>
        <translation>den PostgreSQL-Server, seine contrib-Module und Redis</translation>
    </message>
    <message>
        <source>Redis or Valkey</source>
        <translation>Redis oder Valkey</translation>
    </message>
    <message>
        <source>install it with `%1`</source>
        <translation>mit `%1` installieren</translation>
    </message>
    <message>
        <source>%1: %2, or start packaging/compose.yml and open Tierlens with --redis and --postgres.</source>
        <translation>%1: %2 oder packaging/compose.yml starten und Tierlens mit --redis und --postgres öffnen.</translation>
    </message>
    <message>
        <source>No Redis server program was found</source>
        <translation>Kein Redis-Serverprogramm gefunden</translation>
    </message>
    <message>
        <source>No PostgreSQL server program (initdb, postgres) was found</source>
        <translation>Kein PostgreSQL-Serverprogramm (initdb, postgres) gefunden</translation>
    </message>
    <message>
        <source>Neither PostgreSQL (initdb, postgres) nor Redis was found</source>
        <translation>Weder PostgreSQL (initdb, postgres) noch Redis gefunden</translation>
    </message>
    <message>
        <source>%1 is PostgreSQL %2, and Tierlens needs 12 or newer</source>
        <translation>%1 ist PostgreSQL %2, doch Tierlens braucht 12 oder neuer</translation>
    </message>
    <message>
        <source>of an unknown version</source>
        <translation>unbekannter Version</translation>
    </message>
    <message>
        <source>%1 does not answer to --version</source>
        <translation>%1 antwortet nicht auf --version</translation>
    </message>
    <message>
        <source>The PostgreSQL in %1 lacks pg_stat_statements (part of its contrib modules)</source>
        <translation>Dem PostgreSQL in %1 fehlt pg_stat_statements (Teil seiner contrib-Module)</translation>
    </message>
</context>
<context>
    <name>ReadingGate</name>
    <message>
        <source>Tierlens only reads here and does not send %1.</source>
        <translation>Tierlens liest hier nur und sendet %1 nicht.</translation>
    </message>
</context>
<context>
    <name>ReadyMade</name>
    <message>
        <source>Cache on or off</source>
        <translation>Cache an oder aus</translation>
    </message>
    <message>
        <source>Do you need the cache?</source>
        <translation>Brauchen Sie den Cache?</translation>
    </message>
    <message>
        <source>The same requests, once with Redis in front and once straight to Postgres. If nobody would notice the difference, you can do without.</source>
        <translation>Dieselben Anfragen, einmal mit Redis davor und einmal direkt an Postgres. Würde niemand den Unterschied merken, geht es auch ohne.</translation>
    </message>
    <message>
        <source>with the cache</source>
        <translation>mit dem Cache</translation>
    </message>
    <message>
        <source>without the cache</source>
        <translation>ohne den Cache</translation>
    </message>
    <message>
        <source>Stampede</source>
        <translation>Ansturm</translation>
    </message>
    <message>
        <source>What if everybody misses the same key at once?</source>
        <translation>Was, wenn allen zugleich derselbe Schlüssel fehlt?</translation>
    </message>
    <message>
        <source>Every half second the key asked for most is deleted while many ask for it. Either one of them asks Postgres and the others wait, or all of them ask.</source>
        <translation>Jede halbe Sekunde wird der meistgefragte Schlüssel gelöscht, während viele nach ihm fragen. Entweder fragt einer von ihnen Postgres, und die anderen warten, oder alle fragen.</translation>
    </message>
    <message>
        <source>one query per miss</source>
        <translation>eine Abfrage pro Miss</translation>
    </message>
    <message>
        <source>every miss asks</source>
        <translation>jeder Miss fragt</translation>
    </message>
    <message>
        <source>Expiry cliff</source>
        <translation>Ablaufklippe</translation>
    </message>
    <message>
        <source>What if everything expires at the same moment?</source>
        <translation>Was, wenn alles im selben Moment abläuft?</translation>
    </message>
    <message>
        <source>All keys are filled at once, so that they expire at once, unless their times to live are spread. Watch the worst quarter of a second in Postgres.</source>
        <translation>Alle Schlüssel werden auf einmal gefüllt, sodass sie auf einmal ablaufen, außer ihre Lebensdauern sind gestreut. Achten Sie auf die schlimmste Viertelsekunde in Postgres.</translation>
    </message>
    <message>
        <source>expiry times spread</source>
        <translation>Ablaufzeiten gestreut</translation>
    </message>
    <message>
        <source>all expire together</source>
        <translation>alle laufen zusammen ab</translation>
    </message>
    <message>
        <source>Fresh or cheap</source>
        <translation>Frisch oder billig</translation>
    </message>
    <message>
        <source>Is it worth deleting cached copies when the truth changes?</source>
        <translation>Lohnt es sich, Kopien im Cache zu löschen, wenn sich die Wahrheit ändert?</translation>
    </message>
    <message>
        <source>Twice a second the best-known row changes in Postgres. Either the write deletes its cached copies, or they stay until their time to live is over.</source>
        <translation>Zweimal pro Sekunde ändert sich die bekannteste Zeile in Postgres. Entweder löscht der Schreibvorgang ihre Kopien im Cache, oder sie bleiben, bis ihre Lebensdauer um ist.</translation>
    </message>
    <message>
        <source>delete on write</source>
        <translation>beim Schreiben löschen</translation>
    </message>
    <message>
        <source>wait for the time to live</source>
        <translation>Lebensdauer abwarten</translation>
    </message>
    <message>
        <source>LRU or LFU</source>
        <translation>LRU oder LFU</translation>
    </message>
    <message>
        <source>What should Redis throw away when it is full?</source>
        <translation>Was soll Redis verwerfen, wenn es voll ist?</translation>
    </message>
    <message>
        <source>Redis has room for a part of the keys only, and somebody reads through everything once. LRU throws away what was not used lately, LFU what is used seldom.</source>
        <translation>Redis hat nur für einen Teil der Schlüssel Platz, und jemand liest alles einmal durch. LRU verwirft, was lange nicht benutzt wurde, LFU, was selten benutzt wird.</translation>
    </message>
    <message>
        <source>throw away what is used seldom (LFU)</source>
        <translation>verwerfen, was selten benutzt wird (LFU)</translation>
    </message>
    <message>
        <source>throw away what was not used lately (LRU)</source>
        <translation>verwerfen, was lange nicht benutzt wurde (LRU)</translation>
    </message>
    <message>
        <source>My own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Which of my two settings is better?</source>
        <translation>Welche meiner zwei Einstellungen ist besser?</translation>
    </message>
    <message>
        <source>The same requests, played with each of the two.</source>
        <translation>Dieselben Anfragen, mit jeder der beiden abgespielt.</translation>
    </message>
    <message>
        <source>setting A</source>
        <translation>Einstellung A</translation>
    </message>
    <message>
        <source>setting B</source>
        <translation>Einstellung B</translation>
    </message>
</context>
<context>
    <name>RedisAddress</name>
    <message>
        <source>Known are redis://, rediss://, redis+sentinel://, rediss+sentinel://, unix://, redis-socket:// and redis+unix://, for example redis://localhost:6379/0 or unix:///run/redis/redis.sock.</source>
        <translation>Bekannt sind redis://, rediss://, redis+sentinel://, rediss+sentinel://, unix://, redis-socket:// und redis+unix://, zum Beispiel redis://localhost:6379/0 oder unix:///run/redis/redis.sock.</translation>
    </message>
    <message>
        <source>The user name or password in the Redis address has a % that is not followed by two hexadecimal digits; write % itself as %25.</source>
        <translation>Benutzername oder Passwort in der Redis-Adresse hat ein %, dem nicht zwei hexadezimale Ziffern folgen; das % selbst als %25 schreiben.</translation>
    </message>
    <message>
        <source>The Redis address begins an IPv6 address with &quot;[&quot; and never ends it with &quot;]&quot;.</source>
        <translation>Die Redis-Adresse beginnt eine IPv6-Adresse mit „[“ und beendet sie nie mit „]“.</translation>
    </message>
    <message>
        <source>Only &quot;:port&quot; may follow the &quot;]&quot; in the Redis address.</source>
        <translation>Nach dem „]“ in der Redis-Adresse darf nur „:port“ stehen.</translation>
    </message>
    <message>
        <source>The host in the Redis address has several colons; write an IPv6 address in brackets, as in redis://[::1]:6379.</source>
        <translation>Der Host in der Redis-Adresse hat mehrere Doppelpunkte; eine IPv6-Adresse in Klammern schreiben, wie in redis://[::1]:6379.</translation>
    </message>
    <message>
        <source>The host in the Redis address has a % that is not followed by two hexadecimal digits.</source>
        <translation>Der Host in der Redis-Adresse hat ein %, dem nicht zwei hexadezimale Ziffern folgen.</translation>
    </message>
    <message>
        <source>The port in the Redis address is not a number from 1 to 65535.</source>
        <translation>Der Port in der Redis-Adresse ist keine Zahl von 1 bis 65535.</translation>
    </message>
    <message>
        <source>The database in the Redis address is not a number such as 0 or 1.</source>
        <translation>Die Datenbank in der Redis-Adresse ist keine Zahl wie 0 oder 1.</translation>
    </message>
    <message>
        <source>The Redis address has a % that is not followed by two hexadecimal digits after the &quot;?&quot;.</source>
        <translation>Die Redis-Adresse hat nach dem „?“ ein %, dem nicht zwei hexadezimale Ziffern folgen.</translation>
    </message>
    <message>
        <source>The Redis address sets something unknown after the &quot;?&quot;; only db, user and password may stand there, with rediss:// also cacert, cert and key, and with Sentinels sentinel-user and sentinel-password.</source>
        <translation>Die Redis-Adresse setzt nach dem „?“ etwas Unbekanntes; nur db, user und password dürfen dort stehen, mit rediss:// auch cacert, cert und key, und mit Sentinels sentinel-user und sentinel-password.</translation>
    </message>
    <message>
        <source>The socket path in the Redis address has a % that is not followed by two hexadecimal digits; write % itself as %25.</source>
        <translation>Der Socket-Pfad in der Redis-Adresse hat ein %, dem nicht zwei hexadezimale Ziffern folgen; das % selbst als %25 schreiben.</translation>
    </message>
    <message>
        <source>The Redis address names no socket; write its whole path, as in unix:///run/redis/redis.sock.</source>
        <translation>Die Redis-Adresse nennt keinen Socket; seinen ganzen Pfad schreiben, wie in unix:///run/redis/redis.sock.</translation>
    </message>
    <message>
        <source>The socket path in the Redis address is longer than the %1 bytes this system allows.</source>
        <translation>Der Socket-Pfad in der Redis-Adresse ist länger als die %1 Bytes, die dieses System erlaubt.</translation>
    </message>
    <message>
        <source>The Redis address is empty.</source>
        <translation>Die Redis-Adresse ist leer.</translation>
    </message>
    <message>
        <source>The Redis address does not begin with a scheme.</source>
        <translation>Die Redis-Adresse beginnt nicht mit einem Schema.</translation>
    </message>
    <message>
        <source>The Redis address begins with the unknown scheme %1://.</source>
        <translation>Die Redis-Adresse beginnt mit dem unbekannten Schema %1://.</translation>
    </message>
    <message>
        <source>The Redis address begins with an unknown scheme.</source>
        <translation>Die Redis-Adresse beginnt mit einem unbekannten Schema.</translation>
    </message>
    <message>
        <source>The Redis address must have three slashes before the path of a socket, as in unix:///run/redis/redis.sock or unix://user:password@/run/redis/redis.sock; write / ? and # in a password as %2F, %3F and %23.</source>
        <translation>Die Redis-Adresse braucht drei Schrägstriche vor dem Pfad eines Sockets, wie in unix:///run/redis/redis.sock oder unix://user:password@/run/redis/redis.sock; / ? und # in einem Passwort als %2F, %3F und %23 schreiben.</translation>
    </message>
    <message>
        <source>The Redis address has an @ after its first / ? or #; write these signs in a user name or password as %2F, %3F and %23.</source>
        <translation>Die Redis-Adresse hat ein @ nach dem ersten / ? oder #; diese Zeichen in Benutzername oder Passwort als %2F, %3F und %23 schreiben.</translation>
    </message>
    <message>
        <source>The Redis address must have the path of a socket, beginning with &quot;/&quot;, after the &quot;@&quot;.</source>
        <translation>In der Redis-Adresse muss nach dem &quot;@&quot; der Pfad eines Sockets stehen, der mit &quot;/&quot; beginnt.</translation>
    </message>
    <message>
        <source>The Redis address names a key without its certificate; add cert=… to it.</source>
        <translation>Die Redis-Adresse nennt einen Schlüssel ohne sein Zertifikat; cert=… ergänzen.</translation>
    </message>
    <message>
        <source>The Redis address must name its Sentinels, separated by commas, and the service they watch, as in redis+sentinel://host1:26379,host2:26379/mymaster/0.</source>
        <translation>Die Redis-Adresse muss ihre Sentinels nennen, durch Kommas getrennt, und den Dienst, den sie überwachen, wie in redis+sentinel://host1:26379,host2:26379/mymaster/0.</translation>
    </message>
</context>
<context>
    <name>RedisErrors</name>
    <message>
        <source>Redis at %1 was restarted again and again while Tierlens was connecting; it tries again by itself.</source>
        <translation>Redis unter %1 wurde immer wieder neu gestartet, während Tierlens sich verband; es versucht es von selbst weiter.</translation>
    </message>
    <message>
        <source>There is no memory for a connection to Redis.</source>
        <translation>Für eine Verbindung zu Redis fehlt der Speicher.</translation>
    </message>
    <message>
        <source>asks for a password</source>
        <translation>verlangt ein Passwort</translation>
    </message>
    <message>
        <source>put it into the address, as in redis://:PASSWORD@host:6379 or redis://USER:PASSWORD@host:6379</source>
        <translation>in die Adresse schreiben, wie in redis://:PASSWORD@host:6379 oder redis://USER:PASSWORD@host:6379</translation>
    </message>
    <message>
        <source>does not accept this user name and password</source>
        <translation>akzeptiert diesen Benutzernamen mit diesem Passwort nicht</translation>
    </message>
    <message>
        <source>check both in the address; write the signs : / ? # @ % in them as %3A %2F %3F %23 %40 %25</source>
        <translation>beides in der Adresse prüfen; die Zeichen : / ? # @ % darin als %3A %2F %3F %23 %40 %25 schreiben</translation>
    </message>
    <message>
        <source>does not accept this password</source>
        <translation>akzeptiert dieses Passwort nicht</translation>
    </message>
    <message>
        <source>check it in the address; write the signs : / ? # @ % in it as %3A %2F %3F %23 %40 %25</source>
        <translation>in der Adresse prüfen; die Zeichen : / ? # @ % darin als %3A %2F %3F %23 %40 %25 schreiben</translation>
    </message>
    <message>
        <source>has no password, and one was given</source>
        <translation>hat kein Passwort, und eines wurde angegeben</translation>
    </message>
    <message>
        <source>remove it from the address, or check that this is the server you mean</source>
        <translation>es aus der Adresse entfernen oder prüfen, ob dies der gemeinte Server ist</translation>
    </message>
    <message>
        <source>does not allow this user to do that</source>
        <translation>erlaubt das diesem Benutzer nicht</translation>
    </message>
    <message>
        <source>let its administrator extend the user&apos;s rights (ACL SETUSER), or use another user</source>
        <translation>die Rechte des Benutzers vom Verwalter erweitern lassen (ACL SETUSER) oder einen anderen Benutzer nehmen</translation>
    </message>
    <message>
        <source>is in protected mode and accepts only connections from its own machine</source>
        <translation>ist im geschützten Modus und nimmt nur Verbindungen vom eigenen Rechner an</translation>
    </message>
    <message>
        <source>give it a password or a bind address, or run Tierlens on that machine</source>
        <translation>ihm ein Passwort oder eine bind-Adresse geben oder Tierlens auf jenem Rechner starten</translation>
    </message>
    <message>
        <source>is still loading its data into memory</source>
        <translation>lädt seine Daten noch in den Speicher</translation>
    </message>
    <message>
        <source>it answers as soon as that is done; Tierlens keeps trying</source>
        <translation>es antwortet, sobald das getan ist; Tierlens versucht es weiter</translation>
    </message>
    <message>
        <source>is busy with a script</source>
        <translation>ist mit einem Skript beschäftigt</translation>
    </message>
    <message>
        <source>wait until it ends, or end it with SCRIPT KILL</source>
        <translation>warten, bis es endet, oder es mit SCRIPT KILL beenden</translation>
    </message>
    <message>
        <source>is a replica that has lost its primary and gives no stale answers</source>
        <translation>ist eine Replik, die ihren Primärserver verloren hat und keine veralteten Antworten gibt</translation>
    </message>
    <message>
        <source>wait until the primary is back, or connect to the primary</source>
        <translation>warten, bis der Primärserver zurück ist, oder sich mit ihm verbinden</translation>
    </message>
    <message>
        <source>belongs to a cluster that is down</source>
        <translation>gehört zu einem Cluster, der ausgefallen ist</translation>
    </message>
    <message>
        <source>wait until the cluster is whole again; CLUSTER INFO tells what is missing</source>
        <translation>warten, bis der Cluster wieder ganz ist; CLUSTER INFO sagt, was fehlt</translation>
    </message>
    <message>
        <source>is moving these keys to another cluster node</source>
        <translation>verlegt diese Schlüssel gerade auf einen anderen Knoten des Clusters</translation>
    </message>
    <message>
        <source>try again in a moment</source>
        <translation>gleich noch einmal versuchen</translation>
    </message>
    <message>
        <source>takes no writes because too few replicas are connected</source>
        <translation>nimmt keine Schreibvorgänge an, weil zu wenige Repliken verbunden sind</translation>
    </message>
    <message>
        <source>bring its replicas back, or lower min-replicas-to-write</source>
        <translation>seine Repliken zurückbringen oder min-replicas-to-write senken</translation>
    </message>
    <message>
        <source>has no free connection for us (maxclients)</source>
        <translation>hat keine freie Verbindung für uns (maxclients)</translation>
    </message>
    <message>
        <source>use fewer clients, or raise maxclients there</source>
        <translation>weniger Clients nehmen oder maxclients dort erhöhen</translation>
    </message>
    <message>
        <source>takes no writes because it cannot save to its disk</source>
        <translation>nimmt keine Schreibvorgänge an, weil es nicht auf seine Platte sichern kann</translation>
    </message>
    <message>
        <source>read its log and mend the disk or the folder; CONFIG SET stop-writes-on-bgsave-error no makes it write without saving</source>
        <translation>sein Protokoll lesen und Platte oder Ordner in Ordnung bringen; mit CONFIG SET stop-writes-on-bgsave-error no schreibt es, ohne zu sichern</translation>
    </message>
    <message>
        <source>takes no writes because its memory is full (maxmemory) and its policy evicts nothing</source>
        <translation>nimmt keine Schreibvorgänge an, weil sein Speicher voll ist (maxmemory) und seine Regel nichts verdrängt</translation>
    </message>
    <message>
        <source>raise maxmemory, or set maxmemory-policy, for example to allkeys-lru</source>
        <translation>maxmemory erhöhen oder maxmemory-policy setzen, zum Beispiel auf allkeys-lru</translation>
    </message>
    <message>
        <source>is a read-only replica and takes no writes</source>
        <translation>ist eine Replik nur zum Lesen und nimmt keine Schreibvorgänge an</translation>
    </message>
    <message>
        <source>connect to its primary, named by INFO replication</source>
        <translation>sich mit dem Primärserver verbinden, den INFO replication nennt</translation>
    </message>
    <message>
        <source>belongs to a cluster, and this key lives on another of its nodes</source>
        <translation>gehört zu einem Cluster, und dieser Schlüssel liegt auf einem anderen Knoten</translation>
    </message>
    <message>
        <source>connect to a single Redis; Tierlens does not follow a cluster&apos;s keys yet</source>
        <translation>sich mit einem einzelnen Redis verbinden; Tierlens folgt den Schlüsseln eines Clusters noch nicht</translation>
    </message>
    <message>
        <source>belongs to a cluster, and this key is moving to another of its nodes</source>
        <translation>gehört zu einem Cluster, und dieser Schlüssel zieht gerade auf einen anderen Knoten um</translation>
    </message>
    <message>
        <source>belongs to a cluster and takes no command with keys of several nodes</source>
        <translation>gehört zu einem Cluster und nimmt keinen Befehl mit Schlüsseln mehrerer Knoten an</translation>
    </message>
    <message>
        <source>connect to a single Redis</source>
        <translation>sich mit einem einzelnen Redis verbinden</translation>
    </message>
    <message>
        <source>holds a value of another type under this key</source>
        <translation>hat unter diesem Schlüssel einen Wert anderer Art</translation>
    </message>
    <message>
        <source>remove the key, or use another key prefix</source>
        <translation>den Schlüssel entfernen oder ein anderes Präfix nehmen</translation>
    </message>
    <message>
        <source>has no database with the number in the address</source>
        <translation>hat keine Datenbank mit der Nummer aus der Adresse</translation>
    </message>
    <message>
        <source>use a lower number; 0 always exists</source>
        <translation>eine kleinere Nummer nehmen; 0 gibt es immer</translation>
    </message>
    <message>
        <source>belongs to a cluster, which has database 0 only</source>
        <translation>gehört zu einem Cluster, der nur Datenbank 0 hat</translation>
    </message>
    <message>
        <source>remove the database number from the address</source>
        <translation>die Datenbanknummer aus der Adresse entfernen</translation>
    </message>
    <message>
        <source>does not know a command Tierlens needs</source>
        <translation>kennt einen Befehl nicht, den Tierlens braucht</translation>
    </message>
    <message>
        <source>it may be renamed or too old there; Tierlens needs Redis 6 or newer, or Valkey</source>
        <translation>vielleicht ist er dort umbenannt oder Redis zu alt; Tierlens braucht Redis 6 oder neuer, oder Valkey</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>The connection to Redis at %1 broke; it may have stopped. Tierlens connects again by itself.</source>
        <translation>Die Verbindung zu Redis unter %1 ist abgerissen; vielleicht wurde es beendet. Tierlens verbindet sich von selbst wieder.</translation>
    </message>
    <message>
        <source>Nothing listens on the socket %1; start Redis, or check the path.</source>
        <translation>Am Socket %1 hört niemand; Redis starten oder den Pfad prüfen.</translation>
    </message>
    <message>
        <source>Nothing listens at %1; start Redis there, or check host and port.</source>
        <translation>Unter %1 hört niemand; Redis dort starten oder Host und Port prüfen.</translation>
    </message>
    <message>
        <source>There is no socket %1; start Redis, or check the path against its unixsocket setting.</source>
        <translation>Es gibt keinen Socket %1; Redis starten oder den Pfad mit seiner Einstellung unixsocket vergleichen.</translation>
    </message>
    <message>
        <source>You have no right to use the socket %1; ask for membership of the group that owns it, or set unixsocketperm.</source>
        <translation>Kein Recht, den Socket %1 zu benutzen; um Aufnahme in die Gruppe bitten, der er gehört, oder unixsocketperm setzen.</translation>
    </message>
    <message>
        <source>This system does not allow a connection to %1; look at its firewall.</source>
        <translation>Dieses System erlaubt keine Verbindung zu %1; die Firewall prüfen.</translation>
    </message>
    <message>
        <source>There is no way to %1 from here; check the network or the tunnel.</source>
        <translation>Von hier führt kein Weg zu %1; Netz oder Tunnel prüfen.</translation>
    </message>
    <message>
        <source>%1 is no socket that Redis could listen on; check the path.</source>
        <translation>%1 ist kein Socket, an dem Redis hören könnte; den Pfad prüfen.</translation>
    </message>
    <message>
        <source>This system allows Tierlens no more open connections; use fewer clients, or raise the limit (ulimit -n).</source>
        <translation>Dieses System erlaubt Tierlens keine weiteren offenen Verbindungen; weniger Clients nehmen oder die Grenze erhöhen (ulimit -n).</translation>
    </message>
    <message>
        <source>Redis at %1 cannot be reached; check the address and that it runs.</source>
        <translation>Redis unter %1 ist nicht erreichbar; prüfen, ob die Adresse stimmt und ob es läuft.</translation>
    </message>
    <message>
        <source>Redis at %1 refused a command; its own words say why.</source>
        <translation>Redis unter %1 hat einen Befehl abgelehnt; seine eigenen Worte sagen, warum.</translation>
    </message>
    <message>
        <source>There is no host named %1; check the spelling in the Redis address, or the network.</source>
        <translation>Es gibt keinen Host namens %1; die Schreibweise in der Redis-Adresse oder das Netz prüfen.</translation>
    </message>
    <message>
        <source>No answer from %1 within %2; check host and port, or a firewall in between.</source>
        <translation>Keine Antwort von %1 innerhalb von %2; Host und Port oder eine Firewall dazwischen prüfen.</translation>
    </message>
    <message>
        <source>Redis at %1 did not answer within %2; it may be frozen or busy. Tierlens keeps trying.</source>
        <translation>Redis unter %1 hat innerhalb von %2 nicht geantwortet; es ist vielleicht eingefroren oder ausgelastet. Tierlens versucht es weiter.</translation>
    </message>
    <message>
        <source>Redis at %1 takes connections but did not answer within %2; it may be frozen or busy, or it is no Redis.</source>
        <translation>Redis unter %1 nimmt Verbindungen an, hat aber innerhalb von %2 nicht geantwortet; es ist vielleicht eingefroren oder ausgelastet, oder es ist kein Redis.</translation>
    </message>
    <message>
        <source>Redis at %1 closed the connection; it may have stopped. Tierlens connects again by itself.</source>
        <translation>Redis unter %1 hat die Verbindung geschlossen; vielleicht wurde es beendet. Tierlens verbindet sich von selbst wieder.</translation>
    </message>
    <message>
        <source>What listens at %1 closed the connection without an answer; it is shutting down, wants TLS (rediss://), or is no Redis.</source>
        <translation>Was unter %1 hört, hat die Verbindung ohne Antwort geschlossen; es fährt gerade herunter, will TLS (rediss://) oder ist kein Redis.</translation>
    </message>
    <message>
        <source>What listens at %1 does not speak like Redis; check the port, or use rediss:// if it wants TLS.</source>
        <translation>Was unter %1 hört, spricht nicht wie Redis; den Port prüfen oder rediss:// nehmen, falls es TLS will.</translation>
    </message>
    <message>
        <source>The connection to Redis at %1 failed; Tierlens connects again by itself.</source>
        <translation>Die Verbindung zu Redis unter %1 ist gescheitert; Tierlens verbindet sich von selbst wieder.</translation>
    </message>
    <message>
        <source>TLS for Redis at %1 cannot be set up; check OpenSSL&apos;s settings.</source>
        <translation>TLS für Redis unter %1 lässt sich nicht einrichten; die Einstellungen von OpenSSL prüfen.</translation>
    </message>
    <message>
        <source>Redis at %1 shows a certificate that cannot be trusted; check the host name, or add the file of the right root certificate to the address, as in ?cacert=/path/ca.pem.</source>
        <translation>Redis unter %1 zeigt ein Zertifikat, dem nicht zu trauen ist; den Hostnamen prüfen oder die Datei des richtigen Stammzertifikats in die Adresse aufnehmen, wie in ?cacert=/path/ca.pem.</translation>
    </message>
    <message>
        <source>Redis at %1 takes connections but did not answer in time; it may be frozen or busy, or it is no Redis with TLS.</source>
        <translation>Redis unter %1 nimmt Verbindungen an, hat aber nicht rechtzeitig geantwortet; es ist vielleicht eingefroren oder ausgelastet, oder es ist kein Redis mit TLS.</translation>
    </message>
    <message>
        <source>What listens at %1 does not speak TLS as Redis would; check the port, or use redis:// if it has no TLS.</source>
        <translation>Was unter %1 hört, spricht TLS nicht so, wie Redis es täte; den Port prüfen oder redis:// nehmen, falls es kein TLS hat.</translation>
    </message>
    <message>
        <source>Redis at %1 cannot be reached by rediss://: this build has no TLS for Redis; use redis:// or a tunnel.</source>
        <translation>Redis unter %1 ist nicht über rediss:// erreichbar: diese Fassung hat kein TLS für Redis; redis:// oder einen Tunnel nehmen.</translation>
    </message>
    <message>
        <source>A TLS file for Redis at %1 cannot be used: %2; check that it can be read, is in PEM form without a pass phrase, and that certificate and key belong together.</source>
        <translation>Eine TLS-Datei für Redis unter %1 ist nicht zu gebrauchen: %2; prüfen, dass sie lesbar ist, PEM-Form ohne Passphrase hat und dass Zertifikat und Schlüssel zusammengehören.</translation>
    </message>
    <message>
        <source>Redis at %1 accepts only clients with a certificate it trusts; add one to the address, as in ?cert=/path/client.pem&amp;key=/path/client.key.</source>
        <translation>Redis unter %1 nimmt nur Clients mit einem Zertifikat an, dem es vertraut; eines in die Adresse aufnehmen, wie in ?cert=/path/client.pem&amp;key=/path/client.key.</translation>
    </message>
    <message>
        <source>What listens at %1 is a Sentinel; write the address as redis+sentinel://%1/NAME, with the name of the service it watches.</source>
        <translation>Was unter %1 lauscht, ist ein Sentinel; die Adresse als redis+sentinel://%1/NAME schreiben, mit dem Namen des Dienstes, den er überwacht.</translation>
    </message>
    <message>
        <source>The Sentinels at %1 name %2 as the primary, and it says that it is none; a failover may be under way, try again in a moment.</source>
        <translation>Die Sentinels unter %1 nennen %2 als Primärserver, und der sagt, dass er keiner ist; vielleicht läuft gerade ein Failover, gleich noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The Sentinels at %1 do not let Tierlens in; add their own user and password to the address, as in ?sentinel-user=USER&amp;sentinel-password=PASSWORD.</source>
        <translation>Die Sentinels unter %1 lassen Tierlens nicht ein; ihren eigenen Benutzer und ihr Passwort in die Adresse aufnehmen, wie in ?sentinel-user=USER&amp;sentinel-password=PASSWORD.</translation>
    </message>
    <message>
        <source>None of the Sentinels at %1 can be asked; check their hosts and ports.</source>
        <translation>Keiner der Sentinels unter %1 ist zu befragen; ihre Hosts und Ports prüfen.</translation>
    </message>
    <message>
        <source>The Sentinels at %1 watch no service with this name; check it against &quot;sentinel monitor&quot; in their settings.</source>
        <translation>Die Sentinels unter %1 überwachen keinen Dienst dieses Namens; ihn mit „sentinel monitor“ in ihren Einstellungen vergleichen.</translation>
    </message>
    <message>
        <source>Redis at %1 %2; %3.</source>
        <comment>address, what it does, what to do next</comment>
        <translation>Redis unter %1 %2; %3.</translation>
    </message>
</context>
<context>
    <name>RedisRights</name>
    <message>
        <source>slow commands</source>
        <translation>langsame Befehle</translation>
    </message>
    <message>
        <source>what made the whole server wait</source>
        <translation>was den ganzen Server warten ließ</translation>
    </message>
    <message>
        <source>how long commands take</source>
        <translation>wie lange Befehle dauern</translation>
    </message>
    <message>
        <source>clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>sizes of keys</source>
        <translation>Größen von Schlüsseln</translation>
    </message>
    <message>
        <source>when keys were last used</source>
        <translation>wann Schlüssel zuletzt benutzt wurden</translation>
    </message>
    <message>
        <source>single commands</source>
        <translation>einzelne Befehle</translation>
    </message>
    <message>
        <source>key events</source>
        <translation>Schlüsselereignisse</translation>
    </message>
    <message>
        <source>the server&apos;s counters</source>
        <translation>die Zähler des Servers</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Not shown: %1; this server does not know %2.</source>
        <comment>what it shows, command</comment>
        <translation>Nicht zu sehen: %1; dieser Server kennt %2 nicht.</translation>
    </message>
    <message>
        <source>Not shown: %1; this user may not use %2. It may after: ACL SETUSER %3 %4</source>
        <comment>what it shows, command, user, right</comment>
        <translation>Nicht zu sehen: %1; dieser Benutzer darf %2 nicht benutzen. Er darf es nach: ACL SETUSER %3 %4</translation>
    </message>
</context>
<context>
    <name>RequestText</name>
    <message>
        <source> → failed</source>
        <translation> → gescheitert</translation>
    </message>
    <message>
        <source> → no answer</source>
        <translation> → keine Antwort</translation>
    </message>
    <message>
        <source>hit</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>miss</source>
        <translation>Miss</translation>
    </message>
    <message>
        <source>waited</source>
        <translation>gewartet</translation>
    </message>
    <message>
        <source>bypass</source>
        <translation>vorbei</translation>
    </message>
    <message>
        <source>write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgewiesen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>Redis had the answer.</source>
        <translation>Redis hatte die Antwort.</translation>
    </message>
    <message>
        <source>Redis did not have the answer; this request asked Postgres.</source>
        <translation>Redis hatte die Antwort nicht; diese Anfrage fragte Postgres.</translation>
    </message>
    <message>
        <source>Redis did not have the answer; another request was already asking Postgres, and this one waited for it (coalesced).</source>
        <translation>Redis hatte die Antwort nicht; eine andere Anfrage fragte schon Postgres, und diese wartete darauf (zusammengelegt).</translation>
    </message>
    <message>
        <source>Postgres was asked without Redis: the cache is off, or Redis cannot be reached.</source>
        <translation>Postgres wurde ohne Redis gefragt: der Cache ist aus, oder Redis ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>A change of the truth in Postgres.</source>
        <translation>Eine Änderung der Wahrheit in Postgres.</translation>
    </message>
    <message>
        <source>Live state that only Redis holds: read or changed there, Postgres not asked.</source>
        <translation>Live-Zustand, den nur Redis hat: dort gelesen oder geändert, Postgres nicht gefragt.</translation>
    </message>
    <message>
        <source>Refused by a rule of the app, such as a rate limit counted in Redis.</source>
        <translation>Abgewiesen durch eine Regel der App, etwa eine in Redis gezählte Höchstzahl.</translation>
    </message>
    <message>
        <source>No answer.</source>
        <translation>Keine Antwort.</translation>
    </message>
    <message>
        <source>↳ later</source>
        <translation>↳ später</translation>
    </message>
    <message>
        <source>↳ renewal</source>
        <translation>↳ Erneuerung</translation>
    </message>
    <message>
        <source>A queued write is carried out in Postgres (write-behind). Nobody waited for this.</source>
        <translation>Ein wartender Schreibvorgang wird in Postgres ausgeführt (verzögertes Schreiben). Niemand hat darauf gewartet.</translation>
    </message>
    <message>
        <source>An answer is renewed, or a new value written through. It is in no figure about answers.</source>
        <translation>Eine Antwort wird erneuert oder ein neuer Wert durchgeschrieben. In den Zahlen über Antworten kommt es nicht vor.</translation>
    </message>
    <message>
        <source>a statement whose text is not known</source>
        <translation>eine Anweisung, deren Text nicht bekannt ist</translation>
    </message>
    <message>
        <source>waits for the answer that another request is fetching</source>
        <translation>wartet auf die Antwort, die eine andere Anfrage holt</translation>
    </message>
</context>
<context>
    <name>RestartDialog</name>
    <message>
        <source>development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>production</source>
        <translation>Produktion</translation>
    </message>
</context>
<context>
    <name>RestartForecast</name>
    <message>
        <source>%1 (those of Tierlens not counted), %2 in the middle of a statement.</source>
        <translation>%1 (die von Tierlens nicht mitgezählt), davon %2 mitten in einer Anweisung.</translation>
    </message>
    <message>
        <source>1 session is ended</source>
        <translation>1 Sitzung wird beendet</translation>
    </message>
    <message>
        <source>%1 sessions are ended</source>
        <translation>%1 Sitzungen werden beendet</translation>
    </message>
    <message>
        <source>%1, the oldest for %2. What is not committed by then is undone.</source>
        <translation>%1, die älteste seit %2. Was bis dahin nicht bestätigt ist, wird rückgängig gemacht.</translation>
    </message>
    <message>
        <source>1 transaction is under way</source>
        <translation>1 Transaktion läuft</translation>
    </message>
    <message>
        <source>%1 transactions are under way</source>
        <translation>%1 Transaktionen laufen</translation>
    </message>
    <message>
        <source>No transaction is under way just now.</source>
        <translation>Gerade läuft keine Transaktion.</translation>
    </message>
    <message>
        <source>Sessions whose doings our user may not see (that takes pg_monitor), so that there may be more of these: %1.</source>
        <translation>Sitzungen, in die unser Benutzer nicht sehen darf (dazu braucht er pg_monitor), sodass es mehr davon geben kann: %1.</translation>
    </message>
    <message>
        <source>fsync is off: confirmed changes can be lost, and the database damaged, if the machine itself goes down.</source>
        <translation>fsync ist aus: bestätigte Änderungen können verloren gehen und die Datenbank kann beschädigt werden, wenn der Rechner selbst ausfällt.</translation>
    </message>
    <message>
        <source>What has been committed stays: Postgres is the truth. It refuses new sessions until it has started again.</source>
        <translation>Was mit COMMIT bestätigt ist, bleibt: Postgres ist die Wahrheit. Es weist neue Sitzungen ab, bis es wieder gestartet ist.</translation>
    </message>
    <message>
        <source>Prepared transactions, which stay prepared: %1.</source>
        <translation>Vorbereitete Transaktionen, die vorbereitet bleiben: %1.</translation>
    </message>
    <message>
        <source>Replicas, which wait for it and follow again once it is back: %1.</source>
        <translation>Replikate, die auf ihn warten und wieder folgen, sobald er zurück ist: %1.</translation>
    </message>
    <message>
        <source>This one is a standby: whoever reads from it has to go elsewhere meanwhile.</source>
        <translation>Dies ist ein Standby: wer von ihm liest, muss inzwischen woandershin.</translation>
    </message>
    <message>
        <source>Redis holds no keys now: none can be lost.</source>
        <translation>Redis hält jetzt keine Schlüssel: keiner kann verloren gehen.</translation>
    </message>
    <message>
        <source>What it holds (%1) is written to the append-only file and read back.</source>
        <translation>Was er hält (%1), steht in der Append-only-Datei und wird von dort wieder gelesen.</translation>
    </message>
    <message>
        <source>Nothing is lost, not even if Redis is killed.</source>
        <translation>Nichts geht verloren, auch nicht, wenn Redis abgeschossen wird.</translation>
    </message>
    <message>
        <source>Nothing is lost if Redis ends in order. A crash of the whole machine could lose about the last second, or more if the file is not synchronised each second.</source>
        <translation>Nichts geht verloren, wenn Redis geordnet endet. Ein Absturz des ganzen Rechners könnte etwa die letzte Sekunde kosten, oder mehr, wenn die Datei nicht jede Sekunde auf die Platte geschrieben wird.</translation>
    </message>
    <message>
        <source>Redis holds %1. Whether they are kept cannot be told: we may not read its save setting. Expect to lose them.</source>
        <translation>Redis hält %1. Ob sie erhalten bleiben, lässt sich nicht sagen: wir dürfen die Einstellung save nicht lesen. Mit ihrem Verlust ist zu rechnen.</translation>
    </message>
    <message>
        <source>This Redis keeps nothing on disk (no snapshots, no append-only file): all it holds is lost (%1). Whoever reads it asks Postgres again.</source>
        <translation>Dieses Redis hält nichts auf der Platte (keine Snapshots, keine Append-only-Datei): Alles, was es hält, geht verloren (%1). Wer es liest, fragt wieder Postgres.</translation>
    </message>
    <message>
        <source>Redis saves a snapshot of what it holds (%1) when it ends in order, and reads it back.</source>
        <translation>Redis sichert einen Snapshot dessen, was es hält (%1), wenn es ordentlich endet, und liest ihn wieder ein.</translation>
    </message>
    <message>
        <source>If it is killed instead, what was written since the last snapshot %1 ago is lost (changes: %2).</source>
        <translation>Wird es stattdessen abgeschossen, geht verloren, was seit dem letzten Snapshot vor %1 geschrieben wurde (Änderungen: %2).</translation>
    </message>
    <message>
        <source>But its last snapshot failed: as things are, it may refuse to end or lose all of it.</source>
        <translation>Aber sein letzter Snapshot ist gescheitert: so, wie es steht, weigert es sich vielleicht zu enden oder verliert alles.</translation>
    </message>
    <message>
        <source>Client connections that are cut, those of Tierlens&apos; watch among them: %1. They have to be made again.</source>
        <translation>Verbindungen von Clients, die getrennt werden, darunter die der Beobachtung durch Tierlens: %1. Sie müssen neu aufgebaut werden.</translation>
    </message>
    <message>
        <source>Of these, waiting in a blocking command (BLPOP and the like), which ends with an error: %1.</source>
        <translation>Davon warten in einem blockierenden Befehl (BLPOP und ähnliche), der mit einem Fehler endet: %1.</translation>
    </message>
    <message>
        <source>%1 have to be read back; until then every command is refused (LOADING).</source>
        <translation>%1 müssen wieder eingelesen werden; bis dahin wird jeder Befehl abgewiesen (LOADING).</translation>
    </message>
    <message>
        <source>Replicas: %1. If Sentinels or a cluster watch over it, one of them may become the primary meanwhile.</source>
        <translation>Replikate: %1. Wachen Sentinels oder ein Cluster darüber, kann eines davon inzwischen zum Primary werden.</translation>
    </message>
    <message>
        <source>This runs on this computer, but the server is reached at %1. To restart it there, keep a command such as: ssh %1 sudo -n %2</source>
        <translation>Dies läuft auf diesem Rechner, aber der Server ist unter %1 zu erreichen. Um ihn dort neu zu starten, einen Befehl hinterlegen wie: ssh %1 sudo -n %2</translation>
    </message>
    <message>
        <source>What has been committed stays if Postgres ends in order. It refuses new sessions until it has started again.</source>
        <translation>Was mit COMMIT bestätigt ist, bleibt, wenn Postgres geordnet endet. Es weist neue Sitzungen ab, bis es wieder gestartet ist.</translation>
    </message>
    <message>
        <source>synchronous_commit is off: if Postgres is killed instead, what it has confirmed in the last %1 can be lost.</source>
        <translation>synchronous_commit ist aus: wird Postgres stattdessen abgeschossen, kann verloren gehen, was es in den letzten %1 bestätigt hat.</translation>
    </message>
    <message>
        <source>synchronous_commit is off for some roles or databases: if Postgres is killed instead, what it has confirmed to them in the last %1 can be lost.</source>
        <translation>synchronous_commit ist für einige Rollen oder Datenbanken aus: wird Postgres stattdessen abgeschossen, kann verloren gehen, was es ihnen in den letzten %1 bestätigt hat.</translation>
    </message>
    <message>
        <source>Unlogged tables in this database: %1. If Postgres is killed instead, they are empty afterwards.</source>
        <translation>Nicht protokollierte Tabellen (UNLOGGED) in dieser Datenbank: %1. Wird Postgres stattdessen abgeschossen, sind sie danach leer.</translation>
    </message>
    <message>
        <source>Readers of logical replication (subscriptions, change capture), which are cut off and have to connect again: %1.</source>
        <translation>Leser der logischen Replikation (Subscriptions, Erfassung von Änderungen), die getrennt werden und sich neu verbinden müssen: %1.</translation>
    </message>
    <message>
        <source>But its last write to that file failed: what was written since is not in it, and is lost. Mend that first (a full disk?).</source>
        <translation>Aber das letzte Schreiben in diese Datei ist gescheitert: was seither geschrieben wurde, steht nicht darin und ist verloren. Das zuerst beheben (eine volle Platte?).</translation>
    </message>
    <message>
        <source>But it could not write that file anew the last time it tried. Look into its log first: whether all of it is kept cannot be told from here.</source>
        <translation>Aber beim letzten Versuch ließ sich diese Datei nicht neu schreiben. Zuerst in sein Protokoll sehen: ob alles darin erhalten ist, lässt sich von hier aus nicht sagen.</translation>
    </message>
</context>
<context>
    <name>RestartImpact</name>
    <message>
        <source>until it answered</source>
        <translation>bis zur Antwort</translation>
    </message>
    <message>
        <source>Time from the order until %1 answered again and was ready to serve, asked ten times a second. While it stops and starts is in it, and how long the command itself took to get there.</source>
        <translation>Zeit vom Auslösen, bis %1 wieder antwortete und bereit war, zehnmal pro Sekunde gefragt. Anhalten und Starten ist darin enthalten, und wie lange der Befehl selbst bis dahin brauchte.</translation>
    </message>
    <message>
        <source>answered again after %1</source>
        <translation>antwortete wieder nach %1</translation>
    </message>
    <message>
        <source>not seen to answer again</source>
        <translation>keine Antwort mehr gesehen</translation>
    </message>
    <message>
        <source>keys lost</source>
        <translation>Schlüssel verloren</translation>
    </message>
    <message>
        <source>Keys before the restart (%1), less those at the first look after it. What was filled again in between is not counted as lost.</source>
        <translation>Schlüssel vor dem Neustart (%1), abzüglich derer beim ersten Blick danach. Was dazwischen wieder gefüllt wurde, gilt nicht als verloren.</translation>
    </message>
    <message>
        <source>key lost</source>
        <translation>Schlüssel verloren</translation>
    </message>
    <message>
        <source>hit rate, from %1</source>
        <translation>Trefferquote, von %1</translation>
    </message>
    <message>
        <source>The lowest hit rate of any second since the restart, as far as at least ten reads make one. In the 30 s before it was %1.</source>
        <translation>Die niedrigste Trefferquote einer Sekunde seit dem Neustart, soweit mindestens zehn Lesevorgänge eine ergeben. In den 30 s davor war sie %1.</translation>
    </message>
    <message>
        <source>hit rate %1 → %2</source>
        <translation>Trefferquote %1 → %2</translation>
    </message>
    <message>
        <source>until %1 again</source>
        <translation>bis wieder %1</translation>
    </message>
    <message>
        <source>Time from the order until the hit rate was back at nine tenths of what it had been, and stayed there for two seconds. Known to about a second.</source>
        <translation>Zeit vom Auslösen, bis die Trefferquote wieder neun Zehntel ihres früheren Werts erreichte und zwei Sekunden lang hielt. Auf etwa eine Sekunde genau.</translation>
    </message>
    <message>
        <source>Time from the order until Postgres carried out nine tenths of the transactions it had before, for two seconds. Known to about a second.</source>
        <translation>Zeit vom Auslösen, bis Postgres zwei Sekunden lang neun Zehntel der früheren Transaktionen ausführte. Auf etwa eine Sekunde genau.</translation>
    </message>
    <message>
        <source>hit rate back at nine tenths after %1</source>
        <translation>Trefferquote nach %1 wieder bei neun Zehnteln</translation>
    </message>
    <message>
        <source>load back at nine tenths after %1</source>
        <translation>Last nach %1 wieder bei neun Zehnteln</translation>
    </message>
    <message>
        <source>not seen back at nine tenths</source>
        <translation>nicht wieder bei neun Zehnteln gesehen</translation>
    </message>
    <message>
        <source>on Postgres, from %1</source>
        <translation>auf Postgres, von %1</translation>
    </message>
    <message>
        <source>The most transactions per second that Postgres carried out since the restart; a query outside of BEGIN is one. In the 30 s before: %1.</source>
        <translation>Die meisten Transaktionen pro Sekunde, die Postgres seit dem Neustart ausführte; eine Abfrage außerhalb von BEGIN ist eine. In den 30 s davor: %1.</translation>
    </message>
    <message>
        <source>Postgres at most %1 instead of %2</source>
        <translation>Postgres höchstens %1 statt %2</translation>
    </message>
    <message>
        <source>p99 of reads, from %1</source>
        <translation>p99 beim Lesen, von %1</translation>
    </message>
    <message>
        <source>In the worst second since the restart 99 of 100 reads took Redis at most this long; the way there is not in it. In the 30 s before: at most %1.</source>
        <translation>In der schlimmsten Sekunde seit dem Neustart brauchte Redis für 99 von 100 Lesevorgängen höchstens so lange; der Weg dorthin ist nicht enthalten. In den 30 s davor: höchstens %1.</translation>
    </message>
    <message>
        <source>reads at most %1 (p99)</source>
        <translation>Lesen höchstens %1 (p99)</translation>
    </message>
    <message>
        <source>error reply</source>
        <translation>Fehlerantwort</translation>
    </message>
    <message>
        <source>error replies</source>
        <translation>Fehlerantworten</translation>
    </message>
    <message>
        <source>rollback</source>
        <translation>Rollback</translation>
    </message>
    <message>
        <source>rollbacks</source>
        <translation>Rollbacks</translation>
    </message>
    <message>
        <source>not seen to settle within 5 minutes</source>
        <translation>binnen 5 Minuten nicht zur Ruhe gekommen</translation>
    </message>
    <message>
        <source>settled after %1</source>
        <translation>nach %1 zur Ruhe gekommen</translation>
    </message>
    <message>
        <source>back, settling…</source>
        <translation>zurück, kommt zur Ruhe…</translation>
    </message>
    <message>
        <source>away…</source>
        <translation>weg…</translation>
    </message>
    <message>
        <source>still answers as before…</source>
        <translation>antwortet noch wie zuvor…</translation>
    </message>
    <message>
        <source>Redis restarted</source>
        <translation>Redis neu gestartet</translation>
    </message>
    <message>
        <source>PostgreSQL restarted</source>
        <translation>PostgreSQL neu gestartet</translation>
    </message>
    <message>
        <source>Error replies Redis gave since the order. What clients were refused while it was away, nobody has counted.</source>
        <translation>Fehlerantworten, die Redis seit dem Auslösen gab. Was Clients verwehrt blieb, solange es weg war, hat niemand gezählt.</translation>
    </message>
    <message>
        <source>Transactions that were undone since the order. What clients were refused while it was away, nobody has counted.</source>
        <translation>Transaktionen, die seit dem Auslösen zurückgenommen wurden. Was Clients verwehrt blieb, solange es weg war, hat niemand gezählt.</translation>
    </message>
    <message>
        <source>not seen to restart</source>
        <translation>kein Neustart gesehen</translation>
    </message>
    <message>
        <source>was away, but it is the same process as before…</source>
        <translation>war weg, ist aber derselbe Prozess wie zuvor…</translation>
    </message>
    <message>
        <source>answers again; not known whether it is another process</source>
        <translation>antwortet wieder; ob es ein anderer Prozess ist, ist nicht bekannt</translation>
    </message>
    <message>
        <source>%1 was away; not known whether it is another process than before</source>
        <translation>%1 war weg; ob es ein anderer Prozess ist als zuvor, ist nicht bekannt</translation>
    </message>
    <message>
        <source>%1 was not seen to restart</source>
        <translation>kein Neustart von %1 gesehen</translation>
    </message>
    <message>
        <source>%1 was not seen to restart yet</source>
        <translation>noch kein Neustart von %1 gesehen</translation>
    </message>
</context>
<context>
    <name>RestartWay</name>
    <message>
        <source>Name the unit, for example redis-server.</source>
        <translation>Die Unit nennen, zum Beispiel redis-server.</translation>
    </message>
    <message>
        <source>No unit can have such a name.</source>
        <translation>So kann keine Unit heißen.</translation>
    </message>
    <message>
        <source>Name the container, for example shop-redis.</source>
        <translation>Den Container nennen, zum Beispiel shop-redis.</translation>
    </message>
    <message>
        <source>No container can have such a name.</source>
        <translation>So kann kein Container heißen.</translation>
    </message>
    <message>
        <source>Type the command.</source>
        <translation>Den Befehl eingeben.</translation>
    </message>
</context>
<context>
    <name>Scenario</name>
    <message>
        <source>This world knows no order &quot;%1&quot;.</source>
        <translation>Diese Welt kennt keinen Auftrag &quot;%1&quot;.</translation>
    </message>
</context>
<context>
    <name>Seeding</name>
    <message>
        <source>Seeding was stopped.</source>
        <translation>Das Befüllen wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The Postgres role &quot;%1&quot; may not create a schema in the database &quot;%2&quot;. Ask its owner for: GRANT CREATE ON DATABASE &quot;%2&quot; TO &quot;%1&quot;.</source>
        <translation>Die Postgres-Rolle &quot;%1&quot; darf in der Datenbank &quot;%2&quot; kein Schema anlegen. Deren Besitzer bitten um: GRANT CREATE ON DATABASE &quot;%2&quot; TO &quot;%1&quot;.</translation>
    </message>
    <message>
        <source>Making the schema %1</source>
        <translation>Schema %1 wird angelegt</translation>
    </message>
    <message>
        <source>Vacuuming %1</source>
        <translation>%1 wird aufgeräumt (VACUUM)</translation>
    </message>
    <message>
        <source>Writing everything to disk</source>
        <translation>Alles wird auf die Platte geschrieben</translation>
    </message>
    <message>
        <source>Seeded</source>
        <translation>Befüllt</translation>
    </message>
    <message>
        <source>Seeding %1: %2 of %3 rows</source>
        <translation>%1 wird befüllt: %2 von %3 Zeilen</translation>
    </message>
</context>
<context>
    <name>SessionRows</name>
    <message>
        <source>behind %1</source>
        <translation>hinter %1</translation>
    </message>
    <message>
        <source>holds up 1 session</source>
        <translation>hält 1 Sitzung auf</translation>
    </message>
    <message>
        <source>holds up %1 sessions</source>
        <translation>hält %1 Sitzungen auf</translation>
    </message>
    <message>
        <source>not visible to us</source>
        <translation>für uns nicht sichtbar</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>Name it gave itself; its address when pointed at</source>
        <translation>Name, den sie sich gab; beim Zeigen ihre Adresse</translation>
    </message>
    <message>
        <source>Waits for</source>
        <translation>Wartet auf</translation>
    </message>
    <message>
        <source>The session before it, or what the server waits for</source>
        <translation>Die Sitzung davor, oder worauf der Server wartet</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>Transaktion</translation>
    </message>
    <message>
        <source>How long its transaction is open</source>
        <translation>Wie lange ihre Transaktion offen ist</translation>
    </message>
    <message>
        <source>In this state</source>
        <translation>In diesem Zustand</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>As given with CLIENT SETNAME</source>
        <translation>Wie mit CLIENT SETNAME gegeben</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Blockiert</translation>
    </message>
    <message>
        <source>Waiting in a command like BLPOP</source>
        <translation>Warten in einem Befehl wie BLPOP</translation>
    </message>
    <message>
        <source>Last command</source>
        <translation>Letzter Befehl</translation>
    </message>
    <message>
        <source>Of the one that was last active</source>
        <translation>Von dem, der zuletzt aktiv war</translation>
    </message>
    <message>
        <source>Unread answers</source>
        <translation>Ungelesene Antworten</translation>
    </message>
    <message>
        <source>Bytes that wait in Redis because clients do not fetch them</source>
        <translation>Bytes, die in Redis warten, weil Clients sie nicht abholen</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>Untätig</translation>
    </message>
    <message>
        <source>The least idle one</source>
        <translation>Der am wenigsten untätige</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Of one that holds others up: how long its transaction is open</source>
        <translation>Von einer, die andere aufhält: wie lange ihre Transaktion offen ist</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The settings in %1 cannot be read. They stay as they are, and nothing will be saved.</source>
        <translation>Die Einstellungen in %1 sind nicht lesbar. Sie bleiben, wie sie sind, und nichts wird gespeichert.</translation>
    </message>
    <message>
        <source>The settings are of a later version of Tierlens.</source>
        <translation>Die Einstellungen stammen von einer späteren Version von Tierlens.</translation>
    </message>
    <message>
        <source>The file of settings is damaged.</source>
        <translation>Die Datei mit den Einstellungen ist beschädigt.</translation>
    </message>
    <message>
        <source>It could not be put aside, so nothing will be saved.</source>
        <translation>Sie ließ sich nicht beiseitelegen, darum wird nichts gespeichert.</translation>
    </message>
    <message>
        <source>It was put aside as %1; Tierlens begins with its own settings.</source>
        <translation>Sie wurde als %1 beiseitegelegt; Tierlens beginnt mit seinen eigenen Einstellungen.</translation>
    </message>
</context>
<context>
    <name>Sighting</name>
    <message>
        <source>stampede %1×</source>
        <translation>Ansturm %1×</translation>
    </message>
    <message>
        <source>At least %1 requests missed %2 together. PostgreSQL was asked the same question at least %1 times, at least %3 of them at the same moment, where once would have done (%1×). At least %4 of its time was wasted.</source>
        <translation>Mindestens %1 Anfragen verfehlten %2 zugleich. PostgreSQL bekam mindestens %1-mal dieselbe Frage, mindestens %3 davon im selben Moment, wo einmal genügt hätte (%1×). Mindestens %4 seiner Zeit waren verschwendet.</translation>
    </message>
    <message>
        <source>%1 requests missed %2 together. PostgreSQL was asked the same question %1 times, %3 of them at the same moment, where once would have done (%1×). %4 of its time was wasted.</source>
        <translation>%1 Anfragen verfehlten %2 zugleich. PostgreSQL bekam %1-mal dieselbe Frage, %3 davon im selben Moment, wo einmal genügt hätte (%1×). %4 seiner Zeit waren verschwendet.</translation>
    </message>
    <message>
        <source>“One query per miss” prevents it: one request asks PostgreSQL, the others wait for its answer.</source>
        <translation>„Eine Abfrage pro Miss“ verhindert es: eine Anfrage fragt PostgreSQL, die anderen warten auf ihre Antwort.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 (%2 of them %3)</source>
        <translation>%1 (%2 davon %3)</translation>
    </message>
    <message>
        <source>expiry cliff: %1</source>
        <translation>Ablaufklippe: %1</translation>
    </message>
    <message>
        <source>“Spread the expiry times” prevents it: keys that were filled together then expire one after the other.</source>
        <translation>„Ablaufzeiten streuen“ verhindert es: Schlüssel, die zusammen gefüllt wurden, laufen dann nacheinander ab.</translation>
    </message>
    <message>
        <source>In %1, %2 expire within %3: expect +%4 queries/s for %5.</source>
        <translation>In %1 laufen %2 innerhalb von %3 ab: zu erwarten sind +%4 Abfragen/s für %5.</translation>
    </message>
    <message>
        <source>%1 expire now, within %2. Expected are +%3 queries/s for %4; what comes is being counted.</source>
        <translation>%1 laufen jetzt ab, innerhalb von %2. Erwartet werden +%3 Abfragen/s für %4; was kommt, wird gerade gezählt.</translation>
    </message>
    <message>
        <source>%1 expired within %2. Expected were +%3 queries/s for %4, +%5 came (%6 before).</source>
        <translation>%1 liefen innerhalb von %2 ab. Erwartet waren +%3 Abfragen/s für %4, gekommen sind +%5 (%6 zuvor).</translation>
    </message>
    <message>
        <source>cliff averted</source>
        <translation>Klippe abgewendet</translation>
    </message>
    <message>
        <source>Many keys were to expire together, but they left Redis or were renewed before: the cliff did not come.</source>
        <translation>Viele Schlüssel sollten zusammen ablaufen, haben Redis aber vorher verlassen oder wurden erneuert: die Klippe blieb aus.</translation>
    </message>
    <message>
        <source>%1 were to expire within %2, with +%3 queries/s expected. Redis was down meanwhile, so what came of it cannot be told.</source>
        <translation>%1 sollten innerhalb von %2 ablaufen, erwartet waren +%3 Abfragen/s. Redis war währenddessen nicht da, also lässt sich nicht sagen, was daraus wurde.</translation>
    </message>
    <message>
        <source>hot key %1</source>
        <translation>heißer Schlüssel %1</translation>
    </message>
    <message>
        <source>%1 took up to %2 of all reads seen one by one, at least %3 over 10 s.</source>
        <translation>Auf %1 entfielen bis zu %2 aller einzeln gesehenen Lesevorgänge, mindestens %3 über 10 s.</translation>
    </message>
    <message>
        <source>%1 took up to %2 of all reads, %3 over 10 s.</source>
        <translation>Auf %1 entfielen bis zu %2 aller Lesevorgänge, %3 über 10 s.</translation>
    </message>
    <message>
        <source>%1 takes %2 of all reads seen one by one, at least %3 over the last 10 s.</source>
        <translation>Auf %1 entfallen %2 aller einzeln gesehenen Lesevorgänge, mindestens %3 in den letzten 10 s.</translation>
    </message>
    <message>
        <source>%1 takes %2 of all reads, %3 over the last 10 s.</source>
        <translation>Auf %1 entfallen %2 aller Lesevorgänge, %3 in den letzten 10 s.</translation>
    </message>
    <message>
        <source>Everything hangs on this one key. “One query per miss” protects PostgreSQL when it expires; a long time to live makes that rare.</source>
        <translation>Alles hängt an diesem einen Schlüssel. „Eine Abfrage pro Miss“ schützt PostgreSQL, wenn er abläuft; eine lange Lebensdauer macht das selten.</translation>
    </message>
    <message>
        <source>stale by %1</source>
        <translation>veraltet um %1</translation>
    </message>
    <message>
        <source>At least one answer for %1 was %2 older than the truth.</source>
        <translation>Mindestens eine Antwort zu %1 war %2 älter als die Wahrheit.</translation>
    </message>
    <message>
        <source>One answer for %1 was %2 older than the truth.</source>
        <translation>Eine Antwort zu %1 war %2 älter als die Wahrheit.</translation>
    </message>
    <message>
        <source>At least %1 answers for %2 were older than the truth, by up to %3 and maybe more.</source>
        <translation>Mindestens %1 Antworten zu %2 waren älter als die Wahrheit, um bis zu %3 und vielleicht mehr.</translation>
    </message>
    <message>
        <source>%1 answers for %2 were older than the truth, by up to %3.</source>
        <translation>%1 Antworten zu %2 waren älter als die Wahrheit, um bis zu %3.</translation>
    </message>
    <message>
        <source>The write to %1 at %2 made them stale: Redis kept version %3, PostgreSQL had version %4.</source>
        <translation>Der Schreibvorgang an %1 um %2 machte sie veraltet: Redis behielt Version %3, PostgreSQL hatte Version %4.</translation>
    </message>
    <message>
        <source>Redis kept version %1, PostgreSQL had version %2 since %3; which write it was is not known.</source>
        <translation>Redis behielt Version %1, PostgreSQL hatte seit %3 Version %2; welcher Schreibvorgang das war, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>“Invalidate on write” prevents it; a shorter time to live bounds it.</source>
        <translation>„Beim Schreiben invalidieren“ verhindert es; eine kürzere Lebensdauer begrenzt es.</translation>
    </message>
    <message>
        <source>cold start</source>
        <translation>Kaltstart</translation>
    </message>
    <message>
        <source>Redis came back empty.</source>
        <translation>Redis kam leer zurück.</translation>
    </message>
    <message>
        <source>Many keys were invalidated at once.</source>
        <translation>Viele Schlüssel wurden auf einmal invalidiert.</translation>
    </message>
    <message>
        <source>Somebody emptied Redis.</source>
        <translation>Jemand hat Redis geleert.</translation>
    </message>
    <message>
        <source>The hit rate had been %1.</source>
        <translation>Die Trefferquote hatte %1 betragen.</translation>
    </message>
    <message>
        <source>It was back at %1 after %2 and at %3 after %4, at the price of %5 extra queries.</source>
        <translation>Nach %2 war sie wieder bei %1 und nach %4 bei %3, um den Preis von %5 zusätzlichen Abfragen.</translation>
    </message>
    <message>
        <source>It was back at %1 after %2, and not seen to reach %3; %4 extra queries.</source>
        <translation>Nach %2 war sie wieder bei %1, dass sie %3 erreichte, wurde nicht gesehen; %4 zusätzliche Abfragen.</translation>
    </message>
    <message>
        <source>It was back at %1 after %2 and climbs towards %3; %4 extra queries so far.</source>
        <translation>Nach %2 war sie wieder bei %1 und steigt auf %3 zu; bisher %4 zusätzliche Abfragen.</translation>
    </message>
    <message>
        <source>It was not seen to reach %1 again; %2 extra queries.</source>
        <translation>Dass sie %1 wieder erreichte, wurde nicht gesehen; %2 zusätzliche Abfragen.</translation>
    </message>
    <message>
        <source>It is below %1 still; %2 extra queries so far.</source>
        <translation>Sie liegt noch unter %1; bisher %2 zusätzliche Abfragen.</translation>
    </message>
    <message>
        <source>Nothing that matters was lost. “One query per miss” keeps PostgreSQL from being asked twice for a key; “Spread the expiry times” keeps the keys that now fill together from expiring together.</source>
        <translation>Nichts Wichtiges ging verloren. „Eine Abfrage pro Miss“ bewahrt PostgreSQL davor, zweimal nach einem Schlüssel gefragt zu werden; „Ablaufzeiten streuen“ verhindert, dass die Schlüssel, die sich jetzt zusammen füllen, auch zusammen ablaufen.</translation>
    </message>
    <message>
        <source>Stampede</source>
        <translation>Ansturm</translation>
    </message>
    <message>
        <source>Expiry cliff</source>
        <translation>Ablaufklippe</translation>
    </message>
    <message>
        <source>Hot key</source>
        <translation>Heißer Schlüssel</translation>
    </message>
    <message>
        <source>Stale answers</source>
        <translation>Veraltete Antworten</translation>
    </message>
    <message>
        <source>Cold start</source>
        <translation>Kaltstart</translation>
    </message>
    <message>
        <source>cliff in %1</source>
        <translation>Klippe in %1</translation>
    </message>
</context>
<context>
    <name>Snapshot</name>
    <message>
        <source>The snapshot %1 could not be written: %2.</source>
        <translation>Der Snapshot %1 ließ sich nicht schreiben: %2.</translation>
    </message>
    <message>
        <source>The snapshot %1 cannot be read: %2.</source>
        <translation>Der Snapshot %1 ist nicht lesbar: %2.</translation>
    </message>
    <message>
        <source>%1 is too large to be a snapshot.</source>
        <translation>%1 ist zu groß für einen Snapshot.</translation>
    </message>
    <message>
        <source>%1 is no snapshot of Tierlens.</source>
        <translation>%1 ist kein Snapshot von Tierlens.</translation>
    </message>
    <message>
        <source>The snapshot %1 was made by a newer Tierlens; this one cannot read it.</source>
        <translation>Der Snapshot %1 stammt von einem neueren Tierlens; dieses kann ihn nicht lesen.</translation>
    </message>
    <message>
        <source>The snapshot %1 is damaged: its %2 bytes cannot be unpacked. It may have been cut off.</source>
        <translation>Der Snapshot %1 ist beschädigt: seine %2 Bytes lassen sich nicht entpacken. Vielleicht wurde er abgeschnitten.</translation>
    </message>
    <message>
        <source>The snapshot %1 is damaged at byte %2 of what was unpacked: %3.</source>
        <translation>Der Snapshot %1 ist bei Byte %2 des Entpackten beschädigt: %3.</translation>
    </message>
</context>
<context>
    <name>SocialProfile</name>
    <message>
        <source>Social profile</source>
        <translation>Soziales Profil</translation>
    </message>
    <message>
        <source>follower count · session · feed</source>
        <translation>Followerzahl · Sitzung · Feed</translation>
    </message>
    <message>
        <source>Add 1 follower in Postgres</source>
        <translation>1 Follower in Postgres mehr</translation>
    </message>
    <message>
        <source>follower count</source>
        <translation>Followerzahl</translation>
    </message>
    <message>
        <source>profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>feed</source>
        <translation>Feed</translation>
    </message>
    <message>
        <source>session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>follow</source>
        <translation>folgen</translation>
    </message>
    <message>
        <source>unfollow</source>
        <translation>entfolgen</translation>
    </message>
    <message>
        <source>new photo</source>
        <translation>neues Foto</translation>
    </message>
    <message>
        <source>celebrity&apos;s followers</source>
        <translation>Follower der Berühmtheit</translation>
    </message>
    <message>
        <source>misspelt name</source>
        <translation>falsch geschriebener Name</translation>
    </message>
    <message>
        <source>an ordinary profile</source>
        <translation>ein gewöhnliches Profil</translation>
    </message>
    <message>
        <source>accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>photos with captions</source>
        <translation>Fotos mit Bildtexten</translation>
    </message>
    <message>
        <source>who follows whom</source>
        <translation>wer wem folgt</translation>
    </message>
    <message>
        <source>comments</source>
        <translation>Kommentare</translation>
    </message>
    <message>
        <source>follower counts just calculated</source>
        <translation>eben gezählte Followerzahlen</translation>
    </message>
    <message>
        <source>profiles as they were shown last</source>
        <translation>Profile, wie sie zuletzt gezeigt wurden</translation>
    </message>
    <message>
        <source>assembled feeds</source>
        <translation>zusammengestellte Feeds</translation>
    </message>
    <message>
        <source>sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>If Redis restarts now, nothing is lost: everything in it can be calculated again.</source>
        <translation>Startet Redis jetzt neu, ist nichts verloren: alles darin lässt sich neu berechnen.</translation>
    </message>
    <message>
        <source>The schema tierlens_profile is not complete: reset the sandbox, or drop that schema and start again.</source>
        <translation>Das Schema tierlens_profile ist nicht vollständig: die Sandbox zurücksetzen oder das Schema löschen und neu beginnen.</translation>
    </message>
    <message>
        <source>%1 has %2 followers</source>
        <translation>%1 hat %2 Follower</translation>
    </message>
    <message>
        <source>%1 has one follower more</source>
        <translation>%1 hat einen Follower mehr</translation>
    </message>
    <message>
        <source>%1 has one follower less</source>
        <translation>%1 hat einen Follower weniger</translation>
    </message>
    <message>
        <source>%1 has a new photo</source>
        <translation>%1 hat ein neues Foto</translation>
    </message>
</context>
<context>
    <name>SocketFolder</name>
    <message>
        <source>No folder for the servers&apos; sockets can be made in %1: check its rights, or set TMPDIR to a short path.</source>
        <translation>In %1 lässt sich kein Ordner für die Sockets der Server anlegen: die Rechte prüfen oder TMPDIR auf einen kurzen Pfad setzen.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
</context>
<context>
    <name>StatementRows</name>
    <message>
        <source>all other statements together</source>
        <translation>alle anderen Anweisungen zusammen</translation>
    </message>
    <message>
        <source>User: %1</source>
        <translation>Benutzer: %1</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>Against the stretch of the same length before</source>
        <translation>Gegenüber der gleich langen Zeit davor</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>As the server normalised it; of the chosen time</source>
        <translation>Wie vom Server vereinheitlicht; in der gewählten Zeit</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Of the time that all statements took in Postgres</source>
        <translation>An der Zeit aller Anweisungen in Postgres</translation>
    </message>
    <message>
        <source>Calls/s</source>
        <translation>Aufrufe/s</translation>
    </message>
    <message>
        <source>Mean over the time that was watched</source>
        <translation>Mittel über die beobachtete Zeit</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Time in Postgres of one call</source>
        <translation>Zeit eines Aufrufs in Postgres</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Of one call</source>
        <translation>Eines Aufrufs</translation>
    </message>
    <message>
        <source>Buffer hits</source>
        <translation>Puffertreffer</translation>
    </message>
    <message>
        <source>Blocks found in the memory of Postgres</source>
        <translation>Blöcke, die im Speicher von Postgres lagen</translation>
    </message>
    <message>
        <source>Since the statistics of the server began</source>
        <translation>Seit Beginn der Statistik des Servers</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>With what is stored apart, without indexes</source>
        <translation>Mit dem, was ausgelagert ist, ohne Indizes</translation>
    </message>
    <message>
        <source>Indexes</source>
        <translation>Indizes</translation>
    </message>
    <message>
        <source>Estimate of the server</source>
        <translation>Schätzung des Servers</translation>
    </message>
    <message>
        <source>Dead rows</source>
        <translation>Tote Zeilen</translation>
    </message>
    <message>
        <source>Left behind by changes, until VACUUM takes them</source>
        <translation>Von Änderungen hinterlassen, bis VACUUM sie holt</translation>
    </message>
    <message>
        <source>Scans whole / by index</source>
        <translation>Suchen ganz / per Index</translation>
    </message>
    <message>
        <source>Vacuum</source>
        <translation>Vacuum</translation>
    </message>
    <message>
        <source>By hand or by itself</source>
        <translation>Von Hand oder von selbst</translation>
    </message>
    <message>
        <source>Δ Calls</source>
        <translation>Δ Aufrufe</translation>
    </message>
    <message>
        <source>Δ Mean</source>
        <translation>Δ Mittel</translation>
    </message>
</context>
<context>
    <name>StoreBoard</name>
    <message>
        <source>The store now</source>
        <translation>Der Laden jetzt</translation>
    </message>
    <message>
        <source>Best sellers today</source>
        <translation>Meistverkauft heute</translation>
    </message>
    <message>
        <source>Carts and orders</source>
        <translation>Warenkörbe und Bestellungen</translation>
    </message>
    <message>
        <source>%1 sold</source>
        <translation>%1 verkauft</translation>
    </message>
    <message>
        <source>%1 carts</source>
        <translation>%1 Warenkörbe</translation>
    </message>
    <message>
        <source>Redis has forgotten %1 open carts worth %2. No order is lost: all %3 of this run are in Postgres.</source>
        <translation>Redis hat %1 offene Warenkörbe im Wert von %2 vergessen. Keine Bestellung ist verloren: alle %3 dieses Laufs stehen in Postgres.</translation>
    </message>
    <message>
        <source>Counted at the last look before, at most a second earlier. Whose cart was open has to fill it again; sessions have to log in again; the board of best sellers is calculated again from the orders in Postgres.</source>
        <translation>Gezählt beim letzten Blick davor, höchstens eine Sekunde früher. Wessen Warenkorb offen war, muss ihn neu füllen; Sitzungen müssen sich neu anmelden; die Tafel der Meistverkauften wird aus den Bestellungen in Postgres neu berechnet.</translation>
    </message>
    <message>
        <source>Best sellers calculated from Postgres: %1 orders today.</source>
        <translation>Meistverkaufte aus Postgres berechnet: %1 Bestellungen heute.</translation>
    </message>
    <message>
        <source>The board in Redis counts sales as they happen. When it is not there, one query over today&apos;s orders makes it again.</source>
        <translation>Die Tafel in Redis zählt Verkäufe, während sie geschehen. Ist sie nicht da, macht eine Abfrage über die heutigen Bestellungen sie neu.</translation>
    </message>
    <message>
        <source>Redis does not answer</source>
        <translation>Redis antwortet nicht</translation>
    </message>
    <message>
        <source>Open carts</source>
        <translation>Offene Warenkörbe</translation>
    </message>
    <message>
        <source>Carts in Redis that have not been bought yet. Redis forgets each of them ten minutes after its last change. Counted from Redis&apos; own list of open carts.</source>
        <translation>Warenkörbe in Redis, die noch nicht gekauft sind. Redis vergisst jeden zehn Minuten nach seiner letzten Änderung. Gezählt aus Redis&apos; eigener Liste offener Warenkörbe.</translation>
    </message>
    <message>
        <source>Lost if Redis restarted now</source>
        <translation>Verloren, wenn Redis jetzt neu startet</translation>
    </message>
    <message>
        <source>What is in the open carts, at the prices of the moment it was put in. Customers would have to choose it again.</source>
        <translation>Was in den offenen Warenkörben liegt, zu den Preisen beim Hineinlegen. Die Kunden müssten es neu auswählen.</translation>
    </message>
    <message>
        <source>Lost so far</source>
        <translation>Bisher verloren</translation>
    </message>
    <message>
        <source>%1 carts · %2</source>
        <translation>%1 Warenkörbe · %2</translation>
    </message>
    <message>
        <source>Open carts that Redis has forgotten since this run began, because it was restarted or emptied. Carts whose ten minutes were over are not among them.</source>
        <translation>Offene Warenkörbe, die Redis seit Beginn dieses Laufs vergessen hat, weil es neu gestartet oder geleert wurde. Warenkörbe, deren zehn Minuten um waren, zählen nicht mit.</translation>
    </message>
    <message>
        <source>Orders in Postgres</source>
        <translation>Bestellungen in Postgres</translation>
    </message>
    <message>
        <source>Orders that Postgres has acknowledged since this run began. A restart of Redis does not touch them.</source>
        <translation>Bestellungen, die Postgres seit Beginn dieses Laufs bestätigt hat. Ein Neustart von Redis berührt sie nicht.</translation>
    </message>
    <message>
        <source>Last order</source>
        <translation>Letzte Bestellung</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>no. %1 · %2</source>
        <translation>Nr. %1 · %2</translation>
    </message>
    <message>
        <source>Its number and its sum, as Postgres has them.</source>
        <translation>Ihre Nummer und Summe, wie Postgres sie hat.</translation>
    </message>
</context>
<context>
    <name>StoreCheckout</name>
    <message>
        <source>Orders under way did not end in time.</source>
        <translation>Laufende Bestellungen endeten nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>The store has no products.</source>
        <translation>Der Laden hat keine Waren.</translation>
    </message>
</context>
<context>
    <name>StoreNames</name>
    <message>
        <source>The schema tierlens_store is not complete: remove the scenario and start again.</source>
        <translation>Das Schema tierlens_store ist nicht vollständig: das Szenario entfernen und neu beginnen.</translation>
    </message>
</context>
<context>
    <name>StoreSeeding</name>
    <message>
        <source>Seeding users and addresses</source>
        <translation>Benutzer und Adressen werden angelegt</translation>
    </message>
    <message>
        <source>Seeding products</source>
        <translation>Waren werden angelegt</translation>
    </message>
    <message>
        <source>Indexing orders</source>
        <translation>Bestellungen werden indiziert</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>There is no tour or file &quot;%1&quot;; tours are %2.</source>
        <translation>Es gibt keine Tour oder Datei &quot;%1&quot;; Touren sind %2.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 lässt sich nicht lesen: %2.</translation>
    </message>
    <message>
        <source>%1 is too long for a tour.</source>
        <translation>%1 ist für eine Tour zu lang.</translation>
    </message>
</context>
<context>
    <name>TourJson</name>
    <message>
        <source>something is missing</source>
        <translation>etwas fehlt</translation>
    </message>
    <message>
        <source>this is not JSON here: %1.</source>
        <translation>hier ist dies kein JSON: %1.</translation>
    </message>
    <message>
        <source>the file is empty.</source>
        <translation>die Datei ist leer.</translation>
    </message>
    <message>
        <source>this is not text in UTF-8.</source>
        <translation>dies ist kein Text in UTF-8.</translation>
    </message>
    <message>
        <source>this is no tour: brackets are nested too deeply.</source>
        <translation>dies ist keine Tour: die Klammern sind zu tief geschachtelt.</translation>
    </message>
</context>
<context>
    <name>TourMeasures</name>
    <message>
        <source>everything is as before</source>
        <translation>alles ist wie zuvor</translation>
    </message>
    <message>
        <source>not all is as before</source>
        <translation>nicht alles ist wie zuvor</translation>
    </message>
    <message>
        <source>%1 answers</source>
        <translation>%1 antwortet</translation>
    </message>
    <message>
        <source>%1 is down</source>
        <translation>%1 ist nicht da</translation>
    </message>
    <message>
        <source>%1 is silent</source>
        <translation>%1 ist stumm</translation>
    </message>
    <message>
        <source>before</source>
        <translation>zuvor</translation>
    </message>
    <message>
        <source>%1× before</source>
        <translation>%1× zuvor</translation>
    </message>
    <message>
        <source>%1× %2</source>
        <translation>%1× %2</translation>
    </message>
    <message>
        <source>hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>requests per second</source>
        <translation>Anfragen pro Sekunde</translation>
    </message>
    <message>
        <source>queries per second</source>
        <translation>Abfragen pro Sekunde</translation>
    </message>
    <message>
        <source>typical answer</source>
        <translation>typische Antwort</translation>
    </message>
    <message>
        <source>slowest 1 % of the answers</source>
        <translation>langsamstes 1 % der Antworten</translation>
    </message>
    <message>
        <source>one answer of Redis</source>
        <translation>eine Antwort von Redis</translation>
    </message>
    <message>
        <source>one answer of Postgres</source>
        <translation>eine Antwort von Postgres</translation>
    </message>
    <message>
        <source>how much faster Redis answers</source>
        <translation>wie viel schneller Redis antwortet</translation>
    </message>
    <message>
        <source>gain for a simple question</source>
        <translation>Gewinn bei einer einfachen Frage</translation>
    </message>
    <message>
        <source>queries avoided</source>
        <translation>vermiedene Abfragen</translation>
    </message>
    <message>
        <source>money saved</source>
        <translation>gespartes Geld</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>Misses</translation>
    </message>
    <message>
        <source>shared answers</source>
        <translation>geteilte Antworten</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>Schreibvorgänge</translation>
    </message>
    <message>
        <source>updates of live state</source>
        <translation>Änderungen des Live-Zustands</translation>
    </message>
    <message>
        <source>refused requests</source>
        <translation>abgewiesene Anfragen</translation>
    </message>
    <message>
        <source>failed requests</source>
        <translation>gescheiterte Anfragen</translation>
    </message>
    <message>
        <source>stale answers</source>
        <translation>veraltete Antworten</translation>
    </message>
    <message>
        <source>expired keys</source>
        <translation>abgelaufene Schlüssel</translation>
    </message>
    <message>
        <source>evicted keys</source>
        <translation>verdrängte Schlüssel</translation>
    </message>
    <message>
        <source>invalidated keys</source>
        <translation>invalidierte Schlüssel</translation>
    </message>
    <message>
        <source>keys in Redis</source>
        <translation>Schlüssel in Redis</translation>
    </message>
    <message>
        <source>stale keys</source>
        <translation>veraltete Schlüssel</translation>
    </message>
    <message>
        <source>stampedes</source>
        <translation>Anstürme</translation>
    </message>
    <message>
        <source>queries of the stampede</source>
        <translation>Abfragen des Ansturms</translation>
    </message>
    <message>
        <source>expiry cliffs</source>
        <translation>Ablaufklippen</translation>
    </message>
    <message>
        <source>keys of the expiry cliff</source>
        <translation>Schlüssel der Ablaufklippe</translation>
    </message>
    <message>
        <source>queries of the cliff</source>
        <translation>Abfragen der Klippe</translation>
    </message>
    <message>
        <source>cold starts</source>
        <translation>Kaltstarts</translation>
    </message>
    <message>
        <source>rows of the board</source>
        <translation>Zeilen der Tafel</translation>
    </message>
    <message>
        <source>first of the board</source>
        <translation>Erster der Tafel</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>the effect</source>
        <translation>die Wirkung</translation>
    </message>
    <message>
        <source>keys lost</source>
        <translation>Schlüssel verloren</translation>
    </message>
    <message>
        <source>rows lost</source>
        <translation>Zeilen verloren</translation>
    </message>
    <message>
        <source>writes looked for</source>
        <translation>gesuchte Schreibvorgänge</translation>
    </message>
    <message>
        <source>extra queries</source>
        <translation>Extra-Abfragen</translation>
    </message>
    <message>
        <source>slowest answer</source>
        <translation>langsamste Antwort</translation>
    </message>
    <message>
        <source>time without the server</source>
        <translation>Zeit ohne den Server</translation>
    </message>
    <message>
        <source>time until all was as before</source>
        <translation>Zeit, bis alles war wie zuvor</translation>
    </message>
    <message>
        <source>%1 below %2</source>
        <translation>%1 unter %2</translation>
    </message>
    <message>
        <source>%1 at most %2</source>
        <translation>%1 höchstens %2</translation>
    </message>
    <message>
        <source>%1 exactly %2</source>
        <translation>%1 genau %2</translation>
    </message>
    <message>
        <source>%1 not %2</source>
        <translation>%1 nicht %2</translation>
    </message>
    <message>
        <source>%1 at least %2</source>
        <translation>%1 mindestens %2</translation>
    </message>
    <message>
        <source>%1 above %2</source>
        <translation>%1 über %2</translation>
    </message>
</context>
<context>
    <name>TourReader</name>
    <message>
        <source>%1, line %2: step %3: %4</source>
        <translation>%1, Zeile %2: Schritt %3: %4</translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation>%1, Zeile %2: %3</translation>
    </message>
    <message>
        <source>%1 must be an object in braces: { … }.</source>
        <translation>%1 muss ein Objekt in geschweiften Klammern sein: { … }.</translation>
    </message>
    <message>
        <source>%1 has nothing called &quot;%2&quot;; known are %3.</source>
        <translation>%1 hat nichts namens &quot;%2&quot;; bekannt sind %3.</translation>
    </message>
    <message>
        <source>%1 needs &quot;%2&quot;, for example %3.</source>
        <translation>%1 braucht &quot;%2&quot;, zum Beispiel %3.</translation>
    </message>
    <message>
        <source>a tour</source>
        <translation>eine Tour</translation>
    </message>
    <message>
        <source>&quot;format&quot; must be 1: nothing else is known here.</source>
        <translation>&quot;format&quot; muss 1 sein: anderes ist hier nicht bekannt.</translation>
    </message>
    <message>
        <source>&quot;scenario&quot; must be one of %1.</source>
        <translation>&quot;scenario&quot; muss eines sein von %1.</translation>
    </message>
    <message>
        <source>&quot;steps&quot; must be a list in brackets, of 1 to %1 steps.</source>
        <translation>&quot;steps&quot; muss eine Liste in eckigen Klammern sein, mit 1 bis %1 Schritten.</translation>
    </message>
    <message>
        <source>a step</source>
        <translation>ein Schritt</translation>
    </message>
    <message>
        <source>&quot;point&quot; must be one of %1.</source>
        <translation>&quot;point&quot; muss eines sein von %1.</translation>
    </message>
    <message>
        <source>&quot;do&quot; says nothing to do.</source>
        <translation>&quot;do&quot; sagt nicht, was zu tun ist.</translation>
    </message>
    <message>
        <source>&quot;do&quot; wants text, for example &quot;restart redis&quot;.</source>
        <translation>&quot;do&quot; will Text, zum Beispiel &quot;restart redis&quot;.</translation>
    </message>
    <message>
        <source>&quot;wait&quot; wants { &quot;until&quot;: &quot;hit_rate &gt; 90 %&quot;, &quot;limit&quot;: &quot;20s&quot; }.</source>
        <translation>&quot;wait&quot; will { &quot;until&quot;: &quot;hit_rate &gt; 90 %&quot;, &quot;limit&quot;: &quot;20s&quot; }.</translation>
    </message>
    <message>
        <source>&quot;wait&quot; needs &quot;until&quot;, for example &quot;hit_rate &gt; 90 %&quot;.</source>
        <translation>&quot;wait&quot; braucht &quot;until&quot;, zum Beispiel &quot;hit_rate &gt; 90 %&quot;.</translation>
    </message>
    <message>
        <source>&quot;wait&quot; needs a limit, for example &quot;20s&quot;.</source>
        <translation>&quot;wait&quot; braucht eine Grenze, zum Beispiel &quot;20s&quot;.</translation>
    </message>
    <message>
        <source>&quot;claim&quot; claims nothing.</source>
        <translation>&quot;claim&quot; behauptet nichts.</translation>
    </message>
    <message>
        <source>&quot;choices&quot; must be a list of 2 to %1 answers.</source>
        <translation>&quot;choices&quot; muss eine Liste von 2 bis %1 Antworten sein.</translation>
    </message>
    <message>
        <source>&quot;right&quot; is the number of the right answer, from 1.</source>
        <translation>&quot;right&quot; ist die Nummer der richtigen Antwort, ab 1.</translation>
    </message>
    <message>
        <source>there is no answer %1: &quot;choices&quot; has %2.</source>
        <translation>es gibt keine Antwort %1: &quot;choices&quot; hat %2.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be text, and not empty.</source>
        <translation>&quot;%1&quot; muss Text sein, und nicht leer.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has %2 characters; more than %3 cannot be shown.</source>
        <translation>&quot;%1&quot; hat %2 Zeichen; mehr als %3 lassen sich nicht zeigen.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no language known here; they are %2.</source>
        <translation>&quot;%1&quot; ist keine hier bekannte Sprache; bekannt sind %2.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; needs at least &quot;en&quot;.</source>
        <translation>&quot;%1&quot; braucht mindestens &quot;en&quot;.</translation>
    </message>
    <message>
        <source>&quot;set&quot; wants names and values, for example { &quot;ttl&quot;: &quot;10s&quot; }.</source>
        <translation>&quot;set&quot; will Namen und Werte, zum Beispiel { &quot;ttl&quot;: &quot;10s&quot; }.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; wants a condition as text, for example &quot;hit_rate &gt; 90 %&quot;.</source>
        <translation>&quot;%1&quot; will eine Bedingung als Text, zum Beispiel &quot;hit_rate &gt; 90 %&quot;.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; names no condition.</source>
        <translation>&quot;%1&quot; nennt keine Bedingung.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be a time from 100ms to 2m, for example &quot;20s&quot;.</source>
        <translation>&quot;%1&quot; muss eine Zeit von 100ms bis 2m sein, zum Beispiel &quot;20s&quot;.</translation>
    </message>
</context>
<context>
    <name>TourWords</name>
    <message>
        <source>write a condition like &quot;hit_rate &gt; 90 %&quot; or &quot;redis up&quot;.</source>
        <translation>eine Bedingung schreiben wie &quot;hit_rate &gt; 90 %&quot; oder &quot;redis up&quot;.</translation>
    </message>
    <message>
        <source>there is no measure &quot;%1&quot;; known are %2.</source>
        <translation>es gibt keine Messgröße &quot;%1&quot;; bekannt sind %2.</translation>
    </message>
    <message>
        <source>say what it shall be, without a sign: %1 %2.</source>
        <translation>sagen, was es sein soll, ohne Zeichen: %1 %2.</translation>
    </message>
    <message>
        <source>a comparison is missing, for example &quot;%1&quot;.</source>
        <translation>ein Vergleich fehlt, zum Beispiel &quot;%1&quot;.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not how this is measured; write for example &quot;%2&quot;.</source>
        <translation>&quot;%1&quot; ist nicht, wie dies gemessen wird; zum Beispiel &quot;%2&quot; schreiben.</translation>
    </message>
    <message>
        <source>compare with a figure or with another measure, not with both.</source>
        <translation>mit einer Zahl vergleichen oder mit einer anderen Messgröße, nicht mit beidem.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is nothing to compare this with.</source>
        <translation>mit &quot;%1&quot; lässt sich dies nicht vergleichen.</translation>
    </message>
    <message>
        <source>say which server, redis or postgres.</source>
        <translation>sagen, welcher Server: redis oder postgres.</translation>
    </message>
    <message>
        <source>one word says what.</source>
        <translation>ein Wort sagt, was.</translation>
    </message>
    <message>
        <source>nothing stands after it.</source>
        <translation>danach steht nichts mehr.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no server; say redis or postgres.</source>
        <translation>&quot;%1&quot; ist kein Server; redis oder postgres sagen.</translation>
    </message>
    <message>
        <source>give a time from 100ms to 60s.</source>
        <translation>eine Zeit von 100ms bis 60s angeben.</translation>
    </message>
    <message>
        <source>known are restart|crash|freeze redis|postgres, invalidate PATTERN|everything, write, order NAME, expire KEY, pause, resume.</source>
        <translation>bekannt sind restart|crash|freeze redis|postgres, invalidate PATTERN|everything, write, order NAME, expire KEY, pause, resume.</translation>
    </message>
    <message>
        <source>&quot;{%1}&quot; is no measured value; known are %2, answered.</source>
        <translation>&quot;{%1}&quot; ist kein Messwert; bekannt sind %2, answered.</translation>
    </message>
</context>
<context>
    <name>TrafficFigures</name>
    <message>
        <source>What they ask is counted by Redis, which does not answer now.</source>
        <translation>Was sie fragen, zählt Redis, das jetzt nicht antwortet.</translation>
    </message>
    <message>
        <source>1 client</source>
        <translation>1 Client</translation>
    </message>
    <message>
        <source>1 host</source>
        <translation>1 Host</translation>
    </message>
    <message>
        <source>not watched</source>
        <translation>nicht beobachtet</translation>
    </message>
    <message>
        <source>This connection names no such server.</source>
        <translation>Diese Verbindung nennt keinen solchen Server.</translation>
    </message>
    <message>
        <source>No figures yet.</source>
        <translation>Noch keine Zahlen.</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>Rückstand %1</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>Anwendungen</translation>
    </message>
    <message>
        <source>%1 clients</source>
        <translation>%1 Clients</translation>
    </message>
    <message>
        <source>%1 hosts</source>
        <translation>%1 Hosts</translation>
    </message>
    <message>
        <source>commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>%1 Fehler</translation>
    </message>
    <message>
        <source>%1 primaries</source>
        <translation>%1 Primäre</translation>
    </message>
    <message>
        <source>replica</source>
        <translation>Replikat</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 Schlüssel</translation>
    </message>
    <message>
        <source>hit rate: nobody asks</source>
        <translation>Trefferquote: niemand fragt</translation>
    </message>
    <message>
        <source>hit rate, was %1 an hour ago</source>
        <translation>Trefferquote, vor einer Stunde %1</translation>
    </message>
    <message>
        <source>hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>Misses</translation>
    </message>
    <message>
        <source>evicting %1</source>
        <translation>verdrängt %1</translation>
    </message>
    <message>
        <source>expiring %1</source>
        <translation>Ablauf %1</translation>
    </message>
    <message>
        <source>standby</source>
        <translation>Standby</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>Primärserver</translation>
    </message>
    <message>
        <source> + 1 replica</source>
        <translation> + 1 Replikat</translation>
    </message>
    <message>
        <source> + %1 replicas</source>
        <translation> + %1 Replikate</translation>
    </message>
    <message>
        <source>%1 of %2 sessions</source>
        <translation>%1 von %2 Sitzungen</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>transactions</source>
        <translation>Transaktionen</translation>
    </message>
    <message>
        <source>mean of the filling queries</source>
        <translation>Mittel der füllenden Abfragen</translation>
    </message>
    <message>
        <source>mean of all queries</source>
        <translation>Mittel aller Abfragen</translation>
    </message>
    <message>
        <source>%1 waiting for locks</source>
        <translation>%1 warten auf Sperren</translation>
    </message>
    <message>
        <source>buffer hits %1</source>
        <translation>Puffertreffer %1</translation>
    </message>
    <message>
        <source>Traffic now</source>
        <translation>Verkehr jetzt</translation>
    </message>
    <message>
        <source>Traffic then</source>
        <translation>Verkehr damals</translation>
    </message>
    <message>
        <source>counted by the servers, %1</source>
        <translation>von den Servern gezählt, %1</translation>
    </message>
    <message>
        <source>%1 hits</source>
        <translation>%1 Treffer</translation>
    </message>
    <message>
        <source>%1 misses</source>
        <translation>%1 Misses</translation>
    </message>
    <message>
        <source>%1 fills</source>
        <translation>%1 Füllungen</translation>
    </message>
    <message>
        <source>fills: not known yet</source>
        <translation>Füllungen: noch nicht bekannt</translation>
    </message>
    <message>
        <source>p99 of reads</source>
        <translation>p99 der Lesezugriffe</translation>
    </message>
    <message>
        <source>1 key</source>
        <translation>1 Schlüssel</translation>
    </message>
</context>
<context>
    <name>TruthListener</name>
    <message>
        <source>While Postgres was away nobody heard what changed in it, so the cached answers have been deleted.</source>
        <translation>Während Postgres weg war, hat niemand gehört, was sich darin änderte; darum wurden die gemerkten Antworten gelöscht.</translation>
    </message>
</context>
<context>
    <name>ValueRows</name>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Of a list the place, of a sorted set the score, of a stream the ID.</source>
        <translation>Bei einer Liste der Platz, bei einer sortierten Menge die Punkte, bei einem Stream die ID.</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Redis answers %1 of 100 questions itself instead of %2</source>
        <translation>Redis beantwortet %1 von 100 Fragen selbst statt %2</translation>
    </message>
    <message>
        <source>half of the answers come within %1 instead of %2</source>
        <translation>die Hälfte der Antworten kommt in %1 statt in %2</translation>
    </message>
    <message>
        <source>99 of 100 answers come within %1 instead of %2</source>
        <translation>99 von 100 Antworten kommen in %1 statt in %2</translation>
    </message>
    <message>
        <source>Postgres is asked %1 times a second instead of %2</source>
        <translation>Postgres wird %1-mal pro Sekunde gefragt statt %2-mal</translation>
    </message>
    <message>
        <source>in its worst moment Postgres is asked %1 times a second instead of %2</source>
        <translation>im schlimmsten Moment wird Postgres %1-mal pro Sekunde gefragt statt %2-mal</translation>
    </message>
    <message>
        <source>no answer is out of date instead of %1</source>
        <translation>keine Antwort ist veraltet statt %1</translation>
    </message>
    <message>
        <source>%1 answers are out of date instead of none</source>
        <translation>%1 Antworten sind veraltet statt keiner</translation>
    </message>
    <message>
        <source>%1 answers are out of date instead of %2</source>
        <translation>%1 Antworten sind veraltet statt %2</translation>
    </message>
    <message>
        <source>the other is behind the truth by up to %1</source>
        <translation>die andere Seite liegt bis zu %1 hinter der Wahrheit zurück</translation>
    </message>
    <message>
        <source>answers are behind the truth by up to %1</source>
        <translation>Antworten liegen bis zu %1 hinter der Wahrheit zurück</translation>
    </message>
    <message>
        <source>answers are behind the truth by up to %1 instead of %2</source>
        <translation>Antworten liegen bis zu %1 hinter der Wahrheit zurück statt %2</translation>
    </message>
    <message>
        <source>Postgres never gets the same question twice at once, instead of up to %1 times</source>
        <translation>Postgres bekommt nie zweimal zugleich dieselbe Frage statt bis zu %1-mal</translation>
    </message>
    <message>
        <source>Postgres gets the same question up to %1 times at once instead of %2</source>
        <translation>Postgres bekommt dieselbe Frage bis zu %1-mal zugleich statt %2-mal</translation>
    </message>
    <message>
        <source>%1 requests a second get an answer instead of %2</source>
        <translation>%1 Anfragen pro Sekunde bekommen eine Antwort statt %2</translation>
    </message>
    <message>
        <source>no request fails instead of %1</source>
        <translation>keine Anfrage scheitert statt %1</translation>
    </message>
    <message>
        <source>%1 requests fail instead of %2</source>
        <translation>%1 Anfragen scheitern statt %2</translation>
    </message>
    <message>
        <source>This was one run of each. Nobody can tell from it how much is chance: repeat it at least three times.</source>
        <translation>Dies war je ein Lauf. Niemand kann daraus erkennen, wie viel Zufall ist: mindestens dreimal wiederholen.</translation>
    </message>
    <message>
        <source>%1 runs of each, in turns.</source>
        <translation>Je %1 Läufe, im Wechsel.</translation>
    </message>
    <message>
        <source>What differs is too little to matter, whether it is chance or not.</source>
        <translation>Der Unterschied ist zu klein, um zu zählen, ob Zufall oder nicht.</translation>
    </message>
    <message>
        <source>Some runs of one side were better than some of the other, and some were worse: the difference is within the noise.</source>
        <translation>Einige Läufe der einen Seite waren besser als einige der anderen, und einige schlechter: der Unterschied liegt im Rauschen.</translation>
    </message>
    <message>
        <source>Every run of the one was better than every run of the other. If there were no difference, chance alone would do that once in %1 comparisons.</source>
        <translation>Jeder Lauf der einen Seite war besser als jeder der anderen. Gäbe es keinen Unterschied, käme das durch Zufall nur in einem von %1 Vergleichen vor.</translation>
    </message>
    <message>
        <source>with &quot;%1&quot; %2</source>
        <translation>%2 (bei „%1“)</translation>
    </message>
    <message>
        <source>Too close to call.</source>
        <translation>Zu knapp für ein Urteil.</translation>
    </message>
    <message>
        <source>It makes no difference worth a word.</source>
        <translation>Kein nennenswerter Unterschied.</translation>
    </message>
    <message>
        <source>%1: %2 against %3, and the runs of either side differ as much among themselves.</source>
        <translation>%1: %2 gegen %3, und die Läufe jeder Seite unterscheiden sich untereinander ebenso sehr.</translation>
    </message>
    <message>
        <source>%1: %2 on both sides, as near as matters.</source>
        <translation>%1: %2 auf beiden Seiten, so genau es zählt.</translation>
    </message>
    <message>
        <source>Clear all the same: %1.</source>
        <translation>Trotzdem klar: %1.</translation>
    </message>
    <message>
        <source>Better: %1.</source>
        <translation>Besser: %1.</translation>
    </message>
    <message>
        <source>A person notices neither: that takes about 100 ms.</source>
        <translation>Ein Mensch bemerkt beides nicht: dazu braucht es etwa 100 ms.</translation>
    </message>
    <message>
        <source>, and </source>
        <translation>, und </translation>
    </message>
    <message>
        <source>It costs nothing that was measured here.</source>
        <translation>Es kostet nichts, was hier gemessen wurde.</translation>
    </message>
    <message>
        <source>What it costs: %1.</source>
        <translation>Was es kostet: %1.</translation>
    </message>
    <message>
        <source>Better in this one run: %1.</source>
        <translation>Besser in diesem einen Lauf: %1.</translation>
    </message>
    <message>
        <source>Probably better: %1.</source>
        <translation>Wahrscheinlich besser: %1.</translation>
    </message>
</context>
<context>
    <name>WaitedBuckets</name>
    <message>
        <source>%1 answered by Redis, %2 had to ask Postgres</source>
        <translation>%1 von Redis beantwortet, %2 mussten Postgres fragen</translation>
    </message>
    <message>
        <source>below %1: %2</source>
        <translation>unter %1: %2</translation>
    </message>
    <message>
        <source>%1 and more: %2</source>
        <translation>%1 und mehr: %2</translation>
    </message>
    <message>
        <source>%1 to %2: %3</source>
        <translation>%1 bis %2: %3</translation>
    </message>
    <message>
        <source>Nothing has been asked in the last 60 s.</source>
        <translation>In den letzten 60 s wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>In the last 60 s %1 answers came from Redis and %2 had to ask Postgres. Most often: %3.</source>
        <translation>In den letzten 60 s kamen %1 Antworten von Redis, und %2 mussten Postgres fragen. Am häufigsten: %3.</translation>
    </message>
</context>
<context>
    <name>WatchDetail</name>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1 (%2 bis %3)</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Time to live</source>
        <translation>Lebensdauer</translation>
    </message>
    <message>
        <source>Without expiry</source>
        <translation>Ohne Ablauf</translation>
    </message>
    <message>
        <source>Not touched for an hour</source>
        <translation>Seit einer Stunde unberührt</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>Größter</translation>
    </message>
    <message>
        <source>Hottest</source>
        <translation>Heißester</translation>
    </message>
    <message>
        <source>A miss costs the caller</source>
        <translation>Ein Miss kostet den Aufrufer</translation>
    </message>
    <message>
        <source>Filled by</source>
        <translation>Gefüllt von</translation>
    </message>
    <message>
        <source>nothing stands out</source>
        <translation>nichts fällt auf</translation>
    </message>
    <message>
        <source>hit rate fell %1</source>
        <translation>Trefferquote fiel %1</translation>
    </message>
    <message>
        <source>began %1</source>
        <translation>begann %1</translation>
    </message>
    <message>
        <source>Hit rate of all keys</source>
        <translation>Trefferquote aller Schlüssel</translation>
    </message>
    <message>
        <source>Queries that fill it, per second</source>
        <translation>Abfragen, die es füllen, pro Sekunde</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>Calls in this time</source>
        <translation>Aufrufe in dieser Zeit</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Mean before</source>
        <translation>Mittel davor</translation>
    </message>
    <message>
        <source>Rows of one call</source>
        <translation>Zeilen eines Aufrufs</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>Füllt</translation>
    </message>
    <message>
        <source>these servers</source>
        <translation>diese Server</translation>
    </message>
    <message>
        <source>A snapshot: nothing of it can change.</source>
        <translation>Eine Momentaufnahme: nichts daran kann sich ändern.</translation>
    </message>
    <message>
        <source>Read-only: Tierlens will not write to %1.</source>
        <translation>Nur lesend: Tierlens schreibt nicht auf %1.</translation>
    </message>
    <message>
        <source>Watching only reads. The tools may change %1, and ask before they do.</source>
        <translation>Das Beobachten liest nur. Die Werkzeuge dürfen %1 ändern und fragen vorher.</translation>
    </message>
    <message>
        <source>calm again for %1</source>
        <translation>seit %1 wieder ruhig</translation>
    </message>
</context>
<context>
    <name>Waterfall</name>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>%1 of %2, %3 in all.</source>
        <translation>%1 von %2, %3 insgesamt.</translation>
    </message>
    <message>
        <source>%1 after %2, took %3: %4</source>
        <translation>%1 nach %2, dauerte %3: %4</translation>
    </message>
</context>
<context>
    <name>tierlens::AboutDialog</name>
    <message>
        <source>About Tierlens</source>
        <translation>Über Tierlens</translation>
    </message>
    <message>
        <source>See requests flow through Redis and Postgres.</source>
        <translation>Sehen, wie Anfragen durch Redis und Postgres fließen.</translation>
    </message>
    <message>
        <source>Qt %1 on %2</source>
        <translation>Qt %1 auf %2</translation>
    </message>
    <message>
        <source>Free software: you may use it, study it, pass it on and change it under the GNU General Public License, version 3 or later. It comes without any warranty.</source>
        <translation>Freie Software: Sie darf unter der GNU General Public License, Version 3 oder neuer, benutzt, untersucht, weitergegeben und verändert werden. Sie kommt ohne jede Gewähr.</translation>
    </message>
    <message>
        <source>What Tierlens is made of</source>
        <translation>Woraus Tierlens besteht</translation>
    </message>
    <message>
        <source>Made of</source>
        <translation>Bestandteile</translation>
    </message>
    <message>
        <source>The licence</source>
        <translation>Die Lizenz</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation>Ordner des Protokolls öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The licences of what it is made of</source>
        <translation>Die Lizenzen dessen, woraus es besteht</translation>
    </message>
    <message>
        <source>Licences of the parts</source>
        <translation>Lizenzen der Bestandteile</translation>
    </message>
</context>
<context>
    <name>tierlens::ActionButton</name>
    <message>
        <source> (key: %1)</source>
        <translation> (Taste: %1)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>tierlens::ActionsPanel</name>
    <message>
        <source>CHANGE THE TRUTH</source>
        <translation>DIE WAHRHEIT ÄNDERN</translation>
    </message>
    <message>
        <source>Change a row in Postgres</source>
        <translation>Eine Zeile in Postgres ändern</translation>
    </message>
    <message>
        <source>Writes to Postgres, where the truth is. What Redis remembers of it is stale from then on, unless the write also invalidates it.</source>
        <translation>Schreibt nach Postgres, wo die Wahrheit ist. Was Redis davon noch weiß, ist ab dann veraltet, außer das Schreiben invalidiert es auch.</translation>
    </message>
    <message>
        <source>INVALIDATE</source>
        <translation>INVALIDIEREN</translation>
    </message>
    <message>
        <source>Selected key</source>
        <translation>Gewählter Schlüssel</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Keys matching…</source>
        <translation>Passende Schlüssel…</translation>
    </message>
    <message>
        <source>Deletes all keys that match a pattern. How many that are is shown before it happens.</source>
        <translation>Löscht alle Schlüssel, die zu einem Muster passen. Wie viele das sind, wird vorher gezeigt.</translation>
    </message>
    <message>
        <source>Everything in this scenario</source>
        <translation>Alles in diesem Szenario</translation>
    </message>
    <message>
        <source>Deletes every key of this scenario from Redis. Postgres then answers everything until the cache is warm again.</source>
        <translation>Löscht jeden Schlüssel dieses Szenarios aus Redis. Postgres beantwortet dann alles, bis der Cache wieder warm ist.</translation>
    </message>
    <message>
        <source>RESTART · BREAK</source>
        <translation>NEUSTART · STÖRUNG</translation>
    </message>
    <message>
        <source>Restart Redis</source>
        <translation>Redis neu starten</translation>
    </message>
    <message>
        <source>Stops Redis and starts it again: it comes back empty. Nothing is lost that Postgres does not have.</source>
        <translation>Hält Redis an und startet es wieder: es kommt leer zurück. Nichts geht verloren, was Postgres nicht hat.</translation>
    </message>
    <message>
        <source>Restart PostgreSQL</source>
        <translation>PostgreSQL neu starten</translation>
    </message>
    <message>
        <source>Stops PostgreSQL in good order and starts it again. Hits go on meanwhile; misses fail or wait.</source>
        <translation>Hält PostgreSQL geordnet an und startet es wieder. Treffer gehen weiter; Misses scheitern oder warten.</translation>
    </message>
    <message>
        <source>Crash Redis (kill -9)</source>
        <translation>Redis abstürzen (kill -9)</translation>
    </message>
    <message>
        <source>Ends the Redis process at once, as a power cut would, and starts it again.</source>
        <translation>Beendet den Redis-Prozess sofort, wie ein Stromausfall, und startet ihn wieder.</translation>
    </message>
    <message>
        <source>Crash PostgreSQL (kill -9)</source>
        <translation>PostgreSQL abstürzen (kill -9)</translation>
    </message>
    <message>
        <source>Ends PostgreSQL at once, as a power cut would, and starts it again. It recovers from its log; every confirmed write is then looked for.</source>
        <translation>Beendet PostgreSQL sofort, wie ein Stromausfall, und startet es wieder. Es erholt sich aus seinem Protokoll; danach wird jeder bestätigte Schreibvorgang gesucht.</translation>
    </message>
    <message>
        <source>Freeze %1 for %2 s</source>
        <translation>%1 für %2 s einfrieren</translation>
    </message>
    <message>
        <source>Stops the process without ending it: connections stay, answers do not come. This is how an overloaded server looks from outside.</source>
        <translation>Hält den Prozess an, ohne ihn zu beenden: Verbindungen bleiben, Antworten kommen nicht. So sieht ein überlasteter Server von außen aus.</translation>
    </message>
    <message>
        <source>Freeze %1: for %2 seconds</source>
        <translation>%1 einfrieren: für %2 Sekunden</translation>
    </message>
    <message>
        <source>for %1 s</source>
        <translation>für %1 s</translation>
    </message>
    <message>
        <source>How long %1 is frozen.</source>
        <translation>Wie lange %1 eingefroren ist.</translation>
    </message>
    <message>
        <source>Deletes %1 from Redis. The next request for it asks Postgres.</source>
        <translation>Löscht %1 aus Redis. Die nächste Anfrage danach fragt Postgres.</translation>
    </message>
    <message>
        <source>Select a key in the list on the right first.</source>
        <translation>Zuerst rechts in der Liste einen Schlüssel wählen.</translation>
    </message>
    <message>
        <source>working…</source>
        <translation>läuft…</translation>
    </message>
</context>
<context>
    <name>tierlens::AddressPage</name>
    <message>
        <source>Address, to paste or to copy</source>
        <translation>Adresse, zum Einfügen oder Kopieren</translation>
    </message>
    <message>
        <source>Host and port</source>
        <translation>Host und Port</translation>
    </message>
    <message>
        <source>Unix socket</source>
        <translation>Unix-Socket</translation>
    </message>
    <message>
        <source>Through Sentinels</source>
        <translation>Über Sentinels</translation>
    </message>
    <message>
        <source>Reached by</source>
        <translation>Erreichbar über</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Path of the socket</source>
        <translation>Pfad des Sockets</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinels</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>User (ACL)</source>
        <translation>Benutzer (ACL)</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>User of the Sentinels</source>
        <translation>Benutzer der Sentinels</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Passwort der Sentinels</translation>
    </message>
    <message>
        <source>Encrypted (TLS)</source>
        <translation>Verschlüsselt (TLS)</translation>
    </message>
    <message>
        <source>Host, or folder of a socket</source>
        <translation>Host, oder Ordner eines Sockets</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Service of pg_service.conf</source>
        <translation>Dienst aus pg_service.conf</translation>
    </message>
    <message>
        <source>As libpq likes it</source>
        <translation>Wie libpq es mag</translation>
    </message>
    <message>
        <source>ENCRYPTION</source>
        <translation>VERSCHLÜSSELUNG</translation>
    </message>
    <message>
        <source>TLS (sslmode)</source>
        <translation>TLS (sslmode)</translation>
    </message>
    <message>
        <source>CA certificate, a file</source>
        <translation>CA-Zertifikat, eine Datei</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>Client-Zertifikat</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>Sein Schlüssel</translation>
    </message>
    <message>
        <source>Password of the key</source>
        <translation>Passwort des Schlüssels</translation>
    </message>
    <message>
        <source>TUNNEL</source>
        <translation>TUNNEL</translation>
    </message>
    <message>
        <source>Through ssh to (empty: directly)</source>
        <translation>Über ssh zu (leer: direkt)</translation>
    </message>
    <message>
        <source>Port of ssh</source>
        <translation>Port von ssh</translation>
    </message>
    <message>
        <source>Uses this computer&apos;s ssh with your keys, agent and ~/.ssh/config.</source>
        <translation>Nimmt das ssh dieses Rechners mit Ihren Schlüsseln, Ihrem Agenten und ~/.ssh/config.</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>Ein Port ist eine Zahl von 1 bis 65535.</translation>
    </message>
</context>
<context>
    <name>tierlens::AllowChangesDialog</name>
    <message>
        <source>Allow changes</source>
        <translation>Änderungen erlauben</translation>
    </message>
    <message>
        <source>May Tierlens change something on %1?</source>
        <translation>Darf Tierlens an %1 etwas ändern?</translation>
    </message>
    <message>
        <source>these servers</source>
        <translation>diesen Servern</translation>
    </message>
    <message>
        <source>From then on its tools can delete keys and restart servers. Each of them still says beforehand what it would do, and asks. Nothing is changed by allowing it, watching itself goes on reading only, and it ends when this window is closed.</source>
        <translation>Von da an können seine Werkzeuge Schlüssel löschen und Server neu starten. Jedes sagt weiterhin vorher, was es täte, und fragt. Das Erlauben selbst ändert nichts, das Beobachten liest weiterhin nur, und es endet, wenn dieses Fenster geschlossen wird.</translation>
    </message>
    <message>
        <source>Type the connection&apos;s name, %1, to allow it:</source>
        <translation>Den Namen der Verbindung, %1, eingeben, um es zu erlauben:</translation>
    </message>
    <message>
        <source>Name of the connection</source>
        <translation>Name der Verbindung</translation>
    </message>
    <message>
        <source>Stay read-only</source>
        <translation>Nur lesend bleiben</translation>
    </message>
</context>
<context>
    <name>tierlens::AuditWindow</name>
    <message>
        <source>Ask again</source>
        <translation>Neu fragen</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Export the database…</source>
        <translation>Datenbank exportieren…</translation>
    </message>
    <message>
        <source>Audit of %1</source>
        <translation>Audit von %1</translation>
    </message>
    <message>
        <source>The audit</source>
        <translation>Das Audit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Asking the servers…</source>
        <translation>Die Server werden gefragt…</translation>
    </message>
    <message>
        <source>Save the audit</source>
        <translation>Audit speichern</translation>
    </message>
    <message>
        <source>Page to read and print (*.html);;PDF (*.pdf);;Markdown (*.md);;For programs (*.json);;Tables (*.csv)</source>
        <translation>Seite zum Lesen und Drucken (*.html);;PDF (*.pdf);;Markdown (*.md);;Für Programme (*.json);;Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
    <message>
        <source>%1 is there already. Choose another name.</source>
        <translation>%1 gibt es schon. Bitte einen anderen Namen wählen.</translation>
    </message>
</context>
<context>
    <name>tierlens::BlastDialog</name>
    <message>
        <source>Delete a key</source>
        <translation>Einen Schlüssel löschen</translation>
    </message>
    <message>
        <source>Invalidate keys</source>
        <translation>Schlüssel invalidieren</translation>
    </message>
    <message>
        <source>What is to be deleted</source>
        <translation>Was gelöscht werden soll</translation>
    </message>
    <message>
        <source>What it would do</source>
        <translation>Was es bewirken würde</translation>
    </message>
    <message>
        <source>Expected, not counted</source>
        <translation>Erwartet, nicht gezählt</translation>
    </message>
    <message>
        <source>People depend on this server. Type its name, %1, to go on:</source>
        <translation>Menschen hängen von diesem Server ab. Zum Fortfahren seinen Namen, %1, eingeben:</translation>
    </message>
    <message>
        <source>%1 keys a second</source>
        <translation>%1 Schlüssel pro Sekunde</translation>
    </message>
    <message>
        <source>How fast to delete</source>
        <translation>Wie schnell gelöscht wird</translation>
    </message>
    <message>
        <source>Slower: the keys that are filled again come one after the other.</source>
        <translation>Langsamer: die Schlüssel, die wieder gefüllt werden, kommen einer nach dem anderen.</translation>
    </message>
    <message>
        <source>Delete at most</source>
        <translation>Höchstens löschen</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>Wie weit es ist</translation>
    </message>
    <message>
        <source>What really happened</source>
        <translation>Was wirklich geschah</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Neu messen</translation>
    </message>
    <message>
        <source>Looking at it…</source>
        <translation>Wird angesehen…</translation>
    </message>
    <message>
        <source>Counting the keys…</source>
        <translation>Schlüssel werden gezählt…</translation>
    </message>
    <message>
        <source>Only reads, and takes at most a tenth of the server&apos;s time.</source>
        <translation>Liest nur und nimmt höchstens ein Zehntel der Zeit des Servers.</translation>
    </message>
    <message>
        <source>It could not be measured</source>
        <translation>Es ließ sich nicht messen</translation>
    </message>
    <message>
        <source>The key is not there any more</source>
        <translation>Den Schlüssel gibt es nicht mehr</translation>
    </message>
    <message>
        <source>No key matches</source>
        <translation>Kein Schlüssel passt</translation>
    </message>
    <message>
        <source>It has no expiry: it would not have gone by itself.</source>
        <translation>Er hat keinen Ablauf: von selbst wäre er nicht verschwunden.</translation>
    </message>
    <message>
        <source>%1 of them have no expiry: they would not have gone by themselves.</source>
        <translation>%1 davon haben keinen Ablauf: von selbst wären sie nicht verschwunden.</translation>
    </message>
    <message>
        <source>For example %1</source>
        <translation>Zum Beispiel %1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>%1 löschen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>About %1 of them have no expiry: they would not have gone by themselves.</source>
        <translation>Etwa %1 davon haben kein Ablaufen: Sie wären nicht von selbst verschwunden.</translation>
    </message>
    <message>
        <source>%1, db %2</source>
        <translation>%1, db %2</translation>
    </message>
    <message>
        <source>No key found in %1 of the keyspace</source>
        <translation>Kein Schlüssel gefunden in %1 aller Schlüssel</translation>
    </message>
    <message>
        <source>Going through all of it at this pace would take too long. There may be some in the rest.</source>
        <translation>Alle durchzugehen, würde in diesem Tempo zu lange dauern. Im Rest kann es welche geben.</translation>
    </message>
    <message>
        <source>Delete about %1</source>
        <translation>Etwa %1 löschen</translation>
    </message>
</context>
<context>
    <name>tierlens::BottomPanel</name>
    <message>
        <source>Timings, requests, queries and events</source>
        <translation>Zeiten, Anfragen, Abfragen und Ereignisse</translation>
    </message>
    <message>
        <source>Timings</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>World</source>
        <translation>Welt</translation>
    </message>
    <message>
        <source>%1 (Alt+%2)</source>
        <translation>%1 (Alt+%2)</translation>
    </message>
    <message>
        <source>Time that the charts show</source>
        <translation>Zeitraum der Diagramme</translation>
    </message>
    <message>
        <source>last 60 s</source>
        <translation>letzte 60 s</translation>
    </message>
    <message>
        <source>last 5 min</source>
        <translation>letzte 5 min</translation>
    </message>
    <message>
        <source>last 15 min</source>
        <translation>letzte 15 min</translation>
    </message>
</context>
<context>
    <name>tierlens::BottomPanelTabs</name>
    <message>
        <source>Timings, requests, queries and events</source>
        <translation>Zeiten, Anfragen, Abfragen und Ereignisse</translation>
    </message>
</context>
<context>
    <name>tierlens::BurstDialog</name>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Burst</source>
        <translation>Mitschnitt</translation>
    </message>
    <message>
        <source>Redis tells Tierlens every command for a short time (MONITOR). From a read and a write of the same key by the same client it is inferred what was missed and what filled it. No value is kept.</source>
        <translation>Redis meldet Tierlens für kurze Zeit jeden Befehl (MONITOR). Liest und schreibt derselbe Client denselben Schlüssel, wird daraus geschlossen, was fehlte und was es gefüllt hat. Kein Wert wird behalten.</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source> lines</source>
        <translation> Zeilen</translation>
    </message>
    <message>
        <source>What it will cost</source>
        <translation>Was es kosten wird</translation>
    </message>
    <message>
        <source>What it cost</source>
        <translation>Was es gekostet hat</translation>
    </message>
    <message>
        <source>Ends after</source>
        <translation>Endet nach</translation>
    </message>
    <message>
        <source>or after</source>
        <translation>oder nach</translation>
    </message>
    <message>
        <source>%1, %2 lines</source>
        <translation>%1, %2 Zeilen</translation>
    </message>
    <message>
        <source>It ran for %1 and made Redis send %2.</source>
        <translation>Er lief %1 lang und ließ Redis %2 senden.</translation>
    </message>
    <message>
        <source>Redis answered %1 commands before and %2 during it (%3).</source>
        <translation>Redis beantwortete davor %1 Befehle und währenddessen %2 (%3).</translation>
    </message>
    <message>
        <source>The limit of lines ended it.</source>
        <translation>Die Zeilengrenze hat ihn beendet.</translation>
    </message>
    <message>
        <source>Stop it now</source>
        <translation>Jetzt beenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>tierlens::CaptionBar</name>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>PageDown</source>
        <translation>BildAb</translation>
    </message>
</context>
<context>
    <name>tierlens::CheckResults</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>tierlens::ColorChoice</name>
    <message>
        <source>As the environment</source>
        <translation>Wie die Umgebung</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>Rosa</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
</context>
<context>
    <name>tierlens::CommandPalette</name>
    <message>
        <source>Search commands, keys…</source>
        <translation>Befehle, Schlüssel suchen…</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Befehle und Schlüssel suchen</translation>
    </message>
    <message>
        <source>Commands and keys found</source>
        <translation>Gefundene Befehle und Schlüssel</translation>
    </message>
    <message>
        <source>%1, shortcut %2</source>
        <translation>%1, Kürzel %2</translation>
    </message>
    <message>
        <source>Key  %1</source>
        <translation>Schlüssel  %1</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>So heißt nichts.</translation>
    </message>
    <message>
        <source>Help  %1</source>
        <translation>Hilfe  %1</translation>
    </message>
</context>
<context>
    <name>tierlens::CompareWindow</name>
    <message>
        <source>Compare two policies</source>
        <translation>Zwei Regeln vergleichen</translation>
    </message>
    <message>
        <source>What to compare</source>
        <translation>Was verglichen wird</translation>
    </message>
    <message>
        <source>My own: two settings, side by side</source>
        <translation>Eigenes: zwei Einstellungen nebeneinander</translation>
    </message>
    <message>
        <source>Runs of each side</source>
        <translation>Läufe je Seite</translation>
    </message>
    <message>
        <source>The more runs, the surer: chance differs from run to run.</source>
        <translation>Je mehr Läufe, desto sicherer: der Zufall ist von Lauf zu Lauf anders.</translation>
    </message>
    <message>
        <source>Seconds a run</source>
        <translation>Sekunden je Lauf</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>How far the comparison is</source>
        <translation>Wie weit der Vergleich ist</translation>
    </message>
    <message>
        <source>&amp;Runs of each</source>
        <translation>&amp;Läufe je Seite</translation>
    </message>
    <message>
        <source>&amp;Length of a run</source>
        <translation>&amp;Länge eines Laufs</translation>
    </message>
    <message>
        <source>Setting A</source>
        <translation>Einstellung A</translation>
    </message>
    <message>
        <source>Setting B</source>
        <translation>Einstellung B</translation>
    </message>
    <message>
        <source>%1: time to live</source>
        <translation>%1: Lebensdauer</translation>
    </message>
    <message>
        <source> s to live</source>
        <translation> s Lebensdauer</translation>
    </message>
    <message>
        <source>Hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Queries on Postgres, a second</source>
        <translation>Abfragen in Postgres, pro Sekunde</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>Making room…</source>
        <translation>Platz wird gemacht…</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>lowest %1, highest %2 of %3 runs</source>
        <translation>kleinster %1, größter %2 von %3 Läufen</translation>
    </message>
    <message>
        <source>, better</source>
        <translation>, besser</translation>
    </message>
    <message>
        <source>within the noise</source>
        <translation>im Rauschen</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>%1
About %2 left; the figures come when all have run.</source>
        <translation>%1
Noch etwa %2; die Zahlen kommen, wenn alle gelaufen sind.</translation>
    </message>
</context>
<context>
    <name>tierlens::ConnectionDialog</name>
    <message>
        <source>Keep passwords in the system&apos;s keychain</source>
        <translation>Passwörter im Schlüsselbund des Systems aufheben</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save and watch</source>
        <translation>Speichern und beobachten</translation>
    </message>
    <message>
        <source>New connection</source>
        <translation>Neue Verbindung</translation>
    </message>
    <message>
        <source>Edit connection</source>
        <translation>Verbindung bearbeiten</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Restart Redis</source>
        <translation>Redis neu starten</translation>
    </message>
    <message>
        <source>Restart Postgres</source>
        <translation>Postgres neu starten</translation>
    </message>
    <message>
        <source>This build has no keychain: passwords are kept only until Tierlens ends, and asked for again.</source>
        <translation>Diese Fassung hat keinen Schlüsselbund: Passwörter bleiben nur, bis Tierlens endet, und werden dann wieder erfragt.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Einen Namen geben.</translation>
    </message>
    <message>
        <source>Name a Redis or a Postgres first.</source>
        <translation>Zuerst ein Redis oder ein Postgres nennen.</translation>
    </message>
    <message>
        <source>An address is not right yet.</source>
        <translation>Eine Adresse stimmt noch nicht.</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Wird getestet…</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <source>How these servers are restarted. Kept, and run only when you order a restart; never on a read-only connection. Leave passwords out of it: it is saved as it stands here.</source>
        <translation>Wie diese Server neu gestartet werden. Wird aufgehoben und nur ausgeführt, wenn Sie einen Neustart auslösen; nie bei einer Verbindung, die nur liest. Keine Passwörter hineinschreiben: gespeichert wird, was hier steht.</translation>
    </message>
    <message>
        <source>What restarts a server is not right yet.</source>
        <translation>Womit ein Server neu gestartet wird, stimmt noch nicht.</translation>
    </message>
</context>
<context>
    <name>tierlens::ConnectionPill</name>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>lädt</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>hält an</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Verbindung: %1</translation>
    </message>
</context>
<context>
    <name>tierlens::ControlsPanel</name>
    <message>
        <source>Controls</source>
        <translation>Bedienung</translation>
    </message>
    <message>
        <source>SCENARIO</source>
        <translation>SZENARIO</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>Vergleichen…</translation>
    </message>
    <message>
        <source>Play the same requests with two policies and see which is better (E)</source>
        <translation>Dieselben Anfragen mit zwei Regeln spielen und sehen, welche besser ist (E)</translation>
    </message>
    <message>
        <source>CACHE POLICY</source>
        <translation>CACHE-REGELN</translation>
    </message>
</context>
<context>
    <name>tierlens::CostMeter</name>
    <message>
        <source>At most %1 of server time</source>
        <translation>Höchstens %1 der Serverzeit</translation>
    </message>
    <message>
        <source>%1: nothing measured yet</source>
        <translation>%1: noch nichts gemessen</translation>
    </message>
    <message>
        <source>%1: %2 commands/s, %3 of its time</source>
        <translation>%1: %2 Befehle/s, %3 seiner Zeit</translation>
    </message>
    <message>
        <source>%1: %2 queries/s, %3 of one session&apos;s time</source>
        <translation>%1: %2 Abfragen/s, %3 der Zeit einer Sitzung</translation>
    </message>
    <message>
        <source>looks every %1</source>
        <translation>schaut alle %1 nach</translation>
    </message>
    <message>
        <source>slowed down to stay within the budget</source>
        <translation>verlangsamt, um im Budget zu bleiben</translation>
    </message>
    <message>
        <source>slowed down while the window is hidden</source>
        <translation>verlangsamt, solange das Fenster verdeckt ist</translation>
    </message>
    <message>
        <source>slowed down because the server is slow</source>
        <translation>verlangsamt, weil der Server langsam ist</translation>
    </message>
    <message>
        <source>What Tierlens itself costs the servers, over the last 10 s</source>
        <translation>Was Tierlens selbst die Server kostet, in den letzten 10 s</translation>
    </message>
    <message>
        <source>The server that bears more is shown. Press to choose the budget.</source>
        <translation>Gezeigt wird der Server, der mehr trägt. Drücken, um das Budget zu wählen.</translation>
    </message>
    <message>
        <source>Our own cost: %1</source>
        <translation>Eigene Kosten: %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Our own cost</source>
        <translation>Eigene Kosten</translation>
    </message>
</context>
<context>
    <name>tierlens::CrashNote</name>
    <message>
        <source>Tierlens crashed</source>
        <translation>Tierlens ist abgestürzt</translation>
    </message>
    <message>
        <source>The last time, Tierlens crashed. Where in the program it was is in this file; there is nothing of your data in it. Please send it with a report.</source>
        <translation>Beim letzten Mal ist Tierlens abgestürzt. Wo im Programm, steht in dieser Datei; von Ihren Daten steht nichts darin. Bitte mit einem Bericht einsenden.</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
    <message>
        <source>Show the file</source>
        <translation>Datei zeigen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The last time, Tierlens crashed; where in the program it was is in %1</source>
        <translation>Beim letzten Mal ist Tierlens abgestürzt; wo im Programm, steht in %1</translation>
    </message>
</context>
<context>
    <name>tierlens::DetailPanel</name>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>This statement fills it</source>
        <translation>Diese Anweisung füllt es</translation>
    </message>
    <message>
        <source>It does not</source>
        <translation>Tut sie nicht</translation>
    </message>
    <message>
        <source>What seems to be going on</source>
        <translation>Was offenbar geschieht</translation>
    </message>
    <message>
        <source>Nothing that would stand out in what was seen so far.</source>
        <translation>Nichts, was in dem bisher Gesehenen auffiele.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>What Tierlens cannot see here</source>
        <translation>Was Tierlens hier nicht sehen kann</translation>
    </message>
    <message>
        <source>Press to see what it rests on.</source>
        <translation>Drücken, um zu sehen, worauf es beruht.</translation>
    </message>
    <message>
        <source>Allow changes…</source>
        <translation>Änderungen erlauben…</translation>
    </message>
    <message>
        <source>Press to see the command. Tierlens never runs it.</source>
        <translation>Drücken, um den Befehl zu sehen. Tierlens führt ihn nie aus.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message numerus="yes">
        <source>and %n more, under Events below</source>
        <translation>
            <numerusform>und %n weiterer, unten unter „Ereignisse“</numerusform>
            <numerusform>und %n weitere, unten unter „Ereignisse“</numerusform>
        </translation>
    </message>
    <message>
        <source>In the last minutes</source>
        <translation>In den letzten Minuten</translation>
    </message>
    <message>
        <source>Nothing that would stand out now.</source>
        <translation>Nichts, was jetzt auffiele.</translation>
    </message>
</context>
<context>
    <name>tierlens::DetailTable</name>
    <message>
        <source>Copy as table</source>
        <translation>Als Tabelle kopieren</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
</context>
<context>
    <name>tierlens::DirectChild</name>
    <message>
        <source>was killed by signal %1</source>
        <translation>wurde durch Signal %1 beendet</translation>
    </message>
    <message>
        <source>ended with code %1</source>
        <translation>endete mit Code %1</translation>
    </message>
</context>
<context>
    <name>tierlens::DrillForm</name>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>Wie lange</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translation>Längstes Warten</translation>
    </message>
    <message>
        <source> % of what is used now</source>
        <translation> % des jetzt Belegten</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>A command waits at most</source>
        <translation>Ein Befehl wartet höchstens</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Doing</source>
        <translation>Tut</translation>
    </message>
    <message>
        <source>List again</source>
        <translation>Neu auflisten</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird nachgesehen…</translation>
    </message>
    <message>
        <source>Nobody but Tierlens is connected.</source>
        <translation>Niemand außer Tierlens ist verbunden.</translation>
    </message>
    <message>
        <source>Choose one. Tierlens&apos; own connections are left out.</source>
        <translation>Eine auswählen. Die eigenen Verbindungen von Tierlens sind weggelassen.</translation>
    </message>
</context>
<context>
    <name>tierlens::DrillRun</name>
    <message>
        <source>Another drill is still running.</source>
        <translation>Eine andere Übung läuft noch.</translation>
    </message>
</context>
<context>
    <name>tierlens::DrillsDialog</name>
    <message>
        <source>Put it back</source>
        <translation>Zurückstellen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Fault drills</source>
        <translation>Störungsübungen</translation>
    </message>
    <message>
        <source>Drills</source>
        <translation>Übungen</translation>
    </message>
    <message>
        <source>Faults made on purpose, to see how your application takes them. Watch the charts meanwhile.</source>
        <translation>Absichtliche Störungen, um zu sehen, wie Ihre Anwendung sie verträgt. Dabei die Diagramme beobachten.</translation>
    </message>
    <message>
        <source>WHAT IT SHOWS</source>
        <translation>WAS ES ZEIGT</translation>
    </message>
    <message>
        <source>HOW IT IS UNDONE</source>
        <translation>WIE ES ZURÜCKGENOMMEN WIRD</translation>
    </message>
    <message>
        <source>What was measured</source>
        <translation>Was gemessen wurde</translation>
    </message>
    <message>
        <source>Running…</source>
        <translation>Läuft…</translation>
    </message>
    <message>
        <source>An earlier drill has set %1 to %2 and could not put it back; before it was %3.</source>
        <translation>Eine frühere Übung hat %1 auf %2 gesetzt und konnte es nicht zurückstellen; zuvor war es %3.</translation>
    </message>
    <message>
        <source>Stop it now</source>
        <translation>Jetzt beenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Leaves the setting as it is, and does not offer this again.</source>
        <translation>Lässt die Einstellung, wie sie ist, und bietet dies nicht wieder an.</translation>
    </message>
</context>
<context>
    <name>tierlens::EventModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>tierlens::EventsTab</name>
    <message>
        <source>What happened, newest first</source>
        <translation>Was geschah, Neuestes zuerst</translation>
    </message>
    <message>
        <source>Filter: Redis, action, stampede …</source>
        <translation>Filter: Redis, Aktion, Ansturm …</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>Ereignisse filtern</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>No event matches the filter</source>
        <translation>Kein Ereignis passt zum Filter</translation>
    </message>
</context>
<context>
    <name>tierlens::ExportDialog</name>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Export the database of %1</source>
        <translation>Die Datenbank von %1 exportieren</translation>
    </message>
    <message>
        <source>pg_dump reads every row once and writes all of it into a file on this computer. The server goes on working; it reads from disk what is not in memory, and keeps old versions of rows until the export is over. Nothing is changed there. The file holds everything: keep it as carefully as the database.</source>
        <translation>pg_dump liest jede Zeile einmal und schreibt alles in eine Datei auf diesem Rechner. Der Server arbeitet weiter; er liest von der Platte, was nicht im Speicher ist, und behält alte Versionen von Zeilen, bis der Export fertig ist. Dort wird nichts geändert. Die Datei enthält alles: so sorgfältig aufbewahren wie die Datenbank.</translation>
    </message>
    <message>
        <source>Progress and result</source>
        <translation>Fortschritt und Ergebnis</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>For pg_restore (*.dump);;A text for psql (*.sql)</source>
        <translation>Für pg_restore (*.dump);;Ein Text für psql (*.sql)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>table %1 of %2</source>
        <translation>Tabelle %1 von %2</translation>
    </message>
    <message>
        <source>table %1</source>
        <translation>Tabelle %1</translation>
    </message>
    <message>
        <source>Reading how the database is built…</source>
        <translation>Liest, wie die Datenbank aufgebaut ist…</translation>
    </message>
    <message>
        <source>%1 written, %2: %3</source>
        <translation>%1 geschrieben, %2: %3</translation>
    </message>
    <message>
        <source>Done in %1: %2 in %4 (tables: %3). Try to restore it somewhere else: only then it is a backup.</source>
        <translation>Fertig in %1: %2 in %4 (Tabellen: %3). Versuchen, es woanders wiederherzustellen: erst dann ist es eine Sicherung.</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet…</translation>
    </message>
</context>
<context>
    <name>tierlens::FlowView</name>
    <message>
        <source>Flow of requests</source>
        <translation>Fluss der Anfragen</translation>
    </message>
</context>
<context>
    <name>tierlens::Foreseen</name>
    <message>
        <source>%1. In the first second Postgres ran %2 queries more; about %3 were foreseen.</source>
        <translation>%1. In der ersten Sekunde führte Postgres %2 Abfragen mehr aus; etwa %3 waren vorhergesehen.</translation>
    </message>
</context>
<context>
    <name>tierlens::HelpFoot</name>
    <message>
        <source>Help (F1)</source>
        <translation>Hilfe (F1)</translation>
    </message>
    <message>
        <source>About Tierlens…</source>
        <translation>Über Tierlens…</translation>
    </message>
</context>
<context>
    <name>tierlens::HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Search the help…</source>
        <translation>Hilfe durchsuchen…</translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation>Hilfe durchsuchen</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>Themen</translation>
    </message>
    <message>
        <source>The topic</source>
        <translation>Das Thema</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>To the topic before (Alt+Left)</source>
        <translation>Zum Thema davor (Alt+Links)</translation>
    </message>
    <message>
        <source>Nothing is said of that.</source>
        <translation>Dazu steht hier nichts.</translation>
    </message>
</context>
<context>
    <name>tierlens::HistoryChart</name>
    <message>
        <source>%1: nothing was measured in this time</source>
        <translation>%1: in dieser Zeit wurde nichts gemessen</translation>
    </message>
    <message>
        <source>%1: at the end %2, between %3 and %4</source>
        <translation>%1: am Ende %2, zwischen %3 und %4</translation>
    </message>
</context>
<context>
    <name>tierlens::ImpactCard</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Hit rate since just before the action</source>
        <translation>Trefferquote seit kurz vor der Aktion</translation>
    </message>
    <message>
        <source>Puts these figures on the clipboard, as one sentence.</source>
        <translation>Legt diese Zahlen als einen Satz in die Zwischenablage.</translation>
    </message>
    <message>
        <source>Copy the figures as a sentence</source>
        <translation>Die Zahlen als Satz kopieren</translation>
    </message>
    <message>
        <source>Closes this card. The action stays in the list of events.</source>
        <translation>Schließt diese Karte. Die Aktion bleibt in der Liste der Ereignisse.</translation>
    </message>
    <message>
        <source>Close the card</source>
        <translation>Karte schließen</translation>
    </message>
    <message>
        <source>What it cost: %1</source>
        <translation>Was es gekostet hat: %1</translation>
    </message>
    <message>
        <source>requests failed</source>
        <translation>Anfragen gescheitert</translation>
    </message>
    <message>
        <source>59 seconds ago · settled after 59.9 s</source>
        <translation>vor 59 Sekunden · beruhigt nach 59.9 s</translation>
    </message>
    <message>
        <source>Hit rate of each half second from 5 s before the action on, %1 to 100 %.</source>
        <translation>Trefferquote jeder halben Sekunde ab 5 s vor der Aktion, %1 bis 100 %.</translation>
    </message>
</context>
<context>
    <name>tierlens::ImportDialog</name>
    <message>
        <source>Import connections</source>
        <translation>Verbindungen importieren</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation>%1, aus %2</translation>
    </message>
    <message>
        <source>Nothing new was found in REDIS_URL, DATABASE_URL, PG*, service files and ~/.pgpass.</source>
        <translation>Nichts Neues gefunden in REDIS_URL, DATABASE_URL, PG*, Dienstdateien und ~/.pgpass.</translation>
    </message>
    <message>
        <source>Found on this computer. They count as production until you say otherwise; passwords of ~/.pgpass stay there.</source>
        <translation>Auf diesem Rechner gefunden. Sie gelten als Produktion, bis Sie etwas anderes sagen; Passwörter aus ~/.pgpass bleiben dort.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>tierlens::InvalidateDialog</name>
    <message>
        <source>Invalidate</source>
        <translation>Invalidieren</translation>
    </message>
    <message>
        <source>Invalidate keys</source>
        <translation>Schlüssel invalidieren</translation>
    </message>
    <message>
        <source>Keys matching (* any, ? one, [ab] one of):</source>
        <translation>Passende Schlüssel (* beliebig, ? eines, [ab] eines von):</translation>
    </message>
    <message>
        <source>Pattern of the keys to invalidate</source>
        <translation>Muster der zu invalidierenden Schlüssel</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Write a pattern, for example %1.</source>
        <translation>Ein Muster schreiben, zum Beispiel %1.</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Wird gezählt…</translation>
    </message>
    <message>
        <source>Invalidate %1</source>
        <translation>%1 invalidieren</translation>
    </message>
    <message>
        <source>What it would do</source>
        <translation>Was es bewirken würde</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyDetails</name>
    <message>
        <source>Invalidate</source>
        <translation>Invalidieren</translation>
    </message>
    <message>
        <source>Expire now</source>
        <translation>Ablaufen</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Erneuern</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Selected key</source>
        <translation>Gewählter Schlüssel</translation>
    </message>
    <message>
        <source>value not known</source>
        <translation>Wert nicht bekannt</translation>
    </message>
    <message>
        <source>1 hit</source>
        <translation>1 Treffer</translation>
    </message>
    <message>
        <source>%1 hits</source>
        <translation>%1 Treffer</translation>
    </message>
    <message>
        <source>not filled by us</source>
        <translation>nicht von uns gefüllt</translation>
    </message>
    <message>
        <source>filled once</source>
        <translation>einmal gefüllt</translation>
    </message>
    <message>
        <source>filled %1 times</source>
        <translation>%1-mal gefüllt</translation>
    </message>
    <message>
        <source>version %1, Postgres has %2 · stale for %3</source>
        <translation>Version %1, Postgres hat %2 · seit %3 veraltet</translation>
    </message>
    <message>
        <source>version %1 · nothing newer known</source>
        <translation>Version %1 · nichts Neueres bekannt</translation>
    </message>
    <message>
        <source>expires in %1 of %2</source>
        <translation>läuft in %1 von %2 ab</translation>
    </message>
    <message>
        <source>no expiry</source>
        <translation>kein Ablauf</translation>
    </message>
    <message>
        <source>expiry not known: somebody else filled it</source>
        <translation>Ablauf nicht bekannt: jemand anderes hat ihn gefüllt</translation>
    </message>
    <message>
        <source>No key selected</source>
        <translation>Kein Schlüssel gewählt</translation>
    </message>
    <message>
        <source>Choose one to see what Redis holds for it.</source>
        <translation>Einen wählen, um zu sehen, was Redis dafür hat.</translation>
    </message>
    <message>
        <source>Not in Redis now.</source>
        <translation>Jetzt nicht in Redis.</translation>
    </message>
    <message>
        <source>It comes back with the next request for it.</source>
        <translation>Er kommt mit der nächsten Anfrage danach zurück.</translation>
    </message>
    <message>
        <source>Select a key first.</source>
        <translation>Zuerst einen Schlüssel wählen.</translation>
    </message>
    <message>
        <source>This key is not in Redis now.</source>
        <translation>Dieser Schlüssel ist jetzt nicht in Redis.</translation>
    </message>
    <message>
        <source>Deletes the key from Redis. The next request for it is a miss and asks Postgres.</source>
        <translation>Löscht den Schlüssel aus Redis. Die nächste Anfrage danach ist ein Miss und fragt Postgres.</translation>
    </message>
    <message>
        <source>Lets its time run out at once, as if the TTL were over.</source>
        <translation>Lässt seine Zeit sofort enden, als wäre die TTL um.</translation>
    </message>
    <message>
        <source>Asks Postgres now and puts the answer into Redis with a new TTL.</source>
        <translation>Fragt jetzt Postgres und legt die Antwort mit neuer TTL in Redis.</translation>
    </message>
    <message>
        <source>Shows the query that fills this key, and how Postgres carries it out: which tables and indexes it reads, and what takes the time.</source>
        <translation>Zeigt die Abfrage, die diesen Schlüssel füllt, und wie Postgres sie ausführt: welche Tabellen und Indexe es liest und was die Zeit kostet.</translation>
    </message>
    <message>
        <source>size not known</source>
        <translation>Größe nicht bekannt</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyFilterBar</name>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>Part of a name, or a pattern: profile:*</source>
        <translation>Teil eines Namens oder ein Muster: profile:*</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>Nach Namen filtern</translation>
    </message>
    <message>
        <source>* stands for anything, ? for one sign, [ab] for one of these. A text without them is looked for anywhere in the name.</source>
        <translation>* steht für Beliebiges, ? für ein Zeichen, [ab] für eines von diesen. Ein Text ohne sie wird überall im Namen gesucht.</translation>
    </message>
    <message>
        <source>any type</source>
        <translation>jeder Typ</translation>
    </message>
    <message>
        <source>any expiry</source>
        <translation>jeder Ablauf</translation>
    </message>
    <message>
        <source>never expires</source>
        <translation>läuft nie ab</translation>
    </message>
    <message>
        <source>10 seconds</source>
        <translation>10 Sekunden</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 Minute</translation>
    </message>
    <message>
        <source>10 minutes</source>
        <translation>10 Minuten</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>expires within %1</source>
        <translation>lebt noch höchstens %1</translation>
    </message>
    <message>
        <source>lives longer than %1</source>
        <translation>lebt noch länger als %1</translation>
    </message>
    <message>
        <source>any size</source>
        <translation>jede Größe</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
    <message>
        <source>Sign that separates the parts of a name</source>
        <translation>Zeichen, das die Teile eines Namens trennt</translation>
    </message>
    <message>
        <source>The sign at which names are split into branches.</source>
        <translation>Das Zeichen, an dem Namen in Zweige geteilt werden.</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Expiry</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyList</name>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>db %1</source>
        <translation>db %1</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyModel</name>
    <message>
        <source>expires in %1</source>
        <translation>läuft in %1 ab</translation>
    </message>
    <message>
        <source>no expiry</source>
        <translation>kein Ablauf</translation>
    </message>
    <message>
        <source>expiry not known</source>
        <translation>Ablauf nicht bekannt</translation>
    </message>
    <message>
        <source>gone from Redis</source>
        <translation>aus Redis verschwunden</translation>
    </message>
    <message>
        <source>stale: Postgres has a newer one</source>
        <translation>veraltet: Postgres hat Neueres</translation>
    </message>
    <message>
        <source>stale: Postgres has %1</source>
        <translation>veraltet: Postgres hat %1</translation>
    </message>
    <message>
        <source>just filled</source>
        <translation>eben gefüllt</translation>
    </message>
    <message>
        <source>lost if Redis restarts</source>
        <translation>verloren, wenn Redis neu startet</translation>
    </message>
    <message>
        <source>unknown type</source>
        <translation>unbekannte Art</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyTree</name>
    <message>
        <source>Tree of keys</source>
        <translation>Baum der Schlüssel</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Size known</source>
        <translation>Bekannte Größe</translation>
    </message>
    <message>
        <source>%1 more are not listed: filter them</source>
        <translation>%1 weitere sind nicht aufgelistet: filtern</translation>
    </message>
    <message>
        <source>(nothing after it)</source>
        <translation>(nichts danach)</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyValuePanel</name>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>Elemente</translation>
    </message>
    <message>
        <source>Read more</source>
        <translation>Mehr lesen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>The chosen key</source>
        <translation>Der gewählte Schlüssel</translation>
    </message>
    <message>
        <source>Name of the key</source>
        <translation>Name des Schlüssels</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Kodierung</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Expires in</source>
        <translation>Läuft ab in</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Not used for</source>
        <translation>Unbenutzt seit</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Choose a key to see its value.</source>
        <translation>Einen Schlüssel wählen, um seinen Wert zu sehen.</translation>
    </message>
    <message>
        <source>Deleted.</source>
        <translation>Gelöscht.</translation>
    </message>
    <message>
        <source>Deletes this key; it can be brought back for a while.</source>
        <translation>Löscht diesen Schlüssel; er lässt sich noch eine Weile zurückholen.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>This key is not there any more: its time is over, or somebody deleted it.</source>
        <translation>Diesen Schlüssel gibt es nicht mehr: seine Zeit ist um, oder jemand hat ihn gelöscht.</translation>
    </message>
    <message>
        <source>With line breaks; nothing else is changed.</source>
        <translation>Mit Zeilenumbrüchen; sonst ist nichts geändert.</translation>
    </message>
    <message>
        <source>This value is no JSON.</source>
        <translation>Dieser Wert ist kein JSON.</translation>
    </message>
    <message>
        <source>Only a value that was read whole can be shown as JSON.</source>
        <translation>Nur ein ganz gelesener Wert lässt sich als JSON zeigen.</translation>
    </message>
    <message>
        <source>Read the next part</source>
        <translation>Nächsten Teil lesen</translation>
    </message>
    <message>
        <source>1 element</source>
        <translation>1 Element</translation>
    </message>
    <message>
        <source>%1 elements</source>
        <translation>%1 Elemente</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 Bytes</translation>
    </message>
    <message>
        <source>This server counts how often keys are used, not when.</source>
        <translation>Dieser Server zählt, wie oft Schlüssel benutzt werden, nicht wann.</translation>
    </message>
    <message>
        <source>Shown are bytes %1 to %2 of %3; the rest was not read.</source>
        <translation>Gezeigt sind die Bytes %1 bis %2 von %3; der Rest wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>%1 of %2 elements were read.</source>
        <translation>%1 von %2 Elementen wurden gelesen.</translation>
    </message>
    <message>
        <source>Of this element %1 of %2 are shown.</source>
        <translation>Von diesem Element sind %1 von %2 gezeigt.</translation>
    </message>
    <message>
        <source>Lines longer than %1 signs are broken here.</source>
        <translation>Zeilen mit mehr als %1 Zeichen sind hier umbrochen.</translation>
    </message>
</context>
<context>
    <name>tierlens::KeysPanel</name>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Filter keys</source>
        <translation>Schlüssel filtern</translation>
    </message>
    <message>
        <source>soonest to expire</source>
        <translation>läuft als Nächstes ab</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>most hits</source>
        <translation>meiste Treffer</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>größte</translation>
    </message>
    <message>
        <source>newest</source>
        <translation>neueste</translation>
    </message>
    <message>
        <source>Order of the keys: %1</source>
        <translation>Reihenfolge der Schlüssel: %1</translation>
    </message>
    <message>
        <source>In which order the keys are listed.</source>
        <translation>In welcher Reihenfolge die Schlüssel stehen.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source> · order held</source>
        <translation> · Reihenfolge hält</translation>
    </message>
    <message>
        <source>Redis holds no keys of this scenario now. They appear with the first answers.</source>
        <translation>Redis hat jetzt keine Schlüssel dieses Szenarios. Sie kommen mit den ersten Antworten.</translation>
    </message>
    <message>
        <source>No key matches “%1”.
Clear the filter to see all %2.</source>
        <translation>Kein Schlüssel passt zu „%1“.
Ohne Filter sind alle %2 zu sehen.</translation>
    </message>
    <message>
        <source>Filter: %1</source>
        <translation>Filter: %1</translation>
    </message>
    <message>
        <source>Any part of the name, or a pattern as Redis knows it: %1</source>
        <translation>Ein Teil des Namens oder ein Muster, wie Redis es kennt: %1</translation>
    </message>
    <message>
        <source>Copy key	Ctrl+C</source>
        <translation>Schlüssel kopieren	Ctrl+C</translation>
    </message>
    <message>
        <source>Invalidate</source>
        <translation>Invalidieren</translation>
    </message>
    <message>
        <source>Expire now</source>
        <translation>Ablaufen</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Erneuern</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source> · as of %1</source>
        <translation> · Stand %1</translation>
    </message>
    <message>
        <source>Redis does not answer: what it has dropped since then, nobody can know.</source>
        <translation>Redis antwortet nicht: Was es seitdem fallen ließ, kann niemand wissen.</translation>
    </message>
</context>
<context>
    <name>tierlens::KeysTitle</name>
    <message>
        <source>Allow changes…</source>
        <translation>Änderungen erlauben…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Whether anything may be changed</source>
        <translation>Ob etwas geändert werden darf</translation>
    </message>
    <message>
        <source>Asks, and then lets you delete keys on %1.</source>
        <translation>Fragt nach und lässt Sie dann Schlüssel auf %1 löschen.</translation>
    </message>
    <message>
        <source>changes allowed</source>
        <translation>Änderungen erlaubt</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>nur lesend</translation>
    </message>
</context>
<context>
    <name>tierlens::KeysView</name>
    <message>
        <source>Keys in Redis</source>
        <translation>Schlüssel in Redis</translation>
    </message>
</context>
<context>
    <name>tierlens::KeysWindow</name>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Keys of %1</source>
        <translation>Schlüssel von %1</translation>
    </message>
    <message>
        <source>This connection has no Redis.</source>
        <translation>Diese Verbindung hat kein Redis.</translation>
    </message>
    <message>
        <source>To list keys, the user of this connection has to be allowed SCAN, DBSIZE, TYPE and PTTL, and MEMORY USAGE for sizes.</source>
        <translation>Um Schlüssel aufzulisten, braucht der Benutzer dieser Verbindung SCAN, DBSIZE, TYPE und PTTL, und MEMORY USAGE für Größen.</translation>
    </message>
    <message>
        <source>“Try again” above begins anew.</source>
        <translation>„Noch einmal versuchen“ oben beginnt von vorn.</translation>
    </message>
    <message>
        <source>This Redis holds no keys.</source>
        <translation>Dieses Redis hält keine Schlüssel.</translation>
    </message>
    <message>
        <source>Looking for keys…</source>
        <translation>Schlüssel werden gesucht…</translation>
    </message>
    <message>
        <source>Filtering…</source>
        <translation>Wird gefiltert…</translation>
    </message>
    <message>
        <source>No key matches the filter.</source>
        <translation>Kein Schlüssel passt zum Filter.</translation>
    </message>
    <message>
        <source>No key found so far matches the filter.</source>
        <translation>Kein bisher gefundener Schlüssel passt zum Filter.</translation>
    </message>
    <message>
        <source>%1 is read-only. Press “Allow changes…” at the top first.</source>
        <translation>%1 ist nur lesend. Zuerst oben „Änderungen erlauben…“ drücken.</translation>
    </message>
    <message>
        <source>%1 is read-only. Changes have to be allowed for this connection first.</source>
        <translation>%1 ist nur lesend. Zuerst müssen Änderungen für diese Verbindung erlaubt werden.</translation>
    </message>
    <message>
        <source>Keys are being deleted. Stop that first, or wait for its end.</source>
        <translation>Gerade werden Schlüssel gelöscht. Das zuerst beenden oder sein Ende abwarten.</translation>
    </message>
    <message>
        <source>Invalidate…</source>
        <translation>Invalidieren…</translation>
    </message>
    <message>
        <source>What would invalidating do…</source>
        <translation>Was das Invalidieren bewirken würde…</translation>
    </message>
    <message>
        <source>Choose a branch or write a pattern to invalidate its keys.</source>
        <translation>Einen Zweig wählen oder ein Muster schreiben, um seine Schlüssel zu invalidieren.</translation>
    </message>
    <message>
        <source>Write a pattern above to invalidate the keys it matches.</source>
        <translation>Oben ein Muster schreiben, um die passenden Schlüssel zu invalidieren.</translation>
    </message>
    <message>
        <source>All keys whose name matches %1.</source>
        <translation>Alle Schlüssel, deren Name zu %1 passt.</translation>
    </message>
    <message>
        <source>The filter does not narrow that.</source>
        <translation>Der Filter schränkt das nicht ein.</translation>
    </message>
    <message>
        <source>Type, expiry and size do not narrow that.</source>
        <translation>Typ, Ablauf und Größe schränken das nicht ein.</translation>
    </message>
    <message>
        <source>Counts first and says what it would do; then you decide.</source>
        <translation>Zählt zuerst und sagt, was es bewirken würde; dann entscheiden Sie.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>%1 was not there any more.</source>
        <translation>%1 gab es nicht mehr.</translation>
    </message>
    <message>
        <source>%1 is deleted.</source>
        <translation>%1 ist gelöscht.</translation>
    </message>
    <message>
        <source>%1 is deleted; %2 before it can be brought back after it.</source>
        <translation>%1 ist gelöscht; %2 davor lassen sich danach noch zurückholen.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>%1 is back, with its value and its time to live. The next search lists it again.</source>
        <translation>%1 ist zurück, mit Wert und Lebensdauer. Die nächste Suche listet ihn wieder auf.</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Neu suchen</translation>
    </message>
    <message>
        <source>No key that matches is shown, so that it is not clear in which database to look.</source>
        <translation>Kein passender Schlüssel wird gezeigt, darum ist nicht klar, in welcher Datenbank zu suchen ist.</translation>
    </message>
    <message>
        <source>db %1</source>
        <translation>db %1</translation>
    </message>
    <message>
        <source>These keys are in several databases: %1. Only those of one can be invalidated at a time; name it in the address of the connection.</source>
        <translation>Diese Schlüssel liegen in mehreren Datenbanken: %1. Nur die einer Datenbank lassen sich auf einmal invalidieren; sie in der Adresse der Verbindung nennen.</translation>
    </message>
    <message>
        <source>All keys of db %1 whose name matches %2.</source>
        <translation>Alle Schlüssel von db %1, deren Name zu %2 passt.</translation>
    </message>
</context>
<context>
    <name>tierlens::LocalCard</name>
    <message>
        <source>Redis on %1</source>
        <translation>Redis auf %1</translation>
    </message>
    <message>
        <source>Postgres on %1</source>
        <translation>Postgres auf %1</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut nachsehen</translation>
    </message>
    <message>
        <source>Looking for Redis and Postgres on this computer…</source>
        <translation>Redis und Postgres werden auf diesem Rechner gesucht…</translation>
    </message>
    <message>
        <source>needs no password</source>
        <translation>braucht kein Passwort</translation>
    </message>
    <message>
        <source>wants a password</source>
        <translation>verlangt ein Passwort</translation>
    </message>
    <message>
        <source>wants a password, which %1 has</source>
        <translation>verlangt ein Passwort, das in %1 steht</translation>
    </message>
    <message>
        <source>wants a user and a password</source>
        <translation>verlangt Benutzer und Passwort</translation>
    </message>
    <message>
        <source>does not let the user %1 in</source>
        <translation>lässt den Benutzer %1 nicht herein</translation>
    </message>
    <message>
        <source>has no connection free</source>
        <translation>hat keine Verbindung frei</translation>
    </message>
    <message>
        <source>is not ready yet: it starts up or shuts down</source>
        <translation>ist noch nicht bereit: fährt hoch oder herunter</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Watch them…</source>
        <translation>Beide beobachten…</translation>
    </message>
    <message>
        <source>Watch it…</source>
        <translation>Beobachten…</translation>
    </message>
    <message>
        <source>No Redis or Postgres answers on this computer at the usual ports and sockets.</source>
        <translation>Auf diesem Rechner antwortet an den üblichen Ports und Sockets kein Redis oder Postgres.</translation>
    </message>
    <message>
        <source>Running on this computer</source>
        <translation>Läuft auf diesem Rechner</translation>
    </message>
</context>
<context>
    <name>tierlens::MainWindow</name>
    <message>
        <source>Starting the sandbox</source>
        <translation>Die Sandbox startet</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindung wird aufgebaut</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Befehle und Schlüssel suchen</translation>
    </message>
    <message>
        <source>Pause or go on with the traffic</source>
        <translation>Verkehr anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>Invalidate the selected key</source>
        <translation>Den gewählten Schlüssel invalidieren</translation>
    </message>
    <message>
        <source>Show how Postgres answers the selected key (plan)</source>
        <translation>Zeigen, wie Postgres den gewählten Schlüssel beantwortet (Plan)</translation>
    </message>
    <message>
        <source>Invalidate keys matching…</source>
        <translation>Passende Schlüssel invalidieren…</translation>
    </message>
    <message>
        <source>Invalidate everything in this scenario</source>
        <translation>Alles in diesem Szenario invalidieren</translation>
    </message>
    <message>
        <source>Restart Redis</source>
        <translation>Redis neu starten</translation>
    </message>
    <message>
        <source>Restart PostgreSQL</source>
        <translation>PostgreSQL neu starten</translation>
    </message>
    <message>
        <source>Crash Redis (kill -9)</source>
        <translation>Redis abstürzen (kill -9)</translation>
    </message>
    <message>
        <source>Crash PostgreSQL (kill -9)</source>
        <translation>PostgreSQL abstürzen (kill -9)</translation>
    </message>
    <message>
        <source>Freeze Redis for 5 s</source>
        <translation>Redis für 5 s einfrieren</translation>
    </message>
    <message>
        <source>Freeze PostgreSQL for 5 s</source>
        <translation>PostgreSQL für 5 s einfrieren</translation>
    </message>
    <message>
        <source>Use the cache: on or off</source>
        <translation>Den Cache benutzen: an oder aus</translation>
    </message>
    <message>
        <source>One query per miss: on or off</source>
        <translation>Eine Abfrage pro Miss: an oder aus</translation>
    </message>
    <message>
        <source>Spread the expiry times: on or off</source>
        <translation>Ablaufzeiten streuen: an oder aus</translation>
    </message>
    <message>
        <source>Invalidate on write: on or off</source>
        <translation>Beim Schreiben invalidieren: an oder aus</translation>
    </message>
    <message>
        <source>Compare two policies…</source>
        <translation>Zwei Regeln vergleichen…</translation>
    </message>
    <message>
        <source>Compare counters with the servers now</source>
        <translation>Zähler jetzt mit den Servern vergleichen</translation>
    </message>
    <message>
        <source>Dark, light, or as the system</source>
        <translation>Dunkel, hell oder wie das System</translation>
    </message>
    <message>
        <source>Language: %1</source>
        <translation>Sprache: %1</translation>
    </message>
    <message>
        <source>Less motion: on or off</source>
        <translation>Weniger Bewegung: an oder aus</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Vorführen</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Connect to other servers…</source>
        <translation>Mit anderen Servern verbinden…</translation>
    </message>
    <message>
        <source>Reset the sandbox…</source>
        <translation>Sandbox zurücksetzen…</translation>
    </message>
    <message>
        <source>These servers are not the sandbox.</source>
        <translation>Diese Server sind nicht die Sandbox.</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Colours follow the system.</source>
        <translation>Die Farben folgen dem System.</translation>
    </message>
    <message>
        <source>Dark colours.</source>
        <translation>Dunkle Farben.</translation>
    </message>
    <message>
        <source>Light colours.</source>
        <translation>Helle Farben.</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>Present a tour…</source>
        <translation>Eine Tour vorführen…</translation>
    </message>
    <message>
        <source>Tour: %1</source>
        <translation>Tour: %1</translation>
    </message>
    <message>
        <source>This tour stops servers: it needs the sandbox.</source>
        <translation>Diese Tour hält Server an: sie braucht die Sandbox.</translation>
    </message>
    <message>
        <source>The picture is in %1.</source>
        <translation>Das Bild liegt in %1.</translation>
    </message>
    <message>
        <source>The picture is on the clipboard, as pixels and as SVG.</source>
        <translation>Das Bild liegt in der Zwischenablage, als Pixel und als SVG.</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Save the picture as…</source>
        <translation>Bild speichern unter…</translation>
    </message>
    <message>
        <source>Copy the charts as a picture</source>
        <translation>Die Diagramme als Bild kopieren</translation>
    </message>
    <message>
        <source>Save the charts as a picture…</source>
        <translation>Die Diagramme als Bild speichern…</translation>
    </message>
    <message>
        <source>About Tierlens…</source>
        <translation>Über Tierlens…</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>More policies…</source>
        <translation>Weitere Regeln…</translation>
    </message>
</context>
<context>
    <name>tierlens::MessageBar</name>
    <message>
        <source>Dismiss the message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>tierlens::NoticeBar</name>
    <message>
        <source>Dismiss the message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>tierlens::OrderDesk</name>
    <message>
        <source>The servers are not ready yet.</source>
        <translation>Die Server sind noch nicht bereit.</translation>
    </message>
    <message>
        <source>The requests under way did not end in time, so nothing was compared.</source>
        <translation>Die laufenden Anfragen endeten nicht rechtzeitig, daher wurde nichts verglichen.</translation>
    </message>
    <message>
        <source>Whether acknowledged writes are still there could not be checked.</source>
        <translation>Ob bestätigte Schreibvorgänge noch da sind, ließ sich nicht prüfen.</translation>
    </message>
    <message>
        <source>Postgres has no pg_stat_statements here, so its count of our queries cannot be compared with ours.</source>
        <translation>Postgres hat hier kein pg_stat_statements, darum lässt sich seine Zählung unserer Abfragen nicht mit unserer vergleichen.</translation>
    </message>
    <message>
        <source>Only servers of the sandbox can be stopped.</source>
        <translation>Nur Server der Sandbox lassen sich anhalten.</translation>
    </message>
    <message>
        <source>Requests under way did not end in time, so the counters could not be compared before this.</source>
        <translation>Laufende Anfragen endeten nicht rechtzeitig, darum ließen sich die Zähler zuvor nicht vergleichen.</translation>
    </message>
    <message>
        <source>%1 restarted</source>
        <translation>%1 neu gestartet</translation>
    </message>
    <message>
        <source>%1 crashed (kill -9)</source>
        <translation>%1 abgestürzt (kill -9)</translation>
    </message>
    <message>
        <source>Only servers of the sandbox can be frozen.</source>
        <translation>Nur Server der Sandbox lassen sich einfrieren.</translation>
    </message>
    <message>
        <source>%1 frozen for %2</source>
        <translation>%1 für %2 eingefroren</translation>
    </message>
    <message>
        <source>Redis is not connected yet.</source>
        <translation>Redis ist noch nicht verbunden.</translation>
    </message>
    <message>
        <source>Only keys that begin with tierlens: are touched.</source>
        <translation>Nur Schlüssel, die mit tierlens: beginnen, werden berührt.</translation>
    </message>
    <message>
        <source>Redis answered SCAN with something else than a cursor and keys.</source>
        <translation>Redis antwortete auf SCAN mit etwas anderem als einem Zeiger und Schlüsseln.</translation>
    </message>
    <message>
        <source>%1 invalidated</source>
        <translation>%1 invalidiert</translation>
    </message>
    <message>
        <source>%1 expired</source>
        <translation>%1 abgelaufen</translation>
    </message>
    <message>
        <source>No query of this scenario fills the key %1.</source>
        <translation>Keine Abfrage dieses Szenarios füllt den Schlüssel %1.</translation>
    </message>
    <message>
        <source>%1 refreshed</source>
        <translation>%1 erneuert</translation>
    </message>
    <message>
        <source>No query fills the key %1: Redis alone holds it.</source>
        <translation>Keine Abfrage füllt den Schlüssel %1: nur Redis hat ihn.</translation>
    </message>
    <message>
        <source>Postgres took %1 and read %2 rows.</source>
        <translation>Postgres brauchte %1 und las %2 Zeilen.</translation>
    </message>
    <message>
        <source>It looked at %1 pages of 8 kB, all of them in its memory.</source>
        <translation>Es sah %1 Seiten zu 8 kB an, alle in seinem Speicher.</translation>
    </message>
    <message>
        <source>It looked at %1 pages of 8 kB; %2 of them came from disk.</source>
        <translation>Es sah %1 Seiten zu 8 kB an; %2 davon kamen von der Platte.</translation>
    </message>
    <message>
        <source>In this world Postgres does not tell what has changed; nothing is different.</source>
        <translation>In dieser Welt sagt Postgres nicht, was sich geändert hat; nichts ist anders.</translation>
    </message>
    <message>
        <source>The triggers that tell what has changed could not be made.</source>
        <translation>Die Trigger, die sagen, was sich geändert hat, ließen sich nicht anlegen.</translation>
    </message>
    <message>
        <source>The triggers that tell what has changed could not be removed.</source>
        <translation>Die Trigger, die sagen, was sich geändert hat, ließen sich nicht entfernen.</translation>
    </message>
    <message>
        <source>Redis does not take this limit.</source>
        <translation>Redis nimmt diese Grenze nicht an.</translation>
    </message>
    <message>
        <source>Everything invalidated</source>
        <translation>Alles invalidiert</translation>
    </message>
</context>
<context>
    <name>tierlens::Orders</name>
    <message>
        <source>writing…</source>
        <translation>schreibt…</translation>
    </message>
    <message>
        <source>Select a key in the list at the right first.</source>
        <translation>Zuerst in der Liste rechts einen Schlüssel wählen.</translation>
    </message>
    <message>
        <source>restarting…</source>
        <translation>startet neu…</translation>
    </message>
    <message>
        <source>crashed, coming back…</source>
        <translation>abgestürzt, kommt zurück…</translation>
    </message>
    <message>
        <source>frozen…</source>
        <translation>eingefroren…</translation>
    </message>
    <message>
        <source>%1 was not in Redis any more.</source>
        <translation>%1 war nicht mehr in Redis.</translation>
    </message>
    <message>
        <source>invalidating…</source>
        <translation>invalidiert…</translation>
    </message>
    <message>
        <source>%1 invalidated.</source>
        <translation>%1 invalidiert.</translation>
    </message>
    <message>
        <source>Reset the sandbox?</source>
        <translation>Sandbox zurücksetzen?</translation>
    </message>
    <message>
        <source>Both servers stop, and the sandbox&apos;s Postgres is made and seeded anew, which takes some seconds. What you changed in it is gone, and all figures begin at zero.</source>
        <translation>Beide Server halten an, und das Postgres der Sandbox wird neu angelegt und befüllt, was einige Sekunden dauert. Was Sie darin geändert haben, ist weg, und alle Zahlen beginnen bei null.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>%1 invalidated</source>
        <translation>%1 invalidiert</translation>
    </message>
</context>
<context>
    <name>tierlens::PaintedRows</name>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
</context>
<context>
    <name>tierlens::PasswordAsker</name>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Keep it in the system&apos;s keychain</source>
        <translation>Im Schlüsselbund des Systems aufheben</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Password for %1 at %2</source>
        <translation>Passwort für %1 unter %2</translation>
    </message>
</context>
<context>
    <name>tierlens::PgCtlChild</name>
    <message>
        <source>has ended</source>
        <translation>ist beendet</translation>
    </message>
</context>
<context>
    <name>tierlens::PlanDialog</name>
    <message>
        <source>Postgres is carrying the query out…</source>
        <translation>Postgres führt die Abfrage aus…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>How Postgres answers %1</source>
        <translation>Wie Postgres %1 beantwortet</translation>
    </message>
    <message>
        <source>The query</source>
        <translation>Die Abfrage</translation>
    </message>
    <message>
        <source>Its plan</source>
        <translation>Ihr Plan</translation>
    </message>
    <message>
        <source>Read it from the inside out: what is furthest to the right was done first. &quot;actual time&quot; is in milliseconds, &quot;rows&quot; is how many came out, &quot;loops&quot; how often it was done, &quot;Buffers&quot; counts pages of 8 kB.</source>
        <translation>Von innen nach außen lesen: was am weitesten rechts steht, geschah zuerst. &quot;actual time&quot; ist in Millisekunden, &quot;rows&quot; ist, wie viele herauskamen, &quot;loops&quot;, wie oft es geschah, &quot;Buffers&quot; zählt Seiten zu 8 kB.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>This is a run of its own, measured step by step, so it takes a little longer than for the app. The counters of requests and queries leave it out.</source>
        <translation>Dies ist ein eigener Lauf, Schritt für Schritt gemessen, darum dauert er etwas länger als für die App. Die Zähler der Anfragen und Abfragen lassen ihn aus.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>There is no plan to show.</source>
        <translation>Es gibt keinen Plan zu zeigen.</translation>
    </message>
</context>
<context>
    <name>tierlens::PoliciesDialog</name>
    <message>
        <source>Cache policies</source>
        <translation>Cache-Regeln</translation>
    </message>
    <message>
        <source>WHEN IT EXPIRES</source>
        <translation>WENN ES ABLÄUFT</translation>
    </message>
    <message>
        <source>Remember what is not there</source>
        <translation>Merken, was es nicht gibt</translation>
    </message>
    <message>
        <source>If Postgres has no such row, Redis remembers that for a sixth of the time to live, at least for a second. Whoever asks again meanwhile is told so without a query.</source>
        <translation>Hat Postgres keine solche Zeile, merkt Redis sich das für ein Sechstel der Lebensdauer, mindestens eine Sekunde. Wer inzwischen wieder fragt, erfährt es ohne Abfrage.</translation>
    </message>
    <message>
        <source>Price: a row that appears is seen a little later.</source>
        <translation>Preis: eine Zeile, die hinzukommt, wird etwas später gesehen.</translation>
    </message>
    <message>
        <source>Old answers while renewing</source>
        <translation>Alte Antworten beim Erneuern</translation>
    </message>
    <message>
        <source>After its time to live an answer is handed out for as long again, and one of those who get it renews it behind. So nobody waits for Postgres.</source>
        <translation>Nach ihrer Lebensdauer wird eine Antwort noch einmal so lange ausgegeben, und einer, der sie bekommt, erneuert sie im Hintergrund. So wartet niemand auf Postgres.</translation>
    </message>
    <message>
        <source>Price: answers may be up to twice as old, and Redis keeps everything twice as long.</source>
        <translation>Preis: Antworten können bis zu doppelt so alt sein, und Redis behält alles doppelt so lange.</translation>
    </message>
    <message>
        <source>Renew a little early</source>
        <translation>Etwas früher erneuern</translation>
    </message>
    <message>
        <source>Whoever reads an answer that is about to expire may renew it, by chance: the likelier the nearer the end, and the longer its query takes. So what is asked for often does not expire at all.</source>
        <translation>Wer eine Antwort liest, die bald abläuft, erneuert sie vielleicht, nach Zufall: umso eher, je näher das Ende ist und je länger ihre Abfrage dauert. So läuft das oft Gefragte gar nicht ab.</translation>
    </message>
    <message>
        <source>Price: some queries more than needed; rarely read answers expire as before.</source>
        <translation>Preis: einige Abfragen mehr als nötig; selten Gelesenes läuft ab wie zuvor.</translation>
    </message>
    <message>
        <source>WHEN THE TRUTH CHANGES</source>
        <translation>WENN DIE WAHRHEIT SICH ÄNDERT</translation>
    </message>
    <message>
        <source>Write-through and write-behind exclude each other.</source>
        <translation>Durchschreiben und verzögertes Schreiben schließen einander aus.</translation>
    </message>
    <message>
        <source>Write-through</source>
        <translation>Durchschreiben</translation>
    </message>
    <message>
        <source>After each write the new value is put into Redis instead of deleting the old one, and never an older one over a newer. The next read is a hit with the new value.</source>
        <translation>Nach jedem Schreiben kommt der neue Wert in Redis, statt dass der alte gelöscht wird, und nie ein älterer über einen neueren. Das nächste Lesen ist ein Treffer mit dem neuen Wert.</translation>
    </message>
    <message>
        <source>Price: writes take longer and fill Redis with values that perhaps nobody reads.</source>
        <translation>Preis: Schreiben dauert länger und füllt Redis mit Werten, die vielleicht niemand liest.</translation>
    </message>
    <message>
        <source>Write-behind</source>
        <translation>Verzögert schreiben</translation>
    </message>
    <message>
        <source>A write is acknowledged as soon as Redis has queued it; Postgres gets it within a second, in the same order. Writing is as quick as Redis.</source>
        <translation>Ein Schreibvorgang ist bestätigt, sobald Redis ihn in der Schlange hat; Postgres bekommt ihn binnen einer Sekunde, in derselben Reihenfolge. Schreiben ist so schnell wie Redis.</translation>
    </message>
    <message>
        <source>Price: if Redis crashes, the writes in its queue are lost although they were acknowledged.</source>
        <translation>Preis: stürzt Redis ab, sind die Schreibvorgänge in der Schlange verloren, obwohl sie bestätigt waren.</translation>
    </message>
    <message>
        <source>Postgres tells what changed</source>
        <translation>Postgres sagt, was sich ändert</translation>
    </message>
    <message>
        <source>Triggers in Postgres announce each change (NOTIFY), and whoever listens deletes the key. So a write made with psql or by another program also invalidates.</source>
        <translation>Trigger in Postgres melden jede Änderung (NOTIFY), und wer zuhört, löscht den Schlüssel. So invalidiert auch, was mit psql oder von einem anderen Programm geschrieben wird.</translation>
    </message>
    <message>
        <source>Price: each write pays for the trigger, and what write-through has just written is deleted again.</source>
        <translation>Preis: jedes Schreiben bezahlt den Trigger, und was eben durchgeschrieben wurde, wird wieder gelöscht.</translation>
    </message>
    <message>
        <source>WHEN MEMORY IS FULL</source>
        <translation>WENN DER SPEICHER VOLL IST</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Wie üblich</translation>
    </message>
    <message>
        <source>Sets all of these to what they are when Tierlens is first started.</source>
        <translation>Setzt all dies auf das, was beim ersten Start von Tierlens gilt.</translation>
    </message>
    <message>
        <source>Memory Redis may use</source>
        <translation>Speicher für Redis</translation>
    </message>
    <message>
        <source>maxmemory of the sandbox&apos;s Redis</source>
        <translation>maxmemory des Redis der Sandbox</translation>
    </message>
    <message>
        <source>With less memory than the answers need, Redis must forget some before their time. Redis itself takes about 1 MB. Price: less memory means fewer hits.</source>
        <translation>Mit weniger Speicher, als die Antworten brauchen, muss Redis manche vor der Zeit vergessen. Redis selbst braucht etwa 1 MB. Preis: weniger Speicher heißt weniger Treffer.</translation>
    </message>
    <message>
        <source>What is forgotten first</source>
        <translation>Was zuerst vergessen wird</translation>
    </message>
    <message>
        <source>maxmemory-policy of Redis</source>
        <translation>maxmemory-policy von Redis</translation>
    </message>
    <message>
        <source>Nothing: a full Redis refuses to take more, and Postgres answers whatever it does not hold. Price: new answers are not cached until old ones expire.</source>
        <translation>Nichts: ein volles Redis nimmt nichts mehr an, und Postgres beantwortet, was es nicht hat. Preis: neue Antworten werden nicht gemerkt, bis alte ablaufen.</translation>
    </message>
    <message>
        <source>What has not been read for the longest time. It follows a changing taste quickly. Price: one who reads through everything once pushes out what is popular.</source>
        <translation>Was am längsten nicht gelesen wurde. Folgt wechselndem Geschmack schnell. Preis: wer einmal alles durchliest, verdrängt das Beliebte.</translation>
    </message>
    <message>
        <source>What is read most seldom. The popular stays, whatever passes by. Price: what was popular yesterday stays for a while.</source>
        <translation>Was am seltensten gelesen wird. Das Beliebte bleibt, was auch vorbeikommt. Preis: was gestern beliebt war, bleibt noch eine Weile.</translation>
    </message>
    <message>
        <source>Any key, by chance. It costs no bookkeeping at all. Price: it may be the most popular one.</source>
        <translation>Irgendein Schlüssel, nach Zufall. Kostet gar keine Buchführung. Preis: es kann der beliebteste sein.</translation>
    </message>
    <message>
        <source>What would expire soonest anyway. It takes the least time from anybody. Price: whether it is popular does not matter.</source>
        <translation>Was ohnehin als Nächstes abliefe. Nimmt jedem am wenigsten Zeit. Preis: ob es beliebt ist, zählt nicht.</translation>
    </message>
    <message>
        <source>Only keys that expire are taken; others stay for ever.</source>
        <translation>Nur Schlüssel, die ablaufen, werden genommen; andere bleiben für immer.</translation>
    </message>
</context>
<context>
    <name>tierlens::PolicyPanel</name>
    <message>
        <source>Use the cache</source>
        <translation>Cache nutzen</translation>
    </message>
    <message>
        <source>Reads ask Redis first and go on to Postgres only if it does not know. Off: every read asks Postgres, which is always fresh and shows whether anybody needs the speed.</source>
        <translation>Lesen fragt zuerst Redis und geht nur zu Postgres weiter, wenn es nichts weiß. Aus: jedes Lesen fragt Postgres, was immer frisch ist und zeigt, ob jemand das Tempo braucht.</translation>
    </message>
    <message>
        <source>One query per miss</source>
        <translation>Eine Abfrage pro Miss</translation>
    </message>
    <message>
        <source>When many ask for the same missing key at once, one of them asks Postgres and the others wait for its answer. Off: each of them asks, and Postgres gets the whole rush.</source>
        <translation>Fragen viele zugleich nach demselben fehlenden Schlüssel, fragt einer von ihnen Postgres, und die anderen warten auf seine Antwort. Aus: jeder fragt, und Postgres bekommt den ganzen Ansturm.</translation>
    </message>
    <message>
        <source>Spread the expiry times</source>
        <translation>Ablaufzeiten streuen</translation>
    </message>
    <message>
        <source>Each key lives up to 20 % shorter or longer than the time to live. Keys filled together then do not expire together, but no one can say to the second when one will.</source>
        <translation>Jeder Schlüssel lebt bis zu 20 % kürzer oder länger als die Lebensdauer. Zusammen gefüllte Schlüssel laufen dann nicht zusammen ab, aber niemand kann auf die Sekunde sagen, wann.</translation>
    </message>
    <message>
        <source>Invalidate on write</source>
        <translation>Beim Schreiben invalidieren</translation>
    </message>
    <message>
        <source>A write to Postgres also deletes the keys it concerns, so that the next read is fresh. Off: writes are cheaper, and answers may be stale until the key expires.</source>
        <translation>Ein Schreibvorgang in Postgres löscht auch die betroffenen Schlüssel, damit das nächste Lesen frisch ist. Aus: Schreiben ist billiger, und Antworten können veraltet sein, bis der Schlüssel abläuft.</translation>
    </message>
    <message>
        <source>How long Redis keeps an answer. Longer means more hits and older answers; it counts for keys filled from now on.</source>
        <translation>Wie lange Redis eine Antwort behält. Länger heißt mehr Treffer und ältere Antworten; es gilt für Schlüssel, die ab jetzt gefüllt werden.</translation>
    </message>
    <message>
        <source>Time to live</source>
        <translation>Lebensdauer</translation>
    </message>
    <message>
        <source>Policies for what expires, what changes and what is forgotten, each with what it costs</source>
        <translation>Regeln für Ablauf, Änderung und Vergessen, jede mit ihrem Preis</translation>
    </message>
    <message numerus="yes">
        <source>More policies… · %n changed</source>
        <translation>
            <numerusform>Weitere Regeln… · %n geändert</numerusform>
            <numerusform>Weitere Regeln… · %n geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>More policies…</source>
        <translation>Weitere Regeln…</translation>
    </message>
    <message>
        <source>Time to live: %1</source>
        <translation>Lebensdauer: %1</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>tierlens::PresentLegend</name>
    <message>
        <source>What the dots mean</source>
        <translation>Was die Punkte bedeuten</translation>
    </message>
    <message>
        <source>Redis knew it</source>
        <translation>Redis wusste es</translation>
    </message>
    <message>
        <source>Postgres was asked</source>
        <translation>Postgres wurde gefragt</translation>
    </message>
    <message>
        <source>written, or left in Redis</source>
        <translation>geschrieben oder in Redis hinterlegt</translation>
    </message>
    <message>
        <source>thrown away</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
</context>
<context>
    <name>tierlens::Presenter</name>
    <message>
        <source>A presentation is shown.</source>
        <translation>Eine Vorführung läuft.</translation>
    </message>
    <message>
        <source>%1 · step %2 of %3</source>
        <translation>%1 · Schritt %2 von %3</translation>
    </message>
    <message>
        <source>%1 requests/s</source>
        <translation>%1 Anfragen/s</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>frozen picture</source>
        <translation>eingefrorenes Bild</translation>
    </message>
    <message>
        <source>No tour is played. The keys below do things; the caption tells what came of them.</source>
        <translation>Es läuft keine Tour. Die Tasten unten tun etwas; die Bildzeile sagt, was daraus wurde.</translation>
    </message>
    <message>
        <source>PageDown, →</source>
        <translation>BildAb, →</translation>
    </message>
    <message>
        <source>next step of the tour</source>
        <translation>nächster Schritt der Tour</translation>
    </message>
    <message>
        <source>PageUp, ←</source>
        <translation>BildAuf, ←</translation>
    </message>
    <message>
        <source>step before</source>
        <translation>Schritt davor</translation>
    </message>
    <message>
        <source>1 … 4</source>
        <translation>1 … 4</translation>
    </message>
    <message>
        <source>bet on an answer</source>
        <translation>auf eine Antwort setzen</translation>
    </message>
    <message>
        <source>zoom on a part: a box under the mouse, or Redis</source>
        <translation>auf einen Teil zoomen: ein Kasten unter der Maus, oder Redis</translation>
    </message>
    <message>
        <source>freeze the picture, or let it go on</source>
        <translation>das Bild einfrieren oder weiterlaufen lassen</translation>
    </message>
    <message>
        <source>pointer like a laser</source>
        <translation>Zeiger wie ein Laser</translation>
    </message>
    <message>
        <source>B or .</source>
        <translation>B oder .</translation>
    </message>
    <message>
        <source>black screen</source>
        <translation>schwarzes Bild</translation>
    </message>
    <message>
        <source>notes for the speaker</source>
        <translation>Notizen für den Vortragenden</translation>
    </message>
    <message>
        <source>Esc, F5</source>
        <translation>Esc, F5</translation>
    </message>
    <message>
        <source>leave</source>
        <translation>verlassen</translation>
    </message>
    <message>
        <source>That was the tour. Esc leaves; the keys W, R, P and C go on working.</source>
        <translation>Das war die Tour. Esc verlässt sie; die Tasten W, R, P und C gehen weiter.</translation>
    </message>
    <message>
        <source>That was the tour. Not everything it said could be measured this time.</source>
        <translation>Das war die Tour. Nicht alles, was sie sagte, ließ sich diesmal messen.</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>Vorführung</translation>
    </message>
    <message>
        <source>write, restart Redis, restart Postgres, cache off or on</source>
        <translation>schreiben, Redis neu starten, Postgres neu starten, Cache aus oder an</translation>
    </message>
    <message>
        <source>these keys</source>
        <translation>diese Tasten</translation>
    </message>
</context>
<context>
    <name>tierlens::QueriesTab</name>
    <message>
        <source>Statements sent to Postgres</source>
        <translation>An Postgres gesandte Anweisungen</translation>
    </message>
    <message>
        <source>Filter: part of a statement</source>
        <translation>Filter: Teil einer Anweisung</translation>
    </message>
    <message>
        <source>Filter statements</source>
        <translation>Anweisungen filtern</translation>
    </message>
    <message>
        <source>No statement matches the filter</source>
        <translation>Keine Anweisung passt zum Filter</translation>
    </message>
    <message>
        <source>No request yet</source>
        <translation>Noch keine Anfrage</translation>
    </message>
    <message>
        <source>No statement yet: Postgres has not been asked anything</source>
        <translation>Noch keine Anweisung: Postgres wurde noch nichts gefragt</translation>
    </message>
</context>
<context>
    <name>tierlens::RequestModel</name>
    <message>
        <source>stale %1</source>
        <translation>veraltet %1</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>operation %1</source>
        <translation>Vorgang %1</translation>
    </message>
    <message>
        <source>The answer was version %1; Postgres had version %2.</source>
        <translation>Die Antwort war Version %1; Postgres hatte Version %2.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>Freshness</source>
        <translation>Frische</translation>
    </message>
    <message>
        <source>When it began, since the session began</source>
        <translation>Wann sie begann, seit Beginn der Sitzung</translation>
    </message>
    <message>
        <source>How it was answered</source>
        <translation>Wie sie beantwortet wurde</translation>
    </message>
    <message>
        <source>What the app asked for</source>
        <translation>Wonach die App fragte</translation>
    </message>
    <message>
        <source>The key asked for, without the prefix all keys have</source>
        <translation>Der gefragte Schlüssel, ohne das Präfix, das alle haben</translation>
    </message>
    <message>
        <source>As the app saw it</source>
        <translation>Wie die App es sah</translation>
    </message>
    <message>
        <source>Spent in calls to Redis</source>
        <translation>In Aufrufen von Redis verbracht</translation>
    </message>
    <message>
        <source>Spent in statements in Postgres</source>
        <translation>In Anweisungen in Postgres verbracht</translation>
    </message>
    <message>
        <source>Whether the answer was older than the truth in Postgres</source>
        <translation>Ob die Antwort älter war als die Wahrheit in Postgres</translation>
    </message>
    <message>
        <source>%1 (ms)</source>
        <translation>%1 (ms)</translation>
    </message>
</context>
<context>
    <name>tierlens::RequestsTab</name>
    <message>
        <source>Recent requests, newest first</source>
        <translation>Neueste Anfragen, zuletzt gekommene zuerst</translation>
    </message>
    <message>
        <source>Filter: key or operation</source>
        <translation>Filter: Schlüssel oder Vorgang</translation>
    </message>
    <message>
        <source>Filter requests by key or operation</source>
        <translation>Anfragen nach Schlüssel oder Vorgang filtern</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>Zeigen: %1</translation>
    </message>
    <message>
        <source>stale %1</source>
        <translation>veraltet %1</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Follow · %1 new</source>
        <translation>Folgen · %1 neu</translation>
    </message>
    <message>
        <source>Paused. Shows the newest requests again.</source>
        <translation>Angehalten. Zeigt wieder die neuesten Anfragen.</translation>
    </message>
    <message>
        <source>Keeps the list as it is, to read it.</source>
        <translation>Lässt die Liste, wie sie ist, um sie zu lesen.</translation>
    </message>
    <message>
        <source>No request yet</source>
        <translation>Noch keine Anfrage</translation>
    </message>
    <message>
        <source>No recent request matches the filter</source>
        <translation>Keine der letzten Anfragen passt zum Filter</translation>
    </message>
</context>
<context>
    <name>tierlens::RestartCard</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Puts these figures on the clipboard, as one sentence.</source>
        <translation>Legt diese Zahlen als einen Satz in die Zwischenablage.</translation>
    </message>
    <message>
        <source>What the restart of Redis cost</source>
        <translation>Was der Neustart von Redis gekostet hat</translation>
    </message>
    <message>
        <source>What the restart of Postgres cost</source>
        <translation>Was der Neustart von Postgres gekostet hat</translation>
    </message>
    <message>
        <source>Hit rate from 15 s before the restart on, 0 to 100 %.</source>
        <translation>Trefferquote ab 15 s vor dem Neustart, 0 bis 100 %.</translation>
    </message>
    <message>
        <source>Transactions per second from 15 s before the restart on.</source>
        <translation>Transaktionen pro Sekunde ab 15 s vor dem Neustart.</translation>
    </message>
    <message>
        <source>No restart of Redis was seen</source>
        <translation>Kein Neustart von Redis gesehen</translation>
    </message>
    <message>
        <source>No restart of Postgres was seen</source>
        <translation>Kein Neustart von Postgres gesehen</translation>
    </message>
</context>
<context>
    <name>tierlens::RestartDialog</name>
    <message>
        <source>Restart %1</source>
        <translation>%1 neu starten</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird nachgesehen…</translation>
    </message>
    <message>
        <source>WHAT WILL BE RUN, ON THIS COMPUTER</source>
        <translation>WAS AUSGEFÜHRT WIRD, AUF DIESEM RECHNER</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>By the shell, as it was typed.</source>
        <translation>Von der Shell, wie eingegeben.</translation>
    </message>
    <message>
        <source>WHAT WILL HAPPEN</source>
        <translation>WAS GESCHEHEN WIRD</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>Zeitgrenze</translation>
    </message>
    <message>
        <source>If it is still running then, it is stopped:</source>
        <translation>Läuft es dann noch, wird es beendet:</translation>
    </message>
    <message>
        <source>Name of the connection, to confirm</source>
        <translation>Name der Verbindung, zur Bestätigung</translation>
    </message>
    <message>
        <source>What the command says</source>
        <translation>Was der Befehl sagt</translation>
    </message>
    <message>
        <source>It has said nothing.</source>
        <translation>Er hat nichts gesagt.</translation>
    </message>
    <message>
        <source>This connection has no %1.</source>
        <translation>Diese Verbindung hat kein %1.</translation>
    </message>
    <message>
        <source>This connection is read-only. Allow changes on it first.</source>
        <translation>Diese Verbindung ist nur lesend. Zuerst Änderungen für sie erlauben.</translation>
    </message>
    <message>
        <source>The connection does not say how this server is restarted. Edit it, and name a systemd unit, a container or a command.</source>
        <translation>Die Verbindung sagt nicht, wie dieser Server neu gestartet wird. Sie bearbeiten und eine systemd-Unit, einen Container oder einen Befehl nennen.</translation>
    </message>
    <message>
        <source>What it will do cannot be said: %1</source>
        <translation>Was es bewirken wird, lässt sich nicht sagen: %1</translation>
    </message>
    <message>
        <source>People depend on this server. To restart it, type the name of the connection, %1:</source>
        <translation>Menschen hängen von diesem Server ab. Zum Neustart den Namen der Verbindung, %1, eingeben:</translation>
    </message>
    <message>
        <source>%1 of %2 is restarted now. Go on?</source>
        <translation>%1 von %2 wird jetzt neu gestartet. Weiter?</translation>
    </message>
    <message>
        <source>Restart it now</source>
        <translation>Jetzt neu starten</translation>
    </message>
    <message>
        <source>Restart…</source>
        <translation>Neu starten…</translation>
    </message>
    <message>
        <source>Stop it now</source>
        <translation>Jetzt beenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>tierlens::RestartField</name>
    <message>
        <source>Name or command</source>
        <translation>Name oder Befehl</translation>
    </message>
    <message>
        <source>not from here</source>
        <translation>nicht von hier aus</translation>
    </message>
    <message>
        <source>systemd unit</source>
        <translation>systemd-Unit</translation>
    </message>
    <message>
        <source>systemd unit of yours (--user)</source>
        <translation>eigene systemd-Unit (--user)</translation>
    </message>
    <message>
        <source>Docker container</source>
        <translation>Docker-Container</translation>
    </message>
    <message>
        <source>Podman container</source>
        <translation>Podman-Container</translation>
    </message>
    <message>
        <source>a command of yours</source>
        <translation>ein eigener Befehl</translation>
    </message>
    <message>
        <source>redis-server</source>
        <translation>redis-server</translation>
    </message>
    <message>
        <source>shop-redis</source>
        <translation>shop-redis</translation>
    </message>
    <message>
        <source>Runs on this computer, by the shell, as it stands here.</source>
        <translation>Läuft auf diesem Rechner, durch die Shell, so wie es hier steht.</translation>
    </message>
    <message>
        <source>Runs on this computer: %1</source>
        <translation>Läuft auf diesem Rechner: %1</translation>
    </message>
</context>
<context>
    <name>tierlens::Route</name>
    <message>
        <source>A tunnel leads to one server; Sentinels name others, which it does not reach.</source>
        <translation>Ein Tunnel führt zu einem Server; Sentinels nennen andere, die er nicht erreicht.</translation>
    </message>
    <message>
        <source>Through a tunnel the certificate of a Redis cannot be compared with its name; switch TLS off, ssh encrypts.</source>
        <translation>Durch einen Tunnel lässt sich das Zertifikat eines Redis nicht mit seinem Namen vergleichen; TLS ausschalten, ssh verschlüsselt.</translation>
    </message>
    <message>
        <source>A tunnel leads to one server; name only one host.</source>
        <translation>Ein Tunnel führt zu einem Server; nur einen Host nennen.</translation>
    </message>
</context>
<context>
    <name>tierlens::RowsTable</name>
    <message>
        <source>Copy as table</source>
        <translation>Als Tabelle kopieren</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
</context>
<context>
    <name>tierlens::RunCurves</name>
    <message>
        <source>0 s</source>
        <translation>0 s</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>tierlens::Sandbox</name>
    <message>
        <source>Postgres and %1 answer</source>
        <translation>Postgres und %1 antworten</translation>
    </message>
    <message>
        <source>Found PostgreSQL %1 and %2 %3</source>
        <translation>PostgreSQL %1 und %2 %3 gefunden</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 lässt sich nicht schreiben: %2.</translation>
    </message>
    <message>
        <source>Making a private Postgres cluster</source>
        <translation>Ein privater Postgres-Cluster wird angelegt</translation>
    </message>
    <message>
        <source>Starting Postgres and %1</source>
        <translation>Postgres und %1 werden gestartet</translation>
    </message>
    <message>
        <source>%1 is starting</source>
        <translation>%1 startet</translation>
    </message>
    <message>
        <source>%1 answers</source>
        <translation>%1 antwortet</translation>
    </message>
    <message>
        <source>The sandbox&apos;s %1 refuses us: reset the sandbox.</source>
        <translation>%1 der Sandbox weist uns ab: die Sandbox zurücksetzen.</translation>
    </message>
    <message>
        <source>%1 is up but still reads its data</source>
        <translation>%1 läuft, liest aber noch seine Daten</translation>
    </message>
    <message>
        <source>The sandbox&apos;s %1 ended instead of starting; if that happens again, reset the sandbox.</source>
        <translation>%1 der Sandbox endete, statt zu starten; geschieht das wieder, die Sandbox zurücksetzen.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s %1 did not answer within %2 s.</source>
        <translation>%1 der Sandbox hat innerhalb von %2 s nicht geantwortet.</translation>
    </message>
    <message>
        <source>The sandbox is not running.</source>
        <translation>Die Sandbox läuft nicht.</translation>
    </message>
    <message>
        <source>%1 is stopping</source>
        <translation>%1 hält an</translation>
    </message>
    <message>
        <source>%1 has stopped</source>
        <translation>%1 hat angehalten</translation>
    </message>
    <message>
        <source>%1 was killed</source>
        <translation>%1 wurde abgeschossen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, for the %2th time within a minute: restart it by hand, or reset the sandbox.</source>
        <translation>%1, zum %2. Mal in einer Minute: von Hand neu starten oder die Sandbox zurücksetzen.</translation>
    </message>
    <message>
        <source>%1; it is started again</source>
        <translation>%1; es wird wieder gestartet</translation>
    </message>
    <message>
        <source>%1 is not running.</source>
        <translation>%1 läuft nicht.</translation>
    </message>
    <message>
        <source>%1 is frozen</source>
        <translation>%1 ist eingefroren</translation>
    </message>
    <message>
        <source>%1 goes on</source>
        <translation>%1 geht weiter</translation>
    </message>
</context>
<context>
    <name>tierlens::SandboxCard</name>
    <message>
        <source>Starts a private Postgres and a private Redis on this computer, with a world of 10 000 accounts and 2 million follows. Nothing else can reach them, and they are gone when Tierlens is closed. The first start takes about 20 seconds.</source>
        <translation>Startet ein eigenes Postgres und ein eigenes Redis auf diesem Rechner, mit einer Welt aus 10 000 Konten und 2 Millionen Follows. Nichts anderes kann sie erreichen, und sie sind weg, wenn Tierlens geschlossen wird. Der erste Start dauert etwa 20 Sekunden.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut nachsehen</translation>
    </message>
    <message>
        <source>Start the sandbox</source>
        <translation>Sandbox starten</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <source>Copies the command</source>
        <translation>Kopiert den Befehl</translation>
    </message>
    <message>
        <source>Install %1 with your package manager.</source>
        <translation>%1 mit der Paketverwaltung installieren.</translation>
    </message>
    <message>
        <source>This installs it here:</source>
        <translation>Dies installiert es hier:</translation>
    </message>
</context>
<context>
    <name>tierlens::SavedCard</name>
    <message>
        <source>None yet. A connection is a Redis and a Postgres that belong together, under a name; its passwords are kept apart.</source>
        <translation>Noch keine. Eine Verbindung ist ein Redis und ein Postgres, die zusammengehören, unter einem Namen; ihre Passwörter liegen getrennt davon.</translation>
    </message>
    <message>
        <source>Saved connections</source>
        <translation>Gespeicherte Verbindungen</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
</context>
<context>
    <name>tierlens::SavedList</name>
    <message>
        <source>Watch</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Forget it and its passwords?</source>
        <translation>Sie und ihre Passwörter vergessen?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>tierlens::ScanBar</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Neu suchen</translation>
    </message>
    <message>
        <source>ask for sizes</source>
        <translation>Größen abfragen</translation>
    </message>
    <message>
        <source>How far the search is</source>
        <translation>Wie weit die Suche ist</translation>
    </message>
    <message>
        <source>What the search costs the server now</source>
        <translation>Was die Suche den Server jetzt kostet</translation>
    </message>
    <message>
        <source>gentle: 2 % of its time</source>
        <translation>sanft: 2 % seiner Zeit</translation>
    </message>
    <message>
        <source>polite: 10 % of its time</source>
        <translation>höflich: 10 % seiner Zeit</translation>
    </message>
    <message>
        <source>brisk: 25 % of its time</source>
        <translation>zügig: 25 % seiner Zeit</translation>
    </message>
    <message>
        <source>half: 50 % of its time</source>
        <translation>halb: 50 % seiner Zeit</translation>
    </message>
    <message>
        <source>no limit: all of its time</source>
        <translation>ohne Grenze: seine ganze Zeit</translation>
    </message>
    <message>
        <source>Share of the server&apos;s time the search may take</source>
        <translation>Anteil an der Zeit des Servers, den die Suche nehmen darf</translation>
    </message>
    <message>
        <source>How much of the server&apos;s time the search may take. It waits after each command until its share is kept.</source>
        <translation>Wie viel von der Zeit des Servers die Suche nehmen darf. Sie wartet nach jedem Befehl, bis ihr Anteil eingehalten ist.</translation>
    </message>
    <message>
        <source>MEMORY USAGE of each key: a command more for each.</source>
        <translation>MEMORY USAGE jedes Schlüssels: je ein Befehl mehr.</translation>
    </message>
    <message>
        <source>Forgets what was found and looks at all keys anew.</source>
        <translation>Vergisst das Gefundene und sieht alle Schlüssel neu an.</translation>
    </message>
    <message>
        <source>May take from the server</source>
        <translation>Darf vom Server nehmen</translation>
    </message>
    <message>
        <source>, %1 of them looked at</source>
        <translation>, %1 davon angesehen</translation>
    </message>
    <message>
        <source>, size known of %1</source>
        <translation>, Größe bekannt von %1</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>Nicht begonnen</translation>
    </message>
    <message>
        <source>Looking for keys…</source>
        <translation>Schlüssel werden gesucht…</translation>
    </message>
    <message>
        <source>%1 of about %2 keys found</source>
        <translation>%1 von etwa %2 Schlüsseln gefunden</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 gefunden</translation>
    </message>
    <message>
        <source>Paused: %1 of about %2 keys found</source>
        <translation>Angehalten: %1 von etwa %2 Schlüsseln gefunden</translation>
    </message>
    <message>
        <source>Paused: %1 found</source>
        <translation>Angehalten: %1 gefunden</translation>
    </message>
    <message>
        <source>Ended at its limit of %1; there are more</source>
        <translation>Endete an der Grenze (%1); es gibt mehr</translation>
    </message>
    <message>
        <source>Ended with %1: %2</source>
        <translation>Endete bei %1: %2</translation>
    </message>
    <message>
        <source>All keys found: %1</source>
        <translation>Alle Schlüssel gefunden: %1</translation>
    </message>
    <message>
        <source>The search failed</source>
        <translation>Die Suche ist gescheitert</translation>
    </message>
    <message>
        <source>The search broke off at %1: %2</source>
        <translation>Die Suche brach ab, bisher %1: %2</translation>
    </message>
    <message>
        <source> · the filter shows %1</source>
        <translation> · der Filter zeigt %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>now %1 commands/s, %2 of the server&apos;s time</source>
        <translation>jetzt %1 Befehle/s, %2 der Zeit des Servers</translation>
    </message>
    <message>
        <source> · about %1 s left</source>
        <translation> · noch etwa %1 s</translation>
    </message>
    <message>
        <source> · about %1 min left</source>
        <translation> · noch etwa %1 min</translation>
    </message>
    <message>
        <source> · about %1 h left</source>
        <translation> · noch etwa %1 h</translation>
    </message>
</context>
<context>
    <name>tierlens::ScenarioList</name>
    <message>
        <source>%1 is not in this version of Tierlens yet.</source>
        <translation>%1 gibt es in dieser Fassung von Tierlens noch nicht.</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>Szenario</translation>
    </message>
</context>
<context>
    <name>tierlens::Secrets</name>
    <message>
        <source>The system&apos;s keychain cannot be used (%1).</source>
        <translation>Der Schlüsselbund des Systems ist nicht zu benutzen (%1).</translation>
    </message>
    <message>
        <source>The system&apos;s keychain does not answer.</source>
        <translation>Der Schlüsselbund des Systems antwortet nicht.</translation>
    </message>
</context>
<context>
    <name>tierlens::ServerProcess</name>
    <message>
        <source>%1 cannot be started from %2.</source>
        <translation>%1 lässt sich nicht aus %2 starten.</translation>
    </message>
</context>
<context>
    <name>tierlens::Session</name>
    <message>
        <source>private socket</source>
        <translation>privater Socket</translation>
    </message>
    <message>
        <source>Tierlens did not start these servers, so it does not stop them either.</source>
        <translation>Tierlens hat diese Server nicht gestartet, also hält es sie auch nicht an.</translation>
    </message>
    <message>
        <source>This Redis is not Tierlens&apos; own, so its memory and what it forgets stay as they are.</source>
        <translation>Dieses Redis gehört nicht Tierlens, darum bleiben sein Speicher und was es vergisst, wie sie sind.</translation>
    </message>
    <message>
        <source>Nothing is connected yet.</source>
        <translation>Noch ist nichts verbunden.</translation>
    </message>
    <message>
        <source>Two policies are being compared, and nothing may disturb that. Wait for the end, or cancel it.</source>
        <translation>Gerade werden zwei Regeln verglichen, und nichts darf das stören. Das Ende abwarten oder abbrechen.</translation>
    </message>
</context>
<context>
    <name>tierlens::Shell</name>
    <message>
        <source>Reading %1…</source>
        <translation>%1 wird gelesen…</translation>
    </message>
    <message>
        <source>End this watch?</source>
        <translation>Diese Beobachtung beenden?</translation>
    </message>
    <message>
        <source>What it has seen is forgotten unless you save it first, and the demo behind it ends too.</source>
        <translation>Was sie gesehen hat, ist vergessen, wenn Sie es nicht vorher speichern, und die Demo dahinter endet ebenfalls.</translation>
    </message>
    <message>
        <source>What it has seen is forgotten unless you save it first. The servers go on as they are.</source>
        <translation>Was sie gesehen hat, ist vergessen, wenn Sie es nicht vorher speichern. Die Server laufen weiter wie bisher.</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>End the demo?</source>
        <translation>Die Demo beenden?</translation>
    </message>
    <message>
        <source>Its traffic and its servers stop, and what was measured is gone.</source>
        <translation>Ihr Verkehr und ihre Server enden, und was gemessen wurde, ist weg.</translation>
    </message>
    <message>
        <source>Leave these servers?</source>
        <translation>Diese Server verlassen?</translation>
    </message>
    <message>
        <source>The traffic stops, and what was measured is gone. The servers go on.</source>
        <translation>Der Verkehr endet, und was gemessen wurde, ist weg. Die Server laufen weiter.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
</context>
<context>
    <name>tierlens::ShortcutSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
</context>
<context>
    <name>tierlens::SightingCard</name>
    <message>
        <source>The one before</source>
        <translation>Der davor</translation>
    </message>
    <message>
        <source>The next one</source>
        <translation>Der nächste</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy these sentences</source>
        <translation>Diese Sätze kopieren</translation>
    </message>
    <message>
        <source>Close (Escape)</source>
        <translation>Schließen (Escape)</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>What was recognised</source>
        <translation>Was erkannt wurde</translation>
    </message>
</context>
<context>
    <name>tierlens::SightingLine</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>tierlens::SpeakerNotes</name>
    <message>
        <source>Tierlens – notes for the speaker</source>
        <translation>Tierlens – Notizen für den Vortragenden</translation>
    </message>
    <message>
        <source>The audience reads: %1</source>
        <translation>Das Publikum liest: %1</translation>
    </message>
</context>
<context>
    <name>tierlens::StageHint</name>
    <message>
        <source>Esc ends · ? keys</source>
        <translation>Esc beendet · ? Tasten</translation>
    </message>
</context>
<context>
    <name>tierlens::StageKeys</name>
    <message>
        <source>Keys of the presentation</source>
        <translation>Tasten der Vorführung</translation>
    </message>
</context>
<context>
    <name>tierlens::StartPage</name>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Connect to other servers…</source>
        <translation>Mit anderen Servern verbinden…</translation>
    </message>
    <message>
        <source>Postgres is long-term memory: on disk, careful, never forgets.
Redis is short-term memory: in RAM, instant, forgetful on purpose.</source>
        <translation>Postgres ist das Langzeitgedächtnis: auf der Platte, sorgfältig, vergisst nie.
Redis ist das Kurzzeitgedächtnis: im RAM, sofort da, mit Absicht vergesslich.</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Es wird vorbereitet</translation>
    </message>
    <message>
        <source>This did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
</context>
<context>
    <name>tierlens::StatementModel</name>
    <message>
        <source>Failed calls: %1</source>
        <translation>Gescheiterte Aufrufe: %1</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Calls/s</source>
        <translation>Aufrufe/s</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>Max</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>As it was sent to Postgres</source>
        <translation>Wie sie an Postgres gesandt wurde</translation>
    </message>
    <message>
        <source>Answered since the session began</source>
        <translation>Beantwortet seit Beginn der Sitzung</translation>
    </message>
    <message>
        <source>Over the last 10 s</source>
        <translation>In den letzten 10 s</translation>
    </message>
    <message>
        <source>Half of the calls since the session began were quicker than this</source>
        <translation>Die Hälfte der Aufrufe seit Beginn der Sitzung war schneller als dies</translation>
    </message>
    <message>
        <source>99 of 100 calls since the session began were quicker than this</source>
        <translation>99 von 100 Aufrufen seit Beginn der Sitzung waren schneller als dies</translation>
    </message>
    <message>
        <source>The slowest call since the session began</source>
        <translation>Der langsamste Aufruf seit Beginn der Sitzung</translation>
    </message>
    <message>
        <source>Rows returned or changed since the session began</source>
        <translation>Seit Beginn der Sitzung gelieferte oder geänderte Zeilen</translation>
    </message>
    <message>
        <source>All calls together since the session began</source>
        <translation>Alle Aufrufe zusammen seit Beginn der Sitzung</translation>
    </message>
    <message>
        <source>Of the time of all statements since the session began</source>
        <translation>Von der Zeit aller Anweisungen seit Beginn der Sitzung</translation>
    </message>
    <message>
        <source>%1 (ms)</source>
        <translation>%1 (ms)</translation>
    </message>
</context>
<context>
    <name>tierlens::TimeChart</name>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source> · %1 %2</source>
        <translation> · %1 %2</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1: now %2, between %3 and %4. </source>
        <translation>%1: jetzt %2, zwischen %3 und %4. </translation>
    </message>
    <message>
        <source>Marked: %1. Enter tells more.</source>
        <translation>Markiert: %1. Enter sagt mehr.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weitere</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tierlens::TimingsTab</name>
    <message>
        <source>Hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Answer time, log scale</source>
        <translation>Antwortzeit, logarithmisch</translation>
    </message>
    <message>
        <source>No request has asked Redis yet</source>
        <translation>Noch hat keine Anfrage Redis gefragt</translation>
    </message>
    <message>
        <source>No call has been timed yet</source>
        <translation>Noch wurde kein Aufruf gemessen</translation>
    </message>
    <message>
        <source>hit rate</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Postgres p50</source>
        <translation>Postgres p50</translation>
    </message>
    <message>
        <source>Redis p50</source>
        <translation>Redis p50</translation>
    </message>
    <message>
        <source>Latest miss</source>
        <translation>Letzter Miss</translation>
    </message>
    <message>
        <source>No request yet</source>
        <translation>Noch keine Anfrage</translation>
    </message>
    <message>
        <source>No miss yet: everything asked for was in Redis</source>
        <translation>Noch kein Miss: alles Gefragte war in Redis</translation>
    </message>
    <message>
        <source>Latest miss · %1 · %2</source>
        <translation>Letzter Miss · %1 · %2</translation>
    </message>
    <message>
        <source>Latest miss of %1 · %2 · %3</source>
        <translation>Letzter Miss: %1 · %2 · %3</translation>
    </message>
    <message>
        <source> · %1 ago</source>
        <translation> · vor %1</translation>
    </message>
</context>
<context>
    <name>tierlens::TopBar</name>
    <message>
        <source>Top bar</source>
        <translation>Obere Leiste</translation>
    </message>
    <message>
        <source>Search commands, keys…</source>
        <translation>Befehle, Schlüssel suchen…</translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation>Strg K</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Befehle und Schlüssel suchen</translation>
    </message>
    <message>
        <source>Everything Tierlens can do, by name (Ctrl+K).</source>
        <translation>Alles, was Tierlens kann, nach Namen (Strg+K).</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Vorführen</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Tierlens plays the app: its own requests, through Redis and Postgres.</source>
        <translation>Tierlens spielt die App: eigene Anfragen, durch Redis und Postgres.</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>Tap</source>
        <translation>Abgriff</translation>
    </message>
    <message>
        <source>Standing between an app and its servers is not in this version yet.</source>
        <translation>Zwischen einer App und ihren Servern zu stehen, gibt es in dieser Fassung noch nicht.</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Replay</translation>
    </message>
    <message>
        <source>Playing a recording is not in this version yet.</source>
        <translation>Aufzeichnungen abzuspielen, gibt es in dieser Fassung noch nicht.</translation>
    </message>
    <message>
        <source>Mode: %1</source>
        <translation>Modus: %1</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>Verkehr</translation>
    </message>
    <message>
        <source>Requests per second over all clients. At the right end each client asks again as soon as it has its answer.</source>
        <translation>Anfragen pro Sekunde über alle Clients. Ganz rechts fragt jeder Client wieder, sobald er seine Antwort hat.</translation>
    </message>
    <message>
        <source>1 client</source>
        <translation>1 Client</translation>
    </message>
    <message>
        <source>%1 clients</source>
        <translation>%1 Clients</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Pause the traffic</source>
        <translation>Verkehr anhalten</translation>
    </message>
    <message>
        <source>Resume the traffic</source>
        <translation>Verkehr fortsetzen</translation>
    </message>
    <message>
        <source>× %1</source>
        <translation>× %1</translation>
    </message>
    <message>
        <source>Clients: %1</source>
        <translation>Clients: %1</translation>
    </message>
    <message>
        <source>How many clients ask at the same time, each with connections of its own.</source>
        <translation>Wie viele Clients zugleich fragen, jeder mit eigenen Verbindungen.</translation>
    </message>
    <message>
        <source>Wanted, and measured over the last seconds: %1</source>
        <translation>Gewünscht, und gemessen über die letzten Sekunden: %1</translation>
    </message>
    <message>
        <source>Requests per second: %1</source>
        <translation>Anfragen pro Sekunde: %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>max · %1</source>
        <translation>max · %1</translation>
    </message>
    <message>
        <source>max</source>
        <translation>max</translation>
    </message>
    <message>
        <source>%1 · now %2</source>
        <translation>%1 · jetzt %2</translation>
    </message>
    <message>
        <source>Full screen, large, for an audience (F5).</source>
        <translation>Vollbild, groß, für ein Publikum (F5).</translation>
    </message>
    <message>
        <source>like the system</source>
        <translation>wie das System</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>Theme: %1</source>
        <translation>Farben: %1</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Look at the same servers from outside, as at servers that other programs use.</source>
        <translation>Dieselben Server von außen ansehen, wie Server, die andere Programme benutzen.</translation>
    </message>
</context>
<context>
    <name>tierlens::TourPlayer</name>
    <message>
        <source>not waited for</source>
        <translation>nicht abgewartet</translation>
    </message>
    <message>
        <source>, before %1</source>
        <translation>, vor %1</translation>
    </message>
    <message>
        <source>, %1 %2</source>
        <translation>, %1 %2</translation>
    </message>
    <message>
        <source>%1 (now %2)</source>
        <translation>%1 (jetzt %2)</translation>
    </message>
    <message>
        <source>Waited %1 for: %2.</source>
        <translation>%1 gewartet auf: %2.</translation>
    </message>
    <message>
        <source>This does not hold: %1 (measured: %2).</source>
        <translation>Dies stimmt nicht: %1 (gemessen: %2).</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>nicht angesehen</translation>
    </message>
    <message>
        <source>a moment longer, to be sure</source>
        <translation>noch einen Moment, um sicher zu sein</translation>
    </message>
    <message>
        <source>waiting for: %1</source>
        <translation>wartet auf: %1</translation>
    </message>
</context>
<context>
    <name>tierlens::TrafficView</name>
    <message>
        <source>Traffic between applications, Redis and PostgreSQL</source>
        <translation>Verkehr zwischen Anwendungen, Redis und PostgreSQL</translation>
    </message>
    <message>
        <source>1 dot = 1 request</source>
        <translation>1 Punkt = 1 Anfrage</translation>
    </message>
    <message>
        <source>1 dot = %1 requests</source>
        <translation>1 Punkt = %1 Anfragen</translation>
    </message>
    <message>
        <source>Commands to Redis</source>
        <translation>Befehle an Redis</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Misses</translation>
    </message>
    <message>
        <source>Fills, inferred</source>
        <translation>Füllungen, geschlossen</translation>
    </message>
    <message>
        <source>fill</source>
        <translation>Füllung</translation>
    </message>
    <message>
        <source>miss</source>
        <translation>Miss</translation>
    </message>
    <message>
        <source>hit</source>
        <translation>Treffer</translation>
    </message>
</context>
<context>
    <name>tierlens::Tunnel</name>
    <message>
        <source>A tunnel needs the program ssh (OpenSSH), and it cannot be started; install it, or put it into the PATH.</source>
        <translation>Ein Tunnel braucht das Programm ssh (OpenSSH), und es lässt sich nicht starten; es installieren oder in den PATH aufnehmen.</translation>
    </message>
    <message>
        <source>Write user@host, or a name from ~/.ssh/config.</source>
        <translation>user@host schreiben, oder einen Namen aus ~/.ssh/config.</translation>
    </message>
    <message>
        <source>ssh did not reach %1 within %2 s.</source>
        <translation>ssh hat %1 innerhalb von %2 s nicht erreicht.</translation>
    </message>
    <message>
        <source>%1 shows another host key than the one ssh knows: it may be another machine. Find out why before you connect.</source>
        <translation>%1 zeigt einen anderen Host-Schlüssel als den, den ssh kennt: vielleicht ist es ein anderer Rechner. Den Grund klären, bevor Sie sich verbinden.</translation>
    </message>
    <message>
        <source>ssh does not know the host key of %1 yet; connect once in a terminal with ssh %1, and confirm it.</source>
        <translation>ssh kennt den Host-Schlüssel von %1 noch nicht; sich einmal in einem Terminal mit ssh %1 verbinden und ihn bestätigen.</translation>
    </message>
    <message>
        <source>%1 accepts none of the keys that ssh offers; add yours with ssh-add (Tierlens does not ask for passwords of ssh).</source>
        <translation>%1 nimmt keinen der Schlüssel an, die ssh anbietet; Ihren mit ssh-add hinzufügen (Tierlens fragt nicht nach Passwörtern für ssh).</translation>
    </message>
    <message>
        <source>There is no host called %1; check the spelling, or the network.</source>
        <translation>Es gibt keinen Host namens %1; die Schreibweise oder das Netz prüfen.</translation>
    </message>
    <message>
        <source>Nobody answers ssh at %1; check host and port.</source>
        <translation>Unter %1 antwortet niemand auf ssh; Host und Port prüfen.</translation>
    </message>
    <message>
        <source>The ssh connection to %1 broke.</source>
        <translation>Die ssh-Verbindung zu %1 ist abgebrochen.</translation>
    </message>
    <message>
        <source>%1 does not let ssh forward ports (AllowTcpForwarding), or ssh cannot listen here.</source>
        <translation>%1 lässt ssh keine Ports weiterleiten (AllowTcpForwarding), oder ssh kann hier nicht lauschen.</translation>
    </message>
</context>
<context>
    <name>tierlens::WaitedHistogram</name>
    <message>
        <source>Who waited: answers of the last 60 s by how long they took</source>
        <translation>Wer gewartet hat: Antworten der letzten 60 s nach ihrer Dauer</translation>
    </message>
    <message>
        <source>Who waited · last 60 s</source>
        <translation>Wer gewartet hat · letzte 60 s</translation>
    </message>
    <message>
        <source>answered by Redis</source>
        <translation>von Redis beantwortet</translation>
    </message>
    <message>
        <source>had to ask Postgres</source>
        <translation>mussten Postgres fragen</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchBar</name>
    <message>
        <source>cluster %1</source>
        <translation>Cluster %1</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>Burst…</source>
        <translation>Mitschnitt…</translation>
    </message>
    <message>
        <source>Top bar</source>
        <translation>Obere Leiste</translation>
    </message>
    <message>
        <source>Looks at servers that other programs use, and changes nothing there.</source>
        <translation>Schaut auf Server, die andere Programme nutzen, und ändert dort nichts.</translation>
    </message>
    <message>
        <source>Tierlens plays an application itself, on servers of its own.</source>
        <translation>Tierlens spielt selbst eine Anwendung, auf eigenen Servern.</translation>
    </message>
    <message>
        <source>Listens to every command for a few seconds (MONITOR), to see which keys are missed and filled. Says what it costs before it begins.</source>
        <translation>Hört einige Sekunden lang jeden Befehl mit (MONITOR), um zu sehen, welche Schlüssel fehlen und gefüllt werden. Sagt vorher, was es kostet.</translation>
    </message>
    <message>
        <source>Time that is shown</source>
        <translation>Gezeigte Zeit</translation>
    </message>
    <message>
        <source>Other servers…</source>
        <translation>Andere Server…</translation>
    </message>
    <message>
        <source>Listen to key events</source>
        <translation>Schlüsselereignisse mithören</translation>
    </message>
    <message>
        <source>Save a snapshot…</source>
        <translation>Momentaufnahme speichern…</translation>
    </message>
    <message>
        <source>Open a snapshot…</source>
        <translation>Momentaufnahme öffnen…</translation>
    </message>
    <message>
        <source>last %1 min</source>
        <translation>letzte %1 min</translation>
    </message>
    <message>
        <source>last %1 h</source>
        <translation>letzte %1 h</translation>
    </message>
    <message>
        <source>Let the picture stand still</source>
        <translation>Bild anhalten</translation>
    </message>
    <message>
        <source>Show what happens now again</source>
        <translation>Wieder zeigen, was jetzt geschieht</translation>
    </message>
    <message>
        <source>The picture stands still; looking goes on.</source>
        <translation>Das Bild steht still; das Beobachten geht weiter.</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Keys, the data-layer audit, restarts and drills on these servers.</source>
        <translation>Schlüssel, das Audit der Datenschicht, Neustarts und Übungen auf diesen Servern.</translation>
    </message>
    <message>
        <source>Keys…</source>
        <translation>Schlüssel…</translation>
    </message>
    <message>
        <source>Data-layer audit…</source>
        <translation>Audit der Datenschicht…</translation>
    </message>
    <message>
        <source>Restart Redis…</source>
        <translation>Redis neu starten…</translation>
    </message>
    <message>
        <source>Restart Postgres…</source>
        <translation>Postgres neu starten…</translation>
    </message>
    <message>
        <source>Fault drills…</source>
        <translation>Störungsübungen…</translation>
    </message>
    <message>
        <source>Allow changes…</source>
        <translation>Änderungen erlauben…</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchDesk</name>
    <message>
        <source>Save what was seen</source>
        <translation>Gesehenes speichern</translation>
    </message>
    <message>
        <source>Snapshots (*.tierlens)</source>
        <translation>Snapshots (*.tierlens)</translation>
    </message>
    <message>
        <source>Open what was saved</source>
        <translation>Gespeichertes öffnen</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchPill</name>
    <message>
        <source>production</source>
        <translation>Produktion</translation>
    </message>
    <message>
        <source>development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation>Momentaufnahme</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>nur lesend</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>antwortet</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Verbindung: %1</translation>
    </message>
    <message>
        <source>no name</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>changes allowed</source>
        <translation>Änderungen erlaubt</translation>
    </message>
    <message>
        <source>failing over</source>
        <translation>Failover läuft</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchSession</name>
    <message>
        <source>MONITOR makes Redis write every command out to Tierlens for %1.</source>
        <translation>MONITOR lässt Redis für %1 jeden Befehl an Tierlens ausgeben.</translation>
    </message>
    <message>
        <source>Redis runs %1 commands now, so about %2 lines in %3.</source>
        <translation>Redis führt jetzt %1 Befehle aus, also etwa %2 Zeilen in %3.</translation>
    </message>
    <message>
        <source>At this rate the application will hardly notice.</source>
        <translation>Bei diesem Tempo wird die Anwendung kaum etwas merken.</translation>
    </message>
    <message>
        <source>While it lasts, Redis may answer a third fewer commands, and where the application pipelines, as few as a tenth. Keep it short.</source>
        <translation>Währenddessen beantwortet Redis vielleicht ein Drittel weniger Befehle, und wo die Anwendung Pipelines nutzt, womöglich nur noch ein Zehntel. Kurz halten.</translation>
    </message>
    <message>
        <source>Meanwhile the statements of PostgreSQL are read up to four times a second.</source>
        <translation>Inzwischen werden die Anweisungen von PostgreSQL bis zu viermal pro Sekunde gelesen.</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchTabs</name>
    <message>
        <source>Key patterns</source>
        <translation>Schlüsselmuster</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>Sessions of PostgreSQL</source>
        <translation>Sitzungen von PostgreSQL</translation>
    </message>
    <message>
        <source>Clients of Redis</source>
        <translation>Clients von Redis</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Slow log</source>
        <translation>Slow Log</translation>
    </message>
    <message>
        <source>Latency spikes</source>
        <translation>Latenzspitzen</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tabellen</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>Filter…</source>
        <translation>Filtern…</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translation>Die Liste filtern</translation>
    </message>
    <message>
        <source>Confirm what fills it</source>
        <translation>Bestätigen, was es füllt</translation>
    </message>
    <message>
        <source>Refuse what fills it</source>
        <translation>Ablehnen, was es füllt</translation>
    </message>
    <message>
        <source>Nothing here contains this text.</source>
        <translation>Nichts hier enthält diesen Text.</translation>
    </message>
    <message>
        <source>This connection names no Redis. Choose other servers to watch one.</source>
        <translation>Diese Verbindung nennt kein Redis. Wählen Sie andere Server, um eines zu beobachten.</translation>
    </message>
    <message>
        <source>This connection names no PostgreSQL. Choose other servers to watch one.</source>
        <translation>Diese Verbindung nennt kein PostgreSQL. Wählen Sie andere Server, um eines zu beobachten.</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinde…</translation>
    </message>
    <message>
        <source>Keys are looked at bit by bit; the first patterns show after some seconds. A burst shows at once which are missed.</source>
        <translation>Die Schlüssel werden nach und nach angesehen; die ersten Muster erscheinen nach einigen Sekunden. Ein Mitschnitt zeigt sofort, welche fehlen.</translation>
    </message>
    <message>
        <source>No statement was called in this time.</source>
        <translation>In dieser Zeit wurde keine Anweisung aufgerufen.</translation>
    </message>
    <message>
        <source>Nobody waits for a lock.</source>
        <translation>Niemand wartet auf eine Sperre.</translation>
    </message>
    <message>
        <source>No latency spikes. Redis notes them only while latency-monitor-threshold is set.</source>
        <translation>Keine Latenzspitzen. Redis merkt sie sich nur, solange latency-monitor-threshold gesetzt ist.</translation>
    </message>
    <message>
        <source>The slow log is empty.</source>
        <translation>Das Slow Log ist leer.</translation>
    </message>
    <message>
        <source>Nothing stood out so far. What changes will be told here, with its time.</source>
        <translation>Bisher fiel nichts auf. Was sich ändert, steht dann hier, mit seiner Zeit.</translation>
    </message>
    <message>
        <source>Nothing here.</source>
        <translation>Hier ist nichts.</translation>
    </message>
    <message>
        <source>%1 sessions hide their details from our user: it lacks pg_monitor.</source>
        <translation>%1 Sitzungen verbergen ihre Einzelheiten vor unserem Benutzer: ihm fehlt pg_monitor.</translation>
    </message>
    <message>
        <source>%1 of %2 sessions: those that are active, waiting, blocking or in a transaction.</source>
        <translation>%1 von %2 Sitzungen: die aktiv sind, warten, blockieren oder in einer Transaktion sind.</translation>
    </message>
    <message>
        <source>Hit rates and fills are measured by a burst; there was none yet.</source>
        <translation>Trefferquoten und Füllungen misst ein Mitschnitt; es gab noch keinen.</translation>
    </message>
    <message>
        <source>Hit rates and fills are those of the burst at %1, %2.</source>
        <translation>Trefferquoten und Füllungen sind die des Mitschnitts um %1, %2.</translation>
    </message>
    <message>
        <source>1 session hides its details from our user: it lacks pg_monitor.</source>
        <translation>1 Sitzung verbirgt unserem Benutzer ihre Einzelheiten: ihm fehlt pg_monitor.</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchWindow</name>
    <message>
        <source>10 s window</source>
        <translation>Fenster von 10 s</translation>
    </message>
    <message>
        <source>10 s until %1</source>
        <translation>10 s bis %1</translation>
    </message>
    <message>
        <source>Listen to key events</source>
        <translation>Schlüsselereignisse mithören</translation>
    </message>
    <message>
        <source>May Tierlens let Redis publish misses, expiries and evictions of keys?</source>
        <translation>Darf Tierlens Redis Misses, Ablauf und Verdrängung von Schlüsseln veröffentlichen lassen?</translation>
    </message>
    <message>
        <source>If they are published already, nothing is changed. Otherwise CONFIG SET notify-keyspace-events adds &quot;Emxe&quot;, which costs Redis some time with each of these events, and Tierlens puts the setting back when you switch this off or close the window.</source>
        <translation>Werden sie schon veröffentlicht, ändert sich nichts. Sonst ergänzt CONFIG SET notify-keyspace-events „Emxe“, was Redis bei jedem dieser Ereignisse etwas Zeit kostet; Tierlens stellt die Einstellung zurück, wenn Sie dies abschalten oder das Fenster schließen.</translation>
    </message>
    <message>
        <source>Only listen, change nothing</source>
        <translation>Nur mithören, nichts ändern</translation>
    </message>
    <message>
        <source>Switch them on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Let the picture stand still, or go on with now</source>
        <translation>Bild anhalten oder mit dem Jetzt weitermachen</translation>
    </message>
    <message>
        <source>Listen to every command for a few seconds</source>
        <translation>Einige Sekunden lang jeden Befehl mithören</translation>
    </message>
    <message>
        <source>Save a snapshot…</source>
        <translation>Momentaufnahme speichern…</translation>
    </message>
    <message>
        <source>Open a snapshot…</source>
        <translation>Momentaufnahme öffnen…</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>for %1, since %2</source>
        <translation>seit %1, ab %2</translation>
    </message>
</context>
<context>
    <name>tierlens::WaterfallView</name>
    <message>
        <source>Where the time of a request went</source>
        <translation>Wo die Zeit einer Anfrage blieb</translation>
    </message>
    <message>
        <source>held</source>
        <translation>festgehalten</translation>
    </message>
    <message>
        <source>Copy these steps</source>
        <translation>Diese Schritte kopieren</translation>
    </message>
    <message>
        <source>%1
began after %2, took %3</source>
        <translation>%1
begann nach %2, dauerte %3</translation>
    </message>
</context>
<context>
    <name>tierlens::WelcomePage</name>
    <message>
        <source>See requests flow through a cache: what Redis answers, what it has to ask of Postgres, and what that costs.</source>
        <translation>Anfragen durch einen Cache fließen sehen: was Redis beantwortet, was es Postgres fragen muss und was das kostet.</translation>
    </message>
    <message>
        <source>Or take a tour</source>
        <translation>Oder eine Tour machen</translation>
    </message>
    <message>
        <source>On the sandbox, large enough for an audience: a story in steps, with questions to bet on. Space goes on, Escape ends it.</source>
        <translation>In der Sandbox, groß genug für ein Publikum: eine Geschichte in Schritten, mit Fragen zum Wetten. Die Leertaste geht weiter, Escape beendet sie.</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>Servers of your own</source>
        <translation>Eigene Server</translation>
    </message>
    <message>
        <source>Watch (changes nothing)</source>
        <translation>Beobachten (ändert nichts)</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Play the demo there (writes)</source>
        <translation>Die Demo dort spielen (schreibt)</translation>
    </message>
    <message>
        <source>The demo is for development servers: it writes a schema tierlens_… and keys tierlens:* there, and touches nothing else.</source>
        <translation>Die Demo ist für Entwicklungsserver: sie schreibt dort ein Schema tierlens_… und Schlüssel tierlens:* und berührt sonst nichts.</translation>
    </message>
    <message>
        <source>A password was given; it is not shown.</source>
        <translation>Ein Passwort wurde angegeben; es wird nicht gezeigt.</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Open a recording or a tour</source>
        <translation>Eine Aufzeichnung oder eine Tour öffnen</translation>
    </message>
    <message>
        <source>Recordings and tours (*.tierlens *.json)</source>
        <translation>Aufzeichnungen und Touren (*.tierlens *.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>A recording of a watch (.tierlens) or a tour of your own (.json) can be opened, too, or dropped onto this window.</source>
        <translation>Eine Aufzeichnung einer Beobachtung (.tierlens) oder eine eigene Tour (.json) kann auch geöffnet oder auf dieses Fenster gezogen werden.</translation>
    </message>
</context>
<context>
    <name>tierlens::WorldTab</name>
    <message>
        <source>TRUTH · POSTGRES KEEPS IT</source>
        <translation>WAHRHEIT · IN POSTGRES</translation>
    </message>
    <message>
        <source>FORGETTABLE · REDIS HOLDS IT</source>
        <translation>VERGESSBAR · IN REDIS</translation>
    </message>
    <message>
        <source>What one answer costs that has to be worked out. Each answer that Redis still knew saves this much.</source>
        <translation>Was eine Antwort kostet, die erarbeitet werden muss. Jede Antwort, die Redis noch wusste, spart so viel.</translation>
    </message>
    <message>
        <source>Money saved, %1 spent</source>
        <translation>Gespart, %1 ausgegeben</translation>
    </message>
    <message>
        <source>%1 answers cost nothing because they had been paid for before; %2 had to be paid for. Each counts with the price below, since the session began.</source>
        <translation>%1 Antworten kosteten nichts, weil sie schon bezahlt waren; %2 mussten bezahlt werden. Jede zählt mit dem Preis unten, seit Beginn der Sitzung.</translation>
    </message>
    <message>
        <source>%1 instead of %2 · %3×</source>
        <translation>%1 statt %2 · %3×</translation>
    </message>
    <message>
        <source>Median time of one answer from Redis, and of the same one from Postgres after a miss, since the session began. Bars are on a log scale.</source>
        <translation>Mittlere Zeit (Median) einer Antwort von Redis und derselben von Postgres nach einem Miss, seit Beginn der Sitzung. Die Balken sind logarithmisch.</translation>
    </message>
    <message>
        <source>WHAT REDIS SAVES, QUESTION BY QUESTION</source>
        <translation>WAS REDIS SPART, FRAGE FÜR FRAGE</translation>
    </message>
</context>
</TS>
