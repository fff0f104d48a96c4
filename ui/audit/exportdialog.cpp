// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/exportdialog.h"

#include "core/durationtext.h"

#include <QDateTime>
#include <QFileDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

ExportDialog::ExportDialog(LiveServers servers, std::size_t tables, QWidget *parent)
    : QDialog(parent)
    , m_servers(std::move(servers))
    , m_tables(tables)
    , m_state(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_start(new QPushButton(tr("Choose a file…"), this))
    , m_close(new QPushButton(tr("Close"), this))
{
    setWindowTitle(tr("Export the database of %1").arg(m_servers.connection.name));
    setProperty("helpTopic", QStringLiteral("audit-export"));
    setMinimumWidth(480);
    auto *what = new QLabel(
        tr("pg_dump reads every row once and writes all of it into a file on this computer. The "
           "server goes on working; it reads from disk what is not in memory, and keeps old "
           "versions of rows until the export is over. Nothing is changed there. The file holds "
           "everything: keep it as carefully as the database."),
        this);
    for (QLabel *label : {what, m_state}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_state->setAccessibleName(tr("Progress and result"));
    m_bar->setVisible(false);
    m_bar->setTextVisible(false);
    m_start->setProperty("role", QStringLiteral("primary"));
    m_start->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_start);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(what);
    column->addWidget(m_bar);
    column->addWidget(m_state);
    column->addStretch(1);
    column->addLayout(buttons);
    connect(m_start, &QPushButton::clicked, this, &ExportDialog::chooseFile);
    connect(m_close, &QPushButton::clicked, this, &ExportDialog::reject);
    connect(&m_export, &DatabaseExport::progressed, this, &ExportDialog::showProgress);
    connect(&m_export, &DatabaseExport::finished, this, &ExportDialog::showResult);
}

void ExportDialog::chooseFile()
{
    auto *dialog = new QFileDialog(
        this, tr("Export to"), QString(), tr("For pg_restore (*.dump);;A text for psql (*.sql)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("dump"));
    // What is there is never overwritten, so there is nothing to confirm.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->selectFile(
        m_servers.connection.name.simplified().replace(QLatin1Char('/'), QLatin1Char('-'))
        + QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmm")));
    connect(dialog, &QFileDialog::fileSelected, this, &ExportDialog::begin);
    dialog->open();
}

void ExportDialog::begin(const QString &file)
{
    m_export.start(m_servers.postgres, file);
    m_start->setEnabled(false);
    m_close->setText(tr("Stop"));
    m_bar->setRange(0, int(m_tables)); // 0: it only shows that something is going on
    m_bar->setValue(0);
    m_bar->setVisible(true);
    showProgress();
}

void ExportDialog::showProgress()
{
    const auto &progress = m_export.progress();
    const auto tables = m_tables > 0
        ? tr("table %1 of %2").arg(countText(progress.tables), countText(m_tables))
        : tr("table %1").arg(countText(progress.tables));
    m_state->setText(progress.table.isEmpty()
            ? tr("Reading how the database is built…")
            : tr("%1 written, %2: %3").arg(bytesText(progress.bytes), tables, progress.table));
    if (m_tables > 0 && progress.tables > 0)
        m_bar->setValue(int(std::min(progress.tables, m_tables)) - 1);
}

void ExportDialog::showResult()
{
    const auto &result = m_export.result();
    m_bar->setVisible(false);
    m_start->setEnabled(true);
    m_close->setText(tr("Close"));
    if (!result) {
        m_state->setText(QString::fromStdString(result.error().text));
        return;
    }
    m_state->setText(tr("Done in %1: %2 in %4 (tables: %3). Try to restore it somewhere else: only "
                        "then it is a backup.")
                         .arg(durationText(result->took), bytesText(result->bytes),
                             countText(result->tables), result->file));
}

void ExportDialog::reject()
{
    if (m_export.isRunning()) {
        m_export.cancel();
        m_state->setText(tr("Stopping…"));
        return;
    }
    QDialog::reject();
}

} // namespace tierlens
