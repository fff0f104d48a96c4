// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/commandline.h"
#include "window/shell.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>
#include <memory>

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
} // namespace

int main(int argc, char **argv)
{
    const auto line = CommandLine::parse(wordsOf(argc, argv));
    if (!line) {
        std::fprintf(stderr, "tierlens: %s\n", line.error().text.c_str());
        return exitCodeFor(line.error());
    }
    if (line->showVersion) {
        std::puts("tierlens " TIERLENS_VERSION);
        return ExitDone;
    }
    if (line->showHelp) {
        std::fputs(CommandLine::help().toUtf8().constData(), stdout);
        return ExitDone;
    }

    chooseDisplay(*line);
    const bool withWindow = !line->headless || !line->grab.isEmpty();
    std::unique_ptr<QCoreApplication> application;
    if (withWindow)
        application = std::make_unique<QApplication>(argc, argv);
    else
        application = std::make_unique<QCoreApplication>(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tierlens"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TIERLENS_VERSION));

    Shell shell(*line, withWindow);
    QTimer::singleShot(0, &shell, &Shell::start);
    const int exitCode = QCoreApplication::exec();
    shell.saveSettings();
    return exitCode;
}
