// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog about Tierlens, and what is left and told of a crash: the real program is made to
// crash.
#include "about/aboutdialog.h"
#include "about/crashnote.h"
#include "diagnostics/crashfiles.h"
#include "diagnostics/loglevel.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;

namespace {
QString textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void writeCrash(const QTemporaryDir &folder, const char *name)
{
    QFile file(folder.filePath(QLatin1String(name)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(crashHeader());
}

// Runs without a window and without servers: fails at once, and says on the way what there is to
// say.
QString saidByShortRun(const QString &folder)
{
    QProcess program;
    program.start(qEnvironmentVariable("TIERLENS_PROGRAM"),
        {QStringLiteral("--config-dir"), folder, QStringLiteral("--headless"),
            QStringLiteral("--duration"), QStringLiteral("1s"), QStringLiteral("--snapshot"),
            folder + QStringLiteral("/none.tierlens")});
    return program.waitForFinished(20000) ? QString::fromUtf8(program.readAllStandardError())
                                          : QStringLiteral("did not end");
}
} // namespace

class TestAbout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysVersionPartsAndLicence()
    {
        AboutDialog dialog(QStringLiteral("/somewhere"), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QStringList said;
        for (const auto *label : dialog.findChildren<QLabel *>())
            said.append(label->text());
        QVERIFY2(said.contains(QStringLiteral("Tierlens %1").arg(QStringLiteral(TIERLENS_VERSION))),
            qPrintable(said.join(QLatin1Char('|'))));
        const auto shown = [&dialog](const char *id) {
            const auto *page = dialog.findChild<QPlainTextEdit *>(QLatin1String(id));
            return page ? page->toPlainText() : QStringLiteral("no page");
        };
        QVERIFY2(shown("aboutParts").contains(QStringLiteral("libpqxx     BSD-3-Clause")),
            qPrintable(shown("aboutParts")));
        QVERIFY2(shown("aboutLicence").contains(QStringLiteral("GNU GENERAL PUBLIC LICENSE")),
            qPrintable(shown("aboutLicence").left(80)));
        // Each part has its licence in full: most of them ask for that.
        const auto parts = shown("aboutLicences");
        for (const char *text : {"libpqxx  (BSD-3-Clause)", "hiredis  (BSD-3-Clause)",
                 "JsonCpp  (MIT)", "QtKeychain  (BSD-2-Clause)", "libpq  (PostgreSQL)",
                 "GNU LESSER GENERAL PUBLIC LICENSE", "Apache License"})
            QVERIFY2(parts.contains(QLatin1String(text)), text);
        QVERIFY(dialog.findChild<QPushButton *>(QStringLiteral("openLogFolder")));
        AboutDialog without({}, nullptr);
        without.setAttribute(Qt::WA_DeleteOnClose, false);
        QVERIFY(!without.findChild<QPushButton *>(QStringLiteral("openLogFolder")));
    }

    void crashIsToldOnceAndTheNewestOnly()
    {
        QTemporaryDir folder;
        writeCrash(folder, "crash-20260101-000000-1.txt");
        writeCrash(folder, "crash-20260102-000000-2.txt");
        const auto file = takeCrashFile(folder.path());
        QVERIFY2(file.endsWith(QStringLiteral("crash-20260102-000000-2.txt")), qPrintable(file));
        QVERIFY(textOf(file).contains(QStringLiteral("Tierlens " TIERLENS_VERSION)));
        QCOMPARE(takeCrashFile(folder.path()), QString());
        for (int day = 3; day < 9; ++day)
            writeCrash(folder,
                QByteArray("crash-2026010" + QByteArray::number(day) + "-000000-1.txt")
                    .constData());
        (void)takeCrashFile(folder.path());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 5);
        QCOMPARE(takeCrashFile(folder.path() + QStringLiteral("/none")), QString());
    }

    void crashNoteNamesTheFile()
    {
        CrashNote note(QStringLiteral("/somewhere/crash-1.txt"));
        note.setAttribute(Qt::WA_DeleteOnClose, false);
        note.show();
        QVERIFY(!note.isModal());
        const auto *file = note.findChild<QLabel *>(QStringLiteral("crashFile"));
        QVERIFY(file);
        QCOMPARE(
            QDir::fromNativeSeparators(file->text()), QStringLiteral("/somewhere/crash-1.txt"));
    }

    void levelsHaveNames()
    {
        QCOMPARE(logLevelCalled(QStringLiteral("debug")), LogLevel::Debug);
        QCOMPARE(logLevelCalled(QStringLiteral("error")), LogLevel::Error);
        QVERIFY(!logLevelCalled(QStringLiteral("loud")));
    }

#if defined(Q_OS_UNIX) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    void programLeavesALogAndACrashFile()
    {
        QTemporaryDir folder;
        const auto log = folder.filePath(QStringLiteral("tierlens.log"));
        QProcess program;
        program.start(qEnvironmentVariable("TIERLENS_PROGRAM"),
            {QStringLiteral("--config-dir"), folder.path()}); // the welcome page
        QVERIFY(program.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(
            textOf(log).contains(QStringLiteral("Tierlens " TIERLENS_VERSION)), 20000);
        QCOMPARE(QProcess::execute(QStringLiteral("kill"),
                     {QStringLiteral("-SEGV"), QString::number(program.processId())}),
            0);
        QVERIFY(program.waitForFinished(20000));
        QCOMPARE(program.exitStatus(), QProcess::CrashExit);

        const auto files = QDir(folder.path()).entryList({QStringLiteral("crash-*.txt")});
        QCOMPARE(files.size(), 1);
        const auto text = textOf(folder.filePath(files[0]));
        QVERIFY2(text.startsWith(QStringLiteral("Tierlens " TIERLENS_VERSION "\nQt ")),
            qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("SIGSEGV")), qPrintable(text));
        const auto stack = text.section(QStringLiteral("Stack, innermost first:\n"), 1);
        QVERIFY2(stack.count(QLatin1Char('\n')) >= 3, qPrintable(text));
        QVERIFY2(stack.contains(QStringLiteral("tierlens")), qPrintable(text));

        const auto said = saidByShortRun(folder.path());
        QVERIFY2(said.contains(files[0]), qPrintable(said));
        QVERIFY2(!saidByShortRun(folder.path()).contains(QStringLiteral("crash")), "told twice");
        QVERIFY2(textOf(log).contains(QStringLiteral("exit code")), qPrintable(textOf(log)));
    }
#endif
};

QTEST_MAIN(TestAbout)
#include "tst_about.moc"
