// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/detailtable.h"

#include "details/detailpaint.h"
#include "models/itemroles.h"
#include "models/tabletext.h"
#include "parts/writtentip.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetrics>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyle>
#include <QStyledItemDelegate>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int TableSide = 8; // free pixels left and right of a cell's text

// Chooses colour and font by what the model says about a cell; paints a symbol before it and a
// dim line below it.
class CellPainter : public WrittenTips
{
public:
    using WrittenTips::WrittenTips;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override
    {
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (selected)
            painter->fillRect(option.rect, theme().hover());
        const auto color = accentColor(Accent(index.data(Role::Accent).toInt()));
        const QRect cell = option.rect.adjusted(TableSide, 0, -TableSide, 0);
        const auto symbol = index.data(Role::Symbol).toString();
        const auto detail = index.data(Role::Detail).toString();
        const auto alignment = index.data(Qt::TextAlignmentRole);
        const auto align = alignment.isValid() ? Qt::Alignment(alignment.toInt())
                                               : Qt::AlignLeft | Qt::AlignVCenter;
        painter->setFont(index.data(Role::Mono).toBool() ? theme().mono() : theme().text13());
        painter->setPen(color);
        const QFontMetrics metrics = painter->fontMetrics();
        const int line = lineHeight(metrics);
        QRect first = option.rect.height() > line + metrics.height() / 2
            ? QRect(cell.left(), cell.top() + 2, cell.width(), line - 2)
            : cell;
        if (!symbol.isEmpty()) {
            const QRect sign(first.left(), first.top(), 16, first.height());
            painter->drawText(
                QStyle::visualRect(option.direction, first, sign), int(Qt::AlignCenter), symbol);
            first = QStyle::visualRect(option.direction, first, first.adjusted(22, 0, 0, 0));
        }
        painter->drawText(first, int(align),
            metrics.elidedText(index.data().toString(), Qt::ElideRight, first.width()));
        if (!detail.isEmpty()) {
            painter->setFont(theme().small());
            painter->setPen(theme().dim);
            const QRect below(
                cell.left(), first.bottom() - 1, cell.width(), cell.bottom() - first.bottom() + 1);
            painter->drawText(below, int(Qt::AlignLeft | Qt::AlignTop),
                painter->fontMetrics().elidedText(detail, Qt::ElideRight, below.width()));
        }
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(theme().app);
            painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        }
    }

    static int lineHeight(const QFontMetrics &metrics) { return metrics.height() + 9; }
};
} // namespace

DetailTable::DetailTable(const QString &name, QAbstractItemModel *model, QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(name);
    setModel(model);
    setItemDelegate(new CellPainter(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setCornerButtonEnabled(false);
    setFrameShape(NoFrame);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(12);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(24);
    // Empty and not empty look different all over.
    connect(model, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex &, int first, int last) { makeRoom(first, last); });
    connect(model, &QAbstractItemModel::modelReset, this,
        [this] { makeRoom(0, this->model()->rowCount() - 1); });
    measure();
}

void DetailTable::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void DetailTable::setColumnTexts(const QStringList &texts, int stretched)
{
    m_columnTexts = texts;
    m_stretched = stretched;
    measure();
}

void DetailTable::measure()
{
    const QFontMetrics text(theme().text13());
    const QFontMetrics mono(theme().mono());
    QFont bold = theme().text13();
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics head(bold);
    verticalHeader()->setDefaultSectionSize(CellPainter::lineHeight(text));
    for (int i = 0; i < m_columnTexts.size(); ++i) {
        const auto title = model()->headerData(i, Qt::Horizontal).toString();
        // Room for the mark that shows by what is sorted.
        const bool sorts = horizontalHeader()->sectionsClickable();
        const int titleWidth = head.horizontalAdvance(title) + (sorts ? 16 : 2);
        const int width = std::max({text.horizontalAdvance(m_columnTexts[i]),
            mono.horizontalAdvance(m_columnTexts[i]), titleWidth});
        horizontalHeader()->setSectionResizeMode(
            i, i == m_stretched ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (i != m_stretched)
            setColumnWidth(i, width + 2 * TableSide + 4);
    }
    if (model())
        makeRoom(0, model()->rowCount() - 1);
}

void DetailTable::makeRoom(int first, int last)
{
    const int tall
        = verticalHeader()->defaultSectionSize() + QFontMetrics(theme().small()).height() + 2;
    const int column = model()->columnCount() - 1; // only last columns have details
    for (int row = first; row <= last; ++row) {
        if (!model()->index(row, column).data(Role::Detail).toString().isEmpty())
            setRowHeight(row, tall);
    }
}

QString DetailTable::copyText() const
{
    auto indexes = selectionModel()->selectedRows();
    if (indexes.isEmpty() && currentIndex().isValid())
        indexes = {currentIndex()};
    return tableText(*model(), indexes);
}

void DetailTable::copy() const
{
    const auto text = copyText();
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void DetailTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setFont(theme().text13());
    painter.setPen(theme().dim);
    painter.drawText(viewport()->rect().adjusted(24, 0, -24, 0),
        int(Qt::AlignCenter) | int(Qt::TextWordWrap), m_emptyText);
}

void DetailTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else if (event->key() == Qt::Key_Escape && selectionModel()->hasSelection())
        clearSelection();
    else
        QTableView::keyPressEvent(event);
}

void DetailTable::contextMenuEvent(QContextMenuEvent *event)
{
    const bool sorts = horizontalHeader()->sectionsClickable() && model()->rowCount() > 0;
    if (copyText().isEmpty() && !sorts)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (sorts) { // as a click on the heading, without a mouse
        auto *sort = menu->addMenu(tr("Sort by"));
        for (int i = 0; i < model()->columnCount(); ++i)
            sort->addAction(model()->headerData(i, Qt::Horizontal).toString(), this,
                [this, i] { Q_EMIT horizontalHeader()->sectionClicked(i); });
    }
    if (!copyText().isEmpty())
        menu->addAction(tr("Copy as table"), QKeySequence::Copy, this, [this] { copy(); });
    menu->popup(event->globalPos());
}

void DetailTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::StyleChange && model())
        measure();
}

} // namespace tierlens
