// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectiondialog.h"
#include "connect/importdialog.h"
#include "connect/passwordasker.h"
#include "connect/urifield.h"
#include "connect/welcomepage.h"
#include "connections/addresssecrets.h"
#include "connections/connectionlist.h"
#include "connections/secrets.h"
#include "support/testservers.h"
#include "theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace tierlens;
using namespace tierlens::test;

namespace {

QString s(const char *text) { return QString::fromUtf8(text); }

Connection shop()
{
    Connection connection;
    connection.id = s("id-1");
    connection.name = s("shop-prod");
    connection.redis = s("redis://ann:@cache:6380/1");
    connection.postgres = s("postgresql://ann@db/shop");
    return connection;
}

QWidget *pageOf(const QWidget &dialog, Tier tier)
{
    return dialog.findChild<QWidget *>(tier == Tier::Redis ? s("redisPage") : s("postgresPage"));
}

QLineEdit *field(const QWidget *page, const char *name)
{
    for (auto *edit : page->findChildren<QLineEdit *>()) {
        if (edit->accessibleName() == s(name))
            return edit;
    }
    qFatal("no field %s", name);
}

UriField *uriOf(const QWidget *page) { return page->findChild<UriField *>(s("uri")); }

QString reasonOf(const QWidget *edit)
{
    return edit->parentWidget()->findChild<QLabel *>(s("reason"))->text();
}

void type(QLineEdit *edit, const QString &text)
{
    edit->selectAll();
    if (text.isEmpty())
        QTest::keyClick(edit, Qt::Key_Delete);
    QTest::keyClicks(edit, text);
}

void paste(QLineEdit *edit, const QString &text)
{
    QApplication::clipboard()->setText(text);
    edit->selectAll();
    edit->paste();
}

QString allTexts(const QWidget &window)
{
    QString all = window.windowTitle();
    const auto widgets = window.findChildren<QWidget *>();
    for (const auto *widget : widgets) {
        all += widget->accessibleName() + widget->accessibleDescription() + widget->toolTip();
        if (const auto *label = qobject_cast<const QLabel *>(widget))
            all += label->text();
        if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
            all += edit->displayText();
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            all += button->text();
    }
    return all;
}

QPushButton *button(const QWidget &window, const char *name)
{
    return window.findChild<QPushButton *>(s(name));
}

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestConnectionDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void fieldsFollowTheAddress();
    void addressFollowsTheFields();
    void otherKeywordsStay();
    void wrongInputNamesItsReason();
    void passwordsAreNotShown();
    void passwordsComeFromTheSecrets();
    void savedWithoutPasswords();
    void environmentsAreExplained();
    void testTellsWhatWorks();
    void pageSavesEditsAndRemoves();
    void pageWatchesWhatIsTyped();
    void pageAsksForAPassword();
    void pageOfBefore();
    void imports();
};

void TestConnectionDialog::initTestCase()
{
    // Not the keychain, the files or the variables of whoever runs the tests.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    for (const auto *name : {"REDIS_URL", "DATABASE_URL", "PGHOST", "PGDATABASE", "PGSERVICE"})
        qunsetenv(name);
    Theme::darkTheme().applyTo(*qApp);
}

void TestConnectionDialog::fieldsFollowTheAddress()
{
    Secrets secrets;
    ConnectionDialog dialog({}, secrets);
    auto *page = pageOf(dialog, Tier::Redis);
    type(uriOf(page), s("rediss://ann:@cache-1:6380/2"));
    QCOMPARE(field(page, "Host")->text(), s("cache-1"));
    QCOMPARE(field(page, "Port")->text(), s("6380"));
    QCOMPARE(field(page, "User (ACL)")->text(), s("ann"));
    QCOMPARE(field(page, "Database")->text(), s("2"));
    QVERIFY(field(page, "CA certificate, a file")->isVisibleTo(page));
    type(uriOf(page), s("unix:///run/r.sock"));
    QVERIFY(!field(page, "Host")->isVisibleTo(page));
    QCOMPARE(field(page, "Path of the socket")->text(), s("/run/r.sock"));
    type(uriOf(page), s("redis+sentinel://one,two:26380/mymaster/1"));
    QCOMPARE(field(page, "Sentinels")->text(), s("one, two:26380"));
    QCOMPARE(field(page, "Service")->text(), s("mymaster"));

    page = pageOf(dialog, Tier::Postgres);
    type(uriOf(page), s("host=db-1,db-2 dbname=shop sslmode=require"));
    QCOMPARE(field(page, "Host, or folder of a socket")->text(), s("db-1,db-2"));
    QCOMPARE(page->findChild<QComboBox *>(s("choice"))->currentText(), s("require"));
    type(uriOf(page), s(""));
    QCOMPARE(field(page, "Database")->text(), QString());
}

