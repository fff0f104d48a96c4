// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "panels/actionspanel.h"

#include <QFuture>
#include <QObject>
#include <QString>

#include <chrono>

namespace tierlens {

class MessageBar;
class Session;

// Gives the user's orders to the session and tells what came of them: busy buttons while they run,
// a sentence when they fail. GUI thread; never waits.
class Orders : public QObject
{
    Q_OBJECT
public:
    Orders(Session &session, MessageBar &messages, QWidget *window);

    void give(ActionId action);
    void perform(const QString &order); // of ScenarioText::orders
    void freeze(Tier tier, int seconds);
    void invalidateKey(const QString &key);
    void expireKey(const QString &key);
    void refreshKey(const QString &key);
    void showPlan(const QString &key);
    void showPlanOfSelected();
    void resetSandbox(); // asks first
    void setSelectedKey(const QString &key) { m_selectedKey = key; }

Q_SIGNALS:
    void resetConfirmed();
    void busyChanged(tierlens::ActionId action, bool busy, const QString &text);

private:
    void invalidateMatching(const QString &pattern);
    void invalidateEverything();
    template <typename T, typename Good>
    void follow(ActionId action, QFuture<Result<T>> future, Good good);

    Session &m_session;
    MessageBar &m_messages;
    QWidget *m_window;
    QString m_selectedKey;
};

} // namespace tierlens
