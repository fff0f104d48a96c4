// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "core/event.h"
#include "parts/menupill.h"
#include "readings/ownuse.h"

#include <QMenu>

namespace tierlens {

QColor environmentColor(const Connection &connection); // its own, or that of the environment
QString environmentLabel(Environment environment);

// Which connection is watched: its name, the environment on its colour, read-only, and how the
// servers are. Opens a menu.
class WatchPill : public MenuPill
{
    Q_OBJECT
public:
    explicit WatchPill(QWidget *parent = nullptr);
    void setConnection(const Connection &connection, bool isSnapshot, bool mayChange);
    // The word while it is up: "cluster 3+3". Failing over: another server is about to take over.
    void setRedis(ServerChange::State state, const QString &word, bool isFailingOver = false)
    {
        setServer(m_redis, state, word, isFailingOver);
    }
    void setPostgres(ServerChange::State state, const QString &word, bool isFailingOver = false)
    {
        setServer(m_postgres, state, word, isFailingOver);
    }
    static QString failingOverWord(); // "failing over"
    void setServers(bool redis, bool postgres); // which there are
    enum class Brief { No, Servers, Most }; // Servers: signs only; Most: nothing but what is wrong
    void setBrief(Brief brief);
    void setMenu(QMenu *menu) { m_menu = menu; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Server
    {
        ServerChange::State state = ServerChange::State::Unknown;
        QString word;
        bool isThere = true, isFailingOver = false;
        QString stateWord() const; // empty while it is up
    };
    void setServer(Server &server, ServerChange::State state, const QString &word, bool failing);
    QString changeWord() const; // "read-only"; empty: nothing to say
    double draw(QPainter *painter) const; // without a painter only measures; ends there
    QString shownName() const;
    void tell();

    Connection m_connection;
    bool m_isSnapshot = false, m_mayChange = false;
    Brief m_brief = Brief::No;
    Server m_redis, m_postgres;
    QMenu *m_menu = nullptr;
};

// Our own cost as a share of server time, against the budget: a bar that turns amber when it is
// used up. Its menu chooses the budget.
class CostMeter : public MenuPill
{
    Q_OBJECT
public:
    struct Side
    {
        bool isThere = false;
        OwnUse use; // of the last 10 s
        Duration pace{};
        QString reason; // why slower than asked, as the source says it
    };
    explicit CostMeter(QWidget *parent = nullptr);
    void setCost(const Side &redis, const Side &postgres, double budget);
    void setBrief(bool brief);
    double share() const { return m_share; } // of the server that bears more; < 0: not known
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void budgetChosen(double share);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString figure() const; // "0.18 % of 1 %"
    static QString sideText(const QString &name, const Side &side, bool commands);

    QMenu m_menu;
    double m_share = -1, m_budget = 0.01;
    bool m_brief = false, m_slowed = false;
};

} // namespace tierlens