void TestConnectionDialog::addressFollowsTheFields()
{
    Secrets secrets;
    ConnectionDialog dialog({}, secrets);
    auto *page = pageOf(dialog, Tier::Redis);
    type(field(page, "Host"), s("cache"));
    QCOMPARE(uriOf(page)->text(), s("redis://cache"));
    type(field(page, "Port"), s("6380"));
    type(field(page, "User (ACL)"), s("ann"));
    QCOMPARE(uriOf(page)->text(), s("redis://ann:@cache:6380"));
    auto *way = page->findChild<QComboBox *>(s("choice"));
    way->setCurrentIndex(2);
    Q_EMIT way->activated(2);
    type(field(page, "Sentinels"), s("one, two"));
    type(field(page, "Service"), s("m"));
    QCOMPARE(uriOf(page)->text(), s("redis+sentinel://ann:@one,two/m"));

    page = pageOf(dialog, Tier::Postgres);
    type(field(page, "Host, or folder of a socket"), s("/run/pg"));
    type(field(page, "Database"), s("shop"));
    QCOMPARE(uriOf(page)->text(), s("postgresql:///shop?host=/run/pg"));
    for (const auto *name : {"Host, or folder of a socket", "Database"})
        type(field(page, name), QString());
    QCOMPARE(uriOf(page)->text(), QString()); // no Postgres
}

void TestConnectionDialog::otherKeywordsStay()
{
    Secrets secrets;
    ConnectionDialog dialog({}, secrets);
    auto *page = pageOf(dialog, Tier::Postgres);
    paste(uriOf(page), s("host=db target_session_attrs=read-write"));
    type(field(page, "Database"), s("shop"));
    QCOMPARE(uriOf(page)->text(), s("host=db dbname=shop target_session_attrs=read-write"));
    paste(uriOf(page), s("postgresql://db/shop?application_name=me"));
    type(field(page, "User"), s("ann"));
    QCOMPARE(uriOf(page)->text(), s("postgresql://ann@db/shop?application_name=me"));
}

void TestConnectionDialog::wrongInputNamesItsReason()
{
    Secrets secrets;
    ConnectionDialog dialog(shop(), secrets);
    QVERIFY(button(dialog, "save")->isEnabled());
    auto *page = pageOf(dialog, Tier::Redis);
    type(field(page, "Port"), s("99999"));
    QVERIFY(reasonOf(field(page, "Port")).contains(s("1 to 65535")));
    QVERIFY(field(page, "Port")->accessibleDescription().contains(s("1 to 65535")));
    QVERIFY(!button(dialog, "save")->isEnabled() && !button(dialog, "test")->isEnabled());
    QVERIFY(allTexts(dialog).contains(s("An address is not right yet.")));
    QVERIFY(allTexts(dialog).contains(s("✕ Redis")));
    type(field(page, "Port"), s("6379"));
    QVERIFY(reasonOf(field(page, "Port")).isEmpty());
    QVERIFY(button(dialog, "save")->isEnabled());
    type(uriOf(page), s("http://cache"));
    QVERIFY(reasonOf(uriOf(page)).contains(s("unknown scheme http://")));
    QVERIFY(!button(dialog, "save")->isEnabled());
    type(uriOf(page), s("redis://cache"));
    QVERIFY(reasonOf(uriOf(page)).isEmpty());

    page = pageOf(dialog, Tier::Postgres);
    type(uriOf(page), s("postgresql://db/shop?sslmode=always"));
    QVERIFY(!button(dialog, "save")->isEnabled());
    type(uriOf(page), s("postgresql://one,two/shop"));
    QVERIFY(button(dialog, "save")->isEnabled());
    auto *tunnel = field(page, "Through ssh to (empty: directly)");
    type(tunnel, s("ann@bastion"));
    QVERIFY(reasonOf(tunnel).contains(s("only one host")));
    type(tunnel, s("-oProxyCommand=x"));
    QVERIFY(reasonOf(tunnel).contains(s("user@host")));
    type(tunnel, QString());
    auto *name = dialog.findChild<QLineEdit *>(s("name"));
    type(name, QString());
    QVERIFY(!reasonOf(name).isEmpty());
    QVERIFY(!button(dialog, "save")->isEnabled());
}

