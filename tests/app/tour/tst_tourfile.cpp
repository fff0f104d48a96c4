// SPDX-License-Identifier: GPL-3.0-or-later
// Tours as files: what is right, and for what is wrong the line and a sentence. Never a crash.
#include "session/trafficnames.h"
#include "tour/tour.h"
#include "tour/tourmeasures.h"
#include "tour/tourwords.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
// One of everything. Line 1 is the brace.
const char Sample[] = R"({
  "format": 1,
  "title": "Sample",
  "subtitle": {"en": "All there is", "de": "Alles"},
  "scenario": "profile",
  "set": {"rate": 200, "ttl": "30s"},
  "steps": [
    {
      "title": "First",
      "say": "Redis: {hit_rate}, before {hit_rate.before}",
      "notes": "For the speaker",
      "point": "redis",
      "set": {"cache": true, "jitter": "off"},
      "do": ["restart redis", "invalidate profile:*"],
      "wait": {"until": ["redis up", "hit_rate > 90 %"], "limit": "20s"},
      "claim": ["keys > 0", {"that": "rows_lost = 0", "within": "5s"}]
    },
    {
      "say": "Second",
      "do": "freeze postgres 2s",
      "wait": {"until": "impact settled", "limit": "30s"},
      "claim": "queries_per_second > 2 x before",
      "ask": {
        "question": "What now?",
        "choices": ["This", "That"],
        "right": 2,
        "reveal": "{answered}"
      }
    }
  ]
}
)";

QString problem(const QByteArray &json)
{
    const auto read = readTour(json, QStringLiteral("x.json"));
    return read ? QString() : QString::fromStdString(read.error().text);
}

QByteArray shipped(const QString &name)
{
    QFile file(QStringLiteral(":/tours/%1.json").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList shippedNames()
{
    QStringList names;
    for (const auto &title : shippedTours())
        names.append(title.id);
    return names;
}

QStringList placeholders(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("\\{[^}]*\\}"));
    QStringList found;
    auto matches = form.globalMatch(text);
    while (matches.hasNext())
        found.append(matches.next().captured());
    found.sort();
    return found;
}

// About as long as a text is with its figures filled in.
qsizetype shownLength(QString text)
{
    static const QRegularExpression form(QStringLiteral("\\{[^}]*\\}"));
    return text.replace(form, QStringLiteral("1.23 ms")).size();
}
} // namespace

class TestTourFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileBecomesATour()
    {
        const auto read = readTour(Sample, QStringLiteral("sample.json"));
        QVERIFY2(read, read ? "" : read.error().text.c_str());
        QCOMPARE(read->title.in(QStringLiteral("fr")), QStringLiteral("Sample"));
        QCOMPARE(read->subtitle.in(QStringLiteral("de")), QStringLiteral("Alles"));
        QCOMPARE(read->subtitle.in(QStringLiteral("fr")), QStringLiteral("All there is"));
        QCOMPARE(read->scenario, QStringLiteral("profile"));
        QCOMPARE(read->set.size(), 2u);
        QCOMPARE(read->steps.size(), 2u);
        QVERIFY(read->needsSandbox());
        const auto &first = read->steps[0];
        QCOMPARE(first.line, 8);
        QCOMPARE(first.pointAt, QStringLiteral("redis"));
        QCOMPARE(first.set[0].second, QStringLiteral("on"));
        QCOMPARE(first.orders.size(), 2u);
        QVERIFY(first.orders[0].verb == TourOrder::Verb::Restart);
        QCOMPARE(first.orders[1].what, QStringLiteral("profile:*"));
        QCOMPARE(first.until.size(), 2u);
        QCOMPARE(first.until[1].value, 0.9);
        QVERIFY(first.limit == 20s);
        QVERIFY(first.claims[0].within == 0ms);
        QVERIFY(first.claims[1].within == 5s);
        const auto &second = read->steps[1];
        QVERIFY(second.orders[0].span == 2s);
        QCOMPARE(second.claims[0].that.than, QStringLiteral("before"));
        QCOMPARE(second.claims[0].that.value, 2.0);
        QCOMPARE(second.ask->right, 1);
    }

    void mistakesAreToldWithTheirLineAndReason_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *name, const char *from, const char *to, const char *says) {
            QTest::newRow(name) << QString::fromUtf8(from) << QString::fromUtf8(to)
                                << QString::fromUtf8(says);
        };
        row("no limit", R"("hit_rate > 90 %"], "limit": "20s")", R"("hit_rate > 90 %"])",
            R"(x.json, line 15: step 1: "wait" needs a limit, for example "20s".)");
        row("limit without unit word", R"("limit": "20s")", R"("limit": "soon")",
            R"(line 15: step 1: "limit" must be a time from 100ms to 2m)");
        row("limit too long", R"("limit": "20s")", R"("limit": "1h")",
            R"(line 15: step 1: "limit" must be a time from 100ms to 2m)");
        row("wait is text", R"({"until": "impact settled", "limit": "30s"})", R"("30s")",
            R"(line 21: step 2: "wait" wants { "until":)");
        row("unknown measure", "rows_lost = 0", "rows_gone = 0",
            R"(line 16: step 1: "that" "rows_gone = 0": there is no measure "rows_gone")");
        row("no comparison", "keys > 0", "keys plenty",
            "line 16: step 1: \"claim\" \"keys plenty\": a comparison is missing");
        row("wrong unit", "hit_rate > 90 %", "hit_rate > 90 ms",
            R"(line 15: step 1: "until" "hit_rate > 90 ms": "ms" is not how this is measured)");
        row("missing unit", "hit_rate > 90 %", "hit_rate > 90",
            R"("90" is not how this is measured; write for example "hit_rate > 90 %")");
        row("unknown state", "redis up", "redis fine",
            R"(line 15: step 1: "until" "redis fine": say what it shall be, without a sign: redis up|down|frozen.)");
        row("compared with another kind", "queries_per_second > 2 x before",
            "queries_per_second > 2 x redis_ms", "line 22: step 2:");
        row("unknown order", "restart redis", "reboot redis",
            R"(line 14: step 1: "do" "reboot redis": known are restart)");
        row("unknown server", "restart redis", "restart mysql",
            R"("mysql" is no server; say redis or postgres.)");
        row("order without its word", "invalidate profile:*", "invalidate",
            R"(line 14: step 1: "do" "invalidate": one word says what.)");
        row("frozen too long", "freeze postgres 2s", "freeze postgres 90s",
            R"(line 20: step 2: "do" "freeze postgres 90s": give a time from 100ms to 60s.)");
        row("unknown setting", R"("jitter": "off")", R"("jiter": "off")",
            R"(line 13: step 1: "set" jiter: there is no such setting)");
        row("bad value", R"("cache": true)", R"("cache": 7)", R"(line 13: step 1: "set" cache: )");
        row("bad value at the top", R"("rate": 200)", R"("rate": -3)", "line 6: \"set\" rate: ");
        row("unknown place", R"("point": "redis")", R"("point": "mars")",
            R"(line 12: step 1: "point" must be one of app, redis)");
        row("unknown member", R"("notes")", R"("note")",
            R"(line 11: step 1: a step has nothing called "note")");
        row("nothing said", R"("say": "Second",)", "", R"(line 18: step 2: a step needs "say")");
        row("empty text", R"("say": "Second")", R"("say": "  ")",
            R"(line 19: step 2: "say" must be text, and not empty.)");
        row("text is a number", R"("say": "Second")", R"("say": 2)",
            R"(line 19: step 2: "say" must be text)");
        row("language unknown", R"("de": "Alles")", R"("xx": "Alles")",
            R"(line 4: "xx" is no language known here)");
        row("English missing", R"("en": "All there is", )", "",
            R"(line 4: "subtitle" needs at least "en".)");
        row("placeholder unknown", "{hit_rate}", "{hitrate}",
            R"(line 10: step 1: "{hitrate}" is no measured value)");
        row("placeholder open", "{hit_rate},", "{hit rate,", "line 10: step 1: ");
        row("right too high", R"("right": 2)", R"("right": 3)",
            R"(line 26: step 2: there is no answer 3: "choices" has 2.)");
        row("right is no number", R"("right": 2)", R"("right": "That")",
            R"(line 26: step 2: "right" is the number of the right answer, from 1.)");
        row("one choice", R"(["This", "That"])", R"(["This"])",
            R"(line 25: step 2: "choices" must be a list of 2 to 4 answers.)");
        row("no reveal", "\"right\": 2,\n        \"reveal\": \"{answered}\"", "\"right\": 2",
            R"(line 23: step 2: "ask" needs "reveal")");
        row("unknown world", R"("scenario": "profile")", R"("scenario": "bank")",
            R"(line 5: "scenario" must be one of profile, game)");
        row("another format", R"("format": 1)", R"("format": 2)", R"(line 2: "format" must be 1)");
        row("no steps", R"("steps": [)", R"("steps": [], "x": [)",
            R"(line 7: "steps" must be a list)");
        row("comma forgotten", R"("title": "Sample",)", R"("title": "Sample")",
            "line 4: this is not JSON here: ");
        row("comma too many", R"("ttl": "30s"})", R"("ttl": "30s",})",
            "line 6: this is not JSON here: ");
        row("name twice", R"("format": 1,)", R"("format": 1, "format": 1,)",
            "line 2: this is not JSON here: ");
        row("string left open", "Sample\",", "Sample,", "this is not JSON here: ");
    }
    void mistakesAreToldWithTheirLineAndReason()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, sentence);
        auto json = QString::fromUtf8(Sample);
        QVERIFY2(json.contains(from), "the sample has changed");
        json.replace(json.indexOf(from), from.size(), to);
        const auto told = problem(json.toUtf8());
        QVERIFY2(told.startsWith(QLatin1String("x.json, line ")), qPrintable(told));
        QVERIFY2(told.contains(sentence), qPrintable(told));
        QVERIFY2(told.endsWith(QLatin1Char('.')), qPrintable(told));
        QVERIFY2(!told.contains(QLatin1Char('\n')), qPrintable(told));
    }

    void severalMistakesAreToldInTheOrderOfTheFile()
    {
        auto json = QByteArray(Sample);
        json.replace("rows_lost = 0", "rows_gone = 0").replace("\"redis\",", "\"mars\",");
        const auto read = readTour(json, QStringLiteral("x.json"));
        QVERIFY(!read);
        QVERIFY(QString::fromStdString(read.error().text).contains(QLatin1String("line 12")));
        QVERIFY(QString::fromStdString(read.error().detail).contains(QLatin1String("line 16")));
    }

    void noTourAtAll()
    {
        for (const auto &bytes : {QByteArray(), QByteArray("\n\n "), QByteArray("[]"),
                 QByteArray("7"), QByteArray("null"), QByteArray("{}"), QByteArray("\xff\xfe{}"),
                 QByteArray("{\"title\": \"\xc3\x28\"}"), QByteArray("{\"a\": \0 1}", 9),
                 QByteArray("{\"format\": 1e999999}"), QByteArray(200'000, '['),
                 QByteArray("{\"format\":1,\"steps\":[1,null,\"x\",[]]}")}) {
            const auto told = problem(bytes);
            QVERIFY2(told.startsWith(QLatin1String("x.json, line ")), qPrintable(told));
        }
        const auto none = loadTour(QStringLiteral("/no/such/tour.json"));
        QVERIFY(!none && none.error().text.find("two-memories") != std::string::npos);
        QVERIFY(!loadTour(QStringLiteral("/")));
    }

    void aFileCutAnywhereIsToldNotRead()
    {
        const QByteArray whole(Sample);
        const auto end = whole.lastIndexOf('}');
        for (qsizetype length = 0; length <= end; ++length) {
            const auto told = problem(whole.left(length));
            QVERIFY2(told.startsWith(QLatin1String("x.json, line ")), qPrintable(told));
        }
        for (const auto &name : shippedNames()) {
            const auto bytes = shipped(name);
            for (qsizetype length = 1; length < bytes.lastIndexOf('}'); length += 101)
                QVERIFY(!problem(bytes.left(length)).isEmpty());
        }
    }

    void spoiledBytesNeverCrash()
    {
        std::mt19937 random(20261124);
        const QByteArray whole(Sample);
        for (int round = 0; round < 4000; ++round) {
            auto bytes = whole;
            for (int spoiled = 0; spoiled <= round % 3; ++spoiled)
                bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))]
                    = static_cast<char>(random() % 256);
            const auto told = problem(bytes);
            QVERIFY2(told.isEmpty() || told.startsWith(QLatin1String("x.json, line ")),
                qPrintable(told));
        }
    }

    void conditionsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        QTest::newRow("share") << QStringLiteral("hit_rate >= 12.5 %") << 0.125;
        QTest::newRow("close") << QStringLiteral("hit_rate>90%") << 0.9;
        QTest::newRow("time") << QStringLiteral("answer_p50 < 1 ms") << 1e6;
        QTest::newRow("time in us") << QStringLiteral("redis_ms < 800us") << 8e5;
        QTest::newRow("rate") << QStringLiteral("queries_per_second < 20 /s") << 20.0;
        QTest::newRow("count") << QStringLiteral("keys != 0") << 0.0;
        QTest::newRow("measure") << QStringLiteral("postgres_ms > 3 x redis_ms") << 3.0;
        QTest::newRow("measure alone") << QStringLiteral("hits > misses") << 1.0;
        QTest::newRow("before") << QStringLiteral("answer_p50 > before") << 1.0;
        QTest::newRow("state") << QStringLiteral("postgres down") << 1.0;
    }
    void conditionsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(double, value);
        const auto read = TourWords::condition(text);
        QVERIFY2(read, read ? "" : read.error().text.c_str());
        QCOMPARE(read->value, value);
        QVERIFY(!TourMeasures::text(*read).isEmpty());
    }

    void everyMeasureIsDefined()
    {
        QStringList names;
        for (const auto &measure : TourMeasures::all()) {
            names.append(QLatin1String(measure.name));
            QVERIFY(QByteArray(measure.label).size() > 1);
            QVERIFY(QByteArray(measure.source).size() > 10);
            QCOMPARE(measure.kind == TourMeasure::Kind::State, !measure.states.isEmpty());
            QCOMPARE(measure.over == TourMeasure::Over::Window, measure.window > 0s);
        }
        QCOMPARE(names.removeDuplicates(), 0);
    }

    void shippedToursAreRight_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &name : {"two-memories", "game", "assistant", "store", "what-happens-when"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void shippedToursAreRight()
    {
        QFETCH(QString, name);
        const auto tour = loadTour(name);
        QVERIFY2(tour, tour ? "" : tour.error().text.c_str());
        QCOMPARE(tour->id, name);
        const auto check = [](const TourText &text, qsizetype most, const QString &what) {
            QStringList languages;
            for (const auto &[language, words] : text.words()) {
                languages.append(language);
                QVERIFY2(most == 0 || shownLength(words) <= most,
                    qPrintable(what + QLatin1String(": ") + words));
                QCOMPARE(placeholders(words), placeholders(text.words().front().second));
                QVERIFY2(words == words.trimmed(), qPrintable(words));
            }
            languages.sort();
            QVERIFY2(languages
                    == QStringList(
                        {QStringLiteral("de"), QStringLiteral("en"), QStringLiteral("fr")}),
                qPrintable(what + QLatin1String(": ") + text.here()));
        };
        check(tour->title, 40, QStringLiteral("title"));
        check(tour->subtitle, 80, QStringLiteral("subtitle"));
        int questions = 0, claims = 0;
        for (std::size_t i = 0; i < tour->steps.size(); ++i) {
            const auto &step = tour->steps[i];
            const auto what = QStringLiteral("step %1").arg(i + 1);
            check(step.title, 40, what);
            check(step.say, 110, what); // readable from the back of a room
            if (!step.notes.isEmpty())
                check(step.notes, 0, what);
            claims += static_cast<int>(step.claims.size());
            if (!step.ask)
                continue;
            ++questions;
            check(step.ask->text, 110, what);
            check(step.ask->reveal, 110, what);
            for (const auto &choice : step.ask->choices)
                check(choice, 50, what);
        }
        QVERIFY(questions >= 2);
        QVERIFY(claims >= 5);
    }
};

QTEST_GUILESS_MAIN(TestTourFile)
#include "tst_tourfile.moc"
