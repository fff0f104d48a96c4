// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"
#include "ui/watching/watchexample.h"
#include "watchtables/logrows.h"
#include "watchtables/patternrows.h"
#include "watchtables/rowstable.h"
#include "watchtables/sessionrows.h"
#include "watchtables/statementrows.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
// Sessions with these pids, in this order.
std::unique_ptr<RowSource> source(const std::vector<int> &pids)
{
    std::vector<SessionRow> rows;
    for (const int pid : pids) {
        SessionRow row;
        row.pid = pid;
        row.state = "active";
        row.application = "app" + std::to_string(pid % 3);
        rows.push_back(row);
    }
    return sessionRows(std::move(rows));
}

QStringList pidsOf(const RowsModel &model)
{
    QStringList pids;
    for (int row = 0; row < model.rowCount(); ++row)
        pids << model.index(row, 0).data().toString();
    return pids;
}

QStringList texts(const std::vector<int> &pids)
{
    QStringList texts;
    for (const int pid : pids)
        texts << QString::number(pid);
    return texts;
}

Cell cellOf(const RowSource &rows, std::size_t row, int column) { return rows.cell(row, column); }
} // namespace

class tst_WatchTables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    // Any list after any other, checked by Qt's own tester of models.
    void oneListAfterTheOther()
    {
        RowsModel model(sessionColumns());
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        std::mt19937 random(7);
        for (int round = 0; round < 200; ++round) {
            std::vector<int> pids;
            for (int pid = 0; pid < 24; ++pid) {
                if (random() % 3 != 0)
                    pids.push_back(pid);
            }
            std::shuffle(pids.begin(), pids.end(), random);
            model.show(source(pids));
            QCOMPARE(pidsOf(model), texts(pids));
        }
        model.show(source({}));
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(resets.count(), 0);
    }

    void persistentIndexesFollowTheirRow()
    {
        RowsModel model(sessionColumns());
        model.show(source({1, 2, 3, 4}));
        const QPersistentModelIndex three = model.index(2, 0), two = model.index(1, 0);
        model.show(source({4, 9, 3, 1, 8}));
        QCOMPARE(three.data().toString(), QStringLiteral("3"));
        QCOMPARE(three.row(), 2);
        QVERIFY(!two.isValid());
    }

    void selectionAndScrollStay()
    {
        RowsTable table(QStringLiteral("Sessions"), sessionColumns(), false);
        table.resize(900, 300);
        table.show();
        std::vector<int> pids;
        for (int pid = 1; pid <= 500; ++pid)
            pids.push_back(pid);
        table.rows().show(source(pids));
        table.choose("250");
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const int scrolled = table.verticalScrollBar()->value();
        QVERIFY(scrolled > 0);
        QSignalSpy changed(&table, &RowsTable::chosenChanged);
        pids.erase(pids.begin() + 100, pids.begin() + 110);
        pids.push_back(501);
        table.rows().show(source(pids));
        QCOMPARE(table.chosen(), std::string("250"));
        QCOMPARE(changed.count(), 0);
        QCOMPARE(table.verticalScrollBar()->value(), scrolled);

        // What is gone is no longer chosen, and nothing else is in its place.
        std::erase(pids, 250);
        table.rows().show(source(pids));
        QCOMPARE(table.chosen(), std::string());
        QCOMPARE(changed.count(), 1);
        QCOMPARE(table.verticalScrollBar()->value(), scrolled);
    }

    void headingSortsDownUpAndNot()
    {
        RowsTable table(QStringLiteral("Sessions"), sessionColumns(), false);
        table.rows().show(source({2, 3, 1}));
        const auto click = [&table] { Q_EMIT table.horizontalHeader()->sectionClicked(0); };
        click();
        QCOMPARE(pidsOf(table.rows()), texts({3, 2, 1}));
        table.rows().show(source({5, 2, 9}));
        QCOMPARE(pidsOf(table.rows()), texts({9, 5, 2}));
        click();
        QCOMPARE(pidsOf(table.rows()), texts({2, 5, 9}));
        click();
        QCOMPARE(pidsOf(table.rows()), texts({5, 2, 9}));
    }

    void filterLooksIntoAllCells()
    {
        RowsModel model(sessionColumns());
        model.show(source({1, 2, 3, 4}));
        model.setFilter(QStringLiteral("APP1"));
        QCOMPARE(pidsOf(model), texts({1, 4}));
        model.show(source({4, 7, 8}));
        QCOMPARE(pidsOf(model), texts({4, 7}));
        model.setFilter({});
        QCOMPARE(model.rowCount(), 3);
    }

    void copiesWithHeadings()
    {
        RowsTable table(QStringLiteral("Sessions"), sessionColumns(), false);
        table.rows().show(source({1, 2}));
        QCOMPARE(table.copyText().count(QLatin1Char('\n')), 2);
        table.choose("2");
        QVERIFY(table.copyText().contains(QStringLiteral("\n2\t")));
        QCOMPARE(table.copyText().count(QLatin1Char('\n')), 1);
    }

    void patternsSayWhatTheyRestOn()
    {
        const auto rows = patternRows(example::patternRows(), example::story());
        QCOMPARE(cellOf(*rows, 0, 0).detail, QStringLiteral("5.0 s burst, 6\u202f020 pairs"));
        QCOMPARE(cellOf(*rows, 0, 1).text, QStringLiteral("84.0 %"));
        QCOMPARE(cellOf(*rows, 0, 1).tint, Tint::Miss);
        QVERIFY(cellOf(*rows, 0, 1).bar > 0.83 && cellOf(*rows, 0, 1).bar < 0.85);
        QVERIFY(cellOf(*rows, 0, 2).text.startsWith(QStringLiteral("≈"))); // inferred, and marked
        QCOMPARE(cellOf(*rows, 0, 3).detail, QStringLiteral("seen on the wire"));
        QCOMPARE(cellOf(*rows, 0, 4).text, QStringLiteral("9.80 ms"));
        QCOMPARE(cellOf(*rows, 0, 5).text, QStringLiteral("61 s/s"));
        QCOMPARE(cellOf(*rows, 0, 6).text, QStringLiteral("38\u202f210 ▲"));
        QCOMPARE(cellOf(*rows, 1, 3).detail, QStringLiteral("confirmed by you"));
        QCOMPARE(cellOf(*rows, 3, 3).detail, QStringLiteral("inferred, correlation 0.91"));
        QCOMPARE(cellOf(*rows, 3, 3).detailTint, Tint::Dim);
        QCOMPARE(
            cellOf(*rows, 4, 0).detail, QStringLiteral("hardly ever asked twice: worth caching?"));
        QCOMPARE(cellOf(*rows, 5, 3).text, QStringLiteral("(written by the application)"));
        QCOMPARE(cellOf(*rows, 5, 1).text, QStringLiteral("–"));
        QCOMPARE(cellOf(*rows, 6, 6).text, QStringLiteral("no expiry"));
        QCOMPARE(cellOf(*rows, 6, 0).detailTint, Tint::Bad);
    }

    void missesOfKeyEventsAreNotMarkedAsInferred()
    {
        auto row = example::patternRow("a:*", 10, 0.5, 20);
        row.missesFromEvents = true;
        const auto rows = patternRows({row}, {});
        QCOMPARE(cellOf(*rows, 0, 2).text, QStringLiteral("20"));
    }

    void aFewReadsMakeNoHitRate()
    {
        auto row = example::patternRow("a:*", 3000, 0.5, 20);
        row.traffic->reads = 7;
        row.traffic->misses = row.traffic->fills = 0;
        auto never = example::patternRow("b:*", 3000, -1, -1);
        const auto rows = patternRows({row, never}, {});
        QCOMPARE(cellOf(*rows, 0, 1).text, QStringLiteral("–"));
        QVERIFY(rows->tip(0, 1).contains(QStringLiteral("7, too few")));
        QVERIFY(cellOf(*rows, 1, 3).text.contains(QStringLiteral("burst")));
    }

    void whatWasKnownOfARedisThatIsAwayIsDim()
    {
        const auto rows = patternRows(example::patternRows(), example::story(), true);
        for (int column = 0; column < 7; ++column)
            QVERIFY(cellOf(*rows, 0, column).tint == Tint::Dim);
        QCOMPARE(cellOf(*rows, 0, 1).text, QStringLiteral("84.0 %"));
    }

    void whoWaitsIsNotCalledActive()
    {
        SessionRow row;
        row.pid = 7;
        row.state = "active";
        QCOMPARE(cellOf(*sessionRows({row}), 0, 1).text, QStringLiteral("active"));
        row.blockedBy = {8};
        QCOMPARE(cellOf(*sessionRows({row}), 0, 1).text, QStringLiteral("waiting"));
    }

    // What short names do not need is for the statement.
    void theStatementGetsTheRoomThatIsLeft()
    {
        RowsTable table(QStringLiteral("Sessions"), sessionColumns(), false);
        table.resize(900, 300);
        table.show();
        const auto last = int(sessionColumns().size()) - 1;
        table.rows().show(source({1, 2}));
        const int wide = table.columnWidth(last);
        QVERIFY2(wide > 180, qPrintable(QString::number(wide)));
        SessionRow row;
        row.pid = 3;
        row.state = "idle in transaction (aborted)";
        row.application = "an application with a name that never ends";
        table.rows().show(sessionRows({row}));
        QVERIFY(table.columnWidth(last) < wide && table.columnWidth(last) >= 90);
    }

    void changesAgainstBefore()
    {
        QCOMPARE(changeText(134, 100), QStringLiteral("+34 %"));
        QCOMPARE(changeText(50, 100), QStringLiteral("−50 %"));
        QCOMPARE(changeText(100, 100), QStringLiteral("0 %"));
        QCOMPARE(changeText(1200, 100), QStringLiteral("12×"));
        QCOMPARE(changeText(5, 0), QStringLiteral("new"));
        QCOMPARE(changeText(5, -1), QStringLiteral("–"));
        const auto rows = statementRows(example::totals());
        QCOMPARE(cellOf(*rows, 0, 3).text, QStringLiteral("+267 %"));
        QCOMPARE(cellOf(*rows, 0, 3).tint, Tint::Miss);
        QCOMPARE(cellOf(*rows, 1, 3).text, QStringLiteral("new"));
        QCOMPARE(cellOf(*rows, 2, 5).text, QStringLiteral("+100 %"));
        double shares = 0;
        for (std::size_t row = 0; row < rows->count(); ++row)
            shares += cellOf(*rows, row, 1).text.chopped(2).toDouble();
        QVERIFY(std::abs(shares - 100) < 0.5);
    }

    void lockTreeShowsWhoHoldsUpWhom()
    {
        const auto tree = lockTree(example::postgresLook().sessions);
        QCOMPARE(tree.size(), 4u);
        QCOMPARE(tree[0].session.pid, 4711);
        QCOMPARE(tree[0].behind, 3u);
        QCOMPARE(tree[1].session.pid, 4712);
        QCOMPARE(tree[1].depth, 1);
        QCOMPARE(tree[2].session.pid, 4713);
        QCOMPARE(tree[2].depth, 2);
        QCOMPARE(tree[3].session.pid, 4714);
        QCOMPARE(tree[3].depth, 1);
        const auto rows = lockRows(tree);
        QCOMPARE(cellOf(*rows, 0, 1).text, QStringLiteral("holds up 3 sessions"));
        QCOMPARE(cellOf(*rows, 1, 1).text, QStringLiteral("orders, RowExclusiveLock"));
    }

    void lockTreeOfRingsAndStrangers()
    {
        const auto waiting = [](std::int32_t pid, std::int32_t behind) {
            SessionRow row;
            row.pid = pid;
            row.blockedBy = {behind};
            return row;
        };
        // Two that wait for each other, until the server finds the deadlock.
        const auto ring = lockTree({waiting(1, 2), waiting(2, 1)});
        QCOMPARE(ring.size(), 2u);
        QCOMPARE(ring[0].depth, 0);
        QCOMPARE(ring[1].depth, 1);
        // One that waits for a session our user may not see.
        const auto stranger = lockTree({waiting(1, 77)});
        QCOMPARE(stranger.size(), 2u);
        QCOMPARE(stranger[0].session.pid, 77);
        QVERIFY(!stranger[0].isSeen);
        QVERIFY(lockTree({}).empty());
    }

    void eventsTellWhetherTheyGoOn()
    {
        auto story = example::story();
        story[1].until = 200s;
        story[2].seen = 300s;
        const auto rows = findingRows({story.begin(), story.end()}, [](SinceStart at) {
            return QDateTime::currentDateTime().toMSecsSinceEpoch() / 86'400'000 * 86'400'000
                + 43'200'000 + at.count() / 1'000'000;
        });
        QCOMPARE(cellOf(*rows, 0, 0).detail, QStringLiteral("going on"));
        QVERIFY(cellOf(*rows, 1, 0).detail.startsWith(QStringLiteral("until ")));
        QVERIFY(cellOf(*rows, 2, 0).detail.startsWith(QStringLiteral("seen until ")));
        QCOMPARE(cellOf(*rows, 2, 2).tint, Tint::Dim);
        QCOMPARE(cellOf(*rows, 0, 1).tint, Tint::Bad);
        QVERIFY(cellOf(*rows, 0, 1).text.startsWith(QStringLiteral("✕"))); // not by colour alone
        QVERIFY(rows->tip(0, 2).contains(QStringLiteral("97.1 %")));
    }
};

QTEST_MAIN(tst_WatchTables)
#include "tst_watchtables.moc"
