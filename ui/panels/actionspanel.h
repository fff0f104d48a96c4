// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <QWidget>

#include <map>

class QLabel;
class QVBoxLayout;

namespace tierlens {

class ActionButton;

// What a user can order from the left column. A freeze leaves as freezeRequested, with its length.
enum class ActionId {
    Write,
    InvalidateSelected,
    InvalidateMatching,
    InvalidateAll,
    RestartRedis,
    RestartPostgres,
    CrashRedis,
    CrashPostgres,
    FreezeRedis,
    FreezePostgres
};

// The orders, as a column of buttons. It only asks; who carries an order out says with setBusy()
// that it runs, and with setBlocked() or setRestartReason() what cannot be ordered, and why.
class ActionsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ActionsPanel(QWidget *parent = nullptr);

    void setWriteText(const QString &text); // ScenarioText::writeAction
    void setSelectedKey(const QString &shownKey); // empty: none
    void setBusy(ActionId action, bool busy, const QString &text); // "restarting…"
    void setBlocked(ActionId action, const QString &reason); // empty: possible
    void setRestartReason(const QString &reason); // given servers: a sentence instead of buttons
    void setCompact(bool compact); // fits a low window
    ActionButton *button(ActionId action) const { return m_buttons.at(action); }

Q_SIGNALS:
    void action(tierlens::ActionId action);
    void freezeRequested(tierlens::Tier tier, int seconds);

private:
    ActionButton *add(ActionId action, const QString &text, const QString &letter,
        const QString &help, QVBoxLayout *column);
    void addFreeze(ActionId action, Tier tier, QVBoxLayout *column);
    void tellSelected();

    std::map<ActionId, ActionButton *> m_buttons;
    QString m_selectedKey, m_selectedBlocked;
    QWidget *m_restarts;
    QLabel *m_restartReason;
};

} // namespace tierlens
