// SPDX-License-Identifier: GPL-3.0-or-later
// What is said goes to the file, by importance, without passwords, and the file does not grow
// without end.
#include "diagnostics/lifelog.h"
#include "diagnostics/logfile.h"
#include "diagnostics/secrettext.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

using namespace tierlens;

namespace {
QString logIn(const QTemporaryDir &folder, const QString &name = QStringLiteral("tierlens.log"))
{
    QFile file(folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString passedOn;
void passOn(QtMsgType, const QMessageLogContext &, const QString &text) { passedOn = text; }
} // namespace

class TestLogFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holdsWhatIsImportantEnough()
    {
        QTemporaryDir folder;
        {
            const LogFile log(folder.path(), LogLevel::Info);
            QCOMPARE(LogFile::folderInUse(), folder.path());
            qCInfo(lifeLog) << "ready";
            qCDebug(lifeLog) << "a detail";
            qCWarning(lifeLog) << "two\nlines";
        }
        QVERIFY(LogFile::folderInUse().isEmpty());
        const auto text = logIn(folder);
        static const QRegularExpression line(
            QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z info    "
                           "tierlens\\.life: ready\n"));
        QVERIFY2(line.match(text).hasMatch(), qPrintable(text));
        QVERIFY2(!text.contains(QStringLiteral("a detail")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("two\n    lines")), qPrintable(text));
    }

    void holdsErrorsOnlyIfAsked()
    {
        QTemporaryDir folder;
        {
            const LogFile log(folder.path(), LogLevel::Error);
            qCWarning(lifeLog) << "a warning";
            qCCritical(lifeLog) << "an error";
        }
        const auto text = logIn(folder);
        QVERIFY2(!text.contains(QStringLiteral("a warning")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("an error")), qPrintable(text));
    }

    void nobodyElseCanReadIt()
    {
        QTemporaryDir folder;
        {
            const LogFile log(folder.path() + QStringLiteral("/deeper/still"), LogLevel::Info);
            qCInfo(lifeLog) << "ready";
        }
        const auto rights
            = QFile::permissions(folder.path() + QStringLiteral("/deeper/still/tierlens.log"));
        QVERIFY(rights & QFileDevice::ReadOwner);
#ifndef Q_OS_WIN
        QVERIFY(!(rights & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
#endif
    }

    void threeFilesAreKept()
    {
        QTemporaryDir folder;
        {
            const LogFile log(folder.path(), LogLevel::Info, 2000);
            for (int i = 0; i < 200; ++i)
                qCInfo(lifeLog).noquote() << "line" << i;
        }
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files, QDir::Name),
            (QStringList{QStringLiteral("tierlens.1.log"), QStringLiteral("tierlens.2.log"),
                QStringLiteral("tierlens.log")}));
        for (const auto &name : QDir(folder.path()).entryList(QDir::Files))
            QVERIFY2(QFile(folder.filePath(name)).size() <= 2000, qPrintable(name));
        QVERIFY2(logIn(folder).endsWith(QStringLiteral("line 199\n")), qPrintable(logIn(folder)));
        // The older one ends where the newer begins.
        const auto older = logIn(folder, QStringLiteral("tierlens.1.log"));
        const auto first
            = logIn(folder).section(QLatin1Char('\n'), 0, 0).section(QLatin1Char(' '), -1).toInt();
        QVERIFY2(older.endsWith(QStringLiteral("line %1\n").arg(first - 1)), qPrintable(older));
    }

