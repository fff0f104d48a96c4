// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "parts/menupill.h"

#include <array>

namespace tierlens {

// Where we are connected, and how the two servers are: "Sandbox ● Redis 7.0 ● PostgreSQL 15".
// A server that is not up shows another sign (✕ lost, ‖ frozen, ◌ on its way) and a word.
class ConnectionPill : public MenuPill
{
    Q_OBJECT
public:
    enum class Detail { Signs, Names, Versions }; // how much there is room for

    explicit ConnectionPill(QWidget *parent = nullptr);
    void setTitle(const QString &title);
    void setServer(Tier tier, ServerChange::State state, const QString &version);
    void setDetail(Detail detail);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    static QString stateWord(ServerChange::State state); // "frozen"; empty while it is up

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Server
    {
        ServerChange::State state = ServerChange::State::Unknown;
        QString version;
    };
    QString labelOf(Tier tier) const;
    QString titleShown() const;
    const Server &server(Tier tier) const { return m_servers[static_cast<std::size_t>(tier)]; }
    void tell();

    QString m_title;
    std::array<Server, 2> m_servers;
    Detail m_detail = Detail::Versions;
};

} // namespace tierlens
