// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the windows over a watch when it is decided anew whether anything may be changed,
// and when the watch is closed: a restart that runs goes on.
#include "live/watchsession.h"
#include "restarts/drillsdialog.h"
#include "restarts/restartdialog.h"
#include "support/testservers.h"
#include "theme/theme.h"
#include "watchdesk/watchtools.h"

#include <QFile>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;

namespace {
QString t(const char *text) { return QString::fromUtf8(text); }
} // namespace

class TestWatchTools : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    QTemporaryDir m_folder;
    std::unique_ptr<WatchSession> m_session;
    std::unique_ptr<QWidget> m_window;
    WatchTools *m_tools = nullptr;

    QString path(const char *file) const { return m_folder.filePath(t(file)); }
    bool touch(const char *file) const { return QFile(path(file)).open(QIODevice::WriteOnly); }
    static void order(const RestartDialog &dialog) // asked once
    {
        dialog.findChild<QPushButton *>(t("go"))->click();
        dialog.findChild<QPushButton *>(t("go"))->click();
    }
    template <typename Dialog> QPointer<Dialog> opened(WatchTool tool)
    {
        m_tools->open(tool);
        return qobject_cast<Dialog *>(m_tools->window(tool));
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::darkTheme().applyTo(*qApp);
        QVERIFY(m_redis.start());
    }

    void init()
    {
        QFile::remove(path("go"));
        QFile::remove(path("done"));
        WatchOptions options;
        options.connection.id = t("id-1");
        options.connection.name = t("shop-dev");
        options.connection.environment = Environment::Development;
        // Lasts until it is told to end; at most some ten seconds.
        options.connection.restartRedis
            = t("i=0; while [ ! -e %1 ] && [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done; "
                "touch %2")
                  .arg(path("go"), path("done"));
        options.redis = QString::fromStdString(m_redis.uri());
        m_session = std::make_unique<WatchSession>(options);
        m_window = std::make_unique<QWidget>();
        m_window->show();
        m_tools = new WatchTools(*m_session, m_folder.path(), m_window.get());
        m_tools->setRoute(options.redis, {});
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void aRestartThatRunsIsLeftAlone()
    {
        const auto dialog = opened<RestartDialog>(WatchTool::RestartRedis);
        order(*dialog);
        QVERIFY(dialog->isRunning());
        m_session->setMayChange(false);
        QVERIFY(dialog && dialog->isRunning());
        QCOMPARE(m_tools->window(WatchTool::RestartRedis), dialog.data());
        QVERIFY(touch("go"));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isRunning(), 10'000);
        QVERIFY(QFile::exists(path("done")));
        QVERIFY(dialog->findChild<QLabel *>(t("end"))->text().startsWith(t("✓")));
        // What it has cost is still to be read.
        m_session->setMayChange(true);
        QVERIFY(dialog && dialog->isVisible());
    }

    void itGoesOnWhenTheWatchIsClosed()
    {
        const auto dialog = opened<RestartDialog>(WatchTool::RestartRedis);
        order(*dialog);
        m_window->close();
        QVERIFY(dialog && dialog->isRunning() && dialog->isVisible() && !dialog->parentWidget());
        m_window.reset();
        m_session.reset();
        QVERIFY(dialog && dialog->isRunning());
        QVERIFY(touch("go"));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isRunning(), 10'000);
        QVERIFY(QFile::exists(path("done")));
        dialog->close();
        QTRY_VERIFY(!dialog);
    }

    void orGoesWithoutBeingClosed()
    {
        const auto dialog = opened<RestartDialog>(WatchTool::RestartRedis);
        order(*dialog);
        m_window.reset();
        QVERIFY(dialog && dialog->isRunning() && dialog->isVisible());
        QVERIFY(touch("go"));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isRunning(), 10'000);
        QVERIFY(QFile::exists(path("done")));
        dialog->close();
        QTRY_VERIFY(!dialog);
    }

    void oneThatWasNotOrderedIsMadeAnew()
    {
        const auto before = opened<RestartDialog>(WatchTool::RestartRedis);
        m_session->setMayChange(false);
        QVERIFY(!before);
        auto *now = m_tools->window(WatchTool::RestartRedis);
        QVERIFY(now && !now->findChild<QPushButton *>(t("go"))->isEnabled());
        m_window.reset();
    }

    void drillsAreToldAndStay()
    {
        const auto dialog = opened<DrillsDialog>(WatchTool::Drills);
        QVERIFY(dialog->findChild<QPushButton *>(t("start"))->isVisible());
        m_session->setMayChange(false);
        QVERIFY(dialog && !dialog->findChild<QPushButton *>(t("start"))->isVisible());
        QVERIFY(dialog->findChild<QLabel *>(t("reason"))->text().contains(t("read-only")));
        m_session->setMayChange(true);
        QVERIFY(dialog->findChild<QPushButton *>(t("start"))->isVisible());
    }
};

QTEST_MAIN(TestWatchTools)
#include "tst_watchtools.moc"
