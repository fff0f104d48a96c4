// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QRect>
#include <QString>

#include <cstddef>
#include <vector>

namespace tierlens {

// A list that paints the rows that are on screen and knows nothing of the others but how many there
// are, so that ten million cost what ten do. Headings can be clicked; one row is the current one.
class PaintedRows : public QAbstractScrollArea
{
    Q_OBJECT
public:
    struct Heading
    {
        QString title;
        QString widest = {}; // a text that has to find room; empty: takes what is left
        bool right = false;
        QString topic = {}; // of the help; empty: that of the list
    };
    PaintedRows(const QString &name, std::vector<Heading> headings, QWidget *parent = nullptr);

    void setEmptyText(const QString &text); // painted while there are no rows
    QString emptyText() const { return m_emptyText; }
    qint64 currentRow() const { return m_current; } // -1: none
    void setCurrentRow(qint64 row); // told by currentChanged(), and scrolled to
    qint64 firstVisible() const;
    qint64 lastVisible() const; // < first: none
    int rowHeight() const;
    Q_INVOKABLE QString helpTopicAt(QPoint at) const; // see help/helptopicof.h

Q_SIGNALS:
    void currentChanged();
    void rested(); // the rows on screen have been the same for a moment
    void headingClicked(int column);

protected:
    virtual qint64 count() const = 0;
    virtual QString text(
        qint64 row) const = 0; // the whole row, for screen readers and the clipboard
    virtual void paintRow(QPainter &painter, qint64 row, const QRect &at) = 0;
    virtual bool pressRow(qint64, const QPoint &) { return false; } // true: it was used
    virtual void openRow(qint64, const QPoint &) { } // pressed twice
    virtual bool useKey(QKeyEvent *) { return false; }

    void countChanged(); // call it; the current row is left where it is if it can
    void placeCurrent(qint64 row) { m_current = row; } // tells nobody, scrolls nowhere
    void setSorted(int column, bool descending); // the arrow; -1: none
    QRect cell(int column, const QRect &row) const; // without the margins
    void restart(); // the rows on screen have changed

    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void timerEvent(QTimerEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Head;
    void measure();
    QRect rowRect(qint64 row) const;

    std::vector<Heading> m_headings;
    std::vector<int> m_lefts; // of the columns, and the right end
    Head *m_head;
    QString m_emptyText;
    qint64 m_current = -1;
    int m_sorted = -1;
    bool m_descending = false;
    int m_restTimer = 0;
};

} // namespace tierlens
