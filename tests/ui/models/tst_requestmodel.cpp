// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventqueue.h"
#include "models/itemroles.h"
#include "models/requestmodel.h"
#include "models/requesttext.h"
#include "models/tabletext.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
struct Feed
{
    EventQueue queue{100'000};
    std::shared_ptr<EventQueue::Lane> lane = queue.addLane();
    Store store;
    std::uint64_t pushed = 0;

    void push(Outcome outcome, const std::string &key, std::uint8_t operation = 0)
    {
        Request request;
        request.id = RequestId(pushed);
        request.outcome = outcome;
        request.operation = operation;
        request.key = key;
        request.stepCount = 2;
        request.steps[0]
            = {StepKind::CacheRead, StepResult::Miss, 0, StatementId::None, 0, 0us, 100us};
        request.steps[1] = {StepKind::Query, StepResult::Ok, 0, StatementId::None, 1, 110us, 41ms};
        lane->push({Origin::Demo, SinceStart{pushed++ * 1'000'000}, 41200us, request});
    }
    void append() { store.append(queue.drain(), SinceStart{pushed * 1'000'000}); }
    void fill(int count, const std::string &name = "k")
    {
        for (int i = 0; i < count; ++i)
            push(Outcome(pushed % OutcomeCount), "tierlens:" + name + std::to_string(pushed),
                std::uint8_t(pushed % 3));
        append();
    }
};

QString cell(const RequestModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}
} // namespace

