// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/logfile.h"

#include "diagnostics/lifelog.h"
#include "diagnostics/logwriter.h"
#include "diagnostics/secrettext.h"

#include <QDateTime>
#include <QLoggingCategory>

#include <cstring>
#include <mutex>

namespace tierlens {

Q_LOGGING_CATEGORY(lifeLog, "tierlens.life", QtInfoMsg)

namespace {
// Qt's handler is one for the process; so is this.
struct LogState
{
    std::mutex mutex;
    std::shared_ptr<LogWriter> writer;
    LogLevel least = LogLevel::Info;
    QtMessageHandler before = nullptr;
};

LogState &logState()
{
    static LogState state;
    return state;
}

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return LogLevel::Error;
}

QByteArray wordOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug  ";
    case LogLevel::Info:
        return "info   ";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        break;
    }
    return "error  ";
}

void handleMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    auto &state = logState();
    std::shared_ptr<LogWriter> writer;
    LogLevel least;
    QtMessageHandler before;
    {
        const std::lock_guard lock(state.mutex);
        writer = state.writer;
        least = state.least;
        before = state.before;
    }
    const auto level = levelOf(type);
    const auto covered = withoutSecrets(message); // whoever comes after us may write it down, too
    if (writer && level >= least) {
        auto text = covered;
        text.replace(QLatin1Char('\n'), QStringLiteral("\n    "));
        writer->add(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toLatin1() + ' '
            + wordOf(level) + ' ' + (context.category ? context.category : "default") + ": "
            + text.toUtf8());
        if (type == QtFatalMsg)
            writer->flush(); // what follows is the end
    }
    const bool ours = context.category && std::strcmp(context.category, "tierlens.life") == 0;
    if (before && !ours)
        before(type, context, covered);
}
} // namespace

LogFile::LogFile(const QString &folder, LogLevel least, qint64 fullAt)
    : m_writer(std::make_shared<LogWriter>(folder, fullAt))
{
    if (least == LogLevel::Debug)
        QLoggingCategory::setFilterRules(QStringLiteral("tierlens.*.debug=true"));
    auto &state = logState();
    const auto before = qInstallMessageHandler(&handleMessage);
    const std::lock_guard lock(state.mutex);
    state.writer = m_writer;
    state.least = least;
    state.before = before;
}

LogFile::~LogFile()
{
    auto &state = logState();
    QtMessageHandler before;
    {
        const std::lock_guard lock(state.mutex);
        state.writer.reset();
        before = state.before;
    }
    qInstallMessageHandler(before);
}

QString LogFile::folderInUse()
{
    auto &state = logState();
    const std::lock_guard lock(state.mutex);
    return state.writer ? state.writer->folder() : QString();
}

} // namespace tierlens
