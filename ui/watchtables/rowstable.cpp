// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchtables/rowstable.h"

#include "parts/writtentip.h"
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int Side = 9; // free pixels left and right of a cell's text
constexpr int BarWidth = 66, BarHeight = 4;

class CellPainter : public WrittenTips
{
public:
    CellPainter(const RowsModel *model, bool twoLines, QObject *parent)
        : WrittenTips(parent)
        , m_model(model)
        , m_twoLines(twoLines)
    { }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override
    {
        const Cell cell = m_model->cell(index);
        const bool right = m_model->columns()[static_cast<std::size_t>(index.column())].right;
        const int across = right ? Qt::AlignRight : Qt::AlignLeft;
        const QRect room = option.rect.adjusted(Side, 0, -Side, 0);
        QFont font = cell.mono ? theme().mono(13) : theme().text13();
        if (cell.bold)
            font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(colorOf(cell.tint));
        QRect line = room;
        if (m_twoLines)
            line.setRect(
                room.left(), room.top() + 8, room.width(), painter->fontMetrics().height() + 2);
        painter->drawText(line, across | int(Qt::AlignVCenter),
            painter->fontMetrics().elidedText(cell.text,
                // Names that begin alike are told apart by their ends.
                index.column() == 0 ? Qt::ElideMiddle : Qt::ElideRight, line.width()));
        if (!m_twoLines)
            return;
        if (cell.bar >= 0) {
            const double width = std::min(BarWidth, room.width());
            const QRectF bed(right ? room.right() + 1 - width : room.left(), line.bottom() + 4,
                width, BarHeight);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme().line);
            painter->drawRoundedRect(bed, 2, 2);
            painter->setBrush(colorOf(cell.tint));
            const double share = std::clamp(cell.bar, 0.0, 1.0);
            if (share > 0)
                painter->drawRoundedRect(
                    QRectF(bed.topLeft(), QSizeF(std::max(4.0, width * share), BarHeight)), 2, 2);
        }
        if (!cell.detail.isEmpty()) {
            painter->setFont(theme().small());
            painter->setPen(colorOf(cell.detailTint));
            const QRect below(
                room.left(), line.bottom() + 3, room.width(), painter->fontMetrics().height() + 2);
            painter->drawText(below, across | int(Qt::AlignVCenter),
                painter->fontMetrics().elidedText(cell.detail, Qt::ElideRight, below.width()));
        }
    }

private:
    const RowsModel *m_model;
    bool m_twoLines;
};
} // namespace

RowsTable::RowsTable(
    const QString &name, std::vector<Column> columns, bool twoLines, QWidget *parent)
    : QTableView(parent)
    , m_model(new RowsModel(std::move(columns), this))
    , m_twoLines(twoLines)
{
    setAccessibleName(name);
    QStringList topics;
    for (const auto &column : m_model->columns())
        topics << column.topic;
    setProperty("helpTopics", topics);
    setModel(m_model);
    setItemDelegate(new CellPainter(m_model, twoLines, this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setCornerButtonEnabled(false);
    setFrameShape(NoFrame);
    // The chosen row has a frame of its own, see paintEvent().
    setStyleSheet(QStringLiteral("QTableView { selection-background-color: transparent; }"));
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(12);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(true);
    horizontalHeader()->setMinimumSectionSize(24);
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, &RowsTable::sortBy);
    const auto tell = [this] {
        if (auto key = chosen(); key != m_told) {
            m_told = std::move(key);
            viewport()->update();
            Q_EMIT chosenChanged();
        }
    };
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, tell);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, tell);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &RowsTable::learnWidths);
    measure();
}

void RowsTable::sortBy(int column)
{
    const bool numbers = m_model->columns()[static_cast<std::size_t>(column)].right;
    const auto first = numbers ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (m_sorted != column) {
        m_sorted = column;
        m_order = first;
    } else if (m_order == first) {
        m_order = numbers ? Qt::AscendingOrder : Qt::DescendingOrder;
    } else {
        m_sorted = -1;
    }
    m_model->sort(m_sorted, m_order);
}

void RowsTable::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

std::string RowsTable::chosen() const
{
    const auto rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? std::string() : m_model->keyAt(rows.first().row());
}

void RowsTable::choose(const std::string &key)
{
    const int row = key.empty() ? -1 : m_model->rowOf(key);
    if (row < 0) {
        clearSelection();
        return;
    }
    setCurrentIndex(m_model->index(row, 0));
    selectRow(row);
    scrollTo(m_model->index(row, 0));
}

// What snug columns need; it only grows, so that nothing jumps while rows come and go.
void RowsTable::learnWidths()
{
    constexpr int most = 100; // rows
    const auto &columns = m_model->columns();
    const QFontMetrics text(theme().text13()), mono(theme().mono(13));
    const auto before = m_needed;
    m_needed.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        for (int row = 0; columns[i].snug && row < std::min(most, m_model->rowCount()); ++row) {
            const Cell cell = m_model->cell(m_model->index(row, int(i)));
            m_needed[i]
                = std::max(m_needed[i], (cell.mono ? mono : text).horizontalAdvance(cell.text) + 8);
        }
    }
    if (m_needed != before)
        measure();
}

