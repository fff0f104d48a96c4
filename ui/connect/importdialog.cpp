// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/importdialog.h"

#include "connect/fieldrow.h"
#include "parts/scrolled.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

ImportDialog::ImportDialog(std::vector<ImportProposal> proposals, QWidget *parent)
    : QDialog(parent)
    , m_proposals(std::move(proposals))
{
    setObjectName(QStringLiteral("importDialog"));
    setWindowTitle(tr("Import connections"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *list = new QWidget;
    auto *lines = new QVBoxLayout(list);
    lines->setContentsMargins(0, 0, 8, 0);
    lines->setSpacing(10);
    auto *take = new QPushButton(tr("Import"), this);
    const auto count = [this, take] {
        take->setEnabled(std::any_of(m_checks.begin(), m_checks.end(),
            [](const QCheckBox *check) { return check->isChecked(); }));
    };
    for (const auto &proposal : m_proposals) {
        const auto &connection = proposal.connection;
        auto *check = new QCheckBox(
            QString(connection.name).replace(QLatin1String("&"), QLatin1String("&&")), list);
        check->setFont(theme().bold13());
        QStringList addresses;
        for (const auto &[tier, address] : {std::pair{Tier::Redis, connection.redis},
                 std::pair{Tier::Postgres, connection.postgres}}) {
            if (!address.isEmpty())
                addresses << shownAddress(tier, address);
        }
        auto *where = dimText(
            tr("%1, from %2").arg(addresses.join(QStringLiteral(", ")), proposal.source), list);
        where->setContentsMargins(24, 0, 0, 0);
        where->setTextFormat(Qt::PlainText);
        check->setAccessibleDescription(where->text());
        auto *both = new QVBoxLayout;
        both->setSpacing(2);
        both->addWidget(check);
        both->addWidget(where);
        lines->addLayout(both);
        m_checks.push_back(check);
        connect(check, &QCheckBox::toggled, this, count);
    }
    lines->addStretch();
    auto *area = scrolled(list, this);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(12);
    rows->addWidget(dimText(m_proposals.empty()
            ? tr("Nothing new was found in REDIS_URL, DATABASE_URL, PG*, service files and "
                 "~/.pgpass.")
            : tr("Found on this computer. They count as production until you say otherwise; "
                 "passwords of ~/.pgpass stay there."),
        this));
    rows->addWidget(area, 1);
    auto *cancel = new QPushButton(m_proposals.empty() ? tr("Close") : tr("Cancel"), this);
    cancel->setAutoDefault(false);
    take->setObjectName(QStringLiteral("import"));
    take->setProperty("role", QStringLiteral("primary"));
    take->setDefault(true);
    take->setVisible(!m_proposals.empty());
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(take);
    rows->addLayout(buttons);
    resize(520, m_proposals.empty() ? 160 : 420);
    count();
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(take, &QPushButton::clicked, this, [this] {
        std::vector<ImportProposal> chosen;
        for (std::size_t i = 0; i < m_proposals.size(); ++i) {
            if (m_checks[i]->isChecked())
                chosen.push_back(m_proposals[i]);
        }
        Q_EMIT taken(chosen);
        accept();
    });
}

} // namespace tierlens
