// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "details/detailpaint.h"
#include "session/session.h"

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QVBoxLayout;

namespace tierlens {

class BoardFacts;
class BoardRows;
class ToggleSwitch;

// The world that plays: its board, which of its data is truth and which may be forgotten, and what
// can be done in this world alone.
class WorldTab : public QWidget
{
    Q_OBJECT
public:
    explicit WorldTab(const Store &store, QWidget *parent = nullptr);
    void setWorld(const ScenarioText &world);
    void setTraffic(const TrafficSettings &traffic); // tells nobody
    void refresh(SinceStart now);
    void refreshAtOnce()
    {
        m_limit.again();
        m_gainsLimit.again();
    }
    void setReducedMotion(bool reduced);

Q_SIGNALS:
    void ordered(const QString &order); // ScenarioText::orders
    void trafficWanted(const tierlens::TrafficSettings &traffic);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildMemories();
    void fillActions();
    void showGains();
    Board::Fact savedMoney() const;
    void tint();

    const Store &m_store;
    ScenarioText m_world;
    TrafficSettings m_traffic;
    BoardRows *m_rows;
    BoardFacts *m_facts;
    QLabel *m_truthTitle = nullptr, *m_truth = nullptr;
    QLabel *m_forgettableTitle = nullptr, *m_forgettable = nullptr, *m_loss = nullptr;
    QVBoxLayout *m_actions = nullptr;
    ToggleSwitch *m_switch = nullptr;
    QDoubleSpinBox *m_price = nullptr;
    RefreshLimit m_limit{std::chrono::milliseconds{100}};
    RefreshLimit m_gainsLimit{std::chrono::milliseconds{1'000}};
};

} // namespace tierlens
