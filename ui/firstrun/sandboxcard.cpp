// SPDX-License-Identifier: GPL-3.0-or-later
#include "firstrun/sandboxcard.h"

#include "core/whendone.h"
#include "sandbox/sandboxlack.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

namespace {
QLabel *sandboxNote(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", QStringLiteral("dim"));
    label->setWordWrap(true);
    return label;
}
} // namespace

SandboxCard::SandboxCard(QWidget *parent)
    : QFrame(parent)
    , m_what(sandboxNote(tr("Starts a private Postgres and a private Redis on this computer, with "
                            "a world of 10 000 accounts and 2 million follows. "
                            "Nothing else can reach them, and they are gone when Tierlens is "
                            "closed. The first start takes about 20 seconds."),
          this))
    , m_missing(new QLabel(this))
    , m_how(sandboxNote({}, this))
    , m_command(new QLabel(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_again(new QPushButton(tr("Look again"), this))
    , m_start(new QPushButton(tr("Start the sandbox"), this))
{
    setProperty("role", QStringLiteral("panel"));
    auto *title = new QLabel(tr("Try it"), this);
    title->setFont(theme().title());
    m_missing->setObjectName(QStringLiteral("missing"));
    m_missing->setWordWrap(true);
    m_missing->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_how->setObjectName(QStringLiteral("howToInstall"));
    m_command->setObjectName(QStringLiteral("installCommand"));
    m_command->setFont(theme().mono());
    m_command->setTextFormat(Qt::PlainText);
    m_command->setWordWrap(true);
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_copy->setObjectName(QStringLiteral("copyCommand"));
    m_copy->setAccessibleDescription(tr("Copies the command"));
    m_again->setObjectName(QStringLiteral("lookForPrograms"));
    m_start->setObjectName(QStringLiteral("startSandbox"));
    m_start->setProperty("role", QStringLiteral("primary"));
    m_start->setDefault(true);
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_command->text()); });
    connect(m_again, &QPushButton::clicked, this, &SandboxCard::lookRequested);
    connect(m_start, &QPushButton::clicked, this, &SandboxCard::startRequested);
    auto *command = new QHBoxLayout;
    command->addWidget(m_command, 1);
    command->addWidget(m_copy, 0, Qt::AlignTop);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_start, 1);
    buttons->addWidget(m_again);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(22, 20, 22, 20);
    rows->setSpacing(10);
    rows->addWidget(title);
    rows->addWidget(m_what);
    rows->addWidget(m_missing);
    rows->addWidget(m_how);
    rows->addLayout(command);
    rows->addStretch();
    rows->addLayout(buttons);
    showLack({});
}

void SandboxCard::look(const ProgramSearch &search)
{
    m_again->setEnabled(false);
    whenDone(findSandboxLack(search), this, [this](const ProgramLack &lack) {
        m_again->setEnabled(true);
        showLack(lack);
        Q_EMIT looked();
    });
}

void SandboxCard::showLack(const ProgramLack &lack)
{
    m_lack = lack;
    const bool isMissing = isLacking();
    const bool isCurable = isMissing && !lack.wish.isEmpty();
    m_missing->setText(isCurable ? lack.what + QLatin1Char('.') : lack.what);
    m_missing->setVisible(isMissing);
    m_how->setText(lack.command.isEmpty()
            ? tr("Install %1 with your package manager.").arg(lack.wish)
            : tr("This installs it here:"));
    m_how->setVisible(isCurable);
    m_command->setText(lack.command);
    m_command->setVisible(!lack.command.isEmpty());
    m_copy->setVisible(!lack.command.isEmpty());
    m_again->setVisible(isCurable);
    m_start->setEnabled(!isMissing);
}

} // namespace tierlens
