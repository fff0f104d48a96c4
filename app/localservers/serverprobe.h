// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "localservers/localserver.h"

#include <QByteArray>
#include <QObject>

#include <chrono>
#include <functional>
#include <optional>

class QIODevice;

namespace tierlens {

// Asks one place once: connects, says one thing, reads the answer, leaves. Lives on a thread with
// an event loop, and is over when the patience is at the latest, whatever the other end does.
class ServerProbe : public QObject
{
public:
    ServerProbe(ServerPlace place, std::chrono::milliseconds patience, QObject *parent = nullptr);
    // Calls back once, perhaps before it returns.
    void begin(std::function<void()> over);
    const ServerPlace &place() const { return m_place; }
    const std::optional<LocalState> &found() const { return m_found; } // none: nobody like that

private:
    template <typename Socket> void follow(Socket *socket);
    void connectNow();
    void read();
    void closed();
    void end();

    ServerPlace m_place;
    std::chrono::milliseconds m_patience;
    std::function<void()> m_over, m_close;
    QIODevice *m_socket = nullptr;
    QByteArray m_bytes;
    std::optional<LocalState> m_found;
    bool m_isConnected = false, m_onlyListens = false, m_saidGoodbye = false;
};

} // namespace tierlens
