// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "core/event.h"

#include <QObject>
#include <QString>

#include <array>
#include <memory>

namespace tierlens {

class Tunnel;

// The way to a connection's servers: opens the tunnels it asks for and says under which addresses
// the servers can be reached. Keep it for as long as these are used. GUI thread; nothing blocks.
class Route : public QObject
{
    Q_OBJECT
public:
    // Whole addresses, passwords and all; empty: that server is not wanted.
    Route(const Connection &connection, const QString &redis, const QString &postgres,
        QObject *parent = nullptr);
    ~Route() override;
    void open(); // answered by opened() or failed(), also when there is no tunnel

    // What keeps an address from being reached through a tunnel; a sentence; empty: nothing.
    static QString problemOf(Tier tier, const QString &address);

    std::array<std::unique_ptr<Tunnel>, 2> tunnels; // by tier; null: none. For tests and figures

Q_SIGNALS:
    void opened(const QString &redis, const QString &postgres); // once
    void failed(tierlens::Tier tier, const tierlens::Error &error); // once, instead
    void lost(tierlens::Tier tier, const tierlens::Error &error); // later on; comes back by itself

private:
    void ready();

    std::array<QString, 2> m_addresses;
    bool m_done = false;
};

} // namespace tierlens
