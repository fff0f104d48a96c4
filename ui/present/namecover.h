// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tierlens {

class Session;

// Hides names of hosts, users, databases and folders in texts that an audience may see.
class NameCover
{
public:
    explicit NameCover(const Session &session); // its servers, this computer, and who sits at it
    explicit NameCover(QStringList names);

    QString cover(QString text) const; // each name, whole, becomes "•••"
    const QStringList &names() const { return m_names; } // longest first

    // Host, user, database and folders of an address as it is shown: a URI, or keywords.
    static QStringList namesIn(const QString &address);

private:
    QStringList m_names;
};

} // namespace tierlens
