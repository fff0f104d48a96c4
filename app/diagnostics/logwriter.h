// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace tierlens {

// The thread that writes a log, and the lines that wait for it. Thread-safe.
class LogWriter
{
public:
    static constexpr std::size_t MostWaiting = 2000; // lines; more are counted, not kept

    LogWriter(QString folder, qint64 fullAt);
    ~LogWriter(); // when everything has been written
    void add(QByteArray line); // without its end
    void flush(); // waits until all lines so far are written, at most a second
    const QString &folder() const { return m_folder; }

private:
    void run();
    void write(const QByteArray &line);
    void rotate();

    const QString m_folder;
    const qint64 m_fullAt;
    QFile m_file; // the thread's
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<QByteArray> m_lines;
    std::size_t m_leftOut = 0;
    bool m_busy = false, m_ending = false;
    std::thread m_thread; // the last: it uses all the others
};

} // namespace tierlens
