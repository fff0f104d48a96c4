// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "watchdetail/detailvalues.h"

#include <QFrame>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace tierlens {

class HistoryChart;
class TextButton;

// The right side: what is chosen, its course over time, what seems to be going on, and what to do
// next. Shows a Detail; widgets are kept from one refresh to the next while they still fit.
class DetailPanel : public QFrame
{
    Q_OBJECT
public:
    explicit DetailPanel(QWidget *parent = nullptr);
    void setClock(std::function<QString(SinceStart)> clock) { m_clock = std::move(clock); }
    void show(const Detail &detail);
    const Detail &detail() const { return m_detail; }
    QSize sizeHint() const override { return {500, 600}; }

Q_SIGNALS:
    void rangeChosen(SinceStart from, SinceStart to);
    void liveRequested();
    void followed(const Finding &finding); // its "next" was pressed
    void confirmRequested();
    void refuseRequested();
    void changesRequested(); // the user would like to allow them

protected:
    void changeEvent(QEvent *event) override;

private:
    QLabel *addHeading(QVBoxLayout *column, const QString &text);
    void showFacts();
    void showCurves();
    void showStory();
    void showLately();
    void applyFonts();

    Detail m_detail;
    std::function<QString(SinceStart)> m_clock;
    QLabel *m_title, *m_remark, *m_statement, *m_facts, *m_storyTitle, *m_nextTitle, *m_noStory;
    QLabel *m_latelyTitle, *m_lately; // what held until a moment ago
    QLabel *m_more; // how many findings are not shown
    QLabel *m_unseenTitle, *m_unseen, *m_readOnly;
    QPushButton *m_confirm, *m_refuse, *m_allow;
    QWidget *m_linkRow;
    QVBoxLayout *m_charts, *m_story, *m_next;
    std::vector<HistoryChart *> m_chartWidgets;
    struct Told // a finding that is shown
    {
        Finding finding;
        TextButton *line = nullptr, *next = nullptr;
        bool tells(const Finding &other) const; // the same, if in other words
    };
    Told tell(const Finding &finding);
    std::vector<Told> m_told;
};

} // namespace tierlens