void TestConnectionDialog::passwordsAreNotShown()
{
    Secrets secrets;
    auto with = shop();
    with.redis = s("redis://ann:s3cret@cache");
    with.postgres = s("postgresql://ann:s3cret@db/shop?sslpassword=s3cret");
    ConnectionDialog dialog(with, secrets);
    dialog.show();
    QVERIFY(!allTexts(dialog).contains(s("s3cret")));
    auto *page = pageOf(dialog, Tier::Redis);
    QCOMPARE(field(page, "Password")->text(), s("s3cret"));
    QCOMPARE(field(page, "Password")->echoMode(), QLineEdit::Password);
    // Pasted: gone from sight at once, and not to be had back by undo.
    paste(uriOf(page), s("redis://bob:s3cret2@cache"));
    QCOMPARE(uriOf(page)->text(), s("redis://bob:@cache"));
    uriOf(page)->undo();
    QVERIFY(!uriOf(page)->text().contains(s("s3cret")));
    QCOMPARE(field(page, "Password")->text(), s("s3cret2"));
    // Typed: when the field is left.
    dialog.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    uriOf(page)->setFocus();
    type(uriOf(page), s("redis://:s3cret3@cache"));
    QTest::keyClick(uriOf(page), Qt::Key_Tab);
    QVERIFY(!allTexts(dialog).contains(s("s3cret")));
    QCOMPARE(field(page, "Password")->text(), s("s3cret3"));
    // Another port does not lose it.
    type(field(page, "Port"), s("6380"));
    QCOMPARE(uriOf(page)->address(), s("redis://:s3cret3@cache:6380"));
}

void TestConnectionDialog::passwordsComeFromTheSecrets()
{
    Secrets secrets;
    (void)secrets.write(
        secretName(s("id-1"), true), AddressSecrets{s("s3cret"), {}}.packed(), false);
    ConnectionDialog dialog(shop(), secrets);
    auto *page = pageOf(dialog, Tier::Redis);
    QTRY_COMPARE(field(page, "Password")->text(), s("s3cret"));
    QCOMPARE(uriOf(page)->text(), s("redis://ann:@cache:6380/1"));
}

void TestConnectionDialog::savedWithoutPasswords()
{
    Secrets secrets;
    auto *dialog = new ConnectionDialog(shop(), secrets);
    std::optional<Connection> saved;
    QString redis;
    connect(dialog, &ConnectionDialog::saved, this, [&](const Connection &one) { saved = one; });
    connect(dialog, &ConnectionDialog::watchRequested, this,
        [&](const Connection &, const QString &whole) { redis = whole; });
    type(field(pageOf(*dialog, Tier::Redis), "Password"), s("s3c:ret"));
    dialog->findChild<QComboBox *>(s("environment"))->setCurrentIndex(1);
    button(*dialog, "watch")->click();
    QVERIFY(saved.has_value());
    QCOMPARE(saved->id, s("id-1"));
    QCOMPARE(saved->environment, Environment::Development);
    QCOMPARE(saved->redis, s("redis://ann:@cache:6380/1"));
    QCOMPARE(redis, s("redis://ann:s3c%3Aret@cache:6380/1"));
    const auto kept = secrets.read(secretName(s("id-1"), true));
    QTRY_VERIFY(kept.isFinished());
    QCOMPARE(AddressSecrets::unpacked(kept.result()).password, s("s3c:ret"));
}

void TestConnectionDialog::environmentsAreExplained()
{
    Secrets secrets;
    ConnectionDialog dialog({}, secrets);
    auto *environment = dialog.findChild<QComboBox *>(s("environment"));
    QCOMPARE(environment->currentText(), s("Production")); // not said
    QVERIFY(allTexts(dialog).contains(s("read-only")));
    environment->setCurrentIndex(2);
    QVERIFY(allTexts(dialog).contains(s("Nobody minds")));
}

