// SPDX-License-Identifier: GPL-3.0-or-later
// Every tour that ships is led through on real servers, by the program itself, and what it claims
// is measured: the product teaches the truth. A tour that claims something else is found out.
#include "core/clock.h"
#include "support/sandboxfolder.h"
#include "tour/tour.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace tierlens;

class TestTours : public QObject
{
    Q_OBJECT
    SandboxFolder folder;

    struct Ended
    {
        int exitCode = -1;
        QString said;
        QJsonObject tour; // of the report
    };
    Ended run(const QStringList &arguments)
    {
        Ended ended;
        const auto report = folder.scratch(QStringLiteral("report.json"));
        QFile::remove(report);
        QProcess program;
        auto environment = QProcessEnvironment::systemEnvironment();
        // One sandbox for all of them, apart from the user's own.
        environment.insert(
            QStringLiteral("XDG_CACHE_HOME"), folder.scratch(QStringLiteral("cache")));
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(qEnvironmentVariable("TIERLENS_PROGRAM"),
            arguments
                + QStringList{QStringLiteral("--report"), report, QStringLiteral("--config-dir"),
                    folder.scratch(QStringLiteral("config"))},
            QIODevice::ReadOnly);
        if (program.waitForFinished(280'000) && program.exitStatus() == QProcess::NormalExit)
            ended.exitCode = program.exitCode();
        else
            program.kill();
        ended.said = QString::fromUtf8(program.readAll());
        QFile file(report);
        if (file.open(QIODevice::ReadOnly))
            ended.tour = QJsonDocument::fromJson(file.readAll())
                             .object()[QStringLiteral("tour")]
                             .toObject();
        return ended;
    }
    QString written(const QString &name, const QByteArray &json)
    {
        QFile file(folder.scratch(name));
        return file.open(QIODevice::WriteOnly) && file.write(json) == json.size() ? file.fileName()
                                                                                  : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(!qEnvironmentVariableIsEmpty("TIERLENS_PROGRAM"), "run by ctest, which sets it");
        // Reachable for the user the servers run as, when we are root.
        const auto cache = folder.scratch(QStringLiteral("cache"));
        QVERIFY(QDir().mkpath(cache));
    }

    void everyTourHolds_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &title : shippedTours())
            QTest::newRow(qPrintable(title.id)) << title.id;
    }
    void everyTourHolds()
    {
        QFETCH(QString, name);
        auto ended = run({QStringLiteral("--tour"), name, QStringLiteral("--headless")});
        if (ended.exitCode == 1) {
            // Claims are about what is measured on a machine that others may use meanwhile. One
            // that does not hold twice in a row is wrong.
            qWarning("%s", qPrintable(ended.said.right(1500)));
            ended = run({QStringLiteral("--tour"), name, QStringLiteral("--headless")});
        }
        QVERIFY2(ended.exitCode == 0, qPrintable(ended.said.right(1500)));
        QCOMPARE(ended.tour[QStringLiteral("name")].toString(), name);
        QVERIFY(ended.tour[QStringLiteral("held")].toBool());
        const auto tour = loadTour(name);
        QVERIFY(tour);
        const auto steps = ended.tour[QStringLiteral("steps")].toArray();
        QCOMPARE(std::size_t(steps.size()), tour->steps.size());
        double waited = 0;
        for (qsizetype i = 0; i < steps.size(); ++i) {
            const auto step = steps[i].toObject();
            const auto &asked = tour->steps[std::size_t(i)];
            const auto claims = step[QStringLiteral("claims")].toArray();
            QCOMPARE(std::size_t(claims.size()), asked.claims.size());
            for (qsizetype c = 0; c < claims.size(); ++c) {
                QCOMPARE(claims[c].toObject()[QStringLiteral("text")].toString(),
                    asked.claims[std::size_t(c)].that.text);
                const auto measured = claims[c].toObject()[QStringLiteral("measured")].toString();
                QVERIFY(!measured.isEmpty() && measured != QStringLiteral("–"));
            }
            waited += step[QStringLiteral("waited_s")].toDouble();
            if (asked.ask)
                QCOMPARE(step[QStringLiteral("answer")].toString(),
                    asked.ask->choices[std::size_t(asked.ask->right)].in(QStringLiteral("en")));
        }
        QVERIFY2(waited < 240, qPrintable(QString::number(waited)));
        QVERIFY2(!ended.said.contains(QStringLiteral("{")), qPrintable(ended.said));
        qInfo("%s: %.0f s waited", qPrintable(name), waited);
    }

    void aFalseClaimIsFoundOut()
    {
        const auto file = written(QStringLiteral("false.json"), R"({
  "format": 1, "title": "False", "scenario": "profile",
  "steps": [
    {"say": "True", "wait": {"until": "hits > 10", "limit": "30s"}, "claim": "redis up"},
    {"say": "False", "claim": ["keys > 100000000", "postgres up"]},
    {"say": "Never", "wait": {"until": "redis down", "limit": "1s"}}
  ]})");
        const auto ended = run({QStringLiteral("--tour"), file, QStringLiteral("--headless")});
        QVERIFY2(ended.exitCode == 1, qPrintable(ended.said));
        QVERIFY(!ended.tour[QStringLiteral("held")].toBool(true));
        const auto steps = ended.tour[QStringLiteral("steps")].toArray();
        QCOMPARE(steps.size(), 3);
        const auto claim = [&steps](int step, int number) {
            return steps[step].toObject()[QStringLiteral("claims")].toArray()[number].toObject();
        };
        QVERIFY(claim(0, 0)[QStringLiteral("held")].toBool());
        QVERIFY(!claim(1, 0)[QStringLiteral("held")].toBool(true));
        QVERIFY(!claim(1, 0)[QStringLiteral("measured")].toString().isEmpty());
        QVERIFY(claim(1, 1)[QStringLiteral("held")].toBool());
        QVERIFY(steps[2].toObject()[QStringLiteral("failure")].toString().contains(
            QStringLiteral("Redis is down")));
        QVERIFY2(ended.said.contains(QStringLiteral("FAILED")), qPrintable(ended.said));
    }

    void aBadFileIsWrongUsage()
    {
        const auto file = written(QStringLiteral("bad.json"),
            "{\n  \"format\": 1, \"title\": \"Bad\", \"scenario\": \"profile\",\n  \"steps\": [\n"
            "    {\"say\": \"x\", \"wait\": {\"until\": \"redis up\"}}\n  ]\n}\n");
        for (const auto &arguments : {QStringList{QStringLiteral("--check-tour"), file},
                 QStringList{QStringLiteral("--tour"), file, QStringLiteral("--headless")}}) {
            const auto ended = run(arguments);
            QCOMPARE(ended.exitCode, 2);
            QVERIFY2(ended.said.contains(QStringLiteral(
                         "bad.json, line 4: step 1: \"wait\" needs a limit, for example \"20s\".")),
                qPrintable(ended.said));
        }
    }

    void toursAreListed()
    {
        const auto ended = run({QStringLiteral("--tour"), QStringLiteral("list")});
        QCOMPARE(ended.exitCode, 0);
        for (const auto &title : shippedTours())
            QVERIFY2(ended.said.contains(title.id), qPrintable(ended.said));
    }
};

QTEST_GUILESS_MAIN(TestTours)
#include "tst_tours.moc"
