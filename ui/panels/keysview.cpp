// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/keysview.h"

#include "models/keytext.h"
#include "parts/writtentip.h"
#include "theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int KeysSide = 20; // text from the panel's edge
constexpr int BarHeight = 4;

QColor colorOf(KeyText::Tone tone)
{
    switch (tone) {
    case KeyText::Tone::Plain:
        return theme().dim;
    case KeyText::Tone::Good:
        return theme().hit;
    case KeyText::Tone::Soon:
    case KeyText::Tone::Warning:
        return theme().miss;
    case KeyText::Tone::Urgent:
        return theme().invalidated;
    case KeyText::Tone::Fresh:
        return theme().app;
    }
    return theme().text;
}

QFont noteFont()
{
    QFont font = theme().small();
    font.setWeight(QFont::DemiBold);
    return font;
}
} // namespace

KeysView::KeysView(KeyModel &model, QWidget *parent)
    : QListView(parent)
    , m_model(model)
{
    setModel(&model);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setAutoScroll(false); // currentChanged() scrolls, but not while rows move
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setAccessibleName(tr("Keys in Redis"));
    const int name = QFontMetrics(theme().mono(13)).height();
    const int type = QFontMetrics(theme().small()).height();
    m_rowHeight = 9 + name + 1 + type + 4 + BarHeight + 11;
}

bool KeysView::isHeld() const
{
    return viewport()->underMouse() && m_pointerMoved.isValid()
        && m_pointerMoved.elapsed() < HoldFor.count();
}

void KeysView::refresh(SinceStart now, SinceStart asOf)
{
    m_model.setNow(asOf);
    if (now - m_syncedAt >= SyncEvery && m_model.isOutdated() && !isHeld()) {
        m_syncedAt = now;
        keepPlace([this] { m_model.sync(); });
    }
    if (now - m_paintedAt >= PaintEvery) {
        m_paintedAt = now;
        viewport()->update();
    }
}

void KeysView::selectKey(const std::string &key)
{
    if (key == m_selected)
        return;
    m_selected = key;
    m_syncing = true;
    restoreCurrent();
    m_syncing = false;
    if (currentIndex().isValid())
        scrollTo(currentIndex());
    viewport()->update();
    Q_EMIT selectedKeyChanged();
}

void KeysView::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

// The selected key first: it is what the user looks at. Then what is on the screen, from the top.
std::vector<KeysView::Place> KeysView::places() const
{
    std::vector<Place> places;
    const int offset = verticalOffset();
    if (offset == 0) // at the top one wants to see what is at the top
        return places;
    const int first = offset / m_rowHeight;
    const int last = std::min(rows() - 1, (offset + viewport()->height()) / m_rowHeight);
    for (int row = first; row <= last; ++row) {
        Place place{std::string(m_model.keyAt(row)), row * m_rowHeight - offset};
        if (place.key == m_selected)
            places.insert(places.begin(), std::move(place));
        else
            places.push_back(std::move(place));
    }
    return places;
}

void KeysView::returnTo(const std::vector<Place> &places)
{
    for (const Place &place : places) {
        if (const int row = m_model.rowOf(place.key); row >= 0) {
            verticalScrollBar()->setValue(row * m_rowHeight - place.y);
            return;
        }
    }
}

void KeysView::restoreCurrent()
{
    const int row = m_selected.empty() ? -1 : m_model.rowOf(m_selected);
    if (row < 0) {
        if (currentIndex().isValid() || selectionModel()->hasSelection())
            selectionModel()->clear();
        return;
    }
    const auto index = m_model.index(row);
    if (currentIndex() != index || !selectionModel()->isSelected(index))
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
}

void KeysView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_syncing || !current.isValid())
        return;
    scrollTo(current);
    std::string key(m_model.keyAt(current.row()));
    if (key == m_selected)
        return;
    m_selected = std::move(key);
    Q_EMIT selectedKeyChanged();
}

