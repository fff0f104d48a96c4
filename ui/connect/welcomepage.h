// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "localservers/localservers.h"
#include "programs/programs.h"
#include "session/sessionoptions.h"

#include <QList>
#include <QWidget>

#include <utility>

class QBoxLayout;
class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace tierlens {

class LocalCard;
class SandboxCard;
class SavedCard;
class Secrets;
class UriField;

// The first thing a user sees: try the sandbox, or look at servers of one's own, which changes
// nothing there. Below, the connections that were saved. A file can be opened or dropped here.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(QWidget *parent = nullptr);
    // With the file of the saved connections (ConnectionList::file); without, none are shown.
    WelcomePage(const QString &connectionsFile, Secrets &secrets, QWidget *parent = nullptr);
    void offerTours(const QList<std::pair<QString, QString>> &tours); // name and title
    // Which servers run at these places, and what the sandbox lacks; both on workers.
    void lookAround(const PlacesCall &places, const ProgramSearch &programs = {});
    void tell(const QString &text); // at the top, until something else is told; empty: nothing

Q_SIGNALS:
    void chosen(const tierlens::SessionOptions &options); // the demo, on the sandbox or elsewhere
    void tourChosen(const QString &name); // on the sandbox
    void fileChosen(const QString &file); // a recording or a tour, or so they think
    // To be opened by a WatchSession. Not through a tunnel: see Route.
    void watchRequested(const tierlens::Connection &connection, const QString &redisWithPassword,
        const QString &postgresWithPassword);

protected:
    void paintEvent(QPaintEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    QWidget *serversCard();
    void watchLocal(const Connection &connection);
    void chooseFile();
    void arrange();
    void check();
    Connection typed() const; // what stands in the two fields, without passwords

    QVBoxLayout *m_rows = nullptr;
    QLabel *m_told = nullptr;
    LocalCard *m_local = nullptr;
    SandboxCard *m_sandbox = nullptr;
    QBoxLayout *m_cards = nullptr;
    QGridLayout *m_tourGrid = nullptr;
    QList<QPushButton *> m_tours;
    UriField *m_redis = nullptr;
    UriField *m_postgres = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_watch = nullptr, *m_save = nullptr, *m_play = nullptr;
    SavedCard *m_saved = nullptr;
};

} // namespace tierlens
