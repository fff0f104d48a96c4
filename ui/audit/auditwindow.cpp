// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditwindow.h"

#include "audit/auditfile.h"
#include "audit/auditpages.h"
#include "audit/auditpdf.h"
#include "audit/exportdialog.h"
#include "core/whendone.h"

#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPromise>
#include <QPushButton>
#include <QTextBrowser>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

AuditWindow::AuditWindow(const LiveServers &servers, WatchSession *session, QWidget *parent)
    : QDialog(parent)
    , m_servers(servers)
    , m_run(servers, session)
    , m_page(new QTextBrowser(this))
    , m_state(new QLabel(this))
    , m_refresh(new QPushButton(tr("Ask again"), this))
    , m_save(new QPushButton(tr("Save as…"), this))
    , m_export(new QPushButton(tr("Export the database…"), this))
{
    setWindowTitle(tr("Audit of %1").arg(servers.connection.name));
    setProperty("helpTopic", QStringLiteral("audit-window"));
    m_export->setProperty("helpTopic", QStringLiteral("audit-export"));
    resize(1040, 760);
    // A document for paper: white, whatever the theme.
    m_page->setStyleSheet(
        QStringLiteral("QTextBrowser{background:#FFFFFF;color:#1A1F2E;padding:18px}"));
    m_page->setAccessibleName(tr("The audit"));
    m_page->setWordWrapMode(QTextOption::WordWrap); // narrow columns must not cut words
    m_state->setWordWrap(true);
    m_state->setAccessibleName(tr("State"));
    m_save->setEnabled(false);
    m_save->setProperty("role", QStringLiteral("primary"));
    m_export->setVisible(!servers.postgres.isEmpty());
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_state, 1);
    buttons->addWidget(m_refresh);
    buttons->addWidget(m_export);
    buttons->addWidget(m_save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(10);
    column->addWidget(m_page, 1);
    column->addLayout(buttons);
    connect(m_refresh, &QPushButton::clicked, this, &AuditWindow::refresh);
    connect(m_save, &QPushButton::clicked, this, &AuditWindow::chooseFile);
    connect(m_export, &QPushButton::clicked, this, &AuditWindow::openExport);
    connect(&m_run, &AuditRun::finished, this, &AuditWindow::take);
    refresh();
}

void AuditWindow::refresh()
{
    m_refresh->setEnabled(false);
    m_state->setText(tr("Asking the servers…"));
    m_run.start();
}

void AuditWindow::take()
{
    m_refresh->setEnabled(true);
    m_save->setEnabled(m_run.document().has_value());
    m_state->setText(m_run.error() ? QString::fromStdString(m_run.error()->text) : QString());
    if (m_run.document())
        m_page->setHtml(auditHtml(*m_run.document()));
    Q_EMIT shown();
}

void AuditWindow::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the audit"), QString(),
        tr("Page to read and print (*.html);;PDF (*.pdf);;Markdown (*.md);;For programs "
           "(*.json);;Tables (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("html"));
    // The ending says the format: it follows the choice.
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        const auto at = filter.lastIndexOf(QLatin1String("*.")) + 2;
        dialog->setDefaultSuffix(filter.mid(at, filter.size() - at - 1));
    });
    dialog->selectFile(
        m_servers.connection.name.simplified().replace(QLatin1Char('/'), QLatin1Char('-'))
        + QDateTime::currentDateTime().toString(QStringLiteral("-'audit'-yyyyMMdd")));
    connect(dialog, &QFileDialog::fileSelected, this, &AuditWindow::saveTo);
    dialog->open();
}

void AuditWindow::saveTo(const QString &file)
{
    if (!m_run.document())
        return;
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    const auto future = promise->future();
    promise->start();
    // A disk may be slow, and the window must not be. (Text can be laid out on any thread.)
    const auto files = auditFiles(file, *m_run.document());
    QThreadPool::globalInstance()->start([promise, file, files, document = *m_run.document()] {
        // The dialog has asked about the one name that was chosen, not about those made of it.
        const auto there = std::find_if(files.begin(), files.end(),
            [&](const QString &one) { return one != file && QFileInfo::exists(one); });
        promise->addResult(there == files.end()
                ? writeAudit(file, document, writeAuditPdf)
                : Error{ErrorKind::Refused, {},
                    tr("%1 is there already. Choose another name.").arg(*there).toStdString(), {}});
        promise->finish();
    });
    whenDone(future, this, [this, file, files](const Result<Done> &written) {
        m_state->setText(written ? tr("Saved as %1.").arg(files.join(QStringLiteral(", ")))
                                 : QString::fromStdString(written.error().text));
        if (written)
            Q_EMIT saved(file);
    });
}

void AuditWindow::openExport()
{
    const auto &facts = m_run.facts().postgres;
    auto *dialog = new ExportDialog(m_servers, facts.tables.size() + facts.tablesLeftOut, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace tierlens
