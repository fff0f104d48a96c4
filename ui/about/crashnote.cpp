// SPDX-License-Identifier: GPL-3.0-or-later
#include "about/crashnote.h"

#include "theme/theme.h"

#include <QDesktopServices>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace tierlens {

CrashNote::CrashNote(const QString &file, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("crashNote"));
    setWindowTitle(tr("Tierlens crashed"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *what = new QLabel(
        tr("The last time, Tierlens crashed. Where in the program it was is in "
           "this file; there is nothing of your data in it. Please send it with a report."),
        this);
    what->setObjectName(QStringLiteral("crashText"));
    what->setWordWrap(true);
    auto *where = new QLabel(QDir::toNativeSeparators(file), this);
    where->setObjectName(QStringLiteral("crashFile"));
    where->setFont(theme().mono(12));
    where->setWordWrap(true);
    where->setTextFormat(Qt::PlainText);
    where->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    where->setAccessibleName(tr("The file"));
    auto *show = new QPushButton(tr("Show the file"), this);
    show->setAutoDefault(false);
    connect(show, &QPushButton::clicked, this,
        [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(file)); });
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(show);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 20, 24, 20);
    rows->setSpacing(12);
    rows->addWidget(what);
    rows->addWidget(where);
    rows->addLayout(buttons);
    setMinimumWidth(460);
}

QString CrashNote::sentence(const QString &file)
{
    return tr("The last time, Tierlens crashed; where in the program it was is in %1")
        .arg(QDir::toNativeSeparators(file));
}

} // namespace tierlens
