// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QFuture>
#include <QObject>
#include <QString>
#include <QStringList>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>

namespace tierlens {

struct ExportProgress
{
    std::uint64_t bytes = 0; // written to the file
    std::size_t tables = 0; // whose rows were begun
    QString table; // the one under way
};

struct ExportDone
{
    QString file;
    std::uint64_t bytes = 0;
    std::size_t tables = 0;
    std::chrono::milliseconds took{};
};

// Runs pg_dump on a worker and writes what it says into a file that did not exist before and that
// only its owner can read; under another name until it is whole, so that half an export is never
// taken for one. The password goes by the environment, never by the arguments. GUI thread.
class DatabaseExport : public QObject
{
    Q_OBJECT
public:
    explicit DatabaseExport(QObject *parent = nullptr);
    // Cancels, and does not wait; but the program does not end before pg_dump has, and its half a
    // file is removed.
    ~DatabaseExport() override;

    // `postgres`: whole address. ".sql": a text for psql; else the form for pg_restore (-Fc).
    void start(const QString &postgres, const QString &file);
    void cancel(); // finished() comes soon, with an error that says so
    bool isRunning() const { return m_isRunning; }
    const ExportProgress &progress() const { return m_progress; }
    // After finished().
    const Result<ExportDone> &result() const { return m_result; }

    // What is started, for tests and for showing: no password among them. "PGPASSWORD=…" and the
    // like go into `environment`.
    struct Order
    {
        QStringList arguments, environment;
    };
    static Result<Order> orderFor(const QString &postgres, const QString &file);

Q_SIGNALS:
    void progressed(); // a few times a second
    void finished();

private:
    std::shared_ptr<std::atomic<bool>> m_stop;
    bool m_isRunning = false;
    ExportProgress m_progress;
    Result<ExportDone> m_result{Error{}};
    std::jthread m_thread; // of the last one
};

} // namespace tierlens
