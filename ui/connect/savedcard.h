// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionlist.h"

#include <QFrame>

#include <vector>

class QLabel;
class QPushButton;

namespace tierlens {

class SavedList;
struct ImportProposal;
class Secrets;

// The card of the saved connections on the welcome page: opens, adds, edits, removes, imports, and
// saves each change at once.
class SavedCard : public QFrame
{
    Q_OBJECT
public:
    SavedCard(const QString &file, Secrets &secrets, QWidget *parent = nullptr);
    const ConnectionList &connections() const { return m_list; }
    // A dialog for it, new or not; the addresses may have passwords in them.
    void edit(const Connection &connection);
    void open(const Connection &connection, const QString &redis, const QString &postgres);

Q_SIGNALS:
    void watchRequested(const tierlens::Connection &connection, const QString &redisWithPassword,
        const QString &postgresWithPassword);

private:
    void keep(const Connection &connection);
    void remove(const QString &id);
    void import();
    void offer(std::vector<ImportProposal> found);
    void show();
    void tell(const QString &text);

    ConnectionList m_list;
    Secrets &m_secrets;
    SavedList *m_lines;
    QLabel *m_told;
    QLabel *m_none;
    QPushButton *m_import;
};

} // namespace tierlens
