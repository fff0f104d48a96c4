// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/sessionoptions.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace tierlens {

// The first thing a new user sees: try the sandbox, or connect to servers of one's own.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const tierlens::SessionOptions &options);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *sandboxCard();
    QWidget *serversCard();
    void check();

    QLineEdit *m_redis = nullptr;
    QLineEdit *m_postgres = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_connect = nullptr;
};

} // namespace tierlens
