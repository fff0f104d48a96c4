// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditrun.h"

#include <QDialog>
#include <QString>

class QLabel;
class QPushButton;
class QTextBrowser;

namespace tierlens {

// The audit of the servers that are being watched, as a document to read, save and print. What the
// watch has seen until now counts; a refresh asks the servers again.
class AuditWindow : public QDialog
{
    Q_OBJECT
public:
    // `session` may end before this window does.
    AuditWindow(const LiveServers &servers, WatchSession *session, QWidget *parent = nullptr);
    void refresh();
    void saveTo(const QString &file); // format by the ending, as writeAudit()
    const AuditRun &run() const { return m_run; }

Q_SIGNALS:
    void shown(); // a new document, or why there is none
    void saved(const QString &file);

private:
    void take();
    void chooseFile();
    void openExport();

    LiveServers m_servers;
    AuditRun m_run;
    QTextBrowser *m_page;
    QLabel *m_state;
    QPushButton *m_refresh, *m_save, *m_export;
};

} // namespace tierlens
