// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/restartfield.h"
#include "redis/redisconnection.h"
#include "restarts/drilljournal.h"
#include "restarts/drillsdialog.h"
#include "restarts/restartcard.h"
#include "restarts/restartdialog.h"
#include "support/testservers.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;

namespace {
QString w(const char *text) { return QString::fromUtf8(text); }

QPushButton *buttonOf(const QWidget &dialog, const char *name)
{
    return dialog.findChild<QPushButton *>(w(name));
}

QString textOf(const QWidget &dialog, const char *name)
{
    return dialog.findChild<QLabel *>(w(name))->text();
}

QString outputOf(const QWidget &dialog)
{
    return dialog.findChild<QPlainTextEdit *>(w("output"))->toPlainText();
}
} // namespace

class TestRestartDialogs : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    QTemporaryDir m_folder;

    LiveServers servers(Environment environment, const QString &restart) const
    {
        LiveServers servers;
        servers.connection.id = w("id-1");
        servers.connection.name = w("shop-prod");
        servers.connection.environment = environment;
        servers.connection.restartRedis = restart;
        servers.redis = QString::fromStdString(m_redis.uri());
        servers.mayChange = true;
        return servers;
    }
    QString touch(const char *file) const { return w("echo hello; touch %1").arg(path(file)); }
    QString path(const char *file) const { return m_folder.filePath(w(file)); }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::darkTheme().applyTo(*qApp);
        QVERIFY(m_redis.start());
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        for (int i = 0; i < 7; ++i)
            QVERIFY(redis.command({"SET", "k" + std::to_string(i), "v"}));
    }

    void productionWantsTheName()
    {
        auto *dialog = new RestartDialog(
            servers(Environment::Production, touch("production")), nullptr, Tier::Redis);
        dialog->show();
        QTRY_VERIFY2_WITH_TIMEOUT(textOf(*dialog, "forecast").contains(w("is lost (7 keys)")),
            qPrintable(textOf(*dialog, "forecast")), 10'000);
        QCOMPARE(textOf(*dialog, "command"), touch("production"));
        auto *name = dialog->findChild<QLineEdit *>(w("confirmName"));
        QVERIFY(name->isVisible() && !buttonOf(*dialog, "go")->isEnabled());
        QTest::keyClicks(name, w("shop-dev"));
        QVERIFY(!buttonOf(*dialog, "go")->isEnabled());
        QTest::keyClick(name, Qt::Key_Return); // nor by the keyboard
        QVERIFY(!dialog->isRunning());
        name->clear();
        QTest::keyClicks(name, w("shop-prod"));
        QVERIFY(buttonOf(*dialog, "go")->isEnabled());
        buttonOf(*dialog, "go")->click();
        QVERIFY(dialog->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isRunning(), 10'000);
        QVERIFY(QFile::exists(path("production")));
        QVERIFY(outputOf(*dialog).contains(w("hello")));
        QVERIFY2(
            textOf(*dialog, "end").contains(w("exit code 0")), qPrintable(textOf(*dialog, "end")));
        QVERIFY(!buttonOf(*dialog, "go")->isVisible()); // once
        const QPointer<QDialog> watched = dialog;
        buttonOf(*dialog, "close")->click();
        QTRY_VERIFY(!watched);
    }

    void developmentAsksOnce()
    {
        RestartDialog dialog(
            servers(Environment::Development, touch("development")), nullptr, Tier::Redis);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QVERIFY(!dialog.findChild<QLineEdit *>(w("confirmName"))->isVisible());
        buttonOf(dialog, "go")->click();
        QVERIFY(!dialog.isRunning() && dialog.findChild<QLabel *>(w("question"))->isVisible());
        buttonOf(dialog, "go")->click();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("development")) && !dialog.isRunning(), 10'000);
    }

    void whatCannotBeOrderedSaysWhy()
    {
        auto readOnly = servers(Environment::Development, touch("never"));
        readOnly.mayChange = false;
        const auto none = servers(Environment::Development, QString());
        const auto wrong = servers(Environment::Development, w("systemd:--all"));
        for (const auto &one : {readOnly, none, wrong}) {
            RestartDialog dialog(one, nullptr, Tier::Redis);
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            dialog.show();
            QVERIFY(textOf(dialog, "forecast").startsWith(w("✕")));
            QVERIFY(!buttonOf(dialog, "go")->isEnabled());
        }
        RestartDialog postgres(none, nullptr, Tier::Postgres);
        postgres.setAttribute(Qt::WA_DeleteOnClose, false);
        QVERIFY(textOf(postgres, "forecast").contains(w("no Postgres")));
    }

    void closingStopsACommandThatRuns()
    {
        RestartDialog dialog(
            servers(Environment::Sandbox, w("echo begun; sleep 60")), nullptr, Tier::Redis);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        buttonOf(dialog, "go")->click();
        buttonOf(dialog, "go")->click();
        QTRY_VERIFY_WITH_TIMEOUT(outputOf(dialog).contains(w("begun")), 10'000);
        buttonOf(dialog, "close")->click();
        QVERIFY(dialog.isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isRunning(), 10'000);
        QVERIFY(textOf(dialog, "end").contains(w("Stopped")));
    }

    void aCommandThatFailedCostNothing()
    {
        RestartDialog dialog(
            servers(Environment::Sandbox, w("echo no; exit 3")), nullptr, Tier::Redis);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QVERIFY(!dialog.isOrdered());
        buttonOf(dialog, "go")->click();
        buttonOf(dialog, "go")->click();
        QVERIFY(dialog.isOrdered());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isRunning(), 10'000);
        QVERIFY(textOf(dialog, "end").startsWith(w("✕")));
        const auto *card = dialog.findChild<RestartCard *>();
        QTRY_VERIFY_WITH_TIMEOUT(!card->isVisible(), 5000);
        // Nor does it come back while it is looked on.
        QVERIFY(!QTest::qWaitFor([&] { return card->isVisible(); }, 1000));
        QVERIFY(dialog.findChild<QLabel *>(w("end"))->isVisible());
    }

    void drillsAreNotOfferedInProduction()
    {
        DrillsDialog dialog(servers(Environment::Production, {}), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.setSettingsFolder(m_folder.path());
        dialog.show();
        QVERIFY(!buttonOf(dialog, "start")->isVisible());
        QVERIFY(textOf(dialog, "reason").contains(w("production")));
        const auto *list = dialog.findChild<QListWidget *>(w("drills"));
        for (int row = 0; row < list->count(); ++row)
            QVERIFY(!(list->item(row)->flags() & Qt::ItemIsEnabled));
    }

    void aDrillRunsAndTellsWhatItMeasured()
    {
        DrillsDialog dialog(servers(Environment::Development, {}), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.setSettingsFolder(m_folder.path());
        dialog.show();
        // There is no Postgres: its drills are not to be had.
        const auto *list = dialog.findChild<QListWidget *>(w("drills"));
        QVERIFY(!(list->item(4)->flags() & Qt::ItemIsEnabled));
        dialog.findChild<QSpinBox *>(w("span"))->setValue(1);
        QVERIFY(buttonOf(dialog, "start")->isEnabled());
        buttonOf(dialog, "start")->click();
        QVERIFY(dialog.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isRunning(), 15'000);
        QVERIFY2(textOf(dialog, "result").contains(w("answered after")),
            qPrintable(textOf(dialog, "result")));
    }

    void whatWasLeftIsOffered()
    {
        const DrillJournal journal(m_folder.path());
        QVERIFY(journal.add({w("id-1"), w("maxmemory"), w("0"), w("99000000"), 1}));
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        QVERIFY(redis.command({"CONFIG", "SET", "maxmemory", "99000000"}));
        DrillsDialog dialog(servers(Environment::Development, {}), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.setSettingsFolder(m_folder.path());
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(dialog, "putBack")->isVisible(), 10'000);
        buttonOf(dialog, "putBack")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!buttonOf(dialog, "putBack")->isVisible(), 10'000);
        const auto now = redis.command({"CONFIG", "GET", "maxmemory"});
        QVERIFY(now && (*now)[1].text() == "0");
        QVERIFY(journal.all().empty());
    }

    void whatWasLeftWaitsUntilItMayBePutBack()
    {
        const DrillJournal journal(m_folder.path());
        QVERIFY(journal.add({w("id-1"), w("maxmemory"), w("0"), w("98000000"), 1}));
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        QVERIFY(redis.command({"CONFIG", "SET", "maxmemory", "98000000"}));
        const auto limit = [&] {
            const auto now = redis.command({"CONFIG", "GET", "maxmemory"});
            return now ? std::string((*now)[1].text()) : std::string();
        };
        auto readOnly = servers(Environment::Production, {});
        readOnly.mayChange = false;
        DrillsDialog dialog(readOnly, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.setSettingsFolder(m_folder.path());
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(dialog, "putBack")->isVisible(), 10'000);
        QVERIFY(!buttonOf(dialog, "putBack")->isEnabled());
        QVERIFY(textOf(dialog, "putBackRefusal").contains(w("read-only")));
        QVERIFY(QMetaObject::invokeMethod(
            buttonOf(dialog, "putBack"), "clicked", Q_ARG(bool, false))); // nor in another way
        QTest::qWait(300);
        QCOMPARE(limit(), std::string("98000000"));
        dialog.setMayChange(true);
        QVERIFY(buttonOf(dialog, "putBack")->isEnabled());
        buttonOf(dialog, "putBack")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!buttonOf(dialog, "putBack")->isVisible(), 10'000);
        QCOMPARE(limit(), std::string("0"));
        QVERIFY(journal.all().empty());
    }

    void whatWasLeftCanBeForgotten()
    {
        const DrillJournal journal(m_folder.path());
        QVERIFY(journal.add({w("id-1"), w("maxmemory"), w("0"), w("97000000"), 1, w("gone")}));
        DrillsDialog dialog(servers(Environment::Development, {}), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.setSettingsFolder(m_folder.path());
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(dialog, "putBack")->isVisible(), 10'000);
        buttonOf(dialog, "putBack")->click();
        QTRY_VERIFY2_WITH_TIMEOUT(textOf(dialog, "result").contains(w("Another process")),
            qPrintable(textOf(dialog, "result")), 10'000);
        QVERIFY(buttonOf(dialog, "putBack")->isVisible());
        buttonOf(dialog, "forget")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!buttonOf(dialog, "forget")->isVisible(), 10'000);
        QVERIFY(journal.all().empty());
    }

    void theFieldOfAConnection()
    {
        RestartField field(w("Restart Redis"), w("ssh cache-1 …"));
        for (const auto *kept : {"", "systemd:redis", "systemd-user:redis", "docker:shop-redis",
                 "podman:shop-redis", "ssh db sudo -n systemctl restart redis"}) {
            field.setKept(w(kept));
            QCOMPARE(field.kept(), w(kept));
            QVERIFY(field.isRight());
        }
        field.setKept(w("docker:x"));
        field.findChild<QLineEdit *>()->setText(w("-x"));
        QVERIFY(!field.isRight());
        field.findChild<QComboBox *>()->setCurrentIndex(0);
        QVERIFY(field.isRight() && field.kept().isEmpty());
    }
};

QTEST_MAIN(TestRestartDialogs)
#include "tst_restartdialogs.moc"
