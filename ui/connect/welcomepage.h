// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/sessionoptions.h"

#include <QList>
#include <QWidget>

#include <utility>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace tierlens {

// The first thing a new user sees: try the sandbox, or connect to servers of one's own.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(QWidget *parent = nullptr);
    void offerTours(const QList<std::pair<QString, QString>> &tours); // name and title

Q_SIGNALS:
    void chosen(const tierlens::SessionOptions &options);
    void tourChosen(const QString &name); // on the sandbox

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *sandboxCard();
    QWidget *serversCard();
    void check();

    QVBoxLayout *m_rows = nullptr;
    QLineEdit *m_redis = nullptr;
    QLineEdit *m_postgres = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_connect = nullptr;
};

} // namespace tierlens