void TestConnectionDialog::testTellsWhatWorks()
{
    TestRedis redis;
    QVERIFY(redis.start());
    Secrets secrets;
    Connection connection;
    connection.redis = QString::fromStdString(redis.uri());
    connection.postgres = s("postgresql://ann@127.0.0.1:%1/x").arg(freePort());
    ConnectionDialog dialog(connection, secrets);
    dialog.show();
    QVERIFY(button(dialog, "test")->isEnabled()); // also before it has a name
    button(dialog, "test")->click();
    QVERIFY(!button(dialog, "test")->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, "test")->isEnabled(), 10'000);
    const auto lines = dialog.findChildren<QLabel *>(s("checkLine"));
    QCOMPARE(lines.size(), 3);
    QString all;
    for (const auto *line : lines)
        all += line->text();
    QVERIFY2(all.contains(s("logged in as default")), qPrintable(all));
    QVERIFY(all.contains(s("PostgreSQL at ann@127.0.0.1")));
}

void TestConnectionDialog::pageSavesEditsAndRemoves()
{
    QTemporaryDir folder;
    const auto file = ConnectionList::file(folder.path());
    Secrets secrets;
    WelcomePage page(file, secrets);
    page.show();
    button(page, "newConnection")->click();
    auto *dialog = page.findChild<ConnectionDialog *>();
    QVERIFY(dialog);
    type(dialog->findChild<QLineEdit *>(s("name")), s("shop-prod"));
    paste(uriOf(pageOf(*dialog, Tier::Redis)), s("redis://:s3cret@cache"));
    button(*dialog, "save")->click();
    QVERIFY(allTexts(page).contains(s("shop-prod")));
    QVERIFY(allTexts(page).contains(s("Production")));
    QVERIFY(!contentOf(file).isEmpty() && !contentOf(file).contains("s3cret"));
    QCOMPARE(ConnectionList::load(file).all().size(), std::size_t(1));
    QTRY_VERIFY(!page.findChild<ConnectionDialog *>());

    button(page, "edit")->click();
    dialog = page.findChild<ConnectionDialog *>();
    QTRY_COMPARE(field(pageOf(*dialog, Tier::Redis), "Password")->text(), s("s3cret"));
    type(dialog->findChild<QLineEdit *>(s("name")), s("shop"));
    button(*dialog, "save")->click();
    QCOMPARE(ConnectionList::load(file).all()[0].name, s("shop"));
    QTRY_COMPARE(page.findChildren<QPushButton *>(s("edit")).size(), 1);

    button(page, "remove")->click();
    QCOMPARE(ConnectionList::load(file).all().size(), std::size_t(1)); // asks first
    button(page, "keep")->click();
    button(page, "remove")->click();
    QVERIFY(!allTexts(page).contains(s("s3cret")));
    button(page, "removeReally")->click();
    QVERIFY(ConnectionList::load(file).all().empty());
    QTRY_VERIFY(!button(page, "removeReally"));
}

