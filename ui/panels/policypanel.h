// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"

#include <QWidget>

class QLabel;

namespace tierlens {

class LogSlider;
class ToggleSwitch;

// How the demo caches: four switches and the time to live. Tells what the user wants as a whole
// TrafficSettings, of which the rest is as it was last told.
class PolicyPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PolicyPanel(QWidget *parent = nullptr);
    void setTraffic(const TrafficSettings &traffic); // tells nobody
    void setCompact(bool compact);
    static QString ttlText(double seconds); // "30 s", "2 min", "1 h"

Q_SIGNALS:
    void policyChanged(const tierlens::TrafficSettings &traffic);

private:
    ToggleSwitch *addSwitch(const QString &text, const QString &help, bool TrafficSettings::*field);
    void showTtl(double seconds);

    TrafficSettings m_traffic;
    ToggleSwitch *m_cache, *m_singleFlight, *m_jitter, *m_invalidate;
    QLabel *m_ttlText;
    LogSlider *m_ttl;
};

} // namespace tierlens
