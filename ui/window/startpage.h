// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace tierlens {

// What the window shows until the first request is answered: the stages of getting ready, each with
// its time, and, when something is in the way, what it is and what to do.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(const QString &title, QWidget *parent = nullptr);
    void show(const Progress &progress, SinceStart now);
    void fail(const Error &error);

Q_SIGNALS:
    void retryRequested();
    void otherServersRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addLine(const QString &text, const QString &time, bool bad);
    QVBoxLayout *m_lines;
    QLabel *m_current = nullptr;
    QString m_stage;
    SinceStart m_stageBegan{};
    QProgressBar *m_bar;
    QLabel *m_title;
    QLabel *m_what;
    QPushButton *m_retry;
    QPushButton *m_other;
};

} // namespace tierlens
