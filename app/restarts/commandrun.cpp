// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/commandrun.h"

#include "restarts/processgroup.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QThreadPool>

#include <mutex>
#include <optional>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr qsizetype MostAtOnce = 64 * 1024; // bytes of output between two looks of the GUI thread
constexpr qsizetype LastWords = 8 * 1024; // by which the end is judged
constexpr std::chrono::milliseconds Patience = 3s; // from asking to ending

void keepEnd(QByteArray &text, qsizetype most)
{
    if (text.size() > most)
        text.remove(0, text.size() - most);
}
} // namespace

// What the command's thread and the GUI thread share; outlives both.
struct CommandRun::Shared
{
    RestartWay way;
    std::chrono::milliseconds limit{};
    std::mutex mutex; // guards what follows
    QByteArray fresh; // not handed out yet
    std::optional<CommandEnd> end;
};

CommandRun::CommandRun(QObject *parent)
    : QObject(parent)
{
    connect(&m_tick, &QTimer::timeout, this, &CommandRun::take);
}

CommandRun::~CommandRun()
{
    if (!m_thread.joinable())
        return;
    m_thread.request_stop();
    // The command may need its three seconds to end.
    QThreadPool::globalInstance()->start(
        [thread = std::make_shared<std::jthread>(std::move(m_thread))] { thread->join(); });
}

void CommandRun::start(const RestartWay &way, std::chrono::milliseconds limit)
{
    if (isRunning() || !way.canRun())
        return;
    m_shared = std::make_shared<Shared>();
    m_shared->way = way;
    m_shared->limit = limit;
    m_decoder = QStringDecoder(QStringDecoder::System);
    m_thread
        = std::jthread([shared = m_shared](const std::stop_token &stop) { run(stop, *shared); });
    m_tick.start(100ms);
}

void CommandRun::stop() { m_thread.request_stop(); }

void CommandRun::letFinish()
{
    if (!isRunning())
        return;
    m_tick.stop();
    m_shared.reset();
    QThreadPool::globalInstance()->start(
        [thread = std::make_shared<std::jthread>(std::move(m_thread))] { thread->join(); });
}

void CommandRun::take()
{
    if (!m_shared)
        return;
    QByteArray fresh;
    std::optional<CommandEnd> end;
    {
        const std::lock_guard lock(m_shared->mutex);
        fresh.swap(m_shared->fresh);
        end = m_shared->end;
    }
    if (!fresh.isEmpty())
        Q_EMIT said(m_decoder.decode(fresh));
    if (!end)
        return;
    m_tick.stop();
    m_thread.join(); // it has said its last word
    m_shared.reset();
    Q_EMIT ended(*end);
}

void CommandRun::run(const std::stop_token &stop, Shared &shared)
{
    const auto &way = shared.way;
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    leadGroup(process);
    QByteArray lastWords;
    const auto read = [&] {
        const auto bytes = process.readAll();
        lastWords += bytes;
        keepEnd(lastWords, LastWords);
        const std::lock_guard lock(shared.mutex);
        shared.fresh += bytes;
        keepEnd(shared.fresh, MostAtOnce);
    };
    const auto finish = [&](CommandEnd end) {
        const std::lock_guard lock(shared.mutex);
        shared.end = std::move(end);
    };

    process.start(way.program(), way.arguments());
    if (!process.waitForStarted(10'000)) {
        finish(commandNotStarted(way, process.errorString()));
        return;
    }
    QElapsedTimer ran, asked;
    ran.start();
    std::optional<CommandEnd::Kind> why; // it is being stopped
    bool killed = false;
    while (process.state() != QProcess::NotRunning) {
        // Comes back at once when the command has closed its output and goes on.
        if (!process.waitForReadyRead(50))
            process.waitForFinished(50);
        read();
        if (!why && (stop.stop_requested() || ran.elapsed() > shared.limit.count())) {
            why = stop.stop_requested() ? CommandEnd::Kind::Stopped : CommandEnd::Kind::TookTooLong;
            asked.start();
            terminateGroup(process);
        }
        if (why && !killed && asked.elapsed() > Patience.count()) {
            killGroup(process);
            killed = true;
        }
    }
    read();
    if (why)
        finish(commandStopped(*why));
    else if (process.exitStatus() == QProcess::CrashExit)
        finish(commandCrashed(way));
    else
        finish(commandEnd(way, process.exitCode(), QString::fromLocal8Bit(lastWords)));
}

} // namespace tierlens