QRect KeysView::visualRect(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    return {0, index.row() * m_rowHeight - verticalOffset(), viewport()->width(), m_rowHeight};
}

QModelIndex KeysView::indexAt(const QPoint &point) const
{
    const int y = point.y() + verticalOffset();
    if (y < 0 || y / m_rowHeight >= rows())
        return {};
    return m_model.index(y / m_rowHeight);
}

void KeysView::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const int top = index.row() * m_rowHeight;
    const int offset = verticalOffset();
    const int room = viewport()->height() - m_rowHeight;
    if (hint == PositionAtCenter)
        verticalScrollBar()->setValue(top - room / 2);
    else if (top < offset || hint == PositionAtTop)
        verticalScrollBar()->setValue(top);
    else if (top > offset + room)
        verticalScrollBar()->setValue(top - room);
}

void KeysView::doItemsLayout()
{
    // QListView's own would visit each row.
    QAbstractItemView::doItemsLayout();
}

int KeysView::verticalOffset() const { return verticalScrollBar()->value(); }

QModelIndex KeysView::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    if (rows() == 0)
        return {};
    const int page = std::max(1, viewport()->height() / m_rowHeight);
    int row = currentIndex().isValid() ? currentIndex().row() : -1;
    switch (action) {
    case MoveUp:
    case MovePrevious:
    case MoveLeft:
        row -= 1;
        break;
    case MoveDown:
    case MoveNext:
    case MoveRight:
        row += 1;
        break;
    case MovePageUp:
        row -= page;
        break;
    case MovePageDown:
        row += page;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = rows() - 1;
        break;
    }
    return m_model.index(std::clamp(row, 0, rows() - 1));
}

void KeysView::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command)
{
    const auto index = indexAt(rect.center());
    if (index.isValid())
        selectionModel()->select(index, command);
}

QRegion KeysView::visualRegionForSelection(const QItemSelection &selection) const
{
    QRegion region;
    for (const auto &range : selection)
        region += visualRect(range.topLeft()).united(visualRect(range.bottomRight()));
    return region.intersected(viewport()->rect());
}

void KeysView::updateGeometries()
{
    auto *bar = verticalScrollBar();
    bar->setSingleStep(m_rowHeight / 2);
    bar->setPageStep(viewport()->height());
    bar->setRange(0, std::max(0, rows() * m_rowHeight - viewport()->height()));
    QAbstractItemView::updateGeometries();
}

void KeysView::scrollContentsBy(int, int) { viewport()->update(); }

void KeysView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
        return;
    }
    QListView::keyPressEvent(event);
}

void KeysView::mouseMoveEvent(QMouseEvent *event)
{
    m_pointerMoved.start();
    QListView::mouseMoveEvent(event);
}

bool KeysView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::Enter:
        m_pointerMoved.start();
        break;
    case QEvent::Leave:
        m_pointerMoved.invalidate();
        break;
    case QEvent::ToolTip: {
        auto *help = static_cast<QHelpEvent *>(event);
        const auto index = indexAt(help->pos());
        // Only what may be cut off on the screen.
        QString text;
        if (index.isValid()) {
            text = index.data(KeyModel::KeyRole).toString();
            if (const auto note = index.data(KeyModel::NoteRole).toString(); !note.isEmpty())
                text += QLatin1Char('\n') + note;
        }
        QToolTip::showText(help->globalPos(), asWritten(text), viewport());
        return true;
    }
    default:
        break;
    }
    return QListView::viewportEvent(event);
}

