// SPDX-License-Identifier: GPL-3.0-or-later
// Presenter's keys and mouse: what a clicker sends, and what a speaker presses.
#include "diagram/flowview.h"
#include "present/laserdot.h"
#include "present/presenter.h"
#include "present/speakernotes.h"
#include "present/stagekeys.h"

#include <QKeyEvent>
#include <QMouseEvent>

namespace tierlens {

QList<std::pair<QString, QString>> Presenter::keys()
{
    return {{tr("PageDown, →"), tr("next step of the tour")}, {tr("PageUp, ←"), tr("step before")},
        {tr("1 … 4"), tr("bet on an answer")},
        {QStringLiteral("Z"), tr("zoom on a part: a box under the mouse, or Redis")},
        {QStringLiteral("F"), tr("freeze the picture, or let it go on")},
        {QStringLiteral("L"), tr("pointer like a laser")}, {tr("B or ."), tr("black screen")},
        {QStringLiteral("N"), tr("notes for the speaker")},
        {QStringLiteral("W, R, P, C"),
            tr("write, restart Redis, restart Postgres, cache off or on")},
        {QStringLiteral("?"), tr("these keys")}, {tr("Esc, F5"), tr("leave")}};
}

bool Presenter::takes(const QKeyEvent &event) const
{
    if (event.modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
    case Qt::Key_Right:
    case Qt::Key_Left:
    case Qt::Key_Down:
    case Qt::Key_Up:
    case Qt::Key_B:
    case Qt::Key_Period:
    case Qt::Key_Escape:
    case Qt::Key_F5:
    case Qt::Key_L:
    case Qt::Key_Z:
    case Qt::Key_F:
    case Qt::Key_N:
    case Qt::Key_Question:
        return true;
    case Qt::Key_Space: // without a tour it pauses the traffic, as everywhere
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Backspace:
        return m_scene.has_value();
    case Qt::Key_1:
    case Qt::Key_2:
    case Qt::Key_3:
    case Qt::Key_4:
        return m_scene && m_scene->question;
    default:
        return false;
    }
}

bool Presenter::obey(const QKeyEvent &event)
{
    if (!takes(event) || event.isAutoRepeat())
        return false;
    switch (event.key()) {
    case Qt::Key_B:
    case Qt::Key_Period:
        toggleBlank();
        return true;
    case Qt::Key_Escape:
        escape();
        return true;
    case Qt::Key_F5:
        leave();
        return true;
    case Qt::Key_L:
        toggleLaser();
        return true;
    case Qt::Key_Z:
        toggleZoom();
        return true;
    case Qt::Key_F:
        toggleFrozen();
        return true;
    case Qt::Key_N:
        toggleNotes();
        return true;
    case Qt::Key_Question:
        toggleKeys();
        return true;
    case Qt::Key_PageUp:
    case Qt::Key_Left:
    case Qt::Key_Up:
    case Qt::Key_Backspace:
        Q_EMIT previousRequested();
        return true;
    case Qt::Key_1:
    case Qt::Key_2:
    case Qt::Key_3:
    case Qt::Key_4:
        if (const int choice = event.key() - Qt::Key_1;
            choice < m_scene->question->choices.size() && !m_scene->question->revealed)
            Q_EMIT choiceMade(choice);
        return true;
    default:
        break;
    }
    if (isBlank())
        toggleBlank(); // the picture comes back before it goes on
    else
        Q_EMIT nextRequested();
    return true;
}

// The innermost thing first: black screen, keys, zoom, then presenter mode itself.
void Presenter::escape()
{
    if (isBlank())
        toggleBlank();
    else if (m_keys->isVisibleTo(this))
        toggleKeys();
    else if (m_flow->zoomedOnto())
        m_flow->zoomOnto(std::nullopt);
    else
        leave();
}

void Presenter::toggleBlank() { m_blank->setVisible(m_blank->isHidden()); }

void Presenter::toggleKeys() { m_keys->setVisible(m_keys->isHidden()); }

void Presenter::toggleFrozen()
{
    m_frozen = !m_frozen;
    if (m_frozen) {
        showWords();
        return;
    }
    m_flow->clear(); // what happened in between is counted, not caught up with
    refresh();
}

void Presenter::toggleLaser()
{
    m_laserOn = !m_laserOn;
    m_laser->pointTo(mapFromGlobal(QCursor::pos()));
    m_laser->setVisible(m_laserOn);
    if (m_laserOn)
        setCursor(Qt::BlankCursor);
    else
        unsetCursor();
}

void Presenter::toggleZoom()
{
    if (m_flow->zoomedOnto()) {
        m_flow->zoomOnto(std::nullopt);
        return;
    }
    const QPointF under = m_flow->mapFromGlobal(QPointF(QCursor::pos()));
    const auto node = m_flow->rect().contains(under.toPoint())
        ? m_flow->flowLayout().nodeAt(m_flow->camera().toPicture(under))
        : std::nullopt;
    m_flow->zoomOnto(node.value_or(FlowNode::Redis));
}

void Presenter::toggleNotes()
{
    if (m_notes) {
        closeNotes();
        activateWindow();
        return;
    }
    QStringList controls;
    for (const auto &[key, does] : keys())
        controls << key + QStringLiteral(": ") + does;
    m_notes = std::make_unique<SpeakerNotes>(*this, controls.join(QStringLiteral("   ·   ")));
    // The orders of the window (W, R, P, C …) work in this one as well.
    m_notes->addActions(window()->actions());
    connect(
        m_notes.get(), &SpeakerNotes::closed, this, &Presenter::closeNotes, Qt::QueuedConnection);
    m_notes->showOn(*this);
    showWords();
}

// It may be a key pressed in that very window.
void Presenter::closeNotes()
{
    if (!m_notes)
        return;
    m_notes->hide();
    m_notes.release()->deleteLater();
}

void Presenter::mouseMoved(QPoint place)
{
    if (m_laserOn) {
        m_laser->pointTo(place);
        return;
    }
    if (cursor().shape() == Qt::BlankCursor)
        unsetCursor();
    if (m_presenting && !isBlank())
        m_hint->appear();
    if (m_presenting && m_awake)
        m_rest.start();
}

bool Presenter::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && takes(*static_cast<QKeyEvent *>(event))) {
        event->accept(); // these keys are ours, whatever they are in the window
        return true;
    }
    if (event->type() == QEvent::ToolTip)
        return true; // nobody at the back could read it, and it hides what others look at
    if (event->type() == QEvent::MouseMove)
        mouseMoved(static_cast<QMouseEvent *>(event)->position().toPoint());
    return QWidget::event(event);
}

