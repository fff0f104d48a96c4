// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

#include <chrono>
#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace tierlens {

// What has just been done or has failed, at the window's lower edge, with one thing that can be
// done about it. With a time, the offer counts down and ends with it.
class NoticeBar : public QFrame
{
    Q_OBJECT
public:
    explicit NoticeBar(QWidget *parent = nullptr);
    void tell(const QString &text, bool bad = false);
    void offer(const QString &text, const QString &button, std::function<void()> act,
        std::chrono::seconds lasts = {}, bool bad = false); // 0: until it is dismissed
    QString text() const;
    bool hasOffer() const { return bool(m_act); }
    void withdraw(); // what is offered; a mere message stays
    void act(); // as if the button were pressed

Q_SIGNALS:
    void over(bool hadOffer); // dismissed, or its time has run out

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void countDown();
    void finish();
    QLabel *m_text;
    QPushButton *m_button;
    QToolButton *m_close;
    QTimer m_second;
    QString m_label;
    std::function<void()> m_act;
    std::chrono::seconds m_left{};
    bool m_bad = false;
};

} // namespace tierlens
