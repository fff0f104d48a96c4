// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/questioncard.h"

#include "present/presentscale.h"
#include "theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace tierlens {

namespace {
constexpr double Side = 36, Above = 18, Between = 16, Below = 18, LeastChoice = 76, Sign = 64;
constexpr double Inset = 16; // right of a choice's words
constexpr int Wrapped = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap;
} // namespace

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

int QuestionCard::px(double units) const { return qRound(units * m_scale); }

QFont QuestionCard::questionFont() const { return sized(theme().figure(34), 34 * m_scale); }

QFont QuestionCard::choiceFont() const { return sized(theme().bold13(), 26 * m_scale); }

QFont QuestionCard::revealFont() const { return sized(theme().text13(), 25 * m_scale); }

int QuestionCard::wrappedHeight(const QFont &font, const QString &text, int width) const
{
    return text.isEmpty()
        ? 0
        : QFontMetrics(font).boundingRect(QRect(0, 0, width, 10'000), Wrapped, text).height();
}

int QuestionCard::choiceWidth(int width) const
{
    const int count = std::max<int>(1, static_cast<int>(m_question.choices.size()));
    return (width - 2 * px(Side) - (count - 1) * px(Between)) / count;
}

int QuestionCard::choiceHeight(int width) const
{
    const int words = choiceWidth(width) - px(Sign) - px(Inset);
    int height = px(LeastChoice);
    for (const auto &choice : m_question.choices)
        height = std::max(height, wrappedHeight(choiceFont(), choice, words) + px(12));
    return height;
}

int QuestionCard::neededHeight(int width) const
{
    const int inner = width - 2 * px(Side);
    int height = px(Above) + wrappedHeight(questionFont(), m_question.text, inner) + px(12)
        + choiceHeight(width) + px(Below);
    if (!m_question.reveal.isEmpty())
        height += wrappedHeight(revealFont(), m_question.reveal, inner) + px(10);
    return height;
}

QRect QuestionCard::choiceArea(int choice) const
{
    const int wide = choiceWidth(width());
    const int top = px(Above)
        + wrappedHeight(questionFont(), m_question.text, width() - 2 * px(Side)) + px(12);
    return {px(Side) + choice * (wide + px(Between)), top, wide, choiceHeight(width())};
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
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 20 * m_scale, 20 * m_scale);
    const int inner = width() - 2 * px(Side);
    painter.setPen(now.text);
    painter.setFont(questionFont());
    painter.drawText(
        QRect(px(Side), px(Above), inner, wrappedHeight(questionFont(), m_question.text, inner)),
        Wrapped, m_question.text);
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
        const QRectF sign(area.left(), area.top(), px(Sign), area.height());
        painter.setFont(sized(now.figure(30), 30 * m_scale));
        painter.setPen(marked ? accent : now.dim);
        painter.drawText(sign, Qt::AlignCenter,
            right       ? QStringLiteral("✓")
                : wrong ? QStringLiteral("✕")
                        : QString::number(i + 1));
        painter.setFont(choiceFont());
        painter.setPen(m_question.revealed && !right ? now.dim : now.text);
        painter.drawText(
            area.adjusted(px(Sign), 0, -px(Inset), 0), Wrapped, m_question.choices.at(i));
    }
    if (m_question.reveal.isEmpty())
        return;
    painter.setFont(revealFont());
    painter.setPen(now.text);
    const QRect row = choiceArea(0);
    painter.drawText(QRect(px(Side), row.bottom() + px(10), inner,
                         wrappedHeight(revealFont(), m_question.reveal, inner)),
        Wrapped, m_question.reveal);
}

} // namespace tierlens
