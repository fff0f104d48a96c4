// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/socketfolder.h"

#include "processes/processtree.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>

namespace tierlens {

namespace {

constexpr QLatin1String Prefix("tierlens-s");
constexpr int LongestSocket = 103; // macOS; Linux has four more

QStringList tempFolders()
{
    QStringList folders{QDir::tempPath()};
    if (!folders.contains(QLatin1String("/tmp"))) // $TMPDIR is long on macOS
        folders << QStringLiteral("/tmp");
    return folders;
}

std::unique_ptr<QLockFile> lockIn(const QString &folder)
{
    auto lock = std::make_unique<QLockFile>(folder + QLatin1String("/lock"));
    lock->setStaleLockTime(0);
    return lock;
}

} // namespace

SocketFolder::SocketFolder(const QString &path)
    : m_path(path)
    , m_lock(lockIn(path))
{ }

SocketFolder::~SocketFolder()
{
    m_lock.reset();
    QDir(m_path).removeRecursively();
}

Result<std::unique_ptr<SocketFolder>> SocketFolder::make(const std::optional<Account> &account)
{
    for (const QString &temp : tempFolders()) {
        if (account && !closedFolder(temp, *account).isEmpty())
            continue;
        QTemporaryDir made(QStringLiteral("%1/%2%3-XXXXXX")
                               .arg(temp, Prefix)
                               .arg(QCoreApplication::applicationPid()));
        if (!made.isValid())
            continue;
        std::unique_ptr<SocketFolder> folder(new SocketFolder(made.path()));
        if (QFile::encodeName(folder->postgresSocket()).size() > LongestSocket)
            continue;
        if (!folder->m_lock->tryLock(0) || (account && !giveTo(folder->path(), *account)))
            continue;
        made.setAutoRemove(false);
        return folder;
    }
    return Error{ErrorKind::Denied, {},
        tr("No folder for the servers' sockets can be made in %1: check its rights, or set TMPDIR "
           "to a short path.")
            .arg(tempFolders().join(tr(" or ")))
            .toStdString(),
        {}};
}

void SocketFolder::removeLeftOvers(const std::optional<Account> &account)
{
    static const QRegularExpression name(QStringLiteral("^%1(\\d+)-\\w{6}$").arg(QString(Prefix)));
    for (const QString &temp : tempFolders()) {
        const QDir folder(temp);
        const auto filter = QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot;
        for (const QString &entry : folder.entryList({Prefix + QLatin1String("*")}, filter)) {
            const auto match = name.match(entry);
            const QString path = folder.filePath(entry);
            const bool ours
                = isOwnedBy(path, ownUid()) || (account && isOwnedBy(path, account->uid));
            if (!match.hasMatch() || !ours || isAlive(match.captured(1).toLongLong()))
                continue;
            // In a container its owner may live where we cannot see it; its lock we do see.
            if (auto lock = lockIn(path); lock->tryLock(0)) {
                for (const qint64 pid : processesIn(path)) {
                    if (commandLine(pid).contains(path)) // a Redis that nobody owns any more
                        killTree(pid);
                }
                lock.reset();
                QDir(path).removeRecursively();
            }
        }
    }
}

} // namespace tierlens
