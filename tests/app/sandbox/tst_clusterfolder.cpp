// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/processtree.h"
#include "sandbox/clusterfolder.h"
#include "sandbox/socketfolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;

// Folders, marks and locks, without a server.
class TestClusterFolder : public QObject
{
    Q_OBJECT

    std::unique_ptr<ClusterFolder> take(int major = 15) const
    {
        auto taken = ClusterFolder::take(m_folder->path(), major, serverAccount());
        return taken ? *std::move(taken) : nullptr;
    }
    static void touch(const QString &path)
    {
        QFile file(path);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly));
    }

    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void eachTakerGetsANumberOfItsOwn()
    {
        auto first = take();
        const auto second = take();
        QVERIFY(first && second);
        QCOMPARE(first->path(), m_folder->filePath(QStringLiteral("pg15-v1-1")));
        QCOMPARE(second->path(), m_folder->filePath(QStringLiteral("pg15-v1-2")));
        QVERIFY(first->remarks().isEmpty());
        QCOMPARE(second->remarks().size(), 1);
        first.reset();
        first = take();
        QCOMPARE(first->path(), m_folder->filePath(QStringLiteral("pg15-v1-1")));
        // Another version of Postgres cannot read that data.
        const auto newer = take(17);
        QCOMPARE(newer->path(), m_folder->filePath(QStringLiteral("pg17-v1-1")));
    }

    void afterNineThereAreNoMore()
    {
        std::vector<std::unique_ptr<ClusterFolder>> all;
        for (int i = 0; i < 9; ++i) {
            all.push_back(take());
            QVERIFY(all.back());
        }
        const auto tenth = ClusterFolder::take(m_folder->path(), 15, serverAccount());
        QVERIFY(!tenth);
        QVERIFY(QString::fromStdString(tenth.error().text).contains(QLatin1String("in use")));
    }

    void aDeadOwnersLockIsTakenOver()
    {
        QProcess gone;
        gone.start(QStringLiteral("/bin/true"), QStringList());
        QVERIFY(gone.waitForStarted());
        const qint64 pid = gone.processId();
        QVERIFY(gone.waitForFinished());
        QFile lock(m_folder->filePath(QStringLiteral("pg15-v1-1.lock")));
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.write(
            QByteArray::number(pid) + "\ntierlens\n" + QSysInfo::machineHostName().toUtf8() + '\n');
        lock.close();
        const auto taken = take();
        QVERIFY(taken);
        QVERIFY(taken->path().endsWith(QLatin1String("-1")));
    }

    void whatIsNotOursIsLeftAlone_data()
    {
        QTest::addColumn<QString>("foreign");
        QTest::newRow("a folder with something in it") << QStringLiteral("pg15-v1-1/data/precious");
        QTest::newRow("a file") << QStringLiteral("pg15-v1-1");
    }
    void whatIsNotOursIsLeftAlone()
    {
        QFETCH(QString, foreign);
        touch(m_folder->filePath(foreign));
        const auto taken = take();
        QVERIFY(taken);
        QVERIFY(taken->path().endsWith(QLatin1String("-2")));
        QVERIFY(taken->remarks().at(0).endsWith(QLatin1String("is left alone.")));
        QVERIFY(taken->clear());
        QVERIFY(QFileInfo::exists(m_folder->filePath(foreign)));
        QVERIFY(
            !QFileInfo::exists(m_folder->filePath(QStringLiteral("pg15-v1-1/tierlens-sandbox"))));
    }

    void clearingForgetsWhatWasSeeded()
    {
        const auto taken = take();
        QVERIFY(!taken->isComplete() && !taken->isAnythingSeeded());
        touch(taken->data() + QLatin1String("/global/pg_control"));
        if (const auto account = serverAccount())
            QVERIFY(giveTo(taken->data(), *account));
        QVERIFY(!taken->isComplete()); // not until it is said
        QVERIFY(taken->markComplete());
        QVERIFY(taken->isComplete());
        QVERIFY(taken->markSeeded(QStringLiteral("profile")));
        QVERIFY(taken->markSeeded(QStringLiteral("../odd/one")));
        QVERIFY(taken->isSeeded(QStringLiteral("../odd/one")));
        QVERIFY(!taken->isSeeded(QStringLiteral("game")));
        QVERIFY(taken->clear());
        QVERIFY(!taken->isComplete() && !taken->isAnythingSeeded());
        QVERIFY(!QFileInfo::exists(taken->data()));
    }

    void clearingDoesNotFollowALinkOut()
    {
        const auto taken = take();
        touch(m_folder->filePath(QStringLiteral("elsewhere/precious")));
        QVERIFY(QFile::link(m_folder->filePath(QStringLiteral("elsewhere")), taken->data()));
        QVERIFY(taken->clear());
        QVERIFY(!QFileInfo(taken->data()).isSymLink());
        QVERIFY(QFileInfo::exists(m_folder->filePath(QStringLiteral("elsewhere/precious"))));
    }

    void socketsOfTheDeadAreRemovedAndThoseOfTheLivingKept()
    {
        const auto account = serverAccount();
        auto living = SocketFolder::make(account);
        QVERIFY(living);
        QVERIFY((*living)->postgresSocket().size() <= 103);
        QProcess gone;
        gone.start(QStringLiteral("/bin/true"), QStringList());
        QVERIFY(gone.waitForStarted());
        const qint64 pid = gone.processId();
        QVERIFY(gone.waitForFinished());
        const QString dead = QDir::temp().filePath(QStringLiteral("tierlens-s%1-AbCdEf").arg(pid));
        touch(dead + QLatin1String("/redis.sock"));
        SocketFolder::removeLeftOvers(account);
        QVERIFY(!QFileInfo::exists(dead));
        QVERIFY(QFileInfo::exists((*living)->path()));
        const QString path = (*living)->path();
        (*living).reset();
        QVERIFY(!QFileInfo::exists(path));
    }
};

QTEST_GUILESS_MAIN(TestClusterFolder)
#include "tst_clusterfolder.moc"
