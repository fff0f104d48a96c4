// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "session/sessionoptions.h"

#include <QList>
#include <QWidget>

#include <utility>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace tierlens {

class SavedCard;
class Secrets;
class UriField;

// The first thing a user sees: try the sandbox, or look at servers of one's own, which changes
// nothing there. Below, the connections that were saved.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(QWidget *parent = nullptr);
    // With the file of the saved connections (ConnectionList::file); without, none are shown.
    WelcomePage(const QString &connectionsFile, Secrets &secrets, QWidget *parent = nullptr);
    void offerTours(const QList<std::pair<QString, QString>> &tours); // name and title

Q_SIGNALS:
    void chosen(const tierlens::SessionOptions &options); // the demo, on the sandbox or elsewhere
    void tourChosen(const QString &name); // on the sandbox
    // To be opened by a WatchSession. Not through a tunnel: see Route.
    void watchRequested(const tierlens::Connection &connection, const QString &redisWithPassword,
        const QString &postgresWithPassword);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    QWidget *sandboxCard();
    QWidget *serversCard();
    void check();
    Connection typed() const; // what stands in the two fields, without passwords

    QVBoxLayout *m_rows = nullptr;
    UriField *m_redis = nullptr;
    UriField *m_postgres = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_watch = nullptr, *m_save = nullptr, *m_play = nullptr;
    SavedCard *m_saved = nullptr;
};

} // namespace tierlens
