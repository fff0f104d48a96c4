// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "restarts/restartimpact.h"

#include <QFrame>

#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;

namespace tierlens {

// What a restart has cost, while it settles and after: a curve of the hit rate (of Postgres: of its
// transactions) and the figures. Reads values only. GUI thread.
class RestartCard : public QFrame
{
    Q_OBJECT
public:
    explicit RestartCard(QWidget *parent = nullptr);
    void setImpact(const RestartImpact &impact, const WatchHistory &history, SinceStart now);
    QString sentence() const { return m_sentence; }

private:
    class Curve;
    struct Shown
    {
        QLabel *value, *caption;
    };
    QLabel *m_title, *m_status;
    Curve *m_curve;
    QPushButton *m_copy;
    QGridLayout *m_grid;
    std::vector<Shown> m_figures;
    QString m_sentence;
};

} // namespace tierlens
