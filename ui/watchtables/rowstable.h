// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "watchtables/rowsmodel.h"

#include <QTableView>

#include <functional>

class QMenu;

namespace tierlens {

// A read-only table of a RowsModel: rows of one or two lines, bars, the chosen row framed, and a
// sentence in its middle while it is empty. Clicking a heading sorts: down, up, as it came.
class RowsTable : public QTableView
{
    Q_OBJECT
public:
    RowsTable(
        const QString &name, std::vector<Column> columns, bool twoLines, QWidget *parent = nullptr);

    RowsModel &rows() { return *m_model; }
    const RowsModel &rows() const { return *m_model; }
    void setEmptyText(const QString &text);
    std::string chosen() const; // key; empty: none
    void choose(const std::string &key); // empty: nothing
    // Entries for the chosen row, before the one that copies it.
    void setMenu(std::function<void(QMenu &)> fill) { m_fillMenu = std::move(fill); }
    QString copyText() const; // the chosen row, or else all, with headings

Q_SIGNALS:
    void chosenChanged(); // by the user, or because the row is gone

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void measure();
    void learnWidths();
    void sortBy(int column);

    RowsModel *m_model;
    bool m_twoLines;
    std::vector<int> m_needed; // by column: the widest text there was
    int m_sorted = -1;
    Qt::SortOrder m_order = Qt::DescendingOrder;
    std::string m_told; // the last key told of
    QString m_emptyText;
    std::function<void(QMenu &)> m_fillMenu;
};

} // namespace tierlens
