// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

class QMenu;

namespace tierlens {

// A round-ended button of the top bar: a symbol, a text, a dim hint at the right ("Ctrl K") and,
// with a menu, an arrow. Checkable ones are filled while they are on.
class Pill : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Symbol { None, Play, Pause, Present, Sun, Moon, System };

    explicit Pill(const QString &text = {}, QWidget *parent = nullptr);
    void setLabel(const QString &text);
    void setHint(const QString &hint);
    void setSymbol(Symbol symbol);
    void setQuiet(bool quiet); // text dim and to the left, like a field; or no frame inside a group
    void setFrameless(bool frameless);
    void setMenu(QMenu *menu); // opens below; owned by the caller
    void setExplanation(const QString &text); // tooltip and accessible description

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    bool hasArrow() const;
    int symbolSize() const;
    void openMenu();
    void paintSymbol(QPainter &painter, const QRectF &at, const QColor &color) const;

    QString m_hint;
    Symbol m_symbol = Symbol::None;
    QMenu *m_menu = nullptr;
    bool m_quiet = false, m_frameless = false;
};

} // namespace tierlens
