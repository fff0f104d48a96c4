// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace tierlens {

// The worlds one can look at, one of them playing. A click only asks; the list changes when it is
// told what plays.
class ScenarioList : public QWidget
{
    Q_OBJECT
public:
    explicit ScenarioList(QWidget *parent = nullptr);
    void setScenarios(const std::vector<ScenarioText> &scenarios, const QString &current);

    void setCompact(bool compact); // subtitle of the playing one only

Q_SIGNALS:
    void chosen(const QString &id);

private:
    QVBoxLayout *m_column;
    std::vector<QWidget *> m_items;
    bool m_compact = false;
};

} // namespace tierlens
