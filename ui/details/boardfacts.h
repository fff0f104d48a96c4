// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <QWidget>

#include <cstddef>
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
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Shown
    {
        QLabel *value, *label;
        Board::Tone tone = Board::Tone::Plain;
        bool wide = false; // its value needs more than one column
    };
    void color(const Shown &shown);
    void lay();
    QGridLayout *m_grid;
    QLabel *m_title;
    std::vector<Shown> m_facts;
    std::size_t m_laid = 0; // facts that have a place
};

} // namespace tierlens