class TestRequestModel : public QObject
{
    Q_OBJECT
    const QStringList m_names{QStringLiteral("follower count"), QStringLiteral("profile")};
    const QString m_prefix = QStringLiteral("tierlens:");

private Q_SLOTS:
    void appendAndTrimAreBatches()
    {
        Feed feed;
        RequestModel model(feed.store, m_names, m_prefix);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy inserted(&model, &RequestModel::rowsInserted);
        QSignalSpy removed(&model, &RequestModel::rowsRemoved);
        feed.fill(9'000);
        model.update();
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.rowCount(), 9'000);
        feed.fill(3'000);
        model.update();
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(model.rowCount(), 10'000);
        QCOMPARE(cell(model, 0, RequestModel::Key), QStringLiteral("k11999")); // newest first
        QCOMPARE(cell(model, 9'999, RequestModel::Key), QStringLiteral("k2000"));
        model.update();
        QCOMPARE(inserted.count(), 2); // nothing new, nothing said
    }

    void moreThanTheRingHoldsIsAReset()
    {
        Feed feed;
        RequestModel model(feed.store, m_names, m_prefix);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        feed.fill(500);
        model.update();
        QSignalSpy reset(&model, &RequestModel::modelReset);
        feed.fill(15'000);
        model.update();
        QCOMPARE(reset.count(), 1);
        QCOMPARE(model.rowCount(), 10'000);
        QCOMPARE(cell(model, 9'999, RequestModel::Key), QStringLiteral("k5500"));
    }

    void aPausedListStaysAsItIsWhileTheRingRollsOn()
    {
        Feed feed;
        RequestModel model(feed.store, m_names, m_prefix);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        feed.fill(100);
        model.update();
        model.setPaused(true);
        feed.fill(12'000);
        model.update();
        QCOMPARE(model.waiting(), 12'000u);
        QCOMPARE(model.rowCount(), 100);
        QCOMPARE(cell(model, 0, RequestModel::Key), QStringLiteral("k99"));
        QCOMPARE(cell(model, 99, RequestModel::Key), QStringLiteral("k0"));
        model.setPaused(false);
        model.update();
        QCOMPARE(model.waiting(), 0u);
        QCOMPARE(cell(model, 0, RequestModel::Key), QStringLiteral("k12099"));
    }

    void filtersByKeyOperationAndOutcome()
    {
        Feed feed;
        RequestModel model(feed.store, m_names, m_prefix);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        feed.push(Outcome::Hit, "tierlens:profile:anya", 1);
        feed.push(Outcome::Miss, "tierlens:profile:Anya:followers", 0);
        feed.push(Outcome::Hit, "tierlens:feed:ivo", 2);
        feed.append();
        model.update();
        model.setFilter(QStringLiteral("ANYA"), RequestModel::AllOutcomes);
        QCOMPARE(model.rowCount(), 2);
        model.setFilter(QStringLiteral("anya"), {true, false, true, true, true, true, true, true});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(cell(model, 0, RequestModel::Key), QStringLiteral("profile:anya"));
        model.setFilter(QStringLiteral("follower count"), RequestModel::AllOutcomes);
        QCOMPARE(model.rowCount(), 1);
        model.setFilter(QStringLiteral("tierlens"), RequestModel::AllOutcomes);
        QCOMPARE(model.rowCount(), 0); // nobody sees the prefix
        model.setFilter(QStringLiteral("feed"), RequestModel::AllOutcomes);
        feed.push(Outcome::Hit, "tierlens:feed:mei", 2);
        feed.push(Outcome::Hit, "tierlens:profile:mei", 1);
        feed.append();
        model.update(); // new ones are filtered too
        QCOMPARE(model.rowCount(), 2);
        model.setFilter({}, RequestModel::AllOutcomes);
        QCOMPARE(model.rowCount(), 5);
    }

    void aFilteredListIsTrimmedToo()
    {
        Feed feed;
        RequestModel model(feed.store, m_names, m_prefix);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setFilter({}, {false, true, false, false, false, false});
        for (int i = 0; i < 30; ++i) {
            feed.fill(900);
            model.update();
            for (int row = 0; row < model.rowCount(); row += 97)
                QCOMPARE(model.request(row).request.outcome, Outcome::Miss);
        }
        QVERIFY(std::abs(model.rowCount() - 10'000 / double(OutcomeCount)) <= 1);
        const auto number = model.number(5);
        QCOMPARE(model.rowOf(number), 5);
        QCOMPARE(model.rowOf(number + 1), -1);
    }

    void cellsAndCopy()
    {
        Feed feed;
        RequestModel model(feed.store, m_names, m_prefix);
        feed.push(Outcome::Miss, "tierlens:profile:anya:followers", 0);
        feed.append();
        model.update();
        QCOMPARE(cell(model, 0, RequestModel::Time), QStringLiteral("0:00.000"));
        QCOMPARE(cell(model, 0, RequestModel::Result), QStringLiteral("◆ miss"));
        QCOMPARE(cell(model, 0, RequestModel::Operation), QStringLiteral("follower count"));
        QCOMPARE(cell(model, 0, RequestModel::Total), QStringLiteral("41.2 ms"));
        QCOMPARE(cell(model, 0, RequestModel::Redis), QStringLiteral("0.10 ms"));
        QCOMPARE(cell(model, 0, RequestModel::Postgres), QStringLiteral("41.0 ms"));
        QCOMPARE(cell(model, 0, RequestModel::Stale), QString());
        QCOMPARE(
            model.index(0, RequestModel::Result).data(Role::Accent).toInt(), int(Accent::Miss));
        QCOMPARE(tableText(model, {model.index(0, 3)}),
            QStringLiteral(
                "Time\tOutcome\tOperation\tKey\tTotal (ms)\tRedis (ms)\tPostgres (ms)\tFreshness\n"
                "0:00.000\tmiss\tfollower "
                "count\tprofile:anya:followers\t41.200\t0.100\t41.000\t\n"));
        QCOMPARE(tableText(model, {}), QString());
    }

    void everyOutcomeHasASymbolOfItsOwn()
    {
        QStringList symbols, names;
        for (std::size_t i = 0; i < OutcomeCount; ++i) {
            symbols += outcomeSymbol(Outcome(i));
            names += outcomeName(Outcome(i));
            QVERIFY(!outcomeSentence(Outcome(i)).isEmpty());
        }
        QCOMPARE(symbols.removeDuplicates(), 0);
        QCOMPARE(names.removeDuplicates(), 0);
    }
};

QTEST_GUILESS_MAIN(TestRequestModel)
#include "tst_requestmodel.moc"
