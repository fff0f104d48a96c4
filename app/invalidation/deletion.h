// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "invalidation/blastradius.h"

#include <QObject>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace tierlens {

struct DeletionProgress
{
    enum class State : std::uint8_t { Running, Paused, Stopped, Done, Failed };
    State state = State::Running;
    std::int64_t deleted = 0; // the server's own count (replies to UNLINK)
    std::int64_t gone = 0; // were no longer there when their turn came
    std::int64_t expected = -1;
    bool isEstimated = false; // `expected` is
    std::int64_t unsure = 0; // sent when the connection broke: may or may not be deleted
    double keysPerSecond = 0;
    Error error;
    QString text() const; // one sentence, also of how it ended: "4 000 of 8 214 keys deleted, then
                          // stopped by you."
};

// Deletes by UNLINK in small batches, paced, on a worker with a connection of its own. Begins at
// once. GUI thread; nothing blocks. The destructor stops it; the batch under way may still end
// after it, if the server takes more than a moment to answer.
class Deletion : public QObject
{
    Q_OBJECT
public:
    struct Pace
    {
        int batch = 100;
        double keysPerSecond = 2000;
    };
    Deletion(const QString &redis, InvalidationTarget target, const Pace &pace,
        std::int64_t expected = -1, QObject *parent = nullptr, bool isEstimated = false);
    ~Deletion() override;
    void pause();
    void resume();
    void stop();
    const DeletionProgress &progress() const;

Q_SIGNALS:
    void progressed(); // at most ten times a second
    void finished(); // Stopped, Done or Failed

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace tierlens
