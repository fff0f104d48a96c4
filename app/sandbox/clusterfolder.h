// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "processes/host.h"

#include <QCoreApplication>
#include <QLockFile>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace tierlens {

// A folder that is kept between starts: Postgres' data and notes of what has been seeded into it.
// Taken by one Tierlens at a time; a second one takes the next number. Owned by Sandbox; the lock
// is given back by the destructor.
//
//     pg15-v1-1.lock            in use
//     pg15-v1-1/tierlens-sandbox   made by us: nothing without this is ever deleted
//     pg15-v1-1/complete        data/ was made to the end and is on disk
//     pg15-v1-1/seeded-profile  the scenario "profile" is in it
//     pg15-v1-1/data/           Postgres' own; only the server's account may enter
class ClusterFolder
{
    Q_DECLARE_TR_FUNCTIONS(ClusterFolder)
public:
    static Result<std::unique_ptr<ClusterFolder>> take(
        const QString &folder, int postgresMajor, const std::optional<Account> &account);

    const QString &path() const { return m_path; }
    QString data() const { return m_path + QLatin1String("/data"); }
    QString file(QLatin1String name) const { return m_path + u'/' + name; }
    const QStringList &remarks() const { return m_remarks; } // sentences for the user

    bool isComplete() const; // and belongs to the account
    Result<Done> markComplete();
    Result<Done> clear(); // the data and all that is known about it
    Result<Done> checkRoom() const; // for making a cluster

    bool isSeeded(const QString &what) const;
    Result<Done> markSeeded(const QString &what);
    bool isAnythingSeeded() const;

private:
    ClusterFolder(const QString &path, std::optional<Account> account);
    static QString defaultFolder(const std::optional<Account> &account);
    static Result<Done> open(const QString &folder, const std::optional<Account> &account);
    static bool isForeign(const QString &path);
    Result<bool> lock(); // false: somebody else has it
    Result<Done> write(const QString &name, const QByteArray &text) const;
    QString seedMark(const QString &what) const;

    QString m_path;
    std::optional<Account> m_account;
    QLockFile m_lock;
    QStringList m_remarks;
};

} // namespace tierlens
