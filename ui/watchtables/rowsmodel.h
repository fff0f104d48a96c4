// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "watchtables/tint.h"

#include <QAbstractTableModel>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace tierlens {

struct Cell
{
    QString text = {}, detail = {}; // one line, and a second, smaller one
    Tint tint = Tint::Text, detailTint = Tint::Dim;
    bool mono = false, bold = false;
    double bar = -1; // 0 … 1: a bar below the text
};

struct Column
{
    QString title = {}, tip = {};
    QString widest = {}; // a text that has to find room; empty: takes a share of what is left
    bool right = false;
    QString topic = {}; // of the help; empty: that of the table
    bool snug = false; // no wider than what it holds needs; `widest` is the most it gets
};

// The values behind one table as of one moment. Never changed; cells are made when they are asked
// for, so that thousands of rows cost nothing until somebody looks at them.
class RowSource
{
public:
    RowSource() = default;
    RowSource(const RowSource &) = delete;
    RowSource &operator=(const RowSource &) = delete;
    virtual ~RowSource() = default;
    virtual std::size_t count() const = 0;
    virtual std::string key(std::size_t row) const = 0; // the same thing keeps its key
    virtual Cell cell(std::size_t row, int column) const = 0;
    virtual bool less(std::size_t a, std::size_t b, int column) const = 0;
    virtual QString tip(std::size_t, int) const { return {}; }
    virtual bool isSortable() const { return true; } // false: the order means something (a tree)
};

// Shows one source after another. What stays keeps its persistent indexes, so that selection and
// scroll position survive a refresh; nothing is ever reset. GUI thread.
class RowsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit RowsModel(std::vector<Column> columns, QObject *parent = nullptr);
    ~RowsModel() override;

    void show(std::unique_ptr<RowSource> source);
    void setFilter(const QString &text); // in any cell
    const std::vector<Column> &columns() const { return m_columns; }
    Cell cell(const QModelIndex &index) const;
    std::string keyAt(int row) const;
    int rowOf(const std::string &key) const; // -1: not shown

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override; // -1: as the source gives it

private:
    struct Shown
    {
        std::size_t row = 0; // of the source
        std::string key;
    };
    std::vector<Shown> arranged(const RowSource &source) const;
    void become(std::vector<Shown> wanted, std::unique_ptr<RowSource> source);
    // Row i becomes row to[i]; -1: its indexes die with it.
    void move(const std::vector<int> &to);

    std::vector<Column> m_columns;
    std::unique_ptr<RowSource> m_source;
    std::vector<Shown> m_shown;
    QString m_filter;
    int m_column = -1;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace tierlens
