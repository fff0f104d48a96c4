// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/passwordasker.h"

#include "connect/fieldrow.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

PasswordAsker::PasswordAsker(
    Tier tier, const QString &shownAddress, const QString &why, bool hasKeychain, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("passwordAsker"));
    setWindowTitle(tr("Password"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *password = new QLineEdit(this);
    password->setEchoMode(QLineEdit::Password);
    password->setObjectName(QStringLiteral("password"));
    auto *keep = new QCheckBox(tr("Keep it in the system's keychain"), this);
    keep->setVisible(hasKeychain);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    auto *go = new QPushButton(tr("Go on"), this);
    go->setProperty("role", QStringLiteral("primary"));
    go->setDefault(true);
    go->setEnabled(false);
    cancel->setAutoDefault(false);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(10);
    rows->addWidget(dimText(why, this));
    rows->addWidget(new FieldRow(
        tr("Password for %1 at %2")
            .arg(tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("Postgres"),
                shownAddress),
        password, this));
    rows->addWidget(keep);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(go);
    rows->addLayout(buttons);
    setMinimumWidth(440);
    connect(password, &QLineEdit::textChanged, go,
        [go](const QString &text) { go->setEnabled(!text.isEmpty()); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(go, &QPushButton::clicked, this, [this, password, keep] {
        Q_EMIT given(password->text(), keep->isVisible() && keep->isChecked());
        accept();
    });
}

} // namespace tierlens
