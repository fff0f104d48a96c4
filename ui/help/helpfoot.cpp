// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpfoot.h"

#include "about/aboutdialog.h"
#include "help/helpkeys.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace tierlens {

HelpFoot::HelpFoot(QWidget *parent)
    : QWidget(parent)
{
    installHelpKeys();
    auto *help = new QPushButton(tr("Help (F1)"), this);
    help->setObjectName(QStringLiteral("help"));
    auto *about = new QPushButton(tr("About Tierlens…"), this);
    about->setObjectName(QStringLiteral("about"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch();
    for (auto *button : {help, about}) {
        button->setProperty("role", QStringLiteral("flat"));
        row->addWidget(button);
    }
    connect(help, &QPushButton::clicked, this, [this] { showHelpOf(this); });
    connect(about, &QPushButton::clicked, this, [this] { AboutDialog::showOver(window()); });
}

} // namespace tierlens
