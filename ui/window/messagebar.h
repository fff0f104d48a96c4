// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QToolButton;

namespace tierlens {

// One sentence about what has just been done or has gone wrong, over the lower edge of its parent.
// Good news leaves by itself; bad news stays until it is dismissed or replaced.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent);
    void tell(const QString &text);
    void complain(const Error &error);
    // Says nothing itself any more: told() is all there is, for whoever shows it elsewhere.
    void setSilent(bool silent);
    void place(); // call when the parent's size changed

Q_SIGNALS:
    void told(const QString &text, bool bad);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void display(const QString &text, const QString &detail, bool bad);
    QLabel *m_text;
    QLabel *m_detail;
    QToolButton *m_close;
    QTimer m_leave;
    bool m_bad = false, m_silent = false;
};

} // namespace tierlens
