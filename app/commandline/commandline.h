// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/watchline.h"
#include "core/result.h"
#include "experiment/experiment.h"
#include "session/sessionoptions.h"
#include "session/timedaction.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tierlens {

enum ExitCode {
    ExitDone = 0,
    ExitFailed = 1,
    ExitUsage = 2,
    ExitNoConnection = 3,
    ExitProgramMissing = 4
};

// What the user wrote after `tierlens`. Read before any QApplication exists, so that --help and
// --version need no display.
struct CommandLine
{
    SessionOptions session;
    WatchLine watch;
    bool showHelp = false, showVersion = false;
    bool connectionGiven = false; // --sandbox or addresses; otherwise the welcome page decides
    bool trafficGiven = false; // a traffic option was given: saved settings do not count
    bool headless = false;
    std::optional<std::chrono::milliseconds> duration;
    QString report; // .json, .html, .md
    QString grab; // .png
    bool present = false; // begin in presenter mode
    QSize size{1600, 1000};
    bool sizeGiven = false;
    QString theme; // dark, light, or empty: as the system
    double scale = 1;
    std::vector<TimedAction> actions; // by time
    QString tour; // name or file, "list", or empty
    QString checkTour; // file
    QString language; // en, de, fr, or empty: as the system, in unattended runs English
    std::optional<Experiment> compare; // instead of a run of some duration
    bool listExperiments = false;
    QString configFolder; // empty: the user's
    QString logLevel = QStringLiteral("info"); // debug, info, warning, error

    static Result<CommandLine> parse(const QStringList &arguments);
    static QString help();
};

int exitCodeFor(const Error &error);

} // namespace tierlens
