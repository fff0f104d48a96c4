// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectiondialog.h"
#include "connect/urifield.h"
#include "connect/welcomepage.h"
#include "connections/connectionlist.h"
#include "connections/secrets.h"
#include "firstrun/localcard.h"
#include "firstrun/sandboxcard.h"
#include "support/testservers.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QUrl>

#include <memory>
#include <type_traits>

using namespace tierlens;
using namespace tierlens::test;

namespace {

QString str(const char *text) { return QString::fromUtf8(text); }

constexpr int Limit = 15'000; // ms, of a slow machine

ServerPlace placeOf(const TestRedis &redis)
{
    ServerPlace place;
    place.socket = redis.socket();
    place.address = QString::fromStdString(redis.uri());
    return place;
}

ServerPlace placeOf(const TestPostgres &postgres)
{
    ServerPlace place;
    place.tier = Tier::Postgres;
    place.port = postgres.port().toUShort();
    place.socket = postgres.folder() + str("/.s.PGSQL.") + postgres.port();
    place.address = str("postgresql://demo@/postgres?host=") + postgres.folder();
    place.user = place.database = str("demo");
    return place;
}

PlacesCall at(const std::vector<ServerPlace> &places)
{
    return [places] { return places; };
}

ProgramSearch nowhere(const QTemporaryDir &root, const QByteArray &osRelease)
{
    ProgramSearch search;
    search.environment = QProcessEnvironment();
    search.root = root.path();
    QDir(root.path()).mkpath(str("etc"));
    QFile file(root.filePath(str("etc/os-release")));
    if (file.open(QIODevice::WriteOnly))
        file.write(osRelease);
    return search;
}

QString textOf(const QWidget &page)
{
    QStringList all;
    for (const auto *label : page.findChildren<QLabel *>()) {
        if (label->isVisibleTo(&page))
            all << label->text();
    }
    return all.join(u'\n');
}

template <typename Event> bool isTaken(QWidget &page, const QList<QUrl> &urls)
{
    QMimeData data;
    data.setUrls(urls);
    if constexpr (std::is_same_v<Event, QDropEvent>) {
        QDropEvent event({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&page, &event);
        return event.isAccepted();
    } else {
        QDragEnterEvent event({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        event.ignore();
        QApplication::sendEvent(&page, &event);
        return event.isAccepted();
    }
}

} // namespace

class TestWelcomePage : public QObject
{
    Q_OBJECT

    template <typename T> T *child(const WelcomePage &page, const char *name) const
    {
        return page.findChild<T *>(str(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"); // no keychain of theirs
        for (const auto *name : {"REDIS_URL", "DATABASE_URL", "PGHOST", "PGDATABASE", "PGSERVICE"})
            qunsetenv(name);
        Theme::darkTheme().applyTo(*qApp);
    }

    void bothThatRunHereAreWatchedTogether()
    {
        TestRedis redis;
        TestPostgres postgres;
        QVERIFY(redis.start() && postgres.start());
        QTemporaryDir folder;
        Secrets secrets;
        WelcomePage page(ConnectionList::file(folder.path()), secrets);
        page.show();
        page.lookAround(at({placeOf(redis), placeOf(postgres)}));
        auto *watch = child<QPushButton>(page, "watchLocalServers");
        QTRY_VERIFY_WITH_TIMEOUT(watch->isVisible(), Limit);
        const auto text = textOf(page);
        QVERIFY2(text.contains(str("Redis on ") + redis.socket()), qPrintable(text));
        QVERIFY2(text.contains(str("Postgres on ") + postgres.folder()), qPrintable(text));
        QVERIFY(page.findChildren<QRadioButton *>().isEmpty()); // nothing to choose from
        QCOMPARE(watch->text(), str("Watch them…"));
        watch->click();
        auto *dialog = page.findChild<ConnectionDialog *>();
        QVERIFY(dialog);
        QStringList addresses;
        for (const auto *field : dialog->findChildren<UriField *>())
            addresses << field->address();
        QVERIFY(addresses.contains(QString::fromStdString(redis.uri())));
        QVERIFY(addresses.contains(placeOf(postgres).address));
        // Nobody has said what these servers are for, so they are taken for the most precious.
        QCOMPARE(dialog->findChild<QComboBox *>(str("environment"))->currentIndex(),
            int(Environment::Production));
    }

    void ofSeveralOneIsChosen()
    {
        TestRedis locked({str("--requirepass"), str("s3cret")});
        TestRedis open;
        QVERIFY(locked.start() && open.start());
        auto lockedPlace = placeOf(locked);
        WelcomePage page;
        page.show();
        page.lookAround(at({lockedPlace, placeOf(open)}));
        auto *watch = child<QPushButton>(page, "watchLocalServers");
        QTRY_VERIFY_WITH_TIMEOUT(watch->isVisible(), Limit);
        QCOMPARE(watch->text(), str("Watch it…"));
        const auto choices = page.findChildren<QRadioButton *>();
        QCOMPARE(choices.size(), 2);
        QVERIFY(choices[0]->isChecked() && choices[0]->text().contains(open.socket()));
        QVERIFY(textOf(page).contains(str("wants a password")));
        choices[1]->click();
        watch->click(); // a page that keeps no connections fills in its own fields
        QCOMPARE(child<UriField>(page, "redisUri")->address(), lockedPlace.address);
    }

    void aPasswordOfTheEnvironmentGoesAlong()
    {
        TestRedis redis({str("--requirepass"), str("s3cret")});
        QVERIFY(redis.start());
        auto place = placeOf(redis);
        place.source = str("REDIS_URL");
        place.secrets.password = str("s3cret");
        WelcomePage page;
        page.show();
        page.lookAround(at({place}));
        auto *watch = child<QPushButton>(page, "watchLocalServers");
        QTRY_VERIFY_WITH_TIMEOUT(watch->isVisible(), Limit);
        QVERIFY(textOf(page).contains(str("wants a password, which REDIS_URL has")));
        watch->click();
        auto *field = child<UriField>(page, "redisUri");
        QVERIFY(field->hidesPassword());
        QVERIFY(!field->text().contains(str("s3cret")));
    }

    void nothingRunsHereUntilItDoes()
    {
        TestRedis redis;
        WelcomePage page;
        page.show();
        page.lookAround(at({placeOf(redis)}));
        auto *again = child<QPushButton>(page, "lookForServers");
        QTRY_VERIFY_WITH_TIMEOUT(again->isEnabled(), Limit);
        QVERIFY(!child<QPushButton>(page, "watchLocalServers")->isVisible());
        QVERIFY(textOf(page).contains(str("No Redis or Postgres answers on this computer")));
        QVERIFY(redis.start());
        again->click();
        QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(page, "watchLocalServers")->isVisible(), Limit);
        QVERIFY(redis.stop());
        again->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            !child<QPushButton>(page, "watchLocalServers")->isVisible(), Limit);
    }

    void aPageThatGoesWhileItLooksIsNotMissed()
    {
        auto page = std::make_unique<WelcomePage>();
        page->lookAround([] {
            QThread::msleep(200);
            return std::vector<ServerPlace>();
        });
        page.reset();
        QTest::qWait(400);
    }

    void whatTheSandboxLacksAndHowToGetIt()
    {
        QTemporaryDir root;
        WelcomePage page;
        page.show();
        page.offerTours({{str("first"), str("The first tour")}});
        auto *start = child<QPushButton>(page, "startSandbox");
        QVERIFY(start->isEnabled());
        page.lookAround(at({}), nowhere(root, "ID=debian\n"));
        QTRY_VERIFY_WITH_TIMEOUT(!start->isEnabled(), Limit);
        QVERIFY(child<QLabel>(page, "missing")->text().contains(str("PostgreSQL")));
        QVERIFY(!child<QPushButton>(page, "tour-first")->isEnabled()); // they need it, too
        QVERIFY(child<QPushButton>(page, "openFile")->isEnabled());
#ifdef Q_OS_LINUX
        child<QPushButton>(page, "copyCommand")->click();
        QCOMPARE(
            QApplication::clipboard()->text(), str("sudo apt install postgresql redis-server"));
#endif
        // Installed meanwhile.
        const auto real = ProgramSearch().find();
        QVERIFY(real);
        QDir(root.path()).mkpath(str("usr/bin"));
        QDir(root.path()).mkpath(str("usr/lib/postgresql/99"));
        QVERIFY(QFile::link(real->redis, root.filePath(str("usr/bin/redis-server"))));
        QVERIFY(QFile::link(
            QFileInfo(real->initdb).path(), root.filePath(str("usr/lib/postgresql/99/bin"))));
        child<QPushButton>(page, "lookForPrograms")->click();
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), Limit);
        QVERIFY(!child<QLabel>(page, "missing")->isVisible());
        QVERIFY(child<QPushButton>(page, "tour-first")->isEnabled());
    }

    void anUnknownSystemHasNoCommand()
    {
        QTemporaryDir root;
        WelcomePage page;
        page.show();
        page.lookAround(at({}), nowhere(root, "ID=plan9\n"));
        QTRY_VERIFY_WITH_TIMEOUT(!child<QPushButton>(page, "startSandbox")->isEnabled(), Limit);
#ifdef Q_OS_LINUX
        QVERIFY(child<QLabel>(page, "howToInstall")->text().contains(str("package manager")));
        QVERIFY(!child<QPushButton>(page, "copyCommand")->isVisible());
#endif
    }

    void aFileIsDropped()
    {
        WelcomePage page;
        page.show();
        QSignalSpy chosen(&page, &WelcomePage::fileChosen);
        const auto one = QUrl::fromLocalFile(str("/home/ann/night.tierlens"));
        QVERIFY(!isTaken<QDragEnterEvent>(page, {one, one}));
        QVERIFY(!isTaken<QDragEnterEvent>(page, {QUrl(str("https://example.org/x.tierlens"))}));
        QVERIFY(isTaken<QDragEnterEvent>(page, {one}));
        QVERIFY(isTaken<QDropEvent>(page, {one}));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toString(), str("/home/ann/night.tierlens"));
    }
};

QTEST_MAIN(TestWelcomePage)
#include "tst_welcomepage.moc"
