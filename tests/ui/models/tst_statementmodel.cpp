// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statementmodel.h"
#include "models/tabletext.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestStatementModel : public QObject
{
    Q_OBJECT
    Statements m_statements;
    StatementId m_count = m_statements.add("SELECT count(*)\n  FROM follows\n WHERE followee = $1");
    StatementId m_profile = m_statements.add("SELECT name FROM accounts");

    static void run(StatementStats &stats, StatementId statement, int times, Duration took)
    {
        Request request;
        request.stepCount = 1;
        request.steps[0] = {StepKind::Query, StepResult::Ok, 0, statement, 2, 0us, took};
        for (int i = 0; i < times; ++i)
            stats.add(request);
    }
    static QString cell(const StatementModel &model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }

private Q_SLOTS:
    void figuresAndShares()
    {
        StatementStats stats;
        StatementModel model(stats, m_statements);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.update(1s);
        QCOMPARE(model.rowCount(), 0);
        run(stats, m_profile, 100, 1ms);
        run(stats, m_count, 10, 30ms);
        model.update(2s);
        QCOMPARE(model.rowCount(), 2);
        // The dearest first.
        QCOMPARE(cell(model, 0, StatementModel::Text),
            QStringLiteral("SELECT count(*) FROM follows WHERE followee = $1"));
        QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(QLatin1Char('\n')));
        QCOMPARE(cell(model, 0, StatementModel::Calls), QStringLiteral("10"));
        QCOMPARE(cell(model, 0, StatementModel::Rows), QStringLiteral("20"));
        QCOMPARE(cell(model, 0, StatementModel::Max), QStringLiteral("30.0 ms"));
        QCOMPARE(cell(model, 0, StatementModel::Time), QStringLiteral("300 ms"));
        QCOMPARE(cell(model, 0, StatementModel::Share), QStringLiteral("75.0 %"));
        QCOMPARE(cell(model, 1, StatementModel::Share), QStringLiteral("25.0 %"));
    }

    void ratesAreOverTheLastTenSeconds()
    {
        StatementStats stats;
        StatementModel model(stats, m_statements);
        run(stats, m_count, 1000, 1ms);
        model.update(1s);
        QCOMPARE(cell(model, 0, StatementModel::Rate), QStringLiteral("–")); // not known yet
        for (int second = 2; second <= 40; ++second) {
            run(stats, m_count, second <= 20 ? 50 : 5, 1ms);
            model.update(second * 1s);
        }
        QCOMPARE(cell(model, 0, StatementModel::Rate), QStringLiteral("5.0/s"));
        run(stats, m_count, 9000, 1ms);
        model.update(100s); // nobody looked for a minute
        QCOMPARE(cell(model, 0, StatementModel::Rate), QStringLiteral("–"));
        run(stats, m_count, 12, 1ms);
        model.update(101s);
        QCOMPARE(cell(model, 0, StatementModel::Rate), QStringLiteral("12/s"));
    }

    void sortingKeepsWhatIsSelected()
    {
        StatementStats stats;
        StatementModel model(stats, m_statements);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        run(stats, m_profile, 100, 1ms);
        run(stats, m_count, 10, 30ms);
        model.update(1s);
        const QPersistentModelIndex selected = model.index(0, 0);
        const auto text = selected.data().toString();
        model.sort(StatementModel::Calls, Qt::DescendingOrder);
        QCOMPARE(selected.row(), 1);
        QCOMPARE(selected.data().toString(), text);
        QCOMPARE(
            model.headerData(StatementModel::Calls, Qt::Horizontal, Qt::DisplayRole).toString(),
            QStringLiteral("Calls ▾"));
        model.sort(StatementModel::Calls, Qt::AscendingOrder);
        QCOMPARE(selected.row(), 0);
        run(stats, m_count, 500, 1ms); // overtakes while it is shown
        model.update(2s);
        QCOMPARE(selected.row(), 1);
        for (int column = 0; column < StatementModel::ColumnCount; ++column) {
            model.sort(column, Qt::DescendingOrder);
            const auto first = model.index(0, 0).data().toString();
            model.sort(column, Qt::AscendingOrder);
            QCOMPARE(model.index(1, 0).data().toString(), first);
        }
    }

    void filterAndCopy()
    {
        StatementStats stats;
        StatementModel model(stats, m_statements);
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setFilter(QStringLiteral("FOLLOWS"));
        run(stats, m_profile, 1234, 1ms);
        run(stats, m_count, 10, 30ms);
        model.update(1s);
        QCOMPARE(model.rowCount(), 1);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 2);
        const auto lines = tableText(model, {model.index(0, 0)}).split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0],
            QStringLiteral(
                "Statement\tCalls\tCalls/s\tp50 (ms)\tp99 (ms)\tMax (ms)\tRows\tTime (ms)\tShare"));
        QVERIFY(lines[1].startsWith(QStringLiteral("SELECT name FROM accounts\t1234\t")));
    }
};

QTEST_GUILESS_MAIN(TestStatementModel)
#include "tst_statementmodel.moc"
