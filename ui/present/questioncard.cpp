// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/questioncard.h"

#include "present/presentscale.h"
#include "theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace tierlens {

namespace {
constexpr int Side = 64, Above = 44, Between = 16, Row = 92, Reveal = 84;
}

QuestionCard::QuestionCard(QWidget *parent)
    : QWidget(parent)
{
    // Opaque, so that the dots that move behind it cost nothing.
    setAttribute(Qt::WA_OpaquePaintEvent);
    hide();
}

void QuestionCard::setQuestion(const Question &question)
{
    if (question == m_question)
        return;
    m_question = question;
    setAccessibleName(question.text);
    setAccessibleDescription(question.choices.join(QStringLiteral("; ")));
    update();
}

void QuestionCard::setScale(double scale)
{
    m_scale = scale;
    update();
}

int QuestionCard::textHeight() const
{
    return qRound((m_question.text.size() > 70 ? 130 : 80) * m_scale);
}

int QuestionCard::neededHeight() const
{
    const int rows = static_cast<int>(m_question.choices.size());
    return qRound((2 * Above + rows * (Row + Between) + Reveal) * m_scale) + textHeight();
}

int QuestionCard::rowHeight() const
{
    const int rows = std::max<int>(1, static_cast<int>(m_question.choices.size()));
    const int reveal = qRound(Reveal * m_scale);
    const int room = height() - qRound(2 * Above * m_scale) - textHeight() - reveal
        - rows * qRound(Between * m_scale);
    return std::min(room / rows, qRound(Row * m_scale));
}

QRect QuestionCard::choiceArea(int choice) const
{
    const int side = qRound(Side * m_scale), row = rowHeight();
    return {side,
        qRound(Above * m_scale) + textHeight() + choice * (row + qRound(Between * m_scale)),
        width() - 2 * side, row};
}

void QuestionCard::mouseReleaseEvent(QMouseEvent *event)
{
    for (int i = 0; i < m_question.choices.size(); ++i) {
        if (choiceArea(i).contains(event->position().toPoint()) && !m_question.revealed) {
            Q_EMIT chosen(i);
            return;
        }
    }
    QWidget::mouseReleaseEvent(event);
}

void QuestionCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &now = theme();
    painter.fillRect(rect(), now.background);
    painter.setPen(QPen(now.line, 2 * m_scale));
    painter.setBrush(now.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 24 * m_scale, 24 * m_scale);
    const int side = qRound(Side * m_scale);
    painter.setPen(now.text);
    painter.setFont(sized(now.figure(38), 38 * m_scale));
    painter.drawText(QRect(side, qRound(Above * m_scale * 0.6), width() - 2 * side, textHeight()),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, m_question.text);
    for (int i = 0; i < m_question.choices.size(); ++i) {
        const QRectF area = choiceArea(i);
        const bool right = m_question.revealed && i == m_question.right;
        const bool wrong = m_question.revealed && i == m_question.chosen && !right;
        const QColor accent = right  ? now.hit
            : wrong                  ? now.invalidated
            : i == m_question.chosen ? now.app
                                     : now.line;
        const bool marked = right || wrong || i == m_question.chosen;
        painter.setPen(QPen(accent, (marked ? 3 : 1.5) * m_scale));
        painter.setBrush(marked ? blend(now.panel, accent, 0.16) : now.raised);
        painter.drawRoundedRect(area, 14 * m_scale, 14 * m_scale);
        const QRectF sign(area.left(), area.top(), area.height(), area.height());
        painter.setFont(sized(now.figure(30), 30 * m_scale));
        painter.setPen(marked ? accent : now.dim);
        painter.drawText(sign, Qt::AlignCenter,
            right       ? QStringLiteral("✓")
                : wrong ? QStringLiteral("✕")
                        : QString::number(i + 1));
        painter.setFont(sized(now.bold13(), 28 * m_scale));
        painter.setPen(m_question.revealed && !right ? now.dim : now.text);
        painter.drawText(area.adjusted(area.height(), 0, -20 * m_scale, 0),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, m_question.choices.at(i));
    }
    if (m_question.reveal.isEmpty())
        return;
    painter.setFont(sized(now.text13(), 25 * m_scale));
    painter.setPen(now.text);
    const int top = choiceArea(static_cast<int>(m_question.choices.size())).top();
    painter.drawText(QRect(side, top, width() - 2 * side, height() - top - qRound(10 * m_scale)),
        Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_question.reveal);
}

} // namespace tierlens
