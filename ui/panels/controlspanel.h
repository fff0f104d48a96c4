// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/actionspanel.h"
#include "session/session.h"

#include <QFrame>

class QLabel;
class QScrollArea;
class QSpacerItem;
class QVBoxLayout;

namespace tierlens {

class PolicyPanel;
class ScenarioList;

// The left column: what one can choose, switch and order. Scrolls when the window is low. Gives no
// order itself; it tells what the user wants.
class ControlsPanel : public QFrame
{
    Q_OBJECT
public:
    explicit ControlsPanel(QWidget *parent = nullptr);

    void setTraffic(const TrafficSettings &traffic);
    void setScenarios(const std::vector<ScenarioText> &scenarios, const QString &currentId);
    void setSelectedKey(const QString &shownKey);
    void setBusy(ActionId action, bool busy, const QString &text = {});
    void setBlocked(ActionId action, const QString &reason);
    void setRestartReason(const QString &reason);
    void setMemoryReason(const QString &reason); // why Redis' memory cannot be limited
    void showPolicies(); // the other ones, in their dialog
    ActionsPanel *actions() const { return m_actions; }

Q_SIGNALS:
    void policyChanged(const tierlens::TrafficSettings &traffic);
    void action(tierlens::ActionId action);
    void scenarioChosen(const QString &id);
    void compareRequested();
    void freezeRequested(tierlens::Tier tier, int seconds);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
    void setCompact(bool compact);

    QScrollArea *m_area;
    QLabel *m_policyHeading;
    QSpacerItem *m_gap; // between policies and actions
    QVBoxLayout *m_column;
    ScenarioList *m_scenarios;
    PolicyPanel *m_policy;
    ActionsPanel *m_actions;
    bool m_compact = false;
    int m_fullHeight = 0; // of the content when it is not compact
};

} // namespace tierlens
