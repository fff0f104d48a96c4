// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "core/event.h"
#include "core/result.h"

#include <QObject>
#include <QString>

#include <array>
#include <memory>

class QWidget;

namespace tierlens {

class Route;
class Secrets;

// From a saved connection to addresses that let us in: fetches the passwords, tries them, and asks
// the user where one is lacking or wrong. A server that cannot be reached now is no obstacle:
// whoever watches it sees that it is gone, and when it is back. Nothing waits.
class Opening : public QObject
{
    Q_OBJECT
public:
    // The addresses: whole, or empty to take those of the connection and the Secrets.
    Opening(Connection connection, Secrets &secrets, QWidget *window);
    ~Opening() override;
    void start(const QString &redis = {}, const QString &postgres = {});

Q_SIGNALS:
    void ready(const tierlens::Connection &connection, const QString &redis,
        const QString &postgres); // with passwords; not through a tunnel
    void failed(const QString &why); // empty: the user changed their mind

private:
    void fetch();
    void route();
    void answered(Tier tier, const Result<Done> &answer);
    void ask(Tier tier, const Error &error);
    QString &address(Tier tier) { return m_addresses[static_cast<std::size_t>(tier)]; }

    Connection m_connection;
    Secrets &m_secrets;
    QWidget *m_window;
    std::array<QString, 2> m_addresses;
    std::array<bool, 2> m_isIn{};
    std::unique_ptr<Route> m_route;
    int m_generation = 0; // answers of an earlier try do not count
    bool m_isAsking = false;
};

} // namespace tierlens
