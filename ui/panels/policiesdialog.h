// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"

#include <QDialog>

#include <utility>
#include <vector>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace tierlens {

class ToggleSwitch;

// The policies beyond the panel's four switches, each with what it does and what it costs. Not
// modal: the picture goes on behind it, and what is switched is seen at once.
class PoliciesDialog : public QDialog
{
    Q_OBJECT
public:
    explicit PoliciesDialog(QWidget *parent);
    void setTraffic(const TrafficSettings &traffic); // tells nobody
    void setMemoryReason(const QString &why); // why memory cannot be limited; empty: it can

    // How many of these policies are not as they usually are.
    static int differing(const TrafficSettings &traffic);

Q_SIGNALS:
    void policyChanged(const tierlens::TrafficSettings &traffic);

private:
    void addHeading(const QString &text);
    QLabel *addNote(const QString &text);
    void addSwitch(const QString &text, const QString &what, const QString &price,
        bool TrafficSettings::*field, bool TrafficSettings::*excludes = nullptr);
    QComboBox *addChoice(const QString &text, const QString &help);
    void addMemory();
    void explainEviction();

    TrafficSettings m_traffic;
    QVBoxLayout *m_column;
    std::vector<std::pair<ToggleSwitch *, bool TrafficSettings::*>> m_switches;
    QComboBox *m_memory = nullptr, *m_eviction = nullptr;
    QLabel *m_evictionText = nullptr, *m_memoryReason = nullptr;
};

} // namespace tierlens
