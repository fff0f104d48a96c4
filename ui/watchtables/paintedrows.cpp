// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchtables/paintedrows.h"

#include "theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMetaMethod>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimerEvent>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int RowSide = 14; // free pixels left and right of a cell's text
constexpr int RestFor = 400; // ms
} // namespace

// The headings above the rows; they stay while the rows move.
class PaintedRows::Head : public QWidget
{
public:
    explicit Head(PaintedRows *rows)
        : QWidget(rows)
        , m_rows(rows)
    {
        setCursor(Qt::PointingHandCursor);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(theme().small());
        for (int i = 0; i < int(m_rows->m_headings.size()); ++i) {
            const auto &heading = m_rows->m_headings[std::size_t(i)];
            const bool sorted = i == m_rows->m_sorted;
            painter.setPen(sorted ? theme().text : theme().dim);
            auto title = heading.title;
            if (sorted)
                title += m_rows->m_descending ? QStringLiteral(" ▾") : QStringLiteral(" ▴");
            painter.drawText(m_rows->cell(i, rect()),
                int(heading.right ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter), title);
        }
        painter.fillRect(0, height() - 1, width(), 1, theme().line);
    }
    void mousePressEvent(QMouseEvent *event) override
    {
        for (int i = 0; i < int(m_rows->m_headings.size()); ++i) {
            if (event->pos().x() < m_rows->m_lefts[std::size_t(i) + 1]) {
                Q_EMIT m_rows->headingClicked(i);
                return;
            }
        }
    }

private:
    PaintedRows *m_rows;
};

PaintedRows::PaintedRows(const QString &name, std::vector<Heading> headings, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_headings(std::move(headings))
    , m_head(new Head(this))
{
    setAccessibleName(name);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    // It shows the panel behind it.
    viewport()->setStyleSheet(QStringLiteral("background: transparent;"));
    measure();
}

int PaintedRows::rowHeight() const { return QFontMetrics(theme().mono(13)).height() + 11; }

QRect PaintedRows::cell(int column, const QRect &row) const
{
    const auto at = std::size_t(column);
    return QRect(m_lefts[at], row.top(), m_lefts[at + 1] - m_lefts[at], row.height())
        .adjusted(RowSide, 0, -RowSide, 0);
}

void PaintedRows::measure()
{
    const QFontMetrics figures(theme().mono(13)), head(theme().small());
    std::vector<int> widths;
    int fixed = 0;
    for (const auto &heading : m_headings) {
        const int width = heading.widest.isEmpty()
            ? 0
            : std::max(figures.horizontalAdvance(heading.widest),
                  head.horizontalAdvance(heading.title + QStringLiteral(" ▾")))
                + 2 * RowSide;
        widths.push_back(width);
        fixed += width;
    }
    m_lefts.assign(1, 0);
    for (std::size_t i = 0; i < widths.size(); ++i)
        m_lefts.push_back(m_lefts.back()
            + (m_headings[i].widest.isEmpty() ? std::max(120, viewport()->width() - fixed)
                                              : widths[i]));
    const int top = head.height() + 14;
    setViewportMargins(0, top, 0, 0);
    m_head->setGeometry(0, 0, viewport()->width(), top);
    m_head->update();
}

QString PaintedRows::helpTopicAt(QPoint at) const
{
    const int x = viewport()->mapFromParent(at).x();
    for (std::size_t i = 0; i < m_headings.size(); ++i) {
        if (x < m_lefts[i + 1])
            return m_headings[i].topic;
    }
    return {};
}

void PaintedRows::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

qint64 PaintedRows::firstVisible() const { return verticalScrollBar()->value() / rowHeight(); }

qint64 PaintedRows::lastVisible() const
{
    return std::min<qint64>(
        count() - 1, (verticalScrollBar()->value() + viewport()->height() - 1) / rowHeight());
}

QRect PaintedRows::rowRect(qint64 row) const
{
    return {
        0, int(row * rowHeight() - verticalScrollBar()->value()), viewport()->width(), rowHeight()};
}

void PaintedRows::countChanged()
{
    const auto rows = count();
    // Scroll bars count in int: 60 million rows are as many as can be reached.
    const auto all = std::min<qint64>(rows * rowHeight(), 2'000'000'000);
    verticalScrollBar()->setPageStep(std::max(1, viewport()->height()));
    verticalScrollBar()->setSingleStep(rowHeight());
    verticalScrollBar()->setRange(0, int(std::max<qint64>(0, all - viewport()->height())));
    if (m_current >= rows)
        m_current = -1;
    restart();
    viewport()->update();
}

void PaintedRows::restart()
{
    if (m_restTimer)
        killTimer(m_restTimer);
    m_restTimer = startTimer(RestFor);
}

void PaintedRows::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_restTimer) {
        QAbstractScrollArea::timerEvent(event);
        return;
    }
    killTimer(m_restTimer);
    m_restTimer = 0;
    if (isVisible() && count() > 0)
        Q_EMIT rested();
}