    void threadsDoNotCutEachOthersLines()
    {
        QTemporaryDir folder;
        {
            const LogFile log(folder.path(), LogLevel::Info);
            std::vector<std::thread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([t] {
                    for (int i = 0; i < 100; ++i)
                        qCInfo(lifeLog).noquote() << "from" << t << "number" << i << "end";
                });
            for (auto &thread : threads)
                thread.join();
        }
        const auto lines = logIn(folder).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 400);
        for (const auto &line : lines)
            QVERIFY2(line.endsWith(QStringLiteral(" end")), qPrintable(line));
    }

    void aFolderThatCannotBeMadeIsNoError()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const LogFile log(folder.filePath(QStringLiteral("file/below")), LogLevel::Info);
        qCInfo(lifeLog) << "said to nobody";
    }

    void passwordsAreCovered_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("written");
        const auto row = [](const char *said, const char *written) {
            QTest::newRow(said) << QString::fromUtf8(said) << QString::fromUtf8(written);
        };
        row("redis://me:hush@cache:6379/0 is away", "redis://me:***@cache:6379/0 is away");
        row("redis://:hush@cache", "redis://:***@cache");
        row("postgresql://me:hu@sh@db/shop", "postgresql://me:***@db/shop");
        row("redis://me@cache:6379", "redis://me@cache:6379");
        row("host=db password=hush user=me", "host=db password=*** user=me");
        row("password = 'hu sh' user=me", "password = *** user=me");
        row("PGPASSWORD=hush", "PGPASSWORD=***");
        row("{\"token\": \"hush\"}", "{\"token\": ***}");
        row("AUTH me hush", "AUTH ***");
        row("The password was refused.", "The password was refused.");
        row("password authentication failed for user \"me\"",
            "password authentication failed for user \"me\"");
        row("ALTER ROLE me PASSWORD 'hush'", "ALTER ROLE me PASSWORD ***");
        row("CREATE ROLE me ENCRYPTED PASSWORD E'it\\'s hush' LOGIN",
            "CREATE ROLE me ENCRYPTED PASSWORD E*** LOGIN");
        row("ALTER ROLE me PASSWORD $a$hush$a$;", "ALTER ROLE me PASSWORD ***;");
        row("ALTER ROLE me PASSWORD 'cut off hush", "ALTER ROLE me PASSWORD ***");
        row("CONFIG SET requirepass hush", "CONFIG SET requirepass ***");
        row("\"CONFIG\" \"SET\" \"masterauth\" \"hu sh hush\"",
            "\"CONFIG\" \"SET\" \"masterauth\" ***");
        row("masterauth hush\nport 1", "masterauth ***\nport 1");
        row("sentinel auth-pass main hush", "sentinel auth-pass main ***");
        row("MIGRATE a 6379 k 0 5 AUTH2 me hush", "MIGRATE a 6379 k 0 5 AUTH2 ***");
        row("\"AUTH\" \"me\" \"hush\"", "\"AUTH\" ***");
        row("ACL SETUSER me on >hush #hush <hush ~* +@all",
            "ACL SETUSER me on >*** #*** <*** ~* +@all");
        row("\"ACL\" \"SETUSER\" \"me\" \">hush\" \"~*\"",
            "\"ACL\" \"SETUSER\" \"me\" \">***\" \"~*\"");
        row("user me on >hush ~* +@all", "user me on >*** ~* +@all");
    }
    void passwordsAreCovered()
    {
        QFETCH(QString, said);
        QFETCH(QString, written);
        QCOMPARE(withoutSecrets(said), written);
        QTemporaryDir folder;
        {
            const LogFile log(folder.path(), LogLevel::Info);
            qCInfo(lifeLog).noquote() << said;
        }
        QVERIFY2(!logIn(folder).contains(QStringLiteral("hush")), qPrintable(logIn(folder)));
    }

    // Such as the one of a desktop that keeps a journal of its own.
    void whoeverComesAfterUsSeesNoneEither()
    {
        QTemporaryDir folder;
        const auto before = qInstallMessageHandler(passOn);
        {
            const LogFile log(folder.path(), LogLevel::Error); // it is passed on all the same
            qWarning("password=hush");
        }
        qInstallMessageHandler(before);
        QCOMPARE(passedOn, QStringLiteral("password=***"));
    }
};

QTEST_GUILESS_MAIN(TestLogFile)
#include "tst_logfile.moc"
