// SPDX-License-Identifier: GPL-3.0-or-later
// What a drill has changed is noted so that it is found again, whatever was in the file before.
#include "restarts/drilljournal.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;

namespace {
QString j(const char *text) { return QString::fromUtf8(text); }

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("?");
}
} // namespace

class TestDrillJournal : public QObject
{
    Q_OBJECT
    const LeftSetting m_left{
        j("id-1"), j("maxmemory"), j("0"), j("77000000"), 1700000000000, j("0a1b2c")};

private Q_SLOTS:
    void whatIsNotedIsReadAgain()
    {
        QTemporaryDir folder;
        QVERIFY(DrillJournal(folder.path()).all().empty());
        QVERIFY(DrillJournal(folder.path()).add(m_left));
        QCOMPARE(DrillJournal(folder.path()).of(j("id-1")), std::vector<LeftSetting>{m_left});
        QVERIFY(DrillJournal(folder.path()).of(j("id-2")).empty());
        QVERIFY(DrillJournal(folder.path()).remove(m_left));
        QVERIFY(DrillJournal(folder.path()).all().empty());
    }

    void oneOfAnOlderTierlensHasNoProcess()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(j("drills.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "[{\"server\": \"id-1\", \"setting\": \"maxmemory\", \"was\": \"0\", \"set\": \"9\"}]");
        file.close();
        const auto all = DrillJournal(folder.path()).all();
        QCOMPARE(all.size(), std::size_t(1));
        QVERIFY(all.front().process.isEmpty());
    }

    void whatCannotBeReadIsNotOverwritten()
    {
        QTemporaryDir folder;
        const auto name = folder.filePath(j("drills.json"));
        const QByteArray broken = "[{\"server\": \"id-7\", \"sett";
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(broken) > 0);
        file.close();
        const DrillJournal journal(folder.path());
        QVERIFY(journal.all().empty());
        QVERIFY(!journal.remove(m_left));
        QCOMPARE(contentOf(name), broken);
        QVERIFY(journal.add(m_left));
        QCOMPARE(journal.all(), std::vector<LeftSetting>{m_left});
        const auto aside = QDir(folder.path()).entryList({j("drills.json.damaged-*")});
        QCOMPARE(aside.size(), 1);
        QCOMPARE(contentOf(folder.filePath(aside.front())), broken);
    }
};

QTEST_GUILESS_MAIN(TestDrillJournal)
#include "tst_drilljournal.moc"
