// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline/commandline.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestCommandLine : public QObject
{
    Q_OBJECT
    static Result<CommandLine> parse(const QString &text)
    {
        // words by spaces; "_" stands for a space inside a word
        QStringList words{QStringLiteral("tierlens")};
        for (auto word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            words.append(word.replace(QLatin1Char('_'), QLatin1Char(' ')));
        return CommandLine::parse(words);
    }
private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("TIERLENS_REDIS");
        qunsetenv("TIERLENS_POSTGRES");
        for (const char *name : {"PGHOST", "PGDATABASE", "PGSERVICE"})
            qunsetenv(name);
    }

    void headlessRun()
    {
        const auto line = parse(QStringLiteral(
            "--sandbox --headless --duration 20s --clients 8 --rate max --ttl 5s --cache off "
            "--do 15s_crash_postgres --do 5s_restart_redis --scale 2 --size 1280x800 --theme "
            "light"));
        QVERIFY2(line, line ? "" : line.error().text.c_str());
        QVERIFY(
            line->session.sandbox && line->headless && line->connectionGiven && line->trafficGiven);
        QCOMPARE(*line->duration, 20'000ms);
        QCOMPARE(line->session.traffic.clients, 8);
        QCOMPARE(line->session.traffic.rate, 0.0);
        QCOMPARE(line->session.traffic.ttl, 5000ms);
        QVERIFY(!line->session.traffic.cache);
        QCOMPARE(line->actions.size(), 2u);
        QCOMPARE(line->actions[0].at, 5000ms); // by time, not as written
        QCOMPARE(line->actions[1].tier, Tier::Postgres);
        QCOMPARE(line->size, QSize(1280, 800));
    }

    void aFileByItself()
    {
        const auto seen = parse(QStringLiteral("seen.tierlens"));
        QVERIFY2(seen, seen ? "" : seen.error().text.c_str());
        QCOMPARE(seen->watch.snapshot, QStringLiteral("seen.tierlens"));
        const auto tour = parse(QStringLiteral("--theme dark mine.json"));
        QVERIFY2(tour, tour ? "" : tour.error().text.c_str());
        QCOMPARE(tour->tour, QStringLiteral("mine.json"));
        // The other one of the same name is a value.
        const auto both = parse(QStringLiteral("a.tierlens --config-dir a.tierlens"));
        QVERIFY2(both, both ? "" : both.error().text.c_str());
        QCOMPARE(both->watch.snapshot, QStringLiteral("a.tierlens"));
        QCOMPARE(both->configFolder, QStringLiteral("a.tierlens"));
        QVERIFY(!parse(QStringLiteral("picture.png")));
        QVERIFY(!parse(QStringLiteral("a.tierlens b.tierlens")));
        QCOMPARE(parse(QStringLiteral("--sandbox --log-level debug"))->logLevel,
            QStringLiteral("debug"));
        QVERIFY(!parse(QStringLiteral("--sandbox --log-level loud")));
    }

    void watching()
    {
        const auto one = parse(QStringLiteral("--watch --redis redis://h --budget 0.5"));
        QVERIFY2(one, one ? "" : one.error().text.c_str());
        QVERIFY(one->watch.wanted && one->connectionGiven && !one->session.sandbox);
        QCOMPARE(one->watch.budget, 0.005);
        QVERIFY(!one->watch.environment); // which means production
        QVERIFY(one->session.postgres.isEmpty());
        const auto saved = parse(QStringLiteral("--connection shop --burst 2s"));
        QVERIFY2(saved, saved ? "" : saved.error().text.c_str());
        QVERIFY(saved->watch.wanted && !saved->session.sandbox);
        QCOMPARE(*saved->watch.burst, 2000ms);
    }

    void mistakesAreSentences_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("named"); // what the sentence must name
        const auto row = [](const char *words, const char *named) {
            QTest::newRow(words) << QString::fromLatin1(words) << QString::fromLatin1(named);
        };
        row("--nonsense", "nonsense");
        row("stray", "stray");
        row("--sandbox --redis redis://h", "exclude");
        row("--redis redis://h", "--postgres");
        row("--postgres dbname=x", "--redis");
        row("--sandbox --clients 0", "--clients");
        row("--sandbox --clients 65", "--clients");
        row("--sandbox --clients many", "--clients");
        row("--sandbox --rate -5", "--rate");
        row("--sandbox --ttl soon", "--ttl");
        row("--sandbox --cache maybe", "--cache");
        row("--sandbox --write-behind perhaps", "--write-behind");
        row("--sandbox --max-memory 10kB", "1MB");
        row("--sandbox --eviction oldest", "allkeys-lru");
        row("--sandbox --headless", "--duration");
        row("--sandbox --report x.pdf", "--report");
        row("--sandbox --grab x.jpg", "--grab");
        row("--sandbox --grab /nowhere/x.png", "/nowhere/x.png");
        row("--sandbox --size big", "--size");
        row("--sandbox --theme pink", "--theme");
        row("--sandbox --scale 9", "--scale");
        row("--scenario moon", "moon");
        row("--sandbox --do 5s_explode_redis", "explode");
        row("--sandbox --do soon_write", "soon");
        row("--sandbox --do 5s_restart_mysql", "mysql");
        row("--sandbox --headless --duration 3s --do 5s_write", "after the end");
        row("--watch", "at what");
        row("--sandbox --burst 2s", "--watch");
        row("--sandbox --watch --burst 20s", "20s");
        row("--sandbox --watch --tour five-minutes", "only looks");
        row("--watch --redis redis://h --environment moon", "moon");
        row("--watch --redis redis://h --budget 50", "from 0.1 to 10");
        row("--snapshot x.tls --redis redis://h", "leave");
        row("--watch --sandbox --save-snapshot /nowhere/x.tls", "/nowhere/x.tls");
        row("--redis redis://h --postgres dbname=x --do 5s_restart_redis", "sandbox");
    }
    void mistakesAreSentences()
    {
        QFETCH(QString, words);
        QFETCH(QString, named);
        const auto line = parse(words);
        QVERIFY(!line);
        QCOMPARE(exitCodeFor(line.error()), int(ExitUsage));
        const auto text = QString::fromStdString(line.error().text);
        QVERIFY2(text.contains(named), qPrintable(text));
        QVERIFY2(!text.contains(QLatin1Char('\n')), qPrintable(text));
    }

    void helpAndVersionNeedNothingElse()
    {
        QVERIFY(parse(QStringLiteral("--help"))->showHelp);
        QVERIFY(parse(QStringLiteral("-v"))->showVersion);
        QVERIFY(CommandLine::help().contains(QStringLiteral("--headless")));
    }

    void timedActions()
    {
        const auto freeze = TimedAction::parse(QStringLiteral("1.5s freeze redis 3s"));
        QVERIFY(freeze);
        QCOMPARE(freeze->at, 1500ms);
        QCOMPARE(freeze->span, 3000ms);
        QCOMPARE(TimedAction::parse(QStringLiteral("250ms ttl 2m"))->span, 120'000ms);
        QCOMPARE(TimedAction::parse(QStringLiteral("3 invalidate profile:*"))->pattern,
            QStringLiteral("profile:*"));
        QVERIFY(!TimedAction::parse(QString()));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
