// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline/commandline.h"
#include "connect/welcomepage.h"
#include "session/settings.h"
#include "watching/watchwindow.h"
#include "window/openedfile.h"
#include "window/shell.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;

namespace {

QString s(const char *text) { return QString::fromUtf8(text); }

std::shared_ptr<Result<OpenedFile>> opened(const QString &file)
{
    const auto future = readOpenedFile(file);
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 15'000))
        qFatal("reading did not end");
    return future.result();
}

template <typename Window> Window *shown()
{
    const auto windows = QApplication::topLevelWidgets();
    for (auto *window : windows) {
        auto *found = qobject_cast<Window *>(window);
        if (found && found->isVisible())
            return found;
    }
    return nullptr;
}

QString toldBy(const WelcomePage *page)
{
    const auto *label = page->findChild<QLabel *>(s("welcomeTold"));
    return label->isVisible() ? label->text() : QString();
}

} // namespace

// Files that somebody opens or drops on the first page, and what becomes of the settings' file.
class TestOpenedFile : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString write(const char *name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(s(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return file.fileName();
    }
    static QByteArray recording()
    {
        WatchOptions options;
        options.connection.name = s("shop-prod");
        return WatchSession(options).snapshot();
    }
    static QByteArray tour()
    {
        const auto folder = QDir(s(TIERLENS_SOURCE "/resources/tours"));
        QFile file(folder.filePath(shippedTours().front().id + s(".json")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    CommandLine line() const
    {
        const auto parsed = CommandLine::parse(
            {s("tierlens"), s("--config-dir"), m_folder.path(), s("--language"), s("en")});
        if (!parsed)
            qFatal("%s", parsed.error().text.c_str());
        return *parsed;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        qputenv("PGPASSFILE", "/nonexistent");
        qputenv("PGSERVICEFILE", "/nonexistent");
    }

    void goodOnesAreRead()
    {
        const auto seen = opened(write("night.tierlens", recording()));
        QVERIFY2(*seen, *seen ? "" : seen->error().text.c_str());
        QVERIFY((*seen)->recording && !(*seen)->tour);
        QCOMPARE((*seen)->recording->thread(), thread()); // ours from now on
        QCOMPARE((*seen)->recording->connection().name, s("shop-prod"));
        // By what is in it, whatever it is called.
        const auto story = opened(write("mine.txt", tour()));
        QVERIFY2(*story, *story ? "" : story->error().text.c_str());
        QVERIFY((*story)->tour && !(*story)->recording);
    }

    void badOnesSayWhatAndWhere_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("where");
        const auto whole = recording();
        QTest::newRow("cut off") << whole.left(whole.size() / 2)
                                 << s("%1 bytes").arg(whole.size() / 2);
        QTest::newRow("broken inside")
            << qCompress(QByteArray("{\"tierlens_snapshot\": 1, \"now")) << s("at byte ");
        QTest::newRow("of a later version")
            << qCompress(QByteArray("{\"tierlens_snapshot\": 99}")) << s("newer");
        QTest::newRow("something compressed") << qCompress(QByteArray("hello")) << s("no snapshot");
        QTest::newRow("a picture") << QByteArray("\x89PNG\r\n\x1a\n and so on") << s("neither");
        QTest::newRow("empty") << QByteArray() << s("neither");
        QTest::newRow("a tour with a mistake")
            << tour().replace("\"scenario\"", "\"scenery\"") << s("line ");
        QTest::newRow("no JSON") << QByteArray("{\n\"title\": oh\n}") << s("line 2");
    }
    void badOnesSayWhatAndWhere()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, where);
        const auto result = opened(write("bad.file", content));
        QVERIFY(!*result);
        const auto text = QString::fromStdString(result->error().text);
        QVERIFY2(text.contains(s("bad.file")) && text.contains(where), qPrintable(text));
        QVERIFY(!text.contains(u'\n'));
    }

    void noFilesSayWhich()
    {
        for (const auto &name : {m_folder.filePath(s("nothing")), m_folder.path()}) {
            const auto result = opened(name);
            QVERIFY(!*result);
            QVERIFY(QString::fromStdString(result->error().text).contains(name));
        }
    }

    void thePageTellsWhatIsWrongAndOpensWhatIsRight()
    {
        Shell shell(line(), true);
        shell.start();
        auto *page = shown<WelcomePage>();
        QVERIFY(page);
        Q_EMIT page->fileChosen(write("bad.file", "hello"));
        QTRY_VERIFY_WITH_TIMEOUT(toldBy(page).contains(s("neither a recording")), 15'000);
        Q_EMIT page->fileChosen(write("night.tierlens", recording()));
        QTRY_VERIFY_WITH_TIMEOUT(shown<WatchWindow>(), 15'000);
        QVERIFY(!shown<WelcomePage>());
    }

    void damagedSettingsAreToldOnce()
    {
        const auto file = Settings::file(m_folder.path());
        QFile::remove(file);
        write("tierlens.ini", "the light was green\n");
        for (const bool first : {true, false}) {
            Shell shell(line(), true);
            shell.start();
            auto *page = shown<WelcomePage>();
            QVERIFY(page);
            QCOMPARE(toldBy(page).contains(s("damaged")), first);
            shell.saveSettings();
        }
        const auto aside = QDir(m_folder.path()).entryList({s("tierlens.ini.damaged-*")});
        QCOMPARE(aside.size(), 1);
        QFile kept(m_folder.filePath(aside.front()));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("the light was green\n"));
        QVERIFY(QFile::exists(file));
    }
};

QTEST_MAIN(TestOpenedFile)
#include "tst_openedfile.moc"
