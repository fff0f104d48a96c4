// SPDX-License-Identifier: GPL-3.0-or-later
// What a drill has changed is noted so that it is found again, whatever was in the file before.
#include "restarts/drilljournal.h"

#include <QDir>
#include <QFile>
#include <QLockFile>
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
        QCOMPARE(
            DrillJournal(folder.path()).of(j("id-1")).settings, std::vector<LeftSetting>{m_left});
        QVERIFY(DrillJournal(folder.path()).of(j("id-2")).settings.empty());
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

    // Told once, and where to look: what it said of any server is not known.
    void whatCannotBeReadIsTold()
    {
        QTemporaryDir folder;
        const QByteArray broken = "{\"server\": ";
        QFile file(folder.filePath(j("drills.json")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(broken) > 0);
        file.close();
        const DrillJournal journal(folder.path());
        const auto left = journal.of(j("id-1"));
        QVERIFY(left.settings.empty());
        const auto aside = QDir(folder.path()).entryList({j("drills.json.damaged-*")});
        QCOMPARE(aside.size(), 1);
        QCOMPARE(contentOf(folder.filePath(aside.front())), broken);
        QVERIFY2(left.unread.contains(folder.filePath(aside.front())), qPrintable(left.unread));
        QVERIFY2(left.unread.contains(j("CONFIG GET maxmemory")), qPrintable(left.unread));
        QVERIFY(journal.of(j("id-1")).unread.isEmpty());
        QVERIFY(journal.add(m_left));
        QCOMPARE(journal.of(j("id-1")).settings, std::vector<LeftSetting>{m_left});
        QVERIFY(journal.of(j("id-1")).unread.isEmpty());
    }

    // Somebody holds it: it stays where it is, and that is where to look.
    void orWhereItStillIs()
    {
        QTemporaryDir folder;
        const auto name = folder.filePath(j("drills.json"));
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[") > 0);
        file.close();
        QLockFile lock(name + j(".lock"));
        QVERIFY(lock.tryLock(0));
        const auto left = DrillJournal(folder.path()).of(j("id-1"));
        QVERIFY2(left.unread.contains(j("(%1)").arg(QDir::toNativeSeparators(name))),
            qPrintable(left.unread));
        QVERIFY(QFile::exists(name));
    }
};

QTEST_GUILESS_MAIN(TestDrillJournal)
#include "tst_drilljournal.moc"
