// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/drilljournal.h"

#include "core/asidefile.h"

#include "connections/addresssecrets.h"
#include "connections/connectionlist.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>
#include <utility>

namespace tierlens {

namespace {
struct JournalWords
{
    Q_DECLARE_TR_FUNCTIONS(DrillJournal)
};

Error journalError(const QString &why)
{
    return {ErrorKind::Missing, {},
        JournalWords::tr("What a drill changes could not be noted (%1).").arg(why).toStdString(),
        {}};
}
Error putBackError(const QString &text) { return {ErrorKind::Refused, {}, text.toStdString(), {}}; }

Result<std::string> settingOf(RedisConnection &redis, const QString &name)
{
    const auto reply = redis.command({"CONFIG", "GET", name.toStdString()});
    if (!reply)
        return reply.error();
    if (reply->size() < 2 || (*reply)[1].text().empty())
        return putBackError(
            JournalWords::tr("Redis does not say what %1 is. The note is kept.").arg(name));
    return std::string((*reply)[1].text());
}
} // namespace

DrillJournal::DrillJournal(const QString &settingsFolder)
    : m_file(QFileInfo(ConnectionList::file(settingsFolder)).absolutePath()
        + QStringLiteral("/drills.json"))
{ }

QString DrillJournal::serverOf(const LiveServers &servers, Tier tier)
{
    if (!servers.connection.id.isEmpty())
        return servers.connection.id;
    return shownAddress(tier, tier == Tier::Redis ? servers.redis : servers.postgres);
}

std::vector<LeftSetting> DrillJournal::all() const
{
    return read().value_or(std::vector<LeftSetting>{});
}

std::optional<std::vector<LeftSetting>> DrillJournal::read() const
{
    QFile file(m_file);
    if (!file.exists())
        return std::vector<LeftSetting>{};
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const auto document = QJsonDocument::fromJson(file.readAll());
    if (!document.isArray())
        return std::nullopt;
    std::vector<LeftSetting> all;
    const auto array = document.array();
    for (const auto &value : array) {
        const auto json = value.toObject();
        all.push_back(
            {json[QLatin1String("server")].toString(), json[QLatin1String("setting")].toString(),
                json[QLatin1String("was")].toString(), json[QLatin1String("set")].toString(),
                static_cast<qint64>(json[QLatin1String("at")].toDouble()),
                json[QLatin1String("process")].toString()});
    }
    return all;
}

LeftDrills DrillJournal::of(const QString &server) const
{
    LeftDrills left;
    if (auto found = read()) {
        left.settings = std::move(*found);
        std::erase_if(left.settings, [&](const LeftSetting &one) { return one.server != server; });
        return left;
    }
    QLockFile lock(m_file + QStringLiteral(".lock"));
    const bool isOurs = lock.tryLock(2000);
    if (isOurs && read())
        return of(server); // somebody else has set it aside meanwhile, and says so
    const auto aside = isOurs ? putAside(m_file, AsideReason::Damaged) : QString();
    left.unread = (aside.isEmpty()
            ? JournalWords::tr("What earlier drills have noted cannot be read (%1): look whether "
                               "maxmemory of your Redis servers (CONFIG GET maxmemory) is what it "
                               "should be.")
            : JournalWords::tr("What earlier drills had noted could not be read and is now in %1: "
                               "look whether maxmemory of your Redis servers (CONFIG GET "
                               "maxmemory) is what it should be."))
                      .arg(QDir::toNativeSeparators(aside.isEmpty() ? m_file : aside));
    return left;
}

Result<Done> DrillJournal::add(const LeftSetting &left) const
{
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QLockFile lock(m_file + QStringLiteral(".lock"));
    if (!lock.tryLock(2000))
        return journalError(m_file);
    auto all = read();
    if (!all) {
        if (const auto aside = setAside(); !aside)
            return aside;
        all.emplace();
    }
    all->push_back(left);
    return write(*all);
}

Result<Done> DrillJournal::remove(const LeftSetting &left) const
{
    QLockFile lock(m_file + QStringLiteral(".lock"));
    if (!lock.tryLock(2000))
        return journalError(m_file);
    auto all = read();
    if (!all)
        return journalError(JournalWords::tr("%1 cannot be read").arg(m_file));
    std::erase(*all, left);
    return write(*all);
}

// Somebody may still read from it what a drill has left.
Result<Done> DrillJournal::setAside() const
{
    if (putAside(m_file, AsideReason::Damaged).isEmpty())
        return journalError(JournalWords::tr("%1 cannot be read").arg(m_file));
    return Done{};
}

Result<Done> DrillJournal::write(const std::vector<LeftSetting> &all) const
{
    QJsonArray array;
    for (const auto &left : all)
        array.append(QJsonObject{{QStringLiteral("server"), left.server},
            {QStringLiteral("setting"), left.setting}, {QStringLiteral("was"), left.was},
            {QStringLiteral("set"), left.set}, {QStringLiteral("at"), double(left.at)},
            {QStringLiteral("process"), left.process}});
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly))
        return journalError(file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(array).toJson());
    if (!file.commit())
        return journalError(file.errorString());
    return Done{};
}

QString putBackRefusal(const LiveServers &servers)
{
    if (!servers.mayChange)
        return JournalWords::tr("This connection is read-only. Allow changes on it first.");
    if (servers.redis.isEmpty())
        return JournalWords::tr("This connection has no Redis.");
    return {};
}

Result<QString> putBack(
    const LiveServers &servers, const LeftSetting &left, const DrillJournal &journal)
{
    if (const auto refused = putBackRefusal(servers); !refused.isEmpty())
        return Error{ErrorKind::Refused, {}, refused.toStdString(), {}};
    return putBack(servers.redis.toStdString(), left, journal);
}

Result<QString> putBack(
    const std::string &redis, const LeftSetting &left, const DrillJournal &journal)
{
    const auto address = RedisAddress::parse(redis);
    if (!address)
        return address.error();
    RedisConnection connection({.address = *address, .name = "tierlens-drill"});
    if (!left.process.isEmpty()) {
        const auto info = connection.command({"INFO", "server"});
        if (!info)
            return info.error();
        if (infoLine(info->text(), "run_id") != left.process.toStdString())
            return putBackError(JournalWords::tr(
                "Another process answers here than the one the drill has changed: Redis was "
                "restarted since, and has read its settings anew, or this is another server. It "
                "was left as it is, and the note is kept."));
    }
    const auto setting = left.setting.toStdString(), was = left.was.toStdString();
    const auto now = settingOf(connection, left.setting);
    if (!now)
        return now.error();
    QString told;
    if (*now != left.set.toStdString()) {
        told = JournalWords::tr("%1 is %2 by now: the server was restarted, or somebody else has "
                                "set it. It was left as it is.")
                   .arg(left.setting, QString::fromStdString(*now));
    } else {
        const auto set = connection.command({"CONFIG", "SET", setting, was});
        if (!set)
            return set.error();
        const auto read = settingOf(connection, left.setting);
        if (!read)
            return read.error();
        if (*read != was)
            return putBackError(JournalWords::tr("Redis did not take %1 back.").arg(left.setting));
        told = JournalWords::tr("%1 is %2 again, as before.").arg(left.setting, left.was);
    }
    if (const auto removed = journal.remove(left); !removed)
        return removed.error();
    return told;
}

} // namespace tierlens
