// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/clusterfolder.h"

#include "core/durationtext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUrl>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>

namespace tierlens {

namespace {

constexpr int LayoutNumber = 1; // raised when what is in a cluster folder changes its meaning
constexpr int MostSlots = 9;
constexpr qint64 RoomForCluster = 1'000'000'000; // the full data set with its log

constexpr QLatin1String Marker("tierlens-sandbox");
constexpr QLatin1String Complete("complete");

Error error(ErrorKind kind, const QString &text) { return {kind, {}, text.toStdString(), {}}; }

bool removeAll(const QString &path)
{
    const QFileInfo there(path);
    if (there.isSymLink() || there.isFile())
        return QFile::remove(path);
    return !there.exists() || QDir(path).removeRecursively();
}

} // namespace

QString ClusterFolder::defaultFolder(const std::optional<Account> &account)
{
    if (!account) {
        return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation)
            + QLatin1String("/tierlens/sandbox");
    }
    // Root's own cache folder is closed to the account the servers run as.
    for (const char *place : {"/var/cache", "/var/tmp"}) {
        QString folder = QLatin1String(place) + QLatin1String("/tierlens-sandbox");
        if (QFileInfo(folder).isDir() ? isOwnedBy(folder, ownUid())
                                      : QFileInfo(QLatin1String(place)).isWritable())
            return folder;
    }
    return QStringLiteral("/var/tmp/tierlens-sandbox");
}

// Makes the folder, and makes sure that we can write in it and the servers can reach it.
Result<Done> ClusterFolder::open(const QString &folder, const std::optional<Account> &account)
{
    const QFileInfo there(folder);
    if (there.exists() && !there.isDir()) {
        return error(ErrorKind::Denied,
            tr("The sandbox cannot be kept in %1, because that is a file: move it away or choose "
               "another folder.")
                .arg(folder));
    }
    const bool isNew = !there.exists();
    if ((isNew && !QDir().mkpath(folder)) || !QFileInfo(folder).isWritable()) {
        return error(ErrorKind::Denied,
            tr("The sandbox cannot be kept in %1: that folder cannot be %2. Change its rights or "
               "choose another folder.")
                .arg(folder, isNew ? tr("made") : tr("written to")));
    }
    auto rights = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    if (account) // to pass through, not to look around
        rights |= QFile::ExeGroup | QFile::ExeOther;
    if ((isNew || account) && isOwnedBy(folder, ownUid())) {
        const auto before = QFile::permissions(folder);
        QFile::setPermissions(folder, isNew ? rights : before | rights);
    }
    if (const QString closed = account ? closedFolder(folder, *account) : QString();
        !closed.isEmpty()) {
        return error(ErrorKind::Denied,
            tr("The sandbox cannot be kept in %1: when Tierlens is started by root its servers run "
               "as %2, who may not enter %3. Choose another folder.")
                .arg(folder, account->name, closed));
    }
    return Done{};
}

bool ClusterFolder::isForeign(const QString &path)
{
    const QFileInfo there(path);
    if (there.isSymLink() || there.isFile())
        return true;
    return there.exists() && !QFileInfo::exists(path + u'/' + Marker) && !QDir(path).isEmpty();
}

Result<std::unique_ptr<ClusterFolder>> ClusterFolder::take(
    const QString &folder, int postgresMajor, const std::optional<Account> &account)
{
    const QString place
        = QFileInfo(folder.isEmpty() ? defaultFolder(account) : folder).absoluteFilePath();
    if (const auto opened = open(place, account); !opened)
        return opened.error();

    QStringList remarks;
    for (int number = 1; number <= MostSlots; ++number) {
        const QString path = QStringLiteral("%1/pg%2-v%3-%4")
                                 .arg(place)
                                 .arg(postgresMajor)
                                 .arg(LayoutNumber)
                                 .arg(number);
        if (isForeign(path)) {
            remarks << tr("%1 was not made by Tierlens and is left alone.").arg(path);
            continue;
        }
        std::unique_ptr<ClusterFolder> cluster(new ClusterFolder(path, account));
        const auto locked = cluster->lock();
        if (!locked)
            return locked.error();
        if (!*locked) {
            remarks << tr("Another Tierlens uses sandbox %1; this one takes number %2.")
                           .arg(number)
                           .arg(number + 1);
            continue;
        }
        if (!QDir().mkpath(path)
            || !cluster->write(Marker,
                QByteArrayLiteral("Tierlens keeps a private Postgres here for its sandbox. While "
                                  "Tierlens is not running, this folder can be deleted.\n"))) {
            return error(
                ErrorKind::Denied, tr("The sandbox cannot be kept in %1: no right to.").arg(path));
        }
        auto rights = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
        if (account)
            rights |= QFile::ExeGroup | QFile::ExeOther;
        QFile::setPermissions(path, rights);
        cluster->m_remarks = remarks;
        return cluster;
    }
    return error(ErrorKind::Refused,
        tr("All %1 sandboxes in %2 are in use: close another Tierlens or choose another folder.")
            .arg(MostSlots)
            .arg(place));
}

