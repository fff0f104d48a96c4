// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/plandialog.h"

#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

PlanDialog::PlanDialog(const QString &shownKey, QWidget *parent)
    : QDialog(parent)
    , m_sentence(new QLabel(tr("Postgres is carrying the query out…"), this))
    , m_statement(new QLabel(this))
    , m_plan(new QPlainTextEdit(this))
    , m_copy(new QPushButton(tr("Copy"), this))
{
    setObjectName(QStringLiteral("planDialog"));
    setWindowTitle(tr("How Postgres answers %1").arg(shownKey));
    setAttribute(Qt::WA_DeleteOnClose);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setObjectName(QStringLiteral("planSentence"));
    m_statement->setFont(theme().mono(12));
    m_statement->setTextFormat(Qt::PlainText);
    m_statement->setWordWrap(true);
    m_statement->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_statement->setAccessibleName(tr("The query"));
    m_plan->setFont(theme().mono(12));
    m_plan->setReadOnly(true);
    m_plan->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_plan->setAccessibleName(tr("Its plan"));
    m_plan->setToolTip(
        tr("Read it from the inside out: what is furthest to the right was done first. \"actual "
           "time\" is in milliseconds, \"rows\" is how many came out, \"loops\" how often it was "
           "done, \"Buffers\" counts pages of 8 kB."));
    m_copy->setEnabled(false);
    m_copy->setAutoDefault(false);
    auto *close = new QPushButton(tr("Close"), this);
    auto *help = new QLabel(
        tr("This is a run of its own, measured step by step, so it takes a little longer than for "
           "the app. The counters of requests and queries leave it out."),
        this);
    help->setWordWrap(true);
    help->setProperty("role", QStringLiteral("dim"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 18);
    rows->setSpacing(12);
    rows->addWidget(m_sentence);
    rows->addWidget(m_statement);
    rows->addWidget(m_plan, 1);
    rows->addWidget(help);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_copy);
    buttons->addWidget(close);
    rows->addLayout(buttons);
    resize(940, 680);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_whole);
        m_copy->setText(tr("Copied"));
    });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    close->setFocus();
}

void PlanDialog::setPlan(const QString &text)
{
    const auto gap = QStringLiteral("\n\n");
    m_whole = text;
    m_sentence->setText(text.section(gap, 0, 0));
    m_statement->setText(text.section(gap, 1, 1));
    m_plan->setPlainText(text.section(gap, 2));
    m_copy->setEnabled(true);
}

void PlanDialog::setError(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_statement->hide();
    m_plan->setPlaceholderText(tr("There is no plan to show."));
}

} // namespace tierlens
