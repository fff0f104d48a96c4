// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagnostics/loglevel.h"

#include <QString>

#include <memory>

namespace tierlens {

class LogWriter;

// While it lives, what is said through Qt's logging (qCInfo, qWarning, …) also goes to
// FOLDER/tierlens.log, from any thread; nobody waits for the disk. A full file becomes
// tierlens.1.log, that one tierlens.2.log; older ones are deleted. No passwords: see secrettext.h.
// One at a time. A folder that cannot be written to is no error: there is no log then.
class LogFile
{
public:
    static constexpr qint64 FullAt = 1'000'000; // bytes

    LogFile(const QString &folder, LogLevel least, qint64 fullAt = FullAt);
    ~LogFile(); // when everything said has been written
    LogFile(const LogFile &) = delete;
    LogFile &operator=(const LogFile &) = delete;

    static QString folderInUse(); // of the one that lives; empty if none does

private:
    std::shared_ptr<LogWriter> m_writer;
};

} // namespace tierlens