bool Presenter::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ToolTip)
        return true;
    if (event->type() == QEvent::MouseMove) {
        const auto *move = static_cast<QMouseEvent *>(event);
        mouseMoved(mapFromGlobal(move->globalPosition().toPoint()));
        return move->buttons() == Qt::NoButton; // nobody changes the cursor
    }
    if (watched != m_flow)
        return false;
    const auto nodeAt = [this](QPointF at) {
        return m_flow->flowLayout().nodeAt(m_flow->camera().toPicture(at));
    };
    if (event->type() == QEvent::MouseButtonDblClick) {
        const auto node = nodeAt(static_cast<QMouseEvent *>(event)->position());
        m_flow->zoomOnto(m_flow->zoomedOnto() ? std::nullopt : node);
        return true;
    }
    if (event->type() == QEvent::Wheel) {
        const auto *wheel = static_cast<QWheelEvent *>(event);
        if (wheel->angleDelta().y() < 0)
            m_flow->zoomOnto(std::nullopt);
        else if (const auto node = nodeAt(wheel->position());
                 node && wheel->angleDelta().y() > 0 && !m_flow->zoomedOnto())
            m_flow->zoomOnto(node);
        return true;
    }
    return false;
}

void Presenter::keyPressEvent(QKeyEvent *event)
{
    if (!obey(*event))
        QWidget::keyPressEvent(event);
}

} // namespace tierlens
