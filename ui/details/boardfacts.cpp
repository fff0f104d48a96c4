// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/boardfacts.h"

#include "details/worldcolors.h"
#include "theme/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QResizeEvent>

namespace tierlens {

namespace {
constexpr int Columns = 2;
}

BoardFacts::BoardFacts(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_title(new QLabel(this))
{
    m_title->setFont(theme().heading());
    m_title->setProperty("role", QStringLiteral("dim"));
    m_title->setWordWrap(true);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(0);
    m_grid->addWidget(m_title, 0, 0, 1, Columns);
    m_grid->setRowMinimumHeight(0, 24);
    for (int column = 0; column < Columns; ++column)
        m_grid->setColumnStretch(column, 1);
}

void BoardFacts::setFacts(const QString &title, const std::vector<Board::Fact> &facts)
{
    m_title->setText(title.toUpper());
    while (m_facts.size() < facts.size()) {
        Shown shown{new QLabel(this), new QLabel(this)};
        shown.value->setFont(theme().figure(17));
        shown.label->setFont(theme().small());
        shown.label->setProperty("role", QStringLiteral("dim"));
        shown.label->setWordWrap(true);
        shown.label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        shown.label->setContentsMargins(0, 0, 0, 7);
        // Columns are alike, however long a value is: lay() gives it two of them.
        shown.value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        m_facts.push_back(shown);
    }
    for (std::size_t i = 0; i < m_facts.size(); ++i) {
        Shown &shown = m_facts[i];
        const bool there = i < facts.size();
        shown.value->setVisible(there);
        shown.label->setVisible(there);
        if (!there)
            continue;
        const auto &fact = facts[i];
        const QString value = QString::fromStdString(fact.value);
        const QString note = QString::fromStdString(fact.note);
        if (shown.value->text() != value)
            shown.value->setText(value);
        shown.label->setText(QString::fromStdString(fact.label));
        shown.value->setToolTip(note);
        shown.label->setToolTip(note);
        shown.value->setAccessibleName(QString::fromStdString(fact.label));
        shown.tone = fact.tone;
        color(shown);
    }
    lay();
}

// Two beside each other, a long value alone in its row.
void BoardFacts::lay()
{
    bool changed = m_laid != m_facts.size();
    const int room = (width() - m_grid->horizontalSpacing()) / Columns;
    for (auto &shown : m_facts) {
        // Once wide it stays so until the size changes: figures tremble, places should not.
        const bool wide = shown.wide || shown.value->sizeHint().width() > room;
        changed |= wide != shown.wide;
        shown.wide = wide;
        if (shown.value->sizeHint().width() > width()) // rather small than cut
            shown.value->setFont(theme().figure(14));
    }
    if (!changed)
        return;
    m_laid = m_facts.size();
    int row = 1, column = 0;
    for (const auto &shown : m_facts) {
        m_grid->removeWidget(shown.value);
        m_grid->removeWidget(shown.label);
        if (shown.wide && column > 0) {
            row += 2;
            column = 0;
        }
        const int columns = shown.wide ? Columns : 1;
        m_grid->addWidget(shown.value, row, column, 1, columns);
        m_grid->addWidget(shown.label, row + 1, column, 1, columns);
        column += columns;
        if (column >= Columns) {
            row += 2;
            column = 0;
        }
    }
    for (int i = 1; i < m_grid->rowCount(); ++i)
        m_grid->setRowStretch(i, 0);
    m_grid->setRowStretch(row + 2, 1); // what is left over stays below
}

void BoardFacts::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->oldSize().width() == width())
        return;
    for (auto &shown : m_facts) {
        shown.wide = false;
        shown.value->setFont(theme().figure(17));
    }
    m_laid = 0;
    lay();
}

void BoardFacts::color(const Shown &shown)
{
    auto palette = shown.value->palette();
    const QColor wanted = worldColor(shown.tone, theme().text);
    if (palette.color(QPalette::WindowText) == wanted)
        return;
    palette.setColor(QPalette::WindowText, wanted);
    shown.value->setPalette(palette);
}

void BoardFacts::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        for (const auto &shown : m_facts)
            color(shown);
    }
}

} // namespace tierlens
