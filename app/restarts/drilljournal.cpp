// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/drilljournal.h"

#include "connections/addresssecrets.h"
#include "connections/connectionlist.h"
#include "redis/redisconnection.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>

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
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    std::vector<LeftSetting> all;
    const auto array = QJsonDocument::fromJson(file.readAll()).array();
    for (const auto &value : array) {
        const auto json = value.toObject();
        all.push_back(
            {json[QLatin1String("server")].toString(), json[QLatin1String("setting")].toString(),
                json[QLatin1String("was")].toString(), json[QLatin1String("set")].toString(),
                static_cast<qint64>(json[QLatin1String("at")].toDouble())});
    }
    return all;
}

std::vector<LeftSetting> DrillJournal::of(const QString &server) const
{
    auto found = all();
    std::erase_if(found, [&](const LeftSetting &left) { return left.server != server; });
    return found;
}

Result<Done> DrillJournal::add(const LeftSetting &left) const
{
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QLockFile lock(m_file + QStringLiteral(".lock"));
    if (!lock.tryLock(2000))
        return journalError(m_file);
    auto all = this->all();
    all.push_back(left);
    return write(all);
}

Result<Done> DrillJournal::remove(const LeftSetting &left) const
{
    QLockFile lock(m_file + QStringLiteral(".lock"));
    if (!lock.tryLock(2000))
        return journalError(m_file);
    auto all = this->all();
    std::erase(all, left);
    return write(all);
}

Result<Done> DrillJournal::write(const std::vector<LeftSetting> &all) const
{
    QJsonArray array;
    for (const auto &left : all)
        array.append(QJsonObject{{QStringLiteral("server"), left.server},
            {QStringLiteral("setting"), left.setting}, {QStringLiteral("was"), left.was},
            {QStringLiteral("set"), left.set}, {QStringLiteral("at"), double(left.at)}});
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly))
        return journalError(file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(array).toJson());
    if (!file.commit())
        return journalError(file.errorString());
    return Done{};
}

Result<QString> putBack(
    const std::string &redis, const LeftSetting &left, const DrillJournal &journal)
{
    const auto address = RedisAddress::parse(redis);
    if (!address)
        return address.error();
    RedisConnection connection({.address = *address, .name = "tierlens-drill"});
    const auto setting = left.setting.toStdString(), was = left.was.toStdString();
    const auto now = connection.command({"CONFIG", "GET", setting});
    if (!now)
        return now.error();
    const auto value = now->size() > 1 ? std::string((*now)[1].text()) : std::string();
    QString told;
    if (value != left.set.toStdString()) {
        told = JournalWords::tr("%1 is %2 by now: the server was restarted, or somebody else has "
                                "set it. It was left as it is.")
                   .arg(left.setting, QString::fromStdString(value));
    } else {
        const auto set = connection.command({"CONFIG", "SET", setting, was});
        if (!set)
            return set.error();
        const auto read = connection.command({"CONFIG", "GET", setting});
        if (!read)
            return read.error();
        if (read->size() < 2 || (*read)[1].text() != was)
            return Error{ErrorKind::Refused, {},
                JournalWords::tr("Redis did not take %1 back.").arg(left.setting).toStdString(),
                {}};
        told = JournalWords::tr("%1 is %2 again, as before.").arg(left.setting, left.was);
    }
    if (const auto removed = journal.remove(left); !removed)
        return removed.error();
    return told;
}

} // namespace tierlens
