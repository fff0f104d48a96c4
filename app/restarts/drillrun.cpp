// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/drillrun.h"

#include "restarts/drillsteps.h"

#include <QThreadPool>

#include <condition_variable>
#include <mutex>
#include <optional>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
DrillResult doDrill(const DrillWork &work)
{
    switch (work.order.kind) {
    case DrillKind::PauseClients:
        return pauseClients(work);
    case DrillKind::SlowAnswers:
        return slowAnswers(work);
    case DrillKind::LowMemory:
        return lowMemory(work);
    case DrillKind::KillClient:
        return killClient(work);
    case DrillKind::EndSession:
        return endSession(work);
    case DrillKind::ReloadSettings:
        break;
    }
    return reloadSettings(work);
}
} // namespace

bool DrillWork::wait(std::chrono::milliseconds time) const
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

// What the drill's thread and the GUI thread share; outlives both.
struct DrillRun::Shared
{
    std::mutex mutex; // guards all of it
    double share = 0;
    std::optional<QString> news;
    std::optional<DrillResult> result;
};

DrillRun::DrillRun(const QString &settingsFolder, QObject *parent)
    : QObject(parent)
    , m_folder(settingsFolder)
{
    connect(&m_tick, &QTimer::timeout, this, &DrillRun::take);
}

DrillRun::~DrillRun()
{
    if (!m_thread.joinable())
        return;
    m_thread.request_stop();
    // It puts back what it has changed; the program does not end before the pool is done.
    QThreadPool::globalInstance()->start(
        [thread = std::make_shared<std::jthread>(std::move(m_thread))] { thread->join(); });
}

QString DrillRun::start(const LiveServers &servers, const DrillOrder &order)
{
    if (const auto reason = drillRefusal(servers, order.kind); !reason.isEmpty())
        return reason;
    if (isRunning())
        return tr("Another drill is still running.");
    m_shared = std::make_shared<Shared>();
    const auto tier = drillTier(order.kind);
    DrillWork work{{}, order.bounded(),
        (tier == Tier::Redis ? servers.redis : servers.postgres).toStdString(),
        DrillJournal::serverOf(servers, tier), DrillJournal(m_folder),
        [shared = m_shared](double share, const QString &text) {
            const std::lock_guard lock(shared->mutex);
            shared->share = share;
            shared->news = text;
        }};
    m_thread = std::jthread(
        [work = std::move(work), shared = m_shared](const std::stop_token &stop) mutable {
            work.stop = stop;
            auto result = doDrill(work);
            const std::lock_guard lock(shared->mutex);
            shared->result = std::move(result);
        });
    m_tick.start(100ms);
    return {};
}

void DrillRun::stop() { m_thread.request_stop(); }

void DrillRun::take()
{
    if (!m_shared)
        return;
    double share = 0;
    std::optional<QString> news;
    std::optional<DrillResult> result;
    {
        const std::lock_guard lock(m_shared->mutex);
        share = m_shared->share;
        news.swap(m_shared->news);
        result = m_shared->result;
    }
    if (news)
        Q_EMIT progressed(share, *news);
    if (!result)
        return;
    m_tick.stop();
    m_thread.join(); // it has nothing left to do
    m_shared.reset();
    Q_EMIT ended(*result);
}

} // namespace tierlens
