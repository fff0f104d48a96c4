// SPDX-License-Identifier: GPL-3.0-or-later
// FlowView's mouse, keyboard and tool tips.
#include "diagram/flowaccessible.h"
#include "diagram/flowview.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

namespace tierlens {

QString FlowView::toolTipAt(QPoint place) const
{
    const QPointF position = m_camera.toPicture(QPointF(place));
    if (const auto text = m_layout.textAt(position)) {
        const FlowLine &line = m_figures[*text];
        if (!line.tip.isEmpty())
            return line.tip;
        // A word below a figure belongs to it.
        if (*text > FlowText::Title) {
            const FlowLine &above = m_figures.lines[indexOf(*text) - 1];
            const bool isLabel = *text == FlowText::TypicalLabel || *text == FlowText::SlowestLabel
                || *text == FlowText::HitsLabel || *text == FlowText::MissesLabel
                || *text == FlowText::QueriesLabel || *text == FlowText::AvoidedLabel;
            if (isLabel && !above.tip.isEmpty())
                return above.tip;
        }
    }
    if (m_layout.ring().contains(position))
        return m_figures[FlowText::HitRate].tip;
    const auto both = [](const QString &name, const QString &description) {
        return description.isEmpty() ? name : name + QStringLiteral(": ") + description;
    };
    if (const auto node = m_layout.nodeAt(position))
        return both(m_figures.name(*node), m_figures.description(*node));
    if (const auto pipe = m_layout.pipeAt(position))
        return both(m_figures.name(*pipe), m_figures.description(*pipe));
    return {};
}

// As rich text, so that long sentences wrap; and "pre-wrap", because without it the narrow no-break
// space within a number becomes an ordinary one, at which the number wraps.
QString FlowView::wrappingTip(const QString &tip)
{
    return QStringLiteral("<p style=\"white-space:pre-wrap\">%1</p>").arg(tip.toHtmlEscaped());
}

bool FlowView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString tip = toolTipAt(help->pos());
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), wrappingTip(tip), this);
    return true;
}

void FlowView::moveFocus(FlowNode node)
{
    m_keyboard = true;
    m_focusNode = node;
    FlowAccessible::focusMoved(*this);
    update();
}

void FlowView::keyPressEvent(QKeyEvent *event)
{
    const auto at = indexOf(m_focusNode);
    switch (event->key()) {
    case Qt::Key_Left:
        moveFocus(static_cast<FlowNode>(at > 0 ? at - 1 : 0));
        break;
    case Qt::Key_Right:
        moveFocus(static_cast<FlowNode>(std::min(at + 1, FlowNodeCount - 1)));
        break;
    case Qt::Key_Home:
        moveFocus(FlowNode::App);
        break;
    case Qt::Key_End:
        moveFocus(FlowNode::Postgres);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        m_keyboard = true;
        Q_EMIT nodeActivated(static_cast<int>(at));
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void FlowView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton
        ? m_layout.nodeAt(m_camera.toPicture(event->position()))
        : std::nullopt;
    if (m_keyboard) {
        m_keyboard = false;
        update();
    }
    if (!m_pressed)
        return QWidget::mousePressEvent(event);
    m_focusNode = *m_pressed;
}

void FlowView::mouseReleaseEvent(QMouseEvent *event)
{
    const auto pressed = std::exchange(m_pressed, std::nullopt);
    if (pressed && pressed == m_layout.nodeAt(m_camera.toPicture(event->position())))
        Q_EMIT nodeActivated(static_cast<int>(indexOf(*pressed)));
    else
        QWidget::mouseReleaseEvent(event);
}

void FlowView::mouseMoveEvent(QMouseEvent *event)
{
    const auto wanted = m_layout.nodeAt(m_camera.toPicture(event->position()))
        ? Qt::PointingHandCursor
        : Qt::ArrowCursor;
    if (cursor().shape() != wanted)
        setCursor(wanted);
}

void FlowView::focusInEvent(QFocusEvent *event)
{
    m_keyboard = event->reason() != Qt::MouseFocusReason;
    update();
}

void FlowView::focusOutEvent(QFocusEvent *) { update(); }

} // namespace tierlens
