// SPDX-License-Identifier: GPL-3.0-or-later
// That the help is whole: no link leads nowhere, no number lacks its definition, and no widget
// names a topic there is not.
#include "help/helptopics.h"
#include "help/troublefor.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace tierlens;

namespace {
QString w(const char *text) { return QString::fromUtf8(text); }

QSet<QString> idsOf(const HelpTopics &topics)
{
    QSet<QString> ids;
    for (const auto &topic : topics)
        ids.insert(topic.id);
    return ids;
}

// Every topic that the source of the windows names in a call about help topics.
QMap<QString, QString> namedInSources()
{
    QMap<QString, QString> named; // and where
    static const QRegularExpression call(w(
        "(?:setProperty\\(\\s*\"helpTopics?\"|helpTopicOf\\(|helpTopicAt\\(|topicOf\\(|showHelp\\()"
        "[^;]*;"));
    static const QRegularExpression literal(w("QStringLiteral\\(\"([a-z0-9-]+)\"\\)"));
    QDirIterator files(
        w(TIERLENS_SOURCE "/ui"), {w("*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const auto text = QString::fromUtf8(file.readAll());
        for (auto calls = call.globalMatch(text); calls.hasNext();) {
            const auto statement = calls.next().captured();
            for (auto found = literal.globalMatch(statement); found.hasNext();)
                named.insert(found.next().captured(1), file.fileName());
        }
    }
    return named;
}
} // namespace

class TestHelpTopics : public QObject
{
    Q_OBJECT
    const HelpTopics topics = helpTopics();

private Q_SLOTS:
    void eachIsWhole()
    {
        QVERIFY(topics.size() > 100);
        QCOMPARE(idsOf(topics).size(), qsizetype(topics.size())); // each id once
        for (const auto &topic : topics) {
            const auto id = topic.id.toUtf8();
            static const QRegularExpression plain(w("^[a-z0-9-]+$"));
            QVERIFY2(plain.match(topic.id).hasMatch(), id.constData());
            QVERIFY2(!topic.title.isEmpty() && topic.what.size() > 15, id.constData());
            QVERIFY2(topic.title.size() < 60, id.constData());
            // A number has its formula, its time and its source; anything else has none of them.
            QVERIFY2(topic.formula.isEmpty() == topic.window.isEmpty()
                    && topic.formula.isEmpty() == topic.source.isEmpty(),
                id.constData());
            QVERIFY2(!topic.what.contains(QLatin1Char('<')), id.constData()); // plain text
        }
    }

    void chaptersAreTogether()
    {
        int last = -1;
        for (const auto &topic : topics) {
            QVERIFY2(int(topic.chapter) >= last, qPrintable(topic.id));
            last = int(topic.chapter);
        }
        QCOMPARE(last, int(HelpChapters) - 1);
    }

    void linksLeadSomewhere()
    {
        const auto ids = idsOf(topics);
        QSet<QString> linked;
        for (const auto &topic : topics) {
            for (const auto &id : topic.seeAlso) {
                QVERIFY2(ids.contains(id), qPrintable(topic.id + w(" → ") + id));
                QVERIFY2(id != topic.id, qPrintable(id));
                linked.insert(id);
            }
            QVERIFY2(!topic.seeAlso.isEmpty(), qPrintable(topic.id));
        }
        for (const auto &topic : topics) // whatever there is can be come to by reading
            QVERIFY2(linked.contains(topic.id), qPrintable(topic.id));
    }

    void numbersOfTheWindowsAreDefined_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"request-rate", "hit-rate", "hits", "misses", "answer-p50",
                 "answer-p99", "queries", "avoided", "fill-time", "time-to-live", "ttl-left",
                 "dots", "expiry-forecast", "impact-keys", "impact-queries", "commands-rate",
                 "watch-hit-rate", "watch-misses", "watch-fills", "evictions", "expiries",
                 "own-cost", "buffer-hit-ratio", "watch-queries", "watch-dots", "inferred-link",
                 "miss-cost", "saved-time", "expiring-next-minute", "findings", "key-search-cost",
                 "blast-radius", "restart-back", "restart-keys", "audit-saved"})
            QTest::newRow(id) << w(id);
    }
    void numbersOfTheWindowsAreDefined()
    {
        QFETCH(QString, id);
        const auto *topic = helpTopicCalled(topics, id);
        QVERIFY(topic);
        QVERIFY(topic->isFigure());
    }

    void widgetsNameTopicsThatExist()
    {
        const auto ids = idsOf(topics);
        const auto named = namedInSources();
        QVERIFY2(named.size() > 50, qPrintable(QString::number(named.size())));
        for (auto one = named.begin(); one != named.end(); ++one)
            QVERIFY2(ids.contains(one.key()), qPrintable(one.key() + w(" in ") + one.value()));
    }

    void searchFinds()
    {
        QCOMPARE(helpFound(topics, {}).size(), topics.size());
        QCOMPARE(helpFound(topics, w("  ")).size(), topics.size());
        QCOMPARE(helpFound(topics, w("blast")).front().id, w("blast-radius"));
        // Words in any order and of any case; titles come before texts.
        QCOMPARE(helpFound(topics, w("RATE hit")).front().id, w("hit-rate"));
        const auto byText = idsOf(helpFound(topics, w("keyspace_misses")));
        QVERIFY(byText.contains(w("watch-hit-rate")) && byText.contains(w("misses")));
        const auto bySource = idsOf(helpFound(topics, w("LATENCY HISTOGRAM")));
        QVERIFY(bySource.contains(w("reads-p99")));
        QVERIFY(helpFound(topics, w("xylophone")).empty());
        QVERIFY(!helpTopicCalled(topics, w("xylophone")));
    }

    void errorsHaveTheirTopics()
    {
        using Kind = ErrorKind;
        for (const auto kind : {Kind::Usage, Kind::Unreachable, Kind::Timeout, Kind::Denied,
                 Kind::Protocol, Kind::NotReady, Kind::Refused, Kind::Missing, Kind::Internal})
            QVERIFY(helpTopicCalled(topics, troubleTopicFor({kind, {}, {}, {}})));
        QCOMPARE(troubleTopicFor({Kind::Denied, "WRONGPASS", {}, {}}), w("trouble-password"));
        QCOMPARE(troubleTopicFor({Kind::Denied, "NOPERM", {}, {}}), w("trouble-rights"));
        QCOMPARE(troubleTopicFor({Kind::NotReady, "53300", {}, {}}), w("trouble-full"));
        for (const char *code : {"OOM", "READONLY", "CLUSTERDOWN", "42501"})
            QVERIFY(helpTopicCalled(topics, troubleTopicFor({Kind::Refused, code, {}, {}})));
    }
};

QTEST_MAIN(TestHelpTopics)
#include "tst_helptopics.moc"