ClusterFolder::ClusterFolder(const QString &path, std::optional<Account> account)
    : m_path(path)
    , m_account(std::move(account))
    , m_lock(path + QLatin1String(".lock"))
{
    m_lock.setStaleLockTime(0); // never by age; a dead owner's lock is taken over
}

Result<bool> ClusterFolder::lock()
{
    if (m_lock.tryLock(0))
        return true;
    if (m_lock.error() == QLockFile::LockFailedError)
        return false;
    return error(ErrorKind::Denied,
        tr("The sandbox cannot be kept in %1: the lock beside it cannot be written. Check the "
           "rights and the room there, or choose another folder.")
            .arg(m_path));
}

Result<Done> ClusterFolder::write(const QString &name, const QByteArray &text) const
{
    QFile file(m_path + u'/' + name);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.flush())
        return Done{};
    return error(ErrorKind::Denied,
        tr("%1 cannot be written: %2.").arg(file.fileName(), file.errorString()));
}

bool ClusterFolder::isComplete() const
{
    return QFileInfo::exists(file(Complete))
        && QFileInfo::exists(data() + QLatin1String("/global/pg_control"))
        && isOwnedBy(data(), m_account ? m_account->uid : ownUid());
}

Result<Done> ClusterFolder::markComplete() { return write(Complete, QByteArrayLiteral("1\n")); }

// The marks first: if this is interrupted, the rest must not look like a cluster.
Result<Done> ClusterFolder::clear()
{
    bool cleared = removeAll(file(Complete));
    const QDir folder(m_path);
    for (const QString &mark : folder.entryList({QStringLiteral("seeded-*")}, QDir::Files))
        cleared = removeAll(folder.filePath(mark)) && cleared;
    cleared = cleared && removeAll(data());
    if (cleared)
        return Done{};
    return error(ErrorKind::Denied,
        tr("The old sandbox in %1 cannot be removed: delete that folder by hand.").arg(m_path));
}

Result<Done> ClusterFolder::checkRoom() const
{
    bool isNumber = false;
    const qint64 given = qEnvironmentVariable("TIERLENS_SANDBOX_MIN_FREE").toLongLong(&isNumber);
    const qint64 needed = isNumber ? given : RoomForCluster;
    // Unlike QStorageInfo this needs no table of mounts, which a container may not have.
    std::error_code failed;
    const auto space = std::filesystem::space(m_path.toStdString(), failed);
    const auto there = static_cast<qint64>(
        std::min<std::uintmax_t>(space.available, std::numeric_limits<qint64>::max()));
    if (failed || there >= needed)
        return Done{};
    return error(ErrorKind::Refused,
        tr("Only %1 are free in %2, and a new sandbox needs %3: make room there or choose another "
           "folder.")
            .arg(bytesText(std::uint64_t(there)), m_path, bytesText(std::uint64_t(needed))));
}

QString ClusterFolder::seedMark(const QString &what) const
{
    return QLatin1String("seeded-") + QString::fromLatin1(QUrl::toPercentEncoding(what));
}

bool ClusterFolder::isSeeded(const QString &what) const
{
    return QFileInfo::exists(m_path + u'/' + seedMark(what));
}

Result<Done> ClusterFolder::markSeeded(const QString &what)
{
    return write(seedMark(what), QByteArrayLiteral("1\n"));
}

bool ClusterFolder::isAnythingSeeded() const
{
    return !QDir(m_path).entryList({QStringLiteral("seeded-*")}, QDir::Files).isEmpty();
}

} // namespace tierlens
