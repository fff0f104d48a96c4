// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/host.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tierlens {

bool isRoot() { return geteuid() == 0; }

std::uint32_t ownUid() { return geteuid(); }

std::optional<Account> serverAccount()
{
    if (!isRoot())
        return {};
    for (const char *name : {"postgres", "nobody"}) {
        if (const passwd *entry = getpwnam(name); entry && entry->pw_uid != 0)
            return Account{QString::fromLatin1(name), entry->pw_uid, entry->pw_gid};
    }
    return Account{QStringLiteral("65534"), 65534, 65534};
}

bool giveTo(const QString &path, const Account &account)
{
    return lchown(QFile::encodeName(path).constData(), account.uid, account.gid) == 0;
}

bool makePrivateFolder(const QString &path, const std::optional<Account> &owner)
{
    const QByteArray name = QFile::encodeName(path);
    if (mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return false;
    struct stat found
    { };
    if (lstat(name.constData(), &found) != 0 || !S_ISDIR(found.st_mode))
        return false;
    if (chmod(name.constData(), 0700) != 0)
        return false;
    return !owner || giveTo(path, *owner);
}

QString closedFolder(const QString &path, const Account &account)
{
    QString closed;
    for (QString at = QFileInfo(path).absoluteFilePath();;) {
        struct stat found
        { };
        if (stat(QFile::encodeName(at).constData(), &found) == 0) {
            const mode_t needed = found.st_uid == account.uid ? S_IXUSR
                : found.st_gid == account.gid                 ? S_IXGRP
                                                              : S_IXOTH;
            if (!(found.st_mode & needed))
                closed = at;
        }
        const QString above = QFileInfo(at).path();
        if (above == at)
            return closed;
        at = above;
    }
}

bool isOwnedBy(const QString &path, std::uint32_t uid)
{
    struct stat found
    { };
    return lstat(QFile::encodeName(path).constData(), &found) == 0 && found.st_uid == uid;
}

std::uint64_t physicalMemory()
{
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? std::uint64_t(pages) * std::uint64_t(size) : 0;
}

// The variable is for trying Windows' way here.
bool serversNeedLoopback() { return qEnvironmentVariableIsSet("TIERLENS_SANDBOX_LOOPBACK"); }

} // namespace tierlens
