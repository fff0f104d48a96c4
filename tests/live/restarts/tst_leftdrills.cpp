// SPDX-License-Identifier: GPL-3.0-or-later
// Tierlens is killed in the middle of a drill: what the drill has changed is offered to be put back
// when the connection is watched again.
#include "live/watchsession.h"
#include "redis/redisconnection.h"
#include "restarts/drilljournal.h"
#include "restarts/drillrun.h"
#include "restarts/drillsdialog.h"
#include "support/testservers.h"
#include "theme/theme.h"
#include "watchdesk/watchtools.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
QString l(const char *text) { return QString::fromUtf8(text); }
constexpr auto RedisToDrill = "TIERLENS_TEST_DRILLED_REDIS", Notes = "TIERLENS_TEST_DRILL_NOTES";
} // namespace

class TestLeftDrills : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    QTemporaryDir m_folder;
    std::unique_ptr<WatchSession> m_session;
    std::unique_ptr<QWidget> m_window;
    WatchTools *m_tools = nullptr;

    static bool isHelper() { return qEnvironmentVariableIsSet(RedisToDrill); }
    static LiveServers servers(const QString &redis)
    {
        LiveServers servers;
        servers.connection.id = l("id-1");
        servers.connection.name = l("shop-dev");
        servers.connection.environment = Environment::Development;
        servers.redis = redis;
        servers.mayChange = true;
        return servers;
    }
    QString uri() const { return QString::fromStdString(m_redis.uri()); }
    std::string maxMemory() const
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        const auto reply = redis.command({"CONFIG", "GET", "maxmemory"});
        return reply && reply->size() > 1 ? std::string((*reply)[1].text()) : std::string("?");
    }
    void watchAgain(const QString &id = l("id-1"), bool mayChange = true)
    {
        m_window.reset();
        m_session.reset();
        WatchOptions options;
        options.connection = servers(uri()).connection;
        options.connection.id = id;
        options.redis = uri();
        m_session = std::make_unique<WatchSession>(options);
        m_session->setMayChange(mayChange);
        m_window = std::make_unique<QWidget>();
        m_window->show();
        m_tools = new WatchTools(*m_session, m_folder.path(), m_window.get());
        m_tools->setRoute(uri(), {});
    }
    QMessageBox *offer() const { return m_window->findChild<QMessageBox *>(l("leftDrills")); }
    bool isOffered() const
    {
        return QTest::qWaitFor([this] { return offer() && offer()->isVisible(); }, 10'000);
    }
    // Nothing is, long after it would have been.
    bool isSilent() const
    {
        QTest::qWait(700);
        return !offer();
    }
    QWidget *drills() const { return m_tools->window(WatchTool::Drills); }
    QPushButton *button(const char *name) const
    {
        return drills()->findChild<QPushButton *>(l(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (isHelper())
            return;
        Theme::darkTheme().applyTo(*qApp);
        QVERIFY(m_redis.start());
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        for (int i = 0; i < 2000; ++i)
            QVERIFY(redis.command({"SET", "k" + std::to_string(i), std::string(500, 'v')}));
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    // The process that is killed: this program again, with nothing but a drill to do.
    void aDrillUntilKilled()
    {
        if (!isHelper())
            return;
        DrillRun drill(qEnvironmentVariable(Notes));
        DrillOrder order;
        order.kind = DrillKind::LowMemory;
        order.span = 120s;
        order.percent = 80;
        QCOMPARE(drill.start(servers(qEnvironmentVariable(RedisToDrill)), order), QString());
        QTest::qWait(60'000);
    }

    void aKilledTierlensLeavesMaxmemory()
    {
        if (isHelper())
            return;
        QCOMPARE(maxMemory(), std::string("0"));
        QProcess helper;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(l(RedisToDrill), uri());
        environment.insert(l(Notes), m_folder.path());
        helper.setProcessEnvironment(environment);
        helper.start(
            QCoreApplication::applicationFilePath(), {l("tst_leftdrills"), l("aDrillUntilKilled")});
        QVERIFY(helper.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(maxMemory() != "0", 20'000);
        helper.kill();
        QVERIFY(helper.waitForFinished(10'000));
        QVERIFY(maxMemory() != "0");
        const auto left = DrillJournal(m_folder.path()).of(l("id-1"));
        QCOMPARE(left.settings.size(), std::size_t(1));
        QCOMPARE(left.settings.front().set.toStdString(), maxMemory());
    }

    void anotherConnectionIsNotTold()
    {
        if (isHelper())
            return;
        watchAgain(l("id-2"));
        QVERIFY(isSilent());
    }

    void itIsOfferedAndMayWait()
    {
        if (isHelper())
            return;
        const auto lowered = maxMemory();
        watchAgain();
        QVERIFY(isOffered());
        const auto said = offer()->informativeText();
        QVERIFY2(said.contains(l("maxmemory is %1; before the drill it was 0.")
                                   .arg(QString::fromStdString(lowered))),
            qPrintable(said));
        offer()->reject(); // Later
        QTRY_VERIFY(!offer());
        QVERIFY(!drills());
        QCOMPARE(maxMemory(), lowered);
        watchAgain(); // it is not forgotten
        QVERIFY(isOffered());
        QCOMPARE(maxMemory(), lowered);
    }

    void readOnlyItIsSaidButNotDone()
    {
        if (isHelper())
            return;
        const auto lowered = maxMemory();
        watchAgain(l("id-1"), false);
        QVERIFY(isOffered());
        offer()->defaultButton()->click();
        QTRY_VERIFY(drills() && button("putBack")->isVisible());
        QVERIFY(!button("putBack")->isEnabled());
        QVERIFY(
            drills()->findChild<QLabel *>(l("putBackRefusal"))->text().contains(l("read-only")));
        QCOMPARE(maxMemory(), lowered);
    }

    void itIsPutBack()
    {
        if (isHelper())
            return;
        watchAgain();
        QVERIFY(isOffered());
        offer()->defaultButton()->click();
        QTRY_VERIFY(drills() && button("putBack")->isVisible());
        button("putBack")->click();
        QTRY_COMPARE_WITH_TIMEOUT(maxMemory(), std::string("0"), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!button("putBack")->isVisible(), 10'000);
        QVERIFY(drills()
                    ->findChild<QLabel *>(l("result"))
                    ->text()
                    .contains(l("maxmemory is 0 again, as before.")));
        watchAgain();
        QVERIFY(isSilent());
    }

    // What is left cannot be known: where the notes are now, and what to look at. Once.
    void notesThatCannotBeRead()
    {
        if (isHelper())
            return;
        const auto write = [this] {
            QFile notes(m_folder.filePath(l("drills.json")));
            return notes.open(QIODevice::WriteOnly) && notes.write("[{\"server\":") > 0;
        };
        QVERIFY(write());
        watchAgain();
        QVERIFY(isOffered());
        const auto aside = QDir(m_folder.path()).entryList({l("drills.json.damaged-*")});
        QCOMPARE(aside.size(), 1);
        QVERIFY2(offer()->text().contains(m_folder.filePath(aside.front()))
                && offer()->text().contains(l("CONFIG GET maxmemory")),
            qPrintable(offer()->text()));
        offer()->accept();
        watchAgain();
        QVERIFY(isSilent());
        // The dialog of the drills says it, too, when it is the first to look.
        QVERIFY(write());
        m_tools->open(WatchTool::Drills);
        auto *text = drills()->findChild<QLabel *>(l("leftText"));
        QTRY_VERIFY_WITH_TIMEOUT(text->isVisible(), 10'000);
        QVERIFY2(text->text().contains(l("drills.json.damaged-")), qPrintable(text->text()));
        QVERIFY(!button("putBack")->isVisible() && !button("forget")->isVisible());
    }
};

QTEST_MAIN(TestLeftDrills)
#include "tst_leftdrills.moc"
