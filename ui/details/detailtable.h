// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTableView>

namespace tierlens {

// A read-only table of rows as the tabs of the bottom panel show them: colours by the model's
// accents, a second dim line where there is one, copying as tab-separated text, and a sentence in
// its middle while it is empty.
class DetailTable : public QTableView
{
    Q_OBJECT
public:
    DetailTable(const QString &name, QAbstractItemModel *model, QWidget *parent = nullptr);

    void setEmptyText(const QString &text);
    // The widest text that a column has to hold; the `stretched` one takes what is left.
    void setColumnTexts(const QStringList &texts, int stretched);
    QString copyText() const; // selected rows, or the current one; what Ctrl+C takes
    void copy() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void measure(); // row height and column widths, by the fonts of the theme
    void makeRoom(int first, int last); // rows with a second line are taller

    QString m_emptyText;
    QStringList m_columnTexts;
    int m_stretched = 0;
};

} // namespace tierlens
