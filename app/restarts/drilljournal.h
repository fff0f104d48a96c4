// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "live/liveservers.h"

#include <QString>

#include <optional>
#include <vector>

namespace tierlens {

// A setting of a server that a drill has changed and not put back yet.
struct LeftSetting
{
    QString server; // which one: see DrillJournal::serverOf()
    QString setting; // "maxmemory"
    QString was, set; // its value before, and by the drill
    qint64 at = 0; // ms since 1970
    QString process{}; // run_id of the Redis that was changed; empty: not known

    friend bool operator==(const LeftSetting &, const LeftSetting &) = default;
};

struct LeftDrills
{
    std::vector<LeftSetting> settings;
    // The notes could not be read: where they are now and what to look at, a sentence. Then
    // `settings` is empty, whatever drills have left.
    QString unread;
};

// What drills have changed, on disk before it is changed, so that it can be put back even if
// Tierlens was killed: drills.json in the settings folder ("": the user's). No addresses with
// passwords. Small local files; not for the GUI thread.
class DrillJournal
{
public:
    explicit DrillJournal(const QString &settingsFolder = {});

    std::vector<LeftSetting> all() const;
    // Notes that cannot be read are set aside, so this is heard of once.
    LeftDrills of(const QString &server) const;
    // It is on disk when this returns. A file that cannot be read is set aside, not overwritten.
    Result<Done> add(const LeftSetting &left) const;
    Result<Done> remove(const LeftSetting &left) const;

    static QString serverOf(const LiveServers &servers, Tier tier); // id, or shown address

private:
    std::optional<std::vector<LeftSetting>> read() const; // nothing: it cannot be read
    Result<Done> setAside() const;
    Result<Done> write(const std::vector<LeftSetting> &all) const;
    QString m_file;
};

// Why nothing can be put back on these servers; a sentence; empty: it can.
QString putBackRefusal(const LiveServers &servers);
// Puts a setting of Redis back, unless somebody else has changed it since; a sentence about which
// of the two. The journal forgets it then; not after an error, such as another process answering
// than the one that was changed. Blocking; any thread.
Result<QString> putBack(
    const LiveServers &servers, const LeftSetting &left, const DrillJournal &journal);
// The same for a drill that ends: it puts back what it has changed, allowed or not by now.
Result<QString> putBack(
    const std::string &redis, const LeftSetting &left, const DrillJournal &journal);

} // namespace tierlens
