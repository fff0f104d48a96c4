// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/logwriter.h"

#include <QDir>

#include <chrono>
#include <utility>

namespace tierlens {

namespace {
constexpr int KeptBehind = 2; // tierlens.1.log, tierlens.2.log
}

LogWriter::LogWriter(QString folder, qint64 fullAt)
    : m_folder(std::move(folder))
    , m_fullAt(fullAt)
    , m_file(m_folder + QStringLiteral("/tierlens.log"))
    , m_thread([this] { run(); })
{ }

LogWriter::~LogWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void LogWriter::add(QByteArray line)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_lines.size() >= MostWaiting) {
            ++m_leftOut;
            return;
        }
        m_lines.push_back(std::move(line));
    }
    m_changed.notify_all();
}

void LogWriter::flush()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(
        lock, std::chrono::seconds(1), [this] { return m_lines.empty() && !m_busy; });
}

void LogWriter::run()
{
    QDir().mkpath(m_folder);
    for (;;) {
        std::vector<QByteArray> lines;
        {
            std::unique_lock lock(m_mutex);
            m_busy = false;
            m_changed.notify_all(); // who waits in flush()
            m_changed.wait(lock, [this] { return m_ending || !m_lines.empty(); });
            if (m_lines.empty())
                return;
            lines.swap(m_lines);
            if (const auto leftOut = std::exchange(m_leftOut, 0))
                lines.push_back(QByteArray::number(quint64(leftOut))
                    + " lines are left out here: more was said than the disk took");
            m_busy = true;
        }
        for (const auto &line : lines)
            write(line);
        if (m_file.isOpen())
            m_file.flush();
    }
}

void LogWriter::write(const QByteArray &line)
{
    const auto isFull
        = [&] { return m_file.size() + line.size() >= m_fullAt && m_file.size() > 0; };
    // Another Tierlens may write to the same file: always at its end.
    constexpr auto AtItsEnd = QIODevice::WriteOnly | QIODevice::Append;
    if (!m_file.isOpen() && !m_file.open(AtItsEnd))
        return;
    if (isFull()) {
        rotate();
        if (!m_file.open(AtItsEnd))
            return;
    }
    if (m_file.size() == 0)
        m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    m_file.write(line + '\n');
}

void LogWriter::rotate()
{
    m_file.close();
    const auto name = [this](int number) {
        return m_folder
            + (number ? QStringLiteral("/tierlens.%1.log").arg(number)
                      : QStringLiteral("/tierlens.log"));
    };
    QFile::remove(name(KeptBehind));
    for (int number = KeptBehind; number > 0; --number)
        QFile::rename(name(number - 1), name(number));
    // Where that was not possible, the log begins anew rather than grow without end.
    if (QFile::exists(name(0)))
        QFile::remove(name(0));
}

} // namespace tierlens
