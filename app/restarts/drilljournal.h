// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "live/liveservers.h"

#include <QString>

#include <vector>

namespace tierlens {

// A setting of a server that a drill has changed and not put back yet.
struct LeftSetting
{
    QString server; // which one: see DrillJournal::serverOf()
    QString setting; // "maxmemory"
    QString was, set; // its value before, and by the drill
    qint64 at = 0; // ms since 1970

    friend bool operator==(const LeftSetting &, const LeftSetting &) = default;
};

// What drills have changed, on disk before it is changed, so that it can be put back even if
// Tierlens was killed: drills.json in the settings folder ("": the user's). No addresses with
// passwords. Small local files; not for the GUI thread.
class DrillJournal
{
public:
    explicit DrillJournal(const QString &settingsFolder = {});

    std::vector<LeftSetting> all() const;
    std::vector<LeftSetting> of(const QString &server) const;
    Result<Done> add(const LeftSetting &left) const; // it is on disk when this returns
    Result<Done> remove(const LeftSetting &left) const;

    static QString serverOf(const LiveServers &servers, Tier tier); // id, or shown address

private:
    Result<Done> write(const std::vector<LeftSetting> &all) const;
    QString m_file;
};

// Puts a setting of Redis back, unless somebody else has changed it since; a sentence about which
// of the two. The journal forgets it then. Blocking; any thread.
Result<QString> putBack(
    const std::string &redis, const LeftSetting &left, const DrillJournal &journal);

} // namespace tierlens
