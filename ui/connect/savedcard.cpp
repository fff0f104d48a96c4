// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/savedcard.h"

#include "connect/connectiondialog.h"
#include "connect/fieldrow.h"
#include "connect/importdialog.h"
#include "connect/opening.h"
#include "connect/savedlist.h"
#include "connections/connectionimport.h"
#include "connections/secrets.h"
#include "core/onworker.h"
#include "core/whendone.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

SavedCard::SavedCard(const QString &file, Secrets &secrets, QWidget *parent)
    : QFrame(parent)
    , m_list(ConnectionList::load(file))
    , m_secrets(secrets)
    , m_lines(new SavedList(this))
    , m_told(dimText({}, this))
    , m_none(dimText(tr("None yet. A connection is a Redis and a Postgres that belong together, "
                        "under a name; its passwords are kept apart."),
          this))
    , m_import(new QPushButton(tr("Import…"), this))
{
    setProperty("role", QStringLiteral("panel"));
    setObjectName(QStringLiteral("savedConnections"));
    auto *title = new QLabel(tr("Saved connections"), this);
    title->setFont(theme().title());
    auto *add = new QPushButton(tr("New…"), this);
    add->setObjectName(QStringLiteral("newConnection"));
    m_import->setObjectName(QStringLiteral("importConnections"));
    auto *head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_import);
    head->addWidget(add);
    m_told->setObjectName(QStringLiteral("told"));
    m_told->setStyleSheet(QStringLiteral("color: %1").arg(theme().miss.name()));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(22, 16, 22, 16);
    rows->setSpacing(8);
    rows->addLayout(head);
    rows->addWidget(m_told);
    rows->addWidget(m_none);
    rows->addWidget(m_lines);
    connect(add, &QPushButton::clicked, this, [this] { edit({}); });
    connect(m_import, &QPushButton::clicked, this, &SavedCard::import);
    connect(m_lines, &SavedList::editRequested, this, [this](const QString &id) {
        if (const auto *known = m_list.find(id))
            edit(*known);
    });
    connect(m_lines, &SavedList::removeRequested, this, &SavedCard::remove);
    connect(m_lines, &SavedList::watchRequested, this, [this](const QString &id) {
        if (const auto *known = m_list.find(id))
            open(*known, {}, {});
    });
    tell(m_list.told());
    show();
}

void SavedCard::show()
{
    m_lines->setConnections(m_list.all());
    m_lines->setVisible(!m_list.all().empty());
    m_none->setVisible(m_list.all().empty());
}

void SavedCard::tell(const QString &text)
{
    m_told->setText(text);
    m_told->setVisible(!text.isEmpty());
}

void SavedCard::keep(const Connection &connection)
{
    m_list.keep(connection);
    const auto saved = m_list.save();
    tell(saved ? QString() : QString::fromStdString(saved.error().text));
    show();
}

void SavedCard::remove(const QString &id)
{
    m_list.remove(id);
    for (const bool ofRedis : {true, false})
        (void)m_secrets.remove(secretName(id, ofRedis));
    const auto saved = m_list.save();
    tell(saved ? QString() : QString::fromStdString(saved.error().text));
    show();
}

void SavedCard::edit(const Connection &connection)
{
    auto *dialog = new ConnectionDialog(connection, m_secrets, window());
    connect(dialog, &ConnectionDialog::saved, this, &SavedCard::keep);
    connect(dialog, &ConnectionDialog::watchRequested, this, &SavedCard::open);
    dialog->open();
}

void SavedCard::open(const Connection &connection, const QString &redis, const QString &postgres)
{
    auto *opening = new Opening(connection, m_secrets, window());
    m_lines->setBusy(connection.id, tr("Opening…"));
    connect(opening, &Opening::ready, this,
        [this, opening](
            const Connection &opened, const QString &withRedis, const QString &withPostgres) {
            opening->deleteLater();
            m_lines->setBusy(opened.id, {});
            tell(m_secrets.problem());
            Q_EMIT watchRequested(opened, withRedis, withPostgres);
        });
    connect(
        opening, &Opening::failed, this, [this, opening, id = connection.id](const QString &why) {
            opening->deleteLater();
            m_lines->setBusy(id, {});
            tell(why);
        });
    opening->start(redis, postgres);
}

// Files of the user's home are read, which may be on a slow disk.
void SavedCard::import()
{
    m_import->setEnabled(false);
    whenDone(onWorker([] { return importProposals(ImportSources::ofThisComputer()); }), this,
        [this](const std::vector<ImportProposal> &found) {
            m_import->setEnabled(true);
            offer(found);
        });
}

void SavedCard::offer(std::vector<ImportProposal> found)
{
    std::erase_if(found, [this](const ImportProposal &one) {
        return std::any_of(
            m_list.all().begin(), m_list.all().end(), [&one](const Connection &known) {
                return known.redis == one.connection.redis
                    && known.postgres == one.connection.postgres;
            });
    });
    auto *dialog = new ImportDialog(std::move(found), window());
    connect(dialog, &ImportDialog::taken, this, [this](const std::vector<ImportProposal> &chosen) {
        for (const auto &one : chosen) {
            auto connection = one.connection;
            connection.id = ConnectionList::newId();
            for (const auto &[ofRedis, secrets] :
                {std::pair{true, one.redis}, std::pair{false, one.postgres}}) {
                if (!secrets.isEmpty())
                    (void)m_secrets.write(
                        secretName(connection.id, ofRedis), secrets.packed(), true);
            }
            keep(connection);
        }
    });
    dialog->open();
}

} // namespace tierlens
