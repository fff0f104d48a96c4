// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QJsonObject>

#include <vector>

namespace tierlens {

// The connections a user keeps, in one JSON file. No password is ever in it: save() refuses an
// address that has one or cannot be read. A file that is damaged or of a later version is put
// aside under another name, and `told` says so.
class ConnectionList
{
public:
    static QString file(
        const QString &folder); // connections.json in the settings folder; "": the user's
    static ConnectionList load(const QString &file);
    Result<Done> save() const; // whole or not at all

    const std::vector<Connection> &all() const { return m_all; }
    const Connection *find(const QString &id) const;
    void keep(const Connection &connection); // new, or in place of the one with its id
    void remove(const QString &id);
    const QString &told() const { return m_told; } // what happened to the file; empty: nothing

    static QString newId();

private:
    QString m_file, m_told;
    std::vector<Connection> m_all;
    QJsonObject m_unknown; // what the file says beside; written back
};

// "production", "development", "sandbox"; anything else is production.
QString environmentWord(Environment environment);
Environment environmentCalled(const QString &word);

} // namespace tierlens
