<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>AddressForms</name>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>Un port est un nombre de 1 à 65535.</translation>
    </message>
    <message>
        <source>Write one port for all hosts, or one for each of them.</source>
        <translation>Écrivez un port pour tous les hôtes, ou un pour chacun.</translation>
    </message>
    <message>
        <source>A host is a name or an IP address.</source>
        <translation>Un hôte est un nom ou une adresse IP.</translation>
    </message>
    <message>
        <source>libpq knows these TLS modes: %1.</source>
        <translation>libpq connaît ces modes TLS&#xa0;: %1.</translation>
    </message>
    <message>
        <source>A client certificate and its key belong together.</source>
        <translation>Un certificat client et sa clé vont ensemble.</translation>
    </message>
    <message>
        <source>Write the whole path of the socket, beginning with &quot;/&quot;.</source>
        <translation>Écrivez le chemin entier du socket, en commençant par &quot;/&quot;.</translation>
    </message>
    <message>
        <source>Name at least one Sentinel, as in sentinel-1:26379, sentinel-2.</source>
        <translation>Nommez au moins un Sentinel, comme dans sentinel-1:26379, sentinel-2.</translation>
    </message>
    <message>
        <source>Name the service that the Sentinels watch, for example mymaster.</source>
        <translation>Nommez le service que les Sentinels surveillent, par exemple mymaster.</translation>
    </message>
    <message>
        <source>A database of Redis is a number such as 0 or 1.</source>
        <translation>Une base de Redis est un nombre comme 0 ou 1.</translation>
    </message>
</context>
<context>
    <name>Aftermath</name>
    <message>
        <source>Hits of all keys: %1 before, %2 at the lowest, %3 now.</source>
        <translation>Succès de toutes les clés&#xa0;: %1 avant, %2 au plus bas, %3 maintenant.</translation>
    </message>
    <message>
        <source>Hits of all keys: %1 at the lowest, %2 now.</source>
        <translation>Succès de toutes les clés&#xa0;: %1 au plus bas, %2 maintenant.</translation>
    </message>
    <message>
        <source>Postgres: %1 transactions before, %2 in the busiest second (%3).</source>
        <translation>Postgres&#xa0;: %1 transactions avant, %2 dans la seconde la plus chargée (%3).</translation>
    </message>
    <message>
        <source>What it does to hits and queries is being watched…</source>
        <translation>L&apos;effet sur les succès et les requêtes est observé…</translation>
    </message>
    <message>
        <source>Expected were at most +%1 queries in the first second.</source>
        <translation>On attendait au plus +%1 requêtes dans la première seconde.</translation>
    </message>
    <message>
        <source>Expected were about +%1 queries in the first second.</source>
        <translation>On attendait environ +%1 requêtes dans la première seconde.</translation>
    </message>
    <message>
        <source>What fills these keys: %1 queries before, at the most %2 over %3 (%4): %5</source>
        <translation>Ce qui remplit ces clés&#xa0;: %1 requêtes avant, au plus %2 sur %3 (%4)&#xa0;: %5</translation>
    </message>
    <message>
        <source>What grew most: %1 queries before, at the most %2 over %3 (%4): %5</source>
        <translation>Ce qui a le plus augmenté&#xa0;: %1 requêtes avant, au plus %2 sur %3 (%4)&#xa0;: %5</translation>
    </message>
    <message>
        <source>All of Postgres: %1 queries before, at the most %2 over %3 (%4).</source>
        <translation>Tout Postgres&#xa0;: %1 requêtes avant, au plus %2 sur %3 (%4).</translation>
    </message>
</context>
<context>
    <name>Assistant</name>
    <message>
        <source>The schema tierlens_assistant is not complete: reset the sandbox, or drop that schema and start again.</source>
        <translation>Le schéma tierlens_assistant n&apos;est pas complet&#xa0;: réinitialisez le bac à sable, ou supprimez ce schéma et recommencez.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has been edited; it is edition %2 now. Answers that cite it: %3</source>
        <translation>«&#xa0;%1&#xa0;» a été modifié&#xa0;; c&apos;est maintenant l&apos;édition %2. Réponses qui le citent&#xa0;: %3</translation>
    </message>
    <message>
        <source>There is no answer yet whose document could be edited.</source>
        <translation>Il n&apos;y a pas encore de réponse dont on pourrait modifier le document.</translation>
    </message>
    <message>
        <source>Refused: this customer has already asked %1 questions within %2.</source>
        <translation>Refusé&#xa0;: ce client a déjà posé %1 questions en %2.</translation>
    </message>
    <message>
        <source>%1 was new: Postgres ranked %2 documents, which took %3. Now ask it again.</source>
        <translation>%1 était une question nouvelle&#xa0;: Postgres a classé %2 documents, ce qui a pris %3. Posez-la maintenant de nouveau.</translation>
    </message>
    <message>
        <source>Every question tried had been asked lately. Try again.</source>
        <translation>Toutes les questions essayées avaient été posées récemment. Réessayez.</translation>
    </message>
    <message>
        <source>Ask something new first; then it can be asked again.</source>
        <translation>Posez d&apos;abord une question nouvelle&#xa0;; elle pourra ensuite être posée de nouveau.</translation>
    </message>
    <message>
        <source>%1 means the same, but the answer was not in Redis (any more): it cost %2 again, and %3 documents were ranked.</source>
        <translation>%1 veut dire la même chose, mais la réponse n&apos;était pas ou plus dans Redis&#xa0;: elle a de nouveau coûté %2, et %3 documents ont été classés.</translation>
    </message>
    <message>
        <source>%1 means the same: Redis had the answer after %2 instead of %3 (%4), and no document was looked at.</source>
        <translation>%1 veut dire la même chose&#xa0;: Redis avait la réponse après %2 au lieu de %3 (%4), et aucun document n&apos;a été consulté.</translation>
    </message>
    <message>
        <source>A script asked %1 questions within %2: %3 were answered, %4 refused. The limit is %5 within %6.</source>
        <translation>Un script a posé %1 questions en %2&#xa0;: %3 ont eu une réponse, %4 ont été refusées. La limite est de %5 en %6.</translation>
    </message>
    <message>
        <source>AI assistant</source>
        <translation>Assistant IA</translation>
    </message>
    <message>
        <source>cached answers · rate limit</source>
        <translation>réponses en cache · limite de débit</translation>
    </message>
    <message>
        <source>POST /ask &quot;How do I reset my password?&quot;</source>
        <translation>POST /ask «&#xa0;Comment changer mon mot de passe&#xa0;?&#xa0;»</translation>
    </message>
    <message>
        <source>Edit a cited document</source>
        <translation>Modifier un document cité</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>réponse</translation>
    </message>
    <message>
        <source>session</source>
        <translation>session</translation>
    </message>
    <message>
        <source>rate limit</source>
        <translation>limite de débit</translation>
    </message>
    <message>
        <source>history</source>
        <translation>historique</translation>
    </message>
    <message>
        <source>document edit</source>
        <translation>document modifié</translation>
    </message>
    <message>
        <source>a session</source>
        <translation>une session</translation>
    </message>
    <message>
        <source>customers</source>
        <translation>clients</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>documents</translation>
    </message>
    <message>
        <source>every conversation</source>
        <translation>toutes les conversations</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>réponses</translation>
    </message>
    <message>
        <source>sessions</source>
        <translation>sessions</translation>
    </message>
    <message>
        <source>how much each has asked lately</source>
        <translation>combien chacun a demandé récemment</translation>
    </message>
    <message>
        <source>If Redis restarts now, no conversation is lost; answers are searched for again. While it is away nobody is let through, for nobody counts.</source>
        <translation>Si Redis redémarre maintenant, aucune conversation n&apos;est perdue&#xa0;; les réponses sont recherchées de nouveau. Pendant son absence personne ne passe, car personne ne compte.</translation>
    </message>
    <message>
        <source>Ask something nobody asked before</source>
        <translation>Poser une question inédite</translation>
    </message>
    <message>
        <source>No answer is in Redis, so Postgres has to rank thousands of documents. Watch the request travel on to Postgres, and what it takes.</source>
        <translation>Aucune réponse n&apos;est dans Redis, Postgres doit donc classer des milliers de documents. Regardez la demande continuer jusqu&apos;à Postgres, et ce que cela prend.</translation>
    </message>
    <message>
        <source>Ask it again, in other words</source>
        <translation>La reposer en d&apos;autres mots</translation>
    </message>
    <message>
        <source>Both questions are about the same words, so they share one key in Redis. Watch it come back from there, and nobody pay twice.</source>
        <translation>Les deux questions portent sur les mêmes mots et partagent donc une clé dans Redis. Regardez la réponse revenir de là, sans que personne paie deux fois.</translation>
    </message>
    <message>
        <source>Let a script ask too much</source>
        <translation>Laisser un script trop demander</translation>
    </message>
    <message>
        <source>One customer asks twice as much as allowed. The counter in Redis lets exactly the limit through; the rest is refused before anything is searched.</source>
        <translation>Un client demande deux fois plus que permis. Le compteur dans Redis laisse passer exactement la limite&#xa0;; le reste est refusé avant toute recherche.</translation>
    </message>
    <message>
        <source>Price of one searched answer</source>
        <translation>Prix d&apos;une réponse recherchée</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>Questions</translation>
    </message>
    <message>
        <source>Asked most · from Redis</source>
        <translation>La plus posée · de Redis</translation>
    </message>
    <message>
        <source>Since this world was opened</source>
        <translation>Depuis l&apos;ouverture de ce monde</translation>
    </message>
    <message>
        <source>Answered from Redis</source>
        <translation>Réponses de Redis</translation>
    </message>
    <message>
        <source>Of %1 questions that were answered. The others were searched for in Postgres, or waited for somebody else&apos;s search for the same.</source>
        <translation>Sur %1 questions qui ont eu une réponse. Les autres ont été recherchées dans Postgres, ou ont attendu la même recherche faite par quelqu&apos;un d&apos;autre.</translation>
    </message>
    <message>
        <source>Documents ranked per search</source>
        <translation>Documents par recherche</translation>
    </message>
    <message>
        <source>The mean of %1 searches. Each looks up the words of the question in an index and ranks every document that has one of them, of %2 in all.</source>
        <translation>La moyenne de %1 recherches. Chacune cherche les mots de la question dans un index et classe chaque document qui en contient un, sur %2 en tout.</translation>
    </message>
    <message>
        <source>Answers written down</source>
        <translation>Réponses consignées</translation>
    </message>
    <message>
        <source>Rows of history in Postgres: one for each answer, wherever it came from. A restart of Redis does not touch them.</source>
        <translation>Lignes d&apos;historique dans Postgres&#xa0;: une par réponse, d&apos;où qu&apos;elle vienne. Un redémarrage de Redis n&apos;y touche pas.</translation>
    </message>
    <message>
        <source>Limit for each customer</source>
        <translation>Limite par client</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>questions in seconds</comment>
        <translation>%1 en %2</translation>
    </message>
    <message>
        <source>A counter in Redis that expires by itself. It is raised and read in one step, so that nobody slips through between.</source>
        <translation>Un compteur dans Redis qui expire de lui-même. Il est augmenté et lu d&apos;un seul geste, pour que personne ne se glisse entre les deux.</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Refusées</translation>
    </message>
    <message>
        <source>Questions of customers who had already asked %1 within %2. Nothing was searched for them. At the usual rate only the two scripts ask that much.</source>
        <translation>Questions de clients qui en avaient déjà posé %1 en %2. Rien n&apos;a été recherché pour elles. Au rythme habituel, seuls les deux scripts demandent autant.</translation>
    </message>
    <message>
        <source>%1 asked · %2 hits</source>
        <translation>%1 questions · %2 hits</translation>
    </message>
</context>
<context>
    <name>AssistantSeeding</name>
    <message>
        <source>Indexing the words of the documents</source>
        <translation>Indexation des mots des documents</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>production</source>
        <translation>production</translation>
    </message>
    <message>
        <source>development</source>
        <translation>développement</translation>
    </message>
    <message>
        <source>sandbox</source>
        <translation>bac à sable</translation>
    </message>
    <message>
        <source>Where does our permanent data live? This audit was given no database, so it saw no permanent record. Ask where it is.</source>
        <translation>Où vivent nos données permanentes&#xa0;? Cet audit n&apos;a reçu aucune base et n&apos;a donc vu aucune donnée permanente. Demandez où elles sont.</translation>
    </message>
    <message>
        <source>Where does our permanent data live? Not known: Postgres could not be asked.</source>
        <translation>Où vivent nos données permanentes&#xa0;? On ne sait pas&#xa0;: Postgres n&apos;a pu être interrogé.</translation>
    </message>
    <message>
        <source>Where does our permanent data live? Not here yet: the database %1 has no table.</source>
        <translation>Où vivent nos données permanentes&#xa0;? Pas encore ici&#xa0;: la base %1 n&apos;a pas de table.</translation>
    </message>
    <message>
        <source>Where does our permanent data live? In Postgres, database %1: rows: %2, tables: %3, on disk: %4.</source>
        <translation>Où vivent nos données permanentes&#xa0;? Dans Postgres, base %1&#xa0;: lignes&#xa0;: %2, tables&#xa0;: %3, sur disque&#xa0;: %4.</translation>
    </message>
    <message>
        <source>What are we caching to keep it fast? Nothing that this audit was shown: it was given no Redis.</source>
        <translation>Que met-on en cache pour aller vite&#xa0;? Rien de ce qui a été montré à cet audit&#xa0;: il n&apos;a reçu aucun Redis.</translation>
    </message>
    <message>
        <source>What are we caching to keep it fast? Not known: Redis could not be asked.</source>
        <translation>Que met-on en cache pour aller vite&#xa0;? On ne sait pas&#xa0;: Redis n&apos;a pu être interrogé.</translation>
    </message>
    <message>
        <source>What are we caching to keep it fast? Nothing: Redis is empty.</source>
        <translation>Que met-on en cache pour aller vite&#xa0;? Rien&#xa0;: Redis est vide.</translation>
    </message>
    <message>
        <source>What are we caching to keep it fast? %1 in Redis, in %3 of memory; kinds of keys: %2.</source>
        <translation>Que met-on en cache pour aller vite&#xa0;? %1 dans Redis, dans %3 de mémoire&#xa0;; sortes de clés&#xa0;: %2.</translation>
    </message>
    <message>
        <source>Traffic was watched for %1.</source>
        <translation>Le trafic a été observé pendant %1.</translation>
    </message>
    <message>
        <source>For %1 of it Redis told every command (MONITOR).</source>
        <translation>Pendant %1 de ce temps, Redis a dit chaque commande (MONITOR).</translation>
    </message>
    <message>
        <source>Single commands were not listened to, so there are no hit rates of single kinds of keys.</source>
        <translation>Les commandes n&apos;ont pas été écoutées une à une&#xa0;; il n&apos;y a donc pas de taux de succès par sorte de clés.</translation>
    </message>
    <message>
        <source>danger</source>
        <translation>danger</translation>
    </message>
    <message>
        <source>risk</source>
        <translation>risque</translation>
    </message>
    <message>
        <source>improve</source>
        <translation>à améliorer</translation>
    </message>
    <message>
        <source>habit</source>
        <translation>habitude</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>The data layer of %1</source>
        <translation>La couche de données de %1</translation>
    </message>
    <message>
        <source>What to do first: %1</source>
        <translation>À faire d&apos;abord&#xa0;: %1</translation>
    </message>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation>%1 n&apos;a pu être écrit&#xa0;: %2.</translation>
    </message>
    <message>
        <source>The folder %1 could not be made.</source>
        <translation>Le dossier %1 n&apos;a pu être créé.</translation>
    </message>
    <message>
        <source>%1: the name must end in .html, .md, .json, .pdf, .csv or /.</source>
        <translation>%1&#xa0;: le nom doit finir par .html, .md, .json, .pdf, .csv ou /.</translation>
    </message>
    <message>
        <source>Nothing.</source>
        <translation>Rien.</translation>
    </message>
    <message>
        <source>What to do next, the most dangerous first</source>
        <translation>À faire ensuite, le plus dangereux d&apos;abord</translation>
    </message>
    <message>
        <source>How this was found out</source>
        <translation>Comment on l&apos;a su</translation>
    </message>
    <message>
        <source>never</source>
        <translation>jamais</translation>
    </message>
    <message>
        <source>not shown to our user</source>
        <translation>non montré à notre utilisateur</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>non mesuré</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>pour toujours</translation>
    </message>
    <message>
        <source>%1 … %2, half of them over %3</source>
        <translation>%1 … %2, la moitié plus de %3</translation>
    </message>
    <message>
        <source>%1 for ever</source>
        <translation>%1 pour toujours</translation>
    </message>
    <message>
        <source>Kinds of keys</source>
        <translation>Sortes de clés</translation>
    </message>
    <message>
        <source>keys named</source>
        <translation>clés nommées</translation>
    </message>
    <message>
        <source>how many</source>
        <translation>combien</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>mémoire</translation>
    </message>
    <message>
        <source>kept for another</source>
        <translation>gardées encore</translation>
    </message>
    <message>
        <source>found when asked</source>
        <translation>trouvées si demandées</translation>
    </message>
    <message>
        <source>copy of</source>
        <translation>copie de</translation>
    </message>
    <message>
        <source>filled by</source>
        <translation>remplies par</translation>
    </message>
    <message>
        <source>how sure</source>
        <translation>certitude</translation>
    </message>
    <message>
        <source> (by its name)</source>
        <translation> (par son nom)</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>rien trouvé</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>confirmed by you</source>
        <translation>confirmé par vous</translation>
    </message>
    <message>
        <source>All %1 were looked at (SCAN, TYPE, PTTL, MEMORY USAGE).</source>
        <translation>Toutes ont été regardées&#xa0;: %1 (SCAN, TYPE, PTTL, MEMORY USAGE).</translation>
    </message>
    <message>
        <source>Estimated from %1 of %2 (SCAN, TYPE, PTTL, MEMORY USAGE).</source>
        <translation>Estimé d&apos;après %1 sur %2 (SCAN, TYPE, PTTL, MEMORY USAGE).</translation>
    </message>
    <message>
        <source>Hit rates are inferred from listening to commands; what fills a key, from queries that come when it is missing; copies by name are a guess.</source>
        <translation>Les taux de succès sont déduits en écoutant les commandes&#xa0;; ce qui remplit une clé, des requêtes qui viennent quand elle manque&#xa0;; les copies d&apos;après le nom sont une supposition.</translation>
    </message>
    <message>
        <source>%1 hits and %2 misses in %3</source>
        <translation>%1 succès et %2 défauts en %3</translation>
    </message>
    <message>
        <source>How often a look-up finds its key was not measured.</source>
        <translation>On n&apos;a pas mesuré combien de fois une recherche trouve sa clé.</translation>
    </message>
    <message>
        <source>Nobody looked anything up in Redis while it was watched.</source>
        <translation>Personne n&apos;a rien cherché dans Redis pendant l&apos;observation.</translation>
    </message>
    <message>
        <source>%1 of all look-ups found their key while it was watched.</source>
        <translation>%1 de toutes les recherches ont trouvé leur clé pendant l&apos;observation.</translation>
    </message>
    <message>
        <source>it writes every change to disk before it answers (AOF): nothing is lost</source>
        <translation>il écrit chaque changement sur disque avant de répondre (AOF)&#xa0;: rien n&apos;est perdu</translation>
    </message>
    <message>
        <source>it writes changes to a file and leaves it to the system when they reach the disk (AOF): a crash of the computer can lose half a minute</source>
        <translation>il écrit les changements dans un fichier et laisse le système décider quand ils arrivent sur disque (AOF)&#xa0;: une panne de l&apos;ordinateur peut perdre une demi-minute</translation>
    </message>
    <message>
        <source>it writes changes to disk every second (AOF): a crash loses a second or two</source>
        <translation>il écrit les changements sur disque chaque seconde (AOF)&#xa0;: une panne brutale perd une seconde ou deux</translation>
    </message>
    <message>
        <source>it keeps no log of changes; whether it saves pictures of itself (RDB) is not shown to our user: take it that all is lost</source>
        <translation>il ne tient pas de journal des changements&#xa0;; s&apos;il enregistre des instantanés (RDB) n&apos;est pas montré à notre utilisateur&#xa0;: comptez que tout est perdu</translation>
    </message>
    <message>
        <source>it saves a picture of itself from time to time (RDB): a crash loses what changed since the last one</source>
        <translation>il enregistre de temps en temps un instantané (RDB)&#xa0;: une panne brutale perd ce qui a changé depuis le dernier</translation>
    </message>
    <message>
        <source>it keeps nothing on disk: a restart loses all %1</source>
        <translation>il ne garde rien sur disque&#xa0;: un redémarrage perd tout (%1)</translation>
    </message>
    <message>
        <source>Redis servers</source>
        <translation>Serveurs Redis</translation>
    </message>
    <message>
        <source>server</source>
        <translation>serveur</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>clés</translation>
    </message>
    <message>
        <source>with an expiry</source>
        <translation>avec expiration</translation>
    </message>
    <message>
        <source>memory used</source>
        <translation>mémoire prise</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>limite</translation>
    </message>
    <message>
        <source>when full</source>
        <translation>une fois plein</translation>
    </message>
    <message>
        <source>log (AOF)</source>
        <translation>journal (AOF)</translation>
    </message>
    <message>
        <source>pictures (RDB)</source>
        <translation>instantanés (RDB)</translation>
    </message>
    <message>
        <source>last saved</source>
        <translation>dernière sauvegarde</translation>
    </message>
    <message>
        <source>changes since</source>
        <translation>changements depuis</translation>
    </message>
    <message>
        <source>replicas</source>
        <translation>réplicas</translation>
    </message>
    <message>
        <source>From INFO and CONFIG GET at %1. Redis counts its own start as a save.</source>
        <translation>D&apos;après INFO et CONFIG GET à %1. Redis compte son propre démarrage comme une sauvegarde.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
    <message>
        <source>not shown</source>
        <translation>non montré</translation>
    </message>
    <message>
        <source>off</source>
        <translation>désactivé</translation>
    </message>
    <message>
        <source>%1 has no memory limit, so it throws nothing away by itself.</source>
        <translation>%1 n&apos;a pas de limite de mémoire, il ne jette donc rien de lui-même.</translation>
    </message>
    <message>
        <source>When %1 is full, it refuses every write.</source>
        <translation>Quand %1 est plein, il refuse toute écriture.</translation>
    </message>
    <message>
        <source>When %1 is full, it throws away keys that have an expiry.</source>
        <translation>Quand %1 est plein, il jette des clés qui ont une expiration.</translation>
    </message>
    <message>
        <source>When %1 is full, it throws away any key, whether it is a copy or not.</source>
        <translation>Quand %1 est plein, il jette n&apos;importe quelle clé, que ce soit une copie ou non.</translation>
    </message>
    <message>
        <source>What is being cached?</source>
        <translation>Qu&apos;est-ce qui est mis en cache&#xa0;?</translation>
    </message>
    <message>
        <source>Redis could not be asked: %1</source>
        <translation>Redis n&apos;a pu être interrogé&#xa0;: %1</translation>
    </message>
    <message>
        <source>No Redis was given to this audit: as far as it can see, nothing is cached.</source>
        <translation>Cet audit n&apos;a reçu aucun Redis&#xa0;: pour ce qu&apos;il peut voir, rien n&apos;est mis en cache.</translation>
    </message>
    <message>
        <source>Redis holds %1, %2 of them with an expiry, and uses %3 of memory.</source>
        <translation>Redis contient %1, dont %2 avec une expiration, et prend %3 de mémoire.</translation>
    </message>
    <message>
        <source>What they are could not be looked at in the time of this audit, or our user may not.</source>
        <translation>Ce qu&apos;elles sont n&apos;a pu être regardé dans le temps de cet audit, ou notre utilisateur n&apos;en a pas le droit.</translation>
    </message>
    <message>
        <source>What is lost if Redis restarts now?</source>
        <translation>Que perd-on si Redis redémarre maintenant&#xa0;?</translation>
    </message>
    <message>
        <source>Not known: it could not be asked.</source>
        <translation>On ne sait pas&#xa0;: il n&apos;a pu être interrogé.</translation>
    </message>
    <message>
        <source>Nothing: there is none.</source>
        <translation>Rien&#xa0;: il n&apos;y en a pas.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1&#xa0;: %2.</translation>
    </message>
    <message>
        <source>aof_enabled %1; last saved %2; %3 changes since</source>
        <translation>aof_enabled %1&#xa0;; dernière sauvegarde %2&#xa0;; %3 changements depuis</translation>
    </message>
    <message>
        <source>%1 is a replica: a copy of another Redis.</source>
        <translation>%1 est un réplica&#xa0;: une copie d&apos;un autre Redis.</translation>
    </message>
    <message>
        <source>%1 has replicas that can take over.</source>
        <translation>%1 a des réplicas qui peuvent prendre le relais.</translation>
    </message>
    <message>
        <source>%1 has no replica: while it is away, there is no cache.</source>
        <translation>%1 n&apos;a pas de réplica&#xa0;: pendant son absence, il n&apos;y a pas de cache.</translation>
    </message>
    <message>
        <source>At risk: %1 without an expiry and without a counterpart in Postgres: %2. That they are nowhere else is inferred: no table has their name, and no query was seen to fill them.</source>
        <translation>En danger&#xa0;: %1 sans expiration et sans équivalent dans Postgres&#xa0;: %2. Qu&apos;elles ne soient nulle part ailleurs est déduit&#xa0;: aucune table ne porte leur nom, et on n&apos;a vu aucune requête les remplir.</translation>
    </message>
    <message>
        <source>kinds of keys: %1</source>
        <translation>sortes de clés&#xa0;: %1</translation>
    </message>
    <message>
        <source>%1 of %2 have an expiry</source>
        <translation>%1 sur %2 ont une expiration</translation>
    </message>
    <message>
        <source>The whole database fits into Postgres&apos; own memory (shared_buffers).</source>
        <translation>Toute la base tient dans la mémoire propre de Postgres (shared_buffers).</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>Without the cache, Postgres would be asked at most %1 times a second.</source>
        <translation>Sans le cache, Postgres serait interrogé au plus %1 fois par seconde.</translation>
    </message>
    <message>
        <source>%1 queries and %2 hits</source>
        <translation>%1 requêtes et %2 succès</translation>
    </message>
    <message>
        <source>A query takes %1 at most on average.</source>
        <translation>Une requête prend au plus %1 en moyenne.</translation>
    </message>
    <message>
        <source>Answering all of it would keep less than %1 of one processor busy.</source>
        <translation>Répondre à tout occuperait moins de %1 d&apos;un processeur.</translation>
    </message>
    <message>
        <source>queries and hits a second × mean time of a query</source>
        <translation>requêtes et succès par seconde × temps moyen d&apos;une requête</translation>
    </message>
    <message>
        <source>Do not cache %1, or keep it longer.</source>
        <translation>Ne mettez pas %1 en cache, ou gardez-le plus longtemps.</translation>
    </message>
    <message>
        <source>Nearly every look-up misses: the cache only adds a way.</source>
        <translation>Presque chaque recherche est un défaut&#xa0;: le cache n&apos;ajoute qu&apos;un détour.</translation>
    </message>
    <message>
        <source>%1 reads, hit rate %2 (inferred)</source>
        <translation>%1 lectures, taux de succès %2 (déduit)</translation>
    </message>
    <message>
        <source>Ask whether %1 is still needed; if so, give it a shorter expiry.</source>
        <translation>Demandez si %1 sert encore&#xa0;; si oui, donnez-lui une expiration plus courte.</translation>
    </message>
    <message>
        <source>Hardly any of its keys was touched for an hour, and it takes %1.</source>
        <translation>Presque aucune de ses clés n&apos;a été touchée depuis une heure, et il prend %1.</translation>
    </message>
    <message>
        <source>%1 of its keys idle for more than an hour</source>
        <translation>%1 de ses clés inutilisées depuis plus d&apos;une heure</translation>
    </message>
    <message>
        <source>Give %1 an expiry.</source>
        <translation>Donnez une expiration à %1.</translation>
    </message>
    <message>
        <source>It looks like a copy of %1 and never expires: an update that is forgotten once stays wrong for ever, and memory only grows.</source>
        <translation>Il semble être une copie de %1 et n&apos;expire jamais&#xa0;: une mise à jour oubliée une fois reste fausse pour toujours, et la mémoire ne fait que grandir.</translation>
    </message>
    <message>
        <source>%1 of its keys never expire</source>
        <translation>%1 de ses clés n&apos;expirent jamais</translation>
    </message>
    <message>
        <source>Consider doing without the cache.</source>
        <translation>Pensez à vous passer du cache.</translation>
    </message>
    <message>
        <source>At the load that was watched a simple tool runs fine on a database alone: the data fits into Postgres&apos; memory, queries are few and cheap. What lives only in Redis would need another home first.</source>
        <translation>À la charge observée, un outil simple marche bien avec une base seule&#xa0;: les données tiennent dans la mémoire de Postgres, les requêtes sont rares et peu chères. Ce qui ne vit que dans Redis devrait d&apos;abord trouver un autre endroit.</translation>
    </message>
    <message>
        <source>Audit again with a burst, at a busy hour (--burst 3s).</source>
        <translation>Refaites l&apos;audit avec une rafale, à une heure chargée (--burst 3s).</translation>
    </message>
    <message>
        <source>Switch pg_stat_statements on in Postgres and audit again with a burst, at a busy hour (--burst 3s).</source>
        <translation>Activez pg_stat_statements dans Postgres et refaites l&apos;audit avec une rafale, à une heure chargée (--burst 3s).</translation>
    </message>
    <message>
        <source>What the cache saves could not be measured: it needs the hits of each pattern and the time of the query that fills it.</source>
        <translation>Ce que le cache épargne n&apos;a pu être mesuré&#xa0;: il faut les succès de chaque motif et le temps de la requête qui le remplit.</translation>
    </message>
    <message>
        <source>there</source>
        <translation>présent</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>absent</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>pas lancé</translation>
    </message>
    <message>
        <source>Switch fsync on.</source>
        <translation>Activez fsync.</translation>
    </message>
    <message>
        <source>Postgres does not wait until data is on the disk: after a power cut or a crash of the computer the whole database can be unreadable.</source>
        <translation>Postgres n&apos;attend pas que les données soient sur le disque&#xa0;: après une coupure de courant ou une panne de l&apos;ordinateur, toute la base peut être illisible.</translation>
    </message>
    <message>
        <source>Switch full_page_writes on.</source>
        <translation>Activez full_page_writes.</translation>
    </message>
    <message>
        <source>A page that was half written when the power went cannot be repaired, unless the disk itself rules that out.</source>
        <translation>Une page à moitié écrite quand le courant est coupé ne peut être réparée, à moins que le disque lui-même n&apos;exclue ce cas.</translation>
    </message>
    <message>
        <source>Decide whether the last moments before a crash may be lost; if not, switch synchronous_commit on.</source>
        <translation>Décidez si les derniers instants avant une panne brutale peuvent être perdus&#xa0;; sinon, activez synchronous_commit.</translation>
    </message>
    <message>
        <source>What users were told is saved can be gone after a crash, up to three times wal_writer_delay of it. Nothing is damaged.</source>
        <translation>Ce qu&apos;on a dit enregistré aux utilisateurs peut avoir disparu après une panne brutale, jusqu&apos;à trois fois wal_writer_delay. Rien n&apos;est endommagé.</translation>
    </message>
    <message>
        <source>Plan to switch data checksums on (pg_checksums, with the server stopped).</source>
        <translation>Prévoyez d&apos;activer les sommes de contrôle des données (pg_checksums, serveur arrêté).</translation>
    </message>
    <message>
        <source>A disk that returns wrong data would not be noticed.</source>
        <translation>Un disque qui rend des données fausses passerait inaperçu.</translation>
    </message>
    <message>
        <source>Make %1 a normal table (ALTER TABLE %1 SET LOGGED), unless it may be empty after a crash.</source>
        <translation>Faites de %1 une table normale (ALTER TABLE %1 SET LOGGED), à moins qu&apos;elle ne puisse être vide après une panne brutale.</translation>
    </message>
    <message>
        <source>It is unlogged: Postgres empties it after a crash, and it is in no archive and on no standby.</source>
        <translation>Elle est unlogged&#xa0;: Postgres la vide après une panne brutale, et elle n&apos;est dans aucune archive ni sur aucun secondaire.</translation>
    </message>
    <message>
        <source>Run VACUUM ANALYZE on %1, and look why autovacuum does not.</source>
        <translation>Lancez VACUUM ANALYZE sur %1, et voyez pourquoi autovacuum ne le fait pas.</translation>
    </message>
    <message>
        <source>More than half as many dead rows as living ones: it takes more room and time than it needs.</source>
        <translation>Plus de la moitié autant de lignes mortes que de vivantes&#xa0;: elle prend plus de place et de temps qu&apos;il n&apos;en faut.</translation>
    </message>
    <message>
        <source>Postgres has no statistics about it and plans queries blindly.</source>
        <translation>Postgres n&apos;a pas de statistiques à son sujet et planifie les requêtes à l&apos;aveugle.</translation>
    </message>
    <message>
        <source>%1 dead rows, %2 live</source>
        <translation>%1 lignes mortes, %2 vivantes</translation>
    </message>
    <message>
        <source>Find out why the standby %1 is behind.</source>
        <translation>Cherchez pourquoi le secondaire %1 est en retard.</translation>
    </message>
    <message>
        <source>If the server is lost now, what was written since is lost, too.</source>
        <translation>Si le serveur est perdu maintenant, ce qui a été écrit depuis est perdu aussi.</translation>
    </message>
    <message>
        <source>Drop the replication slot %1 or bring its reader back.</source>
        <translation>Supprimez le slot de réplication %1 ou ramenez son lecteur.</translation>
    </message>
    <message>
        <source>Nobody reads it, and Postgres keeps everything written since then; when the disk is full, the database stops.</source>
        <translation>Personne ne le lit, et Postgres garde tout ce qui a été écrit depuis&#xa0;; quand le disque est plein, la base s&apos;arrête.</translation>
    </message>
    <message>
        <source>last success %1, last failure %2</source>
        <translation>dernier succès %1, dernier échec %2</translation>
    </message>
    <message>
        <source>Repair the archiving of the write-ahead log.</source>
        <translation>Réparez l&apos;archivage du journal (WAL).</translation>
    </message>
    <message>
        <source>The last attempt failed: backups that rely on it end at the last success, and the disk fills meanwhile.</source>
        <translation>Le dernier essai a échoué&#xa0;: les sauvegardes qui s&apos;y fient s&apos;arrêtent au dernier succès, et le disque se remplit entre-temps.</translation>
    </message>
    <message>
        <source>Ask who backs this database up, how often, and when a backup was last restored for a try.</source>
        <translation>Demandez qui sauvegarde cette base, à quel rythme, et quand une sauvegarde a été restaurée pour essai la dernière fois.</translation>
    </message>
    <message>
        <source>No copy of it is in sight: nothing archived, no standby, no base backup under way. A backup by pg_dump, or of the whole disk, leaves no trace on the server, so there may be one.</source>
        <translation>Aucune copie n&apos;est en vue&#xa0;: rien d&apos;archivé, pas de secondaire, pas de sauvegarde de base en cours. Une sauvegarde par pg_dump, ou de tout le disque, ne laisse pas de trace sur le serveur&#xa0;; il peut donc y en avoir une.</translation>
    </message>
    <message>
        <source>Decide how long the tool may be away, and whether a standby is worth it.</source>
        <translation>Décidez combien de temps l&apos;outil peut être absent, et si un secondaire en vaut la peine.</translation>
    </message>
    <message>
        <source>No standby is connected: when this computer breaks, somebody has to restore a backup first.</source>
        <translation>Aucun secondaire n&apos;est connecté&#xa0;: si cet ordinateur tombe, quelqu&apos;un doit d&apos;abord restaurer une sauvegarde.</translation>
    </message>
    <message>
        <source>Make Postgres reachable and audit again.</source>
        <translation>Rendez Postgres joignable et refaites l&apos;audit.</translation>
    </message>
    <message>
        <source>It could not be asked, so nothing is known about the permanent data. %1</source>
        <translation>Il n&apos;a pu être interrogé, on ne sait donc rien des données permanentes. %1</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>connexion</translation>
    </message>
    <message>
        <source>Export the database once (pg_dump), restore it somewhere else, and look whether everything is there.</source>
        <translation>Exportez la base une fois (pg_dump), restaurez-la ailleurs, et voyez si tout y est.</translation>
    </message>
    <message>
        <source>Only a copy that was restored is known to be one.</source>
        <translation>Seule une copie qui a été restaurée est sûrement une copie.</translation>
    </message>
    <message>
        <source>%1, %2 of them with an expiry</source>
        <translation>%1, dont %2 avec une expiration</translation>
    </message>
    <message>
        <source>Set maxmemory, and choose what Redis may throw away when it is reached.</source>
        <translation>Réglez maxmemory, et choisissez ce que Redis peut jeter quand il est atteint.</translation>
    </message>
    <message>
        <source>There is no limit: Redis grows until the computer runs out of memory and the system ends it.</source>
        <translation>Il n&apos;y a pas de limite&#xa0;: Redis grandit jusqu&apos;à ce que l&apos;ordinateur manque de mémoire et que le système y mette fin.</translation>
    </message>
    <message>
        <source>Give Redis more memory, or a policy that lets it throw old keys away, before it is full.</source>
        <translation>Donnez plus de mémoire à Redis, ou une règle qui le laisse jeter de vieilles clés, avant qu&apos;il soit plein.</translation>
    </message>
    <message>
        <source>It is at %1 of its limit and may throw nothing away: when it is full, every write to it fails.</source>
        <translation>Il est à %1 de sa limite et ne peut rien jeter&#xa0;: quand il est plein, toute écriture échoue.</translation>
    </message>
    <message>
        <source>Give the cached keys an expiry, or choose an allkeys policy.</source>
        <translation>Donnez une expiration aux clés en cache, ou choisissez une règle allkeys.</translation>
    </message>
    <message>
        <source>Under %1 only keys with an expiry make room, and most keys here have none: when it is full, the few that expire go first, then writes fail.</source>
        <translation>Avec %1, seules les clés à expiration font place, et la plupart ici n&apos;en ont pas&#xa0;: une fois plein, les rares qui expirent partent d&apos;abord, puis les écritures échouent.</translation>
    </message>
    <message>
        <source>%1: %2 without an expiry%3</source>
        <translation>%1&#xa0;: %2 sans expiration%3</translation>
    </message>
    <message>
        <source> (estimated)</source>
        <translation> (estimé)</translation>
    </message>
    <message>
        <source>names and statements compared</source>
        <translation>noms et instructions comparés</translation>
    </message>
    <message>
        <source>no table or query of Postgres goes with it; a guess from names, and from what was watched</source>
        <translation>aucune table ni requête de Postgres n&apos;y correspond&#xa0;; supposé d&apos;après les noms et ce qui a été observé</translation>
    </message>
    <message>
        <source>no Postgres was audited</source>
        <translation>aucun Postgres n&apos;a été audité</translation>
    </message>
    <message>
        <source>Find out whether %1 may be lost; if not, keep it in Postgres as well.</source>
        <translation>Cherchez si %1 peut être perdu&#xa0;; sinon, gardez-le aussi dans Postgres.</translation>
    </message>
    <message>
        <source>These keys are meant to stay, seem to be nowhere else, and Redis keeps nothing on disk: a restart loses them.</source>
        <translation>Ces clés sont faites pour rester, semblent n&apos;être nulle part ailleurs, et Redis ne garde rien sur disque&#xa0;: un redémarrage les perd.</translation>
    </message>
    <message>
        <source>These keys are meant to stay and seem to be nowhere else; what Redis has not yet written to disk is lost in a crash.</source>
        <translation>Ces clés sont faites pour rester et semblent n&apos;être nulle part ailleurs&#xa0;; ce que Redis n&apos;a pas encore écrit sur disque est perdu lors d&apos;une panne brutale.</translation>
    </message>
    <message>
        <source>Keep %1 out of a Redis that throws keys away.</source>
        <translation>Tenez %1 hors d&apos;un Redis qui jette des clés.</translation>
    </message>
    <message>
        <source>When memory is full, an allkeys policy removes any key, also those that are nowhere else.</source>
        <translation>Quand la mémoire est pleine, une règle allkeys retire n&apos;importe quelle clé, même celles qui ne sont nulle part ailleurs.</translation>
    </message>
    <message>
        <source>Make Redis reachable and audit again.</source>
        <translation>Rendez Redis joignable et refaites l&apos;audit.</translation>
    </message>
    <message>
        <source>It could not be asked, so nothing is known about the cache. %1</source>
        <translation>Il n&apos;a pu être interrogé, on ne sait donc rien du cache. %1</translation>
    </message>
    <message>
        <source>Look into Redis&apos; log why it could not save (disk full, rights).</source>
        <translation>Voyez dans le journal de Redis pourquoi il n&apos;a pu sauvegarder (disque plein, droits).</translation>
    </message>
    <message>
        <source>The last attempt to write its data to disk failed; by default Redis then refuses writes, and a restart brings back old data.</source>
        <translation>Le dernier essai d&apos;écrire ses données sur disque a échoué&#xa0;; par défaut Redis refuse alors les écritures, et un redémarrage ramène de vieilles données.</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tables</translation>
    </message>
    <message>
        <source>table</source>
        <translation>table</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>lignes</translation>
    </message>
    <message>
        <source>rows are</source>
        <translation>les lignes sont</translation>
    </message>
    <message>
        <source>size with indexes</source>
        <translation>taille avec index</translation>
    </message>
    <message>
        <source>of it indexes</source>
        <translation>dont index</translation>
    </message>
    <message>
        <source>of it long values</source>
        <translation>dont longues valeurs</translation>
    </message>
    <message>
        <source>survives a crash</source>
        <translation>survit à une panne</translation>
    </message>
    <message>
        <source>rows written</source>
        <translation>lignes écrites</translation>
    </message>
    <message>
        <source>last vacuum</source>
        <translation>dernier vacuum</translation>
    </message>
    <message>
        <source>last analyze</source>
        <translation>dernier analyze</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>comptées</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>estimées</translation>
    </message>
    <message>
        <source>From pg_class, pg_stat_all_tables, pg_table_size and pg_indexes_size at %1. Small tables were counted (count(*)), of others Postgres&apos; own estimate is given. Rows written: since %2.</source>
        <translation>D&apos;après pg_class, pg_stat_all_tables, pg_table_size et pg_indexes_size à %1. Les petites tables ont été comptées (count(*))&#xa0;; pour les autres, c&apos;est l&apos;estimation de Postgres. Lignes écrites&#xa0;: depuis %2.</translation>
    </message>
    <message>
        <source>its statistics began</source>
        <translation>le début de ses statistiques</translation>
    </message>
    <message>
        <source>%1 smaller tables are left out.</source>
        <translation>%1 tables plus petites sont omises.</translation>
    </message>
    <message>
        <source>A crash of the computer can destroy the database: Postgres does not write as carefully as it can.</source>
        <translation>Une panne de l&apos;ordinateur peut détruire la base&#xa0;: Postgres n&apos;écrit pas aussi soigneusement qu&apos;il le peut.</translation>
    </message>
    <message>
        <source>A crash can lose what was saved in the last moments, but damages nothing.</source>
        <translation>Une panne brutale peut perdre ce qui a été enregistré dans les derniers instants, mais n&apos;endommage rien.</translation>
    </message>
    <message>
        <source>How carefully Postgres writes is not shown to our user.</source>
        <translation>Avec quel soin Postgres écrit n&apos;est pas montré à notre utilisateur.</translation>
    </message>
    <message>
        <source>What was saved survives a crash of the computer.</source>
        <translation>Ce qui a été enregistré survit à une panne de l&apos;ordinateur.</translation>
    </message>
    <message>
        <source>standby servers: %1, slots: %2</source>
        <translation>serveurs secondaires&#xa0;: %1, slots&#xa0;: %2</translation>
    </message>
    <message>
        <source>This server is itself a standby: a copy of another one. Audit the primary, too.</source>
        <translation>Ce serveur est lui-même un secondaire&#xa0;: une copie d&apos;un autre. Auditez aussi le primaire.</translation>
    </message>
    <message>
        <source>No second server keeps a live copy.</source>
        <translation>Aucun second serveur ne tient une copie à jour.</translation>
    </message>
    <message>
        <source>Standby servers that keep a live copy: %1.</source>
        <translation>Serveurs secondaires qui tiennent une copie à jour&#xa0;: %1.</translation>
    </message>
    <message>
        <source>%1 archived, last %2; %3 failed, last %4</source>
        <translation>%1 archivés, dernier %2&#xa0;; %3 échecs, dernier %4</translation>
    </message>
    <message>
        <source>Backups by pg_dump, or of the whole disk, leave no trace on the server: nobody can see from here whether there are any. Ask for the date of the last one.</source>
        <translation>Les sauvegardes par pg_dump, ou de tout le disque, ne laissent pas de trace sur le serveur&#xa0;: d&apos;ici, personne ne peut voir s&apos;il y en a. Demandez la date de la dernière.</translation>
    </message>
    <message>
        <source>Whether changes are archived is not shown to our user.</source>
        <translation>Si les changements sont archivés n&apos;est pas montré à notre utilisateur.</translation>
    </message>
    <message>
        <source>Changes are not archived.</source>
        <translation>Les changements ne sont pas archivés.</translation>
    </message>
    <message>
        <source>Changes are meant to be archived, but the last attempt failed.</source>
        <translation>Les changements devraient être archivés, mais le dernier essai a échoué.</translation>
    </message>
    <message>
        <source>Changes are meant to be archived, but nothing has been archived yet.</source>
        <translation>Les changements devraient être archivés, mais rien ne l&apos;a encore été.</translation>
    </message>
    <message>
        <source>Changes are archived, last at %1.</source>
        <translation>Les changements sont archivés, la dernière fois à %1.</translation>
    </message>
    <message>
        <source>Standby servers and slots</source>
        <translation>Serveurs secondaires et slots</translation>
    </message>
    <message>
        <source>name</source>
        <translation>nom</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>sorte</translation>
    </message>
    <message>
        <source>state</source>
        <translation>état</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>retard</translation>
    </message>
    <message>
        <source>time behind</source>
        <translation>temps de retard</translation>
    </message>
    <message>
        <source>From pg_stat_replication and pg_replication_slots at %1.</source>
        <translation>D&apos;après pg_stat_replication et pg_replication_slots à %1.</translation>
    </message>
    <message>
        <source>standby</source>
        <translation>secondaire</translation>
    </message>
    <message>
        <source>slot, %1</source>
        <translation>slot, %1</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>utilisé</translation>
    </message>
    <message>
        <source>nobody reads it</source>
        <translation>personne ne le lit</translation>
    </message>
    <message>
        <source>Where does our permanent data live?</source>
        <translation>Où vivent nos données permanentes&#xa0;?</translation>
    </message>
    <message>
        <source>Postgres could not be asked: %1</source>
        <translation>Postgres n&apos;a pu être interrogé&#xa0;: %1</translation>
    </message>
    <message>
        <source>No database was given to this audit.</source>
        <translation>Cet audit n&apos;a reçu aucune base.</translation>
    </message>
    <message>
        <source>Postgres %1 at %2 is the permanent record: database %3, %4.</source>
        <translation>Postgres %1 à %2 tient les données permanentes&#xa0;: base %3, %4.</translation>
    </message>
    <message>
        <source>It has no table: there is no permanent data in it yet.</source>
        <translation>Elle n&apos;a pas de table&#xa0;: il n&apos;y a pas encore de données permanentes.</translation>
    </message>
    <message>
        <source>The same server holds other databases, which this audit did not look into: %1.</source>
        <translation>Le même serveur a d&apos;autres bases, que cet audit n&apos;a pas regardées&#xa0;: %1.</translation>
    </message>
    <message>
        <source>It can be exported with pg_dump: in Tierlens by the button Export…, or by hand: pg_dump -Fc -f FILE %1.</source>
        <translation>Elle peut être exportée avec pg_dump&#xa0;: dans Tierlens par le bouton Exporter…, ou à la main&#xa0;: pg_dump -Fc -f FILE %1.</translation>
    </message>
    <message>
        <source>%1: could not be asked: %2</source>
        <translation>%1&#xa0;: n&apos;a pu être interrogé&#xa0;: %2</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <source>Other databases</source>
        <translation>Autres bases</translation>
    </message>
    <message>
        <source>Archiving</source>
        <translation>Archivage</translation>
    </message>
    <message>
        <source>Standby servers</source>
        <translation>Serveurs secondaires</translation>
    </message>
    <message>
        <source>Replication slots</source>
        <translation>Slots de réplication</translation>
    </message>
    <message>
        <source>Base backups</source>
        <translation>Sauvegardes de base</translation>
    </message>
    <message>
        <source>When %1 saves its data to disk is not shown to our user (CONFIG GET is refused).</source>
        <translation>Quand %1 écrit ses données sur disque n&apos;est pas montré à notre utilisateur (CONFIG GET est refusé).</translation>
    </message>
    <message>
        <source>There is no cache, and at the load that was watched none is needed: a simple tool runs fine on a database alone.</source>
        <translation>Il n&apos;y a pas de cache, et à la charge observée il n&apos;en faut pas&#xa0;: un outil simple marche bien avec une base seule.</translation>
    </message>
    <message>
        <source>There is no cache. Whether one would help is told by the conditions below.</source>
        <translation>Il n&apos;y a pas de cache. Les conditions ci-dessous disent si un cache aiderait.</translation>
    </message>
    <message>
        <source>A simple tool runs fine on a database alone, and at the load that was watched this is one: all conditions below hold. The cache costs %1 of memory and care.</source>
        <translation>Un outil simple marche bien avec une base seule, et à la charge observée c&apos;en est un&#xa0;: toutes les conditions ci-dessous sont remplies. Le cache coûte %1 de mémoire, et du soin.</translation>
    </message>
    <message>
        <source>It earns its keep: it takes work off Postgres, for %1 of memory.</source>
        <translation>Il vaut son prix&#xa0;: il décharge Postgres, pour %1 de mémoire.</translation>
    </message>
    <message>
        <source>Reading the cache takes the servers longer than asking Postgres would.</source>
        <translation>Lire le cache prend plus de temps aux serveurs que d&apos;interroger Postgres.</translation>
    </message>
    <message>
        <source>Not measured: the hits of each kind of key and the time of the query that fills it have to be known.</source>
        <translation>Non mesuré&#xa0;: il faut connaître les succès de chaque sorte de clés et le temps de la requête qui la remplit.</translation>
    </message>
    <message>
        <source>Measured (kinds of keys: %1): about %2 of Postgres&apos; time %3 a day, if every second of the day were like the %4 that were listened to.</source>
        <translation>Mesuré (sortes de clés&#xa0;: %1)&#xa0;: environ %2 du temps de Postgres %3 par jour, si chaque seconde du jour ressemblait aux %4 écoutées.</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>épargnées</translation>
    </message>
    <message>
        <source>spent for nothing</source>
        <translation>dépensées pour rien</translation>
    </message>
    <message>
        <source>hits a second (MONITOR) × (mean of the query in pg_stat_statements − one read of Redis)</source>
        <translation>succès par seconde (MONITOR) × (moyenne de la requête dans pg_stat_statements − une lecture de Redis)</translation>
    </message>
    <message>
        <source>one read of Redis: %1 of its time</source>
        <translation>une lecture de Redis&#xa0;: %1 de son temps</translation>
    </message>
    <message>
        <source>what a read of Redis costs is not known and not taken off</source>
        <translation>le coût d&apos;une lecture de Redis n&apos;est pas connu et n&apos;est pas déduit</translation>
    </message>
    <message>
        <source>What each kind of key saves</source>
        <translation>Ce qu&apos;épargne chaque sorte de clés</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>succès</translation>
    </message>
    <message>
        <source>one query takes</source>
        <translation>une requête prend</translation>
    </message>
    <message>
        <source>saved a day</source>
        <translation>épargné par jour</translation>
    </message>
    <message>
        <source>Only kinds of keys whose hits and query are both known.</source>
        <translation>Seulement les sortes de clés dont on connaît les succès et la requête.</translation>
    </message>
    <message>
        <source>When a database alone is enough: all of these hold</source>
        <translation>Quand une base seule suffit&#xa0;: tout ceci est rempli</translation>
    </message>
    <message>
        <source>condition</source>
        <translation>condition</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>remplie</translation>
    </message>
    <message>
        <source>figure</source>
        <translation>chiffre</translation>
    </message>
    <message>
        <source>from</source>
        <translation>source</translation>
    </message>
    <message>
        <source>Is the cache worth it?</source>
        <translation>Le cache en vaut-il la peine&#xa0;?</translation>
    </message>
    <message>
        <source>Where does our permanent data live? In Postgres, database %1, %2 on disk; its tables could not be listed.</source>
        <translation>Où vivent nos données permanentes ? Dans Postgres, base %1, %2 sur disque ; ses tables n’ont pas pu être listées.</translation>
    </message>
    <message>
        <source>The audit only read: in Redis by commands that change nothing (INFO, CONFIG GET, SCAN, TYPE, PTTL, MEMORY USAGE and the like); in Postgres by SELECTs in a session that may only read. It wrote nothing.</source>
        <translation>L’audit n’a fait que lire : dans Redis par des commandes qui ne changent rien (INFO, CONFIG GET, SCAN, TYPE, PTTL, MEMORY USAGE et autres) ; dans Postgres par des SELECT dans une session qui ne peut que lire. Il n’a rien écrit.</translation>
    </message>
    <message>
        <source>Other tools of Tierlens were allowed to change these servers at that time; what they did is not told here.</source>
        <translation>D’autres outils de Tierlens étaient alors autorisés à modifier ces serveurs ; ce qu’ils ont fait n’est pas dit ici.</translation>
    </message>
    <message>
        <source>Every key that was looked at seems to be a copy of what is in Postgres: losing them costs time, not data.</source>
        <translation>Chaque clé examinée semble être une copie de ce qui est dans Postgres : les perdre coûte du temps, pas des données.</translation>
    </message>
    <message>
        <source>Whether these keys are copies of something cannot be told: no Postgres was asked.</source>
        <translation>On ne peut dire si ces clés sont des copies de quelque chose : aucun Postgres n’a été interrogé.</translation>
    </message>
    <message>
        <source>These kinds of keys expire by themselves, but have no counterpart that was found in Postgres: %1. What is in them is lost with a restart; ask who writes them whether that matters.</source>
        <translation>Ces sortes de clés expirent d’elles-mêmes, mais aucun équivalent n’a été trouvé dans Postgres : %1. Ce qu’elles contiennent est perdu au redémarrage ; demandez à qui les écrit si cela compte.</translation>
    </message>
    <message>
        <source>%1 minutes</source>
        <translation>%1 minutes</translation>
    </message>
    <message>
        <source>%1 hours</source>
        <translation>%1 heures</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 jours</translation>
    </message>
    <message>
        <source>not in the sample</source>
        <translation>pas dans l&apos;échantillon</translation>
    </message>
    <message>
        <source>All %1 of the last round were looked at (SCAN, TYPE, PTTL, MEMORY USAGE); since then there are %2.</source>
        <translation>Les %1 du dernier tour ont toutes été examinées (SCAN, TYPE, PTTL, MEMORY USAGE)&#xa0;; depuis, il y en a %2.</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>As far as it could be measured, it takes little work off Postgres (less than 1 % of one processor), for %1 of memory.</source>
        <translation>Pour autant qu&apos;on ait pu le mesurer, il épargne peu de travail à Postgres (moins de 1 % d&apos;un processeur), pour %1 de mémoire.</translation>
    </message>
</context>
<context>
    <name>BlastRadius</name>
    <message>
        <source>The search for keys was stopped.</source>
        <translation>La recherche des clés a été arrêtée.</translation>
    </message>
    <message>
        <source>Keys: estimated from %1 % of the keyspace; going through all of it at this pace would take too long.</source>
        <translation>Clés&#xa0;: estimé d&apos;après %1&#xa0;% de l&apos;espace de clés&#xa0;; le parcourir en entier à cette allure prendrait trop de temps.</translation>
    </message>
    <message>
        <source>Size: not known; this user may not ask for it (MEMORY USAGE).</source>
        <translation>Taille&#xa0;: inconnue&#xa0;; cet utilisateur ne peut pas la demander (MEMORY USAGE).</translation>
    </message>
    <message>
        <source>Size: from %1 of these keys, for all of them.</source>
        <translation>Taille&#xa0;: d&apos;après %1 de ces clés, pour toutes.</translation>
    </message>
    <message>
        <source>Hits: what the last burst saw of these keys, scaled to the %1 hits/s that Redis counts over the last 10 s.</source>
        <translation>Succès&#xa0;: ce que la dernière rafale a vu de ces clés, rapporté aux %1 succès/s que Redis compte sur les 10 dernières s.</translation>
    </message>
    <message>
        <source>Hits: what the last burst saw of these keys.</source>
        <translation>Succès&#xa0;: ce que la dernière rafale a vu de ces clés.</translation>
    </message>
    <message>
        <source>Only some keys of a pattern go; its reads are taken as spread evenly over those that were not counted by name.</source>
        <translation>Seules certaines clés d&apos;un motif partent&#xa0;; ses lectures sont supposées réparties également sur celles qui n&apos;ont pas été comptées par leur nom.</translation>
    </message>
    <message>
        <source>Queries: in one second, about %1 different keys of these are read; each is missed at its first read and then filled again.</source>
        <translation>Requêtes&#xa0;: en une seconde, environ %1 clés différentes parmi celles-ci sont lues&#xa0;; chacune est un défaut à sa première lecture, puis est remplie de nouveau.</translation>
    </message>
    <message>
        <source>Time: from how many different keys the burst saw follows how strongly the reads keep to few keys, and from that how fast those are filled.</source>
        <translation>Durée&#xa0;: le nombre de clés différentes vues par la rafale dit à quel point les lectures se concentrent sur peu de clés, et donc à quelle vitesse celles-ci sont remplies.</translation>
    </message>
    <message>
        <source>Time: as if all these keys were read alike, for how the reads spread over them is not known. It is shorter if they keep to few keys.</source>
        <translation>Durée&#xa0;: comme si toutes ces clés étaient lues autant, car on ne sait pas comment les lectures s&apos;y répartissent. Elle est plus courte si elles se concentrent sur peu de clés.</translation>
    </message>
    <message>
        <source>By the time such a query takes now, they keep about %1 sessions of Postgres busy.</source>
        <translation>Au temps que prend une telle requête en ce moment, elles occupent environ %1 sessions de Postgres.</translation>
    </message>
    <message>
        <source>If clients that miss the same key at the same time all ask Postgres, up to %1 more come in the first moment; whether they do cannot be seen from here.</source>
        <translation>Si les clients à qui manque la même clé au même moment interrogent tous Postgres, il en vient jusqu&apos;à %1 de plus au premier instant&#xa0;; s&apos;ils le font, on ne le voit pas d&apos;ici.</translation>
    </message>
    <message>
        <source>Inferred from sampled commands: reads by MGET and by scripts are not among them.</source>
        <translation>Déduit d&apos;un échantillon de commandes&#xa0;: les lectures par MGET et par scripts n&apos;y sont pas.</translation>
    </message>
    <message>
        <source>Nobody has looked yet which keys are read. Not more than all hits of this Redis, %1/s, can turn into queries, and each key is filled once. A burst (MONITOR for some seconds) tells more.</source>
        <translation>Personne n&apos;a encore regardé quelles clés sont lues. Pas plus que tous les succès de ce Redis, %1/s, ne peuvent devenir des requêtes, et chaque clé est remplie une fois. Une rafale (MONITOR pendant quelques secondes) en dit plus.</translation>
    </message>
    <message>
        <source>The last burst saw nobody find one of these keys in Redis; it only looked for some seconds.</source>
        <translation>La dernière rafale n&apos;a vu personne trouver une de ces clés dans Redis&#xa0;; elle n&apos;a regardé que quelques secondes.</translation>
    </message>
    <message>
        <source>No key in Redis matches.</source>
        <translation>Aucune clé dans Redis ne répond au motif.</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>environ %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2 hits/s now</source>
        <translation>%1, %2 succès/s maintenant</translation>
    </message>
    <message>
        <source>%1 → at most +%2 queries/s</source>
        <translation>%1 → au plus +%2 requêtes/s</translation>
    </message>
    <message>
        <source>%1 → hardly a query more</source>
        <translation>%1 → à peine une requête de plus</translation>
    </message>
    <message>
        <source>%1 → about +%2 queries/s at first, falling, for about %3</source>
        <translation>%1 → environ +%2 requêtes/s d&apos;abord, en baisse, pendant environ %3</translation>
    </message>
    <message>
        <source>%1 → about +%2 queries/s at first</source>
        <translation>%1 → environ +%2 requêtes/s d&apos;abord</translation>
    </message>
    <message>
        <source>%1; Postgres now runs %2/s</source>
        <translation>%1&#xa0;; Postgres en exécute maintenant %2/s</translation>
    </message>
    <message>
        <source>Written without having been missed: %1. If Redis is the only home of these, no query brings them back, and fewer queries come.</source>
        <translation>Écrites sans avoir manqué&#xa0;: %1. Si Redis est leur seul domicile, aucune requête ne les ramène, et il vient moins de requêtes.</translation>
    </message>
    <message>
        <source>No key found in %1 of the keyspace.</source>
        <translation>Aucune clé trouvée dans %1 de l&apos;espace de clés.</translation>
    </message>
    <message>
        <source>%1, about %2</source>
        <translation>%1, environ %2</translation>
    </message>
</context>
<context>
    <name>ClusterFolder</name>
    <message>
        <source>The sandbox cannot be kept in %1, because that is a file: move it away or choose another folder.</source>
        <translation>Le bac à sable ne peut pas être gardé dans %1, car c&apos;est un fichier&#xa0;: déplacez-le ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>The sandbox cannot be kept in %1: that folder cannot be %2. Change its rights or choose another folder.</source>
        <translation>Le bac à sable ne peut pas être gardé dans %1&#xa0;: ce dossier ne peut pas être %2. Changez ses droits ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>made</source>
        <translation>créé</translation>
    </message>
    <message>
        <source>written to</source>
        <translation>modifié</translation>
    </message>
    <message>
        <source>The sandbox cannot be kept in %1: when Tierlens is started by root its servers run as %2, who may not enter %3. Choose another folder.</source>
        <translation>Le bac à sable ne peut pas être gardé dans %1&#xa0;: quand Tierlens est lancé par root, ses serveurs tournent sous %2, qui n&apos;a pas accès à %3. Choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>%1 was not made by Tierlens and is left alone.</source>
        <translation>%1 n&apos;a pas été créé par Tierlens et reste intact.</translation>
    </message>
    <message>
        <source>Another Tierlens uses sandbox %1; this one takes number %2.</source>
        <translation>Un autre Tierlens utilise le bac à sable %1&#xa0;; celui-ci prend le numéro %2.</translation>
    </message>
    <message>
        <source>The sandbox cannot be kept in %1: no right to.</source>
        <translation>Le bac à sable ne peut pas être gardé dans %1&#xa0;: droits insuffisants.</translation>
    </message>
    <message>
        <source>All %1 sandboxes in %2 are in use: close another Tierlens or choose another folder.</source>
        <translation>Les %1 bacs à sable de %2 sont tous utilisés&#xa0;: fermez un autre Tierlens ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>The sandbox cannot be kept in %1: the lock beside it cannot be written. Check the rights and the room there, or choose another folder.</source>
        <translation>Le bac à sable ne peut pas être gardé dans %1&#xa0;: le verrou à côté ne peut pas être écrit. Vérifiez-y les droits et la place, ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 ne peut pas être écrit&#xa0;: %2.</translation>
    </message>
    <message>
        <source>The old sandbox in %1 cannot be removed: delete that folder by hand.</source>
        <translation>L&apos;ancien bac à sable dans %1 ne peut pas être retiré&#xa0;: supprimez ce dossier à la main.</translation>
    </message>
    <message>
        <source>Only %1 are free in %2, and a new sandbox needs %3: make room there or choose another folder.</source>
        <translation>Il n&apos;y a que %1 de libre dans %2, et un nouveau bac à sable demande %3&#xa0;: faites-y de la place ou choisissez un autre dossier.</translation>
    </message>
</context>
<context>
    <name>CommandEnd</name>
    <message>
        <source>This computer has no unit %1. &quot;systemctl list-units&quot; names those it has.</source>
        <translation>Cet ordinateur n&apos;a pas d&apos;unité %1. &quot;systemctl list-units&quot; nomme celles qu&apos;il a.</translation>
    </message>
    <message>
        <source>There is no container %1. &quot;%2 ps --all&quot; names those there are.</source>
        <translation>Il n&apos;y a pas de conteneur %1. &quot;%2 ps --all&quot; nomme ceux qu&apos;il y a.</translation>
    </message>
    <message>
        <source>The shell does not know this command (exit code 127).</source>
        <translation>Le shell ne connaît pas cette commande (code de sortie 127).</translation>
    </message>
    <message>
        <source>It needs sudo: your user may not restart this unit. A command can be kept instead: &quot;sudo -n systemctl restart %1&quot;, once sudo allows exactly that without a password.</source>
        <translation>Il faut sudo&#xa0;: votre utilisateur n&apos;a pas le droit de redémarrer cette unité. On peut garder une commande à la place&#xa0;: &quot;sudo -n systemctl restart %1&quot;, dès que sudo permet exactement cela sans mot de passe.</translation>
    </message>
    <message>
        <source>It needs sudo: your user may not speak to Docker. Whoever is in the group docker may.</source>
        <translation>Il faut sudo&#xa0;: votre utilisateur n&apos;a pas le droit de parler à Docker. Qui est dans le groupe docker l&apos;a.</translation>
    </message>
    <message>
        <source>It needs sudo, and sudo wanted a password. Nobody can type one here: allow exactly this command without a password, or run it in a terminal.</source>
        <translation>Il faut sudo, et sudo voulait un mot de passe. Personne ne peut en saisir un ici&#xa0;: permettez exactement cette commande sans mot de passe, ou lancez-la dans un terminal.</translation>
    </message>
    <message>
        <source>Your user has no right to do this; it needs sudo or another user.</source>
        <translation>Votre utilisateur n&apos;en a pas le droit&#xa0;; il faut sudo ou un autre utilisateur.</translation>
    </message>
    <message>
        <source>The command ended well (exit code 0).</source>
        <translation>La commande s&apos;est bien terminée (code de sortie 0).</translation>
    </message>
    <message>
        <source>It failed (exit code %1).</source>
        <translation>Elle a échoué (code de sortie %1).</translation>
    </message>
    <message>
        <source>Its last words: %1</source>
        <translation>Ses derniers mots&#xa0;: %1</translation>
    </message>
    <message>
        <source>%1 could not be started on this computer (%2).</source>
        <translation>%1 n&apos;a pu être lancé sur cet ordinateur (%2).</translation>
    </message>
    <message>
        <source>%1 was ended by a signal before it was done.</source>
        <translation>Un signal a mis fin à %1 avant qu&apos;il ait fini.</translation>
    </message>
    <message>
        <source>Stopped. What it had done until then stays done: see whether the server runs.</source>
        <translation>Arrêtée. Ce qu&apos;elle avait fait jusque-là reste fait&#xa0;: voyez si le serveur tourne.</translation>
    </message>
    <message>
        <source>It was still running at the time limit and was stopped. What it had done until then stays done: see whether the server runs.</source>
        <translation>Elle tournait encore à la limite de temps et a été arrêtée. Ce qu&apos;elle avait fait jusque-là reste fait&#xa0;: voyez si le serveur tourne.</translation>
    </message>
</context>
<context>
    <name>Comparer</name>
    <message>
        <source>This needs a Redis with another memory limit. Tierlens only sets up the sandbox&apos;s own.</source>
        <translation>Il faut pour cela un Redis avec une autre limite de mémoire. Tierlens ne règle que celui du bac à sable.</translation>
    </message>
    <message>
        <source>Each side can have 1 to 20 runs.</source>
        <translation>Chaque côté peut avoir de 1 à 20 passages.</translation>
    </message>
    <message>
        <source>A run can last from 1 second to 10 minutes.</source>
        <translation>Un passage peut durer de 1 seconde à 10 minutes.</translation>
    </message>
    <message>
        <source>There is nothing to be measured.</source>
        <translation>Il n&apos;y a rien à mesurer.</translation>
    </message>
    <message>
        <source>Run %1 of %2: %3</source>
        <translation>Passage %1 sur %2&#xa0;: %3</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>within the noise</source>
        <translation>dans le bruit</translation>
    </message>
    <message>
        <source>A is better</source>
        <translation>A est meilleur</translation>
    </message>
    <message>
        <source>B is better</source>
        <translation>B est meilleur</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>identique</translation>
    </message>
    <message>
        <source>Redis counted the same.</source>
        <translation>Redis a compté pareil.</translation>
    </message>
    <message>
        <source>Redis counted something else than we did!</source>
        <translation>Redis a compté autre chose que nous&#xa0;!</translation>
    </message>
    <message>
        <source>Postgres keeps no count here (pg_stat_statements).</source>
        <translation>Postgres ne tient pas de compte ici (pg_stat_statements).</translation>
    </message>
    <message>
        <source>Postgres counted the same.</source>
        <translation>Postgres a compté pareil.</translation>
    </message>
    <message>
        <source>Postgres counted something else than we did!</source>
        <translation>Postgres a compté autre chose que nous&#xa0;!</translation>
    </message>
    <message>
        <source>Every run was asked exactly the same %1 requests.</source>
        <translation>Chaque passage a reçu exactement les mêmes %1 demandes.</translation>
    </message>
    <message>
        <source>Every run played the same sequence.</source>
        <translation>Chaque passage a joué la même suite.</translation>
    </message>
    <message>
        <source>Not all requests could be played in the time: “%1” could not keep up.</source>
        <translation>Toutes les requêtes n&apos;ont pas pu être jouées dans le temps&#xa0;: «&#xa0;%1&#xa0;» n&apos;a pas suivi.</translation>
    </message>
    <message>
        <source>Not all requests could be played in the time: neither side could keep up.</source>
        <translation>Toutes les requêtes n&apos;ont pas pu être jouées dans le temps&#xa0;: aucun des deux côtés n&apos;a suivi.</translation>
    </message>
</context>
<context>
    <name>ConnectionCheck</name>
    <message>
        <source>Without it nothing is known of single statements and of what a miss costs.</source>
        <translation>Sans cela, on ne sait rien des instructions une à une ni du coût d&apos;un défaut.</translation>
    </message>
    <message>
        <source>-- and keep what is there: SHOW shared_preload_libraries;</source>
        <translation>-- et gardez ce qui y est: SHOW shared_preload_libraries;</translation>
    </message>
    <message>
        <source>-- restart PostgreSQL</source>
        <translation>-- redémarrez PostgreSQL</translation>
    </message>
    <message>
        <source>The server has not loaded pg_stat_statements.</source>
        <translation>Le serveur n&apos;a pas chargé pg_stat_statements.</translation>
    </message>
    <message>
        <source>The database %1 has no pg_stat_statements.</source>
        <translation>La base %1 n&apos;a pas pg_stat_statements.</translation>
    </message>
    <message>
        <source>%1 may not read pg_stat_statements.</source>
        <translation>%1 ne peut pas lire pg_stat_statements.</translation>
    </message>
    <message>
        <source>pg_stat_statements can be read.</source>
        <translation>pg_stat_statements est lisible.</translation>
    </message>
    <message>
        <source>%1 may read all that Watch asks for.</source>
        <translation>%1 peut lire tout ce que demande Observer.</translation>
    </message>
    <message>
        <source>%1 is no member of pg_monitor: the sessions, statements and settings of others stay hidden.</source>
        <translation>%1 n&apos;est pas membre de pg_monitor&#xa0;: les sessions, instructions et réglages des autres restent cachés.</translation>
    </message>
    <message>
        <source>%1, logged in as %2.</source>
        <translation>%1, connecté comme %2.</translation>
    </message>
    <message>
        <source>%1 %2, a replica</source>
        <translation>%1 %2, un réplica</translation>
    </message>
    <message>
        <source>%1 %2, a primary</source>
        <translation>%1 %2, un primaire</translation>
    </message>
    <message>
        <source>%1 %2, a cluster of %3 primaries and %4 replicas</source>
        <translation>%1 %2, un cluster de %3 primaires et %4 réplicas</translation>
    </message>
    <message>
        <source>May not run %1: some figures of the server will be missing.</source>
        <translation>Pas le droit d&apos;exécuter %1&#xa0;: certains chiffres du serveur manqueront.</translation>
    </message>
    <message>
        <source>May not run %1: nothing will be known of keys and their patterns.</source>
        <translation>Pas le droit d&apos;exécuter %1&#xa0;: on ne saura rien des clés ni de leurs motifs.</translation>
    </message>
    <message>
        <source>May not run %1: no bursts that show which query fills which key.</source>
        <translation>Pas le droit d&apos;exécuter %1&#xa0;: pas de rafales qui montrent quelle requête remplit quelle clé.</translation>
    </message>
    <message>
        <source>May not run %1: no misses and expiries by key pattern.</source>
        <translation>Pas le droit d&apos;exécuter %1&#xa0;: pas de défauts ni d&apos;expirations par motif de clés.</translation>
    </message>
    <message>
        <source>Does not know %1: too old, or renamed there.</source>
        <translation>Ne connaît pas %1&#xa0;: trop ancien, ou commande renommée là-bas.</translation>
    </message>
    <message>
        <source>Redis lets us in.</source>
        <translation>Redis nous laisse entrer.</translation>
    </message>
</context>
<context>
    <name>ConnectionList</name>
    <message>
        <source>The saved connections cannot be read (%1).</source>
        <translation>Les connexions enregistrées sont illisibles (%1).</translation>
    </message>
    <message>
        <source>The saved connections are of a later version of Tierlens.</source>
        <translation>Les connexions enregistrées viennent d&apos;une version plus récente de Tierlens.</translation>
    </message>
    <message>
        <source>The file of saved connections is damaged.</source>
        <translation>Le fichier des connexions enregistrées est abîmé.</translation>
    </message>
    <message>
        <source>It was put aside as %1.</source>
        <translation>Il a été mis de côté sous %1.</translation>
    </message>
    <message>
        <source>It could not be put aside, so nothing will be saved.</source>
        <translation>Il n&apos;a pu être mis de côté, rien ne sera donc enregistré.</translation>
    </message>
    <message>
        <source>A password, or an address that cannot be read, stood in the file for %1.</source>
        <translation>Le fichier contenait un mot de passe ou une adresse illisible pour %1.</translation>
    </message>
    <message>
        <source>There is no file to save the connections in.</source>
        <translation>Il n&apos;y a pas de fichier où enregistrer les connexions.</translation>
    </message>
    <message>
        <source>The address of %1 cannot be saved: it cannot be read, or it has a password in it.</source>
        <translation>L&apos;adresse de %1 ne peut être enregistrée&#xa0;: elle est illisible, ou contient un mot de passe.</translation>
    </message>
    <message>
        <source>The connections cannot be saved (%1).</source>
        <translation>Les connexions ne peuvent être enregistrées (%1).</translation>
    </message>
</context>
<context>
    <name>DataLayer</name>
    <message>
        <source>Another request is already asking Postgres for this and has had no answer yet.</source>
        <translation>Une autre demande interroge déjà Postgres à ce sujet et n&apos;a pas encore de réponse.</translation>
    </message>
    <message>
        <source>Redis is full and may not forget anything (noeviction), so this answer was not cached; Postgres gave it.</source>
        <translation>Redis est plein et n&apos;a le droit de rien oublier (noeviction), cette réponse n&apos;a donc pas été mise en cache&#xa0;; Postgres l&apos;a donnée.</translation>
    </message>
    <message>
        <source>Redis has it; Postgres gets it within a second</source>
        <translation>Redis l&apos;a&#xa0;; Postgres l&apos;aura d&apos;ici une seconde</translation>
    </message>
    <message numerus="yes">
        <source>%n write(s) waiting for Postgres</source>
        <translation>
            <numerusform>%n écriture attend Postgres</numerusform>
            <numerusform>%n écritures attendent Postgres</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 acknowledged writes are lost: they were waiting in Redis and never reached Postgres.</source>
        <translation>%1 écritures confirmées sont perdues&#xa0;: elles attendaient dans Redis et n&apos;ont jamais atteint Postgres.</translation>
    </message>
    <message>
        <source>An acknowledged write was refused by Postgres when its turn came.</source>
        <translation>Une écriture confirmée a été refusée par Postgres quand son tour est venu.</translation>
    </message>
    <message>
        <source>Redis has no room for it.</source>
        <translation>Redis n&apos;a pas de place pour cela.</translation>
    </message>
    <message>
        <source>Redis does not answer.</source>
        <translation>Redis ne répond pas.</translation>
    </message>
</context>
<context>
    <name>DatabaseExport</name>
    <message>
        <source>%1 is there already; choose another name.</source>
        <translation>%1 existe déjà&#xa0;; choisissez un autre nom.</translation>
    </message>
    <message>
        <source>%1 could not be made: %2.</source>
        <translation>%1 n&apos;a pu être créé&#xa0;: %2.</translation>
    </message>
    <message>
        <source>%1 could not be started: %2.</source>
        <translation>%1 n&apos;a pu être lancé&#xa0;: %2.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation>%1 n&apos;a pu être écrit&#xa0;: %2.</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was kept.</source>
        <translation>L&apos;export a été annulé&#xa0;; rien n&apos;a été gardé.</translation>
    </message>
    <message>
        <source>pg_dump ended without a word.</source>
        <translation>pg_dump s&apos;est terminé sans un mot.</translation>
    </message>
    <message>
        <source>pg_dump failed: %1</source>
        <translation>pg_dump a échoué&#xa0;: %1</translation>
    </message>
    <message>
        <source>The connection&apos;s TLS key has a password, which cannot be handed to pg_dump without showing it; run pg_dump by hand.</source>
        <translation>La clé TLS de la connexion a un mot de passe, qui ne peut être passé à pg_dump sans être montré&#xa0;; lancez pg_dump à la main.</translation>
    </message>
    <message>
        <source>pg_dump is not on this computer: install the client programs of Postgres (Debian: sudo apt install postgresql-client).</source>
        <translation>pg_dump n&apos;est pas sur cet ordinateur&#xa0;: installez les programmes clients de Postgres (Debian&#xa0;: sudo apt install postgresql-client).</translation>
    </message>
</context>
<context>
    <name>Deletion</name>
    <message>
        <source>%1 of %2 deleted</source>
        <translation>Suppression&#xa0;: %1 sur %2</translation>
    </message>
    <message>
        <source>%1 deleted</source>
        <translation>Suppression&#xa0;: %1</translation>
    </message>
    <message>
        <source>%1 so far, %2 keys a second.</source>
        <translation>%1 jusqu&apos;ici, %2 clés par seconde.</translation>
    </message>
    <message>
        <source>%1, paused.</source>
        <translation>%1, en pause.</translation>
    </message>
    <message>
        <source>%1, then stopped by you.</source>
        <translation>%1, puis arrêtée par vous.</translation>
    </message>
    <message>
        <source>%1; that was all.</source>
        <translation>%1&#xa0;; c&apos;était tout.</translation>
    </message>
    <message>
        <source>%1, then it failed: %2</source>
        <translation>%1, puis échec&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 had gone before their turn came.</source>
        <translation>%1 étaient parties avant leur tour.</translation>
    </message>
    <message>
        <source>The connection broke while %1 were being deleted: those may be gone or not.</source>
        <translation>La connexion s&apos;est rompue pendant la suppression de %1&#xa0;: parties ou non, on ne sait.</translation>
    </message>
    <message>
        <source>%1 of about %2 deleted</source>
        <translation>Suppression&#xa0;: %1 sur environ %2</translation>
    </message>
</context>
<context>
    <name>DemoRadius</name>
    <message>
        <source>By the requests of the last 10 s: each of these keys is missed at its next read, asked of Postgres once and filled again.</source>
        <translation>D&apos;après les demandes des 10 dernières s&#xa0;: chacune de ces clés manque à sa prochaine lecture, est demandée une fois à Postgres et remplie de nouveau.</translation>
    </message>
    <message>
        <source>Nobody asked for them in the last 10 s.</source>
        <translation>Personne ne les a demandées ces 10 dernières s.</translation>
    </message>
    <message>
        <source>Every miss asks here: those who miss a key while it is still being answered ask, too, up to %1 more in the first moment.</source>
        <translation>Ici, chaque défaut interroge&#xa0;: ceux à qui manque une clé dont la réponse est encore en route interrogent aussi, jusqu&apos;à %1 de plus au premier instant.</translation>
    </message>
    <message>
        <source>Redis alone holds some of them, and no query brings those back: %1 of those that were used in the last 10 s.</source>
        <translation>Redis seul détient certaines d&apos;entre elles, et aucune requête ne les ramène&#xa0;: %1 de celles qui ont servi ces 10 dernières s.</translation>
    </message>
</context>
<context>
    <name>Drill</name>
    <message>
        <source>Pause all clients of Redis</source>
        <translation>Suspendre tous les clients de Redis</translation>
    </message>
    <message>
        <source>Redis answers nobody for the time you choose (CLIENT PAUSE). Commands that come meanwhile wait, and are carried out afterwards.</source>
        <translation>Redis ne répond à personne pendant le temps choisi (CLIENT PAUSE). Les commandes qui viennent entre-temps attendent et sont exécutées après.</translation>
    </message>
    <message>
        <source>Whether the application has timeouts and lives with them, or piles up requests. The watch of Tierlens waits as well, and may call Redis frozen.</source>
        <translation>Si l&apos;application a des délais et s&apos;en accommode, ou entasse les demandes. L&apos;observation de Tierlens attend aussi, et peut dire Redis gelé.</translation>
    </message>
    <message>
        <source>By itself, after that time. It cannot be ended earlier: Redis would let the order to do so wait, too.</source>
        <translation>De lui-même, après ce temps. On ne peut y mettre fin plus tôt&#xa0;: Redis ferait attendre cet ordre aussi.</translation>
    </message>
    <message>
        <source>Slow answers of Redis</source>
        <translation>Réponses lentes de Redis</translation>
    </message>
    <message>
        <source>Again and again Redis holds its clients back for a moment, and lets them go for as long (short CLIENT PAUSEs). A command that comes in such a moment waits for its end. Nothing keeps the server itself busy.</source>
        <translation>Sans cesse, Redis retient ses clients un moment, puis les laisse aller aussi longtemps (de courts CLIENT PAUSE). Une commande qui vient à un tel moment en attend la fin. Rien n&apos;occupe le serveur lui-même.</translation>
    </message>
    <message>
        <source>What a slow cache does to the application: a request that asks Redis ten times waits ten times.</source>
        <translation>Ce qu&apos;un cache lent fait à l&apos;application&#xa0;: une demande qui interroge Redis dix fois attend dix fois.</translation>
    </message>
    <message>
        <source>Stopping it is enough; the last moment ends by itself.</source>
        <translation>L&apos;arrêter suffit&#xa0;; le dernier moment finit de lui-même.</translation>
    </message>
    <message>
        <source>Too little memory for Redis</source>
        <translation>Trop peu de mémoire pour Redis</translation>
    </message>
    <message>
        <source>maxmemory is set below what Redis uses now, for the time you choose. Depending on its maxmemory-policy Redis evicts keys or refuses to write.</source>
        <translation>maxmemory est mis sous ce que Redis utilise maintenant, pendant le temps choisi. Selon sa maxmemory-policy, Redis évince des clés ou refuse d&apos;écrire.</translation>
    </message>
    <message>
        <source>What evictions do to the hit rate and to Postgres, and whether the application lives with refused writes (OOM).</source>
        <translation>Ce que les évictions font au taux de succès et à Postgres, et si l&apos;application s&apos;accommode d&apos;écritures refusées (OOM).</translation>
    </message>
    <message>
        <source>Cut a client of Redis</source>
        <translation>Couper un client de Redis</translation>
    </message>
    <message>
        <source>The connection you choose is closed by Redis (CLIENT KILL ID).</source>
        <translation>Redis ferme la connexion choisie (CLIENT KILL ID).</translation>
    </message>
    <message>
        <source>Whether the application connects again by itself, and how fast.</source>
        <translation>Si l&apos;application se reconnecte d&apos;elle-même, et en combien de temps.</translation>
    </message>
    <message>
        <source>Not needed: a sound application is back at once.</source>
        <translation>Inutile&#xa0;: une application saine est aussitôt de retour.</translation>
    </message>
    <message>
        <source>End a session of Postgres</source>
        <translation>Terminer une session de Postgres</translation>
    </message>
    <message>
        <source>The session you choose is ended by Postgres (pg_terminate_backend). What it was doing is undone.</source>
        <translation>Postgres met fin à la session choisie (pg_terminate_backend). Ce qu&apos;elle faisait est annulé.</translation>
    </message>
    <message>
        <source>Whether the application repeats its transaction and its pool replaces the session.</source>
        <translation>Si l&apos;application refait sa transaction et si son pool remplace la session.</translation>
    </message>
    <message>
        <source>Let Postgres read its settings again</source>
        <translation>Faire relire ses réglages à Postgres</translation>
    </message>
    <message>
        <source>Postgres reads its configuration files again (pg_reload_conf). Sessions go on.</source>
        <translation>Postgres relit ses fichiers de configuration (pg_reload_conf). Les sessions continuent.</translation>
    </message>
    <message>
        <source>Which settings are different afterwards, which would need a restart, and which lines of the files are wrong.</source>
        <translation>Quels réglages sont différents après, lesquels demanderaient un redémarrage, et quelles lignes des fichiers sont fausses.</translation>
    </message>
    <message>
        <source>Put the files back and let them be read again.</source>
        <translation>Remettez les fichiers et faites-les relire.</translation>
    </message>
    <message>
        <source>This connection is marked as production. Drills make faults on purpose, so they are offered for development and sandbox only.</source>
        <translation>Cette connexion est marquée comme production. Les exercices créent des pannes exprès, ils ne sont donc proposés qu&apos;en développement et dans le bac à sable.</translation>
    </message>
    <message>
        <source>This connection is read-only. Allow changes on it first.</source>
        <translation>Cette connexion est en lecture seule. Permettez-y d&apos;abord les modifications.</translation>
    </message>
    <message>
        <source>There is no server to do a drill on.</source>
        <translation>Il n&apos;y a pas de serveur pour un exercice.</translation>
    </message>
    <message>
        <source>This connection has no Redis.</source>
        <translation>Cette connexion n&apos;a pas de Redis.</translation>
    </message>
    <message>
        <source>This connection has no Postgres.</source>
        <translation>Cette connexion n&apos;a pas de Postgres.</translation>
    </message>
    <message>
        <source>Limit %1; Redis used %2 before and %3 at the least.</source>
        <translation>Limite %1&#xa0;; Redis utilisait %2 avant et %3 au plus bas.</translation>
    </message>
    <message>
        <source>Keys evicted: %1.</source>
        <translation>Clés évincées : %1.</translation>
    </message>
    <message>
        <source>Writes refused (OOM): %1.</source>
        <translation>Écritures refusées (OOM) : %1.</translation>
    </message>
    <message>
        <source>The limit is %1 already, which is lower than what was asked for.</source>
        <translation>La limite est déjà %1, plus basse que ce qui est demandé.</translation>
    </message>
    <message>
        <source>%1 keys evicted, %2 used of %3.</source>
        <translation>%1 clés évincées, %2 utilisés sur %3.</translation>
    </message>
    <message>
        <source>maxmemory could not be put back (%1). It is noted and will be offered again. By hand: CONFIG SET maxmemory %2</source>
        <translation>maxmemory n&apos;a pu être remis (%1). C&apos;est noté et sera proposé de nouveau. À la main&#xa0;: CONFIG SET maxmemory %2</translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation>%1, ligne %2&#xa0;: %3</translation>
    </message>
    <message>
        <source>This session has gone by itself meanwhile.</source>
        <translation>Cette session est partie d&apos;elle-même entre-temps.</translation>
    </message>
    <message>
        <source>Postgres could not send the signal that ends it.</source>
        <translation>Postgres n&apos;a pu envoyer le signal qui y met fin.</translation>
    </message>
    <message>
        <source>Session %1 was gone after %2; what it had not committed is undone.</source>
        <translation>La session %1 était partie après %2&#xa0;; ce qu&apos;elle n&apos;avait pas validé est annulé.</translation>
    </message>
    <message>
        <source>Waiting for the session to end.</source>
        <translation>On attend la fin de la session.</translation>
    </message>
    <message>
        <source>The order was given, but the session was not gone after %1.</source>
        <translation>L&apos;ordre a été donné, mais la session n&apos;était pas partie après %1.</translation>
    </message>
    <message>
        <source>Postgres did not say that it has read them, within %1.</source>
        <translation>Postgres n&apos;a pas dit les avoir lus, en %1.</translation>
    </message>
    <message>
        <source>Read again after %1.</source>
        <translation>Relus après %1.</translation>
    </message>
    <message>
        <source>No setting of a new session is different.</source>
        <translation>Aucun réglage d&apos;une nouvelle session n&apos;est différent.</translation>
    </message>
    <message>
        <source>Different now: %1</source>
        <translation>Différents maintenant&#xa0;: %1</translation>
    </message>
    <message>
        <source>These wait for a restart: %1</source>
        <translation>Attendent un redémarrage&#xa0;: %1</translation>
    </message>
    <message>
        <source>Wrong in the files: %1</source>
        <translation>Faux dans les fichiers&#xa0;: %1</translation>
    </message>
    <message>
        <source>The address of Redis cannot be read.</source>
        <translation>L&apos;adresse de Redis est illisible.</translation>
    </message>
    <message>
        <source>A command sent at the beginning was answered after %1; before the pause it took %2.</source>
        <translation>Une commande envoyée au début a eu sa réponse après %1&#xa0;; avant la pause, il fallait %2.</translation>
    </message>
    <message>
        <source>Not waited for. The pause goes on for another %1 and then ends by itself.</source>
        <translation>Pas attendu. La pause dure encore %1, puis finit d&apos;elle-même.</translation>
    </message>
    <message>
        <source>Redis did not answer 5 s after the end of the pause.</source>
        <translation>Redis n&apos;a pas répondu 5 s après la fin de la pause.</translation>
    </message>
    <message>
        <source>Clients have been waiting for %1.</source>
        <translation>Les clients attendent depuis %1.</translation>
    </message>
    <message>
        <source>An answer takes %1 on average.</source>
        <translation>Une réponse prend %1 en moyenne.</translation>
    </message>
    <message>
        <source>Stopped before anything was measured.</source>
        <translation>Arrêté avant toute mesure.</translation>
    </message>
    <message>
        <source>For %1 an answer took %2 on average and %3 at most; before it took %4. (%5 commands of ours, sent at any moment.)</source>
        <translation>Pendant %1, une réponse a pris %2 en moyenne et %3 au plus&#xa0;; avant, %4. (%5 commandes de nous, envoyées à tout moment.)</translation>
    </message>
    <message>
        <source>This client has gone by itself meanwhile.</source>
        <translation>Ce client est parti de lui-même entre-temps.</translation>
    </message>
    <message>
        <source>This is a connection of Tierlens or of another server.</source>
        <translation>C&apos;est une connexion de Tierlens ou d&apos;un autre serveur.</translation>
    </message>
    <message>
        <source>Redis cut the connection of %1.</source>
        <translation>Redis a coupé la connexion de %1.</translation>
    </message>
    <message>
        <source>Somebody connected again from there, under the same name, after %1.</source>
        <translation>Quelqu&apos;un s&apos;est reconnecté de là, sous le même nom, après %1.</translation>
    </message>
    <message>
        <source>Waiting for it to connect again.</source>
        <translation>On attend sa reconnexion.</translation>
    </message>
    <message>
        <source>Nobody connected again from there, under the same name, within %1.</source>
        <translation>Personne ne s&apos;est reconnecté de là, sous le même nom, en %1.</translation>
    </message>
    <message>
        <source>maxmemory is put back at the end, when stopped, and when Tierlens ends; if it was killed, it offers to do so when the drills of this connection are opened again. Keys that were evicted stay away until they are filled again.</source>
        <translation>maxmemory est remis à la fin, à l&apos;arrêt de l&apos;exercice et quand Tierlens se termine&#xa0;; s&apos;il a été tué, il propose de le faire quand on rouvre les exercices de cette connexion. Les clés évincées restent absentes jusqu&apos;à ce qu&apos;elles soient remplies de nouveau.</translation>
    </message>
    <message>
        <source>Redis does not say what %1 is now, so that it could not be put back.</source>
        <translation>Redis ne dit pas ce que vaut %1 en ce moment&#xa0;; on ne pourrait donc pas le remettre.</translation>
    </message>
</context>
<context>
    <name>DrillJournal</name>
    <message>
        <source>What a drill changes could not be noted (%1).</source>
        <translation>Ce qu&apos;un exercice change n&apos;a pu être noté (%1).</translation>
    </message>
    <message>
        <source>%1 is %2 by now: the server was restarted, or somebody else has set it. It was left as it is.</source>
        <translation>%1 est maintenant %2&#xa0;: le serveur a été redémarré, ou quelqu&apos;un d&apos;autre l&apos;a réglé. On n&apos;y a pas touché.</translation>
    </message>
    <message>
        <source>Redis did not take %1 back.</source>
        <translation>Redis n&apos;a pas repris %1.</translation>
    </message>
    <message>
        <source>%1 is %2 again, as before.</source>
        <translation>%1 est de nouveau %2, comme avant.</translation>
    </message>
    <message>
        <source>Redis does not say what %1 is. The note is kept.</source>
        <translation>Redis ne dit pas ce que vaut %1. La note est gardée.</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>%1 est illisible</translation>
    </message>
    <message>
        <source>This connection is read-only. Allow changes on it first.</source>
        <translation>Cette connexion est en lecture seule. Permettez-y d&apos;abord les modifications.</translation>
    </message>
    <message>
        <source>This connection has no Redis.</source>
        <translation>Cette connexion n&apos;a pas de Redis.</translation>
    </message>
    <message>
        <source>Another process answers here than the one the drill has changed: Redis was restarted since, and has read its settings anew, or this is another server. It was left as it is, and the note is kept.</source>
        <translation>Un autre processus répond ici que celui que l&apos;exercice a modifié&#xa0;: Redis a été redémarré depuis et a relu ses réglages, ou c&apos;est un autre serveur. On n&apos;y a pas touché, et la note est gardée.</translation>
    </message>
    <message>
        <source>What earlier drills have noted cannot be read (%1): look whether maxmemory of your Redis servers (CONFIG GET maxmemory) is what it should be.</source>
        <translation>Ce que d&apos;anciens exercices ont noté ne peut pas être lu (%1)&#xa0;: regardez si le maxmemory de vos serveurs Redis (CONFIG GET maxmemory) est celui qu&apos;il doit être.</translation>
    </message>
    <message>
        <source>What earlier drills had noted could not be read and is now in %1: look whether maxmemory of your Redis servers (CONFIG GET maxmemory) is what it should be.</source>
        <translation>Ce que d&apos;anciens exercices avaient noté n&apos;a pas pu être lu et se trouve maintenant dans %1&#xa0;: regardez si le maxmemory de vos serveurs Redis (CONFIG GET maxmemory) est celui qu&apos;il doit être.</translation>
    </message>
</context>
<context>
    <name>DrillTargets</name>
    <message>
        <source>%1, %2 ago</source>
        <translation>%1, il y a %2</translation>
    </message>
    <message>
        <source>hidden from our user</source>
        <translation>caché à notre utilisateur</translation>
    </message>
</context>
<context>
    <name>Environment</name>
    <message>
        <source>Development</source>
        <translation>Développement</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Bac à sable</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>Production</translation>
    </message>
    <message>
        <source>Others may work there: Tierlens changes something only by your order.</source>
        <translation>D&apos;autres y travaillent peut-être&#xa0;: Tierlens n&apos;y change rien sans votre ordre.</translation>
    </message>
    <message>
        <source>Nobody minds what happens there: changes are allowed.</source>
        <translation>Ce qui s’y passe ne gêne personne : les modifications sont permises.</translation>
    </message>
    <message>
        <source>People depend on it: read-only until you allow changes.</source>
        <translation>Des gens en dépendent&#xa0;: lecture seule, jusqu&apos;à ce que vous autorisiez les modifications.</translation>
    </message>
</context>
<context>
    <name>EventText</name>
    <message>
        <source>1 key</source>
        <translation>1 clé</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 clés</translation>
    </message>
    <message>
        <source>Nothing is known of %1 yet.</source>
        <translation>On ne sait encore rien de %1.</translation>
    </message>
    <message>
        <source>Connecting to %1.</source>
        <translation>Connexion à %1.</translation>
    </message>
    <message>
        <source>%1 is up.</source>
        <translation>%1 tourne.</translation>
    </message>
    <message>
        <source>%1 %2 is up.</source>
        <translation>%1 %2 tourne.</translation>
    </message>
    <message>
        <source>%1 is up, but still loading its data.</source>
        <translation>%1 tourne, mais charge encore ses données.</translation>
    </message>
    <message>
        <source>%1 is connected, but does not answer.</source>
        <translation>%1 est connecté, mais ne répond pas.</translation>
    </message>
    <message>
        <source>%1 is lost: it does not accept connections.</source>
        <translation>%1 est perdu : il n&apos;accepte pas de connexions.</translation>
    </message>
    <message>
        <source>%1 is stopping.</source>
        <translation>%1 s&apos;arrête.</translation>
    </message>
    <message>
        <source>%1 is starting.</source>
        <translation>%1 démarre.</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>clés</translation>
    </message>
    <message>
        <source>Key %1</source>
        <translation>Clé %1</translation>
    </message>
    <message>
        <source>%1 invalidated: the next request for each asks Postgres.</source>
        <translation>%1 invalidées : la prochaine demande de chacune interroge Postgres.</translation>
    </message>
    <message>
        <source>%1 expired: the time to live was over.</source>
        <translation>%1 expirées : leur durée de vie était passée.</translation>
    </message>
    <message>
        <source>%1 evicted: Redis needed the memory.</source>
        <translation>%1 évincées : Redis avait besoin de la mémoire.</translation>
    </message>
    <message>
        <source>%1 lost with the Redis process that held them.</source>
        <translation>%1 perdues avec le processus Redis qui les tenait.</translation>
    </message>
    <message>
        <source>%1 lost with the Redis process that held it.</source>
        <translation>%1 perdue avec le processus Redis qui la tenait.</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>vérité</translation>
    </message>
    <message>
        <source>Postgres had acknowledged no write, so there was none to look for.</source>
        <translation>Postgres n&apos;avait confirmé aucune écriture, il n&apos;y en avait donc aucune à chercher.</translation>
    </message>
    <message>
        <source>The one write that Postgres had acknowledged is still there: 0 rows lost.</source>
        <translation>La seule écriture que Postgres avait confirmée est toujours là : 0 ligne perdue.</translation>
    </message>
    <message>
        <source>All %1 writes that Postgres had acknowledged are still there: 0 rows lost.</source>
        <translation>Les %1 écritures que Postgres avait confirmées sont toujours là : 0 ligne perdue.</translation>
    </message>
    <message>
        <source>%1 of %2 writes that Postgres had acknowledged are gone.</source>
        <translation>%1 des %2 écritures que Postgres avait confirmées ont disparu.</translation>
    </message>
    <message>
        <source>action</source>
        <translation>action</translation>
    </message>
    <message>
        <source>%1 in Redis thrown away by it</source>
        <translation>%1 dans Redis jetées par là</translation>
    </message>
    <message>
        <source>note</source>
        <translation>note</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>avertissement</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>problème</translation>
    </message>
    <message>
        <source>request</source>
        <translation>demande</translation>
    </message>
    <message>
        <source>%1: %2 in %3.</source>
        <translation>%1 : %2 en %3.</translation>
    </message>
    <message>
        <source>The truth of %1 changed: a cached copy is stale from now on.</source>
        <translation>La vérité de %1 a changé : une copie en cache est périmée dès lors.</translation>
    </message>
    <message>
        <source>The counters of %1 were read.</source>
        <translation>Les compteurs de %1 ont été lus.</translation>
    </message>
    <message>
        <source>Our counts were compared with those of %1.</source>
        <translation>Nos comptes ont été comparés à ceux de %1.</translation>
    </message>
    <message>
        <source>board</source>
        <translation>tableau</translation>
    </message>
    <message>
        <source>progress</source>
        <translation>progression</translation>
    </message>
    <message>
        <source>%1 of the preparation done</source>
        <translation>%1 de la préparation est fait</translation>
    </message>
    <message>
        <source>%1 of %2 writes that Postgres had acknowledged is gone.</source>
        <translation>%1 écriture sur %2 que Postgres avait confirmées a disparu.</translation>
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
        <translation>il y a %1</translation>
    </message>
    <message>
        <source>%1 It began %2.</source>
        <translation>%1 Cela a commencé %2.</translation>
    </message>
    <message>
        <source>%1 It lasted %2.</source>
        <translation>%1 Cela a duré %2.</translation>
    </message>
    <message>
        <source>%1 is starting and does not serve yet.</source>
        <translation>%1 démarre et ne sert pas encore.</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>%1 est injoignable.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Avant</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Maintenant</translation>
    </message>
    <message>
        <source>%1 grew by %2 keys (%3) in %4 and has no expiry.</source>
        <translation>%1 a grandi de %2 clés (%3) en %4 et n&apos;a pas d&apos;expiration.</translation>
    </message>
    <message>
        <source>%1 grew by %2 keys in %3 and has no expiry.</source>
        <translation>%1 a grandi de %2 clés en %3 et n&apos;a pas d&apos;expiration.</translation>
    </message>
    <message>
        <source>%1, without expiry, grew to %2 keys.</source>
        <translation>%1, sans expiration, a grandi jusqu&apos;à %2 clés.</translation>
    </message>
    <message>
        <source>At this pace memory is full in %1.</source>
        <translation>À ce rythme, la mémoire est pleine dans %1.</translation>
    </message>
    <message>
        <source>Give these keys an expiry, or make sure that something deletes them.</source>
        <translation>Donnez une expiration à ces clés, ou assurez-vous que quelque chose les supprime.</translation>
    </message>
    <message>
        <source>Estimated from samples</source>
        <translation>Estimé par échantillons</translation>
    </message>
    <message>
        <source>± %1</source>
        <translation>± %1</translation>
    </message>
    <message>
        <source>In %1, about %2 keys of %3 expire within %4.</source>
        <translation>Dans %1, environ %2 clés de %3 expirent en %4.</translation>
    </message>
    <message>
        <source>About %1 keys of %2 were to expire within %3.</source>
        <translation>Environ %1 clés de %2 devaient expirer en %3.</translation>
    </message>
    <message>
        <source>They are read %1: expect that many queries at first.</source>
        <translation>Leurs lectures&#xa0;: %1&#xa0;; attendez-vous d&apos;abord à autant de requêtes.</translation>
    </message>
    <message>
        <source>Spread the expiry times by adding a random part to each.</source>
        <translation>Étalez les expirations en ajoutant à chacune une part de hasard.</translation>
    </message>
    <message>
        <source>Otherwise</source>
        <translation>D&apos;ordinaire</translation>
    </message>
    <message>
        <source>%1 of %2 keys</source>
        <translation>%1 clés sur %2</translation>
    </message>
    <message>
        <source>%1 is filled but hardly ever asked twice: %2 of its reads were hits (inferred from a burst).</source>
        <translation>%1 est rempli mais presque jamais demandé deux fois&#xa0;: %2 de ses lectures étaient des succès (déduit d&apos;une rafale).</translation>
    </message>
    <message>
        <source>See whether it is worth caching: a longer expiry, or none of it in Redis at all.</source>
        <translation>Voyez si cela vaut une mise en cache&#xa0;: une expiration plus longue, ou rien de tout cela dans Redis.</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>Lectures</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>Remplissages</translation>
    </message>
    <message>
        <source>Burst</source>
        <translation>Rafale</translation>
    </message>
    <message>
        <source>%1 was away.</source>
        <translation>%1 était absent.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Raison</translation>
    </message>
    <message>
        <source>PostgreSQL found %1 of the blocks it needs in its buffers, now %2: it reads from disk.</source>
        <translation>PostgreSQL trouvait %1 des blocs voulus dans ses tampons, maintenant %2&#xa0;: il lit sur disque.</translation>
    </message>
    <message>
        <source>PostgreSQL read more from disk: %1 of the blocks were in its buffers, before %2.</source>
        <translation>PostgreSQL a lu davantage sur disque&#xa0;: %1 des blocs étaient dans ses tampons, %2 avant.</translation>
    </message>
    <message>
        <source>Sort Queries by blocks read: a scan without an index, or more data than fits.</source>
        <translation>Triez Requêtes par blocs lus&#xa0;: un parcours sans index, ou trop de données pour la mémoire.</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lu</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 checkpoints in %2 came before they were due, as a rule because WAL reached max_wal_size.</source>
        <translation>%1 checkpoints en %2 sont venus avant l&apos;heure, en général parce que le WAL a atteint max_wal_size.</translation>
    </message>
    <message>
        <source>Each writes all changed blocks at once; raise max_wal_size, or spread the bulk of writing.</source>
        <translation>Chacun écrit d&apos;un coup tous les blocs changés&#xa0;; augmentez max_wal_size, ou étalez les grosses écritures.</translation>
    </message>
    <message>
        <source>Forced</source>
        <translation>Forcés</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>À l&apos;heure</translation>
    </message>
    <message>
        <source>WAL</source>
        <translation>WAL</translation>
    </message>
    <message>
        <source>Two transactions waited for each other; PostgreSQL ended one of them (deadlock).</source>
        <translation>Deux transactions s&apos;attendaient l&apos;une l&apos;autre&#xa0;; PostgreSQL a mis fin à l&apos;une d&apos;elles (interblocage).</translation>
    </message>
    <message>
        <source>Transactions waited for each other; PostgreSQL ended %1 of them (deadlocks).</source>
        <translation>Des transactions s&apos;attendaient l&apos;une l&apos;autre&#xa0;; PostgreSQL a mis fin à %1 d&apos;entre elles (interblocages).</translation>
    </message>
    <message>
        <source>The server&apos;s log names the statements; change rows in the same order everywhere.</source>
        <translation>Le journal du serveur nomme les instructions&#xa0;; changez partout les lignes dans le même ordre.</translation>
    </message>
    <message>
        <source>Deadlocks</source>
        <translation>Interblocages</translation>
    </message>
    <message>
        <source>Sorts and hashes of PostgreSQL do not fit in work_mem: %1 go to temporary files.</source>
        <translation>Des tris et hachages de PostgreSQL ne tiennent pas dans work_mem&#xa0;: %1 vont dans des fichiers temporaires.</translation>
    </message>
    <message>
        <source>Sorts and hashes of PostgreSQL did not fit in work_mem: up to %1 went to temporary files.</source>
        <translation>Des tris et hachages de PostgreSQL ne tenaient pas dans work_mem&#xa0;: jusqu&apos;à %1 sont allés dans des fichiers temporaires.</translation>
    </message>
    <message>
        <source>See under Queries which statements sort much; an index or more work_mem for their role helps.</source>
        <translation>Voyez sous Requêtes quelles instructions trient beaucoup&#xa0;; un index ou plus de work_mem pour leur rôle aide.</translation>
    </message>
    <message>
        <source>The hit rate of Redis fell from %1 to %2.</source>
        <translation>Le taux de succès de Redis est tombé de %1 à %2.</translation>
    </message>
    <message>
        <source>See which key patterns miss, and what each miss costs, under Key patterns.</source>
        <translation>Voyez sous Motifs de clés quels motifs ont des défauts, et ce que coûte chacun.</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>Le plus bas</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Défauts</translation>
    </message>
    <message>
        <source>Memory is at its limit; Redis evicts %1 keys/s (%2).</source>
        <translation>La mémoire est à sa limite&#xa0;; Redis évince %1 clés/s (%2).</translation>
    </message>
    <message>
        <source>Memory reached its limit %1; Redis evicts %2 keys/s (%3).</source>
        <translation>La mémoire a atteint sa limite %1&#xa0;; Redis évince %2 clés/s (%3).</translation>
    </message>
    <message>
        <source>Memory was at its limit; Redis evicted up to %1 keys/s (%2).</source>
        <translation>La mémoire était à sa limite&#xa0;; Redis a évincé jusqu&apos;à %1 clés/s (%2).</translation>
    </message>
    <message>
        <source>See under Key patterns what fills the memory: large patterns without expiry first.</source>
        <translation>Voyez sous Motifs de clés ce qui remplit la mémoire&#xa0;: d&apos;abord les grands motifs sans expiration.</translation>
    </message>
    <message>
        <source>Memory used</source>
        <translation>Mémoire utilisée</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limite</translation>
    </message>
    <message>
        <source>Redis refuses writes, %1/s: its memory of %2 is full and nothing may be evicted (%3).</source>
        <translation>Redis refuse des écritures, %1/s&#xa0;: sa mémoire de %2 est pleine et rien ne peut être évincé (%3).</translation>
    </message>
    <message>
        <source>Redis refused writes: its memory of %1 was full (%2).</source>
        <translation>Redis a refusé des écritures&#xa0;: sa mémoire de %1 était pleine (%2).</translation>
    </message>
    <message>
        <source>%1 of the memory limit of %2 are used and nothing may be evicted (%3): at the limit Redis will refuse writes.</source>
        <translation>%1 de la limite de mémoire de %2 sont pris et rien ne peut être évincé (%3)&#xa0;: à la limite, Redis refusera les écritures.</translation>
    </message>
    <message>
        <source>The memory of Redis was nearly full (%1 of %2).</source>
        <translation>La mémoire de Redis était presque pleine (%1 sur %2).</translation>
    </message>
    <message>
        <source>Give keys an expiry, raise maxmemory, or choose a policy that evicts.</source>
        <translation>Donnez une expiration aux clés, augmentez maxmemory, ou choisissez une règle qui évince.</translation>
    </message>
    <message>
        <source>Refused writes</source>
        <translation>Écritures refusées</translation>
    </message>
    <message>
        <source>Redis was restarted and lost %1 keys.</source>
        <translation>Redis a été redémarré et a perdu %1 clés.</translation>
    </message>
    <message>
        <source>Redis was emptied: %1 keys are gone, and they neither expired nor were evicted.</source>
        <translation>Redis a été vidé&#xa0;: %1 clés ont disparu, sans avoir expiré ni été évincées.</translation>
    </message>
    <message>
        <source>The hit rate was %1 and is %2.</source>
        <translation>Le taux de succès était de %1, il est de %2.</translation>
    </message>
    <message>
        <source>Until the cache is warm again its misses go to PostgreSQL: watch Queries.</source>
        <translation>Jusqu&apos;à ce que le cache soit de nouveau chaud, ses défauts vont à PostgreSQL&#xa0;: regardez Requêtes.</translation>
    </message>
    <message>
        <source>Reads in Redis became slower: 99 % took at most %1, now at most %2.</source>
        <translation>Les lectures dans Redis ont ralenti&#xa0;: 99&#xa0;% prenaient %1 au plus, maintenant %2 au plus.</translation>
    </message>
    <message>
        <source>Reads in Redis became slower: they took %1 on average, now %2.</source>
        <translation>Les lectures dans Redis ont ralenti&#xa0;: elles prenaient %1 en moyenne, maintenant %2.</translation>
    </message>
    <message>
        <source>Reads in Redis were slower: %1 where it had been %2.</source>
        <translation>Les lectures dans Redis étaient plus lentes&#xa0;: %1 là où c&apos;était %2.</translation>
    </message>
    <message>
        <source>Look for slow commands in the slow log, and for a busy processor or swapping on its host.</source>
        <translation>Cherchez des commandes lentes dans le slow log, et un processeur chargé ou du swap sur son hôte.</translation>
    </message>
    <message>
        <source>One %1 took %2 in Redis; all other clients waited so long.</source>
        <translation>Un %1 a pris %2 dans Redis&#xa0;; tous les autres clients ont attendu autant.</translation>
    </message>
    <message>
        <source>%1 took up to %2 in Redis, %3 times; all other clients waited so long.</source>
        <translation>%1 a pris jusqu&apos;à %2 dans Redis, %3 fois&#xa0;; tous les autres clients ont attendu autant.</translation>
    </message>
    <message>
        <source>See in the slow log who sends it; SCAN, smaller values or a limit do the same in pieces.</source>
        <translation>Voyez dans le slow log qui l&apos;envoie&#xa0;; SCAN, des valeurs plus petites ou une limite font de même par morceaux.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Commande</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Le plus long</translation>
    </message>
    <message>
        <source>Redis turns clients away: %1 of at most %2 are connected, %3 were refused in %4.</source>
        <translation>Redis refuse des clients&#xa0;: %1 sur %2 au plus sont connectés, %3 ont été refusés en %4.</translation>
    </message>
    <message>
        <source>Redis turned clients away: more than %1 wanted to connect.</source>
        <translation>Redis a refusé des clients&#xa0;: plus de %1 voulaient se connecter.</translation>
    </message>
    <message>
        <source>%1 of at most %2 clients are connected to Redis.</source>
        <translation>%1 clients sur %2 au plus sont connectés à Redis.</translation>
    </message>
    <message>
        <source>Nearly all of the %1 clients that Redis admits were connected.</source>
        <translation>Presque tous les %1 clients que Redis admet étaient connectés.</translation>
    </message>
    <message>
        <source>See under Clients which host holds most connections; a pool may leak, or maxclients is too small.</source>
        <translation>Voyez sous Clients quel hôte tient le plus de connexions&#xa0;; un pool fuit peut-être, ou maxclients est trop petit.</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Refusés</translation>
    </message>
    <message>
        <source>This Redis is a replica and lost its primary; what it served grew old.</source>
        <translation>Ce Redis est un réplica et a perdu son primaire&#xa0;; ce qu&apos;il a servi a vieilli.</translation>
    </message>
    <message>
        <source>A replica of %1 lags behind (%2): %3.</source>
        <translation>Un réplica de %1 est en retard (%2)&#xa0;: %3.</translation>
    </message>
    <message>
        <source>A replica of %1 lagged behind (%2): up to %3.</source>
        <translation>Un réplica de %1 était en retard (%2)&#xa0;: jusqu&apos;à %3.</translation>
    </message>
    <message>
        <source>What is read from it is old; see whether it is busy, paused or badly connected.</source>
        <translation>Ce qu&apos;on y lit est vieux&#xa0;; voyez s&apos;il est occupé, en pause ou mal relié.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Behind</source>
        <translation>Retard</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>processus %1</translation>
    </message>
    <message>
        <source>process %1, %2, %3</source>
        <translation>processus %1, %2, %3</translation>
    </message>
    <message>
        <source>One session waits for a lock of another (%1), for %2 now.</source>
        <translation>Une session attend un verrou d&apos;une autre (%1), depuis %2.</translation>
    </message>
    <message>
        <source>%1 sessions wait behind one (%2), the longest for %3 now.</source>
        <translation>%1 sessions attendent derrière une seule (%2), la plus longue depuis %3.</translation>
    </message>
    <message>
        <source>Up to %1 sessions waited for a lock behind one (%2).</source>
        <translation>Jusqu&apos;à %1 sessions ont attendu un verrou derrière une seule (%2).</translation>
    </message>
    <message>
        <source>See the tree under Locks; when that session ends its transaction, the others go on.</source>
        <translation>Voyez l&apos;arbre sous Verrous&#xa0;; quand cette session termine sa transaction, les autres continuent.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Verrou</translation>
    </message>
    <message>
        <source>Last statement</source>
        <translation>Dernière instruction</translation>
    </message>
    <message>
        <source>process %1, %2</source>
        <translation>processus %1, %2</translation>
    </message>
    <message>
        <source>A session (%1) has been idle in a transaction for %2, and others wait for it.</source>
        <translation>Une session (%1) est inactive dans une transaction depuis %2, et d&apos;autres l&apos;attendent.</translation>
    </message>
    <message>
        <source>A session (%1) has been idle in a transaction for %2.</source>
        <translation>Une session (%1) est inactive dans une transaction depuis %2.</translation>
    </message>
    <message>
        <source>A session (%1) was idle in a transaction.</source>
        <translation>Une session (%1) était inactive dans une transaction.</translation>
    </message>
    <message>
        <source>It keeps its locks and holds up VACUUM; set idle_in_transaction_session_timeout, or end it.</source>
        <translation>Elle garde ses verrous et retient VACUUM&#xa0;; réglez idle_in_transaction_session_timeout, ou terminez-la.</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>Transaction</translation>
    </message>
    <message>
        <source>%1 of %2 connections to PostgreSQL are in use, %3 of them active.</source>
        <translation>%1 connexions à PostgreSQL sur %2 sont prises, dont %3 actives.</translation>
    </message>
    <message>
        <source>Up to %1 of %2 connections to PostgreSQL were in use.</source>
        <translation>Jusqu&apos;à %1 connexions à PostgreSQL sur %2 étaient prises.</translation>
    </message>
    <message>
        <source>See under Sessions who holds them; when all are taken, new ones are refused.</source>
        <translation>Voyez sous Sessions qui les tient&#xa0;; quand toutes sont prises, les nouvelles sont refusées.</translation>
    </message>
    <message>
        <source>Idle in transaction</source>
        <translation>Inactives en transaction</translation>
    </message>
    <message>
        <source>A statement became slower, from %1 to %2 on average: %3.</source>
        <translation>Une instruction a ralenti, de %1 à %2 en moyenne&#xa0;: %3.</translation>
    </message>
    <message>
        <source>Compare its plan with before: a missing index, stale statistics, more rows or waiting for locks.</source>
        <translation>Comparez son plan à celui d&apos;avant&#xa0;: index manquant, statistiques périmées, plus de lignes ou attente de verrous.</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Appels</translation>
    </message>
    <message>
        <source>Time per second</source>
        <translation>Temps par seconde</translation>
    </message>
    <message>
        <source>A statement is called more often, %1 instead of %2: %3.</source>
        <translation>Une instruction est appelée plus souvent, %1 au lieu de %2&#xa0;: %3.</translation>
    </message>
    <message>
        <source>It answers the misses of %1.</source>
        <translation>Elle répond aux défauts de %1.</translation>
    </message>
    <message>
        <source>A statement was called more often, up to %1 instead of %2: %3.</source>
        <translation>Une instruction a été appelée plus souvent, jusqu&apos;à %1 au lieu de %2&#xa0;: %3.</translation>
    </message>
    <message>
        <source>Look at that pattern&apos;s hit rate, expiries and evictions.</source>
        <translation>Regardez le taux de succès, les expirations et les évictions de ce motif.</translation>
    </message>
    <message>
        <source>See whether misses of a key pattern cause it, or a new caller.</source>
        <translation>Voyez si les défauts d&apos;un motif de clés en sont la cause, ou un nouvel appelant.</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <source>Time per second, more than before</source>
        <translation>Temps par seconde, en plus</translation>
    </message>
    <message>
        <source>See that the old primary does not come back as a second one, and what of its last transactions the new one has.</source>
        <translation>Veillez à ce que l&apos;ancien primaire ne revienne pas comme second primaire, et voyez ce que le nouveau a de ses dernières transactions.</translation>
    </message>
    <message>
        <source>Redis replicates without waiting: what the old primary had taken in its last moments may be lost. See that it comes back as a replica.</source>
        <translation>Redis réplique sans attendre&#xa0;: ce que l&apos;ancien primaire a reçu dans ses derniers instants est peut-être perdu. Veillez à ce qu&apos;il revienne comme réplica.</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>Ancien primaire</translation>
    </message>
    <message>
        <source>%1 is failing over. %2</source>
        <translation>%1 est en train de basculer. %2</translation>
    </message>
    <message>
        <source>Applications that do not follow the failover themselves need the new address.</source>
        <translation>Les applications qui ne suivent pas la bascule d&apos;elles-mêmes ont besoin de la nouvelle adresse.</translation>
    </message>
    <message>
        <source>%1 failed over from %2 to %3; it took %4.</source>
        <translation>%1 a basculé de %2 à %3&#xa0;; cela a pris %4.</translation>
    </message>
    <message>
        <source>%1 failed over from %2 to %3.</source>
        <translation>%1 a basculé de %2 à %3.</translation>
    </message>
    <message>
        <source>New primary</source>
        <translation>Nouveau primaire</translation>
    </message>
    <message>
        <source>%1 more sessions have been idle in a transaction for %2 and longer.</source>
        <translation>%1 autres sessions sont inactives dans une transaction depuis %2 et plus.</translation>
    </message>
    <message>
        <source>%1 sessions have been idle in a transaction for %2 and longer.</source>
        <translation>%1 sessions sont inactives dans une transaction depuis %2 et plus.</translation>
    </message>
    <message>
        <source>Up to %1 sessions were idle in a transaction.</source>
        <translation>Jusqu&apos;à %1 sessions étaient inactives dans une transaction.</translation>
    </message>
    <message>
        <source>They keep their locks and hold up VACUUM: an application does not end its transactions; set idle_in_transaction_session_timeout.</source>
        <translation>Elles gardent leurs verrous et retiennent VACUUM&#xa0;: une application ne termine pas ses transactions&#xa0;; réglez idle_in_transaction_session_timeout.</translation>
    </message>
    <message>
        <source>Most of them</source>
        <translation>La plupart</translation>
    </message>
    <message>
        <source>Of these others wait for</source>
        <translation>Dont attendues par d&apos;autres</translation>
    </message>
    <message>
        <source>The old primary %1 does not answer; waiting for the Sentinels to name a new one, for %2 now.</source>
        <translation>L&apos;ancien primaire %1 ne répond pas&#xa0;; on attend que les Sentinels en désignent un nouveau, depuis %2.</translation>
    </message>
    <message>
        <source>The old primary %1 does not answer; waiting for one of its replicas to take over, for %2 now.</source>
        <translation>L&apos;ancien primaire %1 ne répond pas&#xa0;; on attend qu&apos;un de ses réplicas prenne le relais, depuis %2.</translation>
    </message>
    <message>
        <source>The primary of %1, %2, was gone; no other server was seen to take over.</source>
        <translation>Le primaire de %1, %2, avait disparu&#xa0;; aucun autre serveur n&apos;a été vu prendre le relais.</translation>
    </message>
    <message>
        <source>The old primary %1 cannot be used, while a standby answers; waiting for one to take over, for %2 now.</source>
        <translation>L&apos;ancien primaire %1 est inutilisable, alors qu&apos;un secondaire répond&#xa0;; on attend que l&apos;un d&apos;eux prenne le relais, depuis %2.</translation>
    </message>
    <message>
        <source>%1 Last seen %2.</source>
        <translation>%1 Vu pour la dernière fois %2.</translation>
    </message>
    <message>
        <source>Wait until %1 has read its data; its log says how far it is.</source>
        <translation>Attendre que %1 ait lu ses données&#xa0;; son journal dit où il en est.</translation>
    </message>
    <message>
        <source>See on its host whether the process of %1 is stopped, swapping or busy, or whether the network drops what is sent.</source>
        <translation>Regarder sur son hôte si le processus de %1 est arrêté, en swap ou occupé, ou si le réseau perd ce qui est envoyé.</translation>
    </message>
    <message>
        <source>See on its host whether %1 runs, and what its log said last.</source>
        <translation>Regarder sur son hôte si %1 tourne, et ce que son journal a dit en dernier.</translation>
    </message>
    <message>
        <source>%1 does not answer; whoever asks it waits until they give up.</source>
        <translation>%1 ne répond pas&#xa0;; qui l&apos;interroge attend jusqu&apos;à renoncer.</translation>
    </message>
</context>
<context>
    <name>FlowAnimation</name>
    <message>
        <source>reduced motion: a lit pipe is in use</source>
        <translation>mouvement réduit&#xa0;: un tuyau allumé est utilisé</translation>
    </message>
    <message>
        <source>lit = in use</source>
        <translation>allumé = utilisé</translation>
    </message>
    <message>
        <source>1 dot = 1 request</source>
        <translation>1 point = 1 demande</translation>
    </message>
    <message>
        <source>1 dot = %1 requests</source>
        <translation>1 point = %1 demandes</translation>
    </message>
    <message>
        <source>slowed down</source>
        <translation>ralenti</translation>
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
        <translation>Redis, mémoire à court terme</translation>
    </message>
    <message>
        <source>PostgreSQL, long-term memory</source>
        <translation>PostgreSQL, mémoire à long terme</translation>
    </message>
    <message>
        <source>hit rate %1, %2</source>
        <translation>taux de succès %1, %2</translation>
    </message>
    <message>
        <source>App asks Redis</source>
        <translation>L&apos;app demande à Redis</translation>
    </message>
    <message>
        <source>Redis answers the app</source>
        <translation>Redis répond à l&apos;app</translation>
    </message>
    <message>
        <source>Miss: Redis to PostgreSQL</source>
        <translation>Défaut&#xa0;: de Redis à PostgreSQL</translation>
    </message>
    <message>
        <source>Row and fill: PostgreSQL to Redis</source>
        <translation>Ligne et remplissage&#xa0;: de PostgreSQL à Redis</translation>
    </message>
    <message>
        <source>App to PostgreSQL, past Redis</source>
        <translation>De l&apos;app à PostgreSQL, sans Redis</translation>
    </message>
    <message>
        <source>PostgreSQL to app, past Redis</source>
        <translation>De PostgreSQL à l&apos;app, sans Redis</translation>
    </message>
    <message>
        <source>Invalidate: PostgreSQL to Redis</source>
        <translation>Invalider&#xa0;: de PostgreSQL à Redis</translation>
    </message>
    <message>
        <source>not in use</source>
        <translation>non utilisé</translation>
    </message>
    <message>
        <source>%1; not in use</source>
        <translation>%1&#xa0;; non utilisé</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>non connecté</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>connexion…</translation>
    </message>
    <message>
        <source>loading its data…</source>
        <translation>charge ses données…</translation>
    </message>
    <message>
        <source>recovering…</source>
        <translation>récupération…</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>sans réponse</translation>
    </message>
    <message>
        <source>not running</source>
        <translation>arrêté</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>arrêt…</translation>
    </message>
    <message>
        <source>restarting…</source>
        <translation>redémarrage…</translation>
    </message>
    <message>
        <source>starting…</source>
        <translation>démarrage…</translation>
    </message>
    <message>
        <source>%1 requests/s</source>
        <translation>%1 demandes/s</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pause</translation>
    </message>
    <message>
        <source>cache-aside</source>
        <translation>cache-aside</translation>
    </message>
    <message>
        <source>cache switched off</source>
        <translation>cache coupé</translation>
    </message>
    <message>
        <source>Requests answered per second, over the last 3 whole seconds.</source>
        <translation>Demandes servies par seconde, sur les 3 dernières secondes entières.</translation>
    </message>
    <message>
        <source>%1 of it live state in Redis</source>
        <translation>dont %1 d&apos;état vif dans Redis</translation>
    </message>
    <message>
        <source>Live state, such as a leaderboard or a cart, is kept in Redis alone: reading and changing it is neither hit nor miss, and Postgres is not asked.</source>
        <translation>L&apos;état vif, comme un classement ou un panier, est gardé dans Redis seul&#xa0;: le lire et le changer n&apos;est ni succès ni défaut, et Postgres n&apos;est pas interrogé.</translation>
    </message>
    <message>
        <source>hit</source>
        <translation>succès</translation>
    </message>
    <message>
        <source>Redis had the answer.</source>
        <translation>Redis avait la réponse.</translation>
    </message>
    <message>
        <source>miss</source>
        <translation>défaut</translation>
    </message>
    <message>
        <source>Redis did not have the answer, so Postgres was asked.</source>
        <translation>Redis n&apos;avait pas la réponse, Postgres a donc été interrogé.</translation>
    </message>
    <message>
        <source>from Postgres</source>
        <translation>de Postgres</translation>
    </message>
    <message>
        <source>Answered by Postgres without asking Redis.</source>
        <translation>Réponse de Postgres, sans demander à Redis.</translation>
    </message>
    <message>
        <source>fill / write</source>
        <translation>remplir / écrire</translation>
    </message>
    <message>
        <source>write</source>
        <translation>écriture</translation>
    </message>
    <message>
        <source>Fill: the answer of Postgres, left in Redis. Write: a change of the truth.</source>
        <translation>Remplir&#xa0;: la réponse de Postgres, laissée dans Redis. Écrire&#xa0;: un changement de la vérité.</translation>
    </message>
    <message>
        <source>invalidated</source>
        <translation>invalidation</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>retrait</translation>
    </message>
    <message>
        <source>Removed from Redis because the truth has changed.</source>
        <translation>Retiré de Redis parce que la vérité a changé.</translation>
    </message>
    <message>
        <source>No answer at all: %1 requests in the last 10 seconds.</source>
        <translation>Aucune réponse&#xa0;: %1 demandes dans les 10 dernières secondes.</translation>
    </message>
    <message>
        <source>1 client</source>
        <translation>1 client</translation>
    </message>
    <message>
        <source>%1 clients</source>
        <translation>%1 clients</translation>
    </message>
    <message>
        <source>Each client is a thread with connections of its own.</source>
        <translation>Chaque client est un fil d&apos;exécution avec ses propres connexions.</translation>
    </message>
    <message>
        <source>no requests are sent</source>
        <translation>aucune demande envoyée</translation>
    </message>
    <message>
        <source>no requests</source>
        <translation>aucune demande</translation>
    </message>
    <message>
        <source>Half of the %1 reads of the last 10 seconds were answered at least this quickly (p50), as the app saw it.</source>
        <translation>La moitié des %1 lectures des 10 dernières secondes a eu sa réponse au moins aussi vite (p50), vu de l&apos;app.</translation>
    </message>
    <message>
        <source>typical answer (p50)</source>
        <translation>réponse typique (p50)</translation>
    </message>
    <message>
        <source>typical (p50)</source>
        <translation>typique (p50)</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>One in a hundred of the %1 reads of the last 10 seconds took this long or longer (p99).</source>
        <translation>Une sur cent des %1 lectures des 10 dernières secondes a pris ce temps ou plus (p99).</translation>
    </message>
    <message>
        <source>slowest 1 % (p99)</source>
        <translation>1&#xa0;% le plus lent (p99)</translation>
    </message>
    <message>
        <source>slowest 1 %</source>
        <translation>1&#xa0;% le plus lent</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>silent for %1</source>
        <translation>muet depuis %1</translation>
    </message>
    <message>
        <source>does not accept connections</source>
        <translation>refuse les connexions</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>short-term memory · RAM</source>
        <translation>mémoire à court terme · RAM</translation>
    </message>
    <message>
        <source>short-term memory</source>
        <translation>mémoire à court terme</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>coupé</translation>
    </message>
    <message>
        <source>every read asks Postgres</source>
        <translation>chaque lecture interroge Postgres</translation>
    </message>
    <message>
        <source>The policy “Use the cache” is off. What Redis holds stays there until it expires.</source>
        <translation>La règle «&#xa0;Utiliser le cache&#xa0;» est coupée. Ce que Redis contient y reste jusqu&apos;à expiration.</translation>
    </message>
    <message>
        <source>Reads that Redis answered, since the session began.</source>
        <translation>Lectures auxquelles Redis a répondu, depuis le début de la session.</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>succès</translation>
    </message>
    <message>
        <source>Reads that Redis could not answer, since the session began. %1 of them waited for another request that was already asking Postgres (coalesced).</source>
        <translation>Lectures auxquelles Redis n&apos;a pas pu répondre, depuis le début de la session. %1 d&apos;entre elles ont attendu une autre demande qui interrogeait déjà Postgres (regroupées).</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>défauts</translation>
    </message>
    <message>
        <source>Hit rate: hits of all reads that asked Redis in the last 10 seconds (%1 of %2).</source>
        <translation>Taux de succès&#xa0;: part des succès dans les lectures qui ont demandé à Redis ces 10 dernières secondes (%1 sur %2).</translation>
    </message>
    <message>
        <source>1 key</source>
        <translation>1 clé</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 clés</translation>
    </message>
    <message>
        <source>%1 evicted</source>
        <translation>%1 évincées</translation>
    </message>
    <message>
        <source>Keys in the database in use, and memory Redis uses in all; as Redis reports it. Evicted: forgotten before their time for want of memory.</source>
        <translation>Clés dans la base utilisée, et mémoire que Redis prend en tout ; comme Redis le rapporte. Évincées : oubliées avant l&apos;heure faute de mémoire.</translation>
    </message>
    <message>
        <source>keeps data on disk</source>
        <translation>données sur disque</translation>
    </message>
    <message>
        <source>nothing kept on disk</source>
        <translation>rien gardé sur disque</translation>
    </message>
    <message>
        <source>up %1</source>
        <translation>actif depuis %1</translation>
    </message>
    <message>
        <source>Redis saves to disk (RDB or AOF): a restart brings keys back.</source>
        <translation>Redis sauvegarde sur disque (RDB ou AOF)&#xa0;: un redémarrage ramène les clés.</translation>
    </message>
    <message>
        <source>Redis keeps nothing on disk: a restart loses every key.</source>
        <translation>Redis ne garde rien sur disque&#xa0;: un redémarrage perd toutes les clés.</translation>
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
        <translation>mémoire à long terme · disque</translation>
    </message>
    <message>
        <source>long-term memory</source>
        <translation>mémoire à long terme</translation>
    </message>
    <message>
        <source>disk</source>
        <translation>disque</translation>
    </message>
    <message>
        <source>Statements Postgres answered for the app, since the session began; reads and writes.</source>
        <translation>Instructions auxquelles Postgres a répondu pour l&apos;app, depuis le début de la session&#xa0;; lectures et écritures.</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>requêtes</translation>
    </message>
    <message>
        <source>Reads that did not have to ask Postgres, since the session began: hits, and requests that shared another one&apos;s answer (coalesced).</source>
        <translation>Lectures qui n&apos;ont pas eu à interroger Postgres, depuis le début de la session&#xa0;: succès, et demandes qui ont partagé la réponse d&apos;une autre (regroupées).</translation>
    </message>
    <message>
        <source>avoided</source>
        <translation>évitées</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 lignes</translation>
    </message>
    <message>
        <source>Rows (estimated by Postgres) and size of the tables with their indexes.</source>
        <translation>Lignes (estimées par Postgres) et taille des tables avec leurs index.</translation>
    </message>
    <message>
        <source>fsync on</source>
        <translation>fsync actif</translation>
    </message>
    <message>
        <source>fsync off</source>
        <translation>fsync coupé</translation>
    </message>
    <message>
        <source>WAL %1/s</source>
        <translation>WAL %1/s</translation>
    </message>
    <message>
        <source>Postgres waits until the disk has its log (WAL): a crash loses nothing.</source>
        <translation>Postgres attend que son journal (WAL) soit sur le disque&#xa0;: une panne brutale ne perd rien.</translation>
    </message>
    <message>
        <source>Postgres does not wait for the disk: a power failure can lose data.</source>
        <translation>Postgres n&apos;attend pas le disque&#xa0;: une coupure de courant peut perdre des données.</translation>
    </message>
    <message>
        <source>WAL written per second, between the last two readings.</source>
        <translation>WAL écrit par seconde, entre les deux derniers relevés.</translation>
    </message>
    <message>
        <source>1 session</source>
        <translation>1 session</translation>
    </message>
    <message>
        <source>%1 sessions</source>
        <translation>%1 sessions</translation>
    </message>
    <message>
        <source>buffer hits %1</source>
        <translation>succès tampon %1</translation>
    </message>
    <message>
        <source>Blocks Postgres found in its own memory instead of asking the system, between the last two readings; and connections of clients.</source>
        <translation>Blocs que Postgres a trouvés dans sa propre mémoire au lieu de les demander au système, entre les deux derniers relevés&#xa0;; et connexions de clients.</translation>
    </message>
    <message>
        <source>Since Postgres started.</source>
        <translation>Depuis le démarrage de Postgres.</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>demander</translation>
    </message>
    <message>
        <source>The app asks Redis first.</source>
        <translation>L&apos;app demande d&apos;abord à Redis.</translation>
    </message>
    <message>
        <source>Half of the hits of the last 10 seconds took at most this long, as the app saw it (p50).</source>
        <translation>La moitié des succès des 10 dernières secondes a pris ce temps au plus, vu de l&apos;app (p50).</translation>
    </message>
    <message>
        <source>Redis does not have it: Postgres is asked, once.</source>
        <translation>Redis ne l&apos;a pas&#xa0;: Postgres est interrogé, une fois.</translation>
    </message>
    <message>
        <source>row</source>
        <translation>ligne</translation>
    </message>
    <message>
        <source>Half of the reading statements of the last 10 seconds took at most this long in Postgres (p50).</source>
        <translation>La moitié des instructions de lecture des 10 dernières secondes a pris ce temps au plus dans Postgres (p50).</translation>
    </message>
    <message>
        <source>+ fill</source>
        <translation>+ remplir</translation>
    </message>
    <message>
        <source>The answer is left in Redis for those who ask next (p50 of the last 10 seconds).</source>
        <translation>La réponse est laissée dans Redis pour les suivants (p50 des 10 dernières secondes).</translation>
    </message>
    <message>
        <source>writes go straight to the truth</source>
        <translation>les écritures vont droit à la vérité</translation>
    </message>
    <message>
        <source>writes to the truth</source>
        <translation>écritures à la vérité</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>écritures</translation>
    </message>
    <message>
        <source>A change is written to Postgres, never only to Redis.</source>
        <translation>Un changement est écrit dans Postgres, jamais seulement dans Redis.</translation>
    </message>
    <message>
        <source>reads and writes go straight to the truth</source>
        <translation>lectures et écritures vont droit à la vérité</translation>
    </message>
    <message>
        <source>reads and writes</source>
        <translation>lectures et écritures</translation>
    </message>
    <message>
        <source>reads, writes</source>
        <translation>lectures, écritures</translation>
    </message>
    <message>
        <source>Redis is not asked: Postgres answers every read.</source>
        <translation>Redis n&apos;est pas interrogé&#xa0;: Postgres répond à chaque lecture.</translation>
    </message>
    <message>
        <source>invalidate</source>
        <translation>invalider</translation>
    </message>
    <message>
        <source>After a write the keys it concerns are removed from Redis.</source>
        <translation>Après une écriture, les clés concernées sont retirées de Redis.</translation>
    </message>
    <message>
        <source>Medians (p50) since the session began: one GET that hit, against one SELECT after a miss for the same kind of read.</source>
        <translation>Médianes (p50) depuis le début de la session&#xa0;: un GET avec succès, contre un SELECT après un défaut pour le même genre de lecture.</translation>
    </message>
    <message>
        <source>Neither Redis nor Postgres answers.</source>
        <translation>Ni Redis ni Postgres ne répond.</translation>
    </message>
    <message>
        <source>Postgres does not answer: only what Redis remembers can be told.</source>
        <translation>Postgres ne répond pas&#xa0;: on ne peut dire que ce que Redis retient.</translation>
    </message>
    <message>
        <source>Only what Redis remembers can be told.</source>
        <translation>On ne peut dire que ce que Redis retient.</translation>
    </message>
    <message>
        <source>Redis does not answer: every read asks Postgres, and nothing is lost.</source>
        <translation>Redis ne répond pas&#xa0;: chaque lecture interroge Postgres, et rien n&apos;est perdu.</translation>
    </message>
    <message>
        <source>Every read asks Postgres; nothing is lost.</source>
        <translation>Chaque lecture interroge Postgres&#xa0;; rien n&apos;est perdu.</translation>
    </message>
    <message>
        <source>Not connected yet.</source>
        <translation>Pas encore connecté.</translation>
    </message>
    <message>
        <source>Waiting for the first request.</source>
        <translation>En attente de la première demande.</translation>
    </message>
    <message>
        <source>Traffic is paused; nothing has been asked yet.</source>
        <translation>Le trafic est en pause&#xa0;; rien n&apos;a encore été demandé.</translation>
    </message>
    <message>
        <source>Waiting for the first miss.</source>
        <translation>En attente du premier défaut.</translation>
    </message>
    <message>
        <source>Postgres answers in %1; waiting for the first hit.</source>
        <translation>Postgres répond en %1&#xa0;; en attente du premier succès.</translation>
    </message>
    <message>
        <source>Waiting for the first hit.</source>
        <translation>En attente du premier succès.</translation>
    </message>
    <message>
        <source>Redis gains nothing here: %1 against %2 in Postgres</source>
        <translation>Redis n&apos;apporte rien ici&#xa0;: %1 contre %2 dans Postgres</translation>
    </message>
    <message>
        <source>Redis gains nothing here</source>
        <translation>Redis n&apos;apporte rien ici</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 is starting</source>
        <translation>%1 démarre</translation>
    </message>
    <message>
        <source>%1 answers</source>
        <translation>%1 répond</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 ne répond pas</translation>
    </message>
    <message>
        <source>%1 is down</source>
        <translation>%1 est absent</translation>
    </message>
    <message>
        <source>%1 is stopping</source>
        <translation>%1 s&apos;arrête</translation>
    </message>
    <message>
        <source>%1 is not used</source>
        <translation>%1 n&apos;est pas utilisé</translation>
    </message>
    <message>
        <source>nothing is known of %1 yet</source>
        <translation>on ne sait encore rien de %1</translation>
    </message>
    <message>
        <source>hit rate %1</source>
        <translation>taux de succès %1</translation>
    </message>
    <message>
        <source>No answer at all: 1 request in the last 10 seconds.</source>
        <translation>Aucune réponse&#xa0;: 1 requête dans les 10 dernières secondes.</translation>
    </message>
    <message>
        <source>1 row</source>
        <translation>1 ligne</translation>
    </message>
    <message>
        <source>Redis does not answer: reads ask Postgres, and requests that waited for Redis failed (%1 in 10 s).</source>
        <translation>Redis ne répond pas&#xa0;: les lectures demandent à Postgres, et les requêtes qui attendaient Redis ont échoué (%1 en 10 s).</translation>
    </message>
    <message>
        <source>Redis does not answer; %1 failed in 10 s.</source>
        <translation>Redis ne répond pas&#xa0;; %1 échecs en 10 s.</translation>
    </message>
    <message>
        <source>Redis would answer “%1” %2 faster: %3 against %4 in Postgres</source>
        <translation>Redis répondrait à «&#xa0;%1&#xa0;» %2 plus vite&#xa0;: %3 contre %4 dans Postgres</translation>
    </message>
    <message>
        <source>Redis answers “%1” %2 faster: %3 against %4 in Postgres</source>
        <translation>Redis répond à «&#xa0;%1&#xa0;» %2 plus vite&#xa0;: %3 contre %4 dans Postgres</translation>
    </message>
    <message>
        <source>“%1” %2 faster: %3, not %4</source>
        <translation>«&#xa0;%1&#xa0;» %2 plus vite&#xa0;: %3, pas %4</translation>
    </message>
    <message>
        <source>“%1” %2 faster</source>
        <translation>«&#xa0;%1&#xa0;» %2 plus vite</translation>
    </message>
    <message>
        <source>Redis gains %1 for %2</source>
        <translation>Redis gagne %1 pour %2</translation>
    </message>
</context>
<context>
    <name>GameBoard</name>
    <message>
        <source>Measured over the last 5 seconds, from the counters of Postgres itself.</source>
        <translation>Mesuré sur les 5 dernières secondes, d&apos;après les compteurs de Postgres lui-même.</translation>
    </message>
    <message>
        <source>Last seconds</source>
        <translation>Dernières secondes</translation>
    </message>
    <message>
        <source>Match ends in</source>
        <translation>Partie finie dans</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>The match is in Redis: its state in the hash match:now, its scores in the sorted set leaderboard:now. When it ends, the result is written to Postgres and these keys disappear.</source>
        <translation>La partie est dans Redis&#xa0;: son état dans le hash match:now, ses scores dans l&apos;ensemble trié leaderboard:now. Quand elle finit, le résultat est écrit dans Postgres et ces clés disparaissent.</translation>
    </message>
    <message>
        <source>Online now</source>
        <translation>En ligne</translation>
    </message>
    <message>
        <source>Players who have sent a heartbeat in the last %1 seconds. Each heartbeat is a key online:NAME that expires by itself. Counted once a second in the sorted set online.</source>
        <translation>Joueurs qui ont donné signe de vie ces %1 dernières secondes. Chaque signe de vie est une clé online:NAME qui expire d&apos;elle-même. Comptés une fois par seconde dans l&apos;ensemble trié online.</translation>
    </message>
    <message>
        <source>Scores into Redis</source>
        <translation>Scores vers Redis</translation>
    </message>
    <message>
        <source>Commands ZINCRBY that Redis has answered, over the last 5 seconds.</source>
        <translation>Commandes ZINCRBY auxquelles Redis a répondu, sur les 5 dernières secondes.</translation>
    </message>
    <message>
        <source>Postgres</source>
        <translation>Postgres</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>ne répond pas</translation>
    </message>
    <message>
        <source>The game goes on in Redis. Results wait there until Postgres is back.</source>
        <translation>Le jeu continue dans Redis. Les résultats y attendent le retour de Postgres.</translation>
    </message>
    <message>
        <source>measuring …</source>
        <translation>mesure …</translation>
    </message>
    <message>
        <source>Rows into Postgres</source>
        <translation>Lignes vers Postgres</translation>
    </message>
    <message>
        <source>Rows inserted or changed in the tables of this game.</source>
        <translation>Lignes insérées ou modifiées dans les tables de ce jeu.</translation>
    </message>
    <message>
        <source>Log on disk</source>
        <translation>Journal sur disque</translation>
    </message>
    <message>
        <source>What Postgres writes ahead to its log (WAL), so that nothing is lost when the power fails. Of the whole server.</source>
        <translation>Ce que Postgres écrit d&apos;avance dans son journal (WAL), pour que rien ne soit perdu si le courant est coupé. Pour tout le serveur.</translation>
    </message>
    <message>
        <source>Dead rows left</source>
        <translation>Lignes mortes</translation>
    </message>
    <message>
        <source>Each change leaves the old version of its row behind, to be cleared away later (VACUUM).</source>
        <translation>Chaque changement laisse derrière lui l&apos;ancienne version de sa ligne, à nettoyer plus tard (VACUUM).</translation>
    </message>
    <message>
        <source>Rows with scores in Redis alone</source>
        <translation>Lignes, scores dans Redis seul</translation>
    </message>
    <message>
        <source>Rows with every score in Postgres</source>
        <translation>Lignes, tout score dans Postgres</translation>
    </message>
    <message>
        <source>not yet seen</source>
        <translation>pas encore vu</translation>
    </message>
    <message>
        <source>Measured last with the switch the other way, at %1 scores: %2 rows written, %3 of log, %4 dead rows.</source>
        <translation>Dernière mesure avec l&apos;interrupteur dans l&apos;autre position, à %1 scores&#xa0;: %2 lignes écrites, %3 de journal, %4 lignes mortes.</translation>
    </message>
    <message>
        <source>Flip the switch &quot;Write every score straight to Postgres&quot; for some seconds to compare.</source>
        <translation>Basculez l&apos;interrupteur «&#xa0;Écrire chaque score droit dans Postgres&#xa0;» quelques secondes pour comparer.</translation>
    </message>
    <message>
        <source>Last result, saved in %1</source>
        <translation>Dernier résultat, enregistré en %1</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 lignes</translation>
    </message>
    <message>
        <source>Match %1: all its results, written to Postgres in one transaction. The time includes the wait until they were safe on disk.</source>
        <translation>Partie %1&#xa0;: tous ses résultats, écrits dans Postgres en une seule transaction. Le temps comprend l&apos;attente jusqu&apos;à ce qu&apos;ils soient à l&apos;abri sur le disque.</translation>
    </message>
    <message>
        <source>won with %1 points</source>
        <translation>gagne avec %1 points</translation>
    </message>
    <message>
        <source>The best of match %1. In Postgres, so for good.</source>
        <translation>Le meilleur de la partie %1. Dans Postgres, donc pour de bon.</translation>
    </message>
    <message>
        <source>Waiting for Postgres</source>
        <translation>En attente de Postgres</translation>
    </message>
    <message>
        <source>1 result</source>
        <translation>1 résultat</translation>
    </message>
    <message>
        <source>%1 results</source>
        <translation>%1 résultats</translation>
    </message>
    <message>
        <source>Matches that are over and whose result could not be saved yet. Until then it is kept in Redis.</source>
        <translation>Parties terminées dont le résultat n&apos;a pas encore pu être enregistré. D&apos;ici là il est gardé dans Redis.</translation>
    </message>
    <message>
        <source>Lost with Redis</source>
        <translation>Perdu avec Redis</translation>
    </message>
    <message>
        <source>%1 scores</source>
        <translation>%1 scores</translation>
    </message>
    <message>
        <source>Match %1 was running when Redis forgot everything. Accounts, purchases and finished results are in Postgres and not affected.</source>
        <translation>La partie %1 était en cours quand Redis a tout oublié. Les comptes, les achats et les résultats terminés sont dans Postgres et ne sont pas touchés.</translation>
    </message>
    <message>
        <source>The game now</source>
        <translation>Le jeu maintenant</translation>
    </message>
    <message>
        <source>Live game</source>
        <translation>Jeu en direct</translation>
    </message>
    <message>
        <source>Leaderboard</source>
        <translation>Classement</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>The leaderboard, who is online and the running match are in Redis alone. Without it the game stands still.</source>
        <translation>Le classement, qui est en ligne et la partie en cours sont dans Redis seul. Sans lui le jeu s&apos;arrête.</translation>
    </message>
    <message>
        <source>Match %1 · %2</source>
        <translation>Partie %1 · %2</translation>
    </message>
    <message>
        <source>Match %1 · %2 players</source>
        <translation>Partie %1 · %2 joueurs</translation>
    </message>
</context>
<context>
    <name>GamePlans</name>
    <message>
        <source>%1 has bought: %2</source>
        <translation>%1 a acheté&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 results of match %2</source>
        <translation>%1 résultats de la partie %2</translation>
    </message>
</context>
<context>
    <name>GameReferee</name>
    <message>
        <source>Redis does not answer, so the match cannot be ended.</source>
        <translation>Redis ne répond pas, la partie ne peut donc pas être terminée.</translation>
    </message>
    <message>
        <source>No match is running just now.</source>
        <translation>Aucune partie n&apos;est en cours.</translation>
    </message>
    <message>
        <source>Match %1 is over. Nobody had scored, so there is nothing to save.</source>
        <translation>La partie %1 est finie. Personne n&apos;avait marqué, il n&apos;y a donc rien à enregistrer.</translation>
    </message>
    <message>
        <source>Match %1 is over: %2 wins with %3 points. Postgres has saved %4 results in one transaction, in %5.</source>
        <translation>La partie %1 est finie&#xa0;: %2 gagne avec %3 points. Postgres a enregistré %4 résultats en une seule transaction, en %5.</translation>
    </message>
    <message>
        <source>Match %1 is over. Postgres is not there, so its result waits in Redis.</source>
        <translation>La partie %1 est finie. Postgres est absent, son résultat attend donc dans Redis.</translation>
    </message>
    <message>
        <source>Redis has forgotten match %1: %2 scores are gone.</source>
        <translation>Redis a oublié la partie %1&#xa0;: %2 scores ont disparu.</translation>
    </message>
    <message>
        <source>So are %1 results that were still waiting for Postgres.</source>
        <translation>De même que %1 résultats qui attendaient encore Postgres.</translation>
    </message>
    <message>
        <source>Accounts, unlocks, purchases and all finished results are in Postgres: none of them is missing. A new match begins.</source>
        <translation>Comptes, déblocages, achats et tous les résultats terminés sont dans Postgres&#xa0;: il n&apos;en manque aucun. Une nouvelle partie commence.</translation>
    </message>
    <message>
        <source>The result of match %1 could not be saved; it waits in Redis.</source>
        <translation>Le résultat de la partie %1 n&apos;a pas pu être enregistré&#xa0;; il attend dans Redis.</translation>
    </message>
    <message>
        <source>The result of match %1 is saved after all: %2 rows.</source>
        <translation>Le résultat de la partie %1 est finalement enregistré&#xa0;: %2 lignes.</translation>
    </message>
    <message>
        <source>Redis does not answer.</source>
        <translation>Redis ne répond pas.</translation>
    </message>
    <message>
        <source>The result of match %1 has vanished from Redis before it was saved.</source>
        <translation>Le résultat de la partie %1 a disparu de Redis avant d&apos;être enregistré.</translation>
    </message>
</context>
<context>
    <name>GameSeeding</name>
    <message>
        <source>Naming the winners</source>
        <translation>Désignation des gagnants</translation>
    </message>
    <message>
        <source>Indexing results by player</source>
        <translation>Indexation des résultats par joueur</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>The data-layer audit</source>
        <translation>L&apos;audit de la couche de données</translation>
    </message>
    <message>
        <source>A document that answers where your permanent data lives and what you cache to keep it fast: what is permanent, what is cached, what is lost if Redis restarts now, whether the cache is worth it, and what to do next. Each sentence carries its evidence: what was asked, what came back, when.

It only reads. What the watch has seen so far counts, so it says more after some time, at a busy hour, and after a burst. Save writes it as a page, as PDF, Markdown, JSON or tables; Ask again makes a newer one.</source>
        <translation>Un document qui répond à ces questions&#xa0;: où vivent vos données permanentes, et que mettez-vous en cache pour aller vite&#xa0;? Il dit ce qui est permanent, ce qui est en cache, ce qu&apos;on perd si Redis redémarre maintenant, si le cache en vaut la peine, et que faire ensuite. Chaque phrase donne sa preuve&#xa0;: ce qui a été demandé, ce qui a été répondu, et quand.

Il ne fait que lire. Ce que l&apos;observation a vu jusqu&apos;ici compte&#xa0;; il en dit donc plus après un certain temps, à une heure chargée et après une rafale. Enregistrer l&apos;écrit comme page, en PDF, Markdown, JSON ou tableaux&#xa0;; Redemander en fait un nouveau.</translation>
    </message>
    <message>
        <source>Rows and sizes of tables</source>
        <translation>Lignes et tailles des tables</translation>
    </message>
    <message>
        <source>What Postgres keeps, largest first. “Counted” and “estimated” say how the rows were got.</source>
        <translation>Ce que Postgres garde, le plus grand d&apos;abord. «&#xa0;Comptées&#xa0;» et «&#xa0;estimées&#xa0;» disent comment on a obtenu les lignes.</translation>
    </message>
    <message>
        <source>Rows: counted where that is cheap, else the server&apos;s own estimate. Size with indexes: table, long values (TOAST) and indexes. Rows written: inserted + updated + deleted.</source>
        <translation>Lignes&#xa0;: comptées là où cela coûte peu, sinon l&apos;estimation du serveur. Taille avec index&#xa0;: table, valeurs longues (TOAST) et index. Lignes écrites&#xa0;: insérées + modifiées + supprimées.</translation>
    </message>
    <message>
        <source>Rows and sizes: when it was asked. Rows written: since the statistics of the database began.</source>
        <translation>Lignes et tailles&#xa0;: au moment de la demande. Lignes écrites&#xa0;: depuis le début des statistiques de la base.</translation>
    </message>
    <message>
        <source>The statistics and the catalogue of Postgres; count(*).</source>
        <translation>Les statistiques et le catalogue de Postgres&#xa0;; count(*).</translation>
    </message>
    <message>
        <source>Kinds of keys in the audit</source>
        <translation>Les sortes de clés dans l&apos;audit</translation>
    </message>
    <message>
        <source>How many keys of a kind there are, what they take, how long they are kept, how often a look-up finds them, and of which table they are a copy: by the statement that fills them, or guessed from names that are alike, which is then said.</source>
        <translation>Combien il y a de clés d&apos;une sorte, la place qu&apos;elles prennent, combien de temps elles sont gardées, combien de fois une recherche les trouve, et de quelle table elles sont une copie&#xa0;: d&apos;après l&apos;instruction qui les remplit, ou supposé d&apos;après des noms semblables, ce qui est alors dit.</translation>
    </message>
    <message>
        <source>As in the list of key patterns. Found when asked: inferred from the last burst. How sure: the confidence of the inferred link.</source>
        <translation>Comme dans la liste des motifs de clés. Trouvées si demandées&#xa0;: déduit de la dernière rafale. Certitude&#xa0;: le degré de confiance du lien déduit.</translation>
    </message>
    <message>
        <source>The newest round of samples; the last burst.</source>
        <translation>La dernière série d&apos;échantillons&#xa0;; la dernière rafale.</translation>
    </message>
    <message>
        <source>SCAN, TYPE, PTTL, MEMORY USAGE; MONITOR; pg_stat_statements.</source>
        <translation>SCAN, TYPE, PTTL, MEMORY USAGE&#xa0;; MONITOR&#xa0;; pg_stat_statements.</translation>
    </message>
    <message>
        <source>What is lost if Redis restarts now</source>
        <translation>Ce qu&apos;on perd si Redis redémarre maintenant</translation>
    </message>
    <message>
        <source>What Redis keeps on disk, and which keys have no expiry and no counterpart in Postgres: these may be nowhere else. That is inferred: no table has their name and no query was seen to fill them.</source>
        <translation>Ce que Redis garde sur disque, et quelles clés n&apos;ont ni expiration ni équivalent dans Postgres&#xa0;: celles-ci ne sont peut-être nulle part ailleurs. C&apos;est déduit&#xa0;: aucune table ne porte leur nom et on n&apos;a vu aucune requête les remplir.</translation>
    </message>
    <message>
        <source>Keys of such a kind × the share of them without expiry, added up.</source>
        <translation>Clés d&apos;une telle sorte × la part d&apos;entre elles sans expiration, additionnées.</translation>
    </message>
    <message>
        <source>When it was asked.</source>
        <translation>Au moment de la demande.</translation>
    </message>
    <message>
        <source>INFO persistence and CONFIG GET of Redis; the samples of keys; the catalogue of Postgres.</source>
        <translation>INFO persistence et CONFIG GET de Redis&#xa0;; les échantillons de clés&#xa0;; le catalogue de Postgres.</translation>
    </message>
    <message>
        <source>Time saved a day</source>
        <translation>Temps épargné par jour</translation>
    </message>
    <message>
        <source>What the hits save Postgres, if every second of the day were like those that were listened to. It is measured over a few seconds and multiplied, and says so; only kinds of keys whose hits and query are both known are in it.</source>
        <translation>Ce que les succès épargnent à Postgres, si chaque seconde du jour ressemblait à celles qui ont été écoutées. C&apos;est mesuré sur quelques secondes et multiplié, et c&apos;est dit&#xa0;; seules y sont les sortes de clés dont on connaît à la fois les succès et la requête.</translation>
    </message>
    <message>
        <source>Hits per second × (mean of the query that fills it − one read of Redis) × 86 400 s, added up. If what a read of Redis costs is not known, nothing is taken off.</source>
        <translation>Succès par seconde × (moyenne de la requête qui la remplit − une lecture de Redis) × 86 400 s, additionnés. Si le coût d&apos;une lecture de Redis n&apos;est pas connu, rien n&apos;est déduit.</translation>
    </message>
    <message>
        <source>Hits: the last burst.</source>
        <translation>Succès&#xa0;: la dernière rafale.</translation>
    </message>
    <message>
        <source>MONITOR; pg_stat_statements; INFO commandstats of Redis.</source>
        <translation>MONITOR&#xa0;; pg_stat_statements&#xa0;; INFO commandstats de Redis.</translation>
    </message>
    <message>
        <source>When a database alone is enough</source>
        <translation>Quand une base seule suffit</translation>
    </message>
    <message>
        <source>A simple tool runs fine on a database alone. Whether this is one is not a matter of taste here: four conditions have to be measured, and all have to hold.</source>
        <translation>Un outil simple marche bien avec une base seule. Savoir si c&apos;en est un n&apos;est pas ici une affaire de goût&#xa0;: quatre conditions doivent être mesurées, et toutes doivent être remplies.</translation>
    </message>
    <message>
        <source>The whole database fits into shared_buffers; queries + hits of the cache are at most 200 per second; a query takes at most 5 ms on average; and queries and hits per second × the mean of a query is at most 20 % of one processor.</source>
        <translation>Toute la base tient dans shared_buffers&#xa0;; requêtes + succès du cache font au plus 200 par seconde&#xa0;; une requête prend au plus 5 ms en moyenne&#xa0;; et requêtes et succès par seconde × la moyenne d&apos;une requête font au plus 20&#xa0;% d&apos;un processeur.</translation>
    </message>
    <message>
        <source>While it was watched.</source>
        <translation>Pendant l&apos;observation.</translation>
    </message>
    <message>
        <source>pg_database_size, shared_buffers, pg_stat_statements, INFO stats of Redis.</source>
        <translation>pg_database_size, shared_buffers, pg_stat_statements, INFO stats de Redis.</translation>
    </message>
    <message>
        <source>Exporting the database</source>
        <translation>Exporter la base</translation>
    </message>
    <message>
        <source>pg_dump reads every row once and writes all of it into a file on this computer; nothing is changed on the server. Try to restore it somewhere else: only then it is a backup.</source>
        <translation>pg_dump lit chaque ligne une fois et écrit le tout dans un fichier sur cet ordinateur&#xa0;; rien n&apos;est modifié sur le serveur. Essayez de le restaurer ailleurs&#xa0;: c&apos;est seulement alors une sauvegarde.</translation>
    </message>
    <message>
        <source>The picture of the requests</source>
        <translation>L&apos;image des demandes</translation>
    </message>
    <message>
        <source>The app asks Redis. A hit comes straight back. A miss goes on to Postgres; its row comes back, and is left in Redis on the way (the fill). A write goes to Postgres, and the keys it concerns are removed from Redis (invalidated).

A server that is gone is crossed out, one that does not answer is marked as silent, and the dots stop before it.

The arrow keys go from box to box; F1 then tells about that box, and Shift+F1 about the number under the mouse.</source>
        <translation>L&apos;app demande à Redis. Un succès revient aussitôt. Un défaut continue jusqu&apos;à Postgres&#xa0;; sa ligne revient, et elle est laissée dans Redis au passage (le remplissage). Une écriture va à Postgres, et les clés concernées sont retirées de Redis (invalidées).

Un serveur disparu est barré, un serveur qui ne répond pas est marqué comme muet, et les points s&apos;arrêtent devant lui.

Les flèches du clavier vont d&apos;une case à l&apos;autre&#xa0;; F1 parle alors de cette case, et Maj+F1 du nombre sous la souris.</translation>
    </message>
    <message>
        <source>The box App</source>
        <translation>La case App</translation>
    </message>
    <message>
        <source>The application that Tierlens plays: its clients, and how long they wait for an answer, whoever gives it.</source>
        <translation>L&apos;application que joue Tierlens&#xa0;: ses clients, et combien de temps ils attendent une réponse, d&apos;où qu&apos;elle vienne.</translation>
    </message>
    <message>
        <source>The box Redis</source>
        <translation>La case Redis</translation>
    </message>
    <message>
        <source>Short-term memory, in RAM: what it could answer, what it could not, what it holds, and whether a restart would lose it.</source>
        <translation>La mémoire à court terme, en RAM&#xa0;: ce à quoi elle a pu répondre, ce à quoi elle n&apos;a pas pu, ce qu&apos;elle contient, et si un redémarrage la perdrait.</translation>
    </message>
    <message>
        <source>The box PostgreSQL</source>
        <translation>La case PostgreSQL</translation>
    </message>
    <message>
        <source>Long-term memory, on disk: what it was asked, what it was spared, and how much it keeps.</source>
        <translation>La mémoire à long terme, sur disque&#xa0;: ce qu&apos;on lui a demandé, ce qui lui a été épargné, et combien elle garde.</translation>
    </message>
    <message>
        <source>Dots: 1 dot = N requests</source>
        <translation>Points&#xa0;: 1 point = N demandes</translation>
    </message>
    <message>
        <source>Each dot is N real requests of the same outcome. At a low rate N is 1. At a higher one it grows until the dots can still be told apart. Proportions hold: of twice as many hits there are twice as many dots. The first of a rare kind is drawn at once, on behalf of those to come.

Dots travel slower than requests do: an answer of 0.1 ms could not be seen.</source>
        <translation>Chaque point vaut N demandes réelles de même issue. À faible débit, N vaut 1. À débit plus élevé, il grandit jusqu&apos;à ce que les points restent distincts. Les proportions sont tenues&#xa0;: deux fois plus de succès font deux fois plus de points. Le premier d&apos;une sorte rare est dessiné aussitôt, au nom de ceux à venir.

Les points vont plus lentement que les demandes&#xa0;: une réponse de 0,1 ms ne se verrait pas.</translation>
    </message>
    <message>
        <source>N is the smallest step (1, 2, 5, 10 …) with which not more than about 24 dots start in a second; fewer where the picture is small.</source>
        <translation>N est le plus petit pas (1, 2, 5, 10 …) avec lequel il ne part pas plus d&apos;environ 24 points par seconde&#xa0;; moins si l&apos;image est petite.</translation>
    </message>
    <message>
        <source>The rate it is chosen by follows the traffic within about a second.</source>
        <translation>Le débit d&apos;après lequel il est choisi suit le trafic à une seconde près environ.</translation>
    </message>
    <message>
        <source>The requests themselves, each counted once.</source>
        <translation>Les demandes elles-mêmes, chacune comptée une fois.</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Demandes par seconde</translation>
    </message>
    <message>
        <source>How many requests of the app ended, however they ended: answered, refused or failed. What is done behind an answer, such as a renewal, is none.

“… of it live state in Redis” is the share that reads or changes what is kept in Redis alone, such as a leaderboard or a cart; it is neither hit nor miss.</source>
        <translation>Combien de demandes de l&apos;app se sont terminées, de quelque façon que ce soit&#xa0;: servies, refusées ou échouées. Ce qui se fait derrière une réponse, comme un renouvellement, n&apos;en est pas une.

«&#xa0;dont … d&apos;état vif dans Redis&#xa0;» est la part qui lit ou change ce qui est gardé dans Redis seul, comme un classement ou un panier&#xa0;; ce n&apos;est ni succès ni défaut.</translation>
    </message>
    <message>
        <source>Requests ÷ seconds. Share of live state: requests for live state (answered or refused) ÷ all requests.</source>
        <translation>Demandes ÷ secondes. Part d&apos;état vif&#xa0;: demandes d&apos;état vif (servies ou refusées) ÷ toutes les demandes.</translation>
    </message>
    <message>
        <source>The last 3 whole seconds; for the share also the running one.</source>
        <translation>Les 3 dernières secondes entières&#xa0;; pour la part, aussi celle en cours.</translation>
    </message>
    <message>
        <source>Tierlens, request by request.</source>
        <translation>Tierlens, demande par demande.</translation>
    </message>
    <message>
        <source>Typical answer (p50)</source>
        <translation>Réponse typique (p50)</translation>
    </message>
    <message>
        <source>Half of the answers took at most this long, as the app saw it: asking Redis, asking Postgres where needed, and filling, all together. Writes, refusals and failures are not among them.</source>
        <translation>La moitié des réponses a pris ce temps au plus, vu de l&apos;app&#xa0;: demander à Redis, interroger Postgres s&apos;il le faut, et remplir, le tout ensemble. Les écritures, les refus et les échecs n&apos;en font pas partie.</translation>
    </message>
    <message>
        <source>The median of the times of all answers; off by at most 1.6 %.</source>
        <translation>La médiane des temps de toutes les réponses&#xa0;; à 1,6&#xa0;% près au plus.</translation>
    </message>
    <message>
        <source>The last 10 seconds.</source>
        <translation>Les 10 dernières secondes.</translation>
    </message>
    <message>
        <source>Tierlens, timed in the client from asking to answer.</source>
        <translation>Tierlens, mesuré dans le client, de la demande à la réponse.</translation>
    </message>
    <message>
        <source>Slowest 1 % (p99)</source>
        <translation>1&#xa0;% le plus lent (p99)</translation>
    </message>
    <message>
        <source>One answer in a hundred took this long or longer. With a cache these are the misses, as long as there are more than one in a hundred of them.</source>
        <translation>Une réponse sur cent a pris ce temps ou plus. Avec un cache, ce sont les défauts, tant qu&apos;il y en a plus d&apos;un sur cent.</translation>
    </message>
    <message>
        <source>The time below which 99 of 100 answers lie; off by at most 1.6 %.</source>
        <translation>Le temps sous lequel se trouvent 99 réponses sur 100&#xa0;; à 1,6&#xa0;% près au plus.</translation>
    </message>
    <message>
        <source>Time of a hit</source>
        <translation>Temps d&apos;un succès</translation>
    </message>
    <message>
        <source>How long a request took that Redis could answer, as the app saw it.</source>
        <translation>Combien de temps a pris une demande à laquelle Redis a pu répondre, vu de l&apos;app.</translation>
    </message>
    <message>
        <source>The median of the times of all hits.</source>
        <translation>La médiane des temps de tous les succès.</translation>
    </message>
    <message>
        <source>Tierlens, timed in the client.</source>
        <translation>Tierlens, mesuré dans le client.</translation>
    </message>
    <message>
        <source>Time of a row</source>
        <translation>Temps d&apos;une ligne</translation>
    </message>
    <message>
        <source>How long one reading statement took in Postgres, with the way there and back. Writes are not among them.</source>
        <translation>Combien de temps une instruction de lecture a pris dans Postgres, trajet aller et retour compris. Les écritures n&apos;en font pas partie.</translation>
    </message>
    <message>
        <source>The median of the times of all reading statements that were answered.</source>
        <translation>La médiane des temps de toutes les instructions de lecture qui ont eu une réponse.</translation>
    </message>
    <message>
        <source>Tierlens, timed round each call.</source>
        <translation>Tierlens, mesuré autour de chaque appel.</translation>
    </message>
    <message>
        <source>Time of a fill</source>
        <translation>Temps d&apos;un remplissage</translation>
    </message>
    <message>
        <source>How long it took to leave an answer of Postgres in Redis for those who ask next.</source>
        <translation>Combien de temps il a fallu pour laisser une réponse de Postgres dans Redis pour les suivants.</translation>
    </message>
    <message>
        <source>The median of the times of all writes of cached values into Redis.</source>
        <translation>La médiane des temps de toutes les écritures de valeurs en cache dans Redis.</translation>
    </message>
    <message>
        <source>How much faster Redis answers</source>
        <translation>Combien Redis répond plus vite</translation>
    </message>
    <message>
        <source>One look-up in Redis that hit, against one query in Postgres after a miss, for the same kind of read. It compares the two calls alone: what the app does besides is on neither side.</source>
        <translation>Une recherche dans Redis avec succès, contre une requête dans Postgres après un défaut, pour le même genre de lecture. On ne compare que ces deux appels&#xa0;: ce que l&apos;app fait d&apos;autre n&apos;est d&apos;aucun côté.</translation>
    </message>
    <message>
        <source>Median time of the query ÷ median time of the look-up. Below 1.05 it is called no gain.</source>
        <translation>Temps médian de la requête ÷ temps médian de la recherche. Sous 1,05, on dit que Redis n&apos;apporte rien.</translation>
    </message>
    <message>
        <source>Since the session began.</source>
        <translation>Depuis le début de la session.</translation>
    </message>
    <message>
        <source>Timings</source>
        <translation>Temps</translation>
    </message>
    <message>
        <source>How the hit rate and the times went, where the time of the latest miss was spent, and how long everybody waited. Vertical lines mark what you did; marks at the top are rare things that were recognised: press one to read about it.</source>
        <translation>Comment ont évolué le taux de succès et les temps, où est passé le temps du dernier défaut, et combien chacun a attendu. Les traits verticaux marquent ce que vous avez fait&#xa0;; les marques en haut sont des choses rares qui ont été reconnues&#xa0;: pressez-en une pour en savoir plus.</translation>
    </message>
    <message>
        <source>Chart of the hit rate</source>
        <translation>Courbe du taux de succès</translation>
    </message>
    <message>
        <source>The hit rate over time. Where nobody asked Redis there is a gap, not a zero.</source>
        <translation>Le taux de succès au fil du temps. Là où personne n&apos;a interrogé Redis, il y a un trou, pas un zéro.</translation>
    </message>
    <message>
        <source>For each half second: hits ÷ reads that asked Redis. In a long chart the counts of several are added up first.</source>
        <translation>Pour chaque demi-seconde&#xa0;: succès ÷ lectures qui ont demandé à Redis. Dans une longue courbe, on additionne d&apos;abord les comptes de plusieurs.</translation>
    </message>
    <message>
        <source>What is chosen at the right: 60 s, 5 min or 15 min.</source>
        <translation>Ce qui est choisi à droite&#xa0;: 60 s, 5 min ou 15 min.</translation>
    </message>
    <message>
        <source>Chart of the answer times</source>
        <translation>Courbe des temps de réponse</translation>
    </message>
    <message>
        <source>What is typical for one look-up in Redis and for one reading statement in Postgres. The scale is logarithmic: each line across is ten times the one below.</source>
        <translation>Ce qui est typique pour une recherche dans Redis et pour une instruction de lecture dans Postgres. L&apos;échelle est logarithmique&#xa0;: chaque ligne horizontale vaut dix fois celle d&apos;en dessous.</translation>
    </message>
    <message>
        <source>For each half second the median of the calls in it. Percentiles are never averaged: in a long chart the lowest and the highest of each group are drawn.</source>
        <translation>Pour chaque demi-seconde, la médiane de ses appels. On ne fait jamais la moyenne de percentiles&#xa0;: dans une longue courbe, on trace le plus bas et le plus haut de chaque groupe.</translation>
    </message>
    <message>
        <source>Where the time of a request went</source>
        <translation>Où est passé le temps d&apos;une demande</translation>
    </message>
    <message>
        <source>The steps of one request, one below the other: asking Redis, asking Postgres, filling. Each bar begins when its step began and is as long as the step took.</source>
        <translation>Les étapes d&apos;une demande, l&apos;une sous l&apos;autre&#xa0;: demander à Redis, interroger Postgres, remplir. Chaque barre commence quand son étape a commencé et est aussi longue que l&apos;étape a duré.</translation>
    </message>
    <message>
        <source>Beginning and length of each step, as measured; nothing is estimated.</source>
        <translation>Début et durée de chaque étape, tels que mesurés&#xa0;; rien n&apos;est estimé.</translation>
    </message>
    <message>
        <source>One request: the latest miss, or the one chosen in the list of requests.</source>
        <translation>Une demande&#xa0;: le dernier défaut, ou celle choisie dans la liste des demandes.</translation>
    </message>
    <message>
        <source>Who waited</source>
        <translation>Qui a attendu</translation>
    </message>
    <message>
        <source>All answers by how long they took, those of Redis and those for which Postgres had to be asked. Two hills are usual: the gap between them is what a cache is for.</source>
        <translation>Toutes les réponses selon leur durée, celles de Redis et celles pour lesquelles il a fallu interroger Postgres. Deux bosses sont habituelles&#xa0;: l&apos;écart entre elles est la raison d&apos;être d&apos;un cache.</translation>
    </message>
    <message>
        <source>Each answer is counted in one column; six columns of equal ratio make a factor of ten, beginning at 0.02 ms. Had to ask Postgres: misses, those who waited for another&apos;s answer, and reads past Redis.</source>
        <translation>Chaque réponse compte dans une seule colonne&#xa0;; six colonnes de même rapport font un facteur dix, à partir de 0,02 ms. Ont dû interroger Postgres&#xa0;: les défauts, ceux qui ont attendu la réponse d&apos;un autre, et les lectures sans Redis.</translation>
    </message>
    <message>
        <source>The last 60 seconds.</source>
        <translation>Les 60 dernières secondes.</translation>
    </message>
    <message>
        <source>The list of requests</source>
        <translation>La liste des demandes</translation>
    </message>
    <message>
        <source>The latest requests, newest first. Pause keeps the list as it is, to read it. The coloured labels choose which outcomes are listed. Choosing a request shows where its time went.</source>
        <translation>Les dernières demandes, la plus récente d&apos;abord. Pause garde la liste telle quelle, pour la lire. Les étiquettes de couleur choisissent quelles issues sont listées. Choisir une demande montre où est passé son temps.</translation>
    </message>
    <message>
        <source>Outcomes of a request</source>
        <translation>Issues d&apos;une demande</translation>
    </message>
    <message>
        <source>Hit: Redis had the answer.

Miss: it did not, and this request asked Postgres.

Waited: it did not, and this request waited for another that was asking Postgres already.

Bypass: a read that did not ask Redis at all.

Write: a change of the truth in Postgres.

Live: state that is kept in Redis alone, such as a leaderboard. Refused: a limit kept in Redis said no.

Failed: no answer at all.</source>
        <translation>Succès&#xa0;: Redis avait la réponse.

Défaut&#xa0;: il ne l&apos;avait pas, et cette demande a interrogé Postgres.

Attendu&#xa0;: il ne l&apos;avait pas, et cette demande en a attendu une autre qui interrogeait déjà Postgres.

Détour&#xa0;: une lecture qui n&apos;a pas du tout demandé à Redis.

Écriture&#xa0;: un changement de la vérité dans Postgres.

Vivant&#xa0;: de l&apos;état gardé dans Redis seul, comme un classement. Refusé&#xa0;: une limite tenue dans Redis a dit non.

Échoué&#xa0;: aucune réponse du tout.</translation>
    </message>
    <message>
        <source>Total, Redis, Postgres</source>
        <translation>Total, Redis, Postgres</translation>
    </message>
    <message>
        <source>How long one request took, and how much of it was spent in calls to either server. The rest is the work of the app, and waiting for another&apos;s answer.</source>
        <translation>Combien de temps a pris une demande, et combien en est passé en appels à l&apos;un et l&apos;autre serveur. Le reste est le travail de l&apos;app et l&apos;attente de la réponse d&apos;un autre.</translation>
    </message>
    <message>
        <source>Total: from asking to answer. Redis, Postgres: the times of its calls there, added up.</source>
        <translation>Total&#xa0;: de la demande à la réponse. Redis, Postgres&#xa0;: les temps des appels à chacun, additionnés.</translation>
    </message>
    <message>
        <source>This one request.</source>
        <translation>Cette seule demande.</translation>
    </message>
    <message>
        <source>Freshness</source>
        <translation>Fraîcheur</translation>
    </message>
    <message>
        <source>Whether the answer was older than the truth in Postgres at that moment.</source>
        <translation>Si la réponse était plus vieille que la vérité dans Postgres à ce moment.</translation>
    </message>
    <message>
        <source>Stale if the version in the answer &lt; the newest version known; the time is how long before the answer the truth had changed.</source>
        <translation>Périmé si la version de la réponse &lt; la version la plus récente connue&#xa0;; le temps dit combien de temps avant la réponse la vérité avait changé.</translation>
    </message>
    <message>
        <source>The version that travels with each cached value.</source>
        <translation>La version qui accompagne chaque valeur en cache.</translation>
    </message>
    <message>
        <source>The list of statements</source>
        <translation>La liste des instructions</translation>
    </message>
    <message>
        <source>The statements the demo has sent to Postgres, one line for each text. Clicking a heading sorts.</source>
        <translation>Les instructions que la démo a envoyées à Postgres, une ligne par texte. Cliquer sur un en-tête trie.</translation>
    </message>
    <message>
        <source>Calls, calls per second, rows</source>
        <translation>Appels, appels par seconde, lignes</translation>
    </message>
    <message>
        <source>How often this statement was answered, and how many rows it has returned or changed in all.</source>
        <translation>Combien de fois cette instruction a eu une réponse, et combien de lignes elle a rendues ou changées en tout.</translation>
    </message>
    <message>
        <source>Answered calls; answered calls ÷ seconds; rows of all calls.</source>
        <translation>Appels qui ont eu une réponse&#xa0;; ces appels ÷ secondes&#xa0;; lignes de tous les appels.</translation>
    </message>
    <message>
        <source>Calls and rows: since the session began. Calls per second: the last 10 seconds.</source>
        <translation>Appels et lignes&#xa0;: depuis le début de la session. Appels par seconde&#xa0;: les 10 dernières secondes.</translation>
    </message>
    <message>
        <source>Tierlens, call by call.</source>
        <translation>Tierlens, appel par appel.</translation>
    </message>
    <message>
        <source>p50, p99 and max of a statement</source>
        <translation>p50, p99 et max d&apos;une instruction</translation>
    </message>
    <message>
        <source>How long its calls took, with the way to Postgres and back.</source>
        <translation>Combien de temps ont pris ses appels, trajet vers Postgres et retour compris.</translation>
    </message>
    <message>
        <source>p50 and p99: half, and 99 of 100, of its calls took at most this long (off by at most 1.6 %). Max: the slowest, exactly.</source>
        <translation>p50 et p99&#xa0;: la moitié de ses appels, et 99 sur 100, ont pris ce temps au plus (à 1,6&#xa0;% près au plus). Max&#xa0;: le plus lent, exactement.</translation>
    </message>
    <message>
        <source>Time and share of a statement</source>
        <translation>Temps et part d&apos;une instruction</translation>
    </message>
    <message>
        <source>What it has cost in all: often called and quick can cost more than seldom and slow.</source>
        <translation>Ce qu&apos;elle a coûté en tout&#xa0;: souvent appelée et rapide peut coûter plus que rare et lente.</translation>
    </message>
    <message>
        <source>Time: its calls added up. Share: its time ÷ the time of all statements.</source>
        <translation>Temps&#xa0;: ses appels additionnés. Part&#xa0;: son temps ÷ le temps de toutes les instructions.</translation>
    </message>
    <message>
        <source>The list of events</source>
        <translation>La liste des événements</translation>
    </message>
    <message>
        <source>What happened, newest first: what you did, what the servers did, rare things that were recognised, and what a check found. It begins with the session.</source>
        <translation>Ce qui s&apos;est passé, le plus récent d&apos;abord&#xa0;: ce que vous avez fait, ce que les serveurs ont fait, les choses rares qui ont été reconnues, et ce qu&apos;un contrôle a trouvé. Elle commence avec la session.</translation>
    </message>
    <message>
        <source>The world</source>
        <translation>Le monde</translation>
    </message>
    <message>
        <source>What the world looks like that is played: its leaderboard, its questions or its orders; and what of it is truth, kept by Postgres, and what is forgettable, held by Redis. It is read from the servers by ordinary requests, which are counted like all others.</source>
        <translation>À quoi ressemble le monde qui est joué&#xa0;: son classement, ses questions ou ses commandes&#xa0;; et ce qui y est vérité, gardé par Postgres, et ce qui peut s&apos;oublier, tenu par Redis. C&apos;est lu sur les serveurs par des demandes ordinaires, comptées comme toutes les autres.</translation>
    </message>
    <message>
        <source>What Redis saves, question by question</source>
        <translation>Ce qu&apos;épargne Redis, question par question</translation>
    </message>
    <message>
        <source>For each kind of read: what it takes in Redis, what the same takes in Postgres after a miss, and how many times that is. Bars are on a log scale.</source>
        <translation>Pour chaque genre de lecture&#xa0;: ce qu&apos;elle prend dans Redis, ce que la même prend dans Postgres après un défaut, et combien de fois plus. Les barres sont à l&apos;échelle logarithmique.</translation>
    </message>
    <message>
        <source>Median time in Postgres ÷ median time in Redis; shown from 5 hits and one miss on.</source>
        <translation>Temps médian dans Postgres ÷ temps médian dans Redis&#xa0;; montré à partir de 5 succès et d&apos;un défaut.</translation>
    </message>
    <message>
        <source>Money saved</source>
        <translation>Argent épargné</translation>
    </message>
    <message>
        <source>Where an answer has a price, as in the world of the AI assistant: what was not paid because the answer was there.</source>
        <translation>Là où une réponse a un prix, comme dans le monde de l&apos;assistant IA&#xa0;: ce qui n&apos;a pas été payé parce que la réponse était là.</translation>
    </message>
    <message>
        <source>(Hits + those who waited for another&apos;s answer) × the price you set. Spent: (misses + reads past Redis) × the price.</source>
        <translation>(Succès + ceux qui ont attendu la réponse d&apos;un autre) × le prix que vous fixez. Dépensé&#xa0;: (défauts + lectures sans Redis) × le prix.</translation>
    </message>
    <message>
        <source>Tierlens&apos; counts, and your price.</source>
        <translation>Les comptes de Tierlens, et votre prix.</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Succès</translation>
    </message>
    <message>
        <source>Reads that Redis answered.</source>
        <translation>Lectures auxquelles Redis a répondu.</translation>
    </message>
    <message>
        <source>Counted one by one, exactly, however many there are.</source>
        <translation>Comptés un par un, exactement, si nombreux soient-ils.</translation>
    </message>
    <message>
        <source>Tierlens; compared with keyspace_hits of Redis, with which it has to agree.</source>
        <translation>Tierlens&#xa0;; comparé à keyspace_hits de Redis, avec lequel il doit concorder.</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Défauts</translation>
    </message>
    <message>
        <source>Reads that Redis could not answer. Some of them waited for another request that was already asking Postgres, and made no query (coalesced).</source>
        <translation>Lectures auxquelles Redis n&apos;a pas pu répondre. Certaines ont attendu une autre demande qui interrogeait déjà Postgres, et n&apos;ont fait aucune requête (regroupées).</translation>
    </message>
    <message>
        <source>Misses that asked Postgres + misses that waited.</source>
        <translation>Défauts qui ont interrogé Postgres + défauts qui ont attendu.</translation>
    </message>
    <message>
        <source>Tierlens; compared with keyspace_misses of Redis, with which it has to agree.</source>
        <translation>Tierlens&#xa0;; comparé à keyspace_misses de Redis, avec lequel il doit concorder.</translation>
    </message>
    <message>
        <source>Hit rate</source>
        <translation>Taux de succès</translation>
    </message>
    <message>
        <source>Of all reads that asked Redis, the share it could answer. It is of a short time on purpose: a mean over hours would hide what is wrong today. Reads that go past Redis, writes and live state are not in it.</source>
        <translation>De toutes les lectures qui ont demandé à Redis, la part à laquelle il a pu répondre. C&apos;est exprès sur un temps court&#xa0;: une moyenne sur des heures cacherait ce qui ne va pas aujourd&apos;hui. Les lectures sans Redis, les écritures et l&apos;état vif n&apos;y sont pas.</translation>
    </message>
    <message>
        <source>Hits ÷ (hits + misses + misses that waited for another).</source>
        <translation>Succès ÷ (succès + défauts + défauts qui en ont attendu un autre).</translation>
    </message>
    <message>
        <source>The last 10 seconds; in presenter mode the last 3.</source>
        <translation>Les 10 dernières secondes&#xa0;; en mode présentation, les 3 dernières.</translation>
    </message>
    <message>
        <source>Keys, memory, evicted</source>
        <translation>Clés, mémoire, évincées</translation>
    </message>
    <message>
        <source>Keys in the database in use, and the memory Redis uses in all, with its limit if it has one. Evicted: keys forgotten before their time for want of memory.</source>
        <translation>Clés dans la base utilisée, et mémoire que Redis prend en tout, avec sa limite s&apos;il en a une. Évincées&#xa0;: clés oubliées avant l&apos;heure faute de mémoire.</translation>
    </message>
    <message>
        <source>As Redis reports it: keys of the database, used_memory, maxmemory; growth of evicted_keys, over restarts too.</source>
        <translation>Comme Redis le rapporte&#xa0;: clés de la base, used_memory, maxmemory&#xa0;; croissance de evicted_keys, même par-delà les redémarrages.</translation>
    </message>
    <message>
        <source>Keys and memory: now. Evicted: since the first reading of this session.</source>
        <translation>Clés et mémoire&#xa0;: maintenant. Évincées&#xa0;: depuis le premier relevé de cette session.</translation>
    </message>
    <message>
        <source>INFO of Redis.</source>
        <translation>INFO de Redis.</translation>
    </message>
    <message>
        <source>Kept on disk, and up for</source>
        <translation>Gardé sur disque, et actif depuis</translation>
    </message>
    <message>
        <source>Whether Redis saves to disk (pictures, RDB, or a log, AOF): if so, a restart brings keys back; if not, it loses every one. And how long the process has been running.</source>
        <translation>Si Redis enregistre sur disque (des instantanés, RDB, ou un journal, AOF)&#xa0;: si oui, un redémarrage ramène les clés&#xa0;; sinon, il les perd toutes. Et depuis quand le processus tourne.</translation>
    </message>
    <message>
        <source>As Redis reports it: its save points, aof_enabled, uptime_in_seconds.</source>
        <translation>Comme Redis le rapporte&#xa0;: ses points de sauvegarde, aof_enabled, uptime_in_seconds.</translation>
    </message>
    <message>
        <source>Now; the time since Redis started.</source>
        <translation>Maintenant&#xa0;; le temps depuis le démarrage de Redis.</translation>
    </message>
    <message>
        <source>INFO and CONFIG GET of Redis.</source>
        <translation>INFO et CONFIG GET de Redis.</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Requêtes</translation>
    </message>
    <message>
        <source>Statements Postgres answered for the app, reads and writes. COMMIT is not counted.</source>
        <translation>Instructions auxquelles Postgres a répondu pour l&apos;app, lectures et écritures. COMMIT n&apos;est pas compté.</translation>
    </message>
    <message>
        <source>Counted one by one, exactly.</source>
        <translation>Comptées une par une, exactement.</translation>
    </message>
    <message>
        <source>Tierlens; compared with pg_stat_statements, with which it has to agree.</source>
        <translation>Tierlens&#xa0;; comparé à pg_stat_statements, avec lequel il doit concorder.</translation>
    </message>
    <message>
        <source>Avoided queries</source>
        <translation>Requêtes évitées</translation>
    </message>
    <message>
        <source>Reads that did not have to ask Postgres.</source>
        <translation>Lectures qui n&apos;ont pas eu à interroger Postgres.</translation>
    </message>
    <message>
        <source>Hits + misses that waited for another&apos;s answer.</source>
        <translation>Succès + défauts qui ont attendu la réponse d&apos;un autre.</translation>
    </message>
    <message>
        <source>Rows and size</source>
        <translation>Lignes et taille</translation>
    </message>
    <message>
        <source>How much Postgres keeps for this world.</source>
        <translation>Combien Postgres garde pour ce monde.</translation>
    </message>
    <message>
        <source>Rows: the server&apos;s own estimate, of all tables of this world. Size: tables with their indexes.</source>
        <translation>Lignes&#xa0;: l&apos;estimation du serveur, pour toutes les tables de ce monde. Taille&#xa0;: les tables avec leurs index.</translation>
    </message>
    <message>
        <source>Now, at the last reading.</source>
        <translation>Maintenant, au dernier relevé.</translation>
    </message>
    <message>
        <source>The catalogue of Postgres.</source>
        <translation>Le catalogue de Postgres.</translation>
    </message>
    <message>
        <source>fsync and WAL per second</source>
        <translation>fsync et WAL par seconde</translation>
    </message>
    <message>
        <source>Postgres writes each change to a log (WAL) before anything else. With fsync on it waits until the disk has it, and a crash loses nothing that was confirmed.</source>
        <translation>Postgres écrit chaque changement dans un journal (WAL) avant toute autre chose. Avec fsync actif, il attend que le disque l&apos;ait, et une panne brutale ne perd rien de ce qui a été confirmé.</translation>
    </message>
    <message>
        <source>Bytes by which the position in the log grew ÷ seconds.</source>
        <translation>Octets dont la position dans le journal a avancé ÷ secondes.</translation>
    </message>
    <message>
        <source>Between the last two readings.</source>
        <translation>Entre les deux derniers relevés.</translation>
    </message>
    <message>
        <source>Postgres: the position in its log, and its settings.</source>
        <translation>Postgres&#xa0;: la position dans son journal, et ses réglages.</translation>
    </message>
    <message>
        <source>Buffer hits and sessions</source>
        <translation>Succès du tampon et sessions</translation>
    </message>
    <message>
        <source>Blocks Postgres found in its own memory instead of asking the system for them, and how many connections of clients it has.</source>
        <translation>Blocs que Postgres a trouvés dans sa propre mémoire au lieu de les demander au système, et combien de connexions de clients il a.</translation>
    </message>
    <message>
        <source>blks_hit ÷ (blks_hit + blks_read), by their growth.</source>
        <translation>blks_hit ÷ (blks_hit + blks_read), d&apos;après leur croissance.</translation>
    </message>
    <message>
        <source>Between the last two readings; sessions: now.</source>
        <translation>Entre les deux derniers relevés&#xa0;; sessions&#xa0;: maintenant.</translation>
    </message>
    <message>
        <source>pg_stat_database and pg_stat_activity of Postgres.</source>
        <translation>pg_stat_database et pg_stat_activity de Postgres.</translation>
    </message>
    <message>
        <source>Up for</source>
        <translation>Actif depuis</translation>
    </message>
    <message>
        <source>How long the server has been running.</source>
        <translation>Depuis combien de temps le serveur tourne.</translation>
    </message>
    <message>
        <source>Now − when the server was started.</source>
        <translation>Maintenant − l&apos;heure de démarrage du serveur.</translation>
    </message>
    <message>
        <source>Since Postgres started.</source>
        <translation>Depuis le démarrage de Postgres.</translation>
    </message>
    <message>
        <source>Postgres itself.</source>
        <translation>Postgres lui-même.</translation>
    </message>
    <message>
        <source>Keys in Redis</source>
        <translation>Clés dans Redis</translation>
    </message>
    <message>
        <source>The keys of this world that Redis holds, as far as the requests of the demo tell: filled, read, invalidated, run out or evicted. The bar of a key drains with its time to live. While the mouse is over the list its order is held, so that nothing jumps away from under it.

The filter takes a part of a name, or a pattern as Redis knows it.</source>
        <translation>Les clés de ce monde que Redis contient, pour autant que les demandes de la démo le disent&#xa0;: remplies, lues, invalidées, expirées ou évincées. La barre d&apos;une clé se vide avec sa durée de vie. Tant que la souris est sur la liste, l&apos;ordre est tenu, pour que rien ne saute sous elle.

Le filtre prend une partie d&apos;un nom, ou un motif comme Redis les connaît.</translation>
    </message>
    <message>
        <source>Expires in</source>
        <translation>Expire dans</translation>
    </message>
    <message>
        <source>How long the key has still to live, of the time it was given at its last fill. “Not known”: somebody else filled it.</source>
        <translation>Combien de temps la clé a encore à vivre, sur le temps reçu à son dernier remplissage. «&#xa0;Inconnue&#xa0;»&#xa0;: un autre l&apos;a remplie.</translation>
    </message>
    <message>
        <source>Time of the last fill + its time to live − now.</source>
        <translation>Heure du dernier remplissage + sa durée de vie − maintenant.</translation>
    </message>
    <message>
        <source>Now.</source>
        <translation>Maintenant.</translation>
    </message>
    <message>
        <source>Tierlens&apos; own clock and the time it sent with the fill.</source>
        <translation>L&apos;horloge de Tierlens et le temps qu&apos;il a envoyé avec le remplissage.</translation>
    </message>
    <message>
        <source>Hits and fills of a key</source>
        <translation>Succès et remplissages d&apos;une clé</translation>
    </message>
    <message>
        <source>How often this key answered a read, and how often it was filled, during this stay in Redis.</source>
        <translation>Combien de fois cette clé a répondu à une lecture, et combien de fois elle a été remplie, pendant ce séjour dans Redis.</translation>
    </message>
    <message>
        <source>Counted one by one.</source>
        <translation>Comptés un par un.</translation>
    </message>
    <message>
        <source>Since the key was first seen. One that was gone and comes back begins at zero.</source>
        <translation>Depuis que la clé a été vue pour la première fois. Celle qui était partie et revient repart de zéro.</translation>
    </message>
    <message>
        <source>Version, and stale for</source>
        <translation>Version, et périmé depuis</translation>
    </message>
    <message>
        <source>Each cached value carries the version of the truth it was made from. If Postgres has a newer one, the key is stale: what it answers is out of date.</source>
        <translation>Chaque valeur en cache porte la version de la vérité dont elle est faite. Si Postgres en a une plus récente, la clé est périmée&#xa0;: ce qu&apos;elle répond n&apos;est plus à jour.</translation>
    </message>
    <message>
        <source>Stale: the newest version known in Postgres &gt; the version in the key. For how long: now − when the truth changed.</source>
        <translation>Périmé&#xa0;: la version la plus récente connue dans Postgres &gt; la version dans la clé. Depuis&#xa0;: maintenant − l&apos;heure où la vérité a changé.</translation>
    </message>
    <message>
        <source>The version inside the value, and the writes Tierlens has made or heard of.</source>
        <translation>La version dans la valeur, et les écritures que Tierlens a faites ou apprises.</translation>
    </message>
    <message>
        <source>The window of the demo</source>
        <translation>La fenêtre de la démo</translation>
    </message>
    <message>
        <source>Tierlens plays an application: clients ask for things, Redis answers what it remembers, Postgres answers the rest, and each such answer is left in Redis for those who ask next. Every request is a real one, on real servers, and is timed where the application would feel it.

In the middle the requests flow; below are their times, the requests themselves, the statements and what happened. At the left is what you can do: choose a world, change the policy of the cache, change the truth, invalidate, restart, break. At the right are the keys Redis holds now.</source>
        <translation>Tierlens joue une application&#xa0;: des clients demandent des choses, Redis répond ce qu&apos;il retient, Postgres répond le reste, et chacune de ces réponses est laissée dans Redis pour les suivants. Chaque demande est réelle, sur de vrais serveurs, et mesurée là où l&apos;application la ressentirait.

Au milieu passent les demandes&#xa0;; en dessous sont leurs temps, les demandes elles-mêmes, les instructions et ce qui s&apos;est passé. À gauche est ce que vous pouvez faire&#xa0;: choisir un monde, changer les règles du cache, changer la vérité, invalider, redémarrer, casser. À droite sont les clés que Redis contient maintenant.</translation>
    </message>
    <message>
        <source>Worlds</source>
        <translation>Les mondes</translation>
    </message>
    <message>
        <source>A social profile (follower counts, feeds, sessions), a live game (a leaderboard that moves, and a match that ends in one transaction), an AI assistant (answers nobody pays for twice) and an online store (a cart of ten minutes that becomes an order).

Choosing another one begins anew, with all figures at zero.</source>
        <translation>Un profil social (nombres d&apos;abonnés, fils, sessions), un jeu en direct (un classement qui bouge, et une partie qui finit en une seule transaction), un assistant IA (des réponses que personne ne paie deux fois) et une boutique en ligne (un panier de dix minutes qui devient une commande).

En choisir un autre recommence à neuf, tous les chiffres à zéro.</translation>
    </message>
    <message>
        <source>Change, invalidate, restart, break</source>
        <translation>Changer, invalider, redémarrer, casser</translation>
    </message>
    <message>
        <source>Change a row: a write to Postgres, where the truth is. What Redis holds of it is old from then on, unless it is invalidated.

Invalidate: deletes keys from Redis. The next request for each is a miss and asks Postgres.

Restart Redis: it comes back empty, unless it keeps data on disk. Restart Postgres: hits go on meanwhile, misses fail until it is back.

Crash: the process is ended at once (kill -9), as a power cut would, and started again. Freeze: the process is stopped without ending it, so that connections stay and answers do not come.

Restarts, crashes and freezes are for the sandbox only. What each cost is shown on a card.</source>
        <translation>Changer une ligne&#xa0;: une écriture dans Postgres, où est la vérité. Ce que Redis en garde est périmé dès lors, sauf s&apos;il est invalidé.

Invalider&#xa0;: supprime des clés de Redis. La prochaine demande de chacune est un défaut et interroge Postgres.

Redémarrer Redis&#xa0;: il revient vide, sauf s&apos;il garde ses données sur disque. Redémarrer Postgres&#xa0;: les succès continuent, les défauts échouent jusqu&apos;à son retour.

Tuer&#xa0;: le processus est terminé d&apos;un coup (kill -9), comme par une coupure de courant, et redémarré. Geler&#xa0;: le processus est suspendu sans être terminé&#xa0;; les connexions restent et les réponses ne viennent pas.

Redémarrer, tuer et geler ne se font que dans le bac à sable. Ce que chaque action a coûté est montré sur une carte.</translation>
    </message>
    <message>
        <source>The policy of the cache</source>
        <translation>Les règles du cache</translation>
    </message>
    <message>
        <source>Use the cache: reads ask Redis first. Off: every read asks Postgres.

One query per miss: when many ask for the same missing key at once, one asks Postgres and the others wait for its answer. It prevents stampedes.

Spread the expiry times: each key lives up to 20 % shorter or longer, so that keys filled together do not expire together.

Invalidate on write: a write deletes the keys it concerns, so that the next read is fresh.

More policies has the rarer ones, each with its price. Compare plays the same requests with two of them and says which is better.</source>
        <translation>Utiliser le cache&#xa0;: les lectures demandent d&apos;abord à Redis. Coupé&#xa0;: chaque lecture interroge Postgres.

Une requête par défaut&#xa0;: quand beaucoup demandent en même temps la même clé absente, un seul interroge Postgres et les autres attendent sa réponse. Cela évite les ruées.

Étaler les expirations&#xa0;: chaque clé vit jusqu&apos;à 20&#xa0;% de moins ou de plus, pour que les clés remplies ensemble n&apos;expirent pas ensemble.

Invalider à l&apos;écriture&#xa0;: une écriture supprime les clés concernées, pour que la prochaine lecture soit fraîche.

Autres règles contient les plus rares, chacune avec son prix. Comparer joue les mêmes demandes avec deux règles et dit laquelle est meilleure.</translation>
    </message>
    <message>
        <source>Time to live (TTL)</source>
        <translation>Durée de vie (TTL)</translation>
    </message>
    <message>
        <source>How long Redis keeps an answer before it forgets it by itself. Longer means more hits and older answers, shorter means more queries and fresher ones.</source>
        <translation>Combien de temps Redis garde une réponse avant de l&apos;oublier de lui-même. Plus long veut dire plus de succès et des réponses plus vieilles, plus court plus de requêtes et des réponses plus fraîches.</translation>
    </message>
    <message>
        <source>As chosen; with “Spread the expiry times” between 80 % and 120 % of it, by chance, key by key.</source>
        <translation>Telle que choisie&#xa0;; avec «&#xa0;Étaler les expirations&#xa0;», entre 80&#xa0;% et 120&#xa0;% de celle-ci, au hasard, clé par clé.</translation>
    </message>
    <message>
        <source>Counts from the fill of a key on.</source>
        <translation>Compte à partir du remplissage d&apos;une clé.</translation>
    </message>
    <message>
        <source>Your setting; sent with each fill, so Redis itself keeps the time.</source>
        <translation>Votre réglage&#xa0;; envoyé avec chaque remplissage, Redis mesure donc lui-même le temps.</translation>
    </message>
    <message>
        <source>Clients and wanted rate</source>
        <translation>Clients et débit voulu</translation>
    </message>
    <message>
        <source>How many clients ask at the same time, each a thread with connections of its own, and how many requests per second they are to make together. At the right end of the slider each client asks again as soon as it has its answer.

Beside what is wanted stands what is reached, if the two differ.</source>
        <translation>Combien de clients demandent en même temps, chacun un fil d&apos;exécution avec ses propres connexions, et combien de demandes par seconde ils doivent faire ensemble. Tout à droite du curseur, chaque client redemande dès qu&apos;il a sa réponse.

À côté de ce qui est voulu figure ce qui est atteint, si les deux diffèrent.</translation>
    </message>
    <message>
        <source>Requests that ended ÷ seconds.</source>
        <translation>Demandes terminées ÷ secondes.</translation>
    </message>
    <message>
        <source>The last 2 whole seconds.</source>
        <translation>Les 2 dernières secondes entières.</translation>
    </message>
    <message>
        <source>Tierlens, which makes and counts the requests.</source>
        <translation>Tierlens, qui fait les demandes et les compte.</translation>
    </message>
    <message>
        <source>Comparing two policies</source>
        <translation>Comparer deux règles</translation>
    </message>
    <message>
        <source>Plays the same requests with setting A and with setting B, several times each and in turns, and says which is better, or that it cannot be told: a difference counts only if every run of one side is better than every run of the other, and if it is large enough to matter.

For each measure the median of the runs is shown; the lowest and the highest one are told when you point at it.</source>
        <translation>Joue les mêmes demandes avec le réglage A et avec le réglage B, plusieurs fois chacun et à tour de rôle, et dit lequel est meilleur, ou qu&apos;on ne peut le dire&#xa0;: une différence ne compte que si chaque tour d&apos;un côté est meilleur que chaque tour de l&apos;autre, et si elle est assez grande pour importer.

Pour chaque mesure, on montre la médiane des tours&#xa0;; le minimum et le maximum apparaissent au survol.</translation>
    </message>
    <message>
        <source>What a comparison measures</source>
        <translation>Ce que mesure une comparaison</translation>
    </message>
    <message>
        <source>Hit rate, times within which half and 99 of 100 answers came, queries on Postgres, the same in the worst moment, answers out of date and the oldest of them, how many queries ran for the same key at once, requests answered and requests failed.</source>
        <translation>Taux de succès, temps dans lesquels la moitié des réponses et 99 sur 100 sont venues, requêtes sur Postgres, la même chose au pire moment, réponses périmées et la plus périmée d&apos;entre elles, combien de requêtes ont été exécutées à la fois pour la même clé, demandes servies et demandes échouées.</translation>
    </message>
    <message>
        <source>Hit rate: look-ups in Redis that found an answer ÷ all look-ups; 0 if Redis is not asked. Queries: statements ÷ seconds of the run. Worst moment: the quarter of a second with most queries, times four. Writes are not among the answer times.</source>
        <translation>Taux de succès&#xa0;: recherches dans Redis qui ont trouvé une réponse ÷ toutes les recherches&#xa0;; 0 si Redis n&apos;est pas interrogé. Requêtes&#xa0;: instructions ÷ secondes du tour. Pire moment&#xa0;: le quart de seconde avec le plus de requêtes, multiplié par quatre. Les écritures ne sont pas dans les temps de réponse.</translation>
    </message>
    <message>
        <source>One whole run, of the seconds you chose.</source>
        <translation>Un tour entier, des secondes que vous avez choisies.</translation>
    </message>
    <message>
        <source>Presenter mode and tours</source>
        <translation>Mode présentation et visites</translation>
    </message>
    <message>
        <source>F5 shows the same picture large, for an audience, without any address on it. Its figures are of shorter times, so that a change is seen at once: the answer time and the hit rate are those of the last 3 seconds.

A tour tells a story in steps: Space or Page Down goes on, Page Up back, 1 to 4 bet on an answer, N shows the notes, B makes the screen dark, L is a pointer, Z looks closer, Escape ends it. What a tour claims it measures, and says if it did not come true.</source>
        <translation>F5 montre la même image en grand, pour un public, sans aucune adresse. Ses chiffres portent sur des temps plus courts, pour qu&apos;un changement se voie aussitôt&#xa0;: le temps de réponse et le taux de succès sont ceux des 3 dernières secondes.

Une visite raconte une histoire par étapes&#xa0;: Espace ou Page suivante avance, Page précédente recule, 1 à 4 parient sur une réponse, N montre les notes, B rend l&apos;écran noir, L est un pointeur, Z regarde de plus près, Échap la termine. Ce qu&apos;une visite affirme, elle le mesure, et elle dit si cela ne s&apos;est pas vérifié.</translation>
    </message>
    <message>
        <source>Our counts and those of the servers</source>
        <translation>Nos comptes et ceux des serveurs</translation>
    </message>
    <message>
        <source>Tierlens counts hits, misses and queries itself, and compares them with what the servers have counted. They must be equal, not alike.</source>
        <translation>Tierlens compte lui-même succès, défauts et requêtes, et les compare à ce que les serveurs ont compté. Ils doivent être égaux, pas seulement proches.</translation>
    </message>
    <message>
        <source>Growth of our counts = growth of keyspace_hits and keyspace_misses in Redis, less our own look-ups; and of the calls of our statements in pg_stat_statements. A call that was never answered may be counted there or not; it is named.</source>
        <translation>Croissance de nos comptes = croissance de keyspace_hits et keyspace_misses dans Redis, moins nos propres recherches&#xa0;; et des appels de nos instructions dans pg_stat_statements. Un appel resté sans réponse peut y être compté ou non&#xa0;; c&apos;est signalé.</translation>
    </message>
    <message>
        <source>From the first reading of a server&apos;s process to the last. What a killed process counted after that nobody can check; it is named as unchecked.</source>
        <translation>Du premier relevé du processus d&apos;un serveur au dernier. Ce qu&apos;un processus tué a compté après, personne ne peut le contrôler&#xa0;; c&apos;est signalé comme non contrôlé.</translation>
    </message>
    <message>
        <source>INFO stats and pg_stat_statements, read while no request is under way.</source>
        <translation>INFO stats et pg_stat_statements, lus quand aucune demande n&apos;est en route.</translation>
    </message>
    <message>
        <source>The first page</source>
        <translation>La première page</translation>
    </message>
    <message>
        <source>Start the sandbox: a private Postgres and a private Redis on this computer, which nobody else can reach, with an application that Tierlens plays itself. It is the quickest way to see anything, and nothing in it can be harmed.

Watch servers of your own: give the address of a Redis, of a Postgres, or of both. Tierlens then only reads: reading commands in Redis, read-only sessions in Postgres, and it says all the time what its own looking costs them.

Play the demo on servers of your own: it writes there, a schema tierlens_… and keys tierlens:*, and touches nothing else. It is meant for development servers.

Save keeps an address under a name. Passwords go into the keychain of the system, never into a file of Tierlens.</source>
        <translation>Démarrer le bac à sable&#xa0;: un Postgres et un Redis privés sur cet ordinateur, que personne d&apos;autre ne peut atteindre, avec une application que Tierlens joue lui-même. C&apos;est le moyen le plus rapide de voir quelque chose, et rien ne peut y être abîmé.

Observer vos propres serveurs&#xa0;: donnez l&apos;adresse d&apos;un Redis, d&apos;un Postgres ou des deux. Tierlens ne fait alors que lire&#xa0;: des commandes de lecture dans Redis, des sessions en lecture seule dans Postgres, et il dit tout le temps ce que son propre regard leur coûte.

Jouer la démo sur vos propres serveurs&#xa0;: elle y écrit un schéma tierlens_… et des clés tierlens:*, et ne touche à rien d&apos;autre. C&apos;est fait pour des serveurs de développement.

Enregistrer garde une adresse sous un nom. Les mots de passe vont dans le trousseau du système, jamais dans un fichier de Tierlens.</translation>
    </message>
    <message>
        <source>Addresses of servers</source>
        <translation>Adresses des serveurs</translation>
    </message>
    <message>
        <source>Redis: redis://host:6379/0, with a user and a password redis://user:password@host, encrypted rediss://host, by a socket of this computer unix:///path/to/socket.

Postgres: postgresql://user@host:5432/database, or as libpq knows it, for instance service=shop or host=/run/postgresql dbname=shop.

A password in an address is not shown. What applications already use often stands in REDIS_URL and DATABASE_URL; the fields take these by themselves.

A saved connection can lead through SSH: Tierlens then uses the ssh of the system, with its keys and its known hosts.</source>
        <translation>Redis&#xa0;: redis://host:6379/0, avec un utilisateur et un mot de passe redis://user:password@host, chiffré rediss://host, par un socket de cet ordinateur unix:///path/to/socket.

Postgres&#xa0;: postgresql://user@host:5432/database, ou comme libpq le connaît, par exemple service=shop ou host=/run/postgresql dbname=shop.

Un mot de passe dans une adresse n&apos;est pas montré. Ce que les applications utilisent déjà se trouve souvent dans REDIS_URL et DATABASE_URL&#xa0;; les champs les reprennent d&apos;eux-mêmes.

Une connexion enregistrée peut passer par SSH&#xa0;: Tierlens utilise alors le ssh du système, avec ses clés et ses hôtes connus.</translation>
    </message>
    <message>
        <source>A saved connection</source>
        <translation>Une connexion enregistrée</translation>
    </message>
    <message>
        <source>A name, the addresses of its servers, how they are reached, what they are for, and how each is restarted, if it may be.

Production: watching stays read-only. The tools that can change something ask, and only work once you have typed the name of the connection. Fault drills are not offered at all.

Development: the tools ask, but no name has to be typed.

Test looks whether the servers answer and what our user may read there, and names the statement that grants what is lacking.</source>
        <translation>Un nom, les adresses de ses serveurs, comment on les atteint, à quoi ils servent, et comment chacun est redémarré, s&apos;il peut l&apos;être.

Production&#xa0;: l&apos;observation reste en lecture seule. Les outils qui peuvent modifier quelque chose demandent, et ne marchent qu&apos;une fois que vous avez saisi le nom de la connexion. Les exercices de panne ne sont pas proposés du tout.

Développement&#xa0;: les outils demandent, mais il n&apos;y a pas de nom à saisir.

Tester regarde si les serveurs répondent et ce que notre utilisateur a le droit d&apos;y lire, et indique l&apos;instruction qui accorde ce qui manque.</translation>
    </message>
    <message>
        <source>How numbers are written</source>
        <translation>Comment les nombres sont écrits</translation>
    </message>
    <message>
        <source>–  not known, or nothing to count: never the same as 0.

≈  inferred or estimated, not counted.

± after an estimate: with 95 % likelihood the true number is not farther away.

≤  at most so much: the server tells only bounds, powers of two.

/s  for each second, as a mean over the time that is named.

kB, MB and GB are thousands of the unit before.</source>
        <translation>–  inconnu, ou rien à compter&#xa0;: jamais la même chose que 0.

≈  déduit ou estimé, non compté.

± après une estimation&#xa0;: avec une probabilité de 95&#xa0;%, le vrai nombre n&apos;est pas plus loin.

≤  au plus autant&#xa0;: le serveur ne donne que des bornes, des puissances de deux.

/s  par seconde, en moyenne sur le temps indiqué.

kB, MB et GB valent mille fois l&apos;unité d&apos;avant.</translation>
    </message>
    <message>
        <source>p50 and p99</source>
        <translation>p50 et p99</translation>
    </message>
    <message>
        <source>p50, the median: half of all took at most this long. It is what is typical.

p99: 99 of 100 took at most this long, one took longer. It is what the unlucky wait, and where trouble shows first. A mean would hide both: a few slow ones move it, and nobody has ever waited exactly that long.

In the demo each time is measured by Tierlens and sorted into classes fine enough that what is read back is off by at most 1.6 %. While watching, Redis tells how many reads took at most 1, 2, 4, 8 … µs, so a p99 there is such a bound.</source>
        <translation>p50, la médiane&#xa0;: la moitié a pris ce temps au plus. C&apos;est ce qui est typique.

p99&#xa0;: 99 sur 100 ont pris ce temps au plus, une a pris plus. C&apos;est ce qu&apos;attendent les malchanceux, et là où les ennuis se montrent d&apos;abord. Une moyenne cacherait les deux&#xa0;: quelques lentes la déplacent, et personne n&apos;a jamais attendu exactement ce temps.

Dans la démo, chaque temps est mesuré par Tierlens et rangé dans des classes assez fines pour que ce qu&apos;on relit soit à 1,6&#xa0;% près au plus. En observation, Redis dit combien de lectures ont pris au plus 1, 2, 4, 8 … µs&#xa0;; un p99 y est donc une telle borne.</translation>
    </message>
    <message>
        <source>How to ask for help</source>
        <translation>Comment demander de l&apos;aide</translation>
    </message>
    <message>
        <source>F1 tells about what has the keyboard: move to it with Tab, then press F1. In a list it tells about the column of the chosen cell.

Shift+F1 tells about what is under the mouse, also what cannot have the keyboard, such as a single number in a picture.

The help is part of Tierlens and needs no network. What is found under a number is what the program does: how it is worked out, over which time, and who counted.</source>
        <translation>F1 parle de ce qui a le clavier&#xa0;: allez-y avec Tab, puis pressez F1. Dans une liste, il parle de la colonne de la cellule choisie.

Maj+F1 parle de ce qui est sous la souris, même de ce qui ne peut avoir le clavier, comme un seul nombre dans une image.

L&apos;aide fait partie de Tierlens et n&apos;a pas besoin de réseau. Ce qu&apos;on trouve sous un nombre est ce que fait le programme&#xa0;: comment il est calculé, sur quel temps, et qui a compté.</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Raccourcis</translation>
    </message>
    <message>
        <source>What follows is read from the windows that are open now, so it is what works in them. Tab goes from one thing to the next, Space or Enter presses it, Escape closes what has opened.</source>
        <translation>Ce qui suit est lu dans les fenêtres ouvertes en ce moment&#xa0;; c&apos;est donc ce qui y marche. Tab va d&apos;une chose à la suivante, Espace ou Entrée la presse, Échap ferme ce qui s&apos;est ouvert.</translation>
    </message>
    <message>
        <source>To begin with</source>
        <translation>Pour commencer</translation>
    </message>
    <message>
        <source>The demo</source>
        <translation>La démo</translation>
    </message>
    <message>
        <source>Watching servers</source>
        <translation>Observer des serveurs</translation>
    </message>
    <message>
        <source>Keys and invalidating them</source>
        <translation>Les clés et leur invalidation</translation>
    </message>
    <message>
        <source>Restarts and drills</source>
        <translation>Redémarrages et exercices</translation>
    </message>
    <message>
        <source>The audit</source>
        <translation>L&apos;audit</translation>
    </message>
    <message>
        <source>When something does not work</source>
        <translation>Quand quelque chose ne marche pas</translation>
    </message>
    <message>
        <source>From the action until it has settled: both servers up, and for one to two seconds a hit rate of at least 90 %, or of 95 % of what it had been if that is less. After a minute, or when another action comes, it is given up.</source>
        <translation>De l&apos;action jusqu&apos;à ce que ce soit calmé&#xa0;: les deux serveurs actifs, et pendant une à deux secondes un taux de succès d&apos;au moins 90&#xa0;%, ou de 95&#xa0;% de ce qu&apos;il était si c&apos;est moins. Après une minute, ou quand une autre action arrive, on renonce.</translation>
    </message>
    <message>
        <source>What an action cost</source>
        <translation>Ce qu&apos;une action a coûté</translation>
    </message>
    <message>
        <source>After something was invalidated, restarted, crashed, frozen or written, a card says what it did to the answers, until everything is as before. Copy puts its figures on the clipboard as one sentence. The curve is the hit rate from 5 seconds before the action on, from 0 to 100 %.</source>
        <translation>Après une invalidation, un redémarrage, un processus tué ou gelé ou une écriture, une carte dit ce que cela a fait aux réponses, jusqu&apos;à ce que tout soit comme avant. Copier met ses chiffres dans le presse-papiers, en une phrase. La courbe est le taux de succès à partir de 5 secondes avant l&apos;action, de 0 à 100&#xa0;%.</translation>
    </message>
    <message>
        <source>Keys lost or invalidated</source>
        <translation>Clés perdues ou invalidées</translation>
    </message>
    <message>
        <source>Keys that left Redis by this action. They are copies: each comes back with the next request for it.</source>
        <translation>Clés qui ont quitté Redis par cette action. Ce sont des copies&#xa0;: chacune revient avec la prochaine demande.</translation>
    </message>
    <message>
        <source>A restart or a crash: the keys Redis held and no longer has. An invalidation: the keys it removed.</source>
        <translation>Un redémarrage ou une panne brutale&#xa0;: les clés que Redis avait et n&apos;a plus. Une invalidation&#xa0;: les clés qu&apos;elle a retirées.</translation>
    </message>
    <message>
        <source>What Redis held before and holds after; its own replies to the deletion.</source>
        <translation>Ce que Redis contient avant et après&#xa0;; ses propres réponses à la suppression.</translation>
    </message>
    <message>
        <source>Rows lost</source>
        <translation>Lignes perdues</translation>
    </message>
    <message>
        <source>Writes that Postgres had confirmed and that are no longer there. It should be 0, whatever happens to either server; if it is not, that is the whole story.</source>
        <translation>Écritures que Postgres avait confirmées et qui n&apos;y sont plus. Ce devrait être 0, quoi qu&apos;il arrive à l&apos;un ou l&apos;autre serveur&#xa0;; sinon, tout est dit.</translation>
    </message>
    <message>
        <source>Confirmed writes that were looked for − those found.</source>
        <translation>Écritures confirmées qui ont été cherchées − celles qui ont été trouvées.</translation>
    </message>
    <message>
        <source>Looked for once the servers are back.</source>
        <translation>Cherchées dès le retour des serveurs.</translation>
    </message>
    <message>
        <source>Postgres, asked for each of them.</source>
        <translation>Postgres, interrogé pour chacune.</translation>
    </message>
    <message>
        <source>Extra queries</source>
        <translation>Requêtes de plus</translation>
    </message>
    <message>
        <source>What Postgres had to do more, because Redis could not answer.</source>
        <translation>Ce que Postgres a dû faire de plus parce que Redis ne pouvait pas répondre.</translation>
    </message>
    <message>
        <source>Slowest answer</source>
        <translation>Plus lente réponse</translation>
    </message>
    <message>
        <source>The longest anybody waited for an answer to a read. Requests that got none are counted as failed.</source>
        <translation>Le plus long temps que quelqu&apos;un a attendu la réponse à une lecture. Les demandes sans réponse comptent comme échouées.</translation>
    </message>
    <message>
        <source>The longest of all answer times.</source>
        <translation>Le plus long de tous les temps de réponse.</translation>
    </message>
    <message>
        <source>Requests failed</source>
        <translation>Demandes échouées</translation>
    </message>
    <message>
        <source>Requests that got no answer at all, from neither server.</source>
        <translation>Demandes qui n&apos;ont eu aucune réponse, d&apos;aucun des deux serveurs.</translation>
    </message>
    <message>
        <source>Until the hit rate was back</source>
        <translation>Jusqu&apos;au retour du taux de succès</translation>
    </message>
    <message>
        <source>How long the cache took to be of use again.</source>
        <translation>Combien de temps il a fallu au cache pour être de nouveau utile.</translation>
    </message>
    <message>
        <source>From the action to the moment from which on the hit rate was at least 90 %, or 95 % of what it had been in the 10 s before if that is less.</source>
        <translation>De l&apos;action au moment à partir duquel le taux de succès a été d&apos;au moins 90&#xa0;%, ou de 95&#xa0;% de ce qu&apos;il était dans les 10 s d&apos;avant si c&apos;est moins.</translation>
    </message>
    <message>
        <source>Down for, frozen for</source>
        <translation>Absent pendant, gelé pendant</translation>
    </message>
    <message>
        <source>How long the server did not answer.</source>
        <translation>Combien de temps le serveur n&apos;a pas répondu.</translation>
    </message>
    <message>
        <source>From the action until the server answered again; after a restart or a crash it must be the new process that does.</source>
        <translation>De l&apos;action jusqu&apos;à ce que le serveur réponde de nouveau&#xa0;; après un redémarrage ou une panne brutale, il faut que ce soit le nouveau processus.</translation>
    </message>
    <message>
        <source>Tierlens, which keeps asking the server.</source>
        <translation>Tierlens, qui ne cesse d&apos;interroger le serveur.</translation>
    </message>
    <message>
        <source>The window of the keys</source>
        <translation>La fenêtre des clés</translation>
    </message>
    <message>
        <source>All keys of all primaries and databases, up to 10 million, found in the background within a share of the server&apos;s time that you choose. Filtering and sorting happen here and cost the server nothing. Choosing a key reads its value, within limits.

At the bottom: what invalidating the chosen pattern or branch would do, counted and reasoned before anything is deleted.</source>
        <translation>Toutes les clés de tous les primaires et de toutes les bases, jusqu&apos;à 10 millions, trouvées en arrière-plan dans une part du temps du serveur que vous choisissez. Le filtre et le tri se font ici et ne coûtent rien au serveur. Choisir une clé lit sa valeur, dans certaines limites.

En bas&#xa0;: ce que ferait l&apos;invalidation du motif ou de la branche choisis, compté et raisonné avant que rien ne soit supprimé.</translation>
    </message>
    <message>
        <source>How far the search is</source>
        <translation>Où en est la recherche</translation>
    </message>
    <message>
        <source>Keys are found by going through the keyspace bit by bit (SCAN). Of each found key type and expiry are then asked for, and its size if you wish. Keys come and go meanwhile, so the two counts need not meet.</source>
        <translation>On trouve les clés en parcourant peu à peu l&apos;espace de clés (SCAN). De chaque clé trouvée, on demande ensuite le type et l&apos;expiration, et la taille si vous le souhaitez. Des clés vont et viennent entre-temps&#xa0;; les deux comptes ne se rejoignent donc pas forcément.</translation>
    </message>
    <message>
        <source>Found: different keys met so far. Of about: DBSIZE of all primaries and databases when the search began. Looked at: keys whose type and expiry are known ÷ keys found.</source>
        <translation>Trouvées&#xa0;: clés différentes rencontrées jusqu&apos;ici. Sur environ&#xa0;: DBSIZE de tous les primaires et de toutes les bases au début de la recherche. Regardées&#xa0;: clés dont le type et l&apos;expiration sont connus ÷ clés trouvées.</translation>
    </message>
    <message>
        <source>Since this search began.</source>
        <translation>Depuis le début de cette recherche.</translation>
    </message>
    <message>
        <source>SCAN and DBSIZE of Redis; TYPE, PTTL and MEMORY USAGE of each key.</source>
        <translation>SCAN et DBSIZE de Redis&#xa0;; TYPE, PTTL et MEMORY USAGE de chaque clé.</translation>
    </message>
    <message>
        <source>What the search costs</source>
        <translation>Ce que coûte la recherche</translation>
    </message>
    <message>
        <source>How much of the server&apos;s time the search may take, and takes now. It waits after each command until its share is kept, so a busy server makes it slower, not the other way round. Asking for sizes is a command more for each key. This is apart from the budget of the watch.</source>
        <translation>Combien du temps du serveur la recherche peut prendre, et prend maintenant. Elle attend après chaque commande jusqu&apos;à respecter sa part&#xa0;; un serveur occupé la ralentit donc, et non l&apos;inverse. Demander les tailles fait une commande de plus par clé. C&apos;est à part du budget de l&apos;observation.</translation>
    </message>
    <message>
        <source>Commands per second; time the server was at work for us ÷ one second. The time is measured here; the way there and back, as far as it is known, is taken off.</source>
        <translation>Commandes par seconde&#xa0;; temps où le serveur a travaillé pour nous ÷ une seconde. Le temps est mesuré ici&#xa0;; le trajet aller et retour, pour autant qu&apos;on le connaisse, est déduit.</translation>
    </message>
    <message>
        <source>The last second.</source>
        <translation>La dernière seconde.</translation>
    </message>
    <message>
        <source>Tierlens&apos; own clock.</source>
        <translation>L&apos;horloge de Tierlens.</translation>
    </message>
    <message>
        <source>Filtering keys</source>
        <translation>Filtrer les clés</translation>
    </message>
    <message>
        <source>By name: * stands for anything, ? for one sign, [ab] for one of these; a text without them is looked for anywhere in the name. By type, by expiry, by size; keys whose size is not known yet are not among those of at least a size.

List shows keys one by one, Tree shows them by the parts of their names, split at the sign you choose.</source>
        <translation>Par nom&#xa0;: * vaut pour n&apos;importe quoi, ? pour un signe, [ab] pour l&apos;un de ceux-ci&#xa0;; un texte sans eux est cherché partout dans le nom. Par type, par expiration, par taille&#xa0;; les clés dont la taille n&apos;est pas encore connue ne sont pas parmi celles d&apos;au moins une taille.

Liste montre les clés une à une, Arbre les montre selon les parties de leurs noms, divisés au signe que vous choisissez.</translation>
    </message>
    <message>
        <source>The list of keys</source>
        <translation>La liste des clés</translation>
    </message>
    <message>
        <source>Name, type, when it expires and how large it is. Clicking a heading sorts. – means not asked yet, or not known.</source>
        <translation>Nom, type, quand elle expire et quelle est sa taille. Cliquer sur un en-tête trie. – veut dire pas encore demandé, ou inconnu.</translation>
    </message>
    <message>
        <source>How long the key still has to live. “Never”: it has no expiry. “Over”: its time has run out since it was looked at.</source>
        <translation>Combien de temps la clé a encore à vivre. «&#xa0;Jamais&#xa0;»&#xa0;: elle n&apos;a pas d&apos;expiration. «&#xa0;Expirée&#xa0;»&#xa0;: son temps s&apos;est écoulé depuis qu&apos;on l&apos;a regardée.</translation>
    </message>
    <message>
        <source>Time to live as the server gave it, counted down here; full seconds, rounded up.</source>
        <translation>Durée de vie telle que le serveur l&apos;a donnée, décomptée ici&#xa0;; en secondes entières, arrondies vers le haut.</translation>
    </message>
    <message>
        <source>Now, by the last time this key was looked at.</source>
        <translation>Maintenant, d&apos;après le dernier regard sur cette clé.</translation>
    </message>
    <message>
        <source>PTTL of Redis.</source>
        <translation>PTTL de Redis.</translation>
    </message>
    <message>
        <source>Size of a key</source>
        <translation>Taille d&apos;une clé</translation>
    </message>
    <message>
        <source>What the key takes of Redis&apos; memory, with its name and what Redis needs besides. Of large collections Redis looks at some elements and reckons the rest.</source>
        <translation>Ce que la clé prend de la mémoire de Redis, avec son nom et ce qu&apos;il faut à Redis en plus. Dans les grandes collections, Redis regarde quelques éléments et calcule le reste.</translation>
    </message>
    <message>
        <source>As Redis reports it.</source>
        <translation>Comme Redis le rapporte.</translation>
    </message>
    <message>
        <source>When this key was last looked at.</source>
        <translation>Au dernier regard sur cette clé.</translation>
    </message>
    <message>
        <source>MEMORY USAGE of Redis.</source>
        <translation>MEMORY USAGE de Redis.</translation>
    </message>
    <message>
        <source>The tree of keys</source>
        <translation>L&apos;arbre des clés</translation>
    </message>
    <message>
        <source>Keys by the parts of their names: how many are below each part, and what those whose size is known take together.</source>
        <translation>Les clés selon les parties de leurs noms&#xa0;: combien il y en a sous chaque partie, et ce que prennent ensemble celles dont la taille est connue.</translation>
    </message>
    <message>
        <source>Keys: found ones below this part. Size known: their known sizes added up; keys without a known size add nothing.</source>
        <translation>Clés&#xa0;: celles trouvées sous cette partie. Taille connue&#xa0;: leurs tailles connues, additionnées&#xa0;; les clés de taille inconnue n&apos;ajoutent rien.</translation>
    </message>
    <message>
        <source>As far as the search is.</source>
        <translation>Là où en est la recherche.</translation>
    </message>
    <message>
        <source>What was found so far.</source>
        <translation>Ce qui a été trouvé jusqu&apos;ici.</translation>
    </message>
    <message>
        <source>Value and facts of a key</source>
        <translation>Valeur et détails d&apos;une clé</translation>
    </message>
    <message>
        <source>The value, as text, as JSON with line breaks, or byte by byte. Large ones are read in part, and it says which part. Reading a value counts as using the key, as any reading does; how long it was not used is asked before.

Length: bytes of a string, elements of anything else. Memory: what it takes. Not used for: how long nobody has read or written it; a server that counts how often keys are used cannot tell when.</source>
        <translation>La valeur, en texte, en JSON avec des sauts de ligne, ou octet par octet. Les grandes sont lues en partie, et il est dit quelle partie. Lire une valeur compte comme une utilisation de la clé, comme toute lecture&#xa0;; depuis quand elle n&apos;a pas servi est demandé avant.

Longueur&#xa0;: octets d&apos;une chaîne, éléments de tout autre type. Mémoire&#xa0;: ce qu&apos;elle prend. Inutilisée depuis&#xa0;: depuis combien de temps personne ne l&apos;a lue ni écrite&#xa0;; un serveur qui compte combien de fois les clés servent ne peut dire quand.</translation>
    </message>
    <message>
        <source>As Redis reports them.</source>
        <translation>Comme Redis les rapporte.</translation>
    </message>
    <message>
        <source>When it was read; Expires in is counted down.</source>
        <translation>Au moment de la lecture&#xa0;; Expire dans est décompté.</translation>
    </message>
    <message>
        <source>TYPE, OBJECT ENCODING, the length of its type, PTTL, MEMORY USAGE, OBJECT IDLETIME.</source>
        <translation>TYPE, OBJECT ENCODING, la longueur selon son type, PTTL, MEMORY USAGE, OBJECT IDLETIME.</translation>
    </message>
    <message>
        <source>What invalidating would do (blast radius)</source>
        <translation>Ce que ferait l&apos;invalidation (rayon d&apos;impact)</translation>
    </message>
    <message>
        <source>Before keys are deleted Tierlens counts them and reasons what Postgres will be asked once they are gone. What is counted and what is expected are kept apart; each expectation says how it came about. It assumes that a read that misses asks Postgres once and fills, and that all keys go at once.</source>
        <translation>Avant que des clés soient supprimées, Tierlens les compte et déduit ce qui sera demandé à Postgres une fois qu&apos;elles seront parties. Le compté et l&apos;attendu sont tenus à part&#xa0;; chaque attente dit d&apos;où elle vient. On suppose qu&apos;une lecture en défaut interroge Postgres une fois et remplit, et que toutes les clés partent d&apos;un coup.</translation>
    </message>
    <message>
        <source>Keys: those that match, by going through the keyspace; if that takes too long, the part that was gone through, scaled. Memory: a sample, scaled. Hits per second: what the last burst saw of these keys, scaled to the hits Redis counts now. Extra queries: different keys read in the first second, each missed once. For how long: until nine tenths of the reads that hit now do so again, by how much the reads keep to few keys. Without a burst only an upper bound is known: all hits per second, and not more than the keys.</source>
        <translation>Clés&#xa0;: celles qui répondent au motif, en parcourant l&apos;espace de clés&#xa0;; si cela dure trop, la partie parcourue, extrapolée. Mémoire&#xa0;: un échantillon, extrapolé. Succès par seconde&#xa0;: ce que la dernière rafale a vu de ces clés, rapporté aux succès que Redis compte maintenant. Requêtes de plus&#xa0;: clés différentes lues dans la première seconde, chacune en défaut une fois. Pendant combien de temps&#xa0;: jusqu&apos;à ce que neuf dixièmes des lectures qui sont maintenant des succès le soient de nouveau, selon que les lectures se concentrent plus ou moins sur peu de clés. Sans rafale, on ne connaît qu&apos;une borne supérieure&#xa0;: tous les succès par seconde, et pas plus que les clés.</translation>
    </message>
    <message>
        <source>Counted now. Traffic: the last 10 seconds and the last burst. Counting takes at most 20 seconds.</source>
        <translation>Compté maintenant. Trafic&#xa0;: les 10 dernières secondes et la dernière rafale. Compter prend au plus 20 secondes.</translation>
    </message>
    <message>
        <source>SCAN and MEMORY USAGE within a tenth of the server&apos;s time; INFO stats; MONITOR of the last burst; pg_stat_statements.</source>
        <translation>SCAN et MEMORY USAGE dans un dixième du temps du serveur&#xa0;; INFO stats&#xa0;; MONITOR de la dernière rafale&#xa0;; pg_stat_statements.</translation>
    </message>
    <message>
        <source>Deleting, and how fast</source>
        <translation>Supprimer, et à quelle vitesse</translation>
    </message>
    <message>
        <source>Keys are deleted in small batches (UNLINK), not faster than you choose: slower means that the keys that are filled again come one after the other. It can be paused and stopped; what is deleted then stays deleted.

In production the name of the connection has to be typed. There is no way back for many keys: they are copies, and come back with the next request for each.</source>
        <translation>Les clés sont supprimées par petits lots (UNLINK), pas plus vite que vous ne le choisissez&#xa0;: plus lentement, les clés remplies de nouveau viennent l&apos;une après l&apos;autre. On peut suspendre et arrêter&#xa0;; ce qui est alors supprimé le reste.

En production, il faut saisir le nom de la connexion. Pour beaucoup de clés, il n&apos;y a pas de retour&#xa0;: ce sont des copies, et chacune revient avec la prochaine demande.</translation>
    </message>
    <message>
        <source>Deleted: the server&apos;s own count. Gone: keys that were no longer there when their turn came. Unsure: sent when the connection broke.</source>
        <translation>Supprimées&#xa0;: le compte du serveur lui-même. Parties&#xa0;: clés qui n&apos;étaient plus là quand leur tour est venu. Incertaines&#xa0;: envoyées quand la connexion s&apos;est rompue.</translation>
    </message>
    <message>
        <source>Since the deletion began.</source>
        <translation>Depuis le début de la suppression.</translation>
    </message>
    <message>
        <source>Replies of Redis to UNLINK.</source>
        <translation>Réponses de Redis à UNLINK.</translation>
    </message>
    <message>
        <source>What really happened</source>
        <translation>Ce qui s&apos;est vraiment passé</translation>
    </message>
    <message>
        <source>What the deletion did to hits and to Postgres, beside what was expected. It is what the servers counted of everything that went on, so others&apos; doings are in it, too.</source>
        <translation>Ce que la suppression a fait aux succès et à Postgres, à côté de ce qui était attendu. C&apos;est ce que les serveurs ont compté de tout ce qui se passait&#xa0;; ce que font les autres y est donc aussi.</translation>
    </message>
    <message>
        <source>From the first deletion on.</source>
        <translation>À partir de la première suppression.</translation>
    </message>
    <message>
        <source>INFO stats of Redis, pg_stat_statements or pg_stat_database.</source>
        <translation>INFO stats de Redis, pg_stat_statements ou pg_stat_database.</translation>
    </message>
    <message>
        <source>Deleting one key, and undoing it</source>
        <translation>Supprimer une clé, et la restaurer</translation>
    </message>
    <message>
        <source>From the order on, until it has settled; at most 5 minutes. Before: the 30 seconds before the order.</source>
        <translation>De l&apos;ordre jusqu&apos;à ce que ce soit calmé&#xa0;; au plus 5 minutes. Avant&#xa0;: les 30 secondes précédant l&apos;ordre.</translation>
    </message>
    <message>
        <source>What a restart cost</source>
        <translation>Ce qu&apos;un redémarrage a coûté</translation>
    </message>
    <message>
        <source>Measured by the watch while it happens. What clients were refused while a server was away no server has counted, so it is not here; your application knows it.</source>
        <translation>Mesuré par l&apos;observation pendant qu&apos;il a lieu. Ce qui a été refusé aux clients pendant l&apos;absence d&apos;un serveur, aucun serveur ne l&apos;a compté&#xa0;; ce n&apos;est donc pas ici, mais votre application le sait.</translation>
    </message>
    <message>
        <source>Until it answered</source>
        <translation>Jusqu&apos;à sa réponse</translation>
    </message>
    <message>
        <source>How long the server was not ready to serve, counted from the order. While it stops and starts is in it, and how long the command itself took to get there.</source>
        <translation>Combien de temps le serveur n&apos;a pas été prêt à servir, compté à partir de l&apos;ordre. Son arrêt et son démarrage y sont compris, ainsi que le temps de la commande elle-même pour y arriver.</translation>
    </message>
    <message>
        <source>First answer of the server that is ready − order.</source>
        <translation>Première réponse du serveur prêt − ordre.</translation>
    </message>
    <message>
        <source>Keys lost</source>
        <translation>Clés perdues</translation>
    </message>
    <message>
        <source>Keys Redis had and has no more. What was filled again until the first look is not counted as lost.</source>
        <translation>Clés que Redis avait et n&apos;a plus. Ce qui a été rempli de nouveau avant le premier regard ne compte pas comme perdu.</translation>
    </message>
    <message>
        <source>Keys before the restart − keys at the first look after it.</source>
        <translation>Clés avant le redémarrage − clés au premier regard après.</translation>
    </message>
    <message>
        <source>Hit rate, at the lowest</source>
        <translation>Taux de succès, au plus bas</translation>
    </message>
    <message>
        <source>How far the hit rate fell.</source>
        <translation>Jusqu&apos;où le taux de succès est tombé.</translation>
    </message>
    <message>
        <source>The lowest hit rate of any stretch of about a second with at least ten look-ups.</source>
        <translation>Le plus bas taux de succès sur une durée d&apos;environ une seconde avec au moins dix recherches.</translation>
    </message>
    <message>
        <source>INFO stats of Redis.</source>
        <translation>INFO stats de Redis.</translation>
    </message>
    <message>
        <source>Until it was as before</source>
        <translation>Jusqu&apos;à ce que ce soit comme avant</translation>
    </message>
    <message>
        <source>How long the cache took to be warm again; of Postgres, until it carried as much as before.</source>
        <translation>Le temps qu&apos;il a fallu au cache pour être de nouveau chaud&#xa0;; pour Postgres, jusqu&apos;à ce qu&apos;il porte autant qu&apos;avant.</translation>
    </message>
    <message>
        <source>From the order until the hit rate (of Postgres: committed transactions per second) was at nine tenths of what it had been, and stayed there for two seconds. Known to about a second.</source>
        <translation>De l&apos;ordre jusqu&apos;à ce que le taux de succès (pour Postgres&#xa0;: les transactions validées par seconde) soit aux neuf dixièmes de ce qu&apos;il était, et y soit resté deux secondes. Connu à une seconde près.</translation>
    </message>
    <message>
        <source>INFO stats of Redis; pg_stat_database.</source>
        <translation>INFO stats de Redis&#xa0;; pg_stat_database.</translation>
    </message>
    <message>
        <source>On Postgres, at the most</source>
        <translation>Sur Postgres, au plus</translation>
    </message>
    <message>
        <source>How busy Postgres became, because Redis could not answer or because everybody came at once.</source>
        <translation>À quel point Postgres a été chargé, parce que Redis ne pouvait pas répondre ou parce que tout le monde venait d&apos;un coup.</translation>
    </message>
    <message>
        <source>The most committed transactions per second of any stretch of about a second. A query outside of BEGIN is one.</source>
        <translation>Le plus de transactions validées par seconde sur une durée d&apos;environ une seconde. Une requête hors de BEGIN en est une.</translation>
    </message>
    <message>
        <source>pg_stat_database.</source>
        <translation>pg_stat_database.</translation>
    </message>
    <message>
        <source>p99 of reads, at the worst</source>
        <translation>p99 des lectures, au pire</translation>
    </message>
    <message>
        <source>How long reads took Redis itself in the worst second; the way there is not in it.</source>
        <translation>Le temps que les lectures ont pris à Redis même dans la pire seconde&#xa0;; le trajet n&apos;y est pas.</translation>
    </message>
    <message>
        <source>The highest p99 of any stretch of about a second; an upper bound, a power of two of µs.</source>
        <translation>Le plus haut p99 sur une durée d&apos;environ une seconde&#xa0;; une borne supérieure, une puissance de deux de µs.</translation>
    </message>
    <message>
        <source>LATENCY HISTOGRAM of Redis, from version 7 on.</source>
        <translation>LATENCY HISTOGRAM de Redis, à partir de la version 7.</translation>
    </message>
    <message>
        <source>Error replies, rollbacks</source>
        <translation>Réponses d&apos;erreur, annulations</translation>
    </message>
    <message>
        <source>Growth of total_error_replies; of xact_rollback.</source>
        <translation>Accroissement de total_error_replies&#xa0;; de xact_rollback.</translation>
    </message>
    <message>
        <source>Restarting a server</source>
        <translation>Redémarrer un serveur</translation>
    </message>
    <message>
        <source>Tierlens restarts a server only the way the saved connection says: by a systemd unit, a container, or a command of yours, run on this computer. It shows what will be run and what it will do, asks, and measures what it cost. In production the name of the connection has to be typed.

A command that takes too long is stopped after the time you choose; that does not undo what it has done.</source>
        <translation>Tierlens ne redémarre un serveur que comme le dit la connexion enregistrée&#xa0;: par une unité systemd, un conteneur ou une commande à vous, lancée sur cet ordinateur. Il montre ce qui sera lancé et ce que cela fera, demande, et mesure ce que cela a coûté. En production, il faut saisir le nom de la connexion.

Une commande trop longue est arrêtée après le temps que vous choisissez&#xa0;; cela n&apos;annule pas ce qu&apos;elle a fait.</translation>
    </message>
    <message>
        <source>What a restart will do</source>
        <translation>Ce que fera un redémarrage</translation>
    </message>
    <message>
        <source>Now, when the window was opened.</source>
        <translation>Maintenant, à l&apos;ouverture de la fenêtre.</translation>
    </message>
    <message>
        <source>INFO and CONFIG GET of Redis; pg_stat_activity and the settings of Postgres.</source>
        <translation>INFO et CONFIG GET de Redis&#xa0;; pg_stat_activity et les réglages de Postgres.</translation>
    </message>
    <message>
        <source>Fault drills</source>
        <translation>Exercices de panne</translation>
    </message>
    <message>
        <source>Settings and results of a drill</source>
        <translation>Réglages et résultats d&apos;un exercice</translation>
    </message>
    <message>
        <source>Pausing clients lasts at most 30 seconds, slow answers at most 2 minutes, too little memory at most 10 minutes. With slow answers a command waits at most as long as you set, from 2 to 500 ms. Too little memory sets the limit to 10 to 99 % of what is used now.

What was measured is told at the end, in sentences; watch the charts meanwhile.</source>
        <translation>Suspendre les clients dure au plus 30 secondes, les réponses lentes au plus 2 minutes, le manque de mémoire au plus 10 minutes. Avec les réponses lentes, une commande attend au plus ce que vous réglez, de 2 à 500 ms. Le manque de mémoire met la limite de 10 à 99&#xa0;% de ce qui est utilisé maintenant.

Ce qui a été mesuré est dit à la fin, en phrases&#xa0;; regardez les courbes pendant ce temps.</translation>
    </message>
    <message>
        <source>Rare things that are recognised</source>
        <translation>Des choses rares qui sont reconnues</translation>
    </message>
    <message>
        <source>Stampedes, expiry cliffs, hot keys, stale answers and cold starts are named when they happen, with the figures they rest on and what prevents them. They are marked in the charts and listed under Events.</source>
        <translation>Ruées, falaises d&apos;expiration, clés brûlantes, réponses périmées et démarrages à froid sont nommés quand ils se produisent, avec les chiffres sur lesquels cela repose et ce qui les empêche. Ils sont marqués dans les courbes et listés sous Événements.</translation>
    </message>
    <message>
        <source>Stampede</source>
        <translation>Ruée</translation>
    </message>
    <message>
        <source>Many requests missed the same key while the first of them was still asking Postgres. All asked; one would have done. “One query per miss” prevents it.</source>
        <translation>Beaucoup de demandes ont manqué la même clé pendant que la première interrogeait encore Postgres. Toutes l&apos;ont interrogé&#xa0;; une seule aurait suffi. «&#xa0;Une requête par défaut&#xa0;» l&apos;empêche.</translation>
    </message>
    <message>
        <source>Told from 4 queries for one key at once on, if they wasted at least 10 ms of Postgres&apos; time. Wasted: the time of all of them − that of the first to be answered.</source>
        <translation>Signalée à partir de 4 requêtes simultanées pour une clé, si elles ont gaspillé au moins 10 ms du temps de Postgres. Gaspillé&#xa0;: le temps de toutes − celui de la première à avoir sa réponse.</translation>
    </message>
    <message>
        <source>From the first query for the key until its answer is back in Redis.</source>
        <translation>De la première requête pour la clé jusqu&apos;à ce que sa réponse soit de nouveau dans Redis.</translation>
    </message>
    <message>
        <source>Expiry forecast, and the expiry cliff</source>
        <translation>Prévision d&apos;expiration, et falaise d&apos;expiration</translation>
    </message>
    <message>
        <source>Keys that were filled together expire together, and Postgres is asked for all of them at once. The forecast says so before it happens; afterwards it says what came of it. “Spread the expiry times” prevents it.</source>
        <translation>Des clés remplies ensemble expirent ensemble, et Postgres est interrogé pour toutes d&apos;un coup. La prévision le dit avant que cela arrive&#xa0;; après, elle dit ce qu&apos;il en a été. «&#xa0;Étaler les expirations&#xa0;» l&apos;empêche.</translation>
    </message>
    <message>
        <source>A second is a cliff if at least 50 keys expire in it, at least 5 times as many as if the same keys expired evenly over their time to live, and if that would show. Expected queries: each expired key that is asked for makes one; how often each is asked for is taken from how often it was so far.</source>
        <translation>Une seconde est une falaise si au moins 50 clés y expirent, au moins 5 fois plus que si les mêmes clés expiraient régulièrement sur leur durée de vie, et si cela se verrait. Requêtes attendues&#xa0;: chaque clé expirée qui est demandée en donne une&#xa0;; la fréquence des demandes de chacune est tirée de celle observée jusqu&apos;ici.</translation>
    </message>
    <message>
        <source>Looks 60 seconds ahead, twice a second, and warns at least 2 seconds before.</source>
        <translation>Regarde 60 secondes en avant, deux fois par seconde, et avertit au moins 2 secondes à l&apos;avance.</translation>
    </message>
    <message>
        <source>The expiry times and hits of the keys Redis holds, as the requests of the demo tell them.</source>
        <translation>Les expirations et les succès des clés que Redis contient, d&apos;après les demandes de la démo.</translation>
    </message>
    <message>
        <source>Hot key</source>
        <translation>Clé brûlante</translation>
    </message>
    <message>
        <source>One key takes a large share of all reads: how the whole cache does hangs on it.</source>
        <translation>Une seule clé prend une grande part de toutes les lectures&#xa0;: tout le cache dépend d&apos;elle.</translation>
    </message>
    <message>
        <source>Reads of the key ÷ all reads of cached truth. Hot from 25 % and 50/s on; no longer below 15 % or 25/s.</source>
        <translation>Lectures de la clé ÷ toutes les lectures de vérité en cache. Brûlante à partir de 25&#xa0;% et 50/s&#xa0;; plus au-dessous de 15&#xa0;% ou de 25/s.</translation>
    </message>
    <message>
        <source>The last 10 whole seconds.</source>
        <translation>Les 10 dernières secondes entières.</translation>
    </message>
    <message>
        <source>Stale answers</source>
        <translation>Réponses périmées</translation>
    </message>
    <message>
        <source>Answers of one key that were older than the truth in Postgres, and, where it can be told, the write that made them so. “Invalidate on write” prevents it, a shorter time to live bounds it.</source>
        <translation>Réponses d&apos;une clé en retard sur la vérité dans Postgres et, quand on peut le dire, l&apos;écriture qui les a périmées. «&#xa0;Invalider à l&apos;écriture&#xa0;» l&apos;empêche, une durée de vie plus courte le borne.</translation>
    </message>
    <message>
        <source>Answers whose version is lower than the newest known, at least 50 ms after the truth had changed. By how much: the time since then, of the oldest.</source>
        <translation>Réponses dont la version est inférieure à la plus récente connue, au moins 50 ms après le changement de la vérité. De combien&#xa0;: le temps écoulé depuis, pour la plus ancienne.</translation>
    </message>
    <message>
        <source>Until 30 seconds have passed without another.</source>
        <translation>Jusqu&apos;à ce que 30 secondes passent sans une autre.</translation>
    </message>
    <message>
        <source>Cold start</source>
        <translation>Démarrage à froid</translation>
    </message>
    <message>
        <source>Redis is empty, after a restart or because many keys were removed, and fills again with each request. It says how long it took to be of use again and what that cost.</source>
        <translation>Redis est vide, après un redémarrage ou parce que beaucoup de clés ont été retirées, et se remplit de nouveau à chaque demande. Il est dit combien de temps il lui a fallu pour être de nouveau utile, et ce que cela a coûté.</translation>
    </message>
    <message>
        <source>Begins when the hit rate of half a second falls below three quarters of what it was. Times: until the first whole second with the hit rate that is named. Extra queries: queries since then − those the rate of the 10 s before would have made.</source>
        <translation>Commence quand le taux de succès d&apos;une demi-seconde tombe sous les trois quarts de ce qu&apos;il était. Temps&#xa0;: jusqu&apos;à la première seconde entière avec le taux de succès indiqué. Requêtes de plus&#xa0;: requêtes depuis lors − celles que le rythme des 10 s d&apos;avant aurait données.</translation>
    </message>
    <message>
        <source>At most 2 minutes.</source>
        <translation>Au plus 2 minutes.</translation>
    </message>
    <message>
        <source>There is no host with this name</source>
        <translation>Il n&apos;y a pas d&apos;hôte de ce nom</translation>
    </message>
    <message>
        <source>The name in the address cannot be resolved. Check its spelling. A name that is known only in another network (a company&apos;s, a cluster&apos;s) needs a VPN, or a connection through SSH to a machine that knows it.</source>
        <translation>Le nom dans l&apos;adresse ne peut pas être résolu. Vérifiez son orthographe. Un nom qui n&apos;est connu que dans un autre réseau (d&apos;une entreprise, d&apos;un cluster) demande un VPN, ou une connexion par SSH à une machine qui le connaît.</translation>
    </message>
    <message>
        <source>Nothing listens there</source>
        <translation>Rien n&apos;y écoute</translation>
    </message>
    <message>
        <source>The computer is there, but no server takes connections at this port or socket. Is the server running? Is it the right port (Redis 6379, Postgres 5432, unless somebody changed it)? Does it listen only on its own computer (bind in redis.conf, listen_addresses in postgresql.conf)? Then use a connection through SSH.

No right to use a socket: ask for membership of the group that owns it.</source>
        <translation>L&apos;ordinateur est là, mais aucun serveur n&apos;accepte de connexions à ce port ou à ce socket. Le serveur tourne-t-il&#xa0;? Est-ce le bon port (Redis 6379, Postgres 5432, sauf si quelqu&apos;un l&apos;a changé)&#xa0;? N&apos;écoute-t-il que sur son propre ordinateur (bind dans redis.conf, listen_addresses dans postgresql.conf)&#xa0;? Prenez alors une connexion par SSH.

Pas le droit d&apos;utiliser un socket&#xa0;: demandez à entrer dans le groupe auquel il appartient.</translation>
    </message>
    <message>
        <source>No answer in time</source>
        <translation>Pas de réponse à temps</translation>
    </message>
    <message>
        <source>While connecting: usually a firewall that drops packets, or a wrong host. Ask who runs the network, or go through SSH.

Later: the server is frozen, swaps, or is busy with one long command (Redis does one thing at a time: see its slow log). Tierlens keeps trying by itself, and the window stays usable meanwhile.</source>
        <translation>Pendant la connexion&#xa0;: d&apos;ordinaire un pare-feu qui jette les paquets, ou un mauvais hôte. Demandez à qui gère le réseau, ou passez par SSH.

Plus tard&#xa0;: le serveur est gelé, utilise du swap, ou est pris par une longue commande (Redis fait une chose à la fois&#xa0;: voyez son journal des lenteurs). Tierlens continue d&apos;essayer de lui-même, et la fenêtre reste utilisable pendant ce temps.</translation>
    </message>
    <message>
        <source>User or password is not accepted</source>
        <translation>L&apos;utilisateur ou le mot de passe n&apos;est pas accepté</translation>
    </message>
    <message>
        <source>Redis: with only a password write redis://:password@host; with a user (ACL, from version 6 on) redis://user:password@host. A server that has no password refuses one that is given.

Postgres: check both; a password can also stand in ~/.pgpass. “No rule lets this user connect”: a line in pg_hba.conf of the server has to allow this user, this database and this address, perhaps with encryption (sslmode=require).

A password with signs such as @ : / % has to be written with %40 %3A %2F %25 in an address. Saved passwords are in the keychain of the system; where there is none, Tierlens asks each time.</source>
        <translation>Redis&#xa0;: avec un mot de passe seul, écrivez redis://:password@host&#xa0;; avec un utilisateur (ACL, à partir de la version 6), redis://user:password@host. Un serveur sans mot de passe refuse celui qu&apos;on lui donne.

Postgres&#xa0;: vérifiez les deux&#xa0;; un mot de passe peut aussi être dans ~/.pgpass. «&#xa0;Aucune règle ne laisse cet utilisateur se connecter&#xa0;»&#xa0;: une ligne dans pg_hba.conf du serveur doit permettre cet utilisateur, cette base et cette adresse, peut-être avec chiffrement (sslmode=require).

Dans une adresse, un mot de passe avec des signes comme @ : / % doit s&apos;écrire avec %40 %3A %2F %25. Les mots de passe enregistrés sont dans le trousseau du système&#xa0;; là où il n&apos;y en a pas, Tierlens demande à chaque fois.</translation>
    </message>
    <message>
        <source>Our user may not do that</source>
        <translation>Notre utilisateur n&apos;en a pas le droit</translation>
    </message>
    <message>
        <source>Tierlens shows what it may see and names what it cannot, under “What Tierlens cannot see here” and in the test of a connection, with the statement that grants it.

Postgres: GRANT pg_monitor TO the user shows other sessions and all statements.

Redis: watching needs INFO; it shows more with SCAN, TYPE, PTTL, MEMORY USAGE, SLOWLOG GET, LATENCY, CLIENT LIST and CONFIG GET. A burst needs MONITOR. Managed servers often forbid CONFIG and MONITOR to everybody.</source>
        <translation>Tierlens montre ce qu&apos;il a le droit de voir et nomme le reste, sous «&#xa0;Ce que Tierlens ne peut pas voir ici&#xa0;» et dans le test d&apos;une connexion, avec l&apos;instruction qui en donne le droit.

Postgres&#xa0;: GRANT pg_monitor TO suivi de l&apos;utilisateur montre les autres sessions et toutes les instructions.

Redis&#xa0;: observer demande INFO&#xa0;; on voit davantage avec SCAN, TYPE, PTTL, MEMORY USAGE, SLOWLOG GET, LATENCY, CLIENT LIST et CONFIG GET. Une rafale demande MONITOR. Les serveurs gérés interdisent souvent CONFIG et MONITOR à tous.</translation>
    </message>
    <message>
        <source>Postgres does not count statements</source>
        <translation>Postgres ne compte pas les instructions</translation>
    </message>
    <message>
        <source>Without pg_stat_statements there are transactions per second, but no queries, no means and no links between keys and queries. To have it: shared_preload_libraries = &apos;pg_stat_statements&apos; in postgresql.conf, a restart of Postgres, then CREATE EXTENSION pg_stat_statements in the database that is watched. Managed servers have a switch for it, or have it on already and need only the last step.</source>
        <translation>Sans pg_stat_statements, il y a des transactions par seconde, mais pas de requêtes, pas de moyennes et pas de liens entre clés et requêtes. Pour l&apos;avoir&#xa0;: shared_preload_libraries = &apos;pg_stat_statements&apos; dans postgresql.conf, un redémarrage de Postgres, puis CREATE EXTENSION pg_stat_statements dans la base observée. Les serveurs gérés ont un interrupteur pour cela, ou l&apos;ont déjà activé et ne demandent que la dernière étape.</translation>
    </message>
    <message>
        <source>Encryption and certificates</source>
        <translation>Chiffrement et certificats</translation>
    </message>
    <message>
        <source>Redis: rediss:// is encrypted, redis:// is not; each needs the port that speaks it. A certificate that cannot be trusted: check the host name, or name the file of the root certificate, rediss://host?cacert=/path/ca.pem. If the server asks for one of ours: ?cert=/path/client.pem&amp;key=/path/client.key.

Postgres: sslmode=require encrypts; sslmode=verify-full with sslrootcert=/path/ca.pem checks who answers, too.</source>
        <translation>Redis&#xa0;: rediss:// est chiffré, redis:// ne l&apos;est pas&#xa0;; chacun demande le port qui le parle. Un certificat auquel on ne peut se fier&#xa0;: vérifiez le nom d&apos;hôte, ou nommez le fichier du certificat racine, rediss://host?cacert=/path/ca.pem. Si le serveur en demande un à nous&#xa0;: ?cert=/path/client.pem&amp;key=/path/client.key.

Postgres&#xa0;: sslmode=require chiffre&#xa0;; sslmode=verify-full avec sslrootcert=/path/ca.pem vérifie aussi qui répond.</translation>
    </message>
    <message>
        <source>The way through SSH</source>
        <translation>Le passage par SSH</translation>
    </message>
    <message>
        <source>Tierlens uses the program ssh of the system and asks nothing: what ssh would have to ask for is an error.

The host key is not known: connect once in a terminal with the same name and confirm it. Another host key than the one that is known: find out why before you connect.

None of the keys is accepted: add yours with ssh-add. ssh does not forward ports: the far end forbids it (AllowTcpForwarding).

The address of the server is the one the machine at the far end uses, often localhost. A tunnel that breaks comes back by itself.</source>
        <translation>Tierlens utilise le programme ssh du système et ne demande rien&#xa0;: ce que ssh devrait demander est une erreur.

La clé de l&apos;hôte n&apos;est pas connue&#xa0;: connectez-vous une fois dans un terminal sous le même nom et confirmez-la. Une autre clé d&apos;hôte que celle qui est connue&#xa0;: cherchez pourquoi avant de vous connecter.

Aucune des clés n&apos;est acceptée&#xa0;: ajoutez la vôtre avec ssh-add. ssh ne redirige pas de ports&#xa0;: l&apos;autre bout l&apos;interdit (AllowTcpForwarding).

L&apos;adresse du serveur est celle qu&apos;utilise la machine à l&apos;autre bout, souvent localhost. Un tunnel rompu revient de lui-même.</translation>
    </message>
    <message>
        <source>Clusters, sentinels, replicas</source>
        <translation>Clusters, Sentinels, réplicas</translation>
    </message>
    <message>
        <source>Watching and the keys window know clusters and sentinels. Of a cluster give the address of any node; it has database 0 only. Sentinels: redis+sentinel://host1:26379,host2:26379/mymaster/0. The demo plays on a single Redis.

“Read-only replica”: connect to its primary. “Has lost its primary”: wait until it is back. “The cluster is down”: some of its slots are served by nobody.</source>
        <translation>L&apos;observation et la fenêtre des clés connaissent les clusters et les Sentinels. D&apos;un cluster, donnez l&apos;adresse de n&apos;importe quel nœud&#xa0;; il n&apos;a que la base 0. Sentinels&#xa0;: redis+sentinel://host1:26379,host2:26379/mymaster/0. La démo se joue sur un seul Redis.

«&#xa0;Réplica en lecture seule&#xa0;»&#xa0;: connectez-vous à son primaire. «&#xa0;A perdu son primaire&#xa0;»&#xa0;: attendez son retour. «&#xa0;Le cluster est en panne&#xa0;»&#xa0;: certains de ses slots ne sont servis par personne.</translation>
    </message>
    <message>
        <source>Loading, recovering, shutting down</source>
        <translation>Charge, récupère, s&apos;arrête</translation>
    </message>
    <message>
        <source>The server is up but not ready: Redis still reads its data into memory, Postgres recovers after a crash or is on its way up or down. There is nothing to do; Tierlens keeps trying. Nothing that was committed is lost.</source>
        <translation>Le serveur tourne mais n&apos;est pas prêt&#xa0;: Redis lit encore ses données en mémoire, Postgres récupère après une panne brutale, démarre ou s&apos;arrête. Il n&apos;y a rien à faire&#xa0;; Tierlens continue d&apos;essayer. Rien de ce qui était validé n&apos;est perdu.</translation>
    </message>
    <message>
        <source>No connection is free, or memory is full</source>
        <translation>Aucune connexion libre, ou mémoire pleine</translation>
    </message>
    <message>
        <source>Redis maxclients, Postgres max_connections: all are taken. Somebody has to give some back: look for applications that open more than they need. Tierlens needs a few, and the demo some for each of its clients.

Redis refuses writes because memory is full (OOM): raise maxmemory or choose a policy that evicts, such as allkeys-lru. It cannot save to its disk (MISCONF): make room there.</source>
        <translation>maxclients de Redis, max_connections de Postgres&#xa0;: toutes sont prises. Quelqu&apos;un doit en rendre&#xa0;: cherchez les applications qui en ouvrent plus qu&apos;il ne leur en faut. Il en faut quelques-unes à Tierlens, et à la démo quelques-unes pour chacun de ses clients.

Redis refuse les écritures parce que la mémoire est pleine (OOM)&#xa0;: augmentez maxmemory ou choisissez une règle qui évince, comme allkeys-lru. Il ne peut pas enregistrer sur son disque (MISCONF)&#xa0;: faites-y de la place.</translation>
    </message>
    <message>
        <source>Something else answers</source>
        <translation>C&apos;est autre chose qui répond</translation>
    </message>
    <message>
        <source>What listens there does not speak like Redis or like Postgres. Check the port. It may want encryption (rediss://), or have none. A pooler such as PgBouncer stands between us and Postgres: give the address of Postgres itself, for sessions and settings are those of the server.

A command that is not known: the server is older, or a proxy leaves commands out.</source>
        <translation>Ce qui écoute là ne parle ni comme Redis ni comme Postgres. Vérifiez le port. Il veut peut-être le chiffrement (rediss://), ou n&apos;en a pas. Un pooler comme PgBouncer se trouve entre nous et Postgres&#xa0;: donnez l&apos;adresse de Postgres lui-même, car les sessions et les réglages sont ceux du serveur.

Une commande inconnue&#xa0;: le serveur est plus ancien, ou un proxy omet des commandes.</translation>
    </message>
    <message>
        <source>A server cannot be reached</source>
        <translation>Un serveur est injoignable</translation>
    </message>
    <message>
        <source>The sentence in the window says what failed; here is what to do about each kind. “Test” in a saved connection tries both servers and says what works and what is lacking. The log (its folder opens from About) has the server&apos;s own words; passwords are never in it.</source>
        <translation>La phrase dans la fenêtre dit ce qui a échoué&#xa0;; voici que faire dans chaque cas. «&#xa0;Tester&#xa0;», dans une connexion enregistrée, essaie les deux serveurs et dit ce qui marche et ce qui manque. Le journal (son dossier s&apos;ouvre depuis À propos) contient les mots du serveur lui-même&#xa0;; il n&apos;y a jamais de mots de passe.</translation>
    </message>
    <message>
        <source>The sandbox does not start</source>
        <translation>Le bac à sable ne démarre pas</translation>
    </message>
    <message>
        <source>It needs the programs of PostgreSQL 12 or newer, with its contrib modules (pg_stat_statements), and of Redis or Valkey on this computer. The message names what is missing and how to install it. TIERLENS_PG_BIN names the folder of another PostgreSQL.

“Ended instead of starting”: try once more, then “Reset the sandbox”; it makes everything anew and touches nothing else.</source>
        <translation>Il lui faut les programmes de PostgreSQL 12 ou plus récent, avec ses modules contrib (pg_stat_statements), et ceux de Redis ou Valkey sur cet ordinateur. Le message dit ce qui manque et comment l&apos;installer. TIERLENS_PG_BIN nomme le dossier d&apos;un autre PostgreSQL.

«&#xa0;S&apos;est terminé au lieu de démarrer&#xa0;»&#xa0;: essayez encore une fois, puis «&#xa0;Réinitialiser le bac à sable&#xa0;»&#xa0;; cela refait tout à neuf et ne touche à rien d&apos;autre.</translation>
    </message>
    <message>
        <source>A number is missing (–)</source>
        <translation>Un nombre manque (–)</translation>
    </message>
    <message>
        <source>Nobody asked in this time, so there is no rate of hits. The server is too old to tell, or our user may not see it: what is kept from us stands at the right, under “What Tierlens cannot see here”. Or the watch has only begun: rates need two looks, patterns some seconds, what was an hour ago an hour.

The hit rate of a pattern needs a burst; links need pg_stat_statements and some minutes.</source>
        <translation>Personne n&apos;a rien demandé pendant ce temps, il n&apos;y a donc pas de taux de succès. Le serveur est trop ancien pour le dire, ou notre utilisateur n&apos;a pas le droit de le voir&#xa0;: ce qui nous est caché figure à droite, sous «&#xa0;Ce que Tierlens ne peut pas voir ici&#xa0;». Ou l&apos;observation vient de commencer&#xa0;: les rythmes demandent deux regards, les motifs quelques secondes, ce qui était il y a une heure une heure.

Le taux de succès d&apos;un motif demande une rafale&#xa0;; les liens demandent pg_stat_statements et quelques minutes.</translation>
    </message>
    <message>
        <source>The time that is shown, as chosen at the top; only what was watched of it.</source>
        <translation>Le temps montré, tel que choisi en haut&#xa0;; seulement ce qui en a été observé.</translation>
    </message>
    <message>
        <source>pg_stat_statements of the database that is watched, by growth; our own statements are not in it.</source>
        <translation>pg_stat_statements de la base observée, par accroissement&#xa0;; nos propres instructions n&apos;y sont pas.</translation>
    </message>
    <message>
        <source>The statements Postgres was asked in the time that is shown, most time first, as the server normalised them: values are replaced by $1, $2 … Of each stretch the 200 with most time are kept by name, the rest as one line.</source>
        <translation>Les instructions demandées à Postgres pendant le temps montré, les plus longues au total d&apos;abord, telles que le serveur les a normalisées&#xa0;: les valeurs sont remplacées par $1, $2 … De chaque période, les 200 qui prennent le plus de temps sont gardées par leur nom, le reste en une ligne.</translation>
    </message>
    <message>
        <source>Share of a statement</source>
        <translation>Part d&apos;une instruction</translation>
    </message>
    <message>
        <source>How much of the time Postgres spends on statements goes into this one.</source>
        <translation>Combien du temps que Postgres passe aux instructions va à celle-ci.</translation>
    </message>
    <message>
        <source>Time of its calls ÷ time of the calls of all statements.</source>
        <translation>Temps de ses appels ÷ temps des appels de toutes les instructions.</translation>
    </message>
    <message>
        <source>Calls per second of a statement</source>
        <translation>Appels par seconde d&apos;une instruction</translation>
    </message>
    <message>
        <source>How often it is called.</source>
        <translation>Combien de fois elle est appelée.</translation>
    </message>
    <message>
        <source>Calls ÷ seconds that were watched.</source>
        <translation>Appels ÷ secondes observées.</translation>
    </message>
    <message>
        <source>Mean of a statement</source>
        <translation>Moyenne d&apos;une instruction</translation>
    </message>
    <message>
        <source>What one call takes inside Postgres. The way there is not in it. The server keeps no percentiles, so a mean is all there is.</source>
        <translation>Ce qu&apos;un appel prend dans Postgres. Le trajet n&apos;y est pas. Le serveur ne garde pas de centiles, une moyenne est donc tout ce qu&apos;il y a.</translation>
    </message>
    <message>
        <source>Time of its calls ÷ its calls.</source>
        <translation>Temps de ses appels ÷ ses appels.</translation>
    </message>
    <message>
        <source>before</source>
        <translation>avant</translation>
    </message>
    <message>
        <source>By how much the number at its left has changed. Amber: more than a quarter more. Green: clearly less. “New”: it was not called before.</source>
        <translation>De combien le nombre à sa gauche a changé. Ambre&#xa0;: plus d&apos;un quart de plus. Vert&#xa0;: nettement moins. «&#xa0;Nouveau&#xa0;»&#xa0;: elle n&apos;était pas appelée avant.</translation>
    </message>
    <message>
        <source>(Now − before) ÷ before.</source>
        <translation>(Maintenant − avant) ÷ avant.</translation>
    </message>
    <message>
        <source>The time that is shown, against the stretch of the same length before it.</source>
        <translation>Le temps montré, par rapport à la durée égale d&apos;avant.</translation>
    </message>
    <message>
        <source>Rows of one call</source>
        <translation>Lignes d&apos;un appel</translation>
    </message>
    <message>
        <source>How many rows one call returns or changes.</source>
        <translation>Combien de lignes un appel renvoie ou change.</translation>
    </message>
    <message>
        <source>Rows of its calls ÷ its calls.</source>
        <translation>Lignes de ses appels ÷ ses appels.</translation>
    </message>
    <message>
        <source>Buffer hits of a statement</source>
        <translation>Succès du tampon d&apos;une instruction</translation>
    </message>
    <message>
        <source>Of the blocks this statement needed, the share that was in the memory of Postgres. Amber below 90 %.</source>
        <translation>Des blocs qu&apos;il fallait à cette instruction, la part qui était dans la mémoire de Postgres. Ambre au-dessous de 90&#xa0;%.</translation>
    </message>
    <message>
        <source>shared_blks_hit ÷ (shared_blks_hit + shared_blks_read).</source>
        <translation>shared_blks_hit ÷ (shared_blks_hit + shared_blks_read).</translation>
    </message>
    <message>
        <source>Sessions of Postgres</source>
        <translation>Sessions de Postgres</translation>
    </message>
    <message>
        <source>Sessions that are active, wait, hold others up or have a transaction open; at most 500. What hides its details from our user needs the right pg_monitor.</source>
        <translation>Sessions qui sont actives, attendent, en retiennent d&apos;autres ou ont une transaction ouverte&#xa0;; au plus 500. Ce qui cache ses détails à notre utilisateur demande le droit pg_monitor.</translation>
    </message>
    <message>
        <source>Transaction: how long its transaction is open. In this state: how long it has been doing, or not doing, what it does.</source>
        <translation>Transaction&#xa0;: depuis quand sa transaction est ouverte. Dans cet état&#xa0;: depuis quand elle fait, ou ne fait pas, ce qu&apos;elle fait.</translation>
    </message>
    <message>
        <source>Now, at the last look.</source>
        <translation>Maintenant, au dernier regard.</translation>
    </message>
    <message>
        <source>pg_stat_activity.</source>
        <translation>pg_stat_activity.</translation>
    </message>
    <message>
        <source>Clients of Redis</source>
        <translation>Clients de Redis</translation>
    </message>
    <message>
        <source>Clients of one host and name together. Blocked: waiting in a command like BLPOP. Unread answers: bytes that wait in Redis because clients do not fetch them.</source>
        <translation>Les clients d&apos;un même hôte et d&apos;un même nom, ensemble. Bloqués&#xa0;: en attente dans une commande comme BLPOP. Réponses non lues&#xa0;: octets qui attendent dans Redis parce que les clients ne les prennent pas.</translation>
    </message>
    <message>
        <source>Counts and bytes of the clients of a line, added up; idle: of the least idle one.</source>
        <translation>Nombres et octets des clients d&apos;une ligne, additionnés&#xa0;; inactif&#xa0;: du moins inactif.</translation>
    </message>
    <message>
        <source>Now, at the last reading of the list.</source>
        <translation>Maintenant, à la dernière lecture de la liste.</translation>
    </message>
    <message>
        <source>CLIENT LIST of Redis, without our own clients.</source>
        <translation>CLIENT LIST de Redis, sans nos propres clients.</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Verrous</translation>
    </message>
    <message>
        <source>Who waits for whom, as a tree: at the top the session that holds the others up, often one that is idle in a transaction.</source>
        <translation>Qui attend qui, en arbre&#xa0;: en haut la session qui retient les autres, souvent inactive dans une transaction.</translation>
    </message>
    <message>
        <source>Since: how long a session waits; of one that holds others up, how long its transaction is open.</source>
        <translation>Depuis&#xa0;: depuis quand une session attend&#xa0;; de celle qui en retient d&apos;autres, depuis quand sa transaction est ouverte.</translation>
    </message>
    <message>
        <source>pg_blocking_pids() and pg_locks, asked only if somebody waits.</source>
        <translation>pg_blocking_pids() et pg_locks, demandés seulement si quelqu&apos;un attend.</translation>
    </message>
    <message>
        <source>Slow log</source>
        <translation>Journal des lenteurs</translation>
    </message>
    <message>
        <source>Commands that took Redis long. Nothing else ran in that time: everybody waited. Which are long enough to be noted is a setting of the server, slowlog-log-slower-than.</source>
        <translation>Commandes qui ont pris longtemps à Redis. Rien d&apos;autre ne tournait pendant ce temps&#xa0;: tout le monde attendait. Lesquelles sont assez longues pour être notées est un réglage du serveur, slowlog-log-slower-than.</translation>
    </message>
    <message>
        <source>Took: the time inside Redis, without waiting in line and without the way there.</source>
        <translation>Durée&#xa0;: le temps dans Redis, sans l&apos;attente dans la file ni le trajet.</translation>
    </message>
    <message>
        <source>The newest entries, at most 500.</source>
        <translation>Les entrées les plus récentes, au plus 500.</translation>
    </message>
    <message>
        <source>SLOWLOG of Redis; times by the clock of the server.</source>
        <translation>SLOWLOG de Redis&#xa0;; heures selon l&apos;horloge du serveur.</translation>
    </message>
    <message>
        <source>Latency spikes</source>
        <translation>Pics de latence</translation>
    </message>
    <message>
        <source>What held the whole of Redis up: a command, a fork for saving, writing to disk. Empty unless the server watches for it (latency-monitor-threshold).</source>
        <translation>Ce qui a retenu Redis tout entier&#xa0;: une commande, un fork pour enregistrer, une écriture sur disque. Vide si le serveur n&apos;y veille pas (latency-monitor-threshold).</translation>
    </message>
    <message>
        <source>Last time and worst time, as the server noted them.</source>
        <translation>Dernière fois et pire durée, comme le serveur les a notées.</translation>
    </message>
    <message>
        <source>Worst: since the server began to count.</source>
        <translation>Pire&#xa0;: depuis que le serveur compte.</translation>
    </message>
    <message>
        <source>LATENCY LATEST of Redis.</source>
        <translation>LATENCY LATEST de Redis.</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tables</translation>
    </message>
    <message>
        <source>The largest tables. Dead rows are left behind by changes until VACUUM takes them. Many scans of a whole large table can mean that an index is missing.</source>
        <translation>Les plus grandes tables. Les changements laissent des lignes mortes jusqu&apos;à ce que VACUUM les prenne. Beaucoup de parcours complets d&apos;une grande table peuvent vouloir dire qu&apos;un index manque.</translation>
    </message>
    <message>
        <source>Size: with what is stored apart (TOAST), without indexes. Rows and dead rows: the server&apos;s estimates. Scans: counted.</source>
        <translation>Taille&#xa0;: avec ce qui est stocké à part (TOAST), sans les index. Lignes et lignes mortes&#xa0;: estimations du serveur. Parcours&#xa0;: comptés.</translation>
    </message>
    <message>
        <source>Sizes and rows: now. Scans: since the statistics of the server began.</source>
        <translation>Tailles et lignes&#xa0;: maintenant. Parcours&#xa0;: depuis le début des statistiques du serveur.</translation>
    </message>
    <message>
        <source>The statistics and the catalogue of Postgres.</source>
        <translation>Les statistiques et le catalogue de Postgres.</translation>
    </message>
    <message>
        <source>The last burst, of some seconds.</source>
        <translation>La dernière rafale, de quelques secondes.</translation>
    </message>
    <message>
        <source>MONITOR, while you let it run.</source>
        <translation>MONITOR, tant que vous le laissez tourner.</translation>
    </message>
    <message>
        <source>SCAN, TYPE, PTTL, MEMORY USAGE and OBJECT IDLETIME or FREQ of sampled keys, within the budget.</source>
        <translation>SCAN, TYPE, PTTL, MEMORY USAGE et OBJECT IDLETIME ou FREQ d&apos;un échantillon de clés, dans les limites du budget.</translation>
    </message>
    <message>
        <source>The newest round through the keyspace; it goes on bit by bit while the window is open.</source>
        <translation>Le tour le plus récent dans l&apos;espace de clés&#xa0;; il avance peu à peu tant que la fenêtre est ouverte.</translation>
    </message>
    <message>
        <source>Key patterns</source>
        <translation>Motifs de clés</translation>
    </message>
    <message>
        <source>Keys that are named alike. Tierlens finds the patterns by itself: a part of a name that takes many values is shown as *. What is missed most comes first.

Below a name stands what its figures rest on: a burst and how many pairs of read and fill it showed, or how many keys there are and how much memory they take.</source>
        <translation>Clés aux noms semblables. Tierlens trouve les motifs de lui-même&#xa0;: une partie du nom qui prend beaucoup de valeurs apparaît comme *. Ce qui manque le plus vient d&apos;abord.

Sous un nom figure ce sur quoi ses chiffres reposent&#xa0;: une rafale et combien de paires de lecture et de remplissage elle a montrées, ou combien il y a de clés et combien de mémoire elles prennent.</translation>
    </message>
    <message>
        <source>Hit rate of a pattern</source>
        <translation>Taux de succès d&apos;un motif</translation>
    </message>
    <message>
        <source>Redis does not count by pattern, so this is inferred. A read that is followed, within a second, by a write of the same key by the same client is taken for a miss and its fill, all other reads for hits. Patterns that are always read and then written (counters) have no hit rate.</source>
        <translation>Redis ne compte pas par motif, ceci est donc déduit. Une lecture suivie, en moins d&apos;une seconde, d&apos;une écriture de la même clé par le même client est prise pour un échec et son remplissage, toutes les autres lectures pour des succès. Les motifs toujours lus puis écrits (compteurs) n&apos;ont pas de taux de succès.</translation>
    </message>
    <message>
        <source>1 − inferred misses ÷ reads.</source>
        <translation>1 − échecs déduits ÷ lectures.</translation>
    </message>
    <message>
        <source>Misses per second of a pattern</source>
        <translation>Échecs par seconde d&apos;un motif</translation>
    </message>
    <message>
        <source>How often keys of this pattern are asked for and not there. With ≈ it is inferred, without it is counted.</source>
        <translation>Combien de fois des clés de ce motif sont demandées et ne sont pas là. Avec ≈ c&apos;est déduit, sans c&apos;est compté.</translation>
    </message>
    <message>
        <source>While key events are on: misses heard ÷ seconds. Otherwise: inferred misses of the last burst ÷ its seconds.</source>
        <translation>Quand les événements de clés sont activés&#xa0;: échecs entendus ÷ secondes. Sinon&#xa0;: échecs déduits de la dernière rafale ÷ ses secondes.</translation>
    </message>
    <message>
        <source>Key events: the last 10 seconds. Else the last burst.</source>
        <translation>Événements de clés&#xa0;: les 10 dernières secondes. Sinon la dernière rafale.</translation>
    </message>
    <message>
        <source>Key events of Redis, else MONITOR.</source>
        <translation>Événements de clés de Redis, sinon MONITOR.</translation>
    </message>
    <message>
        <source>Filled by (inferred links)</source>
        <translation>Rempli par (liens déduits)</translation>
    </message>
    <message>
        <source>The statement in Postgres that answers the misses of this pattern, and why Tierlens thinks so. “Seen on the wire”: its calls and the fills seen in bursts agree, interval by interval. “Inferred”: its calls rise and fall with the misses. “Confirmed by you”: you said so.

Two things that merely run side by side can look alike. Confirm a proposal or refuse it: what you say is kept with a saved connection, and what you refused is not proposed again.</source>
        <translation>L&apos;instruction de Postgres qui répond aux échecs de ce motif, et pourquoi Tierlens le pense. «&#xa0;Vu sur le réseau&#xa0;»&#xa0;: ses appels et les remplissages vus dans les rafales concordent, intervalle par intervalle. «&#xa0;Déduit&#xa0;»&#xa0;: ses appels montent et descendent avec les échecs. «&#xa0;Confirmé par vous&#xa0;»&#xa0;: vous l&apos;avez dit.

Deux choses qui vont seulement du même pas peuvent se ressembler. Confirmez une proposition ou refusez-la&#xa0;: ce que vous dites est gardé avec une connexion enregistrée, et ce que vous avez refusé n&apos;est plus proposé.</translation>
    </message>
    <message>
        <source>Correlation (Pearson&apos;s r) of the two rates, interval by interval, between 0 and 1. Proposed only if the number of calls fits the number of misses, and if so much agreement by accident is less likely than 1 in 10 000, over all pairs compared.</source>
        <translation>Corrélation (r de Pearson) des deux rythmes, intervalle par intervalle, entre 0 et 1. Proposé seulement si le nombre d&apos;appels va avec le nombre d&apos;échecs, et si une telle concordance a moins d&apos;une chance sur 10 000 d&apos;être due au hasard, sur toutes les paires comparées.</translation>
    </message>
    <message>
        <source>Up to 120 intervals between two readings of the statements; at least 8.</source>
        <translation>Jusqu&apos;à 120 intervalles entre deux lectures des instructions&#xa0;; au moins 8.</translation>
    </message>
    <message>
        <source>Key events and bursts of Redis, calls in pg_stat_statements.</source>
        <translation>Événements de clés et rafales de Redis, appels dans pg_stat_statements.</translation>
    </message>
    <message>
        <source>One miss costs</source>
        <translation>Un échec coûte</translation>
    </message>
    <message>
        <source>What one miss of this pattern costs Postgres.</source>
        <translation>Ce qu&apos;un échec de ce motif coûte à Postgres.</translation>
    </message>
    <message>
        <source>Mean execution time of the linked statement: its time ÷ its calls. The way there is not in it.</source>
        <translation>Temps moyen d&apos;exécution de l&apos;instruction liée&#xa0;: son temps ÷ ses appels. Le trajet n&apos;y est pas.</translation>
    </message>
    <message>
        <source>The intervals the link rests on, at most 120.</source>
        <translation>Les intervalles sur lesquels le lien repose, au plus 120.</translation>
    </message>
    <message>
        <source>pg_stat_statements, and the inferred link.</source>
        <translation>pg_stat_statements, et le lien déduit.</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Épargné</translation>
    </message>
    <message>
        <source>Time of Postgres that the hits of this pattern save, in each second. 250 ms/s is a quarter of one session that need not work; above 1 s/s several.</source>
        <translation>Temps de Postgres que les succès de ce motif épargnent, à chaque seconde. 250 ms/s, c&apos;est un quart d&apos;une session qui n&apos;a pas à travailler&#xa0;; au-dessus de 1 s/s, plusieurs sessions.</translation>
    </message>
    <message>
        <source>Hits per second × what one miss costs.</source>
        <translation>Succès par seconde × coût d&apos;un échec.</translation>
    </message>
    <message>
        <source>Hits: the last burst. Cost: the intervals of the link.</source>
        <translation>Succès&#xa0;: la dernière rafale. Coût&#xa0;: les intervalles du lien.</translation>
    </message>
    <message>
        <source>MONITOR, pg_stat_statements, and the inferred link.</source>
        <translation>MONITOR, pg_stat_statements, et le lien déduit.</translation>
    </message>
    <message>
        <source>Expiring next minute</source>
        <translation>Expire dans la minute</translation>
    </message>
    <message>
        <source>How many keys of this pattern will run out in the coming minute. ▲ marks those of which many expire within a few seconds. “No expiry”: its keys stay until somebody removes them or memory is full.</source>
        <translation>Combien de clés de ce motif arriveront à leur fin dans la minute qui vient. ▲ marque les motifs dont beaucoup expirent en quelques secondes. «&#xa0;Sans expiration&#xa0;»&#xa0;: ses clés restent jusqu&apos;à ce que quelqu&apos;un les retire ou que la mémoire soit pleine.</translation>
    </message>
    <message>
        <source>Sampled keys that expire in the next 60 seconds × all keys ÷ sampled keys.</source>
        <translation>Clés de l&apos;échantillon qui expirent dans les 60 prochaines secondes × toutes les clés ÷ clés de l&apos;échantillon.</translation>
    </message>
    <message>
        <source>The next 60 seconds, by the newest round of samples.</source>
        <translation>Les 60 prochaines secondes, d&apos;après le tour d&apos;échantillons le plus récent.</translation>
    </message>
    <message>
        <source>Facts of a pattern</source>
        <translation>Détails d&apos;un motif</translation>
    </message>
    <message>
        <source>Keys: how many, with ± if they were not all looked at. Memory: what they take. Time to live: median, shortest and longest left, of those that expire. Without expiry: share that never runs out. Not touched for an hour: share nobody has read or written for that long. Largest: the largest key that was met. Hottest: the one read most often in the last burst.</source>
        <translation>Clés&#xa0;: combien, avec ± si toutes n&apos;ont pas été regardées. Mémoire&#xa0;: ce qu&apos;elles prennent. Durée de vie&#xa0;: médiane, plus courte et plus longue restantes, de celles qui expirent. Sans expiration&#xa0;: part de celles qui n&apos;ont pas de fin. Pas touchées depuis une heure&#xa0;: part de celles que personne n&apos;a lues ni écrites depuis ce temps. La plus grande&#xa0;: la plus grande clé rencontrée. La plus chaude&#xa0;: la plus lue dans la dernière rafale.</translation>
    </message>
    <message>
        <source>Counted in the sample, and scaled to all keys if the round was not looked at whole; ± is at 95 %.</source>
        <translation>Compté dans l&apos;échantillon, et extrapolé à toutes les clés si le tour n&apos;a pas été fait en entier&#xa0;; ± est à 95&#xa0;%.</translation>
    </message>
    <message>
        <source>A miss costs the caller</source>
        <translation>Un échec coûte à l&apos;appelant</translation>
    </message>
    <message>
        <source>How long the application is busy between not finding a key and having filled it: the query, and whatever it does around it.</source>
        <translation>Combien de temps l&apos;application est occupée entre ne pas trouver une clé et l&apos;avoir remplie&#xa0;: la requête, et tout ce qu&apos;elle fait autour.</translation>
    </message>
    <message>
        <source>Median time from the read to the write of the same key by the same client.</source>
        <translation>Temps médian de la lecture à l&apos;écriture de la même clé par le même client.</translation>
    </message>
    <message>
        <source>Commands per second</source>
        <translation>Commandes par seconde</translation>
    </message>
    <message>
        <source>All commands Redis carried out, of all clients but our own.</source>
        <translation>Toutes les commandes que Redis a exécutées, de tous les clients sauf les nôtres.</translation>
    </message>
    <message>
        <source>Growth of total_commands_processed, less our own commands, ÷ seconds; all primaries together.</source>
        <translation>Accroissement de total_commands_processed, moins nos propres commandes, ÷ secondes&#xa0;; tous les primaires ensemble.</translation>
    </message>
    <message>
        <source>p99 of reads</source>
        <translation>p99 des lectures</translation>
    </message>
    <message>
        <source>99 of 100 reading commands (GET, MGET, HGET, HGETALL and the like) took Redis at most this long. It is the server&apos;s own work: waiting in line and the way there are not in it.</source>
        <translation>99 commandes de lecture sur 100 (GET, MGET, HGET, HGETALL et autres) ont pris au plus ce temps à Redis. C&apos;est le travail du serveur lui-même&#xa0;: l&apos;attente dans la file et le trajet n&apos;y sont pas.</translation>
    </message>
    <message>
        <source>From how many reads took at most 1, 2, 4, 8 … µs: the first bound that holds 99 %. So it is an upper bound, written with ≤.</source>
        <translation>D&apos;après le nombre de lectures qui ont pris au plus 1, 2, 4, 8 … µs&#xa0;: la première borne qui en contient 99&#xa0;%. C&apos;est donc une borne supérieure, écrite avec ≤.</translation>
    </message>
    <message>
        <source>LATENCY HISTOGRAM of Redis, from version 7 on; on older ones there is no such figure.</source>
        <translation>LATENCY HISTOGRAM de Redis, à partir de la version 7&#xa0;; dans les plus anciennes, ce chiffre n&apos;existe pas.</translation>
    </message>
    <message>
        <source>Errors per second</source>
        <translation>Erreurs par seconde</translation>
    </message>
    <message>
        <source>Error replies Redis gave. Shown only if there are any.</source>
        <translation>Réponses d&apos;erreur de Redis. Montrées seulement s&apos;il y en a.</translation>
    </message>
    <message>
        <source>Growth of total_error_replies ÷ seconds.</source>
        <translation>Accroissement de total_error_replies ÷ secondes.</translation>
    </message>
    <message>
        <source>Clients and hosts</source>
        <translation>Clients et hôtes</translation>
    </message>
    <message>
        <source>Connections to Redis, and from how many different addresses they come.</source>
        <translation>Connexions à Redis, et de combien d&apos;adresses différentes elles viennent.</translation>
    </message>
    <message>
        <source>connected_clients, our own taken off; different addresses in CLIENT LIST.</source>
        <translation>connected_clients, sans les nôtres&#xa0;; adresses différentes dans CLIENT LIST.</translation>
    </message>
    <message>
        <source>Now; the list of clients is read more seldom.</source>
        <translation>Maintenant&#xa0;; la liste des clients est lue plus rarement.</translation>
    </message>
    <message>
        <source>INFO and CLIENT LIST of Redis.</source>
        <translation>INFO et CLIENT LIST de Redis.</translation>
    </message>
    <message>
        <source>Of all look-ups of a key, the share that found one. It is of a short time on purpose: the lifetime average that Redis offers hides what is wrong today. Beside it stands what it was an hour ago, if that was watched; it turns amber when it fell by more than two points.</source>
        <translation>De toutes les recherches d&apos;une clé, la part qui en a trouvé une. Elle porte exprès sur un temps court&#xa0;: la moyenne depuis le démarrage que donne Redis cache ce qui ne va pas aujourd&apos;hui. À côté figure ce qu&apos;elle était il y a une heure, si c&apos;était observé&#xa0;; elle devient ambre quand elle a baissé de plus de deux points.</translation>
    </message>
    <message>
        <source>keyspace_hits ÷ (keyspace_hits + keyspace_misses), by their growth; our own look-ups taken off.</source>
        <translation>keyspace_hits ÷ (keyspace_hits + keyspace_misses), d&apos;après leur accroissement&#xa0;; sans nos propres recherches.</translation>
    </message>
    <message>
        <source>An hour ago: a stretch of the same length, at least a minute, one hour earlier.</source>
        <translation>Il y a une heure&#xa0;: une période de même durée, au moins une minute, une heure plus tôt.</translation>
    </message>
    <message>
        <source>INFO stats of Redis, all primaries together.</source>
        <translation>INFO stats de Redis, tous les primaires ensemble.</translation>
    </message>
    <message>
        <source>Hits and misses per second</source>
        <translation>Succès et échecs par seconde</translation>
    </message>
    <message>
        <source>Look-ups that found a key, and that found none. A key nobody has ever written is a miss as well.</source>
        <translation>Recherches qui ont trouvé une clé, et qui n&apos;en ont pas trouvé. Une clé que personne n&apos;a jamais écrite est aussi un échec.</translation>
    </message>
    <message>
        <source>Growth of keyspace_hits, of keyspace_misses, ÷ seconds; our own look-ups taken off.</source>
        <translation>Accroissement de keyspace_hits, de keyspace_misses, ÷ secondes&#xa0;; sans nos propres recherches.</translation>
    </message>
    <message>
        <source>Fills per second (≈)</source>
        <translation>Remplissages par seconde (≈)</translation>
    </message>
    <message>
        <source>How often an answer of Postgres is left in Redis. No server counts that, so it is inferred, and says “not known yet” until there is something to infer it from.</source>
        <translation>Combien de fois une réponse de Postgres est déposée dans Redis. Aucun serveur ne le compte, c&apos;est donc déduit, et il est dit «&#xa0;pas encore connu&#xa0;» tant qu&apos;il n&apos;y a rien d&apos;où le déduire.</translation>
    </message>
    <message>
        <source>Calls per second of the statements that are linked with a pattern of keys; if none is, the fills seen in the last burst ÷ its seconds.</source>
        <translation>Appels par seconde des instructions liées à un motif de clés&#xa0;; si aucune ne l&apos;est, les remplissages vus dans la dernière rafale ÷ ses secondes.</translation>
    </message>
    <message>
        <source>The last 60 seconds, for statements are counted more seldom; or the time that is shown; or the last burst.</source>
        <translation>Les 60 dernières secondes, car les instructions sont comptées plus rarement&#xa0;; ou le temps montré&#xa0;; ou la dernière rafale.</translation>
    </message>
    <message>
        <source>pg_stat_statements of Postgres and the inferred links; or MONITOR.</source>
        <translation>pg_stat_statements de Postgres et les liens déduits&#xa0;; ou MONITOR.</translation>
    </message>
    <message>
        <source>Memory and keys</source>
        <translation>Mémoire et clés</translation>
    </message>
    <message>
        <source>What Redis uses, of its limit if it has one, and how many keys it holds, in all databases and on all primaries.</source>
        <translation>Ce que Redis utilise, sur sa limite s&apos;il en a une, et combien de clés il contient, dans toutes les bases et sur tous les primaires.</translation>
    </message>
    <message>
        <source>used_memory, maxmemory; keys of each database, added up.</source>
        <translation>used_memory, maxmemory&#xa0;; les clés de chaque base, additionnées.</translation>
    </message>
    <message>
        <source>At the end of the time that is shown.</source>
        <translation>À la fin du temps montré.</translation>
    </message>
    <message>
        <source>Evictions per second</source>
        <translation>Évictions par seconde</translation>
    </message>
    <message>
        <source>Keys Redis had to forget before their time for want of memory, and by which policy. If there are none, expiries stand in this place.</source>
        <translation>Clés que Redis a dû oublier avant leur temps, faute de mémoire, et selon quelle règle. S&apos;il n&apos;y en a pas, les expirations sont à cette place.</translation>
    </message>
    <message>
        <source>Growth of evicted_keys ÷ seconds.</source>
        <translation>Accroissement de evicted_keys ÷ secondes.</translation>
    </message>
    <message>
        <source>INFO stats of Redis; maxmemory_policy.</source>
        <translation>INFO stats de Redis&#xa0;; maxmemory_policy.</translation>
    </message>
    <message>
        <source>Expiries per second</source>
        <translation>Expirations par seconde</translation>
    </message>
    <message>
        <source>Keys whose time to live was over and that Redis removed. It removes some only when somebody asks for them, so this can lag behind.</source>
        <translation>Clés dont la durée de vie était passée et que Redis a retirées. Il n&apos;en retire certaines que quand quelqu&apos;un les demande&#xa0;; ce chiffre peut donc être en retard.</translation>
    </message>
    <message>
        <source>Growth of expired_keys ÷ seconds.</source>
        <translation>Accroissement de expired_keys ÷ secondes.</translation>
    </message>
    <message>
        <source>Lag of replicas</source>
        <translation>Retard des réplicas</translation>
    </message>
    <message>
        <source>How far the slowest replica is behind its primary.</source>
        <translation>De combien le réplica le plus lent est en retard sur son primaire.</translation>
    </message>
    <message>
        <source>The longest lag of all replicas whose lag is known.</source>
        <translation>Le plus long retard de tous les réplicas dont le retard est connu.</translation>
    </message>
    <message>
        <source>INFO replication of Redis; pg_stat_replication of Postgres.</source>
        <translation>INFO replication de Redis&#xa0;; pg_stat_replication de Postgres.</translation>
    </message>
    <message>
        <source>Queries or transactions per second</source>
        <translation>Requêtes ou transactions par seconde</translation>
    </message>
    <message>
        <source>What Postgres carried out, without our own. Queries, if pg_stat_statements is installed; without it transactions, of which a statement outside of BEGIN is one.</source>
        <translation>Ce que Postgres a exécuté, sans ce qui vient de nous. Des requêtes, si pg_stat_statements est installé&#xa0;; sinon des transactions, dont une instruction hors de BEGIN en est une.</translation>
    </message>
    <message>
        <source>Growth of calls ÷ seconds; or growth of xact_commit + xact_rollback ÷ seconds.</source>
        <translation>Accroissement de calls ÷ secondes&#xa0;; ou accroissement de xact_commit + xact_rollback ÷ secondes.</translation>
    </message>
    <message>
        <source>Statements are read more seldom than counters; the rate is over the time they cover.</source>
        <translation>Les instructions sont lues plus rarement que les compteurs&#xa0;; le rythme porte sur le temps qu&apos;elles couvrent.</translation>
    </message>
    <message>
        <source>pg_stat_statements, else pg_stat_database, of the database that is watched.</source>
        <translation>pg_stat_statements, sinon pg_stat_database, de la base observée.</translation>
    </message>
    <message>
        <source>Mean time of queries</source>
        <translation>Temps moyen des requêtes</translation>
    </message>
    <message>
        <source>What one query takes in Postgres: of the queries that fill the cache, if links are known, else of all. The way there is not in it.</source>
        <translation>Ce qu&apos;une requête prend dans Postgres&#xa0;: parmi celles qui remplissent le cache, si des liens sont connus, sinon parmi toutes. Le trajet n&apos;y est pas.</translation>
    </message>
    <message>
        <source>Execution time of these statements ÷ their calls.</source>
        <translation>Temps d&apos;exécution de ces instructions ÷ leurs appels.</translation>
    </message>
    <message>
        <source>Filling queries: the last 60 seconds, or the time that is shown. All queries: the window named over the picture.</source>
        <translation>Requêtes de remplissage&#xa0;: les 60 dernières secondes, ou le temps montré. Toutes les requêtes&#xa0;: la fenêtre de temps nommée au-dessus de l&apos;image.</translation>
    </message>
    <message>
        <source>pg_stat_statements.</source>
        <translation>pg_stat_statements.</translation>
    </message>
    <message>
        <source>Waiting for locks</source>
        <translation>Attente de verrous</translation>
    </message>
    <message>
        <source>Sessions that waited for a lock another one held. If there are none, buffer hits stand in this place.</source>
        <translation>Sessions qui attendaient un verrou tenu par une autre. S&apos;il n&apos;y en a pas, le succès du tampon est à cette place.</translation>
    </message>
    <message>
        <source>The most at one look.</source>
        <translation>Le plus grand nombre en un regard.</translation>
    </message>
    <message>
        <source>Buffer hits</source>
        <translation>Succès du tampon</translation>
    </message>
    <message>
        <source>Of the blocks of 8 kB that were needed, the share Postgres found in its own memory (shared_buffers). The rest it had to ask the system for, which may have them in memory too, or on disk.</source>
        <translation>Des blocs de 8 kB qu&apos;il fallait, la part que Postgres a trouvée dans sa propre mémoire (shared_buffers). Le reste, il a dû le demander au système, qui l&apos;a peut-être aussi en mémoire, ou sur disque.</translation>
    </message>
    <message>
        <source>pg_stat_database of the database that is watched.</source>
        <translation>pg_stat_database de la base observée.</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>Connections of clients, of those that are allowed. Those reserved for superusers are taken off the limit.</source>
        <translation>Connexions de clients, sur celles qui sont permises. Celles réservées aux super-utilisateurs sont retirées de la limite.</translation>
    </message>
    <message>
        <source>Sessions now; max_connections − reserved ones.</source>
        <translation>Sessions maintenant&#xa0;; max_connections − celles réservées.</translation>
    </message>
    <message>
        <source>pg_stat_activity and the settings of Postgres.</source>
        <translation>pg_stat_activity et les réglages de Postgres.</translation>
    </message>
    <message>
        <source>The picture of the traffic</source>
        <translation>L&apos;image du trafic</translation>
    </message>
    <message>
        <source>Applications, Redis and Postgres, and what flows between them: commands to Redis, hits back, misses on to Postgres, and fills from there into Redis. Hits and misses are counted by Redis. That a miss asks Postgres is how caches are used; which query answers it is inferred.</source>
        <translation>Les applications, Redis et Postgres, et ce qui circule entre eux&#xa0;: les commandes vers Redis, les succès en retour, les échecs qui continuent vers Postgres, et les remplissages de là vers Redis. Succès et échecs sont comptés par Redis. Qu&apos;un échec interroge Postgres, c&apos;est l&apos;usage des caches&#xa0;; quelle requête y répond est déduit.</translation>
    </message>
    <message>
        <source>Dots start in each pipe at the rate that was counted, one for N requests. They are drawn by that rate: no dot is one particular request. A dashed pipe has no known rate. Circles are commands and hits, diamonds misses, squares fills.</source>
        <translation>Dans chaque tuyau, des points partent au rythme compté, un pour N demandes. Ils sont dessinés d&apos;après ce rythme&#xa0;: aucun point n&apos;est une demande particulière. Un tuyau en tirets n&apos;a pas de rythme connu. Les cercles sont des commandes et des succès, les losanges des échecs, les carrés des remplissages.</translation>
    </message>
    <message>
        <source>N is the smallest of 1, 2, 5, 10, 25, 50, 100, 250 … with which at most 9 dots a second start in the busiest pipe.</source>
        <translation>N est le plus petit de 1, 2, 5, 10, 25, 50, 100, 250 … avec lequel au plus 9 points par seconde partent dans le tuyau le plus chargé.</translation>
    </message>
    <message>
        <source>By the rates shown beside the pipes.</source>
        <translation>D&apos;après les rythmes montrés à côté des tuyaux.</translation>
    </message>
    <message>
        <source>The counters of Redis; fills are inferred.</source>
        <translation>Les compteurs de Redis&#xa0;; les remplissages sont déduits.</translation>
    </message>
    <message>
        <source>The box Applications</source>
        <translation>Le cadre Applications</translation>
    </message>
    <message>
        <source>Whoever uses these servers, as Redis sees them.</source>
        <translation>Qui utilise ces serveurs, tel que Redis le voit.</translation>
    </message>
    <message>
        <source>What Redis could answer and what it could not, how full it is, and what it forgets.</source>
        <translation>Ce à quoi Redis a pu répondre et ce à quoi il n&apos;a pas pu, à quel point il est plein, et ce qu&apos;il oublie.</translation>
    </message>
    <message>
        <source>How much Postgres is asked, how long it takes, and whether sessions wait for each other.</source>
        <translation>Combien on demande à Postgres, combien de temps il prend, et si des sessions s&apos;attendent entre elles.</translation>
    </message>
    <message>
        <source>The last 10 seconds before the time that is shown ends, or the stretch you chose.</source>
        <translation>Les 10 dernières secondes avant la fin du temps montré, ou la période que vous avez choisie.</translation>
    </message>
    <message>
        <source>The Watch window</source>
        <translation>La fenêtre d&apos;observation</translation>
    </message>
    <message>
        <source>Looks at servers that other programs use, and changes nothing there. What it shows is what the servers themselves have counted; what is inferred is marked with ≈ or said to be inferred.

At the top: which connection, what the looking costs, which time is shown. Below: the traffic, then the lists. At the right: the chosen pattern or statement over time, what seems to be going on, and what to do next.</source>
        <translation>Regarde des serveurs que d&apos;autres programmes utilisent, et n&apos;y change rien. Ce qu&apos;elle montre est ce que les serveurs eux-mêmes ont compté&#xa0;; ce qui est déduit est marqué ≈ ou annoncé comme déduit.

En haut&#xa0;: quelle connexion, ce que coûte l&apos;observation, quel temps est montré. Au-dessous&#xa0;: le trafic, puis les listes. À droite&#xa0;: le motif ou l&apos;instruction choisis au fil du temps, ce qui semble se passer, et que faire ensuite.</translation>
    </message>
    <message>
        <source>The connection, and its menu</source>
        <translation>La connexion, et son menu</translation>
    </message>
    <message>
        <source>Its name, what it is for, whether anything may be changed, and how the servers are: a full dot answers, a cross has been lost, a ring is on its way or does not answer.

Its menu leads to other servers, listens to key events, and saves and opens snapshots.</source>
        <translation>Son nom, à quoi elle sert, si l&apos;on peut y changer quelque chose, et l&apos;état des serveurs&#xa0;: un point plein répond, une croix est perdue, un anneau est en route ou ne répond pas.

Son menu mène à d&apos;autres serveurs, écoute les événements de clés, et enregistre et ouvre des instantanés.</translation>
    </message>
    <message>
        <source>Our own cost (overhead meter)</source>
        <translation>Notre propre coût (compteur de charge)</translation>
    </message>
    <message>
        <source>What Tierlens itself costs the servers, against the budget you allow. The server that bears more is shown; both are named when you point at it. When the budget is used up, the bar turns amber and Tierlens looks more seldom, but at least every 10 seconds, so that the window does not go blind.

The tools (keys, audit) say their own cost in their own windows.</source>
        <translation>Ce que Tierlens coûte lui-même aux serveurs, par rapport au budget que vous permettez. Le serveur le plus chargé est montré&#xa0;; les deux sont nommés au survol. Quand le budget est épuisé, la barre devient ambre et Tierlens regarde plus rarement, mais au moins toutes les 10 secondes, pour que la fenêtre ne devienne pas aveugle.

Les outils (clés, audit) disent leur propre coût dans leurs propres fenêtres.</translation>
    </message>
    <message>
        <source>Redis: server time of our commands ÷ time that passed; where others use the same command, our share by the number of calls. Postgres: time our statements were under way ÷ time that passed, as a share of one session; the way there is in it, so it is never less than the server spent.</source>
        <translation>Redis&#xa0;: temps de serveur de nos commandes ÷ temps écoulé&#xa0;; là où d&apos;autres utilisent la même commande, notre part d&apos;après le nombre d&apos;appels. Postgres&#xa0;: temps où nos instructions étaient en cours ÷ temps écoulé, en part d&apos;une session&#xa0;; le trajet y est compris, ce n&apos;est donc jamais moins que ce que le serveur a dépensé.</translation>
    </message>
    <message>
        <source>INFO commandstats of Redis; Tierlens&apos; own clock for Postgres.</source>
        <translation>INFO commandstats de Redis&#xa0;; l&apos;horloge de Tierlens pour Postgres.</translation>
    </message>
    <message>
        <source>How often Tierlens looks</source>
        <translation>Tous les combien Tierlens regarde</translation>
    </message>
    <message>
        <source>Once a second. More seldom: every 5 seconds while nobody can see the window; when the server is slow; and when our own share passes the budget. Statements of Postgres and long lists are read more seldom than counters.</source>
        <translation>Une fois par seconde. Plus rarement&#xa0;: toutes les 5 secondes tant que personne ne peut voir la fenêtre&#xa0;; quand le serveur est lent&#xa0;; et quand notre propre part dépasse le budget. Les instructions de Postgres et les longues listes sont lues plus rarement que les compteurs.</translation>
    </message>
    <message>
        <source>The pause is the longest of: 1 s (5 s while hidden), 20 × what a look takes, and our time per look ÷ budget; at most 10 s.</source>
        <translation>La pause est le plus long de&#xa0;: 1 s (5 s si la fenêtre est cachée), 20 × ce que prend un regard, et notre temps par regard ÷ budget&#xa0;; au plus 10 s.</translation>
    </message>
    <message>
        <source>Decided after each look, by the last 10 seconds.</source>
        <translation>Décidé après chaque regard, d&apos;après les 10 dernières secondes.</translation>
    </message>
    <message>
        <source>The time that is shown</source>
        <translation>Le temps montré</translation>
    </message>
    <message>
        <source>Which stretch the charts and the list of queries are of. Drag over a chart to choose a part of it; everything then shows that time, and “Traffic then” stands over the picture. Double-click a chart, or press the pause button again, to go on with now.

Pausing holds the window still. Watching goes on behind it, and so does our own cost.

What was seen is kept for 24 hours: second by second for 15 minutes, in steps of 10 seconds for 2 hours, in steps of a minute beyond.</source>
        <translation>De quelle période sont les courbes et la liste des requêtes. Faites glisser la souris sur une courbe pour en choisir une partie&#xa0;; tout montre alors ce temps, et «&#xa0;Trafic d&apos;alors&#xa0;» figure au-dessus de l&apos;image. Double-cliquez sur une courbe, ou pressez de nouveau le bouton de pause, pour reprendre avec maintenant.

La pause fige la fenêtre. L&apos;observation continue derrière, et notre propre coût aussi.

Ce qui a été vu est gardé 24 heures&#xa0;: seconde par seconde pendant 15 minutes, par pas de 10 secondes pendant 2 heures, par pas d&apos;une minute au-delà.</translation>
    </message>
    <message>
        <source>A chart of the Watch window</source>
        <translation>Une courbe de la fenêtre d&apos;observation</translation>
    </message>
    <message>
        <source>One number over the time that is shown. The pale line is the stretch of the same length before, laid under it. A gap means that nobody looked, that the server was away, or, of a share or a time, that nothing was asked: it is never a zero.

Drag to choose a stretch, double-click to go back to now.</source>
        <translation>Un nombre au fil du temps montré. La ligne pâle est la durée égale d&apos;avant, placée dessous. Un trou veut dire que personne n&apos;a regardé, que le serveur était absent ou, pour une part ou un temps, que rien n&apos;a été demandé&#xa0;: ce n&apos;est jamais un zéro.

Faites glisser pour choisir une période, double-cliquez pour revenir à maintenant.</translation>
    </message>
    <message>
        <source>Each point: what the servers counted in its stretch ÷ the time these counts cover; of a share, the counts are added up before they are divided.</source>
        <translation>Chaque point&#xa0;: ce que les serveurs ont compté pendant sa durée ÷ le temps que ces nombres couvrent&#xa0;; pour une part, les nombres sont additionnés avant d&apos;être divisés.</translation>
    </message>
    <message>
        <source>The time that is shown, as chosen at the top.</source>
        <translation>Le temps montré, tel que choisi en haut.</translation>
    </message>
    <message>
        <source>The counters of the servers, read once a second or more seldom.</source>
        <translation>Les compteurs des serveurs, lus une fois par seconde ou plus rarement.</translation>
    </message>
    <message>
        <source>Details, at the right</source>
        <translation>Détails, à droite</translation>
    </message>
    <message>
        <source>Of the pattern or statement chosen in the list, else of the whole: its facts, its charts, what seems to be going on, what to do next, and what the rights of our user keep Tierlens from seeing.</source>
        <translation>Du motif ou de l&apos;instruction choisis dans la liste, sinon de l&apos;ensemble&#xa0;: ses détails, ses courbes, ce qui semble se passer, que faire ensuite, et ce que les droits de notre utilisateur empêchent Tierlens de voir.</translation>
    </message>
    <message>
        <source>What seems to be going on</source>
        <translation>Ce qui semble se passer</translation>
    </message>
    <message>
        <source>Sentences about what has changed, with the figures they rest on: press one to see them. They come from fixed rules, not from guesses: the same samples give the same sentence. Which led to which is inferred from the order of their beginnings.

Under Next stands what to look at or do. A command shown there is for you to run; Tierlens never runs it.</source>
        <translation>Des phrases sur ce qui a changé, avec les chiffres sur lesquels elles reposent&#xa0;: pressez-en une pour les voir. Elles viennent de règles fixes, non de suppositions&#xa0;: les mêmes mesures donnent la même phrase. Ce qui a entraîné quoi est déduit de l&apos;ordre des débuts.

Sous Ensuite figure ce qu&apos;il faut regarder ou faire. Une commande montrée là est à lancer par vous&#xa0;; Tierlens ne la lance jamais.</translation>
    </message>
    <message>
        <source>A figure has changed if the newest steps together pass a fixed limit, each of them at least half of it, against the median of the steps before, and by at least 5 times as much as those usually differ. So neither one spike nor a slow drift speaks.</source>
        <translation>Un chiffre a changé si les pas les plus récents dépassent ensemble une limite fixe, chacun d&apos;au moins la moitié, par rapport à la médiane des pas d&apos;avant, et d&apos;au moins 5 fois leur écart habituel. Ni un seul pic ni une lente dérive ne parlent donc.</translation>
    </message>
    <message>
        <source>What the servers have counted, as kept by this window.</source>
        <translation>Ce que les serveurs ont compté, tel que gardé par cette fenêtre.</translation>
    </message>
    <message>
        <source>What was found since the watch began, with the time it began and, if it is over, ended. Levels: notice, warning, problem.</source>
        <translation>Ce qui a été constaté depuis le début de l&apos;observation, avec l&apos;heure du début et, si c&apos;est terminé, de la fin. Niveaux&#xa0;: remarque, alerte, problème.</translation>
    </message>
    <message>
        <source>A burst (MONITOR)</source>
        <translation>Une rafale (MONITOR)</translation>
    </message>
    <message>
        <source>Listens to every command for a few seconds. From what is read and then written by the same client Tierlens infers which keys are missed and what fills them. It runs only when you start it, ends by itself, and says before what it will cost: while it runs, Redis sends each command to us as well.

Names of commands and keys are kept, values are not. Reads by MGET, by scripts and by whatever else hides its keys are not among what is inferred.</source>
        <translation>Écoute chaque commande pendant quelques secondes. De ce qui est lu puis écrit par le même client, Tierlens déduit quelles clés manquent et ce qui les remplit. Elle ne tourne que si vous la démarrez, se termine d&apos;elle-même, et dit avant ce qu&apos;elle coûtera&#xa0;: tant qu&apos;elle tourne, Redis nous envoie aussi chaque commande.

Les noms des commandes et des clés sont gardés, pas les valeurs. Les lectures par MGET, par des scripts et par tout ce qui cache ses clés ne sont pas dans ce qui est déduit.</translation>
    </message>
    <message>
        <source>Key events</source>
        <translation>Événements de clés</translation>
    </message>
    <message>
        <source>Redis can publish each miss, expiry and eviction. If it does already, listening changes nothing. If not, Tierlens asks whether it may switch them on (CONFIG SET notify-keyspace-events): the one change it can make while it watches, put back when you switch it off or close the window. Misses of a pattern are then counted, no longer inferred.</source>
        <translation>Redis peut publier chaque échec, expiration et éviction. S&apos;il le fait déjà, écouter ne change rien. Sinon, Tierlens demande s&apos;il peut les activer (CONFIG SET notify-keyspace-events)&#xa0;: la seule modification qu&apos;il puisse faire en observant, remise en l&apos;état quand vous l&apos;éteignez ou fermez la fenêtre. Les échecs d&apos;un motif sont alors comptés, et non plus déduits.</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Instantanés</translation>
    </message>
    <message>
        <source>All that was seen, in one file, to be looked at again anywhere, without the servers: figures, names of keys, statements, the slow log, what sessions were doing. Passwords are covered, but other values can stand in a statement of a session or in a command of the slow log: think of that before you pass a snapshot on.</source>
        <translation>Tout ce qui a été vu, dans un fichier, à revoir n&apos;importe où, sans les serveurs&#xa0;: chiffres, noms de clés, instructions, journal des lenteurs, ce que faisaient les sessions. Les mots de passe sont masqués, mais d&apos;autres valeurs peuvent figurer dans une instruction d&apos;une session ou dans une commande du journal des lenteurs&#xa0;: pensez-y avant de transmettre un instantané.</translation>
    </message>
    <message>
        <source>Read-only, and allowing changes</source>
        <translation>Lecture seule, et permettre les modifications</translation>
    </message>
    <message>
        <source>Watching only reads: reading commands reach Redis, and the sessions in Postgres are read-only with short time limits. The tools can change something only after you have allowed it, and ask before each change. In production you have to type the name of the connection. The permission ends with the window.</source>
        <translation>L&apos;observation ne fait que lire&#xa0;: des commandes de lecture arrivent à Redis, et les sessions dans Postgres sont en lecture seule avec de courtes limites de temps. Les outils ne peuvent modifier quelque chose qu&apos;après votre permission, et demandent avant chaque modification. En production, il faut saisir le nom de la connexion. La permission prend fin avec la fenêtre.</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Outils</translation>
    </message>
    <message>
        <source>Keys: browse all keys and see what invalidating some would do. Data-layer audit: a document about where data lives and what is cached. Restarts and drills: see what they would do, and what they did. Each opens in a window of its own.</source>
        <translation>Clés&#xa0;: parcourir toutes les clés et voir ce que ferait l&apos;invalidation de certaines. Audit de la couche de données&#xa0;: un document sur l&apos;endroit où vivent les données et sur ce qui est en cache. Redémarrages et exercices&#xa0;: voir ce qu&apos;ils feraient, et ce qu&apos;ils ont fait. Chacun s&apos;ouvre dans sa propre fenêtre.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <source>About Tierlens…</source>
        <translation>À propos de Tierlens…</translation>
    </message>
    <message>
        <source>See also</source>
        <translation>Voir aussi</translation>
    </message>
    <message>
        <source>How it is worked out</source>
        <translation>Comment c&apos;est calculé</translation>
    </message>
    <message>
        <source>Over which time</source>
        <translation>Sur quel temps</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>D&apos;où cela vient</translation>
    </message>
    <message>
        <source> or </source>
        <translation> ou </translation>
    </message>
    <message>
        <source>A single deleted key can be brought back for two minutes, with its value and the time it had to live, unless somebody has made it anew or its time is over. A key of more than 16 MB, or one whose size may not be asked, cannot be kept for that; Tierlens says so before it deletes it for good.</source>
        <translation>Une seule clé supprimée peut être rétablie pendant deux minutes, avec sa valeur et le temps qu&apos;il lui restait à vivre, sauf si quelqu&apos;un l&apos;a recréée ou si son temps est écoulé. Une clé de plus de 16 MB, ou dont la taille ne peut pas être demandée, ne peut pas être conservée pour cela&#xa0;; Tierlens le dit avant de la supprimer définitivement.</translation>
    </message>
    <message>
        <source>Tierlens, which asks the server ten times a second for the first minute, then once a second.</source>
        <translation>Tierlens, qui interroge le serveur dix fois par seconde la première minute, puis une fois par seconde.</translation>
    </message>
    <message>
        <source>Error replies Redis gave, or transactions Postgres undid, since the order.</source>
        <translation>Réponses d&apos;erreur de Redis, ou transactions annulées par Postgres, depuis l&apos;ordre.</translation>
    </message>
    <message>
        <source>Read from the server just now. Redis: which keys are lost, by what it keeps on disk; connections that are cut; how much has to be read back. Postgres: sessions that are ended, transactions that are undone, and what could be lost if it is killed instead.</source>
        <translation>Lu à l&apos;instant sur le serveur. Redis&#xa0;: quelles clés sont perdues, selon ce qu&apos;il garde sur disque&#xa0;; connexions coupées&#xa0;; combien doit être relu. Postgres&#xa0;: sessions terminées, transactions annulées, et ce qui pourrait être perdu s&apos;il est tué à la place.</translation>
    </message>
    <message>
        <source>Counts as the server reports them.</source>
        <translation>Nombres tels que le serveur les donne.</translation>
    </message>
    <message>
        <source>Faults made on purpose, to see how an application takes them: for development and sandbox servers only. Each says what it does, what it shows, and how it is undone.

A setting that is changed is put back at the end, when stopped, and when Tierlens ends; if Tierlens was killed, it offers to do so when this connection is watched again.</source>
        <translation>Pannes provoquées exprès, pour voir comment une application les supporte&#xa0;: seulement pour les serveurs de développement et le bac à sable. Chacune dit ce qu&apos;elle fait, ce qu&apos;elle montre et comment elle est annulée.

Un réglage modifié est remis à la fin, à l&apos;arrêt et quand Tierlens se termine&#xa0;; si Tierlens a été tué, il le propose quand cette connexion est observée de nouveau.</translation>
    </message>
    <message>
        <source>Steps of 4 seconds, longer when looks come more seldom: the newest 5, against those of the 10 minutes before. Over when it has not held for 30 seconds; a server that is away, when it answers again.</source>
        <translation>Pas de 4 secondes, plus longs quand les regards sont plus rares&#xa0;: les 5 derniers, contre ceux des 10 minutes d&apos;avant. Terminé quand cela n&apos;a plus été vrai pendant 30 secondes&#xa0;; pour un serveur absent, quand il répond de nouveau.</translation>
    </message>
    <message>
        <source>Statements answered since the action − (statements per second in the 10 s before × seconds since the action); never below 0. After Redis forgot or was silent: the highest that this has been.</source>
        <translation>Instructions répondues depuis l&apos;action − (instructions par seconde dans les 10 s d&apos;avant × secondes depuis l&apos;action)&#xa0;; jamais sous 0. Après que Redis a oublié ou s&apos;est tu&#xa0;: le plus haut que cela ait atteint.</translation>
    </message>
    <message>
        <source>Hit rate of all keys: before, the lowest of any 2 seconds, now. What fills these keys: calls of the statements linked with their patterns, per second, at the most of any reading; if none is linked, those of the statement that grew most. All of Postgres: queries per second at the most; without pg_stat_statements transactions in the busiest second. For a minute statements are read each second, or as often as the budget of the watch allows.</source>
        <translation>Taux de succès de toutes les clés&#xa0;: avant, le plus bas de 2 secondes quelconques, maintenant. Ce qui remplit ces clés&#xa0;: appels des instructions liées à leurs motifs, par seconde, au plus de toutes les lectures&#xa0;; si aucune n&apos;est liée, ceux de l&apos;instruction qui a le plus augmenté. Tout Postgres&#xa0;: requêtes par seconde au plus&#xa0;; sans pg_stat_statements, transactions dans la seconde la plus chargée. Pendant une minute, les instructions sont lues chaque seconde, ou aussi souvent que le budget de l&apos;observation le permet.</translation>
    </message>
</context>
<context>
    <name>HistoryCurves</name>
    <message>
        <source>Hit rate</source>
        <translation>Taux de succès</translation>
    </message>
    <message>
        <source>Misses per second</source>
        <translation>Échecs par seconde</translation>
    </message>
    <message>
        <source>Evictions per second</source>
        <translation>Évictions par seconde</translation>
    </message>
    <message>
        <source>Commands per second</source>
        <translation>Commandes par seconde</translation>
    </message>
    <message>
        <source>p99 of reads, in Redis</source>
        <translation>p99 des lectures, dans Redis</translation>
    </message>
    <message>
        <source>Queries per second</source>
        <translation>Requêtes par seconde</translation>
    </message>
    <message>
        <source>Transactions per second</source>
        <translation>Transactions par seconde</translation>
    </message>
    <message>
        <source>Memory of Redis</source>
        <translation>Mémoire de Redis</translation>
    </message>
    <message>
        <source>Calls per second</source>
        <translation>Appels par seconde</translation>
    </message>
    <message>
        <source>Mean time in Postgres</source>
        <translation>Temps moyen dans Postgres</translation>
    </message>
</context>
<context>
    <name>Impact</name>
    <message>
        <source>key lost</source>
        <translation>clé perdue</translation>
    </message>
    <message>
        <source>keys lost</source>
        <translation>clés perdues</translation>
    </message>
    <message>
        <source>key invalidated</source>
        <translation>clé invalidée</translation>
    </message>
    <message>
        <source>keys invalidated</source>
        <translation>clés invalidées</translation>
    </message>
    <message>
        <source>Keys that Redis held and no longer has. They are copies: each comes back with the next request for it.</source>
        <translation>Clés que Redis avait et n&apos;a plus. Ce sont des copies&#xa0;: chacune revient avec la prochaine demande.</translation>
    </message>
    <message>
        <source>Keys this action removed from Redis. Each comes back with the next request for it.</source>
        <translation>Clés que cette action a retirées de Redis. Chacune revient avec la prochaine demande.</translation>
    </message>
    <message>
        <source>rows lost</source>
        <translation>lignes perdues</translation>
    </message>
    <message>
        <source>Writes that PostgreSQL had confirmed and that are no longer there. Each is looked for once the servers are back.</source>
        <translation>Écritures que PostgreSQL avait confirmées et qui n&apos;y sont plus. Chacune est cherchée dès le retour des serveurs.</translation>
    </message>
    <message>
        <source>row lost</source>
        <translation>ligne perdue</translation>
    </message>
    <message>
        <source>Looked for: %1.</source>
        <translation>Cherchées&#xa0;: %1.</translation>
    </message>
    <message>
        <source>write</source>
        <translation>écriture</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>écritures</translation>
    </message>
    <message>
        <source>extra query</source>
        <translation>requête de plus</translation>
    </message>
    <message>
        <source>extra queries</source>
        <translation>requêtes de plus</translation>
    </message>
    <message>
        <source>Statements PostgreSQL answered since the action, less what the rate of the 10 s before would have made: %1 instead of %2.</source>
        <translation>Instructions auxquelles PostgreSQL a répondu depuis l&apos;action, moins ce que le rythme des 10 s d&apos;avant aurait donné&#xa0;: %1 au lieu de %2.</translation>
    </message>
    <message>
        <source>slowest answer</source>
        <translation>plus lente réponse</translation>
    </message>
    <message>
        <source>slowest answer %1</source>
        <translation>plus lente réponse %1</translation>
    </message>
    <message>
        <source>The longest anybody waited for the answer to a read since the action. Requests that got no answer are counted as failed.</source>
        <translation>Le plus long temps que quelqu&apos;un a attendu la réponse à une lecture depuis l&apos;action. Les demandes sans réponse comptent comme échouées.</translation>
    </message>
    <message>
        <source>request failed</source>
        <translation>demande échouée</translation>
    </message>
    <message>
        <source>requests failed</source>
        <translation>demandes échouées</translation>
    </message>
    <message>
        <source>Requests since the action that got no answer at all, from Redis or from PostgreSQL.</source>
        <translation>Demandes depuis l&apos;action qui n&apos;ont eu aucune réponse, ni de Redis ni de PostgreSQL.</translation>
    </message>
    <message>
        <source>until %1 again</source>
        <translation>pour revenir à %1</translation>
    </message>
    <message>
        <source>hit rate back above %1 after %2</source>
        <translation>taux de succès de nouveau au-dessus de %1 après %2</translation>
    </message>
    <message>
        <source>hit rate not seen back above %1</source>
        <translation>taux de succès pas revu au-dessus de %1</translation>
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
        <translation>gelé pendant</translation>
    </message>
    <message>
        <source>down for</source>
        <translation>absent pendant</translation>
    </message>
    <message>
        <source>Time from the action until %1 answered again.</source>
        <translation>Temps depuis l&apos;action jusqu&apos;à ce que %1 réponde de nouveau.</translation>
    </message>
    <message>
        <source>%1 not seen back</source>
        <translation>%1 pas revu</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>à l&apos;instant</translation>
    </message>
    <message>
        <source>1 second ago</source>
        <translation>il y a 1 seconde</translation>
    </message>
    <message>
        <source>%1 seconds ago</source>
        <translation>il y a %1 secondes</translation>
    </message>
    <message>
        <source>1 minute ago</source>
        <translation>il y a 1 minute</translation>
    </message>
    <message>
        <source>%1 minutes ago</source>
        <translation>il y a %1 minutes</translation>
    </message>
    <message>
        <source>1 hour ago</source>
        <translation>il y a 1 heure</translation>
    </message>
    <message>
        <source>%1 hours ago</source>
        <translation>il y a %1 heures</translation>
    </message>
    <message>
        <source>%1 · settled after %2</source>
        <translation>%1 · calmé après %2</translation>
    </message>
    <message>
        <source>%1 · not seen to settle</source>
        <translation>%1 · pas vu se calmer</translation>
    </message>
    <message>
        <source>%1 · not back yet…</source>
        <translation>%1 · pas encore revenu…</translation>
    </message>
    <message>
        <source>%1 · settling…</source>
        <translation>%1 · se calme…</translation>
    </message>
    <message>
        <source>still settling</source>
        <translation>se calme encore</translation>
    </message>
    <message>
        <source>Statements PostgreSQL answered since the action, less what the rate of the 10 s before would have made; when that was highest: %1 instead of %2.</source>
        <translation>Instructions que PostgreSQL a répondues depuis l&apos;action, moins ce que le débit des 10 s d&apos;avant aurait donné&#xa0;; quand c&apos;était au plus haut&#xa0;: %1 au lieu de %2.</translation>
    </message>
    <message>
        <source>Time from the action until Redis answered at least %1 of the reads for a whole second: 90 %, or 95 % of what it had been if that is less. In the 10 s before the action it was %2.</source>
        <translation>Temps depuis l&apos;action jusqu&apos;à ce que Redis réponde à au moins %1 des lectures pendant une seconde entière&#xa0;: 90 %, ou 95 % de ce que c&apos;était si c&apos;est moins. Dans les 10 s avant l&apos;action, c&apos;était %2.</translation>
    </message>
</context>
<context>
    <name>KeyEventListener</name>
    <message>
        <source>This Redis does not publish key events (notify-keyspace-events); Tierlens may switch them on only if you allow it.</source>
        <translation>Ce Redis ne publie pas d&apos;événements de clés (notify-keyspace-events)&#xa0;; Tierlens ne peut les activer que si vous le permettez.</translation>
    </message>
    <message>
        <source>This Redis publishes key events, but no misses (notify-keyspace-events without m).</source>
        <translation>Ce Redis publie des événements de clés, mais pas les défauts (notify-keyspace-events sans m).</translation>
    </message>
    <message>
        <source>notify-keyspace-events was changed by somebody else meanwhile and is left as it is now.</source>
        <translation>Quelqu&apos;un d&apos;autre a changé notify-keyspace-events entre-temps&#xa0;; il reste tel qu&apos;il est maintenant.</translation>
    </message>
    <message>
        <source>notify-keyspace-events could not be put back to &quot;%1&quot;: %2</source>
        <comment>setting, sentence that says why</comment>
        <translation>notify-keyspace-events n&apos;a pu être remis à &quot;%1&quot;&#xa0;: %2</translation>
    </message>
</context>
<context>
    <name>KeyList</name>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Expires in</source>
        <translation>Expire dans</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
</context>
<context>
    <name>KeyPatterns</name>
    <message>
        <source>(no pattern)</source>
        <translation>(aucun motif)</translation>
    </message>
    <message>
        <source>(other)</source>
        <translation>(autres)</translation>
    </message>
</context>
<context>
    <name>KeyScan</name>
    <message>
        <source>The search ended at its limit of %L1 keys; there may be more.</source>
        <translation>La recherche s&apos;est finie à sa limite de %L1 clés&#xa0;; il peut y en avoir d&apos;autres.</translation>
    </message>
</context>
<context>
    <name>KeyScanServer</name>
    <message>
        <source>SCAN was answered by something that is no list of keys.</source>
        <translation>La réponse à SCAN n&apos;est pas une liste de clés.</translation>
    </message>
</context>
<context>
    <name>KeyTexts</name>
    <message>
        <source>string</source>
        <translation>chaîne</translation>
    </message>
    <message>
        <source>list</source>
        <translation>liste</translation>
    </message>
    <message>
        <source>set</source>
        <translation>ensemble</translation>
    </message>
    <message>
        <source>sorted set</source>
        <translation>ensemble trié</translation>
    </message>
    <message>
        <source>hash</source>
        <translation>hachage</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>flux</translation>
    </message>
    <message>
        <source>other</source>
        <translation>autre</translation>
    </message>
    <message>
        <source>never</source>
        <translation>jamais</translation>
    </message>
    <message>
        <source>over</source>
        <translation>expirée</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 j %2 h</translation>
    </message>
</context>
<context>
    <name>KeyUndo</name>
    <message>
        <source>This key takes %1, more than the %2 that Tierlens keeps for Undo; nothing was deleted.</source>
        <translation>Cette clé prend %1, plus que les %2 que Tierlens garde pour Restaurer&#xa0;; rien n&apos;a été supprimé.</translation>
    </message>
    <message>
        <source>The key is being changed all the time, so that its value cannot be kept for Undo; nothing was deleted.</source>
        <translation>La clé change sans cesse, sa valeur ne peut donc être gardée pour Restaurer&#xa0;; rien n&apos;a été supprimé.</translation>
    </message>
    <message>
        <source>The connection broke while the key was being deleted: it may be gone or not. %1</source>
        <translation>La connexion s&apos;est rompue pendant la suppression de la clé&#xa0;: elle est partie ou non. %1</translation>
    </message>
    <message>
        <source>The key&apos;s time to live is over by now, so it would be gone anyway; nothing was restored.</source>
        <translation>La durée de vie de la clé est déjà passée, elle serait donc partie de toute façon&#xa0;; rien n&apos;a été restauré.</translation>
    </message>
    <message>
        <source>Somebody has made this key anew in the meantime; it was left as it is.</source>
        <translation>Quelqu&apos;un a recréé cette clé entre-temps&#xa0;; on n&apos;y a pas touché.</translation>
    </message>
    <message>
        <source>The value of this key was not kept, so it cannot be restored.</source>
        <translation>La valeur de cette clé n&apos;a pas été gardée, elle ne peut donc être restaurée.</translation>
    </message>
    <message>
        <source>This user may not ask how big the key is (MEMORY USAGE), so that its value is not read to be kept for Undo; nothing was deleted.</source>
        <translation>Cet utilisateur n&apos;a pas le droit de demander la taille de la clé (MEMORY USAGE), sa valeur n&apos;est donc pas lue pour être gardée pour Restaurer&#xa0;; rien n&apos;a été supprimé.</translation>
    </message>
</context>
<context>
    <name>KeyValue</name>
    <message>
        <source>A stream can only be gone through from its beginning; Tierlens goes no further than %1 entries.</source>
        <translation>Un flux ne peut être parcouru que depuis son début&#xa0;; Tierlens ne va pas au-delà de %1 entrées.</translation>
    </message>
</context>
<context>
    <name>LeftDrills</name>
    <message>
        <source>%1 is %2; before the drill it was %3.</source>
        <translation>%1 est %2&#xa0;; avant l&apos;exercice, c&apos;était %3.</translation>
    </message>
    <message>
        <source>An earlier drill has changed this Redis and could not put it back.</source>
        <translation>Un exercice précédent a modifié ce Redis et n&apos;a pu le remettre.</translation>
    </message>
    <message>
        <source>Put back…</source>
        <translation>Remettre…</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Plus tard</translation>
    </message>
</context>
<context>
    <name>LiveGame</name>
    <message>
        <source>Live game</source>
        <translation>Jeu en direct</translation>
    </message>
    <message>
        <source>leaderboard · online · match</source>
        <translation>classement · en ligne · partie</translation>
    </message>
    <message>
        <source>Buy neon-fox an item</source>
        <translation>Acheter un objet pour neon-fox</translation>
    </message>
    <message>
        <source>score</source>
        <translation>score</translation>
    </message>
    <message>
        <source>heartbeat</source>
        <translation>signe de vie</translation>
    </message>
    <message>
        <source>match state</source>
        <translation>état de la partie</translation>
    </message>
    <message>
        <source>leaderboard</source>
        <translation>classement</translation>
    </message>
    <message>
        <source>career</source>
        <translation>carrière</translation>
    </message>
    <message>
        <source>inventory</source>
        <translation>inventaire</translation>
    </message>
    <message>
        <source>purchase</source>
        <translation>achat</translation>
    </message>
    <message>
        <source>veteran&apos;s career</source>
        <translation>carrière d&apos;un vétéran</translation>
    </message>
    <message>
        <source>end of a match</source>
        <translation>fin de partie</translation>
    </message>
    <message>
        <source>match result</source>
        <translation>résultat de partie</translation>
    </message>
    <message>
        <source>score straight to Postgres</source>
        <translation>score droit dans Postgres</translation>
    </message>
    <message>
        <source>who is online</source>
        <translation>qui est en ligne</translation>
    </message>
    <message>
        <source>an ordinary player&apos;s career</source>
        <translation>la carrière d&apos;un joueur ordinaire</translation>
    </message>
    <message>
        <source>accounts</source>
        <translation>comptes</translation>
    </message>
    <message>
        <source>unlocks</source>
        <translation>déblocages</translation>
    </message>
    <message>
        <source>purchases</source>
        <translation>achats</translation>
    </message>
    <message>
        <source>results of all finished matches</source>
        <translation>résultats de toutes les parties finies</translation>
    </message>
    <message>
        <source>leaderboard of the running match</source>
        <translation>classement de la partie en cours</translation>
    </message>
    <message>
        <source>state of the running match</source>
        <translation>état de la partie en cours</translation>
    </message>
    <message>
        <source>careers and inventories just looked up</source>
        <translation>carrières et inventaires tout juste consultés</translation>
    </message>
    <message>
        <source>If Redis restarts now, the running match is lost. Accounts, purchases and all finished results stay: they are in Postgres.</source>
        <translation>Si Redis redémarre maintenant, la partie en cours est perdue. Les comptes, les achats et tous les résultats terminés restent&#xa0;: ils sont dans Postgres.</translation>
    </message>
    <message>
        <source>End the match now</source>
        <translation>Terminer la partie</translation>
    </message>
    <message>
        <source>Writes the result of the running match to Postgres in one transaction and removes its keys from Redis. Watch the leaderboard begin anew.</source>
        <translation>Écrit le résultat de la partie en cours dans Postgres en une seule transaction et retire ses clés de Redis. Regardez le classement repartir de zéro.</translation>
    </message>
    <message>
        <source>Write every score straight to Postgres</source>
        <translation>Écrire chaque score droit dans Postgres</translation>
    </message>
    <message>
        <source>Each score is then a change in Postgres as well. Watch how many rows, how much log and how many dead rows that makes: this is what Redis saves.</source>
        <translation>Chaque score est alors aussi un changement dans Postgres. Regardez combien de lignes, de journal et de lignes mortes cela fait&#xa0;: c&apos;est ce que Redis épargne.</translation>
    </message>
    <message>
        <source>The schema tierlens_game is not complete: reset the sandbox, or drop that schema and start again.</source>
        <translation>Le schéma tierlens_game n&apos;est pas complet&#xa0;: réinitialisez le bac à sable, ou supprimez ce schéma et recommencez.</translation>
    </message>
</context>
<context>
    <name>LogRows</name>
    <message>
        <source>until %1</source>
        <translation>jusqu’à %1</translation>
    </message>
    <message>
        <source>going on</source>
        <translation>en cours</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>problème</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>alerte</translation>
    </message>
    <message>
        <source>notice</source>
        <translation>remarque</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Quand</translation>
    </message>
    <message>
        <source>By the clock of the server</source>
        <translation>Selon l’horloge du serveur</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Durée</translation>
    </message>
    <message>
        <source>Inside Redis; nothing else ran in that time</source>
        <translation>Dans Redis ; rien d’autre ne tournait pendant ce temps</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Commande</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>What held Redis up</source>
        <translation>Ce qui a retenu Redis</translation>
    </message>
    <message>
        <source>Last time</source>
        <translation>Dernière fois</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>Pire</translation>
    </message>
    <message>
        <source>Since the server began to count</source>
        <translation>Depuis que le serveur compte</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Depuis</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <source>What happened, and what to look at</source>
        <translation>Ce qui s’est passé, et quoi regarder</translation>
    </message>
    <message>
        <source>seen until %1</source>
        <translation>vu jusqu&apos;à %1</translation>
    </message>
</context>
<context>
    <name>LoopbackDoors</name>
    <message>
        <source>%1 cannot be written: check the rights and the room there.</source>
        <translation>%1 ne peut pas être écrit&#xa0;: vérifiez les droits et la place à cet endroit.</translation>
    </message>
    <message>
        <source>No free port was found on this computer&apos;s loopback.</source>
        <translation>Aucun port libre n&apos;a été trouvé sur le loopback de cet ordinateur.</translation>
    </message>
</context>
<context>
    <name>Measure</name>
    <message>
        <source>Hit rate</source>
        <translation>Taux de succès</translation>
    </message>
    <message>
        <source>Half of the answers within</source>
        <translation>La moitié des réponses en</translation>
    </message>
    <message>
        <source>99 of 100 answers within</source>
        <translation>99 réponses sur 100 en</translation>
    </message>
    <message>
        <source>Queries on Postgres</source>
        <translation>Requêtes sur Postgres</translation>
    </message>
    <message>
        <source>Queries in the worst moment</source>
        <translation>Requêtes au pire moment</translation>
    </message>
    <message>
        <source>Answers out of date</source>
        <translation>Réponses périmées</translation>
    </message>
    <message>
        <source>Oldest of them</source>
        <translation>La plus périmée</translation>
    </message>
    <message>
        <source>Same query at once</source>
        <translation>Même requête à la fois</translation>
    </message>
    <message>
        <source>Requests answered</source>
        <translation>Demandes servies</translation>
    </message>
    <message>
        <source>Requests failed</source>
        <translation>Demandes échouées</translation>
    </message>
    <message>
        <source>Of all look-ups in Redis, how many found an answer. Zero if Redis is not asked at all.</source>
        <translation>Sur toutes les recherches dans Redis, combien ont trouvé une réponse. Zéro si Redis n&apos;est pas du tout interrogé.</translation>
    </message>
    <message>
        <source>The median: half of the answers came sooner, half later. Writes are not among them.</source>
        <translation>La médiane&#xa0;: la moitié des réponses est venue plus tôt, l&apos;autre plus tard. Les écritures n&apos;en font pas partie.</translation>
    </message>
    <message>
        <source>One answer in a hundred took longer than this. Writes are not among them.</source>
        <translation>Une réponse sur cent a pris plus de temps que cela. Les écritures n&apos;en font pas partie.</translation>
    </message>
    <message>
        <source>Statements the requests sent to Postgres, a second, over the whole run.</source>
        <translation>Instructions que les demandes ont envoyées à Postgres, par seconde, sur tout le passage.</translation>
    </message>
    <message>
        <source>The same in the worst quarter of a second, times four.</source>
        <translation>La même chose dans le pire quart de seconde, multipliée par quatre.</translation>
    </message>
    <message>
        <source>Answers that were older than what Postgres had when they were asked for.</source>
        <translation>Réponses plus anciennes que ce que Postgres avait au moment où on les a demandées.</translation>
    </message>
    <message>
        <source>How long the truth had changed before the most outdated answer was given.</source>
        <translation>Depuis combien de temps la vérité avait changé quand la réponse la plus périmée a été donnée.</translation>
    </message>
    <message>
        <source>The most queries that ran in Postgres at the same time for one and the same key and got the same answer: one would have done.</source>
        <translation>Le plus grand nombre de requêtes exécutées en même temps dans Postgres pour une seule et même clé, avec la même réponse&#xa0;: une seule aurait suffi.</translation>
    </message>
    <message>
        <source>Requests that got an answer, a second.</source>
        <translation>Demandes qui ont eu une réponse, par seconde.</translation>
    </message>
    <message>
        <source>Requests that got no answer at all.</source>
        <translation>Demandes restées sans aucune réponse.</translation>
    </message>
</context>
<context>
    <name>MonitorBurst</name>
    <message>
        <source>Ended early, to spare the server: it sends more than Tierlens can take in.</source>
        <translation>Finie plus tôt, pour ménager le serveur&#xa0;: il envoie plus que Tierlens ne peut prendre.</translation>
    </message>
</context>
<context>
    <name>OnlineStore</name>
    <message>
        <source>%1 now costs %2</source>
        <translation>%1 coûte maintenant %2</translation>
    </message>
    <message>
        <source>Online store</source>
        <translation>Boutique en ligne</translation>
    </message>
    <message>
        <source>cart · orders · sneakers in Texas</source>
        <translation>panier · commandes · baskets au Texas</translation>
    </message>
    <message>
        <source>Change a price in Postgres</source>
        <translation>Changer un prix dans Postgres</translation>
    </message>
    <message>
        <source>product page</source>
        <translation>page produit</translation>
    </message>
    <message>
        <source>sneakers in Texas</source>
        <translation>baskets au Texas</translation>
    </message>
    <message>
        <source>sneakers elsewhere</source>
        <translation>baskets ailleurs</translation>
    </message>
    <message>
        <source>my orders</source>
        <translation>mes commandes</translation>
    </message>
    <message>
        <source>session</source>
        <translation>session</translation>
    </message>
    <message>
        <source>add to cart</source>
        <translation>ajout au panier</translation>
    </message>
    <message>
        <source>check out</source>
        <translation>achat</translation>
    </message>
    <message>
        <source>order</source>
        <translation>commande</translation>
    </message>
    <message>
        <source>best sellers</source>
        <translation>meilleures ventes</translation>
    </message>
    <message>
        <source>cart put back</source>
        <translation>panier remis</translation>
    </message>
    <message>
        <source>new price</source>
        <translation>nouveau prix</translation>
    </message>
    <message>
        <source>look at the store</source>
        <translation>tour de la boutique</translation>
    </message>
    <message>
        <source>a product page</source>
        <translation>une page produit</translation>
    </message>
    <message>
        <source>users</source>
        <translation>utilisateurs</translation>
    </message>
    <message>
        <source>addresses</source>
        <translation>adresses</translation>
    </message>
    <message>
        <source>products with price and stock</source>
        <translation>produits avec prix et stock</translation>
    </message>
    <message>
        <source>orders and what is in them</source>
        <translation>commandes et leur contenu</translation>
    </message>
    <message>
        <source>carts of the next ten minutes</source>
        <translation>paniers des dix prochaines minutes</translation>
    </message>
    <message>
        <source>who is logged in</source>
        <translation>qui est connecté</translation>
    </message>
    <message>
        <source>today&apos;s best sellers</source>
        <translation>meilleures ventes du jour</translation>
    </message>
    <message>
        <source>product pages as they were shown last</source>
        <translation>pages produit telles que montrées en dernier</translation>
    </message>
    <message>
        <source>who bought sneakers last month, state by state</source>
        <translation>qui a acheté des baskets le mois dernier, État par État</translation>
    </message>
    <message>
        <source>If Redis restarts now, open carts are lost and everybody has to log in again; no order is, for a cart that was bought is in Postgres.</source>
        <translation>Si Redis redémarre maintenant, les paniers ouverts sont perdus et chacun doit se reconnecter&#xa0;; aucune commande ne l&apos;est, car un panier acheté est dans Postgres.</translation>
    </message>
    <message>
        <source>Who bought sneakers last month and lives in Texas?</source>
        <translation>Qui a acheté des baskets le mois dernier et vit au Texas&#xa0;?</translation>
    </message>
    <message>
        <source>Asks Redis, and Postgres as well, and tells how long each took. Postgres joins users, addresses, orders, their lines and products; Redis remembers the answer. Last month: the 30 days up to now.</source>
        <translation>Demande à Redis, et aussi à Postgres, et dit combien de temps chacun a pris. Postgres relie utilisateurs, adresses, commandes, leurs lignes et produits&#xa0;; Redis retient la réponse. Le mois dernier&#xa0;: les 30 derniers jours.</translation>
    </message>
    <message>
        <source>Check out a full cart</source>
        <translation>Acheter un panier plein</translation>
    </message>
    <message>
        <source>Puts five products into a cart in Redis and buys them: the cart leaves Redis, and the order is in Postgres, whole or not at all.</source>
        <translation>Met cinq produits dans un panier dans Redis et les achète&#xa0;: le panier quitte Redis, et la commande est dans Postgres, entière ou pas du tout.</translation>
    </message>
    <message>
        <source>%1 people. Redis knew it after %2; Postgres, asked again, took %3.</source>
        <translation>%1 personnes. Redis le savait après %2&#xa0;; Postgres, interrogé à son tour, a pris %3.</translation>
    </message>
    <message>
        <source>%1 people. Postgres answered in %2; Redis was not asked or did not know.</source>
        <translation>%1 personnes. Postgres a répondu en %2&#xa0;; Redis n&apos;a pas été interrogé ou ne savait pas.</translation>
    </message>
    <message>
        <source>%1 people. Redis did not know, so Postgres was asked: %2. Asked again, Redis answered in %3.</source>
        <translation>%1 personnes. Redis ne savait pas, Postgres a donc été interrogé&#xa0;: %2. Interrogé de nouveau, Redis a répondu en %3.</translation>
    </message>
    <message>
        <source>The order is in Postgres, but the server went away before it told its number.</source>
        <translation>La commande est dans Postgres, mais le serveur a disparu avant de donner son numéro.</translation>
    </message>
    <message>
        <source>Order no. %1: %2 lines, %3 things, %4. In Postgres after %5; the cart is gone from Redis.</source>
        <translation>Commande n° %1&#xa0;: %2 lignes, %3 articles, %4. Dans Postgres après %5&#xa0;; le panier a quitté Redis.</translation>
    </message>
    <message>
        <source>The cart was gone before it could be bought: Redis has just forgotten it.</source>
        <translation>Le panier avait disparu avant d&apos;être acheté&#xa0;: Redis vient de l&apos;oublier.</translation>
    </message>
    <message>
        <source>Postgres did not take the order, so the cart is in Redis again: nothing was sold, nothing is lost.</source>
        <translation>Postgres n&apos;a pas pris la commande, le panier est donc de nouveau dans Redis&#xa0;: rien n&apos;est vendu, rien n&apos;est perdu.</translation>
    </message>
    <message>
        <source>The servers went away in the middle. As soon as they are back Tierlens finds out whether the order was placed; if not, the cart is put back.</source>
        <translation>Les serveurs ont disparu en plein milieu. Dès leur retour, Tierlens cherche si la commande a été passée&#xa0;; sinon, le panier est remis.</translation>
    </message>
</context>
<context>
    <name>OpenedFile</name>
    <message>
        <source>%1 is a folder, not a file.</source>
        <translation>%1 est un dossier, pas un fichier.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 est illisible&#xa0;: %2.</translation>
    </message>
    <message>
        <source>%1 is neither a recording nor a tour of Tierlens.</source>
        <translation>%1 n&apos;est ni un enregistrement ni une visite de Tierlens.</translation>
    </message>
</context>
<context>
    <name>OrderCompare</name>
    <message>
        <source>The requests under way did not end in time, so nothing was compared.</source>
        <translation>Les demandes en cours ne se sont pas terminées à temps, rien n&apos;a donc été comparé.</translation>
    </message>
    <message>
        <source>The servers are not ready yet.</source>
        <translation>Les serveurs ne sont pas encore prêts.</translation>
    </message>
    <message>
        <source>Comparing: %1 The ordinary traffic waits meanwhile.</source>
        <translation>Comparaison&#xa0;: %1 Le trafic ordinaire attend pendant ce temps.</translation>
    </message>
    <message>
        <source>Compared: %1 The check against the servers&apos; counters begins anew.</source>
        <translation>Comparé&#xa0;: %1 La vérification avec les compteurs des serveurs repart de zéro.</translation>
    </message>
</context>
<context>
    <name>PatternRows</name>
    <message>
        <source>%1, no expiry, and it grows</source>
        <translation>%1, sans expiration, et cela grandit</translation>
    </message>
    <message>
        <source>hardly ever asked twice: worth caching?</source>
        <translation>presque jamais demandé deux fois : le cache vaut-il la peine ?</translation>
    </message>
    <message>
        <source>(not known yet)</source>
        <translation>(pas encore connu)</translation>
    </message>
    <message>
        <source>(written by the application)</source>
        <translation>(écrit par l’application)</translation>
    </message>
    <message>
        <source>(no fill was seen)</source>
        <translation>(aucun remplissage vu)</translation>
    </message>
    <message>
        <source>(you refused a proposal)</source>
        <translation>(vous avez refusé une proposition)</translation>
    </message>
    <message>
        <source>no expiry</source>
        <translation>sans expiration</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>Motif</translation>
    </message>
    <message>
        <source>A part of the name that takes many values is shown as *</source>
        <translation>Une partie du nom qui prend beaucoup de valeurs apparaît comme *</translation>
    </message>
    <message>
        <source>Hit rate</source>
        <translation>Taux de succès</translation>
    </message>
    <message>
        <source>Inferred from the last burst: a read followed by a write of the same key is a miss</source>
        <translation>Déduit de la dernière rafale : une lecture suivie d’une écriture de la même clé est un échec</translation>
    </message>
    <message>
        <source>Misses/s</source>
        <translation>Échecs/s</translation>
    </message>
    <message>
        <source>≈: inferred from the last burst; otherwise counted from key events</source>
        <translation>≈ : déduit de la dernière rafale ; sinon compté par les événements de clés</translation>
    </message>
    <message>
        <source>Filled by</source>
        <translation>Rempli par</translation>
    </message>
    <message>
        <source>The statement in Postgres that answers the misses, and why we think so</source>
        <translation>L’instruction de Postgres qui répond aux échecs, et pourquoi nous le pensons</translation>
    </message>
    <message>
        <source>One miss costs</source>
        <translation>Un échec coûte</translation>
    </message>
    <message>
        <source>Mean time of that statement in Postgres</source>
        <translation>Temps moyen de cette instruction dans Postgres</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Épargné</translation>
    </message>
    <message>
        <source>Time in Postgres that hits save: hits per second × what one miss costs</source>
        <translation>Temps de Postgres que les succès épargnent : succès par seconde × coût d’un échec</translation>
    </message>
    <message>
        <source>Expiring next minute</source>
        <translation>Expire dans la minute</translation>
    </message>
    <message>
        <source>Keys in all, estimated from sampled ones</source>
        <translation>Clés en tout, estimées sur un échantillon</translation>
    </message>
    <message>
        <source>seen on the wire</source>
        <translation>vu sur le réseau</translation>
    </message>
    <message>
        <source>confirmed by you</source>
        <translation>confirmé par vous</translation>
    </message>
    <message>
        <source>inferred, correlation %1</source>
        <translation>déduit, corrélation %1</translation>
    </message>
    <message>
        <source>%1 burst, %2 pairs</source>
        <translation>rafale de %1, %2 paires</translation>
    </message>
    <message>
        <source>Reads in the burst: %1, too few for a rate</source>
        <translation>Lectures dans la rafale&#xa0;: %1, trop peu pour un taux</translation>
    </message>
    <message>
        <source>Reads in the burst: %1</source>
        <translation>Lectures dans la rafale&#xa0;: %1</translation>
    </message>
    <message>
        <source>%1 burst, 1 pair</source>
        <translation>rafale de %1, 1 paire</translation>
    </message>
    <message>
        <source>1 key</source>
        <translation>1 clé</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 clés</translation>
    </message>
    <message>
        <source>(a burst tells)</source>
        <translation>(une rafale le dit)</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>The picture could not be written.</source>
        <translation>L&apos;image n&apos;a pas pu être écrite.</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>Enregistrer l&apos;image</translation>
    </message>
    <message>
        <source>SVG: lines and text, for slides and the web (*.svg)</source>
        <translation>SVG&#xa0;: traits et texte, pour diapositives et web (*.svg)</translation>
    </message>
    <message>
        <source>PNG: pixels (*.png)</source>
        <translation>PNG&#xa0;: pixels (*.png)</translation>
    </message>
</context>
<context>
    <name>PolicyMarks</name>
    <message>
        <source>cache on</source>
        <translation>cache activé</translation>
    </message>
    <message>
        <source>cache off</source>
        <translation>cache désactivé</translation>
    </message>
    <message>
        <source>one query per miss</source>
        <translation>une seule requête par défaut</translation>
    </message>
    <message>
        <source>every miss asks</source>
        <translation>chaque défaut interroge</translation>
    </message>
    <message>
        <source>expiry times spread</source>
        <translation>expirations étalées</translation>
    </message>
    <message>
        <source>expiry times as they fall</source>
        <translation>expirations comme elles tombent</translation>
    </message>
    <message>
        <source>invalidate on write</source>
        <translation>invalider à l&apos;écriture</translation>
    </message>
    <message>
        <source>no invalidation on write</source>
        <translation>pas d&apos;invalidation à l&apos;écriture</translation>
    </message>
    <message>
        <source>remembers what is not there</source>
        <translation>retient ce qui n&apos;existe pas</translation>
    </message>
    <message>
        <source>forgets what is not there</source>
        <translation>oublie ce qui n&apos;existe pas</translation>
    </message>
    <message>
        <source>old answers while renewing</source>
        <translation>anciennes réponses pendant le renouvellement</translation>
    </message>
    <message>
        <source>no old answers</source>
        <translation>pas d&apos;anciennes réponses</translation>
    </message>
    <message>
        <source>early renewal on</source>
        <translation>renouvellement anticipé activé</translation>
    </message>
    <message>
        <source>early renewal off</source>
        <translation>renouvellement anticipé désactivé</translation>
    </message>
    <message>
        <source>write-through on</source>
        <translation>write-through activé</translation>
    </message>
    <message>
        <source>write-through off</source>
        <translation>write-through désactivé</translation>
    </message>
    <message>
        <source>write-behind on</source>
        <translation>write-behind activé</translation>
    </message>
    <message>
        <source>write-behind off</source>
        <translation>write-behind désactivé</translation>
    </message>
    <message>
        <source>Postgres tells changes</source>
        <translation>Postgres annonce les modifications</translation>
    </message>
    <message>
        <source>Postgres tells no changes</source>
        <translation>Postgres n&apos;annonce pas les modifications</translation>
    </message>
    <message>
        <source>Redis may use %1</source>
        <translation>Redis peut utiliser %1</translation>
    </message>
    <message>
        <source>eviction %1</source>
        <translation>éviction %1</translation>
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
        <translation>%1&#xa0;: oui</translation>
    </message>
    <message>
        <source>%1: off</source>
        <translation>%1&#xa0;: non</translation>
    </message>
    <message>
        <source>the world&apos;s own switch: on</source>
        <translation>l&apos;interrupteur propre au monde&#xa0;: oui</translation>
    </message>
    <message>
        <source>the world&apos;s own switch: off</source>
        <translation>l&apos;interrupteur propre au monde&#xa0;: non</translation>
    </message>
    <message>
        <source>time to live %1</source>
        <translation>durée de vie %1</translation>
    </message>
    <message>
        <source>room for %1 of keys</source>
        <translation>place pour %1 de clés</translation>
    </message>
    <message>
        <source>Use the cache</source>
        <translation>Utiliser le cache</translation>
    </message>
    <message>
        <source>Ask Redis first. Off: every read asks Postgres.</source>
        <translation>Demander d&apos;abord à Redis. Coupé&#xa0;: chaque lecture interroge Postgres.</translation>
    </message>
    <message>
        <source>One query per miss</source>
        <translation>Une requête par défaut</translation>
    </message>
    <message>
        <source>Of all who miss the same key at once, one asks Postgres and the others wait.</source>
        <translation>De tous ceux qui manquent la même clé à la fois, un seul interroge Postgres et les autres attendent.</translation>
    </message>
    <message>
        <source>Spread the expiry times</source>
        <translation>Étaler les expirations</translation>
    </message>
    <message>
        <source>Keys filled together do not expire together: each lives up to 20 % shorter or longer.</source>
        <translation>Les clés remplies ensemble n&apos;expirent pas ensemble&#xa0;: chacune vit jusqu&apos;à 20&#xa0;% de moins ou de plus.</translation>
    </message>
    <message>
        <source>Delete on write</source>
        <translation>Supprimer à l&apos;écriture</translation>
    </message>
    <message>
        <source>A write also deletes the cached copies it makes old.</source>
        <translation>Une écriture supprime aussi les copies en cache qu&apos;elle rend périmées.</translation>
    </message>
    <message>
        <source>Write through</source>
        <translation>Écriture directe</translation>
    </message>
    <message>
        <source>A write puts the new value into Redis instead of deleting the old one.</source>
        <translation>Une écriture met la nouvelle valeur dans Redis au lieu de supprimer l&apos;ancienne.</translation>
    </message>
    <message>
        <source>Write behind</source>
        <translation>Écriture différée</translation>
    </message>
    <message>
        <source>Redis is written first and Postgres a little later: quick, and a crash loses what had not got there.</source>
        <translation>Redis est écrit d&apos;abord, Postgres un peu plus tard&#xa0;: c&apos;est rapide, mais une panne brutale perd ce qui n&apos;y était pas arrivé.</translation>
    </message>
    <message>
        <source>Remember &quot;no such row&quot;</source>
        <translation>Retenir «&#xa0;ligne absente&#xa0;»</translation>
    </message>
    <message>
        <source>An answer of nothing is cached for a short while, too.</source>
        <translation>Une réponse vide est elle aussi mise en cache pour un court moment.</translation>
    </message>
    <message>
        <source>Old answer while it is renewed</source>
        <translation>Ancienne réponse en attendant</translation>
    </message>
    <message>
        <source>Just after expiry the old answer is handed out while one request fetches a new one.</source>
        <translation>Juste après l&apos;expiration, l&apos;ancienne réponse est donnée pendant qu&apos;une demande va chercher la nouvelle.</translation>
    </message>
    <message>
        <source>Renew before expiry</source>
        <translation>Renouveler avant l&apos;expiration</translation>
    </message>
    <message>
        <source>Now and then somebody renews a key shortly before it expires (XFetch).</source>
        <translation>De temps en temps, quelqu&apos;un renouvelle une clé peu avant son expiration (XFetch).</translation>
    </message>
    <message>
        <source>Postgres says what changed</source>
        <translation>Postgres dit ce qui change</translation>
    </message>
    <message>
        <source>A trigger notifies of every write, whoever made it, and the key is deleted.</source>
        <translation>Un déclencheur signale chaque écriture, d&apos;où qu&apos;elle vienne, et la clé est supprimée.</translation>
    </message>
</context>
<context>
    <name>PostgresCluster</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Le dossier %1 ne peut pas être créé.</translation>
    </message>
    <message>
        <source>Postgres&apos; initdb could not make a cluster in %1.</source>
        <translation>L&apos;initdb de Postgres n&apos;a pas pu créer de cluster dans %1.</translation>
    </message>
    <message>
        <source>Postgres could not be given pg_stat_statements and the database of the sandbox: install the contrib modules of PostgreSQL %1, or see below.</source>
        <translation>Impossible de donner à Postgres pg_stat_statements et la base du bac à sable&#xa0;: installez les modules contrib de PostgreSQL %1, ou voyez ci-dessous.</translation>
    </message>
    <message>
        <source>The new cluster in %1 cannot be written to the disk: check the disk.</source>
        <translation>Le nouveau cluster dans %1 ne peut pas être écrit sur le disque&#xa0;: vérifiez le disque.</translation>
    </message>
</context>
<context>
    <name>PostgresErrors</name>
    <message>
        <source>The PostgreSQL address has an @ after its first / ? or #; write these signs in a user name or password as %2F, %3F and %23, and an @ as %40.</source>
        <translation>L&apos;adresse PostgreSQL a un @ après son premier / ? ou #&#xa0;; écrivez ces signes d&apos;un nom d&apos;utilisateur ou d&apos;un mot de passe comme %2F, %3F et %23, et un @ comme %40.</translation>
    </message>
    <message>
        <source>The PostgreSQL address cannot be read; write it as postgresql://user:password@host:5432/database or host=… dbname=… user=…, with the signs : / ? # @ % of a URI&apos;s password as %3A %2F %3F %23 %40 %25.</source>
        <translation>L&apos;adresse PostgreSQL est illisible&#xa0;; écrivez-la comme postgresql://user:password@host:5432/database ou host=… dbname=… user=…, avec les signes : / ? # @ % du mot de passe d&apos;une URI comme %3A %2F %3F %23 %40 %25.</translation>
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
        <translation>Pas de réponse de PostgreSQL à %1 en %2&#xa0;; vérifiez l&apos;hôte et le port, ou un pare-feu entre les deux.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 takes connections but did not answer within %2; it may be frozen or busy, or it is no PostgreSQL.</source>
        <translation>PostgreSQL à %1 accepte les connexions mais n&apos;a pas répondu en %2&#xa0;; il est peut-être gelé ou occupé, ou ce n&apos;est pas un PostgreSQL.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 was restarted again and again while Tierlens was connecting; it tries again by itself.</source>
        <translation>PostgreSQL à %1 a été redémarré sans cesse pendant que Tierlens se connectait&#xa0;; il réessaie de lui-même.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 did not answer within %2 ms; it may be frozen or overloaded. Tierlens keeps trying.</source>
        <translation>PostgreSQL à %1 n&apos;a pas répondu en %2 ms&#xa0;; il est peut-être gelé ou surchargé. Tierlens continue d&apos;essayer.</translation>
    </message>
    <message>
        <source>The connection to PostgreSQL at %1 was replaced in the middle of a transaction; nothing of it was saved.</source>
        <translation>La connexion à PostgreSQL à %1 a été remplacée au milieu d&apos;une transaction&#xa0;; rien n&apos;en a été enregistré.</translation>
    </message>
    <message>
        <source>does not accept this user name and password</source>
        <translation>n&apos;accepte pas ce nom d&apos;utilisateur et ce mot de passe</translation>
    </message>
    <message>
        <source>check both, or put the password into ~/.pgpass</source>
        <translation>vérifiez les deux, ou mettez le mot de passe dans ~/.pgpass</translation>
    </message>
    <message>
        <source>has no rule that lets this user connect from here to this database</source>
        <translation>n&apos;a pas de règle qui laisse cet utilisateur se connecter d&apos;ici à cette base</translation>
    </message>
    <message>
        <source>add a line for it to pg_hba.conf there and reload, or use another user</source>
        <translation>ajoutez-lui une ligne dans pg_hba.conf là-bas et rechargez, ou prenez un autre utilisateur</translation>
    </message>
    <message>
        <source>does not know this user</source>
        <translation>ne connaît pas cet utilisateur</translation>
    </message>
    <message>
        <source>create it with createuser, or name another one in the address (user=…)</source>
        <translation>créez-le avec createuser, ou nommez-en un autre dans l&apos;adresse (user=…)</translation>
    </message>
    <message>
        <source>does not let this user in</source>
        <translation>ne laisse pas entrer cet utilisateur</translation>
    </message>
    <message>
        <source>check user name and password, and the rules in pg_hba.conf there</source>
        <translation>vérifiez le nom d&apos;utilisateur et le mot de passe, et les règles de pg_hba.conf là-bas</translation>
    </message>
    <message>
        <source>has no database with this name</source>
        <translation>n&apos;a pas de base de ce nom</translation>
    </message>
    <message>
        <source>check the name, or create it with createdb</source>
        <translation>vérifiez le nom, ou créez-la avec createdb</translation>
    </message>
    <message>
        <source>is starting up</source>
        <translation>est en train de démarrer</translation>
    </message>
    <message>
        <source>Tierlens keeps trying</source>
        <translation>Tierlens continue d&apos;essayer</translation>
    </message>
    <message>
        <source>is shutting down</source>
        <translation>est en train de s&apos;arrêter</translation>
    </message>
    <message>
        <source>start it again; Tierlens keeps trying</source>
        <translation>redémarrez-le&#xa0;; Tierlens continue d&apos;essayer</translation>
    </message>
    <message>
        <source>is recovering after a crash</source>
        <translation>se rétablit après une panne brutale</translation>
    </message>
    <message>
        <source>Tierlens keeps trying; nothing that was committed is lost</source>
        <translation>Tierlens continue d&apos;essayer&#xa0;; rien de ce qui était validé n&apos;est perdu</translation>
    </message>
    <message>
        <source>does not take connections at the moment</source>
        <translation>n&apos;accepte pas de connexions en ce moment</translation>
    </message>
    <message>
        <source>it is starting, recovering or shutting down; Tierlens keeps trying</source>
        <translation>il démarre, se rétablit ou s&apos;arrête&#xa0;; Tierlens continue d&apos;essayer</translation>
    </message>
    <message>
        <source>has no free connection for us (max_connections)</source>
        <translation>n&apos;a pas de connexion libre pour nous (max_connections)</translation>
    </message>
    <message>
        <source>use fewer clients, close other programs, or raise max_connections there</source>
        <translation>prenez moins de clients, fermez d&apos;autres programmes, ou augmentez max_connections là-bas</translation>
    </message>
    <message>
        <source>has no space left on its disk</source>
        <translation>n&apos;a plus de place sur son disque</translation>
    </message>
    <message>
        <source>free some space there</source>
        <translation>libérez-y de la place</translation>
    </message>
    <message>
        <source>is short of memory, disk or another resource</source>
        <translation>manque de mémoire, de disque ou d&apos;une autre ressource</translation>
    </message>
    <message>
        <source>look into its log, and use fewer clients</source>
        <translation>lisez son journal, et prenez moins de clients</translation>
    </message>
    <message>
        <source>is read-only here and takes no writes</source>
        <translation>est ici en lecture seule et n&apos;accepte pas d&apos;écritures</translation>
    </message>
    <message>
        <source>connect to the primary, or without the read-only setting</source>
        <translation>connectez-vous au primaire, ou sans le réglage de lecture seule</translation>
    </message>
    <message>
        <source>gave up a statement that took too long</source>
        <translation>a abandonné une instruction qui durait trop longtemps</translation>
    </message>
    <message>
        <source>raise statement_timeout in the address, or look what else is running there</source>
        <translation>augmentez statement_timeout dans l&apos;adresse, ou regardez ce qui tourne d&apos;autre là-bas</translation>
    </message>
    <message>
        <source>waited too long for a lock another session holds</source>
        <translation>a attendu trop longtemps un verrou tenu par une autre session</translation>
    </message>
    <message>
        <source>wait until that session is done, or end it</source>
        <translation>attendez que cette session ait fini, ou terminez-la</translation>
    </message>
    <message>
        <source>ended this transaction because it and another one waited for each other</source>
        <translation>a mis fin à cette transaction parce qu&apos;elle et une autre s&apos;attendaient l&apos;une l&apos;autre</translation>
    </message>
    <message>
        <source>run it again</source>
        <translation>relancez-la</translation>
    </message>
    <message>
        <source>ended this transaction because another one changed the same rows</source>
        <translation>a mis fin à cette transaction parce qu&apos;une autre a modifié les mêmes lignes</translation>
    </message>
    <message>
        <source>does not allow this user to do that</source>
        <translation>ne permet pas cela à cet utilisateur</translation>
    </message>
    <message>
        <source>let its administrator grant the right, or use another user</source>
        <translation>faites donner ce droit par son administrateur, ou prenez un autre utilisateur</translation>
    </message>
    <message>
        <source>has no table with this name</source>
        <translation>n&apos;a pas de table de ce nom</translation>
    </message>
    <message>
        <source>check that this is the right database, or let Tierlens set up its tables again</source>
        <translation>vérifiez que c&apos;est la bonne base, ou laissez Tierlens recréer ses tables</translation>
    </message>
    <message>
        <source>refused a row that breaks a rule of its table</source>
        <translation>a refusé une ligne contraire à une règle de sa table</translation>
    </message>
    <message>
        <source>its own words name the rule</source>
        <translation>ses propres mots nomment la règle</translation>
    </message>
    <message>
        <source>ignores the rest of a transaction whose earlier statement failed</source>
        <translation>ignore le reste d&apos;une transaction dont une instruction précédente a échoué</translation>
    </message>
    <message>
        <source>nothing of it was saved; run it again</source>
        <translation>rien n&apos;en a été enregistré&#xa0;; relancez-la</translation>
    </message>
    <message>
        <source>ended this connection on its administrator&apos;s order</source>
        <translation>a mis fin à cette connexion sur ordre de son administrateur</translation>
    </message>
    <message>
        <source>Tierlens connects again by itself</source>
        <translation>Tierlens se reconnecte de lui-même</translation>
    </message>
    <message>
        <source>ended all connections because one of its processes crashed</source>
        <translation>a mis fin à toutes les connexions parce qu&apos;un de ses processus est tombé</translation>
    </message>
    <message>
        <source>it recovers by itself, and Tierlens connects again</source>
        <translation>il se rétablit de lui-même, et Tierlens se reconnecte</translation>
    </message>
    <message>
        <source>ended this connection because it was idle too long</source>
        <translation>a mis fin à cette connexion restée trop longtemps inactive</translation>
    </message>
    <message>
        <source>ended this connection because its transaction was idle too long</source>
        <translation>a mis fin à cette connexion parce que sa transaction est restée trop longtemps inactive</translation>
    </message>
    <message>
        <source>and Tierlens do not understand each other</source>
        <translation>et Tierlens ne se comprennent pas</translation>
    </message>
    <message>
        <source>check the port, and whether a pooler stands in between</source>
        <translation>vérifiez le port, et si un pooler se trouve entre les deux</translation>
    </message>
    <message>
        <source>broke the connection</source>
        <translation>a rompu la connexion</translation>
    </message>
    <message>
        <source>cannot do what was asked</source>
        <translation>ne sait pas faire ce qui est demandé</translation>
    </message>
    <message>
        <source>it may be too old; Tierlens needs PostgreSQL 12 or newer</source>
        <translation>il est peut-être trop ancien&#xa0;; Tierlens demande PostgreSQL 12 ou plus récent</translation>
    </message>
    <message>
        <source>did not understand a statement</source>
        <translation>n&apos;a pas compris une instruction</translation>
    </message>
    <message>
        <source>its own words name the place</source>
        <translation>ses propres mots nomment l&apos;endroit</translation>
    </message>
    <message>
        <source>has trouble with its own files</source>
        <translation>a des ennuis avec ses propres fichiers</translation>
    </message>
    <message>
        <source>look into its log</source>
        <translation>lisez son journal</translation>
    </message>
    <message>
        <source>reports a mistake of its own</source>
        <translation>signale une erreur de son propre fait</translation>
    </message>
    <message>
        <source>cannot be found: there is no host with this name</source>
        <translation>est introuvable&#xa0;: il n&apos;y a pas d&apos;hôte de ce nom</translation>
    </message>
    <message>
        <source>check the spelling, or the network</source>
        <translation>vérifiez l&apos;orthographe, ou le réseau</translation>
    </message>
    <message>
        <source>asks for a password</source>
        <translation>demande un mot de passe</translation>
    </message>
    <message>
        <source>put it into ~/.pgpass, PGPASSWORD or the address</source>
        <translation>mettez-le dans ~/.pgpass, PGPASSWORD ou l&apos;adresse</translation>
    </message>
    <message>
        <source>offers no TLS, and the address demands it</source>
        <translation>n&apos;offre pas TLS, et l&apos;adresse l&apos;exige</translation>
    </message>
    <message>
        <source>switch TLS on there, or use sslmode=prefer</source>
        <translation>activez-y TLS, ou prenez sslmode=prefer</translation>
    </message>
    <message>
        <source>does not speak like PostgreSQL</source>
        <translation>ne parle pas comme PostgreSQL</translation>
    </message>
    <message>
        <source>check the port</source>
        <translation>vérifiez le port</translation>
    </message>
    <message>
        <source>cannot be checked: the root certificate is missing</source>
        <translation>ne peut pas être vérifié&#xa0;: le certificat racine manque</translation>
    </message>
    <message>
        <source>put it where libpq&apos;s words say, or set sslrootcert</source>
        <translation>mettez-le où le disent les mots de libpq, ou réglez sslrootcert</translation>
    </message>
    <message>
        <source>shows a certificate that your root certificate does not confirm</source>
        <translation>montre un certificat que votre certificat racine ne confirme pas</translation>
    </message>
    <message>
        <source>check sslrootcert, and that this is the right server</source>
        <translation>vérifiez sslrootcert, et que c&apos;est le bon serveur</translation>
    </message>
    <message>
        <source>shows a certificate for another host name</source>
        <translation>montre un certificat pour un autre nom d&apos;hôte</translation>
    </message>
    <message>
        <source>use the name the certificate is for</source>
        <translation>prenez le nom pour lequel le certificat est fait</translation>
    </message>
    <message>
        <source>runs as another user than requirepeer demands</source>
        <translation>tourne sous un autre utilisateur que ne l&apos;exige requirepeer</translation>
    </message>
    <message>
        <source>check that this is the right server</source>
        <translation>vérifiez que c&apos;est le bon serveur</translation>
    </message>
    <message>
        <source>cannot be found: there is no such service</source>
        <translation>est introuvable&#xa0;: il n&apos;y a pas de tel service</translation>
    </message>
    <message>
        <source>check its name in pg_service.conf</source>
        <translation>vérifiez son nom dans pg_service.conf</translation>
    </message>
    <message>
        <source>cannot be found: the service file cannot be read</source>
        <translation>est introuvable&#xa0;: le fichier de services est illisible</translation>
    </message>
    <message>
        <source>check PGSERVICEFILE and pg_service.conf</source>
        <translation>vérifiez PGSERVICEFILE et pg_service.conf</translation>
    </message>
    <message>
        <source>has no valid port</source>
        <translation>n&apos;a pas de port valable</translation>
    </message>
    <message>
        <source>use a number from 1 to 65535</source>
        <translation>prenez un nombre de 1 à 65535</translation>
    </message>
    <message>
        <source>has a setting that is not a number</source>
        <translation>a un réglage qui n&apos;est pas un nombre</translation>
    </message>
    <message>
        <source>check port and connect_timeout</source>
        <translation>vérifiez port et connect_timeout</translation>
    </message>
    <message>
        <source>has an unknown setting</source>
        <translation>a un réglage inconnu</translation>
    </message>
    <message>
        <source>check the address</source>
        <translation>vérifiez l&apos;adresse</translation>
    </message>
    <message>
        <source>has a socket folder with too long a path</source>
        <translation>a un dossier de socket au chemin trop long</translation>
    </message>
    <message>
        <source>use a shorter one</source>
        <translation>prenez-en un plus court</translation>
    </message>
    <message>
        <source>cannot be reached: nothing listens there</source>
        <translation>est injoignable&#xa0;: rien n&apos;écoute là-bas</translation>
    </message>
    <message>
        <source>start it, or check host and port</source>
        <translation>démarrez-le, ou vérifiez l&apos;hôte et le port</translation>
    </message>
    <message>
        <source>cannot be reached: there is no such socket</source>
        <translation>est injoignable&#xa0;: il n&apos;y a pas de tel socket</translation>
    </message>
    <message>
        <source>start it, or check the folder and the port in the address</source>
        <translation>démarrez-le, ou vérifiez le dossier et le port dans l&apos;adresse</translation>
    </message>
    <message>
        <source>cannot be reached: you have no right to use its socket</source>
        <translation>est injoignable&#xa0;: vous n&apos;avez pas le droit d&apos;utiliser son socket</translation>
    </message>
    <message>
        <source>ask for membership of the group that owns it, or connect by host=localhost</source>
        <translation>demandez à entrer dans le groupe qui le possède, ou connectez-vous par host=localhost</translation>
    </message>
    <message>
        <source>cannot be reached: no network leads there</source>
        <translation>est injoignable&#xa0;: aucun réseau n&apos;y mène</translation>
    </message>
    <message>
        <source>check the network or the tunnel</source>
        <translation>vérifiez le réseau ou le tunnel</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>ne répond pas</translation>
    </message>
    <message>
        <source>check host and port, or a firewall in between</source>
        <translation>vérifiez l&apos;hôte et le port, ou un pare-feu entre les deux</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 refused a statement; its own words say why.</source>
        <translation>PostgreSQL à %1 a refusé une instruction&#xa0;; ses propres mots disent pourquoi.</translation>
    </message>
    <message>
        <source>What listens as PostgreSQL at %1 closed the connection without an answer; it is shutting down, or is no PostgreSQL.</source>
        <translation>Ce qui écoute comme PostgreSQL à %1 a fermé la connexion sans réponse&#xa0;; cela s&apos;arrête, ou n&apos;est pas un PostgreSQL.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 did not complete the connection; check the address and that it runs.</source>
        <translation>PostgreSQL à %1 n&apos;a pas achevé la connexion&#xa0;; vérifiez l&apos;adresse, et qu&apos;il tourne.</translation>
    </message>
    <message>
        <source>The connection to PostgreSQL at %1 broke; it may have stopped. Tierlens connects again by itself.</source>
        <translation>La connexion à PostgreSQL à %1 s&apos;est rompue&#xa0;; il s&apos;est peut-être arrêté. Tierlens se reconnecte de lui-même.</translation>
    </message>
    <message>
        <source>PostgreSQL at %1 %2; %3.</source>
        <comment>address, what it does, what to do next</comment>
        <translation>PostgreSQL à %1 %2 ; %3.</translation>
    </message>
</context>
<context>
    <name>PostgresObserver</name>
    <message>
        <source>Postgres does not report on the database in use.</source>
        <translation>Postgres ne dit rien de la base utilisée.</translation>
    </message>
</context>
<context>
    <name>PostgresWatchText</name>
    <message>
        <source>Queries are counted there but cannot be read: run CREATE EXTENSION pg_stat_statements in the database %1.</source>
        <translation>Les requêtes y sont comptées mais illisibles&#xa0;: lancez CREATE EXTENSION pg_stat_statements dans la base %1.</translation>
    </message>
    <message>
        <source>Queries are not counted there: add pg_stat_statements to shared_preload_libraries, restart PostgreSQL, and run CREATE EXTENSION IF NOT EXISTS pg_stat_statements in the database %1.</source>
        <translation>Les requêtes n&apos;y sont pas comptées&#xa0;: ajoutez pg_stat_statements à shared_preload_libraries, redémarrez PostgreSQL, et lancez CREATE EXTENSION IF NOT EXISTS pg_stat_statements dans la base %1.</translation>
    </message>
    <message>
        <source>Details of other users&apos; sessions and queries are hidden from us; an administrator can change that: GRANT pg_monitor TO %1;</source>
        <translation>Les détails des sessions et requêtes d&apos;autres utilisateurs nous sont cachés&#xa0;; un administrateur peut changer cela&#xa0;: GRANT pg_monitor TO %1;</translation>
    </message>
</context>
<context>
    <name>PresentCaption</name>
    <message>
        <source>Redis and Postgres are both away: nobody gets an answer.</source>
        <translation>Redis et Postgres sont tous deux absents&#xa0;: personne n&apos;a de réponse.</translation>
    </message>
    <message>
        <source>Redis is down, so every question goes to Postgres.</source>
        <translation>Redis est absent, chaque question va donc à Postgres.</translation>
    </message>
    <message>
        <source>Redis is silent, so questions go to Postgres.</source>
        <translation>Redis se tait, les questions vont donc à Postgres.</translation>
    </message>
    <message>
        <source>A typical answer takes %1, but nobody goes without.</source>
        <translation>Une réponse typique prend %1, mais chacun a la sienne.</translation>
    </message>
    <message>
        <source>A typical answer takes %1.</source>
        <translation>Une réponse typique prend %1.</translation>
    </message>
    <message>
        <source>Postgres is away. Redis still tells what it remembers; %1 questions in 3 seconds got no answer.</source>
        <translation>Postgres est absent. Redis dit encore ce qu&apos;il retient&#xa0;; %1 questions en 3 secondes sont restées sans réponse.</translation>
    </message>
    <message>
        <source>Postgres is away, and so far nobody notices: Redis remembers what is asked.</source>
        <translation>Postgres est absent, et jusqu&apos;ici personne ne le remarque&#xa0;: Redis retient ce qu&apos;on demande.</translation>
    </message>
    <message>
        <source>Postgres is away: what Redis does not remember cannot be answered.</source>
        <translation>Postgres est absent&#xa0;: ce que Redis ne retient pas reste sans réponse.</translation>
    </message>
    <message>
        <source>Redis is on its way back.</source>
        <translation>Redis est en train de revenir.</translation>
    </message>
    <message>
        <source>Postgres is coming back. It reads its log first, so that nothing confirmed is lost.</source>
        <translation>Postgres revient. Il lit d&apos;abord son journal, pour que rien de confirmé ne soit perdu.</translation>
    </message>
    <message>
        <source>Redis was restarted and has lost no key.</source>
        <translation>Redis a été redémarré et n&apos;a perdu aucune clé.</translation>
    </message>
    <message>
        <source>Redis came back with nothing. Each answer is asked of Postgres once, and remembered again.</source>
        <translation>Redis est revenu vide. Chaque réponse est demandée une fois à Postgres, puis de nouveau retenue.</translation>
    </message>
    <message>
        <source>No row was lost.</source>
        <translation>Aucune ligne n&apos;a été perdue.</translation>
    </message>
    <message>
        <source>Redis forgot %1. After %2 and %3 extra queries it knew enough again.</source>
        <translation>Redis a oublié %1. Après %2 et %3 requêtes de plus, il en savait de nouveau assez.</translation>
    </message>
    <message>
        <source>Postgres was away for %1.</source>
        <translation>Postgres a été absent pendant %1.</translation>
    </message>
    <message>
        <source>Postgres was stopped.</source>
        <translation>Postgres a été arrêté.</translation>
    </message>
    <message>
        <source>Nobody went without an answer.</source>
        <translation>Personne n&apos;est resté sans réponse.</translation>
    </message>
    <message>
        <source>%1 questions got no answer.</source>
        <translation>%1 questions sont restées sans réponse.</translation>
    </message>
    <message>
        <source>What it had confirmed is still there.</source>
        <translation>Ce qu&apos;il avait confirmé est toujours là.</translation>
    </message>
    <message>
        <source>%1 confirmed writes are gone.</source>
        <translation>%1 écritures confirmées ont disparu.</translation>
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
        <translation>%1 s&apos;est tu pendant %2.</translation>
    </message>
    <message>
        <source>%1 was silent for a while.</source>
        <translation>%1 s&apos;est tu un moment.</translation>
    </message>
    <message>
        <source>The truth has changed in Postgres, and everybody sees it at once.</source>
        <translation>La vérité a changé dans Postgres, et tout le monde le voit aussitôt.</translation>
    </message>
    <message>
        <source>Redis has the new value; Postgres is told a little later.</source>
        <translation>Redis a la nouvelle valeur&#xa0;; Postgres l&apos;apprend un peu plus tard.</translation>
    </message>
    <message>
        <source>The truth has changed in Postgres, and Redis was told the new value.</source>
        <translation>La vérité a changé dans Postgres, et Redis a reçu la nouvelle valeur.</translation>
    </message>
    <message>
        <source>The truth has changed. The old copy was thrown away: who asks next fetches the new one.</source>
        <translation>La vérité a changé. L&apos;ancienne copie a été jetée&#xa0;: le prochain qui demande va chercher la nouvelle.</translation>
    </message>
    <message>
        <source>The truth has changed, but the old copy stays in Redis until it expires.</source>
        <translation>La vérité a changé, mais l&apos;ancienne copie reste dans Redis jusqu&apos;à son expiration.</translation>
    </message>
    <message>
        <source>One copy was thrown away. Whoever asks next fetches it from Postgres.</source>
        <translation>Une copie a été jetée. Le prochain qui la demande va la chercher dans Postgres.</translation>
    </message>
    <message>
        <source>%1 were thrown away. Nothing is lost: each comes back when it is asked for.</source>
        <translation>%1 ont été jetées. Rien n&apos;est perdu&#xa0;: chacune revient quand on la demande.</translation>
    </message>
    <message>
        <source>Its time is up: whoever asks next fetches it from Postgres.</source>
        <translation>Son temps est écoulé&#xa0;: le prochain qui la demande va la chercher dans Postgres.</translation>
    </message>
    <message>
        <source>The copy in Redis is fresh from Postgres.</source>
        <translation>La copie dans Redis vient tout juste de Postgres.</translation>
    </message>
    <message>
        <source>Nobody is asking just now.</source>
        <translation>Personne ne demande rien en ce moment.</translation>
    </message>
    <message>
        <source>Nothing that Redis remembers is asked for just now.</source>
        <translation>On ne demande rien de ce que Redis retient en ce moment.</translation>
    </message>
    <message>
        <source>Redis knows only %1 of what is asked. The rest is fetched from Postgres, in %2, and remembered.</source>
        <translation>Redis ne sait que %1 de ce qu&apos;on demande. Le reste est pris dans Postgres, en %2, et retenu.</translation>
    </message>
    <message>
        <source>Redis remembers all that is asked, and answers in %1. Postgres has nothing to do.</source>
        <translation>Redis retient tout ce qu&apos;on demande, et répond en %1. Postgres n&apos;a rien à faire.</translation>
    </message>
    <message>
        <source>Redis answers %1 of the questions, in %2. The rest is asked of Postgres, in %3.</source>
        <translation>Redis répond à %1 des questions, en %2. Le reste est demandé à Postgres, en %3.</translation>
    </message>
    <message>
        <source>Nothing has been asked yet.</source>
        <translation>Rien n&apos;a encore été demandé.</translation>
    </message>
    <message>
        <source>Nobody asks now. What Redis remembers runs out, key by key.</source>
        <translation>Personne ne demande rien. Ce que Redis retient expire, clé après clé.</translation>
    </message>
    <message>
        <source>Without its short-term memory the app asks Postgres every time: %1 for a typical answer.</source>
        <translation>Sans sa mémoire à court terme, l&apos;app interroge Postgres à chaque fois&#xa0;: %1 pour une réponse typique.</translation>
    </message>
    <message>
        <source>Postgres is away. Redis still tells what it remembers; 1 question in 3 seconds got no answer.</source>
        <translation>Postgres est absent. Redis dit encore ce dont il se souvient&#xa0;; 1 question en 3 secondes est restée sans réponse.</translation>
    </message>
    <message>
        <source>Redis forgot %1. After %2 and %3 extra queries it answered %4 of the questions again, nearly as many as before.</source>
        <translation>Redis a oublié %1. Après %2 et %3 requêtes de plus, il répondait de nouveau à %4 des questions, presque autant qu&apos;avant.</translation>
    </message>
    <message>
        <source>1 question got no answer.</source>
        <translation>1 question est restée sans réponse.</translation>
    </message>
    <message>
        <source>1 confirmed write is gone.</source>
        <translation>1 écriture confirmée a disparu.</translation>
    </message>
</context>
<context>
    <name>PresentFigures</name>
    <message>
        <source>1 person looking</source>
        <translation>1 personne regarde</translation>
    </message>
    <message>
        <source>%1 people looking</source>
        <translation>%1 personnes regardent</translation>
    </message>
    <message>
        <source>Each asks one thing after the other, over connections of their own.</source>
        <translation>Chacune demande une chose après l&apos;autre, par ses propres connexions.</translation>
    </message>
    <message>
        <source>Half of the reads of the last 3 seconds were answered at least this quickly (p50).</source>
        <translation>La moitié des lectures des 3 dernières secondes a eu sa réponse au moins aussi vite (p50).</translation>
    </message>
    <message>
        <source>typical answer just now</source>
        <translation>réponse typique actuelle</translation>
    </message>
    <message>
        <source>typical just now</source>
        <translation>typique actuellement</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>à l&apos;instant</translation>
    </message>
    <message>
        <source>slowest 1 %</source>
        <translation>1&#xa0;% le plus lent</translation>
    </message>
    <message>
        <source>was %1</source>
        <translation>avant&#xa0;: %1</translation>
    </message>
    <message>
        <source>The usual answer in the 10 seconds before: the middle one of the medians of each half second.</source>
        <translation>La réponse habituelle des 10 secondes d&apos;avant&#xa0;: celle du milieu parmi les médianes de chaque demi-seconde.</translation>
    </message>
    <message>
        <source>short-term memory</source>
        <translation>mémoire à court terme</translation>
    </message>
    <message>
        <source>back in %1</source>
        <translation>revenu en %1</translation>
    </message>
    <message>
        <source>Hits of all reads that asked Redis in the last 3 seconds.</source>
        <translation>Part des succès dans les lectures qui ont demandé à Redis ces 3 dernières secondes.</translation>
    </message>
    <message>
        <source>hit rate</source>
        <translation>taux de succès</translation>
    </message>
    <message>
        <source>Keys in Redis now, as Redis reports it.</source>
        <translation>Clés actuellement dans Redis, d&apos;après Redis.</translation>
    </message>
    <message>
        <source>keys · was %1</source>
        <translation>clés · avant&#xa0;: %1</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>clés</translation>
    </message>
    <message>
        <source>1 key remembered</source>
        <translation>1 clé retenue</translation>
    </message>
    <message>
        <source>%1 keys remembered</source>
        <translation>%1 clés retenues</translation>
    </message>
    <message>
        <source>misses since the restart</source>
        <translation>défauts depuis le redémarrage</translation>
    </message>
    <message>
        <source>misses since the crash</source>
        <translation>défauts depuis la panne</translation>
    </message>
    <message>
        <source>misses since then</source>
        <translation>défauts depuis lors</translation>
    </message>
    <message>
        <source>Reads since the action that Redis could not answer.</source>
        <translation>Lectures depuis l&apos;action auxquelles Redis n&apos;a pas pu répondre.</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>défauts</translation>
    </message>
    <message>
        <source>long-term memory</source>
        <translation>mémoire à long terme</translation>
    </message>
    <message>
        <source>nothing lost</source>
        <translation>rien de perdu</translation>
    </message>
    <message>
        <source>Writes Postgres had confirmed were looked for: all of them are there.</source>
        <translation>Les écritures que Postgres avait confirmées ont été cherchées&#xa0;: toutes sont là.</translation>
    </message>
    <message>
        <source>Statements Postgres answered since the action, less what the 10 seconds before would have made.</source>
        <translation>Instructions auxquelles Postgres a répondu depuis l&apos;action, moins ce que les 10 secondes d&apos;avant auraient donné.</translation>
    </message>
    <message>
        <source>extra queries so far</source>
        <translation>requêtes de plus jusqu&apos;ici</translation>
    </message>
    <message>
        <source>extra queries</source>
        <translation>requêtes de plus</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>requêtes</translation>
    </message>
    <message>
        <source>Rows in the tables of this world, as Postgres estimates them.</source>
        <translation>Lignes dans les tables de ce monde, d&apos;après l&apos;estimation de Postgres.</translation>
    </message>
    <message>
        <source>rows, before and after</source>
        <translation>lignes, avant et après</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>lignes</translation>
    </message>
    <message>
        <source>does not accept connections</source>
        <translation>refuse les connexions</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>en route</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>réponse</translation>
    </message>
    <message>
        <source>row + fill</source>
        <translation>ligne + remplir</translation>
    </message>
    <message>
        <source>row</source>
        <translation>ligne</translation>
    </message>
    <message>
        <source>Postgres answers, and the answer is left in Redis for those who ask next.</source>
        <translation>Postgres répond, et la réponse est laissée dans Redis pour les suivants.</translation>
    </message>
    <message>
        <source>since the restart</source>
        <translation>depuis le redémarrage</translation>
    </message>
    <message>
        <source>since the crash</source>
        <translation>depuis le plantage</translation>
    </message>
    <message>
        <source>since then</source>
        <translation>depuis</translation>
    </message>
    <message>
        <source>Half of the reads since the action were answered at least this quickly (p50).</source>
        <translation>La moitié des lectures depuis l&apos;action ont reçu une réponse au moins aussi vite (p50).</translation>
    </message>
    <message>
        <source>typical answer %1</source>
        <translation>réponse typique %1</translation>
    </message>
    <message>
        <source>typical %1</source>
        <translation>typique %1</translation>
    </message>
    <message>
        <source>hit rate, last 3 s</source>
        <translation>taux de succès, 3 dernières s</translation>
    </message>
    <message>
        <source>Hits of all reads that asked Redis since the action.</source>
        <translation>Succès de toutes les lectures qui ont interrogé Redis depuis l&apos;action.</translation>
    </message>
    <message>
        <source>hit rate %1</source>
        <translation>taux de succès %1</translation>
    </message>
    <message>
        <source>Hits of all reads that asked Redis since it had settled, some seconds ago.</source>
        <translation>Succès de toutes les lectures qui ont interrogé Redis depuis qu&apos;il s&apos;est calmé, il y a quelques secondes.</translation>
    </message>
    <message>
        <source>hits since the start</source>
        <translation>succès depuis le début</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>succès</translation>
    </message>
    <message>
        <source>misses since the start</source>
        <translation>défauts depuis le début</translation>
    </message>
    <message>
        <source>Statements Postgres answered for the app, since the session began: for reads that Redis did not answer, and for every write.</source>
        <translation>Instructions que Postgres a répondues pour l&apos;application depuis le début de la session&#xa0;: pour les lectures auxquelles Redis n&apos;a pas répondu, et pour chaque écriture.</translation>
    </message>
    <message>
        <source>reads and writes since the start</source>
        <translation>lectures et écritures depuis le début</translation>
    </message>
    <message>
        <source>reads and writes</source>
        <translation>lectures et écritures</translation>
    </message>
</context>
<context>
    <name>ProgramSearch</name>
    <message>
        <source>There is no initdb and postgres in %1</source>
        <translation>Il n&apos;y a pas d&apos;initdb ni de postgres dans %1</translation>
    </message>
    <message>
        <source>There is no Redis server program at %1</source>
        <translation>Il n&apos;y a pas de programme serveur Redis à %1</translation>
    </message>
    <message>
        <source>install %1 with your package manager</source>
        <translation>installez %1 avec votre gestionnaire de paquets</translation>
    </message>
    <message>
        <source>the PostgreSQL server with its contrib modules</source>
        <translation>le serveur PostgreSQL avec ses modules contrib</translation>
    </message>
    <message>
        <source>the PostgreSQL server, its contrib modules and Redis</source>
        <translation>le serveur PostgreSQL, ses modules contrib et Redis</translation>
    </message>
    <message>
        <source>Redis or Valkey</source>
        <translation>Redis ou Valkey</translation>
    </message>
    <message>
        <source>install it with `%1`</source>
        <translation>installez-le avec `%1`</translation>
    </message>
    <message>
        <source>%1: %2, or start packaging/compose.yml and open Tierlens with --redis and --postgres.</source>
        <translation>%1&#xa0;: %2, ou lancez packaging/compose.yml et ouvrez Tierlens avec --redis et --postgres.</translation>
    </message>
    <message>
        <source>No Redis server program was found</source>
        <translation>Aucun programme serveur Redis n&apos;a été trouvé</translation>
    </message>
    <message>
        <source>No PostgreSQL server program (initdb, postgres) was found</source>
        <translation>Aucun programme serveur PostgreSQL (initdb, postgres) n&apos;a été trouvé</translation>
    </message>
    <message>
        <source>Neither PostgreSQL (initdb, postgres) nor Redis was found</source>
        <translation>Ni PostgreSQL (initdb, postgres) ni Redis n&apos;a été trouvé</translation>
    </message>
    <message>
        <source>%1 is PostgreSQL %2, and Tierlens needs 12 or newer</source>
        <translation>%1 est PostgreSQL %2, et Tierlens demande 12 ou plus récent</translation>
    </message>
    <message>
        <source>of an unknown version</source>
        <translation>de version inconnue</translation>
    </message>
    <message>
        <source>%1 does not answer to --version</source>
        <translation>%1 ne répond pas à --version</translation>
    </message>
    <message>
        <source>The PostgreSQL in %1 lacks pg_stat_statements (part of its contrib modules)</source>
        <translation>Il manque pg_stat_statements (un des modules contrib) au PostgreSQL dans %1</translation>
    </message>
</context>
<context>
    <name>ReadingGate</name>
    <message>
        <source>Tierlens only reads here and does not send %1.</source>
        <translation>Tierlens ne fait que lire ici et n&apos;envoie pas %1.</translation>
    </message>
</context>
<context>
    <name>ReadyMade</name>
    <message>
        <source>Cache on or off</source>
        <translation>Avec ou sans cache</translation>
    </message>
    <message>
        <source>Do you need the cache?</source>
        <translation>Avez-vous besoin du cache&#xa0;?</translation>
    </message>
    <message>
        <source>The same requests, once with Redis in front and once straight to Postgres. If nobody would notice the difference, you can do without.</source>
        <translation>Les mêmes demandes, une fois avec Redis devant et une fois droit à Postgres. Si personne ne remarque la différence, vous pouvez vous en passer.</translation>
    </message>
    <message>
        <source>with the cache</source>
        <translation>avec le cache</translation>
    </message>
    <message>
        <source>without the cache</source>
        <translation>sans le cache</translation>
    </message>
    <message>
        <source>Stampede</source>
        <translation>Ruée</translation>
    </message>
    <message>
        <source>What if everybody misses the same key at once?</source>
        <translation>Et si tous manquent la même clé à la fois&#xa0;?</translation>
    </message>
    <message>
        <source>Every half second the key asked for most is deleted while many ask for it. Either one of them asks Postgres and the others wait, or all of them ask.</source>
        <translation>Toutes les demi-secondes, la clé la plus demandée est supprimée pendant que beaucoup la demandent. Soit un seul interroge Postgres et les autres attendent, soit tous l&apos;interrogent.</translation>
    </message>
    <message>
        <source>one query per miss</source>
        <translation>une seule requête par défaut</translation>
    </message>
    <message>
        <source>every miss asks</source>
        <translation>chaque défaut interroge</translation>
    </message>
    <message>
        <source>Expiry cliff</source>
        <translation>Falaise d&apos;expiration</translation>
    </message>
    <message>
        <source>What if everything expires at the same moment?</source>
        <translation>Et si tout expire au même moment&#xa0;?</translation>
    </message>
    <message>
        <source>All keys are filled at once, so that they expire at once, unless their times to live are spread. Watch the worst quarter of a second in Postgres.</source>
        <translation>Toutes les clés sont remplies d&apos;un coup, et expirent donc d&apos;un coup, sauf si leurs durées de vie sont étalées. Regardez le pire quart de seconde dans Postgres.</translation>
    </message>
    <message>
        <source>expiry times spread</source>
        <translation>expirations étalées</translation>
    </message>
    <message>
        <source>all expire together</source>
        <translation>tout expire ensemble</translation>
    </message>
    <message>
        <source>Fresh or cheap</source>
        <translation>Frais ou économe</translation>
    </message>
    <message>
        <source>Is it worth deleting cached copies when the truth changes?</source>
        <translation>Vaut-il la peine de supprimer les copies en cache quand la vérité change&#xa0;?</translation>
    </message>
    <message>
        <source>Twice a second the best-known row changes in Postgres. Either the write deletes its cached copies, or they stay until their time to live is over.</source>
        <translation>Deux fois par seconde, la ligne la plus connue change dans Postgres. Soit l&apos;écriture supprime ses copies en cache, soit elles restent jusqu&apos;à la fin de leur durée de vie.</translation>
    </message>
    <message>
        <source>delete on write</source>
        <translation>supprimer à l&apos;écriture</translation>
    </message>
    <message>
        <source>wait for the time to live</source>
        <translation>attendre la fin de vie</translation>
    </message>
    <message>
        <source>LRU or LFU</source>
        <translation>LRU ou LFU</translation>
    </message>
    <message>
        <source>What should Redis throw away when it is full?</source>
        <translation>Que doit jeter Redis quand il est plein&#xa0;?</translation>
    </message>
    <message>
        <source>Redis has room for a part of the keys only, and somebody reads through everything once. LRU throws away what was not used lately, LFU what is used seldom.</source>
        <translation>Redis n&apos;a de place que pour une partie des clés, et quelqu&apos;un lit tout une fois. LRU jette ce qui n&apos;a pas servi récemment, LFU ce qui sert rarement.</translation>
    </message>
    <message>
        <source>throw away what is used seldom (LFU)</source>
        <translation>jeter ce qui sert rarement (LFU)</translation>
    </message>
    <message>
        <source>throw away what was not used lately (LRU)</source>
        <translation>jeter ce qui n&apos;a pas servi récemment (LRU)</translation>
    </message>
    <message>
        <source>My own</source>
        <translation>La mienne</translation>
    </message>
    <message>
        <source>Which of my two settings is better?</source>
        <translation>Lequel de mes deux réglages est le meilleur&#xa0;?</translation>
    </message>
    <message>
        <source>The same requests, played with each of the two.</source>
        <translation>Les mêmes demandes, jouées avec chacun des deux.</translation>
    </message>
    <message>
        <source>setting A</source>
        <translation>réglage A</translation>
    </message>
    <message>
        <source>setting B</source>
        <translation>réglage B</translation>
    </message>
</context>
<context>
    <name>RedisAddress</name>
    <message>
        <source>Known are redis://, rediss://, redis+sentinel://, rediss+sentinel://, unix://, redis-socket:// and redis+unix://, for example redis://localhost:6379/0 or unix:///run/redis/redis.sock.</source>
        <translation>On connaît redis://, rediss://, redis+sentinel://, rediss+sentinel://, unix://, redis-socket:// et redis+unix://, par exemple redis://localhost:6379/0 ou unix:///run/redis/redis.sock.</translation>
    </message>
    <message>
        <source>The user name or password in the Redis address has a % that is not followed by two hexadecimal digits; write % itself as %25.</source>
        <translation>Le nom d&apos;utilisateur ou le mot de passe de l&apos;adresse Redis a un % non suivi de deux chiffres hexadécimaux&#xa0;; écrivez % lui-même comme %25.</translation>
    </message>
    <message>
        <source>The Redis address begins an IPv6 address with &quot;[&quot; and never ends it with &quot;]&quot;.</source>
        <translation>L&apos;adresse Redis commence une adresse IPv6 par &quot;[&quot; et ne la finit pas par &quot;]&quot;.</translation>
    </message>
    <message>
        <source>Only &quot;:port&quot; may follow the &quot;]&quot; in the Redis address.</source>
        <translation>Seul &quot;:port&quot; peut suivre le &quot;]&quot; dans l&apos;adresse Redis.</translation>
    </message>
    <message>
        <source>The host in the Redis address has several colons; write an IPv6 address in brackets, as in redis://[::1]:6379.</source>
        <translation>L&apos;hôte de l&apos;adresse Redis a plusieurs deux-points&#xa0;; écrivez une adresse IPv6 entre crochets, comme dans redis://[::1]:6379.</translation>
    </message>
    <message>
        <source>The host in the Redis address has a % that is not followed by two hexadecimal digits.</source>
        <translation>L&apos;hôte de l&apos;adresse Redis a un % non suivi de deux chiffres hexadécimaux.</translation>
    </message>
    <message>
        <source>The port in the Redis address is not a number from 1 to 65535.</source>
        <translation>Le port de l&apos;adresse Redis n&apos;est pas un nombre de 1 à 65535.</translation>
    </message>
    <message>
        <source>The database in the Redis address is not a number such as 0 or 1.</source>
        <translation>La base de l&apos;adresse Redis n&apos;est pas un nombre comme 0 ou 1.</translation>
    </message>
    <message>
        <source>The Redis address has a % that is not followed by two hexadecimal digits after the &quot;?&quot;.</source>
        <translation>L&apos;adresse Redis a un % non suivi de deux chiffres hexadécimaux après le &quot;?&quot;.</translation>
    </message>
    <message>
        <source>The Redis address sets something unknown after the &quot;?&quot;; only db, user and password may stand there, with rediss:// also cacert, cert and key, and with Sentinels sentinel-user and sentinel-password.</source>
        <translation>L&apos;adresse Redis règle quelque chose d&apos;inconnu après le &quot;?&quot;&#xa0;; seuls db, user et password peuvent s&apos;y trouver, avec rediss:// aussi cacert, cert et key, et avec des Sentinels sentinel-user et sentinel-password.</translation>
    </message>
    <message>
        <source>The socket path in the Redis address has a % that is not followed by two hexadecimal digits; write % itself as %25.</source>
        <translation>Le chemin du socket dans l&apos;adresse Redis a un % non suivi de deux chiffres hexadécimaux&#xa0;; écrivez % lui-même comme %25.</translation>
    </message>
    <message>
        <source>The Redis address names no socket; write its whole path, as in unix:///run/redis/redis.sock.</source>
        <translation>L&apos;adresse Redis ne nomme aucun socket&#xa0;; écrivez son chemin entier, comme dans unix:///run/redis/redis.sock.</translation>
    </message>
    <message>
        <source>The socket path in the Redis address is longer than the %1 bytes this system allows.</source>
        <translation>Le chemin du socket dans l&apos;adresse Redis dépasse les %1 octets que ce système permet.</translation>
    </message>
    <message>
        <source>The Redis address is empty.</source>
        <translation>L&apos;adresse Redis est vide.</translation>
    </message>
    <message>
        <source>The Redis address does not begin with a scheme.</source>
        <translation>L&apos;adresse Redis ne commence pas par un schéma.</translation>
    </message>
    <message>
        <source>The Redis address begins with the unknown scheme %1://.</source>
        <translation>L&apos;adresse Redis commence par le schéma inconnu %1://.</translation>
    </message>
    <message>
        <source>The Redis address begins with an unknown scheme.</source>
        <translation>L&apos;adresse Redis commence par un schéma inconnu.</translation>
    </message>
    <message>
        <source>The Redis address must have three slashes before the path of a socket, as in unix:///run/redis/redis.sock or unix://user:password@/run/redis/redis.sock; write / ? and # in a password as %2F, %3F and %23.</source>
        <translation>L&apos;adresse Redis doit avoir trois barres obliques avant le chemin d&apos;un socket, comme dans unix:///run/redis/redis.sock ou unix://user:password@/run/redis/redis.sock ; écrivez / ? et # d&apos;un mot de passe comme %2F, %3F et %23.</translation>
    </message>
    <message>
        <source>The Redis address has an @ after its first / ? or #; write these signs in a user name or password as %2F, %3F and %23.</source>
        <translation>L&apos;adresse Redis a un @ après son premier / ? ou # ; écrivez ces signes d&apos;un nom ou d&apos;un mot de passe comme %2F, %3F et %23.</translation>
    </message>
    <message>
        <source>The Redis address must have the path of a socket, beginning with &quot;/&quot;, after the &quot;@&quot;.</source>
        <translation>L&apos;adresse Redis doit avoir, après le &quot;@&quot;, le chemin d&apos;un socket commençant par &quot;/&quot;.</translation>
    </message>
    <message>
        <source>The Redis address names a key without its certificate; add cert=… to it.</source>
        <translation>L&apos;adresse Redis nomme une clé sans son certificat ; ajoutez cert=….</translation>
    </message>
    <message>
        <source>The Redis address must name its Sentinels, separated by commas, and the service they watch, as in redis+sentinel://host1:26379,host2:26379/mymaster/0.</source>
        <translation>L&apos;adresse Redis doit nommer ses Sentinels, séparés par des virgules, et le service qu&apos;ils surveillent, comme dans redis+sentinel://host1:26379,host2:26379/mymaster/0.</translation>
    </message>
</context>
<context>
    <name>RedisErrors</name>
    <message>
        <source>Redis at %1 was restarted again and again while Tierlens was connecting; it tries again by itself.</source>
        <translation>Redis à %1 a été redémarré sans cesse pendant que Tierlens se connectait ; il réessaie de lui-même.</translation>
    </message>
    <message>
        <source>There is no memory for a connection to Redis.</source>
        <translation>Il n&apos;y a pas de mémoire pour une connexion à Redis.</translation>
    </message>
    <message>
        <source>asks for a password</source>
        <translation>demande un mot de passe</translation>
    </message>
    <message>
        <source>put it into the address, as in redis://:PASSWORD@host:6379 or redis://USER:PASSWORD@host:6379</source>
        <translation>mettez-le dans l&apos;adresse, comme dans redis://:PASSWORD@host:6379 ou redis://USER:PASSWORD@host:6379</translation>
    </message>
    <message>
        <source>does not accept this user name and password</source>
        <translation>n&apos;accepte pas ce nom d&apos;utilisateur et ce mot de passe</translation>
    </message>
    <message>
        <source>check both in the address; write the signs : / ? # @ % in them as %3A %2F %3F %23 %40 %25</source>
        <translation>vérifiez les deux dans l&apos;adresse ; écrivez-y les signes : / ? # @ % comme %3A %2F %3F %23 %40 %25</translation>
    </message>
    <message>
        <source>does not accept this password</source>
        <translation>n&apos;accepte pas ce mot de passe</translation>
    </message>
    <message>
        <source>check it in the address; write the signs : / ? # @ % in it as %3A %2F %3F %23 %40 %25</source>
        <translation>vérifiez-le dans l&apos;adresse ; écrivez-y les signes : / ? # @ % comme %3A %2F %3F %23 %40 %25</translation>
    </message>
    <message>
        <source>has no password, and one was given</source>
        <translation>n&apos;a pas de mot de passe, et il en a reçu un</translation>
    </message>
    <message>
        <source>remove it from the address, or check that this is the server you mean</source>
        <translation>retirez-le de l&apos;adresse, ou vérifiez que c&apos;est bien le serveur voulu</translation>
    </message>
    <message>
        <source>does not allow this user to do that</source>
        <translation>ne permet pas cela à cet utilisateur</translation>
    </message>
    <message>
        <source>let its administrator extend the user&apos;s rights (ACL SETUSER), or use another user</source>
        <translation>faites étendre les droits de l&apos;utilisateur par son administrateur (ACL SETUSER), ou prenez un autre utilisateur</translation>
    </message>
    <message>
        <source>is in protected mode and accepts only connections from its own machine</source>
        <translation>est en mode protégé et n&apos;accepte que les connexions de sa propre machine</translation>
    </message>
    <message>
        <source>give it a password or a bind address, or run Tierlens on that machine</source>
        <translation>donnez-lui un mot de passe ou une adresse bind, ou lancez Tierlens sur cette machine</translation>
    </message>
    <message>
        <source>is still loading its data into memory</source>
        <translation>charge encore ses données en mémoire</translation>
    </message>
    <message>
        <source>it answers as soon as that is done; Tierlens keeps trying</source>
        <translation>il répond dès que c&apos;est fait ; Tierlens continue d&apos;essayer</translation>
    </message>
    <message>
        <source>is busy with a script</source>
        <translation>est occupé par un script</translation>
    </message>
    <message>
        <source>wait until it ends, or end it with SCRIPT KILL</source>
        <translation>attendez sa fin, ou terminez-le avec SCRIPT KILL</translation>
    </message>
    <message>
        <source>is a replica that has lost its primary and gives no stale answers</source>
        <translation>est un réplica qui a perdu son primaire et ne donne pas de réponses périmées</translation>
    </message>
    <message>
        <source>wait until the primary is back, or connect to the primary</source>
        <translation>attendez le retour du primaire, ou connectez-vous au primaire</translation>
    </message>
    <message>
        <source>belongs to a cluster that is down</source>
        <translation>fait partie d&apos;un cluster en panne</translation>
    </message>
    <message>
        <source>wait until the cluster is whole again; CLUSTER INFO tells what is missing</source>
        <translation>attendez que le cluster soit de nouveau entier ; CLUSTER INFO dit ce qui manque</translation>
    </message>
    <message>
        <source>is moving these keys to another cluster node</source>
        <translation>déplace ces clés vers un autre nœud du cluster</translation>
    </message>
    <message>
        <source>try again in a moment</source>
        <translation>réessayez dans un instant</translation>
    </message>
    <message>
        <source>takes no writes because too few replicas are connected</source>
        <translation>n&apos;accepte pas d&apos;écritures car trop peu de réplicas sont connectés</translation>
    </message>
    <message>
        <source>bring its replicas back, or lower min-replicas-to-write</source>
        <translation>ramenez ses réplicas, ou baissez min-replicas-to-write</translation>
    </message>
    <message>
        <source>has no free connection for us (maxclients)</source>
        <translation>n&apos;a pas de connexion libre pour nous (maxclients)</translation>
    </message>
    <message>
        <source>use fewer clients, or raise maxclients there</source>
        <translation>prenez moins de clients, ou augmentez maxclients là-bas</translation>
    </message>
    <message>
        <source>takes no writes because it cannot save to its disk</source>
        <translation>n&apos;accepte pas d&apos;écritures car il ne peut pas sauvegarder sur son disque</translation>
    </message>
    <message>
        <source>read its log and mend the disk or the folder; CONFIG SET stop-writes-on-bgsave-error no makes it write without saving</source>
        <translation>lisez son journal et réparez le disque ou le dossier ; avec CONFIG SET stop-writes-on-bgsave-error no il écrit sans sauvegarder</translation>
    </message>
    <message>
        <source>takes no writes because its memory is full (maxmemory) and its policy evicts nothing</source>
        <translation>n&apos;accepte pas d&apos;écritures car sa mémoire est pleine (maxmemory) et sa règle n&apos;évince rien</translation>
    </message>
    <message>
        <source>raise maxmemory, or set maxmemory-policy, for example to allkeys-lru</source>
        <translation>augmentez maxmemory, ou réglez maxmemory-policy, par exemple sur allkeys-lru</translation>
    </message>
    <message>
        <source>is a read-only replica and takes no writes</source>
        <translation>est un réplica en lecture seule et n&apos;accepte pas d&apos;écritures</translation>
    </message>
    <message>
        <source>connect to its primary, named by INFO replication</source>
        <translation>connectez-vous à son primaire, nommé par INFO replication</translation>
    </message>
    <message>
        <source>belongs to a cluster, and this key lives on another of its nodes</source>
        <translation>fait partie d&apos;un cluster, et cette clé vit sur un autre de ses nœuds</translation>
    </message>
    <message>
        <source>connect to a single Redis; Tierlens does not follow a cluster&apos;s keys yet</source>
        <translation>connectez-vous à un Redis seul ; Tierlens ne suit pas encore les clés d&apos;un cluster</translation>
    </message>
    <message>
        <source>belongs to a cluster, and this key is moving to another of its nodes</source>
        <translation>fait partie d&apos;un cluster, et cette clé passe à un autre de ses nœuds</translation>
    </message>
    <message>
        <source>belongs to a cluster and takes no command with keys of several nodes</source>
        <translation>fait partie d&apos;un cluster et n&apos;accepte pas de commande avec des clés de plusieurs nœuds</translation>
    </message>
    <message>
        <source>connect to a single Redis</source>
        <translation>connectez-vous à un Redis seul</translation>
    </message>
    <message>
        <source>holds a value of another type under this key</source>
        <translation>a sous cette clé une valeur d&apos;un autre type</translation>
    </message>
    <message>
        <source>remove the key, or use another key prefix</source>
        <translation>retirez la clé, ou prenez un autre préfixe</translation>
    </message>
    <message>
        <source>has no database with the number in the address</source>
        <translation>n&apos;a pas de base portant le numéro de l&apos;adresse</translation>
    </message>
    <message>
        <source>use a lower number; 0 always exists</source>
        <translation>prenez un numéro plus petit ; 0 existe toujours</translation>
    </message>
    <message>
        <source>belongs to a cluster, which has database 0 only</source>
        <translation>fait partie d&apos;un cluster, qui n&apos;a que la base 0</translation>
    </message>
    <message>
        <source>remove the database number from the address</source>
        <translation>retirez le numéro de base de l&apos;adresse</translation>
    </message>
    <message>
        <source>does not know a command Tierlens needs</source>
        <translation>ne connaît pas une commande dont Tierlens a besoin</translation>
    </message>
    <message>
        <source>it may be renamed or too old there; Tierlens needs Redis 6 or newer, or Valkey</source>
        <translation>elle y est peut-être renommée, ou il est trop ancien ; il faut Redis 6 ou plus récent, ou Valkey</translation>
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
        <translation>La connexion à Redis à %1 s&apos;est rompue ; il s&apos;est peut-être arrêté. Tierlens se reconnecte de lui-même.</translation>
    </message>
    <message>
        <source>Nothing listens on the socket %1; start Redis, or check the path.</source>
        <translation>Personne n&apos;écoute sur le socket %1 ; démarrez Redis, ou vérifiez le chemin.</translation>
    </message>
    <message>
        <source>Nothing listens at %1; start Redis there, or check host and port.</source>
        <translation>Personne n&apos;écoute à %1 ; démarrez-y Redis, ou vérifiez l&apos;hôte et le port.</translation>
    </message>
    <message>
        <source>There is no socket %1; start Redis, or check the path against its unixsocket setting.</source>
        <translation>Il n&apos;y a pas de socket %1 ; démarrez Redis, ou comparez le chemin à son réglage unixsocket.</translation>
    </message>
    <message>
        <source>You have no right to use the socket %1; ask for membership of the group that owns it, or set unixsocketperm.</source>
        <translation>Vous n&apos;avez pas le droit d&apos;utiliser le socket %1 ; demandez à entrer dans le groupe qui le possède, ou réglez unixsocketperm.</translation>
    </message>
    <message>
        <source>This system does not allow a connection to %1; look at its firewall.</source>
        <translation>Ce système n&apos;autorise pas de connexion à %1 ; regardez son pare-feu.</translation>
    </message>
    <message>
        <source>There is no way to %1 from here; check the network or the tunnel.</source>
        <translation>Aucun chemin ne mène d&apos;ici à %1 ; vérifiez le réseau ou le tunnel.</translation>
    </message>
    <message>
        <source>%1 is no socket that Redis could listen on; check the path.</source>
        <translation>%1 n&apos;est pas un socket où Redis pourrait écouter ; vérifiez le chemin.</translation>
    </message>
    <message>
        <source>This system allows Tierlens no more open connections; use fewer clients, or raise the limit (ulimit -n).</source>
        <translation>Ce système n&apos;autorise plus de connexions à Tierlens ; prenez moins de clients, ou relevez la limite (ulimit -n).</translation>
    </message>
    <message>
        <source>Redis at %1 cannot be reached; check the address and that it runs.</source>
        <translation>Redis à %1 est injoignable ; vérifiez l&apos;adresse, et qu&apos;il tourne.</translation>
    </message>
    <message>
        <source>Redis at %1 refused a command; its own words say why.</source>
        <translation>Redis à %1 a refusé une commande ; ses propres mots disent pourquoi.</translation>
    </message>
    <message>
        <source>There is no host named %1; check the spelling in the Redis address, or the network.</source>
        <translation>Il n&apos;y a pas d&apos;hôte nommé %1 ; vérifiez l&apos;orthographe dans l&apos;adresse Redis, ou le réseau.</translation>
    </message>
    <message>
        <source>No answer from %1 within %2; check host and port, or a firewall in between.</source>
        <translation>Pas de réponse de %1 en %2 ; vérifiez l&apos;hôte et le port, ou un pare-feu entre les deux.</translation>
    </message>
    <message>
        <source>Redis at %1 did not answer within %2; it may be frozen or busy. Tierlens keeps trying.</source>
        <translation>Redis à %1 n&apos;a pas répondu en %2 ; il est peut-être gelé ou occupé. Tierlens continue d&apos;essayer.</translation>
    </message>
    <message>
        <source>Redis at %1 takes connections but did not answer within %2; it may be frozen or busy, or it is no Redis.</source>
        <translation>Redis à %1 accepte les connexions mais n&apos;a pas répondu en %2 ; il est peut-être gelé ou occupé, ou ce n&apos;est pas un Redis.</translation>
    </message>
    <message>
        <source>Redis at %1 closed the connection; it may have stopped. Tierlens connects again by itself.</source>
        <translation>Redis à %1 a fermé la connexion ; il s&apos;est peut-être arrêté. Tierlens se reconnecte de lui-même.</translation>
    </message>
    <message>
        <source>What listens at %1 closed the connection without an answer; it is shutting down, wants TLS (rediss://), or is no Redis.</source>
        <translation>Ce qui écoute à %1 a fermé la connexion sans réponse ; cela s&apos;arrête, veut TLS (rediss://), ou n&apos;est pas un Redis.</translation>
    </message>
    <message>
        <source>What listens at %1 does not speak like Redis; check the port, or use rediss:// if it wants TLS.</source>
        <translation>Ce qui écoute à %1 ne parle pas comme Redis ; vérifiez le port, ou prenez rediss:// s&apos;il veut TLS.</translation>
    </message>
    <message>
        <source>The connection to Redis at %1 failed; Tierlens connects again by itself.</source>
        <translation>La connexion à Redis à %1 a échoué ; Tierlens se reconnecte de lui-même.</translation>
    </message>
    <message>
        <source>TLS for Redis at %1 cannot be set up; check OpenSSL&apos;s settings.</source>
        <translation>TLS pour Redis à %1 ne peut être mis en place ; vérifiez les réglages d&apos;OpenSSL.</translation>
    </message>
    <message>
        <source>Redis at %1 shows a certificate that cannot be trusted; check the host name, or add the file of the right root certificate to the address, as in ?cacert=/path/ca.pem.</source>
        <translation>Redis à %1 montre un certificat auquel on ne peut se fier ; vérifiez le nom d&apos;hôte, ou ajoutez à l&apos;adresse le fichier du bon certificat racine, comme dans ?cacert=/path/ca.pem.</translation>
    </message>
    <message>
        <source>Redis at %1 takes connections but did not answer in time; it may be frozen or busy, or it is no Redis with TLS.</source>
        <translation>Redis à %1 accepte les connexions mais n&apos;a pas répondu à temps ; il est peut-être gelé ou occupé, ou ce n&apos;est pas un Redis avec TLS.</translation>
    </message>
    <message>
        <source>What listens at %1 does not speak TLS as Redis would; check the port, or use redis:// if it has no TLS.</source>
        <translation>Ce qui écoute à %1 ne parle pas TLS comme le ferait Redis ; vérifiez le port, ou prenez redis:// s&apos;il n&apos;a pas TLS.</translation>
    </message>
    <message>
        <source>Redis at %1 cannot be reached by rediss://: this build has no TLS for Redis; use redis:// or a tunnel.</source>
        <translation>Redis à %1 est injoignable par rediss:// : cette version n&apos;a pas TLS pour Redis ; prenez redis:// ou un tunnel.</translation>
    </message>
    <message>
        <source>A TLS file for Redis at %1 cannot be used: %2; check that it can be read, is in PEM form without a pass phrase, and that certificate and key belong together.</source>
        <translation>Un fichier TLS pour Redis à %1 est inutilisable : %2 ; vérifiez qu&apos;il est lisible, au format PEM sans phrase secrète, et que le certificat et la clé vont ensemble.</translation>
    </message>
    <message>
        <source>Redis at %1 accepts only clients with a certificate it trusts; add one to the address, as in ?cert=/path/client.pem&amp;key=/path/client.key.</source>
        <translation>Redis à %1 n&apos;accepte que des clients dont il reconnaît le certificat ; ajoutez-en un à l&apos;adresse, comme dans ?cert=/path/client.pem&amp;key=/path/client.key.</translation>
    </message>
    <message>
        <source>What listens at %1 is a Sentinel; write the address as redis+sentinel://%1/NAME, with the name of the service it watches.</source>
        <translation>Ce qui écoute à %1 est un Sentinel ; écrivez l&apos;adresse redis+sentinel://%1/NAME, avec le nom du service qu&apos;il surveille.</translation>
    </message>
    <message>
        <source>The Sentinels at %1 name %2 as the primary, and it says that it is none; a failover may be under way, try again in a moment.</source>
        <translation>Les Sentinels à %1 désignent %2 comme primaire, et il dit ne pas l&apos;être ; une bascule est peut-être en cours, réessayez dans un instant.</translation>
    </message>
    <message>
        <source>The Sentinels at %1 do not let Tierlens in; add their own user and password to the address, as in ?sentinel-user=USER&amp;sentinel-password=PASSWORD.</source>
        <translation>Les Sentinels à %1 ne laissent pas entrer Tierlens ; ajoutez à l&apos;adresse leurs propres utilisateur et mot de passe, comme dans ?sentinel-user=USER&amp;sentinel-password=PASSWORD.</translation>
    </message>
    <message>
        <source>None of the Sentinels at %1 can be asked; check their hosts and ports.</source>
        <translation>Aucun des Sentinels à %1 ne peut être interrogé ; vérifiez leurs hôtes et leurs ports.</translation>
    </message>
    <message>
        <source>The Sentinels at %1 watch no service with this name; check it against &quot;sentinel monitor&quot; in their settings.</source>
        <translation>Les Sentinels à %1 ne surveillent aucun service de ce nom ; comparez-le à &quot;sentinel monitor&quot; dans leur configuration.</translation>
    </message>
    <message>
        <source>Redis at %1 %2; %3.</source>
        <comment>address, what it does, what to do next</comment>
        <translation>Redis à %1 %2 ; %3.</translation>
    </message>
</context>
<context>
    <name>RedisRights</name>
    <message>
        <source>slow commands</source>
        <translation>commandes lentes</translation>
    </message>
    <message>
        <source>what made the whole server wait</source>
        <translation>ce qui a fait attendre tout le serveur</translation>
    </message>
    <message>
        <source>how long commands take</source>
        <translation>durée des commandes</translation>
    </message>
    <message>
        <source>clients</source>
        <translation>clients</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>réglages</translation>
    </message>
    <message>
        <source>sizes of keys</source>
        <translation>taille des clés</translation>
    </message>
    <message>
        <source>when keys were last used</source>
        <translation>dernier usage des clés</translation>
    </message>
    <message>
        <source>single commands</source>
        <translation>commandes une à une</translation>
    </message>
    <message>
        <source>key events</source>
        <translation>événements de clés</translation>
    </message>
    <message>
        <source>the server&apos;s counters</source>
        <translation>compteurs du serveur</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>clés</translation>
    </message>
    <message>
        <source>Not shown: %1; this server does not know %2.</source>
        <comment>what it shows, command</comment>
        <translation>Non montré&#xa0;: %1&#xa0;; ce serveur ne connaît pas %2.</translation>
    </message>
    <message>
        <source>Not shown: %1; this user may not use %2. It may after: ACL SETUSER %3 %4</source>
        <comment>what it shows, command, user, right</comment>
        <translation>Non montré&#xa0;: %1&#xa0;; cet utilisateur n&apos;a pas droit à %2. Il l&apos;aura après&#xa0;: ACL SETUSER %3 %4</translation>
    </message>
</context>
<context>
    <name>RequestText</name>
    <message>
        <source> → failed</source>
        <translation> → échec</translation>
    </message>
    <message>
        <source> → no answer</source>
        <translation> → pas de réponse</translation>
    </message>
    <message>
        <source>hit</source>
        <translation>succès</translation>
    </message>
    <message>
        <source>miss</source>
        <translation>défaut</translation>
    </message>
    <message>
        <source>waited</source>
        <translation>attendu</translation>
    </message>
    <message>
        <source>bypass</source>
        <translation>détour</translation>
    </message>
    <message>
        <source>write</source>
        <translation>écriture</translation>
    </message>
    <message>
        <source>live</source>
        <translation>vivant</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>refusé</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>échec</translation>
    </message>
    <message>
        <source>Redis had the answer.</source>
        <translation>Redis avait la réponse.</translation>
    </message>
    <message>
        <source>Redis did not have the answer; this request asked Postgres.</source>
        <translation>Redis n&apos;avait pas la réponse ; cette demande a interrogé Postgres.</translation>
    </message>
    <message>
        <source>Redis did not have the answer; another request was already asking Postgres, and this one waited for it (coalesced).</source>
        <translation>Redis n&apos;avait pas la réponse ; une autre demande interrogeait déjà Postgres, et celle-ci l&apos;a attendue (partagée).</translation>
    </message>
    <message>
        <source>Postgres was asked without Redis: the cache is off, or Redis cannot be reached.</source>
        <translation>Postgres a été interrogé sans Redis : le cache est coupé, ou Redis est injoignable.</translation>
    </message>
    <message>
        <source>A change of the truth in Postgres.</source>
        <translation>Un changement de la vérité dans Postgres.</translation>
    </message>
    <message>
        <source>Live state that only Redis holds: read or changed there, Postgres not asked.</source>
        <translation>État vivant que seul Redis tient : lu ou changé là, Postgres non interrogé.</translation>
    </message>
    <message>
        <source>Refused by a rule of the app, such as a rate limit counted in Redis.</source>
        <translation>Refusé par une règle de l&apos;app, comme un débit limité compté dans Redis.</translation>
    </message>
    <message>
        <source>No answer.</source>
        <translation>Pas de réponse.</translation>
    </message>
    <message>
        <source>↳ later</source>
        <translation>↳ plus tard</translation>
    </message>
    <message>
        <source>↳ renewal</source>
        <translation>↳ renouvellement</translation>
    </message>
    <message>
        <source>A queued write is carried out in Postgres (write-behind). Nobody waited for this.</source>
        <translation>Une écriture en attente est faite dans Postgres (écriture différée). Personne n&apos;a attendu cela.</translation>
    </message>
    <message>
        <source>An answer is renewed, or a new value written through. It is in no figure about answers.</source>
        <translation>Une réponse est renouvelée, ou une nouvelle valeur écrite directement. Cela n&apos;est dans aucun chiffre sur les réponses.</translation>
    </message>
    <message>
        <source>a statement whose text is not known</source>
        <translation>une instruction dont le texte n&apos;est pas connu</translation>
    </message>
    <message>
        <source>waits for the answer that another request is fetching</source>
        <translation>attend la réponse qu&apos;une autre demande va chercher</translation>
    </message>
</context>
<context>
    <name>RestartDialog</name>
    <message>
        <source>development</source>
        <translation>développement</translation>
    </message>
    <message>
        <source>sandbox</source>
        <translation>bac à sable</translation>
    </message>
    <message>
        <source>production</source>
        <translation>production</translation>
    </message>
</context>
<context>
    <name>RestartForecast</name>
    <message>
        <source>%1 (those of Tierlens not counted), %2 in the middle of a statement.</source>
        <translation>%1 (celles de Tierlens non comptées), dont %2 au milieu d’une instruction.</translation>
    </message>
    <message>
        <source>1 session is ended</source>
        <translation>1 session est terminée</translation>
    </message>
    <message>
        <source>%1 sessions are ended</source>
        <translation>%1 sessions sont terminées</translation>
    </message>
    <message>
        <source>%1, the oldest for %2. What is not committed by then is undone.</source>
        <translation>%1, la plus ancienne depuis %2. Ce qui n’est pas validé d’ici là est annulé.</translation>
    </message>
    <message>
        <source>1 transaction is under way</source>
        <translation>1 transaction est en cours</translation>
    </message>
    <message>
        <source>%1 transactions are under way</source>
        <translation>%1 transactions sont en cours</translation>
    </message>
    <message>
        <source>No transaction is under way just now.</source>
        <translation>Aucune transaction n&apos;est en cours en ce moment.</translation>
    </message>
    <message>
        <source>Sessions whose doings our user may not see (that takes pg_monitor), so that there may be more of these: %1.</source>
        <translation>Sessions dont notre utilisateur ne peut pas voir l’activité (il faut pg_monitor), de sorte qu’il peut y en avoir davantage : %1.</translation>
    </message>
    <message>
        <source>fsync is off: confirmed changes can be lost, and the database damaged, if the machine itself goes down.</source>
        <translation>fsync est coupé&#xa0;: des changements confirmés peuvent être perdus, et la base endommagée, si la machine elle-même tombe.</translation>
    </message>
    <message>
        <source>What has been committed stays: Postgres is the truth. It refuses new sessions until it has started again.</source>
        <translation>Ce qui a été validé reste&#xa0;: Postgres est la vérité. Il refuse les nouvelles sessions jusqu&apos;à ce qu&apos;il ait redémarré.</translation>
    </message>
    <message>
        <source>Prepared transactions, which stay prepared: %1.</source>
        <translation>Transactions préparées, qui le restent : %1.</translation>
    </message>
    <message>
        <source>Replicas, which wait for it and follow again once it is back: %1.</source>
        <translation>Réplicas, qui l’attendent et le suivent de nouveau à son retour : %1.</translation>
    </message>
    <message>
        <source>This one is a standby: whoever reads from it has to go elsewhere meanwhile.</source>
        <translation>Celui-ci est un secondaire&#xa0;: qui y lit doit aller ailleurs entre-temps.</translation>
    </message>
    <message>
        <source>Redis holds no keys now: none can be lost.</source>
        <translation>Redis n&apos;a aucune clé en ce moment&#xa0;: rien à perdre.</translation>
    </message>
    <message>
        <source>What it holds (%1) is written to the append-only file and read back.</source>
        <translation>Ce qu’il contient (%1) est écrit dans le fichier append-only, puis relu.</translation>
    </message>
    <message>
        <source>Nothing is lost, not even if Redis is killed.</source>
        <translation>Rien n&apos;est perdu, même si Redis est tué.</translation>
    </message>
    <message>
        <source>Nothing is lost if Redis ends in order. A crash of the whole machine could lose about the last second, or more if the file is not synchronised each second.</source>
        <translation>Rien n&apos;est perdu si Redis s&apos;arrête en bon ordre. Une panne de toute la machine pourrait perdre à peu près la dernière seconde, ou plus si le fichier n&apos;est pas synchronisé chaque seconde.</translation>
    </message>
    <message>
        <source>Redis holds %1. Whether they are kept cannot be told: we may not read its save setting. Expect to lose them.</source>
        <translation>Redis contient %1. On ne peut dire si elles sont gardées&#xa0;: nous ne pouvons pas lire son réglage save. Attendez-vous à les perdre.</translation>
    </message>
    <message>
        <source>This Redis keeps nothing on disk (no snapshots, no append-only file): all it holds is lost (%1). Whoever reads it asks Postgres again.</source>
        <translation>Ce Redis ne garde rien sur disque (ni instantanés, ni fichier append-only) : tout ce qu’il contient est perdu (%1). Qui le lit demande de nouveau à Postgres.</translation>
    </message>
    <message>
        <source>Redis saves a snapshot of what it holds (%1) when it ends in order, and reads it back.</source>
        <translation>Redis enregistre un instantané de ce qu’il contient (%1) quand il s’arrête proprement, et le relit.</translation>
    </message>
    <message>
        <source>If it is killed instead, what was written since the last snapshot %1 ago is lost (changes: %2).</source>
        <translation>S’il est tué, ce qui a été écrit depuis le dernier instantané il y a %1 est perdu (changements : %2).</translation>
    </message>
    <message>
        <source>But its last snapshot failed: as things are, it may refuse to end or lose all of it.</source>
        <translation>Mais son dernier instantané a échoué&#xa0;: en l&apos;état, il peut refuser de s&apos;arrêter ou tout perdre.</translation>
    </message>
    <message>
        <source>Client connections that are cut, those of Tierlens&apos; watch among them: %1. They have to be made again.</source>
        <translation>Connexions de clients coupées, dont celles de l’observation par Tierlens : %1. Elles doivent être rétablies.</translation>
    </message>
    <message>
        <source>Of these, waiting in a blocking command (BLPOP and the like), which ends with an error: %1.</source>
        <translation>Parmi elles, en attente dans une commande bloquante (BLPOP et autres), qui se termine par une erreur : %1.</translation>
    </message>
    <message>
        <source>%1 have to be read back; until then every command is refused (LOADING).</source>
        <translation>%1 sont à relire&#xa0;; jusque-là, toute commande est refusée (LOADING).</translation>
    </message>
    <message>
        <source>Replicas: %1. If Sentinels or a cluster watch over it, one of them may become the primary meanwhile.</source>
        <translation>Réplicas : %1. Si des Sentinels ou un cluster le surveillent, l’un d’eux peut devenir primaire entre-temps.</translation>
    </message>
    <message>
        <source>This runs on this computer, but the server is reached at %1. To restart it there, keep a command such as: ssh %1 sudo -n %2</source>
        <translation>Ceci tourne sur cet ordinateur, mais le serveur est atteint à %1. Pour le redémarrer là-bas, gardez une commande comme&#xa0;: ssh %1 sudo -n %2</translation>
    </message>
    <message>
        <source>What has been committed stays if Postgres ends in order. It refuses new sessions until it has started again.</source>
        <translation>Ce qui a été validé reste si Postgres s&apos;arrête en bon ordre. Il refuse les nouvelles sessions jusqu&apos;à ce qu&apos;il ait redémarré.</translation>
    </message>
    <message>
        <source>synchronous_commit is off: if Postgres is killed instead, what it has confirmed in the last %1 can be lost.</source>
        <translation>synchronous_commit est coupé&#xa0;: si Postgres est tué, ce qu&apos;il a confirmé dans les derniers %1 peut être perdu.</translation>
    </message>
    <message>
        <source>synchronous_commit is off for some roles or databases: if Postgres is killed instead, what it has confirmed to them in the last %1 can be lost.</source>
        <translation>synchronous_commit est coupé pour certains rôles ou certaines bases&#xa0;: si Postgres est tué, ce qu&apos;il leur a confirmé dans les derniers %1 peut être perdu.</translation>
    </message>
    <message>
        <source>Unlogged tables in this database: %1. If Postgres is killed instead, they are empty afterwards.</source>
        <translation>Tables unlogged dans cette base&#xa0;: %1. Si Postgres est tué, elles sont vides ensuite.</translation>
    </message>
    <message>
        <source>Readers of logical replication (subscriptions, change capture), which are cut off and have to connect again: %1.</source>
        <translation>Lecteurs de la réplication logique (abonnements, capture des changements), qui sont coupés et doivent se reconnecter&#xa0;: %1.</translation>
    </message>
    <message>
        <source>But its last write to that file failed: what was written since is not in it, and is lost. Mend that first (a full disk?).</source>
        <translation>Mais sa dernière écriture dans ce fichier a échoué&#xa0;: ce qui a été écrit depuis n&apos;y est pas, et est perdu. Réparez d&apos;abord cela (un disque plein&#xa0;?).</translation>
    </message>
    <message>
        <source>But it could not write that file anew the last time it tried. Look into its log first: whether all of it is kept cannot be told from here.</source>
        <translation>Mais il n&apos;a pas pu réécrire ce fichier à son dernier essai. Regardez d&apos;abord dans son journal&#xa0;: on ne peut dire d&apos;ici si tout est gardé.</translation>
    </message>
</context>
<context>
    <name>RestartImpact</name>
    <message>
        <source>until it answered</source>
        <translation>jusqu&apos;à sa réponse</translation>
    </message>
    <message>
        <source>Time from the order until %1 answered again and was ready to serve, asked ten times a second. While it stops and starts is in it, and how long the command itself took to get there.</source>
        <translation>Temps depuis l&apos;ordre jusqu&apos;à ce que %1 réponde de nouveau et soit prêt à servir, demandé dix fois par seconde. Son arrêt et son démarrage y sont compris, ainsi que le temps de la commande elle-même pour y arriver.</translation>
    </message>
    <message>
        <source>answered again after %1</source>
        <translation>a répondu de nouveau après %1</translation>
    </message>
    <message>
        <source>not seen to answer again</source>
        <translation>pas vu répondre de nouveau</translation>
    </message>
    <message>
        <source>keys lost</source>
        <translation>clés perdues</translation>
    </message>
    <message>
        <source>Keys before the restart (%1), less those at the first look after it. What was filled again in between is not counted as lost.</source>
        <translation>Clés avant le redémarrage (%1), moins celles du premier regard après. Ce qui a été rempli de nouveau entre-temps ne compte pas comme perdu.</translation>
    </message>
    <message>
        <source>key lost</source>
        <translation>clé perdue</translation>
    </message>
    <message>
        <source>hit rate, from %1</source>
        <translation>taux de succès, avant&#xa0;: %1</translation>
    </message>
    <message>
        <source>The lowest hit rate of any second since the restart, as far as at least ten reads make one. In the 30 s before it was %1.</source>
        <translation>Le plus bas taux de succès d&apos;une seconde depuis le redémarrage, pourvu qu&apos;au moins dix lectures en donnent un. Dans les 30 s d&apos;avant, il était de %1.</translation>
    </message>
    <message>
        <source>hit rate %1 → %2</source>
        <translation>taux de succès %1 → %2</translation>
    </message>
    <message>
        <source>until %1 again</source>
        <translation>pour revenir à %1</translation>
    </message>
    <message>
        <source>Time from the order until the hit rate was back at nine tenths of what it had been, and stayed there for two seconds. Known to about a second.</source>
        <translation>Temps depuis l&apos;ordre jusqu&apos;à ce que le taux de succès soit revenu aux neuf dixièmes de ce qu&apos;il était, et y soit resté deux secondes. Connu à une seconde près.</translation>
    </message>
    <message>
        <source>Time from the order until Postgres carried out nine tenths of the transactions it had before, for two seconds. Known to about a second.</source>
        <translation>Temps depuis l&apos;ordre jusqu&apos;à ce que Postgres exécute les neuf dixièmes des transactions d&apos;avant, pendant deux secondes. Connu à une seconde près.</translation>
    </message>
    <message>
        <source>hit rate back at nine tenths after %1</source>
        <translation>taux de succès revenu aux neuf dixièmes après %1</translation>
    </message>
    <message>
        <source>load back at nine tenths after %1</source>
        <translation>charge revenue aux neuf dixièmes après %1</translation>
    </message>
    <message>
        <source>not seen back at nine tenths</source>
        <translation>pas revu aux neuf dixièmes</translation>
    </message>
    <message>
        <source>on Postgres, from %1</source>
        <translation>sur Postgres, avant&#xa0;: %1</translation>
    </message>
    <message>
        <source>The most transactions per second that Postgres carried out since the restart; a query outside of BEGIN is one. In the 30 s before: %1.</source>
        <translation>Le plus de transactions par seconde que Postgres a exécutées depuis le redémarrage&#xa0;; une requête hors de BEGIN en est une. Dans les 30 s d&apos;avant&#xa0;: %1.</translation>
    </message>
    <message>
        <source>Postgres at most %1 instead of %2</source>
        <translation>Postgres au plus %1 au lieu de %2</translation>
    </message>
    <message>
        <source>p99 of reads, from %1</source>
        <translation>p99 des lectures, avant&#xa0;: %1</translation>
    </message>
    <message>
        <source>In the worst second since the restart 99 of 100 reads took Redis at most this long; the way there is not in it. In the 30 s before: at most %1.</source>
        <translation>Dans la pire seconde depuis le redémarrage, 99 lectures sur 100 ont pris au plus ce temps à Redis&#xa0;; le trajet n&apos;y est pas. Dans les 30 s d&apos;avant&#xa0;: au plus %1.</translation>
    </message>
    <message>
        <source>reads at most %1 (p99)</source>
        <translation>lectures au plus %1 (p99)</translation>
    </message>
    <message>
        <source>error reply</source>
        <translation>réponse d’erreur</translation>
    </message>
    <message>
        <source>error replies</source>
        <translation>réponses d&apos;erreur</translation>
    </message>
    <message>
        <source>rollback</source>
        <translation>annulation</translation>
    </message>
    <message>
        <source>rollbacks</source>
        <translation>annulations</translation>
    </message>
    <message>
        <source>not seen to settle within 5 minutes</source>
        <translation>pas vu se calmer en 5 minutes</translation>
    </message>
    <message>
        <source>settled after %1</source>
        <translation>calmé après %1</translation>
    </message>
    <message>
        <source>back, settling…</source>
        <translation>revenu, se calme…</translation>
    </message>
    <message>
        <source>away…</source>
        <translation>absent…</translation>
    </message>
    <message>
        <source>still answers as before…</source>
        <translation>répond encore comme avant…</translation>
    </message>
    <message>
        <source>Redis restarted</source>
        <translation>Redis redémarré</translation>
    </message>
    <message>
        <source>PostgreSQL restarted</source>
        <translation>PostgreSQL redémarré</translation>
    </message>
    <message>
        <source>Error replies Redis gave since the order. What clients were refused while it was away, nobody has counted.</source>
        <translation>Réponses d&apos;erreur de Redis depuis l&apos;ordre. Ce qui a été refusé aux clients pendant son absence, personne ne l&apos;a compté.</translation>
    </message>
    <message>
        <source>Transactions that were undone since the order. What clients were refused while it was away, nobody has counted.</source>
        <translation>Transactions annulées depuis l&apos;ordre. Ce qui a été refusé aux clients pendant son absence, personne ne l&apos;a compté.</translation>
    </message>
    <message>
        <source>not seen to restart</source>
        <translation>pas vu redémarrer</translation>
    </message>
    <message>
        <source>was away, but it is the same process as before…</source>
        <translation>était absent, mais c&apos;est le même processus qu&apos;avant…</translation>
    </message>
    <message>
        <source>answers again; not known whether it is another process</source>
        <translation>répond de nouveau&#xa0;; on ne sait si c&apos;est un autre processus</translation>
    </message>
    <message>
        <source>%1 was away; not known whether it is another process than before</source>
        <translation>%1 était absent&#xa0;; on ne sait si c&apos;est un autre processus qu&apos;avant</translation>
    </message>
    <message>
        <source>%1 was not seen to restart</source>
        <translation>On n&apos;a pas vu %1 redémarrer</translation>
    </message>
    <message>
        <source>%1 was not seen to restart yet</source>
        <translation>On n&apos;a pas encore vu %1 redémarrer</translation>
    </message>
</context>
<context>
    <name>RestartWay</name>
    <message>
        <source>Name the unit, for example redis-server.</source>
        <translation>Nommez l&apos;unité, par exemple redis-server.</translation>
    </message>
    <message>
        <source>No unit can have such a name.</source>
        <translation>Aucune unité ne peut avoir un tel nom.</translation>
    </message>
    <message>
        <source>Name the container, for example shop-redis.</source>
        <translation>Nommez le conteneur, par exemple shop-redis.</translation>
    </message>
    <message>
        <source>No container can have such a name.</source>
        <translation>Aucun conteneur ne peut avoir un tel nom.</translation>
    </message>
    <message>
        <source>Type the command.</source>
        <translation>Saisissez la commande.</translation>
    </message>
</context>
<context>
    <name>Scenario</name>
    <message>
        <source>This world knows no order &quot;%1&quot;.</source>
        <translation>Ce monde ne connaît pas d&apos;ordre &quot;%1&quot;.</translation>
    </message>
</context>
<context>
    <name>Seeding</name>
    <message>
        <source>Seeding was stopped.</source>
        <translation>Le remplissage a été arrêté.</translation>
    </message>
    <message>
        <source>The Postgres role &quot;%1&quot; may not create a schema in the database &quot;%2&quot;. Ask its owner for: GRANT CREATE ON DATABASE &quot;%2&quot; TO &quot;%1&quot;.</source>
        <translation>Le rôle Postgres &quot;%1&quot; ne peut pas créer de schéma dans la base &quot;%2&quot;. Demandez à son propriétaire : GRANT CREATE ON DATABASE &quot;%2&quot; TO &quot;%1&quot;.</translation>
    </message>
    <message>
        <source>Making the schema %1</source>
        <translation>Création du schéma %1</translation>
    </message>
    <message>
        <source>Vacuuming %1</source>
        <translation>Nettoyage de %1 (VACUUM)</translation>
    </message>
    <message>
        <source>Writing everything to disk</source>
        <translation>Tout est écrit sur le disque</translation>
    </message>
    <message>
        <source>Seeded</source>
        <translation>Rempli</translation>
    </message>
    <message>
        <source>Seeding %1: %2 of %3 rows</source>
        <translation>Remplissage de %1 : %2 lignes sur %3</translation>
    </message>
</context>
<context>
    <name>SessionRows</name>
    <message>
        <source>behind %1</source>
        <translation>derrière %1</translation>
    </message>
    <message>
        <source>holds up 1 session</source>
        <translation>retient 1 session</translation>
    </message>
    <message>
        <source>holds up %1 sessions</source>
        <translation>retient %1 sessions</translation>
    </message>
    <message>
        <source>not visible to us</source>
        <translation>invisible pour nous</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Utilisateur</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Application</translation>
    </message>
    <message>
        <source>Name it gave itself; its address when pointed at</source>
        <translation>Le nom qu’elle s’est donné ; son adresse au survol</translation>
    </message>
    <message>
        <source>Waits for</source>
        <translation>Attend</translation>
    </message>
    <message>
        <source>The session before it, or what the server waits for</source>
        <translation>La session devant elle, ou ce que le serveur attend</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>Transaction</translation>
    </message>
    <message>
        <source>How long its transaction is open</source>
        <translation>Depuis quand sa transaction est ouverte</translation>
    </message>
    <message>
        <source>In this state</source>
        <translation>Dans cet état</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Instruction</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Hôte</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>As given with CLIENT SETNAME</source>
        <translation>Donné par CLIENT SETNAME</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Bloqués</translation>
    </message>
    <message>
        <source>Waiting in a command like BLPOP</source>
        <translation>En attente dans une commande comme BLPOP</translation>
    </message>
    <message>
        <source>Last command</source>
        <translation>Dernière commande</translation>
    </message>
    <message>
        <source>Of the one that was last active</source>
        <translation>Du dernier actif</translation>
    </message>
    <message>
        <source>Unread answers</source>
        <translation>Réponses non lues</translation>
    </message>
    <message>
        <source>Bytes that wait in Redis because clients do not fetch them</source>
        <translation>Octets qui attendent dans Redis parce que les clients ne les prennent pas</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>Inactif</translation>
    </message>
    <message>
        <source>The least idle one</source>
        <translation>Le moins inactif</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Session</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Depuis</translation>
    </message>
    <message>
        <source>Of one that holds others up: how long its transaction is open</source>
        <translation>De celle qui en retient d’autres : depuis quand sa transaction est ouverte</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en attente</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The settings in %1 cannot be read. They stay as they are, and nothing will be saved.</source>
        <translation>Les réglages dans %1 sont illisibles. Ils restent tels quels, et rien ne sera enregistré.</translation>
    </message>
    <message>
        <source>The settings are of a later version of Tierlens.</source>
        <translation>Les réglages viennent d&apos;une version plus récente de Tierlens.</translation>
    </message>
    <message>
        <source>The file of settings is damaged.</source>
        <translation>Le fichier des réglages est abîmé.</translation>
    </message>
    <message>
        <source>It could not be put aside, so nothing will be saved.</source>
        <translation>Il n&apos;a pu être mis de côté, rien ne sera donc enregistré.</translation>
    </message>
    <message>
        <source>It was put aside as %1; Tierlens begins with its own settings.</source>
        <translation>Il a été mis de côté sous %1&#xa0;; Tierlens commence avec ses propres réglages.</translation>
    </message>
</context>
<context>
    <name>Sighting</name>
    <message>
        <source>stampede %1×</source>
        <translation>ruée %1×</translation>
    </message>
    <message>
        <source>At least %1 requests missed %2 together. PostgreSQL was asked the same question at least %1 times, at least %3 of them at the same moment, where once would have done (%1×). At least %4 of its time was wasted.</source>
        <translation>Au moins %1 demandes ont manqué %2 ensemble. PostgreSQL a reçu la même question au moins %1 fois, dont au moins %3 au même moment, là où une seule aurait suffi (%1×). Au moins %4 de son temps a été gaspillé.</translation>
    </message>
    <message>
        <source>%1 requests missed %2 together. PostgreSQL was asked the same question %1 times, %3 of them at the same moment, where once would have done (%1×). %4 of its time was wasted.</source>
        <translation>%1 demandes ont manqué %2 ensemble. PostgreSQL a reçu la même question %1 fois, dont %3 au même moment, là où une seule aurait suffi (%1×). %4 de son temps a été gaspillé.</translation>
    </message>
    <message>
        <source>“One query per miss” prevents it: one request asks PostgreSQL, the others wait for its answer.</source>
        <translation>« Une requête par défaut » l&apos;empêche : une demande interroge PostgreSQL, les autres attendent sa réponse.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>%1 (%2 of them %3)</source>
        <translation>%1 (dont %2 %3)</translation>
    </message>
    <message>
        <source>expiry cliff: %1</source>
        <translation>falaise d&apos;expiration : %1</translation>
    </message>
    <message>
        <source>“Spread the expiry times” prevents it: keys that were filled together then expire one after the other.</source>
        <translation>« Étaler les expirations » l&apos;empêche : les clés remplies ensemble expirent alors l&apos;une après l&apos;autre.</translation>
    </message>
    <message>
        <source>In %1, %2 expire within %3: expect +%4 queries/s for %5.</source>
        <translation>Dans %1, %2 expirent en %3 : attendez-vous à +%4 requêtes/s pendant %5.</translation>
    </message>
    <message>
        <source>%1 expire now, within %2. Expected are +%3 queries/s for %4; what comes is being counted.</source>
        <translation>%1 expirent maintenant, en %2. On attend +%3 requêtes/s pendant %4 ; ce qui vient est en train d&apos;être compté.</translation>
    </message>
    <message>
        <source>%1 expired within %2. Expected were +%3 queries/s for %4, +%5 came (%6 before).</source>
        <translation>%1 ont expiré en %2. On attendait +%3 requêtes/s pendant %4, il en est venu +%5 (%6 avant).</translation>
    </message>
    <message>
        <source>cliff averted</source>
        <translation>falaise évitée</translation>
    </message>
    <message>
        <source>Many keys were to expire together, but they left Redis or were renewed before: the cliff did not come.</source>
        <translation>Beaucoup de clés devaient expirer ensemble, mais elles ont quitté Redis ou ont été renouvelées avant : la falaise n&apos;est pas venue.</translation>
    </message>
    <message>
        <source>%1 were to expire within %2, with +%3 queries/s expected. Redis was down meanwhile, so what came of it cannot be told.</source>
        <translation>%1 devaient expirer en %2, avec +%3 requêtes/s attendues. Redis était absent entre-temps, on ne peut donc dire ce qu&apos;il en fut.</translation>
    </message>
    <message>
        <source>hot key %1</source>
        <translation>clé brûlante %1</translation>
    </message>
    <message>
        <source>%1 took up to %2 of all reads seen one by one, at least %3 over 10 s.</source>
        <translation>%1 a pris jusqu&apos;à %2 de toutes les lectures vues une à une, au moins %3 sur 10 s.</translation>
    </message>
    <message>
        <source>%1 took up to %2 of all reads, %3 over 10 s.</source>
        <translation>%1 a pris jusqu&apos;à %2 de toutes les lectures, %3 sur 10 s.</translation>
    </message>
    <message>
        <source>%1 takes %2 of all reads seen one by one, at least %3 over the last 10 s.</source>
        <translation>%1 prend %2 de toutes les lectures vues une à une, au moins %3 sur les 10 dernières s.</translation>
    </message>
    <message>
        <source>%1 takes %2 of all reads, %3 over the last 10 s.</source>
        <translation>%1 prend %2 de toutes les lectures, %3 sur les 10 dernières s.</translation>
    </message>
    <message>
        <source>Everything hangs on this one key. “One query per miss” protects PostgreSQL when it expires; a long time to live makes that rare.</source>
        <translation>Tout tient à cette seule clé. « Une requête par défaut » protège PostgreSQL quand elle expire ; une longue durée de vie rend cela rare.</translation>
    </message>
    <message>
        <source>stale by %1</source>
        <translation>périmé de %1</translation>
    </message>
    <message>
        <source>At least one answer for %1 was %2 older than the truth.</source>
        <translation>Au moins une réponse pour %1 avait %2 de retard sur la vérité.</translation>
    </message>
    <message>
        <source>One answer for %1 was %2 older than the truth.</source>
        <translation>Une réponse pour %1 avait %2 de retard sur la vérité.</translation>
    </message>
    <message>
        <source>At least %1 answers for %2 were older than the truth, by up to %3 and maybe more.</source>
        <translation>Au moins %1 réponses pour %2 étaient en retard sur la vérité, de %3 au plus et peut-être davantage.</translation>
    </message>
    <message>
        <source>%1 answers for %2 were older than the truth, by up to %3.</source>
        <translation>%1 réponses pour %2 étaient en retard sur la vérité, de %3 au plus.</translation>
    </message>
    <message>
        <source>The write to %1 at %2 made them stale: Redis kept version %3, PostgreSQL had version %4.</source>
        <translation>L&apos;écriture sur %1 à %2 les a périmées : Redis gardait la version %3, PostgreSQL avait la version %4.</translation>
    </message>
    <message>
        <source>Redis kept version %1, PostgreSQL had version %2 since %3; which write it was is not known.</source>
        <translation>Redis gardait la version %1, PostgreSQL avait la version %2 depuis %3 ; on ne sait quelle écriture c&apos;était.</translation>
    </message>
    <message>
        <source>“Invalidate on write” prevents it; a shorter time to live bounds it.</source>
        <translation>« Invalider à l&apos;écriture » l&apos;empêche ; une durée de vie plus courte le borne.</translation>
    </message>
    <message>
        <source>cold start</source>
        <translation>démarrage à froid</translation>
    </message>
    <message>
        <source>Redis came back empty.</source>
        <translation>Redis est revenu vide.</translation>
    </message>
    <message>
        <source>Many keys were invalidated at once.</source>
        <translation>Beaucoup de clés ont été invalidées d&apos;un coup.</translation>
    </message>
    <message>
        <source>Somebody emptied Redis.</source>
        <translation>Quelqu&apos;un a vidé Redis.</translation>
    </message>
    <message>
        <source>The hit rate had been %1.</source>
        <translation>Le taux de succès était de %1.</translation>
    </message>
    <message>
        <source>It was back at %1 after %2 and at %3 after %4, at the price of %5 extra queries.</source>
        <translation>Il était de retour à %1 après %2 et à %3 après %4, au prix de %5 requêtes de plus.</translation>
    </message>
    <message>
        <source>It was back at %1 after %2, and not seen to reach %3; %4 extra queries.</source>
        <translation>Il était de retour à %1 après %2, et on ne l&apos;a pas vu atteindre %3 ; %4 requêtes de plus.</translation>
    </message>
    <message>
        <source>It was back at %1 after %2 and climbs towards %3; %4 extra queries so far.</source>
        <translation>Il était de retour à %1 après %2 et monte vers %3 ; %4 requêtes de plus jusqu&apos;ici.</translation>
    </message>
    <message>
        <source>It was not seen to reach %1 again; %2 extra queries.</source>
        <translation>On ne l&apos;a pas vu atteindre %1 de nouveau ; %2 requêtes de plus.</translation>
    </message>
    <message>
        <source>It is below %1 still; %2 extra queries so far.</source>
        <translation>Il est encore sous %1 ; %2 requêtes de plus jusqu&apos;ici.</translation>
    </message>
    <message>
        <source>Nothing that matters was lost. “One query per miss” keeps PostgreSQL from being asked twice for a key; “Spread the expiry times” keeps the keys that now fill together from expiring together.</source>
        <translation>Rien d&apos;important n&apos;a été perdu. « Une requête par défaut » évite que PostgreSQL soit interrogé deux fois pour une clé ; « Étaler les expirations » évite que les clés qui se remplissent maintenant ensemble expirent ensemble.</translation>
    </message>
    <message>
        <source>Stampede</source>
        <translation>Ruée</translation>
    </message>
    <message>
        <source>Expiry cliff</source>
        <translation>Falaise d&apos;expiration</translation>
    </message>
    <message>
        <source>Hot key</source>
        <translation>Clé brûlante</translation>
    </message>
    <message>
        <source>Stale answers</source>
        <translation>Réponses périmées</translation>
    </message>
    <message>
        <source>Cold start</source>
        <translation>Démarrage à froid</translation>
    </message>
    <message>
        <source>cliff in %1</source>
        <translation>falaise dans %1</translation>
    </message>
</context>
<context>
    <name>Snapshot</name>
    <message>
        <source>The snapshot %1 could not be written: %2.</source>
        <translation>L&apos;instantané %1 n&apos;a pu être écrit&#xa0;: %2.</translation>
    </message>
    <message>
        <source>The snapshot %1 cannot be read: %2.</source>
        <translation>L&apos;instantané %1 est illisible&#xa0;: %2.</translation>
    </message>
    <message>
        <source>%1 is too large to be a snapshot.</source>
        <translation>%1 est trop grand pour être un instantané.</translation>
    </message>
    <message>
        <source>%1 is no snapshot of Tierlens.</source>
        <translation>%1 n&apos;est pas un instantané de Tierlens.</translation>
    </message>
    <message>
        <source>The snapshot %1 was made by a newer Tierlens; this one cannot read it.</source>
        <translation>L&apos;instantané %1 vient d&apos;un Tierlens plus récent&#xa0;; celui-ci ne peut pas le lire.</translation>
    </message>
    <message>
        <source>The snapshot %1 is damaged: its %2 bytes cannot be unpacked. It may have been cut off.</source>
        <translation>L&apos;instantané %1 est abîmé&#xa0;: ses %2 octets ne peuvent être décompressés. Il a peut-être été tronqué.</translation>
    </message>
    <message>
        <source>The snapshot %1 is damaged at byte %2 of what was unpacked: %3.</source>
        <translation>L&apos;instantané %1 est abîmé à l&apos;octet %2 de ce qui a été décompressé&#xa0;: %3.</translation>
    </message>
</context>
<context>
    <name>SocialProfile</name>
    <message>
        <source>Social profile</source>
        <translation>Profil social</translation>
    </message>
    <message>
        <source>follower count · session · feed</source>
        <translation>nombre d&apos;abonnés · session · fil</translation>
    </message>
    <message>
        <source>Add 1 follower in Postgres</source>
        <translation>1 abonné de plus dans Postgres</translation>
    </message>
    <message>
        <source>follower count</source>
        <translation>nombre d&apos;abonnés</translation>
    </message>
    <message>
        <source>profile</source>
        <translation>profil</translation>
    </message>
    <message>
        <source>feed</source>
        <translation>fil</translation>
    </message>
    <message>
        <source>session</source>
        <translation>session</translation>
    </message>
    <message>
        <source>follow</source>
        <translation>suivre</translation>
    </message>
    <message>
        <source>unfollow</source>
        <translation>ne plus suivre</translation>
    </message>
    <message>
        <source>new photo</source>
        <translation>nouvelle photo</translation>
    </message>
    <message>
        <source>celebrity&apos;s followers</source>
        <translation>abonnés de la célébrité</translation>
    </message>
    <message>
        <source>misspelt name</source>
        <translation>nom mal écrit</translation>
    </message>
    <message>
        <source>an ordinary profile</source>
        <translation>un profil ordinaire</translation>
    </message>
    <message>
        <source>accounts</source>
        <translation>comptes</translation>
    </message>
    <message>
        <source>photos with captions</source>
        <translation>photos avec légendes</translation>
    </message>
    <message>
        <source>who follows whom</source>
        <translation>qui suit qui</translation>
    </message>
    <message>
        <source>comments</source>
        <translation>commentaires</translation>
    </message>
    <message>
        <source>follower counts just calculated</source>
        <translation>nombres d&apos;abonnés tout juste comptés</translation>
    </message>
    <message>
        <source>profiles as they were shown last</source>
        <translation>profils tels que montrés en dernier</translation>
    </message>
    <message>
        <source>assembled feeds</source>
        <translation>fils assemblés</translation>
    </message>
    <message>
        <source>sessions</source>
        <translation>sessions</translation>
    </message>
    <message>
        <source>If Redis restarts now, nothing is lost: everything in it can be calculated again.</source>
        <translation>Si Redis redémarre maintenant, rien n&apos;est perdu : tout ce qu&apos;il contient peut être recalculé.</translation>
    </message>
    <message>
        <source>The schema tierlens_profile is not complete: reset the sandbox, or drop that schema and start again.</source>
        <translation>Le schéma tierlens_profile n&apos;est pas complet : réinitialisez le bac à sable, ou supprimez ce schéma et recommencez.</translation>
    </message>
    <message>
        <source>%1 has %2 followers</source>
        <translation>%1 a %2 abonnés</translation>
    </message>
    <message>
        <source>%1 has one follower more</source>
        <translation>%1 a un abonné de plus</translation>
    </message>
    <message>
        <source>%1 has one follower less</source>
        <translation>%1 a un abonné de moins</translation>
    </message>
    <message>
        <source>%1 has a new photo</source>
        <translation>%1 a une nouvelle photo</translation>
    </message>
</context>
<context>
    <name>SocketFolder</name>
    <message>
        <source>No folder for the servers&apos; sockets can be made in %1: check its rights, or set TMPDIR to a short path.</source>
        <translation>Aucun dossier pour les sockets des serveurs ne peut être créé dans %1 : vérifiez ses droits, ou réglez TMPDIR sur un chemin court.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> ou </translation>
    </message>
</context>
<context>
    <name>StatementRows</name>
    <message>
        <source>all other statements together</source>
        <translation>toutes les autres instructions ensemble</translation>
    </message>
    <message>
        <source>User: %1</source>
        <translation>Utilisateur : %1</translation>
    </message>
    <message>
        <source>never</source>
        <translation>jamais</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>il y a %1</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nouveau</translation>
    </message>
    <message>
        <source>Against the stretch of the same length before</source>
        <translation>Par rapport à la durée égale d’avant</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Instruction</translation>
    </message>
    <message>
        <source>As the server normalised it; of the chosen time</source>
        <translation>Telle que le serveur l’a normalisée ; pendant le temps choisi</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Part</translation>
    </message>
    <message>
        <source>Of the time that all statements took in Postgres</source>
        <translation>Du temps de toutes les instructions dans Postgres</translation>
    </message>
    <message>
        <source>Calls/s</source>
        <translation>Appels/s</translation>
    </message>
    <message>
        <source>Mean over the time that was watched</source>
        <translation>Moyenne sur le temps observé</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <source>Time in Postgres of one call</source>
        <translation>Temps d’un appel dans Postgres</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Lignes</translation>
    </message>
    <message>
        <source>Of one call</source>
        <translation>D’un appel</translation>
    </message>
    <message>
        <source>Buffer hits</source>
        <translation>Succès du tampon</translation>
    </message>
    <message>
        <source>Blocks found in the memory of Postgres</source>
        <translation>Blocs trouvés dans la mémoire de Postgres</translation>
    </message>
    <message>
        <source>Since the statistics of the server began</source>
        <translation>Depuis le début des statistiques du serveur</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Table</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>With what is stored apart, without indexes</source>
        <translation>Avec ce qui est stocké à part, sans les index</translation>
    </message>
    <message>
        <source>Indexes</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Estimate of the server</source>
        <translation>Estimation du serveur</translation>
    </message>
    <message>
        <source>Dead rows</source>
        <translation>Lignes mortes</translation>
    </message>
    <message>
        <source>Left behind by changes, until VACUUM takes them</source>
        <translation>Laissées par les changements, jusqu’à ce que VACUUM les prenne</translation>
    </message>
    <message>
        <source>Scans whole / by index</source>
        <translation>Parcours complets / par index</translation>
    </message>
    <message>
        <source>Vacuum</source>
        <translation>Vacuum</translation>
    </message>
    <message>
        <source>By hand or by itself</source>
        <translation>À la main ou de lui-même</translation>
    </message>
    <message>
        <source>Δ Calls</source>
        <translation>Δ appels</translation>
    </message>
    <message>
        <source>Δ Mean</source>
        <translation>Δ moyenne</translation>
    </message>
</context>
<context>
    <name>StoreBoard</name>
    <message>
        <source>The store now</source>
        <translation>La boutique en ce moment</translation>
    </message>
    <message>
        <source>Best sellers today</source>
        <translation>Meilleures ventes du jour</translation>
    </message>
    <message>
        <source>Carts and orders</source>
        <translation>Paniers et commandes</translation>
    </message>
    <message>
        <source>%1 sold</source>
        <translation>%1 vendus</translation>
    </message>
    <message>
        <source>%1 carts</source>
        <translation>%1 paniers</translation>
    </message>
    <message>
        <source>Redis has forgotten %1 open carts worth %2. No order is lost: all %3 of this run are in Postgres.</source>
        <translation>Redis a oublié %1 paniers ouverts d&apos;une valeur de %2. Aucune commande n&apos;est perdue : les %3 de cette séance sont dans Postgres.</translation>
    </message>
    <message>
        <source>Counted at the last look before, at most a second earlier. Whose cart was open has to fill it again; sessions have to log in again; the board of best sellers is calculated again from the orders in Postgres.</source>
        <translation>Compté au dernier regard avant, une seconde plus tôt au plus. Qui avait un panier ouvert doit le remplir de nouveau ; les sessions doivent se reconnecter ; le tableau des meilleures ventes est recalculé d&apos;après les commandes dans Postgres.</translation>
    </message>
    <message>
        <source>Best sellers calculated from Postgres: %1 orders today.</source>
        <translation>Meilleures ventes calculées depuis Postgres : %1 commandes aujourd&apos;hui.</translation>
    </message>
    <message>
        <source>The board in Redis counts sales as they happen. When it is not there, one query over today&apos;s orders makes it again.</source>
        <translation>Le tableau dans Redis compte les ventes à mesure. Quand il manque, une requête sur les commandes du jour le refait.</translation>
    </message>
    <message>
        <source>Redis does not answer</source>
        <translation>Redis ne répond pas</translation>
    </message>
    <message>
        <source>Open carts</source>
        <translation>Paniers ouverts</translation>
    </message>
    <message>
        <source>Carts in Redis that have not been bought yet. Redis forgets each of them ten minutes after its last change. Counted from Redis&apos; own list of open carts.</source>
        <translation>Paniers dans Redis pas encore achetés. Redis oublie chacun dix minutes après sa dernière modification. Compté d&apos;après la liste des paniers ouverts dans Redis.</translation>
    </message>
    <message>
        <source>Lost if Redis restarted now</source>
        <translation>Perdu si Redis redémarrait maintenant</translation>
    </message>
    <message>
        <source>What is in the open carts, at the prices of the moment it was put in. Customers would have to choose it again.</source>
        <translation>Ce qu&apos;il y a dans les paniers ouverts, au prix du moment où on l&apos;y a mis. Les clients devraient choisir de nouveau.</translation>
    </message>
    <message>
        <source>Lost so far</source>
        <translation>Perdu jusqu&apos;ici</translation>
    </message>
    <message>
        <source>%1 carts · %2</source>
        <translation>%1 paniers · %2</translation>
    </message>
    <message>
        <source>Open carts that Redis has forgotten since this run began, because it was restarted or emptied. Carts whose ten minutes were over are not among them.</source>
        <translation>Paniers ouverts que Redis a oubliés depuis le début de cette séance, parce qu&apos;il a été redémarré ou vidé. Les paniers dont les dix minutes étaient passées n&apos;en sont pas.</translation>
    </message>
    <message>
        <source>Orders in Postgres</source>
        <translation>Commandes dans Postgres</translation>
    </message>
    <message>
        <source>Orders that Postgres has acknowledged since this run began. A restart of Redis does not touch them.</source>
        <translation>Commandes que Postgres a confirmées depuis le début de cette séance. Un redémarrage de Redis n&apos;y touche pas.</translation>
    </message>
    <message>
        <source>Last order</source>
        <translation>Dernière commande</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>aucune encore</translation>
    </message>
    <message>
        <source>no. %1 · %2</source>
        <translation>n° %1 · %2</translation>
    </message>
    <message>
        <source>Its number and its sum, as Postgres has them.</source>
        <translation>Son numéro et son total, tels que Postgres les a.</translation>
    </message>
</context>
<context>
    <name>StoreCheckout</name>
    <message>
        <source>Orders under way did not end in time.</source>
        <translation>Les commandes en cours ne se sont pas terminées à temps.</translation>
    </message>
    <message>
        <source>The store has no products.</source>
        <translation>La boutique n&apos;a pas d&apos;articles.</translation>
    </message>
</context>
<context>
    <name>StoreNames</name>
    <message>
        <source>The schema tierlens_store is not complete: remove the scenario and start again.</source>
        <translation>Le schéma tierlens_store n&apos;est pas complet : retirez le scénario et recommencez.</translation>
    </message>
</context>
<context>
    <name>StoreSeeding</name>
    <message>
        <source>Seeding users and addresses</source>
        <translation>Création des clients et des adresses</translation>
    </message>
    <message>
        <source>Seeding products</source>
        <translation>Création des articles</translation>
    </message>
    <message>
        <source>Indexing orders</source>
        <translation>Indexation des commandes</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>There is no tour or file &quot;%1&quot;; tours are %2.</source>
        <translation>Il n&apos;y a ni visite ni fichier &quot;%1&quot; ; les visites sont %2.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 ne peut être lu : %2.</translation>
    </message>
    <message>
        <source>%1 is too long for a tour.</source>
        <translation>%1 est trop long pour une visite.</translation>
    </message>
</context>
<context>
    <name>TourJson</name>
    <message>
        <source>something is missing</source>
        <translation>il manque quelque chose</translation>
    </message>
    <message>
        <source>this is not JSON here: %1.</source>
        <translation>ceci n&apos;est pas du JSON ici : %1.</translation>
    </message>
    <message>
        <source>the file is empty.</source>
        <translation>le fichier est vide.</translation>
    </message>
    <message>
        <source>this is not text in UTF-8.</source>
        <translation>ceci n&apos;est pas du texte en UTF-8.</translation>
    </message>
    <message>
        <source>this is no tour: brackets are nested too deeply.</source>
        <translation>ceci n&apos;est pas une visite : les parenthèses sont trop imbriquées.</translation>
    </message>
</context>
<context>
    <name>TourMeasures</name>
    <message>
        <source>everything is as before</source>
        <translation>tout est comme avant</translation>
    </message>
    <message>
        <source>not all is as before</source>
        <translation>tout n&apos;est pas comme avant</translation>
    </message>
    <message>
        <source>%1 answers</source>
        <translation>%1 répond</translation>
    </message>
    <message>
        <source>%1 is down</source>
        <translation>%1 est absent</translation>
    </message>
    <message>
        <source>%1 is silent</source>
        <translation>%1 est muet</translation>
    </message>
    <message>
        <source>before</source>
        <translation>avant</translation>
    </message>
    <message>
        <source>%1× before</source>
        <translation>%1× avant</translation>
    </message>
    <message>
        <source>%1× %2</source>
        <translation>%1× %2</translation>
    </message>
    <message>
        <source>hit rate</source>
        <translation>taux de succès</translation>
    </message>
    <message>
        <source>requests per second</source>
        <translation>demandes par seconde</translation>
    </message>
    <message>
        <source>queries per second</source>
        <translation>requêtes par seconde</translation>
    </message>
    <message>
        <source>typical answer</source>
        <translation>réponse typique</translation>
    </message>
    <message>
        <source>slowest 1 % of the answers</source>
        <translation>1 % des réponses les plus lentes</translation>
    </message>
    <message>
        <source>one answer of Redis</source>
        <translation>une réponse de Redis</translation>
    </message>
    <message>
        <source>one answer of Postgres</source>
        <translation>une réponse de Postgres</translation>
    </message>
    <message>
        <source>how much faster Redis answers</source>
        <translation>combien de fois Redis répond plus vite</translation>
    </message>
    <message>
        <source>gain for a simple question</source>
        <translation>gain pour une question simple</translation>
    </message>
    <message>
        <source>queries avoided</source>
        <translation>requêtes évitées</translation>
    </message>
    <message>
        <source>money saved</source>
        <translation>argent économisé</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>demandes</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>succès</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>défauts</translation>
    </message>
    <message>
        <source>shared answers</source>
        <translation>réponses partagées</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>requêtes</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>écritures</translation>
    </message>
    <message>
        <source>updates of live state</source>
        <translation>changements de l&apos;état vivant</translation>
    </message>
    <message>
        <source>refused requests</source>
        <translation>demandes refusées</translation>
    </message>
    <message>
        <source>failed requests</source>
        <translation>demandes échouées</translation>
    </message>
    <message>
        <source>stale answers</source>
        <translation>réponses périmées</translation>
    </message>
    <message>
        <source>expired keys</source>
        <translation>clés expirées</translation>
    </message>
    <message>
        <source>evicted keys</source>
        <translation>clés évincées</translation>
    </message>
    <message>
        <source>invalidated keys</source>
        <translation>clés invalidées</translation>
    </message>
    <message>
        <source>keys in Redis</source>
        <translation>clés dans Redis</translation>
    </message>
    <message>
        <source>stale keys</source>
        <translation>clés périmées</translation>
    </message>
    <message>
        <source>stampedes</source>
        <translation>ruées</translation>
    </message>
    <message>
        <source>queries of the stampede</source>
        <translation>requêtes de la ruée</translation>
    </message>
    <message>
        <source>expiry cliffs</source>
        <translation>falaises d&apos;expiration</translation>
    </message>
    <message>
        <source>keys of the expiry cliff</source>
        <translation>clés de la falaise</translation>
    </message>
    <message>
        <source>queries of the cliff</source>
        <translation>requêtes de la falaise</translation>
    </message>
    <message>
        <source>cold starts</source>
        <translation>démarrages à froid</translation>
    </message>
    <message>
        <source>rows of the board</source>
        <translation>lignes du tableau</translation>
    </message>
    <message>
        <source>first of the board</source>
        <translation>premier du tableau</translation>
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
        <translation>l&apos;effet</translation>
    </message>
    <message>
        <source>keys lost</source>
        <translation>clés perdues</translation>
    </message>
    <message>
        <source>rows lost</source>
        <translation>lignes perdues</translation>
    </message>
    <message>
        <source>writes looked for</source>
        <translation>écritures recherchées</translation>
    </message>
    <message>
        <source>extra queries</source>
        <translation>requêtes de plus</translation>
    </message>
    <message>
        <source>slowest answer</source>
        <translation>plus lente réponse</translation>
    </message>
    <message>
        <source>time without the server</source>
        <translation>temps sans le serveur</translation>
    </message>
    <message>
        <source>time until all was as before</source>
        <translation>temps jusqu&apos;au retour à la normale</translation>
    </message>
    <message>
        <source>%1 below %2</source>
        <translation>%1 sous %2</translation>
    </message>
    <message>
        <source>%1 at most %2</source>
        <translation>%1 au plus %2</translation>
    </message>
    <message>
        <source>%1 exactly %2</source>
        <translation>%1 exactement %2</translation>
    </message>
    <message>
        <source>%1 not %2</source>
        <translation>%1 pas %2</translation>
    </message>
    <message>
        <source>%1 at least %2</source>
        <translation>%1 au moins %2</translation>
    </message>
    <message>
        <source>%1 above %2</source>
        <translation>%1 au-dessus de %2</translation>
    </message>
</context>
<context>
    <name>TourReader</name>
    <message>
        <source>%1, line %2: step %3: %4</source>
        <translation>%1, ligne %2 : étape %3 : %4</translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation>%1, ligne %2 : %3</translation>
    </message>
    <message>
        <source>%1 must be an object in braces: { … }.</source>
        <translation>%1 doit être un objet entre accolades : { … }.</translation>
    </message>
    <message>
        <source>%1 has nothing called &quot;%2&quot;; known are %3.</source>
        <translation>%1 n&apos;a rien qui s&apos;appelle &quot;%2&quot; ; on connaît %3.</translation>
    </message>
    <message>
        <source>%1 needs &quot;%2&quot;, for example %3.</source>
        <translation>%1 a besoin de &quot;%2&quot;, par exemple %3.</translation>
    </message>
    <message>
        <source>a tour</source>
        <translation>une visite</translation>
    </message>
    <message>
        <source>&quot;format&quot; must be 1: nothing else is known here.</source>
        <translation>&quot;format&quot; doit être 1 : rien d&apos;autre n&apos;est connu ici.</translation>
    </message>
    <message>
        <source>&quot;scenario&quot; must be one of %1.</source>
        <translation>&quot;scenario&quot; doit être l&apos;un de %1.</translation>
    </message>
    <message>
        <source>&quot;steps&quot; must be a list in brackets, of 1 to %1 steps.</source>
        <translation>&quot;steps&quot; doit être une liste entre crochets, de 1 à %1 étapes.</translation>
    </message>
    <message>
        <source>a step</source>
        <translation>une étape</translation>
    </message>
    <message>
        <source>&quot;point&quot; must be one of %1.</source>
        <translation>&quot;point&quot; doit être l&apos;un de %1.</translation>
    </message>
    <message>
        <source>&quot;do&quot; says nothing to do.</source>
        <translation>&quot;do&quot; ne dit rien à faire.</translation>
    </message>
    <message>
        <source>&quot;do&quot; wants text, for example &quot;restart redis&quot;.</source>
        <translation>&quot;do&quot; veut du texte, par exemple &quot;restart redis&quot;.</translation>
    </message>
    <message>
        <source>&quot;wait&quot; wants { &quot;until&quot;: &quot;hit_rate &gt; 90 %&quot;, &quot;limit&quot;: &quot;20s&quot; }.</source>
        <translation>&quot;wait&quot; veut { &quot;until&quot;: &quot;hit_rate &gt; 90 %&quot;, &quot;limit&quot;: &quot;20s&quot; }.</translation>
    </message>
    <message>
        <source>&quot;wait&quot; needs &quot;until&quot;, for example &quot;hit_rate &gt; 90 %&quot;.</source>
        <translation>&quot;wait&quot; a besoin de &quot;until&quot;, par exemple &quot;hit_rate &gt; 90 %&quot;.</translation>
    </message>
    <message>
        <source>&quot;wait&quot; needs a limit, for example &quot;20s&quot;.</source>
        <translation>&quot;wait&quot; a besoin d&apos;une limite, par exemple &quot;20s&quot;.</translation>
    </message>
    <message>
        <source>&quot;claim&quot; claims nothing.</source>
        <translation>&quot;claim&quot; n&apos;affirme rien.</translation>
    </message>
    <message>
        <source>&quot;choices&quot; must be a list of 2 to %1 answers.</source>
        <translation>&quot;choices&quot; doit être une liste de 2 à %1 réponses.</translation>
    </message>
    <message>
        <source>&quot;right&quot; is the number of the right answer, from 1.</source>
        <translation>&quot;right&quot; est le numéro de la bonne réponse, à partir de 1.</translation>
    </message>
    <message>
        <source>there is no answer %1: &quot;choices&quot; has %2.</source>
        <translation>il n&apos;y a pas de réponse %1 : &quot;choices&quot; en a %2.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be text, and not empty.</source>
        <translation>&quot;%1&quot; doit être du texte, et non vide.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has %2 characters; more than %3 cannot be shown.</source>
        <translation>&quot;%1&quot; a %2 caractères ; plus de %3 ne peuvent être montrés.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no language known here; they are %2.</source>
        <translation>&quot;%1&quot; n&apos;est pas une langue connue ici ; ce sont %2.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; needs at least &quot;en&quot;.</source>
        <translation>&quot;%1&quot; a besoin au moins de &quot;en&quot;.</translation>
    </message>
    <message>
        <source>&quot;set&quot; wants names and values, for example { &quot;ttl&quot;: &quot;10s&quot; }.</source>
        <translation>&quot;set&quot; veut des noms et des valeurs, par exemple { &quot;ttl&quot;: &quot;10s&quot; }.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; wants a condition as text, for example &quot;hit_rate &gt; 90 %&quot;.</source>
        <translation>&quot;%1&quot; veut une condition sous forme de texte, par exemple &quot;hit_rate &gt; 90 %&quot;.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; names no condition.</source>
        <translation>&quot;%1&quot; ne nomme aucune condition.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be a time from 100ms to 2m, for example &quot;20s&quot;.</source>
        <translation>&quot;%1&quot; doit être une durée de 100ms à 2m, par exemple &quot;20s&quot;.</translation>
    </message>
</context>
<context>
    <name>TourWords</name>
    <message>
        <source>write a condition like &quot;hit_rate &gt; 90 %&quot; or &quot;redis up&quot;.</source>
        <translation>écrivez une condition comme &quot;hit_rate &gt; 90 %&quot; ou &quot;redis up&quot;.</translation>
    </message>
    <message>
        <source>there is no measure &quot;%1&quot;; known are %2.</source>
        <translation>il n&apos;y a pas de mesure &quot;%1&quot; ; on connaît %2.</translation>
    </message>
    <message>
        <source>say what it shall be, without a sign: %1 %2.</source>
        <translation>dites ce que ce doit être, sans signe : %1 %2.</translation>
    </message>
    <message>
        <source>a comparison is missing, for example &quot;%1&quot;.</source>
        <translation>il manque une comparaison, par exemple &quot;%1&quot;.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not how this is measured; write for example &quot;%2&quot;.</source>
        <translation>&quot;%1&quot; n&apos;est pas la façon de mesurer ceci ; écrivez par exemple &quot;%2&quot;.</translation>
    </message>
    <message>
        <source>compare with a figure or with another measure, not with both.</source>
        <translation>comparez avec un chiffre ou avec une autre mesure, pas avec les deux.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is nothing to compare this with.</source>
        <translation>&quot;%1&quot; n&apos;est rien à quoi comparer ceci.</translation>
    </message>
    <message>
        <source>say which server, redis or postgres.</source>
        <translation>dites quel serveur, redis ou postgres.</translation>
    </message>
    <message>
        <source>one word says what.</source>
        <translation>un mot dit quoi.</translation>
    </message>
    <message>
        <source>nothing stands after it.</source>
        <translation>rien ne suit.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no server; say redis or postgres.</source>
        <translation>&quot;%1&quot; n&apos;est pas un serveur ; dites redis ou postgres.</translation>
    </message>
    <message>
        <source>give a time from 100ms to 60s.</source>
        <translation>donnez une durée de 100ms à 60s.</translation>
    </message>
    <message>
        <source>known are restart|crash|freeze redis|postgres, invalidate PATTERN|everything, write, order NAME, expire KEY, pause, resume.</source>
        <translation>on connaît restart|crash|freeze redis|postgres, invalidate PATTERN|everything, write, order NAME, expire KEY, pause, resume.</translation>
    </message>
    <message>
        <source>&quot;{%1}&quot; is no measured value; known are %2, answered.</source>
        <translation>&quot;{%1}&quot; n&apos;est pas une valeur mesurée ; on connaît %2, answered.</translation>
    </message>
</context>
<context>
    <name>TrafficFigures</name>
    <message>
        <source>What they ask is counted by Redis, which does not answer now.</source>
        <translation>Ce qu’elles demandent est compté par Redis, qui ne répond pas en ce moment.</translation>
    </message>
    <message>
        <source>1 client</source>
        <translation>1 client</translation>
    </message>
    <message>
        <source>1 host</source>
        <translation>1 hôte</translation>
    </message>
    <message>
        <source>not watched</source>
        <translation>non observé</translation>
    </message>
    <message>
        <source>This connection names no such server.</source>
        <translation>Cette connexion ne nomme pas un tel serveur.</translation>
    </message>
    <message>
        <source>No figures yet.</source>
        <translation>Pas encore de chiffres.</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>retard %1</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>Applications</translation>
    </message>
    <message>
        <source>%1 clients</source>
        <translation>%1 clients</translation>
    </message>
    <message>
        <source>%1 hosts</source>
        <translation>%1 hôtes</translation>
    </message>
    <message>
        <source>commands</source>
        <translation>commandes</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>%1 erreurs</translation>
    </message>
    <message>
        <source>%1 primaries</source>
        <translation>%1 primaires</translation>
    </message>
    <message>
        <source>replica</source>
        <translation>réplica</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 clés</translation>
    </message>
    <message>
        <source>hit rate: nobody asks</source>
        <translation>taux de succès : personne ne demande</translation>
    </message>
    <message>
        <source>hit rate, was %1 an hour ago</source>
        <translation>taux de succès, %1 il y a une heure</translation>
    </message>
    <message>
        <source>hit rate</source>
        <translation>taux de succès</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>échecs</translation>
    </message>
    <message>
        <source>evicting %1</source>
        <translation>évince %1</translation>
    </message>
    <message>
        <source>expiring %1</source>
        <translation>expire %1</translation>
    </message>
    <message>
        <source>standby</source>
        <translation>secondaire</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>primaire</translation>
    </message>
    <message>
        <source> + 1 replica</source>
        <translation> + 1 réplica</translation>
    </message>
    <message>
        <source> + %1 replicas</source>
        <translation> + %1 réplicas</translation>
    </message>
    <message>
        <source>%1 of %2 sessions</source>
        <translation>%1 sessions sur %2</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>requêtes</translation>
    </message>
    <message>
        <source>transactions</source>
        <translation>transactions</translation>
    </message>
    <message>
        <source>mean of the filling queries</source>
        <translation>moyenne des requêtes de remplissage</translation>
    </message>
    <message>
        <source>mean of all queries</source>
        <translation>moyenne de toutes les requêtes</translation>
    </message>
    <message>
        <source>%1 waiting for locks</source>
        <translation>%1 attendent des verrous</translation>
    </message>
    <message>
        <source>buffer hits %1</source>
        <translation>succès du tampon %1</translation>
    </message>
    <message>
        <source>Traffic now</source>
        <translation>Trafic maintenant</translation>
    </message>
    <message>
        <source>Traffic then</source>
        <translation>Trafic d’alors</translation>
    </message>
    <message>
        <source>counted by the servers, %1</source>
        <translation>compté par les serveurs, %1</translation>
    </message>
    <message>
        <source>%1 hits</source>
        <translation>%1 succès</translation>
    </message>
    <message>
        <source>%1 misses</source>
        <translation>%1 échecs</translation>
    </message>
    <message>
        <source>%1 fills</source>
        <translation>%1 remplissages</translation>
    </message>
    <message>
        <source>fills: not known yet</source>
        <translation>remplissages : pas encore connus</translation>
    </message>
    <message>
        <source>p99 of reads</source>
        <translation>p99 des lectures</translation>
    </message>
    <message>
        <source>1 key</source>
        <translation>1 clé</translation>
    </message>
</context>
<context>
    <name>TruthListener</name>
    <message>
        <source>While Postgres was away nobody heard what changed in it, so the cached answers have been deleted.</source>
        <translation>Pendant l&apos;absence de Postgres, personne n&apos;a entendu ce qui y changeait ; les réponses en cache ont donc été supprimées.</translation>
    </message>
</context>
<context>
    <name>ValueRows</name>
    <message>
        <source>Field</source>
        <translation>Champ</translation>
    </message>
    <message>
        <source>Of a list the place, of a sorted set the score, of a stream the ID.</source>
        <translation>D&apos;une liste la place, d&apos;un ensemble trié le score, d&apos;un flux l&apos;ID.</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Redis answers %1 of 100 questions itself instead of %2</source>
        <translation>Redis répond lui-même à %1 questions sur 100 au lieu de %2</translation>
    </message>
    <message>
        <source>half of the answers come within %1 instead of %2</source>
        <translation>la moitié des réponses vient en %1 au lieu de %2</translation>
    </message>
    <message>
        <source>99 of 100 answers come within %1 instead of %2</source>
        <translation>99 réponses sur 100 viennent en %1 au lieu de %2</translation>
    </message>
    <message>
        <source>Postgres is asked %1 times a second instead of %2</source>
        <translation>Postgres est interrogé %1 fois par seconde au lieu de %2</translation>
    </message>
    <message>
        <source>in its worst moment Postgres is asked %1 times a second instead of %2</source>
        <translation>au pire moment, Postgres est interrogé %1 fois par seconde au lieu de %2</translation>
    </message>
    <message>
        <source>no answer is out of date instead of %1</source>
        <translation>aucune réponse n&apos;est périmée au lieu de %1</translation>
    </message>
    <message>
        <source>%1 answers are out of date instead of none</source>
        <translation>%1 réponses sont périmées au lieu d&apos;aucune</translation>
    </message>
    <message>
        <source>%1 answers are out of date instead of %2</source>
        <translation>%1 réponses sont périmées au lieu de %2</translation>
    </message>
    <message>
        <source>the other is behind the truth by up to %1</source>
        <translation>l&apos;autre a jusqu&apos;à %1 de retard sur la vérité</translation>
    </message>
    <message>
        <source>answers are behind the truth by up to %1</source>
        <translation>les réponses ont jusqu&apos;à %1 de retard sur la vérité</translation>
    </message>
    <message>
        <source>answers are behind the truth by up to %1 instead of %2</source>
        <translation>les réponses ont jusqu&apos;à %1 de retard sur la vérité au lieu de %2</translation>
    </message>
    <message>
        <source>Postgres never gets the same question twice at once, instead of up to %1 times</source>
        <translation>Postgres ne reçoit jamais deux fois la même question à la fois, au lieu de jusqu&apos;à %1 fois</translation>
    </message>
    <message>
        <source>Postgres gets the same question up to %1 times at once instead of %2</source>
        <translation>Postgres reçoit la même question jusqu&apos;à %1 fois à la fois au lieu de %2</translation>
    </message>
    <message>
        <source>%1 requests a second get an answer instead of %2</source>
        <translation>%1 demandes par seconde ont une réponse au lieu de %2</translation>
    </message>
    <message>
        <source>no request fails instead of %1</source>
        <translation>aucune demande n&apos;échoue au lieu de %1</translation>
    </message>
    <message>
        <source>%1 requests fail instead of %2</source>
        <translation>%1 demandes échouent au lieu de %2</translation>
    </message>
    <message>
        <source>This was one run of each. Nobody can tell from it how much is chance: repeat it at least three times.</source>
        <translation>Il y a eu un seul passage de chaque côté. Nul ne peut en déduire la part du hasard&#xa0;: répétez-le au moins trois fois.</translation>
    </message>
    <message>
        <source>%1 runs of each, in turns.</source>
        <translation>%1 passages de chaque côté, à tour de rôle.</translation>
    </message>
    <message>
        <source>What differs is too little to matter, whether it is chance or not.</source>
        <translation>La différence est trop petite pour compter, hasard ou non.</translation>
    </message>
    <message>
        <source>Some runs of one side were better than some of the other, and some were worse: the difference is within the noise.</source>
        <translation>Certains passages d&apos;un côté ont été meilleurs que certains de l&apos;autre, et d&apos;autres moins bons&#xa0;: la différence est dans le bruit.</translation>
    </message>
    <message>
        <source>Every run of the one was better than every run of the other. If there were no difference, chance alone would do that once in %1 comparisons.</source>
        <translation>Chaque passage de l&apos;un a été meilleur que chaque passage de l&apos;autre. S&apos;il n&apos;y avait pas de différence, le hasard seul ferait cela une fois sur %1 comparaisons.</translation>
    </message>
    <message>
        <source>with &quot;%1&quot; %2</source>
        <translation>avec «&#xa0;%1&#xa0;», %2</translation>
    </message>
    <message>
        <source>Too close to call.</source>
        <translation>Trop serré pour trancher.</translation>
    </message>
    <message>
        <source>It makes no difference worth a word.</source>
        <translation>La différence ne mérite pas un mot.</translation>
    </message>
    <message>
        <source>%1: %2 against %3, and the runs of either side differ as much among themselves.</source>
        <translation>%1&#xa0;: %2 contre %3, et les passages d&apos;un même côté diffèrent autant entre eux.</translation>
    </message>
    <message>
        <source>%1: %2 on both sides, as near as matters.</source>
        <translation>%1&#xa0;: %2 des deux côtés, à peu de chose près.</translation>
    </message>
    <message>
        <source>Clear all the same: %1.</source>
        <translation>Clair malgré tout&#xa0;: %1.</translation>
    </message>
    <message>
        <source>Better: %1.</source>
        <translation>Mieux&#xa0;: %1.</translation>
    </message>
    <message>
        <source>A person notices neither: that takes about 100 ms.</source>
        <translation>Une personne ne remarque ni l&apos;un ni l&apos;autre&#xa0;: il faut environ 100 ms pour cela.</translation>
    </message>
    <message>
        <source>, and </source>
        <translation>, et </translation>
    </message>
    <message>
        <source>It costs nothing that was measured here.</source>
        <translation>Cela ne coûte rien de ce qui a été mesuré ici.</translation>
    </message>
    <message>
        <source>What it costs: %1.</source>
        <translation>Ce que cela coûte&#xa0;: %1.</translation>
    </message>
    <message>
        <source>Better in this one run: %1.</source>
        <translation>Mieux dans ce seul passage&#xa0;: %1.</translation>
    </message>
    <message>
        <source>Probably better: %1.</source>
        <translation>Probablement mieux&#xa0;: %1.</translation>
    </message>
</context>
<context>
    <name>WaitedBuckets</name>
    <message>
        <source>%1 answered by Redis, %2 had to ask Postgres</source>
        <translation>%1 répondues par Redis, %2 ont dû interroger Postgres</translation>
    </message>
    <message>
        <source>below %1: %2</source>
        <translation>sous %1 : %2</translation>
    </message>
    <message>
        <source>%1 and more: %2</source>
        <translation>%1 et plus : %2</translation>
    </message>
    <message>
        <source>%1 to %2: %3</source>
        <translation>%1 à %2 : %3</translation>
    </message>
    <message>
        <source>Nothing has been asked in the last 60 s.</source>
        <translation>Rien n&apos;a été demandé ces 60 dernières s.</translation>
    </message>
    <message>
        <source>In the last 60 s %1 answers came from Redis and %2 had to ask Postgres. Most often: %3.</source>
        <translation>Ces 60 dernières s, %1 réponses sont venues de Redis et %2 ont dû interroger Postgres. Le plus souvent : %3.</translation>
    </message>
</context>
<context>
    <name>WatchDetail</name>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1 (%2 à %3)</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Clés</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>Time to live</source>
        <translation>Durée de vie</translation>
    </message>
    <message>
        <source>Without expiry</source>
        <translation>Sans expiration</translation>
    </message>
    <message>
        <source>Not touched for an hour</source>
        <translation>Pas touchées depuis une heure</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>La plus grande</translation>
    </message>
    <message>
        <source>Hottest</source>
        <translation>La plus chaude</translation>
    </message>
    <message>
        <source>A miss costs the caller</source>
        <translation>Un échec coûte à l’appelant</translation>
    </message>
    <message>
        <source>Filled by</source>
        <translation>Rempli par</translation>
    </message>
    <message>
        <source>nothing stands out</source>
        <translation>rien ne ressort</translation>
    </message>
    <message>
        <source>hit rate fell %1</source>
        <translation>le taux de succès est tombé %1</translation>
    </message>
    <message>
        <source>began %1</source>
        <translation>a commencé %1</translation>
    </message>
    <message>
        <source>Hit rate of all keys</source>
        <translation>Taux de succès de toutes les clés</translation>
    </message>
    <message>
        <source>Queries that fill it, per second</source>
        <translation>Requêtes qui le remplissent, par seconde</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Instruction</translation>
    </message>
    <message>
        <source>Calls in this time</source>
        <translation>Appels pendant ce temps</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <source>Mean before</source>
        <translation>Moyenne avant</translation>
    </message>
    <message>
        <source>Rows of one call</source>
        <translation>Lignes d’un appel</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Utilisateur</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>Remplit</translation>
    </message>
    <message>
        <source>these servers</source>
        <translation>ces serveurs</translation>
    </message>
    <message>
        <source>A snapshot: nothing of it can change.</source>
        <translation>Un instantané : rien ne peut y changer.</translation>
    </message>
    <message>
        <source>Read-only: Tierlens will not write to %1.</source>
        <translation>Lecture seule : Tierlens n’écrira pas sur %1.</translation>
    </message>
    <message>
        <source>Watching only reads. The tools may change %1, and ask before they do.</source>
        <translation>L&apos;observation ne fait que lire. Les outils peuvent modifier %1, et demandent avant de le faire.</translation>
    </message>
    <message>
        <source>calm again for %1</source>
        <translation>calme de nouveau depuis %1</translation>
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
        <translation>En attente</translation>
    </message>
    <message>
        <source>%1 of %2, %3 in all.</source>
        <translation>%1 sur %2, %3 en tout.</translation>
    </message>
    <message>
        <source>%1 after %2, took %3: %4</source>
        <translation>%1 après %2, a pris %3 : %4</translation>
    </message>
</context>
<context>
    <name>tierlens::AboutDialog</name>
    <message>
        <source>About Tierlens</source>
        <translation>À propos de Tierlens</translation>
    </message>
    <message>
        <source>See requests flow through Redis and Postgres.</source>
        <translation>Voir les requêtes traverser Redis et Postgres.</translation>
    </message>
    <message>
        <source>Qt %1 on %2</source>
        <translation>Qt %1 sur %2</translation>
    </message>
    <message>
        <source>Free software: you may use it, study it, pass it on and change it under the GNU General Public License, version 3 or later. It comes without any warranty.</source>
        <translation>Logiciel libre : chacun peut l’utiliser, l’étudier, le transmettre et le modifier selon la licence publique générale GNU, version 3 ou ultérieure. Il est fourni sans aucune garantie.</translation>
    </message>
    <message>
        <source>What Tierlens is made of</source>
        <translation>De quoi Tierlens est fait</translation>
    </message>
    <message>
        <source>Made of</source>
        <translation>Composants</translation>
    </message>
    <message>
        <source>The licence</source>
        <translation>La licence</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation>Ouvrir le dossier du journal</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>The licences of what it is made of</source>
        <translation>Les licences de ce dont il est fait</translation>
    </message>
    <message>
        <source>Licences of the parts</source>
        <translation>Licences des composants</translation>
    </message>
</context>
<context>
    <name>tierlens::ActionButton</name>
    <message>
        <source> (key: %1)</source>
        <translation> (touche : %1)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1&#xa0;: %2</translation>
    </message>
</context>
<context>
    <name>tierlens::ActionsPanel</name>
    <message>
        <source>CHANGE THE TRUTH</source>
        <translation>CHANGER LA VÉRITÉ</translation>
    </message>
    <message>
        <source>Change a row in Postgres</source>
        <translation>Changer une ligne dans Postgres</translation>
    </message>
    <message>
        <source>Writes to Postgres, where the truth is. What Redis remembers of it is stale from then on, unless the write also invalidates it.</source>
        <translation>Écrit dans Postgres, où est la vérité. Ce que Redis en garde est périmé dès lors, sauf si l&apos;écriture l&apos;invalide aussi.</translation>
    </message>
    <message>
        <source>INVALIDATE</source>
        <translation>INVALIDER</translation>
    </message>
    <message>
        <source>Selected key</source>
        <translation>Clé choisie</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Suppr</translation>
    </message>
    <message>
        <source>Keys matching…</source>
        <translation>Clés selon motif…</translation>
    </message>
    <message>
        <source>Deletes all keys that match a pattern. How many that are is shown before it happens.</source>
        <translation>Supprime toutes les clés qui répondent à un motif. Leur nombre est montré avant.</translation>
    </message>
    <message>
        <source>Everything in this scenario</source>
        <translation>Tout dans ce scénario</translation>
    </message>
    <message>
        <source>Deletes every key of this scenario from Redis. Postgres then answers everything until the cache is warm again.</source>
        <translation>Supprime de Redis chaque clé de ce scénario. Postgres répond alors à tout jusqu&apos;à ce que le cache soit de nouveau chaud.</translation>
    </message>
    <message>
        <source>RESTART · BREAK</source>
        <translation>REDÉMARRER · CASSER</translation>
    </message>
    <message>
        <source>Restart Redis</source>
        <translation>Redémarrer Redis</translation>
    </message>
    <message>
        <source>Stops Redis and starts it again: it comes back empty. Nothing is lost that Postgres does not have.</source>
        <translation>Arrête Redis et le redémarre : il revient vide. Rien n&apos;est perdu que Postgres n&apos;ait pas.</translation>
    </message>
    <message>
        <source>Restart PostgreSQL</source>
        <translation>Redémarrer PostgreSQL</translation>
    </message>
    <message>
        <source>Stops PostgreSQL in good order and starts it again. Hits go on meanwhile; misses fail or wait.</source>
        <translation>Arrête PostgreSQL en bon ordre et le redémarre. Les succès continuent ; les défauts échouent ou attendent.</translation>
    </message>
    <message>
        <source>Crash Redis (kill -9)</source>
        <translation>Tuer Redis (kill -9)</translation>
    </message>
    <message>
        <source>Ends the Redis process at once, as a power cut would, and starts it again.</source>
        <translation>Termine le processus Redis d&apos;un coup, comme une coupure de courant, et le redémarre.</translation>
    </message>
    <message>
        <source>Crash PostgreSQL (kill -9)</source>
        <translation>Tuer PostgreSQL (kill -9)</translation>
    </message>
    <message>
        <source>Ends PostgreSQL at once, as a power cut would, and starts it again. It recovers from its log; every confirmed write is then looked for.</source>
        <translation>Termine PostgreSQL d&apos;un coup, comme une coupure de courant, et le redémarre. Il se rétablit d&apos;après son journal ; chaque écriture confirmée est ensuite recherchée.</translation>
    </message>
    <message>
        <source>Freeze %1 for %2 s</source>
        <translation>Geler %1 pendant %2 s</translation>
    </message>
    <message>
        <source>Stops the process without ending it: connections stay, answers do not come. This is how an overloaded server looks from outside.</source>
        <translation>Suspend le processus sans le terminer : les connexions restent, les réponses ne viennent pas. C&apos;est ainsi qu&apos;un serveur surchargé se voit de l&apos;extérieur.</translation>
    </message>
    <message>
        <source>Freeze %1: for %2 seconds</source>
        <translation>Geler %1 : pendant %2 secondes</translation>
    </message>
    <message>
        <source>for %1 s</source>
        <translation>pendant %1 s</translation>
    </message>
    <message>
        <source>How long %1 is frozen.</source>
        <translation>Combien de temps %1 est gelé.</translation>
    </message>
    <message>
        <source>Deletes %1 from Redis. The next request for it asks Postgres.</source>
        <translation>Supprime %1 de Redis. La prochaine demande interroge Postgres.</translation>
    </message>
    <message>
        <source>Select a key in the list on the right first.</source>
        <translation>Choisissez d&apos;abord une clé dans la liste de droite.</translation>
    </message>
    <message>
        <source>working…</source>
        <translation>en cours…</translation>
    </message>
</context>
<context>
    <name>tierlens::AddressPage</name>
    <message>
        <source>Address, to paste or to copy</source>
        <translation>Adresse, à coller ou à copier</translation>
    </message>
    <message>
        <source>Host and port</source>
        <translation>Hôte et port</translation>
    </message>
    <message>
        <source>Unix socket</source>
        <translation>Socket Unix</translation>
    </message>
    <message>
        <source>Through Sentinels</source>
        <translation>Par des Sentinels</translation>
    </message>
    <message>
        <source>Reached by</source>
        <translation>Accès par</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Base</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Hôte</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Path of the socket</source>
        <translation>Chemin du socket</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinels</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>User (ACL)</source>
        <translation>Utilisateur (ACL)</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>User of the Sentinels</source>
        <translation>Utilisateur des Sentinels</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Mot de passe des Sentinels</translation>
    </message>
    <message>
        <source>Encrypted (TLS)</source>
        <translation>Chiffré (TLS)</translation>
    </message>
    <message>
        <source>Host, or folder of a socket</source>
        <translation>Hôte, ou dossier d&apos;un socket</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Utilisateur</translation>
    </message>
    <message>
        <source>Service of pg_service.conf</source>
        <translation>Service de pg_service.conf</translation>
    </message>
    <message>
        <source>As libpq likes it</source>
        <translation>Au choix de libpq</translation>
    </message>
    <message>
        <source>ENCRYPTION</source>
        <translation>CHIFFREMENT</translation>
    </message>
    <message>
        <source>TLS (sslmode)</source>
        <translation>TLS (sslmode)</translation>
    </message>
    <message>
        <source>CA certificate, a file</source>
        <translation>Certificat CA, un fichier</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>Certificat client</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>Sa clé</translation>
    </message>
    <message>
        <source>Password of the key</source>
        <translation>Mot de passe de la clé</translation>
    </message>
    <message>
        <source>TUNNEL</source>
        <translation>TUNNEL</translation>
    </message>
    <message>
        <source>Through ssh to (empty: directly)</source>
        <translation>Par ssh vers (vide&#xa0;: en direct)</translation>
    </message>
    <message>
        <source>Port of ssh</source>
        <translation>Port de ssh</translation>
    </message>
    <message>
        <source>Uses this computer&apos;s ssh with your keys, agent and ~/.ssh/config.</source>
        <translation>Utilise le ssh de cet ordinateur avec vos clés, votre agent et ~/.ssh/config.</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>Un port est un nombre de 1 à 65535.</translation>
    </message>
</context>
<context>
    <name>tierlens::AllowChangesDialog</name>
    <message>
        <source>Allow changes</source>
        <translation>Permettre les modifications</translation>
    </message>
    <message>
        <source>May Tierlens change something on %1?</source>
        <translation>Tierlens peut-il modifier quelque chose sur %1&#xa0;?</translation>
    </message>
    <message>
        <source>these servers</source>
        <translation>ces serveurs</translation>
    </message>
    <message>
        <source>From then on its tools can delete keys and restart servers. Each of them still says beforehand what it would do, and asks. Nothing is changed by allowing it, watching itself goes on reading only, and it ends when this window is closed.</source>
        <translation>Dès lors, ses outils peuvent supprimer des clés et redémarrer des serveurs. Chacun dit toujours d&apos;avance ce qu&apos;il ferait, et demande. Le permettre ne modifie rien, l&apos;observation elle-même continue de ne faire que lire, et cela prend fin quand cette fenêtre est fermée.</translation>
    </message>
    <message>
        <source>Type the connection&apos;s name, %1, to allow it:</source>
        <translation>Saisissez le nom de la connexion, %1, pour le permettre&#xa0;:</translation>
    </message>
    <message>
        <source>Name of the connection</source>
        <translation>Nom de la connexion</translation>
    </message>
    <message>
        <source>Stay read-only</source>
        <translation>Rester en lecture seule</translation>
    </message>
</context>
<context>
    <name>tierlens::AuditWindow</name>
    <message>
        <source>Ask again</source>
        <translation>Redemander</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Enregistrer sous…</translation>
    </message>
    <message>
        <source>Export the database…</source>
        <translation>Exporter la base…</translation>
    </message>
    <message>
        <source>Audit of %1</source>
        <translation>Audit de %1</translation>
    </message>
    <message>
        <source>The audit</source>
        <translation>L&apos;audit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Asking the servers…</source>
        <translation>On interroge les serveurs…</translation>
    </message>
    <message>
        <source>Save the audit</source>
        <translation>Enregistrer l&apos;audit</translation>
    </message>
    <message>
        <source>Page to read and print (*.html);;PDF (*.pdf);;Markdown (*.md);;For programs (*.json);;Tables (*.csv)</source>
        <translation>Page à lire et imprimer (*.html);;PDF (*.pdf);;Markdown (*.md);;Pour les programmes (*.json);;Tableaux (*.csv)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Enregistré dans %1.</translation>
    </message>
    <message>
        <source>%1 is there already. Choose another name.</source>
        <translation>%1 existe déjà. Choisissez un autre nom.</translation>
    </message>
</context>
<context>
    <name>tierlens::BlastDialog</name>
    <message>
        <source>Delete a key</source>
        <translation>Supprimer une clé</translation>
    </message>
    <message>
        <source>Invalidate keys</source>
        <translation>Invalider des clés</translation>
    </message>
    <message>
        <source>What is to be deleted</source>
        <translation>Ce qui est à supprimer</translation>
    </message>
    <message>
        <source>What it would do</source>
        <translation>Ce que cela ferait</translation>
    </message>
    <message>
        <source>Expected, not counted</source>
        <translation>Attendu, non compté</translation>
    </message>
    <message>
        <source>People depend on this server. Type its name, %1, to go on:</source>
        <translation>Des gens dépendent de ce serveur. Saisissez son nom, %1, pour continuer&#xa0;:</translation>
    </message>
    <message>
        <source>%1 keys a second</source>
        <translation>%1 clés par seconde</translation>
    </message>
    <message>
        <source>How fast to delete</source>
        <translation>À quelle vitesse supprimer</translation>
    </message>
    <message>
        <source>Slower: the keys that are filled again come one after the other.</source>
        <translation>Plus lentement&#xa0;: les clés remplies de nouveau viennent l&apos;une après l&apos;autre.</translation>
    </message>
    <message>
        <source>Delete at most</source>
        <translation>Supprimer au plus</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>Où cela en est</translation>
    </message>
    <message>
        <source>What really happened</source>
        <translation>Ce qui s&apos;est vraiment passé</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Mesurer de nouveau</translation>
    </message>
    <message>
        <source>Looking at it…</source>
        <translation>On regarde…</translation>
    </message>
    <message>
        <source>Counting the keys…</source>
        <translation>On compte les clés…</translation>
    </message>
    <message>
        <source>Only reads, and takes at most a tenth of the server&apos;s time.</source>
        <translation>Ne fait que lire, et prend au plus un dixième du temps du serveur.</translation>
    </message>
    <message>
        <source>It could not be measured</source>
        <translation>La mesure n&apos;a pas abouti</translation>
    </message>
    <message>
        <source>The key is not there any more</source>
        <translation>La clé n&apos;existe plus</translation>
    </message>
    <message>
        <source>No key matches</source>
        <translation>Aucune clé ne répond au motif</translation>
    </message>
    <message>
        <source>It has no expiry: it would not have gone by itself.</source>
        <translation>Elle n&apos;a pas d&apos;expiration&#xa0;: elle ne serait pas partie d&apos;elle-même.</translation>
    </message>
    <message>
        <source>%1 of them have no expiry: they would not have gone by themselves.</source>
        <translation>%1 d&apos;entre elles n&apos;ont pas d&apos;expiration&#xa0;: elles ne seraient pas parties d&apos;elles-mêmes.</translation>
    </message>
    <message>
        <source>For example %1</source>
        <translation>Par exemple %1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>Supprimer %1</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>About %1 of them have no expiry: they would not have gone by themselves.</source>
        <translation>Environ %1 d’entre elles n’ont pas d’expiration : elles ne seraient pas parties d’elles-mêmes.</translation>
    </message>
    <message>
        <source>%1, db %2</source>
        <translation>%1, db %2</translation>
    </message>
    <message>
        <source>No key found in %1 of the keyspace</source>
        <translation>Aucune clé trouvée dans %1 de l&apos;espace de clés</translation>
    </message>
    <message>
        <source>Going through all of it at this pace would take too long. There may be some in the rest.</source>
        <translation>Le parcourir en entier à cette allure prendrait trop de temps. Il y en a peut-être dans le reste.</translation>
    </message>
    <message>
        <source>Delete about %1</source>
        <translation>Supprimer environ %1</translation>
    </message>
</context>
<context>
    <name>tierlens::BottomPanel</name>
    <message>
        <source>Timings, requests, queries and events</source>
        <translation>Temps, demandes, requêtes et événements</translation>
    </message>
    <message>
        <source>Timings</source>
        <translation>Temps</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Demandes</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Requêtes</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Événements</translation>
    </message>
    <message>
        <source>World</source>
        <translation>Monde</translation>
    </message>
    <message>
        <source>%1 (Alt+%2)</source>
        <translation>%1 (Alt+%2)</translation>
    </message>
    <message>
        <source>Time that the charts show</source>
        <translation>Durée que montrent les courbes</translation>
    </message>
    <message>
        <source>last 60 s</source>
        <translation>60 dernières s</translation>
    </message>
    <message>
        <source>last 5 min</source>
        <translation>5 dernières min</translation>
    </message>
    <message>
        <source>last 15 min</source>
        <translation>15 dernières min</translation>
    </message>
</context>
<context>
    <name>tierlens::BottomPanelTabs</name>
    <message>
        <source>Timings, requests, queries and events</source>
        <translation>Temps, demandes, requêtes et événements</translation>
    </message>
</context>
<context>
    <name>tierlens::BurstDialog</name>
    <message>
        <source>Start</source>
        <translation>Démarrer</translation>
    </message>
    <message>
        <source>Burst</source>
        <translation>Rafale</translation>
    </message>
    <message>
        <source>Redis tells Tierlens every command for a short time (MONITOR). From a read and a write of the same key by the same client it is inferred what was missed and what filled it. No value is kept.</source>
        <translation>Redis annonce chaque commande à Tierlens pendant un court moment (MONITOR). Une lecture puis une écriture de la même clé par le même client montrent ce qui manquait et ce qui l’a rempli. Aucune valeur n’est gardée.</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source> lines</source>
        <translation> lignes</translation>
    </message>
    <message>
        <source>What it will cost</source>
        <translation>Ce que cela coûtera</translation>
    </message>
    <message>
        <source>What it cost</source>
        <translation>Ce que cela a coûté</translation>
    </message>
    <message>
        <source>Ends after</source>
        <translation>Se termine après</translation>
    </message>
    <message>
        <source>or after</source>
        <translation>ou après</translation>
    </message>
    <message>
        <source>%1, %2 lines</source>
        <translation>%1, %2 lignes</translation>
    </message>
    <message>
        <source>It ran for %1 and made Redis send %2.</source>
        <translation>Elle a duré %1 et fait envoyer %2 à Redis.</translation>
    </message>
    <message>
        <source>Redis answered %1 commands before and %2 during it (%3).</source>
        <translation>Redis répondait à %1 commandes avant et %2 pendant (%3).</translation>
    </message>
    <message>
        <source>The limit of lines ended it.</source>
        <translation>La limite de lignes l’a terminée.</translation>
    </message>
    <message>
        <source>Stop it now</source>
        <translation>Arrêter maintenant</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>tierlens::CaptionBar</name>
    <message>
        <source>Next</source>
        <translation>Suite</translation>
    </message>
    <message>
        <source>PageDown</source>
        <translation>PageSuiv</translation>
    </message>
</context>
<context>
    <name>tierlens::CheckResults</name>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
</context>
<context>
    <name>tierlens::ColorChoice</name>
    <message>
        <source>As the environment</source>
        <translation>Comme l&apos;environnement</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Vert</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Bleu</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violet</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>Rose</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Gris</translation>
    </message>
</context>
<context>
    <name>tierlens::CommandPalette</name>
    <message>
        <source>Search commands, keys…</source>
        <translation>Chercher commandes, clés…</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Chercher des commandes et des clés</translation>
    </message>
    <message>
        <source>Commands and keys found</source>
        <translation>Commandes et clés trouvées</translation>
    </message>
    <message>
        <source>%1, shortcut %2</source>
        <translation>%1, raccourci %2</translation>
    </message>
    <message>
        <source>Key  %1</source>
        <translation>Clé  %1</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>Rien ne porte ce nom.</translation>
    </message>
    <message>
        <source>Help  %1</source>
        <translation>Aide  %1</translation>
    </message>
</context>
<context>
    <name>tierlens::CompareWindow</name>
    <message>
        <source>Compare two policies</source>
        <translation>Comparer deux règles</translation>
    </message>
    <message>
        <source>What to compare</source>
        <translation>Ce qu&apos;on compare</translation>
    </message>
    <message>
        <source>My own: two settings, side by side</source>
        <translation>À moi : deux réglages, côte à côte</translation>
    </message>
    <message>
        <source>Runs of each side</source>
        <translation>Tours par côté</translation>
    </message>
    <message>
        <source>The more runs, the surer: chance differs from run to run.</source>
        <translation>Plus il y a de tours, plus c&apos;est sûr : le hasard diffère d&apos;un tour à l&apos;autre.</translation>
    </message>
    <message>
        <source>Seconds a run</source>
        <translation>Secondes par tour</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>How far the comparison is</source>
        <translation>Où en est la comparaison</translation>
    </message>
    <message>
        <source>&amp;Runs of each</source>
        <translation>&amp;Tours par côté</translation>
    </message>
    <message>
        <source>&amp;Length of a run</source>
        <translation>&amp;Durée d&apos;un tour</translation>
    </message>
    <message>
        <source>Setting A</source>
        <translation>Réglage A</translation>
    </message>
    <message>
        <source>Setting B</source>
        <translation>Réglage B</translation>
    </message>
    <message>
        <source>%1: time to live</source>
        <translation>%1 : durée de vie</translation>
    </message>
    <message>
        <source> s to live</source>
        <translation> s de vie</translation>
    </message>
    <message>
        <source>Hit rate</source>
        <translation>Taux de succès</translation>
    </message>
    <message>
        <source>Queries on Postgres, a second</source>
        <translation>Requêtes sur Postgres, par seconde</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Copier comme texte</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Annulation…</translation>
    </message>
    <message>
        <source>Making room…</source>
        <translation>On fait de la place…</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Terminé.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Démarrer</translation>
    </message>
    <message>
        <source>lowest %1, highest %2 of %3 runs</source>
        <translation>minimum %1, maximum %2 sur %3 tours</translation>
    </message>
    <message>
        <source>, better</source>
        <translation>, meilleur</translation>
    </message>
    <message>
        <source>within the noise</source>
        <translation>dans le bruit</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>identique</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>%1
About %2 left; the figures come when all have run.</source>
        <translation>%1
Encore %2 environ&#xa0;; les chiffres viennent quand tous ont tourné.</translation>
    </message>
</context>
<context>
    <name>tierlens::ConnectionDialog</name>
    <message>
        <source>Keep passwords in the system&apos;s keychain</source>
        <translation>Garder les mots de passe dans le trousseau du système</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Tester</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Save and watch</source>
        <translation>Enregistrer et observer</translation>
    </message>
    <message>
        <source>New connection</source>
        <translation>Nouvelle connexion</translation>
    </message>
    <message>
        <source>Edit connection</source>
        <translation>Modifier la connexion</translation>
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
        <translation>Nom</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Environnement</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Couleur</translation>
    </message>
    <message>
        <source>Restart Redis</source>
        <translation>Redémarrer Redis</translation>
    </message>
    <message>
        <source>Restart Postgres</source>
        <translation>Redémarrer Postgres</translation>
    </message>
    <message>
        <source>This build has no keychain: passwords are kept only until Tierlens ends, and asked for again.</source>
        <translation>Cette version n&apos;a pas de trousseau&#xa0;: les mots de passe ne sont gardés que jusqu&apos;à la fin de Tierlens, puis redemandés.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Donnez-lui un nom.</translation>
    </message>
    <message>
        <source>Name a Redis or a Postgres first.</source>
        <translation>Nommez d&apos;abord un Redis ou un Postgres.</translation>
    </message>
    <message>
        <source>An address is not right yet.</source>
        <translation>Une adresse n&apos;est pas encore juste.</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Test en cours…</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Redémarrages</translation>
    </message>
    <message>
        <source>How these servers are restarted. Kept, and run only when you order a restart; never on a read-only connection. Leave passwords out of it: it is saved as it stands here.</source>
        <translation>Comment ces serveurs sont redémarrés. Gardé, et lancé seulement quand vous ordonnez un redémarrage&#xa0;; jamais sur une connexion en lecture seule. N&apos;y mettez pas de mot de passe&#xa0;: c&apos;est enregistré tel quel.</translation>
    </message>
    <message>
        <source>What restarts a server is not right yet.</source>
        <translation>Ce qui redémarre un serveur n&apos;est pas encore correct.</translation>
    </message>
</context>
<context>
    <name>tierlens::ConnectionPill</name>
    <message>
        <source>not connected</source>
        <translation>non connecté</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>connexion</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>chargement</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>sans réponse</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>perdu</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>s&apos;arrête</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>démarre</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>connecté</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Connexion : %1</translation>
    </message>
</context>
<context>
    <name>tierlens::ControlsPanel</name>
    <message>
        <source>Controls</source>
        <translation>Commandes</translation>
    </message>
    <message>
        <source>SCENARIO</source>
        <translation>SCÉNARIO</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>Comparer…</translation>
    </message>
    <message>
        <source>Play the same requests with two policies and see which is better (E)</source>
        <translation>Jouer les mêmes demandes avec deux règles et voir laquelle est meilleure (E)</translation>
    </message>
    <message>
        <source>CACHE POLICY</source>
        <translation>RÈGLES DU CACHE</translation>
    </message>
</context>
<context>
    <name>tierlens::CostMeter</name>
    <message>
        <source>At most %1 of server time</source>
        <translation>Au plus %1 du temps du serveur</translation>
    </message>
    <message>
        <source>%1: nothing measured yet</source>
        <translation>%1 : rien de mesuré encore</translation>
    </message>
    <message>
        <source>%1: %2 commands/s, %3 of its time</source>
        <translation>%1 : %2 commandes/s, %3 de son temps</translation>
    </message>
    <message>
        <source>%1: %2 queries/s, %3 of one session&apos;s time</source>
        <translation>%1 : %2 requêtes/s, %3 du temps d’une session</translation>
    </message>
    <message>
        <source>looks every %1</source>
        <translation>regarde toutes les %1</translation>
    </message>
    <message>
        <source>slowed down to stay within the budget</source>
        <translation>ralenti pour rester dans le budget</translation>
    </message>
    <message>
        <source>slowed down while the window is hidden</source>
        <translation>ralenti tant que la fenêtre est cachée</translation>
    </message>
    <message>
        <source>slowed down because the server is slow</source>
        <translation>ralenti parce que le serveur est lent</translation>
    </message>
    <message>
        <source>What Tierlens itself costs the servers, over the last 10 s</source>
        <translation>Ce que Tierlens coûte lui-même aux serveurs, sur les 10 dernières s</translation>
    </message>
    <message>
        <source>The server that bears more is shown. Press to choose the budget.</source>
        <translation>Le serveur le plus chargé est montré. Appuyer pour choisir le budget.</translation>
    </message>
    <message>
        <source>Our own cost: %1</source>
        <translation>Notre propre coût : %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>Our own cost</source>
        <translation>Notre propre coût</translation>
    </message>
</context>
<context>
    <name>tierlens::CrashNote</name>
    <message>
        <source>Tierlens crashed</source>
        <translation>Tierlens a planté</translation>
    </message>
    <message>
        <source>The last time, Tierlens crashed. Where in the program it was is in this file; there is nothing of your data in it. Please send it with a report.</source>
        <translation>La dernière fois, Tierlens a planté. L’endroit du programme se trouve dans ce fichier ; il ne contient rien de vos données. Merci de le joindre à un rapport.</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Le fichier</translation>
    </message>
    <message>
        <source>Show the file</source>
        <translation>Montrer le fichier</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>The last time, Tierlens crashed; where in the program it was is in %1</source>
        <translation>La dernière fois, Tierlens a planté ; l’endroit du programme se trouve dans %1</translation>
    </message>
</context>
<context>
    <name>tierlens::DetailPanel</name>
    <message>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <source>This statement fills it</source>
        <translation>Cette instruction le remplit</translation>
    </message>
    <message>
        <source>It does not</source>
        <translation>Elle ne le fait pas</translation>
    </message>
    <message>
        <source>What seems to be going on</source>
        <translation>Ce qui semble se passer</translation>
    </message>
    <message>
        <source>Nothing that would stand out in what was seen so far.</source>
        <translation>Rien qui ressorte de ce qui a été vu jusqu’ici.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Ensuite</translation>
    </message>
    <message>
        <source>What Tierlens cannot see here</source>
        <translation>Ce que Tierlens ne peut pas voir ici</translation>
    </message>
    <message>
        <source>Press to see what it rests on.</source>
        <translation>Appuyer pour voir sur quoi cela repose.</translation>
    </message>
    <message>
        <source>Allow changes…</source>
        <translation>Permettre les modifications…</translation>
    </message>
    <message>
        <source>Press to see the command. Tierlens never runs it.</source>
        <translation>Pressez pour voir la commande. Tierlens ne la lance jamais.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Commande</translation>
    </message>
    <message numerus="yes">
        <source>and %n more, under Events below</source>
        <translation>
            <numerusform>et %n de plus, sous Événements ci-dessous</numerusform>
            <numerusform>et %n de plus, sous Événements ci-dessous</numerusform>
        </translation>
    </message>
    <message>
        <source>In the last minutes</source>
        <translation>Dans les dernières minutes</translation>
    </message>
    <message>
        <source>Nothing that would stand out now.</source>
        <translation>Rien qui ressortirait maintenant.</translation>
    </message>
</context>
<context>
    <name>tierlens::DetailTable</name>
    <message>
        <source>Copy as table</source>
        <translation>Copier comme tableau</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Trier par</translation>
    </message>
</context>
<context>
    <name>tierlens::DirectChild</name>
    <message>
        <source>was killed by signal %1</source>
        <translation>a été tué par le signal %1</translation>
    </message>
    <message>
        <source>ended with code %1</source>
        <translation>s&apos;est terminé avec le code %1</translation>
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
        <translation>Durée</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translation>Attente maximale</translation>
    </message>
    <message>
        <source> % of what is used now</source>
        <translation> % de ce qui est utilisé</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limite</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Pendant</translation>
    </message>
    <message>
        <source>A command waits at most</source>
        <translation>Une commande attend au plus</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Qui</translation>
    </message>
    <message>
        <source>Doing</source>
        <translation>Fait quoi</translation>
    </message>
    <message>
        <source>List again</source>
        <translation>Relire la liste</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>On regarde…</translation>
    </message>
    <message>
        <source>Nobody but Tierlens is connected.</source>
        <translation>Personne d&apos;autre que Tierlens n&apos;est connecté.</translation>
    </message>
    <message>
        <source>Choose one. Tierlens&apos; own connections are left out.</source>
        <translation>Choisissez-en une. Les connexions de Tierlens sont omises.</translation>
    </message>
</context>
<context>
    <name>tierlens::DrillRun</name>
    <message>
        <source>Another drill is still running.</source>
        <translation>Un autre exercice est encore en cours.</translation>
    </message>
</context>
<context>
    <name>tierlens::DrillsDialog</name>
    <message>
        <source>Put it back</source>
        <translation>Remettre</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Démarrer</translation>
    </message>
    <message>
        <source>Fault drills</source>
        <translation>Exercices de panne</translation>
    </message>
    <message>
        <source>Drills</source>
        <translation>Exercices</translation>
    </message>
    <message>
        <source>Faults made on purpose, to see how your application takes them. Watch the charts meanwhile.</source>
        <translation>Des pannes faites exprès, pour voir comment votre application les prend. Regardez les courbes pendant ce temps.</translation>
    </message>
    <message>
        <source>WHAT IT SHOWS</source>
        <translation>CE QUE CELA MONTRE</translation>
    </message>
    <message>
        <source>HOW IT IS UNDONE</source>
        <translation>COMMENT C&apos;EST ANNULÉ</translation>
    </message>
    <message>
        <source>What was measured</source>
        <translation>Ce qui a été mesuré</translation>
    </message>
    <message>
        <source>Running…</source>
        <translation>En cours…</translation>
    </message>
    <message>
        <source>An earlier drill has set %1 to %2 and could not put it back; before it was %3.</source>
        <translation>Un exercice précédent a mis %1 à %2 et n&apos;a pu le remettre&#xa0;; avant, c&apos;était %3.</translation>
    </message>
    <message>
        <source>Stop it now</source>
        <translation>Arrêter maintenant</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>L&apos;oublier</translation>
    </message>
    <message>
        <source>Leaves the setting as it is, and does not offer this again.</source>
        <translation>Laisse le réglage tel quel, et ne le propose plus.</translation>
    </message>
</context>
<context>
    <name>tierlens::EventModel</name>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Ce qui s&apos;est passé</translation>
    </message>
</context>
<context>
    <name>tierlens::EventsTab</name>
    <message>
        <source>What happened, newest first</source>
        <translation>Ce qui s&apos;est passé, le plus récent d&apos;abord</translation>
    </message>
    <message>
        <source>Filter: Redis, action, stampede …</source>
        <translation>Filtre : Redis, action, ruée …</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>Filtrer les événements</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>Rien ne s&apos;est encore passé</translation>
    </message>
    <message>
        <source>No event matches the filter</source>
        <translation>Aucun événement ne répond au filtre</translation>
    </message>
</context>
<context>
    <name>tierlens::ExportDialog</name>
    <message>
        <source>Choose a file…</source>
        <translation>Choisir un fichier…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Export the database of %1</source>
        <translation>Exporter la base de %1</translation>
    </message>
    <message>
        <source>pg_dump reads every row once and writes all of it into a file on this computer. The server goes on working; it reads from disk what is not in memory, and keeps old versions of rows until the export is over. Nothing is changed there. The file holds everything: keep it as carefully as the database.</source>
        <translation>pg_dump lit chaque ligne une fois et les écrit toutes dans un fichier sur cet ordinateur. Le serveur continue de travailler&#xa0;; il lit sur disque ce qui n&apos;est pas en mémoire, et garde les anciennes versions des lignes jusqu&apos;à la fin de l&apos;export. Rien n&apos;y est changé. Le fichier contient tout&#xa0;: gardez-le aussi soigneusement que la base.</translation>
    </message>
    <message>
        <source>Progress and result</source>
        <translation>Avancement et résultat</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exporter vers</translation>
    </message>
    <message>
        <source>For pg_restore (*.dump);;A text for psql (*.sql)</source>
        <translation>Pour pg_restore (*.dump);;Un texte pour psql (*.sql)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <source>table %1 of %2</source>
        <translation>table %1 sur %2</translation>
    </message>
    <message>
        <source>table %1</source>
        <translation>table %1</translation>
    </message>
    <message>
        <source>Reading how the database is built…</source>
        <translation>Lecture de la structure de la base…</translation>
    </message>
    <message>
        <source>%1 written, %2: %3</source>
        <translation>%1 écrits, %2&#xa0;: %3</translation>
    </message>
    <message>
        <source>Done in %1: %2 in %4 (tables: %3). Try to restore it somewhere else: only then it is a backup.</source>
        <translation>Fini en %1&#xa0;: %2 dans %4 (tables&#xa0;: %3). Essayez de le restaurer ailleurs&#xa0;: alors seulement c&apos;est une sauvegarde.</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Arrêt…</translation>
    </message>
</context>
<context>
    <name>tierlens::FlowView</name>
    <message>
        <source>Flow of requests</source>
        <translation>Flux des demandes</translation>
    </message>
</context>
<context>
    <name>tierlens::Foreseen</name>
    <message>
        <source>%1. In the first second Postgres ran %2 queries more; about %3 were foreseen.</source>
        <translation>%1. Dans la première seconde, Postgres a exécuté %2 requêtes de plus&#xa0;; environ %3 étaient prévues.</translation>
    </message>
</context>
<context>
    <name>tierlens::HelpFoot</name>
    <message>
        <source>Help (F1)</source>
        <translation>Aide (F1)</translation>
    </message>
    <message>
        <source>About Tierlens…</source>
        <translation>À propos de Tierlens…</translation>
    </message>
</context>
<context>
    <name>tierlens::HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <source>Search the help…</source>
        <translation>Chercher dans l&apos;aide…</translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation>Chercher dans l&apos;aide</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>Sujets</translation>
    </message>
    <message>
        <source>The topic</source>
        <translation>Le sujet</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>To the topic before (Alt+Left)</source>
        <translation>Au sujet précédent (Alt+Gauche)</translation>
    </message>
    <message>
        <source>Nothing is said of that.</source>
        <translation>Rien n&apos;en est dit.</translation>
    </message>
</context>
<context>
    <name>tierlens::HistoryChart</name>
    <message>
        <source>%1: nothing was measured in this time</source>
        <translation>%1 : rien n’a été mesuré pendant ce temps</translation>
    </message>
    <message>
        <source>%1: at the end %2, between %3 and %4</source>
        <translation>%1 : à la fin %2, entre %3 et %4</translation>
    </message>
</context>
<context>
    <name>tierlens::ImpactCard</name>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Hit rate since just before the action</source>
        <translation>Taux de succès depuis juste avant l&apos;action</translation>
    </message>
    <message>
        <source>Puts these figures on the clipboard, as one sentence.</source>
        <translation>Met ces chiffres dans le presse-papiers, en une phrase.</translation>
    </message>
    <message>
        <source>Copy the figures as a sentence</source>
        <translation>Copier les chiffres en une phrase</translation>
    </message>
    <message>
        <source>Closes this card. The action stays in the list of events.</source>
        <translation>Ferme cette carte. L&apos;action reste dans la liste des événements.</translation>
    </message>
    <message>
        <source>Close the card</source>
        <translation>Fermer la carte</translation>
    </message>
    <message>
        <source>What it cost: %1</source>
        <translation>Ce que cela a coûté : %1</translation>
    </message>
    <message>
        <source>requests failed</source>
        <translation>demandes échouées</translation>
    </message>
    <message>
        <source>59 seconds ago · settled after 59.9 s</source>
        <translation>il y a 59 secondes · calmé après 59.9 s</translation>
    </message>
    <message>
        <source>Hit rate of each half second from 5 s before the action on, %1 to 100 %.</source>
        <translation>Taux de succès de chaque demi-seconde à partir de 5 s avant l&apos;action, de %1 à 100 %.</translation>
    </message>
</context>
<context>
    <name>tierlens::ImportDialog</name>
    <message>
        <source>Import connections</source>
        <translation>Importer des connexions</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importer</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation>%1, d&apos;après %2</translation>
    </message>
    <message>
        <source>Nothing new was found in REDIS_URL, DATABASE_URL, PG*, service files and ~/.pgpass.</source>
        <translation>Rien de nouveau n&apos;a été trouvé dans REDIS_URL, DATABASE_URL, PG*, les fichiers de services et ~/.pgpass.</translation>
    </message>
    <message>
        <source>Found on this computer. They count as production until you say otherwise; passwords of ~/.pgpass stay there.</source>
        <translation>Trouvées sur cet ordinateur. Elles comptent comme production jusqu&apos;à ce que vous disiez autrement&#xa0;; les mots de passe de ~/.pgpass y restent.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
</context>
<context>
    <name>tierlens::InvalidateDialog</name>
    <message>
        <source>Invalidate</source>
        <translation>Invalider</translation>
    </message>
    <message>
        <source>Invalidate keys</source>
        <translation>Invalider des clés</translation>
    </message>
    <message>
        <source>Keys matching (* any, ? one, [ab] one of):</source>
        <translation>Clés selon motif (* tout, ? un signe, [ab] l&apos;un de) :</translation>
    </message>
    <message>
        <source>Pattern of the keys to invalidate</source>
        <translation>Motif des clés à invalider</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Write a pattern, for example %1.</source>
        <translation>Écrivez un motif, par exemple %1.</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Comptage…</translation>
    </message>
    <message>
        <source>Invalidate %1</source>
        <translation>Invalider %1</translation>
    </message>
    <message>
        <source>What it would do</source>
        <translation>Ce que cela ferait</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyDetails</name>
    <message>
        <source>Invalidate</source>
        <translation>Invalider</translation>
    </message>
    <message>
        <source>Expire now</source>
        <translation>Expirer</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Renouveler</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Selected key</source>
        <translation>Clé choisie</translation>
    </message>
    <message>
        <source>value not known</source>
        <translation>valeur inconnue</translation>
    </message>
    <message>
        <source>1 hit</source>
        <translation>1 succès</translation>
    </message>
    <message>
        <source>%1 hits</source>
        <translation>%1 succès</translation>
    </message>
    <message>
        <source>not filled by us</source>
        <translation>non remplie par nous</translation>
    </message>
    <message>
        <source>filled once</source>
        <translation>remplie une fois</translation>
    </message>
    <message>
        <source>filled %1 times</source>
        <translation>remplie %1 fois</translation>
    </message>
    <message>
        <source>version %1, Postgres has %2 · stale for %3</source>
        <translation>version %1, Postgres a %2 · périmée depuis %3</translation>
    </message>
    <message>
        <source>version %1 · nothing newer known</source>
        <translation>version %1 · rien de plus récent connu</translation>
    </message>
    <message>
        <source>expires in %1 of %2</source>
        <translation>expire dans %1 sur %2</translation>
    </message>
    <message>
        <source>no expiry</source>
        <translation>sans expiration</translation>
    </message>
    <message>
        <source>expiry not known: somebody else filled it</source>
        <translation>expiration inconnue : un autre l&apos;a remplie</translation>
    </message>
    <message>
        <source>No key selected</source>
        <translation>Aucune clé choisie</translation>
    </message>
    <message>
        <source>Choose one to see what Redis holds for it.</source>
        <translation>Choisissez-en une pour voir ce que Redis en garde.</translation>
    </message>
    <message>
        <source>Not in Redis now.</source>
        <translation>Pas dans Redis en ce moment.</translation>
    </message>
    <message>
        <source>It comes back with the next request for it.</source>
        <translation>Elle revient avec la prochaine demande.</translation>
    </message>
    <message>
        <source>Select a key first.</source>
        <translation>Choisissez d&apos;abord une clé.</translation>
    </message>
    <message>
        <source>This key is not in Redis now.</source>
        <translation>Cette clé n&apos;est pas dans Redis en ce moment.</translation>
    </message>
    <message>
        <source>Deletes the key from Redis. The next request for it is a miss and asks Postgres.</source>
        <translation>Supprime la clé de Redis. La prochaine demande est un défaut et interroge Postgres.</translation>
    </message>
    <message>
        <source>Lets its time run out at once, as if the TTL were over.</source>
        <translation>Fait passer son temps d&apos;un coup, comme si le TTL était écoulé.</translation>
    </message>
    <message>
        <source>Asks Postgres now and puts the answer into Redis with a new TTL.</source>
        <translation>Interroge Postgres maintenant et met la réponse dans Redis avec un nouveau TTL.</translation>
    </message>
    <message>
        <source>Shows the query that fills this key, and how Postgres carries it out: which tables and indexes it reads, and what takes the time.</source>
        <translation>Montre la requête qui remplit cette clé, et comment Postgres l&apos;exécute : quelles tables et quels index il lit, et ce qui prend le temps.</translation>
    </message>
    <message>
        <source>size not known</source>
        <translation>taille inconnue</translation>
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
        <translation>Arbre</translation>
    </message>
    <message>
        <source>Part of a name, or a pattern: profile:*</source>
        <translation>Partie d&apos;un nom, ou motif&#xa0;: profile:*</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>Filtrer par nom</translation>
    </message>
    <message>
        <source>* stands for anything, ? for one sign, [ab] for one of these. A text without them is looked for anywhere in the name.</source>
        <translation>* vaut pour n&apos;importe quoi,&#xa0;? pour un signe, [ab] pour l&apos;un de ceux-ci. Un texte sans eux est cherché partout dans le nom.</translation>
    </message>
    <message>
        <source>any type</source>
        <translation>tout type</translation>
    </message>
    <message>
        <source>any expiry</source>
        <translation>toute expiration</translation>
    </message>
    <message>
        <source>never expires</source>
        <translation>n&apos;expire jamais</translation>
    </message>
    <message>
        <source>10 seconds</source>
        <translation>10 secondes</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 minute</translation>
    </message>
    <message>
        <source>10 minutes</source>
        <translation>10 minutes</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 heure</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 jour</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 jours</translation>
    </message>
    <message>
        <source>expires within %1</source>
        <translation>expire d&apos;ici %1</translation>
    </message>
    <message>
        <source>lives longer than %1</source>
        <translation>vit plus de %1</translation>
    </message>
    <message>
        <source>any size</source>
        <translation>toute taille</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>au moins %1</translation>
    </message>
    <message>
        <source>Sign that separates the parts of a name</source>
        <translation>Signe qui sépare les parties d&apos;un nom</translation>
    </message>
    <message>
        <source>The sign at which names are split into branches.</source>
        <translation>Le signe où les noms sont divisés en branches.</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Expiry</source>
        <translation>Expiration</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyList</name>
    <message>
        <source>Keys</source>
        <translation>Clés</translation>
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
        <translation>expire dans %1</translation>
    </message>
    <message>
        <source>no expiry</source>
        <translation>sans expiration</translation>
    </message>
    <message>
        <source>expiry not known</source>
        <translation>expiration inconnue</translation>
    </message>
    <message>
        <source>gone from Redis</source>
        <translation>partie de Redis</translation>
    </message>
    <message>
        <source>stale: Postgres has a newer one</source>
        <translation>périmé : Postgres a plus récent</translation>
    </message>
    <message>
        <source>stale: Postgres has %1</source>
        <translation>périmé : Postgres a %1</translation>
    </message>
    <message>
        <source>just filled</source>
        <translation>vient d&apos;être remplie</translation>
    </message>
    <message>
        <source>lost if Redis restarts</source>
        <translation>perdue si Redis redémarre</translation>
    </message>
    <message>
        <source>unknown type</source>
        <translation>type inconnu</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyTree</name>
    <message>
        <source>Tree of keys</source>
        <translation>Arbre des clés</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Clés</translation>
    </message>
    <message>
        <source>Size known</source>
        <translation>Taille connue</translation>
    </message>
    <message>
        <source>%1 more are not listed: filter them</source>
        <translation>%1 de plus ne sont pas listées&#xa0;: filtrez-les</translation>
    </message>
    <message>
        <source>(nothing after it)</source>
        <translation>(rien après)</translation>
    </message>
</context>
<context>
    <name>tierlens::KeyValuePanel</name>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>Éléments</translation>
    </message>
    <message>
        <source>Read more</source>
        <translation>Lire la suite</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Supprimer…</translation>
    </message>
    <message>
        <source>The chosen key</source>
        <translation>La clé choisie</translation>
    </message>
    <message>
        <source>Name of the key</source>
        <translation>Nom de la clé</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Encodage</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Longueur</translation>
    </message>
    <message>
        <source>Expires in</source>
        <translation>Expire dans</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>Not used for</source>
        <translation>Inutilisée depuis</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hexa</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>Choose a key to see its value.</source>
        <translation>Choisissez une clé pour voir sa valeur.</translation>
    </message>
    <message>
        <source>Deleted.</source>
        <translation>Supprimée.</translation>
    </message>
    <message>
        <source>Deletes this key; it can be brought back for a while.</source>
        <translation>Supprime cette clé&#xa0;; on peut la restaurer pendant un moment.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lecture…</translation>
    </message>
    <message>
        <source>This key is not there any more: its time is over, or somebody deleted it.</source>
        <translation>Cette clé n&apos;existe plus&#xa0;: son temps est passé, ou quelqu&apos;un l&apos;a supprimée.</translation>
    </message>
    <message>
        <source>With line breaks; nothing else is changed.</source>
        <translation>Avec des sauts de ligne&#xa0;; rien d&apos;autre n&apos;est changé.</translation>
    </message>
    <message>
        <source>This value is no JSON.</source>
        <translation>Cette valeur n&apos;est pas du JSON.</translation>
    </message>
    <message>
        <source>Only a value that was read whole can be shown as JSON.</source>
        <translation>Seule une valeur lue en entier peut être montrée en JSON.</translation>
    </message>
    <message>
        <source>Read the next part</source>
        <translation>Lire la partie suivante</translation>
    </message>
    <message>
        <source>1 element</source>
        <translation>1 élément</translation>
    </message>
    <message>
        <source>%1 elements</source>
        <translation>%1 éléments</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 octets</translation>
    </message>
    <message>
        <source>This server counts how often keys are used, not when.</source>
        <translation>Ce serveur compte combien de fois les clés servent, pas quand.</translation>
    </message>
    <message>
        <source>Shown are bytes %1 to %2 of %3; the rest was not read.</source>
        <translation>Montrés&#xa0;: octets %1 à %2 sur %3&#xa0;; le reste n&apos;a pas été lu.</translation>
    </message>
    <message>
        <source>%1 of %2 elements were read.</source>
        <translation>%1 éléments sur %2 ont été lus.</translation>
    </message>
    <message>
        <source>Of this element %1 of %2 are shown.</source>
        <translation>De cet élément, %1 sur %2 sont montrés.</translation>
    </message>
    <message>
        <source>Lines longer than %1 signs are broken here.</source>
        <translation>Les lignes de plus de %1 signes sont coupées ici.</translation>
    </message>
</context>
<context>
    <name>tierlens::KeysPanel</name>
    <message>
        <source>Keys</source>
        <translation>Clés</translation>
    </message>
    <message>
        <source>Filter keys</source>
        <translation>Filtrer les clés</translation>
    </message>
    <message>
        <source>soonest to expire</source>
        <translation>expire d&apos;abord</translation>
    </message>
    <message>
        <source>name</source>
        <translation>nom</translation>
    </message>
    <message>
        <source>most hits</source>
        <translation>plus de succès</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>plus grandes</translation>
    </message>
    <message>
        <source>newest</source>
        <translation>plus récentes</translation>
    </message>
    <message>
        <source>Order of the keys: %1</source>
        <translation>Ordre des clés : %1</translation>
    </message>
    <message>
        <source>In which order the keys are listed.</source>
        <translation>Dans quel ordre les clés sont listées.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source> · order held</source>
        <translation> · ordre tenu</translation>
    </message>
    <message>
        <source>Redis holds no keys of this scenario now. They appear with the first answers.</source>
        <translation>Redis n&apos;a aucune clé de ce scénario en ce moment. Elles viennent avec les premières réponses.</translation>
    </message>
    <message>
        <source>No key matches “%1”.
Clear the filter to see all %2.</source>
        <translation>Aucune clé ne répond à « %1 ».
Effacez le filtre pour voir les %2.</translation>
    </message>
    <message>
        <source>Filter: %1</source>
        <translation>Filtre : %1</translation>
    </message>
    <message>
        <source>Any part of the name, or a pattern as Redis knows it: %1</source>
        <translation>Une partie du nom, ou un motif comme Redis les connaît : %1</translation>
    </message>
    <message>
        <source>Copy key	Ctrl+C</source>
        <translation>Copier la clé	Ctrl+C</translation>
    </message>
    <message>
        <source>Invalidate</source>
        <translation>Invalider</translation>
    </message>
    <message>
        <source>Expire now</source>
        <translation>Expirer</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Renouveler</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source> · as of %1</source>
        <translation> · état à %1</translation>
    </message>
    <message>
        <source>Redis does not answer: what it has dropped since then, nobody can know.</source>
        <translation>Redis ne répond pas&#xa0;: ce qu&apos;il a laissé tomber depuis, personne ne peut le savoir.</translation>
    </message>
</context>
<context>
    <name>tierlens::KeysTitle</name>
    <message>
        <source>Allow changes…</source>
        <translation>Permettre les modifications…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Clés</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Whether anything may be changed</source>
        <translation>Si l&apos;on peut modifier quelque chose</translation>
    </message>
    <message>
        <source>Asks, and then lets you delete keys on %1.</source>
        <translation>Demande, puis vous laisse supprimer des clés sur %1.</translation>
    </message>
    <message>
        <source>changes allowed</source>
        <translation>modifications permises</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>lecture seule</translation>
    </message>
</context>
<context>
    <name>tierlens::KeysView</name>
    <message>
        <source>Keys in Redis</source>
        <translation>Clés dans Redis</translation>
    </message>
</context>
<context>
    <name>tierlens::KeysWindow</name>
    <message>
        <source>Keys</source>
        <translation>Clés</translation>
    </message>
    <message>
        <source>Keys of %1</source>
        <translation>Clés de %1</translation>
    </message>
    <message>
        <source>This connection has no Redis.</source>
        <translation>Cette connexion n&apos;a pas de Redis.</translation>
    </message>
    <message>
        <source>To list keys, the user of this connection has to be allowed SCAN, DBSIZE, TYPE and PTTL, and MEMORY USAGE for sizes.</source>
        <translation>Pour lister des clés, l&apos;utilisateur de cette connexion doit avoir droit à SCAN, DBSIZE, TYPE et PTTL, et à MEMORY USAGE pour les tailles.</translation>
    </message>
    <message>
        <source>“Try again” above begins anew.</source>
        <translation>«&#xa0;Réessayer&#xa0;» ci-dessus recommence à zéro.</translation>
    </message>
    <message>
        <source>This Redis holds no keys.</source>
        <translation>Ce Redis n&apos;a aucune clé.</translation>
    </message>
    <message>
        <source>Looking for keys…</source>
        <translation>Recherche de clés…</translation>
    </message>
    <message>
        <source>Filtering…</source>
        <translation>Filtrage…</translation>
    </message>
    <message>
        <source>No key matches the filter.</source>
        <translation>Aucune clé ne répond au filtre.</translation>
    </message>
    <message>
        <source>No key found so far matches the filter.</source>
        <translation>Aucune clé trouvée jusqu&apos;ici ne répond au filtre.</translation>
    </message>
    <message>
        <source>%1 is read-only. Press “Allow changes…” at the top first.</source>
        <translation>%1 est en lecture seule. Pressez d&apos;abord «&#xa0;Permettre les modifications…&#xa0;» en haut.</translation>
    </message>
    <message>
        <source>%1 is read-only. Changes have to be allowed for this connection first.</source>
        <translation>%1 est en lecture seule. Il faut d&apos;abord permettre les modifications pour cette connexion.</translation>
    </message>
    <message>
        <source>Keys are being deleted. Stop that first, or wait for its end.</source>
        <translation>Des clés sont en cours de suppression. Arrêtez-la d&apos;abord, ou attendez sa fin.</translation>
    </message>
    <message>
        <source>Invalidate…</source>
        <translation>Invalider…</translation>
    </message>
    <message>
        <source>What would invalidating do…</source>
        <translation>Que ferait l&apos;invalidation…</translation>
    </message>
    <message>
        <source>Choose a branch or write a pattern to invalidate its keys.</source>
        <translation>Choisissez une branche ou écrivez un motif pour invalider ses clés.</translation>
    </message>
    <message>
        <source>Write a pattern above to invalidate the keys it matches.</source>
        <translation>Écrivez ci-dessus un motif pour invalider les clés qui y répondent.</translation>
    </message>
    <message>
        <source>All keys whose name matches %1.</source>
        <translation>Toutes les clés dont le nom répond à %1.</translation>
    </message>
    <message>
        <source>The filter does not narrow that.</source>
        <translation>Le filtre ne restreint pas cela.</translation>
    </message>
    <message>
        <source>Type, expiry and size do not narrow that.</source>
        <translation>Type, expiration et taille ne restreignent pas cela.</translation>
    </message>
    <message>
        <source>Counts first and says what it would do; then you decide.</source>
        <translation>Compte d&apos;abord et dit ce que cela ferait&#xa0;; ensuite vous décidez.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Supprimer pour de bon</translation>
    </message>
    <message>
        <source>%1 was not there any more.</source>
        <translation>%1 n&apos;existait plus.</translation>
    </message>
    <message>
        <source>%1 is deleted.</source>
        <translation>%1 est supprimée.</translation>
    </message>
    <message>
        <source>%1 is deleted; %2 before it can be brought back after it.</source>
        <translation>%1 est supprimée&#xa0;; après elle, on peut encore restaurer %2 d&apos;avant.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Restaurer</translation>
    </message>
    <message>
        <source>%1 is back, with its value and its time to live. The next search lists it again.</source>
        <translation>%1 est de retour, avec sa valeur et sa durée de vie. La prochaine recherche la liste de nouveau.</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Chercher de nouveau</translation>
    </message>
    <message>
        <source>No key that matches is shown, so that it is not clear in which database to look.</source>
        <translation>Aucune clé qui réponde au motif n&apos;est montrée&#xa0;; on ne sait donc pas dans quelle base chercher.</translation>
    </message>
    <message>
        <source>db %1</source>
        <translation>db %1</translation>
    </message>
    <message>
        <source>These keys are in several databases: %1. Only those of one can be invalidated at a time; name it in the address of the connection.</source>
        <translation>Ces clés sont dans plusieurs bases&#xa0;: %1. On ne peut invalider à la fois que celles d&apos;une seule&#xa0;; nommez-la dans l&apos;adresse de la connexion.</translation>
    </message>
    <message>
        <source>All keys of db %1 whose name matches %2.</source>
        <translation>Toutes les clés de db %1 dont le nom répond à %2.</translation>
    </message>
</context>
<context>
    <name>tierlens::LocalCard</name>
    <message>
        <source>Redis on %1</source>
        <translation>Redis sur %1</translation>
    </message>
    <message>
        <source>Postgres on %1</source>
        <translation>Postgres sur %1</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Regarder de nouveau</translation>
    </message>
    <message>
        <source>Looking for Redis and Postgres on this computer…</source>
        <translation>On cherche Redis et Postgres sur cet ordinateur…</translation>
    </message>
    <message>
        <source>needs no password</source>
        <translation>n&apos;a pas besoin de mot de passe</translation>
    </message>
    <message>
        <source>wants a password</source>
        <translation>veut un mot de passe</translation>
    </message>
    <message>
        <source>wants a password, which %1 has</source>
        <translation>veut un mot de passe, que %1 contient</translation>
    </message>
    <message>
        <source>wants a user and a password</source>
        <translation>veut un utilisateur et un mot de passe</translation>
    </message>
    <message>
        <source>does not let the user %1 in</source>
        <translation>ne laisse pas entrer l&apos;utilisateur %1</translation>
    </message>
    <message>
        <source>has no connection free</source>
        <translation>n&apos;a pas de connexion libre</translation>
    </message>
    <message>
        <source>is not ready yet: it starts up or shuts down</source>
        <translation>n&apos;est pas encore prêt&#xa0;: il démarre ou s&apos;arrête</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Cet ordinateur</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>et %n de plus</numerusform>
            <numerusform>et %n de plus</numerusform>
        </translation>
    </message>
    <message>
        <source>Watch them…</source>
        <translation>Les observer…</translation>
    </message>
    <message>
        <source>Watch it…</source>
        <translation>L&apos;observer…</translation>
    </message>
    <message>
        <source>No Redis or Postgres answers on this computer at the usual ports and sockets.</source>
        <translation>Ni Redis ni Postgres ne répond sur cet ordinateur aux ports et sockets habituels.</translation>
    </message>
    <message>
        <source>Running on this computer</source>
        <translation>En marche sur cet ordinateur</translation>
    </message>
</context>
<context>
    <name>tierlens::MainWindow</name>
    <message>
        <source>Starting the sandbox</source>
        <translation>Démarrage du bac à sable</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Chercher des commandes et des clés</translation>
    </message>
    <message>
        <source>Pause or go on with the traffic</source>
        <translation>Suspendre ou reprendre le trafic</translation>
    </message>
    <message>
        <source>Invalidate the selected key</source>
        <translation>Invalider la clé choisie</translation>
    </message>
    <message>
        <source>Show how Postgres answers the selected key (plan)</source>
        <translation>Montrer comment Postgres répond à la clé choisie (plan)</translation>
    </message>
    <message>
        <source>Invalidate keys matching…</source>
        <translation>Invalider des clés selon motif…</translation>
    </message>
    <message>
        <source>Invalidate everything in this scenario</source>
        <translation>Tout invalider dans ce scénario</translation>
    </message>
    <message>
        <source>Restart Redis</source>
        <translation>Redémarrer Redis</translation>
    </message>
    <message>
        <source>Restart PostgreSQL</source>
        <translation>Redémarrer PostgreSQL</translation>
    </message>
    <message>
        <source>Crash Redis (kill -9)</source>
        <translation>Tuer Redis (kill -9)</translation>
    </message>
    <message>
        <source>Crash PostgreSQL (kill -9)</source>
        <translation>Tuer PostgreSQL (kill -9)</translation>
    </message>
    <message>
        <source>Freeze Redis for 5 s</source>
        <translation>Geler Redis pendant 5 s</translation>
    </message>
    <message>
        <source>Freeze PostgreSQL for 5 s</source>
        <translation>Geler PostgreSQL pendant 5 s</translation>
    </message>
    <message>
        <source>Use the cache: on or off</source>
        <translation>Utiliser le cache : oui ou non</translation>
    </message>
    <message>
        <source>One query per miss: on or off</source>
        <translation>Une requête par défaut : oui ou non</translation>
    </message>
    <message>
        <source>Spread the expiry times: on or off</source>
        <translation>Étaler les expirations : oui ou non</translation>
    </message>
    <message>
        <source>Invalidate on write: on or off</source>
        <translation>Invalider à l&apos;écriture : oui ou non</translation>
    </message>
    <message>
        <source>Compare two policies…</source>
        <translation>Comparer deux règles…</translation>
    </message>
    <message>
        <source>Compare counters with the servers now</source>
        <translation>Comparer maintenant les compteurs avec les serveurs</translation>
    </message>
    <message>
        <source>Dark, light, or as the system</source>
        <translation>Sombre, clair, ou comme le système</translation>
    </message>
    <message>
        <source>Language: %1</source>
        <translation>Langue : %1</translation>
    </message>
    <message>
        <source>Less motion: on or off</source>
        <translation>Moins de mouvement : oui ou non</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Présenter</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Plein écran</translation>
    </message>
    <message>
        <source>Connect to other servers…</source>
        <translation>Se connecter à d&apos;autres serveurs…</translation>
    </message>
    <message>
        <source>Reset the sandbox…</source>
        <translation>Réinitialiser le bac à sable…</translation>
    </message>
    <message>
        <source>These servers are not the sandbox.</source>
        <translation>Ces serveurs ne sont pas le bac à sable.</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Raccourcis</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Quitter</translation>
    </message>
    <message>
        <source>Colours follow the system.</source>
        <translation>Les couleurs suivent le système.</translation>
    </message>
    <message>
        <source>Dark colours.</source>
        <translation>Couleurs sombres.</translation>
    </message>
    <message>
        <source>Light colours.</source>
        <translation>Couleurs claires.</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Bac à sable</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>connecté</translation>
    </message>
    <message>
        <source>Present a tour…</source>
        <translation>Présenter une visite…</translation>
    </message>
    <message>
        <source>Tour: %1</source>
        <translation>Visite : %1</translation>
    </message>
    <message>
        <source>This tour stops servers: it needs the sandbox.</source>
        <translation>Cette visite arrête des serveurs : il lui faut le bac à sable.</translation>
    </message>
    <message>
        <source>The picture is in %1.</source>
        <translation>L&apos;image est dans %1.</translation>
    </message>
    <message>
        <source>The picture is on the clipboard, as pixels and as SVG.</source>
        <translation>L&apos;image est dans le presse-papiers, en pixels et en SVG.</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>Copier l&apos;image</translation>
    </message>
    <message>
        <source>Save the picture as…</source>
        <translation>Enregistrer l&apos;image sous…</translation>
    </message>
    <message>
        <source>Copy the charts as a picture</source>
        <translation>Copier les courbes en image</translation>
    </message>
    <message>
        <source>Save the charts as a picture…</source>
        <translation>Enregistrer les courbes en image…</translation>
    </message>
    <message>
        <source>About Tierlens…</source>
        <translation>À propos de Tierlens…</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <source>More policies…</source>
        <translation>Autres règles…</translation>
    </message>
</context>
<context>
    <name>tierlens::MessageBar</name>
    <message>
        <source>Dismiss the message</source>
        <translation>Fermer le message</translation>
    </message>
</context>
<context>
    <name>tierlens::NoticeBar</name>
    <message>
        <source>Dismiss the message</source>
        <translation>Fermer le message</translation>
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
        <translation>Les serveurs ne sont pas encore prêts.</translation>
    </message>
    <message>
        <source>The requests under way did not end in time, so nothing was compared.</source>
        <translation>Les demandes en cours ne se sont pas terminées à temps, rien n&apos;a donc été comparé.</translation>
    </message>
    <message>
        <source>Whether acknowledged writes are still there could not be checked.</source>
        <translation>On n&apos;a pu vérifier si les écritures confirmées sont toujours là.</translation>
    </message>
    <message>
        <source>Postgres has no pg_stat_statements here, so its count of our queries cannot be compared with ours.</source>
        <translation>Postgres n&apos;a pas pg_stat_statements ici, son compte de nos requêtes ne peut donc être comparé au nôtre.</translation>
    </message>
    <message>
        <source>Only servers of the sandbox can be stopped.</source>
        <translation>Seuls les serveurs du bac à sable peuvent être arrêtés.</translation>
    </message>
    <message>
        <source>Requests under way did not end in time, so the counters could not be compared before this.</source>
        <translation>Les demandes en cours ne se sont pas terminées à temps, les compteurs n&apos;ont donc pu être comparés avant ceci.</translation>
    </message>
    <message>
        <source>%1 restarted</source>
        <translation>%1 redémarré</translation>
    </message>
    <message>
        <source>%1 crashed (kill -9)</source>
        <translation>%1 tué (kill -9)</translation>
    </message>
    <message>
        <source>Only servers of the sandbox can be frozen.</source>
        <translation>Seuls les serveurs du bac à sable peuvent être gelés.</translation>
    </message>
    <message>
        <source>%1 frozen for %2</source>
        <translation>%1 gelé pendant %2</translation>
    </message>
    <message>
        <source>Redis is not connected yet.</source>
        <translation>Redis n&apos;est pas encore connecté.</translation>
    </message>
    <message>
        <source>Only keys that begin with tierlens: are touched.</source>
        <translation>On ne touche qu&apos;aux clés qui commencent par tierlens:.</translation>
    </message>
    <message>
        <source>Redis answered SCAN with something else than a cursor and keys.</source>
        <translation>Redis a répondu à SCAN par autre chose qu&apos;un curseur et des clés.</translation>
    </message>
    <message>
        <source>%1 invalidated</source>
        <translation>%1 invalidé</translation>
    </message>
    <message>
        <source>%1 expired</source>
        <translation>%1 expiré</translation>
    </message>
    <message>
        <source>No query of this scenario fills the key %1.</source>
        <translation>Aucune requête de ce scénario ne remplit la clé %1.</translation>
    </message>
    <message>
        <source>%1 refreshed</source>
        <translation>%1 renouvelé</translation>
    </message>
    <message>
        <source>No query fills the key %1: Redis alone holds it.</source>
        <translation>Aucune requête ne remplit la clé %1 : Redis seul la tient.</translation>
    </message>
    <message>
        <source>Postgres took %1 and read %2 rows.</source>
        <translation>Postgres a pris %1 et lu %2 lignes.</translation>
    </message>
    <message>
        <source>It looked at %1 pages of 8 kB, all of them in its memory.</source>
        <translation>Il a regardé %1 pages de 8 ko, toutes dans sa mémoire.</translation>
    </message>
    <message>
        <source>It looked at %1 pages of 8 kB; %2 of them came from disk.</source>
        <translation>Il a regardé %1 pages de 8 ko ; %2 d&apos;entre elles venaient du disque.</translation>
    </message>
    <message>
        <source>In this world Postgres does not tell what has changed; nothing is different.</source>
        <translation>Dans ce monde Postgres ne dit pas ce qui a changé ; rien n&apos;est différent.</translation>
    </message>
    <message>
        <source>The triggers that tell what has changed could not be made.</source>
        <translation>Les déclencheurs qui disent ce qui a changé n&apos;ont pu être créés.</translation>
    </message>
    <message>
        <source>The triggers that tell what has changed could not be removed.</source>
        <translation>Les déclencheurs qui disent ce qui a changé n&apos;ont pu être retirés.</translation>
    </message>
    <message>
        <source>Redis does not take this limit.</source>
        <translation>Redis n&apos;accepte pas cette limite.</translation>
    </message>
    <message>
        <source>Everything invalidated</source>
        <translation>Tout invalidé</translation>
    </message>
</context>
<context>
    <name>tierlens::Orders</name>
    <message>
        <source>writing…</source>
        <translation>écriture…</translation>
    </message>
    <message>
        <source>Select a key in the list at the right first.</source>
        <translation>Choisissez d&apos;abord une clé dans la liste de droite.</translation>
    </message>
    <message>
        <source>restarting…</source>
        <translation>redémarrage…</translation>
    </message>
    <message>
        <source>crashed, coming back…</source>
        <translation>tué, il revient…</translation>
    </message>
    <message>
        <source>frozen…</source>
        <translation>gelé…</translation>
    </message>
    <message>
        <source>%1 was not in Redis any more.</source>
        <translation>%1 n&apos;était plus dans Redis.</translation>
    </message>
    <message>
        <source>invalidating…</source>
        <translation>invalidation…</translation>
    </message>
    <message>
        <source>%1 invalidated.</source>
        <translation>%1 invalidées.</translation>
    </message>
    <message>
        <source>Reset the sandbox?</source>
        <translation>Réinitialiser le bac à sable ?</translation>
    </message>
    <message>
        <source>Both servers stop, and the sandbox&apos;s Postgres is made and seeded anew, which takes some seconds. What you changed in it is gone, and all figures begin at zero.</source>
        <translation>Les deux serveurs s&apos;arrêtent, et le Postgres du bac à sable est refait et rempli à neuf, ce qui prend quelques secondes. Ce que vous y avez changé disparaît, et tous les chiffres repartent de zéro.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Réinitialiser</translation>
    </message>
    <message>
        <source>%1 invalidated</source>
        <translation>%1 invalidé</translation>
    </message>
</context>
<context>
    <name>tierlens::PaintedRows</name>
    <message>
        <source>Sort by</source>
        <translation>Trier par</translation>
    </message>
</context>
<context>
    <name>tierlens::PasswordAsker</name>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>Keep it in the system&apos;s keychain</source>
        <translation>Le garder dans le trousseau du système</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>Password for %1 at %2</source>
        <translation>Mot de passe pour %1 à %2</translation>
    </message>
</context>
<context>
    <name>tierlens::PgCtlChild</name>
    <message>
        <source>has ended</source>
        <translation>est terminé</translation>
    </message>
</context>
<context>
    <name>tierlens::PlanDialog</name>
    <message>
        <source>Postgres is carrying the query out…</source>
        <translation>Postgres exécute la requête…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>How Postgres answers %1</source>
        <translation>Comment Postgres répond à %1</translation>
    </message>
    <message>
        <source>The query</source>
        <translation>La requête</translation>
    </message>
    <message>
        <source>Its plan</source>
        <translation>Son plan</translation>
    </message>
    <message>
        <source>Read it from the inside out: what is furthest to the right was done first. &quot;actual time&quot; is in milliseconds, &quot;rows&quot; is how many came out, &quot;loops&quot; how often it was done, &quot;Buffers&quot; counts pages of 8 kB.</source>
        <translation>Lisez de l&apos;intérieur vers l&apos;extérieur : ce qui est le plus à droite fut fait d&apos;abord. &quot;actual time&quot; est en millisecondes, &quot;rows&quot; est combien il en est sorti, &quot;loops&quot; combien de fois ce fut fait, &quot;Buffers&quot; compte les pages de 8 ko.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>This is a run of its own, measured step by step, so it takes a little longer than for the app. The counters of requests and queries leave it out.</source>
        <translation>C&apos;est une exécution à part, mesurée pas à pas, elle prend donc un peu plus de temps que pour l&apos;app. Les compteurs de demandes et de requêtes l&apos;omettent.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copié</translation>
    </message>
    <message>
        <source>There is no plan to show.</source>
        <translation>Il n&apos;y a pas de plan à montrer.</translation>
    </message>
</context>
<context>
    <name>tierlens::PoliciesDialog</name>
    <message>
        <source>Cache policies</source>
        <translation>Règles du cache</translation>
    </message>
    <message>
        <source>WHEN IT EXPIRES</source>
        <translation>QUAND CELA EXPIRE</translation>
    </message>
    <message>
        <source>Remember what is not there</source>
        <translation>Retenir ce qui n&apos;existe pas</translation>
    </message>
    <message>
        <source>If Postgres has no such row, Redis remembers that for a sixth of the time to live, at least for a second. Whoever asks again meanwhile is told so without a query.</source>
        <translation>Si Postgres n&apos;a pas une telle ligne, Redis le retient pendant un sixième de la durée de vie, une seconde au moins. Qui redemande entre-temps l&apos;apprend sans requête.</translation>
    </message>
    <message>
        <source>Price: a row that appears is seen a little later.</source>
        <translation>Prix : une ligne qui apparaît est vue un peu plus tard.</translation>
    </message>
    <message>
        <source>Old answers while renewing</source>
        <translation>Anciennes réponses en renouvelant</translation>
    </message>
    <message>
        <source>After its time to live an answer is handed out for as long again, and one of those who get it renews it behind. So nobody waits for Postgres.</source>
        <translation>Après sa durée de vie, une réponse est encore donnée aussi longtemps, et l&apos;un de ceux qui la reçoivent la renouvelle par-derrière. Personne n&apos;attend donc Postgres.</translation>
    </message>
    <message>
        <source>Price: answers may be up to twice as old, and Redis keeps everything twice as long.</source>
        <translation>Prix : les réponses peuvent être deux fois plus vieilles, et Redis garde tout deux fois plus longtemps.</translation>
    </message>
    <message>
        <source>Renew a little early</source>
        <translation>Renouveler un peu avant</translation>
    </message>
    <message>
        <source>Whoever reads an answer that is about to expire may renew it, by chance: the likelier the nearer the end, and the longer its query takes. So what is asked for often does not expire at all.</source>
        <translation>Qui lit une réponse sur le point d&apos;expirer peut la renouveler, au hasard : d&apos;autant plus que la fin est proche et que sa requête est longue. Ce qu&apos;on demande souvent n&apos;expire donc pas du tout.</translation>
    </message>
    <message>
        <source>Price: some queries more than needed; rarely read answers expire as before.</source>
        <translation>Prix : quelques requêtes de trop ; ce qu&apos;on lit rarement expire comme avant.</translation>
    </message>
    <message>
        <source>WHEN THE TRUTH CHANGES</source>
        <translation>QUAND LA VÉRITÉ CHANGE</translation>
    </message>
    <message>
        <source>Write-through and write-behind exclude each other.</source>
        <translation>L&apos;écriture directe et l&apos;écriture différée s&apos;excluent.</translation>
    </message>
    <message>
        <source>Write-through</source>
        <translation>Écriture directe</translation>
    </message>
    <message>
        <source>After each write the new value is put into Redis instead of deleting the old one, and never an older one over a newer. The next read is a hit with the new value.</source>
        <translation>Après chaque écriture, la nouvelle valeur est mise dans Redis au lieu de supprimer l&apos;ancienne, et jamais une plus vieille sur une plus récente. La lecture suivante est un succès avec la nouvelle valeur.</translation>
    </message>
    <message>
        <source>Price: writes take longer and fill Redis with values that perhaps nobody reads.</source>
        <translation>Prix : les écritures durent plus et remplissent Redis de valeurs que peut-être personne ne lit.</translation>
    </message>
    <message>
        <source>Write-behind</source>
        <translation>Écriture différée</translation>
    </message>
    <message>
        <source>A write is acknowledged as soon as Redis has queued it; Postgres gets it within a second, in the same order. Writing is as quick as Redis.</source>
        <translation>Une écriture est confirmée dès que Redis l&apos;a mise en file ; Postgres la reçoit en une seconde au plus, dans le même ordre. Écrire est aussi rapide que Redis.</translation>
    </message>
    <message>
        <source>Price: if Redis crashes, the writes in its queue are lost although they were acknowledged.</source>
        <translation>Prix : si Redis tombe, les écritures dans sa file sont perdues alors qu&apos;elles étaient confirmées.</translation>
    </message>
    <message>
        <source>Postgres tells what changed</source>
        <translation>Postgres dit ce qui a changé</translation>
    </message>
    <message>
        <source>Triggers in Postgres announce each change (NOTIFY), and whoever listens deletes the key. So a write made with psql or by another program also invalidates.</source>
        <translation>Des déclencheurs dans Postgres annoncent chaque changement (NOTIFY), et qui écoute supprime la clé. Une écriture faite avec psql ou par un autre programme invalide donc aussi.</translation>
    </message>
    <message>
        <source>Price: each write pays for the trigger, and what write-through has just written is deleted again.</source>
        <translation>Prix : chaque écriture paie le déclencheur, et ce que l&apos;écriture directe vient d&apos;écrire est supprimé de nouveau.</translation>
    </message>
    <message>
        <source>WHEN MEMORY IS FULL</source>
        <translation>QUAND LA MÉMOIRE EST PLEINE</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Comme d&apos;habitude</translation>
    </message>
    <message>
        <source>Sets all of these to what they are when Tierlens is first started.</source>
        <translation>Remet tout ceci comme au premier démarrage de Tierlens.</translation>
    </message>
    <message>
        <source>Memory Redis may use</source>
        <translation>Mémoire permise à Redis</translation>
    </message>
    <message>
        <source>maxmemory of the sandbox&apos;s Redis</source>
        <translation>maxmemory du Redis du bac à sable</translation>
    </message>
    <message>
        <source>With less memory than the answers need, Redis must forget some before their time. Redis itself takes about 1 MB. Price: less memory means fewer hits.</source>
        <translation>Avec moins de mémoire que n&apos;en demandent les réponses, Redis doit en oublier avant l&apos;heure. Redis lui-même prend environ 1 Mo. Prix : moins de mémoire veut dire moins de succès.</translation>
    </message>
    <message>
        <source>What is forgotten first</source>
        <translation>Ce qui est oublié d&apos;abord</translation>
    </message>
    <message>
        <source>maxmemory-policy of Redis</source>
        <translation>maxmemory-policy de Redis</translation>
    </message>
    <message>
        <source>Nothing: a full Redis refuses to take more, and Postgres answers whatever it does not hold. Price: new answers are not cached until old ones expire.</source>
        <translation>Rien : un Redis plein refuse d&apos;en prendre plus, et Postgres répond à ce qu&apos;il n&apos;a pas. Prix : les nouvelles réponses ne sont pas gardées tant que d&apos;anciennes n&apos;expirent pas.</translation>
    </message>
    <message>
        <source>What has not been read for the longest time. It follows a changing taste quickly. Price: one who reads through everything once pushes out what is popular.</source>
        <translation>Ce qui n&apos;a pas été lu depuis le plus longtemps. Suit vite un goût qui change. Prix : qui lit tout une fois chasse ce qui est populaire.</translation>
    </message>
    <message>
        <source>What is read most seldom. The popular stays, whatever passes by. Price: what was popular yesterday stays for a while.</source>
        <translation>Ce qui est lu le plus rarement. Le populaire reste, quoi qu&apos;il passe. Prix : ce qui était populaire hier reste un moment.</translation>
    </message>
    <message>
        <source>Any key, by chance. It costs no bookkeeping at all. Price: it may be the most popular one.</source>
        <translation>N&apos;importe quelle clé, au hasard. Ne coûte aucune tenue de comptes. Prix : ce peut être la plus populaire.</translation>
    </message>
    <message>
        <source>What would expire soonest anyway. It takes the least time from anybody. Price: whether it is popular does not matter.</source>
        <translation>Ce qui expirerait de toute façon le plus tôt. Prend le moins de temps à chacun. Prix : que ce soit populaire ne compte pas.</translation>
    </message>
    <message>
        <source>Only keys that expire are taken; others stay for ever.</source>
        <translation>Seules les clés qui expirent sont prises ; les autres restent pour toujours.</translation>
    </message>
</context>
<context>
    <name>tierlens::PolicyPanel</name>
    <message>
        <source>Use the cache</source>
        <translation>Utiliser le cache</translation>
    </message>
    <message>
        <source>Reads ask Redis first and go on to Postgres only if it does not know. Off: every read asks Postgres, which is always fresh and shows whether anybody needs the speed.</source>
        <translation>Les lectures demandent d&apos;abord à Redis et ne vont à Postgres que s&apos;il ne sait pas. Coupé : chaque lecture interroge Postgres, ce qui est toujours frais et montre si quelqu&apos;un a besoin de la vitesse.</translation>
    </message>
    <message>
        <source>One query per miss</source>
        <translation>Une requête par défaut</translation>
    </message>
    <message>
        <source>When many ask for the same missing key at once, one of them asks Postgres and the others wait for its answer. Off: each of them asks, and Postgres gets the whole rush.</source>
        <translation>Quand beaucoup demandent en même temps la même clé absente, l&apos;un d&apos;eux interroge Postgres et les autres attendent sa réponse. Coupé : chacun interroge, et Postgres reçoit toute la ruée.</translation>
    </message>
    <message>
        <source>Spread the expiry times</source>
        <translation>Étaler les expirations</translation>
    </message>
    <message>
        <source>Each key lives up to 20 % shorter or longer than the time to live. Keys filled together then do not expire together, but no one can say to the second when one will.</source>
        <translation>Chaque clé vit jusqu&apos;à 20 % de moins ou de plus que la durée de vie. Les clés remplies ensemble n&apos;expirent alors pas ensemble, mais personne ne peut dire à la seconde quand.</translation>
    </message>
    <message>
        <source>Invalidate on write</source>
        <translation>Invalider à l&apos;écriture</translation>
    </message>
    <message>
        <source>A write to Postgres also deletes the keys it concerns, so that the next read is fresh. Off: writes are cheaper, and answers may be stale until the key expires.</source>
        <translation>Une écriture dans Postgres supprime aussi les clés concernées, pour que la prochaine lecture soit fraîche. Coupé : écrire coûte moins, et les réponses peuvent être périmées jusqu&apos;à l&apos;expiration.</translation>
    </message>
    <message>
        <source>How long Redis keeps an answer. Longer means more hits and older answers; it counts for keys filled from now on.</source>
        <translation>Combien de temps Redis garde une réponse. Plus long veut dire plus de succès et des réponses plus vieilles ; cela vaut pour les clés remplies à partir de maintenant.</translation>
    </message>
    <message>
        <source>Time to live</source>
        <translation>Durée de vie</translation>
    </message>
    <message>
        <source>Policies for what expires, what changes and what is forgotten, each with what it costs</source>
        <translation>Règles pour ce qui expire, ce qui change et ce qui est oublié, chacune avec son prix</translation>
    </message>
    <message numerus="yes">
        <source>More policies… · %n changed</source>
        <translation>
            <numerusform>Autres règles… · %n changée</numerusform>
            <numerusform>Autres règles… · %n changées</numerusform>
        </translation>
    </message>
    <message>
        <source>More policies…</source>
        <translation>Autres règles…</translation>
    </message>
    <message>
        <source>Time to live: %1</source>
        <translation>Durée de vie : %1</translation>
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
        <translation>Ce que veulent dire les points</translation>
    </message>
    <message>
        <source>Redis knew it</source>
        <translation>Redis le savait</translation>
    </message>
    <message>
        <source>Postgres was asked</source>
        <translation>Postgres a été interrogé</translation>
    </message>
    <message>
        <source>written, or left in Redis</source>
        <translation>écrit, ou laissé dans Redis</translation>
    </message>
    <message>
        <source>thrown away</source>
        <translation>jeté</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>sans réponse</translation>
    </message>
</context>
<context>
    <name>tierlens::Presenter</name>
    <message>
        <source>A presentation is shown.</source>
        <translation>Une présentation est en cours.</translation>
    </message>
    <message>
        <source>%1 · step %2 of %3</source>
        <translation>%1 · étape %2 sur %3</translation>
    </message>
    <message>
        <source>%1 requests/s</source>
        <translation>%1 demandes/s</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pause</translation>
    </message>
    <message>
        <source>frozen picture</source>
        <translation>image gelée</translation>
    </message>
    <message>
        <source>No tour is played. The keys below do things; the caption tells what came of them.</source>
        <translation>Aucune visite n&apos;est jouée. Les touches ci-dessous agissent ; la légende dit ce qu&apos;il en est venu.</translation>
    </message>
    <message>
        <source>PageDown, →</source>
        <translation>PageSuiv, →</translation>
    </message>
    <message>
        <source>next step of the tour</source>
        <translation>étape suivante de la visite</translation>
    </message>
    <message>
        <source>PageUp, ←</source>
        <translation>PagePréc, ←</translation>
    </message>
    <message>
        <source>step before</source>
        <translation>étape d&apos;avant</translation>
    </message>
    <message>
        <source>1 … 4</source>
        <translation>1 … 4</translation>
    </message>
    <message>
        <source>bet on an answer</source>
        <translation>parier sur une réponse</translation>
    </message>
    <message>
        <source>zoom on a part: a box under the mouse, or Redis</source>
        <translation>zoomer sur une partie : une boîte sous la souris, ou Redis</translation>
    </message>
    <message>
        <source>freeze the picture, or let it go on</source>
        <translation>geler l&apos;image, ou la laisser reprendre</translation>
    </message>
    <message>
        <source>pointer like a laser</source>
        <translation>pointeur comme un laser</translation>
    </message>
    <message>
        <source>B or .</source>
        <translation>B ou .</translation>
    </message>
    <message>
        <source>black screen</source>
        <translation>écran noir</translation>
    </message>
    <message>
        <source>notes for the speaker</source>
        <translation>notes pour l&apos;orateur</translation>
    </message>
    <message>
        <source>Esc, F5</source>
        <translation>Échap, F5</translation>
    </message>
    <message>
        <source>leave</source>
        <translation>quitter</translation>
    </message>
    <message>
        <source>That was the tour. Esc leaves; the keys W, R, P and C go on working.</source>
        <translation>C&apos;était la visite. Échap quitte ; les touches W, R, P et C continuent d&apos;agir.</translation>
    </message>
    <message>
        <source>That was the tour. Not everything it said could be measured this time.</source>
        <translation>C&apos;était la visite. Tout ce qu&apos;elle a dit n&apos;a pu être mesuré cette fois.</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>Présentation</translation>
    </message>
    <message>
        <source>write, restart Redis, restart Postgres, cache off or on</source>
        <translation>écrire, redémarrer Redis, redémarrer Postgres, cache désactivé ou activé</translation>
    </message>
    <message>
        <source>these keys</source>
        <translation>ces touches</translation>
    </message>
</context>
<context>
    <name>tierlens::QueriesTab</name>
    <message>
        <source>Statements sent to Postgres</source>
        <translation>Instructions envoyées à Postgres</translation>
    </message>
    <message>
        <source>Filter: part of a statement</source>
        <translation>Filtre : partie d&apos;une instruction</translation>
    </message>
    <message>
        <source>Filter statements</source>
        <translation>Filtrer les instructions</translation>
    </message>
    <message>
        <source>No statement matches the filter</source>
        <translation>Aucune instruction ne répond au filtre</translation>
    </message>
    <message>
        <source>No request yet</source>
        <translation>Aucune demande encore</translation>
    </message>
    <message>
        <source>No statement yet: Postgres has not been asked anything</source>
        <translation>Aucune instruction encore : rien n&apos;a été demandé à Postgres</translation>
    </message>
</context>
<context>
    <name>tierlens::RequestModel</name>
    <message>
        <source>stale %1</source>
        <translation>périmé %1</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>périmé</translation>
    </message>
    <message>
        <source>operation %1</source>
        <translation>opération %1</translation>
    </message>
    <message>
        <source>The answer was version %1; Postgres had version %2.</source>
        <translation>La réponse était la version %1 ; Postgres avait la version %2.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Issue</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Opération</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clé</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Total</translation>
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
        <translation>Fraîcheur</translation>
    </message>
    <message>
        <source>When it began, since the session began</source>
        <translation>Quand elle a commencé, depuis le début de la session</translation>
    </message>
    <message>
        <source>How it was answered</source>
        <translation>Comment on y a répondu</translation>
    </message>
    <message>
        <source>What the app asked for</source>
        <translation>Ce que l&apos;app a demandé</translation>
    </message>
    <message>
        <source>The key asked for, without the prefix all keys have</source>
        <translation>La clé demandée, sans le préfixe que toutes ont</translation>
    </message>
    <message>
        <source>As the app saw it</source>
        <translation>Telle que l&apos;app l&apos;a vue</translation>
    </message>
    <message>
        <source>Spent in calls to Redis</source>
        <translation>Passé en appels à Redis</translation>
    </message>
    <message>
        <source>Spent in statements in Postgres</source>
        <translation>Passé en instructions dans Postgres</translation>
    </message>
    <message>
        <source>Whether the answer was older than the truth in Postgres</source>
        <translation>Si la réponse était plus vieille que la vérité dans Postgres</translation>
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
        <translation>Demandes récentes, la plus récente d&apos;abord</translation>
    </message>
    <message>
        <source>Filter: key or operation</source>
        <translation>Filtre : clé ou opération</translation>
    </message>
    <message>
        <source>Filter requests by key or operation</source>
        <translation>Filtrer les demandes par clé ou opération</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>Montrer : %1</translation>
    </message>
    <message>
        <source>stale %1</source>
        <translation>périmé %1</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Suivre</translation>
    </message>
    <message>
        <source>Follow · %1 new</source>
        <translation>Suivre · %1 de plus</translation>
    </message>
    <message>
        <source>Paused. Shows the newest requests again.</source>
        <translation>En pause. Montre de nouveau les demandes les plus récentes.</translation>
    </message>
    <message>
        <source>Keeps the list as it is, to read it.</source>
        <translation>Laisse la liste comme elle est, pour la lire.</translation>
    </message>
    <message>
        <source>No request yet</source>
        <translation>Aucune demande encore</translation>
    </message>
    <message>
        <source>No recent request matches the filter</source>
        <translation>Aucune demande récente ne répond au filtre</translation>
    </message>
</context>
<context>
    <name>tierlens::RestartCard</name>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Puts these figures on the clipboard, as one sentence.</source>
        <translation>Met ces chiffres dans le presse-papiers, en une phrase.</translation>
    </message>
    <message>
        <source>What the restart of Redis cost</source>
        <translation>Ce que le redémarrage de Redis a coûté</translation>
    </message>
    <message>
        <source>What the restart of Postgres cost</source>
        <translation>Ce que le redémarrage de Postgres a coûté</translation>
    </message>
    <message>
        <source>Hit rate from 15 s before the restart on, 0 to 100 %.</source>
        <translation>Taux de succès depuis 15 s avant le redémarrage, de 0 à 100&#xa0;%.</translation>
    </message>
    <message>
        <source>Transactions per second from 15 s before the restart on.</source>
        <translation>Transactions par seconde depuis 15 s avant le redémarrage.</translation>
    </message>
    <message>
        <source>No restart of Redis was seen</source>
        <translation>On n&apos;a vu aucun redémarrage de Redis</translation>
    </message>
    <message>
        <source>No restart of Postgres was seen</source>
        <translation>On n&apos;a vu aucun redémarrage de Postgres</translation>
    </message>
</context>
<context>
    <name>tierlens::RestartDialog</name>
    <message>
        <source>Restart %1</source>
        <translation>Redémarrer %1</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>On regarde…</translation>
    </message>
    <message>
        <source>WHAT WILL BE RUN, ON THIS COMPUTER</source>
        <translation>CE QUI SERA LANCÉ, SUR CET ORDINATEUR</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>rien</translation>
    </message>
    <message>
        <source>By the shell, as it was typed.</source>
        <translation>Par le shell, tel que saisi.</translation>
    </message>
    <message>
        <source>WHAT WILL HAPPEN</source>
        <translation>CE QUI VA SE PASSER</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>Limite de temps</translation>
    </message>
    <message>
        <source>If it is still running then, it is stopped:</source>
        <translation>Si elle tourne encore alors, elle est arrêtée&#xa0;:</translation>
    </message>
    <message>
        <source>Name of the connection, to confirm</source>
        <translation>Nom de la connexion, pour confirmer</translation>
    </message>
    <message>
        <source>What the command says</source>
        <translation>Ce que dit la commande</translation>
    </message>
    <message>
        <source>It has said nothing.</source>
        <translation>Elle n&apos;a rien dit.</translation>
    </message>
    <message>
        <source>This connection has no %1.</source>
        <translation>Cette connexion n&apos;a pas de %1.</translation>
    </message>
    <message>
        <source>This connection is read-only. Allow changes on it first.</source>
        <translation>Cette connexion est en lecture seule. Permettez-y d&apos;abord les modifications.</translation>
    </message>
    <message>
        <source>The connection does not say how this server is restarted. Edit it, and name a systemd unit, a container or a command.</source>
        <translation>La connexion ne dit pas comment ce serveur est redémarré. Modifiez-la, et nommez une unité systemd, un conteneur ou une commande.</translation>
    </message>
    <message>
        <source>What it will do cannot be said: %1</source>
        <translation>On ne peut dire ce que cela fera&#xa0;: %1</translation>
    </message>
    <message>
        <source>People depend on this server. To restart it, type the name of the connection, %1:</source>
        <translation>Des gens dépendent de ce serveur. Pour le redémarrer, saisissez le nom de la connexion, %1&#xa0;:</translation>
    </message>
    <message>
        <source>%1 of %2 is restarted now. Go on?</source>
        <translation>%1 de %2 est redémarré maintenant. Continuer&#xa0;?</translation>
    </message>
    <message>
        <source>Restart it now</source>
        <translation>Redémarrer maintenant</translation>
    </message>
    <message>
        <source>Restart…</source>
        <translation>Redémarrer…</translation>
    </message>
    <message>
        <source>Stop it now</source>
        <translation>Arrêter maintenant</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>tierlens::RestartField</name>
    <message>
        <source>Name or command</source>
        <translation>Nom ou commande</translation>
    </message>
    <message>
        <source>not from here</source>
        <translation>pas d&apos;ici</translation>
    </message>
    <message>
        <source>systemd unit</source>
        <translation>unité systemd</translation>
    </message>
    <message>
        <source>systemd unit of yours (--user)</source>
        <translation>unité systemd à vous (--user)</translation>
    </message>
    <message>
        <source>Docker container</source>
        <translation>conteneur Docker</translation>
    </message>
    <message>
        <source>Podman container</source>
        <translation>conteneur Podman</translation>
    </message>
    <message>
        <source>a command of yours</source>
        <translation>une commande à vous</translation>
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
        <translation>Lancée sur cet ordinateur, par le shell, telle quelle.</translation>
    </message>
    <message>
        <source>Runs on this computer: %1</source>
        <translation>Lancé sur cet ordinateur&#xa0;: %1</translation>
    </message>
</context>
<context>
    <name>tierlens::Route</name>
    <message>
        <source>A tunnel leads to one server; Sentinels name others, which it does not reach.</source>
        <translation>Un tunnel mène à un seul serveur&#xa0;; des Sentinels en nomment d&apos;autres, qu&apos;il n&apos;atteint pas.</translation>
    </message>
    <message>
        <source>Through a tunnel the certificate of a Redis cannot be compared with its name; switch TLS off, ssh encrypts.</source>
        <translation>À travers un tunnel, le certificat d’un Redis ne peut pas être comparé à son nom ; désactivez TLS, ssh chiffre.</translation>
    </message>
    <message>
        <source>A tunnel leads to one server; name only one host.</source>
        <translation>Un tunnel mène à un seul serveur&#xa0;; nommez un seul hôte.</translation>
    </message>
</context>
<context>
    <name>tierlens::RowsTable</name>
    <message>
        <source>Copy as table</source>
        <translation>Copier comme tableau</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Trier par</translation>
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
        <translation>Postgres et %1 répondent</translation>
    </message>
    <message>
        <source>Found PostgreSQL %1 and %2 %3</source>
        <translation>PostgreSQL %1 et %2 %3 trouvés</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 ne peut pas être écrit&#xa0;: %2.</translation>
    </message>
    <message>
        <source>Making a private Postgres cluster</source>
        <translation>Création d&apos;un cluster Postgres privé</translation>
    </message>
    <message>
        <source>Starting Postgres and %1</source>
        <translation>Démarrage de Postgres et %1</translation>
    </message>
    <message>
        <source>%1 is starting</source>
        <translation>%1 démarre</translation>
    </message>
    <message>
        <source>%1 answers</source>
        <translation>%1 répond</translation>
    </message>
    <message>
        <source>The sandbox&apos;s %1 refuses us: reset the sandbox.</source>
        <translation>%1 du bac à sable nous refuse : réinitialisez le bac à sable.</translation>
    </message>
    <message>
        <source>%1 is up but still reads its data</source>
        <translation>%1 tourne mais lit encore ses données</translation>
    </message>
    <message>
        <source>The sandbox&apos;s %1 ended instead of starting; if that happens again, reset the sandbox.</source>
        <translation>%1 du bac à sable s&apos;est terminé au lieu de démarrer ; si cela se répète, réinitialisez le bac à sable.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s %1 did not answer within %2 s.</source>
        <translation>%1 du bac à sable n&apos;a pas répondu en %2 s.</translation>
    </message>
    <message>
        <source>The sandbox is not running.</source>
        <translation>Le bac à sable ne tourne pas.</translation>
    </message>
    <message>
        <source>%1 is stopping</source>
        <translation>%1 s&apos;arrête</translation>
    </message>
    <message>
        <source>%1 has stopped</source>
        <translation>%1 s&apos;est arrêté</translation>
    </message>
    <message>
        <source>%1 was killed</source>
        <translation>%1 a été tué</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, for the %2th time within a minute: restart it by hand, or reset the sandbox.</source>
        <translation>%1, pour la %2e fois en une minute : redémarrez-le à la main, ou réinitialisez le bac à sable.</translation>
    </message>
    <message>
        <source>%1; it is started again</source>
        <translation>%1 ; il est redémarré</translation>
    </message>
    <message>
        <source>%1 is not running.</source>
        <translation>%1 ne tourne pas.</translation>
    </message>
    <message>
        <source>%1 is frozen</source>
        <translation>%1 est gelé</translation>
    </message>
    <message>
        <source>%1 goes on</source>
        <translation>%1 reprend</translation>
    </message>
</context>
<context>
    <name>tierlens::SandboxCard</name>
    <message>
        <source>Starts a private Postgres and a private Redis on this computer, with a world of 10 000 accounts and 2 million follows. Nothing else can reach them, and they are gone when Tierlens is closed. The first start takes about 20 seconds.</source>
        <translation>Démarre un Postgres et un Redis privés sur cet ordinateur, avec un monde de 10 000 comptes et 2 millions d&apos;abonnements. Rien d&apos;autre ne peut les atteindre, et ils disparaissent quand Tierlens est fermé. Le premier démarrage prend environ 20 secondes.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Regarder de nouveau</translation>
    </message>
    <message>
        <source>Start the sandbox</source>
        <translation>Démarrer le bac à sable</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Essayer</translation>
    </message>
    <message>
        <source>Copies the command</source>
        <translation>Copie la commande</translation>
    </message>
    <message>
        <source>Install %1 with your package manager.</source>
        <translation>Installez %1 avec votre gestionnaire de paquets.</translation>
    </message>
    <message>
        <source>This installs it here:</source>
        <translation>Ceci l&apos;installe ici&#xa0;:</translation>
    </message>
</context>
<context>
    <name>tierlens::SavedCard</name>
    <message>
        <source>None yet. A connection is a Redis and a Postgres that belong together, under a name; its passwords are kept apart.</source>
        <translation>Aucune encore. Une connexion est un Redis et un Postgres qui vont ensemble, sous un nom&#xa0;; ses mots de passe sont gardés à part.</translation>
    </message>
    <message>
        <source>Saved connections</source>
        <translation>Connexions enregistrées</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>Nouvelle…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importer…</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Ouverture…</translation>
    </message>
</context>
<context>
    <name>tierlens::SavedList</name>
    <message>
        <source>Watch</source>
        <translation>Observer</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Modifier…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Retirer…</translation>
    </message>
    <message>
        <source>Forget it and its passwords?</source>
        <translation>L&apos;oublier avec ses mots de passe&#xa0;?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Garder</translation>
    </message>
</context>
<context>
    <name>tierlens::ScanBar</name>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Chercher de nouveau</translation>
    </message>
    <message>
        <source>ask for sizes</source>
        <translation>demander les tailles</translation>
    </message>
    <message>
        <source>How far the search is</source>
        <translation>Où en est la recherche</translation>
    </message>
    <message>
        <source>What the search costs the server now</source>
        <translation>Ce que la recherche coûte au serveur en ce moment</translation>
    </message>
    <message>
        <source>gentle: 2 % of its time</source>
        <translation>douce&#xa0;: 2&#xa0;% de son temps</translation>
    </message>
    <message>
        <source>polite: 10 % of its time</source>
        <translation>polie&#xa0;: 10&#xa0;% de son temps</translation>
    </message>
    <message>
        <source>brisk: 25 % of its time</source>
        <translation>vive&#xa0;: 25&#xa0;% de son temps</translation>
    </message>
    <message>
        <source>half: 50 % of its time</source>
        <translation>moitié&#xa0;: 50&#xa0;% de son temps</translation>
    </message>
    <message>
        <source>no limit: all of its time</source>
        <translation>sans limite&#xa0;: tout son temps</translation>
    </message>
    <message>
        <source>Share of the server&apos;s time the search may take</source>
        <translation>Part du temps du serveur que la recherche peut prendre</translation>
    </message>
    <message>
        <source>How much of the server&apos;s time the search may take. It waits after each command until its share is kept.</source>
        <translation>Combien du temps du serveur la recherche peut prendre. Elle attend après chaque commande jusqu&apos;à respecter sa part.</translation>
    </message>
    <message>
        <source>MEMORY USAGE of each key: a command more for each.</source>
        <translation>MEMORY USAGE de chaque clé&#xa0;: une commande de plus pour chacune.</translation>
    </message>
    <message>
        <source>Forgets what was found and looks at all keys anew.</source>
        <translation>Oublie ce qui a été trouvé et regarde de nouveau toutes les clés.</translation>
    </message>
    <message>
        <source>May take from the server</source>
        <translation>Peut prendre au serveur</translation>
    </message>
    <message>
        <source>, %1 of them looked at</source>
        <translation>, dont %1 regardées</translation>
    </message>
    <message>
        <source>, size known of %1</source>
        <translation>, taille connue de %1</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>Pas commencée</translation>
    </message>
    <message>
        <source>Looking for keys…</source>
        <translation>Recherche de clés…</translation>
    </message>
    <message>
        <source>%1 of about %2 keys found</source>
        <translation>%1 clés trouvées sur environ %2</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>Trouvé&#xa0;: %1</translation>
    </message>
    <message>
        <source>Paused: %1 of about %2 keys found</source>
        <translation>En pause&#xa0;: %1 clés trouvées sur environ %2</translation>
    </message>
    <message>
        <source>Paused: %1 found</source>
        <translation>En pause, trouvé&#xa0;: %1</translation>
    </message>
    <message>
        <source>Ended at its limit of %1; there are more</source>
        <translation>Finie à sa limite de %1&#xa0;; il y en a d&apos;autres</translation>
    </message>
    <message>
        <source>Ended with %1: %2</source>
        <translation>Finie avec %1&#xa0;: %2</translation>
    </message>
    <message>
        <source>All keys found: %1</source>
        <translation>Toutes les clés trouvées&#xa0;: %1</translation>
    </message>
    <message>
        <source>The search failed</source>
        <translation>La recherche a échoué</translation>
    </message>
    <message>
        <source>The search broke off at %1: %2</source>
        <translation>La recherche s&apos;est interrompue à %1&#xa0;: %2</translation>
    </message>
    <message>
        <source> · the filter shows %1</source>
        <translation> · le filtre en montre %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>now %1 commands/s, %2 of the server&apos;s time</source>
        <translation>maintenant %1 commandes/s, %2 du temps du serveur</translation>
    </message>
    <message>
        <source> · about %1 s left</source>
        <translation> · encore environ %1 s</translation>
    </message>
    <message>
        <source> · about %1 min left</source>
        <translation> · encore environ %1 min</translation>
    </message>
    <message>
        <source> · about %1 h left</source>
        <translation> · encore environ %1 h</translation>
    </message>
</context>
<context>
    <name>tierlens::ScenarioList</name>
    <message>
        <source>%1 is not in this version of Tierlens yet.</source>
        <translation>%1 n&apos;est pas encore dans cette version de Tierlens.</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>Scénario</translation>
    </message>
</context>
<context>
    <name>tierlens::Secrets</name>
    <message>
        <source>The system&apos;s keychain cannot be used (%1).</source>
        <translation>Le trousseau du système est inutilisable (%1).</translation>
    </message>
    <message>
        <source>The system&apos;s keychain does not answer.</source>
        <translation>Le trousseau du système ne répond pas.</translation>
    </message>
</context>
<context>
    <name>tierlens::ServerProcess</name>
    <message>
        <source>%1 cannot be started from %2.</source>
        <translation>%1 ne peut être démarré depuis %2.</translation>
    </message>
</context>
<context>
    <name>tierlens::Session</name>
    <message>
        <source>private socket</source>
        <translation>socket privé</translation>
    </message>
    <message>
        <source>Tierlens did not start these servers, so it does not stop them either.</source>
        <translation>Tierlens n&apos;a pas démarré ces serveurs, il ne les arrête donc pas non plus.</translation>
    </message>
    <message>
        <source>This Redis is not Tierlens&apos; own, so its memory and what it forgets stay as they are.</source>
        <translation>Ce Redis n&apos;est pas à Tierlens, sa mémoire et ce qu&apos;il oublie restent donc tels quels.</translation>
    </message>
    <message>
        <source>Nothing is connected yet.</source>
        <translation>Rien n&apos;est encore connecté.</translation>
    </message>
    <message>
        <source>Two policies are being compared, and nothing may disturb that. Wait for the end, or cancel it.</source>
        <translation>Deux règles sont en train d&apos;être comparées, et rien ne doit les déranger. Attendez la fin, ou annulez.</translation>
    </message>
</context>
<context>
    <name>tierlens::Shell</name>
    <message>
        <source>Reading %1…</source>
        <translation>Lecture de %1…</translation>
    </message>
    <message>
        <source>End this watch?</source>
        <translation>Terminer cette observation&#xa0;?</translation>
    </message>
    <message>
        <source>What it has seen is forgotten unless you save it first, and the demo behind it ends too.</source>
        <translation>Ce qu&apos;elle a vu est oublié si vous ne l&apos;enregistrez pas avant, et la démo derrière se termine aussi.</translation>
    </message>
    <message>
        <source>What it has seen is forgotten unless you save it first. The servers go on as they are.</source>
        <translation>Ce qu&apos;elle a vu est oublié si vous ne l&apos;enregistrez pas avant. Les serveurs continuent comme ils sont.</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>Terminer</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Rester</translation>
    </message>
    <message>
        <source>End the demo?</source>
        <translation>Terminer la démo&#xa0;?</translation>
    </message>
    <message>
        <source>Its traffic and its servers stop, and what was measured is gone.</source>
        <translation>Son trafic et ses serveurs s&apos;arrêtent, et ce qui a été mesuré est perdu.</translation>
    </message>
    <message>
        <source>Leave these servers?</source>
        <translation>Quitter ces serveurs&#xa0;?</translation>
    </message>
    <message>
        <source>The traffic stops, and what was measured is gone. The servers go on.</source>
        <translation>Le trafic s&apos;arrête, et ce qui a été mesuré est perdu. Les serveurs continuent.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Quitter</translation>
    </message>
</context>
<context>
    <name>tierlens::ShortcutSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation>Raccourcis</translation>
    </message>
    <message>
        <source> or </source>
        <translation> ou </translation>
    </message>
</context>
<context>
    <name>tierlens::SightingCard</name>
    <message>
        <source>The one before</source>
        <translation>Le précédent</translation>
    </message>
    <message>
        <source>The next one</source>
        <translation>Le suivant</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Copy these sentences</source>
        <translation>Copier ces phrases</translation>
    </message>
    <message>
        <source>Close (Escape)</source>
        <translation>Fermer (Échap)</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>What was recognised</source>
        <translation>Ce qui a été reconnu</translation>
    </message>
</context>
<context>
    <name>tierlens::SightingLine</name>
    <message>
        <source>%1: %2</source>
        <translation>%1&#xa0;: %2</translation>
    </message>
</context>
<context>
    <name>tierlens::SpeakerNotes</name>
    <message>
        <source>Tierlens – notes for the speaker</source>
        <translation>Tierlens – notes pour l&apos;orateur</translation>
    </message>
    <message>
        <source>The audience reads: %1</source>
        <translation>Le public lit : %1</translation>
    </message>
</context>
<context>
    <name>tierlens::StageHint</name>
    <message>
        <source>Esc ends · ? keys</source>
        <translation>Échap termine · ? touches</translation>
    </message>
</context>
<context>
    <name>tierlens::StageKeys</name>
    <message>
        <source>Keys of the presentation</source>
        <translation>Touches de la présentation</translation>
    </message>
</context>
<context>
    <name>tierlens::StartPage</name>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Connect to other servers…</source>
        <translation>Se connecter à d&apos;autres serveurs…</translation>
    </message>
    <message>
        <source>Postgres is long-term memory: on disk, careful, never forgets.
Redis is short-term memory: in RAM, instant, forgetful on purpose.</source>
        <translation>Postgres est la mémoire à long terme : sur disque, soigneuse, n&apos;oublie jamais.
Redis est la mémoire à court terme : en RAM, instantanée, oublieuse à dessein.</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Préparation</translation>
    </message>
    <message>
        <source>This did not work</source>
        <translation>Cela n&apos;a pas marché</translation>
    </message>
</context>
<context>
    <name>tierlens::StatementModel</name>
    <message>
        <source>Failed calls: %1</source>
        <translation>Appels échoués : %1</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Instruction</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Appels</translation>
    </message>
    <message>
        <source>Calls/s</source>
        <translation>Appels/s</translation>
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
        <translation>Lignes</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Part</translation>
    </message>
    <message>
        <source>As it was sent to Postgres</source>
        <translation>Telle qu&apos;envoyée à Postgres</translation>
    </message>
    <message>
        <source>Answered since the session began</source>
        <translation>Répondu depuis le début de la session</translation>
    </message>
    <message>
        <source>Over the last 10 s</source>
        <translation>Sur les 10 dernières s</translation>
    </message>
    <message>
        <source>Half of the calls since the session began were quicker than this</source>
        <translation>La moitié des appels depuis le début de la session ont été plus rapides</translation>
    </message>
    <message>
        <source>99 of 100 calls since the session began were quicker than this</source>
        <translation>99 appels sur 100 depuis le début de la session ont été plus rapides</translation>
    </message>
    <message>
        <source>The slowest call since the session began</source>
        <translation>L&apos;appel le plus lent depuis le début de la session</translation>
    </message>
    <message>
        <source>Rows returned or changed since the session began</source>
        <translation>Lignes rendues ou changées depuis le début de la session</translation>
    </message>
    <message>
        <source>All calls together since the session began</source>
        <translation>Tous les appels ensemble depuis le début de la session</translation>
    </message>
    <message>
        <source>Of the time of all statements since the session began</source>
        <translation>Du temps de toutes les instructions depuis le début de la session</translation>
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
        <translation>il y a %1</translation>
    </message>
    <message>
        <source> · %1 %2</source>
        <translation> · %1 %2</translation>
    </message>
    <message>
        <source>now</source>
        <translation>maintenant</translation>
    </message>
    <message>
        <source>%1: now %2, between %3 and %4. </source>
        <translation>%1 : maintenant %2, entre %3 et %4. </translation>
    </message>
    <message>
        <source>Marked: %1. Enter tells more.</source>
        <translation>Marqué : %1. Entrée en dit plus.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 et %n de plus</numerusform>
            <numerusform>%1 et %n de plus</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tierlens::TimingsTab</name>
    <message>
        <source>Hit rate</source>
        <translation>Taux de succès</translation>
    </message>
    <message>
        <source>Answer time, log scale</source>
        <translation>Temps de réponse, échelle log</translation>
    </message>
    <message>
        <source>No request has asked Redis yet</source>
        <translation>Aucune demande n&apos;a encore interrogé Redis</translation>
    </message>
    <message>
        <source>No call has been timed yet</source>
        <translation>Aucun appel n&apos;a encore été mesuré</translation>
    </message>
    <message>
        <source>hit rate</source>
        <translation>taux de succès</translation>
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
        <translation>Dernier défaut</translation>
    </message>
    <message>
        <source>No request yet</source>
        <translation>Aucune demande encore</translation>
    </message>
    <message>
        <source>No miss yet: everything asked for was in Redis</source>
        <translation>Pas encore de défaut : tout ce qui fut demandé était dans Redis</translation>
    </message>
    <message>
        <source>Latest miss · %1 · %2</source>
        <translation>Dernier défaut · %1 · %2</translation>
    </message>
    <message>
        <source>Latest miss of %1 · %2 · %3</source>
        <translation>Dernier défaut : %1 · %2 · %3</translation>
    </message>
    <message>
        <source> · %1 ago</source>
        <translation> · il y a %1</translation>
    </message>
</context>
<context>
    <name>tierlens::TopBar</name>
    <message>
        <source>Top bar</source>
        <translation>Barre du haut</translation>
    </message>
    <message>
        <source>Search commands, keys…</source>
        <translation>Chercher commandes, clés…</translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation>Ctrl K</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Chercher des commandes et des clés</translation>
    </message>
    <message>
        <source>Everything Tierlens can do, by name (Ctrl+K).</source>
        <translation>Tout ce que Tierlens sait faire, par son nom (Ctrl+K).</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Présenter</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Démo</translation>
    </message>
    <message>
        <source>Tierlens plays the app: its own requests, through Redis and Postgres.</source>
        <translation>Tierlens joue l&apos;app : ses propres demandes, à travers Redis et Postgres.</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Observer</translation>
    </message>
    <message>
        <source>Tap</source>
        <translation>Écoute</translation>
    </message>
    <message>
        <source>Standing between an app and its servers is not in this version yet.</source>
        <translation>Se tenir entre une app et ses serveurs n&apos;est pas encore dans cette version.</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Rejouer</translation>
    </message>
    <message>
        <source>Playing a recording is not in this version yet.</source>
        <translation>Rejouer un enregistrement n&apos;est pas encore dans cette version.</translation>
    </message>
    <message>
        <source>Mode: %1</source>
        <translation>Mode : %1</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>Trafic</translation>
    </message>
    <message>
        <source>Requests per second over all clients. At the right end each client asks again as soon as it has its answer.</source>
        <translation>Demandes par seconde sur tous les clients. Tout à droite, chaque client redemande dès qu&apos;il a sa réponse.</translation>
    </message>
    <message>
        <source>1 client</source>
        <translation>1 client</translation>
    </message>
    <message>
        <source>%1 clients</source>
        <translation>%1 clients</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <source>Pause the traffic</source>
        <translation>Suspendre le trafic</translation>
    </message>
    <message>
        <source>Resume the traffic</source>
        <translation>Reprendre le trafic</translation>
    </message>
    <message>
        <source>× %1</source>
        <translation>× %1</translation>
    </message>
    <message>
        <source>Clients: %1</source>
        <translation>Clients : %1</translation>
    </message>
    <message>
        <source>How many clients ask at the same time, each with connections of its own.</source>
        <translation>Combien de clients demandent en même temps, chacun avec ses propres connexions.</translation>
    </message>
    <message>
        <source>Wanted, and measured over the last seconds: %1</source>
        <translation>Voulu, et mesuré sur les dernières secondes : %1</translation>
    </message>
    <message>
        <source>Requests per second: %1</source>
        <translation>Demandes par seconde : %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pause</translation>
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
        <translation>%1 · maintenant %2</translation>
    </message>
    <message>
        <source>Full screen, large, for an audience (F5).</source>
        <translation>Plein écran, en grand, pour un public (F5).</translation>
    </message>
    <message>
        <source>like the system</source>
        <translation>comme le système</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>sombre</translation>
    </message>
    <message>
        <source>light</source>
        <translation>clair</translation>
    </message>
    <message>
        <source>Theme: %1</source>
        <translation>Couleurs : %1</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>Chercher…</translation>
    </message>
    <message>
        <source>Look at the same servers from outside, as at servers that other programs use.</source>
        <translation>Regarder les mêmes serveurs de l&apos;extérieur, comme des serveurs que d&apos;autres programmes utilisent.</translation>
    </message>
</context>
<context>
    <name>tierlens::TourPlayer</name>
    <message>
        <source>not waited for</source>
        <translation>non attendu</translation>
    </message>
    <message>
        <source>, before %1</source>
        <translation>, avant %1</translation>
    </message>
    <message>
        <source>, %1 %2</source>
        <translation>, %1 %2</translation>
    </message>
    <message>
        <source>%1 (now %2)</source>
        <translation>%1 (maintenant %2)</translation>
    </message>
    <message>
        <source>Waited %1 for: %2.</source>
        <translation>Attendu %1 : %2.</translation>
    </message>
    <message>
        <source>This does not hold: %1 (measured: %2).</source>
        <translation>Ceci ne tient pas : %1 (mesuré : %2).</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>pas regardé</translation>
    </message>
    <message>
        <source>a moment longer, to be sure</source>
        <translation>encore un instant, pour être sûr</translation>
    </message>
    <message>
        <source>waiting for: %1</source>
        <translation>attend&#xa0;: %1</translation>
    </message>
</context>
<context>
    <name>tierlens::TrafficView</name>
    <message>
        <source>Traffic between applications, Redis and PostgreSQL</source>
        <translation>Trafic entre applications, Redis et PostgreSQL</translation>
    </message>
    <message>
        <source>1 dot = 1 request</source>
        <translation>1 point = 1 demande</translation>
    </message>
    <message>
        <source>1 dot = %1 requests</source>
        <translation>1 point = %1 demandes</translation>
    </message>
    <message>
        <source>Commands to Redis</source>
        <translation>Commandes à Redis</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Succès</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Échecs</translation>
    </message>
    <message>
        <source>Fills, inferred</source>
        <translation>Remplissages, déduits</translation>
    </message>
    <message>
        <source>fill</source>
        <translation>remplissage</translation>
    </message>
    <message>
        <source>miss</source>
        <translation>échec</translation>
    </message>
    <message>
        <source>hit</source>
        <translation>succès</translation>
    </message>
</context>
<context>
    <name>tierlens::Tunnel</name>
    <message>
        <source>A tunnel needs the program ssh (OpenSSH), and it cannot be started; install it, or put it into the PATH.</source>
        <translation>Un tunnel demande le programme ssh (OpenSSH), et il ne peut être lancé&#xa0;; installez-le, ou mettez-le dans le PATH.</translation>
    </message>
    <message>
        <source>Write user@host, or a name from ~/.ssh/config.</source>
        <translation>Écrivez user@host, ou un nom de ~/.ssh/config.</translation>
    </message>
    <message>
        <source>ssh did not reach %1 within %2 s.</source>
        <translation>ssh n&apos;a pas atteint %1 en %2 s.</translation>
    </message>
    <message>
        <source>%1 shows another host key than the one ssh knows: it may be another machine. Find out why before you connect.</source>
        <translation>%1 montre une autre clé d&apos;hôte que celle que ssh connaît&#xa0;: c&apos;est peut-être une autre machine. Cherchez pourquoi avant de vous connecter.</translation>
    </message>
    <message>
        <source>ssh does not know the host key of %1 yet; connect once in a terminal with ssh %1, and confirm it.</source>
        <translation>ssh ne connaît pas encore la clé d&apos;hôte de %1&#xa0;; connectez-vous une fois dans un terminal avec ssh %1, et confirmez-la.</translation>
    </message>
    <message>
        <source>%1 accepts none of the keys that ssh offers; add yours with ssh-add (Tierlens does not ask for passwords of ssh).</source>
        <translation>%1 n&apos;accepte aucune des clés que ssh propose&#xa0;; ajoutez la vôtre avec ssh-add (Tierlens ne demande pas les mots de passe de ssh).</translation>
    </message>
    <message>
        <source>There is no host called %1; check the spelling, or the network.</source>
        <translation>Il n&apos;y a pas d&apos;hôte nommé %1&#xa0;; vérifiez l&apos;orthographe, ou le réseau.</translation>
    </message>
    <message>
        <source>Nobody answers ssh at %1; check host and port.</source>
        <translation>Personne ne répond à ssh à %1&#xa0;; vérifiez l&apos;hôte et le port.</translation>
    </message>
    <message>
        <source>The ssh connection to %1 broke.</source>
        <translation>La connexion ssh à %1 s&apos;est rompue.</translation>
    </message>
    <message>
        <source>%1 does not let ssh forward ports (AllowTcpForwarding), or ssh cannot listen here.</source>
        <translation>%1 ne laisse pas ssh rediriger des ports (AllowTcpForwarding), ou ssh ne peut pas écouter ici.</translation>
    </message>
</context>
<context>
    <name>tierlens::WaitedHistogram</name>
    <message>
        <source>Who waited: answers of the last 60 s by how long they took</source>
        <translation>Qui a attendu : réponses des 60 dernières s selon leur durée</translation>
    </message>
    <message>
        <source>Who waited · last 60 s</source>
        <translation>Qui a attendu · 60 dernières s</translation>
    </message>
    <message>
        <source>answered by Redis</source>
        <translation>répondu par Redis</translation>
    </message>
    <message>
        <source>had to ask Postgres</source>
        <translation>ont dû interroger Postgres</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchBar</name>
    <message>
        <source>cluster %1</source>
        <translation>cluster %1</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Démo</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Observer</translation>
    </message>
    <message>
        <source>Burst…</source>
        <translation>Rafale…</translation>
    </message>
    <message>
        <source>Top bar</source>
        <translation>Barre du haut</translation>
    </message>
    <message>
        <source>Looks at servers that other programs use, and changes nothing there.</source>
        <translation>Regarde des serveurs que d’autres programmes utilisent, et n’y change rien.</translation>
    </message>
    <message>
        <source>Tierlens plays an application itself, on servers of its own.</source>
        <translation>Tierlens joue lui-même une application, sur ses propres serveurs.</translation>
    </message>
    <message>
        <source>Listens to every command for a few seconds (MONITOR), to see which keys are missed and filled. Says what it costs before it begins.</source>
        <translation>Écoute chaque commande pendant quelques secondes (MONITOR), pour voir quelles clés manquent et sont remplies. Dit avant ce que cela coûte.</translation>
    </message>
    <message>
        <source>Time that is shown</source>
        <translation>Temps montré</translation>
    </message>
    <message>
        <source>Other servers…</source>
        <translation>Autres serveurs…</translation>
    </message>
    <message>
        <source>Listen to key events</source>
        <translation>Écouter les événements de clés</translation>
    </message>
    <message>
        <source>Save a snapshot…</source>
        <translation>Enregistrer un instantané…</translation>
    </message>
    <message>
        <source>Open a snapshot…</source>
        <translation>Ouvrir un instantané…</translation>
    </message>
    <message>
        <source>last %1 min</source>
        <translation>%1 dernières min</translation>
    </message>
    <message>
        <source>last %1 h</source>
        <translation>%1 dernières h</translation>
    </message>
    <message>
        <source>Let the picture stand still</source>
        <translation>Figer l’image</translation>
    </message>
    <message>
        <source>Show what happens now again</source>
        <translation>Montrer de nouveau ce qui se passe maintenant</translation>
    </message>
    <message>
        <source>The picture stands still; looking goes on.</source>
        <translation>L’image est figée ; l’observation continue.</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Outils</translation>
    </message>
    <message>
        <source>Keys, the data-layer audit, restarts and drills on these servers.</source>
        <translation>Clés, audit de la couche de données, redémarrages et exercices sur ces serveurs.</translation>
    </message>
    <message>
        <source>Keys…</source>
        <translation>Clés…</translation>
    </message>
    <message>
        <source>Data-layer audit…</source>
        <translation>Audit de la couche de données…</translation>
    </message>
    <message>
        <source>Restart Redis…</source>
        <translation>Redémarrer Redis…</translation>
    </message>
    <message>
        <source>Restart Postgres…</source>
        <translation>Redémarrer Postgres…</translation>
    </message>
    <message>
        <source>Fault drills…</source>
        <translation>Exercices de panne…</translation>
    </message>
    <message>
        <source>Allow changes…</source>
        <translation>Permettre les modifications…</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Moins de mouvement</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchDesk</name>
    <message>
        <source>Save what was seen</source>
        <translation>Enregistrer ce qui a été vu</translation>
    </message>
    <message>
        <source>Snapshots (*.tierlens)</source>
        <translation>Instantanés (*.tierlens)</translation>
    </message>
    <message>
        <source>Open what was saved</source>
        <translation>Ouvrir ce qui a été enregistré</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchPill</name>
    <message>
        <source>production</source>
        <translation>production</translation>
    </message>
    <message>
        <source>development</source>
        <translation>développement</translation>
    </message>
    <message>
        <source>sandbox</source>
        <translation>bac à sable</translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation>instantané</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>lecture seule</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>répond</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Connexion : %1</translation>
    </message>
    <message>
        <source>no name</source>
        <translation>sans nom</translation>
    </message>
    <message>
        <source>changes allowed</source>
        <translation>modifications permises</translation>
    </message>
    <message>
        <source>failing over</source>
        <translation>bascule en cours</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchSession</name>
    <message>
        <source>MONITOR makes Redis write every command out to Tierlens for %1.</source>
        <translation>MONITOR fait écrire par Redis chaque commande à Tierlens pendant %1.</translation>
    </message>
    <message>
        <source>Redis runs %1 commands now, so about %2 lines in %3.</source>
        <translation>Commandes de Redis en ce moment&#xa0;: %1, donc environ %2 lignes en %3.</translation>
    </message>
    <message>
        <source>At this rate the application will hardly notice.</source>
        <translation>À ce rythme, l&apos;application ne le remarquera guère.</translation>
    </message>
    <message>
        <source>While it lasts, Redis may answer a third fewer commands, and where the application pipelines, as few as a tenth. Keep it short.</source>
        <translation>Tant que cela dure, Redis peut servir un tiers de commandes en moins et, là où l&apos;application utilise des pipelines, n&apos;en servir qu&apos;un dixième. Faites court.</translation>
    </message>
    <message>
        <source>Meanwhile the statements of PostgreSQL are read up to four times a second.</source>
        <translation>Entre-temps, les instructions de PostgreSQL sont lues jusqu&apos;à quatre fois par seconde.</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchTabs</name>
    <message>
        <source>Key patterns</source>
        <translation>Motifs de clés</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Requêtes</translation>
    </message>
    <message>
        <source>Sessions of PostgreSQL</source>
        <translation>Sessions de PostgreSQL</translation>
    </message>
    <message>
        <source>Clients of Redis</source>
        <translation>Clients de Redis</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Verrous</translation>
    </message>
    <message>
        <source>Slow log</source>
        <translation>Journal des lenteurs</translation>
    </message>
    <message>
        <source>Latency spikes</source>
        <translation>Pics de latence</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tables</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Événements</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listes</translation>
    </message>
    <message>
        <source>Filter…</source>
        <translation>Filtrer…</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translation>Filtrer la liste</translation>
    </message>
    <message>
        <source>Confirm what fills it</source>
        <translation>Confirmer ce qui le remplit</translation>
    </message>
    <message>
        <source>Refuse what fills it</source>
        <translation>Refuser ce qui le remplit</translation>
    </message>
    <message>
        <source>Nothing here contains this text.</source>
        <translation>Rien ici ne contient ce texte.</translation>
    </message>
    <message>
        <source>This connection names no Redis. Choose other servers to watch one.</source>
        <translation>Cette connexion ne nomme aucun Redis. Choisissez d’autres serveurs pour en observer un.</translation>
    </message>
    <message>
        <source>This connection names no PostgreSQL. Choose other servers to watch one.</source>
        <translation>Cette connexion ne nomme aucun PostgreSQL. Choisissez d’autres serveurs pour en observer un.</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Connexion…</translation>
    </message>
    <message>
        <source>Keys are looked at bit by bit; the first patterns show after some seconds. A burst shows at once which are missed.</source>
        <translation>Les clés sont regardées peu à peu ; les premiers motifs apparaissent après quelques secondes. Une rafale montre tout de suite lesquelles manquent.</translation>
    </message>
    <message>
        <source>No statement was called in this time.</source>
        <translation>Aucune instruction n’a été appelée pendant ce temps.</translation>
    </message>
    <message>
        <source>Nobody waits for a lock.</source>
        <translation>Personne n’attend de verrou.</translation>
    </message>
    <message>
        <source>No latency spikes. Redis notes them only while latency-monitor-threshold is set.</source>
        <translation>Pas de pics de latence. Redis ne les note que si latency-monitor-threshold est réglé.</translation>
    </message>
    <message>
        <source>The slow log is empty.</source>
        <translation>Le journal des lenteurs est vide.</translation>
    </message>
    <message>
        <source>Nothing stood out so far. What changes will be told here, with its time.</source>
        <translation>Rien n’est ressorti jusqu’ici. Ce qui change sera dit ici, avec son heure.</translation>
    </message>
    <message>
        <source>Nothing here.</source>
        <translation>Rien ici.</translation>
    </message>
    <message>
        <source>%1 sessions hide their details from our user: it lacks pg_monitor.</source>
        <translation>%1 sessions cachent leurs détails à notre utilisateur : pg_monitor lui manque.</translation>
    </message>
    <message>
        <source>%1 of %2 sessions: those that are active, waiting, blocking or in a transaction.</source>
        <translation>%1 sessions sur %2 : celles qui sont actives, attendent, bloquent ou sont dans une transaction.</translation>
    </message>
    <message>
        <source>Hit rates and fills are measured by a burst; there was none yet.</source>
        <translation>Les taux de succès et les remplissages sont mesurés par une rafale&#xa0;; il n&apos;y en a pas encore eu.</translation>
    </message>
    <message>
        <source>Hit rates and fills are those of the burst at %1, %2.</source>
        <translation>Les taux de succès et les remplissages sont ceux de la rafale de %1, %2.</translation>
    </message>
    <message>
        <source>1 session hides its details from our user: it lacks pg_monitor.</source>
        <translation>1 session cache ses détails à notre utilisateur&#xa0;: il lui manque pg_monitor.</translation>
    </message>
</context>
<context>
    <name>tierlens::WatchWindow</name>
    <message>
        <source>10 s window</source>
        <translation>fenêtre de 10 s</translation>
    </message>
    <message>
        <source>10 s until %1</source>
        <translation>10 s jusqu’à %1</translation>
    </message>
    <message>
        <source>Listen to key events</source>
        <translation>Écouter les événements de clés</translation>
    </message>
    <message>
        <source>May Tierlens let Redis publish misses, expiries and evictions of keys?</source>
        <translation>Tierlens peut-il faire publier par Redis les échecs, expirations et évictions de clés ?</translation>
    </message>
    <message>
        <source>If they are published already, nothing is changed. Otherwise CONFIG SET notify-keyspace-events adds &quot;Emxe&quot;, which costs Redis some time with each of these events, and Tierlens puts the setting back when you switch this off or close the window.</source>
        <translation>S’ils sont déjà publiés, rien n’est changé. Sinon CONFIG SET notify-keyspace-events ajoute « Emxe », ce qui coûte à Redis un peu de temps à chacun de ces événements ; Tierlens remet le réglage quand vous l’éteignez ou fermez la fenêtre.</translation>
    </message>
    <message>
        <source>Only listen, change nothing</source>
        <translation>Écouter seulement, ne rien changer</translation>
    </message>
    <message>
        <source>Switch them on</source>
        <translation>Les activer</translation>
    </message>
    <message>
        <source>Let the picture stand still, or go on with now</source>
        <translation>Figer l&apos;image, ou reprendre avec maintenant</translation>
    </message>
    <message>
        <source>Listen to every command for a few seconds</source>
        <translation>Écouter chaque commande pendant quelques secondes</translation>
    </message>
    <message>
        <source>Save a snapshot…</source>
        <translation>Enregistrer un instantané…</translation>
    </message>
    <message>
        <source>Open a snapshot…</source>
        <translation>Ouvrir un instantané…</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Raccourcis</translation>
    </message>
    <message>
        <source>for %1, since %2</source>
        <translation>depuis %1, à partir de %2</translation>
    </message>
</context>
<context>
    <name>tierlens::WaterfallView</name>
    <message>
        <source>Where the time of a request went</source>
        <translation>Où est passé le temps d&apos;une demande</translation>
    </message>
    <message>
        <source>held</source>
        <translation>tenu</translation>
    </message>
    <message>
        <source>Copy these steps</source>
        <translation>Copier ces étapes</translation>
    </message>
    <message>
        <source>%1
began after %2, took %3</source>
        <translation>%1
a commencé après %2, a pris %3</translation>
    </message>
</context>
<context>
    <name>tierlens::WelcomePage</name>
    <message>
        <source>See requests flow through a cache: what Redis answers, what it has to ask of Postgres, and what that costs.</source>
        <translation>Voyez les demandes traverser un cache : ce que Redis répond, ce qu&apos;il doit demander à Postgres, et ce que cela coûte.</translation>
    </message>
    <message>
        <source>Or take a tour</source>
        <translation>Ou suivez une visite</translation>
    </message>
    <message>
        <source>On the sandbox, large enough for an audience: a story in steps, with questions to bet on. Space goes on, Escape ends it.</source>
        <translation>Dans le bac à sable, assez grand pour un public : une histoire par étapes, avec des questions sur lesquelles parier. Espace avance, Échap la termine.</translation>
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
        <translation>Vos propres serveurs</translation>
    </message>
    <message>
        <source>Watch (changes nothing)</source>
        <translation>Observer (ne change rien)</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Enregistrer…</translation>
    </message>
    <message>
        <source>Play the demo there (writes)</source>
        <translation>Y jouer la démo (écrit)</translation>
    </message>
    <message>
        <source>The demo is for development servers: it writes a schema tierlens_… and keys tierlens:* there, and touches nothing else.</source>
        <translation>La démo est pour des serveurs de développement&#xa0;: elle y écrit un schéma tierlens_… et des clés tierlens:*, et ne touche à rien d&apos;autre.</translation>
    </message>
    <message>
        <source>A password was given; it is not shown.</source>
        <translation>Un mot de passe a été donné&#xa0;; il n&apos;est pas montré.</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Ouvrir un fichier…</translation>
    </message>
    <message>
        <source>Open a recording or a tour</source>
        <translation>Ouvrir un enregistrement ou une visite</translation>
    </message>
    <message>
        <source>Recordings and tours (*.tierlens *.json)</source>
        <translation>Enregistrements et visites (*.tierlens *.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>A recording of a watch (.tierlens) or a tour of your own (.json) can be opened, too, or dropped onto this window.</source>
        <translation>On peut aussi ouvrir un enregistrement d&apos;une observation (.tierlens) ou une visite à soi (.json), ou le déposer sur cette fenêtre.</translation>
    </message>
</context>
<context>
    <name>tierlens::WorldTab</name>
    <message>
        <source>TRUTH · POSTGRES KEEPS IT</source>
        <translation>VÉRITÉ · DANS POSTGRES</translation>
    </message>
    <message>
        <source>FORGETTABLE · REDIS HOLDS IT</source>
        <translation>OUBLIABLE · DANS REDIS</translation>
    </message>
    <message>
        <source>What one answer costs that has to be worked out. Each answer that Redis still knew saves this much.</source>
        <translation>Ce que coûte une réponse qu&apos;il faut élaborer. Chaque réponse que Redis savait encore économise autant.</translation>
    </message>
    <message>
        <source>Money saved, %1 spent</source>
        <translation>Économisé, %1 dépensé</translation>
    </message>
    <message>
        <source>%1 answers cost nothing because they had been paid for before; %2 had to be paid for. Each counts with the price below, since the session began.</source>
        <translation>%1 réponses n&apos;ont rien coûté car elles avaient déjà été payées ; %2 ont dû être payées. Chacune compte au prix ci-dessous, depuis le début de la session.</translation>
    </message>
    <message>
        <source>%1 instead of %2 · %3×</source>
        <translation>%1 au lieu de %2 · %3×</translation>
    </message>
    <message>
        <source>Median time of one answer from Redis, and of the same one from Postgres after a miss, since the session began. Bars are on a log scale.</source>
        <translation>Temps médian d&apos;une réponse de Redis, et de la même par Postgres après un défaut, depuis le début de la session. Les barres sont à échelle log.</translation>
    </message>
    <message>
        <source>WHAT REDIS SAVES, QUESTION BY QUESTION</source>
        <translation>CE QUE REDIS ÉCONOMISE, QUESTION PAR QUESTION</translation>
    </message>
</context>
</TS>
