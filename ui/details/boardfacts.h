// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace tierlens {

// A board's figures, each with its name under it and its definition as a tool tip.
class BoardFacts : public QWidget
{
    Q_OBJECT
public:
    explicit BoardFacts(QWidget *parent = nullptr);
    void setFacts(const QString &title, const std::vector<Board::Fact> &facts);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Shown
    {
        QLabel *value, *label;
        Board::Tone tone = Board::Tone::Plain;
    };
    void color(const Shown &shown);
    QGridLayout *m_grid;
    QLabel *m_title;
    std::vector<Shown> m_facts;
};

} // namespace tierlens
