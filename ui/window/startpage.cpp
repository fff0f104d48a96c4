// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/startpage.h"

#include "core/durationtext.h"
#include "help/troublefor.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace tierlens {

StartPage::StartPage(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_lines(new QVBoxLayout)
    , m_bar(new QProgressBar(this))
    , m_title(new QLabel(title, this))
    , m_what(new QLabel(this))
    , m_retry(new QPushButton(tr("Try again"), this))
    , m_other(new QPushButton(tr("Connect to other servers…"), this))
{
    setObjectName(QStringLiteral("startPage"));
    m_title->setFont(theme().figure(22));
    m_what->setText(tr("Postgres is long-term memory: on disk, careful, never forgets.\n"
                       "Redis is short-term memory: in RAM, instant, forgetful on purpose."));
    m_what->setProperty("role", QStringLiteral("dim"));
    m_what->setTextFormat(Qt::PlainText);
    m_what->setWordWrap(true);
    m_what->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 0);
    m_bar->setAccessibleName(tr("Getting ready"));
    m_retry->setProperty("role", QStringLiteral("primary"));
    m_retry->hide();
    m_other->hide();
    connect(m_retry, &QPushButton::clicked, this, &StartPage::retryRequested);
    connect(m_other, &QPushButton::clicked, this, &StartPage::otherServersRequested);

    auto *column = new QWidget(this);
    column->setMaximumWidth(560);
    auto *inner = new QVBoxLayout(column);
    inner->setSpacing(14);
    inner->addWidget(m_title);
    inner->addWidget(m_what);
    inner->addSpacing(6);
    inner->addWidget(m_bar);
    m_lines->setSpacing(6);
    inner->addLayout(m_lines);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_retry);
    buttons->addWidget(m_other);
    buttons->addStretch();
    inner->addLayout(buttons);
    auto *rows = new QVBoxLayout(this);
    rows->addStretch(2);
    auto *middle = new QHBoxLayout;
    middle->addStretch();
    middle->addWidget(column, 10);
    middle->addStretch();
    rows->addLayout(middle);
    rows->addStretch(3);
}

void StartPage::addLine(const QString &text, const QString &time, bool bad)
{
    auto *label = new QLabel(time.isEmpty() ? text : text + QStringLiteral("   ") + time, this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (bad)
        label->setStyleSheet(QStringLiteral("color: %1").arg(theme().invalidated.name()));
    m_lines->addWidget(label);
    m_current = label;
}

void StartPage::show(const Progress &progress, SinceStart now)
{
    const auto stage = QString::fromStdString(progress.stage);
    const auto text = QString::fromStdString(progress.text);
    if (stage != m_stage) {
        // The stage before is over: keep its line, with the time it took.
        if (m_current) {
            m_current->setText(QStringLiteral("✓  %1   %2")
                                   .arg(m_current->property("plain").toString(),
                                       durationText(now - m_stageBegan)));
            m_current->setProperty("role", QStringLiteral("dim"));
            m_current->style()->polish(m_current);
        }
        m_stage = stage;
        m_stageBegan = now;
        addLine(QString(), {}, false);
    }
    m_current->setProperty("plain", text);
    m_current->setText(QStringLiteral("…  ") + text);
    if (progress.share >= 0) {
        m_bar->setRange(0, 1000);
        m_bar->setValue(qRound(progress.share * 1000));
    }
}

void StartPage::fail(const Error &error)
{
    m_bar->hide();
    setProperty("helpTopic", troubleTopicFor(error));
    m_title->setText(tr("This did not work"));
    m_what->setText(QString::fromStdString(error.text));
    m_what->setProperty("role", QString());
    m_what->setStyleSheet(QStringLiteral("color: %1").arg(theme().text.name()));
    m_what->setAccessibleName(m_what->text());
    if (!error.detail.empty())
        addLine(QString::fromStdString(error.detail), {}, true);
    m_retry->show();
    m_other->show();
    m_retry->setFocus();
}

void StartPage::paintEvent(QPaintEvent *) { QPainter(this).fillRect(rect(), theme().background); }

} // namespace tierlens
