// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "flowexample.h"
#include "flowtexts/flowfigures.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;
using Condition = FlowFigures::Condition;
using State = ServerChange::State;

namespace {
QString first(const FlowFigures &figures, FlowText text)
{
    const auto &variants = figures[text].variants;
    return variants.isEmpty() ? QString()
                              : QString(variants.first()).replace(QChar(0x202f), QLatin1Char(' '));
}
} // namespace

class TestFlowFigures : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void figuresAreTheStores()
    {
        example::Filler filler;
        filler.fill();
        const auto figures = flowFigures(filler.store, example::context());
        const auto &total = filler.store.timings().total();
        const auto number = [](std::uint64_t n) {
            return QString(countText(n)).replace(QChar(0x202f), QLatin1Char(' '));
        };
        QCOMPARE(first(figures, FlowText::Hits), number(total.of(Outcome::Hit)));
        QVERIFY(total.of(Outcome::Coalesced) > 0);
        QCOMPARE(first(figures, FlowText::Misses),
            number(total.of(Outcome::Miss) + total.of(Outcome::Coalesced)));
        QCOMPARE(first(figures, FlowText::Queries), number(total.of(Outcome::Miss)));
        QCOMPARE(first(figures, FlowText::Avoided),
            number(total.of(Outcome::Hit) + total.of(Outcome::Coalesced)));
        QCOMPARE(first(figures, FlowText::AppAbout), QStringLiteral("16 clients"));
        QCOMPARE(first(figures, FlowText::Typical), QStringLiteral("0.10 ms"));
        QCOMPARE(first(figures, FlowText::Keys), QStringLiteral("612 keys · 2.1 of 64 MB"));
        QCOMPARE(first(figures, FlowText::Disk), QStringLiteral("nothing kept on disk · up 4 m"));
        QCOMPARE(first(figures, FlowText::Rows), QStringLiteral("2.02 M rows · 214 MB"));
        QCOMPARE(first(figures, FlowText::Wal), QStringLiteral("fsync on · WAL 1.4 MB/s"));
        QCOMPARE(
            first(figures, FlowText::Buffers), QStringLiteral("buffer hits 99.1 % · 6 sessions"));
        QCOMPARE(first(figures, FlowText::Up), QStringLiteral("up 4 m"));
        QCOMPARE(figures.redis, Condition::Up);
        QCOMPARE(figures.postgres, Condition::Up);
    }

    void theRingLooksAtTenSecondsOnly()
    {
        example::Filler filler;
        filler.server(0s, Tier::Redis, State::Up);
        for (int i = 0; i < 1000; ++i)
            filler.ask(Outcome::Hit, 0, 1s + i * 1ms);
        for (int i = 0; i < 100; ++i)
            filler.ask(i % 2 ? Outcome::Hit : Outcome::Miss, 0, 60s + i * 10ms);
        filler.flush(62s);
        const auto figures = flowFigures(filler.store, example::context());
        QCOMPARE(figures.hitRate, 0.5);
        QCOMPARE(first(figures, FlowText::HitRate), QStringLiteral("50.0 %"));
        QVERIFY(figures[FlowText::HitRate].tip.contains(QStringLiteral("last 10 seconds")));
    }

    void theSentenceIsHonest()
    {
        example::Filler filler;
        filler.fill();
        auto figures = flowFigures(filler.store, example::context());
        QVERIFY(first(figures, FlowText::Sentence)
                    .startsWith(QStringLiteral("Redis answers “follower count” 41")));
        QVERIFY(first(figures, FlowText::Sentence)
                    .contains(QStringLiteral("× faster: 0.10 ms against 41.")));
        QVERIFY(first(figures, FlowText::Sentence)
                    .endsWith(QStringLiteral(" ms in Postgres · an ordinary profile: 1.4×")));
        QVERIFY(first(figures, FlowText::Sentence).contains(figures[FlowText::Sentence].strong));
        // However short it is, it does not boast without what an ordinary question gains.
        for (const auto &variant : figures[FlowText::Sentence].variants)
            QVERIFY2(variant.contains(QStringLiteral("an ordinary profile")), qPrintable(variant));
        auto context = example::context();
        context.slowOperation = 7; // nobody has asked for it
        figures = flowFigures(filler.store, context);
        QCOMPARE(first(figures, FlowText::Sentence), QStringLiteral("Waiting for the first miss."));
    }

    void aGainThatIsNoneIsNotClaimed()
    {
        example::Filler filler;
        for (const Tier tier : {Tier::Redis, Tier::Postgres})
            filler.server(0s, tier, State::Up);
        filler.push(1s, 1ms, example::request(Outcome::Hit, 0, 100us, 90us));
        filler.push(1s, 1ms, example::request(Outcome::Miss, 0, 100us, 90us));
        filler.flush(2s);
        const auto figures = flowFigures(filler.store, example::context());
        QVERIFY(first(figures, FlowText::Sentence)
                    .startsWith(QStringLiteral("Redis gains nothing here")));
    }

    void ofASilentRedisItIsSaidWhatFailed()
    {
        example::Filler filler;
        filler.fill();
        filler.server(241s, Tier::Redis, State::Frozen);
        filler.flush(242s);
        auto figures = flowFigures(filler.store, example::context());
        QVERIFY(first(figures, FlowText::Sentence).endsWith(QStringLiteral("nothing is lost.")));
        // Dots stop before it at once, and the legend says what they are.
        QCOMPARE(first(figures, FlowText::LegendFailed), QStringLiteral("no answer"));
        for (int i = 0; i < 7; ++i)
            filler.ask(Outcome::Failed, 0, 243s);
        filler.flush(244s);
        figures = flowFigures(filler.store, example::context());
        QVERIFY(first(figures, FlowText::Sentence).contains(QStringLiteral("failed (7 in 10 s)")));
        for (const auto &variant : figures[FlowText::Sentence].variants)
            QVERIFY2(!variant.contains(QStringLiteral("nothing is lost")), qPrintable(variant));
    }

    void nothingIsComparedWithAPostgresThatIsAway()
    {
        for (const auto state : {State::Lost, State::Starting, State::Stopping}) {
            example::Filler filler;
            filler.fill();
            filler.server(241s, Tier::Postgres, state);
            filler.flush(242s);
            const auto figures = flowFigures(filler.store, example::context());
            QVERIFY(first(figures, FlowText::Sentence)
                        .startsWith(QStringLiteral("Postgres does not answer")));
        }
    }

    void noFigureOfAPipeIsUnnamed()
    {
        example::Filler filler;
        filler.fill();
        const auto figures = flowFigures(filler.store, example::context());
        for (const auto text : {FlowText::AnswerLabel, FlowText::RowLabel, FlowText::FillLabel}) {
            for (const auto &variant : figures[text].variants)
                QVERIFY2(!variant.at(0).isDigit(), qPrintable(variant));
        }
    }

    void nothingYet()
    {
        example::Filler filler;
        auto figures = flowFigures(filler.store, example::context());
        QCOMPARE(figures.redis, Condition::Unknown);
        QCOMPARE(first(figures, FlowText::Sentence), QStringLiteral("Not connected yet."));
        QCOMPARE(first(figures, FlowText::Typical), QStringLiteral("–"));
        for (const Tier tier : {Tier::Redis, Tier::Postgres})
            filler.server(0s, tier, State::Up);
        filler.flush(1s);
        figures = flowFigures(filler.store, example::context());
        QCOMPARE(
            first(figures, FlowText::Sentence), QStringLiteral("Waiting for the first request."));
        QCOMPARE(first(figures, FlowText::Hits), QStringLiteral("0"));
        QCOMPARE(first(figures, FlowText::HitRate), QStringLiteral("–"));
        filler.ask(Outcome::Hit, 0, 1s);
        filler.flush(2s);
        figures = flowFigures(filler.store, example::context());
        QCOMPARE(first(figures, FlowText::Sentence), QStringLiteral("Waiting for the first miss."));
    }

    void statesOfServers_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("condition");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, State state, Condition condition, const char *word) {
            QTest::newRow(name) << int(state) << int(condition) << QString::fromUtf8(word);
        };
        row("connecting", State::Connecting, Condition::Starting, "connecting…");
        row("starting", State::Starting, Condition::Starting, "starting…");
        row("loading", State::Loading, Condition::Starting, "loading its data…");
        row("frozen", State::Frozen, Condition::Silent, "no answer");
        row("lost", State::Lost, Condition::Down, "not running");
        row("stopping", State::Stopping, Condition::Stopping, "stopping…");
        row("up", State::Up, Condition::Up, "");
    }
    void statesOfServers()
    {
        QFETCH(int, state);
        QFETCH(int, condition);
        QFETCH(QString, word);
        example::Filler filler;
        filler.server(0s, Tier::Postgres, State::Up);
        filler.server(10s, Tier::Redis, State(state), "One sentence.");
        filler.flush(12100ms);
        const auto figures = flowFigures(filler.store, example::context());
        QCOMPARE(int(figures.redis), condition);
        QCOMPARE(first(figures, FlowText::RedisWord), word);
        const bool up = State(state) == State::Up;
        QCOMPARE(figures[FlowText::Hits].variants.isEmpty(), !up);
        QCOMPARE(figures.isOpen(FlowPipe::Ask), up);
        QVERIFY(figures.isOpen(FlowPipe::Write)); // Postgres lives
        if (State(state) == State::Frozen)
            QCOMPARE(first(figures, FlowText::RedisWhy), QStringLiteral("silent for 2.1 s"));
        else if (!up)
            QCOMPARE(first(figures, FlowText::RedisWhy), QStringLiteral("One sentence."));
    }

    void aSecondStartIsARestart()
    {
        example::Filler filler;
        filler.server(1s, Tier::Redis, State::Up);
        filler.server(2s, Tier::Redis, State::Starting);
        filler.flush(3s);
        QCOMPARE(first(flowFigures(filler.store, example::context()), FlowText::RedisWord),
            QStringLiteral("restarting…"));
    }

    void cacheOffAndPaused()
    {
        example::Filler filler;
        filler.fill();
        auto context = example::context();
        context.cache = false;
        auto figures = flowFigures(filler.store, context);
        QCOMPARE(figures.redis, Condition::Off);
        QCOMPARE(first(figures, FlowText::RedisWord), QStringLiteral("switched off"));
        QCOMPARE(first(figures, FlowText::RedisWhy), QStringLiteral("every read asks Postgres"));
        QVERIFY(
            first(figures, FlowText::WriteLabel).startsWith(QStringLiteral("reads and writes")));
        filler.server(240s, Tier::Redis, State::Lost);
        filler.flush(260s);
        QCOMPARE(flowFigures(filler.store, context).redis, Condition::Down); // dead is dead

        context = example::context();
        context.running = false;
        figures = flowFigures(filler.store, context);
        QVERIFY(first(figures, FlowText::Rate).startsWith(QStringLiteral("paused")));
        QCOMPARE(first(figures, FlowText::Typical), QStringLiteral("paused"));
    }

    void unknownFiguresAreNotShown()
    {
        example::Filler filler;
        filler.server(0s, Tier::Redis, State::Up);
        filler.server(0s, Tier::Postgres, State::Up);
        filler.flush(1s);
        auto context = example::context();
        context.clients = 0; // servers somebody else drives
        const auto figures = flowFigures(filler.store, context);
        for (const auto text : {FlowText::AppAbout, FlowText::Keys, FlowText::Disk, FlowText::Rows,
                 FlowText::Wal, FlowText::Buffers, FlowText::Up, FlowText::LegendFailed})
            QVERIFY(figures[text].variants.isEmpty());
        QCOMPARE(first(figures, FlowText::AnswerLabel), QStringLiteral("hit")); // no time known
    }

    void everyNumberHasItsDefinition()
    {
        example::Filler filler;
        filler.fill();
        const auto figures = flowFigures(filler.store, example::context());
        for (const auto text :
            {FlowText::Rate, FlowText::AppAbout, FlowText::Typical, FlowText::Slowest,
                FlowText::Hits, FlowText::Misses, FlowText::HitRate, FlowText::Keys, FlowText::Disk,
                FlowText::Queries, FlowText::Avoided, FlowText::Rows, FlowText::Wal,
                FlowText::Buffers, FlowText::Up, FlowText::AnswerLabel, FlowText::RowLabel,
                FlowText::FillLabel, FlowText::Sentence})
            QVERIFY2(!figures[text].tip.isEmpty(), qPrintable(first(figures, text)));
        QCOMPARE(figures.name(FlowNode::Redis), QStringLiteral("Redis, short-term memory"));
        QVERIFY(figures.description(FlowNode::Redis).contains(QStringLiteral(" hits, ")));
        QVERIFY(figures.description(FlowNode::Postgres).contains(QStringLiteral("fsync on")));
        QVERIFY(figures.description(FlowPipe::Row).contains(QStringLiteral("ms")));
    }
};

QTEST_GUILESS_MAIN(TestFlowFigures)
#include "tst_flowfigures.moc"
