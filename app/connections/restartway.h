// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>

namespace tierlens {

// How a server of a connection is restarted. Kept with the connection as one text:
// "systemd:redis-server", "systemd-user:redis", "docker:shop-redis", "podman:shop-redis",
// "command:…"; any other text is a command, as it was before there was a choice. Empty: not at all.
struct RestartWay
{
    enum class Kind : std::uint8_t { None, Systemd, SystemdUser, Docker, Podman, Command };
    Kind kind = Kind::None;
    QString name; // of the unit or container; of a command: the whole line, as it was typed

    static RestartWay read(const QString &kept);
    QString kept() const;
    QString problem() const; // why it cannot be run; one sentence; empty: it can, or there is none
    bool canRun() const { return kind != Kind::None && problem().isEmpty(); }

    // What is started: no shell takes part, except for a command (sh -c, cmd /c).
    QString program() const;
    QStringList arguments() const;
    QString shown() const; // the same as a line for people: "systemctl restart redis-server"

    friend bool operator==(const RestartWay &, const RestartWay &) = default;
};

} // namespace tierlens
