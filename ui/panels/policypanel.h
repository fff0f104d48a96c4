// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace tierlens {

class LogSlider;
class PoliciesDialog;
class ToggleSwitch;

// How the demo caches: four switches, the time to live, and a row that opens all the others. Tells
// what the user wants as a whole TrafficSettings, of which the rest is as it was last told.
class PolicyPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PolicyPanel(QWidget *parent = nullptr);
    void setTraffic(const TrafficSettings &traffic); // tells nobody
    void setCompact(bool compact);
    void setMemoryReason(const QString &why); // why memory cannot be limited; empty: it can
    void showMore(); // the other policies, in a dialog
    static QString ttlText(double seconds); // "30 s", "2 min", "1 h"

Q_SIGNALS:
    void policyChanged(const tierlens::TrafficSettings &traffic);

private:
    ToggleSwitch *addSwitch(const QString &text, const QString &help, bool TrafficSettings::*field);
    void showTtl(double seconds);
    void nameMore();

    TrafficSettings m_traffic;
    ToggleSwitch *m_cache, *m_singleFlight, *m_jitter, *m_invalidate;
    QLabel *m_ttlText;
    LogSlider *m_ttl;
    QPushButton *m_more;
    QString m_memoryReason;
    PoliciesDialog *m_dialog = nullptr; // made when first wanted
};

} // namespace tierlens