void KeysView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    if (hasFocus() && m_selected.empty()) { // otherwise the chosen row shows it
        painter.setPen(QPen(theme().app, 1));
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(4.5, 0.5, -4.5, -0.5), 8, 8);
    }
    if (rows() == 0) {
        painter.setPen(theme().dim);
        painter.setFont(theme().text13());
        painter.drawText(viewport()->rect().adjusted(KeysSide, 12, -KeysSide, -12),
            Qt::AlignTop | Qt::AlignHCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    const int offset = verticalOffset();
    const int first = offset / m_rowHeight;
    const int last = std::min(rows() - 1, (offset + viewport()->height() - 1) / m_rowHeight);
    for (int row = first; row <= last; ++row)
        paintRow(painter, visualRect(m_model.index(row)), row);
}

void KeysView::paintRow(QPainter &painter, const QRect &rect, int row) const
{
    const Theme &colors = theme();
    const HeldKey *live = m_model.liveAt(row);
    const SinceStart now = m_model.now();
    const bool selected = !m_selected.empty() && m_model.keyAt(row) == m_selected;
    const bool hovered
        = viewport()->underMouse() && rect.contains(viewport()->mapFromGlobal(QCursor::pos()));
    if (selected || hovered) {
        const double bar = width() - rect.width();
        const QRectF card = QRectF(rect).adjusted(8.75, 2.75, -std::max(8.75 - bar, 2.75), -2.25);
        painter.setPen(selected ? QPen(colors.app, hasFocus() ? 1.8 : 1.2) : QPen(Qt::NoPen));
        painter.setBrush(selected ? colors.raised : blend(colors.panel, colors.raised, 0.6));
        painter.drawRoundedRect(card, 8, 8);
    }
    // With a scroll bar the rows end earlier; their text keeps its distance from the panel's edge.
    const int right = std::max(KeysSide - (width() - rect.width()), 12);
    QRect room = rect.adjusted(KeysSide, 9, -right, 0);

    const auto ttl = KeyText::ttlText(live, now);
    // Of a silent Redis nothing is urgent or good: all of it is what was known.
    const auto tone = m_model.isSilent() ? KeyText::Tone::Plain : KeyText::ttlTone(live, now);
    const QFont mono = colors.mono(13);
    QFont ttlFont = mono;
    if (live && !live->expiresAt) {
        ttlFont = noteFont();
        ttlFont.setPixelSize(mono.pixelSize());
    }
    const QFontMetrics metrics(mono);
    painter.setFont(ttlFont);
    painter.setPen(colorOf(tone));
    painter.drawText(room, Qt::AlignRight | Qt::AlignTop, ttl);
    const int ttlWidth = painter.fontMetrics().horizontalAdvance(ttl);

    painter.setFont(mono);
    painter.setPen(live && !m_model.isSilent() ? colors.text : colors.dim);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignTop,
        metrics.elidedText(
            m_model.shown(m_model.keyAt(row)), Qt::ElideMiddle, room.width() - ttlWidth - 12));

    room.setTop(room.top() + metrics.height() + 1);
    const auto type = KeyText::typeText(m_model.typeAt(row));
    painter.setFont(colors.small());
    painter.setPen(colors.dim);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignTop, type);
    const int typeWidth = painter.fontMetrics().horizontalAdvance(type);
    const int smallHeight = painter.fontMetrics().height();
    const auto note = KeyText::note(live, now, m_model.redisPersists());
    if (!note.text.isEmpty()) {
        painter.setFont(noteFont());
        painter.setPen(colorOf(m_model.isSilent() ? KeyText::Tone::Plain : note.tone));
        const QRect after
            = QStyle::visualRect(layoutDirection(), room, room.adjusted(typeWidth + 12, 0, 0, 0));
        painter.drawText(after, Qt::AlignLeft | Qt::AlignTop,
            painter.fontMetrics().elidedText(note.text, Qt::ElideRight, after.width()));
    }

    const double share = KeyText::share(live, now);
    if (share < 0)
        return;
    const QRectF track(room.left(), room.top() + smallHeight + 4, room.width(), BarHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.line);
    painter.drawRoundedRect(track, 2, 2);
    if (share > 0) {
        QRectF rest(track.topLeft(), QSizeF(std::max(4.0, track.width() * share), BarHeight));
        if (isRightToLeft())
            rest.moveRight(track.right());
        painter.setBrush(colorOf(tone));
        painter.drawRoundedRect(rest, 2, 2);
    }
}

} // namespace tierlens
