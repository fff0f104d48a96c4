// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QStringList>

#include <array>

namespace tierlens {

// A sentence that can be pressed: wrapped over several lines, with a number in a circle, or framed.
// Checked, it shows further lines below: the evidence.
class TextButton : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Look { Numbered, Framed };
    TextButton(Look look, const QString &text, QWidget *parent = nullptr);
    void setSentence(const QString &text);
    void setNumber(int number, const QColor &color);
    void setEvidence(const QStringList &lines);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {200, heightForWidth(200)}; }
    QSize minimumSizeHint() const override { return {80, 24}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QRect textRoom(int width) const; // its height is what the text needs
    QRect evidenceRoom(int width) const;
    void forgetRoom();

    Look m_look;
    int m_number = 0;
    QColor m_color;
    QStringList m_evidence;
    // Laying out a column asks for the same heights many times, and wrapping text takes long.
    struct Room
    {
        int width = -1;
        QRect text, evidence;
    };
    const Room &room(int width) const;
    mutable std::array<Room, 2> m_rooms; // a layout asks for two widths in turn
    mutable std::size_t m_nextRoom = 0;
};

} // namespace tierlens
