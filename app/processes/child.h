// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <chrono>

namespace tierlens {

// A server that runs for us. Lives on the sandbox's thread; everything that waits has a bound.
class Child : public QObject
{
    Q_OBJECT
public:
    // What is to be started, and the file that takes all it says.
    struct Order
    {
        QString program;
        QStringList arguments;
        QString log;
    };

    // False: could not be started at all; then errorText() says why, in the system's words.
    virtual bool start() = 0;
    virtual QString errorText() const = 0;
    virtual qint64 pid() const = 0; // 0: none
    // Waits that long for it to end, and says whether it still runs.
    virtual bool isRunning(std::chrono::milliseconds wait) = 0;

Q_SIGNALS:
    void ended(const QString &how);
};

} // namespace tierlens
