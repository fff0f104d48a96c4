// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline/run.h"

#include "core/durationtext.h"
#include "core/printline.h"
#include "session/session.h"

#include <QTextStream>

#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
QString stateText(const Servers &servers, Tier tier)
{
    switch (servers.server(tier).state) {
    case ServerChange::State::Up:
        return QStringLiteral("up");
    case ServerChange::State::Loading:
        return QStringLiteral("loading");
    case ServerChange::State::Frozen:
        return QStringLiteral("frozen");
    case ServerChange::State::Lost:
        return QStringLiteral("lost");
    case ServerChange::State::Stopping:
        return QStringLiteral("stopping");
    case ServerChange::State::Starting:
        return QStringLiteral("starting");
    case ServerChange::State::Connecting:
    case ServerChange::State::Unknown:
        break;
    }
    return QStringLiteral("connecting");
}
} // namespace

Run::Run(Session &session, const CommandLine &line, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_line(line)
{
    connect(&m_session, &Session::ready, this, &Run::begin);
    if (m_line.headless)
        connect(&m_session, &Session::ticked, this, &Run::printProgress);
    connect(&m_status, &QTimer::timeout, this, &Run::printStatus);
}

Duration Run::ran() const
{
    return m_begin > SinceStart::zero() ? m_session.now() - m_begin : Duration::zero();
}

void Run::printProgress()
{
    const auto &progress = m_session.store().progress();
    if (!progress || m_begin > SinceStart::zero())
        return;
    const auto text = QString::fromStdString(progress->text);
    if (text != m_lastProgress)
        printLine(
            QStringLiteral("%1  %2").arg(durationText(m_session.now()).rightJustified(8), text));
    m_lastProgress = text;
}

void Run::begin()
{
    m_begin = m_session.now();
    m_session
        .forgetGap(); // the report's longest stall is one of the run, not of building the window
    m_started = QDateTime::currentDateTimeUtc();
    if (m_line.watch.wanted) // which has a run of its own
        return;
    if (m_line.headless) {
        printLine(QStringLiteral("%1  First request answered")
                      .arg(durationText(m_begin).rightJustified(8)));
        if (m_line.tour.isEmpty() && !m_line.compare) // they have a story of their own to print
            m_status.start(1s);
    }
    if (m_line.compare)
        compare();
    for (const TimedAction &action : m_line.actions)
        QTimer::singleShot(action.at, this, [this, action] { give(action); });
    if (m_line.duration)
        QTimer::singleShot(*m_line.duration, this, &Run::end);
}

void Run::failed(const QString &what, const Error &error)
{
    m_worked = false;
    printLine(QStringLiteral("%1 failed: %2").arg(what, QString::fromStdString(error.text)));
}

void Run::give(const TimedAction &action)
{
    const auto watch = [this]<typename T>(QFuture<Result<T>> future, const QString &what) {
        ++m_running;
        future.then(this, [this, what](const Result<T> &result) {
            --m_running;
            if (!result)
                failed(what, result.error());
        });
    };
    auto traffic = m_session.traffic();
    switch (action.what) {
    case TimedAction::What::Restart:
        watch(m_session.restart(action.tier), QStringLiteral("Restart"));
        return;
    case TimedAction::What::Crash:
        watch(m_session.crash(action.tier), QStringLiteral("Crash"));
        return;
    case TimedAction::What::Freeze:
        watch(m_session.freeze(action.tier, action.span), QStringLiteral("Freeze"));
        return;
    case TimedAction::What::Invalidate:
        watch(m_session.invalidate(action.pattern), QStringLiteral("Invalidation"));
        return;
    case TimedAction::What::Write:
        watch(m_session.write(), QStringLiteral("Write"));
        return;
    case TimedAction::What::CacheOn:
        traffic.cache = true;
        break;
    case TimedAction::What::CacheOff:
        traffic.cache = false;
        break;
    case TimedAction::What::Ttl:
        traffic.ttl = action.span;
        break;
    }
    m_session.setTraffic(traffic);
}

void Run::compare()
{
    if (m_line.headless)
        connect(&m_session, &Session::comparisonProgress, this,
            [this, told = QString()](const ComparisonProgress &progress) mutable {
                if (progress.text != std::exchange(told, progress.text))
                    printLine(QStringLiteral("%1  %2").arg(
                        durationText(ran()).rightJustified(8), progress.text));
            });
    ++m_running;
    m_session.compare(*m_line.compare).then(this, [this](const Result<ComparisonResult> &result) {
        --m_running;
        if (!result) {
            failed(QStringLiteral("Comparison"), result.error());
        } else {
            printLine(QLatin1Char('\n') + comparisonText(*result));
            // Figures the servers contradict are no result.
            m_worked
                &= result->redisAgrees() && (result->postgresAgrees() || !result->postgresCounts());
        }
        end();
    });
}

void Run::printStatus()
{
    const Store &store = m_session.store();
    const auto second = store.timings().window(1s);
    const auto &total = store.timings().total();
    printLine(
        QStringLiteral("%1  %2  hit rate %3  answer p50 %4 p99 %5  queries %6  avoided %7  keys "
                       "%8  redis %9  postgres %10")
            .arg(ttlText(ran()).rightJustified(8), rateText(store.timings().perSecond(1s)),
                percentText(second.hitRate()),
                durationText(second.timing(Series::Answer).quantile(0.5)),
                durationText(second.timing(Series::Answer).quantile(0.99)),
                countText(total.queries()),
                countText(total.of(Outcome::Hit) + total.of(Outcome::Coalesced)),
                countText(store.keys().rows().size()), stateText(store.servers(), Tier::Redis))
            .arg(stateText(store.servers(), Tier::Postgres)));
}

void Run::end()
{
    if (m_running > 0) {
        // A restart ordered in the last second is waited for; it is bounded itself.
        QTimer::singleShot(50ms, this, &Run::end);
        return;
    }
    if (m_ending)
        return;
    m_ending = true;
    m_session.takeReading().then(this, [this](const Result<Done> &read) {
        if (!read)
            failed(QStringLiteral("Comparing counters"), read.error());
        m_status.stop();
        m_session.settle();
        Q_EMIT finished();
    });
}

} // namespace tierlens
