// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/invalidationrun.h"

#include "core/whendone.h"
#include "invalidation/trafficknown.h"
#include "keyspace/aftermath.h"
#include "keyspace/blastdialog.h"

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration WatchFor = 10min; // after that, other things will have changed the figures
// For so long what it does shows in queries; and from the question on, so that the first reading
// after the deletion is not half of the time before.
constexpr Duration CloselyFor = 60s;
} // namespace

InvalidationRun::InvalidationRun(const LiveServers &servers, WatchSession *session,
    InvalidationTarget target, const QString &what, QWidget *parent)
    : m_servers(servers)
    , m_session(session && !session->isSnapshot() ? session : nullptr)
    , m_target(std::move(target))
    , m_dialog(new BlastDialog(
          servers.connection, what, m_target.pattern.empty() && m_target.keys.size() == 1, parent))
{
    setParent(m_dialog);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &BlastDialog::measureRequested, this, &InvalidationRun::measure);
    connect(m_dialog, &BlastDialog::confirmed, this, &InvalidationRun::begin);
    connect(m_dialog, &BlastDialog::pauseRequested, this, [this](bool pause) {
        if (m_deletion)
            pause ? m_deletion->pause() : m_deletion->resume();
    });
    connect(m_dialog, &BlastDialog::stopRequested, this, [this] {
        if (m_deletion)
            m_deletion->stop();
    });
    connect(&m_watching, &QTimer::timeout, this, &InvalidationRun::watch);
    measure();
    m_dialog->show();
}

InvalidationRun::~InvalidationRun()
{
    m_stop.request_stop();
    if (m_deletion)
        m_deletion->disconnect(this); // the dialog is gone already
}

void InvalidationRun::setChangeProblem(const QString &reason)
{
    m_servers.mayChange = reason.isEmpty();
    m_dialog->setChangeProblem(reason);
    if (!m_servers.mayChange && isDeleting())
        m_deletion->stop();
}

bool InvalidationRun::isDeleting() const
{
    using State = DeletionProgress::State;
    return m_deletion
        && (m_deletion->progress().state == State::Running
            || m_deletion->progress().state == State::Paused);
}

void InvalidationRun::measure()
{
    m_stop.request_stop(); // one that is under way
    m_stop = std::stop_source();
    m_dialog->setMeasuring();
    whenDone(measureBlastRadius(m_servers.redis, m_target,
                 m_session ? trafficKnown(*m_session) : TrafficKnown(), m_stop.get_token()),
        this, [this, token = m_stop.get_token()](const Result<BlastRadius> &radius) {
            if (token.stop_requested())
                return;
            if (!radius) {
                m_dialog->setProblem(QString::fromStdString(radius.error().text));
                return;
            }
            m_radius = *radius;
            if (m_session && m_servers.mayChange)
                m_session->watchStatementsClosely(CloselyFor);
            m_dialog->setRadius(m_radius);
        });
}

void InvalidationRun::begin(double keysPerSecond)
{
    if (m_deletion || !m_servers.mayChange)
        return;
    if (m_target.pattern.empty() && m_target.keys.size() == 1) {
        Q_EMIT oneConfirmed();
        m_dialog->close();
        return;
    }
    Deletion::Pace pace;
    pace.keysPerSecond = keysPerSecond;
    m_deletion = std::make_unique<Deletion>(
        m_servers.redis, m_target, pace, m_radius.keys, nullptr, m_radius.isSampled);
    connect(m_deletion.get(), &Deletion::progressed, this,
        [this] { m_dialog->setProgress(m_deletion->progress()); });
    connect(m_deletion.get(), &Deletion::finished, this, [this] {
        m_dialog->setProgress(m_deletion->progress());
        Q_EMIT ended();
    });
    m_dialog->setProgress(m_deletion->progress());
    if (m_session) {
        m_began = m_session->now();
        m_filling = FillingWatch(*m_session, m_target, m_radius.examples);
        connect(m_session, &WatchSession::statementsRead, this,
            [this](const PostgresLook &look) { m_filling.add(look); });
        m_session->watchStatementsClosely(CloselyFor);
        m_watching.start(1s);
        watch();
    }
}

void InvalidationRun::watch()
{
    if (!m_session) {
        m_watching.stop();
        return;
    }
    const auto now = m_session->now();
    if (now - m_began > WatchFor)
        m_watching.stop();
    auto aftermath = aftermathOf(m_session->history(), m_began, now);
    aftermath.filling = m_filling.found();
    m_dialog->setAftermath(aftermathTexts(aftermath, m_radius));
}

} // namespace tierlens
