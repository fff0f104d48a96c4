// SPDX-License-Identifier: GPL-3.0-or-later
#include "about/crashnote.h"
#include "commandline/commandline.h"
#include "connections/argumentcover.h"
#include "diagnostics/crashcatcher.h"
#include "diagnostics/crashfiles.h"
#include "diagnostics/lifelog.h"
#include "diagnostics/logfile.h"
#include "diagnostics/statefolder.h"
#include "session/session.h"
#include "tour/tourrun.h"
#include "window/shell.h"

#include <QApplication>
#include <QSysInfo>
#include <QTimer>

#include <cstdio>
#include <memory>
#include <optional>

using namespace tierlens;

namespace {
QStringList wordsOf(int argc, char **argv)
{
    QStringList words;
    for (int i = 0; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    return words;
}

// A picture can be taken where there is no display.
void chooseDisplay(const CommandLine &line)
{
    const bool unattended = line.headless || !line.grab.isEmpty();
    if (unattended && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (line.scale > 1)
        qputenv("QT_SCALE_FACTOR", QByteArray::number(line.scale));
}

int complain(const Error &error)
{
    std::fprintf(stderr, "tierlens: %s\n", error.text.c_str());
    if (!error.detail.empty())
        std::fprintf(stderr, "%s\n", error.detail.c_str());
    return exitCodeFor(error);
}

// Of the last time. Unattended, nobody would close a window.
void tellCrash(const QString &file, const CommandLine &line)
{
    if (line.headless || !line.grab.isEmpty())
        std::fprintf(stderr, "tierlens: %s\n", qPrintable(CrashNote::sentence(file)));
    else
        (new CrashNote(file, QApplication::activeWindow()))->show();
}

// The tour to play, or the exit code if that is all that was asked.
std::optional<int> readTour(const CommandLine &line, std::optional<Tour> &tour)
{
    const auto &name = line.checkTour.isEmpty() ? line.tour : line.checkTour;
    if (name.isEmpty())
        return std::nullopt;
    if (line.checkTour.isEmpty() && name == QLatin1String("list")) {
        std::fputs(TourRun::listed().toUtf8().constData(), stdout);
        return ExitDone;
    }
    auto loaded = loadTour(name);
    if (!loaded)
        return complain(loaded.error());
    if (!line.checkTour.isEmpty()) {
        std::printf("%s: %zu steps, nothing wrong.\n", loaded->id.toUtf8().constData(),
            loaded->steps.size());
        return ExitDone;
    }
    if (loaded->needsSandbox() && !line.session.sandbox)
        return complain({ErrorKind::Usage, {},
            "This tour stops servers; it needs the sandbox, not servers of your own.", {}});
    tour = std::move(*loaded);
    return std::nullopt;
}
} // namespace

int main(int argc, char **argv)
{
    const auto line = CommandLine::parse(wordsOf(argc, argv));
    coverPasswords(argc, argv);
    if (!line) {
        return complain(line.error());
    }
    if (line->showVersion) {
        std::puts("tierlens " TIERLENS_VERSION);
        return ExitDone;
    }
    if (line->showHelp) {
        std::fputs(CommandLine::help().toUtf8().constData(), stdout);
        return ExitDone;
    }
    if (line->listExperiments) {
        for (const auto &experiment : readyExperiments())
            std::printf("%-10s %s\n", qPrintable(experiment.id), qPrintable(experiment.question));
        return ExitDone;
    }

    std::optional<Tour> tour;
    if (const auto done = readTour(*line, tour))
        return *done;
    const auto folder = line->configFolder.isEmpty() ? stateFolder() : line->configFolder;
    const auto crash = takeCrashFile(folder);
    const LogFile log(folder, logLevelCalled(line->logLevel).value_or(LogLevel::Info));
    chooseDisplay(*line);
    const bool withWindow = !line->headless || !line->grab.isEmpty();
    std::unique_ptr<QCoreApplication> application;
    // A PDF needs fonts, also where nothing is shown.
    if (withWindow || line->report.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive))
        application = std::make_unique<QApplication>(argc, argv);
    else
        application = std::make_unique<QCoreApplication>(argc, argv);
    // Not before: without a display Qt gives up there, which is no crash to be told of.
    catchCrashes(folder);
    qCInfo(lifeLog).noquote() << "Tierlens" << TIERLENS_VERSION << "with Qt" << qVersion() << "on"
                              << QSysInfo::prettyProductName();
    QCoreApplication::setApplicationName(QStringLiteral("tierlens"));
    // By this a desktop finds name and icon of the window; on others it does nothing.
    QGuiApplication::setDesktopFileName(QStringLiteral("org.tierlens.Tierlens"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TIERLENS_VERSION));

    Shell shell(*line, withWindow, std::move(tour));
    QTimer::singleShot(0, &shell, &Shell::start);
    if (!crash.isEmpty())
        QTimer::singleShot(0, &shell, [&] { tellCrash(crash, *line); });
    const int exitCode = QCoreApplication::exec();
    shell.saveSettings();
    qCInfo(lifeLog) << "end, exit code" << exitCode;
    return exitCode;
}
