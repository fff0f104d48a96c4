// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "restarts/drill.h"
#include "restarts/drilltargets.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QTreeWidget;

namespace tierlens {

// What has to be chosen for a drill: how long, how much, whom.
class DrillForm : public QWidget
{
    Q_OBJECT
public:
    explicit DrillForm(QWidget *parent = nullptr);

    void setKind(DrillKind kind);
    void setTargets(const DrillTargets &targets); // of KillClient and EndSession
    static bool needsTarget(DrillKind kind);
    DrillOrder order() const;
    bool isReady() const; // all that is needed has been chosen

Q_SIGNALS:
    void changed();
    void targetsWanted(); // list them anew

private:
    DrillKind m_kind = DrillKind::PauseClients;
    QFormLayout *m_rows;
    QSpinBox *m_span, *m_delay, *m_percent;
    QWidget *m_who;
    QTreeWidget *m_targets;
    QLabel *m_problem;
    std::vector<DrillTarget> m_listed;
};

} // namespace tierlens