void RowsTable::measure()
{
    const QFontMetrics text(theme().text13()), mono(theme().mono(13)), small(theme().small());
    verticalHeader()->setDefaultSectionSize(
        m_twoLines ? text.height() + small.height() + 22 : text.height() + 14);
    QFont bold = theme().text13();
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics head(bold);
    int fixed = 0, stretched = 0;
    const auto &columns = m_model->columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Column &column = columns[i];
        if (column.widest.isEmpty()) {
            ++stretched;
            continue;
        }
        int inner = std::max(
            head.horizontalAdvance(column.widest), mono.horizontalAdvance(column.widest));
        if (column.snug)
            inner = std::min(inner, i < m_needed.size() ? m_needed[i] : 0);
        const int width = std::max(inner, head.horizontalAdvance(column.title) + 8) + 2 * Side;
        horizontalHeader()->setSectionResizeMode(int(i), QHeaderView::Fixed);
        setColumnWidth(int(i), width);
        fixed += width;
    }
    // The first of those that share what is left holds names, the others longer texts.
    const int left = std::max(viewport()->width() - fixed, 90 * stretched);
    // Cut names say nothing, while a statement is known by its beginning.
    int parts = stretched == 2 ? 3 : 1;
    const int all = stretched == 2 ? 5 : std::max(1, stretched);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].widest.isEmpty()) {
            horizontalHeader()->setSectionResizeMode(int(i), QHeaderView::Fixed);
            setColumnWidth(int(i), left * parts / all);
            parts = stretched == 2 ? 2 : 1;
        }
    }
}

QString RowsTable::copyText() const
{
    QStringList lines;
    const auto line = [this, &lines](int row) {
        QStringList cells;
        for (int column = 0; column < m_model->columnCount(); ++column) {
            const auto text = row < 0 ? m_model->columns()[static_cast<std::size_t>(column)].title
                                      : m_model->index(row, column).data().toString();
            cells << text.simplified();
        }
        lines << cells.join(QLatin1Char('\t'));
    };
    line(-1);
    const auto selected = selectionModel()->selectedRows();
    if (!selected.isEmpty()) {
        line(selected.first().row());
    } else {
        for (int row = 0; row < m_model->rowCount(); ++row)
            line(row);
    }
    return lines.join(QLatin1Char('\n'));
}

void RowsTable::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        const auto selected = selectionModel()->selectedRows();
        const QModelIndex current = currentIndex();
        const int row = selected.isEmpty() ? -1 : selected.first().row();
        const auto frame = [this](int of) {
            return QRectF(0, rowViewportPosition(of), viewport()->width(), rowHeight(of))
                .adjusted(1.5, 1.5, -1.5, -1.5);
        };
        if (row >= 0) {
            painter.setPen(QPen(theme().app, 1));
            painter.setBrush(theme().raised);
            painter.drawRoundedRect(frame(row), 8, 8);
        } else if (hasFocus() && current.isValid()) {
            painter.setPen(QPen(theme().line, 1, Qt::DashLine));
            painter.drawRoundedRect(frame(current.row()), 8, 8);
        }
    }
    QTableView::paintEvent(event);
    if (m_model->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setFont(theme().text13());
    painter.setPen(theme().dim);
    painter.drawText(viewport()->rect().adjusted(32, 0, -32, 0),
        int(Qt::AlignCenter) | int(Qt::TextWordWrap), m_emptyText);
}

void RowsTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        QApplication::clipboard()->setText(copyText());
    else if (event->key() == Qt::Key_Escape && selectionModel()->hasSelection())
        clearSelection();
    else
        QTableView::keyPressEvent(event);
}

// A click beside the rows means: all of it again.
void RowsTable::mousePressEvent(QMouseEvent *event)
{
    if (!indexAt(event->pos()).isValid())
        clearSelection();
    QTableView::mousePressEvent(event);
}

void RowsTable::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_model->rowCount() == 0)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_fillMenu && !chosen().empty())
        m_fillMenu(*menu);
    auto *sort = menu->addMenu(tr("Sort by")); // as a click on the heading, without a mouse
    for (std::size_t i = 0; i < m_model->columns().size(); ++i)
        sort->addAction(m_model->columns()[i].title, this, [this, i] { sortBy(int(i)); });
    menu->addAction(tr("Copy as table"), QKeySequence::Copy, this,
        [this] { QApplication::clipboard()->setText(copyText()); });
    menu->popup(event->globalPos());
}

void RowsTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::StyleChange && model()) {
        m_needed.clear();
        measure();
        learnWidths();
    }
}

void RowsTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    measure();
}

} // namespace tierlens