void PaintedRows::setCurrentRow(qint64 row)
{
    row = std::clamp<qint64>(row, -1, count() - 1);
    if (row >= 0) {
        auto *bar = verticalScrollBar();
        const auto top = row * rowHeight();
        if (top < bar->value())
            bar->setValue(int(top));
        else if (top + rowHeight() > bar->value() + viewport()->height())
            bar->setValue(int(top + rowHeight() - viewport()->height()));
    }
    if (row == m_current)
        return;
    m_current = row;
    viewport()->update();
    if (row >= 0) {
        // A screen reader hears the row it is on.
        setAccessibleDescription(text(row));
        QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&changed);
    }
    Q_EMIT currentChanged();
}

void PaintedRows::setSorted(int column, bool descending)
{
    m_sorted = column;
    m_descending = descending;
    m_head->update();
}

void PaintedRows::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus() && m_current < 0) { // otherwise the current row shows it
        painter.setPen(QPen(theme().app, 1));
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1.5, 1.5, -1.5, -1.5), 7, 7);
    }
    if (count() == 0) {
        painter.setFont(theme().text13());
        painter.setPen(theme().dim);
        painter.drawText(viewport()->rect().adjusted(32, 0, -32, 0),
            int(Qt::AlignCenter) | int(Qt::TextWordWrap), m_emptyText);
        return;
    }
    const auto last = lastVisible();
    for (auto row = firstVisible(); row <= last; ++row) {
        const QRect at = rowRect(row);
        if (row == m_current) {
            painter.setPen(QPen(hasFocus() ? theme().app : theme().line, 1));
            painter.setBrush(theme().raised);
            painter.drawRoundedRect(QRectF(at).adjusted(4.5, 1.5, -4.5, -1.5), 7, 7);
        }
        paintRow(painter, row, at);
    }
}

void PaintedRows::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        if (m_current >= 0)
            QApplication::clipboard()->setText(text(m_current));
        return;
    }
    if (useKey(event))
        return;
    const qint64 page = std::max(1, viewport()->height() / rowHeight() - 1);
    const auto last = count() - 1;
    const auto go = [&](qint64 row) { setCurrentRow(std::clamp<qint64>(row, 0, last)); };
    switch (event->key()) {
    case Qt::Key_Up:
        return go(m_current < 0 ? 0 : m_current - 1);
    case Qt::Key_Down:
        return go(m_current + 1);
    case Qt::Key_PageUp:
        return go(m_current - page);
    case Qt::Key_PageDown:
        return go(m_current + page);
    case Qt::Key_Home:
        return go(0);
    case Qt::Key_End:
        return go(last);
    case Qt::Key_Escape:
        if (m_current >= 0)
            return setCurrentRow(-1);
        break;
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void PaintedRows::mousePressEvent(QMouseEvent *event)
{
    const qint64 row = (event->pos().y() + verticalScrollBar()->value()) / rowHeight();
    if (row >= count() || event->pos().y() < 0) {
        setCurrentRow(-1);
        return;
    }
    if (!pressRow(row, event->pos()))
        setCurrentRow(row);
}

// What a click on a heading does, without a mouse.
void PaintedRows::contextMenuEvent(QContextMenuEvent *event)
{
    if (!isSignalConnected(QMetaMethod::fromSignal(&PaintedRows::headingClicked)))
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *sort = menu->addMenu(tr("Sort by"));
    for (int i = 0; i < int(m_headings.size()); ++i)
        sort->addAction(
            m_headings[std::size_t(i)].title, this, [this, i] { Q_EMIT headingClicked(i); });
    menu->popup(event->globalPos());
}

void PaintedRows::mouseDoubleClickEvent(QMouseEvent *event)
{
    const qint64 row = (event->pos().y() + verticalScrollBar()->value()) / rowHeight();
    if (row < count() && event->pos().y() >= 0)
        openRow(row, event->pos());
}

void PaintedRows::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    measure();
    countChanged();
}

void PaintedRows::scrollContentsBy(int, int)
{
    restart();
    viewport()->update();
}

void PaintedRows::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange)
        measure();
}

} // namespace tierlens
