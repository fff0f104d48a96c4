// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dump/databaseexport.h"
#include "live/liveservers.h"

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;

namespace tierlens {

// Exports the database of a connection into a file by pg_dump: says what that costs, shows how far
// it is, can be stopped, says in a sentence what came of it.
class ExportDialog : public QDialog
{
    Q_OBJECT
public:
    // `tables`: how many the audit saw, for the progress; 0: not known.
    ExportDialog(LiveServers servers, std::size_t tables, QWidget *parent = nullptr);
    void begin(const QString &file); // without asking for a name
    const DatabaseExport &exporting() const { return m_export; }

protected:
    void reject() override; // also stops

private:
    void chooseFile();
    void showProgress();
    void showResult();

    LiveServers m_servers;
    std::size_t m_tables;
    DatabaseExport m_export;
    QLabel *m_state;
    QProgressBar *m_bar;
    QPushButton *m_start, *m_close;
};

} // namespace tierlens
