// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventmodel.h"
#include "models/itemroles.h"
#include "models/tabletext.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
template <typename T> Event made(T what, SinceStart at = 1s)
{
    return {Origin::Demo, at, 0ns, std::move(what)};
}
} // namespace

class TestEventModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sentences_data()
    {
        using State = ServerChange::State;
        QTest::addColumn<Event>("what");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("detail");
        const auto row
            = [](const char *name, Event what, const QString &text, const QString &detail = {}) {
                  QTest::newRow(name) << what << text << detail;
              };
        row("up", made(ServerChange{Tier::Redis, State::Up, 0, "7.0.15", {}, {}}),
            QStringLiteral("Redis 7.0.15 is up."));
        row("frozen", made(ServerChange{Tier::Postgres, State::Frozen, 0, {}, {}, {}}),
            QStringLiteral("Postgres is connected, but does not answer."));
        row("own sentence",
            made(ServerChange{Tier::Redis, State::Lost, 0, {}, "Redis closed the connection.",
                "Connection reset by peer"}),
            QStringLiteral("Redis closed the connection."),
            QStringLiteral("Connection reset by peer"));
        row("expired", made(KeyDrop{KeyDrop::Reason::Expired, {}, 1204}),
            QStringLiteral("1\u202f204 keys expired: the time to live was over."));
        row("one key", made(KeyDrop{KeyDrop::Reason::Evicted, {}, 1}),
            QStringLiteral("1 key evicted: Redis needed the memory."));
        row("lost", made(KeyDrop{KeyDrop::Reason::Lost, {}, 612}),
            QStringLiteral("612 keys lost with the Redis process that held them."));
        row("restart", made(Action{Action::Kind::Restart, Tier::Redis, "Redis restarted", 612}),
            QStringLiteral("Redis restarted"),
            QStringLiteral("612 keys in Redis thrown away by it"));
        row("nothing lost", made(TruthCheck{1391, 0}),
            QStringLiteral("All 1\u202f391 writes that Postgres had acknowledged are still there: "
                           "0 rows lost."));
        row("lost writes", made(TruthCheck{10, 2}),
            QStringLiteral("2 of 10 writes that Postgres had acknowledged are gone."));
        row("no writes", made(TruthCheck{0, 0}),
            QStringLiteral("Postgres had acknowledged no write, so there was none to look for."));
        row("note", made(Note{Note::Level::Problem, "No space.", "ENOSPC"}),
            QStringLiteral("No space."), QStringLiteral("ENOSPC"));
        row("progress", made(Progress{"seed", "Seeding follows", 0.5, false}),
            QStringLiteral("Seeding follows"), QStringLiteral("50.0 % of the preparation done"));
    }
    void sentences()
    {
        QFETCH(Event, what);
        QFETCH(QString, text);
        QFETCH(QString, detail);
        const auto said = eventText(what);
        QCOMPARE(said.text, text);
        QCOMPARE(said.detail, detail);
        QVERIFY(!said.symbol.isEmpty());
        QVERIFY(!said.kind.isEmpty());
    }

    void everyStateHasASentence()
    {
        QStringList all;
        for (int state = 0; state <= int(ServerChange::State::Starting); ++state) {
            all += eventText(
                made(ServerChange{Tier::Redis, ServerChange::State(state), 0, {}, {}, {}}))
                       .text;
            QVERIFY(all.last().endsWith(QLatin1Char('.')));
        }
        QCOMPARE(all.removeDuplicates(), 0);
    }

    void appendTrimAndFilter()
    {
        Ring<Event> log(5'000);
        EventModel model(log);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy inserted(&model, &EventModel::rowsInserted);
        for (int i = 0; i < 4'000; ++i)
            log.push(made(Note{i % 4 ? Note::Level::Info : Note::Level::Warning,
                              "note " + std::to_string(i), {}},
                i * 1s));
        model.update();
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.index(0, EventModel::Text).data().toString(), QStringLiteral("note 3999"));
        model.setFilter(QStringLiteral("Warning"));
        QCOMPARE(model.rowCount(), 1'000);
        for (int i = 4'000; i < 12'000; ++i)
            log.push(made(Note{i % 4 ? Note::Level::Info : Note::Level::Warning,
                              "note " + std::to_string(i), {}},
                i * 1s));
        model.update();
        QCOMPARE(model.rowCount(), 1'250);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 5'000);
        QCOMPARE(
            model.index(4'999, EventModel::Text).data().toString(), QStringLiteral("note 7000"));
    }

    void progressOfAStageIsOneRow()
    {
        Ring<Event> log(5'000);
        EventModel model(log);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        for (int i = 0; i < 10; ++i) {
            log.push(made(Progress{"seed", "row " + std::to_string(i), 0.1 * i, false}));
            if (i % 3 == 0)
                model.update();
        }
        log.push(made(Progress{"start", "Starting Redis", 0.9, false}));
        model.update();
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(1, EventModel::Text).data().toString(), QStringLiteral("row 9"));
    }

    void copyHasTheDetailToo()
    {
        Ring<Event> log(10);
        EventModel model(log);
        log.push(made(Note{Note::Level::Warning, "Redis refuses to write.", "MISCONF\tdisk"}, 61s));
        model.update();
        QCOMPARE(tableText(model, {model.index(0, 0)}),
            QStringLiteral("Time\tKind\tWhat happened\n1:01.000\twarning\tRedis refuses to write. "
                           "MISCONF disk\n"));
        QCOMPARE(model.index(0, EventModel::Text).data(Role::Detail).toString(),
            QStringLiteral("MISCONF\tdisk"));
    }
};

QTEST_GUILESS_MAIN(TestEventModel)
#include "tst_eventmodel.moc"
