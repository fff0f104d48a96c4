// SPDX-License-Identifier: GPL-3.0-or-later
#include "about/aboutdialog.h"

#include "connections/secrets.h"
#include "diagnostics/logfile.h"
#include "theme/theme.h"

#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSysInfo>
#include <QTabBar>
#include <QTabWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace tierlens {

namespace {
struct Part
{
    const char *name, *licence, *address;
};

// Names of licences as SPDX has them.
constexpr Part AboutParts[] = {
    {"Qt", "LGPL-3.0-only", "https://www.qt.io"},
    {"Qt Charts", "GPL-3.0-only", "https://doc.qt.io/qt-6/qtcharts-index.html"},
    {"libpqxx", "BSD-3-Clause", "https://pqxx.org/libpqxx/"},
    {"libpq", "PostgreSQL", "https://www.postgresql.org"},
    {"hiredis", "BSD-3-Clause", "https://github.com/redis/hiredis"},
    {"JsonCpp", "MIT", "https://github.com/open-source-parsers/jsoncpp"},
    {"QtKeychain", "BSD-2-Clause", "https://github.com/frankosterfeld/qtkeychain"},
    {"OpenSSL", "Apache-2.0", "https://www.openssl.org"},
};

// A part that this build does without is none.
bool isUsed(const Part &part)
{
    return Secrets::hasKeychain() || QLatin1String(part.name) != QLatin1String("QtKeychain");
}

QString licenceText(const char *file)
{
    QFile text(QStringLiteral(":/about/") + QLatin1String(file));
    return text.open(QIODevice::ReadOnly) ? QString::fromUtf8(text.readAll()) : QString();
}

QPlainTextEdit *readOnlyText(
    const QString &id, const QString &text, const QString &name, QWidget *parent)
{
    auto *field = new QPlainTextEdit(text, parent);
    field->setObjectName(id);
    field->setReadOnly(true);
    field->setFont(theme().mono(12));
    field->setAccessibleName(name);
    // Arrows, not a caret, move in what cannot be changed; Tab leads on.
    field->setTabChangesFocus(true);
    return field;
}
} // namespace

AboutDialog::AboutDialog(const QString &logFolder, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About Tierlens"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *name
        = new QLabel(QStringLiteral("Tierlens %1").arg(QStringLiteral(TIERLENS_VERSION)), this);
    name->setFont(theme().figure(22));
    name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *what = new QLabel(tr("See requests flow through Redis and Postgres."), this);
    auto *running = new QLabel(
        tr("Qt %1 on %2").arg(QString::fromLatin1(qVersion()), QSysInfo::prettyProductName()),
        this);
    running->setProperty("role", QStringLiteral("dim"));
    auto *free
        = new QLabel(tr("Free software: you may use it, study it, pass it on and change it under "
                        "the GNU General "
                        "Public License, version 3 or later. It comes without any warranty."),
            this);
    free->setWordWrap(true);

    auto *pages = new QTabWidget(this);
    pages->tabBar()->setDrawBase(false);
    QString parts;
    for (const auto &part : AboutParts) {
        if (isUsed(part))
            parts += QStringLiteral("%1  %2  %3\n")
                         .arg(QLatin1String(part.name), -10)
                         .arg(QLatin1String(part.licence), -13)
                         .arg(QLatin1String(part.address));
    }
    pages->addTab(
        readOnlyText(QStringLiteral("aboutParts"), parts, tr("What Tierlens is made of"), pages),
        tr("Made of"));
    pages->addTab(readOnlyText(QStringLiteral("aboutLicence"), licenceText("LICENSE"),
                      tr("The licence"), pages),
        tr("Licence"));
    // Of Qt the LGPL, which adds to the GPL; of OpenSSL the Apache licence; the others' are short.
    const auto others = QStringList{licenceText("parts.txt"), licenceText("LGPL-3.0.txt"),
        licenceText("Apache-2.0.txt")}
                            .join(QStringLiteral("\n\n"));
    pages->addTab(readOnlyText(QStringLiteral("aboutLicences"), others,
                      tr("The licences of what it is made of"), pages),
        tr("Licences of the parts"));

    auto *buttons = new QHBoxLayout;
    if (!logFolder.isEmpty()) {
        auto *log = new QPushButton(tr("Open the folder of the log"), this);
        log->setObjectName(QStringLiteral("openLogFolder"));
        log->setToolTip(QDir::toNativeSeparators(logFolder));
        log->setAutoDefault(false);
        connect(log, &QPushButton::clicked, this,
            [logFolder] { QDesktopServices::openUrl(QUrl::fromLocalFile(logFolder)); });
        buttons->addWidget(log);
    }
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    buttons->addStretch();
    buttons->addWidget(close);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 20, 24, 20);
    rows->setSpacing(10);
    for (auto *label : {name, what, running, free})
        rows->addWidget(label);
    rows->addWidget(pages, 1);
    rows->addLayout(buttons);
    resize(680, 520);
    close->setFocus();
}

void AboutDialog::showOver(QWidget *window)
{
    (new AboutDialog(LogFile::folderInUse(), window))->show();
}

} // namespace tierlens
