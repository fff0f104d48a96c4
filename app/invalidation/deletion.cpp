// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/deletion.h"

#include "core/durationtext.h"
#include "core/leavablethread.h"
#include "invalidation/deletionworker.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

struct DeletionWords
{
    Q_DECLARE_TR_FUNCTIONS(Deletion)
};

QString shownCount(std::int64_t count)
{
    return countText(static_cast<std::uint64_t>(std::max<std::int64_t>(0, count)));
}

bool isDeletionOver(DeletionProgress::State state)
{
    return state != DeletionProgress::State::Running && state != DeletionProgress::State::Paused;
}

} // namespace

// "4 000 of 8 214 keys deleted, then stopped by you."
QString DeletionProgress::text() const
{
    // More than were counted before: keys came meanwhile.
    const auto done = expected >= 0 && deleted <= expected
        ? (isEstimated ? DeletionWords::tr("%1 of about %2 deleted")
                       : DeletionWords::tr("%1 of %2 deleted"))
              .arg(shownCount(deleted), keysText(static_cast<std::uint64_t>(expected)))
        : DeletionWords::tr("%1 deleted").arg(keysText(static_cast<std::uint64_t>(deleted)));
    QString said;
    switch (state) {
    case State::Running:
        said = DeletionWords::tr("%1 so far, %2 keys a second.")
                   .arg(done, shownCount(std::llround(keysPerSecond)));
        break;
    case State::Paused:
        said = DeletionWords::tr("%1, paused.").arg(done);
        break;
    case State::Stopped:
        said = DeletionWords::tr("%1, then stopped by you.").arg(done);
        break;
    case State::Done:
        said = DeletionWords::tr("%1; that was all.").arg(done);
        break;
    case State::Failed:
        said = DeletionWords::tr("%1, then it failed: %2")
                   .arg(done, QString::fromStdString(error.text));
        break;
    }
    if (gone > 0)
        said += QLatin1Char(' ')
            + DeletionWords::tr("%1 had gone before their turn came.").arg(shownCount(gone));
    if (unsure > 0)
        said += QLatin1Char(' ')
            + DeletionWords::tr(
                "The connection broke while %1 were being deleted: those may be gone or "
                "not.")
                  .arg(keysText(static_cast<std::uint64_t>(unsure)));
    return said;
}

// What the GUI thread has of the work: it asks ten times a second how far it is.
class Deletion::Worker
{
public:
    Worker(Deletion &owner, DeletionOrder order)
        : m_owner(owner)
        , m_work(std::make_shared<DeletionWorker>(std::move(order)))
        , m_thread([work = m_work](const std::stop_token &) { work->run(); })
    {
        m_shown = m_work->progress();
        QObject::connect(&m_timer, &QTimer::timeout, &owner, [this] { look(); });
        m_timer.start(100ms);
    }
    ~Worker() { m_work->stop(); }
    void look()
    {
        m_shown = m_work->progress();
        const bool over = isDeletionOver(m_shown.state);
        if (over)
            m_timer.stop();
        Q_EMIT m_owner.progressed();
        if (over)
            Q_EMIT m_owner.finished();
    }
    DeletionWorker &work() { return *m_work; }
    const DeletionProgress &shown() const { return m_shown; }

private:
    Deletion &m_owner;
    DeletionProgress m_shown;
    QTimer m_timer;
    const std::shared_ptr<DeletionWorker> m_work;
    LeavableThread m_thread; // last: ends first
};

Deletion::Deletion(const QString &redis, InvalidationTarget target, const Pace &pace,
    std::int64_t expected, QObject *parent, bool isEstimated)
    : QObject(parent)
    , m_worker(std::make_unique<Worker>(
          *this, DeletionOrder{redis, std::move(target), pace, expected, isEstimated}))
{ }

Deletion::~Deletion() = default;

void Deletion::pause() { m_worker->work().pause(true); }
void Deletion::resume() { m_worker->work().pause(false); }
void Deletion::stop() { m_worker->work().stop(); }
const DeletionProgress &Deletion::progress() const { return m_worker->shown(); }

} // namespace tierlens
