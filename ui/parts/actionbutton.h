// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace tierlens {

// An order on a raised card, with a bar in the colour of what it touches and the letter of its
// shortcut. While the order runs it says so and does nothing more, but keeps the focus: the next
// press of the space bar must not hit its neighbour. When the order cannot be given at all, the
// button is disabled and its tooltip says why.
class ActionButton : public QPushButton
{
    Q_OBJECT
public:
    enum class Accent { Redis, Postgres, Danger };

    ActionButton(const QString &text, Accent accent, QWidget *parent = nullptr);
    void setLabel(const QString &text);
    void setLetter(const QString &letter); // shown only; the window owns the shortcut
    void setHelp(const QString &help);
    void setBusy(const QString &text); // "restarting…"; empty: over
    void setBlocked(const QString &reason); // empty: possible
    void setCompact(bool compact); // lower, where height is short
    bool isBusy() const { return !m_busy.isEmpty(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void ordered(); // clicked, and not busy

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void tell();

    Accent m_accent;
    bool m_compact = false;
    QString m_letter, m_help, m_busy, m_reason;
};

} // namespace tierlens