void TestConnectionDialog::pageWatchesWhatIsTyped()
{
    TestRedis redis;
    QVERIFY(redis.start());
    QTemporaryDir folder;
    Secrets secrets;
    WelcomePage page(ConnectionList::file(folder.path()), secrets);
    std::optional<Connection> watched;
    QString whole;
    connect(&page, &WelcomePage::watchRequested, this,
        [&](const Connection &one, const QString &address, const QString &) {
            watched = one;
            whole = address;
        });
    auto *watch = button(page, "watchServers");
    QVERIFY(!watch->isEnabled());
    auto *uri = page.findChild<QLineEdit *>(s("redisUri"));
    paste(uri, QString::fromStdString(redis.uri()));
    QVERIFY(watch->isEnabled()); // one server is enough to look at
    QVERIFY(!button(page, "connectServers")->isEnabled()); // and not to play on
    QVERIFY(button(page, "connectServers")->text().contains(s("writes")));
    watch->click();
    QTRY_VERIFY_WITH_TIMEOUT(watched.has_value(), 10'000);
    QVERIFY(watched->isReadOnly());
    QCOMPARE(whole, QString::fromStdString(redis.uri()));
    type(uri, s("redis://cache:port"));
    QVERIFY(!watch->isEnabled());
}

void TestConnectionDialog::pageAsksForAPassword()
{
    TestRedis redis({s("--requirepass"), s("s3cret")});
    QVERIFY(redis.start());
    QTemporaryDir folder;
    const auto file = ConnectionList::file(folder.path());
    auto list = ConnectionList::load(file);
    auto connection = shop();
    connection.redis = QString::fromStdString(redis.uri());
    connection.postgres.clear();
    list.keep(connection);
    QVERIFY(list.save().has_value());
    Secrets secrets;
    WelcomePage page(file, secrets);
    page.show();
    QString whole;
    connect(&page, &WelcomePage::watchRequested, this,
        [&](const Connection &, const QString &address) { whole = address; });
    for (const auto *password : {"wrong", "s3cret"}) { // a wrong one: asked again
        if (!page.findChild<PasswordAsker *>())
            button(page, "watch")->click();
        QTRY_VERIFY_WITH_TIMEOUT(page.findChild<PasswordAsker *>(), 10'000);
        auto *asker = page.findChild<PasswordAsker *>();
        auto *edit = asker->findChild<QLineEdit *>(s("password"));
        QCOMPARE(edit->echoMode(), QLineEdit::Password);
        QTest::keyClicks(edit, s(password));
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(
            !whole.isEmpty() || page.findChild<PasswordAsker *>() != asker, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(
            !whole.isEmpty() || page.findChild<PasswordAsker *>() != nullptr, 10'000);
    }
    QTRY_COMPARE_WITH_TIMEOUT(whole, s("unix://:s3cret@") + redis.socket(), 10'000);
    QVERIFY(!allTexts(page).contains(s("s3cret")));
    QVERIFY(!contentOf(file).contains("s3cret"));
    // The second time nobody is asked.
    whole.clear();
    button(page, "watch")->click();
    QTRY_COMPARE_WITH_TIMEOUT(whole, s("unix://:s3cret@") + redis.socket(), 10'000);
}

// As a window makes it that keeps no connections.
void TestConnectionDialog::pageOfBefore()
{
    qputenv("REDIS_URL", "redis://:s3cret@cache");
    WelcomePage page;
    qunsetenv("REDIS_URL");
    QVERIFY(!page.findChild<QWidget *>(s("savedConnections")));
    QVERIFY(!allTexts(page).contains(s("s3cret")));
    SessionOptions chosen;
    connect(&page, &WelcomePage::chosen, this, [&](const SessionOptions &one) { chosen = one; });
    paste(page.findChild<QLineEdit *>(s("postgresUri")), s("postgresql://db/shop"));
    button(page, "connectServers")->click();
    QVERIFY(!chosen.sandbox);
    QCOMPARE(chosen.redis, s("redis://:s3cret@cache"));
    button(page, "startSandbox")->click();
    QVERIFY(chosen.sandbox);
}

void TestConnectionDialog::imports()
{
    QTemporaryDir folder;
    const auto file = ConnectionList::file(folder.path());
    QFile passwords(folder.filePath(s("pgpass")));
    QVERIFY(passwords.open(QIODevice::WriteOnly));
    passwords.write("db-1:5432:shop:ann:s3cret\ndb-2:5432:shop:ann:s3cret\n");
    passwords.close();
    qputenv("PGPASSFILE", passwords.fileName().toUtf8());
    qputenv("PGSERVICEFILE", "/nonexistent");
    Secrets secrets;
    WelcomePage page(file, secrets);
    page.show();
    button(page, "importConnections")->click();
    QTRY_VERIFY(page.findChild<ImportDialog *>()); // the files are read on a worker
    auto *dialog = page.findChild<ImportDialog *>();
    QVERIFY(dialog);
    const auto checks = dialog->findChildren<QCheckBox *>();
    QCOMPARE(checks.size(), 2);
    QVERIFY(!allTexts(*dialog).contains(s("s3cret")));
    QVERIFY(!button(*dialog, "import")->isEnabled());
    checks[1]->click();
    button(*dialog, "import")->click();
    const auto list = ConnectionList::load(file);
    QCOMPARE(list.all().size(), std::size_t(1));
    QCOMPARE(list.all()[0].postgres, s("postgresql://ann@db-2/shop"));
    QTRY_VERIFY(!page.findChild<ImportDialog *>());
    button(page, "importConnections")->click(); // what is known is not offered again
    QTRY_VERIFY(page.findChild<ImportDialog *>());
    QCOMPARE(page.findChild<ImportDialog *>()->findChildren<QCheckBox *>().size(), 1);
    qunsetenv("PGPASSFILE");
    qunsetenv("PGSERVICEFILE");
}

QTEST_MAIN(TestConnectionDialog)
#include "tst_connectiondialog.moc"
