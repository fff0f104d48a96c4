// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QStringList>

namespace tierlens {

// A sentence that can be pressed: wrapped over several lines, with a number in a circle, or framed.
// Checked, it shows further lines below: the evidence.
class TextButton : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Look { Numbered, Framed };
    TextButton(Look look, const QString &text, QWidget *parent = nullptr);
    void setNumber(int number, const QColor &color);
    void setEvidence(const QStringList &lines);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {200, heightForWidth(200)}; }
    QSize minimumSizeHint() const override { return {80, 24}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRect textRoom(int width) const; // its height is what the text needs
    QRect evidenceRoom(int width) const;

    Look m_look;
    int m_number = 0;
    QColor m_color;
    QStringList m_evidence;
};

} // namespace tierlens
